"""keras.ops and keras.backend against Keras: the same numbers and dtypes, also in a functional model."""

import numpy as np
import pytest

from gradlab import keras
from tests.oracle.against import tensorflow

theirs = tensorflow.keras

rng = np.random.default_rng(2)
X = rng.uniform(0.1, 0.9, size=(3, 4)).astype(np.float32)
Y = rng.uniform(0.1, 0.9, size=(3, 4)).astype(np.float32)
N = rng.integers(0, 3, size=(3, 4)).astype(np.int32)
SQUARE = (rng.normal(size=(3, 3)) + 3 * np.eye(3)).astype(np.float32)
POSITIVE = (SQUARE @ SQUARE.T).astype(np.float32)
PICTURES = rng.normal(size=(2, 6, 6, 3)).astype(np.float32)
KERNEL = rng.normal(size=(3, 3, 3, 2)).astype(np.float32)

ONE = [
    "abs",
    "absolute",
    "negative",
    "sign",
    "square",
    "sqrt",
    "rsqrt",
    "reciprocal",
    "exp",
    "expm1",
    "log",
    "log1p",
    "log2",
    "log10",
    "sin",
    "cos",
    "tan",
    "sinh",
    "cosh",
    "tanh",
    "arcsin",
    "arccos",
    "arctan",
    "arcsinh",
    "arctanh",
    "floor",
    "ceil",
    "erf",
    "isnan",
    "isinf",
    "isfinite",
    "relu",
    "elu",
    "selu",
    "leaky_relu",
    "softplus",
    "silu",
    "swish",
    "relu6",
    "softsign",
    "log_sigmoid",
    "sigmoid",
    "softmax",
    "log_softmax",
    "gelu",
    "hard_sigmoid",
    "round",
    "sum",
    "max",
    "min",
    "amax",
    "amin",
    "prod",
    "mean",
    "var",
    "std",
    "logsumexp",
    "all",
    "any",
    "argmax",
    "argmin",
    "cumsum",
    "cumprod",
    "norm",
    "count_nonzero",
    "ravel",
    "transpose",
    "flip",
    "sort",
    "argsort",
    "zeros_like",
    "ones_like",
    "median",
    "average",
    "tril",
    "triu",
    "diff",
    "normalize",
    "nan_to_num",
    "diag",
]
TWO = [
    "add",
    "subtract",
    "multiply",
    "divide",
    "true_divide",
    "power",
    "mod",
    "maximum",
    "minimum",
    "arctan2",
    "equal",
    "not_equal",
    "greater",
    "greater_equal",
    "less",
    "less_equal",
    "floor_divide",
]

CASES = {
    "sum of an axis": lambda o: o.sum(X, axis=1, keepdims=True),
    "mean of whole numbers": lambda o: o.mean(N, axis=0),
    "std of two axes": lambda o: o.std(PICTURES, axis=(1, 2)),
    "a sum of kinds": lambda o: o.add(N, X),
    "a quotient of whole numbers": lambda o: o.divide(N, 2),
    "exp of whole numbers": lambda o: o.exp(N),
    "matmul": lambda o: o.matmul(X, Y.T),
    "matmul of vectors": lambda o: o.matmul(X[0], Y[0]),
    "matmul with a vector": lambda o: o.matmul(X, Y[0]),
    "dot": lambda o: o.dot(X, Y.T),
    "outer": lambda o: o.outer(X[0], Y[:, 0]),
    "where": lambda o: o.where(X > 0.5, X, 0.0),
    "where it holds": lambda o: o.where(X > 0.5),
    "clip": lambda o: o.clip(X, 0.3, 0.6),
    "decimals": lambda o: o.round(X, 1),
    "exact gelu": lambda o: o.gelu(X, approximate=False),
    "softmax of an axis": lambda o: o.softmax(X, axis=0),
    "argmax of an axis": lambda o: o.argmax(X, axis=1, keepdims=True),
    "cumsum of an axis": lambda o: o.cumsum(X, axis=1),
    "norm of an axis": lambda o: o.norm(X, ord=1, axis=1),
    "moments": lambda o: o.moments(X, axes=[0]),
    "reshape": lambda o: o.reshape(X, (2, -1)),
    "transposed": lambda o: o.transpose(PICTURES, (0, 3, 1, 2)),
    "swapaxes": lambda o: o.swapaxes(PICTURES, 1, -1),
    "moveaxis": lambda o: o.moveaxis(PICTURES, -1, 1),
    "expand_dims": lambda o: o.expand_dims(X, (0, -1)),
    "squeeze": lambda o: o.squeeze(X[:, :1], axis=1),
    "concatenate": lambda o: o.concatenate([X, N], axis=-1),
    "stack": lambda o: o.stack([X, Y], axis=1),
    "hstack": lambda o: o.hstack([X, Y]),
    "vstack": lambda o: o.vstack([X, Y]),
    "split": lambda o: o.split(X, 2, axis=1),
    "split at places": lambda o: o.split(X, [1, 3], axis=1),
    "unstack": lambda o: o.unstack(X, axis=1),
    "tile": lambda o: o.tile(X, 2),
    "repeat": lambda o: o.repeat(X, 2, axis=1),
    "flip of an axis": lambda o: o.flip(X, axis=1),
    "roll": lambda o: o.roll(X, 1),
    "roll along an axis": lambda o: o.roll(X, 2, axis=1),
    "pad": lambda o: o.pad(X, ((1, 0), (0, 2)), constant_values=3.0),
    "pad of all axes": lambda o: o.pad(X, ((1, 1), (1, 1)), mode="reflect"),
    "take": lambda o: o.take(X, [0, -1], axis=1),
    "take of all": lambda o: o.take(X, [0, 5]),
    "take_along_axis": lambda o: o.take_along_axis(X, N, axis=1),
    "slice": lambda o: o.slice(X, (1, 0), (2, 3)),
    "slice_update": lambda o: o.slice_update(X, (1, 1), Y[:2, :2]),
    "scatter": lambda o: o.scatter([[0], [2], [0]], X, (4, 4)),
    "scatter_update": lambda o: o.scatter_update(X, [[0, 1], [2, 3]], np.float32([5, 6])),
    "one_hot": lambda o: o.one_hot(N, 3),
    "broadcast_to": lambda o: o.broadcast_to(X[0], (3, 4)),
    "top_k": lambda o: o.top_k(X, 2),
    "in_top_k": lambda o: o.in_top_k(N[:, 0], X, 2),
    "einsum": lambda o: o.einsum("ij,kj->ik", X, Y),
    "tensordot": lambda o: o.tensordot(X, Y, axes=[[1], [1]]),
    "det": lambda o: o.det(SQUARE),
    "inv": lambda o: o.inv(SQUARE),
    "solve": lambda o: o.solve(SQUARE, SQUARE),
    "cholesky": lambda o: o.cholesky(POSITIVE),
    "trace": lambda o: o.trace(SQUARE),
    "cast": lambda o: o.cast(X * 3, "int32"),
    "zeros": lambda o: o.zeros((2, 3)),
    "full": lambda o: o.full((2, 3), 4),
    "full_like": lambda o: o.full_like(X, 2),
    "eye": lambda o: o.eye(3, 4, k=1),
    "identity": lambda o: o.identity(3),
    "arange": lambda o: o.arange(5),
    "arange of fractions": lambda o: o.arange(0.0, 1.0, 0.25),
    "linspace": lambda o: o.linspace(0.0, 1.0, 5),
    "diag of a vector": lambda o: o.diag(X[0], k=1),
    "a diagonal": lambda o: o.diag(SQUARE, k=-1),
    "weighted average": lambda o: o.average(X, axis=1, weights=Y),
    "median of an axis": lambda o: o.median(X, axis=1),
    "isclose": lambda o: o.isclose(X, X + 1e-9),
    "fori_loop": lambda o: o.fori_loop(0, 3, lambda i, v: v * 2.0, o.ones((2,))),
    "scan": lambda o: o.scan(lambda c, x: (c + x, c * x), o.zeros((4,)), o.convert_to_tensor(X)),
    "map": lambda o: o.map(lambda x: x * 2, o.convert_to_tensor(X)),
    "meshgrid": lambda o: o.meshgrid(X[0], Y[:, 0]),
    "conv": lambda o: o.conv(PICTURES, KERNEL, strides=2, padding="same"),
    "max_pool": lambda o: o.max_pool(PICTURES, 2),
    "average_pool": lambda o: o.average_pool(PICTURES, 3, strides=1, padding="same"),
    "binary_crossentropy": lambda o: o.binary_crossentropy(np.float32(N > 1), X),
    "categorical_crossentropy": lambda o: o.categorical_crossentropy(np.float32(Y.max(1, keepdims=True) == Y), X),
    "sparse_categorical_crossentropy": lambda o: o.sparse_categorical_crossentropy(N[:, 0], X, from_logits=True),
    "shape": lambda o: np.array(o.shape(X)),
    "dot_of_numbers": lambda o: o.dot(2.0, X),
    **{name: lambda o, name=name: getattr(o, name)(X) for name in ONE if name != "diag"},
    **{name: lambda o, name=name: getattr(o, name)(X, Y) for name in TWO},
    "arccosh": lambda o: o.arccosh(X + 1),
    "a triangle beside inf": lambda o: [o.triu(np.float32([[1, np.nan], [np.inf, 2]])), o.tril(np.full((2, 3), np.inf))],
    "logical of numbers": lambda o: [o.logical_and(X, N), o.logical_or(N, N), o.logical_not(N), o.logical_xor(N, X)],
    "logical": lambda o: o.logical_xor(o.logical_and(X > 0.5, Y > 0.5), o.logical_not(o.logical_or(X > 0.7, Y > 0.2))),
}


def same(got, expected):
    if isinstance(expected, (list, tuple)):
        assert len(got) == len(expected)
        for ours, there in zip(got, expected):
            same(ours, there)
    else:
        ours, there = np.asarray(got), np.asarray(expected)
        assert ours.shape == there.shape
        assert (ours.dtype.kind, ours.dtype.kind == "f" and ours.dtype) == (
            there.dtype.kind,
            there.dtype.kind == "f" and there.dtype,
        )
        np.testing.assert_allclose(ours, there, rtol=2e-4, atol=1e-6)


@pytest.mark.parametrize("case", CASES)
def test_ops_give_what_keras_gives(case):
    same(CASES[case](keras.ops), CASES[case](theirs.ops))


def drawn(k):
    x = k.Input((4,))
    o = k.ops
    h = o.concatenate([o.mean(x, axis=-1, keepdims=True), o.relu(o.matmul(x, o.ones((4, 3))))], axis=-1)
    y = o.reshape(o.stack([h, o.softmax(h)], axis=1), (-1, 8))
    return k.Model(x, [y, o.argmax(y, axis=-1), o.sum(o.expand_dims(y, 1), axis=2)])


def test_ops_draw_functional_models():
    model, other = drawn(keras), drawn(theirs)
    assert [x.shape for x in model.outputs] == [x.shape for x in other.outputs]
    same(model(X), other(X))
    same(keras.models.clone_model(model)(X), other(X))


K_CALLS = {
    "mean": lambda k: k.mean(k.constant(X), axis=0),
    "sums of squares": lambda k: k.sum(k.square(X - Y), axis=-1, keepdims=True),
    "pow": lambda k: k.pow(X, 2.0),
    "dot": lambda k: k.dot(k.constant(X), k.constant(Y.T)),
    "batch_dot": lambda k: k.batch_dot(k.constant(PICTURES[0]), k.constant(PICTURES[0]), axes=(2, 2)),
    "batch_dot of rows": lambda k: k.batch_dot(k.constant(X), k.constant(Y), axes=1),
    "concatenate": lambda k: k.concatenate([k.constant(X), k.constant(Y)]),
    "flatten": lambda k: k.flatten(X),
    "batch_flatten": lambda k: k.batch_flatten(PICTURES),
    "permute": lambda k: k.permute_dimensions(PICTURES, (0, 3, 1, 2)),
    "clip": lambda k: k.clip(X, 0.2, 0.6),
    "switch": lambda k: k.switch(k.greater(X, 0.5), k.constant(X), k.constant(Y)),
    "binary": lambda k: k.binary_crossentropy(k.constant(N > 1), k.constant(X)),
    "categorical": lambda k: k.categorical_crossentropy(k.constant(Y.max(1, keepdims=True) == Y), k.constant(X)),
    "l2_normalize": lambda k: k.l2_normalize(X, axis=1),
    "one_hot": lambda k: k.one_hot(N, 3),
    "reverse": lambda k: k.reverse(X, 1),
    "a Variable": lambda k: k.get_value(k.update_add(k.variable(X), Y)),
    "of dtypes": lambda k: np.array([k.is_float_dtype("float32"), k.is_int_dtype("uint8"), k.is_int_dtype("float16")]),
}


@pytest.mark.parametrize("case", K_CALLS)
def test_the_old_backend_gives_what_it_gave(case):
    same(K_CALLS[case](keras.backend), K_CALLS[case](theirs.backend))


def test_settings_of_the_backend_say_what_there_is():
    for name in ("floatx", "image_data_format", "epsilon"):
        assert getattr(keras.backend, name)() == getattr(theirs.backend, name)()
    keras.backend.clear_session()
    keras.backend.set_floatx("float32")
    with pytest.raises(ValueError, match="dtype='float64'"):
        keras.backend.set_floatx("float64")
    with pytest.raises(ValueError, match="channels_last"):
        keras.backend.set_image_data_format("channels_first")
    with pytest.raises(RuntimeError, match="GradientTape"):
        keras.backend.gradients(1, 2)


def test_random_numbers_are_spread_as_in_keras():
    seeds = keras.random.SeedGenerator(1)
    first, second = (keras.random.normal((1000,), mean=2.0, stddev=3.0, seed=seeds) for _ in range(2))
    assert not np.allclose(first, second)
    again = keras.random.normal((1000,), mean=2.0, stddev=3.0, seed=keras.random.SeedGenerator(1))
    np.testing.assert_array_equal(first, again)
    assert abs(float(np.mean(first)) - 2) < 0.5
    whole = keras.random.randint((1000,), -2, 3, seed=1)
    assert set(np.asarray(whole).tolist()) == {-2, -1, 0, 1, 2}
    assert whole.dtype == theirs.random.randint((1,), 0, 3).dtype.as_numpy_dtype
    assert set(np.asarray(keras.random.categorical([[0.0, 0.0]], 50, seed=1)).ravel().tolist()) == {0, 1}
    assert np.abs(keras.random.truncated_normal((1000,), seed=1)).max() <= 2
    kept = np.asarray(keras.random.dropout(np.ones((1000,), np.float32), 0.25, seed=1))
    assert set(kept.tolist()) == {0.0, np.float32(1 / 0.75)}
    assert sorted(np.asarray(keras.random.shuffle(np.arange(5), seed=1)).tolist()) == [0, 1, 2, 3, 4]

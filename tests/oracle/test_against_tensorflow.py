"""TensorFlow as the oracle: the same code on both libraries gives the same values, gradients and kinds of error."""

import warnings

import numpy as np
import pytest

import gradlab
from tests.oracle.against import tensorflow

pytestmark = pytest.mark.filterwarnings("ignore::gradlab.tensors.errors.NoGradientWarning")
rng = np.random.default_rng(0)


def play(tf, f, inputs):
    """The value of f and its gradients towards all inputs, as NumPy arrays or None."""
    xs = [tf.Variable(x) for x in inputs]
    with tf.GradientTape() as tape:
        z = f(tf, *xs)
    slopes = tape.gradient(z, xs)
    return [None if g is None else tf.convert_to_tensor(g).numpy() for g in (z, *slopes)]


def agree(f, *inputs, rtol=2e-5, atol=2e-5):
    ours, theirs = play(gradlab, f, inputs), play(tensorflow, f, inputs)
    for got, expected in zip(ours, theirs):
        if expected is None:
            assert got is None
        else:
            assert (got.shape, got.dtype) == (expected.shape, expected.dtype)
            np.testing.assert_allclose(got, expected, rtol=rtol, atol=atol)


def numbers(*shape):
    return rng.uniform(-2, 2, shape).astype(np.float32)


def positive(*shape):
    return rng.uniform(0.3, 2, shape).astype(np.float32)


A, B, V, W = numbers(2, 3), numbers(3, 4), numbers(3), numbers(2, 1)
S = numbers(3, 3) + 4 * np.eye(3, dtype=np.float32)
SPECIAL = np.array([-100.0, -1.0, 0.0, 1.0, 100.0], np.float32)

EXPRESSIONS = {
    "arithmetic": (lambda tf, x, y: (x + y) * 2 - x / (y * y + 1) - (3 - x), [A, W]),
    "python's syntax on the right": (lambda tf, x: 2 ** abs(x) + 1 / (x * x + 1) + (-x) + [1.0, 2.0, 3.0] * x, [A]),
    "floor division and rest": (lambda tf, x, y: x // y + x % y, [A, positive(3)]),
    "pow": (lambda tf, x, y: x**y, [positive(2, 3), V]),
    "pow at and below 0": (lambda tf, x, y: x**y, [np.float32([-2, 0, 0, 3]), np.float32([2, 2, 1, 0])]),
    "roots and logarithms": (lambda tf, x: tf.sqrt(x) * tf.math.log(x) + tf.exp(-x) + tf.square(x), [positive(4)]),
    "reciprocals": (lambda tf, x: tf.math.rsqrt(x) + tf.math.reciprocal(x), [positive(4)]),
    "sqrt and log at 0": (lambda tf, x: tf.sqrt(x) + tf.math.log(x), [np.float32([0.0, 1.0])]),
    "waves": (lambda tf, x: tf.sin(x) * tf.cos(x) + tf.math.tan(x / 2), [A]),
    "abs and sign": (lambda tf, x: tf.abs(x) + tf.sign(x) * x, [SPECIAL]),
    "maximum": (lambda tf, x, y: tf.maximum(x, y) * 2 + tf.minimum(x, 0.5), [A, W]),
    "ties": (lambda tf, x, y: tf.maximum(x, y) + 3 * tf.minimum(x, y), [np.float32([1, 2]), np.float32([1, 2])]),
    "clip_by_value": (lambda tf, x: tf.clip_by_value(x, -1.0, 1.0) * x, [SPECIAL]),
    "clip_by_norm": (lambda tf, x: tf.clip_by_norm(x, 1.5) * [1.0, 2.0, 3.0], [A]),
    "clip_by_norm of 0": (lambda tf, x: tf.clip_by_norm(x, 1.5), [np.zeros(2, np.float32)]),
    "where": (lambda tf, x, y: tf.where(x > 0, x * y, y), [A, V]),
    "floor": (lambda tf, x: tf.floor(x) + x, [A]),
    "cast": (lambda tf, x: tf.cast(x, tf.float64) * 2, [A]),
    "reduce_sum": (lambda tf, x: tf.reduce_sum(x * x, 1) + tf.reduce_sum(x, axis=-1, keepdims=False), [A]),
    "reduce_mean": (lambda tf, x: tf.reduce_mean(x * x, [0, 1], keepdims=True) * x, [A]),
    "reduce_max": (lambda tf, x: tf.reduce_max(x, 0) * tf.reduce_min(x), [A]),
    "reduce_max ties": (lambda tf, x: tf.reduce_max(x) + tf.reduce_min(x, 0), [np.float32([2, 2, 1, 1, 1])]),
    "reduce_prod": (lambda tf, x: tf.reduce_prod(x, 1) * tf.reduce_prod(x), [A]),
    "reduce_prod beside 0": (lambda tf, x: tf.reduce_prod(x), [np.float32([0, 2, 3, 4, 5])]),
    "reduce_logsumexp": (lambda tf, x: tf.reduce_logsumexp(x * 100, 1), [A]),
    "norm": (lambda tf, x: tf.norm(x) + tf.norm(x, ord=1, axis=1) + tf.norm(x, ord=np.inf), [A]),
    "cumsum": (lambda tf, x: tf.cumsum(x, axis=1) * tf.cumsum(x, axis=0, exclusive=True, reverse=True), [A]),
    "matmul": (lambda tf, x, y: tf.matmul(x, y) @ tf.transpose(y), [A, B]),
    "matmul transposed": (
        lambda tf, x, y: tf.matmul(x, y, transpose_a=True, transpose_b=True),
        [numbers(3, 2), numbers(4, 3)],
    ),
    "matmul of batches": (lambda tf, x, y: x @ y, [numbers(5, 2, 3), numbers(1, 3, 2)]),
    "tensordot": (lambda tf, x, y: tf.tensordot(x, y, 1) + tf.tensordot(x, y, [[1], [0]]), [A, B]),
    "einsum": (lambda tf, x, y: tf.einsum("ij,jk->ki", x, y), [A, B]),
    "einsum with dots": (lambda tf, x, y: tf.einsum("...ij,jk->...ik", x, y), [numbers(2, 2, 3), B]),
    "einsum of a trace": (lambda tf, x: tf.einsum("ii->", x) * tf.einsum("ii->i", x), [S]),
    "einsum without arrow": (lambda tf, x, y: tf.einsum("ij,jk", x, y), [A, B]),
    "transpose": (lambda tf, x: tf.transpose(x, [2, 0, 1]) ** 2, [numbers(2, 3, 4)]),
    "reshape": (lambda tf, x: tf.reshape(x, [3, -1]) * tf.reshape(tf.range(6.0), [3, 2]), [A]),
    "squeeze and expand_dims": (lambda tf, x: tf.squeeze(tf.expand_dims(x, -1) * 2, [1, 2]), [W]),
    "concat and stack": (lambda tf, x, y: tf.concat([x, y, x], 1) * tf.stack([7.0, 8.0], axis=0)[:, None], [A, W]),
    "stack along another axis": (lambda tf, x, y: tf.stack([x, y, x], axis=1) ** 2, [V, V + 1]),
    "unstack": (lambda tf, x: tf.unstack(x)[0] * tf.unstack(x, axis=0)[1], [A]),
    "split": (lambda tf, x: tf.split(x, 3, axis=1)[2] * tf.split(x, [1, 2], axis=1)[0], [A]),
    "tile": (lambda tf, x: tf.tile(x, [2, 3]) ** 2, [W]),
    "pad": (lambda tf, x: tf.pad(x, [[1, 0], [0, 2]], constant_values=3.0) ** 2, [A]),
    "pad reflected": (lambda tf, x: tf.pad(x, [[1, 1], [2, 2]], "REFLECT") ** 2, [A]),
    "pad symmetric": (lambda tf, x: tf.pad(x, [[1, 1], [2, 0]], "SYMMETRIC") ** 2, [A]),
    "gather": (lambda tf, x: tf.gather(x, [[0, 1], [1, 1]]) * tf.gather(x, 1, axis=0), [A]),
    "gather along an axis": (lambda tf, x: tf.gather(x, [2, 2, 0], axis=1) ** 2, [A]),
    "gather in batches": (lambda tf, x: tf.gather(x, [2, 0], batch_dims=1) ** 2, [A]),
    "boolean_mask": (lambda tf, x: tf.boolean_mask(x, [True, False]) ** 2, [A]),
    "one_hot": (lambda tf, x: tf.one_hot([0, 2, 5], 3) @ tf.transpose(x), [A]),
    "slices": (lambda tf, x: x[1:, ..., tf.newaxis] * x[0, ::-1][:, None] + x[-1, 2], [A]),
    "broadcast_to": (lambda tf, x: tf.broadcast_to(x, [4, 2, 3]) ** 2, [W * np.ones((1, 3), np.float32)]),
    "solve": (lambda tf, x, y: tf.linalg.solve(x, y) + tf.linalg.solve(x, y, adjoint=True), [S, numbers(3, 2)]),
    "inverse and determinant": (lambda tf, x: tf.linalg.inv(x) * tf.linalg.det(x), [S]),
    "diag_part": (lambda tf, x: tf.linalg.diag_part(x) ** 2, [S]),
    "eye and linspace": (lambda tf, x: tf.eye(3) * x + tf.linspace(0.0, 1.0, 3), [S]),
    "zeros, ones and fill": (lambda tf, x: x * tf.fill([2, 1], 3.0) + tf.zeros([3]) + tf.ones_like(x), [A]),
    "sigmoid": (lambda tf, x: tf.sigmoid(x) + tf.nn.sigmoid(-x) * x, [SPECIAL]),
    "tanh": (lambda tf, x: tf.tanh(x) * x, [SPECIAL]),
    "softplus": (lambda tf, x: tf.nn.softplus(x), [SPECIAL]),
    "relu": (lambda tf, x: tf.nn.relu(x) * x, [SPECIAL]),
    "leaky_relu": (lambda tf, x: tf.nn.leaky_relu(x, 0.3) + tf.nn.leaky_relu(x), [SPECIAL]),
    "elu": (lambda tf, x: tf.nn.elu(x), [SPECIAL]),
    "selu": (lambda tf, x: tf.nn.selu(x), [SPECIAL]),
    "swish": (lambda tf, x: tf.nn.swish(x), [SPECIAL / 10]),
    "gelu": (lambda tf, x: tf.nn.gelu(x) + tf.nn.gelu(x, approximate=True), [A]),
    "softmax": (lambda tf, x: tf.nn.softmax(x * 50) + tf.nn.log_softmax(x, axis=0), [A]),
    "cross-entropy": (
        lambda tf, x: tf.nn.softmax_cross_entropy_with_logits(labels=[[0.2, 0.3, 0.5], [1.0, 0.0, 0.0]], logits=x * 30),
        [A],
    ),
    "sparse cross-entropy": (
        lambda tf, x: tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[2, 0], logits=x * 30),
        [A],
    ),
    "stop_gradient": (lambda tf, x: x * tf.stop_gradient(x), [A]),
    "unused input": (lambda tf, x, y: x * 2, [A, V]),
    "list of Tensors": (
        lambda tf, x: tf.reduce_sum(tf.square([x[0], x[1] * 2])) + tf.convert_to_tensor([x[0, 0], 1.0]),
        [A],
    ),
    "argmax": (lambda tf, x: tf.gather(x, tf.argmax(x, axis=1), axis=1), [A]),
    "float64 beside numbers": (lambda tf, x: 2 * x + 0.5, [A.astype(np.float64)]),
    "a single number": (lambda tf, x: tf.reduce_sum(x) * x**3.0, [np.float32(1.5)]),
    "empty": (lambda tf, x: tf.reduce_sum(x * 2, 0), [np.zeros((0, 3), np.float32)]),
}


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_values_and_gradients_agree(name):
    f, inputs = EXPRESSIONS[name]
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        agree(f, *inputs)


UNARY = [
    lambda tf, x: tf.sin(x),
    lambda tf, x: tf.tanh(x),
    lambda tf, x: tf.sigmoid(x),
    lambda tf, x: tf.nn.softplus(x),
    lambda tf, x: tf.nn.elu(x),
    lambda tf, x: tf.exp(-x * x),
    lambda tf, x: tf.math.log(x * x + 1.0),
    lambda tf, x: tf.sqrt(x * x + 0.1),
    lambda tf, x: tf.nn.softmax(x),
    lambda tf, x: tf.reduce_mean(x, 0, keepdims=True),
    lambda tf, x: tf.cumsum(x, 1),
    lambda tf, x: x[::-1],
    lambda tf, x: tf.concat([x[:, 1:], x[:, :1]], 1),
    lambda tf, x: tf.transpose(tf.transpose(x)) * 2.0,
]
BINARY = [
    lambda tf, x, y: x + y,
    lambda tf, x, y: x - y,
    lambda tf, x, y: x * y,
    lambda tf, x, y: x / (y * y + 1.0),
    lambda tf, x, y: tf.maximum(x, y),
    lambda tf, x, y: tf.where(x > y, x, y * 2.0),
    lambda tf, x, y: x @ tf.transpose(y) @ y,
]


def random_expression(seed):
    """A program of ten random steps on three inputs, each step using earlier results."""
    choose = np.random.default_rng(seed)
    steps = []
    for i in range(10):
        if choose.random() < 0.5:
            steps.append((UNARY[choose.integers(len(UNARY))], [choose.integers(3 + i)]))
        else:
            steps.append((BINARY[choose.integers(len(BINARY))], choose.integers(3 + i, size=2)))

    def f(tf, *xs):
        values = list(xs)
        for operator, places in steps:
            value = operator(tf, *(values[i] for i in places))
            values.append(tf.tanh(value + tf.zeros([3, 4], dtype=value.dtype)))
        return values[-1] + values[-2]

    return f


@pytest.mark.parametrize("seed", range(40))
def test_random_expressions_agree(seed):
    choose = np.random.default_rng(1000 + seed)
    shapes = [(3, 4), (3, 4), (3, 4)]
    agree(random_expression(seed), *(choose.uniform(-1, 1, shape) for shape in shapes), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("seed", range(10))
def test_second_derivatives_of_random_expressions_agree(seed):
    choose = np.random.default_rng(2000 + seed)
    inputs = [choose.uniform(-1, 1, (3, 4)) for _ in range(3)]
    found = []
    for tf in (gradlab, tensorflow):
        f = random_expression(100 + seed)
        xs = [tf.Variable(x) for x in inputs]
        with tf.GradientTape() as outer:
            with tf.GradientTape() as inner:
                z = f(tf, *xs)
            slopes = inner.gradient(z, xs, unconnected_gradients="zero")
            length = sum(tf.reduce_sum(g * g) for g in slopes)
        found.append([g.numpy() for g in outer.gradient(length, xs, unconnected_gradients="zero")])
    for got, expected in zip(*found):
        np.testing.assert_allclose(got, expected, rtol=1e-8, atol=1e-8)


# TensorFlow's names for all arguments, as code written for it may spell them.
KEYWORDS = {
    "add": lambda tf, x, y: tf.add(x=x, y=y) + tf.subtract(x=x, y=y) + tf.multiply(x=x, y=y) + tf.divide(x=x, y=y),
    "powers": lambda tf, x, y: tf.pow(x=x, y=y) + tf.square(x=x) + tf.sqrt(x=x) + tf.exp(x=x) + tf.math.log(x=x),
    "waves": lambda tf, x, y: tf.sin(x=x) + tf.cos(x=x) + tf.math.tan(x=x) + tf.tanh(x=x) + tf.math.erf(x=x),
    "signs": lambda tf, x, y: tf.abs(x=x) + tf.sign(x=x) + tf.negative(x=x) + tf.floor(x=x),
    "choices": lambda tf, x, y: tf.maximum(x=x, y=y) + tf.minimum(x=x, y=y) + tf.where(condition=x > y, x=x, y=y),
    "comparisons": lambda tf, x, y: tf.cast(tf.logical_and(x=tf.less(x=x, y=y), y=tf.not_equal(x=x, y=y)), tf.float32) * x,
    "clip": lambda tf, x, y: (
        tf.clip_by_value(t=x, clip_value_min=0.5, clip_value_max=1.0) + tf.clip_by_norm(t=y, clip_norm=1.0)
    ),
    "rest": lambda tf, x, y: tf.math.floormod(x=x, y=y) + tf.math.rsqrt(x=x) + tf.math.reciprocal(x=x),
    "sums": lambda tf, x, y: tf.reduce_sum(input_tensor=x, axis=0) * tf.reduce_mean(input_tensor=y, axis=1, keepdims=True),
    "extremes": lambda tf, x, y: (
        tf.reduce_max(input_tensor=x) * tf.reduce_min(input_tensor=y) * tf.reduce_prod(input_tensor=x)
    ),
    "running sum": lambda tf, x, y: tf.cumsum(x=x, axis=1, exclusive=True) + tf.reduce_logsumexp(input_tensor=y),
    "matmul": lambda tf, x, y: tf.matmul(a=x, b=y, transpose_b=True) @ tf.linalg.matrix_transpose(a=tf.transpose(a=x)),
    "tensordot": lambda tf, x, y: tf.tensordot(a=x, b=y, axes=2) + tf.norm(tensor=x, ord=2),
    "linalg": lambda tf, x, y: (
        tf.linalg.solve(matrix=x, rhs=y, adjoint=True) + tf.linalg.inv(input=x) * tf.linalg.det(input=y)
    ),
    "relu": lambda tf, x, y: tf.nn.relu(features=x) + tf.nn.leaky_relu(features=y, alpha=0.1) + tf.nn.softplus(features=x),
    "elu": lambda tf, x, y: (
        tf.nn.elu(features=x) + tf.nn.selu(features=y) + tf.nn.gelu(features=x) + tf.nn.swish(features=y)
    ),
    "sigmoid": lambda tf, x, y: tf.sigmoid(x=x) + tf.nn.tanh(x=y) + tf.math.softplus(features=x),
    "softmax": lambda tf, x, y: tf.nn.softmax(logits=x, axis=0) + tf.nn.log_softmax(logits=y),
    "cross-entropy": lambda tf, x, y: (
        tf.nn.softmax_cross_entropy_with_logits(labels=tf.eye(3), logits=x)
        + tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[0, 2, 1], logits=y)
        + tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.eye(3), logits=x - y)
    ),
    "shapes": lambda tf, x, y: tf.reshape(tensor=tf.expand_dims(input=tf.identity(input=x), axis=0), shape=[9]) * 2.0,
    "broadcast": lambda tf, x, y: tf.broadcast_to(input=x, shape=[2, 3, 3]) * tf.stop_gradient(input=y),
    "joining": lambda tf, x, y: tf.concat(values=[x, y], axis=0) + tf.stack(values=[x, y], axis=0)[0, 0],
    "parting": lambda tf, x, y: (
        tf.split(value=x, num_or_size_splits=3)[1] + tf.unstack(value=y)[0] + tf.squeeze(input=x[:1])
    ),
    "copies": lambda tf, x, y: tf.tile(input=x, multiples=[1, 2]) * tf.pad(tensor=y, paddings=[[0, 0], [1, 2]]),
    "picking": lambda tf, x, y: (
        tf.gather(params=x, indices=tf.argmax(input=y, axis=1)) * tf.boolean_mask(tensor=y, mask=[True] * 3)
    ),
    "one_hot": lambda tf, x, y: tf.one_hot(indices=tf.argmin(input=x, axis=0), depth=3) * tf.cast(x=y, dtype=tf.float32),
}


@pytest.mark.parametrize("name", KEYWORDS)
def test_arguments_go_by_tensorflows_names(name):
    agree(KEYWORDS[name], positive(3, 3) + np.eye(3, dtype=np.float32), positive(3, 3) + np.eye(3, dtype=np.float32))


def test_a_number_beyond_all_floats_becomes_inf_without_a_word():
    huge = np.float32([3e38, 1.0])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for f in (
            lambda tf, x: x + x,
            lambda tf, x: -x - x,
            lambda tf, x: x * x,
            lambda tf, x: tf.square(x),
            lambda tf, x: tf.reduce_sum(x * 2.0) * x,
        ):
            agree(f, huge)
        gradlab.Variable(huge).assign_add(huge).assign_sub(-huge)


ERRORS = {
    "shapes": lambda tf: tf.ones([2]) + tf.ones([3]),
    "dtypes": lambda tf: tf.ones([2]) * tf.ones([2], dtype=tf.float64),
    "branches of where": lambda tf: tf.where([True], tf.constant(1.0), tf.constant(1.0, dtype=tf.float64)),
    "matmul": lambda tf: tf.ones([1, 2]) @ tf.ones([1, 2]),
    "vectors in @": lambda tf: tf.ones([2]) @ tf.ones([2]),
    "reshape": lambda tf: tf.reshape(tf.zeros([6]), [4]),
    "index": lambda tf: tf.ones([2])[5],
    "fraction as index": lambda tf: tf.ones([2])[1.5],
    "gather": lambda tf: tf.gather([1.0, 2.0], [-1]),
    "axis": lambda tf: tf.reduce_sum(tf.ones([2]), 3),
    "concat": lambda tf: tf.concat([tf.ones([2]), tf.ones([2, 2])], 0),
    "stack": lambda tf: tf.stack([tf.ones([2]), tf.ones([3])]),
    "expand_dims": lambda tf: tf.expand_dims(tf.ones([2]), 5),
    "squeeze": lambda tf: tf.squeeze(tf.ones([2, 1]), 0),
    "split": lambda tf: tf.split(tf.ones([5]), 2),
    "fraction in one_hot": lambda tf: tf.one_hot([0.5], 2),
    "singular matrix": lambda tf: tf.linalg.inv(tf.zeros([2, 2])),
    "singular system": lambda tf: tf.linalg.solve(tf.zeros([2, 2]), tf.ones([2, 1])),
    "vector to solve for": lambda tf: tf.linalg.solve(tf.eye(2), tf.ones([2])),
    "whole number / 0": lambda tf: tf.constant(1) // 0,
    "whole power": lambda tf: tf.constant(2) ** -1,
    "None": lambda tf: tf.constant(1.0) * None,
    "fraction beside whole numbers": lambda tf: tf.constant(3) * 2.5,
    "ragged list": lambda tf: tf.constant([[1.0], [1.0, 2.0]]),
    "no initial value": lambda tf: tf.Variable(),
    "truth of many": lambda tf: bool(tf.ones([2])),
    "length of one": lambda tf: len(tf.constant(1.0)),
    "hash": lambda tf: hash(tf.Variable(1.0)),
    "maxval": lambda tf: tf.random.uniform([2], dtype=tf.int32),
    "root of a whole number": lambda tf: tf.sqrt(4),
}


@pytest.mark.parametrize("name", ERRORS)
def test_kinds_of_error_agree(name):
    with pytest.raises(Exception) as theirs:  # noqa: PT011 - whatever TensorFlow raises
        ERRORS[name](tensorflow)
    with pytest.raises(Exception) as ours:  # noqa: PT011
        ERRORS[name](gradlab)
    expected = type(theirs.value).__name__
    assert expected in [kind.__name__ for kind in type(ours.value).__mro__]


VALUES = {
    "range": lambda tf: [tf.range(3), tf.range(1, 7, 2), tf.range(0.0, 1.0, 0.25), tf.range(3.0)],
    "linspace": lambda tf: [tf.linspace(0.0, 1.0, 5), tf.linspace(0, 1, 3)],
    "eye": lambda tf: [tf.eye(2), tf.eye(2, 3, dtype=tf.float64)],
    "fill": lambda tf: [
        tf.fill([2, 3], 7),
        tf.zeros([2]),
        tf.ones([1, 2], tf.int32),
        tf.zeros_like([1, 2]),
        tf.ones_like([1.0]),
    ],
    "shape": lambda tf: [tf.shape(tf.ones([2, 3])), tf.size([[1, 2]]), tf.rank(tf.ones([2, 3]))],
    "argmax": lambda tf: [tf.argmax([[1.0, 3.0], [5.0, 2.0]]), tf.argmin([[1.0, 3.0]], axis=1), tf.math.argmax([1, 1])],
    "one_hot": lambda tf: [
        tf.one_hot([0, 2, 9], 3),
        tf.one_hot(1, 2, on_value=5.0, off_value=1.0),
        tf.one_hot([1], 2, axis=0),
    ],
    "cast": lambda tf: [tf.cast(1.7, tf.int32), tf.cast([True, False], tf.float32), tf.cast([1, 2], "float64")],
    "where": lambda tf: [tf.where([True, False]), tf.where([True, False], 1.0, 0.0), tf.where([True], [1], [2])],
    "logic": lambda tf: [
        tf.logical_and([True, False], True),
        tf.logical_or([True, False], False),
        tf.logical_not([True]),
        tf.reduce_any([False, True]),
        tf.reduce_all([[True, False]], 1),
        tf.constant([True]) & tf.constant([False]),
        ~tf.constant([True]),
    ],
    "comparisons": lambda tf: [tf.constant([1, 2]) < 2, tf.equal([1.0], [1.0]), tf.constant(1.0) >= 1.0, tf.not_equal(1, 2)],
    "whole numbers": lambda tf: [
        tf.constant(7) // 2,
        tf.constant(-7) % 3,
        tf.constant(7) / 2,
        tf.reduce_mean([1, 2]),
        tf.reduce_prod([2, 3]),
        tf.reduce_max([1, 2]),
        tf.constant(2) ** 3,
    ],
    "nothing": lambda tf: [
        tf.reduce_sum(tf.zeros([0])),
        tf.reduce_max(tf.zeros([0])),
        tf.reduce_min(tf.zeros([0])),
        tf.reduce_prod(tf.zeros([0])),
        tf.reduce_logsumexp(tf.zeros([0])),
    ],
    "arrays on either side": lambda tf: [
        np.array([1.0, 2.0]) * tf.constant([1.0, 2.0]),
        tf.constant([1.0, 2.0]) * np.array([1.0, 2.0]),
        np.float64(2.0) * tf.constant([1.0, 2.0]),
        [1.0, 2.0] - tf.constant([1.0, 2.0]),
    ],
    "masks": lambda tf: [tf.boolean_mask(tf.range(4), [True, False, True, False]), tf.range(4)[tf.range(4) > 1]],
}


@pytest.mark.parametrize("name", VALUES)
def test_values_shapes_and_dtypes_agree(name):
    for got, expected in zip(VALUES[name](gradlab), VALUES[name](tensorflow), strict=True):
        assert isinstance(got, gradlab.Tensor)
        got, expected = got.numpy(), expected.numpy()
        assert (got.shape, got.dtype) == (expected.shape, expected.dtype)
        np.testing.assert_allclose(got, expected, rtol=1e-6)


def test_a_decorated_function_runs_on_both():
    def squared(tf, x):
        @tf.function
        def f(x):
            return tf.reduce_sum(x * x)

        @tf.function(jit_compile=False)
        def g(x):
            return f(x) * 2.0

        return g(x)

    agree(squared, numbers(3))

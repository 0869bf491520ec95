"""The functions that tutorials ask for: value, dtype, shape, slope, second derivative and refusal are TensorFlow's."""

import numpy as np
import pytest

import gradlab
from tests.oracle.against import tensorflow

pytestmark = pytest.mark.filterwarnings("ignore::gradlab.tensors.errors.NoGradientWarning")

rng = np.random.default_rng(1)
A = rng.uniform(-2, 2, (2, 3)).astype(np.float32)
B = rng.uniform(0.3, 0.9, (2, 3)).astype(np.float32)
V = np.float32([3, 1, 3, 2])
S = (rng.uniform(-0.4, 0.4, (3, 3)) + np.diag([1, 3, 5])).astype(np.float32)
TALL = (rng.uniform(-0.4, 0.4, (4, 2)) + np.eye(4, 2) * [1, 3]).astype(np.float32)
PICTURES = rng.uniform(-1, 1, (2, 5, 4, 2)).astype(np.float32)

SLOPES = {
    "angles": (lambda tf, x: tf.asin(x) + tf.acos(x) * x + tf.atan(x) + tf.math.atanh(x), B),
    "hyperbolic": (lambda tf, x: tf.sinh(x) * tf.cosh(x) + tf.asinh(x) + tf.acosh(x + 1), B),
    "atan2": (lambda tf, x, y: tf.atan2(x, y), A, B),
    "near 0": (lambda tf, x: tf.math.expm1(x) * tf.math.log1p(x), B),
    "divide_no_nan": (lambda tf, x, y: tf.math.divide_no_nan(x, y), A, B - B[0]),
    "rounded": (lambda tf, x: tf.round(x * 2) * x + tf.math.ceil(x) * x * x, A),
    "xlogy": (lambda tf, x, y: tf.math.xlogy(y - B[0], x) + tf.math.xlog1py(y, x) + tf.math.xdivy(y - B[0], x), B, B),
    "xlogy of zeros": (lambda tf, x: tf.math.xlogy(x, np.float32([[0, 1, 2], [1, 0, 3]])), B - B[0]),
    "reciprocal_no_nan": (lambda tf, x: tf.math.reciprocal_no_nan(x), B - B[0]),
    "scalar_mul": (lambda tf, x: tf.scalar_mul(3.0, x) * x / tf.realdiv(x, 2.0), B),
    "add_n": (lambda tf, x, y: tf.add_n([x, y, x]) * x, A, B),
    "reduce_std": (lambda tf, x: tf.math.reduce_std(x, axis=1) * tf.math.reduce_std(x), A),
    "reduce_variance": (lambda tf, x: tf.math.reduce_variance(x, axis=[0], keepdims=True) * x, A),
    "reduce_euclidean_norm": (lambda tf, x: tf.math.reduce_euclidean_norm(x, 1), A),
    "l2_normalize": (lambda tf, x: tf.math.l2_normalize(x, axis=1), A),
    "normalize": (lambda tf, x: tf.linalg.normalize(x, axis=1)[0], A),
    "clip_by_global_norm": (lambda tf, x, y: tf.clip_by_global_norm([x, None, y], 1.0)[0][2], A, B),
    "cumprod": (lambda tf, x: tf.math.cumprod(x, axis=1, exclusive=True, reverse=True) + tf.math.cumprod(x), A),
    "squared_difference": (lambda tf, x, y: tf.math.squared_difference(x, y), A, B),
    "polyval": (lambda tf, x: tf.math.polyval([1.0, x, 3.0], x), A),
    "segments": (lambda tf, x: tf.math.segment_sum(x, [0, 1]) * tf.math.unsorted_segment_sum(x, [1, 1], 2), A),
    "segment_mean": (lambda tf, x: tf.math.segment_mean(x * x, [0, 0, 2, 2]), V),
    "sort": (lambda tf, x: tf.sort(x, axis=0) * tf.sort(x, direction="DESCENDING"), A),
    "top_k": (lambda tf, x: tf.math.top_k(x, 2).values ** 2, A),
    "gather_nd": (lambda tf, x: tf.gather_nd(x, [[0, 1], [1, 1], [0, 1]]) ** 2, A),
    "gather_nd of rows": (lambda tf, x: tf.gather_nd(x, [[[1]], [[1]]]) ** 2, A),
    "gather_nd in batches": (lambda tf, x: tf.gather_nd(x, [[2], [0]], batch_dims=1) ** 2, A),
    "scatter_nd": (lambda tf, x: tf.scatter_nd([[1], [1]], x, [3, 3]) ** 2, A),
    "tensor_scatter_nd_add": (lambda tf, x, y: tf.tensor_scatter_nd_add(x, [[0], [0]], y) ** 2, A, B),
    "tensor_scatter_nd_sub": (lambda tf, x, y: tf.tensor_scatter_nd_sub(x, [[0, 1]], y[0, :1]) ** 2, A, B),
    "tensor_scatter_nd_update": (lambda tf, x, y: tf.tensor_scatter_nd_update(x, [[1]], y[:1]) ** 2, A, B),
    "tensor_scatter_nd_max": (lambda tf, x, y: tf.tensor_scatter_nd_max(x, [[1], [0]], y) * x, A, B),
    "the largest at a place, shared": (
        lambda tf, x, y: tf.tensor_scatter_nd_max(x, [[1], [0], [1]], tf.concat([x[1:2], y[:1], x[1:2]], 0)) * x,
        A,
        B,
    ),
    "the smallest at a place, shared": (
        lambda tf, x, y: tf.tensor_scatter_nd_min(x, [[1], [0], [1]], tf.concat([x[1:2], y[:1], x[1:2]], 0)) * x,
        A,
        B,
    ),
    "the largest of infinite ones": (lambda tf, x, y: tf.tensor_scatter_nd_max(x / 0.0, [[1], [0]], y) * 1.0, A, B),
    "tensor_scatter_nd_min": (lambda tf, x, y: tf.tensor_scatter_nd_min(x, [[1], [0]], y) * x, A, B),
    "slice": (lambda tf, x: tf.slice(x, [0, 1], [-1, 2]) ** 2, A),
    "strided_slice": (lambda tf, x: tf.strided_slice(x, [0, 2], [2, 0], [1, -1], end_mask=2) ** 2, A),
    "strided_slice by ones": (lambda tf, x: tf.strided_slice(x, [0, 1], [2, 3]) ** 2, A),
    "reverse": (lambda tf, x: tf.reverse(x, [-1]) * x, A),
    "roll": (lambda tf, x: tf.roll(x, [1, -1], [0, 1]) * x, A),
    "repeat": (lambda tf, x: tf.repeat(x, [2, 0, 1], axis=1) ** 2, A),
    "repeat of all": (lambda tf, x: tf.repeat(x, 2) ** 2, A),
    "meshgrid": (lambda tf, x: tf.meshgrid(x, x * 2, x[:2])[1] ** 2, V),
    "meshgrid ij": (lambda tf, x: tf.meshgrid(x, x[:2], indexing="ij")[0] ** 2, V),
    "diag": (lambda tf, x: tf.linalg.diag(x) @ tf.linalg.diag(x), V),
    "diag elsewhere": (lambda tf, x: tf.linalg.diag(x, k=-1, padding_value=2.0) ** 2, A),
    "set_diag": (lambda tf, x: tf.linalg.set_diag(x, x[0]) ** 2, S),
    "band_part": (lambda tf, x: tf.linalg.band_part(x, 1, 0) * tf.linalg.band_part(x, -1, 1) ** 2, S),
    "trace": (lambda tf, x: tf.linalg.trace(x @ x), S),
    "matvec": (lambda tf, x, y: tf.linalg.matvec(x, y[0]) * tf.linalg.matvec(x, x[0], transpose_a=True), S, B),
    "cross": (lambda tf, x, y: tf.linalg.cross(x, y), A, B),
    "eigenvalues": (lambda tf, x: tf.linalg.eigvalsh(x) ** 2, S),
    "eigenvectors": (lambda tf, x: tf.linalg.eigh(x)[1] ** 2, S),
    "singular values": (lambda tf, x: tf.linalg.svd(x, compute_uv=False) ** 2, TALL),
    "singular vectors": (lambda tf, x: tf.linalg.svd(x)[1] ** 2 @ tf.linalg.svd(x)[2] ** 2, TALL),
    "qr": (lambda tf, x: tf.linalg.qr(x)[0] ** 2 @ tf.linalg.qr(x).r ** 2, TALL),
    "cholesky": (lambda tf, x: tf.linalg.cholesky(x @ tf.transpose(x)) ** 2, S),
    "logdet": (lambda tf, x: tf.linalg.logdet(x @ tf.transpose(x)), S),
    "slogdet": (lambda tf, x: tf.linalg.slogdet(x)[1] * tf.linalg.slogdet(-x)[0], S),
    "triangular_solve": (lambda tf, x, y: tf.linalg.triangular_solve(x, tf.transpose(y), lower=False), S, B),
    "cholesky_solve": (lambda tf, x, y: tf.linalg.cholesky_solve(tf.linalg.cholesky(x), tf.transpose(y)), S, B),
    "lstsq": (lambda tf, x: tf.linalg.lstsq(x, x * x, l2_regularizer=0.5), TALL),
    "expm": (lambda tf, x: tf.linalg.expm(x / 3), S),
    "moments": (lambda tf, x: tf.nn.moments(x, axes=[1])[0] * tf.nn.moments(x, [0, 1], keepdims=True)[1], A),
    "batch_normalization": (lambda tf, x, y: tf.nn.batch_normalization(x, y[0], y[1] + 1, x[0], y[0], 0.01), A, B),
    "bias_add": (lambda tf, x, y: tf.nn.bias_add(x * x, y[0] ** 2), A, B),
    "small nn": (lambda tf, x: tf.nn.relu6(x * 5) * x + tf.nn.silu(x) + tf.nn.l2_loss(x), A),
    "log_sigmoid": (lambda tf, x: tf.math.log_sigmoid(x), A * 20),
    "weighted cross-entropy": (lambda tf, x, y: tf.nn.weighted_cross_entropy_with_logits(y, x, 3.0), A, B),
    "embedding_lookup": (lambda tf, x: tf.nn.embedding_lookup(x, [[1, 1], [0, 1]]) ** 2, A),
    "max_pool": (lambda tf, x: tf.nn.max_pool(x, [1, 2, 2, 1], [1, 2, 1, 1], "SAME") ** 2, PICTURES),
    "avg_pool": (lambda tf, x: tf.nn.avg_pool(x, 2, 2, "VALID") ** 2, PICTURES),
    "conv2d": (lambda tf, x: tf.nn.conv2d(x, x[:, :2, :2] / 3, [1, 2, 2, 1], "SAME") ** 2, PICTURES[:, :2, :2]),
    "conv2d_transpose": (
        lambda tf, x: tf.nn.conv2d_transpose(x, tf.ones((2, 2, 3, 2)), [2, 10, 8, 3], strides=2) ** 2,
        PICTURES,
    ),
    "cond": (lambda tf, x: tf.cond(tf.reduce_sum(x) > 99, lambda: x, lambda: x * x), A),
    "case": (lambda tf, x: tf.case([(x[0, 0] > 99, lambda: x)], default=lambda: x * x), A),
    "switch_case": (lambda tf, x: tf.switch_case(tf.constant(1), [lambda: x, lambda: x * x, lambda: x]), A),
    "while_loop": (lambda tf, x: tf.while_loop(lambda i, z: i < 3, lambda i, z: (i + 1, z * x), (0, x))[1], A),
    "map_fn": (lambda tf, x: tf.map_fn(lambda row: row * row[0], x), A),
    "map_fn of pairs": (
        lambda tf, x, y: tf.map_fn(lambda two: two[0] * two[1][0], (x, y), fn_output_signature=tf.float32),
        *(A, B),
    ),
    "vectorized_map": (lambda tf, x: tf.vectorized_map(lambda row: tf.reduce_sum(row * row), x), A),
    "scan": (lambda tf, x: tf.scan(lambda a, row: a * row, x), A),
    "scan from": (lambda tf, x: tf.scan(lambda a, row: a * row + 1.0, x, initializer=x[0], reverse=True), A),
    "foldl": (lambda tf, x: tf.foldl(lambda a, n: a * n - n, x), V),
    "foldr": (lambda tf, x: tf.foldr(lambda a, n: a * n - n, x, initializer=2.0), V),
}


def derived(tf, f, inputs):
    """The value, its slopes, and the slopes of the sum of their squares (None where nothing connects)."""
    xs = [tf.Variable(x) for x in inputs]
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            z = f(tf, *xs)
        slopes = inner.gradient(z, xs, unconnected_gradients="zero")
        slopes = [tf.convert_to_tensor(slope) for slope in slopes]
        squares = sum(tf.reduce_sum(slope * slope) for slope in slopes)
    second = outer.gradient(squares, xs, unconnected_gradients="zero")
    return [tf.convert_to_tensor(g).numpy() for g in (z, *slopes, *second)]


TENSORFLOW_STOPS = {"moments"}  # the slope towards the mean inside of a variance, so its second derivative is another one


@pytest.mark.parametrize("name", SLOPES)
def test_value_slope_and_second_derivative(name):
    f, *inputs = SLOPES[name]
    ours, theirs = derived(gradlab, f, inputs), derived(tensorflow, f, inputs)
    for got, expected in list(zip(ours, theirs))[: 1 + len(inputs) if name in TENSORFLOW_STOPS else None]:
        assert (got.shape, got.dtype) == (expected.shape, expected.dtype)
        np.testing.assert_allclose(got, expected, rtol=2e-3, atol=2e-4)


VALUES = {
    "argsort": lambda tf: tf.argsort(tf.constant(V), direction="DESCENDING"),
    "argsort of bytes": lambda tf: tf.argsort(tf.constant([3, 0, 3, 1], tf.uint8), direction="DESCENDING"),
    "sort of whole numbers": lambda tf: tf.sort(tf.constant([[3, 1, 2]]), direction="DESCENDING"),
    "top_k": lambda tf: tf.math.top_k(tf.constant([[1, 4, 4], [2, 0, 1]]), k=2).indices,
    "in_top_k": lambda tf: tf.math.in_top_k([1, 0], tf.constant([[0.1, 0.9], [0.2, 0.8]]), 1),
    "unique": lambda tf: tf.unique(tf.constant([3, 1, 3, 2])).y,
    "unique, places": lambda tf: tf.unique(tf.constant([3, 1, 3, 2])).idx,
    "unique_with_counts": lambda tf: tf.unique_with_counts(tf.constant([3, 1, 3, 2]))[2],
    "bincount": lambda tf: tf.math.bincount(tf.constant([1, 1, 3])),
    "bincount with weights": lambda tf: tf.math.bincount([1, 1, 3], weights=[0.5, 0.5, 2.0]),
    "bincount between": lambda tf: tf.math.bincount([1, 1, 3], minlength=6, maxlength=2),
    "searchsorted": lambda tf: tf.searchsorted([1.0, 2.0, 3.0], [0.0, 2.0, 2.5, 9.0], side="right"),
    "searchsorted in rows": lambda tf: tf.searchsorted([[1.0, 2.0], [1.0, 5.0]], [[1.5], [9.0]]),
    "histogram_fixed_width": lambda tf: tf.histogram_fixed_width([0.0, 1.0, 2.0, 5.0, -1.0], [0.0, 5.0], nbins=5),
    "sequence_mask": lambda tf: tf.sequence_mask([1, 3, 2], 5, dtype=tf.float32),
    "sequence_mask in itself": lambda tf: tf.sequence_mask([[1, 3], [0, 2]]),
    "invert_permutation": lambda tf: tf.math.invert_permutation([2, 0, 1]),
    "confusion_matrix": lambda tf: tf.math.confusion_matrix([0, 1, 1], [0, 1, 0], num_classes=3, weights=[1, 2, 3]),
    "count_nonzero": lambda tf: tf.math.count_nonzero([[0, 1], [2, 0]], axis=0),
    "zero_fraction": lambda tf: tf.math.zero_fraction([0.0, 1.0, 0.0]),
    "zero_fraction of nothing": lambda tf: tf.math.zero_fraction(tf.zeros((0,))),
    "tensor_diag of a matrix": lambda tf: tf.linalg.tensor_diag([[1.0, 2.0], [3.0, 4.0]]),
    "constant_initializer": lambda tf: tf.constant(tf.constant_initializer(2.5)((2, 3))),
    "ones_initializer": lambda tf: tf.constant(tf.ones_initializer()((2, 3))),
    "a Dataset with options": lambda tf: next(iter(tf.data.Dataset.range(3).with_options(tf.data.Options()))),
    "slogdet, sign": lambda tf: tf.linalg.slogdet(tf.constant([[0.0, 2.0], [1.0, 0.0]])).sign,
    "cholesky by name": lambda tf: tf.linalg.cholesky(input=[[4.0, 2.0], [2.0, 5.0]]),
    "polyval of one coefficient": lambda tf: tf.math.polyval([3.0], tf.constant([1.0, 2.0])),
    "divide_no_nan of whole numbers": lambda tf: tf.math.divide_no_nan(tf.constant([3, 1]), tf.constant([2, 0])),
    "divide_no_nan of bytes": lambda tf: tf.math.divide_no_nan(tf.constant([3, 1], tf.uint8), tf.constant([2, 0], tf.uint8)),
    "segment_mean of whole numbers": lambda tf: tf.math.segment_mean(tf.constant([-3, -4, 5]), [0, 0, 1]),
    "the sign of nothing left over": lambda tf: 1 / tf.math.floormod(tf.constant([0.0, 4.0, -4.0]), [-1.0, -2.0, 2.0]),
    "global_norm": lambda tf: tf.linalg.global_norm([tf.constant([3.0]), None, tf.constant([[4.0]])]),
    "truediv": lambda tf: tf.math.truediv(tf.constant([3, 4]), 2) + tf.truediv(tf.constant([3, 4]), 2),
    "mod": lambda tf: tf.math.mod(tf.constant([-3, 4]), 3),
    "softsign": lambda tf: tf.nn.softsign(tf.constant([-3.0, 0.0, 4.0])),
    "is_nan": lambda tf: tf.math.is_nan(tf.constant([1.0, np.nan, np.inf])),
    "is_inf": lambda tf: tf.math.is_inf(tf.constant([1.0, np.nan, -np.inf])),
    "is_finite": lambda tf: tf.math.is_finite(tf.constant([1.0, np.nan, np.inf])),
    "round half": lambda tf: tf.round(tf.constant([0.5, 1.5, -2.5, 2.7])),
    "round of whole numbers": lambda tf: tf.round(tf.constant([1, 2])),
    "matrix_rank": lambda tf: tf.linalg.matrix_rank(tf.constant([[1.0, 2.0], [2.0, 4.0]])),
    "pinv": lambda tf: tf.linalg.pinv(tf.constant([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]])),
    "expm of a large one": lambda tf: tf.linalg.expm(tf.constant([[3.0, 1.0], [-2.0, 1.0]])),
    "a place named twice": lambda tf: tf.tensor_scatter_nd_update([1.0, 2.0, 3.0], [[0], [0]], [5.0, 6.0]),
    "the largest at a place named twice": lambda tf: tf.tensor_scatter_nd_max([1.0, 2.0], [[0], [0]], [6.0, 5.0]),
    "one_hot of whole values": lambda tf: tf.one_hot([1], 3, on_value=5, off_value=2),
    "one_hot": lambda tf: tf.one_hot([[1, 2], [0, -1]], 3, axis=1),
    "expand_dims by a list": lambda tf: tf.expand_dims(tf.zeros((2,)), [0]),
    "map_fn of another kind": lambda tf: tf.map_fn(lambda x: x > 1, tf.constant([1.0, 2.0]), fn_output_signature=tf.bool),
    "while_loop with an end": lambda tf: tf.while_loop(
        lambda i: i < 9, lambda i: [i + 1], [tf.constant(0)], maximum_iterations=4
    )[0],
}
REFUSED = {
    "add_n of nothing": lambda tf: tf.add_n([]),
    "add_n of two shapes": lambda tf: tf.add_n([tf.constant(1.0), tf.constant([1.0, 2.0])]),
    "reduce_std of whole numbers": lambda tf: tf.math.reduce_std(tf.constant([1, 2])),
    "top_k of too many": lambda tf: tf.math.top_k(tf.constant([1, 3, 2]), 4),
    "an unknown direction": lambda tf: tf.sort(tf.constant([1.0]), direction="UP"),
    "unique of a matrix": lambda tf: tf.unique(tf.constant([[3, 1]])),
    "bincount below 0": lambda tf: tf.math.bincount([-1]),
    "reverse by a number": lambda tf: tf.reverse(tf.constant([[1, 2], [3, 4]]), 0),
    "a slice outside": lambda tf: tf.slice(tf.constant([[1, 2, 3], [4, 5, 6]]), [0, 1], [3, 2]),
    "gather_nd outside": lambda tf: tf.gather_nd(tf.constant([[1, 2], [3, 4]]), [[2, 0]]),
    "gather_nd from the end": lambda tf: tf.gather_nd(tf.constant([[1, 2], [3, 4]]), [[-1, 0]]),
    "gather_nd of too many axes": lambda tf: tf.gather_nd(tf.constant([[1, 2], [3, 4]]), [[0, 0, 0]]),
    "scatter_nd outside": lambda tf: tf.scatter_nd([[5]], [1.0], [4]),
    "scatter_nd of too few": lambda tf: tf.scatter_nd([[0], [1]], [1.0], [4]),
    "scatter_nd by a row": lambda tf: tf.scatter_nd([0], [1.0], [4]),
    "ceil of whole numbers": lambda tf: tf.math.ceil(tf.constant([1])),
    "bias_add of too many": lambda tf: tf.nn.bias_add(tf.zeros((2, 2)), [1.0, 2.0, 3.0]),
    "dropout of all": lambda tf: tf.nn.dropout(tf.ones(3), rate=1.0),
    "dropout of whole numbers": lambda tf: tf.nn.dropout(tf.ones(3, dtype=tf.int32), rate=0.5),
    "map_fn of a list of numbers": lambda tf: tf.map_fn(lambda x: x * x, [1, 2]),
    "case without a case": lambda tf: tf.case([(tf.constant(False), lambda: 1)]),
    "cond of a value": lambda tf: tf.cond(tf.constant(True), 1, 2),
    "repeat by too many": lambda tf: tf.repeat([1, 2, 3], [1, 2]),
    "roll by too many": lambda tf: tf.roll([1, 2, 3], [1, 2], [0]),
    "cross of pairs": lambda tf: tf.linalg.cross([1.0, 2.0], [1.0, 2.0]),
    "eigh of a row": lambda tf: tf.linalg.eigh(tf.constant([1.0, 2.0])),
    "slogdet of oblong": lambda tf: tf.linalg.slogdet(tf.ones((2, 3))),
    "tensor_diag of a number": lambda tf: tf.linalg.tensor_diag(1.0),
    "cholesky of oblong": lambda tf: tf.linalg.cholesky(tf.ones((2, 3))),
}


@pytest.mark.parametrize("name", VALUES)
def test_value(name):
    got, expected = VALUES[name](gradlab).numpy(), VALUES[name](tensorflow).numpy()
    assert (np.shape(got), got.dtype) == (np.shape(expected), expected.dtype)
    np.testing.assert_allclose(got, expected, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("name", REFUSED)
def test_refused_by_both(name):
    with pytest.raises((ValueError, TypeError, tensorflow.errors.OpError)):
        REFUSED[name](tensorflow)
    with pytest.raises((ValueError, TypeError, IndexError)) as error:
        REFUSED[name](gradlab)
    assert len(str(error.value)) > 20


READINGS = {
    "ensure_shape": lambda tf, W: tf.ensure_shape(W, [2]),
    "check_numerics": lambda tf, W: tf.debugging.check_numerics(W, "here"),
    "add_n": lambda tf, W: tf.add_n([W]),
    "dropout of nothing": lambda tf, W: tf.nn.dropout(W, 0.0),
    "reverse along no axis": lambda tf, W: tf.reverse(W, []),
    "no round of a loop": lambda tf, W: tf.while_loop(lambda i, z: i < 0, lambda i, z: (i, z), (0, W))[1],
    "a place of a TensorArray": lambda tf, W: tf.TensorArray(tf.float32, 1).write(0, W).read(0),
    "an element of a Dataset": lambda tf, W: next(iter(tf.data.Dataset.from_tensors(W))),
}


@pytest.mark.parametrize("name", READINGS)
def test_what_was_read_stays_when_the_variable_is_turned(name):
    for tf in (gradlab, tensorflow):
        W = tf.Variable([1.0, 2.0])
        read = READINGS[name](tf, W)
        W.assign([8.0, 9.0])
        assert read.numpy().tolist() == [1.0, 2.0]

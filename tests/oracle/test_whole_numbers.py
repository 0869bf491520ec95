"""Whole numbers and truth values, in every dtype: TensorFlow's answer and dtype, or a refusal in words where it refuses."""

import numpy as np
import pytest

import gradlab
from tests.oracle.against import keras, tensorflow
from tests.oracle.test_special_points import ONE as CURVES
from tests.oracle.test_special_points import named

DTYPES = ["bool", "uint8", "int8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float16", "float32", "float64"]
X, Y = np.array([[1, 0], [3, 1]]), np.array([[1, 1], [2, 1]])

ONE = [
    *CURVES,
    "nn.softmax",
    "nn.log_softmax",
    "reduce_sum",
    "reduce_mean",
    "reduce_max",
    "reduce_min",
    "reduce_prod",
    "reduce_logsumexp",
    "reduce_any",
    "reduce_all",
    "argmax",
    "argmin",
    "cumsum",
    "norm",
    "logical_not",
    "stop_gradient",
    "zeros_like",
    "ones_like",
    "shape",
    "size",
    "rank",
    "identity",
    "squeeze",
    "transpose",
    "linalg.det",
    "linalg.inv",
]
TWO = [
    "add",
    "subtract",
    "multiply",
    "divide",
    "pow",
    "maximum",
    "minimum",
    "math.floormod",
    "math.floordiv",
    "equal",
    "not_equal",
    "less",
    "less_equal",
    "greater",
    "greater_equal",
    "logical_and",
    "logical_or",
    "math.logical_xor",
]
SYNTAX = {
    "x + y": lambda x, y: x + y,
    "x - y": lambda x, y: x - y,
    "x / y": lambda x, y: x / y,
    "x // y": lambda x, y: x // y,
    "x % y": lambda x, y: x % y,
    "x ** y": lambda x, y: x**y,
    "x & y": lambda x, y: x & y,
    "x | y": lambda x, y: x | y,
    "x ^ y": lambda x, y: x ^ y,
    "x == y": lambda x, y: x == y,
    "x < y": lambda x, y: x < y,
    "-x": lambda x, y: -x,
    "~x": lambda x, y: ~x,
    "abs(x)": lambda x, y: abs(x),
    "x + 2": lambda x, y: x + 2,
    "x / 255": lambda x, y: x / 255,
    "2 - x": lambda x, y: 2 - x,
    "x ** 2": lambda x, y: x**2,
    "x == 1": lambda x, y: x == 1,
}


def answer(f, *inputs):
    """What comes: the dtype and the numbers, or "refused"."""
    try:
        z = f(*inputs)
    except (ValueError, TypeError, tensorflow.errors.OpError) as error:
        return "refused", str(error)
    return str(np.asarray(z).dtype), np.asarray(z)


def agree(ours, theirs, dtype):
    inputs = X.astype(dtype), Y.astype(dtype)
    got = answer(ours, *map(gradlab.constant, inputs))
    expected = answer(theirs, *map(tensorflow.constant, inputs))
    assert got[0] == expected[0], (got, expected)
    if got[0] == "refused":
        assert len(got[1]) > 20, "the refusal says why"
    else:
        np.testing.assert_allclose(np.float64(got[1]), np.float64(expected[1]), rtol=2e-3)


@pytest.mark.parametrize("dtype", DTYPES)
def test_functions_of_one(dtype):
    for name in ONE:
        if (name, dtype) == ("linalg.det", "float16"):
            continue  # TensorFlow has none, and one is not wrong
        f, g = named(gradlab, name), named(tensorflow, name)
        agree(lambda x, _, f=f: f(x), lambda x, _, g=g: g(x), dtype)


@pytest.mark.parametrize("dtype", DTYPES)
def test_functions_of_two(dtype):
    for name in TWO:
        agree(named(gradlab, name), named(tensorflow, name), dtype)


@pytest.mark.parametrize("dtype", DTYPES)
def test_pythons_signs(dtype):
    for f in SYNTAX.values():
        agree(f, f, dtype)


@pytest.mark.parametrize(
    "loss",
    [
        "MeanSquaredError",
        "MeanAbsoluteError",
        "Huber",
        "BinaryCrossentropy",
        "CategoricalCrossentropy",
        "SparseCategoricalCrossentropy",
    ],
)
@pytest.mark.parametrize("dtype", ["bool", "int32", "uint8", "float32"])
def test_losses(loss, dtype):
    truth = np.array([0, 1]) if loss.startswith("Sparse") else np.array([[0, 1], [1, 0]])
    guess = np.array([[0, 1], [0, 1]])
    truth, guess = truth.astype("int32" if loss.startswith("Sparse") else dtype), guess.astype(dtype)
    got, expected = (getattr(library.losses, loss)()(truth, guess) for library in (gradlab.keras, keras))
    np.testing.assert_allclose(float(got), float(expected), rtol=1e-4)


@pytest.mark.parametrize("metric", ["MeanSquaredError", "MeanAbsoluteError", "BinaryAccuracy", "Accuracy", "Mean"])
@pytest.mark.parametrize("dtype", ["int32", "uint8"])
def test_metrics(metric, dtype):
    batch = [np.array([0, 1, 1, 1]).astype(dtype), np.array([0, 1, 0, 0]).astype(dtype)][: 1 if metric == "Mean" else 2]
    got, expected = (getattr(library.metrics, metric)() for library in (gradlab.keras, keras))
    got.update_state(*batch)
    expected.update_state(*batch)
    np.testing.assert_allclose(float(got.result()), float(expected.result()), rtol=1e-6)


SHAPES = [((4,), (4, 1)), ((4, 1), (4,)), ((4, 1), (4, 1)), ((4,), (4,)), ((2, 3), (2, 3, 1)), ((2, 3, 1), (2, 3))]


@pytest.mark.parametrize("shapes", SHAPES, ids=str)
@pytest.mark.parametrize("name", ["mean_squared_error", "mean_absolute_error", "huber", "binary_crossentropy", "own"])
def test_answers_and_outputs_whose_ranks_differ_by_one_are_aligned_as_keras_aligns_them(name, shapes):
    rng = np.random.default_rng(1)
    truth, guess = (rng.uniform(0.1, 0.9, shape).astype(np.float32) for shape in shapes)

    def loss(tf, library):
        fn = (lambda y, p: tf.square(y - p)) if name == "own" else getattr(library.losses, name)
        return wrapped(library, fn)(tf.constant(truth), tf.constant(guess))

    np.testing.assert_allclose(float(loss(gradlab, gradlab.keras)), float(loss(tensorflow, keras)), rtol=1e-5)


def wrapped(library, fn):
    """The function as `compile` takes it: the mean over all examples."""
    if library is keras:
        return keras.src.losses.losses.LossFunctionWrapper(fn)
    return library.losses.as_loss(fn)


def test_an_own_loss_or_metric_that_would_stretch_says_so():
    class Own(gradlab.keras.losses.Loss):
        def call(self, y_true, y_pred):
            return gradlab.square(y_true - y_pred)

    with pytest.warns(UserWarning, match=r"\(4,\) with predictions of the shape \(4, 1\)"):
        Own()(np.ones(4), np.ones((4, 1)))
    own = gradlab.keras.metrics.get(lambda y, p: gradlab.abs(y - p))
    with pytest.warns(UserWarning, match=r"\(4, 1\) with predictions of the shape \(4,\)"):
        own.update_state(np.ones((4, 1)), np.ones(4))

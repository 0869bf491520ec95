"""Where a function bends, is flat, infinite or no number: every function at the points where slopes go wrong.

The value and the slope are TensorFlow's, also with a slope of 0 arriving from above, where 0 meets infinity.
"""

import inspect

import numpy as np
import pytest

import gradlab
from tests.oracle.against import keras, tensorflow

pytestmark = [
    pytest.mark.filterwarnings("ignore::gradlab.tensors.errors.NoGradientWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]

NUMBERS = [0, -0.0, 1, -1, 2, -2, 0.5, -0.5, 3, -3, 6, 20, -20, 1e-20, -1e-3, 1e15, -1e15, np.inf, -np.inf, np.nan, 2.5, 0.2]
PAIRS = [(x, y) for x in [0, 1, -1, 2, -2, 0.5, np.inf, -np.inf, np.nan, 3] for y in [0, 1, -1, 2, 0.5, np.inf, np.nan, 3]]
ROWS = [
    [0, 0],
    [1, 1],
    [0, 1],
    [3, 4],
    [0, 0, 1],
    [2, 2, 1],
    [-1, -1, -3],
    [1e-20, 0],
    [5],
    [np.inf, 1],
    [-np.inf, 1],
    [1e15, 1],
]

ONE = [
    "abs",
    "square",
    "sqrt",
    "exp",
    "sign",
    "negative",
    "tanh",
    "sigmoid",
    "floor",
    "sin",
    "cos",
    "tan",
    "math.log",
    "math.rsqrt",
    "math.reciprocal",
    "math.erf",
    "nn.softplus",
    "nn.relu",
    "nn.leaky_relu",
    "nn.elu",
    "nn.selu",
    "nn.gelu",
    "nn.swish",
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
    "math.multiply_no_nan",
    "equal",
    "less",
    "greater_equal",
]
ROW = [
    "reduce_sum",
    "reduce_mean",
    "reduce_max",
    "reduce_min",
    "reduce_prod",
    "reduce_logsumexp",
    "norm",
    "nn.softmax",
    "nn.log_softmax",
    "cumsum",
]
LOSSES = [
    name
    for name in dir(keras.losses)
    if inspect.isfunction(getattr(keras.losses, name))
    and hasattr(gradlab.keras.losses, name)
    and name not in ("get", "serialize", "deserialize", "ctc", "sparse_categorical_crossentropy")  # other kinds of answers
]

FINITE = [row for row in ROWS if np.isfinite(row).all()]


def named(library, name):
    for part in name.split("."):
        library = getattr(library, part)
    return library


def played(tf, f, inputs):
    xs = [tf.Variable(x) for x in inputs]
    with tf.GradientTape() as tape:
        z = f(*xs)
    found = [z, *(tape.gradient(z, xs) if z.dtype == tf.float32 else [])]
    return [None if each is None else np.asarray(each) for each in found]


def agree(f, *inputs, rtol=1e-4, atol=1e-7):
    """f(tf) is a function of the inputs: its value and slopes, as it is, times 0 and squared."""
    inputs = [np.asarray(x, np.float32) for x in inputs]
    for after in (lambda z: z, lambda z: z * 0.0, lambda z: z * z):

        def whole(tf, after=after):
            def composed(*xs):
                z = f(tf)(*xs)
                return z if z.dtype == tf.bool else after(z)

            return composed

        ours = played(gradlab, whole(gradlab), inputs)
        theirs = played(tensorflow, whole(tensorflow), inputs)
        for got, expected in zip(ours, theirs, strict=True):
            if expected is None:
                assert got is None
            else:
                np.testing.assert_allclose(got, expected, rtol=rtol, atol=atol, err_msg=f"{f(gradlab)} at {inputs}")


@pytest.mark.parametrize("name", ONE)
def test_a_function_of_one_number(name):
    for x in NUMBERS:
        if (name, x) == ("sigmoid", 6) or (name == "sign" and np.isnan(x)):
            continue  # TensorFlow's sigmoid is good to 4 digits there, and its sign says 0 for what nan hands down
        agree(lambda tf: named(tf, name), x)


@pytest.mark.parametrize("name", TWO)
def test_a_function_of_two_numbers(name):
    for x, y in PAIRS:
        if (name, x) != ("pow", -np.inf):  # where NumPy's roots of -inf are nan
            agree(lambda tf: named(tf, name), x, y)


@pytest.mark.parametrize("name", ROW)
def test_a_function_of_a_row(name):
    for row in ROWS:
        if not (name == "nn.softmax" and np.inf in row) and not (name == "norm" and 1e-20 in row):  # squares that vanish
            agree(lambda tf: named(tf, name), row)


@pytest.mark.parametrize("ord", [0.5, 1, 2, np.inf, 3, 1.5])
def test_the_length_of_a_row(ord):
    for row in ROWS:
        if 1e-20 not in row:
            agree(lambda tf: lambda x: tf.norm(x, ord=ord), row)


CLIPPED = {
    "by value": lambda tf: lambda x: tf.clip_by_value(x, 0.0, 1.0),
    "by norm": lambda tf: lambda x: tf.clip_by_norm(x, 4.0),
    "by where": lambda tf: lambda x: tf.where(x > 0, tf.math.log(x), tf.zeros_like(x)),
    "by where inside": lambda tf: lambda x: tf.where(x > 0, tf.math.log(tf.where(x > 0, x, tf.ones_like(x))), x),
}


@pytest.mark.parametrize("name", CLIPPED)
def test_a_row_that_is_cut(name):
    for row in ROWS:
        if not (name == "by norm" and 5 in row):  # a slope of 0, but for the last digit
            agree(CLIPPED[name], row)


@pytest.mark.parametrize("label", [0.0, 1.0, 0.5, 0.3])
def test_the_cross_entropy_of_yes_and_no(label):
    for row in FINITE:
        labels = np.full(len(row), label, np.float32)
        agree(lambda tf: lambda x, y: tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=x), row, labels)


def test_the_cross_entropies_of_classes():
    for row in FINITE:
        labels = np.eye(len(row), dtype=np.float32)[0]
        agree(lambda tf, labels=labels: lambda x: tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=x), row)
        agree(lambda tf: lambda x: tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[0], logits=x[None]), row)


def of_keras(tf):
    return gradlab.keras if tf is gradlab else keras


def room_of(library, room):
    """tf.math, tf.nn or keras.activations of a library."""
    return getattr(of_keras(library) if room == "activations" else library, room)


def curves(room):
    """Names of functions that both libraries have in a room, and that turn each number of a row into another by itself."""
    ours, theirs = room_of(gradlab, room), room_of(tensorflow, room)
    row, found = np.float32([0.5, -0.25, 0.75]), []
    for name in sorted(dir(theirs)):
        if name.startswith("_") or not callable(getattr(theirs, name)) or not hasattr(ours, name):
            continue
        try:
            there, back = (np.asarray(getattr(theirs, name)(tensorflow.constant(x))) for x in (row, row[::-1].copy()))
        except Exception:  # it wants something else than a row of numbers
            continue
        if there.shape == row.shape and there.dtype == np.float32 and np.array_equal(there[::-1], back):
            found.append(name)
    return found


# At 6 TensorFlow's sigmoid is good to 4 digits, and the square of 1e20 is inf in its slope of 1 / x only. At inf a softsign
# is no number, and x · hard_sigmoid(x) is computed as inf · 0 there.
APART = {("sigmoid", 6), ("reciprocal_no_nan", 1e-20), ("hard_silu", np.inf), ("hard_swish", np.inf)}
APART |= {("softsign", np.inf), ("softsign", -np.inf)}


@pytest.mark.parametrize("room", ["math", "nn", "activations"])
def test_every_curve_of_a_room_at_every_point(room):
    names = curves(room)
    assert len(names) > 10
    for name in names:
        for x in NUMBERS:
            if (name, x) not in APART and not (name == "sign" and np.isnan(x)):
                agree(lambda tf, name=name: getattr(room_of(tf, room), name), [x])


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("truth", [[1.0, 0.0], [0.5, 0.5], [0.0, 0.0], [-1.0, 1.0], [3.0, -1.0]])
def test_a_loss(name, truth):
    for guess in [[0, 0], [1, 0], [0.5, 0.5], [0, 1], [1, 1], [3, -1], [2, 0.5], [-1, 1]]:
        agree(lambda tf: lambda p: getattr(of_keras(tf).losses, name)(tf.constant([truth]), p), [guess], atol=2e-6)

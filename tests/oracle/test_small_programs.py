"""Single lines on which random programs have once disagreed with TensorFlow: values, slopes and kinds of error agree."""

import numpy as np
import pytest

import gradlab
from tests.oracle.against import tensorflow

pytestmark = pytest.mark.filterwarnings("ignore::gradlab.tensors.errors.NoGradientWarning")

VALUES = {
    "no axes as a list, a Tensor, an array": lambda tf, x: [
        tf.reduce_sum(x, []),
        tf.reduce_sum(x, tf.constant([], dtype=tf.int32)),
        tf.reduce_prod(x, np.zeros(0, np.int32)),
    ],
    "axes as a Tensor": lambda tf, x: [
        tf.reduce_max(x, tf.constant([0, -1])),
        tf.reduce_mean(x, tf.constant(1)),
        tf.reduce_any(x > 1.0, np.array([0])),
        tf.clip_by_norm(x, 1.0, axes=tf.constant([0])),
    ],
    "a shape as a Tensor": lambda tf, x: [
        tf.reshape(x, tf.constant([3, -1])),
        tf.reshape(x[:1, :1], tf.constant([], tf.int32)),
    ],
    "what is left of nothing": lambda tf, x: [
        tf.reshape(x[:0], [0, -1]),
        tf.reshape(x[:0], [-1, 0]),
        tf.reshape(x[:0], [5, 0, -1]),
        tf.reshape(x[0, :0], [0, -1]),
    ],
    "a softmax of nothing": lambda tf, x: [tf.nn.softmax(x[:, :0]), tf.nn.log_softmax(x[:0], axis=0), tf.nn.softmax(x[:0])],
    "a lower bound above the upper one": lambda tf, x: [tf.clip_by_value(x, 2.0, 1.0), tf.clip_by_value(x, 0.0, -1.0)],
    "a mask of whole numbers, or of nothing": lambda tf, x: [
        tf.boolean_mask(x, [1, 0]),
        tf.boolean_mask(x, [0, 2, 1], axis=1),
        tf.boolean_mask(x[:0], []),
        tf.boolean_mask(x[:, :0], [[], []]),
    ],
    "a running sum without its own number": lambda tf, x: [
        tf.cumsum([[1.0, float("inf"), 2.0], [1e8, 1.0, 1e-3]], axis, exclusive=True, reverse=turned)
        for axis in (0, 1)
        for turned in (False, True)
    ],
    "labels of more classes than there are scores": lambda tf, x: [
        tf.stop_gradient(tf.nn.softmax_cross_entropy_with_logits([0.5, 0.25, 0.25], x[0, :1])),
        tf.reduce_sum(x),
    ],
    "a product of nothing": lambda tf, x: [tf.reduce_prod(x[:0]), tf.reduce_prod(x[:0], 0)],
    "a floor in between": lambda tf, x: [tf.floor(x) * x],
    "the mean of whole numbers": lambda tf, x: [
        tf.reduce_mean([-1, -2]),
        tf.reduce_mean(tf.constant([255, 1], tf.uint8)),
        tf.reduce_mean(tf.constant([127, 127, 100], tf.int8)),
        tf.reduce_mean([2**31 - 1, 2**31 - 1]),
    ],
    "the place of an extreme beside nan": lambda tf, x: [
        [tf.argmax(v), tf.argmin(v)]
        for nan, inf in [(float("nan"), float("inf"))]
        for v in ([nan, 1.0, 2.0], [2.0, nan, 1.0], [nan, nan], [nan, -inf], [-inf, nan], [nan, inf])
    ],
    "a transposition by a Tensor or from the end": lambda tf, x: [
        tf.transpose(x, tf.constant([1, 0])),
        tf.transpose(x, [1, 0]),
    ],
    "parameters that are Tensors": lambda tf, x: [
        tf.cumsum(x, axis=tf.constant(1), exclusive=True),
        tf.nn.log_softmax(x, axis=tf.constant(0)),
        tf.gather(x, tf.constant([1, 0]), axis=tf.constant(1)),
        tf.argmax(x, axis=tf.constant(0)),
        tf.concat([x, x], axis=tf.constant(1)),
        tf.one_hot([0, 1], depth=tf.constant(3)),
        tf.reshape(x, tf.constant([3, 2])),
    ],
    "a swish whose bend is a Tensor": lambda tf, x: [tf.nn.silu(x, beta=x[0, 0]), tf.nn.swish(x, 2.0)],
    "a Tensor stacked": lambda tf, x: [tf.stack(x), tf.stack(x, axis=1), tf.concat(x, 0), tf.stack([x, x], axis=-1)],
    "a constant of a Variable": lambda tf, x: [tf.constant(x) * 2.0],
    "a constant of a Tensor": lambda tf, x: [tf.constant(x * 3.0) * 2.0],
    "padding by nothing": lambda tf, x: [tf.pad(x[0, 0], tf.zeros([0, 2], dtype=tf.int32)), tf.pad(x[:0], [[0, 0], [1, 1]])],
}


def play(tf, f):
    x = tf.Variable([[1.0, -2.0, 0.5], [0.0, 3.0, -1.0]])
    with tf.GradientTape() as tape:
        found = f(tf, x)
        floats = [z for z in tf.nest.flatten(found) if z.dtype == tf.float32] if tf is tensorflow else None
        floats = floats or [
            z for part in found for z in (part if isinstance(part, list) else [part]) if z.dtype == tf.float32
        ]
    slope = tape.gradient(floats, x)
    flat = [z for part in found for z in (part if isinstance(part, list) else [part])]
    return [z.numpy() for z in flat], None if slope is None else tf.convert_to_tensor(slope).numpy()


@pytest.mark.parametrize("name", VALUES)
def test_values_and_slopes_agree(name):
    (ours, our_slope), (theirs, their_slope) = play(gradlab, VALUES[name]), play(tensorflow, VALUES[name])
    for got, expected in zip(ours, theirs, strict=True):
        assert (got.shape, got.dtype) == (expected.shape, expected.dtype)
        np.testing.assert_allclose(got, expected, rtol=1e-6)
    assert (our_slope is None) == (their_slope is None)
    if their_slope is not None:
        np.testing.assert_allclose(our_slope, their_slope, rtol=1e-5, atol=1e-6)


REFUSED = {
    "rows of another number, hand in hand": lambda tf: tf.gather(tf.ones([2, 3]), [[0]], batch_dims=1),
    "a single index, hand in hand": lambda tf: tf.gather(tf.ones([2, 3]), 0, batch_dims=1),
    "numbers without rows, hand in hand": lambda tf: tf.gather(tf.ones([2]), [0, 0], batch_dims=1),
    "products over more axes than there are": lambda tf: tf.tensordot(tf.ones([2]), tf.ones([2]), 2),
    "products of a single number": lambda tf: tf.tensordot(2.0, 3.0, 1),
    "layers of another number": lambda tf: tf.unstack(tf.ones([2]), num=1),
    "a running sum of a single number": lambda tf: tf.cumsum(2.0),
    "a single number cut": lambda tf: tf.split(tf.constant(2.0), 1),
    "a softmax of a single number": lambda tf: tf.nn.log_softmax(2.0),
    "the places of a single condition": lambda tf: tf.where(True),
    "a mask that does not fit": lambda tf: tf.boolean_mask(tf.ones([2]), [True, False, True]),
    "a single mask": lambda tf: tf.boolean_mask(tf.ones([2]), True),
    "padding by less than nothing": lambda tf: tf.pad(tf.ones([2]), [[-1, 0]]),
    "padding without axes": lambda tf: tf.pad(1.0, []),
    "a reflection of more than there is": lambda tf: tf.pad(tf.ones([2]), [[0, 2]], "REFLECT"),
    "a mirror of more than there is": lambda tf: tf.pad(tf.ones([2]), [[3, 0]], "SYMMETRIC"),
    "a reflection of nothing": lambda tf: tf.pad(tf.ones([0]), [[0, 1]], "REFLECT"),
    "truth values added up": lambda tf: tf.Variable(True).assign_add(True),
    "truth values taken away": lambda tf: tf.Variable([True]).assign_sub([True]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_both_refuse(name):
    with pytest.raises(Exception) as theirs:  # noqa: PT011 - whatever TensorFlow raises
        REFUSED[name](tensorflow)
    with pytest.raises(Exception) as ours:  # noqa: PT011
        REFUSED[name](gradlab)
    assert type(theirs.value).__name__ in [kind.__name__ for kind in type(ours.value).__mro__]


def test_what_a_flat_operator_makes_is_a_source_of_what_follows():
    for tf in (gradlab, tensorflow):
        x = tf.Variable([1.5, -2.5])
        with tf.GradientTape() as tape:
            y = tf.floor(x)
            z = y * y
        slopes = tape.gradient(z, [x, y])
        assert slopes[0] is None
        np.testing.assert_array_equal(slopes[1], [2.0, -6.0])


def test_a_transposition_by_an_array_has_a_second_slope():
    for tf in (gradlab, tensorflow):
        x = tf.Variable([[1.0, 2.0]])
        with tf.GradientTape() as outer:
            with tf.GradientTape() as tape:
                y = tf.transpose(x, [1, 0]) ** 3
            slope = tape.gradient(y, x)
        np.testing.assert_allclose(outer.gradient(slope, x), [[6.0, 12.0]])


def test_the_slope_of_a_sign_depends_on_nothing():
    for tf in (gradlab, tensorflow):
        x = tf.Variable(2.0)
        with tf.GradientTape() as outer:
            with tf.GradientTape() as tape:
                y = tf.sign(x) ** 2
            slope = tape.gradient(y, x)
        assert slope.numpy() == 0.0
        assert outer.gradient(slope, x) is None

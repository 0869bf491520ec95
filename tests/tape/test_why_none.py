"""A gradient that is None comes with its reason: as a warning at the learner's line, and in code."""

import warnings

import numpy as np
import pytest

import gradlab as tf
from gradlab.tensors.errors import NoGradientWarning


@pytest.fixture
def x():
    return tf.Variable(3.0, name="x")


def reason(compute, source, watch=(), **options):
    """Record compute(), and give the reason that is warned of, having made sure that the code says the same."""
    with tf.GradientTape(persistent=True, **options) as tape:
        tape.watch(list(watch))
        target = compute()
    said = tape.why_none(target, source)
    with pytest.warns(NoGradientWarning) as caught:
        assert tape.gradient(target, source) is None
    assert len(caught) == 1
    assert caught[0].filename == __file__, "the warning should point to the learner's line"
    assert said in str(caught[0].message)
    return said


def test_reason_not_watched():
    c = tf.constant(3.0)
    assert "is a constant and is not watched" in reason(lambda: c * c, c)


def test_reason_watched_too_late():
    c = tf.constant(3.0)
    with tf.GradientTape() as tape:
        y = c * c
        tape.watch(c)
    assert "was watched only after the target was computed" in tape.why_none(y, c)


def test_reason_computed_before_the_tape(x):
    y = x * x
    assert "while the tape was not recording" in reason(lambda: y, x)


def test_reason_computed_after_the_tape(x):
    with tf.GradientTape(persistent=True) as tape:
        pass
    assert "while the tape was not recording" in tape.why_none(x * x, x)


def test_reason_computed_while_the_tape_paused(x):
    with tf.GradientTape() as tape:
        x * x
        with tape.stop_recording():
            y = x * x
    assert "in stop_recording" in tape.why_none(y, x)


def test_reason_part_of_the_way_was_computed_outside(x):
    half = x * 2.0
    said = reason(lambda: half * half, x)
    assert "uses what multiply computed while the tape was not recording" in said


def test_reason_whole_numbers_in_the_source():
    n = tf.Variable(3, name="n")
    assert "Variable 'n' holds whole numbers (int32)" in reason(lambda: n * n, n)


def test_reason_whole_numbers_on_the_way(x):
    assert "breaks at tf.cast: its result is int32" in reason(lambda: tf.cast(tf.cast(x, tf.int32), tf.float32) * 2.0, x)


def test_reason_declared_flat(x):
    v = tf.Variable([1.0, 2.0])
    assert "breaks at argmax: it stays the same while x moves" in reason(lambda: tf.argmax(v), v)
    assert "breaks at floor: it stays the same while x moves" in reason(lambda: tf.floor(x) * 2.0, x)
    assert "breaks at greater" in reason(lambda: tf.where(x > 1.0, 1.0, 0.0), x)


def test_reason_behind_stop_gradient(x):
    assert "breaks at stop_gradient" in reason(lambda: tf.stop_gradient(x * x) * 2.0, x)


@pytest.mark.parametrize(
    ("leave", "how"),
    [
        (lambda x: tf.constant(np.sin(x)), "NumPy"),
        (lambda x: tf.constant(x.numpy() * 2), "NumPy"),
        (lambda x: tf.constant(float(x * x)), "NumPy"),
        (lambda x: tf.gather(tf.constant([1.0, 2.0, 3.0, 4.0]), tf.cast(x, tf.int32)), "indexing"),
    ],
)
def test_reason_left_the_library(x, leave, how):
    said = reason(lambda: leave(x) * 2.0, x)
    assert f"left the tape through {how}" in said


def test_reason_went_through_a_variable(x):
    state = tf.Variable(0.0)

    def compute():
        state.assign(x * 2.0)
        return state * state

    assert "left the tape through assign" in reason(compute, x)


def test_reason_replaced_by_a_tensor(x):
    x = x + 1.0
    said = reason(lambda: x * x, x)
    assert "was computed (by add) while the tape was not recording" in said
    assert "x.assign_sub(step)" in said


def test_reason_does_not_depend(x):
    other = tf.Variable(1.0, name="other")
    said = reason(lambda: x * x, other)
    assert "the target does not depend on it" in said
    assert "'other'" in said


def test_reason_not_trainable():
    w = tf.Variable(1.0, trainable=False, name="w")
    assert "Variable 'w' is not trainable" in reason(lambda: w * w, w)


def test_reason_accessed_variables_are_not_watched(x):
    assert "watch_accessed_variables=False" in reason(lambda: x * x, x, watch_accessed_variables=False)


def test_reason_is_still_known_after_the_tape_is_used_up(x):
    with tf.GradientTape() as tape:
        y = tf.stop_gradient(x) * 2.0
    with pytest.warns(NoGradientWarning):
        tape.gradient(y, x)
    assert "stop_gradient" in tape.why_none(y, x)


def test_no_reason_where_a_gradient_is_found(x):
    with tf.GradientTape(persistent=True) as tape:
        y = (x * 2.0) * tf.stop_gradient(x * x)
    assert tape.why_none(y, x) is None
    assert tape.why_none([y, tf.constant(1.0)], x) is None
    assert tape.gradient(y, x) == 18.0


def test_a_printed_number_is_no_reason_for_another_one(x):
    c = tf.constant(2.0)

    def compute():
        float(x * x)
        return x * c

    assert "is a constant and is not watched" in reason(compute, c)


def test_no_warning_where_zeros_were_asked_for(x):
    with tf.GradientTape() as tape:
        y = x * x
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert tape.gradient(y, tf.constant(1.0), unconnected_gradients="zero") == 0.0


def test_what_was_computed_after_the_tape_went_on_again_is_not_called_outside(x):
    with tf.GradientTape(persistent=True) as tape:
        with tape.stop_recording():
            x * 2
        z = tf.Variable(1.0) * 2
    assert "does not depend on it" in tape.why_none(z, x)

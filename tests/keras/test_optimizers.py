"""Every optimizer against the numbers that Keras gives, and what an optimizer refuses."""

import numpy as np
import pytest

import gradlab as tf
from gradlab import keras
from gradlab.keras import optimizers

# Keras 3.15.1, float32: w starts at 1 and meets the gradients 0.1, -0.3, 0.2, 0.05.
GOLDEN = [
    ("sgd", [0.99900001, 1.00199997, 1.0, 0.99949998]),
    ("adam", [0.99900001, 0.99949419, 0.99947542, 0.99938315]),
    ("rmsprop", [0.99683785, 0.99985296, 0.99809277, 0.99763381]),
    ("adagrad", [0.99969846, 1.00036931, 0.99996108, 0.99985957]),
    (lambda: optimizers.SGD(0.1, momentum=0.9), [0.99000001, 1.01100004, 1.00990009, 1.00391006]),
    (lambda: optimizers.SGD(0.1, momentum=0.9, nesterov=True), [0.98100001, 1.02989995, 1.00890994, 0.99851894]),
]


def walk(optimizer, gradients=(0.1, -0.3, 0.2, 0.05)):
    w = tf.Variable(1.0)
    path = []
    for g in gradients:
        optimizer.apply_gradients([(tf.constant(g), w)])
        path.append(float(w))
    return path


@pytest.mark.parametrize(("optimizer", "expected"), GOLDEN)
def test_optimizer_walks_as_in_keras(optimizer, expected):
    made = optimizers.get(optimizer) if isinstance(optimizer, str) else optimizer()
    assert walk(made) == pytest.approx(expected, abs=2e-7)


@pytest.mark.parametrize(("name", "kind"), [("SGD", "SGD"), ("sgd", "SGD"), ("rmsprop", "RMSprop"), ("AdamW", "AdamW")])
def test_optimizer_is_found_by_name_in_small_and_capital_letters(name, kind):
    assert type(optimizers.get(name)).__name__ == kind


def test_misspelt_optimizer_suggests_the_near_name():
    with pytest.raises(ValueError, match=r"Could not interpret optimizer identifier: 'adamm'. Did you mean 'Adam'"):
        optimizers.get("adamm")


def test_misspelt_argument_suggests_the_near_name():
    with pytest.raises(TypeError, match=r"SGD has no argument 'momentun'. Did you mean 'momentum'"):
        optimizers.SGD(momentun=0.9)


@pytest.mark.parametrize("rate", [-0.1, float("nan"), float("inf")])
def test_learning_rate_that_is_not_above_zero_is_refused(rate):
    with pytest.raises(ValueError, match="`learning_rate` should be a number above 0"):
        optimizers.SGD(rate)


def test_whole_learning_rate_is_a_number_too():
    assert walk(optimizers.SGD(1), [0.5]) == [0.5]


def test_learning_rate_can_be_set_and_read():
    sgd = optimizers.SGD(0.5)
    sgd.learning_rate = 0.25
    assert float(sgd.learning_rate) == 0.25
    assert walk(sgd, [1.0]) == [0.75]
    with pytest.raises(ValueError, match="above 0"):
        sgd.learning_rate = -1


def test_optimizer_refuses_variables_of_another_model_and_changes_nothing():
    adam = optimizers.Adam()
    adam.apply_gradients([(tf.constant(1.0), tf.Variable(1.0))])
    other = tf.Variable(2.0, name="other")
    with pytest.raises(ValueError, match=r"Unknown variable: other:0.*make a new optimizer"):
        adam.apply_gradients([(tf.constant(1.0), other)])
    assert float(other) == 2.0


def test_missing_gradient_leaves_the_variable_with_a_warning():
    v, w = tf.Variable(1.0, name="v"), tf.Variable(1.0, name="w")
    with pytest.warns(UserWarning, match="Gradients do not exist for variables w:0"):
        optimizers.SGD(0.5).apply_gradients([(tf.constant(1.0), v), (None, w)])
    assert (float(v), float(w)) == (0.5, 1.0)


def test_no_gradient_at_all_is_an_error():
    with pytest.raises(ValueError, match="No gradients provided for any variable: w:0"):
        optimizers.SGD().apply_gradients([(None, tf.Variable(1.0, name="w"))])


def test_a_step_writes_neither_into_the_gradient_nor_into_the_old_weights():
    for name in ("sgd", "rmsprop", "adagrad", "adam", "adamw"):
        g, w = tf.constant([0.5, -2.0]), tf.Variable([1.0, 2.0])
        before = w.value()
        optimizers.get(name).apply_gradients([(g, w)])
        assert g.numpy().tolist() == [0.5, -2.0]
        assert before.numpy().tolist() == [1.0, 2.0]
        assert w.numpy().tolist() != [1.0, 2.0]


def test_limits_shorten_gradients():
    def step(**limit):
        u, v = tf.Variable([0.0, 0.0]), tf.Variable([0.0])
        optimizers.SGD(1.0, **limit).apply_gradients([(tf.constant([3.0, 4.0]), u), (tf.constant([12.0]), v)])
        return [*(-u).numpy(), *(-v).numpy()]

    assert step() == [3, 4, 12]
    assert step(clipvalue=3.5) == [3, 3.5, 3.5]
    assert step(clipnorm=2.5) == pytest.approx([1.5, 2, 2.5])  # the length of (3, 4) is 5
    assert step(global_clipnorm=6.5) == pytest.approx([1.5, 2, 6])  # the length of (3, 4, 12) is 13
    with pytest.raises(ValueError, match="Only one of"):
        optimizers.SGD(clipnorm=1.0, clipvalue=1.0)


def test_adamw_lets_a_weight_without_slope_shrink():
    assert walk(optimizers.AdamW(0.1, weight_decay=0.5), [0.0, 0.0]) == pytest.approx([0.95, 0.95**2])


# Keras 3.15.1.
SCHEDULES = [
    (optimizers.schedules.ExponentialDecay(0.1, 10, 0.5), [0, 5, 10], [0.1, 0.0707106813788414, 0.05]),
    (optimizers.schedules.ExponentialDecay(0.1, 10, 0.5, staircase=True), [0, 5, 10], [0.1, 0.1, 0.05]),
    (optimizers.schedules.CosineDecay(0.1, 10, alpha=0.1), [0, 5, 10, 20], [0.1, 0.055, 0.01, 0.01]),
    (
        optimizers.schedules.CosineDecay(0.1, 10, warmup_target=0.3, warmup_steps=5),
        [0, 3, 5, 10, 20],
        [0.1, 0.22, 0.3, 0.15, 0],
    ),
    (optimizers.schedules.PiecewiseConstantDecay([3, 6], [1.0, 0.5, 0.1]), [0, 3, 4, 6, 7], [1, 1, 0.5, 0.5, 0.1]),
    (optimizers.schedules.InverseTimeDecay(0.1, 10, 0.5), [0, 5, 10], [0.1, 0.08, 0.0666667]),
]


@pytest.mark.parametrize(("schedule", "steps", "rates"), SCHEDULES)
def test_schedule_gives_the_rates_of_keras(schedule, steps, rates):
    assert [schedule(step) for step in steps] == pytest.approx(rates, abs=1e-7)


def test_optimizer_follows_its_schedule_step_by_step():
    sgd = optimizers.SGD(optimizers.schedules.PiecewiseConstantDecay([1], [0.5, 0.25]))
    assert walk(sgd, [1.0, 1.0, 1.0]) == [0.5, 0.0, -0.25]
    assert float(sgd.learning_rate) == 0.25
    assert int(sgd.iterations) == 3


def test_gradient_as_numpy_array_is_taken():
    w = tf.Variable(np.ones(2, np.float32))
    keras.optimizers.SGD(1.0).apply_gradients([(np.ones(2), w)])
    assert w.numpy().tolist() == [0, 0]

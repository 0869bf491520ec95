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
    ("adadelta", [0.99999857, 1.00000048, 0.99999899, 0.99999857]),
    (lambda: optimizers.Adadelta(1.0, rho=0.9), [0.99900007, 1.00034845, 0.99927515, 0.99896395]),
    ("adamax", [0.99900001, 0.99936843, 0.9993549, 0.99929672]),
    ("nadam", [0.99893719, 0.99988371, 0.99936044, 0.9992072]),
    ("lion", [0.99900001, 1.0, 0.99900001, 0.99800003]),
    ("ftrl", [0.0462359, 0.04690672, 0.04649847, 0.04639693]),
    (
        lambda: optimizers.Ftrl(0.1, -0.4, 0.2, 0.01, 0.02, 0.03, 0.1),
        [-0.00726542, 0.03158684, 0.00479317, 0.0],
    ),
    (lambda: optimizers.RMSprop(centered=True), [0.99666685, 0.99975145, 0.99799114, 0.99753153]),
    (lambda: optimizers.SGD(0.1, weight_decay=0.5), [0.94, 0.92299998, 0.85685003, 0.80900753]),
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
    for name in ("sgd", "rmsprop", "adagrad", "adam", "adamw", "adadelta", "adamax", "nadam", "lion", "ftrl"):
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
    for limit in ("clipnorm", "clipvalue", "global_clipnorm"):
        with pytest.raises(ValueError, match=f"`{limit}` should be a number above 0, and is 0"):
            optimizers.SGD(**{limit: 0})


def test_amsgrad_divides_by_the_largest_slope_so_far():
    adam = optimizers.Adam(0.1, beta_1=0.0, beta_2=0.0, amsgrad=True)
    assert walk(adam, [1.0, 0.5, 2.0]) == pytest.approx([0.9, 0.9 - 0.1 * 0.5, 0.85 - 0.1])


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
    (optimizers.schedules.PolynomialDecay(0.1, 10, 0.01, 2.0), [0, 5, 10, 20], [0.1, 0.0325, 0.01, 0.01]),
    (
        optimizers.schedules.PolynomialDecay(0.1, 10, cycle=True),
        [0, 5, 10, 15, 25],
        [0.1, 0.05005, 0.0001, 0.025075, 0.01675],
    ),
    (
        optimizers.schedules.CosineDecayRestarts(0.1, 10, m_mul=0.5, alpha=0.1),
        [0, 5, 9, 10, 20, 29, 30, 75],
        [0.1, 0.055, 0.0122025, 0.055, 0.0325, 0.010277, 0.0325, 0.0211419],
    ),
    (optimizers.schedules.CosineDecayRestarts(0.1, 10, t_mul=1.0), [0, 5, 10, 15, 25], [0.1, 0.05, 0.1, 0.05, 0.05]),
]


@pytest.mark.parametrize(("schedule", "steps", "rates"), SCHEDULES)
def test_schedule_gives_the_rates_of_keras(schedule, steps, rates):
    assert [float(schedule(step)) for step in steps] == pytest.approx(rates, abs=1e-7)


def test_optimizer_follows_its_schedule_step_by_step():
    sgd = optimizers.SGD(optimizers.schedules.PiecewiseConstantDecay([1], [0.5, 0.25]))
    assert walk(sgd, [1.0, 1.0, 1.0]) == [0.5, 0.0, -0.25]
    assert float(sgd.learning_rate) == 0.25
    assert int(sgd.iterations) == 3


def test_gradient_as_numpy_array_is_taken():
    w = tf.Variable(np.ones(2, np.float32))
    keras.optimizers.SGD(1.0).apply_gradients([(np.ones(2), w)])
    assert w.numpy().tolist() == [0, 0]


REFUSED = [
    (lambda: optimizers.Nadam(beta_1=1.5), ValueError, r"`beta_1` should be between 0 and 1, and is 1\.5"),
    (lambda: optimizers.Adadelta(rho=-1), ValueError, "`rho` should be between 0 and 1"),
    (lambda: optimizers.Adam(weight_decay=-0.1), ValueError, r"`weight_decay` should be at least 0, and is -0\.1"),
    (lambda: optimizers.Ftrl(learning_rate_power=0.5), ValueError, "`learning_rate_power` should be at most 0"),
    (
        lambda: optimizers.Ftrl(l1_regularization_strength=-1),
        ValueError,
        "`l1_regularization_strength` should be at least 0",
    ),
    (lambda: optimizers.RMSprop(center=True), TypeError, "Did you mean 'centered'"),
    (lambda: optimizers.schedules.PolynomialDecay(0.1, 0), ValueError, "`decay_steps` should be above 0"),
    (lambda: optimizers.schedules.CosineDecayRestarts(0.1, 10, t_mul=0), ValueError, "`t_mul` should be above 0"),
    (
        lambda: optimizers.SGD().minimize(None, []),
        AttributeError,
        r"no `minimize`, as in Keras 3: record the loss on a tape",
    ),
    (lambda: optimizers.SGD().learning_rat, AttributeError, "Did you mean 'learning_rate'"),
]


@pytest.mark.parametrize(("make", "error", "message"), REFUSED)
def test_what_no_optimizer_or_schedule_can_be_is_refused(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_weight_decay_lets_every_weight_shrink_whatever_the_rule():
    for kind in (optimizers.SGD, optimizers.Adam, optimizers.Lion):
        assert walk(kind(0.1, weight_decay=0.5), [0.0, 0.0]) == pytest.approx([0.95, 0.95**2])


def test_a_single_number_has_an_average_too():
    v = tf.Variable(1.0)
    optimizer = optimizers.SGD(1.0, use_ema=True, ema_momentum=0.5)
    for slope in (1.0, 2.0):  # 1 becomes 0, then -2; the average is 0, then half of 0 and half of -2
        optimizer.apply_gradients([(tf.constant(slope), v)])
    optimizer.finalize_variable_values([v])
    assert v.shape == ()
    assert float(v) == -1.0

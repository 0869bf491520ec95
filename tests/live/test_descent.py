"""Descent on the Python side: the run, its name, the cliff, and Variables that change only when asked to."""

import math

import numpy as np
import pytest

import gradlab as tf
from gradlab.live import Descent
from gradlab.live.descent.run import Run, walk
from gradlab.live.player.recording import Recording

X = tf.constant(np.linspace(-1, 1, 21), dtype=tf.float32)
Y = 3.0 * X + 0.5


@pytest.fixture
def W():
    return tf.Variable(16.0, name="W")


@pytest.fixture
def b():
    return tf.Variable(-4.0, name="b")


@pytest.fixture
def error(W, b):
    return lambda: tf.reduce_mean(tf.square(Y - (W * X + b)))


@pytest.fixture
def descent(error, W, b):
    return Descent(error, [W, b], true={"W": 3.0, "b": 0.5}, learning_rate=0.1, steps=40)


def test_each_step_goes_down_by_the_learning_rate_times_the_slope(descent):
    x, y = (np.asarray(t, np.float64) for t in (X, Y))
    W, b = 16.0, -4.0
    for step in range(41):
        descent.step = step
        assert descent.settings == pytest.approx([W, b], rel=1e-12)
        distance = W * x + b - y
        assert descent.error == pytest.approx(np.mean(distance**2), rel=1e-12)
        W, b = W - 0.1 * np.mean(2 * distance * x), b - 0.1 * np.mean(2 * distance)


def test_the_errors_are_those_at_every_step(descent):
    at_the_cursor = []
    for descent.step in range(41):
        at_the_cursor.append(descent.error)
    assert descent.errors == at_the_cursor
    descent.learning_rate = 100.0
    assert len(descent.errors) < 41, "a run that leaves the picture ends there"


def test_scrubbing_leaves_the_variables_alone_until_they_are_assigned(descent, W, b):
    descent.step = 40
    descent.learning_rate = 0.5
    assert (W.numpy(), b.numpy(), descent.W) == (16.0, -4.0, 16.0)
    wanted = descent.settings
    descent.assign()
    assert [W.numpy(), b.numpy()] == pytest.approx(wanted, rel=1e-6)
    assert W.numpy() == descent.W


def test_the_start_stays_where_the_variables_were_when_the_instrument_was_made(descent, W):
    W.assign(5.0)
    assert descent.start == [16.0, -4.0]
    descent.step = 0
    assert descent.settings == [16.0, -4.0]
    descent.start = [1.0, 2.0]
    assert descent.settings == [1.0, 2.0]
    assert W.numpy() == 5.0


def test_the_cliff_is_two_over_the_largest_curvature(descent):
    # The curvatures of this valley are 2 · mean(x²) along W and 2 along b, and mean(x) is 0.
    assert descent.critical_learning_rate == pytest.approx(1.0, rel=1e-6)
    descent.step = 17
    assert descent.critical_learning_rate == pytest.approx(1.0, rel=1e-6)


def test_without_upward_curvature_there_is_no_cliff(W, b):
    slope = Descent(lambda: 2.0 * W - b, [W, b])
    assert slope.critical_learning_rate == math.inf
    dome = Descent(lambda: -W * W - b * b, [W, b])
    assert dome.critical_learning_rate == math.inf


@pytest.mark.parametrize(
    ("rate", "name"),
    [
        (0.001, "slow"),
        (0.02, "slow"),
        (0.4, "good"),
        (0.5, "good"),
        (0.75, "oscillating"),
        (0.98, "oscillating"),
        (1.02, "diverging"),
        (4.0, "diverging"),
        (1e300, "diverging"),
    ],
)
def test_a_run_is_named_by_what_it_did(descent, rate, name):
    descent.learning_rate = rate
    assert descent.regime == name


@pytest.mark.parametrize("stiffness", [1.0, 4.0, 30.0])
@pytest.mark.parametrize("share", [0.8, 0.97, 1.03, 1.5])
def test_in_a_valley_the_names_follow_the_cliff(stiffness, share):
    """Well beyond half of 2/λ the run jumps over the valley, and beyond 2/λ it grows, however narrow the valley."""
    u, v = tf.Variable(1.0, name="u"), tf.Variable(1.0, name="v")
    valley = Descent(lambda: stiffness * u * u + v * v, [u, v], steps=60)
    valley.learning_rate = share * valley.critical_learning_rate
    assert valley.regime == ("diverging" if share > 1 else "oscillating")


@pytest.mark.parametrize("rate", [0.002, 0.005, 0.008])
def test_a_run_that_fell_into_a_canyon_and_creeps_along_its_floor_is_slow(rate):
    x = np.linspace(0, 12, 21)
    y = x + 0.5 + (-1) ** np.arange(21)
    W, b = tf.Variable(16.0), tf.Variable(16.0)
    canyon = Descent(lambda: tf.reduce_mean(tf.square(y - (W * x + b))), [W, b], learning_rate=rate, steps=100)
    assert canyon.regime == "slow"


def test_a_run_that_starts_at_the_bottom_is_good(W, b):
    flat = Descent(lambda: (W - 16.0) ** 2 + (b + 4.0) ** 2, [W, b])
    assert flat.regime == "good"


def test_a_diverging_run_is_cut_where_it_leaves_the_picture(descent):
    descent.learning_rate = 3.0
    descent.step = 40
    run = descent._run()
    assert run.last < 40
    assert 1e9 < descent.error <= 1e12
    beyond = walk(descent._recorded, run.settings[-1].tolist(), 3.0, 1)
    assert beyond.last == 1 or beyond.errors[0] <= 1e12  # the next step is the one that is not shown
    assert np.isfinite(descent.settings).all()


def test_a_run_into_infinity_is_cut_without_warnings(W, b):
    canyon = Descent(lambda: tf.exp(W) + tf.exp(-W) + b * b, [W, b], learning_rate=1e-3)
    with np.errstate(all="raise"):
        assert canyon.regime == "diverging"
    assert canyon._run().last == 0


def test_the_kernel_walks_for_a_browser_that_cannot_replay(error, W, b):
    descent = Descent(error, [W, b], points=(X, Y), model=lambda x: W * x + b, steps=10)
    sent = []
    descent.send = lambda message, buffers: sent.append((message, buffers))
    descent._answer(descent, {"wanted": "run", "key": "k", "start": [16.0, -4.0], "learning_rate": 0.1}, [])
    ((message, (block,)),) = sent
    table = np.frombuffer(block).reshape(-1, message["width"])
    assert message["key"] == "k"
    assert table.shape == (11, 2 + 1 + 1 + 65)
    descent.step = 10
    assert table[10, :3] == pytest.approx([*descent.settings, descent.error])
    assert table[10, 3] == pytest.approx(descent.critical_learning_rate)
    assert table[10, [4, -1]] == pytest.approx([descent.settings[1] - descent.settings[0], sum(descent.settings)], rel=1e-6)
    assert W.numpy() == 16.0


def test_traits_can_be_observed_and_repr_is_stable(descent):
    seen = []
    descent.observe(lambda change: seen.append(change["new"]), ["learning_rate", "step", "playing", "start", "view"])
    descent.learning_rate, descent.step, descent.playing, descent.start, descent.view = 0.2, 3, True, [1.0, 1.0], "map"
    assert seen == [0.2, 3, True, [1.0, 1.0], "map"]
    descent.start, descent.step = [16.0, -4.0], 0
    assert repr(descent) == "Descent(learning_rate=0.2, step=0 of 40, W=16, b=-4)"


def test_a_kept_run_is_what_it_started_with(descent):
    descent.kept = {"learning_rate": 0.9, "start": [1, 2]}
    assert descent.kept == {"learning_rate": 0.9, "start": [1.0, 2.0]}
    descent.kept = {}
    for wrong in ({"learning_rate": 0.9}, {"learning_rate": -1, "start": [1, 2]}, {"learning_rate": 1, "start": [1]}):
        with pytest.raises(ValueError, match=r"kept|learning_rate"):
            descent.kept = wrong


@pytest.mark.parametrize(
    ("given", "kind", "words"),
    [
        ({"learning_rate": 0.0}, ValueError, "above 0, and is 0.0: 0 goes nowhere"),
        ({"learning_rate": math.nan}, ValueError, "finite number above 0"),
        ({"learning_rate": "fast"}, TypeError, "`learning_rate` should be a number, and is 'fast'"),
        ({"steps": 0}, ValueError, "`steps` should be from 1 to 1000, and is 0"),
        ({"steps": 10.5}, TypeError, "`steps` should be how many steps"),
        ({"true": {"V": 1.0}}, ValueError, "`true` names 'V', but the weights are W, b"),
        ({"true": {"W": "three"}}, TypeError, "finite number for W, and holds 'three'"),
        ({"true": 3.0}, TypeError, "`true` should be a dictionary"),
        ({"view": "globe"}, ValueError, "`view` should be 'hill' or 'map'"),
        ({"points": (X, Y)}, TypeError, "`points` and `model` belong together"),
    ],
)
def test_wrong_arguments_are_answered_in_words(error, W, b, given, kind, words):
    with pytest.raises(kind, match=words):
        Descent(error, [W, b], **given)


def test_wrong_settings_are_answered_in_words(descent):
    with pytest.raises(ValueError, match="`step` should be from 0 to 40, and is 41"):
        descent.step = 41
    with pytest.raises(ValueError, match="`start` should be a finite number for each of W, b"):
        descent.start = [1.0]
    with pytest.raises(ValueError, match="above 0"):
        descent.learning_rate = -1.0


def test_a_descent_stands_on_two_variables(W):
    with pytest.raises(ValueError, match="a surface stands on two Variables"):
        Descent(lambda: W * W, [W])


def test_slopes_on_tensors_agree_with_the_replay(error, W, b):
    recorded = Recording(error, [W, b])
    values = [tf.Variable(np.float64(v)) for v in (2.5, 1.25)]
    assert float(recorded.on_tensors(values)) == pytest.approx(float(recorded.replay([2.5, 1.25])), rel=1e-15)


def test_two_errors_at_a_time_tell_a_climb_from_a_jump():
    up_and_down = np.array([9.0, 1.0, 5.0, 1.0, 5.0, 1.0, 5.0])
    across = np.array([[0.0], [4.0], [1.0], [4.0], [1.0], [4.0], [1.0]])
    assert Run(across, up_and_down, 6).regime != "diverging"
    assert Run(across, np.array([9.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), 6).regime == "diverging"


def test_a_warning_points_at_the_line_that_made_the_instrument(W, b):
    with pytest.warns(UserWarning, match="looks at a number with Python") as caught:
        Descent(lambda: W * W + b * b * (1.0 if float(b) > 0 else 2.0), [W, b])
    assert [warning.filename for warning in caught] == [__file__]


def test_one_variable_of_two_numbers_descends_as_two_variables_do(error, W, b):
    w = tf.Variable([16.0, -4.0], name="w")
    both = Descent(lambda: tf.reduce_mean(tf.square(Y - (w[0] * X + w[1]))), [w], steps=40)
    apart = Descent(error, [W, b], steps=40)
    both.step = apart.step = 25
    assert both.settings == pytest.approx(apart.settings, rel=1e-12)
    assert both.critical_learning_rate == pytest.approx(1.0, rel=1e-6)
    both.assign()
    assert w.numpy() == pytest.approx(apart.settings, rel=1e-6)

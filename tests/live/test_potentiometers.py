"""Potentiometers on the Python side: knobs are Variables, and bad input is answered in words."""

import asyncio

import numpy as np
import pytest

import gradlab as tf
from gradlab.live import Potentiometers

X = tf.constant([-1.0, 0.0, 1.0, 2.0])
Y = 3.0 * X + 0.5


@pytest.fixture
def W():
    return tf.Variable(16.0, name="W")


@pytest.fixture
def b():
    return tf.Variable(16.0, name="b")


@pytest.fixture
def error(W, b):
    return lambda: tf.reduce_mean(tf.square(Y - (W * X + b)))


def test_every_variable_has_a_knob_under_its_name(error, W, b):
    knobs = Potentiometers(error, [W, b])
    assert (knobs.W, knobs.b) == (16.0, 16.0)
    assert [knob["name"] for knob in knobs._knobs] == ["W", "b"]


def test_without_variables_those_that_the_function_reads_are_taken(error, W, b):
    assert [knob.variable for knob in Potentiometers(error).knobs] == [W, b]


def test_a_variable_without_a_name_is_called_what_the_function_calls_it():
    slope = tf.Variable(1.0)
    assert Potentiometers(lambda: slope * slope).knobs[0].name == "slope"


def test_turning_the_knob_turns_the_variable(error, W, b):
    knobs = Potentiometers(error, [W, b])
    knobs.W = 3.0
    assert W.numpy() == 3.0
    assert b.numpy() == 16.0


def test_a_knob_holds_what_its_variable_can_hold(error, W, b):
    knobs = Potentiometers(error, [W, b])
    knobs.W = 3.1
    assert knobs.W == float(np.float32(3.1)) == W.numpy()


def test_assigning_the_variable_turns_the_knob(error, W, b):
    knobs = Potentiometers(error, [W, b])
    W.assign(-2.0)
    b.assign_sub(6.0)
    assert (knobs.W, knobs.b) == (-2.0, 10.0)


def test_a_training_loop_moves_the_knobs_a_few_times_and_once_at_the_end(error, W, b):
    knobs = Potentiometers(error, [W, b])
    seen = []
    knobs.observe(lambda change: seen.append(change["new"]), "W")

    async def train():
        for value in range(1000):
            W.assign(float(value))
        await asyncio.sleep(0.3)

    asyncio.run(train())
    assert seen[-1] == 999.0
    assert len(seen) < 20


def test_the_error_is_computed_on_float64(error, W, b):
    knobs = Potentiometers(error, [W, b])
    knobs.W, knobs.b = 2.5, -1.25
    assert knobs.error == pytest.approx(np.mean((Y.numpy() - (2.5 * X.numpy() - 1.25)) ** 2.0), rel=1e-12)


def test_a_closed_instrument_lets_its_variables_go(error, W, b):
    Potentiometers(error, [W, b]).close()
    assert W.listeners == ()


def test_repr_is_the_settings_and_no_address(error, W, b):
    assert repr(Potentiometers(error, [W, b])) == "Potentiometers(W=16, b=16)"


def test_the_kernel_answers_for_a_browser_that_cannot_replay(error, W, b):
    knobs = Potentiometers(error, [W, b], points=(X, Y), model=lambda x: W * x + b)
    sent = []
    knobs.send = sent.append
    knobs._answer(knobs, {"ticket": 7, "settings": [3.0, 1.5]}, [])
    (answer,) = sent
    assert answer["ticket"] == 7
    assert answer["error"] == pytest.approx(1.0)  # the line lies 1 above all points
    assert answer["slopes"] == pytest.approx([2 * np.mean(X), 2.0])
    assert answer["curve"][0] == pytest.approx(-1.5)
    assert answer["curve"][-1] == pytest.approx(7.5)


@pytest.mark.parametrize(
    ("ends", "kind", "words"),
    [
        ((5, -5), ValueError, r"`range` of W should go from a low to a higher"),
        ((1, 1), ValueError, r"from a low to a higher"),
        ((0, float("nan")), ValueError, r"from a low to a higher"),
        (("low", "high"), TypeError, r"should be two numbers"),
        (7, TypeError, r"should be two numbers"),
        ({"V": (0, 1)}, ValueError, r"names 'V', but the knobs are W, b"),
    ],
)
def test_a_wrong_range_is_answered_in_words(error, W, b, ends, kind, words):
    with pytest.raises(kind, match=words):
        Potentiometers(error, [W, b], range=ends)


def test_an_error_that_is_no_number_is_answered_in_words(W):
    with pytest.raises(ValueError, match="is nan at the present settings"):
        Potentiometers(lambda: W * float("nan"), [W])
    with pytest.raises(ValueError, match=r"should return one number, and returns 4"):
        Potentiometers(lambda: W * X, [W])


def test_what_is_no_function_or_has_nothing_to_turn_is_answered_in_words(error, W):
    with pytest.raises(TypeError, match="give its name without"):
        Potentiometers(error())
    with pytest.raises(ValueError, match="reads no Variable"):
        Potentiometers(lambda: tf.reduce_mean(X))
    with pytest.raises(TypeError, match="`variables` should hold Variables"):
        Potentiometers(error, [3.0])


def test_a_function_that_looks_at_numbers_with_python_is_warned_of(W):
    with pytest.warns(UserWarning, match="does not look again while a knob turns"):
        Potentiometers(lambda: W * W if float(W) > 0 else W, [W])


@pytest.mark.parametrize(
    ("points", "kind", "words"),
    [
        ((X, tf.constant([1.0, 2.0])), ValueError, "equally many"),
        (X, TypeError, r"should be a pair \(x, y\)"),
        (([1.0, 2.0], [1.0, float("inf")]), ValueError, "infinite or nan"),
        (([], []), ValueError, "equally many"),
    ],
)
def test_wrong_points_are_answered_in_words(error, W, b, points, kind, words):
    with pytest.raises(kind, match=words):
        Potentiometers(error, [W, b], points=points, model=lambda x: W * x + b)


def test_points_without_a_model_are_answered_in_words(error, W, b):
    with pytest.raises(TypeError, match="belong together"):
        Potentiometers(error, [W, b], points=(X, Y))


def test_a_goal_that_is_no_number_is_answered_in_words(error, W, b):
    with pytest.raises(TypeError, match="`goal` should be"):
        Potentiometers(error, [W, b], goal="low")


def test_a_name_that_the_instrument_needs_itself_is_answered_in_words():
    layout = tf.Variable(1.0, name="layout")
    with pytest.raises(ValueError, match="rename the Variable"):
        Potentiometers(lambda: layout * layout, [layout])


def test_an_array_has_a_knob_for_each_number():
    v = tf.Variable([[1.0, 2.0], [3.0, 4.0]], name="v")
    knobs = Potentiometers(lambda: tf.reduce_sum(v * v))
    assert [knob.name for knob in knobs.knobs] == ["v_0_0", "v_0_1", "v_1_0", "v_1_1"]
    knobs.v_1_0 = -7.0
    assert v.numpy().tolist() == [[1.0, 2.0], [-7.0, 4.0]]
    v.assign([[0.0, 0.0], [0.0, 5.0]])
    assert (knobs.v_1_0, knobs.v_1_1) == (0.0, 5.0)
    assert knobs.error == 25.0


def test_more_knobs_than_one_can_turn_are_answered_in_words():
    v = tf.Variable(tf.zeros([100]), name="v")
    with pytest.raises(ValueError, match="100 knobs are more than one can turn"):
        Potentiometers(lambda: tf.reduce_sum(v * v))


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"step": 0}, "`step` of W should be a number above 0"),
        ({"step": {"W": "small"}}, "`step` of W should be a number above 0"),
        ({"step": {"w": 1}}, "`step` names 'w', but the knobs are W, b"),
        ({"log": True}, "should begin above 0 on a logarithmic scale"),
        ({"log": {"V": True}}, "`log` names 'V'"),
    ],
)
def test_wrong_steps_and_scales_are_answered_in_words(error, W, b, settings, words):
    with pytest.raises(ValueError, match=words):
        Potentiometers(error, [W, b], **settings)


def test_where_its_cell_began_is_what_was_first_shown():
    W = tf.Variable(16.0, name="W")
    knobs = Potentiometers(lambda: W * W, [W])
    W.assign(3.0)
    knobs._repr_mimebundle_()
    W.assign(np.inf)
    knobs._repr_mimebundle_()
    assert knobs._began == {"W": 3.0}

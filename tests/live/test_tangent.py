"""The tangent on the Python side: its numbers are float64, every function of one number has a curve, and bad input is
answered in words."""

import math

import numpy as np
import pytest

import gradlab as tf
from gradlab.live import Tangent


def square(x):
    return x * x


def ramp(x):
    return x if x > 0 else 0.0


def answer(tangent, places, sloped):
    """What the kernel answers to a browser that asks for values and slopes."""
    sent = []
    tangent.send = lambda content, buffers: sent.append((content, *map(np.frombuffer, buffers)))
    tangent._answer(tangent, {"ticket": "7", "places": places, "sloped": sloped}, [])
    ((content, values, slopes),) = sent
    assert content == {"ticket": "7"}
    return values.tolist(), slopes.tolist()


def test_point_distance_and_kind_are_traits():
    tangent = Tangent(square, at=2.0, h=0.5, central=True)
    assert (tangent.x, tangent.h, tangent.central) == (2.0, 0.5, True)
    seen = []
    tangent.observe(lambda change: seen.append(change["new"]), ["x", "h", "central"])
    tangent.x, tangent.h, tangent.central = -1.0, 1e-7, False
    assert seen == [-1.0, 1e-7, False]


def test_the_slope_is_that_of_the_tape_at_every_x():
    tangent = Tangent(lambda x: tf.sin(x) * tf.exp(-x * x), at=0.3)
    for x in (-2.0, 0.0, 1.7):
        tangent.x = x
        assert tangent.slope == pytest.approx(math.exp(-x * x) * (math.cos(x) - 2 * x * math.sin(x)), rel=1e-14)


def test_both_quotients_are_those_of_the_formulas_on_float64():
    tangent = Tangent(square, at=1.1, h=1e-9)
    assert tangent.quotient == ((1.1 + 1e-9) ** 2 - 1.1 * 1.1) / 1e-9
    tangent.central = True
    assert tangent.quotient == ((1.1 + 1e-9) * (1.1 + 1e-9) - (1.1 - 1e-9) * (1.1 - 1e-9)) / 2e-9


def test_a_function_of_float32_numbers_is_computed_on_float64():
    slope = tf.constant(0.5)
    tangent = Tangent(lambda x: slope * x * x, at=1.0, h=1e-6)
    assert tangent.slope == 1.0
    assert tangent.quotient == pytest.approx(1.0, abs=1e-6)  # float32 would say 0 or 1.2


def test_a_function_that_looks_at_x_with_python_is_called_anew_for_every_x():
    for at in (-1.0, 1.0):  # where the recording would be 0.0, and where it would be x
        tangent = Tangent(ramp, at=at)
        assert tangent._recording == {}
        assert answer(tangent, [-2.0, -1.0, 0.5, 2.0], 4) == ([0.0, 0.0, 0.5, 2.0], [0.0, 0.0, 1.0, 1.0])
        tangent.x = 2.0
        assert (tangent.slope, tangent.quotient) == (1.0, 1.0)


def test_where_a_called_function_raises_an_error_of_arithmetic_it_has_no_value():
    def root(x):
        return tf.sqrt(x) if x >= 0 else math.sqrt(x)

    values, slopes = answer(Tangent(root), [-1.0, 4.0], 2)
    assert (math.isnan(values[0]), values[1]) == (True, 2.0)
    assert (math.isnan(slopes[0]), slopes[1]) == (True, 0.25)


def test_the_kernel_answers_with_slopes_at_the_first_places_only():
    assert answer(Tangent(square), [3.0, 1.0, -2.0], 1) == ([9.0, 1.0, 4.0], [6.0])


@pytest.mark.filterwarnings("error")
def test_poles_and_missing_values_are_numbers_too():
    pole = Tangent(lambda x: 1.0 / x, at=0.0)
    assert (pole.slope, pole.quotient) == (-math.inf, -math.inf)
    logarithm = Tangent(tf.math.log, at=-2.0)
    assert math.isnan(logarithm.slope)
    assert math.isnan(logarithm.quotient)


def test_the_state_is_small():
    state = Tangent(square).get_state()
    assert sum(len(str(value)) for key, value in state.items() if key not in ("_esm", "_css")) < 3000


def test_repr_is_the_point_and_no_address():
    assert repr(Tangent(square, at=0.5)) == "Tangent(x=0.5)"


@pytest.mark.parametrize(
    ("function", "kind", "words"),
    [
        (lambda x, y: x * y, TypeError, r"takes another number of arguments"),
        (lambda: 3.0, TypeError, r"takes another number of arguments"),
        (square(tf.constant(2.0)), TypeError, r"give its name without \(\)"),
        (lambda x: x * tf.constant([1.0, 2.0]), ValueError, r"should return one number, and returns 2 \(shape \(2,\)\)"),
        (lambda x: 3.0, TypeError, r"should return a Tensor computed by the library, and returned 3.0"),
        (lambda x: math.sin(x), TypeError, r"should return a Tensor computed by the library, and returned 0.84"),
        (lambda x: tf.constant(1.0), ValueError, r"does not depend on x"),
    ],
)
def test_what_makes_no_number_from_one_is_answered_in_words(function, kind, words):
    with pytest.raises(kind, match=words):
        Tangent(function)


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        ({"at": 5}, ValueError, r"`at` should lie in the range from -3 to 3, and is 5"),
        ({"at": "left"}, TypeError, r"`at` should be where the point is at first, a finite number, and is 'left'"),
        ({"at": float("nan")}, TypeError, r"finite number, and is nan"),
        ({"range": (3, -3)}, ValueError, r"`range` of x should go from a low to a higher"),
        ({"range": 3}, TypeError, r"should be two numbers, \(low, high\)"),
        ({"h": 0}, ValueError, r"`h` should lie between 1e-15 and 1, and is 0"),
        ({"h": None}, TypeError, r"`h` should be the distance"),
        ({"goal_slope": "flat"}, TypeError, r"`goal_slope` should be the slope to find"),
        ({"goal_slope": True}, TypeError, r"`goal_slope` should be the slope to find"),
    ],
)
def test_wrong_settings_are_answered_in_words(arguments, kind, words):
    with pytest.raises(kind, match=words):
        Tangent(square, **arguments)


def test_an_h_that_is_set_out_of_reach_is_answered_in_words_and_not_taken():
    tangent = Tangent(square, h=0.1)
    with pytest.raises(ValueError, match="between 1e-15 and 1, and is 7"):
        tangent.h = 7.0
    assert tangent.h == 0.1


def test_an_error_in_the_function_is_the_learners_own():
    def slip(x):
        return x * undefined  # noqa: F821 - the slip

    with pytest.raises(NameError, match="undefined"):
        Tangent(slip)

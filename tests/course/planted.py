"""Exercises of a notebook 99 that no learner has, for the tests of the machinery."""

from gradlab.course.compare import agrees, came_out, close, reading
from gradlab.course.exercise import exercise

FILLED = {"because": "So it is.", "hint": "Look <again>.", "wrong": {}, "setup": ""}


@exercise("99_number", kind="number", blank="n = ...", solution="n = 2", **FILLED)
def number(answer):
    """How much is 1 + 1?"""
    return close(answer, 2.0, slips={"You multiplied.": 1.0}, says="The sum was expected.")


@exercise("99_double", kind="code", blank="def f(x):\n    return ...", solution="def f(x):\n    return 2 * x", **FILLED)
def double(answer):
    """Write a function that doubles x."""
    return agrees(answer, lambda x: 2 * x, [(1.0,), (-3.0,)], slips={"You squared.": lambda x: x * x})


@exercise("99_sum", kind="prediction", solution='predict("99_sum", 10)', **FILLED)
def predicted(answer):
    """What is the sum of 1, 2, 3 and 4?"""
    return came_out(answer, 10.0)


@exercise("99_knob", kind="setting", solution="W.assign(1.0)", answer="knobs", **FILLED)
def setting(knobs):
    """Turn W to 1."""
    return close(reading(knobs, "W"), 1.0)

"""Exercises of notebook 01: two potentiometers, the error as a number, and one turn downhill."""

from __future__ import annotations

from typing import Any

import numpy as np

import gradlab as tf
from gradlab.course.compare import agrees, came_out, close, reading, text
from gradlab.course.exercise import exercise
from gradlab.course.verdict import Verdict, almost, not_tried, right, wrong

BEST_W, BEST_B, LOWEST_ERROR = 3.018, 0.494, 1.051  # of the notebook's 1000 examples
ERROR_AT_16 = 362.6


@exercise(
    "01_steeper",
    kind="prediction",
    solution='predict("01_steeper", "W")',
    because="W multiplies x, so it says how much y grows per step to the right.",
    hint="Put x = 0 into W·x + b, then x = 1. Which knob says how much the output grew?",
    wrong={'predict("01_steeper", "b")': "b lifts", 'predict("01_steeper", 3)': "with the quotes"},
    setup="",
)
def steeper(answer: Any) -> Verdict:
    """Which knob makes the line steeper, "W" or "b"?"""
    if text(answer, ("W", "b")) == "W":
        return right("W tilts the line, b lifts it.")
    return wrong("It is W: it multiplies x, so it tilts the line. b lifts it.")


@exercise(
    "01_error_at_16",
    kind="prediction",
    solution='predict("01_error_at_16", 400)',
    because="At x = 1 the box says 32 and about 3.5 is true, and a typical distance of 20 has the square 400.",
    hint="Take x = 1: the box says 16 + 16. The truth is about 3 + 0.5. What is the distance, and what is its square?",
    wrong={
        'predict("01_error_at_16", 4)': "came out 362.6",
        'predict("01_error_at_16", 4000)': "came out 362.6",
        'predict("01_error_at_16", 100)': "came out 362.6",
        'predict("01_error_at_16", "40")': "without quotes",
    },
    outcome="error().numpy()",
)
def error_at_16(answer: Any) -> Verdict:
    """With both knobs at 16, is the error about 4, 40, 400 or 4000?"""
    return came_out(answer, ERROR_AT_16, within=0.25, words="Typical distances are near 19, and the square of 19 is 361.")


@exercise(
    "01_turned",
    kind="setting",
    answer="knobs",
    solution="W.assign(3.0)\nb.assign(0.5)",
    because="At these settings the line goes through the middle of the points, and only the noise is left.",
    hint="Turn W until the line is as steep as the cloud of points. Then turn b until it goes through its middle.",
    wrong={
        "W.assign(0.0)\nb.assign(0.0)": "turn W up",
        "W.assign(5.0)\nb.assign(0.5)": "too steep.*turn W down",
        "W.assign(3.0)\nb.assign(2.0)": "too high.*turn b down",
    },
)
def turned(knobs: Any) -> Verdict:
    """Turn both knobs until the error is below 1.2."""
    error, off_w, off_b = reading(knobs, "error"), reading(knobs, "W") - BEST_W, reading(knobs, "b") - BEST_B
    if error < 1.2:
        return right(f"The error is {error:.2f}. The line has the slope of the secret rule, and its height.")
    if abs(off_w + BEST_W - 16) + abs(off_b + BEST_B - 16) < 0.1:
        return not_tried("Both knobs still stand at 16: turn them in the instrument above, then run this cell again.")
    if abs(off_w) >= abs(off_b):
        advice = "The line is too steep: turn W down." if off_w > 0 else "The line is not steep enough: turn W up."
    else:
        advice = "The line lies too high: turn b down." if off_b > 0 else "The line lies too low: turn b up."
    return (almost if error < 4 else wrong)(f"The error is {error:.2f}, and it should be below 1.2. {advice}")


@exercise(
    "01_by_hand",
    kind="number",
    blank="my_error = ...",
    solution="my_error = (0 + 1 + 4) / 3",
    because="The box says 5 where 7 is true: a distance of 2, squared 4. The mean of 0, 1 and 4 is 5/3.",
    hint="The box says 2·2 + 1 in the last row. Square the distance, add the three squares, divide by how many there are.",
    wrong={
        "my_error = 0 + 1 + 4": "sum.*divide",
        "my_error = (0 + 1 + 2) / 3": "distances.*squares",
        "my_error = 0.5": "mean of the three squares",
        "my_error = '5'": "sum.*without quotes",
        "my_error = 2": "distance in the last row",
        "my_error = 4": "last row alone",
        "my_error = 1.7": "digit more",
    },
    setup="",
)
def by_hand(answer: Any) -> Verdict:
    """What is the error of the table, the mean of its three squares?"""
    return close(
        answer,
        5 / 3,
        slips={
            "This is the sum of the squares: divide it by how many there are.": 5,
            "This is the mean of the distances: take the mean of their squares.": 1,
            "Is this the distance in the last row? Square it, then take the mean. Or is it rounded? Give more digits.": 2,
            "This is the square in the last row alone: take the mean of all three.": 4,
        },
        says="The mean of the three squares was expected: fill the last row first.",
        well_done="The one big distance makes 4 of the 5 in the sum: squares punish big mistakes.",
    )


MEASURE = "def measure(truth, said):\n    return "


@exercise(
    "01_measure",
    kind="code",
    blank=MEASURE + "...",
    solution=MEASURE + "tf.reduce_mean(tf.square(truth - said))",
    because="Distances first, then their squares, then the mean of all of them.",
    hint="The same three steps as in the table: truth - said, tf.square(…) of it, tf.reduce_mean(…) of that.",
    wrong={
        MEASURE + "tf.reduce_sum(tf.square(truth - said))": "sum.*mean",
        MEASURE + "tf.reduce_mean(tf.abs(truth - said))": "never squared",
        MEASURE + "tf.square(tf.reduce_mean(truth - said))": "mean first",
        MEASURE + "tf.square(truth - said)": "one for each example",
        MEASURE + "truth - said": "differences",
        MEASURE + "tf.reduce_mean(truth - said)": "without their squares",
        MEASURE + "tf.sqrt(tf.reduce_mean(tf.square(truth - said)))": "root",
        MEASURE + "[1.0, 2.0]": "one number.*2 numbers",
        MEASURE + "tf.reduce_mean(tf.square(truth - sad))": "stopped in line 2.*sad",
        "def measure(truth, said):\n    tf.reduce_mean(tf.square(truth - said))": "return",
    },
    setup="",
)
def measure(answer: Any) -> Verdict:
    """Write a function that takes the true outputs and what the box said, and returns the mean of the squared distances."""
    rows = [([1.0, 4.0, 7.0], [1.0, 3.0, 5.0]), ([0.0, 2.0], [3.0, -2.0]), ([1.0, -1.0], [-1.0, 1.0])]
    return agrees(
        answer,
        lambda truth, said: np.mean(np.square(truth - said)),
        [(tf.constant(truth), tf.constant(said)) for truth, said in rows],
        slips={
            "This is the sum of the squares: the error is their mean.": lambda t, s: np.sum(np.square(t - s)),
            "This is the mean of the distances, never squared.": lambda t, s: np.mean(np.abs(t - s)),
            "These are the squares, one for each example: take their mean.": lambda t, s: np.square(t - s),
            "These are the differences, one for each example: square them, then take the mean.": lambda t, s: t - s,
            "This is the mean without their squares: +2 and −2 cancel. Square each distance first.": (
                lambda t, s: np.mean(t - s)
            ),
            "You took a root at the end: the error of this course is the mean of the squares itself.": (
                lambda t, s: np.sqrt(np.mean(np.square(t - s)))
            ),
            "You took the mean first and the square last: then +2 and −2 cancel. Square each distance first.": (
                lambda t, s: np.square(np.mean(t - s))
            ),
        },
        well_done="It is the error of Round 1, and the loss that every line of this course is fitted with.",
    )


@exercise(
    "01_floor",
    kind="prediction",
    solution='predict("01_floor", 1)',
    because="The noise that was added to y has a mean square of about 1, and no line can foresee it.",
    hint="The secret rule itself is wrong by exactly the noise. How large is the noise's square, typically?",
    wrong={'predict("01_floor", 0)': "noise", 'predict("01_floor", 9)': "noise", 'predict("01_floor", None)': "Nothing"},
    outcome="tf.reduce_mean(tf.square(y - (3.0 * x + 0.5))).numpy()",
)
def floor(answer: Any) -> Verdict:
    """What is the smallest error that any line can reach here?"""
    return came_out(answer, LOWEST_ERROR, within=0.15, words="That is the mean square of the noise, which no line foresees.")


TURN = "def turned(knob, slope):\n    return "


@exercise(
    "01_one_turn",
    kind="code",
    blank=TURN + "...",
    solution=TURN + "knob - 0.1 * slope",
    because="The slope points uphill, so the step is subtracted; a tenth of it keeps the step short.",
    hint="Where the slope is positive, turning up makes the error larger. So in which direction do you turn, and how far?",
    wrong={
        TURN + "knob + 0.1 * slope": "uphill",
        TURN + "knob - slope": "whole slope",
        TURN + "0.1 * slope": "turn.*where the knob stands",
        TURN + "knob - 0.1": "whatever the slope",
    },
    setup="",
)
def one_turn(answer: Any) -> Verdict:
    """Write a function that takes a knob's setting and its slope, and returns the setting after one turn downhill."""
    return agrees(
        answer,
        lambda knob, slope: knob - 0.1 * slope,
        [(16.0, 20.9), (-10.0, -24.0), (3.0, 0.0)],
        slips={
            "This goes uphill: the error grows in the direction of the slope, so turn against it.": lambda k, s: k + 0.1 * s,
            "This turns by the whole slope: take a tenth of it.": lambda k, s: k - s,
            "This is the turn alone: return where the knob stands after it.": lambda k, s: 0.1 * s,
            "This turns equally far whatever the slope: take a tenth of the slope.": lambda k, s: k - 0.1,
        },
        well_done="A short step against the slope. This line is at the heart of how neural networks learn.",
    )

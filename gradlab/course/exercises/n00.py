"""Exercises of notebook 00: a first knob, a first slope and a first hill."""

from __future__ import annotations

from typing import Any

from gradlab.course.compare import close, number, reading, text
from gradlab.course.exercise import exercise
from gradlab.course.verdict import Verdict, almost, not_tried, right, wrong

TRUE_W, ERROR_AT_THE_START = 3.0, 100.0


@exercise(
    "00_knob",
    kind="prediction",
    solution='predict("00_knob", 3)',
    because="4 goes in and 12 should come out, and 3 times 4 is 12.",
    hint="The box multiplies by W. What times 4 is 12?",
    wrong={'predict("00_knob", 12)': "3 times 4", 'predict("00_knob", "three")': "without quotes"},
    setup="",
)
def knob(answer: Any) -> Verdict:
    """Where must the knob W stand, so that the box turns a 4 into a 12?"""
    if abs(number(answer) - TRUE_W) < 0.05:
        return right("3 times 4 is 12, and the error there is 0.")
    return wrong("It is 3, because 3 times 4 is 12. The error there is 0.")


@exercise(
    "00_turned",
    kind="setting",
    answer="first_knob",
    solution="W.assign(3.0)",
    because="3 times 4 is 12, which is what should come out.",
    hint="Follow the arrow under the slider. The arrow keys turn the knob in small steps.",
    wrong={"W.assign(2.0)": "12.*too small", "W.assign(3.2)": "nearly", "W.assign(7.0)": "too large"},
)
def turned(first_knob: Any) -> Verdict:
    """Turn the knob until the error is below 0.1."""
    error, w = reading(first_knob, "error"), reading(first_knob, "W")
    if error < 0.1:
        return right(f"The box says {w * 4:.2f}, and 12 is true.")
    if abs(error - ERROR_AT_THE_START) < 0.1:
        return not_tried("The knob has not moved yet: drag it in the instrument above, then run this cell again.")
    side = "too large" if w > TRUE_W else "too small"
    if error < 1:
        return almost(f"The box says {w * 4:.2f}: nearly 12, still {side}. The arrow keys turn in small steps.")
    return wrong(f"The box says {w * 4:.2f}, and 12 was expected: W is {side}.")


@exercise(
    "00_slope",
    kind="number",
    blank="measured = ...",
    solution="measured = (error_at(2.01) - error_at(1.99)) / 0.02",
    because="The height changes by −0.64 over a distance of 0.02, and −0.64 / 0.02 is −32.",
    hint="By how much does error_at change from 1.99 to 2.01? Divide that by how far apart the two places are.",
    wrong={
        "measured = error_at(2.01) - error_at(1.99)": "divide",
        "measured = (error_at(2.01) - error_at(1.99)) / 0.01": "0.02 apart",
        "measured = (error_at(1.99) - error_at(2.01)) / 0.02": "sign",
        "measured = error_at": "call it",
        "measured = (error_at(2.01) - error_at(2)) / 0.01": "each side",
        "measured = -31": "too large",
    },
    setup="def error_at(w):\n    return (w * 4 - 12) ** 2",
)
def slope(answer: Any) -> Verdict:
    """What is the slope of the error at W = 2, measured between 1.99 and 2.01?"""
    return close(
        answer,
        -32.0,
        rel=0.001,
        slips={
            "This is how much the error changes: divide it by how far you walked, 0.02.": -0.64,
            "You divided by 0.01: the two places lie 0.02 apart.": -64.0,
            "This starts at 2 itself: take one place on each side of it, 1.99 and 2.01.": -31.84,
            "This ends at 2 itself: take one place on each side of it, 1.99 and 2.01.": -32.16,
        },
        says="The change of the error from 1.99 to 2.01, divided by 0.02, was expected.",
        well_done="Two numbers of your own, and the tape's slope is right. You checked an autodiff.",
    )


@exercise(
    "00_lowest",
    kind="prediction",
    solution='predict("00_lowest", "line")',
    because="Every W has a b that fits one example, so the places without error form a line.",
    hint="Take W = 3 and b = 0, then W = 2 and b = 4. What does 4·W + b give?",
    wrong={'predict("00_lowest", "point")': "whole line", 'predict("00_lowest", "many")': "'point', 'line'"},
    setup="",
)
def lowest(answer: Any) -> Verdict:
    """With one example and two knobs: is the lowest place of the hill a "point" or a "line"?"""
    if text(answer, ("point", "line")) == "line":
        return right("Every W has a b that fits one example: the floor of the valley is a line.")
    return wrong("It is a whole line: every W has a b that fits one example.")


@exercise(
    "00_valley",
    kind="setting",
    answer="hill",
    solution="W.assign(2.0)\nb.assign(4.0)",
    because="2 · 4 + 4 is 12, and 2 · 1 + 4 is 6: both examples are met.",
    hint="Two examples: 4 becomes 12, and 1 becomes 6. From 1 to 4 the output grows by 6 in 3 steps, which is W.",
    wrong={
        "W.assign(3.0)\nb.assign(0.0)": "4 becomes 12.0.*1 becomes 3.0",
        "W.assign(2.1)\nb.assign(4.1)": "nearly",
    },
)
def valley(hill: Any) -> Verdict:
    """Walk to the lowest place of the hill with two examples, to an error below 0.1."""
    error, w, b = reading(hill, "error"), reading(hill, "W"), reading(hill, "b")
    said = f"With W = {w:.2f} and b = {b:.2f}, 4 becomes {4 * w + b:.1f} and 1 becomes {w + b:.1f}"
    if error < 0.1:
        return right(f"{said}. Two examples, one place.")
    if (w, b) == (-2.0, -2.0):
        return not_tried("The ball has not moved yet: drag it, or turn the knobs, then run this cell again.")
    if error < 1.5:
        return almost(f"{said}: nearly 12 and 6. The arrow keys turn in small steps.")
    return wrong(f"{said}; 12 and 6 were expected.")

"""Questions about notebook 03: the sign of a slope, two rules, and the central quotient."""

from __future__ import annotations

from typing import Any

from gradlab.course.compare import close, text
from gradlab.course.memory.question import question
from gradlab.course.memory.typed import completes
from gradlab.course.verdict import Verdict, right, wrong


@question(
    "m03_sign",
    kind="word",
    place="Round 1",
    choices=("up", "down"),
    solution='"up"',
    because="A negative slope falls to the right, so turning the knob up makes the error smaller.",
    wrong={'"down"': "against the slope"},
)
def sign(answer: Any) -> Verdict:
    """The slope of the error with respect to a knob is −3. To make the error smaller, must the knob be turned up or down?"""
    if text(answer, ("up", "down")) == "up":
        return right("Against the slope: it is negative, so up.")
    return wrong("Go against the slope. It is negative: the error falls when the knob is turned up.")


@question(
    "m03_rules",
    kind="number",
    place="Round 4",
    solution="5",
    because="The slope of 2x³ is 6x², that of −x is −1. At 1 they make 6 − 1.",
    wrong={"1": "value", "6": "−x", "2": "factor 2", "7": "minus"},
)
def rules(answer: Any) -> Verdict:
    """What is the slope of 2x³ − x at x = 1?"""
    return close(
        answer,
        5,
        rel=1e-4,
        slips={
            "This is the value at 1: the question is how steep it is there.": 1,
            "The term −x has a slope too: −1.": 6,
            "The factor 2 stays in front: 2 times 3x².": 2,
            "The second term has a minus in front: its slope is −1.": 7,
        },
        says="The slope of 2x³ is 6x², and that of −x is −1.",
        well_done="6x² − 1 at 1.",
    )


CENTRAL = "slope = (f(x + h) - f(x - h)) / (____)"


@question(
    "m03_central",
    kind="line",
    place="Round 2",
    line=CENTRAL,
    solution='"2 * h"',
    because="The two points lie 2·h apart.",
    wrong={'"h"': "apart", '"2"': "depends on", '"h / 2"': "half"},
)
def central(answer: Any) -> Verdict:
    """Complete the central difference quotient."""
    return completes(
        answer,
        CENTRAL,
        lambda h: 2 * h,
        [{"h": 0.5}, {"h": 0.001}],
        slips={
            "One h is the distance to one side: the two points lie 2 · h apart.": lambda h: h,
            "How far apart the points lie depends on `h`: 2 · h.": lambda h: 2.0,
            "This is half of h, and the points lie twice h apart.": lambda h: h / 2,
        },
        well_done="The points lie h to the left and h to the right.",
    )

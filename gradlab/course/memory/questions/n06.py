"""Questions about notebook 06: what None says, what makes a constant count, and the slope of a slope."""

from __future__ import annotations

from typing import Any

from gradlab.course.compare import close, text
from gradlab.course.memory.question import question
from gradlab.course.verdict import Verdict, right, wrong

MEANINGS = ("the slope is 0", "no path leads from x to y", "y is not a number")


@question(
    "m06_none",
    kind="word",
    place="Round 3",
    choices=MEANINGS,
    solution='"no path leads from x to y"',
    because="None says that the tape knows of no way from one to the other; a slope of 0 would be a number.",
    wrong={'"the slope is 0"': "would be the number", '"y is not a number"': "path"},
)
def none(answer: Any) -> Verdict:
    """`tape.gradient(y, x)` gives None. What does it say?"""
    said = text(answer, MEANINGS)
    if said == "no path leads from x to y":
        return right("The path is broken: perhaps by NumPy, by a cast, or because x was never watched.")
    if said == "the slope is 0":
        return wrong("A slope of 0 would be the number 0.0. None says that there is no path at all.")
    return wrong("y may be a fine number. What is missing is a path on the tape from x to y.")


CALLS = ("tape.watch(x)", "tape.gradient(y, x)", "persistent=True")


@question(
    "m06_watch",
    kind="word",
    place="Round 2",
    choices=CALLS,
    solution='"tape.watch(x)"',
    because="A constant is recorded only if the tape is told to watch it.",
    wrong={'"tape.gradient(y, x)"': "plays", '"persistent=True"': "second time"},
)
def watch(answer: Any) -> Verdict:
    """x is a tf.constant, and you want the slope of y with respect to it. What has to be added?"""
    said = text(answer, CALLS)
    if said == "tape.watch(x)":
        return right("Variables are watched by themselves, constants when you say so.")
    if said == "persistent=True":
        return wrong("This lets a tape be played a second time. The constant has to be recorded in the first place.")
    return wrong("This plays the tape, and x is not on it: it has to be watched before.")


@question(
    "m06_second",
    kind="number",
    place="Round 5",
    solution="24",
    because="The slope of x³ is 3x², and the slope of that is 6x.",
    wrong={"48": "once more", "64": "value", "6": "at x = 4", "96": "falls once more"},
)
def second(answer: Any) -> Verdict:
    """A tape records another tape: what is the slope of the slope of x³ at x = 4?"""
    return close(
        answer,
        24,
        rel=1e-4,
        slips={
            "This is the slope of x³: take the slope once more, of 3x².": 48,
            "This is the value of x³: take the slope, and then the slope of that.": 64,
            "This is the slope of 6x: stop at 6x itself, at x = 4.": 6,
            "The power falls once more: the slope of 3x² is 6x.": 96,
        },
        says="The slope of x³ is 3x². What is the slope of that?",
        well_done="6x at 4.",
    )

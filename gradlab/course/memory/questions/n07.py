"""Questions about notebook 07: one step of training, in numbers and as a line."""

from __future__ import annotations

from typing import Any

from gradlab.course.compare import close
from gradlab.course.memory.question import question
from gradlab.course.memory.typed import completes
from gradlab.course.verdict import Verdict


@question(
    "m07_step",
    kind="number",
    place="Round 2",
    solution="3",
    because="The step is 0.1 · 20, which is 2, and it goes against the slope.",
    wrong={"7": "uphill", "2": "step alone", "-15": "learning rate", "-2": "step alone"},
)
def step(answer: Any) -> Verdict:
    """W stands at 5, its slope is 20, the learning rate 0.1. Where does W stand after one step of gradient descent?"""
    return close(
        answer,
        3,
        rel=1e-4,
        slips={
            "This goes uphill: the step is subtracted.": 7,
            "This is the step alone: W starts from 5.": 2,
            "This is the step alone, with its sign: W starts from 5.": -2,
            "This is a step by the whole slope: the learning rate is 0.1.": -15,
        },
        says="Take 0.1 times 20 away from 5.",
        well_done="5 − 0.1 · 20.",
    )


LINE = "W.assign_sub(____)"


@question(
    "m07_assign",
    kind="line",
    place="Round 2",
    line=LINE,
    solution='"learning_rate * slope"',
    because="`assign_sub` subtracts already, so the step stands without a minus.",
    wrong={
        '"-learning_rate * slope"': "subtracts already",
        '"slope"': "learning rate",
        '"learning_rate"': "slope is missing",
        '"learning_rate / slope"': "times",
    },
)
def assign(answer: Any) -> Verdict:
    """Complete the step of gradient descent. The names are `learning_rate` and `slope`."""
    return completes(
        answer,
        LINE,
        lambda learning_rate, slope: learning_rate * slope,
        [{"learning_rate": 0.1, "slope": 20.0}, {"learning_rate": 0.5, "slope": -3.0}],
        slips={
            "`assign_sub` subtracts already: with a minus it goes uphill.": lambda learning_rate, slope: (
                -learning_rate * slope
            ),
            "The learning rate is missing: this is a step by the whole slope.": lambda learning_rate, slope: slope,
            "The slope is missing: steps are long where it is steep.": lambda learning_rate, slope: learning_rate,
            "Not divided: the learning rate times the slope.": lambda learning_rate, slope: learning_rate / slope,
        },
        well_done="Learning rate times slope, and `assign_sub` takes it away.",
    )

"""Questions about notebook 04: slopes along a chain, and where paths meet."""

from __future__ import annotations

from typing import Any

from gradlab.course.compare import close, text
from gradlab.course.memory.question import question
from gradlab.course.verdict import Verdict, right, wrong


@question(
    "m04_chain",
    kind="number",
    place="Round 3",
    solution="12",
    because="The square has the local slope 2 · 3, the product 2: together 12.",
    wrong={"6": "inside", "9": "value", "4": "where the square stands", "2": "square"},
)
def chain(answer: Any) -> Verdict:
    """What is the slope of (2x + 1)² at x = 1, with respect to x?"""
    return close(
        answer,
        12,
        rel=1e-4,
        slips={
            "This is the slope of the square alone: what is inside, 2x + 1, has a slope as well.": 6,
            "This is the value: the question is how fast it grows.": 9,
            "The local slope of a square is 2 times where the square stands: at 3, not at 1.": 4,
            "This is the slope of what is inside: the square has one as well.": 2,
        },
        says="Multiply the local slopes: of the square at 3, and of 2x + 1.",
        well_done="6 for the square, times 2 for what is inside.",
    )


MEET = ("multiplied", "added", "averaged")


@question(
    "m04_meet",
    kind="word",
    place="Round 4",
    choices=MEET,
    solution='"added"',
    because="Each path moves the result by its own amount, and the amounts add up.",
    wrong={'"multiplied"': "along one path", '"averaged"': "add up"},
)
def meet(answer: Any) -> Verdict:
    """A number is used twice, and two slopes arrive at it. Are they multiplied, added or averaged?"""
    said = text(answer, MEET)
    if said == "added":
        return right("Along a path slopes are multiplied, where paths meet they are added.")
    if said == "multiplied":
        return wrong("Slopes are multiplied along one path. Here two paths meet.")
    return wrong("Both paths move the result, and their effects add up: nothing is divided.")

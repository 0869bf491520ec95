"""Questions about notebook 08: the cliff as a number, and four runs to tell apart."""

from __future__ import annotations

from typing import Any

from gradlab.course.compare import close, text
from gradlab.course.drawing import Drawing, curve, drawing, letter, rule
from gradlab.course.memory.question import question
from gradlab.course.verdict import Verdict, right, wrong

FACTORS = {"A": -0.7, "B": 0.9, "C": -1.1, "D": 0.3}  # what a step multiplies the distance to the floor by
RUNS = tuple(FACTORS)


def _runs() -> Drawing:
    parts = []
    for i, (name, factor) in enumerate(FACTORS.items()):
        left = 12 + 82 * i
        places = [(left + 7.5 * k, 72 - 24 * factor**k) for k in range(10)]
        parts += [rule(left, 72, left + 70, 72), curve(places), letter(left + 34, 146, name)]
    return drawing(
        "Four curves, the place of a knob over ten steps, with the floor of the valley as a line. A jumps from side to side "
        "and comes nearer. B comes nearer slowly from one side. C jumps from side to side, farther each time. D is there "
        "after three steps, from one side.",
        *parts,
    )


@question(
    "m08_largest",
    kind="word",
    place="Round 1",
    choices=RUNS,
    solution='"C"',
    because="Only beyond the cliff does each jump end farther away than the one before.",
    wrong={'"A"': "still comes nearer", '"B"': "smallest", '"D"': "one side"},
    drawing=_runs,
)
def largest(answer: Any) -> Verdict:
    """Four runs in the same valley: where the knob is after each step. Which one has the largest learning rate?"""
    said = text(answer, RUNS)
    words = {
        "A": "It overshoots and still comes nearer. One of the others jumps farther each time.",
        "B": "It creeps: this is the smallest learning rate. Look for jumps over the floor.",
        "D": "It arrives from one side and never jumps over the floor: its steps are still short ones.",
    }
    return right("It is beyond the cliff: each jump ends farther away.") if said == "C" else wrong(words[said])


@question(
    "m08_cliff",
    kind="number",
    place="Round 2",
    solution="0.25",
    because="The cliff lies at 2 / λ, and 2 / 8 is 0.25.",
    wrong={"0.125": "one step", "4": "other way", "16": "divided"},
)
def cliff(answer: Any) -> Verdict:
    """A valley has the curvature 8. Above which learning rate does gradient descent blow up?"""
    return close(
        answer,
        0.25,
        rel=1e-4,
        slips={
            "This is 1 / 8, the learning rate that arrives in one step: the cliff lies at 2 / 8.": 0.125,
            "This is the other way round: 2 divided by the curvature.": 4,
            "Not 2 times the curvature, but 2 divided by it.": 16,
        },
        says="Two divided by the curvature was expected.",
        well_done="2 / λ.",
    )

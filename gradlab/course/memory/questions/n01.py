"""Questions about notebook 01: the mean of squares, what each knob does to a line, and one turn downhill."""

from __future__ import annotations

from typing import Any

from gradlab.course.compare import close, text
from gradlab.course.drawing import Drawing, curve, dots, drawing, rule
from gradlab.course.memory.question import question
from gradlab.course.memory.typed import completes
from gradlab.course.verdict import Verdict, right, wrong


@question(
    "m01_mean",
    kind="number",
    place="Round 2",
    solution="6",
    because="The squares are 1, 1 and 16. Their sum is 18, their mean 6.",
    wrong={"18": "sum", "2": "distances.*squares", "4": "mean first", "16": "largest"},
)
def mean(answer: Any) -> Verdict:
    """A box misses three examples by 1, 1 and 4. What is its error, the mean of the squares?"""
    return close(
        answer,
        6,
        rel=1e-4,
        slips={
            "This is the sum of the squares: divide it by how many there are.": 18,
            "This is the mean of the distances: take the mean of their squares.": 2,
            "You took the mean first and the square last: square each distance first.": 4,
            "This is the largest square alone: take the mean of all three.": 16,
        },
        says="Square 1, 1 and 4, then take the mean.",
        well_done="1 + 1 + 16 is 18, and a third of it 6.",
    )


def _flat_line() -> Drawing:
    cloud = [(40 + 26 * i, 110 - 8 * i + (9 if i % 2 else -9)) for i in range(11)]
    return drawing(
        "Points that rise to the right. The line of the box passes through their middle, and it is flatter than they are.",
        rule(20, 140, 330, 140),
        dots(cloud),
        curve([(30, 78), (320, 62)]),
    )


@question(
    "m01_which_knob",
    kind="word",
    place="Round 1",
    choices=("W", "b"),
    solution='"W"',
    because="W multiplies x, so it tilts the line; b lifts it.",
    wrong={'"b"': "lifts"},
    drawing=_flat_line,
)
def which_knob(answer: Any) -> Verdict:
    """The box says W·x + b, which is the line. Which knob should be turned first to bring it closer to the points?"""
    if text(answer, ("W", "b")) == "W":
        return right("The height is right, the tilt is not, and W tilts.")
    return wrong("b lifts the line, and its height is right already. What is wrong is the tilt.")


TURN = "knob = ____"


@question(
    "m01_turn",
    kind="line",
    place="Round 4",
    line=TURN,
    solution='"knob - 0.1 * slope"',
    because="The slope points uphill, so the turn is subtracted.",
    wrong={
        '"knob + 0.1 * slope"': "uphill",
        '"knob - slope"': "tenth",
        '"0.1 * slope"': "turn alone",
        '"knob - 0.1 * slop"': "Nothing is called `slop`",
        '"knob -"': "no Python",
    },
)
def turn(answer: Any) -> Verdict:
    """Complete the line: turn the knob downhill once, by a tenth of its slope. The names are `knob` and `slope`."""
    return completes(
        answer,
        TURN,
        lambda knob, slope: knob - 0.1 * slope,
        [{"knob": 16.0, "slope": 20.0}, {"knob": -3.0, "slope": -8.0}],
        slips={
            "This goes uphill: turn against the slope.": lambda knob, slope: knob + 0.1 * slope,
            "This turns by the whole slope: take a tenth of it.": lambda knob, slope: knob - slope,
            "This is the turn alone: where does the knob stand afterwards?": lambda knob, slope: 0.1 * slope,
        },
        well_done="A short step against the slope.",
    )

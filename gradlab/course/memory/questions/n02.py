"""Questions about notebook 02: what the axes of the hill are, and how to read a map."""

from __future__ import annotations

from typing import Any

from gradlab.course.compare import text
from gradlab.course.drawing import Drawing, drawing, ellipse, letter
from gradlab.course.memory.question import question
from gradlab.course.verdict import Verdict, right, wrong


def _map() -> Drawing:
    rings = [ellipse(190 - 22 * i, 75, 12 + 34 * i, 9 + 15 * i) for i in range(5)]
    marks = [letter(330, 80, "A"), letter(20, 30, "B"), letter(40, 80, "C"), letter(190, 79, "D")]
    return drawing(
        "A map with five contours. To the right of the middle, at A, they lie close together; to the left, at C, far apart. "
        "D is in the innermost ring, B outside of all rings on the left.",
        *rings,
        *marks,
    )


@question(
    "m02_steepest",
    kind="word",
    place="Round 2",
    choices=("A", "B", "C", "D"),
    solution='"A"',
    because="Where contours lie close together, the height changes over a short way.",
    wrong={'"B"': "close together", '"C"': "far apart", '"D"': "innermost"},
    drawing=_map,
)
def steepest(answer: Any) -> Verdict:
    """Each ring joins places of equal height, the next one 10 higher. At which letter is the ground steepest?"""
    said = text(answer, ("A", "B", "C", "D"))
    words = {
        "B": "Look for the place where the rings lie close together.",
        "C": "Here the rings lie far apart: the same climb on a longer way. It is steep where they are close together.",
        "D": "In the innermost ring lies the bottom, which is flat. It is steep where the rings are close together.",
    }
    return right("The rings are closest there: much height on a short way.") if said == "A" else wrong(words[said])


AXES = ("x and y", "W and b", "the step and the error")


@question(
    "m02_axes",
    kind="word",
    place="Round 1",
    choices=AXES,
    solution='"W and b"',
    because="Each place on the ground is a setting of the knobs. The data are constants.",
    wrong={'"x and y"': "constants", '"the step and the error"': "height"},
)
def axes(answer: Any) -> Verdict:
    """A hill shows the error of a line W·x + b on given points (x, y). Which two numbers say where you stand?"""
    said = text(answer, AXES)
    if said == "W and b":
        return right("A place is a setting of the knobs, and its error the height.")
    if said == "x and y":
        return wrong("The points x and y stay as they are: they are the constants. Places are what can be turned.")
    return wrong("The error is the height. Places are settings of the two knobs.")

"""Questions about notebook 05: the two lines that make an engine."""

from __future__ import annotations

from typing import Any

from gradlab.course.compare import text
from gradlab.course.memory.question import question
from gradlab.course.memory.typed import completes
from gradlab.course.verdict import Verdict, right, wrong

SIGNS = ("=", "+=", "*=")


@question(
    "m05_hand_on",
    kind="word",
    place="Step 3",
    choices=SIGNS,
    solution='"+="',
    because="A number that is used twice gets two slopes, and they are added.",
    wrong={'"="': "overwrites", '"*="': "0"},
)
def hand_on(answer: Any) -> Verdict:
    """In the engine, `source.slope … number.slope * local_slope` hands a slope on. Which sign belongs between them?"""
    said = text(answer, SIGNS)
    if said == "+=":
        return right("Where paths meet, slopes are added.")
    if said == "=":
        return wrong("This overwrites: of a number that is used twice the second slope alone would be left.")
    return wrong("Every slope begins at 0, and 0 times anything stays 0. Where paths meet, slopes are added.")


PRODUCT = "local_slopes = [____]  # of z = x * y * y, to x and to y"


@question(
    "m05_local",
    kind="line",
    place="Step 2",
    line=PRODUCT,
    solution='"y * y, 2 * x * y"',
    because="Held still, y · y is a factor of x; and x is a factor of y², whose slope is 2y.",
    wrong={'"x, y"': "other one", '"y * y, x * y"': "2", '"2 * x * y, y * y"': "order", '"y * y"': "y * y|should be"},
)
def local(answer: Any) -> Verdict:
    """Complete the local slopes of the operator x · y², first to x and then to y. Separate them by a comma."""
    return completes(
        answer,
        PRODUCT,
        lambda x, y: [y * y, 2 * x * y],
        [{"x": 3.0, "y": 5.0}, {"x": -1.0, "y": 2.0}],
        slips={
            "These are the inputs: the slope to x is what x is multiplied by, the other one.": lambda x, y: [x, y],
            "The slope of y² is 2 · y, so a 2 is missing in the second.": lambda x, y: [y * y, x * y],
            "Both are right, and the order is not: first to x.": lambda x, y: [2 * x * y, y * y],
        },
        well_done="What x is multiplied by, and x times the slope of y².",
    )

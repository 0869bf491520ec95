"""Questions about notebook 00: a knob and its error."""

from __future__ import annotations

from typing import Any

from gradlab.course.compare import close
from gradlab.course.memory.question import question
from gradlab.course.verdict import Verdict


@question(
    "m00_knob",
    kind="number",
    place="Round 1",
    solution="4",
    because="4 · 5 is 20.",
    wrong={"100": "multiplied", "15": "times", "0.25": "other way round"},
)
def knob(answer: Any) -> Verdict:
    """A box multiplies what goes in by its knob W. 5 goes in, and 20 should come out. Where must W stand?"""
    return close(
        answer,
        4,
        rel=1e-4,
        slips={
            "You multiplied the two: W times 5 should give 20.": 100,
            "This is the difference: the box does not add, it takes W times 5.": 15,
            "This is the other way round: W times 5 should give 20.": 0.25,
        },
        says="W times 5 should give 20.",
        well_done="W times 5 is 20.",
    )


@question(
    "m00_error",
    kind="number",
    place="Round 1",
    solution="9",
    because="It misses by 3, and the square of 3 is 9.",
    wrong={"3": "not squared", "51": "difference first", "-9": "sign"},
)
def error(answer: Any) -> Verdict:
    """The box says 7, and 10 is true. How large is the error?"""
    return close(
        answer,
        9,
        rel=1e-4,
        slips={
            "This is the difference, not squared yet.": 3,
            "This is the difference, not squared yet; and a square is never negative.": -3,
            "You squared first: take the difference first, then its square.": 51,
        },
        says="The difference was expected, squared.",
        well_done="A difference of 3, squared.",
    )

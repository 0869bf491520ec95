"""Exercises of notebook 01: two potentiometers, the error as a number, and the secret rule."""

from __future__ import annotations

from typing import Any

from gradlab.course.compare import close
from gradlab.course.exercise import exercise
from gradlab.course.verdict import Verdict


@exercise(
    "01_by_hand",
    kind="number",
    blank="my_error = ...",
    solution="my_error = (0 + 1 + 4) / 3",
    because="The box says 5 where 7 is true: a distance of 2, squared 4. The mean of 0, 1 and 4 is 5/3.",
    hint="The box says 2·2 + 1 in the last row. Square the distance, add the three squares, divide by how many there are.",
    wrong={
        "my_error = 0 + 1 + 4": "sum.*divide",
        "my_error = (0 + 1 + 2) / 3": "distances.*squares",
        "my_error = '5/3'": "without quotes",
    },
    setup="",
)
def by_hand(answer: Any) -> Verdict:
    """What is the error, the mean of the three squared distances?"""
    return close(
        answer,
        5 / 3,
        slips={
            "This is the sum of the squares: divide it by how many there are.": 5,
            "This is the mean of the distances: take the mean of their squares.": 1,
        },
        says="The mean of the three squares was expected.",
        well_done="Two thirds of the way from 1 to 2: one bad miss weighs as much as four small ones.",
    )

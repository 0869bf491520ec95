"""Questions about notebook 09: what momentum adds up, and how long Adam's first step is."""

from __future__ import annotations

from typing import Any

from gradlab.course.compare import close
from gradlab.course.memory.question import question
from gradlab.course.memory.typed import completes
from gradlab.course.verdict import Verdict

VELOCITY = "velocity = ____"


@question(
    "m09_velocity",
    kind="line",
    place="Round 1",
    line=VELOCITY,
    solution='"momentum * velocity - learning_rate * slope"',
    because="Part of the old velocity stays, and the slope pushes against itself.",
    wrong={
        '"momentum * velocity + learning_rate * slope"': "uphill",
        '"-learning_rate * slope"': "forgets",
        '"velocity - learning_rate * slope"': "all of it",
        '"momentum * velocity"': "slope",
    },
)
def velocity(answer: Any) -> Verdict:
    """Complete the new velocity of momentum. The names are `velocity`, `momentum`, `learning_rate` and `slope`."""
    return completes(
        answer,
        VELOCITY,
        lambda velocity, momentum, learning_rate, slope: momentum * velocity - learning_rate * slope,
        [
            {"velocity": -0.2, "momentum": 0.9, "learning_rate": 0.1, "slope": 1.0},
            {"velocity": 3.0, "momentum": 0.5, "learning_rate": 0.01, "slope": -20.0},
        ],
        slips={
            "This pushes uphill: the slope counts against the velocity.": (
                lambda velocity, momentum, learning_rate, slope: momentum * velocity + learning_rate * slope
            ),
            "This forgets the old velocity: part of it stays.": (
                lambda velocity, momentum, learning_rate, slope: -learning_rate * slope
            ),
            "This keeps the old velocity, all of it: only the share `momentum` stays.": (
                lambda velocity, momentum, learning_rate, slope: velocity - learning_rate * slope
            ),
            "The push of the slope is missing.": (lambda velocity, momentum, learning_rate, slope: momentum * velocity),
        },
        well_done="A share of the old velocity, and a push against the slope.",
    )


@question(
    "m09_adam",
    kind="number",
    place="Round 3",
    solution="0.01",
    because="Adam divides the slope by its own size, so the first step is as long as the learning rate.",
    wrong={"5": "plain", "0.001": "corrects", "500": "slope"},
)
def adam(answer: Any) -> Verdict:
    """Adam has the learning rate 0.01, and the very first slope is 500. How far does the first step go?"""
    return close(
        answer,
        0.01,
        rel=1e-4,
        slips={
            "This is a step of plain gradient descent: Adam divides by the size of the slope.": 5,
            "A tenth of the slope is in its memory, but Adam corrects for that at the start.": 0.001,
            "This is the slope itself: Adam divides by its size.": 500,
        },
        says="Adam divides the slope by its own size.",
        well_done="As long as the learning rate, however steep it is.",
    )

"""Questions about notebook 11: counting steps, and seeing when a network learns by heart."""

from __future__ import annotations

import math
from typing import Any

from gradlab.course.compare import close, text
from gradlab.course.drawing import Drawing, drawing, graph, letter, rule
from gradlab.course.memory.question import question
from gradlab.course.verdict import Verdict, right, wrong

STOPS = ("A", "B", "C", "D")


def _losses() -> Drawing:
    box, epochs = (20.0, 10.0, 330.0, 120.0), (0.0, 30.0)
    marks = [letter(20 + 310 * at / 30, 146, name) for name, at in zip(STOPS, (2, 11, 20, 29))]
    return drawing(
        "Two losses over the epochs. The training loss, a solid line, falls all the way. The validation loss, dashed, falls "
        "until B, and rises from there to C and D. A is near the beginning, where both still fall.",
        rule(20, 120, 330, 120),
        graph(lambda t: math.exp(-t / 8), epochs, (0, 1.1), box),
        graph(lambda t: 0.42 + 0.6 * math.exp(-t / 4) + 0.0011 * max(t - 8, 0) ** 2, epochs, (0, 1.1), box, second=True),
        *marks,
    )


@question(
    "m11_stop",
    kind="word",
    place="Round 5",
    choices=STOPS,
    solution='"B"',
    because="The validation loss is lowest there; afterwards the network learns the training examples by heart.",
    wrong={'"A"': "still falls", '"C"': "rises already", '"D"': "rises already"},
    drawing=_losses,
)
def stop(answer: Any) -> Verdict:
    """The solid line is the training loss, the dashed one the validation loss. Which epoch's weights would you keep?"""
    said = text(answer, STOPS)
    if said == "B":
        return right("The dashed line is lowest there: on new examples the network is at its best.")
    if said == "A":
        return wrong("The dashed line still falls: the network is getting better on new examples, too.")
    return wrong("The dashed line rises already: the network learns its examples by heart and gets worse on new ones.")


@question(
    "m11_steps",
    kind="number",
    place="Round 2",
    solution="60",
    because="An epoch has 1000 / 50 = 20 steps, and there are 3 of them.",
    wrong={"20": "one epoch", "3": "epochs", "3000": "batch", "150": "batches"},
)
def steps(answer: Any) -> Verdict:
    """1000 examples, batches of 50, 3 epochs: how many steps does `fit` take?"""
    return close(
        answer,
        60,
        rel=1e-4,
        slips={
            "This is one epoch: there are three.": 20,
            "These are the epochs: each of them has many steps.": 3,
            "A step takes a batch of 50 examples, not one.": 3000,
            "This is the size of three batches. How many batches are 1000 examples?": 150,
        },
        says="How many batches are 1000 examples, and how often does `fit` go through them?",
        well_done="20 batches, three times.",
    )

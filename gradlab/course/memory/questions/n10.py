"""Questions about notebook 10: what a neuron says, which bend is which, and surprise."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gradlab.course.compare import close, text
from gradlab.course.drawing import Drawing, drawing, graph, letter, rule
from gradlab.course.memory.question import question
from gradlab.course.memory.typed import completes
from gradlab.course.verdict import Verdict, right, wrong


@question(
    "m10_neuron",
    kind="number",
    place="Round 1",
    solution="0",
    because="The sum is 2 − 3 + 0.5 = −0.5, and relu makes 0 of what is negative.",
    wrong={"-0.5": "relu", "0.5": "sign", "-1": "bias"},
)
def neuron(answer: Any) -> Verdict:
    """A relu neuron has the weights 1 and −3 and the bias 0.5. Its inputs are 2 and 1. What is its output?"""
    return close(
        answer,
        0,
        tol=1e-6,
        rel=1e-4,
        slips={
            "This is the sum, before the relu.": -0.5,
            "relu does not turn the sign: it makes 0 of what is negative.": 0.5,
            "This is the sum without its bias, and before the relu.": -1,
        },
        says="The sum is 1 · 2 − 3 · 1 + 0.5, and relu looks at its sign.",
        well_done="The sum is −0.5, and relu lets nothing negative pass.",
    )


BENDS = {"A": math.tanh, "B": lambda x: x / 3, "C": lambda x: max(x, 0.0) / 3, "D": lambda x: 1 / (1 + math.exp(-2 * x))}


def _bends() -> Drawing:
    parts = []
    for i, (name, f) in enumerate(BENDS.items()):
        left = 12 + 82 * i
        parts += [
            rule(left, 65, left + 70, 65),
            rule(left + 35, 10, left + 35, 120),
            graph(f, (-3, 3), (-1, 1), (left, 10, left + 70, 120)),
            letter(left + 35, 146, name),
        ]
    return drawing(
        "Four curves over x. A climbs in a soft step from −1 to 1. B is a straight line through 0. C is 0 on the left and "
        "climbs in a straight line from 0 on. D climbs in a soft step from 0 to 1.",
        *parts,
    )


@question(
    "m10_relu",
    kind="word",
    place="Round 1",
    choices=tuple(BENDS),
    solution='"C"',
    because="relu makes 0 of negative numbers and leaves positive ones as they are.",
    wrong={'"A"': "tanh", '"B"': "no bend", '"D"': "sigmoid"},
    drawing=_bends,
)
def relu(answer: Any) -> Verdict:
    """Which of these is relu?"""
    said = text(answer, tuple(BENDS))
    words = {"A": "This is tanh.", "B": "This has no bend at all: layers of it stay one line.", "D": "This is the sigmoid."}
    return (
        right("0 for what is negative, unchanged otherwise.") if said == "C" else wrong(f"{words[said]} relu has a corner.")
    )


SURPRISE = "surprise = ____"


@question(
    "m10_surprise",
    kind="line",
    place="Round 3",
    line=SURPRISE,
    solution='"-np.log(p)"',
    because="The surprise is the negative logarithm of the chance of what was true.",
    wrong={'"np.log(p)"': "sign", '"1 - p"': "how much", '"-np.log10(p)"': "natural", '"-np.log(1 - p)"': "what was true"},
)
def surprise(answer: Any) -> Verdict:
    """The network gave the chance `p` to what was true. Complete its loss, the surprise; NumPy is there as `np`."""
    return completes(
        answer,
        SURPRISE,
        lambda p: -np.log(p),
        [{"p": 0.25}, {"p": 0.9}],
        slips={
            "The sign is missing: the logarithm of a chance is negative, and a loss is not.": lambda p: np.log(p),
            "This is how much was missing. A surprise grows without limit as the chance falls: a logarithm.": lambda p: (
                1 - p
            ),
            "This is the logarithm to 10: the natural one is `np.log`.": lambda p: -np.log10(p),
            "This looks at the chance of all others: what counts is that of what was true.": lambda p: -np.log(1 - p),
        },
        well_done="−ln p: 0 where p is 1, and larger and larger as p falls.",
    )

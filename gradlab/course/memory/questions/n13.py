"""Questions about notebook 13: who holds the recorder, and what a layer weighs."""

from __future__ import annotations

from typing import Any

from gradlab.course.compare import close, text
from gradlab.course.memory.question import question
from gradlab.course.verdict import Verdict, right, wrong

LIBRARIES = ("TensorFlow", "PyTorch", "JAX")


@question(
    "m13_recorder",
    kind="word",
    place="Round 3",
    choices=LIBRARIES,
    solution='"PyTorch"',
    because="PyTorch's tensors remember where they came from; TensorFlow records in a with block, JAX while it traces.",
    wrong={'"TensorFlow"': "with", '"JAX"': "function"},
)
def recorder(answer: Any) -> Verdict:
    """In which library is the tape always recording: TensorFlow, PyTorch or JAX?"""
    said = text(answer, LIBRARIES)
    if said == "PyTorch":
        return right("So its slopes are added up in `.grad`, and have to be set to zero.")
    if said == "TensorFlow":
        return wrong("TensorFlow records while its `with` block runs. In one of the others every tensor remembers.")
    return wrong("JAX records while it traces a function. In one of the others every tensor remembers.")


@question(
    "m13_weights",
    kind="number",
    place="Round 2",
    solution="55",
    because="10 · 5 weights and 5 biases.",
    wrong={"50": "bias", "60": "each input", "15": "each output"},
)
def weights(answer: Any) -> Verdict:
    """`Dense(5)` gets 10 inputs. How many weights does it have, biases included?"""
    return close(
        answer,
        55,
        rel=1e-6,
        slips={
            "Each output has a bias as well.": 50,
            "A bias belongs to each output, not to each input.": 60,
            "Each input has a weight for each output: multiply.": 15,
        },
        says="Each output has a weight for each input, and a bias.",
        well_done="5 · (10 + 1).",
    )

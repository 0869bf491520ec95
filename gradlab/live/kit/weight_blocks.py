"""All weights of a model in one long row: which Variable begins where in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gradlab.keras.model import Model
from gradlab.tensors.variable import Variable

MOST_WEIGHTS = 1_000_000


@dataclass(frozen=True)
class Block:
    """One Variable on the wall: its weights are those from `start` on. rows, columns: one row for each filter or neuron."""

    path: str
    variable: Variable
    start: int

    @property
    def size(self) -> int:
        """How many weights it holds."""
        return int(self.variable._array.size)

    @property
    def rows(self) -> int:
        """How many filters or neurons: the last axis."""
        return self.variable.shape[-1] if self.variable.shape else 1

    @property
    def columns(self) -> int:
        """How many weights each has."""
        return self.size // max(1, self.rows)

    def entry(self, index: int) -> tuple[int, ...]:
        """Where in the Variable the weight number `index` of the whole wall is."""
        return tuple(int(i) for i in np.unravel_index(index - self.start, self.variable.shape))

    def described(self) -> dict[str, object]:
        """For the browser."""
        return {"path": self.path, "shape": list(self.variable.shape), "start": self.start, "size": self.size}


def blocks_of(model: Model) -> list[Block]:
    """All Variables of a model, in the order of its layers.

    Raises TypeError for what is no model, ValueError for one that was never built, has no weights, or too many for a wall.
    """
    if not isinstance(model, Model):
        raise TypeError(f"`model` should be a keras model, as keras.Sequential([…]) makes one, and is {model!r}.")
    if not model.built:
        raise ValueError(
            f"the model '{model.name}' was never built, so it has no weights to hang on a wall: begin it with "
            "keras.Input(shape), call it on one batch, or `fit` it, and then make the wall."
        )
    blocks: list[Block] = []
    start = 0
    for path, variable in model.named_weights().items():
        blocks.append(Block(path, variable, start))
        start += blocks[-1].size
    if not start:
        raise ValueError(f"the model '{model.name}' has no weights at all: none of its layers has anything to turn.")
    if start > MOST_WEIGHTS:
        raise ValueError(f"{start} weights are more than a wall shows, which is {MOST_WEIGHTS}.")
    return blocks

"""Sequential: a model of layers that stand in a row, each taking what the one before gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradlab.functions.composed import expand_dims
from gradlab.keras.data import warn_if_unscaled
from gradlab.keras.layers.layer import Input, Layer
from gradlab.keras.layers.pictures import can_pool_early, pooled_early
from gradlab.keras.model import Model
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Tensor


class Sequential(Model):
    """Layers in a row: Sequential([Input((784,)), Dense(128, activation='relu'), Dense(10)]).

    The weights are made at once after an Input, otherwise when the first batch comes.
    Raises TypeError for what is no layer, ValueError for two layers of one name or that do not fit together.
    """

    def __init__(self, layers: Sequence[Any] | None = None, trainable: bool = True, name: str | None = None) -> None:
        super().__init__(trainable=trainable, name=name)
        self._row: list[Layer] = []
        if isinstance(layers, (Layer, Input)):
            raise TypeError("Sequential takes its layers in a list: Sequential([…]).")
        for layer in layers or []:
            self._append(layer)
        self._build_from_input()

    def add(self, layer: Any) -> None:
        """Put a layer at the end of the row."""
        self._append(layer)
        self._build_from_input()

    def pop(self) -> Layer:
        """Take away the last layer and return it. Raises IndexError if there is none."""
        return self._row.pop()

    def _append(self, layer: Any) -> None:
        if isinstance(layer, Input):
            if self._row:
                raise ValueError("an Input can only be the first in a Sequential.")
            self._input = layer
            return
        if not isinstance(layer, Layer):
            raise TypeError(
                f"Only instances of `keras.Layer` can be added to a Sequential model, and received {layer!r} "
                f"({type(layer).__name__})."
            )
        if any(other is layer or (layer._named_by_user and other.name == layer.name) for other in self._row):
            raise ValueError(
                "All layers added to a Sequential model should have unique names. "
                f"Name '{layer.name}' is already the name of a layer in this model."
            )
        if not self._row and layer._input is not None:
            self._input = layer._input
        self._row.append(layer)
        self._name_sublayers()

    def _build_from_input(self) -> None:
        """Make the weights, if it is known what the examples look like, also of layers that were added later."""
        if self._input is not None and self._row:
            self.built = False
            self.build(self._input.shape)

    def _prepare(self, x: np.ndarray, y: np.ndarray | None = None) -> None:
        super()._prepare(x, y)
        warn_if_unscaled(self._row, x)

    @property
    def each_example_alone(self) -> bool:  # type: ignore[override]
        """Whether all layers treat each example by itself; a subclass may do anything, and is not asked to."""
        return type(self) is Sequential and all(layer.each_example_alone for layer in self._row)

    def check_input(self, shape: tuple[int, ...]) -> None:
        """Raise ValueError unless examples have the shape that the Input promised."""
        if self._input is None or self._takes_numbers(shape):
            return
        promised = self._input.shape[1:]
        if shape[1:] != promised:
            raise InvalidArgumentError(
                f"the model '{self.name}' expects examples of shape {promised}, and received {shape[1:]}: "
                f"x should have the shape (n, {', '.join(map(str, promised))}), and has {('n', *shape[1:])}.".replace(
                    "'n'", "n"
                )
            )

    def _takes_numbers(self, shape: tuple[int, ...]) -> bool:
        """Whether examples are single numbers where rows of one number were promised."""
        return self._input is not None and self._input.shape[1:] == (1,) and len(shape) == 1

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        """The inputs, sent through one layer after the other. Raises ValueError where two do not fit, and names both.

        In training, what a pooling leaves out of a Conv2D's output is not computed further: see `pooled_early`.
        """
        x = expand_dims(inputs, -1) if self._takes_numbers(inputs.shape) else inputs
        row = enumerate(self._row)
        for i, layer in row:
            shape = x.shape
            early = training and can_pool_early(self._row[i : i + 2])
            try:
                x = pooled_early(layer, next(row)[1], x) if early else layer(x)  # type: ignore[arg-type]
            except ValueError as error:
                if i == 0:
                    raise
                before = self._row[i - 1]
                raise InvalidArgumentError(
                    f"layer '{layer.name}' ({type(layer).__name__}) cannot take what layer '{before.name}' "
                    f"({type(before).__name__}) gives, the shape {(None, *shape[1:])}: {error}"
                ) from error
        return x

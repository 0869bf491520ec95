"""A table that training fills: each whole number, such as that of a word, stands for a row of weights of its own."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradlab.keras import initializers
from gradlab.keras.layers.core import positive
from gradlab.keras.layers.layer import Layer, Shape
from gradlab.keras.masks import Masked
from gradlab.operators.shaping import getitem
from gradlab.tensors.dtypes import int64
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Tensor, TensorLike, as_array


class Embedding(Layer):
    """Row i of the table for each whole number i: [batch…] becomes [batch…, output_dim].

    input_dim: how many rows the table has. output_dim: how many numbers a row has. weights: the table to begin with.
    mask_zero: whether 0 is padding, which recurrent layers leave out, see gradlab.keras.masks.
    The slope of a row that nobody asked for is 0. Raises ValueError for lengths below 1.
    """

    each_example_alone = True
    ruled = ("embeddings",)
    _casts = False  # the numbers are places

    def __init__(
        self,
        input_dim: int,
        output_dim: int,
        embeddings_initializer: Any = "uniform",
        *,
        mask_zero: bool = False,
        weights: Any = None,
        **kwargs: Any,
    ) -> None:
        kwargs.pop("input_length", None)  # older Keras asked for it, and has no use for it
        super().__init__(**kwargs)
        self.input_dim, self.output_dim = positive(self, "input_dim", input_dim), positive(self, "output_dim", output_dim)
        self.embeddings_initializer = initializers.get(embeddings_initializer)
        self.mask_zero = mask_zero
        if weights is not None:
            self.build()
            self.set_weights(weights if isinstance(weights, list) and len(weights) == 1 else [weights])

    def _made_with(self) -> dict[str, Any]:
        return {key: value for key, value in super()._made_with().items() if key != "weights"}

    def build(self, input_shape: Shape = ()) -> None:
        """Make the table, whatever the inputs' shape."""
        self.embeddings = self.add_weight((self.input_dim, self.output_dim), self.embeddings_initializer, name="embeddings")

    def call(self, inputs: Tensor) -> Tensor:
        """The row of each number. Raises ValueError for a number that the table does not have, and for fractions."""
        places = np.asarray(inputs._array)
        index = places.astype(int64)
        wrong = (index != places) | (index < 0) | (index >= self.input_dim)
        if wrong.any():
            raise InvalidArgumentError(
                f"Embedding '{self.name}' takes whole numbers from 0 to {self.input_dim - 1} (input_dim={self.input_dim} "
                f"rows), and received {places[wrong].flat[0]}."
            )
        rows = getitem(self.embeddings, key=index)
        return Masked(rows, Tensor(index != 0)) if self.mask_zero else rows

    def compute_mask(self, inputs: TensorLike, previous_mask: Any = None) -> Tensor | None:
        """Where no padding is, with mask_zero=True; else None."""
        return Tensor(np.asarray(as_array(inputs)) != 0) if self.mask_zero else None

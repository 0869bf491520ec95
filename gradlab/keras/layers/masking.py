"""Steps that do not count: a layer that marks those whose numbers are all padding, for the recurrent layers behind it."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradlab.keras.layers.layer import Layer
from gradlab.keras.masks import Masked
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Tensor, TensorLike, as_array


class Masking(Layer):
    """Marks the steps whose numbers are all `mask_value`, and sets them to 0: [batch, steps, features] as it came.

    Recurrent layers leave out what is marked, see gradlab.keras.masks.
    """

    def __init__(self, mask_value: float = 0.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.mask_value = mask_value

    def call(self, inputs: Tensor) -> Tensor:
        """The sequence, with its mask. Raises InvalidArgumentError for what is no sequence."""
        if inputs.ndim < 3:
            raise InvalidArgumentError(
                f"Masking '{self.name}' takes sequences of the shape [batch, steps, features], and received {inputs.shape}."
            )
        kept = self.compute_mask(inputs)
        return Masked(inputs * Tensor(kept._array[..., None].astype(inputs._array.dtype)), kept)

    def compute_mask(self, inputs: TensorLike, previous_mask: Any = None) -> Tensor:
        """True where any number of a step is another than `mask_value`."""
        return Tensor(np.any(np.asarray(as_array(inputs)) != self.mask_value, axis=-1))

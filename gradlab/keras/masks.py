"""Masks of sequences: which steps count. Embedding(mask_zero=True) marks what is padding, and recurrent layers leave it out.

A masked Tensor remembers its mask on its way from layer to layer, and loses it in any other computation, as in Keras. Where
one of Keras' layers would do something with a mask that its namesake here does not, it says so instead of forgetting it.
"""

from __future__ import annotations

from typing import Any

from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.structure import leaves
from gradlab.tensors.tensor import Tensor


class Masked(Tensor):
    """A Tensor [batch, steps, …] like any other, which also remembers its `mask` [batch, steps], False at padding."""

    __slots__ = ("mask",)
    used = False  # whether there has been one at all: else nobody has to look for it

    def __init__(self, z: Tensor, mask: Tensor) -> None:
        self._array, self._id, self._maker = z._array, z._id, z._maker
        self.mask = mask
        Masked.used = True


def mask_of(layer: Any, inputs: Any, others: Any) -> Tensor | None:
    """The mask that comes in with a layer's input. Raises ValueError where the layer would have to do more with it."""
    alone = type(inputs) is Masked
    own = type(layer).__module__.startswith("gradlab.keras.layers.")
    if own and any(type(x) is Masked for x in leaves([*([] if alone else [inputs]), others])):
        raise InvalidArgumentError(f"{_cannot(layer)} several inputs of which one is masked.")
    if not alone:
        return None
    if own and not (layer.hands_on_masks or layer._call_knows_mask):
        raise InvalidArgumentError(f"{_cannot(layer)} a masked sequence.")
    return inputs.mask


def handed_on(layer: Any, output: Any, mask: Tensor) -> Any:
    """The output with the mask, if it is still a sequence of the same steps."""
    first = output[0] if isinstance(output, tuple) else output
    if not layer.hands_on_masks or first.shape[:2] != mask.shape:
        return output
    masked = Masked(first, mask)
    return (masked, *output[1:]) if isinstance(output, tuple) else masked


def refuse_masked(y_pred: Any) -> None:
    """Raise ValueError for masked predictions: Keras' losses leave out steps that are masked, and these do not."""
    if Masked.used and any(type(x) is Masked for x in leaves(y_pred)):
        raise InvalidArgumentError(
            "the predictions are a masked sequence, and gradlab's losses count every step: begin without "
            "mask_zero=True, and give padding the weight 0 by sample_weight."
        )


def _cannot(layer: Any) -> str:
    return (
        f"{type(layer).__name__} '{layer.name}' does not know masks, which Embedding(mask_zero=True) gives: leave mask_zero "
        "out, or put a recurrent layer behind the Embedding. It received"
    )

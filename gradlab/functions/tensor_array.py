"""`tf.TensorArray`: a list of Tensors that is written by place, for loops that TensorFlow turns into graphs.

In Python a list does the same. `write` gives the array to go on with, as in TensorFlow: `array = array.write(i, x)`.
"""

from __future__ import annotations

import operator as python
from typing import Any

import numpy as np

from gradlab.functions.composed import gather, unstack
from gradlab.functions.creation import convert_to_tensor
from gradlab.operators import concat, stack
from gradlab.tensors.dtypes import as_dtype
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import DTypeLike, Tensor, TensorLike, as_tensor


class TensorArray:
    """Tensors by place. dtype: of all of them. size: how many places; dynamic_size: whether more may come.

    The other arguments are about graphs. Raises InvalidArgumentError for a place that there is none, and for another dtype.
    """

    def __init__(
        self,
        dtype: DTypeLike,
        size: TensorLike | None = 0,
        dynamic_size: bool = False,
        clear_after_read: bool | None = None,
        tensor_array_name: str | None = None,
        infer_shape: bool = True,
        element_shape: Any = None,
        name: str | None = None,
    ) -> None:
        self.dtype, self.dynamic_size = as_dtype(dtype), dynamic_size
        self._items: list[Tensor | None] = [None] * python.index(as_tensor(size or 0))

    def size(self) -> Tensor:
        """How many places there are, as an int32 Tensor."""
        return Tensor(np.int32(len(self._items)))

    def write(self, index: TensorLike, value: TensorLike) -> TensorArray:
        """Put a Tensor at a place; returns the array to go on with."""
        i, x = python.index(as_tensor(index)), convert_to_tensor(as_tensor(value, self.dtype))
        if x.dtype != self.dtype:
            raise InvalidArgumentError(f"this TensorArray holds {self.dtype.name}, and the value is {x.dtype.name}.")
        if i < 0 or (i >= len(self._items) and not self.dynamic_size):
            raise InvalidArgumentError(
                f"Tried to write to index {i} but array is not resizeable and size is: {len(self._items)}. Give size=…, or "
                "dynamic_size=True."
            )
        self._items += [None] * (i + 1 - len(self._items))
        self._items[i] = x
        return self

    def read(self, index: TensorLike) -> Tensor:
        """The Tensor at a place."""
        i = python.index(as_tensor(index))
        x = self._items[i] if 0 <= i < len(self._items) else None
        if x is None:
            raise InvalidArgumentError(f"nothing has been written at index {i} of this TensorArray.")
        return x

    def unstack(self, value: TensorLike) -> TensorArray:
        """Put the slices of a Tensor along its first axis at the places 0, 1, 2, …"""
        for i, x in enumerate(unstack(value)):
            self.write(i, x)
        return self

    def stack(self) -> Tensor:
        """All Tensors side by side along a new first axis."""
        return stack(self._written())

    def concat(self) -> Tensor:
        """All Tensors joined along their first axis."""
        return concat(self._written(), axis=0)

    def gather(self, indices: TensorLike) -> Tensor:
        """The Tensors at these places, side by side along a new first axis."""
        return gather(self.stack(), indices)

    def _written(self) -> list[Tensor]:
        """All Tensors; zeros where nothing was written, as in TensorFlow."""
        known = next((x for x in self._items if x is not None), None)
        if known is None:
            raise InvalidArgumentError("this TensorArray holds nothing yet: write into it first.")
        return [Tensor(np.zeros_like(known._array)) if x is None else x for x in self._items]

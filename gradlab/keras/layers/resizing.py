"""Layers that make pictures larger or smaller: each new row is a weighted mean of old rows, each new column of old columns.

So a picture of another size is a product with two matrices, one from the left and one from the right, and the slopes know
the way back.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gradlab.functions.composed import cast
from gradlab.keras.layers.core import positive
from gradlab.keras.layers.windows import Spatial, across, as_came, as_picture, lengths
from gradlab.keras.names import find
from gradlab.operators.linear_algebra import matmul
from gradlab.operators.shaping import getitem, reshape
from gradlab.tensors.tensor import Tensor

_KINDS = {"nearest": "nearest", "bilinear": "bilinear"}


class _UpSampling(Spatial):
    """The same picture or sequence, a whole number of times as large."""

    interpolation = "nearest"
    size: tuple[int, ...]

    def call(self, inputs: Tensor) -> Tensor:
        """The inputs, so many times as large."""
        x = as_picture(cast(inputs, self.dtype))
        height, width = (n * times for n, times in zip(x.shape[1:3], across(self.size)))
        return as_came(resized(x, height, width, self.interpolation), inputs)


class UpSampling1D(_UpSampling):
    """Each step of a sequence `size` times: [batch, steps, channels] becomes [batch, size · steps, channels]."""

    dims = 1

    def __init__(self, size: int = 2, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        positive(self, "size", size)
        self.size = (size,)

    def get_config(self) -> dict[str, Any]:
        """What another like this would be made with; Keras has the size as a number."""
        return {**super().get_config(), "size": self.size[0]}


class UpSampling2D(_UpSampling):
    """Pictures that are `size` times as large: a number, or (height, width).

    interpolation: 'nearest' repeats each pixel, 'bilinear' goes smoothly from one to the next.
    Raises ValueError for a size below 1 and another interpolation.
    """

    def __init__(self, size: int | tuple[int, ...] = (2, 2), *, interpolation: str = "nearest", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.size = lengths(self, "size", size)
        self.interpolation = find("interpolation", interpolation, _KINDS)


class OneOrMany(Spatial):
    """The base of layers that take a batch of pictures, or a single one without the axis of the batch."""

    def check_input(self, shape: tuple[int, ...]) -> None:
        """Raise ValueError unless the input is a picture or a batch of them."""
        super().check_input((1, *shape) if len(shape) == 3 else shape)

    def call(self, inputs: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        """What becomes of the pictures, or of the one."""
        x = cast(inputs, self.dtype)
        if x.ndim == 3:
            return getitem(self.changed(getitem(x, key=None), *args, **kwargs), key=0)
        return self.changed(x, *args, **kwargs)

    def changed(self, x: Tensor) -> Tensor:
        """What becomes of a batch of pictures."""
        raise NotImplementedError


class Resizing(OneOrMany):
    """Pictures of this height and width. interpolation: 'bilinear' or 'nearest'.

    crop_to_aspect_ratio: rather than squeeze, cut off what is too wide or too high first.
    Raises ValueError for sizes below 1 and another interpolation.
    """

    def __init__(
        self, height: int, width: int, interpolation: str = "bilinear", crop_to_aspect_ratio: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.height, self.width = positive(self, "height", height), positive(self, "width", width)
        self.interpolation = find("interpolation", interpolation, _KINDS)
        self.crop_to_aspect_ratio = crop_to_aspect_ratio

    def changed(self, x: Tensor) -> Tensor:
        """The pictures in their new size."""
        x = in_proportion(x, self.height, self.width) if self.crop_to_aspect_ratio else x
        return resized(x, self.height, self.width, self.interpolation)


class CenterCrop(OneOrMany):
    """The middle of pictures, of this height and width. Smaller pictures are made larger until it fits.

    Raises ValueError for sizes below 1.
    """

    def __init__(self, height: int, width: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.height, self.width = positive(self, "height", height), positive(self, "width", width)

    def changed(self, x: Tensor) -> Tensor:
        """The middle of the pictures."""
        if x.shape[1] < self.height or x.shape[2] < self.width:
            return resized(in_proportion(x, self.height, self.width), self.height, self.width)
        return cut(x, (x.shape[1] - self.height) // 2, (x.shape[2] - self.width) // 2, self.height, self.width)


def resized(x: Tensor, height: int, width: int, interpolation: str = "bilinear") -> Tensor:
    """Pictures [n, height, width, channels] in another size."""
    n, h, w, channels = x.shape
    rows, columns = (_means(old, new, interpolation).astype(x.dtype) for old, new in ((h, height), (w, width)))
    z = reshape(matmul(rows, reshape(x, shape=(n, h, w * channels))), shape=(n, height, w, channels))
    return matmul(columns, z)


def in_proportion(x: Tensor, height: int, width: int) -> Tensor:
    """The largest part from the middle of the pictures that is as wide for its height as asked for."""
    h, w = x.shape[1:3]
    inner_h, inner_w = min(h, max(1, w * height // width)), min(w, max(1, h * width // height))
    return cut(x, (h - inner_h) // 2, (w - inner_w) // 2, inner_h, inner_w)


def cut(x: Tensor, top: int, left: int, height: int, width: int) -> Tensor:
    """A part of each picture."""
    return getitem(x, key=(slice(None), slice(top, top + height), slice(left, left + width)))


def _means(old: int, new: int, interpolation: str) -> np.ndarray:
    """How much of each old row there is in each new one: [new, old], the sum of each row is 1."""
    place = (np.arange(new) + 0.5) * old / new  # where the middle of a new row lies in the old picture
    weights, each = np.zeros((new, old)), np.arange(new)
    if interpolation == "nearest":
        weights[each, np.minimum(np.floor(place).astype(int), old - 1)] = 1
        return weights
    place = np.clip(place - 0.5, 0, old - 1)
    above = np.floor(place).astype(int)
    weights[each, above] = 1 - (place - above)
    weights[each, np.minimum(above + 1, old - 1)] += place - above
    return weights

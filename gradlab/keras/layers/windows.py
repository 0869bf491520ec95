"""What layers of pictures and of sequences have in common: their arguments, the shapes they take, and a window that fits.

A sequence, [batch, steps, channels], is a picture of height 1. So every layer here is written for pictures, and its namesake
for sequences is the same layer with `dims = 1`: the axis is put in before the work and taken out after it.
"""

from __future__ import annotations

from typing import Any, ClassVar

from gradlab.functions.composed import expand_dims
from gradlab.keras.layers.core import positive
from gradlab.keras.layers.layer import Layer
from gradlab.keras.names import find
from gradlab.operators.shaping import getitem
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Tensor

_TAKES = {
    1: ("sequences", "(batch, steps, channels)", "Sequences of single numbers need an axis for their one channel"),
    2: ("pictures", "(batch, height, width, channels)", "Pictures in grey need an axis for their one channel"),
}


class Spatial(Layer):
    """The base of layers that take pictures, or sequences if `dims` is 1. Channels come last.

    Raises ValueError for data_format='channels_first'.
    """

    each_example_alone = True
    dims: ClassVar[int] = 2

    def __init__(self, **kwargs: Any) -> None:
        data_format = kwargs.pop("data_format", None)
        super().__init__(**kwargs)
        if data_format not in (None, "channels_last"):
            raise ValueError(
                f"`data_format` of {type(self).__name__} is 'channels_last' here, and was {data_format!r}: bring the "
                "channels to the end with keras.layers.Permute((2, 3, 1))."
            )

    def check_input(self, shape: tuple[int, ...]) -> None:
        """Raise ValueError unless the input is a batch of pictures, or of sequences."""
        if len(shape) != self.dims + 2:
            what, wanted, hint = _TAKES[self.dims]
            more = f"{hint}: x[..., None]." if len(shape) == self.dims + 1 else ""
            raise InvalidArgumentError(
                f"{type(self).__name__} '{self.name}' takes {what}, shape {wanted}, "
                f"and received the shape (None, {', '.join(map(str, shape[1:]))}). {more}".rstrip()
            )


class Window(Spatial):
    """The base of layers with a window that slides: it has to fit into what comes in."""

    fits_inside: ClassVar[bool] = True  # whether the window slides over the input
    window: tuple[int, ...] = (1, 1)
    padding: str = "valid"

    def check_input(self, shape: tuple[int, ...]) -> None:
        """Raise ValueError unless the input is a batch of pictures, or sequences, that the window fits into."""
        super().check_input(shape)
        if self.fits_inside and self.padding == "valid" and any(n < k for n, k in zip(shape[1:], self.window)):
            raise InvalidArgumentError(
                f"{type(self).__name__} '{self.name}' has a window of {'×'.join(map(str, self.window))}, which does not fit "
                f"into {_TAKES[self.dims][0]} of {'×'.join(map(str, shape[1:-1]))}: leave out a layer before it, or use "
                "padding='same'."
            )


def lengths(layer: Spatial, argument: str, value: Any) -> tuple[int, ...]:
    """A length for each axis of a picture or sequence, from as many or from one for all.

    Raises ValueError for another number of them and for lengths below 1.
    """
    given = tuple(value) if isinstance(value, (tuple, list)) else (value,) * layer.dims
    if len(given) != layer.dims:
        pair = " or a pair of them" if layer.dims == 2 else ""
        raise ValueError(f"`{argument}` of {type(layer).__name__} should be a whole number{pair}, and is {value!r}.")
    return tuple(positive(layer, argument, n) for n in given)


def padding_of(name: str, *more: str) -> str:
    """'valid', 'same' or one of `more`, in small letters. Raises ValueError for another name."""
    return find("padding", name, {known: known for known in ("valid", "same", *more)})


def as_picture(x: Tensor) -> Tensor:
    """A sequence as a picture of height 1; a picture as it is."""
    return expand_dims(x, 1) if x.ndim == 3 else x


def as_came(z: Tensor, x: Tensor) -> Tensor:
    """What was made of x, without the height that `as_picture` put in."""
    return getitem(z, key=(slice(None), 0)) if x.ndim == 3 else z


def across(sizes: tuple[int, ...]) -> tuple[int, int]:
    """Lengths of a picture from those of a picture or a sequence."""
    return (1, sizes[0]) if len(sizes) == 1 else (sizes[0], sizes[1])

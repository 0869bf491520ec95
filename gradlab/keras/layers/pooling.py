"""Pooling: of each window of a picture or a sequence one number is kept, for each channel by itself. No weights.

The mean or the largest number of a window is a smaller map that knows what was found and only roughly where.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from gradlab.functions.composed import cast
from gradlab.keras import activations
from gradlab.keras.layers.convolutions import Conv2D
from gradlab.keras.layers.layer import Layer
from gradlab.keras.layers.windows import Spatial, Window, across, as_came, as_picture, lengths, padding_of
from gradlab.operators.images import avg_pool2d, max_pool2d
from gradlab.operators.reductions import max_over, mean_over
from gradlab.tensors.tensor import Tensor


class _Pooling(Window):
    """A window that slides over each channel and makes one number out of what it sees."""

    pool: ClassVar[Any]

    def __init__(
        self,
        pool_size: int | tuple[int, ...] = 2,
        strides: int | tuple[int, ...] | None = None,
        padding: str = "valid",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.pool_size = self.window = lengths(self, "pool_size", pool_size)
        self.strides = self.pool_size if strides is None else lengths(self, "strides", strides)
        self.padding = padding_of(padding)

    def call(self, inputs: Tensor) -> Tensor:
        """One number for each place of the window."""
        x = as_picture(cast(inputs, self.dtype))
        pooled = self.pool(x, size=across(self.pool_size), strides=across(self.strides), padding=self.padding)
        return as_came(pooled, inputs)


class MaxPooling2D(_Pooling):
    """The largest number in each window: was the feature seen anywhere in it?

    pool_size, strides: a number or (height, width); by default windows stand side by side. padding: 'valid' or 'same'.
    """

    pool = staticmethod(max_pool2d)


class AveragePooling2D(_Pooling):
    """The mean of each window; with padding='same', of the numbers in it that belong to the picture.

    pool_size, strides: a number or (height, width); by default windows stand side by side. padding: 'valid' or 'same'.
    """

    pool = staticmethod(avg_pool2d)


class MaxPooling1D(MaxPooling2D):
    """The largest number in each window of a sequence, [batch, steps, channels]. Arguments as MaxPooling2D's."""

    dims = 1


class AveragePooling1D(AveragePooling2D):
    """The mean of each window of a sequence, [batch, steps, channels]. Arguments as AveragePooling2D's."""

    dims = 1


class _GlobalPooling(Spatial):
    """One number for each channel."""

    pool: ClassVar[Any]

    def __init__(self, *, keepdims: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.keepdims = keepdims

    def call(self, inputs: Tensor) -> Tensor:
        """One number for each channel."""
        return self.pool(cast(inputs, self.dtype), axis=tuple(range(1, inputs.ndim - 1)), keepdims=self.keepdims)


class GlobalAveragePooling2D(_GlobalPooling):
    """The mean of each channel over the whole picture: [batch, height, width, channels] becomes [batch, channels].

    keepdims: leave axes of length 1 behind: [batch, 1, 1, channels].
    """

    pool = staticmethod(mean_over)


class GlobalMaxPooling2D(_GlobalPooling):
    """The largest number of each channel in the whole picture: [batch, height, width, channels] becomes [batch, channels].

    keepdims: leave axes of length 1 behind: [batch, 1, 1, channels].
    """

    pool = staticmethod(max_over)


class GlobalAveragePooling1D(GlobalAveragePooling2D):
    """The mean of each channel over the whole sequence: [batch, steps, channels] becomes [batch, channels]."""

    dims = 1


class GlobalMaxPooling1D(GlobalMaxPooling2D):
    """The largest number of each channel in the whole sequence: [batch, steps, channels] becomes [batch, channels]."""

    dims = 1


def can_pool_early(layers: Sequence[Layer]) -> bool:
    """Whether these are a Conv2D that has its weights and the curve relu, or none, and a MaxPooling2D after it."""
    kinds = [type(layer) for layer in layers]
    if kinds != [Conv2D, MaxPooling2D] or not layers[0].built or layers[0].activity_regularizer is not None:
        return False
    return layers[0].activation in (activations.relu, activations.linear)  # type: ignore[attr-defined]


def pooled_early(convolution: Conv2D, pooling: MaxPooling2D, inputs: Tensor) -> Tensor:
    """What pooling(convolution(inputs)) is, with the bias and the curve after the pooling, on a fraction of the numbers.

    Nothing else changes: the largest number of a window is the largest with the same bias added to all of them, and after
    a curve that never falls. And what no window of the pooling looks at, a row and a column left over at the end, is not
    computed at all.
    """
    convolution.check_input(inputs.shape)
    if convolution.padding == pooling.padding == "valid":
        seen = _looked_at(convolution, pooling, inputs.shape[1:3])
        if seen != inputs.shape[1:3]:
            inputs = inputs[:, : seen[0], : seen[1]]
    return convolution.finished(pooling.call(convolution.convolved(inputs)))


def _looked_at(convolution: Conv2D, pooling: MaxPooling2D, lengths: Sequence[int]) -> tuple[int, ...]:
    """How many of the rows and of the columns of a picture the pooling sees through the convolution."""
    windows = (convolution.window, convolution.strides, pooling.pool_size, pooling.strides)
    seen = []
    for n, size, stride, pool_size, pool_stride in zip(lengths, *windows):
        places = (n - size) // stride + 1
        places -= max(places - pool_size, 0) % pool_stride
        seen.append((places - 1) * stride + size)
    return tuple(seen)

"""Layers for pictures, [batch, height, width, channels]: a small window slides over them and looks, or picks.

padding='valid' lets the window stay inside of the picture; 'same' surrounds it by zeros, so that the output is as large
as the input (divided by the strides).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from gradlab.functions.composed import cast
from gradlab.keras import activations, initializers
from gradlab.keras.layers.core import positive
from gradlab.keras.layers.layer import Layer, Shape
from gradlab.keras.names import find
from gradlab.operators.images import avg_pool2d, conv2d, max_pool2d
from gradlab.operators.reductions import mean_over
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Tensor


def _pair(layer: Layer, argument: str, value: Any) -> tuple[int, int]:
    """A height and a width, from a pair or one number for both."""
    pair = tuple(value) if isinstance(value, (tuple, list)) else (value, value)
    if len(pair) != 2:
        raise ValueError(
            f"`{argument}` of {type(layer).__name__} should be a whole number or a pair of them, and is {value!r}."
        )
    return positive(layer, argument, pair[0]), positive(layer, argument, pair[1])


def _padding(name: str) -> str:
    return find("padding", name, {"valid": "valid", "same": "same"})


class _Window(Layer):
    """What all layers with a window check: that the input is a batch of pictures, and large enough."""

    each_example_alone = True
    window: tuple[int, int] = (1, 1)
    padding: str = "valid"

    def check_input(self, shape: tuple[int, ...]) -> None:
        """Raise ValueError unless the input is a batch of pictures that the window fits into."""
        if len(shape) != 4:
            more = "Pictures in grey need an axis for their one channel: x[..., None]." if len(shape) == 3 else ""
            raise InvalidArgumentError(
                f"{type(self).__name__} '{self.name}' takes pictures, shape (batch, height, width, channels), "
                f"and received the shape (None, {', '.join(map(str, shape[1:]))}). {more}".rstrip()
            )
        if self.padding == "valid" and (shape[1] < self.window[0] or shape[2] < self.window[1]):
            raise InvalidArgumentError(
                f"{type(self).__name__} '{self.name}' has a window of {self.window[0]}×{self.window[1]}, which does not fit "
                f"into pictures of {shape[1]}×{shape[2]}: leave out a layer before it, or use padding='same'."
            )


class Conv2D(_Window):
    """output = activation(Σ window · kernel + bias) at every place: the same small detector slides over the picture.

    filters: how many detectors, and channels of the output. kernel_size, strides: a number or (height, width).
    padding: 'valid' or 'same'. The kernel is [height, width, channels, filters], the bias [filters].
    Raises ValueError for numbers below 1 or an unknown name.
    """

    ruled = ("kernel", "bias")

    def __init__(
        self,
        filters: int,
        kernel_size: int | tuple[int, int],
        strides: int | tuple[int, int] = (1, 1),
        padding: str = "valid",
        *,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.filters = positive(self, "filters", filters)
        self.kernel_size = self.window = _pair(self, "kernel_size", kernel_size)
        self.strides = _pair(self, "strides", strides)
        self.padding = _padding(padding)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)

    def build(self, input_shape: Shape) -> None:
        """Make the kernel and the bias for pictures with this many channels."""
        shape = (*self.kernel_size, input_shape[-1] or 0, self.filters)
        self.kernel = self.add_weight(shape, self.kernel_initializer, name="kernel")
        self.bias = self.add_weight((self.filters,), self.bias_initializer, name="bias") if self.use_bias else None

    def check_input(self, shape: tuple[int, ...]) -> None:
        """Raise ValueError unless the input is a batch of pictures with as many channels as the kernel has."""
        super().check_input(shape)
        if self.built and shape[-1] != self.kernel.shape[2]:
            raise InvalidArgumentError(
                f"Conv2D '{self.name}' has weights for {self.kernel.shape[2]} channels, "
                f"and received pictures with {shape[-1]}: shape (None, {', '.join(map(str, shape[1:]))})."
            )

    def call(self, inputs: Tensor) -> Tensor:
        """activation(convolution of the inputs with the kernel + bias)."""
        return self.finished(self.convolved(inputs))

    def convolved(self, inputs: Tensor) -> Tensor:
        """The convolution of the inputs with the kernel."""
        return conv2d(cast(inputs, self.dtype), self.kernel, strides=self.strides, padding=self.padding)

    def finished(self, z: Tensor) -> Tensor:
        """activation(z + bias)."""
        return self.activation(z if self.bias is None else z + self.bias)


class _Pooling2D(_Window):
    """A window that slides over each channel and makes one number out of what it sees."""

    pool: ClassVar[Any]

    def __init__(
        self,
        pool_size: int | tuple[int, int] = (2, 2),
        strides: int | tuple[int, int] | None = None,
        padding: str = "valid",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.pool_size = self.window = _pair(self, "pool_size", pool_size)
        self.strides = self.pool_size if strides is None else _pair(self, "strides", strides)
        self.padding = _padding(padding)

    def call(self, inputs: Tensor) -> Tensor:
        """One number for each place of the window."""
        return self.pool(cast(inputs, self.dtype), size=self.pool_size, strides=self.strides, padding=self.padding)


class MaxPooling2D(_Pooling2D):
    """The largest number in each window: was the feature seen anywhere in it?

    pool_size, strides: a number or (height, width); by default windows stand side by side. padding: 'valid' or 'same'.
    """

    pool = staticmethod(max_pool2d)


class AveragePooling2D(_Pooling2D):
    """The mean of each window; with padding='same', of the numbers in it that belong to the picture.

    pool_size, strides: a number or (height, width); by default windows stand side by side. padding: 'valid' or 'same'.
    """

    pool = staticmethod(avg_pool2d)


class GlobalAveragePooling2D(_Window):
    """The mean of each channel over the whole picture: [batch, height, width, channels] becomes [batch, channels].

    keepdims: leave axes of length 1 behind: [batch, 1, 1, channels].
    """

    def __init__(self, *, keepdims: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.keepdims = keepdims

    def call(self, inputs: Tensor) -> Tensor:
        """The mean of each channel."""
        return mean_over(cast(inputs, self.dtype), axis=(1, 2), keepdims=self.keepdims)


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
    windows = (convolution.kernel_size, convolution.strides, pooling.pool_size, pooling.strides)
    seen = []
    for n, size, stride, pool_size, pool_stride in zip(lengths, *windows):
        places = (n - size) // stride + 1
        places -= max(places - pool_size, 0) % pool_stride
        seen.append((places - 1) * stride + size)
    return tuple(seen)

"""Convolutions: a small detector, the kernel, slides over a picture or along a sequence, and its weights serve every place.

padding='valid' lets the window stay inside; 'same' surrounds the picture by zeros, so that the output is as large as the
input (divided by the strides). A kernel with a dilation rate of 2 looks at every second number only: it is an ordinary
kernel with zeros in between. And a transposed convolution goes the other way: each number paints the kernel.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from gradlab.functions.composed import cast, expand_dims, pad, split
from gradlab.keras import activations, initializers
from gradlab.keras.layers.core import positive
from gradlab.keras.layers.layer import Shape
from gradlab.keras.layers.windows import Window, across, as_came, as_picture, lengths, padding_of
from gradlab.operators.images import conv2d, conv2d_transpose
from gradlab.operators.shaping import concat, scatter
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Tensor, TensorLike


class Convolution(Window):
    """The base of all layers with a kernel that slides: its arguments, its bias and its curve."""

    paddings: ClassVar[tuple[str, ...]] = ()  # those that it knows beside 'valid' and 'same'
    channels: int | None = None  # of its input, once the weights are made

    def __init__(
        self,
        kernel_size: int | tuple[int, ...],
        strides: int | tuple[int, ...],
        padding: str,
        *,
        dilation_rate: int | tuple[int, ...] = 1,
        activation: Any = None,
        use_bias: bool = True,
        bias_initializer: Any = "zeros",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.kernel_size = lengths(self, "kernel_size", kernel_size)
        self.strides = lengths(self, "strides", strides)
        self.padding = padding_of(padding, *self.paddings)
        self.dilation_rate = lengths(self, "dilation_rate", dilation_rate)
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError(
                f"{type(self).__name__} takes strides or a dilation_rate above 1, and not both: strides={strides!r}, "
                f"dilation_rate={dilation_rate!r}."
            )
        self.window = tuple((n - 1) * rate + 1 for n, rate in zip(self.kernel_size, self.dilation_rate))
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.bias_initializer = initializers.get(bias_initializer)

    def build(self, input_shape: Shape) -> None:
        """Make the kernel and the bias for inputs with this many channels."""
        self.channels = input_shape[-1] or 0
        filters = self.add_kernel(self.channels)
        self.bias = self.add_weight((filters,), self.bias_initializer, name="bias") if self.use_bias else None

    def add_kernel(self, channels: int) -> int:
        """Make the kernel, or the kernels, and say how many channels come out."""
        raise NotImplementedError

    def check_input(self, shape: tuple[int, ...]) -> None:
        """Raise ValueError unless the input is a batch of pictures, or sequences, with the kernel's channels."""
        super().check_input(shape)
        if self.channels not in (None, shape[-1]):
            what = "sequences" if self.dims == 1 else "pictures"
            raise InvalidArgumentError(
                f"{type(self).__name__} '{self.name}' has weights for {self.channels} channels, "
                f"and received {what} with {shape[-1]}: shape (None, {', '.join(map(str, shape[1:]))})."
            )

    def call(self, inputs: Tensor) -> Tensor:
        """activation(convolution of the inputs with the kernel + bias)."""
        return self.finished(self.convolved(inputs))

    def convolved(self, inputs: Tensor) -> Tensor:
        """The convolution of the inputs with the kernel."""
        raise NotImplementedError

    def finished(self, z: Tensor) -> Tensor:
        """activation(z + bias)."""
        return self.activation(z if self.bias is None else z + self.bias)

    def slid(self, x: Tensor, kernel: TensorLike, groups: int = 1) -> Tensor:
        """A kernel of any layer here, slid over the inputs; each group of channels has kernels of its own."""
        kernel = spread(kernel, self.dilation_rate)
        if self.padding == "causal":  # a step sees those before it, and none to come
            x = pad(x, [(0, 0), (self.window[0] - 1, 0), (0, 0)])
        place = {"strides": across(self.strides), "padding": "same" if self.padding == "same" else "valid"}
        pictures = as_picture(cast(x, self.dtype))
        if groups == 1:
            return as_came(conv2d(pictures, kernel, **place), x)
        parts = zip(split(pictures, groups, -1), split(kernel, groups, -1))
        return as_came(concat([conv2d(part, detectors, **place) for part, detectors in parts], axis=-1), x)


class _Conv(Convolution):
    """A convolution whose every kernel looks at all channels, or at those of its group."""

    ruled = ("kernel", "bias")

    def __init__(
        self,
        filters: int,
        kernel_size: int | tuple[int, ...],
        strides: int | tuple[int, ...] = 1,
        padding: str = "valid",
        *,
        groups: int = 1,
        kernel_initializer: Any = "glorot_uniform",
        **kwargs: Any,
    ) -> None:
        super().__init__(kernel_size, strides, padding, **kwargs)
        self.filters = positive(self, "filters", filters)
        self.groups = positive(self, "groups", groups)
        if self.filters % self.groups:
            raise ValueError(f"{type(self).__name__} cannot share {filters} filters among groups={groups}.")
        self.kernel_initializer = initializers.get(kernel_initializer)

    def check_input(self, shape: tuple[int, ...]) -> None:
        """Raise ValueError unless the input fits, and its channels can be shared among the groups."""
        super().check_input(shape)
        if shape[-1] % self.groups:
            raise InvalidArgumentError(
                f"{type(self).__name__} '{self.name}' cannot share {shape[-1]} channels among groups={self.groups}."
            )

    def add_kernel(self, channels: int) -> int:
        """Make the kernel, [height, width, channels of a group, filters], or without the height."""
        shape = (*self.kernel_size, channels // self.groups, self.filters)
        self.kernel = self.add_weight(shape, self.kernel_initializer, name="kernel")
        return self.filters

    def convolved(self, inputs: Tensor) -> Tensor:
        """The convolution of the inputs with the kernel."""
        return self.slid(inputs, self.kernel, self.groups)


class Conv2D(_Conv):
    """output = activation(Σ window · kernel + bias) at every place: the same small detector slides over the picture.

    filters: how many detectors, and channels of the output. kernel_size, strides: a number or (height, width).
    padding: 'valid' or 'same'. dilation_rate: how far apart the numbers are that the kernel looks at. groups: into how many
    the channels are parted, each with detectors of its own. The kernel is [height, width, channels, filters], the bias
    [filters]. Raises ValueError for numbers below 1 or an unknown name.
    """


class Conv1D(_Conv):
    """output = activation(Σ window · kernel + bias) at every step: the same small detector slides along the sequence.

    As Conv2D, for [batch, steps, channels], with a kernel [size, channels, filters]. padding: also 'causal', where a step
    sees only those before it. Raises ValueError for numbers below 1 or an unknown name.
    """

    dims = 1
    paddings = ("causal",)


class _ConvTranspose(Convolution):
    """A convolution backwards: every number of the input paints the kernel into the output, and all paint adds up."""

    fits_inside = False  # the kernel slides over the output
    ruled = ("kernel", "bias")

    def __init__(
        self,
        filters: int,
        kernel_size: int | tuple[int, ...],
        strides: int | tuple[int, ...] = 1,
        padding: str = "valid",
        *,
        output_padding: int | tuple[int, ...] | None = None,
        kernel_initializer: Any = "glorot_uniform",
        **kwargs: Any,
    ) -> None:
        super().__init__(kernel_size, strides, padding, **kwargs)
        self.filters = positive(self, "filters", filters)
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.output_padding = output_padding
        if output_padding is not None:
            given = output_padding if isinstance(output_padding, (tuple, list)) else (output_padding,) * self.dims
            if len(given) != self.dims or not all(isinstance(n, int) and 0 <= n < s for n, s in zip(given, self.strides)):
                raise ValueError(
                    f"`output_padding` of {type(self).__name__} should be whole numbers from 0 on and below the strides "
                    f"{self.strides}, and is {output_padding!r}."
                )
            self.output_padding = tuple(given)

    def add_kernel(self, channels: int) -> int:
        """Make the kernel, [height, width, filters, channels], or without the height."""
        self.kernel = self.add_weight((*self.kernel_size, self.filters, channels), self.kernel_initializer, name="kernel")
        return self.filters

    def convolved(self, inputs: Tensor) -> Tensor:
        """What all numbers of the inputs paint together."""
        shape = (len(inputs), *across(self._lengths(inputs.shape[1:-1])), self.filters)
        kernel, strides = spread(self.kernel, self.dilation_rate), across(self.strides)
        x = as_picture(cast(inputs, self.dtype))
        return as_came(conv2d_transpose(x, kernel, shape=shape, strides=strides, padding=self.padding), inputs)

    def _lengths(self, given: Sequence[int]) -> tuple[int, ...]:
        """How large the output is."""
        found = []
        for i, (n, size, step) in enumerate(zip(given, self.window, self.strides)):
            if self.output_padding is None:
                found.append(n * step + (max(size - step, 0) if self.padding == "valid" else 0))
            else:
                inside = (n - 1) * step + (size if self.padding == "valid" else size % 2)
                found.append(inside + self.output_padding[i])  # type: ignore[index]
        return tuple(found)


class Conv2DTranspose(_ConvTranspose):
    """A convolution backwards: every number paints the kernel into a larger picture, where all paint adds up.

    filters: how many channels come out. kernel_size, strides: a number or (height, width); strides of 2 make the picture
    twice as large. padding: 'valid' or 'same'. output_padding: so many rows and columns more, where strides leave a choice.
    The kernel is [height, width, filters, channels], the bias [filters].
    Raises ValueError for numbers below 1 or an unknown name.
    """


class Conv1DTranspose(_ConvTranspose):
    """A convolution backwards: every step paints the kernel into a longer sequence, where all paint adds up.

    As Conv2DTranspose, for [batch, steps, channels], with a kernel [size, filters, channels].
    """

    dims = 1


def spread(kernel: TensorLike, rate: Sequence[int]) -> Any:
    """A kernel for pictures, [height, width, …, …], from one for pictures or sequences, with zeros between its numbers."""
    kernel = kernel if len(rate) == 2 else expand_dims(kernel, 0)
    down, right = across(tuple(rate))
    if down == right == 1:
        return kernel
    height, width, *others = kernel.shape  # type: ignore[union-attr]
    shape = ((height - 1) * down + 1, (width - 1) * right + 1, *others)
    return scatter(kernel, key=(slice(None, None, down), slice(None, None, right)), shape=shape)

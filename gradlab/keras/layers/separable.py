"""Convolutions that look at each channel by itself: far fewer weights than a detector for every pair of channels has.

A depthwise convolution is an ordinary one whose kernel is 0 wherever the channel that comes in is not the one that goes
out, and so it is computed. A separable one has a mixture of the channels after it, place by place: a convolution with a
window of 1×1.
Chollet (2017), "Xception: deep learning with depthwise separable convolutions".
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gradlab.keras import initializers
from gradlab.keras.layers.convolutions import Convolution, spread
from gradlab.keras.layers.core import positive
from gradlab.keras.layers.windows import as_came, as_picture
from gradlab.operators.images import conv2d
from gradlab.operators.shaping import reshape
from gradlab.tensors.tensor import Tensor
from gradlab.tensors.variable import Variable


class _Depthwise(Convolution):
    """A convolution with kernels for single channels, `depth_multiplier` for each."""

    def __init__(
        self,
        kernel_size: int | tuple[int, ...],
        strides: int | tuple[int, ...] = 1,
        padding: str = "valid",
        depth_multiplier: int = 1,
        *,
        depthwise_initializer: Any = "glorot_uniform",
        **kwargs: Any,
    ) -> None:
        super().__init__(kernel_size, strides, padding, **kwargs)
        self.depth_multiplier = positive(self, "depth_multiplier", depth_multiplier)
        self.depthwise_initializer = initializers.get(depthwise_initializer)

    def each_channel(self, inputs: Tensor, kernel: Variable) -> Tensor:
        """Each channel of the inputs, convolved with its kernels: [height, width, channels, multiplier]."""
        *size, channels, multiplier = kernel.shape
        alone = np.eye(channels, dtype=kernel.dtype)[:, :, None]
        apart = reshape(kernel, shape=(*size, channels, 1, multiplier)) * alone
        return self.slid(inputs, reshape(apart, shape=(*size, channels, channels * multiplier)))


class _DepthwiseConv(_Depthwise):
    """A depthwise convolution with its bias and its curve."""

    ruled = ("depthwise", "bias")

    def add_kernel(self, channels: int) -> int:
        """Make the kernel, [height, width, channels, multiplier], or without the height."""
        self.kernel = self.add_weight(
            (*self.kernel_size, channels, self.depth_multiplier),
            self.depthwise_initializer,
            name="kernel",
            regularizer=self.depthwise_regularizer,  # type: ignore[attr-defined]
            constraint=self.depthwise_constraint,  # type: ignore[attr-defined]
        )
        return channels * self.depth_multiplier

    def convolved(self, inputs: Tensor) -> Tensor:
        """Each channel of the inputs, convolved with its kernels."""
        return self.each_channel(inputs, self.kernel)


class DepthwiseConv2D(_DepthwiseConv):
    """A convolution of each channel by itself, with `depth_multiplier` kernels for each.

    kernel_size, strides: a number or (height, width). padding: 'valid' or 'same'. The kernel is
    [height, width, channels, depth_multiplier]. Raises ValueError for numbers below 1 or an unknown name.
    """


class DepthwiseConv1D(_DepthwiseConv):
    """As DepthwiseConv2D, for sequences [batch, steps, channels]."""

    dims = 1


class _SeparableConv(_Depthwise):
    """A depthwise convolution, and then a mixture of the channels at each place."""

    ruled = ("depthwise", "pointwise", "bias")

    def __init__(
        self,
        filters: int,
        kernel_size: int | tuple[int, ...],
        strides: int | tuple[int, ...] = 1,
        padding: str = "valid",
        *,
        depth_multiplier: int = 1,
        pointwise_initializer: Any = "glorot_uniform",
        **kwargs: Any,
    ) -> None:
        super().__init__(kernel_size, strides, padding, depth_multiplier, **kwargs)
        self.filters = positive(self, "filters", filters)
        self.pointwise_initializer = initializers.get(pointwise_initializer)

    def add_kernel(self, channels: int) -> int:
        """Make both kernels: [height, width, channels, multiplier] and [1, 1, channels · multiplier, filters]."""
        made = {
            "depthwise": ((*self.kernel_size, channels, self.depth_multiplier), self.depthwise_initializer),
            "pointwise": (((1,) * self.dims + (channels * self.depth_multiplier, self.filters)), self.pointwise_initializer),
        }
        for name, (shape, initializer) in made.items():
            rules = {rule: getattr(self, f"{name}_{rule}") for rule in ("regularizer", "constraint")}
            setattr(self, f"{name}_kernel", self.add_weight(shape, initializer, name=f"{name}_kernel", **rules))
        return self.filters

    def convolved(self, inputs: Tensor) -> Tensor:
        """Each channel by itself, and then a mixture of them."""
        z = self.each_channel(inputs, self.depthwise_kernel)  # type: ignore[attr-defined]
        mixed = conv2d(as_picture(z), spread(self.pointwise_kernel, (1,) * self.dims))  # type: ignore[attr-defined]
        return as_came(mixed, z)


class SeparableConv2D(_SeparableConv):
    """A convolution in two steps: each channel by itself, then a mixture of all channels at each place.

    filters: how many channels come out. kernel_size, strides: a number or (height, width). padding: 'valid' or 'same'.
    depth_multiplier: kernels for each channel. The kernels are [height, width, channels, depth_multiplier] and
    [1, 1, channels · depth_multiplier, filters]. Raises ValueError for numbers below 1 or an unknown name.
    """


class SeparableConv1D(_SeparableConv):
    """As SeparableConv2D, for sequences [batch, steps, channels]."""

    dims = 1

"""Layers that bring numbers to mean 0 and variance 1 in the midst of a network, so that every layer learns at its best.

They differ in what they take the mean over: BatchNormalization over the batch, for each channel; LayerNormalization over
the channels, for each example; GroupNormalization over pictures and a group of their channels. Afterwards training may
stretch (gamma) and move (beta) again. BatchNormalization needs the batch in one piece and does not claim
`each_example_alone`: the statistics of half a batch are others than those of the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gradlab.functions.composed import cast
from gradlab.functions.reduce import reduce_mean, reduce_sum
from gradlab.keras import initializers
from gradlab.keras.layers.layer import Layer, Shape
from gradlab.operators.arithmetic import square
from gradlab.operators.elementwise import maximum, rsqrt, sqrt
from gradlab.operators.shaping import reshape
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Tensor


class _Stretched(Layer):
    """The base of layers whose output training may stretch and move: gamma · x + beta.

    center, scale: whether there is a beta and a gamma.
    """

    ruled = ("beta", "gamma")

    def __init__(
        self,
        *,
        epsilon: float = 0.001,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if not (isinstance(epsilon, (int, float)) and epsilon >= 0):
            raise ValueError(f"`epsilon` of {type(self).__name__} should be a number of at least 0, and is {epsilon!r}.")
        self.epsilon, self.center, self.scale = epsilon, center, scale
        self.beta_initializer = initializers.get(beta_initializer)
        self.gamma_initializer = initializers.get(gamma_initializer)

    def add_gamma_and_beta(self, shape: Sequence[int]) -> None:
        """Make both weights, of this shape, or those of them that are wanted."""
        self.gamma = self.add_weight(shape, self.gamma_initializer, name="gamma") if self.scale else None
        self.beta = self.add_weight(shape, self.beta_initializer, name="beta") if self.center else None

    def stretched(self, z: Tensor, shape: Sequence[int]) -> Tensor:
        """gamma · z + beta, both brought to a shape that can be stretched to that of z."""
        z = z if self.gamma is None else z * reshape(self.gamma, shape=shape)
        return z if self.beta is None else z + reshape(self.beta, shape=shape)


class BatchNormalization(_Stretched):
    """output = gamma · (x - mean) / √(variance + epsilon) + beta, for each number of the last axis.

    In training, mean and variance are those of the batch, and the moving ones follow them:
    moving = momentum · moving + (1 - momentum) · batch. Outside of training, or when the layer is frozen, the moving ones
    are used. Ioffe and Szegedy (2015), "Batch normalization: accelerating deep network training".

    center, scale: whether there is a beta and a gamma, which training turns.
    """

    def __init__(
        self,
        axis: int = -1,
        momentum: float = 0.99,
        epsilon: float = 0.001,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        moving_mean_initializer: Any = "zeros",
        moving_variance_initializer: Any = "ones",
        **kwargs: Any,
    ) -> None:
        stretch = {"beta_initializer": beta_initializer, "gamma_initializer": gamma_initializer}
        super().__init__(epsilon=epsilon, center=center, scale=scale, **stretch, **kwargs)
        self.axis, self.momentum = axis, momentum
        self.moving_mean_initializer = initializers.get(moving_mean_initializer)
        self.moving_variance_initializer = initializers.get(moving_variance_initializer)

    def build(self, input_shape: Shape) -> None:
        """Make one of each weight for every number along the axis."""
        shape = (input_shape[self.axis] or 0,)
        self.add_gamma_and_beta(shape)
        mean, variance = self.moving_mean_initializer, self.moving_variance_initializer
        self.moving_mean = self.add_weight(shape, mean, trainable=False, name="moving_mean")
        self.moving_variance = self.add_weight(shape, variance, trainable=False, name="moving_variance")

    def check_input(self, shape: tuple[int, ...]) -> None:
        """Raise ValueError unless the input has the axis, as long as when the weights were made."""
        if len(shape) < 2 or (self.built and shape[self.axis] != self.moving_mean.shape[0]):
            wanted = f"{self.moving_mean.shape[0]} numbers" if self.built else "examples"
            raise InvalidArgumentError(
                f"BatchNormalization '{self.name}' takes {wanted} along axis {self.axis}, and received the shape {shape}."
            )

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        """The inputs, moved and stretched to mean 0 and variance 1, then by beta and gamma."""
        x = cast(inputs, self.dtype)
        axis = self.axis % x.ndim
        across = [i for i in range(x.ndim) if i != axis]
        row = tuple(n if i == axis else 1 for i, n in enumerate(x.shape))
        if training and self.trainable:
            mean = reduce_mean(x, across, keepdims=True)
            variance = reduce_mean(square(x - mean), across, keepdims=True)
            self._follow(mean, variance)
        else:
            mean, variance = reshape(self.moving_mean, shape=row), reshape(self.moving_variance, shape=row)
        return self.stretched((x - mean) / sqrt(variance + self.epsilon), row)

    def _follow(self, mean: Tensor, variance: Tensor) -> None:
        """Move the moving statistics a little towards those of the batch."""
        for moving, batch in ((self.moving_mean, mean), (self.moving_variance, variance)):
            moving.assign(moving._array * self.momentum + batch._array.reshape(moving.shape) * (1 - self.momentum))


class LayerNormalization(_Stretched):
    """output = gamma · (x - mean) / √(variance + epsilon) + beta, with mean and variance of each example along the axis.

    Training and prediction are the same, and a batch of one will do. axis: one or several. center, scale: whether there is
    a beta and a gamma, which training turns. Ba, Kiros and Hinton (2016), "Layer normalization".
    """

    each_example_alone = True

    def __init__(self, axis: int | Sequence[int] = -1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.axis = axis

    def check_input(self, shape: tuple[int, ...]) -> None:
        """Raise ValueError unless the input has the axes, as long as when the weights were made."""
        _check_axes(self, self.axis, shape)
        found, weight = tuple(shape[i] for i in _sorted(self.axis)), self.gamma if self.built else None
        weight = self.beta if self.built and weight is None else weight
        if weight is not None and weight.shape != found:
            raise InvalidArgumentError(
                f"LayerNormalization '{self.name}' has weights of the shape {weight.shape} for axis {self.axis}, and "
                f"received the shape (None, {', '.join(map(str, shape[1:]))})."
            )

    def build(self, input_shape: Shape) -> None:
        """Make one of each weight for every place along the axes."""
        self.add_gamma_and_beta([input_shape[i] or 0 for i in _sorted(self.axis)])

    def call(self, inputs: Tensor) -> Tensor:
        """The inputs, moved and stretched to mean 0 and variance 1, then by gamma and beta."""
        x = cast(inputs, self.dtype)
        axes = [i % x.ndim for i in _sorted(self.axis)]
        return self.stretched(_standardized(x, axes, self.epsilon), [n if i in axes else 1 for i, n in enumerate(x.shape)])


class GroupNormalization(_Stretched):
    """As LayerNormalization, over all places of a picture and a group of its channels: for large pictures in small batches.

    groups: into how many groups the channels are parted; -1 makes each channel a group. axis: that of the channels.
    Wu and He (2018), "Group normalization". Raises ValueError where the channels cannot be parted so.
    """

    each_example_alone = True

    def __init__(self, groups: int = 32, axis: int = -1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not isinstance(groups, int) or (groups < 1 and groups != -1):
            raise ValueError(f"`groups` of GroupNormalization should be a whole number above 0, or -1, and is {groups!r}.")
        self.groups, self.axis = groups, axis

    def check_input(self, shape: tuple[int, ...]) -> None:
        """Raise ValueError unless the channels can be parted, and are as many as when the weights were made."""
        _check_axes(self, self.axis, shape)
        channels = shape[self.axis]
        if channels % (self.groups if self.groups > 0 else channels):
            raise InvalidArgumentError(
                f"GroupNormalization '{self.name}' cannot part {channels} channels into {self.groups} groups: the shape is "
                f"(None, {', '.join(map(str, shape[1:]))}), and groups={self.groups} should be a divisor of {channels}."
            )
        weight = (self.gamma if self.gamma is not None else self.beta) if self.built else None
        if weight is not None and weight.shape != (channels,):
            raise InvalidArgumentError(
                f"GroupNormalization '{self.name}' has weights for {weight.shape[0]} channels, and received {channels}."
            )

    def build(self, input_shape: Shape) -> None:
        """Make one of each weight for every channel."""
        self.add_gamma_and_beta([input_shape[self.axis] or 0])

    def call(self, inputs: Tensor) -> Tensor:
        """The inputs, moved and stretched to mean 0 and variance 1 in each group, then by gamma and beta."""
        x = cast(inputs, self.dtype)
        axis, channels = self.axis % x.ndim, x.shape[self.axis]
        groups = self.groups if self.groups > 0 else channels
        parted = reshape(x, shape=(*x.shape[:axis], groups, channels // groups, *x.shape[axis + 1 :]))
        z = _standardized(parted, [i for i in range(1, parted.ndim) if i != axis], self.epsilon)
        return self.stretched(reshape(z, shape=x.shape), [n if i == axis else 1 for i, n in enumerate(x.shape)])


class RMSNormalization(Layer):
    """output = scale · x / √(mean of x² + epsilon), along the axis: LayerNormalization without the move.

    Zhang and Sennrich (2019), "Root mean square layer normalization".
    """

    each_example_alone = True

    def __init__(self, axis: int | Sequence[int] = -1, epsilon: float = 1e-6, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.axis, self.epsilon = axis, epsilon

    def check_input(self, shape: tuple[int, ...]) -> None:
        """Raise ValueError unless the input has the axes, as long as when the weights were made."""
        _check_axes(self, self.axis, shape)
        if self.built and self.scale.shape != tuple(shape[i] for i in _sorted(self.axis)):
            raise InvalidArgumentError(
                f"RMSNormalization '{self.name}' has a scale of the shape {self.scale.shape} for axis {self.axis}, and "
                f"received the shape (None, {', '.join(map(str, shape[1:]))})."
            )

    def build(self, input_shape: Shape) -> None:
        """Make a scale for every place along the axes."""
        self.scale = self.add_weight([input_shape[i] or 0 for i in _sorted(self.axis)], "ones", name="scale")

    def call(self, inputs: Tensor) -> Tensor:
        """The inputs, stretched to a mean square of 1, then by the scale."""
        x = cast(inputs, self.dtype)
        axes = [i % x.ndim for i in _sorted(self.axis)]
        row = [n if i in axes else 1 for i, n in enumerate(x.shape)]
        return x * rsqrt(reduce_mean(square(x), axes, keepdims=True) + self.epsilon) * reshape(self.scale, shape=row)


class UnitNormalization(Layer):
    """output = x / √(Σ x²) along the axis: each example as an arrow of length 1. No weights."""

    each_example_alone = True

    def __init__(self, axis: int | Sequence[int] = -1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.axis = axis

    def check_input(self, shape: tuple[int, ...]) -> None:
        """Raise ValueError unless the input has the axes."""
        _check_axes(self, self.axis, shape)

    def call(self, inputs: Tensor) -> Tensor:
        """The inputs, divided by their length."""
        x = cast(inputs, self.dtype)
        return x * rsqrt(maximum(reduce_sum(square(x), _sorted(self.axis), keepdims=True), 1e-12))


def _standardized(x: Tensor, axes: Sequence[int], epsilon: float) -> Tensor:
    """x, moved and stretched to mean 0 and variance 1 along the axes."""
    away = x - reduce_mean(x, axes, keepdims=True)
    return away * rsqrt(reduce_mean(square(away), axes, keepdims=True) + epsilon)


def _sorted(axis: int | Sequence[int]) -> list[int]:
    """The axes of the weights in Keras' order: those that are counted from the end come first."""
    return [axis] if isinstance(axis, int) else sorted(axis)


def _check_axes(layer: Layer, axis: int | Sequence[int], shape: Sequence[int]) -> None:
    """Raise ValueError unless all these axes are there."""
    if any(not -len(shape) <= i < len(shape) for i in _sorted(axis)):
        raise InvalidArgumentError(
            f"{type(layer).__name__} '{layer.name}' has axis={axis!r}, and there are only {len(shape)} axes in the shape "
            f"(None, {', '.join(map(str, shape[1:]))})."
        )

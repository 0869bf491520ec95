"""Layers that behave differently in training: one drops numbers at random, the other measures the batch.

Both need the batch in one piece, which is why they do not claim `each_example_alone`: the statistics of half a batch are
others than those of the whole, and random numbers drawn side by side would come in another order in every run.
"""

from __future__ import annotations

from typing import Any

from gradlab.functions import random_numbers
from gradlab.functions.composed import cast
from gradlab.functions.reduce import reduce_mean
from gradlab.keras import initializers
from gradlab.keras.layers.layer import Layer, Shape
from gradlab.operators.arithmetic import square
from gradlab.operators.elementwise import sqrt
from gradlab.operators.shaping import reshape
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Tensor


class Dropout(Layer):
    """In training, each number is 0 with probability `rate` and else divided by 1 - rate, which keeps the mean.

    No unit can then rely on another. Outside of training nothing happens.
    Srivastava et al. (2014), "Dropout: a simple way to prevent neural networks from overfitting".
    Raises ValueError for a rate outside of 0…1.
    """

    def __init__(self, rate: float, *, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not (isinstance(rate, (int, float)) and 0 <= rate <= 1):
            raise ValueError(f"`rate` of Dropout is the fraction to drop, between 0 and 1, and is {rate!r}.")
        self.rate, self.seed = rate, seed

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        """In training, the inputs times a random mask of zeros and 1 / (1 - rate)."""
        if not training or self.rate == 0:
            return inputs
        x = cast(inputs, self.dtype)
        kept = cast(random_numbers.uniform(x.shape, seed=self._next_seed()) >= self.rate, self.dtype)
        return x * (kept / (1 - self.rate) if self.rate < 1 else kept)

    def _next_seed(self) -> int | None:
        """A seed of its own for every call, if there is one at all."""
        if self.seed is not None:
            self.seed += 1
        return self.seed


class BatchNormalization(Layer):
    """output = gamma · (x - mean) / √(variance + epsilon) + beta, for each number of the last axis.

    In training, mean and variance are those of the batch, and the moving ones follow them:
    moving = momentum · moving + (1 - momentum) · batch. Outside of training, or when the layer is frozen, the moving ones
    are used. Ioffe and Szegedy (2015), "Batch normalization: accelerating deep network training".

    center, scale: whether there is a beta and a gamma, which training turns.
    """

    ruled = ("beta", "gamma")

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
        super().__init__(**kwargs)
        self.axis, self.momentum, self.epsilon, self.center, self.scale = axis, momentum, epsilon, center, scale
        self._initializers = {
            "gamma": initializers.get(gamma_initializer),
            "beta": initializers.get(beta_initializer),
            "moving_mean": initializers.get(moving_mean_initializer),
            "moving_variance": initializers.get(moving_variance_initializer),
        }

    def build(self, input_shape: Shape) -> None:
        """Make one of each weight for every number along the axis."""
        shape = (input_shape[self.axis] or 0,)
        make = self._initializers
        self.gamma = self.add_weight(shape, make["gamma"], name="gamma") if self.scale else None
        self.beta = self.add_weight(shape, make["beta"], name="beta") if self.center else None
        self.moving_mean = self.add_weight(shape, make["moving_mean"], trainable=False, name="moving_mean")
        self.moving_variance = self.add_weight(shape, make["moving_variance"], trainable=False, name="moving_variance")

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
        z = (x - mean) / sqrt(variance + self.epsilon)
        z = z if self.gamma is None else z * reshape(self.gamma, shape=row)
        return z if self.beta is None else z + reshape(self.beta, shape=row)

    def _follow(self, mean: Tensor, variance: Tensor) -> None:
        """Move the moving statistics a little towards those of the batch."""
        for moving, batch in ((self.moving_mean, mean), (self.moving_variance, variance)):
            moving.assign(moving._array * self.momentum + batch._array.reshape(moving.shape) * (1 - self.momentum))

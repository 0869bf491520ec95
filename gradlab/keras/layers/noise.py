"""Layers that disturb their input at random in training, so that the network relies on nothing that is not always there.

Outside of training nothing happens. They need the batch in one piece and do not claim `each_example_alone`: random numbers
drawn side by side would come in another order in every run.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from gradlab.functions import random_numbers
from gradlab.functions.composed import cast
from gradlab.keras.layers.layer import Layer
from gradlab.keras.layers.windows import Spatial
from gradlab.tensors.tensor import Tensor

# Of the curve selu: AlphaDropout puts its lowest value, -alpha · scale, in the place of what it drops.
_SELU_ALPHA, _SELU_SCALE = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946


class Chance(Layer):
    """The base of layers with random numbers. seed: with one, they are the same in every run.

    Raises TypeError for a seed that is no whole number.
    """

    def __init__(self, *, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if seed is not None and not isinstance(seed, (int, np.integer)):
            raise TypeError(f"`seed` of {type(self).__name__} should be a whole number or None, and is {seed!r}.")
        self.seed = seed
        self._draws = 0  # how often random numbers were drawn

    def next_seed(self) -> int | None:
        """A seed of its own for every draw, if there is one at all."""
        self._draws += 1
        return None if self.seed is None else self.seed + self._draws


class _Drop(Chance):
    """The base of layers that leave numbers out: which are kept, by a random mask."""

    def __init__(self, rate: float, noise_shape: Sequence[int | None] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if isinstance(rate, bool) or not (isinstance(rate, (int, float)) and 0 <= rate <= 1):
            raise ValueError(f"`rate` of {type(self).__name__} is the fraction to drop, between 0 and 1, and is {rate!r}.")
        self.rate, self.noise_shape = rate, noise_shape

    def kept(self, x: Tensor) -> Tensor:
        """1 for what is kept and 0 for what is dropped: for each number, or for all that share one in `noise_shape`."""
        shape = x.shape if self.noise_shape is None else [n or m for n, m in zip(self.noise_shape, x.shape, strict=True)]
        return cast(random_numbers.uniform(shape, seed=self.next_seed()) >= self.rate, self.dtype)

    def check_input(self, shape: tuple[int, ...]) -> None:
        """Raise ValueError unless the noise_shape, if there is one, can be stretched to the input's."""
        noise = self.noise_shape
        if noise is not None and (len(noise) != len(shape) or any(n not in (None, 1, m) for n, m in zip(noise, shape))):
            raise ValueError(
                f"`noise_shape` of {type(self).__name__} '{self.name}' should have 1, None or the input's length for each "
                f"axis of the shape {shape}, and is {tuple(noise)}."
            )


class Dropout(_Drop):
    """In training, each number is 0 with probability `rate` and else divided by 1 - rate, which keeps the mean.

    No unit can then rely on another. Outside of training nothing happens.
    Srivastava et al. (2014), "Dropout: a simple way to prevent neural networks from overfitting".
    noise_shape: 1 where all along an axis are kept or dropped together, None or a length where each is by itself.
    Raises ValueError for a rate outside of 0…1.
    """

    hands_on_masks = True

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        """In training, the inputs times a random mask of zeros and 1 / (1 - rate)."""
        if not training or self.rate == 0:
            return inputs
        x = cast(inputs, self.dtype)
        return x * (self.kept(x) / (1 - self.rate) if self.rate < 1 else self.kept(x))


class _SpatialDropout(Dropout, Spatial):
    """Drops whole channels."""

    each_example_alone = False

    def __init__(self, rate: float, *, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(rate, seed=seed, **kwargs)
        self.noise_shape = (None, *(1,) * self.dims, None)

    def check_input(self, shape: tuple[int, ...]) -> None:
        """Raise ValueError unless the input is a batch of pictures, or of sequences."""
        Spatial.check_input(self, shape)

    def get_config(self) -> dict[str, Any]:
        """The rate, the seed and the name: all that Keras' namesake is made with."""
        config = super().get_config()
        return {key: config[key] for key in ("rate", "seed", "name", "dtype") if key in config}


class SpatialDropout1D(_SpatialDropout):
    """In training, each channel of a sequence is 0 as a whole with probability `rate`, and else divided by 1 - rate.

    Neighbouring steps are alike, so that the rest would tell what a single dropped number was.
    """

    dims = 1


class SpatialDropout2D(_SpatialDropout):
    """In training, each channel of a picture is 0 as a whole with probability `rate`, and else divided by 1 - rate.

    Neighbouring pixels are alike, so that the rest would tell what a single dropped number was.
    """


class AlphaDropout(_Drop):
    """Dropout for the curve selu: what is dropped becomes its lowest value, and mean and variance stay as they are.

    Klambauer et al. (2017), "Self-normalizing neural networks". Raises ValueError for a rate outside of 0…1.
    """

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        """In training, the inputs with some of them at selu's lowest value, stretched and moved to their old variance."""
        if not training or self.rate == 0:
            return inputs
        x, lowest = cast(inputs, self.dtype), -_SELU_ALPHA * _SELU_SCALE
        if self.rate == 1:
            return x * 0.0
        kept = self.kept(x)
        stretch = ((1 - self.rate) * (1 + self.rate * lowest**2)) ** -0.5
        return (x * kept + (1 - kept) * lowest) * stretch - stretch * lowest * self.rate


class GaussianNoise(Chance):
    """In training, each number plus noise around 0 of standard deviation `stddev`. Raises ValueError for a negative one."""

    def __init__(self, stddev: float, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not (isinstance(stddev, (int, float)) and stddev >= 0):
            raise ValueError(f"`stddev` of GaussianNoise should be a number of at least 0, and is {stddev!r}.")
        self.stddev = stddev

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        """In training, the inputs plus noise."""
        if not training or self.stddev == 0:
            return inputs
        x = cast(inputs, self.dtype)
        return x + random_numbers.normal(x.shape, 0.0, self.stddev, self.dtype, seed=self.next_seed())


class GaussianDropout(Chance):
    """In training, each number times noise of mean 1 and standard deviation √(rate / (1 - rate)): as Dropout, without zeros.

    Srivastava et al. (2014), section 10. Raises ValueError for a rate outside of 0…1, without the 1.
    """

    def __init__(self, rate: float, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not (isinstance(rate, (int, float)) and 0 <= rate < 1):
            raise ValueError(f"`rate` of GaussianDropout should be at least 0 and below 1, and is {rate!r}.")
        self.rate = rate

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        """In training, the inputs times noise around 1."""
        if not training or self.rate == 0:
            return inputs
        x, stddev = cast(inputs, self.dtype), math.sqrt(self.rate / (1 - self.rate))
        return x * random_numbers.normal(x.shape, 1.0, stddev, self.dtype, seed=self.next_seed())

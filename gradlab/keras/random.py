"""keras.random: random numbers under Keras' names. A seed is a whole number, or a SeedGenerator that counts on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradlab.functions import neurons, random_numbers
from gradlab.functions.composed import cast
from gradlab.operators import floor
from gradlab.tensors.dtypes import float32, numpy_dtype
from gradlab.tensors.errors import no_such_name
from gradlab.tensors.tensor import Tensor, TensorLike


class SeedGenerator:
    """A row of seeds: each call that is given it takes the next, so that two calls give different numbers.

    seed: a whole number makes the row the same in every run; without, it is another each time.
    """

    def __init__(self, seed: int | None = None, name: str | None = None, **kwargs: Any) -> None:
        self.name = name
        self._seeds = np.random.default_rng(seed)

    def next(self) -> int:
        """The next seed."""
        return int(self._seeds.integers(2**31))


def _seed(seed: int | SeedGenerator | None) -> int | None:
    return seed.next() if isinstance(seed, SeedGenerator) else seed


def normal(shape: Sequence[int], mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: Any = None) -> Tensor:
    """Numbers scattered around the mean as a bell curve of this width."""
    return random_numbers.normal(shape, mean, stddev, dtype or float32, _seed(seed))


def uniform(shape: Sequence[int], minval: float = 0.0, maxval: float = 1.0, dtype: Any = None, seed: Any = None) -> Tensor:
    """Numbers spread evenly from minval up to maxval."""
    return random_numbers.uniform(shape, minval, maxval, dtype or float32, _seed(seed))


def truncated_normal(
    shape: Sequence[int], mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: Any = None
) -> Tensor:
    """A bell curve; what falls farther off than two widths is drawn again."""
    return random_numbers.truncated_normal(shape, mean, stddev, dtype or float32, _seed(seed))


def randint(shape: Sequence[int], minval: int, maxval: int, dtype: Any = "int32", seed: Any = None) -> Tensor:
    """Whole numbers from minval up to but without maxval."""
    return cast(floor(random_numbers.uniform(shape, minval, maxval, np.float64, _seed(seed))), dtype)


def categorical(logits: TensorLike, num_samples: int, dtype: Any = "int32", seed: Any = None) -> Tensor:
    """Classes drawn for each row of scores, as often as softmax(scores) says."""
    return random_numbers.categorical(logits, num_samples, numpy_dtype(dtype), _seed(seed))


def shuffle(x: TensorLike, axis: int = 0, seed: Any = None) -> Tensor:
    """The rows in random order. Raises ValueError for another axis."""
    if axis != 0:
        raise ValueError(f"shuffle puts rows, axis 0, into another order, and not axis {axis}: transpose first.")
    return random_numbers.shuffle(x, _seed(seed))


def dropout(inputs: TensorLike, rate: float, noise_shape: Any = None, seed: Any = None) -> Tensor:
    """Each number 0 with the probability `rate`, the others divided by 1 - rate."""
    return neurons.dropout(inputs, rate, noise_shape, _seed(seed))


__getattr__ = no_such_name(__name__)

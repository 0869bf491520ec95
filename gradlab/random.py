"""Random numbers, under TensorFlow's names. `set_seed` makes them the same in every run.

The numbers come from NumPy's generator, so the same seed gives other numbers than TensorFlow's.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence

import numpy as np

from gradlab.errors import InvalidArgumentError
from gradlab.tensor import DType, Tensor, TensorLike, as_array, float32

_generator = np.random.default_rng()


def set_seed(seed: int) -> None:
    """Start the random numbers anew: the same whole number gives the same numbers. Raises TypeError for anything else."""
    global _generator
    try:
        _generator = np.random.default_rng(abs(operator.index(seed)))
    except TypeError:
        raise TypeError(f"`seed` should be a whole number, and is {seed!r}.") from None


def normal(
    shape: Sequence[int],
    mean: TensorLike = 0.0,
    stddev: TensorLike = 1.0,
    dtype: DType = float32,
    seed: int | None = None,
) -> Tensor:
    """Numbers scattered around `mean` as a bell curve of width `stddev`.

    shape: how many along each axis, such as [1000]. seed: a stream of its own for this call.
    Raises InvalidArgumentError (a ValueError) for a shape that is no list of whole numbers of at least 0.
    """
    dtype = np.dtype(dtype)
    generator = _generator if seed is None else np.random.default_rng(seed)
    numbers = generator.standard_normal(_shape(shape), dtype=np.float64).astype(dtype)
    return Tensor(numbers * as_array(stddev, dtype, "stddev") + as_array(mean, dtype, "mean"))


def _shape(shape: Sequence[int]) -> tuple[int, ...]:
    try:
        lengths = tuple(operator.index(n) for n in shape)
    except TypeError:
        raise InvalidArgumentError(f"`shape` should be a list of whole numbers, such as [1000], and is {shape!r}.") from None
    if any(n < 0 for n in lengths):
        raise InvalidArgumentError(f"`shape` has a negative length: {list(lengths)}; every length must be >= 0.")
    return lengths

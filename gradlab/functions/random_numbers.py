"""Random numbers, under TensorFlow's names. `set_seed` makes them the same in every run.

The numbers come from NumPy's generator, so the same seed gives other numbers than TensorFlow's.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence

import numpy as np

from gradlab.operators.shaping import getitem
from gradlab.tensors.conversion import shape_of
from gradlab.tensors.dtypes import float32, numpy_dtype
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import DTypeLike, Tensor, TensorLike, as_array, as_tensor

_generator: np.random.Generator | None = None  # made when it is first used, because np.random is slow to import


def set_seed(seed: int) -> None:
    """Start the random numbers anew: the same whole number gives the same numbers. Raises TypeError for anything else."""
    global _generator
    try:
        _generator = np.random.default_rng(abs(operator.index(seed)))
    except TypeError:
        raise TypeError(f"`seed` should be a whole number, and is {seed!r}.") from None


def _stream(seed: int | None, stream: np.random.Generator | None = None) -> np.random.Generator:
    """The generator that all calls share, or one of its own for a call with a seed, or the stream that was handed in."""
    global _generator
    if stream is not None:
        return stream
    if seed is not None:
        return np.random.default_rng(seed)
    if _generator is None:
        _generator = np.random.default_rng()
    return _generator


def normal(
    shape: Sequence[int],
    mean: TensorLike = 0.0,
    stddev: TensorLike = 1.0,
    dtype: DTypeLike = float32,
    seed: int | None = None,
    stream: np.random.Generator | None = None,
) -> Tensor:
    """Numbers scattered around `mean` as a bell curve of width `stddev`.

    shape: how many along each axis, such as [1000]. seed: a stream of its own for this call. stream: that of a Generator.
    Raises InvalidArgumentError (a ValueError) for a shape that is no list of whole numbers of at least 0.
    """
    dtype = numpy_dtype(dtype)
    generator = _stream(seed, stream)
    numbers = generator.standard_normal(shape_of(shape), dtype=np.float64).astype(dtype)
    return Tensor(numbers * as_array(stddev, dtype, "stddev") + as_array(mean, dtype, "mean"))


def uniform(
    shape: Sequence[int],
    minval: TensorLike = 0,
    maxval: TensorLike | None = None,
    dtype: DTypeLike = float32,
    seed: int | None = None,
    stream: np.random.Generator | None = None,
) -> Tensor:
    """Numbers spread evenly from `minval` up to but without `maxval`, which is 1 unless told otherwise.

    Raises ValueError for whole numbers without `maxval`, InvalidArgumentError for a shape that is none and for whole
    numbers from `minval` on with a `maxval` that is not larger.
    """
    dtype = numpy_dtype(dtype)
    generator = _stream(seed, stream)
    if maxval is None and dtype.kind in "iu":
        raise ValueError(f"Must specify maxval for integer dtype {dtype.name}: up to which number?")
    low, high = as_array(minval, dtype, "minval"), as_array(1 if maxval is None else maxval, dtype, "maxval")
    if dtype.kind in "iu" and not np.all(low < high):
        raise InvalidArgumentError(f"Need minval < maxval, got {minval} and {maxval}: there is no whole number in between.")
    if dtype.kind in "iu":
        return Tensor(generator.integers(low, high, shape_of(shape), dtype))
    return Tensor(generator.random(shape_of(shape)).astype(dtype) * (high - low) + low)


def shuffle(value: TensorLike, seed: int | None = None) -> Tensor:
    """The slices along the first axis in random order; a tape follows it. A single number stays as it is."""
    x = as_tensor(value)
    return getitem(x, key=_stream(seed).permutation(x.shape[0])) if x.shape else x


def truncated_normal(
    shape: Sequence[int],
    mean: TensorLike = 0.0,
    stddev: TensorLike = 1.0,
    dtype: DTypeLike = float32,
    seed: int | None = None,
    stream: np.random.Generator | None = None,
) -> Tensor:
    """Numbers of a bell curve, none of them further from `mean` than twice its width `stddev`: others are drawn again."""
    dtype = numpy_dtype(dtype)
    generator = _stream(seed, stream)
    numbers = generator.standard_normal(shape_of(shape))
    while (far := np.abs(numbers) > 2).any():
        numbers = np.where(far, generator.standard_normal(numbers.shape), numbers)
    return Tensor(np.asarray(numbers).astype(dtype)[()] * as_array(stddev, dtype, "stddev") + as_array(mean, dtype, "mean"))


def categorical(logits: TensorLike, num_samples: int, dtype: DTypeLike = np.int64, seed: int | None = None) -> Tensor:
    """Classes drawn with the probabilities softmax(logits). logits: [n, classes], result: [n, num_samples].

    Raises InvalidArgumentError for logits of another rank.
    """
    scores = np.asarray(as_array(logits))
    if scores.ndim != 2:
        raise InvalidArgumentError(f"`logits` of categorical should have the shape [n, classes], and have {scores.shape}.")
    (count,) = shape_of(num_samples, "num_samples")
    noise = _stream(seed).gumbel(size=(scores.shape[0], count, scores.shape[1]))  # the largest of scores + noise is a draw
    return Tensor((scores[:, None, :] + noise).argmax(axis=-1).astype(numpy_dtype(dtype)))

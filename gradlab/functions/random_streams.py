"""Random numbers without a shared state: `Generator`, a stream that one holds, and stateless_…, where the seed says all.

The numbers come from NumPy's generator, so a seed gives other numbers than TensorFlow's, and always the same ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradlab.functions import random_numbers
from gradlab.tensors.conversion import whole_numbers
from gradlab.tensors.dtypes import float32, int32
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import DTypeLike, Tensor, TensorLike


class Generator:
    """A stream of random numbers of its own, made with Generator.from_seed(1) or from_non_deterministic_state()."""

    def __init__(self, stream: np.random.Generator) -> None:
        self._stream = stream

    @classmethod
    def from_seed(cls, seed: TensorLike, alg: Any = None) -> Generator:
        """The stream that this whole number starts. Raises InvalidArgumentError for no whole number."""
        return cls(np.random.default_rng([abs(n) for n in whole_numbers(seed, "seed")]))

    @classmethod
    def from_non_deterministic_state(cls, alg: Any = None) -> Generator:
        """A stream that is another one in every run."""
        return cls(np.random.default_rng())

    def split(self, count: int = 1) -> list[Generator]:
        """New streams that do not depend on each other."""
        return [Generator(child) for child in self._stream.spawn(count)]

    def normal(
        self, shape: Sequence[int], mean: TensorLike = 0.0, stddev: TensorLike = 1.0, dtype: DTypeLike = float32
    ) -> Tensor:
        """Numbers scattered around `mean` as a bell curve of width `stddev`."""
        return random_numbers.normal(shape, mean, stddev, dtype, stream=self._stream)

    def uniform(
        self, shape: Sequence[int], minval: TensorLike = 0, maxval: TensorLike | None = None, dtype: DTypeLike = float32
    ) -> Tensor:
        """Numbers spread evenly from `minval` up to but without `maxval`, which is 1 unless told otherwise."""
        return random_numbers.uniform(shape, minval, maxval, dtype, stream=self._stream)

    def truncated_normal(
        self, shape: Sequence[int], mean: TensorLike = 0.0, stddev: TensorLike = 1.0, dtype: DTypeLike = float32
    ) -> Tensor:
        """Numbers of a bell curve, none of them further from `mean` than twice its width."""
        return random_numbers.truncated_normal(shape, mean, stddev, dtype, stream=self._stream)


_shared: Generator | None = None


def get_global_generator() -> Generator:
    """The stream that is there for all who hold none of their own."""
    global _shared
    if _shared is None:
        _shared = Generator.from_non_deterministic_state()
    return _shared


def set_global_generator(generator: Generator) -> None:
    """Let another stream be the one for all."""
    global _shared
    _shared = generator


def _stream_of(seed: TensorLike) -> np.random.Generator:
    pair = whole_numbers(seed, "seed")
    if len(pair) != 2:
        raise InvalidArgumentError(f"`seed` must have shape [2], two whole numbers such as [1, 2], and is {seed!r}.")
    return np.random.default_rng([n % 2**64 for n in pair])


def stateless_normal(
    shape: Sequence[int],
    seed: TensorLike,
    mean: TensorLike = 0.0,
    stddev: TensorLike = 1.0,
    dtype: DTypeLike = float32,
    alg: str = "auto_select",
) -> Tensor:
    """Numbers of a bell curve that depend on nothing but the two whole numbers of `seed`."""
    return random_numbers.normal(shape, mean, stddev, dtype, stream=_stream_of(seed))


def stateless_uniform(
    shape: Sequence[int],
    seed: TensorLike,
    minval: TensorLike = 0,
    maxval: TensorLike | None = None,
    dtype: DTypeLike = float32,
    alg: str = "auto_select",
) -> Tensor:
    """Numbers spread evenly that depend on nothing but the two whole numbers of `seed`."""
    return random_numbers.uniform(shape, minval, maxval, dtype, stream=_stream_of(seed))


def stateless_truncated_normal(
    shape: Sequence[int],
    seed: TensorLike,
    mean: TensorLike = 0.0,
    stddev: TensorLike = 1.0,
    dtype: DTypeLike = float32,
    alg: str = "auto_select",
) -> Tensor:
    """Numbers of a bell curve within twice its width that depend on nothing but the two whole numbers of `seed`."""
    return random_numbers.truncated_normal(shape, mean, stddev, dtype, stream=_stream_of(seed))


def split(seed: TensorLike, num: int = 2, alg: str = "auto_select") -> Tensor:
    """`num` new seeds made of one, as rows of two whole numbers."""
    return Tensor(_stream_of(seed).integers(0, 2**31, (num, 2)).astype(int32))


def fold_in(seed: TensorLike, data: TensorLike, alg: str = "auto_select") -> Tensor:
    """A new seed made of one and of a whole number, such as the number of a round."""
    (number,) = whole_numbers(data, "data")
    first, second = whole_numbers(seed, "seed")
    return Tensor(np.random.default_rng([n % 2**64 for n in (first, second, number)]).integers(0, 2**31, 2).astype(int32))

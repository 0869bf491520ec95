"""The shape of a Tensor: a tuple of lengths that also answers to the names of TensorFlow's TensorShape.

x.shape == (2, 3) == [2, 3]      x.shape.as_list()      x.shape.rank      x.shape[1:] + [5]
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any


class TensorShape(tuple[Any, ...]):
    """The length along each axis; None stands for one that is not known yet, such as the number of examples."""

    __slots__ = ()

    @property
    def rank(self) -> int:
        """The number of axes."""
        return len(self)

    ndims = rank

    def as_list(self) -> list[Any]:
        """The lengths as a list."""
        return list(self)

    def num_elements(self) -> int | None:
        """How many numbers have room; None where a length is not known."""
        return None if None in self else math.prod(self)

    def is_fully_defined(self) -> bool:
        """Whether every length is known."""
        return None not in self

    def is_compatible_with(self, other: Iterable[Any]) -> bool:
        """Whether both may be the shape of one Tensor: as many axes, and no two known lengths that differ."""
        others = tuple(other)
        return len(self) == len(others) and all(n == k or None in (n, k) for n, k in zip(self, others))

    def concatenate(self, other: Iterable[Any]) -> TensorShape:
        """The axes of this shape, and behind them those of another."""
        return self + other

    def __getitem__(self, key: Any) -> Any:
        part = tuple.__getitem__(self, key)
        return TensorShape(part) if isinstance(key, slice) else part

    def __add__(self, other: Any) -> TensorShape:
        return TensorShape((*self, *other))

    def __radd__(self, other: Any) -> TensorShape:
        return TensorShape((*other, *self))

    def __eq__(self, other: object) -> bool:
        return tuple.__eq__(self, tuple(other)) if isinstance(other, (tuple, list)) else NotImplemented

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = tuple.__hash__

"""Operators that make one number out of many, and their mirror image, which makes many out of one.

A sum and a broadcast are each other's slope: an element moves the sum as much as it moves itself, and a number that was
repeated moves every copy. `axis` is one axis, several, or None for all; `keepdims` leaves axes of length 1 behind.
"""

from __future__ import annotations

import math
import operator as python
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np

from gradlab.errors import InvalidArgumentError
from gradlab.operators.operator import operator
from gradlab.operators.shaping import reshape
from gradlab.tensor import Array, Tensor, TensorLike, convert_to_tensor

Axis: TypeAlias = int | Sequence[int] | None


def unbroadcast(g: Any, shape: tuple[int, ...]) -> Any:
    """Sum a slope over the axes along which its value of this shape was repeated."""
    new = len(g.shape) - len(shape)
    stretched = (new + i for i, n in enumerate(shape) if n == 1 and g.shape[new + i] != 1)
    g = sum_over(g, axis=(*range(new), *stretched), keepdims=True)
    return reshape(g, shape=shape)


def _spread(g: Any, x_shape: tuple[int, ...], axis: tuple[int, ...] | None) -> Any:
    """Repeat the slope of a sum along the axes that were summed."""
    if axis is not None:
        g = reshape(g, shape=tuple(1 if i in axis else n for i, n in enumerate(x_shape)))
    return broadcast_to(g, shape=x_shape)


def _count(x_shape: tuple[int, ...], axis: tuple[int, ...] | None) -> int:
    return math.prod(x_shape if axis is None else [x_shape[i] for i in axis])


@operator(
    symbol="broadcast(x)",
    slope_x=lambda g, x_shape: unbroadcast(g, x_shape),
)
def broadcast_to(x: Array, *, shape: tuple[int, ...]) -> Array:
    """x repeated along new axes, and along axes of length 1, until it has this shape."""
    if x.ndim == 0:
        return np.full(shape, x)  # three times faster than the view that NumPy's broadcast_to makes
    return np.broadcast_to(x, shape)


@operator(
    symbol="Σ x",
    slope_x=lambda g, x_shape, axis: _spread(g, x_shape, axis),  # ∂z/∂xᵢ = 1
)
def sum_over(x: Array, *, axis: tuple[int, ...] | None, keepdims: bool) -> Array:
    """z = x₁ + x₂ + … along these axes."""
    return x.sum(axis=axis, dtype=x.dtype, keepdims=keepdims)


@operator(
    symbol="Σ x / n",
    slope_x=lambda g, x_shape, axis: _spread(g / _count(x_shape, axis), x_shape, axis),  # ∂z/∂xᵢ = 1/n
)
def mean_over(x: Array, *, axis: tuple[int, ...] | None, keepdims: bool) -> Array:
    """z = (x₁ + x₂ + … + xₙ) / n along these axes."""
    total = x.sum(axis=axis, dtype=x.dtype, keepdims=keepdims)
    n = _count(x.shape, axis)
    return total / n if x.dtype.kind == "f" else total // n  # a mean of whole numbers is one too, as in TensorFlow


def _axes(axis: Axis, x: Tensor, name: str) -> tuple[int, ...] | None:
    """The axes counted from the front, or an error that says which ones there are."""
    if axis is None:
        return None
    try:
        wanted = (
            (python.index(axis),)
            if not isinstance(axis, Sequence) or isinstance(axis, str)
            else tuple(map(python.index, axis))
        )
    except TypeError:
        raise TypeError(f"`axis` of {name} should be a whole number, a list of them or None, and is {axis!r}.") from None
    for a in wanted:
        if not -x.ndim <= a < x.ndim:
            raise InvalidArgumentError(
                f"Invalid reduction dimension {a} in {name}: the input of shape {x.shape} has {x.ndim} axes."
            )
    return tuple(a % x.ndim for a in wanted)


def reduce_sum(input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The sum Σ x over `axis` (all axes where it is None).

    Raises InvalidArgumentError for an axis that the input does not have, TypeError for one that is no whole number.
    """
    x = convert_to_tensor(input_tensor)
    return sum_over(x, axis=_axes(axis, x, "reduce_sum"), keepdims=keepdims)


def reduce_mean(input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The mean Σ x / n over `axis` (all axes where it is None). The mean of nothing is nan.

    Raises InvalidArgumentError for an axis that the input does not have, TypeError for one that is no whole number.
    """
    x = convert_to_tensor(input_tensor)
    return mean_over(x, axis=_axes(axis, x, "reduce_mean"), keepdims=keepdims)

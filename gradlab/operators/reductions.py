"""Operators that make one number out of many, and their mirror image, which makes many out of one.

A sum and a broadcast are each other's slope: an element moves the sum as much as it moves itself, and a number that was
repeated moves every copy. `axis` is a tuple of axes counted from the front, or None for all; `keepdims` leaves axes of
length 1 behind. `gradlab.reduce` has TensorFlow's functions, which take any spelling of the axes.
"""

import math
from typing import Any

import numpy as np

from gradlab.operators.comparisons import equal
from gradlab.operators.elementwise import cast_to, exp
from gradlab.operators.operator import operator
from gradlab.operators.shaping import axis_of, reshape
from gradlab.tensors.tensor import Array, DTypeLike


def unbroadcast(g: Any, shape: tuple[int, ...]) -> Any:
    """Sum a slope over the axes along which its value of this shape was repeated."""
    new = len(g.shape) - len(shape)
    if g.shape[new:] == shape:
        return sum_over(g, axis=tuple(range(new)), keepdims=False)
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


@operator("broadcast(x)", slope_input=lambda g, input_shape: unbroadcast(g, input_shape))  # summed over the copies
def broadcast_to(input: Array, *, shape: tuple[int, ...]) -> Array:
    """The input repeated along new axes, and along axes of length 1, until it has this shape."""
    if input.ndim == 0:  # many times faster than the view that NumPy's broadcast_to makes
        copies = np.empty(shape, input.dtype)
        copies.fill(input)
        return copies
    return np.broadcast_to(input, shape)


@operator("Σ x", takes="iuf", slope_x=lambda g, x_shape, axis: _spread(g, x_shape, axis))  # ∂z/∂xᵢ = 1
def sum_over(x: Array, *, axis: tuple[int, ...] | None, keepdims: bool) -> Array:
    """z = x₁ + x₂ + … along these axes."""
    return x.sum(axis=axis, dtype=x.dtype, keepdims=keepdims)


@operator(
    "Σ x / n", takes="iuf", slope_x=lambda g, x_shape, axis: _spread(g / _count(x_shape, axis), x_shape, axis)
)  # ∂z/∂xᵢ = 1/n
def mean_over(x: Array, *, axis: tuple[int, ...] | None, keepdims: bool) -> Array:
    """z = (x₁ + x₂ + … + xₙ) / n along these axes."""
    n = _count(x.shape, axis)
    if x.dtype.kind not in "iu":
        return sum_over.forward(x, axis=axis, keepdims=keepdims) / n
    total = x.sum(axis=axis, keepdims=keepdims)  # in 64 bits, where a sum of bytes has room
    return (np.sign(total) * (np.abs(total) // n)).astype(x.dtype)  # a whole number too, cut off, as in TensorFlow


@operator("max x", takes="iuf", slope_x=lambda g, x, z, axis: _shared(g, x, z, axis))  # ∂z/∂xᵢ = 1/n for all n with xᵢ = z
def max_over(x: Array, *, axis: tuple[int, ...] | None, keepdims: bool) -> Array:
    """The largest number along these axes; -inf of nothing."""
    return x.max(axis=axis, keepdims=keepdims) if x.size else x.max(axis=axis, keepdims=keepdims, initial=_end(x.dtype, -1))


@operator("min x", takes="iuf", slope_x=lambda g, x, z, axis: _shared(g, x, z, axis))  # ∂z/∂xᵢ = 1/n for all n with xᵢ = z
def min_over(x: Array, *, axis: tuple[int, ...] | None, keepdims: bool) -> Array:
    """The smallest number along these axes; inf of nothing."""
    return x.min(axis=axis, keepdims=keepdims) if x.size else x.min(axis=axis, keepdims=keepdims, initial=_end(x.dtype, 1))


def _end(dtype: np.dtype, sign: int) -> Any:
    """What is below (-1) or above (1) all numbers of this dtype."""
    if dtype.kind == "f":
        return sign * np.inf
    return np.iinfo(dtype).max if sign > 0 else np.iinfo(dtype).min


def _shared(g: Any, x: Any, z: Any, axis: tuple[int, ...] | None) -> Any:
    """The slope of an extreme: to where it was found, in equal parts where it was found more than once."""
    found = cast_to(equal(x, _spread(z, x.shape, axis)), dtype=g.dtype)
    times = reshape(sum_over(found, axis=axis, keepdims=False), shape=z.shape)
    return found * _spread(g / times, x.shape, axis)


@operator(
    "ln Σ eˣ",
    takes="f",
    slope_x=lambda g, x, z, axis: _spread(g, x.shape, axis) * exp(x - _spread(z, x.shape, axis)),  # ∂z/∂xᵢ = exp(xᵢ - z)
)
def logsumexp_over(x: Array, *, axis: tuple[int, ...] | None, keepdims: bool) -> Array:
    """z = ln(exp(x₁) + exp(x₂) + …) along these axes, without overflow: the largest is taken out before."""
    top = max_over.forward(x, axis=axis, keepdims=True)
    top = np.where(np.isfinite(top), top, np.zeros_like(top))
    z = np.log(np.exp(x - top).sum(axis=axis, keepdims=True)) + top
    return z if keepdims else z.squeeze(axis if axis is not None else tuple(range(x.ndim)))


@operator(
    "x₁ + … + xᵢ",
    takes="iuf",
    slope_x=lambda g, axis, exclusive, reverse: cumsum(
        g, axis=axis, exclusive=exclusive, reverse=not reverse
    ),  # ∂zⱼ/∂xᵢ = 1 where j ≥ i
)
def cumsum(x: Array, *, axis: int = 0, exclusive: bool = False, reverse: bool = False) -> Array:
    """The running sum along an axis: zᵢ = x₁ + … + xᵢ; `exclusive` leaves out xᵢ, `reverse` starts at the end."""
    axis = axis_of(axis, x.ndim)
    turned = np.flip(x, axis) if reverse else x
    z = turned.cumsum(axis, dtype=x.dtype)
    if exclusive:  # each place gets the sum of the place before, and the first nothing
        z = np.roll(z, 1, axis)
        z[(*(slice(None),) * axis, slice(0, 1))] = 0
    return np.flip(z, axis) if reverse else z


_FLAT = {"input": "it stays the same while x moves a little, and then jumps"}


@operator("argmax x", flat=_FLAT)
def argmax(input: Array, *, axis: int | None = None, output_type: DTypeLike = np.int64) -> Array:
    """Where along the axis (the first, unless told) the largest number stands; the first of several, and nan is none."""
    return np.argmax(_without_nan(input, -np.inf), axis=axis or 0).astype(output_type)


@operator("argmin x", flat=_FLAT)
def argmin(input: Array, *, axis: int | None = None, output_type: DTypeLike = np.int64) -> Array:
    """Where along the axis (the first, unless told) the smallest number stands; the first of several, and nan is none."""
    return np.argmin(_without_nan(input, np.inf), axis=axis or 0).astype(output_type)


def _without_nan(x: Array, instead: float) -> Array:
    return np.where(np.isnan(x), x.dtype.type(instead), x) if x.dtype.kind == "f" else x


@operator("any x", takes="b", flat=_FLAT)
def any_over(input: Array, *, axis: tuple[int, ...] | None, keepdims: bool) -> Array:
    """Whether at least one is true along these axes."""
    return input.any(axis=axis, keepdims=keepdims)


@operator("all x", takes="b", flat=_FLAT)
def all_over(input: Array, *, axis: tuple[int, ...] | None, keepdims: bool) -> Array:
    """Whether all are true along these axes."""
    return input.all(axis=axis, keepdims=keepdims)

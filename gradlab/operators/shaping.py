"""Operators that arrange numbers anew and leave the numbers themselves alone.

Each has a mirror image that puts the slopes back in their places: taking out and putting back, joining and taking apart.
"""

from __future__ import annotations

import math
import operator as python
from collections.abc import Sequence
from typing import Any

import numpy as np

from gradlab.errors import InvalidArgumentError
from gradlab.operators.operator import elementwise, operator
from gradlab.tensor import Array, DType, Tensor, TensorLike, as_array, as_tensor, constant, float32, plain_key


@elementwise("x", slope_x=lambda g: g)  # ∂z/∂x = 1
def identity(x: Array) -> Array:
    """z = x: the same numbers, as a Tensor of their own."""
    return x


@operator("reshape(x)", slope_x=lambda g, x_shape: reshape(g, shape=x_shape))  # reshaped back
def reshape(x: Array, *, shape: Sequence[int]) -> Array:
    """The same numbers in the same order, in another shape; one length may be -1, which means what is left."""
    return x.reshape(shape if isinstance(shape, tuple) else [int(n) for n in shape])


@operator("xᵀ", slope_x=lambda g, perm: transpose(g, perm=perm and np.argsort(perm)))  # transposed back
def transpose(x: Array, *, perm: Sequence[int] | None = None) -> Array:
    """The axes in another order: axis i of the output is axis perm[i] of x; without perm, in reverse order."""
    return x.transpose(perm)


@operator(
    "x[key]",
    slope_x=lambda g, x_shape, key: scatter(g, key=key, shape=x_shape),  # put back where it was taken, 0 elsewhere
)
def getitem(x: Array, *, key: Any) -> Array:
    """The numbers at `key`, as NumPy indexes."""
    return x[key]


@operator("0[key] += x", slope_x=lambda g, key: getitem(g, key=key))  # taken from where it was put
def scatter(x: Array, *, key: Any, shape: tuple[int, ...]) -> Array:
    """Zeros of this shape, with x added at `key`; a place that is named twice gets the sum."""
    z = np.zeros(shape, x.dtype)
    if any(isinstance(k, np.ndarray) for k in (key if isinstance(key, tuple) else (key,))):
        np.add.at(z, key, x)
    else:
        z[key] = x
    return z


@operator(
    "join(x₁, x₂, …)",
    slope_xs=lambda g, xs_shape, axis: _apart(g, [shape[axis] for shape in xs_shape], axis),  # cut apart again
)
def concat(*xs: Array, axis: int) -> Array:
    """Join a list of Tensors along an axis that they have: concat([a, b], axis=0)."""
    return np.concatenate(xs, axis=axis)


@operator("stack(x₁, x₂, …)", slope_xs=lambda g, axis: _layers(g, axis))  # its own layer each
def stack(*xs: Array, axis: int = 0) -> Array:
    """Put a list of Tensors of one shape side by side along a new axis: stack([a, b])."""
    return np.stack(xs, axis=axis)


def _along(axis: int, ndim: int, key: Any) -> tuple[Any, ...]:
    """What stands in x[...] to take `key` along this axis and everything along the others."""
    if not -ndim <= axis < ndim:
        raise InvalidArgumentError(f"axis {axis} is out of range: there are {ndim} axes.")
    return (*(slice(None),) * (axis % ndim), key)


def _apart(x: Any, lengths: Sequence[int], axis: int) -> list[Any]:
    ends = np.cumsum(lengths).tolist()
    return [getitem(x, key=_along(axis, x.ndim, slice(end - n, end))) for n, end in zip(lengths, ends)]


def _layers(x: Any, axis: int) -> list[Any]:
    return [getitem(x, key=_along(axis, x.ndim, i)) for i in range(x.shape[axis])]


def unstack(value: TensorLike, num: int | None = None, axis: int = 0) -> list[Tensor]:
    """The layers of a Tensor along an axis, as a list. Raises ValueError if there are not `num`."""
    x = as_tensor(value)
    layers = _layers(x, axis)
    if num not in (None, len(layers)):
        raise ValueError(f"unstack finds {len(layers)} layers along axis {axis} of the shape {x.shape}, and not num={num}.")
    return layers


def split(value: TensorLike, num_or_size_splits: int | Sequence[int], axis: int = 0) -> list[Tensor]:
    """Cut a Tensor along an axis into so many equal parts, or into parts of the given lengths, as a list.

    Raises InvalidArgumentError where equal parts do not come out even, or lengths do not add up.
    """
    x = as_tensor(value)
    n, parts = x.shape[axis], num_or_size_splits
    lengths = [n // parts] * parts if isinstance(parts, int) else [python.index(k) for k in parts]
    if sum(lengths) != n:
        raise InvalidArgumentError(f"split cannot cut axis {axis} of length {n} into num_or_size_splits={parts!r}.")
    return _apart(x, lengths, axis)


def squeeze(input: TensorLike, axis: int | Sequence[int] | None = None) -> Tensor:
    """Drop the axes of length 1: all of them, or those named. Raises InvalidArgumentError for one that is longer."""
    x = as_tensor(input)
    axes = [i for i, n in enumerate(x.shape) if n == 1] if axis is None else np.atleast_1d(axis) % max(x.ndim, 1)
    for i in axes:
        if x.shape[i] != 1:
            raise InvalidArgumentError(f"squeeze can drop an axis of length 1; axis {i} of the shape {x.shape} is longer.")
    return reshape(x, shape=tuple(n for i, n in enumerate(x.shape) if i not in axes))


def expand_dims(input: TensorLike, axis: int) -> Tensor:
    """A new axis of length 1 before the axis that is now number `axis`; -1 puts it last."""
    x = as_tensor(input)
    return getitem(x, key=_along(axis, x.ndim + 1, None))


def tile(input: TensorLike, multiples: Sequence[int]) -> Tensor:
    """x repeated multiples[i] times along each axis i. Raises InvalidArgumentError unless there is one for each axis."""
    x, times = as_tensor(input), [int(n) for n in multiples]
    if len(times) != x.ndim:
        raise InvalidArgumentError(f"tile needs one of `multiples` for each of {x.ndim} axes, and received {times}.")
    index = np.ix_(*(np.arange(k * n) % max(n, 1) for k, n in zip(times, x.shape)))
    return getitem(x, key=index)


def pad(tensor: TensorLike, paddings: Any, mode: str = "CONSTANT", constant_values: float = 0) -> Tensor:
    """x with paddings[i] = [before, after] places more along each axis i: filled with `constant_values`, or reflected.

    mode: 'CONSTANT', 'REFLECT' (without the edge) or 'SYMMETRIC' (with it).
    Raises ValueError for another mode, InvalidArgumentError for paddings that do not fit the axes.
    """
    x, widths = as_tensor(tensor), as_array(paddings, np.int32, "paddings").tolist()
    if len(widths) != x.ndim or any(len(pair) != 2 for pair in widths):
        raise InvalidArgumentError(f"`paddings` needs [before, after] for each of {x.ndim} axes, and is {widths}.")
    if mode.upper() in ("REFLECT", "SYMMETRIC"):
        return getitem(x, key=np.ix_(*(np.pad(np.arange(n), pair, mode.lower()) for n, pair in zip(x.shape, widths))))  # type: ignore[call-overload]
    if mode.upper() != "CONSTANT":
        raise ValueError(f"Unknown padding `mode` {mode!r}; it is 'CONSTANT', 'REFLECT' or 'SYMMETRIC'.")
    inside = tuple(slice(before, before + n) for n, (before, _) in zip(x.shape, widths))
    padded = scatter(x, key=inside, shape=tuple(n + sum(pair) for n, pair in zip(x.shape, widths)))
    if constant_values == 0:
        return padded
    frame = np.full(padded.shape, constant_values, x.dtype)
    frame[inside] = 0
    return padded + frame


def gather(params: TensorLike, indices: TensorLike, axis: int | None = None, batch_dims: int = 0) -> Tensor:
    """The slices of `params` at `indices` along `axis`; the first `batch_dims` axes of both go hand in hand.

    Raises InvalidArgumentError for an index out of range. (A slope is a Tensor, not TensorFlow's IndexedSlices.)
    """
    x, index = as_tensor(params), plain_key(as_tensor(indices))
    axis = batch_dims if axis is None else axis
    lengths = x.shape[axis : axis + 1 or None]
    if index.size and lengths and not (index.min() >= 0 and index.max() < lengths[0]):
        raise InvalidArgumentError(f"gather found an index that is not in [0, {lengths[0]}), the range of axis {axis}.")
    if not batch_dims:
        return getitem(x, key=_along(axis, x.ndim, np.asarray(index)))
    if axis != batch_dims:
        raise ValueError(f"gather with batch_dims={batch_dims} takes along the axis that follows them, not axis={axis}.")
    hand_in_hand = [np.arange(n).reshape(-1, *(1,) * (index.ndim - i - 1)) for i, n in enumerate(index.shape[:batch_dims])]
    return getitem(x, key=(*hand_in_hand, index))


def boolean_mask(tensor: TensorLike, mask: TensorLike, axis: int = 0) -> Tensor:
    """The slices along `axis` where the mask is true. Raises InvalidArgumentError for a mask of another shape."""
    x = as_tensor(tensor)
    return getitem(x, key=_along(axis, x.ndim, plain_key(constant(mask))))


@operator("one_hot(i)", flat={"indices": "an index is a whole number and cannot move a little"})
def one_hot(
    indices: Array, *, depth: int, on_value: float = 1.0, off_value: float = 0.0, axis: int = -1, dtype: DType = float32
) -> Array:
    """`on_value` at the place that each index names along a new axis of length `depth`, `off_value` elsewhere."""
    if indices.dtype.kind not in "iu":
        raise InvalidArgumentError(f"`indices` of one_hot should be whole numbers, and are {indices.dtype.name}.")
    on = indices[..., None] == np.arange(depth)
    values = on.astype(dtype) if (on_value, off_value) == (1, 0) else np.where(on, on_value, off_value).astype(dtype)
    return values if axis == -1 else np.moveaxis(values, -1, axis)


def shape(input: TensorLike) -> Tensor:
    """The length along each axis, as an int32 Tensor."""
    return Tensor(np.array(as_tensor(input).shape, np.int32))


def rank(input: TensorLike) -> Tensor:
    """The number of axes, as an int32 Tensor."""
    return Tensor(np.int32(as_tensor(input).ndim))


def size(input: TensorLike) -> Tensor:
    """How many numbers there are, as an int32 Tensor."""
    return Tensor(np.int32(math.prod(as_tensor(input).shape)))

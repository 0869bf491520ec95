"""Operators that arrange numbers anew and leave the numbers themselves alone.

Each has a mirror image that puts the slopes back in their places: taking out and putting back, joining and taking apart.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from gradlab.operators.operator import elementwise, operator
from gradlab.tensors.conversion import numbers, shape_of, whole_numbers
from gradlab.tensors.dtypes import float32
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Array, DTypeLike


@elementwise("x", takes="biuf", slope_input=lambda g: g)  # ∂z/∂x = 1
def identity(input: Array) -> Array:
    """The same numbers, as a Tensor of their own."""
    return input


@operator("reshape(x)", slope_tensor=lambda g, tensor_shape: reshape(g, shape=tensor_shape))  # reshaped back
def reshape(tensor: Array, *, shape: Sequence[int]) -> Array:
    """The same numbers in the same order, in another shape; one length may be -1, which means what is left."""
    shape = shape if isinstance(shape, tuple) else whole_numbers(shape, "shape")
    if 0 in shape and not tensor.size:  # any length fits: TensorFlow takes what is left of the lengths that are not 0
        there, wanted = (math.prod(n for n in lengths if n > 0) for lengths in (tensor.shape, shape))
        shape = tuple(there // wanted if n == -1 else n for n in shape)
    return tensor.reshape(shape)


@operator("xᵀ", slope_a=lambda g, perm: transpose(g, perm=_back(perm)))  # transposed back
def transpose(a: Array, *, perm: Sequence[int] | None = None) -> Array:
    """The axes in another order: axis i of the output is axis perm[i] of a; without perm, in reverse order."""
    return a.transpose(perm if perm is None or isinstance(perm, tuple) else whole_numbers(perm, "perm"))


def _back(perm: Sequence[int] | None) -> tuple[int, ...] | None:
    """The order of axes that undoes another one."""
    if perm is None:
        return None
    axes = whole_numbers(perm, "perm")
    return tuple(np.argsort([axis % len(axes) for axis in axes]).tolist())


@operator("x[key]", slope_x=lambda g, x_shape, key: scatter(g, key=key, shape=x_shape))  # put back where it was
def getitem(x: Array, *, key: Any) -> Array:
    """The numbers at `key`, as NumPy indexes."""
    return x[key]


@operator("0[key] += x", slope_x=lambda g, key: getitem(g, key=key))  # taken from where it was put
def scatter(x: Array, *, key: Any, shape: tuple[int, ...]) -> Array:
    """Zeros of this shape, with x added at `key`; a place that is named twice gets the sum."""
    z = np.zeros(shape, x.dtype)
    if np.ndarray in map(type, key if isinstance(key, tuple) else (key,)):
        np.add.at(z, key, x)
    else:
        z[key] = x
    return z


@operator(
    "join(x₁, x₂, …)",
    slope_values=lambda g, values_shape, axis: apart(g, [shape[axis] for shape in values_shape], axis),  # cut apart again
)
def concat(*values: Array, axis: int) -> Array:
    """Join a list of Tensors along an axis that they have: concat([a, b], axis=0)."""
    return np.concatenate(values, axis=axis)


@operator("stack(x₁, x₂, …)", slope_values=lambda g, axis: layers_of(g, axis))  # its own layer each
def stack(*values: Array, axis: int = 0) -> Array:
    """Put a list of Tensors of one shape side by side along a new axis: stack([a, b])."""
    return np.stack(values, axis=axis)


def axis_of(axis: int, ndim: int) -> int:
    """An axis counted from the front. Raises InvalidArgumentError for one that is not there."""
    if not -ndim <= axis < ndim:
        raise InvalidArgumentError(f"axis {axis} is out of range: there are {ndim} axes.")
    return axis % ndim


def along(axis: int, ndim: int, key: Any) -> tuple[Any, ...]:
    """What stands in x[...] to take `key` along this axis and everything along the others."""
    return (*(slice(None),) * axis_of(axis, ndim), key)


def apart(x: Any, lengths: Sequence[int], axis: int) -> list[Any]:
    """Parts of these lengths, cut along an axis."""
    ends = np.cumsum(lengths).tolist()
    return [getitem(x, key=along(axis, x.ndim, slice(end - n, end))) for n, end in zip(lengths, ends)]


def layers_of(x: Any, axis: int) -> list[Any]:
    """The layers along an axis, which they lack."""
    if not -x.ndim <= axis < x.ndim:
        raise InvalidArgumentError(f"there is no axis {axis} to take apart in the shape {x.shape}.")
    return [getitem(x, key=along(axis, x.ndim, i)) for i in range(x.shape[axis])]


@operator("one_hot(i)", flat={"indices": "an index is a whole number and cannot move a little"})
def one_hot(
    indices: Array,
    *,
    depth: int,
    on_value: float | None = None,
    off_value: float | None = None,
    axis: int = -1,
    dtype: DTypeLike = None,
) -> Array:
    """`on_value` (1) at the place that each index names along a new axis of length `depth`, `off_value` (0) elsewhere.

    dtype: that of the values where they are given, float32 otherwise.
    """
    if indices.dtype.kind not in "iu":
        raise InvalidArgumentError(f"`indices` of one_hot should be whole numbers, and are {indices.dtype.name}.")
    given = [numbers(value, dtype, "value") for value in (on_value, off_value) if value is not None]
    dtype = dtype or (given[0].dtype if given else float32)
    on = indices[..., None] == np.arange(*shape_of(depth, "depth"))
    values = on.astype(dtype) if not given else np.where(on, _or(on_value, 1), _or(off_value, 0)).astype(dtype)
    return values if axis == -1 else np.moveaxis(values, -1, axis)


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value

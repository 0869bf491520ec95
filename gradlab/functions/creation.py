"""Tensors made from given numbers, from nothing but a shape, or from a pair of ends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from gradlab.tensors.conversion import shape_of
from gradlab.tensors.dtypes import float32, numpy_dtype
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import DTypeLike, Tensor, TensorLike, as_array, as_tensor, leave
from gradlab.tensors.variable import Variable


def constant(
    value: TensorLike, dtype: DTypeLike = None, shape: Sequence[int] | None = None, name: str | None = None
) -> Tensor:
    """A Tensor with the given numbers: Python floats become float32, ints int32, NumPy arrays keep their dtype.

    dtype: another kind of number. shape: fill this shape with the value (a single number is repeated).
    name: accepted; names are those of Variables.
    Raises ValueError for None, a ragged list or a shape that is none or does not fit, TypeError for what is no number.
    """
    if isinstance(value, Variable):  # its numbers of now, without a way back to it, as in TensorFlow
        leave(value, "tf.constant")
        value = value._array
    tensor = as_tensor(value, dtype)
    array = as_array(tensor, dtype)
    if shape is None:
        return tensor
    shape = shape_of(shape)
    if array.size != 1 and array.size != math.prod(shape):
        raise ValueError(f"constant cannot fill the shape {shape} with {array.size} numbers.")
    return Tensor(np.full(shape, array) if array.size == 1 else array.reshape(shape))


def convert_to_tensor(
    value: TensorLike, dtype: DTypeLike = None, dtype_hint: DTypeLike = None, name: str | None = None
) -> Tensor:
    """`value` as a Tensor; a Tensor comes back as it is, a Variable as its present value."""
    value = value.value() if isinstance(value, Variable) else value
    if isinstance(value, Tensor) and (dtype is None or numpy_dtype(dtype) == value._array.dtype):
        return value
    return constant(value, dtype)


def is_tensor(x: Any) -> bool:
    """Whether `x` is a Tensor or a Variable."""
    return isinstance(x, Tensor)


def zeros(shape: Any, dtype: DTypeLike = float32, name: str | None = None) -> Tensor:
    """Zeros of this shape. Raises InvalidArgumentError for a shape that is no list of whole numbers of at least 0."""
    return Tensor(np.zeros(shape_of(shape), numpy_dtype(dtype))[()])


def ones(shape: Any, dtype: DTypeLike = float32, name: str | None = None) -> Tensor:
    """Ones of this shape. Raises InvalidArgumentError for a shape that is no list of whole numbers of at least 0."""
    return Tensor(np.ones(shape_of(shape), numpy_dtype(dtype))[()])


def fill(dims: Any, value: TensorLike) -> Tensor:
    """The value, repeated to this shape. Raises InvalidArgumentError for a shape that is none."""
    return Tensor(np.full(shape_of(dims), as_array(value))[()])


def zeros_like(input: TensorLike, dtype: DTypeLike = None) -> Tensor:
    """Zeros of the shape and dtype of another Tensor, or of the dtype given."""
    x = as_tensor(input)
    return zeros(x.shape, x._array.dtype if dtype is None else dtype)


def ones_like(input: TensorLike, dtype: DTypeLike = None) -> Tensor:
    """Ones of the shape and dtype of another Tensor, or of the dtype given."""
    x = as_tensor(input)
    return ones(x.shape, x._array.dtype if dtype is None else dtype)


def eye(num_rows: int, num_columns: int | None = None, batch_shape: Any = None, dtype: DTypeLike = float32) -> Tensor:
    """The unit matrix: ones on the diagonal, zeros elsewhere; of a batch_shape, as many of them.

    Raises InvalidArgumentError for a size that is none.
    """
    (rows,) = shape_of(num_rows, "num_rows")
    (columns,) = (rows,) if num_columns is None else shape_of(num_columns, "num_columns")
    one = np.eye(rows, columns, dtype=numpy_dtype(dtype))
    several = () if batch_shape is None else shape_of(batch_shape, "batch_shape")
    return Tensor(np.broadcast_to(one, (*several, *one.shape)).copy())


def linspace(start: TensorLike, stop: TensorLike, num: int) -> Tensor:
    """`num` numbers at equal distances from `start` to `stop`, both included. Whole ends give float64, as in TensorFlow."""
    first = as_array(start, None, "start")
    last = as_array(stop, first.dtype, "stop")
    return Tensor(np.linspace(first, last, int(num), dtype=first.dtype if first.dtype.kind == "f" else np.float64))


def range(start: TensorLike, limit: TensorLike | None = None, delta: TensorLike = 1, dtype: DTypeLike = None) -> Tensor:
    """start, start + delta, … up to but without `limit`; range(n) counts from 0. float32 if one of them is a float.

    Raises InvalidArgumentError (a ValueError) for delta=0, which never arrives.
    """
    if limit is None:
        start, limit = 0, start
    ends = [as_array(start, None, "start"), as_array(limit, None, "limit"), as_array(delta, None, "delta")]
    if not ends[2]:
        raise InvalidArgumentError("`delta` of range should not be 0: counting would never arrive at the limit.")
    floats = [end.dtype for end in ends if end.dtype.kind == "f"]
    kind = np.result_type(*(floats or ends)) if dtype is None else numpy_dtype(dtype)
    return Tensor(np.arange(*ends, dtype=kind))

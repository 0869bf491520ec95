"""What counts as numbers and what kind they become: the door that everything from outside comes in by.

Python floats become float32 and ints int32 (int64 where they need it), as in TensorFlow; NumPy arrays keep their dtype.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from gradlab.tensors.dtypes import numpy_dtype
from gradlab.tensors.errors import InvalidArgumentError


def numbers(value: Any, dtype: Any, argument: str) -> Any:
    """A number, list or NumPy array as an array of its own that nobody else can change; a NumPy scalar for one number.

    `argument` names the value in messages. Raises ValueError for None and ragged lists, TypeError for what is no number
    and for fractions where whole numbers belong.
    """
    dtype = None if dtype is None else numpy_dtype(dtype)
    if dtype is not None and dtype.kind == "f" and isinstance(value, (float, np.floating)):
        return dtype.type(value)  # the common case, a number beside a Tensor
    if value is None:
        raise ValueError(f"`{argument}` is None where a number or an array was expected.")
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ValueError(f"`{argument}` cannot become a Tensor: its rows have different lengths: {_short(value)}") from error
    if array.dtype.kind not in "fiub":
        kind = type(value).__name__
        raise TypeError(f"`{argument}` should be a number or an array of numbers, and is {_short(value)} ({kind}).")
    dtype = _default(value, array) if dtype is None else dtype
    if not array.size:
        return array.astype(dtype)  # an empty list holds nothing that could be of another kind
    if dtype.kind == "b" and array.dtype.kind != "b" and not isinstance(value, (np.ndarray, np.generic)):
        raise TypeError(f"`{argument}` should be true or false, and is {_short(value)}: write True or False, or compare.")
    if dtype.kind in "iu" and array.dtype.kind == "f":
        raise TypeError(f"`{argument}` should be {dtype.name}, a whole number, and {_short(value)} has a fraction part.")
    return array.astype(dtype) if array.ndim else dtype.type(array[()])


def _default(value: Any, array: np.ndarray) -> np.dtype:
    """The dtype that a value gets without being told."""
    while isinstance(value, (list, tuple)) and value:
        value = value[0]
    if isinstance(value, (np.ndarray, np.generic)):
        return array.dtype
    if array.dtype.kind == "f" or array.size == 0:
        return np.dtype(np.float32)
    return np.dtype(np.int32) if array.dtype.kind == "i" and np.abs(array).max() < 2**31 else array.dtype


def whole_numbers(value: Any, argument: str) -> tuple[int, ...]:
    """One whole number, or a list or Tensor of them, as a tuple. Raises InvalidArgumentError (a ValueError) for others."""
    try:
        value = value.numpy() if hasattr(value, "numpy") else value  # a Tensor
        return tuple(operator.index(n) for n in (value if np.ndim(value) else [value]))
    except (TypeError, ValueError):  # ValueError: NumPy's, for a ragged list
        wanted = "should be a whole number or a list of them, such as 3 or [2, 3]"
        raise InvalidArgumentError(f"`{argument}` {wanted}, and is {value!r}.") from None


def shape_of(shape: Any, argument: str = "shape") -> tuple[int, ...]:
    """A shape as a tuple, from whole numbers in a list or Tensor. Raises InvalidArgumentError (a ValueError) for none."""
    lengths = whole_numbers(shape, argument)
    if any(n < 0 for n in lengths):
        raise InvalidArgumentError(f"`{argument}` has a negative length: {list(lengths)}; every length must be >= 0.")
    return lengths


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."

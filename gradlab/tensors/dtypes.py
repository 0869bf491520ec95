"""Kinds of numbers: what `x.dtype` is, and tf.float32, tf.int32 and the others.

A DType is the name of a kind of number and knows about it what TensorFlow's does. NumPy takes it wherever it takes a
dtype of its own, and finds both equal: np.zeros(3, x.dtype).
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from gradlab.tensors.errors import nearest


@dataclasses.dataclass(frozen=True, slots=True, eq=False, repr=False)
class DType:
    """A kind of number, such as tf.float32. There is one object for each kind: `as_dtype` gives it for any of its names.

    dtype: NumPy's dtype of the same kind, under the name where NumPy looks for it.
    name: what it is called, such as 'float32'. as_numpy_dtype: NumPy's class of such numbers.
    size: bytes that a number takes. kind, type, itemsize: what NumPy's dtypes call the same.
    """

    dtype: np.dtype
    name: str
    kind: str
    type: Any
    itemsize: int

    as_numpy_dtype = property(lambda self: self.type)
    size = property(lambda self: self.itemsize)
    base_dtype = property(lambda self: self)
    real_dtype = property(lambda self: self)

    @property
    def is_floating(self) -> bool:
        """Whether they have fractions: float16, float32, float64."""
        return self.kind == "f"

    @property
    def is_integer(self) -> bool:
        """Whether they are whole numbers, with a sign or without."""
        return self.kind in "iu"

    @property
    def is_unsigned(self) -> bool:
        """Whether they are whole numbers without a sign."""
        return self.kind == "u"

    @property
    def is_bool(self) -> bool:
        """Whether they are true or false."""
        return self.kind == "b"

    @property
    def is_complex(self) -> bool:
        """False: gradlab computes with real numbers only."""
        return False

    @property
    def max(self) -> Any:
        """The largest number of this kind. Raises TypeError for bool."""
        return self._end("max")

    @property
    def min(self) -> Any:
        """The smallest number of this kind, below 0 where there is a sign. Raises TypeError for bool."""
        return self._end("min")

    def _end(self, which: str) -> Any:
        if self.kind == "b":
            raise TypeError(f"true and false have no {which}: tf.int32.{which} is that of whole numbers, for example.")
        return getattr((np.finfo if self.kind == "f" else np.iinfo)(self.dtype), which)

    def is_compatible_with(self, other: Any) -> bool:
        """Whether the other is the same kind of number, under any of its names."""
        return self == as_dtype(other)

    def __eq__(self, other: object) -> bool:
        try:
            return self is other or (other is not None and self is as_dtype(other))
        except TypeError:
            return False

    def __hash__(self) -> int:
        return hash(self.dtype)

    def __reduce__(self) -> tuple[Any, ...]:
        return as_dtype, (self.name,)

    def __getattr__(self, name: str) -> Any:
        near = "" if name.startswith("_") else nearest(name, dir(type(self)), 0.7)
        raise AttributeError(f"a dtype has no {name!r}.{near}")

    def __repr__(self) -> str:
        return f"tf.{self.name}"

    def __str__(self) -> str:
        return f"<dtype: '{self.name}'>"


class _Known(dict[np.dtype, DType]):
    """The DType of each of NumPy's dtypes; made when it is asked for."""

    def __missing__(self, dtype: np.dtype) -> DType:
        plain = np.dtype(dtype.type)  # in this computer's order of bytes
        self[dtype] = self.get(plain) or DType(plain, plain.name, plain.kind, plain.type, plain.itemsize)
        return self[dtype]


DTYPES = _Known()

float16, float32, float64 = (DTYPES[np.dtype(name)] for name in ("float16", "float32", "float64"))
int8, int16, int32, int64 = (DTYPES[np.dtype(name)] for name in ("int8", "int16", "int32", "int64"))
uint8, uint16, uint32, uint64 = (DTYPES[np.dtype(name)] for name in ("uint8", "uint16", "uint32", "uint64"))
bool_ = DTYPES[np.dtype("bool")]

_NAMES = ("bool", "float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")


def as_dtype(type_value: Any) -> DType:
    """The DType of this name, of NumPy's dtype or class, or that itself; float is float32, as in TensorFlow.

    Raises TypeError for none, with the nearest name.
    """
    if isinstance(type_value, DType):
        return type_value
    if type_value is float or (isinstance(type_value, str) and type_value == "float"):
        return float32
    try:
        dtype = np.dtype(type_value)
        if type_value is not None and dtype.kind in "fiub":
            return DTYPES[dtype]
    except TypeError:
        pass
    wanted = f"`dtype` should be a kind of number, such as tf.float32, and is {type_value!r}."
    raise TypeError(wanted + nearest(str(type_value), _NAMES)) from None


def numpy_dtype(dtype: Any) -> np.dtype:
    """NumPy's own dtype of any name that `as_dtype` takes. Raises what that raises."""
    return dtype if isinstance(dtype, np.dtype) else as_dtype(dtype).dtype

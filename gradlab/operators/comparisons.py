"""Questions with the answer true or false: comparisons, the logic of their answers, and that of the bits of a number.

An answer stays the same while a number moves a little, and then jumps. So no slope passes through any of them.
"""

import numpy as np

from gradlab.operators.operator import elementwise
from gradlab.tensors.tensor import Array

_FLAT = {name: "a comparison stays the same, and then jumps" for name in ("x", "y")}
_LOGIC = {name: "true and false have no values between them" for name in ("x", "y")}


@elementwise("x = y", takes="biuf", flat=_FLAT)
def equal(x: Array, y: Array) -> Array:
    """Whether x = y, element by element."""
    return np.equal(x, y)


@elementwise("x ≠ y", takes="biuf", flat=_FLAT)
def not_equal(x: Array, y: Array) -> Array:
    """Whether x ≠ y, element by element."""
    return np.not_equal(x, y)


@elementwise("x < y", flat=_FLAT)
def less(x: Array, y: Array) -> Array:
    """Whether x < y, element by element."""
    return np.less(x, y)


@elementwise("x ≤ y", flat=_FLAT)
def less_equal(x: Array, y: Array) -> Array:
    """Whether x ≤ y, element by element."""
    return np.less_equal(x, y)


@elementwise("x > y", flat=_FLAT)
def greater(x: Array, y: Array) -> Array:
    """Whether x > y, element by element."""
    return np.greater(x, y)


@elementwise("x ≥ y", flat=_FLAT)
def greater_equal(x: Array, y: Array) -> Array:
    """Whether x ≥ y, element by element."""
    return np.greater_equal(x, y)


@elementwise("x and y", takes="b", flat=_LOGIC)
def logical_and(x: Array, y: Array) -> Array:
    """Whether both are true, element by element."""
    return np.logical_and(x, y)


@elementwise("x or y", takes="b", flat=_LOGIC)
def logical_or(x: Array, y: Array) -> Array:
    """Whether one or both are true, element by element."""
    return np.logical_or(x, y)


@elementwise("x or else y", takes="b", flat=_LOGIC)
def logical_xor(x: Array, y: Array) -> Array:
    """Whether one of the two is true and the other is not, element by element."""
    return np.logical_xor(x, y)


@elementwise("not x", takes="b", flat={"x": _LOGIC["x"]})
def logical_not(x: Array) -> Array:
    """Whether x is false, element by element."""
    return np.logical_not(x)


_BITS = {name: "there are no values between two bits" for name in ("x", "y")}


@elementwise("x & y", takes="iu", flat=_BITS)
def bitwise_and(x: Array, y: Array) -> Array:
    """The whole number with the bits that x and y have in common: 6 & 3 is 2."""
    return np.bitwise_and(x, y)


@elementwise("x | y", takes="iu", flat=_BITS)
def bitwise_or(x: Array, y: Array) -> Array:
    """The whole number with the bits that x or y has: 6 | 3 is 7."""
    return np.bitwise_or(x, y)


@elementwise("x ^ y", takes="iu", flat=_BITS)
def bitwise_xor(x: Array, y: Array) -> Array:
    """The whole number with the bits that only one of x and y has: 6 ^ 3 is 5."""
    return np.bitwise_xor(x, y)


@elementwise("~x", takes="iu", flat={"x": _BITS["x"]})
def invert(x: Array) -> Array:
    """The whole number with all bits of x turned round: ~5 is -6."""
    return np.invert(x)


_STILL = {"x": "whether it is a number stays the same while x moves a little"}


@elementwise("x is nan", takes="f", flat=_STILL)
def is_nan(x: Array) -> Array:
    """Whether x is no number, element by element."""
    return np.isnan(x)


@elementwise("x is ±inf", takes="f", flat=_STILL)
def is_inf(x: Array) -> Array:
    """Whether x is infinite, element by element."""
    return np.isinf(x)


@elementwise("x is finite", takes="f", flat=_STILL)
def is_finite(x: Array) -> Array:
    """Whether x is neither infinite nor nan, element by element."""
    return np.isfinite(x)

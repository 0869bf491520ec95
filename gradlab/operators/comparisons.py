"""Questions with the answer true or false: comparisons, and the logic of their answers.

An answer stays the same while a number moves a little, and then jumps. So no slope passes through any of them.
"""

import numpy as np

from gradlab.operators.operator import elementwise
from gradlab.tensors.tensor import Array

_FLAT = {name: f"a comparison stays the same while {name} moves a little, and then jumps" for name in ("x", "y")}
_LOGIC = {name: "true and false have no values between them" for name in ("x", "y")}


@elementwise("x = y", flat=_FLAT)
def equal(x: Array, y: Array) -> Array:
    """Whether x = y, element by element."""
    return np.equal(x, y)


@elementwise("x ≠ y", flat=_FLAT)
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


@elementwise("x and y", flat=_LOGIC)
def logical_and(x: Array, y: Array) -> Array:
    """Whether both are true, element by element."""
    return np.logical_and(x, y)


@elementwise("x or y", flat=_LOGIC)
def logical_or(x: Array, y: Array) -> Array:
    """Whether one or both are true, element by element."""
    return np.logical_or(x, y)


@elementwise("not x", flat={"x": _LOGIC["x"]})
def logical_not(x: Array) -> Array:
    """Whether x is false, element by element."""
    return np.logical_not(x)

"""The operators of arithmetic. Each right-hand side is a line of a calculus textbook: slope above times local slope.

A number that grows beyond all floats becomes inf without a word, as in TensorFlow, and so does 1 / 0.
"""

import numpy as np

from gradlab.operators.operator import elementwise
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Array


@elementwise(
    "x + y",
    slope_x=lambda g: g,  # ∂z/∂x = 1
    slope_y=lambda g: g,  # ∂z/∂y = 1
)
def add(x: Array, y: Array) -> Array:
    """z = x + y, element by element."""
    return x + y


@elementwise(
    "x - y",
    slope_x=lambda g: g,  # ∂z/∂x = 1
    slope_y=lambda g: -g,  # ∂z/∂y = -1
)
def subtract(x: Array, y: Array) -> Array:
    """z = x - y, element by element."""
    return x - y


@elementwise(
    "x · y",
    slope_x=lambda g, y: g * y,  # ∂z/∂x = y
    slope_y=lambda g, x: g * x,  # ∂z/∂y = x
)
def multiply(x: Array, y: Array) -> Array:
    """z = x · y, element by element."""
    return x * y


@elementwise(
    "x · y, 0 where y = 0",
    takes="f",
    slope_x=lambda g, y: multiply_no_nan(g, y),  # ∂z/∂x = y
    slope_y=lambda g, x: multiply_no_nan(x, g),  # ∂z/∂y = x
)
def multiply_no_nan(x: Array, y: Array) -> Array:
    """z = x · y, and 0 where y is 0, even if x is inf or nan."""
    return np.where(y == 0, np.zeros_like(y), x * y)


@elementwise(
    "x / y",
    slope_x=lambda g, y: g / y,  # ∂z/∂x = 1/y
    slope_y=lambda g, y, z: -g * z / y,  # ∂z/∂y = -x/y² = -z/y
)
def divide(x: Array, y: Array) -> Array:
    """z = x / y, element by element. Whole numbers give float64, those of 8 and 16 bits float32, as in TensorFlow."""
    return np.divide(x, y, dtype=np.float32) if x.dtype.kind in "iu" and x.dtype.itemsize <= 2 else x / y


@elementwise(
    "x / y, 0 where y = 0",
    slope_x=lambda g, y: divide_no_nan(g, y),  # ∂z/∂x = 1/y
    slope_y=lambda g, y, z: -g * divide_no_nan(z, y),  # ∂z/∂y = -x/y² = -z/y
)
def divide_no_nan(x: Array, y: Array) -> Array:
    """z = x / y, and 0 where y is 0. Whole numbers give floats, as those of `divide`."""
    quotient = divide.forward(x, y)
    return np.where(y == 0, np.zeros_like(quotient), quotient)


@elementwise("1 / x", takes="f", slope_x=lambda g, z: multiply_no_nan(-z * z, g))  # ∂z/∂x = -1 / x² = -z²
def reciprocal(x: Array) -> Array:
    """z = 1 / x, element by element."""
    return 1 / x


@elementwise("-x", takes="if", slope_x=lambda g: -g)  # ∂z/∂x = -1
def negative(x: Array) -> Array:
    """z = -x, element by element."""
    return -x


@elementwise("x²", slope_x=lambda g, x: g * (x * 2))  # ∂z/∂x = 2x
def square(x: Array) -> Array:
    """z = x², element by element."""
    return np.square(x)


@elementwise("sign(x)", takes="if", slope_x=lambda g, x_shape, x_dtype: np.zeros(x_shape, x_dtype))  # ∂z/∂x = 0
def sign(x: Array) -> Array:
    """z = 1, 0 or -1 where x is positive, zero or negative."""
    return np.sign(x)


@elementwise("|x|", takes="if", slope_x=lambda g, x: g * sign(x))  # ∂z/∂x = sign(x), 0 at x = 0
def abs(x: Array) -> Array:
    """z = |x|, element by element."""
    return np.abs(x)


_JUMPS = "it stays the same while {} moves a little, and then jumps"


@elementwise("⌊x⌋", takes="f", flat={"x": _JUMPS.format("x")})
def floor(x: Array) -> Array:
    """The largest whole number that is not above x, element by element; flat, so no slope passes."""
    return np.floor(x)


@elementwise("⌈x⌉", takes="f", flat={"x": _JUMPS.format("x")})
def ceil(x: Array) -> Array:
    """The smallest whole number that is not below x, element by element; flat, so no slope passes."""
    return np.ceil(x)


@elementwise("x, rounded", takes="iuf", flat={"x": _JUMPS.format("x")})
def round(x: Array) -> Array:
    """The nearest whole number, element by element; halves go to the even one. Flat, so no slope passes."""
    return np.round(x)


@elementwise("⌊x / y⌋", flat={"x": _JUMPS.format("x"), "y": _JUMPS.format("y")})
def floordiv(x: Array, y: Array) -> Array:
    """x // y: how many whole times y goes into x; flat, so no slope passes. Raises InvalidArgumentError for whole x / 0."""
    return np.floor(x / y) if x.dtype.kind == "f" else np.floor_divide(x, _not_whole_zero(y))


@elementwise(
    "x mod y",
    slope_x=lambda g: g,  # ∂z/∂x = 1
    slope_y=lambda g, x, y: -g * floor(x / y),  # ∂z/∂y = -⌊x/y⌋
)
def floormod(x: Array, y: Array) -> Array:
    """x % y = x - y · ⌊x/y⌋, the rest, with the sign of y. Raises InvalidArgumentError for whole x % 0."""
    if x.dtype.kind != "f":
        return np.mod(x, _not_whole_zero(y))
    rest = np.fmod(x, y)  # with the sign of x; np.mod would make 0 % -1 a negative zero, which atan2 tells from 0
    return np.where((rest != 0) & ((y < 0) != (rest < 0)), rest + y, rest)


def _not_whole_zero(y: Array) -> Array:
    if y.dtype.kind in "iu" and not np.all(y):
        raise InvalidArgumentError("Integer division by zero: whole numbers have no infinity. Divide floats for inf.")
    return y

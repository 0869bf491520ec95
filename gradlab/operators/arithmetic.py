"""The operators of arithmetic. Each right-hand side is a line of a calculus textbook: slope above times local slope."""

from __future__ import annotations

import numpy as np

from gradlab.operators.operator import operator
from gradlab.tensor import Array


@operator(
    symbol="x + y",
    slope_x=lambda g: g,  # ∂z/∂x = 1
    slope_y=lambda g: g,  # ∂z/∂y = 1
)
def add(x: Array, y: Array) -> Array:
    """z = x + y, element by element."""
    return x + y


@operator(
    symbol="x - y",
    slope_x=lambda g: g,  # ∂z/∂x = 1
    slope_y=lambda g: -g,  # ∂z/∂y = -1
)
def subtract(x: Array, y: Array) -> Array:
    """z = x - y, element by element."""
    return x - y


@operator(
    symbol="x · y",
    slope_x=lambda g, y: g * y,  # ∂z/∂x = y
    slope_y=lambda g, x: g * x,  # ∂z/∂y = x
)
def multiply(x: Array, y: Array) -> Array:
    """z = x · y, element by element."""
    return x * y


@operator(
    symbol="x / y",
    slope_x=lambda g, y: g / y,  # ∂z/∂x = 1/y
    slope_y=lambda g, y, z: -g * z / y,  # ∂z/∂y = -x/y² = -z/y
)
def divide(x: Array, y: Array) -> Array:
    """z = x / y, element by element. Whole numbers give float64, as in TensorFlow."""
    return x / y


@operator(
    symbol="-x",
    slope_x=lambda g: -g,  # ∂z/∂x = -1
)
def negative(x: Array) -> Array:
    """z = -x, element by element."""
    return -x


@operator(
    symbol="x²",
    slope_x=lambda g, x: g * (x * 2),  # ∂z/∂x = 2x
)
def square(x: Array) -> Array:
    """z = x², element by element."""
    return np.square(x)


@operator(symbol="sign(x)", flat={"x": "a sign does not change when x moves a little, so its slope is 0"})
def sign(x: Array) -> Array:
    """z = 1, 0 or -1 where x is positive, zero or negative."""
    return np.sign(x)


@operator(
    symbol="|x|",
    slope_x=lambda g, x: g * sign(x),  # ∂z/∂x = sign(x), 0 at x = 0
)
def abs(x: Array) -> Array:
    """z = |x|, element by element."""
    return np.abs(x)

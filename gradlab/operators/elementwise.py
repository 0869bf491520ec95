"""Operators on each number by itself: powers, roots, exponentials and the curves that neurons use."""

from __future__ import annotations

import numpy as np

from gradlab.operators.operator import operator
from gradlab.tensor import Array


@operator(
    symbol="exp(x)",
    slope_x=lambda g, z: g * z,  # ∂z/∂x = exp(x) = z
)
def exp(x: Array) -> Array:
    """z = exp(x), element by element."""
    return np.exp(x)


@operator(
    symbol="log(x)",
    slope_x=lambda g, x: g / x,  # ∂z/∂x = 1/x
)
def log(x: Array) -> Array:
    """z = ln(x), the natural logarithm, element by element."""
    return np.log(x)


@operator(
    symbol="xʸ",
    slope_x=lambda g, x, y: g * y * x ** (y - 1),  # ∂z/∂x = y · xʸ⁻¹
    slope_y=lambda g, x, z: g * z * log(x),  # ∂z/∂y = xʸ · ln(x)
)
def pow(x: Array, y: Array) -> Array:
    """z = x to the power y, element by element."""
    return np.power(x, y)

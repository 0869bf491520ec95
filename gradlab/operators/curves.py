"""Curves that are rarer than the course's own: the angles behind sine, cosine and tangent, the hyperbolic functions.

Each undoes another one, so its slope is 1 over the other's slope, taken where the two meet.
"""

import numpy as np

from gradlab.operators.elementwise import exp, sqrt
from gradlab.operators.operator import elementwise
from gradlab.tensors.tensor import Array


@elementwise("asin(x)", takes="f", slope_x=lambda g, x: g / sqrt(1 - x * x))  # ∂z/∂x = 1 / √(1 - x²)
def asin(x: Array) -> Array:
    """The angle, in radians, whose sine is x, element by element; nan outside of -1 … 1."""
    return np.arcsin(x)


@elementwise("acos(x)", takes="f", slope_x=lambda g, x: -g / sqrt(1 - x * x))  # ∂z/∂x = -1 / √(1 - x²)
def acos(x: Array) -> Array:
    """The angle, in radians, whose cosine is x, element by element; nan outside of -1 … 1."""
    return np.arccos(x)


@elementwise("atan(x)", takes="f", slope_x=lambda g, x: g / (1 + x * x))  # ∂z/∂x = 1 / (1 + x²)
def atan(x: Array) -> Array:
    """The angle, in radians, whose tangent is x, element by element."""
    return np.arctan(x)


@elementwise(
    "angle of (x, y)",
    takes="f",
    slope_y=lambda g, y, x: g * x / (x * x + y * y),  # ∂z/∂y = x / (x² + y²)
    slope_x=lambda g, y, x: -g * y / (x * x + y * y),  # ∂z/∂x = -y / (x² + y²)
)
def atan2(y: Array, x: Array) -> Array:
    """The angle, in radians from -π to π, at which the point (x, y) is seen from the origin, element by element."""
    return np.arctan2(y, x)


@elementwise("sinh(x)", takes="f", slope_x=lambda g, x: g * cosh(x))  # ∂z/∂x = cosh(x)
def sinh(x: Array) -> Array:
    """z = (exp(x) - exp(-x)) / 2, element by element."""
    return np.sinh(x)


@elementwise("cosh(x)", takes="f", slope_x=lambda g, x: g * sinh(x))  # ∂z/∂x = sinh(x)
def cosh(x: Array) -> Array:
    """z = (exp(x) + exp(-x)) / 2, element by element."""
    return np.cosh(x)


@elementwise("asinh(x)", takes="f", slope_x=lambda g, z: g / cosh(z))  # ∂z/∂x = 1 / cosh(z)
def asinh(x: Array) -> Array:
    """The number whose sinh is x, element by element."""
    return np.arcsinh(x)


@elementwise("acosh(x)", takes="f", slope_x=lambda g, z: g / sinh(z))  # ∂z/∂x = 1 / sinh(z)
def acosh(x: Array) -> Array:
    """The number of at least 0 whose cosh is x, element by element; nan below 1."""
    return np.arccosh(x)


@elementwise("atanh(x)", takes="f", slope_x=lambda g, x: g / (1 - x * x))  # ∂z/∂x = 1 / (1 - x²)
def atanh(x: Array) -> Array:
    """The number whose tanh is x, element by element; nan outside of -1 … 1."""
    return np.arctanh(x)


@elementwise("exp(x) - 1", takes="f", slope_x=lambda g, x: g * exp(x))  # ∂z/∂x = exp(x)
def expm1(x: Array) -> Array:
    """z = exp(x) - 1, element by element, exact to the last digit near x = 0 too."""
    return np.expm1(x)


@elementwise("log(1 + x)", takes="f", slope_x=lambda g, x: g / (1 + x))  # ∂z/∂x = 1 / (1 + x)
def log1p(x: Array) -> Array:
    """z = ln(1 + x), element by element, exact to the last digit near x = 0 too."""
    return np.log1p(x)

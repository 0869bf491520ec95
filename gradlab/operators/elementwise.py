"""Operators on each number by itself: powers, roots, exponentials, and choices between two numbers.

Where a number has no finite value it is inf or nan, as silently as in TensorFlow: log(0) is -inf and sqrt(-1) is nan.
A root is infinitely steep at 0. Where nothing arrives from above, nothing is passed on there either (`multiply_no_nan`),
so ‖x‖² has the slope 0 at 0; the other operators say nan, as TensorFlow's do.
"""

import math

import numpy as np

from gradlab.operators.arithmetic import multiply_no_nan
from gradlab.operators.operator import elementwise
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Array, DTypeLike


@elementwise("x as dtype", takes="biuf", slope_x=lambda g, x_dtype: cast_to(g, dtype=x_dtype))  # ∂z/∂x = 1
def cast_to(x: Array, *, dtype: DTypeLike) -> Array:
    """The same numbers in another dtype. No slope passes through whole numbers: they jump."""
    return x.astype(dtype)


@elementwise(
    "c ? x : y",
    takes="biuf",
    flat={"condition": "it chooses between two values and is no value itself"},
    slope_x=lambda g, condition: choose(condition, g, 0.0),  # ∂z/∂x = 1 where c, else 0
    slope_y=lambda g, condition: choose(condition, 0.0, g),  # ∂z/∂y = 0 where c, else 1
)
def choose(condition: Array, x: Array, y: Array) -> Array:
    """x where the condition holds, y elsewhere."""
    return np.where(condition, x, y)


@elementwise(
    "max(x, y)",
    slope_x=lambda g, x, y: choose(x >= y, g, 0.0),  # ∂z/∂x = 1 where x ≥ y, else 0
    slope_y=lambda g, x, y: choose(x >= y, 0.0, g),  # ∂z/∂y = 0 where x ≥ y, else 1
)
def maximum(x: Array, y: Array) -> Array:
    """The larger of x and y, element by element; at a tie the slope goes to x."""
    return np.maximum(x, y)


@elementwise(
    "min(x, y)",
    slope_x=lambda g, x, y: choose(x <= y, g, 0.0),  # ∂z/∂x = 1 where x ≤ y, else 0
    slope_y=lambda g, x, y: choose(x <= y, 0.0, g),  # ∂z/∂y = 0 where x ≤ y, else 1
)
def minimum(x: Array, y: Array) -> Array:
    """The smaller of x and y, element by element; at a tie the slope goes to x."""
    return np.minimum(x, y)


@elementwise("exp(x)", takes="f", slope_x=lambda g, z: g * z)  # ∂z/∂x = exp(x) = z
def exp(x: Array) -> Array:
    """z = exp(x), element by element."""
    return np.exp(x)


@elementwise("log(x)", takes="f", slope_x=lambda g, x: g / x)  # ∂z/∂x = 1/x
def log(x: Array) -> Array:
    """z = ln(x), the natural logarithm, element by element."""
    return np.log(x)


@elementwise("√x", takes="f", slope_x=lambda g, z: multiply_no_nan(0.5 / z, g))  # ∂z/∂x = 1 / 2√x = 1 / 2z
def sqrt(x: Array) -> Array:
    """z = √x, element by element; nan below 0."""
    return np.sqrt(x)


@elementwise("1 / √x", takes="f", slope_x=lambda g, z: multiply_no_nan(-0.5 * z * z * z, g))  # ∂z/∂x = -1 / 2x√x = -z³ / 2
def rsqrt(x: Array) -> Array:
    """z = 1 / √x, element by element; inf at 0, nan below."""
    return 1 / np.sqrt(x)


@elementwise(
    "xʸ",
    takes="if",
    slope_x=lambda g, x, y: g * y * pow(x, y - 1),  # ∂z/∂x = y · xʸ⁻¹
    slope_y=lambda g, x, z: g * z * choose(x > 0, log(choose(x > 0, x, 1.0)), 0.0),  # ∂z/∂y = xʸ · ln(x), 0 where x ≤ 0
)
def pow(x: Array, y: Array) -> Array:
    """z = x to the power y, element by element. Raises InvalidArgumentError for whole x and negative whole y."""
    if x.dtype.kind in "iu" and np.any(y < 0):
        raise InvalidArgumentError("Integers to negative integer powers are not allowed: their values are no whole numbers.")
    return np.power(x, y)


@elementwise("sin(x)", takes="f", slope_x=lambda g, x: g * cos(x))  # ∂z/∂x = cos(x)
def sin(x: Array) -> Array:
    """z = sin(x), x in radians, element by element."""
    return np.sin(x)


@elementwise("cos(x)", takes="f", slope_x=lambda g, x: -g * sin(x))  # ∂z/∂x = -sin(x)
def cos(x: Array) -> Array:
    """z = cos(x), x in radians, element by element."""
    return np.cos(x)


@elementwise("tan(x)", takes="f", slope_x=lambda g, z: g * (z * z + 1))  # ∂z/∂x = 1 + tan²(x) = 1 + z²
def tan(x: Array) -> Array:
    """z = tan(x), x in radians, element by element."""
    return np.tan(x)


@elementwise("erf(x)", takes="f", slope_x=lambda g, x: g * exp(-x * x) * (2 / math.sqrt(math.pi)))  # ∂z/∂x = 2exp(-x²)/√π
def erf(x: Array) -> Array:
    """The error function, the area under the bell curve: z = 2/√π ∫₀ˣ exp(-t²) dt, element by element."""
    return np.asarray(np.frompyfunc(math.erf, 1, 1)(x), dtype=x.dtype)  # NumPy has none; exact, and slower than its own


_NO_SLOPE = {"input": "it is there to keep every slope from passing"}


@elementwise("stop(x)", takes="biuf", flat=_NO_SLOPE)
def stop_gradient(input: Array) -> Array:
    """The same numbers, but no slope passes: what comes before counts as a constant."""
    return input

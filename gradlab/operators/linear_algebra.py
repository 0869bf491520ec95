"""Matrices: products of all kinds, systems of equations, inverses and determinants.

A matrix is the last two axes, the axes before them count matrices, and x.mT is x with rows and columns exchanged. The slope
rules are the classical ones, as collected by Giles (2008), "Collected matrix derivative results for forward and reverse
mode algorithmic differentiation".
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gradlab.operators.operator import operator
from gradlab.operators.products import product
from gradlab.operators.reductions import broadcast_to
from gradlab.operators.shaping import reshape
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Array


@operator(
    "X · Y",
    slope_x=lambda g, y: g @ y.mT,  # ∂z/∂X: g · Yᵀ
    slope_y=lambda g, x: x.mT @ g,  # ∂z/∂Y: Xᵀ · g
)
def matmul(x: Array, y: Array) -> Array:
    """The matrix product: rows of x times columns of y. x: [..., m, k], y: [..., k, n], result: [..., m, n]."""
    if x.ndim < 2 or y.ndim < 2:
        raise InvalidArgumentError(
            f"matmul multiplies matrices: both inputs need two axes or more, and have the shapes {x.shape} and {y.shape}. "
            "For vectors, use tf.tensordot(a, b, 1), or make one a column with x[:, tf.newaxis]."
        )
    if x.shape[-1] != y.shape[-2]:
        raise InvalidArgumentError(
            f"Matrix size-incompatible: {list(x.shape)} times {list(y.shape)} in matmul: "
            f"the rows on the left have {x.shape[-1]} numbers, the columns on the right {y.shape[-2]}."
        )
    return product(x, y)


@operator(
    "Σ x · y · …",
    slope_xs=lambda g, xs, xs_shape, equation: _einsum_slopes(g, xs, xs_shape, equation),  # g times the other factors
)
def sum_of_products(*xs: Array, equation: str) -> Array:
    """Einstein's sum: multiply all inputs, their axes named by letters, and sum over each letter not in the output."""
    return np.einsum(equation, *xs, optimize=len(xs) > 1)[()]


def _einsum_slopes(g: Any, xs: Sequence[Any], shapes: Sequence[tuple[int, ...]], equation: str) -> list[Any]:
    """One slope for each input: the same kind of sum, with g in its place; letters only it has are summed with slope 1."""
    letters, output = equation.split("->")
    names = letters.split(",")
    slopes = []
    for i, name in enumerate(names):
        others = [j for j in range(len(names)) if j != i]
        known = "".join(c for c in name if c in output or any(c in names[j] for j in others))
        rule = ",".join([output, *(names[j] for j in others)]) + "->" + known
        slope = sum_of_products([g, *(xs[j] for j in others)], equation=rule)
        sizes = [dict(zip(known, slope.shape)).get(c, n) for c, n in zip(name, shapes[i])]
        slope = reshape(slope, shape=tuple(n if c in known else 1 for c, n in zip(name, sizes)))
        slopes.append(broadcast_to(slope, shape=tuple(sizes)))
    return slopes


def _of_square(compute: Callable[..., Array], x: Array, *others: Array) -> Array:
    """What NumPy computes of square matrices, or an error that says what is wrong with them."""
    if x.ndim < 2 or x.shape[-1] != x.shape[-2]:
        wanted = f"{compute.__name__} needs square matrices, of shape [..., n, n]"
        raise InvalidArgumentError(f"{wanted}, and received the shape {x.shape}.")
    try:
        if x.dtype == np.float16:  # which LAPACK does not know
            return compute(*(each.astype(np.float32) for each in (x, *others))).astype(x.dtype)
        return compute(x, *others)
    except np.linalg.LinAlgError:
        raise InvalidArgumentError("Input matrix is not invertible: its determinant is 0.") from None


@operator(
    "X⁻¹ · y",
    takes="f",
    slope_x=lambda g, x, z: -(solve(x.mT, g) @ z.mT),  # ∂z/∂X: -(X⁻ᵀ · g) · zᵀ
    slope_y=lambda g, x: solve(x.mT, g),  # ∂z/∂y: X⁻ᵀ · g
)
def solve(x: Array, y: Array) -> Array:
    """The z for which X · z = y. X: [..., n, n], y: [..., n, k].

    Raises InvalidArgumentError where no single solution exists.
    """
    if y.ndim < 2:
        raise InvalidArgumentError(f"solve needs right-hand sides of shape [..., n, k], and received the shape {y.shape}.")
    return _of_square(np.linalg.solve, x, y)


@operator("X⁻¹", takes="f", slope_input=lambda g, z: -(z.mT @ g @ z.mT))  # ∂z/∂X: -zᵀ · g · zᵀ
def inv(input: Array) -> Array:
    """The inverse matrix. Raises InvalidArgumentError where there is none."""
    return _of_square(np.linalg.inv, input)


@operator("det X", takes="f", slope_input=lambda g, input, z: (g * z)[..., None, None] * inv(input).mT)  # ∂z/∂X = z · X⁻ᵀ
def det(input: Array) -> Array:
    """The determinant: how much the matrix blows up a volume. Its slope needs the inverse to exist."""
    return _of_square(np.linalg.det, input)

"""Matrices: products of all kinds, systems of equations, inverses and determinants.

A matrix is the last two axes; the axes before them count matrices. The slope rules are the classical ones, as collected
by Giles (2008), "Collected matrix derivative results for forward and reverse mode algorithmic differentiation".
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from typing import Any

import numpy as np

from gradlab.errors import InvalidArgumentError
from gradlab.operators.operator import operator
from gradlab.operators.reductions import broadcast_to
from gradlab.operators.shaping import getitem, reshape, transpose
from gradlab.tensor import Array, Tensor, TensorLike, as_tensor


def _transposed(x: Array, wanted: bool = True) -> Array:
    return x.swapaxes(-1, -2) if wanted else x


@operator(
    "X · Y",
    slope_x=lambda g, y, transpose_a, transpose_b: _slope_a(g, y, transpose_a, transpose_b),  # ∂z/∂X: g · Yᵀ
    slope_y=lambda g, x, transpose_a, transpose_b: _slope_b(g, x, transpose_a, transpose_b),  # ∂z/∂Y: Xᵀ · g
)
def matmul(x: Array, y: Array, *, transpose_a: bool = False, transpose_b: bool = False) -> Array:
    """The matrix product: rows of x times columns of y. x: [..., m, k], y: [..., k, n], result: [..., m, n].

    transpose_a, transpose_b: take x or y transposed.
    """
    if x.ndim < 2 or y.ndim < 2:
        raise InvalidArgumentError(
            f"matmul multiplies matrices: both inputs need two axes or more, and have the shapes {x.shape} and {y.shape}. "
            "For vectors, use tf.tensordot(a, b, 1), or make one a column with x[:, tf.newaxis]."
        )
    x, y = _transposed(x, transpose_a), _transposed(y, transpose_b)
    if x.shape[-1] != y.shape[-2]:
        raise InvalidArgumentError(
            f"Matrix size-incompatible: {list(x.shape)} times {list(y.shape)} in matmul: "
            f"the rows on the left have {x.shape[-1]} numbers, the columns on the right {y.shape[-2]}."
        )
    return x @ y


def _slope_a(g: Any, y: Any, transpose_a: bool, transpose_b: bool) -> Any:
    if transpose_a:
        return matmul(y, g, transpose_a=transpose_b, transpose_b=True)
    return matmul(g, y, transpose_a=False, transpose_b=not transpose_b)


def _slope_b(g: Any, x: Any, transpose_a: bool, transpose_b: bool) -> Any:
    if transpose_b:
        return matmul(g, x, transpose_a=True, transpose_b=transpose_a)
    return matmul(x, g, transpose_a=not transpose_a, transpose_b=False)


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
        slope = sum_of_products(g, *(xs[j] for j in others), equation=rule)
        sizes = [dict(zip(known, slope.shape)).get(c, n) for c, n in zip(name, shapes[i])]
        slope = reshape(slope, shape=tuple(n if c in known else 1 for c, n in zip(name, sizes)))
        slopes.append(broadcast_to(slope, shape=tuple(sizes)))
    return slopes


def einsum(equation: str, *inputs: TensorLike) -> Tensor:
    """Einstein's sum, such as einsum('ij,jk->ik', a, b) for a matrix product.

    Each input's axes are named by letters (... stands for the axes that are not named). The inputs are multiplied, and
    summed over every letter that is not behind the arrow. Without an arrow, the letters that occur once remain.
    Raises InvalidArgumentError for an equation that does not fit the inputs.
    """
    tensors = [as_tensor(x) for x in inputs]
    names, output = _explicit(equation.replace(" ", ""), [x.ndim for x in tensors])
    free = (c for c in string.ascii_letters if c not in equation and not any(c in name for name in names))
    for i in range(len(tensors)):
        for place, c in enumerate(names[i]):
            if c in names[i][:place]:  # a diagonal: the letter's second place is tied to the first by a unit matrix
                new = next(free)
                names[i] = names[i][:place] + new + names[i][place + 1 :]
                names.append(c + new)
                tensors.append(Tensor(np.eye(tensors[i].shape[place], dtype=tensors[i].dtype)))
    return sum_of_products(tensors, equation=",".join(names) + "->" + output)


def _explicit(equation: str, ndims: Sequence[int]) -> tuple[list[str], str]:
    """The letters of each input and of the output, with letters for every '...' and behind a missing arrow."""
    given, arrow, output = equation.partition("->")
    names = given.split(",")
    if len(names) != len(ndims):
        raise InvalidArgumentError(f"einsum('{equation}') names {len(names)} inputs and received {len(ndims)}.")
    free = [c for c in reversed(string.ascii_letters) if c not in equation]
    rest = [ndim - len(name.replace("...", "")) for name, ndim in zip(names, ndims)]
    for name, ndim, n in zip(names, ndims, rest):
        if n < 0 or (n > 0 and "..." not in name):
            raise InvalidArgumentError(f"einsum('{equation}'): '{name}' does not fit an input with {ndim} axes.")
    dots = "".join(free[: max(rest)])
    names = [name.replace("...", dots[len(dots) - n :] if n else "") for name, n in zip(names, rest)]
    if not arrow:
        letters = "".join(names)
        output = dots + "".join(sorted(c for c in set(letters) - set(dots) if letters.count(c) == 1))
    return names, output.replace("...", dots)


def tensordot(a: TensorLike, b: TensorLike, axes: Any) -> Tensor:
    """Multiply and sum over the last `axes` axes of a and the first of b, or over axes = [those of a, those of b]."""
    x, y = as_tensor(a), as_tensor(b)
    if isinstance(axes, int):
        axes = [range(x.ndim - axes, x.ndim), range(axes)]
    left, right = ([axis % t.ndim for axis in np.atleast_1d(given)] for given, t in zip(axes, (x, y)))
    names_x = string.ascii_lowercase[: x.ndim]
    names_y = list(string.ascii_uppercase[: y.ndim])
    for i, j in zip(left, right):
        names_y[j] = names_x[i]
    output = [c for c in names_x if c not in names_y] + [c for c in names_y if c not in names_x]
    return sum_of_products([x, y], equation=f"{names_x},{''.join(names_y)}->{''.join(output)}")


def _square(x: Array, name: str) -> None:
    if x.ndim < 2 or x.shape[-1] != x.shape[-2]:
        raise InvalidArgumentError(f"{name} needs square matrices, of shape [..., n, n], and received the shape {x.shape}.")


@operator(
    "X⁻¹ · y",
    slope_x=lambda g, x, z, adjoint: _solve_slope(g, x, z, adjoint),  # ∂z/∂X: -(X⁻ᵀ · g) · zᵀ
    slope_y=lambda g, x, adjoint: solve(x, g, adjoint=not adjoint),  # ∂z/∂y: X⁻ᵀ · g
)
def solve(x: Array, y: Array, *, adjoint: bool = False) -> Array:
    """The z for which X · z = y. X: [..., n, n], y: [..., n, k]; `adjoint` takes X transposed.

    Raises InvalidArgumentError where no single solution exists.
    """
    _square(x, "solve")
    if y.ndim < 2:
        raise InvalidArgumentError(f"solve needs right-hand sides of shape [..., n, k], and received the shape {y.shape}.")
    return _invertible(np.linalg.solve, _transposed(x, adjoint), y)


def _solve_slope(g: Any, x: Any, z: Any, adjoint: bool) -> Any:
    below = solve(x, g, adjoint=not adjoint)
    return -(matmul(z, below, transpose_b=True) if adjoint else matmul(below, z, transpose_b=True))


def _invertible(compute: Any, *matrices: Array) -> Array:
    try:
        return compute(*matrices)
    except np.linalg.LinAlgError:
        raise InvalidArgumentError("Input matrix is not invertible: its determinant is 0.") from None


@operator("X⁻¹", slope_x=lambda g, z: -matmul(matmul(z, g, transpose_a=True), z, transpose_b=True))  # ∂z/∂X: -zᵀ · g · zᵀ
def inv(x: Array) -> Array:
    """The inverse matrix. Raises InvalidArgumentError where there is none."""
    _square(x, "inv")
    return _invertible(np.linalg.inv, x)


@operator("det X", slope_x=lambda g, x, z: getitem(g * z, key=_MATRIX) * _matrix_transpose(inv(x)))  # ∂z/∂X = z · X⁻ᵀ
def det(x: Array) -> Array:
    """The determinant: how much the matrix blows up a volume. Its slope needs the inverse to exist."""
    _square(x, "det")
    return np.linalg.det(x)


_MATRIX = (..., None, None)


def _matrix_transpose(x: Any) -> Any:
    return transpose(x, perm=(*range(x.ndim - 2), x.ndim - 1, x.ndim - 2))


def diag_part(input: TensorLike) -> Tensor:
    """The numbers on the main diagonal. [..., m, n] becomes [..., min(m, n)]."""
    x = as_tensor(input)
    places = np.arange(min(x.shape[-2:]))
    return getitem(x, key=(..., places, places))

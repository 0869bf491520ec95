"""Matrices made, taken apart and put together: diagonals, decompositions, least squares, the exponential of a matrix.

A matrix is the last two axes, the axes before them count matrices. What is made of a decomposition has its slopes from the
decomposition's (`gradlab.operators.decompositions`).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gradlab.functions.composed import diag_part, expand_dims, matmul, matrix_transpose, solve, squeeze, where
from gradlab.functions.reduce import reduce_sum
from gradlab.operators import decompositions as parts
from gradlab.operators import getitem, log, multiply, reshape, scatter, subtract
from gradlab.operators.reductions import max_over
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Tensor, TensorLike, as_tensor


class Qr(NamedTuple):
    """What qr gives: columns of length 1 at right angles, and the upper triangle."""

    q: Tensor
    r: Tensor


class LogMatrixDeterminant(NamedTuple):
    """What slogdet gives: the sign of the determinant, and the logarithm of its absolute value."""

    sign: Tensor
    log_abs_determinant: Tensor


def _matrix(x: TensorLike, name: str) -> Tensor:
    tensor = as_tensor(x)
    if tensor.ndim < 2:
        raise InvalidArgumentError(f"{name} needs matrices, of shape [..., m, n], and received the shape {tensor.shape}.")
    return tensor


def diag(diagonal: TensorLike, k: int = 0, num_rows: int = -1, num_cols: int = -1, padding_value: float = 0) -> Tensor:
    """Matrices with the given numbers on diagonal number k (0 is the main one, 1 the one above), `padding_value` elsewhere.

    [..., n] becomes [..., n + |k|, n + |k|], unless num_rows or num_cols say otherwise.
    """
    x = as_tensor(diagonal)
    if x.ndim == 0 or not isinstance(k, int):
        raise InvalidArgumentError("diag needs a row of numbers, of shape [..., n], and one whole number as `k`.")
    n = x.shape[-1]
    square = num_rows == num_cols == -1
    rows = n + (abs(k) if square else max(-k, 0)) if num_rows == -1 else num_rows
    columns = n + (abs(k) if square else max(k, 0)) if num_cols == -1 else num_cols
    if min(rows - max(-k, 0), columns - max(k, 0)) != n:
        raise InvalidArgumentError(
            f"diag: a diagonal of length {n} with k={k} does not fit into {rows} rows, {columns} columns."
        )
    places = np.arange(n)
    key = (..., places + max(-k, 0), places + max(k, 0))
    z = scatter(x, key=key, shape=(*x.shape[:-1], rows, columns))
    if padding_value == 0:
        return z
    frame = np.full(z.shape, padding_value, x.dtype)
    frame[key] = 0
    return z + frame


def tensor_diag(diagonal: TensorLike) -> Tensor:
    """z[i, i] = x[i] for a row of numbers, z[i, j, i, j] = x[i, j] for a matrix and so on: each axis twice, 0 elsewhere."""
    x = as_tensor(diagonal)
    if x.ndim == 0:
        raise InvalidArgumentError("tensor_diag needs at least one axis, and received a single number: write [x].")
    return reshape(diag(reshape(x, (-1,))), x.shape * 2)


def set_diag(input: TensorLike, diagonal: TensorLike) -> Tensor:
    """The matrices with other numbers on their main diagonals. input: [..., m, n], diagonal: [..., min(m, n)]."""
    x = _matrix(input, "set_diag")
    rows, columns = x.shape[-2:]
    new = diag(as_tensor(diagonal, x.dtype), 0, rows, columns)
    return where(np.eye(rows, columns, dtype=bool), new, x)


def band_part(input: TensorLike, num_lower: int, num_upper: int) -> Tensor:
    """The diagonals from `num_lower` below to `num_upper` above the main one, 0 elsewhere; -1 means all of them.

    band_part(x, -1, 0) is the lower triangle, band_part(x, 0, -1) the upper one.
    """
    x = _matrix(input, "band_part")
    rows, columns = np.indices(x.shape[-2:])
    kept = ((num_lower < 0) | (rows - columns <= num_lower)) & ((num_upper < 0) | (columns - rows <= num_upper))
    return where(kept, x, Tensor(np.zeros((), x.dtype)[()]))


def trace(x: TensorLike) -> Tensor:
    """The sum of the main diagonal. [..., m, n] becomes [...]."""
    return reduce_sum(diag_part(_matrix(x, "trace")), -1)


def matvec(a: TensorLike, b: TensorLike, transpose_a: bool = False) -> Tensor:
    """Matrix times vector: [..., m, n] times [..., n] is [..., m]; of the matrix transposed if asked for."""
    x = _matrix(a, "matvec")
    return squeeze(matmul(x, expand_dims(as_tensor(b), -1), transpose_a=transpose_a), -1)


def cross(a: TensorLike, b: TensorLike) -> Tensor:
    """The vector at right angles to two vectors of three numbers, along the last axis."""
    x, y = as_tensor(a), as_tensor(b)
    if x.shape[-1:] != (3,) or x.shape != y.shape:
        raise InvalidArgumentError(f"cross needs two inputs of shape [..., 3], and received {x.shape} and {y.shape}.")
    after, before = (..., np.array([1, 2, 0])), (..., np.array([2, 0, 1]))
    return subtract(
        multiply(getitem(x, key=after), getitem(y, key=before)), multiply(getitem(x, key=before), getitem(y, key=after))
    )


def eigh(tensor: TensorLike) -> tuple[Tensor, Tensor]:
    """The eigenvalues of symmetric matrices, the smallest first, and their eigenvectors as columns; signs are arbitrary."""
    x = as_tensor(tensor)
    return parts.eigenvalues(x), parts.eigenvectors(x)


def eigvalsh(tensor: TensorLike) -> Tensor:
    """The eigenvalues of symmetric matrices, the smallest first."""
    return parts.eigenvalues(tensor)


def svd(tensor: TensorLike, full_matrices: bool = False, compute_uv: bool = True) -> Any:
    """s, u, v for which the matrix is u · diag(s) · vᵀ: singular values, the largest first, and vectors as columns.

    compute_uv=False gives s alone. Signs of the vectors are arbitrary. (NumPy's svd gives vᵀ, and in another order.)
    Raises ValueError for full_matrices=True where the matrices are not square.
    """
    x = _matrix(tensor, "svd")
    if full_matrices and compute_uv and x.shape[-1] != x.shape[-2]:
        raise ValueError("svd(full_matrices=True) is not here: its further columns are arbitrary. Leave the argument out.")
    s = parts.singular_values(x)
    return (s, parts.left_vectors(x), parts.right_vectors(x)) if compute_uv else s


def qr(input: TensorLike, full_matrices: bool = False) -> Qr:
    """q, r with q · r = the matrix: columns of length 1 at right angles, and an upper triangle; signs are arbitrary.

    Raises ValueError for full_matrices=True where there are more rows than columns.
    """
    x = _matrix(input, "qr")
    if full_matrices and x.shape[-2] > x.shape[-1]:
        raise ValueError("qr(full_matrices=True) is not here: its further columns are arbitrary. Leave the argument out.")
    return Qr(parts.orthogonal_factor(x), parts.upper_factor(x))


def slogdet(input: TensorLike) -> LogMatrixDeterminant:
    """The sign of the determinant, and ln |det|, which stays finite where the determinant is beyond all floats."""
    x = _matrix(input, "slogdet")
    logarithms = parts.log_abs_det(x)
    signs = np.linalg.slogdet(x._array.astype(np.float64))[0].astype(x.dtype)
    return LogMatrixDeterminant(Tensor(signs), logarithms)


def logdet(matrix: TensorLike) -> Tensor:
    """ln det of symmetric matrices that are positive definite. Raises InvalidArgumentError for others."""
    return reduce_sum(log(diag_part(parts.cholesky(matrix))), -1) * 2


def cholesky_solve(chol: TensorLike, rhs: TensorLike) -> Tensor:
    """The z for which L · Lᵀ · z = rhs, where L = chol comes from cholesky. chol: [..., n, n], rhs: [..., n, k]."""
    return triangular_solve(chol, triangular_solve(chol, rhs), adjoint=True)


def triangular_solve(matrix: TensorLike, rhs: TensorLike, lower: bool = True, adjoint: bool = False) -> Tensor:
    """The z for which matrix · z = rhs, reading only the lower (or upper) triangle; `adjoint` takes it transposed."""
    triangle = band_part(matrix, -1, 0) if lower else band_part(matrix, 0, -1)
    return solve(triangle, rhs, adjoint)


def lstsq(matrix: TensorLike, rhs: TensorLike, l2_regularizer: float = 0.0, fast: bool = True) -> Tensor:
    """The z that makes ‖matrix · z - rhs‖² + l2_regularizer · ‖z‖² smallest; of several the shortest.

    matrix: [..., m, n], rhs: [..., m, k], result: [..., n, k]. fast: TensorFlow's choice of method; of no effect here.
    Raises InvalidArgumentError where columns (or rows, if there are fewer) depend on each other.
    """
    x, y = _matrix(matrix, "lstsq"), _matrix(rhs, "lstsq")
    rows, columns = x.shape[-2:]
    if rows >= columns:
        return solve(x.mT @ x + np.eye(columns, dtype=x.dtype) * x.dtype.type(l2_regularizer), x.mT @ y)
    return x.mT @ solve(x @ x.mT + np.eye(rows, dtype=x.dtype) * x.dtype.type(l2_regularizer), y)


def pinv(a: TensorLike, rcond: float | None = None) -> Tensor:
    """The pseudo-inverse (Moore-Penrose): [..., m, n] becomes [..., n, m]. Singular values below rcond · largest count as 0.

    rcond: 10 · max(m, n) · the precision of the dtype, unless given.
    """
    x = _matrix(a, "pinv")
    s, u, v = svd(x)
    limit = 10 * max(x.shape[-2:]) * np.finfo(x.dtype).eps if rcond is None else rcond
    kept = s > max_over(s, axis=(s.ndim - 1,), keepdims=True) * limit
    inverse = where(kept, 1 / where(kept, s, Tensor(np.ones((), x.dtype)[()])), Tensor(np.zeros((), x.dtype)[()]))
    return (v * inverse[..., None, :]) @ u.mT


def matrix_rank(a: TensorLike, tol: float | None = None) -> Tensor:
    """How many singular values are above `tol` (largest · max(m, n) · precision unless given), as int32."""
    x = _matrix(a, "matrix_rank")
    return Tensor(np.int32(np.linalg.matrix_rank(x._array, tol)))


def expm(input: TensorLike) -> Tensor:
    """The exponential of square matrices: Σ Xᵏ / k!, by the series of X / 2ⁿ, squared n times."""
    x = _matrix(input, "expm")
    size = float(np.max(np.abs(x._array).sum(axis=-1), initial=0.0))
    halvings = max(0, int(np.ceil(np.log2(size))) + 1) if size > 0.5 else 0
    small = x / 2.0**halvings
    unit = np.eye(x.shape[-1], dtype=x.dtype)
    term = total = small * 0 + unit
    for k in range(1, 19):  # 0.5¹⁹ / 19! is below the precision of float64
        term = term @ small / float(k)
        total = total + term
    for _ in range(halvings):
        total = total @ total
    return total


def adjoint(matrix: TensorLike) -> Tensor:
    """Every matrix with rows and columns exchanged; of real numbers the same as matrix_transpose."""
    return matrix_transpose(matrix)

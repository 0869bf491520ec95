"""A matrix taken apart into simpler ones: eigenvalues, singular values, QR, Cholesky, and the logarithm of a determinant.

A decomposition has several parts, and an operator has one output, so each part is an operator of its own. The slope of one
part needs the others, and a rule computes them again from the matrix, so that second derivatives are right as well.
With F[i, j] = 1 / (wⱼ - wᵢ) off the diagonal and 0 on it, the rules are those of Giles (2008), "Collected matrix derivative
results", of Murray (2016), "Differentiation of the Cholesky decomposition", and of Walter and Lehmann (2010) for QR.
Equal eigenvalues or singular values have no vectors of their own, and slopes of these are inf or nan.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from gradlab.operators.linear_algebra import inv, solve
from gradlab.operators.operator import operator
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Array


def _apart(compute: Callable[..., Any], x: Array, square: bool = True, **options: Any) -> Any:
    """What NumPy finds in matrices, or an error that says what is wrong with them."""
    name = compute.__name__
    if x.ndim < 2 or (square and x.shape[-1] != x.shape[-2]):
        wanted = "square matrices, of shape [..., n, n]" if square else "matrices, of shape [..., m, n]"
        raise InvalidArgumentError(f"{name} needs {wanted}, and received the shape {x.shape}.")
    if not np.isfinite(x).all():
        raise InvalidArgumentError(f"{name} received a matrix that holds nan or inf.")
    try:
        return compute(x.astype(np.float32) if x.dtype == np.float16 else x, **options)  # float16: LAPACK has none
    except np.linalg.LinAlgError as error:
        raise InvalidArgumentError(f"{name} was not successful: {error}. The input might not be valid.") from None


def _lower(x: Any, diagonal: float = 1.0) -> Any:
    """The lower triangle; numbers on the diagonal count `diagonal` times."""
    n = x.shape[-1]
    return x * (np.tril(np.ones((n, n), x.dtype), -1) + np.eye(n, dtype=x.dtype) * x.dtype.type(diagonal))


def _apartness(w: Any) -> Any:
    """F[i, j] = 1 / (wⱼ - wᵢ), and 0 on the diagonal."""
    eye = np.eye(w.shape[-1], dtype=w.dtype)
    return (1 - eye) / (w[..., None, :] - w[..., :, None] + eye)


def _mirrored(x: Any) -> Any:
    """The slope of a symmetric matrix of which only the lower triangle is read: what the upper half gets, moves down."""
    return _lower(x + x.mT, 0.5)


@operator(
    "eigenvalues of X",
    takes="f",
    slope_x=lambda g, x: _mirrored((v := eigenvectors(x)) * g[..., None, :] @ v.mT),  # ∂z/∂X: V · diag(g) · Vᵀ
)
def eigenvalues(x: Array) -> Array:
    """The eigenvalues of symmetric matrices, the smallest first. x: [..., n, n], of which the lower triangle is read."""
    return _apart(np.linalg.eigvalsh, x).astype(x.dtype)


@operator(
    "eigenvectors of X",
    takes="f",
    slope_x=lambda g, x, z: _mirrored(z @ (_apartness(eigenvalues(x)) * (z.mT @ g)) @ z.mT),  # ∂z/∂X: V · (F ∘ Vᵀg) · Vᵀ
)
def eigenvectors(x: Array) -> Array:
    """The eigenvectors of symmetric matrices as columns of length 1, in the order of `eigenvalues`; signs are arbitrary."""
    return _apart(np.linalg.eigh, x)[1].astype(x.dtype)


@operator(
    "singular values of X",
    takes="f",
    slope_x=lambda g, x: left_vectors(x) * g[..., None, :] @ right_vectors(x).mT,  # ∂z/∂X: U · diag(g) · Vᵀ
)
def singular_values(x: Array) -> Array:
    """The singular values, the largest first. x: [..., m, n], result: [..., min(m, n)]."""
    return _apart(np.linalg.svd, x, square=False, compute_uv=False).astype(x.dtype)


def _turned(g: Any, z: Any, s: Any) -> Any:
    """F ∘ (zᵀg - gᵀz) with the squared singular values in F: how slopes of singular vectors turn them into each other."""
    return _apartness(s * s) * (z.mT @ g - g.mT @ z)


@operator(
    "left singular vectors of X",
    takes="f",
    slope_x=lambda g, x, z: _left_slope(
        g, z, singular_values(x), right_vectors(x)
    ),  # U·(F ∘ (Uᵀg - gᵀU))·S·Vᵀ + what is off U
)
def left_vectors(x: Array) -> Array:
    """The left singular vectors as columns of length 1, [..., m, min(m, n)]; signs are arbitrary."""
    return _apart(np.linalg.svd, x, square=False, full_matrices=False)[0].astype(x.dtype)


@operator(
    "right singular vectors of X",
    takes="f",
    slope_x=lambda g, x, z: _left_slope(g, z, singular_values(x), left_vectors(x)).mT,  # that of Xᵀ, transposed
)
def right_vectors(x: Array) -> Array:
    """The right singular vectors as columns of length 1, [..., n, min(m, n)]; signs are arbitrary."""
    return np.swapaxes(_apart(np.linalg.svd, x, square=False, full_matrices=False)[2], -1, -2).astype(x.dtype)


def _left_slope(g: Any, u: Any, s: Any, v: Any) -> Any:
    inside = u @ (_turned(g, u, s) * s[..., None, :])
    outside = (g - u @ (u.mT @ g)) / s[..., None, :]  # what leads out of the space that the vectors span
    return (inside + outside) @ v.mT


@operator(
    "Q of X = Q · R",
    takes="f",
    slope_x=lambda g, x, z: _qr_slope(-(g.mT @ z), g, z, upper_factor(x)),  # with M = -gᵀ·Q: (g + Q·sym(M))·R⁻ᵀ
)
def orthogonal_factor(x: Array) -> Array:
    """Columns of length 1 at right angles that span the same space as those of x: [..., m, min(m, n)]."""
    return _apart(np.linalg.qr, x, square=False)[0].astype(x.dtype)


@operator(
    "R of X = Q · R",
    takes="f",
    slope_x=lambda g, x, z: _qr_slope(z @ g.mT, 0.0, orthogonal_factor(x), z),  # with M = R·gᵀ: Q·sym(M)·R⁻ᵀ
)
def upper_factor(x: Array) -> Array:
    """The upper triangle R for which X = Q · R: [..., min(m, n), n]."""
    return _apart(np.linalg.qr, x, square=False)[1].astype(x.dtype)


def _qr_slope(m: Any, g: Any, q: Any, r: Any) -> Any:
    if r.shape[-1] != r.shape[-2]:
        raise InvalidArgumentError(
            f"qr has a slope for matrices with at least as many rows as columns, and received {q.shape[-2]} rows and "
            f"{r.shape[-1]} columns."
        )
    symmetric = _lower(m) + _lower(m, 0.0).mT
    return solve(r, (g + q @ symmetric).mT).mT


@operator(
    "L of X = L · Lᵀ",
    takes="f",
    slope_input=lambda g, z: _cholesky_slope(_lower(z.mT @ _lower(g), 0.5), z),  # with P = half(Lᵀ·g): L⁻ᵀ·P·L⁻¹, mirrored
)
def cholesky(input: Array) -> Array:
    """The lower triangle L for which X = L · Lᵀ, of symmetric matrices that curve upwards everywhere (positive definite).

    Raises InvalidArgumentError for others. Of input, [..., n, n], the lower triangle is read.
    """
    return _apart(np.linalg.cholesky, input).astype(input.dtype)


def _cholesky_slope(p: Any, z: Any) -> Any:
    s = solve(z.mT, solve(z.mT, p.mT).mT)
    return (s + s.mT) * 0.5


@operator("ln |det X|", takes="f", slope_x=lambda g, x: g[..., None, None] * inv(x).mT)  # ∂z/∂X = X⁻ᵀ
def log_abs_det(x: Array) -> Array:
    """ln |det X|, where the determinant itself may be beyond all floats. x: [..., n, n]."""
    return np.asarray(_apart(np.linalg.slogdet, x)[1]).astype(x.dtype)[()]

"""Products and quotients in which 0 has the last word, and a few plain functions under TensorFlow's longer names."""

from __future__ import annotations

from typing import Any

from gradlab.functions.composed import where
from gradlab.operators import divide, log, log1p, multiply, not_equal
from gradlab.tensors.tensor import Tensor, TensorLike, as_tensor


def _unless_zero(x: TensorLike, y: TensorLike, of: Any) -> Tensor:
    """x · of(y), and 0 where x is 0, whatever y is: there y is replaced by 1, so that no slope becomes nan."""
    a = as_tensor(x)
    b = as_tensor(y, a.dtype)
    there = not_equal(a, a.dtype.type(0))
    return where(there, multiply(a, of(where(there, b, b.dtype.type(1)))), multiply(a, b.dtype.type(0)))


def xlogy(x: TensorLike, y: TensorLike) -> Tensor:
    """x · ln y, and 0 where x is 0."""
    return _unless_zero(x, y, log)


def xlog1py(x: TensorLike, y: TensorLike) -> Tensor:
    """x · ln(1 + y), and 0 where x is 0."""
    return _unless_zero(x, y, log1p)


def xdivy(x: TensorLike, y: TensorLike) -> Tensor:
    """x / y, and 0 where x is 0."""
    return _unless_zero(x, y, lambda b: divide(1.0, b))


def reciprocal_no_nan(x: TensorLike) -> Tensor:
    """1 / x, and 0 where x is 0."""
    a = as_tensor(x)
    there = not_equal(a, a.dtype.type(0))
    return where(there, divide(1.0, where(there, a, a * 0 + 1)), a * 0)


def scalar_mul(scalar: TensorLike, x: TensorLike) -> Tensor:
    """A number times a Tensor."""
    return multiply(scalar, x) if isinstance(scalar, Tensor) else multiply(x, scalar)

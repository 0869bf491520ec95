"""From scores to probabilities, and the losses that compare them with the truth.

The exponentials never overflow: the largest score is taken out first, which changes no probability.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gradlab.errors import InvalidArgumentError
from gradlab.operators.elementwise import exp
from gradlab.operators.operator import operator
from gradlab.operators.reductions import reduce_sum, sum_over
from gradlab.operators.shaping import getitem, one_hot
from gradlab.tensor import Array, Tensor, TensorLike


def _total(x: Any, axis: int) -> Any:
    return sum_over(x, axis=(axis % x.ndim,), keepdims=True)


@operator(
    "softmax(x)",
    floats=True,
    slope_x=lambda g, z, axis: z * (g - _total(g * z, axis)),  # ∂zᵢ/∂xⱼ = zᵢ · ((i = j) - zⱼ)
)
def softmax(x: Array, *, axis: int = -1) -> Array:
    """z = exp(x) / Σ exp(x): positive numbers that add up to 1 along the axis."""
    z = np.exp(x - x.max(axis=axis, keepdims=True))
    return z / z.sum(axis=axis, keepdims=True)


@operator(
    "ln softmax(x)",
    floats=True,
    slope_x=lambda g, z, axis: g - exp(z) * _total(g, axis),  # ∂zᵢ/∂xⱼ = (i = j) - exp(zⱼ)
)
def log_softmax(x: Array, *, axis: int = -1) -> Array:
    """z = x - ln Σ exp(x), the logarithm of softmax, also where softmax is too small for a float."""
    return _log_softmax(x, axis)


def _log_softmax(x: Array, axis: int) -> Array:
    z = x - x.max(axis=axis, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=axis, keepdims=True))


@operator(
    "-ln softmax(x)[label]",
    flat={"labels": "a label is the number of a class and cannot move a little"},
    slope_x=lambda g, x, labels: (
        getitem(g, key=(..., None)) * (softmax(x) - _truth(labels, x))
    ),  # ∂z/∂x = softmax(x) - one_hot
)
def sparse_cross_entropy(labels: Array, x: Array) -> Array:
    """z = -ln softmax(x)[label] along the last axis: how surprised the scores are by the true class."""
    if labels.dtype.kind not in "iu" or labels.shape != x.shape[:-1]:
        raise InvalidArgumentError(
            f"`labels` should be whole numbers of the shape of `logits` without the classes, {x.shape[:-1]}, "
            f"and are {labels.dtype.name} of the shape {labels.shape}."
        )
    if labels.size and labels.astype(np.uint64).max() >= x.shape[-1]:  # a negative label becomes a very large one
        raise InvalidArgumentError(f"`labels` should lie in [0, {x.shape[-1]}), the number of classes in `logits`.")
    rows = _log_softmax(x, -1).reshape(-1, x.shape[-1])
    return -rows[np.arange(labels.size), labels.ravel()].reshape(labels.shape)


def _truth(labels: Any, x: Any) -> Any:
    return one_hot(labels, depth=x.shape[-1], dtype=x.dtype)


def softmax_cross_entropy_with_logits(labels: TensorLike, logits: TensorLike, axis: int = -1) -> Tensor:
    """-Σ labels · ln softmax(logits) along the axis: how surprised the scores are by the true probabilities."""
    return -reduce_sum(log_softmax(logits, axis=axis) * labels, axis)


def sparse_softmax_cross_entropy_with_logits(labels: TensorLike, logits: TensorLike) -> Tensor:
    """-ln softmax(logits)[label] for each row: how surprised the scores are by the true class.

    labels: whole numbers of shape [batch…]; logits: scores of shape [batch…, classes].
    Raises InvalidArgumentError for labels of another shape, of another kind or out of range.
    """
    return sparse_cross_entropy(labels, logits)

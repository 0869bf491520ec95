"""From scores to probabilities, and how surprised these are by the truth.

The exponentials never overflow: the largest score is taken out first, which changes no probability.
"""

from typing import Any

import numpy as np

from gradlab.operators.activations import sigmoid
from gradlab.operators.elementwise import exp
from gradlab.operators.operator import operator
from gradlab.operators.reductions import sum_over
from gradlab.operators.shaping import axis_of, scatter
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Array


def _total(x: Any, axis: int) -> Any:
    return sum_over(x, axis=(axis % x.ndim,), keepdims=True)


@operator(
    "softmax(x)", takes="f", slope_logits=lambda g, z, axis: z * (g - _total(g * z, axis))
)  # ∂zᵢ/∂xⱼ = zᵢ((i = j) - zⱼ)
def softmax(logits: Array, *, axis: int = -1) -> Array:
    """z = exp(x) / Σ exp(x) of the logits x: positive numbers that add up to 1 along the axis."""
    z = np.exp(logits - logits.max(axis=axis_of(axis, logits.ndim), keepdims=True, initial=-np.inf))
    return z / z.sum(axis=axis, keepdims=True)


@operator(
    "ln softmax(x)", takes="f", slope_logits=lambda g, z, axis: g - exp(z) * _total(g, axis)
)  # ∂zᵢ/∂xⱼ = (i = j) - e^zⱼ
def log_softmax(logits: Array, *, axis: int = -1) -> Array:
    """z = x - ln Σ exp(x) of the logits x, the logarithm of softmax, also where softmax is too small for a float."""
    z = logits - logits.max(axis=axis_of(axis, logits.ndim), keepdims=True, initial=-np.inf)
    return z - np.log(np.exp(z).sum(axis=axis, keepdims=True))


@operator(
    "ln(1 + eˣ) - l · x",
    elementwise=True,
    takes="f",
    slope_labels=lambda g, logits: -g * logits,  # ∂z/∂l = -x
    slope_logits=lambda g, labels, logits: g * (sigmoid(logits) - labels),  # ∂z/∂x = σ(x) - l
)
def sigmoid_cross_entropy(labels: Array, logits: Array) -> Array:
    """-ln σ(x) of the logits x where the label l is 1, -ln (1 - σ(x)) where it is 0: how surprised x is by yes or no.

    It is written so that no number overflows, with pieces that bend at 0; its slope has no corner there.
    """
    return np.maximum(logits, 0) - logits * labels + np.log1p(np.exp(-np.abs(logits)))


def _at(labels: Array) -> tuple[Array, ...]:
    """What stands in x[...] to take from each row the number of its class."""
    if labels.ndim == 1:
        return np.arange(len(labels)), labels  # the common case, without detours
    return (*np.indices(labels.shape, sparse=True), labels)


@operator(
    "-x[label]",
    flat={"labels": "a label is a whole number and cannot move a little"},
    slope_x=lambda g, labels, x_shape: scatter(-g, key=_at(labels), shape=x_shape),  # ∂z/∂xⱼ = -(j = label)
)
def negative_log_likelihood(labels: Array, x: Array) -> Array:
    """z = -x[label] of the logarithms x of probabilities, for each row: how surprised they are by the true class.

    labels: whole numbers of shape [batch…]; x: of shape [batch…, classes].
    Raises InvalidArgumentError for labels of another shape, of another kind or out of range.
    """
    *rows, classes = x.shape
    if labels.dtype.kind not in "iu" or labels.shape != (*rows,):
        raise InvalidArgumentError(
            f"`labels` should be whole numbers of the shape of `logits` without the classes, {(*rows,)}, "
            f"and are {labels.dtype.name} of the shape {labels.shape}."
        )
    unsigned = labels.astype(np.uint64)  # -1 becomes a very large one
    if labels.size and unsigned.item(unsigned.argmax()) >= classes:  # half the time of .max()
        raise InvalidArgumentError(f"`labels` should lie in [0, {classes}), the number of classes in `logits`.")
    return -x[_at(labels)]

"""Losses for classes: how surprised a model's probabilities are by the answers.

All expect probabilities, or scores with from_logits=True. Probabilities that come from softmax or sigmoid still know their
scores, and the scores are used (see gradlab.keras.activations). label_smoothing takes a little certainty from the answers:
0.1 makes 0.95 and 0.05 of the answers 1 and 0 to one question, so that no score has to grow for ever.
"""

from __future__ import annotations

import numpy as np

from gradlab.functions.composed import (
    cast,
    clip_by_value,
    softmax_cross_entropy_with_logits,
    sparse_softmax_cross_entropy_with_logits,
)
from gradlab.functions.reduce import reduce_mean, reduce_sum
from gradlab.keras.activations import Probabilities
from gradlab.keras.losses.answers import (
    answers,
    check_labels,
    check_one_hot,
    check_probabilities,
    check_same,
    side_by_side,
)
from gradlab.keras.losses.loss import LossFunctionWrapper, PlainLoss, fraction
from gradlab.keras.shapes import floats
from gradlab.operators.activations import softplus
from gradlab.operators.elementwise import log
from gradlab.operators.shaping import reshape
from gradlab.tensors.errors import warn
from gradlab.tensors.tensor import Tensor, TensorLike, as_tensor

# Probabilities are held this far away from 0 and 1, so that their logarithms stay finite.
EPSILON = 1e-7


@answers(check_probabilities)
def binary_crossentropy(
    y_true: TensorLike, y_pred: TensorLike, from_logits: bool = False, label_smoothing: float = 0.0
) -> Tensor:
    """-(y · ln p + (1 - y) · ln(1 - p)), the mean over the last axis: how surprised p is by the answers y, 0 or 1.

    Shapes: [batch…, n] both; result [batch…]. from_logits: y_pred are scores, p = sigmoid(scores).
    label_smoothing: y is y · (1 - label_smoothing) + label_smoothing / 2.
    Warns if y_pred should be probabilities and cannot be.
    """
    truth, prediction = side_by_side(y_true, y_pred)
    truth = smooth(truth, label_smoothing, 2)
    if (scores := _scores(y_pred, from_logits, "sigmoid")) is not None:
        scores = reshape(scores, shape=prediction.shape)
        return reduce_mean(softplus(scores) - truth * scores, -1)
    warn_of_scores(prediction, "binary_crossentropy", "sigmoid")
    p = clip_by_value(prediction, EPSILON, 1 - EPSILON)
    return reduce_mean(-(truth * log(p) + (1 - truth) * log(1 - p)), -1)


@answers(check_one_hot)
def categorical_crossentropy(
    y_true: TensorLike, y_pred: TensorLike, from_logits: bool = False, label_smoothing: float = 0.0
) -> Tensor:
    """-Σ y · ln p over the last axis, the classes: how surprised p is by the answer y, as probabilities or one-hot.

    Shapes: [batch…, classes] both; result [batch…]. from_logits: y_pred are scores, p = softmax(scores).
    label_smoothing: y is y · (1 - label_smoothing) + label_smoothing / classes.
    Warns if y_pred should be probabilities and cannot be. Raises InvalidArgumentError where the shapes differ.
    """
    prediction = floats(y_pred)
    truth = cast(y_true, prediction.dtype)
    check_one_hot(truth._array, prediction.shape)
    truth = smooth(truth, label_smoothing, prediction.shape[-1])
    if (scores := _scores(y_pred, from_logits, "softmax")) is not None:
        return softmax_cross_entropy_with_logits(truth, scores)
    warn_of_scores(prediction, "categorical_crossentropy", "softmax")
    p = clip_by_value(prediction / reduce_sum(prediction, -1, keepdims=True), EPSILON, 1 - EPSILON)
    return -reduce_sum(truth * log(p), -1)


@answers(check_labels)
def sparse_categorical_crossentropy(y_true: TensorLike, y_pred: TensorLike, from_logits: bool = False) -> Tensor:
    """-ln p[y]: how surprised the probabilities p are by the true class y, a whole number counted from 0.

    Shapes: y_true [batch…] or [batch…, 1], y_pred [batch…, classes]; result [batch…].
    from_logits: y_pred are scores, p = softmax(scores). Warns if y_pred should be probabilities and cannot be.
    Raises InvalidArgumentError for one-hot answers and for classes that do not exist.
    """
    truth, prediction = as_tensor(y_true), floats(y_pred)
    check_labels(truth._array, prediction.shape)
    truth = cast(reshape(truth, shape=prediction.shape[:-1]), np.int64)
    scores = _scores(y_pred, from_logits, "softmax")
    if scores is None:
        warn_of_scores(prediction, "sparse_categorical_crossentropy", "softmax")
        scores = log(clip_by_value(prediction, EPSILON, 1 - EPSILON))
    return sparse_softmax_cross_entropy_with_logits(truth, scores)


@answers(check_same)
def kl_divergence(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
    """Σ y · ln(y / p) over the last axis: how much more p is surprised than the true probabilities y themselves would be.

    Shapes: [batch…, classes] both; result [batch…]. Kullback and Leibler (1951), "On information and sufficiency".
    """
    truth, prediction = side_by_side(y_true, y_pred)
    y, p = clip_by_value(truth, EPSILON, 1.0), clip_by_value(prediction, EPSILON, 1.0)
    return reduce_sum(y * log(y / p), -1)


@answers(check_same)
def poisson(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
    """The mean of p - y · ln p over the last axis: for answers y that count events, of which p are expected.

    Shapes: [batch…, n] both; result [batch…]. Predictions are above 0: give the last layer activation='exponential'.
    """
    truth, prediction = side_by_side(y_true, y_pred)
    return reduce_mean(prediction - truth * log(prediction + EPSILON), -1)


def smooth(truth: Tensor, label_smoothing: float, classes: int) -> Tensor:
    """Answers with a part of their certainty spread over all classes. Raises ValueError for a part outside of 0…1."""
    if not fraction("label_smoothing", label_smoothing):
        return truth
    return truth * (1.0 - label_smoothing) + label_smoothing / classes


def _scores(y_pred: TensorLike, from_logits: bool, curve: str) -> Tensor | None:
    """The scores behind a prediction, if it consists of scores or still knows them, from this curve."""
    if isinstance(y_pred, Probabilities) and y_pred.curve == curve:
        return y_pred.logits
    return floats(y_pred) if from_logits else None


def warn_of_scores(prediction: Tensor, name: str, activation: str) -> None:
    """Warn if predictions that should be probabilities cannot be."""
    lowest, highest = prediction._array.min(initial=0), prediction._array.max(initial=1)
    if lowest < 0 or highest > 1.001:
        warn(
            f"{name} expects probabilities between 0 and 1, and y_pred reaches from {lowest:.3g} to {highest:.3g}: "
            f"these look like scores. Give the last layer activation='{activation}', or use "
            f"keras.losses.{name.title().replace('_', '')}(from_logits=True)."
        )


class BinaryCrossentropy(LossFunctionWrapper):
    """The mean of -(y · ln p + (1 - y) · ln(1 - p)): for answers that are 0 or 1."""

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        *,
        reduction: str | None = "sum_over_batch_size",
        name: str = "binary_crossentropy",
    ) -> None:
        smoothing = fraction("label_smoothing", label_smoothing)
        super().__init__(binary_crossentropy, reduction, name, from_logits=from_logits, label_smoothing=smoothing)


class CategoricalCrossentropy(LossFunctionWrapper):
    """The mean of -Σ y · ln p: for answers that are one-hot or probabilities."""

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        *,
        reduction: str | None = "sum_over_batch_size",
        name: str = "categorical_crossentropy",
    ) -> None:
        smoothing = fraction("label_smoothing", label_smoothing)
        super().__init__(categorical_crossentropy, reduction, name, from_logits=from_logits, label_smoothing=smoothing)


class SparseCategoricalCrossentropy(LossFunctionWrapper):
    """The mean of -ln p[y]: for answers that are numbers of classes, counted from 0."""

    def __init__(
        self,
        from_logits: bool = False,
        *,
        reduction: str | None = "sum_over_batch_size",
        name: str = "sparse_categorical_crossentropy",
    ) -> None:
        super().__init__(sparse_categorical_crossentropy, reduction, name, from_logits=from_logits)


class KLDivergence(PlainLoss):
    """The mean of Σ y · ln(y / p): for answers that are probabilities."""

    function = staticmethod(kl_divergence)


class Poisson(PlainLoss):
    """The mean of p - y · ln p: for answers that count events."""

    function = staticmethod(poisson)

"""Losses for amounts: how far a prediction is from its answer, by different measures of far."""

from __future__ import annotations

import math

from gradlab.functions.composed import where
from gradlab.functions.reduce import reduce_mean, reduce_sum
from gradlab.keras.losses.answers import answers, check_same, side_by_side
from gradlab.keras.losses.loss import LossFunctionWrapper, PlainLoss
from gradlab.operators.activations import softplus
from gradlab.operators.arithmetic import abs, square
from gradlab.operators.elementwise import log, maximum, rsqrt
from gradlab.tensors.tensor import Tensor, TensorLike

EPSILON = 1e-7  # nothing is divided by less, and no logarithm is taken of less


@answers(check_same)
def mean_squared_error(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
    """Σ (y_true - y_pred)² / n over the last axis. Shapes: [batch…, n] both; result [batch…]."""
    truth, prediction = side_by_side(y_true, y_pred)
    return reduce_mean(square(truth - prediction), -1)


@answers(check_same)
def mean_absolute_error(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
    """Σ |y_true - y_pred| / n over the last axis. Shapes: [batch…, n] both; result [batch…]."""
    truth, prediction = side_by_side(y_true, y_pred)
    return reduce_mean(abs(truth - prediction), -1)


@answers(check_same)
def mean_absolute_percentage_error(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
    """100 · Σ |(y_true - y_pred) / y_true| / n over the last axis: errors as a percentage of the answer.

    Shapes: [batch…, n] both; result [batch…]. Answers near 0 make it huge: no answer counts as less than 1e-7.
    """
    truth, prediction = side_by_side(y_true, y_pred)
    return reduce_mean(abs((truth - prediction) / maximum(abs(truth), EPSILON)), -1) * 100.0


@answers(check_same)
def mean_squared_logarithmic_error(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
    """Σ (ln(1 + y_true) - ln(1 + y_pred))² / n over the last axis: twice as much costs the same at every size.

    Shapes: [batch…, n] both; result [batch…]. For amounts that are not below 0: those count as 1e-7.
    """
    truth, prediction = side_by_side(y_true, y_pred)
    return reduce_mean(square(log(maximum(prediction, EPSILON) + 1.0) - log(maximum(truth, EPSILON) + 1.0)), -1)


@answers(check_same)
def huber(y_true: TensorLike, y_pred: TensorLike, delta: float = 1.0) -> Tensor:
    """The mean of ½e² where the error |e| ≤ delta, and of delta · (|e| - ½delta) beyond: outliers pull, but not too hard.

    Shapes: [batch…, n] both; result [batch…]. Huber (1964), "Robust estimation of a location parameter".
    """
    truth, prediction = side_by_side(y_true, y_pred)
    error = abs(truth - prediction)
    return reduce_mean(where(error <= delta, square(error) * 0.5, error * delta - 0.5 * delta * delta), -1)


@answers(check_same)
def log_cosh(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
    """The mean of ln(cosh(e)) over the last axis: ½e² for small errors, |e| - ln 2 for large ones, and smooth between.

    Shapes: [batch…, n] both; result [batch…].
    """
    truth, prediction = side_by_side(y_true, y_pred)
    error = prediction - truth
    return reduce_mean(error + softplus(error * -2.0) - math.log(2), -1)


@answers(check_same)
def cosine_similarity(y_true: TensorLike, y_pred: TensorLike, axis: int = -1) -> Tensor:
    """Minus the cosine of the angle between answer and prediction: -1 in the same direction, 0 at right angles, 1 against.

    Only the direction counts, not the length. Shapes: [batch…, n] both; result [batch…].
    """
    truth, prediction = side_by_side(y_true, y_pred)
    return -reduce_sum(_of_length_1(truth, axis) * _of_length_1(prediction, axis), axis)


def _of_length_1(x: Tensor, axis: int) -> Tensor:
    return x * rsqrt(maximum(reduce_sum(square(x), axis, keepdims=True), EPSILON * EPSILON))


class MeanSquaredError(PlainLoss):
    """The mean of (y_true - y_pred)²: large errors count much."""

    function = staticmethod(mean_squared_error)


class MeanAbsoluteError(PlainLoss):
    """The mean of |y_true - y_pred|: every error counts as it is."""

    function = staticmethod(mean_absolute_error)


class MeanAbsolutePercentageError(PlainLoss):
    """The mean of 100 · |(y_true - y_pred) / y_true|: every error counts as a percentage of its answer."""

    function = staticmethod(mean_absolute_percentage_error)


class MeanSquaredLogarithmicError(PlainLoss):
    """The mean of (ln(1 + y_true) - ln(1 + y_pred))²: every error counts as a factor."""

    function = staticmethod(mean_squared_logarithmic_error)


class Huber(LossFunctionWrapper):
    """Squared near 0 and straight beyond `delta`: the mean of ½e², or delta · (|e| - ½delta)."""

    def __init__(self, delta: float = 1.0, reduction: str | None = "sum_over_batch_size", name: str = "huber_loss") -> None:
        super().__init__(huber, reduction, name, delta=delta)


class LogCosh(PlainLoss):
    """The mean of ln(cosh(y_true - y_pred)): squared near 0, straight far away, and smooth."""

    function = staticmethod(log_cosh)


class CosineSimilarity(LossFunctionWrapper):
    """The mean of -cos of the angle between answer and prediction along `axis`."""

    def __init__(
        self, axis: int = -1, reduction: str | None = "sum_over_batch_size", name: str = "cosine_similarity"
    ) -> None:
        super().__init__(cosine_similarity, reduction, name, axis=axis)

"""Losses read as metrics: nothing is differentiated, and what is told is the mean over all examples so far."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from gradlab.keras import losses
from gradlab.keras.metrics.metric import Mean, MeanMetricWrapper, Metric, MetricFunction, broadcast
from gradlab.keras.names import find
from gradlab.keras.shapes import aligned
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import DTypeLike, Tensor, TensorLike, as_array


class _Measure(MeanMetricWrapper):
    """A loss without options as a metric: a subclass names the `function`."""

    function: ClassVar[MetricFunction]
    aligning = True

    def __init__(self, name: str | None = None, dtype: DTypeLike = None) -> None:
        super().__init__(type(self).function, name, dtype)


class MeanSquaredError(_Measure):
    """The mean of (y_true - y_pred)²."""

    function = staticmethod(losses.mean_squared_error)


class MeanAbsoluteError(_Measure):
    """The mean of |y_true - y_pred|."""

    function = staticmethod(losses.mean_absolute_error)


class MeanAbsolutePercentageError(_Measure):
    """The mean of 100 · |(y_true - y_pred) / y_true|."""

    function = staticmethod(losses.mean_absolute_percentage_error)


class MeanSquaredLogarithmicError(_Measure):
    """The mean of (ln(1 + y_true) - ln(1 + y_pred))²."""

    function = staticmethod(losses.mean_squared_logarithmic_error)


class LogCoshError(_Measure):
    """The mean of ln(cosh(y_true - y_pred))."""

    function = staticmethod(losses.log_cosh)

    def __init__(self, name: str = "logcosh", dtype: DTypeLike = None) -> None:
        super().__init__(name, dtype)


class Hinge(_Measure):
    """The mean of max(1 - y_true · y_pred, 0)."""

    function = staticmethod(losses.hinge)


class SquaredHinge(_Measure):
    """The mean of max(1 - y_true · y_pred, 0)²."""

    function = staticmethod(losses.squared_hinge)


class CategoricalHinge(_Measure):
    """The mean of max(the highest wrong score - the right score + 1, 0)."""

    function = staticmethod(losses.categorical_hinge)


class KLDivergence(_Measure):
    """The mean of Σ y · ln(y / p)."""

    function = staticmethod(losses.kl_divergence)


class Poisson(_Measure):
    """The mean of p - y · ln p."""

    function = staticmethod(losses.poisson)


class BinaryCrossentropy(MeanMetricWrapper):
    """The mean of -(y · ln p + (1 - y) · ln(1 - p)); see the loss."""

    aligning = True

    def __init__(
        self,
        name: str = "binary_crossentropy",
        dtype: DTypeLike = None,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
    ) -> None:
        options = {"from_logits": from_logits, "label_smoothing": label_smoothing}
        super().__init__(losses.binary_crossentropy, name, dtype, **options)


class CategoricalCrossentropy(MeanMetricWrapper):
    """The mean of -Σ y · ln p; see the loss."""

    aligning = True

    def __init__(
        self,
        name: str = "categorical_crossentropy",
        dtype: DTypeLike = None,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
    ) -> None:
        options = {"from_logits": from_logits, "label_smoothing": label_smoothing}
        super().__init__(losses.categorical_crossentropy, name, dtype, **options)


class SparseCategoricalCrossentropy(MeanMetricWrapper):
    """The mean of -ln p[y]; see the loss."""

    aligning = True

    def __init__(
        self, name: str = "sparse_categorical_crossentropy", dtype: DTypeLike = None, from_logits: bool = False
    ) -> None:
        super().__init__(losses.sparse_categorical_crossentropy, name, dtype, from_logits=from_logits)


def _cosine(y_true: TensorLike, y_pred: TensorLike, axis: int) -> Tensor:
    return -losses.cosine_similarity(y_true, y_pred, axis)


class CosineSimilarity(MeanMetricWrapper):
    """The mean of the cosine between answer and prediction: 1 in the same direction. The loss of this name is minus that."""

    aligning = True

    def __init__(self, name: str = "cosine_similarity", dtype: DTypeLike = None, axis: int = -1) -> None:
        super().__init__(_cosine, name, dtype, axis=axis)


class RootMeanSquaredError(Mean):
    """The square root of the mean of (y_true - y_pred)²: an error in the unit of the answers."""

    def __init__(self, name: str = "root_mean_squared_error", dtype: DTypeLike = None) -> None:
        super().__init__(name, dtype)

    def update_state(  # type: ignore[override]
        self, y_true: TensorLike, y_pred: TensorLike, sample_weight: TensorLike | None = None
    ) -> None:
        """Take in a batch of answers and predictions."""
        truth, prediction = _arrays(y_true, y_pred)
        super().update_state((prediction - truth) ** 2, sample_weight)

    def result(self) -> Any:
        """The root of the mean, as a Tensor."""
        return Tensor(np.asarray(np.sqrt(self.value), self.dtype))


class R2Score(Metric):
    """How much of what the answers vary is explained: 1 - Σ (y - p)² / Σ (y - mean)². 1: all of it.

    class_aggregation: of several columns, 'uniform_average', 'variance_weighted_average', or None for one each.
    Raises ValueError for another.
    """

    def __init__(
        self,
        class_aggregation: str | None = "uniform_average",
        *,
        name: str = "r2_score",
        dtype: DTypeLike = None,
    ) -> None:
        super().__init__(dtype, name)
        ways = {name: name for name in ("uniform_average", "variance_weighted_average")}
        self.class_aggregation = class_aggregation and find("class_aggregation", class_aggregation, ways)
        self._count = self._sum = self._squares = self._errors = np.zeros(1)

    def update_state(self, y_true: TensorLike, y_pred: TensorLike, sample_weight: TensorLike | None = None) -> None:
        """Take in a batch, [batch, n] both. Raises InvalidArgumentError for other shapes."""
        truth, prediction = _arrays(y_true, y_pred)
        if truth.ndim != 2:
            raise InvalidArgumentError(
                f"R2Score takes answers and predictions of the shape (batch, n), and received {truth.shape}."
            )
        weights = np.asarray(as_array(1.0 if sample_weight is None else sample_weight), np.float64)
        weights = broadcast(weights[:, None] if weights.ndim == 1 else weights, truth.shape)
        self._count = self._count + weights.sum(0)
        self._sum = self._sum + (weights * truth).sum(0)
        self._squares = self._squares + (weights * truth**2).sum(0)
        self._errors = self._errors + (weights * (truth - prediction) ** 2).sum(0)

    def result(self) -> Any:
        """The score, as a Tensor."""
        with np.errstate(all="ignore"):
            varied = self._squares - self._sum * (self._sum / self._count)
            scores = 1 - self._errors / varied
        scores = np.where(np.isinf(scores), 0.0, scores)
        if self.class_aggregation == "uniform_average":
            scores = scores.mean()
        elif self.class_aggregation:
            scores = (varied * scores).sum() / varied.sum()
        return Tensor(np.asarray(scores, self.dtype))

    def reset_state(self) -> None:
        """Forget all batches."""
        self._count = self._sum = self._squares = self._errors = np.zeros(1)


def _arrays(y_true: TensorLike, y_pred: TensorLike) -> tuple[np.ndarray, np.ndarray]:
    """Both of one rank, in float64. Raises InvalidArgumentError where they differ in shape."""
    truth, prediction = (np.asarray(x._array, np.float64) for x in aligned(y_true, y_pred))
    if truth.shape != prediction.shape:
        raise InvalidArgumentError(
            f"the answers have the shape {truth.shape} and the predictions {prediction.shape}: each number needs its own."
        )
    return truth, prediction

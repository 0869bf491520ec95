"""Precision and recall at every threshold: where a model that gives probabilities should say yes is a choice.

A low threshold finds all and accuses many, a high one accuses few and misses many. The ROC curve draws the part that is
found against the part that is wrongly accused, the precision-recall curve how many of the yes are right against what is
found; the area under either says how well yes and no are told apart, whatever the threshold.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradlab.keras.metrics.confusion import Counts, ratio
from gradlab.keras.names import find
from gradlab.operators.activations import sigmoid
from gradlab.tensors.tensor import Array, DTypeLike, Tensor, TensorLike

_JUST_OUTSIDE = 1e-7  # the first threshold is below all probabilities, and the last above


def _spread(n: int) -> list[float]:
    """n thresholds from 0 to 1, as far from each other."""
    return [i / (n - 1) for i in range(n)]


class AUC(Counts):
    """The area under the curve: 1 where every yes stands above every no, ½ for guessing.

    num_thresholds: at how many the curve is measured; thresholds: those between 0 and 1, instead.
    curve: 'ROC' or 'PR', precision and recall. summation_method: 'interpolation', or the 'minoring' or 'majoring' steps.
    multi_label: the mean of the areas of each column. from_logits: predictions are scores.
    Raises ValueError for another name or fewer than 2 thresholds.
    """

    def __init__(
        self,
        num_thresholds: int = 200,
        curve: str = "ROC",
        summation_method: str = "interpolation",
        name: str | None = None,
        dtype: DTypeLike = None,
        thresholds: Sequence[float] | None = None,
        multi_label: bool = False,
        *,
        from_logits: bool = False,
    ) -> None:
        if not num_thresholds > 1:
            raise ValueError(f"`num_thresholds` should be a whole number above 1, and is {num_thresholds!r}.")
        self.curve = find("curve", curve, {"ROC": "ROC", "PR": "PR"})
        ways = ("interpolation", "minoring", "majoring")
        self.summation_method = find("summation_method", summation_method, {way: way for way in ways})
        self.multi_label, self.from_logits = multi_label, from_logits
        between = _spread(num_thresholds)[1:-1] if thresholds is None else sorted(thresholds)
        super().__init__(between, name=name or "auc", dtype=dtype)
        self.thresholds = None if thresholds is None else between
        self._count_at([-_JUST_OUTSIDE, *between, 1 + _JUST_OUTSIDE])
        self._columns: list[AUC] = []

    def update_state(self, y_true: TensorLike, y_pred: TensorLike, sample_weight: TensorLike | None = None) -> None:
        """Take in a batch: answers 0 or 1, predictions from 0 to 1, and how much each counts."""
        if self.from_logits:
            y_pred = sigmoid(y_pred)
        if not self.multi_label:
            super().update_state(y_true, y_pred, sample_weight)
            return
        truth, prediction, weights = self._numbers(y_true, y_pred, sample_weight)
        if not self._columns:
            made = {"curve": self.curve, "summation_method": self.summation_method, "thresholds": self._at[1:-1]}
            self._columns = [AUC(**made) for _ in range(prediction.shape[-1])]  # type: ignore[arg-type]
        for i, column in enumerate(self._columns):
            column.update_state(truth[..., i], prediction[..., i], weights[..., i])

    def result(self) -> Tensor:
        """The area, as a Tensor."""
        if self._columns:
            return Tensor(np.asarray(np.mean([float(column.result()) for column in self._columns]), self.dtype))
        return Tensor(np.asarray(self._area(), self.dtype))

    def _area(self) -> Any:
        found, accused, spared, missed = (getattr(self, name)._array.astype(np.float64) for name in self.counted)
        if self.curve == "PR" and self.summation_method == "interpolation":
            return _interpolated(found, found + accused, found + missed)
        recall = ratio(found, found + missed)
        if self.curve == "ROC":
            x, y = ratio(accused, accused + spared), recall
        else:
            x, y = recall, ratio(found, found + accused)
        heights = {
            "interpolation": (y[:-1] + y[1:]) / 2,
            "minoring": np.minimum(y[:-1], y[1:]),
            "majoring": np.maximum(y[:-1], y[1:]),
        }
        return (x[:-1] - x[1:]) @ heights[self.summation_method]


def _interpolated(found: Array, said: Array, there: Array) -> Any:
    """The area under precision and recall where the counts, not the precision, go straight from threshold to threshold.

    found: true positives, said: all yes, there: all whose answer is yes. Between two thresholds
    found = slope · said + start, and precision = found / said is integrated over recall = found / there.
    Davis and Goadrich (2006), "The relationship between precision-recall and ROC curves".
    """
    slope = ratio(found[:-1] - found[1:], np.maximum(said[:-1] - said[1:], 0))
    start = found[1:] - slope * said[1:]
    both = (said[:-1] > 0) & (said[1:] > 0)
    growth = np.where(both, ratio(said[:-1], said[1:]), 1.0)
    return ratio(slope * (found[:-1] - found[1:] + start * np.log(growth)), there[1:]).sum()


class _BestUnder(Counts):
    """The best of one quantity at all thresholds where another is at least `value`; 0 where it never is."""

    def __init__(
        self,
        value: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: DTypeLike = None,
    ) -> None:
        if not 0 <= value <= 1:
            raise ValueError(f"{type(self).__name__} needs a number between 0 and 1, and received {value!r}.")
        if not num_thresholds >= 1:
            raise ValueError(f"`num_thresholds` should be a whole number of at least 1, and is {num_thresholds!r}.")
        self.value = value
        super().__init__(_spread(num_thresholds) if num_thresholds > 1 else 0.5, None, class_id, name, dtype)

    def result(self) -> Tensor:
        """The best value, as a Tensor."""
        found, accused, spared, missed = (getattr(self, name)._array for name in self.counted)
        held, best = self.pair(found, accused, spared, missed)
        return Tensor(np.asarray(best[held >= self.value].max(initial=0), self.dtype))

    @staticmethod
    def pair(found: Array, accused: Array, spared: Array, missed: Array) -> tuple[Array, Array]:
        """What has to be at least the value, and what is looked for."""
        raise NotImplementedError


class PrecisionAtRecall(_BestUnder):
    """The best precision at any threshold whose recall is at least this."""

    def __init__(
        self,
        recall: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: DTypeLike = None,
    ) -> None:
        super().__init__(recall, num_thresholds, class_id, name, dtype)

    @staticmethod
    def pair(found: Array, accused: Array, spared: Array, missed: Array) -> tuple[Array, Array]:
        """Recall and precision."""
        return ratio(found, found + missed), ratio(found, found + accused)


class RecallAtPrecision(_BestUnder):
    """The best recall at any threshold whose precision is at least this."""

    def __init__(
        self,
        precision: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: DTypeLike = None,
    ) -> None:
        super().__init__(precision, num_thresholds, class_id, name, dtype)

    @staticmethod
    def pair(found: Array, accused: Array, spared: Array, missed: Array) -> tuple[Array, Array]:
        """Precision and recall."""
        return ratio(found, found + accused), ratio(found, found + missed)


class SensitivityAtSpecificity(_BestUnder):
    """The best sensitivity (recall) at any threshold that spares at least this part of those whose answer is no."""

    def __init__(
        self,
        specificity: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: DTypeLike = None,
    ) -> None:
        super().__init__(specificity, num_thresholds, class_id, name, dtype)

    @staticmethod
    def pair(found: Array, accused: Array, spared: Array, missed: Array) -> tuple[Array, Array]:
        """Specificity and sensitivity."""
        return ratio(spared, spared + accused), ratio(found, found + missed)


class SpecificityAtSensitivity(_BestUnder):
    """The largest spared part of those whose answer is no, at any threshold whose sensitivity (recall) is at least this."""

    def __init__(
        self,
        sensitivity: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: DTypeLike = None,
    ) -> None:
        super().__init__(sensitivity, num_thresholds, class_id, name, dtype)

    @staticmethod
    def pair(found: Array, accused: Array, spared: Array, missed: Array) -> tuple[Array, Array]:
        """Sensitivity and specificity."""
        return ratio(found, found + missed), ratio(spared, spared + accused)

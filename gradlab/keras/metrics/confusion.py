"""What a model's yes and no are worth: right and wrong ones counted apart.

A prediction above the threshold is a yes. Of the examples whose answer is yes it finds some, the true positives, and misses
others, the false negatives; of those whose answer is no it leaves some in peace, the true negatives, and accuses others,
the false positives. Where one answer in a thousand is yes, a model that always says no is right 999 times: its accuracy
is no use, and its recall is 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from gradlab.keras.metrics.metric import Metric, broadcast
from gradlab.keras.shapes import of_one_rank
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Array, DTypeLike, Tensor, TensorLike, as_array

Thresholds = float | Sequence[float] | None


class Counts(Metric):
    """Yes and no, right and wrong, at one threshold or at several; a subclass says what to make of the `counted`.

    thresholds: a number from 0 to 1, 0.5 unless told otherwise, or several of them, which give as many results.
    top_k: the k largest predictions of each example are a yes instead. class_id: look at this column alone.
    Raises ValueError for thresholds outside of 0…1.
    """

    counted: ClassVar[tuple[str, ...]] = ("true_positives", "false_positives", "true_negatives", "false_negatives")

    def __init__(
        self,
        thresholds: Thresholds = None,
        top_k: int | None = None,
        class_id: int | None = None,
        name: str | None = None,
        dtype: DTypeLike = None,
    ) -> None:
        super().__init__(dtype, name)
        self.top_k, self.class_id = top_k, class_id
        at = [0.5 if top_k is None else -np.inf] if thresholds is None else [float(t) for t in np.ravel(thresholds)]
        self.thresholds = None if thresholds is None else at
        if thresholds is not None and not all(0 <= t <= 1 for t in at):
            raise ValueError(f"`thresholds` should be numbers between 0 and 1, and are {thresholds!r}.")
        if top_k is not None and not top_k >= 1:
            raise ValueError(f"`top_k` should be a whole number of at least 1, and is {top_k!r}.")
        self._count_at(at)

    def _count_at(self, thresholds: list[float]) -> None:
        """Begin to count, at these thresholds."""
        self._at = thresholds
        for name in self.counted:
            setattr(self, name, self.add_weight((len(thresholds),), "zeros", name=name))

    def update_state(self, y_true: TensorLike, y_pred: TensorLike, sample_weight: TensorLike | None = None) -> None:
        """Take in a batch: answers 0 or 1, predictions from 0 to 1, and how much each counts.

        Raises InvalidArgumentError for shapes that differ.
        """
        truth, prediction, weights = self._numbers(y_true, y_pred, sample_weight)
        if self.top_k is not None:
            others = np.argsort(-prediction, axis=-1, kind="stable")[..., self.top_k :]
            prediction = prediction.copy()
            np.put_along_axis(prediction, others, -np.inf, -1)
        if self.class_id is not None:
            truth, prediction, weights = (x[..., self.class_id] for x in (truth, prediction, weights))
        yes, no = truth.ravel(), ~truth.ravel()
        above = self._above(prediction.ravel(), weights.ravel())
        found, accused = above(yes), above(no)
        all_yes, all_no = float(weights.ravel() @ yes), float(weights.ravel() @ no)
        news = {
            "true_positives": found,
            "false_positives": accused,
            "true_negatives": all_no - accused,
            "false_negatives": all_yes - found,
        }
        for name in self.counted:
            getattr(self, name).assign_add(news[name].astype(self.dtype))

    def _numbers(
        self, y_true: TensorLike, y_pred: TensorLike, sample_weight: TensorLike | None
    ) -> tuple[Array, Array, Array]:
        """Answers as truth values, predictions as float32, and a weight for each of them."""
        prediction = np.asarray(as_array(y_pred), np.float32)
        answers = as_array(y_true)
        answers, prediction = map(np.reshape, (answers, prediction), of_one_rank(answers.shape, prediction.shape))
        if answers.shape != prediction.shape:
            raise InvalidArgumentError(
                f"{self.name} compares each prediction with an answer, 0 or 1, and received answers of the shape "
                f"{answers.shape} and predictions of the shape {prediction.shape}. For numbers of classes, make the answers "
                f"one-hot: keras.utils.to_categorical(y, {prediction.shape[-1]})."
            )
        weights = np.asarray(1.0 if sample_weight is None else as_array(sample_weight, None, "sample_weight"), np.float64)
        if weights.ndim:
            weights = weights.reshape(of_one_rank(weights.shape, prediction.shape)[0])
        return answers.astype(bool), prediction, broadcast(weights, prediction.shape)

    def _above(self, prediction: Array, weights: Array) -> Any:
        """A function that gives, of the chosen predictions, the weight of those above each threshold.

        Each prediction is above so many of the sorted thresholds: they are counted once, and added up from the end.
        """
        thresholds = np.asarray(self._at, np.float32)
        order = np.argsort(thresholds)
        passed = np.searchsorted(thresholds[order], prediction, side="left")

        def above(chosen: Array) -> Array:
            n = len(thresholds)
            count = np.bincount(passed, weights * chosen, minlength=n + 1)
            result = np.empty(n)
            result[order] = count[::-1].cumsum()[::-1][1:]
            return result

        return above

    def _of_each(self, numbers: Array) -> Tensor:
        """A number for each threshold, or the one of a single threshold, as a Tensor."""
        numbers = np.asarray(numbers, self.dtype)
        return Tensor(numbers if len(self._at) > 1 else numbers[0])


class _Count(Counts):
    """One of the four counts."""

    def __init__(self, thresholds: Thresholds = None, name: str | None = None, dtype: DTypeLike = None) -> None:
        super().__init__(thresholds, name=name, dtype=dtype)

    def result(self) -> Tensor:
        """How many there are, each as much as it counts."""
        return self._of_each(getattr(self, self.counted[0])._array)


class TruePositives(_Count):
    """How many yes were right."""

    counted = ("true_positives",)


class FalsePositives(_Count):
    """How many yes were wrong: false alarms."""

    counted = ("false_positives",)


class TrueNegatives(_Count):
    """How many no were right."""

    counted = ("true_negatives",)


class FalseNegatives(_Count):
    """How many no were wrong: what was missed."""

    counted = ("false_negatives",)


class Precision(Counts):
    """How many of the yes were right: true positives / (true positives + false positives); 0 where there was no yes."""

    counted = ("true_positives", "false_positives")

    def result(self) -> Tensor:
        """The precision at each threshold."""
        found, accused = (getattr(self, name)._array for name in self.counted)
        return self._of_each(ratio(found, found + accused))


class Recall(Counts):
    """How many of those whose answer is yes were found: true positives / (true positives + false negatives)."""

    counted = ("true_positives", "false_negatives")

    def result(self) -> Tensor:
        """The recall at each threshold."""
        found, missed = (getattr(self, name)._array for name in self.counted)
        return self._of_each(ratio(found, found + missed))


def ratio(part: Array, whole: Array) -> Array:
    """part / whole, and 0 where there is nothing to divide by."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole != 0)

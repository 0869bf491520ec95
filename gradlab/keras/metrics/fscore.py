"""Precision and recall in one number, their harmonic mean: it is high where both are."""

from __future__ import annotations

import numpy as np

from gradlab.keras.metrics.metric import Metric, broadcast
from gradlab.keras.names import find
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import DTypeLike, Tensor, TensorLike, as_array

EPSILON = 1e-7  # keeps classes that never occur from being divided by 0


class FBetaScore(Metric):
    """(1 + beta²) · precision · recall / (beta² · precision + recall), for each class of one-hot answers.

    average: None for one score each; 'macro' for their mean, 'weighted' by how often each class occurs, 'micro' for one
    score of all classes together. beta: how much more recall counts than precision.
    threshold: above it a prediction is a yes; without, the largest of each example is.
    Raises ValueError for another average, a beta not above 0, or a threshold outside of 0…1.
    """

    def __init__(
        self,
        average: str | None = None,
        beta: float = 1.0,
        threshold: float | None = None,
        name: str = "fbeta_score",
        dtype: DTypeLike = None,
    ) -> None:
        super().__init__(dtype, name)
        self.average = average and find("average", average, {way: way for way in ("micro", "macro", "weighted")})
        if not beta > 0:
            raise ValueError(f"`beta` should be a number above 0, and is {beta!r}.")
        if threshold is not None and not 0 < threshold <= 1:
            raise ValueError(f"`threshold` should be above 0 and at most 1, and is {threshold!r}.")
        self.beta, self.threshold = beta, threshold
        self._found = self._accused = self._missed = np.zeros(1)

    def update_state(self, y_true: TensorLike, y_pred: TensorLike, sample_weight: TensorLike | None = None) -> None:
        """Take in a batch, [batch, classes] both. Raises InvalidArgumentError for other shapes."""
        truth, prediction = np.asarray(as_array(y_true), np.float64), as_array(y_pred)
        if truth.ndim != 2 or truth.shape != prediction.shape:
            raise InvalidArgumentError(
                f"{self.name} takes one-hot answers and predictions, both of the shape (batch, classes), and received "
                f"{truth.shape} and {prediction.shape}. For numbers of classes, use keras.utils.to_categorical(y)."
            )
        if self.threshold is None:
            yes = (prediction >= prediction.max(-1, keepdims=True)) & (np.abs(prediction) > 1e-9)
        else:
            yes = prediction > self.threshold
        weights = np.asarray(as_array(1.0 if sample_weight is None else sample_weight, None, "sample_weight"), np.float64)
        weights = broadcast(weights[:, None] if weights.ndim == 1 else weights, truth.shape)
        axis = None if self.average == "micro" else 0
        self._found = self._found + (weights * yes * truth).sum(axis)
        self._accused = self._accused + (weights * yes * (1 - truth)).sum(axis)
        self._missed = self._missed + (weights * ~yes * truth).sum(axis)

    def result(self) -> Tensor:
        """The score, or one for each class, as a Tensor."""
        there = self._found + self._missed
        precision = self._found / (self._found + self._accused + EPSILON)
        recall = self._found / (there + EPSILON)
        scores = (1 + self.beta**2) * precision * recall / (self.beta**2 * precision + recall + EPSILON)
        if self.average == "weighted":
            scores = (scores * there).sum() / (there.sum() + EPSILON)
        elif self.average:
            scores = scores.mean()
        return Tensor(np.asarray(scores, self.dtype))

    def reset_state(self) -> None:
        """Forget all batches."""
        self._found = self._accused = self._missed = np.zeros(1)


class F1Score(FBetaScore):
    """2 · precision · recall / (precision + recall): the FBetaScore where both count the same."""

    def __init__(
        self, average: str | None = None, threshold: float | None = None, name: str = "f1_score", dtype: DTypeLike = None
    ) -> None:
        super().__init__(average, 1.0, threshold, name, dtype)

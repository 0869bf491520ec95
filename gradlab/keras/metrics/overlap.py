"""How well a predicted region covers the true one: the intersection over union of each class, for segmentation.

Where the prediction and the answer are regions of one class, the pixels in both, divided by the pixels in either. It is
counted in a confusion matrix over all batches: a row for each class that is right, a column for each that was predicted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradlab.keras.metrics.confusion import ratio
from gradlab.keras.metrics.metric import Metric, broadcast
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Array, DTypeLike, Tensor, TensorLike, as_array

_ALMOST_NOTHING = 1e-7  # what Keras adds to what it divides by


class IoU(Metric):
    """The mean intersection over union of the classes in `target_class_ids`; classes that never came are left out.

    num_classes: how many classes there are. ignore_class: pixels whose answer is this number do not count.
    sparse_y_true, sparse_y_pred: whether these are numbers of classes, or scores along `axis`, whose largest counts.
    Raises ValueError for a class that is none of them.
    """

    def __init__(
        self,
        num_classes: int,
        target_class_ids: Sequence[int],
        name: str | None = None,
        dtype: DTypeLike = None,
        ignore_class: int | None = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
        axis: int = -1,
    ) -> None:
        super().__init__(dtype or "int64", name)
        self.num_classes, self.target_class_ids, self.ignore_class = num_classes, list(target_class_ids), ignore_class
        self.sparse_y_true, self.sparse_y_pred, self.axis = sparse_y_true, sparse_y_pred, axis
        if not all(0 <= i < num_classes for i in self.target_class_ids):
            raise ValueError(
                f"`target_class_ids` are {self.target_class_ids}, and there are {num_classes} classes, counted from 0."
            )
        self.total_cm = self.add_weight((num_classes, num_classes), "zeros", name="total_confusion_matrix")

    def update_state(self, y_true: TensorLike, y_pred: TensorLike, sample_weight: TensorLike | None = None) -> None:
        """Take in a batch. Raises InvalidArgumentError unless there is a prediction for each answer."""
        truth = _numbers_of_classes(y_true, self.sparse_y_true, self.axis)
        said = _numbers_of_classes(y_pred, self.sparse_y_pred, self.axis)
        self._count(truth, said, sample_weight)

    def _count(self, truth: Array, said: Array, sample_weight: TensorLike | None) -> None:
        if truth.size != said.size:
            raise InvalidArgumentError(
                f"{self.name} needs a predicted class for each answer, and received {truth.size} answers of the shape "
                f"{truth.shape} and {said.size} predictions of the shape {said.shape}. For scores of each class, say "
                "sparse_y_pred=False."
            )
        weights = np.asarray(1 if sample_weight is None else as_array(sample_weight, None, "sample_weight"))
        truth, said = truth.ravel(), said.ravel()
        weights = broadcast(weights.ravel() if weights.ndim else weights, truth.shape).astype(self.dtype)
        counted = (truth >= 0) & (truth < self.num_classes) & (said >= 0) & (said < self.num_classes)
        if self.ignore_class is not None:
            counted &= truth != self.ignore_class
        matrix = np.array(self.total_cm._array)
        np.add.at(matrix, (truth[counted], said[counted]), weights[counted])
        self.total_cm.assign(matrix)

    def result(self) -> Tensor:
        """The mean over the classes that came; 0 of none."""
        matrix = np.asarray(self.total_cm._array, np.float32)
        both = np.diag(matrix)[self.target_class_ids]
        either = (matrix.sum(0) + matrix.sum(1) - np.diag(matrix))[self.target_class_ids]
        each = ratio(both, either + np.float32(_ALMOST_NOTHING) * (either > 0))
        return Tensor(np.float32(each.sum() / (np.sum(either > 0) + _ALMOST_NOTHING)))


class BinaryIoU(IoU):
    """The intersection over union of no (class 0) and yes (class 1), where a prediction of at least `threshold` is a yes.

    target_class_ids: [1] measures the yes alone. Raises ValueError for a class that is neither.
    """

    def __init__(
        self,
        target_class_ids: Sequence[int] = (0, 1),
        threshold: float = 0.5,
        name: str | None = None,
        dtype: DTypeLike = None,
    ) -> None:
        super().__init__(2, target_class_ids, name, dtype)
        self.threshold = threshold

    def update_state(self, y_true: TensorLike, y_pred: TensorLike, sample_weight: TensorLike | None = None) -> None:
        """Take in a batch: answers 0 or 1, and predictions."""
        said = np.asarray(as_array(y_pred)) >= self.threshold
        self._count(_numbers_of_classes(y_true, True, -1), said.astype(np.int64), sample_weight)


class MeanIoU(IoU):
    """The mean intersection over union of all classes, of answers and predictions that are numbers of classes."""

    def __init__(
        self,
        num_classes: int,
        name: str | None = None,
        dtype: DTypeLike = None,
        ignore_class: int | None = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
        axis: int = -1,
    ) -> None:
        super().__init__(num_classes, range(num_classes), name, dtype, ignore_class, sparse_y_true, sparse_y_pred, axis)


class OneHotIoU(IoU):
    """IoU of one-hot answers, and of predictions that are scores of each class."""

    def __init__(
        self,
        num_classes: int,
        target_class_ids: Sequence[int],
        name: str | None = None,
        dtype: DTypeLike = None,
        ignore_class: int | None = None,
        sparse_y_pred: bool = False,
        axis: int = -1,
    ) -> None:
        super().__init__(num_classes, target_class_ids, name, dtype, ignore_class, False, sparse_y_pred, axis)


class OneHotMeanIoU(MeanIoU):
    """MeanIoU of one-hot answers, and of predictions that are scores of each class."""

    def __init__(
        self,
        num_classes: int,
        name: str | None = None,
        dtype: DTypeLike = None,
        ignore_class: int | None = None,
        sparse_y_pred: bool = False,
        axis: int = -1,
    ) -> None:
        super().__init__(num_classes, name, dtype, ignore_class, False, sparse_y_pred, axis)


def _numbers_of_classes(values: Any, sparse: bool, axis: int) -> Array:
    array = np.asarray(as_array(values))
    return array.astype(np.int64) if sparse else array.argmax(axis)

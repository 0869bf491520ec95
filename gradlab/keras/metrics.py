"""What people want to know about a model while it trains: numbers to read, that nothing is differentiated through.

A metric adds up over batches: `update_state` takes in a batch, `result` is the value over all that came so far.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gradlab.keras import losses
from gradlab.keras.names import find, snake_case
from gradlab.keras.shapes import warn_of_stretching
from gradlab.tensors.errors import no_such_name
from gradlab.tensors.tensor import Array, Tensor, TensorLike, as_array, as_tensor

MetricFunction = Callable[[Any, Any], Any]


def binary_accuracy(y_true: TensorLike, y_pred: TensorLike, threshold: float = 0.5) -> Tensor:
    """For each example, the fraction of answers 0 or 1 on whose side of the threshold the prediction lies."""
    truth, prediction = _same_shape(y_true, y_pred)
    return _share(truth == (prediction > threshold), prediction)


def categorical_accuracy(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
    """For each example, 1 if the class with the largest prediction is that of the one-hot answer, else 0."""
    truth, prediction = as_array(y_true), as_array(y_pred)
    return Tensor((truth.argmax(-1) == prediction.argmax(-1)).astype(np.float32))


def sparse_categorical_accuracy(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
    """For each example, 1 if the class with the largest prediction is the answer, a whole number; else 0."""
    truth, prediction = as_array(y_true), as_array(y_pred)
    return Tensor((truth.reshape(prediction.shape[:-1]) == prediction.argmax(-1)).astype(np.float32))


def _same_shape(y_true: TensorLike, y_pred: TensorLike) -> tuple[Array, Array]:
    truth, prediction = as_array(y_true), as_array(y_pred)
    return (truth.reshape(prediction.shape) if truth.size == prediction.size else truth), prediction


def _share(right: Array, prediction: Array) -> Tensor:
    right = right.astype(np.float32)
    return Tensor(right.mean(-1) if prediction.ndim > 1 else right)


def accuracy(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
    """The accuracy that fits the shapes: what the name 'accuracy' means in `compile`.

    One number per example is compared with a threshold of 0.5; answers that are whole numbers are compared with the
    largest of several; one-hot answers by their own largest.
    """
    truth, prediction = as_array(y_true), as_array(y_pred)
    if prediction.ndim < 2 or prediction.shape[-1] == 1:
        return binary_accuracy(truth, prediction)
    if truth.ndim < prediction.ndim or truth.shape[-1] == 1:
        return sparse_categorical_accuracy(truth, prediction)
    return categorical_accuracy(truth, prediction)


class Metric:
    """Adds up over batches. A subclass gives `update_state`, `result` and `reset_state`."""

    def __init__(self, *, name: str | None = None) -> None:
        self.name = name or snake_case(type(self).__name__)

    def update_state(self, y_true: TensorLike, y_pred: TensorLike) -> None:
        """Take in a batch."""
        raise NotImplementedError(f"{type(self).__name__} needs a method `update_state(self, y_true, y_pred)`")

    def result(self) -> Any:
        """The value over all batches since the last reset."""
        raise NotImplementedError(f"{type(self).__name__} needs a method `result(self)`")

    def reset_state(self) -> None:
        """Forget all batches."""
        raise NotImplementedError(f"{type(self).__name__} needs a method `reset_state(self)`")

    def __call__(self, *batch: TensorLike) -> Any:
        """Take in a batch and give the value so far."""
        self.update_state(*batch)
        return self.result()


class Mean(Metric):
    """The mean of all values so far; sample_weight says how much each counts."""

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name=name)
        self.reset_state()

    def update_state(self, values: TensorLike, sample_weight: TensorLike = 1.0) -> None:
        """Take in values: a number, or an array of them."""
        array = np.asarray(as_array(values), np.float64)
        weight = np.broadcast_to(np.asarray(as_array(sample_weight), np.float64), array.shape)
        self.total += float((array * weight).sum())
        self.count += float(weight.sum())

    def result(self) -> Tensor:
        """The mean, as a Tensor; 0 of nothing."""
        return Tensor(np.float32(self.value))

    @property
    def value(self) -> float:
        """The mean, as a Python float; 0 of nothing."""
        return self.total / self.count if self.count else 0.0

    def reset_state(self) -> None:
        """Forget all values."""
        self.total = self.count = 0.0


class MeanMetricWrapper(Mean):
    """The mean over all examples of a function of (y_true, y_pred)."""

    def __init__(self, fn: MetricFunction, name: str | None = None, **options: Any) -> None:
        super().__init__(name or getattr(fn, "__name__", None))
        self.fn = fn
        self.options = options

    def update_state(self, y_true: TensorLike, y_pred: TensorLike) -> None:  # type: ignore[override]
        """Take in a batch of answers and predictions."""
        if self.fn not in _ALIGNING:
            warn_of_stretching(y_true, y_pred, self.name)
        super().update_state(as_tensor(self.fn(y_true, y_pred, **self.options)))


class Accuracy(MeanMetricWrapper):
    """The fraction of answers that the predictions equal exactly."""

    def __init__(self, name: str = "accuracy") -> None:
        super().__init__(_equal, name)


def _equal(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
    truth, prediction = _same_shape(y_true, y_pred)
    return Tensor((truth == prediction).astype(np.float32))


class BinaryAccuracy(MeanMetricWrapper):
    """The fraction of answers 0 or 1 on whose side of the threshold the prediction lies."""

    def __init__(self, name: str = "binary_accuracy", *, threshold: float = 0.5) -> None:
        super().__init__(binary_accuracy, name, threshold=threshold)


class CategoricalAccuracy(MeanMetricWrapper):
    """The fraction of one-hot answers whose class has the largest prediction."""

    def __init__(self, name: str = "categorical_accuracy") -> None:
        super().__init__(categorical_accuracy, name)


class SparseCategoricalAccuracy(MeanMetricWrapper):
    """The fraction of answers, numbers of classes, that have the largest prediction."""

    def __init__(self, name: str = "sparse_categorical_accuracy") -> None:
        super().__init__(sparse_categorical_accuracy, name)


class MeanSquaredError(MeanMetricWrapper):
    """The mean of (y_true - y_pred)²."""

    def __init__(self, name: str = "mean_squared_error") -> None:
        super().__init__(losses.mean_squared_error, name)


class MeanAbsoluteError(MeanMetricWrapper):
    """The mean of |y_true - y_pred|."""

    def __init__(self, name: str = "mean_absolute_error") -> None:
        super().__init__(losses.mean_absolute_error, name)


_CLASSES = (
    BinaryAccuracy,
    CategoricalAccuracy,
    SparseCategoricalAccuracy,
    MeanSquaredError,
    MeanAbsoluteError,
)
_FUNCTIONS: tuple[MetricFunction, ...] = (
    accuracy,
    binary_accuracy,
    categorical_accuracy,
    sparse_categorical_accuracy,
    losses.mean_squared_error,
    losses.mean_absolute_error,
    losses.huber,
    losses.binary_crossentropy,
    losses.categorical_crossentropy,
    losses.sparse_categorical_crossentropy,
)
_ALIGNING = {*_FUNCTIONS, _equal}  # they bring both to one shape themselves
_BY_NAME: dict[str, Any] = {
    **{kind.__name__: kind for kind in _CLASSES},
    **{fn.__name__: fn for fn in _FUNCTIONS},
    "acc": accuracy,
    "mse": losses.mean_squared_error,
    "mae": losses.mean_absolute_error,
}


def get(identifier: str | MetricFunction | Metric | type[Metric]) -> Metric:
    """The metric of this name, called as it was typed; a Metric is one already, and a function becomes one.

    Raises ValueError for an unknown name, with the nearest known one, and TypeError for anything else.
    """
    found = find("metric", identifier, _BY_NAME) if isinstance(identifier, str) else identifier
    if isinstance(found, type):
        found = found()
    if isinstance(found, Metric):
        return found
    if callable(found):
        return MeanMetricWrapper(found, identifier if isinstance(identifier, str) else None)
    raise TypeError(f"a metric should be a name such as 'accuracy', a function or a Metric, and is {identifier!r}.")


__getattr__ = no_such_name(__name__)

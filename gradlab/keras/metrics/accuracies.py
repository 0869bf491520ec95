"""How often a model is right: the fraction of examples whose answer is the prediction, in several meanings of is."""

from __future__ import annotations

import numpy as np

from gradlab.keras.metrics.metric import MeanMetricWrapper
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Array, DTypeLike, Tensor, TensorLike, as_array


def binary_accuracy(y_true: TensorLike, y_pred: TensorLike, threshold: float = 0.5) -> Tensor:
    """For each answer 0 or 1, whether the prediction lies on its side of the threshold: 1 if so, else 0."""
    truth, prediction = _same_shape(y_true, y_pred)
    return Tensor((truth == (prediction > threshold)).astype(np.float32))


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


def top_k_categorical_accuracy(y_true: TensorLike, y_pred: TensorLike, k: int = 5) -> Tensor:
    """For each example, 1 if the class of the one-hot answer is among the k with the largest predictions, else 0."""
    return sparse_top_k_categorical_accuracy(as_array(y_true).argmax(-1), y_pred, k)


def sparse_top_k_categorical_accuracy(y_true: TensorLike, y_pred: TensorLike, k: int = 5) -> Tensor:
    """For each example, 1 if the answer, a whole number, is among the k classes with the largest predictions, else 0.

    Of classes with equal predictions all are in or out together: none that is not above the answer's stands before it.
    """
    prediction = as_array(y_pred)
    truth = as_array(y_true).reshape(prediction.shape[:-1]).astype(np.int64)
    if ((truth < 0) | (truth >= prediction.shape[-1])).any():
        raise InvalidArgumentError(
            f"top-k accuracy needs answers from 0 to {prediction.shape[-1] - 1}, the numbers of the classes, and y reaches "
            f"from {truth.min()} to {truth.max()}."
        )
    of_the_answer = np.take_along_axis(prediction, truth[..., None], -1)
    before = (prediction > of_the_answer).sum(-1)
    return Tensor(((before < k) & np.isfinite(of_the_answer[..., 0])).astype(np.float32))


def equal(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
    """For each number, 1 if the prediction is exactly the answer, else 0."""
    truth, prediction = _same_shape(y_true, y_pred)
    return Tensor((truth == prediction).astype(np.float32))


class Accuracy(MeanMetricWrapper):
    """The fraction of answers that the predictions equal exactly."""

    aligning = True

    def __init__(self, name: str = "accuracy", dtype: DTypeLike = None) -> None:
        super().__init__(equal, name, dtype)


class BinaryAccuracy(MeanMetricWrapper):
    """The fraction of answers 0 or 1 on whose side of the threshold the prediction lies."""

    aligning = True

    def __init__(self, name: str = "binary_accuracy", dtype: DTypeLike = None, threshold: float = 0.5) -> None:
        super().__init__(binary_accuracy, name, dtype, threshold=threshold)


class CategoricalAccuracy(MeanMetricWrapper):
    """The fraction of one-hot answers whose class has the largest prediction."""

    aligning = True

    def __init__(self, name: str = "categorical_accuracy", dtype: DTypeLike = None) -> None:
        super().__init__(categorical_accuracy, name, dtype)


class SparseCategoricalAccuracy(MeanMetricWrapper):
    """The fraction of answers, numbers of classes, that have the largest prediction."""

    aligning = True

    def __init__(self, name: str = "sparse_categorical_accuracy", dtype: DTypeLike = None) -> None:
        super().__init__(sparse_categorical_accuracy, name, dtype)


class TopKCategoricalAccuracy(MeanMetricWrapper):
    """The fraction of one-hot answers whose class is among the k with the largest predictions."""

    aligning = True

    def __init__(self, k: int = 5, name: str = "top_k_categorical_accuracy", dtype: DTypeLike = None) -> None:
        super().__init__(top_k_categorical_accuracy, name, dtype, k=k)


class SparseTopKCategoricalAccuracy(MeanMetricWrapper):
    """The fraction of answers, numbers of classes, that are among the k with the largest predictions."""

    aligning = True

    def __init__(self, k: int = 5, name: str = "sparse_top_k_categorical_accuracy", dtype: DTypeLike = None) -> None:
        super().__init__(sparse_top_k_categorical_accuracy, name, dtype, k=k)

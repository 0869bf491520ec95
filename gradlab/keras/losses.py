"""The error: one number that says how wrong a model is, and which training makes small.

Each loss is a function of (y_true, y_pred) that gives one number per example, and a class that gives their mean. The
cross-entropies expect probabilities, or scores with from_logits=True. Probabilities that come from softmax or sigmoid
still know their scores, and the scores are used (see gradlab.keras.activations).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gradlab.functions.composed import (
    cast,
    clip_by_value,
    softmax_cross_entropy_with_logits,
    sparse_softmax_cross_entropy_with_logits,
    where,
)
from gradlab.functions.reduce import reduce_mean, reduce_sum
from gradlab.keras.activations import Probabilities
from gradlab.keras.names import find, snake_case
from gradlab.keras.shapes import aligned, floats, warn_of_stretching
from gradlab.operators.activations import softplus
from gradlab.operators.arithmetic import abs, square
from gradlab.operators.elementwise import log
from gradlab.operators.shaping import reshape
from gradlab.tensors.errors import InvalidArgumentError, no_such_name, warn
from gradlab.tensors.tensor import Tensor, TensorLike, as_tensor

LossFunction = Callable[[Any, Any], Tensor]

# Probabilities are held this far away from 0 and 1, so that their logarithms stay finite.
EPSILON = 1e-7


def mean_squared_error(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
    """Σ (y_true - y_pred)² / n over the last axis. Shapes: [batch…, n] both; result [batch…]."""
    truth, prediction = _pair(y_true, y_pred)
    return reduce_mean(square(truth - prediction), -1)


def mean_absolute_error(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
    """Σ |y_true - y_pred| / n over the last axis. Shapes: [batch…, n] both; result [batch…]."""
    truth, prediction = _pair(y_true, y_pred)
    return reduce_mean(abs(truth - prediction), -1)


def huber(y_true: TensorLike, y_pred: TensorLike, delta: float = 1.0) -> Tensor:
    """The mean of ½e² where the error |e| ≤ delta, and of delta · (|e| - ½delta) beyond: outliers pull, but not too hard.

    Shapes: [batch…, n] both; result [batch…]. Huber (1964), "Robust estimation of a location parameter".
    """
    truth, prediction = _pair(y_true, y_pred)
    error = abs(truth - prediction)
    return reduce_mean(where(error <= delta, square(error) * 0.5, error * delta - 0.5 * delta * delta), -1)


def binary_crossentropy(y_true: TensorLike, y_pred: TensorLike, from_logits: bool = False) -> Tensor:
    """-(y · ln p + (1 - y) · ln(1 - p)), the mean over the last axis: how surprised p is by the answers y, 0 or 1.

    Shapes: [batch…, n] both; result [batch…]. from_logits: y_pred are scores, p = sigmoid(scores).
    Warns if y_pred should be probabilities and cannot be.
    """
    truth, prediction = _pair(y_true, y_pred)
    if (scores := _scores(y_pred, from_logits, "sigmoid")) is not None:
        scores = reshape(scores, shape=prediction.shape)
        return reduce_mean(softplus(scores) - truth * scores, -1)
    _warn_of_scores(prediction, "binary_crossentropy", "sigmoid")
    p = clip_by_value(prediction, EPSILON, 1 - EPSILON)
    return reduce_mean(-(truth * log(p) + (1 - truth) * log(1 - p)), -1)


def categorical_crossentropy(y_true: TensorLike, y_pred: TensorLike, from_logits: bool = False) -> Tensor:
    """-Σ y · ln p over the last axis, the classes: how surprised p is by the answer y, as probabilities or one-hot.

    Shapes: [batch…, classes] both; result [batch…]. from_logits: y_pred are scores, p = softmax(scores).
    Warns if y_pred should be probabilities and cannot be. Raises InvalidArgumentError where the shapes differ.
    """
    prediction = floats(y_pred)
    truth = cast(y_true, prediction.dtype)
    check_one_hot(truth._array, prediction.shape)
    if (scores := _scores(y_pred, from_logits, "softmax")) is not None:
        return softmax_cross_entropy_with_logits(truth, scores)
    _warn_of_scores(prediction, "categorical_crossentropy", "softmax")
    p = clip_by_value(prediction / reduce_sum(prediction, -1, keepdims=True), EPSILON, 1 - EPSILON)
    return -reduce_sum(truth * log(p), -1)


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
        _warn_of_scores(prediction, "sparse_categorical_crossentropy", "softmax")
        scores = log(clip_by_value(prediction, EPSILON, 1 - EPSILON))
    return sparse_softmax_cross_entropy_with_logits(truth, scores)


def _scores(y_pred: TensorLike, from_logits: bool, curve: str) -> Tensor | None:
    """The scores behind a prediction, if it consists of scores or still knows them, from this curve."""
    if isinstance(y_pred, Probabilities) and y_pred.curve == curve:
        return y_pred.logits
    return floats(y_pred) if from_logits else None


def _warn_of_scores(prediction: Tensor, name: str, activation: str) -> None:
    lowest, highest = prediction._array.min(initial=0), prediction._array.max(initial=1)
    if lowest < 0 or highest > 1.001:
        warn(
            f"{name} expects probabilities between 0 and 1, and y_pred reaches from {lowest:.3g} to {highest:.3g}: "
            f"these look like scores. Give the last layer activation='{activation}', or use "
            f"keras.losses.{_class_name(name)}(from_logits=True)."
        )


def _pair(y_true: TensorLike, y_pred: TensorLike) -> tuple[Tensor, Tensor]:
    """Both as Tensors of one shape and dtype: [batch] and [batch, 1] may stand for each other, nothing is broadcast."""
    truth, prediction = aligned(y_true, y_pred)
    check_same(truth._array, prediction.shape)
    return truth, prediction


def check_same(y_true: np.ndarray, shape: tuple[int, ...]) -> None:
    """Raise InvalidArgumentError unless there is one answer for each number that the model gives."""
    if _without_one(y_true.shape[1:]) != _without_one(shape[1:]):
        raise InvalidArgumentError(
            f"the answers y have the shape {_example(y_true.shape)} and the model's output {_example(shape)}: "
            "each number that comes out needs an answer. Change the units of the last layer or the shape of y."
        )


def check_probabilities(y_true: np.ndarray, shape: tuple[int, ...]) -> None:
    """As `check_same`; and warn of answers outside of 0…1, for which a cross-entropy is not a measure of anything."""
    check_same(y_true, shape)
    lowest, highest = (y_true.min(), y_true.max()) if y_true.size else (0, 0)
    if lowest < 0 or highest > 1:
        signs = " Answers -1 and 1 become 0 and 1 by (y + 1) / 2." if {lowest, highest} == {-1, 1} else ""
        warn(
            f"binary_crossentropy needs answers y from 0 to 1, and these reach from {lowest:.4g} to {highest:.4g}: its "
            f"values mean nothing then, and may be below 0. For amounts, use loss='mse'.{signs}"
        )


def check_one_hot(y_true: np.ndarray, shape: tuple[int, ...]) -> None:
    """Raise InvalidArgumentError unless there is one probability for each class."""
    if y_true.shape[1:] != shape[1:]:
        raise InvalidArgumentError(
            f"categorical_crossentropy needs answers y of shape {_example(shape)}, one probability for each class, "
            f"and received {_example(y_true.shape)}. For whole numbers such as 3, use sparse_categorical_crossentropy "
            f"or keras.utils.to_categorical(y, {shape[-1]})."
        )


def check_labels(y_true: np.ndarray, shape: tuple[int, ...]) -> None:
    """Raise InvalidArgumentError unless every answer is the number of a class: whole, and from 0 to classes - 1."""
    classes = shape[-1]
    if y_true.shape[1:] == shape[1:] and classes > 1:
        raise InvalidArgumentError(
            "sparse_categorical_crossentropy needs whole numbers such as 3 as answers, and received rows of "
            f"{classes}, which look one-hot: use categorical_crossentropy, or y.argmax(axis=-1)."
        )
    if y_true.shape[1:] not in (shape[1:-1], (*shape[1:-1], 1)):
        raise InvalidArgumentError(
            f"sparse_categorical_crossentropy needs answers y of shape {_example(shape[:-1])}, one class for each row of "
            f"scores, and received {_example(y_true.shape)}."
        )
    if not y_true.size:
        return
    fractions = y_true[y_true != np.floor(y_true)] if y_true.dtype.kind == "f" else y_true[:0]
    if fractions.size:
        raise InvalidArgumentError(
            f"answers for sparse_categorical_crossentropy are whole numbers, and y holds {fractions.flat[0]}."
        )
    lowest, highest = y_true.min(), y_true.max()
    if lowest < 0 or highest >= classes:
        raise InvalidArgumentError(
            f"Received a label value of {int(highest if highest >= classes else lowest)} which is outside the valid range "
            f"of [0, {classes}): the model's last layer has {classes} outputs, one for each class, counted from 0."
        )


def _without_one(shape: Sequence[int]) -> tuple[int, ...]:
    return tuple(shape[:-1]) if shape and shape[-1] == 1 else tuple(shape)


def _example(shape: Sequence[int]) -> str:
    return f"({', '.join(['batch', *map(str, shape[1:])])}{',' if len(shape) == 1 else ''})"


class Loss:
    """A loss as an object: `loss(y_true, y_pred)` is the mean over all examples. A subclass gives `call`.

    reduction: 'sum_over_batch_size' for the mean, 'sum', or 'none' for one number per example.
    """

    # Whether it is known to be a mean over examples of which each is treated by itself: see Layer.each_example_alone.
    each_example_alone: bool = False

    def __init__(self, name: str | None = None, reduction: str | None = "sum_over_batch_size") -> None:
        reductions = {"sum_over_batch_size": reduce_mean, "mean": reduce_mean, "sum": reduce_sum, "none": as_tensor}
        self._reduce: Callable[[Any], Tensor] = find("reduction", reduction or "none", reductions)
        self.reduction = reduction
        self.name = name or snake_case(type(self).__name__)

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """The loss of each example."""
        raise NotImplementedError(f"{type(self).__name__} needs a method `call(self, y_true, y_pred)`")

    def __call__(self, y_true: TensorLike, y_pred: TensorLike) -> Tensor:
        """The loss of all examples together; answers that are whole numbers or bool count as the floats they stand for."""
        warn_of_stretching(y_true, y_pred, self.name)
        prediction = floats(y_pred)
        return self._reduce(self.call(cast(y_true, prediction.dtype), prediction))

    def check(self, y_true: np.ndarray, shape: tuple[int, ...]) -> None:
        """Raise ValueError if these answers cannot belong to predictions of this shape, before anything is trained."""


class LossFunctionWrapper(Loss):
    """A loss made from a function of (y_true, y_pred) and its options."""

    def __init__(
        self, fn: LossFunction, reduction: str | None = "sum_over_batch_size", name: str | None = None, **options: Any
    ) -> None:
        super().__init__(name or getattr(fn, "__name__", None), reduction)
        self.fn = fn
        self.options = options
        self.each_example_alone = fn in _CHECKS and reduction == "sum_over_batch_size"

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """fn(y_true, y_pred, **options); a function that is not the library's own gets both of one rank."""
        if self.fn not in _CHECKS:
            y_true, y_pred = aligned(y_true, y_pred)
        return self.fn(y_true, y_pred, **self.options)

    def __call__(self, y_true: TensorLike, y_pred: TensorLike) -> Tensor:
        """The loss of all examples together."""
        return self._reduce(self.call(y_true, y_pred))

    def check(self, y_true: np.ndarray, shape: tuple[int, ...]) -> None:
        """Raise ValueError if these answers cannot belong to predictions of this shape, before anything is trained."""
        if self.fn in _CHECKS:
            _CHECKS[self.fn](y_true, shape)


class MeanSquaredError(LossFunctionWrapper):
    """The mean of (y_true - y_pred)²: large errors count much."""

    def __init__(self, reduction: str | None = "sum_over_batch_size", name: str = "mean_squared_error") -> None:
        super().__init__(mean_squared_error, reduction, name)


class MeanAbsoluteError(LossFunctionWrapper):
    """The mean of |y_true - y_pred|: every error counts as it is."""

    def __init__(self, reduction: str | None = "sum_over_batch_size", name: str = "mean_absolute_error") -> None:
        super().__init__(mean_absolute_error, reduction, name)


class Huber(LossFunctionWrapper):
    """Squared near 0 and straight beyond `delta`: the mean of ½e², or delta · (|e| - ½delta)."""

    def __init__(self, delta: float = 1.0, reduction: str | None = "sum_over_batch_size", name: str = "huber_loss") -> None:
        super().__init__(huber, reduction, name, delta=delta)


class BinaryCrossentropy(LossFunctionWrapper):
    """The mean of -(y · ln p + (1 - y) · ln(1 - p)): for answers that are 0 or 1."""

    def __init__(
        self,
        from_logits: bool = False,
        *,
        reduction: str | None = "sum_over_batch_size",
        name: str = "binary_crossentropy",
    ) -> None:
        super().__init__(binary_crossentropy, reduction, name, from_logits=from_logits)


class CategoricalCrossentropy(LossFunctionWrapper):
    """The mean of -Σ y · ln p: for answers that are one-hot or probabilities."""

    def __init__(
        self,
        from_logits: bool = False,
        *,
        reduction: str | None = "sum_over_batch_size",
        name: str = "categorical_crossentropy",
    ) -> None:
        super().__init__(categorical_crossentropy, reduction, name, from_logits=from_logits)


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


_CHECKS: dict[LossFunction, Callable[[np.ndarray, tuple[int, ...]], None]] = {
    mean_squared_error: check_same,
    mean_absolute_error: check_same,
    huber: check_same,
    binary_crossentropy: check_probabilities,
    categorical_crossentropy: check_one_hot,
    sparse_categorical_crossentropy: check_labels,
}

_CLASSES = (
    MeanSquaredError,
    MeanAbsoluteError,
    Huber,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    SparseCategoricalCrossentropy,
)
_BY_NAME: dict[str, Any] = {
    **{fn.__name__: fn for fn in _CHECKS},
    "mse": mean_squared_error,
    "mae": mean_absolute_error,
    "bce": binary_crossentropy,
    **{kind.__name__: kind for kind in _CLASSES},
}


def _class_name(function_name: str) -> str:
    return next(kind.__name__ for kind in _CLASSES if snake_case(kind.__name__) == function_name)


def get(identifier: str | LossFunction | Loss | type[Loss]) -> Any:
    """The loss of this name ('mse', 'MeanSquaredError'); a function or Loss is one already.

    Raises ValueError for an unknown name, with the nearest known one, and TypeError for anything else.
    """
    found = find("loss", identifier, _BY_NAME) if isinstance(identifier, str) else identifier
    if isinstance(found, type):
        return found()
    if callable(found):
        return found
    raise TypeError(f"`loss` should be a name such as 'mse', a function or a keras.losses.Loss, and is {identifier!r}.")


def as_loss(identifier: str | LossFunction | Loss | type[Loss]) -> Loss:
    """The loss of this name or function as an object, whose call is the mean over all examples."""
    found = get(identifier)
    return found if isinstance(found, Loss) else LossFunctionWrapper(found)


__getattr__ = no_such_name(__name__)

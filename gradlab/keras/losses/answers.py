"""Whether answers y can belong to the predictions of a model at all: asked before a loss compares them, and in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np

from gradlab.keras.shapes import aligned
from gradlab.tensors.errors import InvalidArgumentError, warn
from gradlab.tensors.tensor import Tensor, TensorLike

Check = Callable[[np.ndarray, tuple[int, ...]], None]
LossFunction = Callable[..., Any]
Given = TypeVar("Given", bound=LossFunction)

# What each of the library's own loss functions asks of its answers. Of other functions nothing is known.
CHECKS: dict[LossFunction, Check] = {}


def answers(check: Check) -> Callable[[Given], Given]:
    """A loss function, noted as one whose answers `check` looks at."""

    def noted(fn: Given) -> Given:
        CHECKS[fn] = check
        return fn

    return noted


def side_by_side(y_true: TensorLike, y_pred: TensorLike) -> tuple[Tensor, Tensor]:
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

"""Answers and predictions side by side: of one rank and dtype, before a loss or a metric compares them.

Answers of the shape (n,) beside predictions of (n, 1) are the commonest slip of all: NumPy broadcasts their difference to
(n, n), and the mean of that is a number that looks like a loss and is none.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gradlab.functions.composed import cast
from gradlab.operators.shaping import reshape
from gradlab.tensors.errors import warn
from gradlab.tensors.tensor import Tensor, TensorLike, as_tensor

Shape = tuple[int, ...]


def floats(y: TensorLike) -> Tensor:
    """Predictions as a Tensor of floats; whole numbers and truth values become float32."""
    tensor = as_tensor(y)
    return tensor if tensor.dtype.kind == "f" else cast(tensor, np.float32)


def aligned(y_true: TensorLike, y_pred: TensorLike) -> tuple[Tensor, Tensor]:
    """Both as floats of the predictions' dtype; where one of them has a last axis of length 1 more, of one rank."""
    prediction = floats(y_pred)
    truth = cast(y_true, prediction.dtype)
    if truth.ndim == prediction.ndim:
        return truth, prediction
    answers, numbers = of_one_rank(truth.shape, prediction.shape)
    return reshape(truth, shape=answers), reshape(prediction, shape=numbers)


def of_one_rank(first: Shape, second: Shape) -> tuple[Shape, Shape]:
    """Two shapes of one rank, if one of them has a last axis of length 1 more; else as they are.

    As in Keras: beside a vector a last axis is added, beside anything larger it is dropped.
    """
    if len(first) == len(second) + 1 and first[-1] == 1:
        return (first, (*second, 1)) if len(second) == 1 else (first[:-1], second)
    if len(second) == len(first) + 1 and second[-1] == 1:
        return ((*first, 1), second) if len(first) == 1 else (first, second[:-1])
    return first, second


def warn_of_stretching(y_true: Any, y_pred: Any, name: str) -> None:
    """Warn if one shape is the other without its last axis of length 1: a difference of the two would be stretched."""
    truth, prediction = np.shape(y_true), np.shape(y_pred)
    if (*truth, 1) == prediction or truth == (*prediction, 1):
        warn(
            f"{name} compares answers of the shape {truth} with predictions of the shape {prediction}: a difference of the "
            f"two has a number for every pair of them. Bring both to one shape, with y[:, None] or tf.squeeze(y, -1)."
        )

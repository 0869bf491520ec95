"""Losses of support vector machines: an answer that is right by a margin of 1 costs nothing, and nothing is a probability.

Answers are -1 and 1; where all of them are 0 and 1, 0 stands for -1.
"""

from __future__ import annotations

from gradlab.functions.reduce import reduce_max, reduce_mean, reduce_sum
from gradlab.keras.losses.answers import answers, check_same, side_by_side
from gradlab.keras.losses.loss import PlainLoss
from gradlab.operators.arithmetic import square
from gradlab.operators.elementwise import maximum
from gradlab.tensors.tensor import Tensor, TensorLike


@answers(check_same)
def hinge(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
    """The mean of max(1 - y_true · y_pred, 0) over the last axis. Shapes: [batch…, n] both; result [batch…]."""
    return reduce_mean(_missing_margin(y_true, y_pred), -1)


@answers(check_same)
def squared_hinge(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
    """The mean of max(1 - y_true · y_pred, 0)² over the last axis. Shapes: [batch…, n] both; result [batch…]."""
    return reduce_mean(square(_missing_margin(y_true, y_pred)), -1)


@answers(check_same)
def categorical_hinge(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
    """max(the highest wrong score - the right score + 1, 0), for one-hot answers.

    Shapes: [batch…, classes] both; result [batch…].
    """
    truth, prediction = side_by_side(y_true, y_pred)
    right = reduce_sum(truth * prediction, -1)
    return maximum(reduce_max((1.0 - truth) * prediction, -1) - right + 1.0, 0.0)


def _missing_margin(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
    """What each prediction lacks to be right by 1."""
    truth, prediction = side_by_side(y_true, y_pred)
    if ((truth._array == 0) | (truth._array == 1)).all():
        truth = truth * 2.0 - 1.0
    return maximum(1.0 - truth * prediction, 0.0)


class Hinge(PlainLoss):
    """The mean of max(1 - y_true · y_pred, 0)."""

    function = staticmethod(hinge)


class SquaredHinge(PlainLoss):
    """The mean of max(1 - y_true · y_pred, 0)²."""

    function = staticmethod(squared_hinge)


class CategoricalHinge(PlainLoss):
    """The mean of max(the highest wrong score - the right score + 1, 0)."""

    function = staticmethod(categorical_hinge)

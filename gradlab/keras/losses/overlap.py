"""Losses that compare two regions, as in pictures where each pixel is answered: how much of both is common to both."""

from __future__ import annotations

from typing import Any

from gradlab.functions.reduce import reduce_sum
from gradlab.keras.losses.answers import side_by_side
from gradlab.keras.losses.loss import LossFunctionWrapper
from gradlab.tensors.tensor import Tensor, TensorLike

EPSILON = 1e-7  # keeps two empty regions from being divided by 0


def dice(y_true: TensorLike, y_pred: TensorLike, axis: Any = None) -> Tensor:
    """1 - 2 · |both| / (|answer| + |prediction|), each the sum over the axis, over everything without: 0 for equal regions.

    Shapes: [batch…, n] both; result one number, or what is left beside the axis.
    Dice (1945), "Measures of the amount of ecologic association between species".
    """
    truth, prediction = side_by_side(y_true, y_pred)
    both = reduce_sum(truth * prediction, axis)
    return 1.0 - 2.0 * both / (reduce_sum(truth, axis) + reduce_sum(prediction, axis) + EPSILON)


def tversky(y_true: TensorLike, y_pred: TensorLike, alpha: float = 0.5, beta: float = 0.5, axis: Any = None) -> Tensor:
    """1 - |both| / (|both| + alpha · |the answer alone| + beta · |the prediction alone|); with ½ and ½ it is `dice`.

    Shapes: [batch…, n] both; result one number, or what is left beside the axis. Tversky (1977), "Features of similarity".
    """
    truth, prediction = side_by_side(y_true, y_pred)
    both = reduce_sum(truth * prediction, axis)
    missed = reduce_sum(truth * (1.0 - prediction), axis)
    invented = reduce_sum(prediction * (1.0 - truth), axis)
    return 1.0 - both / (both + alpha * missed + beta * invented + EPSILON)


class Dice(LossFunctionWrapper):
    """1 - 2 · |both| / (|answer| + |prediction|), over the whole batch or along `axis`."""

    def __init__(self, reduction: str | None = "sum_over_batch_size", name: str = "dice", axis: Any = None) -> None:
        super().__init__(dice, reduction, name, axis=axis)


class Tversky(LossFunctionWrapper):
    """`Dice` with a price for what was missed, alpha, and one for what was invented, beta."""

    def __init__(
        self,
        alpha: float = 0.5,
        beta: float = 0.5,
        reduction: str | None = "sum_over_batch_size",
        name: str = "tversky",
        axis: Any = None,
    ) -> None:
        super().__init__(tversky, reduction, name, alpha=alpha, beta=beta, axis=axis)

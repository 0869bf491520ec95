"""A loss as an object: from one number for each example to one number for all of them, examples weighed as they count.

    loss = keras.losses.MeanSquaredError()
    loss(y_true, y_pred)                             the mean over all examples
    loss(y_true, y_pred, sample_weight=[1, 0, 5])    the second does not count, the third counts five times

The mean is over the number of examples, not over the sum of their weights: weights twice as large make a loss twice as
large. With reduction='mean_with_sample_weight' it is over the sum of the weights.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from gradlab.functions.composed import cast
from gradlab.functions.reduce import reduce_mean, reduce_sum
from gradlab.keras.configs import Configured
from gradlab.keras.losses.answers import CHECKS, LossFunction
from gradlab.keras.names import find, snake_case
from gradlab.keras.shapes import aligned, floats, of_one_rank, warn_of_stretching
from gradlab.operators.shaping import reshape
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Tensor, TensorLike, as_tensor

Reduction = Callable[[Any], Tensor]
_REDUCTIONS: dict[str, Reduction] = {
    "sum_over_batch_size": reduce_mean,
    "mean": reduce_mean,
    "mean_with_sample_weight": reduce_mean,
    "sum": reduce_sum,
    "none": as_tensor,
}


class Loss(Configured):
    """A loss as an object: `loss(y_true, y_pred)` is the mean over all examples. A subclass gives `call`.

    reduction: 'sum_over_batch_size' for the mean, 'mean_with_sample_weight' for the mean of examples with weights, 'sum',
    or 'none' for one number per example.
    """

    # Whether it is known to be a mean over examples of which each is treated by itself: see Layer.each_example_alone.
    each_example_alone: bool = False

    def __init__(self, name: str | None = None, reduction: str | None = "sum_over_batch_size") -> None:
        self._reduce: Reduction = find("reduction", reduction or "none", _REDUCTIONS)
        self.reduction = reduction
        self.name = name or snake_case(type(self).__name__)

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """The loss of each example."""
        raise NotImplementedError(f"{type(self).__name__} needs a method `call(self, y_true, y_pred)`")

    def __call__(self, y_true: TensorLike, y_pred: TensorLike, sample_weight: TensorLike | None = None) -> Tensor:
        """The loss of all examples together; answers that are whole numbers or bool count as the floats they stand for.

        sample_weight: how much each example counts, [batch], or each of several numbers in it, as the losses are shaped.
        Raises InvalidArgumentError for weights of another shape.
        """
        warn_of_stretching(y_true, y_pred, self.name)
        prediction = floats(y_pred)
        return self._together(self.call(cast(y_true, prediction.dtype), prediction), sample_weight)

    def check(self, y_true: np.ndarray, shape: tuple[int, ...]) -> None:
        """Raise ValueError if these answers cannot belong to predictions of this shape, before anything is trained."""

    def _together(self, values: Any, sample_weight: TensorLike | None) -> Tensor:
        """The losses of the examples, each times its weight if there are any, as one number."""
        if sample_weight is None:
            return self._reduce(values)
        values, weights = _weights_beside(as_tensor(values), sample_weight)
        weighed = values * weights
        if self.reduction == "mean_with_sample_weight" and weighed.ndim:
            total = float(weights._array.sum())
            return reduce_sum(weighed) / total if total else reduce_sum(weighed) * 0.0
        return self._reduce(weighed)


def _weights_beside(values: Tensor, sample_weight: TensorLike) -> tuple[Tensor, Tensor]:
    """Losses and weights of one rank and dtype. Raises InvalidArgumentError for weights that belong to other losses."""
    weights = cast(as_tensor(sample_weight), values.dtype)
    if weights.ndim != values.ndim:
        losses, beside = of_one_rank(values.shape, weights.shape)
        values, weights = reshape(values, shape=losses), reshape(weights, shape=beside)
    fits = (
        not weights.ndim
        or not values.ndim
        or (weights.ndim == values.ndim and all(n in (1, m) for n, m in zip(weights.shape, values.shape)))
    )
    if not fits:
        more = ""
        if weights.shape == values.shape[: weights.ndim]:
            more = " A weight for each example goes with all its losses when it is written as sample_weight[:, None]."
        raise InvalidArgumentError(
            f"`sample_weight` has the shape {weights.shape}, and the losses that it weighs have {values.shape}: it needs "
            f"one weight for each of them.{more}"
        )
    return values, weights


class LossFunctionWrapper(Loss):
    """A loss made from a function of (y_true, y_pred) and its options."""

    def __init__(
        self, fn: LossFunction, reduction: str | None = "sum_over_batch_size", name: str | None = None, **options: Any
    ) -> None:
        super().__init__(name or getattr(fn, "__name__", None), reduction)
        self.fn = fn
        self.options = options
        self.each_example_alone = fn in CHECKS and reduction == "sum_over_batch_size"

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """fn(y_true, y_pred, **options); a function that is not the library's own gets both of one rank."""
        if self.fn not in CHECKS:
            y_true, y_pred = aligned(y_true, y_pred)
        return self.fn(y_true, y_pred, **self.options)

    def __call__(self, y_true: TensorLike, y_pred: TensorLike, sample_weight: TensorLike | None = None) -> Tensor:
        """The loss of all examples together; see Loss."""
        return self._together(self.call(y_true, y_pred), sample_weight)

    def check(self, y_true: np.ndarray, shape: tuple[int, ...]) -> None:
        """Raise ValueError if these answers cannot belong to predictions of this shape, before anything is trained."""
        if self.fn in CHECKS:
            CHECKS[self.fn](y_true, shape)


class PlainLoss(LossFunctionWrapper):
    """A loss whose function has no options: a subclass names the `function`."""

    function: ClassVar[LossFunction]

    def __init__(self, reduction: str | None = "sum_over_batch_size", name: str | None = None) -> None:
        super().__init__(type(self).function, reduction, name)


def fraction(argument: str, value: float) -> float:
    """`value`, or a ValueError if it is not between 0 and 1."""
    if not 0 <= value <= 1:
        raise ValueError(f"`{argument}` should be between 0 and 1, and is {value!r}.")
    return value

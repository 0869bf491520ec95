"""A metric adds up over batches: `update_state` takes in a batch, `result` is the value over all that came so far.

    class Misses(keras.metrics.Metric):
        def __init__(self, name="misses", **kwargs):
            super().__init__(name=name, **kwargs)
            self.count = self.add_weight(initializer="zeros", name="count")

        def update_state(self, y_true, y_pred, sample_weight=None):
            self.count.assign_add(tf.reduce_sum(tf.cast(y_true != tf.round(y_pred), tf.float32)))

        def result(self):
            return self.count

What a metric counts in stands in Variables of its own, which `reset_state` turns back to 0, or in plain numbers, as here
in Mean and Sum.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gradlab.keras import initializers
from gradlab.keras.configs import Configured
from gradlab.keras.names import snake_case
from gradlab.keras.shapes import of_one_rank, warn_of_stretching
from gradlab.tensors.dtypes import float32, numpy_dtype
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Array, DTypeLike, Tensor, TensorLike, as_array, as_tensor
from gradlab.tensors.variable import Variable

MetricFunction = Callable[..., Any]


class Metric(Configured):
    """Adds up over batches. A subclass gives `update_state` and `result`, and `reset_state` if it needs more than zeros.

    dtype: of the Variables that `add_weight` makes, float32 unless told otherwise.
    """

    def __init__(self, dtype: DTypeLike = None, name: str | None = None) -> None:
        self.name = name or snake_case(type(self).__name__)
        self.dtype = numpy_dtype(dtype or float32)

    def add_weight(
        self, shape: Sequence[int] = (), initializer: Any = "zeros", dtype: DTypeLike = None, name: str | None = None
    ) -> Variable:
        """A Variable to count in, which no training turns. Raises TypeError for a shape that is none."""
        if isinstance(shape, str):
            raise TypeError(f"the first argument of add_weight is the shape, and is {shape!r}: write name={shape!r}.")
        kind = numpy_dtype(dtype or self.dtype)
        size = tuple(shape) if np.ndim(shape) else (int(shape),)  # type: ignore[call-overload]
        value = initializers.values(initializers.get(initializer), size, kind)
        return Variable(as_array(value, kind), trainable=False, name=name or "variable")

    def add_variable(
        self, shape: Sequence[int], initializer: Any, dtype: DTypeLike = None, name: str | None = None
    ) -> Variable:
        """`add_weight`, under Keras' newer name."""
        return self.add_weight(shape, initializer, dtype, name)

    @property
    def variables(self) -> list[Variable]:
        """The Variables in the metric's attributes, and those of the metrics in them."""
        found: list[Variable] = []
        for part in vars(self).values():
            for x in part if isinstance(part, (list, tuple)) else [part]:
                found += [x] if isinstance(x, Variable) else x.variables if isinstance(x, Metric) else []
        return found

    def update_state(self, *args: Any, **kwargs: Any) -> Any:
        """Take in a batch: answers, predictions, and how much each example counts."""
        raise NotImplementedError(
            f"{type(self).__name__} needs a method `update_state(self, y_true, y_pred, sample_weight=None)`"
        )

    def result(self) -> Any:
        """The value over all batches since the last reset; or several, in a dict."""
        raise NotImplementedError(f"{type(self).__name__} needs a method `result(self)`")

    def reset_state(self) -> None:
        """Forget all batches: turn all Variables to 0."""
        for variable in self.variables:
            variable.assign(np.zeros(variable.shape, variable.dtype))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Take in a batch and give the value so far."""
        self.update_state(*args, **kwargs)
        return self.result()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}>"


class Mean(Metric):
    """The mean of all values so far; sample_weight says how much each counts.

    An example that has several values counts once, with their mean.
    """

    def __init__(self, name: str = "mean", dtype: DTypeLike = None) -> None:
        super().__init__(dtype, name)
        self.total = self.count = 0.0

    def update_state(self, values: TensorLike, sample_weight: TensorLike | None = None) -> None:
        """Take in values: a number, or an array of them. Raises InvalidArgumentError for weights of another shape."""
        numbers, weights = per_example(values, sample_weight, np.mean)
        self.total += float(numbers.sum())
        self.count += numbers.size if weights is None else float(weights.sum())

    def result(self) -> Any:
        """The mean, as a Tensor; 0 of nothing."""
        return Tensor(np.asarray(self.value, self.dtype))

    @property
    def value(self) -> float:
        """The mean, as a Python float; 0 of nothing."""
        return self.total / self.count if self.count else 0.0

    def reset_state(self) -> None:
        """Forget all values."""
        self.total = self.count = 0.0


class Sum(Metric):
    """The sum of all values so far, each times its sample_weight."""

    def __init__(self, name: str = "sum", dtype: DTypeLike = None) -> None:
        super().__init__(dtype, name)
        self.total = 0.0

    def update_state(self, values: TensorLike, sample_weight: TensorLike | None = None) -> None:
        """Take in values: a number, or an array of them. Raises InvalidArgumentError for weights of another shape."""
        self.total += float(per_example(values, sample_weight, np.sum)[0].sum())

    def result(self) -> Any:
        """The sum, as a Tensor."""
        return Tensor(np.asarray(self.total, self.dtype))

    def reset_state(self) -> None:
        """Forget all values."""
        self.total = 0.0


class MeanMetricWrapper(Mean):
    """The mean over all examples of a function of (y_true, y_pred)."""

    # Whether the function brings answers and predictions to one shape itself, so that nothing has to be said about shapes.
    aligning = False

    def __init__(self, fn: MetricFunction, name: str | None = None, dtype: DTypeLike = None, **options: Any) -> None:
        super().__init__(name or str(getattr(fn, "__name__", "mean")), dtype)
        self.fn = fn
        self.options = options

    def update_state(  # type: ignore[override]
        self, y_true: TensorLike, y_pred: TensorLike, sample_weight: TensorLike | None = None
    ) -> None:
        """Take in a batch of answers and predictions."""
        if not self.aligning:
            warn_of_stretching(y_true, y_pred, self.name)
        super().update_state(as_tensor(self.fn(y_true, y_pred, **self.options)), sample_weight)


def per_example(
    values: TensorLike, sample_weight: TensorLike | None, reduce: Callable[..., Any]
) -> tuple[Array, Array | None]:
    """One number for each example, [batch], times its weight, and the weights, or None where there are none.

    values: [batch…]. What an example has beside its first axis, or beside the axes of the weights, is reduced to one number.
    Raises InvalidArgumentError for weights that do not fit.
    """
    numbers = np.asarray(as_array(values), np.float64)
    if sample_weight is None:
        return (reduce(numbers, tuple(range(1, numbers.ndim))) if numbers.ndim > 1 else numbers), None
    weights = np.asarray(as_array(sample_weight, None, "sample_weight"), np.float64)
    numbers, weights = map(np.reshape, (numbers, weights), of_one_rank(numbers.shape, weights.shape))
    if numbers.ndim > weights.ndim:
        numbers = np.asarray(reduce(numbers, tuple(range(weights.ndim, numbers.ndim))))
    weights = broadcast(weights, numbers.shape)
    numbers = numbers * weights
    if numbers.ndim > 1:
        others = tuple(range(1, numbers.ndim))
        numbers, weights = reduce(numbers, others), reduce(weights, others)
    return numbers, weights


def broadcast(weights: Array, shape: tuple[int, ...]) -> Array:
    """The weights, one for each of the numbers of this shape. Raises InvalidArgumentError where there is another number."""
    fits = weights.ndim == len(shape) and all(n in (1, m) for n, m in zip(weights.shape, shape))
    if weights.ndim and not fits:
        raise InvalidArgumentError(
            f"`sample_weight` has the shape {weights.shape}, and the values that it weighs {shape}: it needs one weight for "
            "each of them."
        )
    return np.broadcast_to(weights, shape)

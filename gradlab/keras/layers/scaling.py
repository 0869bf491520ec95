"""Layers that bring raw numbers into a range from which a network learns well, before anything else happens to them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from gradlab.data import Dataset
from gradlab.functions.composed import cast
from gradlab.keras.layers.layer import Layer, Shape
from gradlab.operators.elementwise import maximum, sqrt
from gradlab.tensors.dtypes import float32
from gradlab.tensors.errors import InvalidArgumentError, warn
from gradlab.tensors.tensor import Tensor, TensorLike, as_array
from gradlab.tensors.variable import Variable


class Rescaling(Layer):
    """x · scale + offset: Rescaling(1/255) brings the bytes of a picture between 0 and 1.

    Raises TypeError for a scale or an offset that is no number.
    """

    each_example_alone = True

    def __init__(self, scale: TensorLike, offset: TensorLike = 0.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        as_array(scale, float32, "scale"), as_array(offset, float32, "offset")  # now, and not when the first picture comes
        self.scale, self.offset = scale, offset

    def call(self, inputs: Tensor) -> Tensor:
        """inputs · scale + offset."""
        return cast(inputs, self.dtype) * self.scale + self.offset


class Normalization(Layer):
    """(x - mean) / √variance, with mean and variance of the training data: each feature ends up around 0, about 1 wide.

        layer = keras.layers.Normalization()
        layer.adapt(x_train)          measures; or Normalization(mean=…, variance=…) says them

    axis: for each place along these axes a mean of its own, all others are averaged over; None for one mean of all numbers.
    invert: the other way, from standardized numbers back to x.
    Raises ValueError for a mean without a variance, or of another shape.
    """

    each_example_alone = True

    def __init__(
        self,
        axis: int | Sequence[int] | None = -1,
        mean: Any = None,
        variance: Any = None,
        invert: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.axis: tuple[int, ...] = () if axis is None else (axis,) if isinstance(axis, int) else tuple(axis)
        if (mean is None) != (variance is None):
            raise ValueError(f"Normalization takes `mean` and `variance` or none of them: {mean!r} and {variance!r}.")
        self._said = None if mean is None else tuple(as_array(x, self.dtype, "mean and variance") for x in (mean, variance))
        if self._said is not None and (self._said[0].shape != self._said[1].shape or self._said[0].ndim > len(self.axis)):
            raise ValueError(
                f"`mean` and `variance` of Normalization should have one shape, with at most as many axes as axis={axis!r} "
                f"names, and have the shapes {self._said[0].shape} and {self._said[1].shape}."
            )
        self.invert = invert

    def get_config(self) -> dict[str, Any]:
        """What another like this would be made with. What `adapt` has measured are weights, and not in it."""
        said = dict(zip(("mean", "variance"), (x.tolist() for x in self._said or ()))) or {"mean": None, "variance": None}
        return {**super().get_config(), "axis": list(self.axis), **said}

    def check_input(self, shape: tuple[int, ...]) -> None:
        """Raise ValueError unless the input has the axes, as long as what was measured."""
        if any(not -len(shape) <= axis < len(shape) for axis in self.axis):
            raise InvalidArgumentError(
                f"Normalization '{self.name}' has axis={self.axis}, and the shape {shape} has only {len(shape)} axes. "
                "One mean of all numbers: axis=None."
            )
        kept = [shape[i] for i in self._kept(len(shape))]
        known = self._said[0].shape if self._said is not None else self.adapt_mean.shape if self.built else ()
        if any(n not in (1, m) for n, m in zip(reversed(known), reversed(kept))):
            raise InvalidArgumentError(
                f"Normalization '{self.name}' knows means of the shape {known} for axis={self.axis}, and received the shape "
                f"(None, {', '.join(map(str, shape[1:]))})."
            )

    def _kept(self, rank: int) -> list[int]:
        """The axes with means of their own, counted from the front."""
        return sorted(axis % rank for axis in self.axis)

    _rank = 0  # how many axes the first input had

    def build(self, input_shape: Shape) -> None:
        """Make room for mean and variance, unless they were said."""
        self._rank = len(input_shape)
        if self._said is None:
            shape = [input_shape[i] or 0 for i in self._kept(self._rank)]
            self.adapt_mean = self.add_weight(shape, "zeros", trainable=False, name="mean")
            self.adapt_variance = self.add_weight(shape, "ones", trainable=False, name="variance")
            # Keras keeps a number of examples too, always 0, for the sake of older files.
            self.count = Variable(np.zeros((), np.int64), trainable=False, name=f"{self.name}/count")

    def adapt(self, data: Any) -> None:
        """Measure mean and variance of these examples: an array, or batches of it such as a tf.data.Dataset.

        Raises ValueError for no data, for other shapes than before and where mean and variance were said; TypeError for
        what is neither.
        """
        if self._said is not None:
            raise ValueError(f"Normalization '{self.name}' was told its mean and variance: there is nothing to measure.")
        batches = [data] if isinstance(data, (np.ndarray, Tensor)) else _batches(data)
        n, mean, spread = 0, np.zeros(()), np.zeros(())
        for batch in batches:
            x = np.asarray(as_array(batch), np.float64)
            self.check_input(x.shape)
            self.build((None, *x.shape[1:]))
            across = tuple(i for i in range(x.ndim) if i not in self._kept(x.ndim))
            count = math.prod(x.shape[i] for i in across)
            if not count:
                continue
            there, old = x.mean(across), mean  # of this batch, and of those before
            mean = old + (there - old) * (count / (n + count))
            spread = spread + x.var(across) * count + (there - old) ** 2 * (n * count / (n + count))
            n += count
        if not n:
            raise ValueError(f"Normalization '{self.name}' has no examples to measure: `data` is empty.")
        if not np.isfinite(mean + spread).all():
            warn(
                f"Normalization '{self.name}' has measured {mean}: where `data` holds nan or inf, all that comes out of the "
                "layer is nan. Leave those examples out, data[np.isfinite(data).all(-1)], or fill the gaps."
            )
        self.adapt_mean.assign(mean.astype(self.dtype))
        self.adapt_variance.assign((spread / n).astype(self.dtype))

    @property
    def mean(self) -> Tensor:
        """The means that are subtracted. Raises AttributeError before there are any."""
        return self._statistic(0, self._rank)

    @property
    def variance(self) -> Tensor:
        """The variances whose roots are divided by. Raises AttributeError before there are any."""
        return self._statistic(1, self._rank)

    def _statistic(self, which: int, rank: int) -> Tensor:
        """Mean (0) or variance (1) in a shape that can be stretched to that of an input with so many axes."""
        if not self.built:
            raise AttributeError(
                f"Normalization '{self.name}' knows no mean and variance yet: adapt it to the training data."
            )
        values = self._said[which] if self._said is not None else (self.adapt_mean, self.adapt_variance)[which]._array
        row = [1] * rank
        for axis, length in zip(reversed(self._kept(rank)), reversed(values.shape)):
            row[axis] = length
        return Tensor(values.reshape(row))

    def call(self, inputs: Tensor) -> Tensor:
        """(inputs - mean) / √variance, or the other way round."""
        x = cast(inputs, self.dtype)
        mean, deviation = self._statistic(0, x.ndim), maximum(sqrt(self._statistic(1, x.ndim)), 1e-7)
        return x * deviation + mean if self.invert else (x - mean) / deviation


def _batches(data: Any) -> Iterator[Any]:
    """The examples of each batch of a Dataset, a list or a generator, without their answers."""
    if not isinstance(data, Iterable) or isinstance(data, (str, dict)):
        raise TypeError(f"`data` should be an array or batches of arrays, and is a {type(data).__name__}.")
    for batch in data:
        x = batch[0] if isinstance(batch, (tuple, list)) and batch else batch
        if not isinstance(x, (np.ndarray, Tensor)):
            raise TypeError(
                f"`data` should be an array or batches of arrays, and a batch is {x!r}. Numbers in lists: np.array(data)."
            )
        yield x[None] if isinstance(data, Dataset) and x.ndim == 1 else x

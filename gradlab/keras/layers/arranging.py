"""Layers that arrange the numbers of an example anew, put a frame around them or cut one off. None has weights."""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from typing import Any

from gradlab.functions.composed import expand_dims, pad
from gradlab.keras.layers.core import positive
from gradlab.keras.layers.layer import Layer
from gradlab.keras.layers.windows import Spatial
from gradlab.operators.reductions import broadcast_to
from gradlab.operators.shaping import getitem, reshape, transpose
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Tensor


class Flatten(Layer):
    """Each example becomes one row of numbers: [batch, 32, 32, 3] becomes [batch, 3072]."""

    each_example_alone = True

    def call(self, inputs: Tensor) -> Tensor:
        """The same numbers in rows."""
        return reshape(inputs, shape=(inputs.shape[0], math.prod(inputs.shape[1:])))


class Reshape(Layer):
    """Each example in another shape; one length may be -1, which means what is left.

    Raises ValueError where the numbers do not fill the shape.
    """

    each_example_alone = True

    def __init__(self, target_shape: Sequence[int], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.target_shape = tuple(operator.index(n) for n in target_shape)

    def check_input(self, shape: tuple[int, ...]) -> None:
        """Raise ValueError unless the numbers of an example fill the shape."""
        n, known = math.prod(shape[1:]), math.prod(k for k in self.target_shape if k != -1)
        if (n % known if -1 in self.target_shape and known else n - known) != 0:
            raise InvalidArgumentError(
                f"Reshape '{self.name}' cannot fill {self.target_shape} with the {n} numbers of an example "
                f"of shape {shape[1:]}."
            )

    def call(self, inputs: Tensor) -> Tensor:
        """The same numbers in the target shape."""
        return reshape(inputs, shape=(inputs.shape[0], *self.target_shape))


class Permute(Layer):
    """The axes of each example in another order: Permute((2, 1)) exchanges rows and columns.

    dims: for each axis of the output which of the input it is, counted from 1. Raises ValueError for what is no order.
    """

    each_example_alone = True

    def __init__(self, dims: Sequence[int], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.dims = tuple(operator.index(n) for n in dims)
        if sorted(self.dims) != list(range(1, len(self.dims) + 1)):
            raise ValueError(
                f"`dims` of Permute should name each axis once, counted from 1, such as (2, 1), and is {dims!r}."
            )

    def check_input(self, shape: tuple[int, ...]) -> None:
        """Raise ValueError unless examples have as many axes as there are dims."""
        if len(shape) - 1 != len(self.dims):
            raise InvalidArgumentError(
                f"Permute '{self.name}' orders {len(self.dims)} axes of an example, and received examples of {shape[1:]}."
            )

    def call(self, inputs: Tensor) -> Tensor:
        """The same numbers with their axes in another order."""
        return transpose(inputs, perm=(0, *self.dims))


class RepeatVector(Layer):
    """Each example n times in a row: [batch, features] becomes [batch, n, features]. Raises ValueError for n below 1."""

    each_example_alone = True

    def __init__(self, n: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.n = positive(self, "n", n)

    def check_input(self, shape: tuple[int, ...]) -> None:
        """Raise ValueError unless examples are rows of numbers."""
        if len(shape) != 2:
            raise InvalidArgumentError(
                f"RepeatVector '{self.name}' takes rows, shape (batch, features), and received examples of {shape[1:]}."
            )

    def call(self, inputs: Tensor) -> Tensor:
        """Each row n times."""
        return broadcast_to(expand_dims(inputs, 1), shape=(inputs.shape[0], self.n, inputs.shape[1]))


class _ZeroPadding(Spatial):
    """Zeros around each example."""

    def __init__(self, padding: Any = 1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.padding = _ends(self, "padding", padding)

    def call(self, inputs: Tensor) -> Tensor:
        """The inputs within a frame of zeros."""
        return pad(inputs, [(0, 0), *_pairs(self.padding), (0, 0)])


class ZeroPadding1D(_ZeroPadding):
    """Zeros before and behind each sequence. padding: how many at both ends, or (before, behind)."""

    dims = 1


class ZeroPadding2D(_ZeroPadding):
    """Zeros around each picture. padding: how wide a frame, (vertical, horizontal), or ((top, bottom), (left, right))."""


class _Cropping(Spatial):
    """Cuts off the ends of each example."""

    cropping: Any

    def check_input(self, shape: tuple[int, ...]) -> None:
        """Raise ValueError unless something is left."""
        super().check_input(shape)
        if any(n <= sum(pair) for n, pair in zip(shape[1:], _pairs(self.cropping))):
            raise InvalidArgumentError(
                f"{type(self).__name__} '{self.name}' cuts off {self.cropping}, which leaves nothing of {shape[1:]}."
            )

    def call(self, inputs: Tensor) -> Tensor:
        """The inputs without their ends."""
        ends = zip(inputs.shape[1:], _pairs(self.cropping))
        return getitem(inputs, key=(slice(None), *(slice(first, n - last) for n, (first, last) in ends)))


class Cropping1D(_Cropping):
    """Cuts off both ends of each sequence. cropping: how many steps at both ends, or (before, behind)."""

    dims = 1

    def __init__(self, cropping: Any = (1, 1), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.cropping = _ends(self, "cropping", cropping)


class Cropping2D(_Cropping):
    """Cuts off the edges of each picture. cropping: how wide, (vertical, horizontal), or ((top, bottom), (left, right))."""

    def __init__(self, cropping: Any = ((0, 0), (0, 0)), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.cropping = _ends(self, "cropping", cropping)


def _ends(layer: Spatial, argument: str, value: Any) -> Any:
    """How much at the two ends of each axis: (before, behind) for a sequence, a pair of those for a picture."""
    given = value if isinstance(value, (tuple, list)) else (value,) * 2
    try:
        if layer.dims == 2:
            given = [n if isinstance(n, (tuple, list)) else (n, n) for n in given]
            (top, bottom), (left, right) = given
            found: Any = ((operator.index(top), operator.index(bottom)), (operator.index(left), operator.index(right)))
        else:
            before, behind = given
            found = (operator.index(before), operator.index(behind))
    except (TypeError, ValueError):
        found = (-1, -1)
    if min(n for pair in _pairs(found) for n in pair) < 0:
        wanted = "(vertical, horizontal) or ((top, bottom), (left, right))" if layer.dims == 2 else "(before, behind)"
        raise ValueError(
            f"`{argument}` of {type(layer).__name__} should be a whole number of at least 0, or {wanted}, and is {value!r}."
        )
    return found


def _pairs(ends: Any) -> tuple[tuple[int, int], ...]:
    return ends if isinstance(ends[0], tuple) else (ends,)

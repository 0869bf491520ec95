"""Layers that join several inputs into one: number by number, side by side, or by a dot product.

Each is there as a layer, Add()([a, b]), and as a function, add([a, b]).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

from gradlab.functions.composed import cast, expand_dims
from gradlab.functions.reduce import reduce_sum
from gradlab.keras.layers.layer import Layer
from gradlab.operators.arithmetic import square
from gradlab.operators.elementwise import maximum as larger
from gradlab.operators.elementwise import minimum as smaller
from gradlab.operators.elementwise import rsqrt
from gradlab.operators.linear_algebra import sum_of_products
from gradlab.operators.shaping import concat
from gradlab.tensors.dtypes import float32
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Tensor

Shape = tuple[int, ...]
Function = Callable[..., Any]


class _Merge(Layer):
    """What all of them check: that a list of inputs came, as many as can be joined."""

    each_example_alone = True
    takes_several = True

    def check_input(self, shape: Any) -> None:
        """Raise ValueError unless several inputs came that can be joined."""
        if isinstance(shape, dict) or not shape or not all(isinstance(part, tuple) for part in shape):
            raise InvalidArgumentError(
                f"{type(self).__name__} '{self.name}' joins a list of inputs, {type(self).__name__}()([a, b]), "
                f"and received one of shape {shape}."
            )
        self._check_shapes(list(shape))

    def _check_shapes(self, shapes: list[Shape]) -> None:
        raise NotImplementedError


class _NumberByNumber(_Merge):
    """Joins numbers that stand at the same place. Lengths of 1 are stretched; missing axes come after the batch."""

    def _check_shapes(self, shapes: list[Shape]) -> None:
        rank = max(map(len, shapes))
        padded = [(1,) * (rank - len(shape)) + shape[1:] for shape in shapes]
        if any(len({n for n in lengths if n != 1}) > 1 for lengths in zip(*padded)):
            raise InvalidArgumentError(
                f"{type(self).__name__} '{self.name}' joins examples of one shape, and received "
                f"{' and '.join(str(shape[1:]) for shape in shapes)}."
            )

    def call(self, inputs: Sequence[Tensor]) -> Tensor:
        """The inputs, joined number by number."""
        rank = max(x.ndim for x in inputs)
        return self._join([_of_rank(x, rank) for x in _alike(inputs)])

    def _join(self, inputs: list[Tensor]) -> Tensor:
        raise NotImplementedError


class Add(_NumberByNumber):
    """a + b + …: a shortcut past other layers, as in a residual network."""

    def _join(self, inputs: list[Tensor]) -> Tensor:
        return reduce(operator.add, inputs)


class Subtract(_NumberByNumber):
    """a - b, of exactly two inputs."""

    def _check_shapes(self, shapes: list[Shape]) -> None:
        _exactly_two(self, shapes)
        super()._check_shapes(shapes)

    def _join(self, inputs: list[Tensor]) -> Tensor:
        return inputs[0] - inputs[1]


class Multiply(_NumberByNumber):
    """a · b · …: one input opens and closes gates for the other."""

    def _join(self, inputs: list[Tensor]) -> Tensor:
        return reduce(operator.mul, inputs)


class Average(_NumberByNumber):
    """(a + b + …) / n: the opinion of an ensemble."""

    def _join(self, inputs: list[Tensor]) -> Tensor:
        return reduce(operator.add, inputs) / len(inputs)


class Maximum(_NumberByNumber):
    """The larger number at each place."""

    def _join(self, inputs: list[Tensor]) -> Tensor:
        return reduce(larger, inputs)


class Minimum(_NumberByNumber):
    """The smaller number at each place."""

    def _join(self, inputs: list[Tensor]) -> Tensor:
        return reduce(smaller, inputs)


class Concatenate(_Merge):
    """The inputs side by side along the axis: [batch, 3] and [batch, 2] become [batch, 5]."""

    def __init__(self, axis: int = -1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.axis = operator.index(axis)

    def _check_shapes(self, shapes: list[Shape]) -> None:
        rank = len(shapes[0])
        alike = all(len(shape) == rank for shape in shapes) and -rank <= self.axis < rank
        others = {tuple(n for i, n in enumerate(shape) if not alike or i != self.axis % rank) for shape in shapes}
        if not alike or len(others) > 1:
            raise InvalidArgumentError(
                f"Concatenate '{self.name}' puts inputs side by side along axis {self.axis}, where alone their lengths may "
                f"differ, and received {' and '.join(str((None, *shape[1:])) for shape in shapes)}."
            )

    def call(self, inputs: Sequence[Tensor]) -> Tensor:
        """The inputs side by side."""
        return concat(_alike(inputs), axis=self.axis)


class Dot(_Merge):
    """Σ a · b along an axis of each, for each example: how far two vectors point the same way.

    axes: the axis, or the pair of axes, that is added up; 0 is the batch. normalize: to length 1 first, which gives the
    cosine of the angle. [batch, n] and [batch, n] become [batch, 1]; [batch, m, n] and [batch, k, n] become [batch, m, k].
    Raises ValueError for axes that are none, or of different lengths.
    """

    def __init__(self, axes: int | Sequence[int], normalize: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        pair = (axes, axes) if isinstance(axes, int) else tuple(axes)
        if len(pair) != 2 or not all(isinstance(axis, int) and axis != 0 for axis in pair):
            raise ValueError(f"`axes` of Dot should be an axis or a pair of them, other than 0, the batch, and is {axes!r}.")
        self.axes, self.normalize = axes, normalize
        self._pair: tuple[int, int] = pair

    def _check_shapes(self, shapes: list[Shape]) -> None:
        _exactly_two(self, shapes)
        exist = all(-len(shape) < axis < len(shape) for axis, shape in zip(self._pair, shapes))
        if not exist or shapes[0][self._pair[0]] != shapes[1][self._pair[1]]:
            raise InvalidArgumentError(
                f"Dot '{self.name}' adds up along the axes {self._pair}, which should be there and of one length, and "
                f"received {' and '.join(str((None, *shape[1:])) for shape in shapes)}."
            )

    def call(self, inputs: Sequence[Tensor]) -> Tensor:
        """The dot products."""
        rows = [_of_length_one(x, axis) if self.normalize else x for x, axis in zip(_alike(inputs), self._pair)]
        left, right = (["B", *names[: x.ndim - 1]] for x, names in zip(rows, ("abcdefg", "hijklmn")))
        left[self._pair[0]] = right[self._pair[1]] = "S"
        rest = [name for name in left + right[1:] if name != "S"]
        z = sum_of_products(*rows, equation=f"{''.join(left)},{''.join(right)}->{''.join(rest)}")
        return z if z.ndim > 1 else expand_dims(z, -1)


def _exactly_two(layer: Layer, shapes: list[Shape]) -> None:
    if len(shapes) != 2:
        raise InvalidArgumentError(
            f"{type(layer).__name__} '{layer.name}' takes exactly 2 inputs, and received {len(shapes)}."
        )


def _alike(inputs: Sequence[Tensor]) -> list[Tensor]:
    """The inputs in one dtype."""
    return list(inputs) if len({x.dtype for x in inputs}) == 1 else [cast(x, float32) for x in inputs]


def _of_rank(x: Tensor, rank: int) -> Tensor:
    while x.ndim < rank:
        x = expand_dims(x, 1)
    return x


def _of_length_one(x: Tensor, axis: int) -> Tensor:
    return x * rsqrt(larger(reduce_sum(square(x), axis, keepdims=True), 1e-12))


def _as_function(kind: type[Layer]) -> Function:
    """A layer as a function of its inputs: add([a, b], name='sum') for Add(name='sum')([a, b])."""

    def join(inputs: Any, *args: Any, **kwargs: Any) -> Any:
        return kind(*args, **kwargs)(inputs)

    join.__name__ = kind.__name__.lower()
    join.__doc__ = f"keras.layers.{kind.__name__}(…)(inputs): {kind.__doc__}"
    return join


add, subtract, multiply, average = map(_as_function, (Add, Subtract, Multiply, Average))
maximum, minimum, concatenate, dot = map(_as_function, (Maximum, Minimum, Concatenate, Dot))

"""A price for large weights: added to the loss, so that training keeps them small unless the examples need them.

    keras.layers.Dense(64, kernel_regularizer="l2")                    0.01 · Σ w² is added to the loss
    keras.layers.Dense(64, kernel_regularizer=keras.regularizers.L1(1e-4))

The square pulls a weight the harder, the larger it is; the absolute value pulls all weights equally, and many of them to 0.
A function of the weights that gives one number is a regularizer too. What all of them come to stands in `layer.losses`.
"""

from __future__ import annotations

import math
from typing import Any

from gradlab.functions.composed import matrix_transpose
from gradlab.functions.reduce import reduce_sum
from gradlab.keras import configs
from gradlab.keras.configs import Configured
from gradlab.keras.names import find
from gradlab.operators.arithmetic import abs, square
from gradlab.operators.elementwise import maximum, rsqrt
from gradlab.operators.linear_algebra import matmul
from gradlab.tensors.errors import InvalidArgumentError, no_such_name
from gradlab.tensors.tensor import Tensor, TensorLike, as_tensor


class Regularizer(Configured):
    """The base of all regularizers. A subclass gives `__call__(x)`: the price of the weights x, one number."""

    def __call__(self, x: TensorLike) -> Any:
        """The price of these weights."""
        raise NotImplementedError(f"{type(self).__name__} needs a method `__call__(self, x)`")


class L1L2(Regularizer):
    """l1 · Σ |x| + l2 · Σ x². Raises ValueError for a negative factor, TypeError for what is no number."""

    def __init__(self, l1: float = 0.0, l2: float = 0.0) -> None:
        self.l1, self.l2 = _factor("l1", l1), _factor("l2", l2)

    def __call__(self, x: TensorLike) -> Tensor:
        """The price of these weights."""
        weights = as_tensor(x)
        if not self.l2:
            return reduce_sum(abs(weights)) * self.l1
        squares = reduce_sum(square(weights)) * self.l2
        return squares + reduce_sum(abs(weights)) * self.l1 if self.l1 else squares


class L1(L1L2):
    """l1 · Σ |x|: pulls all weights equally, and many to 0."""

    def __init__(self, l1: float = 0.01) -> None:
        super().__init__(l1=l1)


class L2(L1L2):
    """l2 · Σ x²: pulls large weights harder than small ones."""

    def __init__(self, l2: float = 0.01) -> None:
        super().__init__(l2=l2)


class OrthogonalRegularizer(Regularizer):
    """factor · the mean |cosine| between two rows (or columns) of a matrix: 0 where all stand at right angles.

    Raises ValueError for another mode than 'rows' or 'columns', or weights that are no matrix.
    """

    def __init__(self, factor: float = 0.01, mode: str = "rows") -> None:
        self.factor = _factor("factor", factor)
        self.mode = find("mode", mode, {"rows": "rows", "columns": "columns"})

    def __call__(self, x: TensorLike) -> Tensor:
        """The price of this matrix."""
        weights = as_tensor(x)
        if weights.ndim != 2:
            raise InvalidArgumentError(
                f"OrthogonalRegularizer takes a matrix, two axes, and received weights of the shape {weights.shape}."
            )
        rows = weights if self.mode == "rows" else matrix_transpose(weights)
        n = rows.shape[0]
        rows = rows * rsqrt(maximum(reduce_sum(square(rows), 1, keepdims=True), 1e-12))
        cosines = abs(matmul(rows, matrix_transpose(rows)))
        others = [[float(i != j) for j in range(n)] for i in range(n)]
        return reduce_sum(cosines * others) * (self.factor / (n * (n - 1))) if n > 1 else reduce_sum(cosines) * 0.0


def _factor(argument: str, value: Any) -> float:
    if isinstance(value, (str, bool)) or (not isinstance(value, (int, float)) and not hasattr(value, "__float__")):
        raise TypeError(f"`{argument}` of a regularizer should be a number of at least 0, and is {value!r}.")
    number = float(value)
    if not (number >= 0 and math.isfinite(number)):
        raise ValueError(f"`{argument}` of a regularizer should be a finite number of at least 0, and is {value!r}.")
    return number


l1, l2, l1_l2, orthogonal_regularizer = L1, L2, L1L2, OrthogonalRegularizer
_BY_NAME: dict[str, Any] = {
    **{kind.__name__: kind for kind in (L1, L2, L1L2, OrthogonalRegularizer)},
    **{"l1_l2": L1L2, "orthogonal_regularizer": OrthogonalRegularizer},
}


def get(identifier: Any) -> Any:
    """The regularizer of this name, 'l2'; a Regularizer or a function of the weights is one already, and None is none.

    Raises ValueError for an unknown name, with the nearest known one, and TypeError for anything else.
    """
    if isinstance(identifier, str):
        identifier = find("regularizer", identifier, _BY_NAME)
    if isinstance(identifier, type):
        return identifier()
    if identifier is None or callable(identifier):
        return identifier
    raise TypeError(
        f"a regularizer should be a name such as 'l2', a keras.regularizers.Regularizer or a function of the weights, and "
        f"is {identifier!r}."
    )


def serialize(regularizer: Any) -> Any:
    """A regularizer as JSON may hold it. Raises TypeError for a function without a name."""
    return configs.serialize(regularizer, "the regularizer")


def deserialize(config: Any) -> Any:
    """The regularizer that `serialize` has written, or that of a name."""
    return get(config) if isinstance(config, str) else configs.deserialize(config)


__getattr__ = no_such_name(__name__)

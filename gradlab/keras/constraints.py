"""Limits for weights: after every step of training, what lies outside is brought back.

    keras.layers.Dense(64, kernel_constraint=keras.constraints.MaxNorm(2))

A norm is the length of the weights that lead to one unit: along axis 0 of the kernel of a Dense, along 0, 1 and 2 of that
of a Conv2D. A function from weights to weights is a constraint too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gradlab.functions.composed import clip_by_value
from gradlab.functions.reduce import reduce_sum
from gradlab.keras import configs
from gradlab.keras.configs import Configured
from gradlab.keras.names import find
from gradlab.operators.arithmetic import square
from gradlab.operators.elementwise import maximum, sqrt
from gradlab.tensors.errors import no_such_name
from gradlab.tensors.tensor import Tensor, TensorLike, as_tensor

EPSILON = 1e-7  # keeps weights that are all 0 from being divided by 0
Axis = int | Sequence[int]


class Constraint(Configured):
    """The base of all constraints. A subclass gives `__call__(w)`: the weights that are allowed, instead of w."""

    def __call__(self, w: TensorLike) -> Any:
        """The allowed weights."""
        raise NotImplementedError(f"{type(self).__name__} needs a method `__call__(self, w)`")


class NonNeg(Constraint):
    """No weight is below 0."""

    def __call__(self, w: TensorLike) -> Tensor:
        """The weights, 0 where they were below."""
        return maximum(as_tensor(w), 0.0)


class UnitNorm(Constraint):
    """The weights of each unit have the length 1."""

    def __init__(self, axis: Axis = 0) -> None:
        self.axis = axis

    def __call__(self, w: TensorLike) -> Tensor:
        """The weights, divided by their length."""
        return as_tensor(w) / (_norms(w, self.axis) + EPSILON)


class MinMaxNorm(Constraint):
    """The weights of each unit have a length between min_value and max_value; `rate` is how much of the way is gone at once.

    Raises ValueError for a min_value below 0 or above max_value, or a rate outside of 0…1.
    """

    def __init__(self, min_value: float = 0.0, max_value: float = 1.0, rate: float = 1.0, axis: Axis = 0) -> None:
        if not 0 <= min_value <= max_value:
            raise ValueError(
                f"{type(self).__name__} needs 0 ≤ min_value ≤ max_value, and received {min_value!r} and {max_value!r}."
            )
        if not 0 <= rate <= 1:
            raise ValueError(f"`rate` should be between 0 and 1, and is {rate!r}.")
        self.min_value, self.max_value, self.rate, self.axis = min_value, max_value, rate, axis

    def __call__(self, w: TensorLike) -> Tensor:
        """The weights, as long as is allowed."""
        norms = _norms(w, self.axis)
        allowed = clip_by_value(norms, self.min_value, self.max_value)
        return as_tensor(w) * ((allowed * self.rate + norms * (1 - self.rate)) / (norms + EPSILON))


class MaxNorm(MinMaxNorm):
    """The weights of each unit have a length of at most max_value."""

    def __init__(self, max_value: float = 2, axis: Axis = 0) -> None:
        super().__init__(0.0, max_value, 1.0, axis)


def _norms(w: TensorLike, axis: Axis) -> Tensor:
    return sqrt(reduce_sum(square(as_tensor(w)), axis, keepdims=True))


non_neg, unit_norm, min_max_norm, max_norm = NonNeg, UnitNorm, MinMaxNorm, MaxNorm
_BY_NAME: dict[str, Any] = {
    **{kind.__name__: kind for kind in (NonNeg, UnitNorm, MinMaxNorm, MaxNorm)},
    **{"non_neg": NonNeg, "unit_norm": UnitNorm, "min_max_norm": MinMaxNorm, "max_norm": MaxNorm},
}


def get(identifier: Any) -> Any:
    """The constraint of this name, 'non_neg'; a Constraint or a function of the weights is one already, and None is none.

    Raises ValueError for an unknown name, with the nearest known one, and TypeError for anything else.
    """
    if isinstance(identifier, str):
        identifier = find("constraint", identifier, _BY_NAME)
    if isinstance(identifier, type):
        return identifier()
    if identifier is None or callable(identifier):
        return identifier
    raise TypeError(
        f"a constraint should be a name such as 'non_neg', a keras.constraints.Constraint or a function of the weights, and "
        f"is {identifier!r}."
    )


def serialize(constraint: Any) -> Any:
    """A constraint as JSON may hold it. Raises TypeError for a function without a name."""
    return configs.serialize(constraint, "the constraint")


def deserialize(config: Any) -> Any:
    """The constraint that `serialize` has written, or that of a name."""
    return get(config) if isinstance(config, str) else configs.deserialize(config)


__getattr__ = no_such_name(__name__)

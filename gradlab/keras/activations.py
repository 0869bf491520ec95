"""The curves at the end of a layer, by name: Dense(10, activation='softmax').

softmax and sigmoid turn scores, also called logits, into probabilities. What they give remembers its scores: a
cross-entropy that follows computes with them instead of the probabilities, because the logarithm of a probability that
was rounded to 0 is lost, and that of its score is not. That is all the magic between a last layer and its loss.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gradlab import operators
from gradlab.functions.composed import gelu
from gradlab.functions.neurons import relu6, softsign
from gradlab.keras.names import find
from gradlab.operators import elu, leaky_relu, log_softmax, relu, selu, softplus, swish, tanh
from gradlab.tensors.errors import no_such_name, warn
from gradlab.tensors.tensor import Tensor, TensorLike, as_tensor

Activation = Callable[[Tensor], Tensor]


class Probabilities(Tensor):
    """A Tensor like any other, which also remembers the scores (`logits`) that it was computed from, and by which curve."""

    __slots__ = ("curve", "logits")

    def __init__(self, z: Tensor, logits: Tensor, curve: str) -> None:
        self._array, self._id, self._maker = z._array, z._id, z._maker
        self.logits, self.curve = logits, curve


def softmax(x: TensorLike, axis: int = -1) -> Tensor:
    """z = exp(x) / Σ exp(x): scores become probabilities that add up to 1 along the axis."""
    scores = as_tensor(x)
    z = operators.softmax(scores, axis=axis)
    if scores.ndim > 1 and scores.shape[axis] == 1:
        warn(
            f"softmax over an axis of length 1 (of the shape {scores.shape}) always gives 1: nothing can be learned. "
            "For one yes or no, use activation='sigmoid'."
        )
    return Probabilities(z, scores, "softmax") if axis in (-1, scores.ndim - 1) else z


def sigmoid(x: TensorLike) -> Tensor:
    """z = 1 / (1 + exp(-x)): each score becomes a probability of its own."""
    scores = as_tensor(x)
    return Probabilities(operators.sigmoid(scores), scores, "sigmoid")


def linear(x: TensorLike) -> Tensor:
    """z = x: no curve at all."""
    return as_tensor(x)


def hard_sigmoid(x: TensorLike) -> Tensor:
    """z = x / 6 + 1 / 2, kept between 0 and 1: straight lines in place of the sigmoid's curve."""
    return relu6(as_tensor(x) + 3.0) / 6.0


def hard_silu(x: TensorLike) -> Tensor:
    """z = x · hard_sigmoid(x)."""
    features = as_tensor(x)
    return features * hard_sigmoid(features)


def mish(x: TensorLike) -> Tensor:
    """z = x · tanh(softplus(x)), a smooth ramp that dips a little below 0."""
    features = as_tensor(x)
    return features * tanh(softplus(features))


_BY_NAME: dict[str, Activation] = {
    "elu": elu,
    "exponential": operators.exp,
    "gelu": gelu,
    "hard_sigmoid": hard_sigmoid,
    "hard_silu": hard_silu,
    "hard_swish": hard_silu,
    "leaky_relu": leaky_relu,
    "linear": linear,
    "log_softmax": log_softmax,
    "mish": mish,
    "relu": relu,
    "relu6": relu6,
    "selu": selu,
    "sigmoid": sigmoid,
    "silu": swish,
    "softmax": softmax,
    "softplus": softplus,
    "softsign": softsign,
    "swish": swish,
    "tanh": tanh,
}


exponential, silu, hard_swish = operators.exp, swish, hard_silu


def serialize(activation: Activation) -> Any:
    """The name that `get` finds it by again. Raises ValueError for a function that has none."""
    name = next((name for name, known in _BY_NAME.items() if known is activation), None)
    if name is None:
        raise ValueError(f"Unknown activation function {activation!r} cannot be written down: it is none of Keras' own.")
    return name


def get(identifier: str | Activation | None) -> Activation:
    """The activation of this name; a function is one already, and None is `linear`.

    Raises ValueError for an unknown name, with the nearest known one, and TypeError for anything else.
    """
    if identifier is None:
        return linear
    if isinstance(identifier, str):
        return find("activation function", identifier, _BY_NAME)
    if callable(identifier):
        return identifier
    raise TypeError(f"`activation` should be a name such as 'relu', a function or None, and is {identifier!r}.")


deserialize = get  # from a name that serialize gave

__getattr__ = no_such_name(__name__)

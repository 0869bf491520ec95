"""Slopes of one's own: `custom_gradient` lets a function say itself how slopes pass through it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from gradlab.operators.operator import operator
from gradlab.tensors.tensor import Array, Tensor, as_tensor, thread


@operator(
    symbol="f(x₁, x₂, …)",
    slope_xs=lambda g, backwards: backwards(g),  # what the function's own rule says
)
def custom(*xs: Array, result: Array, backwards: Callable[[Any], list[Any]]) -> Array:
    """The result of a function that brings its own slope rule, `backwards`."""
    return result


def custom_gradient(f: Callable[..., tuple[Tensor, Callable[..., Any]]]) -> Callable[..., Tensor]:
    """Make a function that returns (z, grad) one that returns z and is differentiated by grad.

        @tf.custom_gradient
        def clipped(x):
            return x, lambda g: tf.clip_by_value(g, -1.0, 1.0)

    f takes Tensors and returns one Tensor and `grad`, which takes the slope that arrives at it, and returns the slope of
    each argument: one, or a list. A tape does not see inside f, and a second derivative is that of grad.

    Raises TypeError if f returns something else, ValueError for another number of slopes than arguments.
    """

    @wraps(f)
    def call(*arguments: Any) -> Tensor:
        inputs = [as_tensor(x) for x in arguments]
        tapes, thread.tapes = thread.tapes, ()
        try:
            returned = f(*inputs)
        finally:
            thread.tapes = tapes
        if not (isinstance(returned, tuple) and len(returned) == 2 and callable(returned[1])):
            raise TypeError(f"custom_gradient expects a function that returns a Tensor and a function, not {returned!r}.")
        z, grad = as_tensor(returned[0]), returned[1]
        return custom(inputs, result=z._array, backwards=lambda g: _slopes(grad, g, len(inputs)))

    return call


def _slopes(grad: Callable[..., Any], g: Any, count: int) -> list[Any]:
    """What `grad` answers, on Tensors even in a playback on plain arrays."""
    plain, thread.plain = thread.plain, False
    try:
        answer = grad(Tensor(g) if plain else g)
        slopes = list(answer) if isinstance(answer, (list, tuple)) else [answer]
        if len(slopes) != count:
            raise ValueError(
                f"custom_gradient function expected to return {count} gradients, but returned {len(slopes)} instead."
            )
        found = [as_tensor(slope) for slope in slopes]
    finally:
        thread.plain = plain
    return [slope._array for slope in found] if plain else list(found)

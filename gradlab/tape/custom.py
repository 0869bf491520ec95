"""Slopes of one's own: `custom_gradient` lets a function say itself how slopes pass through it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from gradlab.operators.operator import operator
from gradlab.tensors.tensor import Array, Tensor, as_tensor, thread
from gradlab.tensors.variable import Variable


@operator(
    symbol="f(x₁, x₂, …)",
    slope_xs=lambda g, backwards: backwards(g),  # what the function's own rule says
)
def custom(*xs: Array, result: Array, backwards: Callable[[Any], list[Any]]) -> Array:
    """The result of a function that brings its own slope rule, `backwards`."""
    return result


class _Readers:
    """Listens as a tape does, and only notes which Variables a function reads."""

    def __init__(self) -> None:
        self.read: dict[int, Variable] = {}

    def _record(self, operator: Any, inputs: Sequence[Tensor], *_: Any) -> None:
        self.read.update({x._id: x for x in inputs if isinstance(x, Variable) and x.trainable})

    def _left(self, tensor: Tensor, how: str) -> None:
        """What leaves the library has no slope anyway."""


def custom_gradient(f: Callable[..., tuple[Tensor, Callable[..., Any]]]) -> Callable[..., Tensor]:
    """Make a function that returns (z, grad) one that returns z and is differentiated by grad.

        @tf.custom_gradient
        def clipped(x):
            return x, lambda g: tf.clip_by_value(g, -1.0, 1.0)

    f takes Tensors and returns one Tensor and `grad`, which takes the slope that arrives at it, and returns the slope of
    each argument: one, or a list. A tape does not see inside f, and a second derivative is that of grad. If f reads
    Variables that are not handed to it, grad is called with `variables=[…]` and returns two things: the slopes of the
    arguments, and a list of those of the Variables.

    Raises TypeError if f returns something else, is called with keywords, or reads Variables of which grad does not know;
    ValueError for another number of slopes than arguments.
    """

    @wraps(f)
    def call(*arguments: Any, **keywords: Any) -> Tensor:
        if keywords:
            names = ", ".join(keywords)
            raise TypeError(
                f"a function with custom_gradient is called with positional arguments, because its slopes come in their "
                f"order: call {f.__name__}(…) without naming {names}."
            )
        inputs = [as_tensor(x) for x in arguments]
        readers = _Readers()
        tapes, thread.tapes = thread.tapes, (readers,)
        try:
            returned = f(*inputs)
        finally:
            thread.tapes = tapes
        if not (isinstance(returned, tuple) and len(returned) == 2 and callable(returned[1])):
            raise TypeError(f"custom_gradient expects a function that returns a Tensor and a function, not {returned!r}.")
        z, grad = as_tensor(returned[0]), returned[1]
        given = {x._id for x in inputs}
        variables = [v for v in readers.read.values() if v._id not in given]
        if variables and not _takes_variables(grad):
            raise TypeError(
                "@tf.custom_gradient grad_fn must accept keyword argument 'variables', since function uses variables: "
                f"{', '.join(v.name for v in variables)}. Hand them to the function as arguments, or write "
                "grad(g, variables=None), and return the slopes of the arguments and a list of those of the variables."
            )
        return custom([*inputs, *variables], result=z._array, backwards=lambda g: _slopes(grad, g, len(inputs), variables))

    return call


def _takes_variables(grad: Callable[..., Any]) -> bool:
    parameters = inspect.signature(grad).parameters
    return "variables" in parameters or any(p.kind is p.VAR_KEYWORD for p in parameters.values())


def _slopes(grad: Callable[..., Any], g: Any, count: int, variables: list[Variable]) -> list[Any]:
    """What `grad` answers, on Tensors even in a playback on plain arrays."""
    plain, thread.plain = thread.plain, False
    try:
        upstream = Tensor(g) if plain else g
        answer, of_variables = grad(upstream, variables=variables) if variables else (grad(upstream), [])
        slopes = list(answer) if isinstance(answer, (list, tuple)) else [answer]
        for expected, got, of in ((count, len(slopes), ""), (len(variables), len(of_variables), " of variables")):
            if got != expected:
                raise ValueError(
                    f"custom_gradient function expected to return {expected} gradients{of}, but returned {got} instead."
                )
        found = [as_tensor(slope) for slope in (*slopes, *of_variables)]
    finally:
        thread.plain = plain
    return [slope._array for slope in found] if plain else list(found)

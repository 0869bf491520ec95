"""Jacobians: the slope of every number of a target, one row for each, where `gradient` finds the slope of their sum.

The tape is played once for each number, with the slope 1 arriving at that number and 0 at all others.
Both functions are methods of the GradientTape.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gradlab.operators.shaping import reshape, stack
from gradlab.tape.playback import begin, slopes_at
from gradlab.tape.recorder import Recorder
from gradlab.tape.why import UnconnectedGradients, answers, is_zero
from gradlab.tensors.structure import like, tensors
from gradlab.tensors.tensor import Array, Tensor


def jacobian(
    tape: Recorder,
    target: Tensor,
    sources: Any,
    unconnected_gradients: UnconnectedGradients | str = UnconnectedGradients.NONE,
    parallel_iterations: int | None = None,
    experimental_use_pfor: bool = True,
) -> Any:
    """The slope of every number of `target` towards every number of each source.

    The result has the structure of `sources`, each of the shape target.shape + source.shape. The tape is played once
    for each number of the target; `parallel_iterations` is accepted for TensorFlow's sake.
    Raises what `gradient` raises, and RuntimeError without `experimental_use_pfor` on a tape that is not persistent.
    """
    zero = is_zero(unconnected_gradients)
    (target,), wanted = tensors(target, "target"), tensors(sources, "sources")
    n = target._array.size
    given = np.eye(n, dtype=target.dtype).reshape(n, *target.shape)
    shapes = [(*target.shape, *x.shape) for x in wanted]
    found = _rows(tape, target, wanted, given, shapes, 0, experimental_use_pfor)
    return like(sources, answers(tape, [target], wanted, found, shapes, zero))


def batch_jacobian(
    tape: Recorder,
    target: Tensor,
    source: Tensor,
    unconnected_gradients: UnconnectedGradients | str = UnconnectedGradients.NONE,
    parallel_iterations: int | None = None,
    experimental_use_pfor: bool = True,
) -> Any:
    """The jacobian of each example by itself: target [b, y…] and source [b, x…] give [b, y…, x…].

    Example i of the target must depend on example i of the source only.
    Raises ValueError where the first axes differ or are missing, and what `jacobian` raises.
    """
    zero = is_zero(unconnected_gradients)
    for name, one in (("target", target), ("source", source)):
        if not isinstance(one, Tensor):
            raise TypeError(
                f"batch_jacobian takes one Tensor as `{name}`, and received a {type(one).__name__}: call it for each, or "
                "stack them into one Tensor with tf.stack([…], axis=1)."
            )
    wanted = [source]
    if not target.shape or not source.shape or target.shape[0] != source.shape[0]:
        raise ValueError(
            f"Need first dimension of target shape {target.shape} and source shape {source.shape} to match: "
            "it counts the examples. For a single target, use tape.gradient or tape.jacobian."
        )
    n = math.prod(target.shape[1:])
    given = np.repeat(np.eye(n, dtype=target.dtype)[:, None], target.shape[0], 1).reshape(n, *target.shape)
    shapes = [(*target.shape, *source.shape[1:])]
    found = _rows(tape, target, wanted, given, shapes, 1, experimental_use_pfor)
    return next(answers(tape, [target], wanted, found, shapes, zero))


def _rows(
    tape: Recorder,
    target: Tensor,
    wanted: list[Tensor],
    given: Array,
    shapes: list[tuple[int, ...]],
    axis: int,
    pfor: bool,
) -> list[Tensor | None]:
    """Play once with each of the `given` slopes of the target, and stack what arrives at each source."""
    if not (tape._persistent or pfor):
        raise RuntimeError(
            "GradientTape must be created with persistent=True to compute the jacobian with experimental_use_pfor=False."
        )
    begin(tape)
    rows = [slopes_at(tape, [target], [Tensor(g)], wanted, last=i == len(given)) for i, g in enumerate(given, 1)]
    columns = zip(*rows) if rows else ([Tensor(np.zeros(0, x.dtype))] for x in wanted)
    return [None if None in column else reshape(stack(column, axis), shape) for column, shape in zip(columns, shapes)]

"""Forward mode: how the result moves when the inputs move in one given direction.

It is made of two playbacks. The slope of a target, for a given slope g from above, is linear in g; so its derivative
towards g, with the direction from above, is the movement of the target: J·v as the derivative of gᵀ·J towards g.
"""

from __future__ import annotations

from types import TracebackType
from typing import Any

import numpy as np

from gradlab.tape.gradient_tape import GradientTape
from gradlab.tape.playback import slopes_at
from gradlab.tape.why import UnconnectedGradients, is_zero
from gradlab.tensors.structure import leaves_like, like, tensors
from gradlab.tensors.tensor import Tensor, as_tensor


class ForwardAccumulator:
    """Computes Jacobian-vector products of what is computed inside its `with` block.

        with tf.autodiff.ForwardAccumulator(x, 1.0) as accumulator:
            y = x * x * x
        accumulator.jvp(y)  # 27.0 at x = 3

    primals: a Tensor or Variable, or a nested structure of them. tangents: for each, the direction in which it moves.
    Raises ValueError for a tangent of another shape than its primal.
    """

    def __init__(self, primals: Any, tangents: Any) -> None:
        self._primals = tensors(primals, "primals")
        self._tangents = [as_tensor(v) for v in leaves_like(primals, tangents)]
        shapes, given = [x.shape for x in self._primals], [v.shape for v in self._tangents]
        if shapes != given:
            raise ValueError(f"`tangents` should have the shapes of `primals`, {shapes}, and have {given}.")
        self._tape = GradientTape(persistent=True, watch_accessed_variables=False)

    def __enter__(self) -> ForwardAccumulator:
        self._tape.__enter__()
        self._tape.watch(self._primals)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._tape.__exit__(kind, error, trace)

    def jvp(self, primals: Any, unconnected_gradients: UnconnectedGradients | str = UnconnectedGradients.NONE) -> Any:
        """How each of these Tensors moves when the accumulator's primals move along its tangents.

        None where nothing connects them, or zeros with unconnected_gradients='zero'. Raises TypeError for no Tensor.
        """
        zero = is_zero(unconnected_gradients)
        return like(primals, [self._movement(target, zero) for target in tensors(primals, "primals")])

    def _movement(self, target: Tensor, zero: bool) -> Tensor | None:
        above = Tensor(np.ones(target.shape, target.dtype)[()])
        with GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(above)
            slopes = slopes_at(self._tape, [target], [above], self._primals, last=False)
        connected = [(slope, v) for slope, v in zip(slopes, self._tangents) if slope is not None]
        if not connected:
            return Tensor(np.zeros(target.shape, target.dtype)[()]) if zero else None
        moved, along = zip(*connected)
        return tape.gradient(list(moved), above, output_gradients=list(along))

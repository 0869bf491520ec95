"""Blindfold: walk down a hill that you cannot see, told only the slope under your feet."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets

from gradlab.live.kit import rules
from gradlab.live.kit.error_instrument import Range
from gradlab.live.kit.knobs import DEFAULT_RANGE
from gradlab.live.kit.one_number import OneNumber
from gradlab.live.kit.words import counted, number
from gradlab.live.loss_surface.loss_surface import LossSurface
from gradlab.live.static import STATIC
from gradlab.tensors.tensor import Tensor
from gradlab.tensors.variable import Variable

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Blindfold(LossSurface):
    """The error of two Variables as a hill that is hidden: step with the arrow keys or the buttons and feel the slope.

    error: a function without arguments that computes the error from the Variables.
    variables: the two Variables, each a single number; those that `error` reads where none are given. The walk starts
    where they stand, and every step assigns them.
    range: how far the hill reaches, (low, high) for both or a dictionary {"W": (low, high)}; (-20, 20) by default.
    stride: how far one step goes; the walker can change it.

    `steps` counts the steps, `blind` is whether the blindfold is on; both are traits, and so is every knob.
    Raises what LossSurface raises, and ValueError for a stride that is no number above 0.
    """

    _esm = STATIC / "blindfold.js"
    _css = STATIC / "blindfold.css"
    blind: traitlets.Bool = traitlets.Bool(True).tag(sync=True)
    steps: traitlets.Int = traitlets.Int(0).tag(sync=True)
    stride: OneNumber = OneNumber(1.0).tag(sync=True)
    tone: traitlets.Bool = traitlets.Bool(False).tag(sync=True)
    _start: traitlets.List = traitlets.List().tag(sync=True)

    def __init__(
        self,
        error: Callable[[], Tensor],
        variables: Sequence[Variable] | None = None,
        *,
        range: Range = DEFAULT_RANGE,
        stride: float = 1.0,
    ) -> None:
        stride = _checked_stride(stride)
        super().__init__(error, variables, range=range)
        self._start = self.settings
        self.stride = stride

    def address_rules(self) -> dict[str, rules.Rule]:
        """What can travel in the address of a page; no tone, because a page must not speak unasked."""
        general = {name: rule for name, rule in super().address_rules().items() if name != "tone"}
        return {**general, "stride": rules.number(1e-9, 1e9)}

    def describe(self) -> str:
        """What is felt underfoot, or, without the blindfold, what is seen."""
        if not self.blind:
            return f"{super().describe()} So far {counted(self.steps, 'step')}."
        _, slopes = self._error_and_slopes()
        felt = ", ".join(f"along {knob.name} {number(slope)}" for knob, slope in zip(self.knobs, slopes))
        so_far = counted(self.steps, "step")
        return f"A compass whose needle points downhill on a hidden hill, after {so_far}. The slopes are {felt}."

    def draw(self, figure: Figure) -> None:
        """The compass, or, without the blindfold, the hill."""
        if not self.blind:
            super().draw(figure)
            return
        from gradlab.live.kit import drawing

        _, slopes = self._error_and_slopes()
        drawing.compass(figure.subplots(), [knob.name for knob in self.knobs], -np.array(slopes))


def _checked_stride(stride: Any) -> float:
    if isinstance(stride, bool) or not isinstance(stride, (int, float)) or not (math.isfinite(stride) and stride > 0):
        raise ValueError(f"`stride` should be how far one step goes, a number above 0, and is {stride!r}.")
    return float(stride)

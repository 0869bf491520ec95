"""LossSurface: the error over two weights as a hill to turn and read, with the ball at the present setting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import traitlets

from gradlab import landscape
from gradlab.live.error_instrument import ErrorInstrument, Range
from gradlab.live.instrument import STATIC
from gradlab.live.knobs import DEFAULT_RANGE
from gradlab.tensor import Tensor, Variable

MOST_POINTS = 200
_SIDE_BY_KERNEL = 31


class LossSurface(ErrorInstrument):
    """The error of two Variables as a hill, or as a map: turn a knob and the ball moves, drag the ball and the knobs turn.

    error: a function without arguments that computes the error from the Variables.
    variables: the two Variables, each a single number; those that `error` reads where none are given.
    range: how far the hill reaches, (low, high) for both or a dictionary {"W": (low, high)}; (-20, 20) by default.
    view: "hill" or "map", a trait that can be set and observed. points: along each side of the hill; a rugged one wants
    more than the 51 that look smooth for most.

    Every knob is a trait under the Variable's name, so `hill.W`, `hill.observe(…, "W")` and `jslink` work.
    Raises ValueError for another number of Variables than two, and what all instruments on an error raise.
    """

    _esm = STATIC / "losssurface.js"
    _css = STATIC / "losssurface.css"
    view: traitlets.Enum = traitlets.Enum(["hill", "map"], "hill").tag(sync=True)
    _side: traitlets.Int = traitlets.Int(51).tag(sync=True)
    _heights: traitlets.Bytes = traitlets.Bytes().tag(sync=True)

    def __init__(
        self,
        error: Callable[[], Tensor],
        variables: Sequence[Variable] | None = None,
        *,
        range: Range = DEFAULT_RANGE,
        view: str = "hill",
        points: int = 51,
    ) -> None:
        if view not in ("hill", "map"):
            raise ValueError(f"`view` should be 'hill' or 'map', and is {view!r}.")
        if not isinstance(points, int) or not 2 <= points <= MOST_POINTS:
            raise ValueError(f"`points` should be a whole number from 2 to {MOST_POINTS}, and is {points!r}.")
        super().__init__(error, variables, range=range, view=view, _side=points)
        if len(self.knobs) != 2:
            names = ", ".join(knob.name for knob in self.knobs)
            self.close()
            raise ValueError(
                f"a surface stands on two Variables, and here there are {len(self.knobs)}: {names}. Name two of them."
            )

    def _answer(self, widget: Any, message: dict[str, Any], buffers: Any) -> None:
        """Sample the surface for a browser that cannot replay the recording, and what all instruments on an error answer."""
        if message.get("wanted") != "surface":
            super()._answer(widget, message, buffers)
            return
        first, second = self.knobs
        ranges = [(first.low, first.high), (second.low, second.high)]
        sampled = landscape.surface(self._error_function, [first.variable, second.variable], ranges, _SIDE_BY_KERNEL)
        self._heights = sampled.heights.tobytes()

"""The common part of the instruments that show a hill: the error over two Variables, as hill or as map."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import traitlets

from gradlab import landscape
from gradlab.live.error_instrument import ErrorInstrument
from gradlab.tensor import Tensor, Variable

_SIDE_BY_KERNEL = 31


class TerrainInstrument(ErrorInstrument):
    """An instrument on an error of two Variables. view: "hill" or "map", a trait that can be set and observed.

    Raises ValueError for another number of Variables than two, and what all instruments on an error raise.
    """

    view: traitlets.Enum = traitlets.Enum(["hill", "map"], "hill").tag(sync=True)
    _side: traitlets.Int = traitlets.Int(51).tag(sync=True)
    _heights: traitlets.Bytes = traitlets.Bytes().tag(sync=True)

    def __init__(
        self, error: Callable[[], Tensor], variables: Sequence[Variable] | None, *, view: str, **given: Any
    ) -> None:
        if view not in ("hill", "map"):
            raise ValueError(f"`view` should be 'hill' or 'map', and is {view!r}.")
        super().__init__(error, variables, view=view, **given)
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

"""The common part of the instruments that show a hill: the error over two Variables, as hill or as map."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets

from gradlab import landscape
from gradlab.live.kit.error_instrument import ErrorInstrument
from gradlab.live.kit.words import number, where
from gradlab.tensors.tensor import Tensor
from gradlab.tensors.variable import Variable

if TYPE_CHECKING:
    from matplotlib.figure import Figure

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

    def describe(self) -> str:
        """Where the ball is, and how high."""
        first, second = self.knobs
        return (
            f"The error over {first.name} and {second.name} as a landscape; the ball is at "
            f"{where(self.knobs, self.settings)}, where the error is {number(self.error)}."
        )

    def draw(self, figure: Figure) -> None:
        """The hill or the map with the ball."""
        from gradlab.live.kit import drawing

        if self.view == "hill":
            drawing.hill(figure, self._surface(), (*self.settings, self.error))
        else:
            axes = figure.subplots()
            drawing.contour_map(axes, self._surface())
            drawing.ball(axes, self.settings)

    def _surface(self) -> landscape.Surface:
        """The error over both knobs' ranges."""
        first, second = self.knobs
        ranges = [(first.low, first.high), (second.low, second.high)]
        with np.errstate(all="ignore"):  # a wall that is infinitely high is left out of the picture
            return landscape.surface(self._error_function, [first.variable, second.variable], ranges, _SIDE_BY_KERNEL)

    def _answer(self, widget: Any, message: dict[str, Any], buffers: Any) -> None:
        """Sample the surface for a browser that cannot replay the recording, and what all instruments on an error answer."""
        if message.get("wanted") != "surface":
            super()._answer(widget, message, buffers)
            return
        self._heights = self._surface().heights.tobytes()

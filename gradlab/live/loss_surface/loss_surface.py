"""LossSurface: the error over two weights as a hill to turn and read, with the ball at the present setting."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gradlab.live.kit.error_instrument import Range
from gradlab.live.kit.knobs import DEFAULT_RANGE
from gradlab.live.static import STATIC
from gradlab.live.terrain.terrain import TerrainInstrument
from gradlab.tensors.tensor import Tensor
from gradlab.tensors.variable import Variable

MOST_POINTS = 200


class LossSurface(TerrainInstrument):
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

    def __init__(
        self,
        error: Callable[[], Tensor],
        variables: Sequence[Variable] | None = None,
        *,
        range: Range = DEFAULT_RANGE,
        view: str = "hill",
        points: int = 51,
    ) -> None:
        if not isinstance(points, int) or not 2 <= points <= MOST_POINTS:
            raise ValueError(f"`points` should be a whole number from 2 to {MOST_POINTS}, and is {points!r}.")
        super().__init__(error, variables, range=range, view=view, _side=points)

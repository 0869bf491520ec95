"""Potentiometers: a knob for each weight, the error as a number, and beside them the line that they bend."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import traitlets

from gradlab.live.kit.error_instrument import ErrorInstrument, Range
from gradlab.live.kit.knobs import DEFAULT_RANGE
from gradlab.live.kit.words import number, where
from gradlab.live.static import STATIC
from gradlab.tensors.tensor import Tensor, TensorLike
from gradlab.tensors.variable import Variable

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Potentiometers(ErrorInstrument):
    """One knob for each Variable, the error they give, and an arrow that shows where downhill is and how steep.

    error: a function without arguments that computes the error from the Variables.
    variables: the Variables to turn, with a knob for each of their numbers; those that `error` reads where none are given.
    range: how far the knobs turn, (low, high) for all or a dictionary {"W": (low, high)}; (-20, 20) by default.
    step: what one press of an arrow key turns; log: whether equal turns multiply. For all, or a dictionary.
    points: the data (x, y), drawn beside the knobs. model: the function of x whose curve is drawn through them.
    goal: an error to get below; a meter says when it is reached.

    Every knob is a trait under the Variable's name (W_0, W_1, … for a Variable of several numbers), so `knobs.W`,
    `knobs.observe(…, "W")` and `jslink` work. "Hand over" gives the knobs to gradient descent, and one watches them turn.

    Raises TypeError or ValueError in words for a function without Variables, an error that is not one finite number, a
    range upside down, points of different lengths, and points without a model.
    """

    _esm = STATIC / "potentiometers.js"
    _css = STATIC / "potentiometers.css"
    _goal: traitlets.Float = traitlets.Float(None, allow_none=True).tag(sync=True)

    def __init__(
        self,
        error: Callable[[], Tensor],
        variables: Sequence[Variable] | None = None,
        *,
        range: Range = DEFAULT_RANGE,
        step: float | Mapping[str, float] | None = None,
        log: bool | Mapping[str, bool] = False,
        points: tuple[TensorLike, TensorLike] | None = None,
        model: Callable[[Tensor], Tensor] | None = None,
        goal: float | None = None,
    ) -> None:
        goal = _checked_goal(goal)
        super().__init__(error, variables, range=range, step=step, log=log, points=points, model=model, _goal=goal)

    def describe(self) -> str:
        """The settings, the error and the slopes in words."""
        error, slopes = self._error_and_slopes()
        seen = self._data_and_curve()
        picture = f"{len(seen[0][0])} data points and the model's line" if seen else "Potentiometers"
        steep = ", ".join(f"{knob.name} {number(slope)}" for knob, slope in zip(self.knobs, slopes))
        words = f"{picture} for {where(self.knobs, self.settings)}; the error is {number(error)}, the slopes are {steep}."
        if self._goal is None:
            return words
        reached = "reached" if error < self._goal else "not reached yet"
        return f"{words} The goal, an error below {number(self._goal)}, is {reached}."

    def draw(self, figure: Figure) -> None:
        """The knobs with their slopes, and beside them the data with the model's line."""
        from gradlab.live.kit import drawing

        error, slopes = self._error_and_slopes()
        seen = self._data_and_curve()
        panel, *beside = figure.subplots(1, 2, width_ratios=[1, 1.4]) if seen else [figure.subplots()]
        drawing.knobs(panel, self.knobs, self.settings, slopes)
        panel.set_title(f"error  {number(error)}", color=drawing.COLOURS["error"], fontweight="bold", loc="left")
        if seen:
            drawing.data_and_model(beside[0], *seen)


def _checked_goal(goal: Any) -> float | None:
    if goal is None:
        return None
    if isinstance(goal, bool) or not isinstance(goal, (int, float)) or not math.isfinite(goal):
        raise TypeError(f"`goal` should be the error to get below, a finite number, and is {goal!r}.")
    return float(goal)

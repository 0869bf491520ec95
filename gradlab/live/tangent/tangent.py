"""Tangent: a point on the curve of a function, the tangent there, and the difference quotients that come near its slope."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets

from gradlab.live.kit import rules
from gradlab.live.kit.instrument import Instrument
from gradlab.live.kit.knobs import Knob
from gradlab.live.kit.one_number import OneNumber
from gradlab.live.kit.words import number
from gradlab.live.static import STATIC
from gradlab.live.tangent.curve import Curve
from gradlab.tensors.variable import Variable

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SMALLEST_STEP, LARGEST_STEP = 1e-15, 1.0


class Tangent(Instrument):
    """The curve of a function of one number, with a point to drag, its tangent, and a secant through a second point.

    function: takes one number x and returns one, computed by the library: `def f(x): return x * x`.
    at: where the point is at first. range: from which x to which the curve is drawn, (low, high).
    h: how far away the second point is, from 1 down to 1e-15. central: whether the secant goes through the points on both
    sides, x - h and x + h, instead of through x and x + h.
    goal_slope: a slope to find; a meter says when the point is where the slope is within 0.05 of it.
    errors: whether both difference quotients are compared, in the table and in a picture of their errors for every h;
    without it there is the secant alone.

    `x`, `h` and `central` are traits: `tangent.x`, `tangent.observe(…, "x")` and `jslink` work.
    All numbers are float64, as NumPy's and as the browser's.

    Raises TypeError or ValueError in words for a function that does not make one number from one, a range upside down, a
    point outside it, and an h outside 1e-15 to 1.
    """

    _esm = STATIC / "tangent.js"
    _css = STATIC / "tangent.css"

    h: OneNumber = OneNumber(1.0).tag(sync=True)
    central: traitlets.Bool = traitlets.Bool(False).tag(sync=True)
    _recording: traitlets.Dict = traitlets.Dict().tag(sync=True)
    _constants: traitlets.Bytes = traitlets.Bytes().tag(sync=True)
    _name: traitlets.Unicode = traitlets.Unicode().tag(sync=True)
    _goal: traitlets.Float = traitlets.Float(None, allow_none=True).tag(sync=True)
    _errors: traitlets.Bool = traitlets.Bool(True).tag(sync=True)

    def __init__(
        self,
        function: Callable[[Any], Any],
        at: float = 1.0,
        range: tuple[float, float] = (-3.0, 3.0),
        h: float = 1.0,
        central: bool = False,
        *,
        goal_slope: float | None = None,
        errors: bool = True,
    ) -> None:
        at = _finite("at", at, "where the point is at first")
        knob = Knob(Variable(np.float64(at), name="x"), "x", (), range)
        if not knob.low <= at <= knob.high:
            raise ValueError(f"`at` should lie in the range from {knob.low:g} to {knob.high:g}, and is {at:g}.")
        self._curve = Curve(function, at, knob.low, knob.high)
        recording, constants = self._curve.recording.pack() if self._curve.recording else ({}, b"")
        super().__init__(
            [knob],
            h=_checked_step(h),
            central=bool(central),
            _recording=recording,
            _constants=constants,
            _name=self._curve.name if self._curve.name.isidentifier() else "f",
            _errors=bool(errors),
            _goal=None if goal_slope is None else _finite("goal_slope", goal_slope, "the slope to find"),
        )
        self.on_msg(self._answer)

    @property
    def slope(self) -> float:
        """The slope of the curve at x, from the tape."""
        return self._curve.slope(self.settings[0])

    @property
    def quotient(self) -> float:
        """The slope of the secant: (f(x+h) - f(x)) / h, or (f(x+h) - f(x-h)) / 2h where `central` is set.

        The browser shows the same number, as long as it rounds f as NumPy does: its exp or sin may differ in the last
        digit, and a difference quotient with a tiny h consists of last digits.
        """
        x, h = self.settings[0], self.h
        with np.errstate(all="ignore"):  # infinite minus infinite is no number, and that is said on the page
            if self.central:
                return float(np.float64(self._curve.value(x + h) - self._curve.value(x - h)) / (2 * h))
            return float(np.float64(self._curve.value(x + h) - self._curve.value(x)) / h)

    def describe(self) -> str:
        """Where the point is, the slope of the curve there, and that of the secant."""
        (x,) = self.settings
        kind = "central" if self.central else "forward"
        return (
            f"The curve of {self._name} with its tangent at x = {number(x)}, where {self._name} is "
            f"{number(self._curve.value(x))} and the slope {number(self.slope)}. The {kind} secant with h = {self.h:g} "
            f"has the slope {number(self.quotient)}, an error of {number(abs(self.quotient - self.slope))}."
        )

    def draw(self, figure: Figure) -> None:
        """The curve with the point, the tangent, and the secant with its two points."""
        from gradlab.live.kit import drawing

        axes, (x,), (knob,) = figure.subplots(), self.settings, self.knobs
        across = np.linspace(knob.low, knob.high, 401)
        y = self._curve.value(x)
        left = x - self.h if self.central else x
        ends = np.array([left, x + self.h])
        drawing.curve(axes, across, np.array([self._curve.value(each) for each in across]), self._name)
        drawing.slanted(axes, across, (x, y), self.slope, drawing.COLOURS["slope"], f"tangent, slope {number(self.slope)}")
        drawing.slanted(
            *(axes, across, (left, self._curve.value(left)), self.quotient, drawing.COLOURS["more"][int(self.central)]),
            f"{'central' if self.central else 'forward'} secant, slope {number(self.quotient)}",
            dash="--",
        )
        axes.plot(ends, [self._curve.value(each) for each in ends], "s", color=drawing.COLOURS["more"][int(self.central)])
        drawing.ball(axes, (x, y))
        axes.legend(frameon=False)

    def address_rules(self) -> dict[str, rules.Rule]:
        """What can travel in the address of a page."""
        return {**super().address_rules(), "h": rules.number(SMALLEST_STEP, LARGEST_STEP)}

    @traitlets.validate("h")
    def _check_h(self, proposal: Any) -> float:
        return _checked_step(proposal["value"])

    def _answer(self, _: Any, message: dict[str, Any], __: Any) -> None:
        """Compute for a browser that cannot replay the function: its values, and its slopes at the first few places."""
        values = [self._curve.value(x) for x in message["places"]]
        slopes = [self._curve.slope(x) for x in message["places"][: message["sloped"]]]
        self.send({"ticket": message["ticket"]}, [np.asarray(row, np.float64).tobytes() for row in (values, slopes)])


def _finite(argument: str, value: Any, meaning: str) -> float:
    """A finite number, or TypeError in words."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if isinstance(value, (bool, str)) or not math.isfinite(number):
        raise TypeError(f"`{argument}` should be {meaning}, a finite number, and is {value!r}.")
    return number


def _checked_step(h: Any) -> float:
    number = _finite("h", h, "the distance of the second point")
    if not SMALLEST_STEP <= number <= LARGEST_STEP:
        raise ValueError(f"`h` should lie between {SMALLEST_STEP:g} and {LARGEST_STEP:g}, and is {number:g}.")
    return number

"""Sketchpad: points drawn by hand with the mouse, a finger or the keyboard, as data to train with."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets

from gradlab.live.kit.instrument import Instrument
from gradlab.live.kit.words import counted
from gradlab.live.static import STATIC

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MOST_CLASSES = 4  # as many signs as can be told apart
_MOST_POINTS = 2000
_SIGNS = "so^D"  # Matplotlib's marks for a square, a disc, a triangle and a diamond, as sketchpad.entry.js draws them
_UNNAMED = "point"


class Sketchpad(Instrument):
    """A square to draw points on: of several classes, or without classes, for a line to be fitted.

        pad = live.Sketchpad(classes=["cat", "dog"])
        pad.x, pad.y  # what was drawn so far

    start: the points that are there at first, (x, y) as this instrument gives them; none if it is None. classes: one to four
    names, or None for points whose height is the answer. range: (low, high) of both axes.

    x: float32 (n, 2), across and up; (n, 1), across, without classes. y: the number of each point's class, int32 (n,); the
    height, float32 (n,), without classes. Assign `points`, rows of (across, up, class), to draw from Python.

    Raises TypeError or ValueError in words for other numbers of classes and for points that are not on the square.
    """

    _esm = STATIC / "sketchpad.js"
    _css = STATIC / "sketchpad.css"

    points: traitlets.List = traitlets.List().tag(sync=True)
    _start: traitlets.List = traitlets.List().tag(sync=True)
    _classes: traitlets.List = traitlets.List().tag(sync=True)
    _range: traitlets.List = traitlets.List().tag(sync=True)
    _most: traitlets.Int = traitlets.Int(_MOST_POINTS).tag(sync=True)

    def __init__(
        self,
        start: tuple[Any, Any] | None = None,
        *,
        classes: Sequence[str] | None = ("orange", "blue"),
        range: tuple[float, float] = (-1.5, 1.5),
    ) -> None:
        self.classes = _checked_classes(classes)
        self._low, self._high = _checked_range(range)
        given = [] if start is None else _rows(start, self.classes)
        super().__init__([], _classes=self.classes or [_UNNAMED], _range=[self._low, self._high], points=given, _start=given)

    @property
    def x(self) -> np.ndarray:
        """The inputs of the points, float32: where they lie, (n, 2), or only how far across, (n, 1), without classes."""
        return self._table[:, : 2 if self.classes else 1].astype(np.float32)

    @property
    def y(self) -> np.ndarray:
        """The answers of the points (n,): their classes as int32, or how high they lie as float32 without classes."""
        return self._table[:, 2].astype(np.int32) if self.classes else self._table[:, 1].astype(np.float32)

    def describe(self) -> str:
        """How many points there are of each class."""
        if not self.points:
            return "A sketchpad without points."
        if not self.classes:
            return f"A sketchpad with {counted(len(self.points), 'point')}."
        each = ", ".join(f"{np.count_nonzero(self.y == k)} {name}" for k, name in enumerate(self.classes))
        return f"A sketchpad with {counted(len(self.points), 'point')}: {each}."

    def draw(self, figure: Figure) -> None:
        """Draw the points on a Matplotlib figure."""
        from gradlab.live.kit import drawing

        axes = figure.subplots()
        colours = [*(drawing.COLOURS[name] for name in ("negative", "positive")), *drawing.COLOURS["more"]]
        for k, name in enumerate(self.classes or [_UNNAMED]):
            own = self._table[self._table[:, 2] == k]
            axes.plot(own[:, 0], own[:, 1], _SIGNS[k], color=colours[k], markeredgecolor="white", label=name)
        drawing.plain(axes, "x₁" if self.classes else "x", "x₂" if self.classes else "y")
        axes.set(xlim=(self._low, self._high), ylim=(self._low, self._high), aspect="equal")
        if self.classes:
            axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))

    @property
    def _table(self) -> np.ndarray:
        return np.array(self.points, np.float64).reshape(-1, 3)

    @traitlets.validate("points")
    def _on_the_square(self, proposal: Any) -> list[list[float]]:
        """Rows of three numbers that can be drawn, whoever set them."""
        try:
            rows = np.array(proposal["value"], np.float64).reshape(len(proposal["value"]), 3)
        except (TypeError, ValueError):
            raise ValueError("`points` should be rows of three numbers, (across, up, class).") from None
        if len(rows) > _MOST_POINTS:
            raise ValueError(f"`points` should be at most {_MOST_POINTS}, and are {len(rows)}.")
        outside = ~((rows[:, :2] >= self._low) & (rows[:, :2] <= self._high)).all(axis=1)
        if outside.any():
            across, up, _ = rows[np.argmax(outside)]
            raise ValueError(
                f"Points should lie from {self._low:g} to {self._high:g}, and one lies at ({across:g}, {up:g}): "
                "`range` makes the square larger."
            )
        count = len(self.classes or [_UNNAMED])
        if not np.isin(rows[:, 2], np.arange(count)).all():
            raise ValueError(f"The class of a point should be a number from 0 to {count - 1}.")
        return [[across, up, int(k)] for across, up, k in rows.tolist()]

    def __repr__(self) -> str:
        return f"Sketchpad({counted(len(self.points), 'point')}, classes={self.classes})"


def _checked_classes(classes: Sequence[str] | None) -> list[str] | None:
    if classes is None:
        return None
    named = [] if isinstance(classes, str) else list(classes)
    if not 1 <= len(named) <= _MOST_CLASSES or not all(isinstance(each, str) and each for each in named):
        raise ValueError(f"`classes` should be a list of one to {_MOST_CLASSES} names, or None, and is {classes!r:.80}.")
    if len(set(named)) < len(named):
        raise ValueError(f"`classes` should be different names, and is {named}.")
    return named


def _checked_range(given: tuple[float, float]) -> tuple[float, float]:
    try:
        low, high = (float(each) for each in given)
    except (TypeError, ValueError):
        low = high = math.nan
    if not (math.isfinite(high - low) and low < high):
        raise ValueError(f"`range` should be two numbers, the lower one first, and is {given!r}.")
    return low, high


def _rows(start: Any, classes: list[str] | None) -> list[list[float]]:
    """The points that a sketchpad begins with, as rows of (across, up, class)."""
    if not isinstance(start, (tuple, list)) or len(start) != 2:
        raise TypeError(f"`start` should be a pair (x, y), as a sketchpad gives it, and is {start!r:.60}.")
    x, y = (np.asarray(each, np.float64) for each in start)
    y = y.reshape(-1)
    width = 2 if classes else 1
    if x.ndim == 1 and not classes:
        x = x[:, None]
    if x.shape != (len(y), width):
        what = "two numbers and a class" if classes else "two numbers"
        raise ValueError(f"`start` should hold {what} for each point, and has the shapes {x.shape} and {y.shape}.")
    rest = y[:, None] if classes else np.stack([y, np.zeros_like(y)], axis=1)
    return np.hstack([x, rest]).tolist()

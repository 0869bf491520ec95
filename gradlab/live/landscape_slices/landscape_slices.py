"""LandscapeSlices: the error of a whole network over two directions out of as many as it has weights, as a hill."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets

from gradlab.keras.model import Model
from gradlab.landscape.slices import Cut, FixedError, Plane, WeightPath, over_plane, principal_plane, random_plane
from gradlab.live.kit import rules
from gradlab.live.kit.instrument import Instrument
from gradlab.live.kit.weight_blocks import blocks_of
from gradlab.live.static import STATIC
from gradlab.tensors.tensor import TensorLike

MOST_POINTS = 61
_ROOM = 0.35  # around a path, as a share of its width
_STEEP = 4.0  # the highest error over the lowest: from there on heights are drawn as logarithms


class LandscapeSlices(Instrument):
    """A slice through the error of a whole network, as a hill to turn and read, with the path of its training on it.

        path = slices.WeightPath()
        model.fit(x_train, y_train, callbacks=[path])
        live.LandscapeSlices(model, x_test, y_test, path=path)

    model: compiled and with weights. x, y: the data, of which the first `examples` are used.
    directions: "principal", those along which the path is longest, or "random", as large as the filters they turn; by
    default principal where there is a path. seed: of the random ones. path: a WeightPath that was a callback of `fit`.
    reach: how far a random slice goes, in lengths of the filters; a principal one goes as far as the path and a bit on.
    points: along each side. view: "hill" or "map", a trait.

    All points are computed when the instrument is made, from the middle outwards, while a bar shows how far it is. What was
    computed once is remembered. Interrupting (the square button) keeps what is there; the same call goes on from it.

    `step` is a trait: the place of the path that is looked at. How little of the whole a slice shows is said beside it.
    Raises TypeError or ValueError in words for what is no built model, examples that it cannot be compared on, another kind
    of directions, principal ones without a path, a path of another model, and an error that is a number nowhere.
    """

    _esm = STATIC / "landscapeslices.js"
    _css = STATIC / "landscapeslices.css"

    view: traitlets.Enum = traitlets.Enum(["hill", "map"], "hill").tag(sync=True)
    step: traitlets.Int = traitlets.Int(0).tag(sync=True)
    _slice: traitlets.Dict = traitlets.Dict().tag(sync=True)
    _heights: traitlets.Bytes = traitlets.Bytes().tag(sync=True)

    def __init__(
        self,
        model: Model,
        x: TensorLike,
        y: TensorLike,
        *,
        directions: str | None = None,
        path: WeightPath | None = None,
        seed: int = 0,
        reach: float = 1.0,
        points: int = 21,
        examples: int = 64,
        view: str = "hill",
    ) -> None:
        blocks_of(model)
        kind = directions or ("random" if path is None else "principal")
        if kind not in ("random", "principal"):
            raise ValueError(f"`directions` should be 'random' or 'principal', and is {directions!r}.")
        if kind == "principal" and path is None:
            raise ValueError(
                "principal directions are those of a training path: make path = slices.WeightPath(), "
                "fit with callbacks=[path], and give it as `path`."
            )
        if path is not None and not isinstance(path, WeightPath):
            raise TypeError(f"`path` should be a slices.WeightPath that was a callback of `fit`, and is {path!r}.")
        if isinstance(points, bool) or not isinstance(points, int) or not 3 <= points <= MOST_POINTS:
            raise ValueError(f"`points` should be a whole number from 3 to {MOST_POINTS}, and is {points!r}.")
        if isinstance(examples, bool) or not isinstance(examples, int) or examples < 1:
            raise ValueError(f"`examples` should be a whole number of at least 1, and is {examples!r}.")
        if view not in ("hill", "map"):
            raise ValueError(f"`view` should be 'hill' or 'map', and is {view!r}.")
        self._error = FixedError(model, x[:examples], y[:examples])  # type: ignore[index]
        self._variables = list(model.trainable_variables)
        if kind == "principal" and path is not None:
            self.plane = principal_plane(path)
        else:
            self.plane = random_plane(self._variables, seed, path)
        self._ranges = _ranges(self.plane, kind, reach)
        self._errors = self._error.along(self._variables, path.settings) if path is not None else None
        self.cut: Cut = over_plane(self._error, self._variables, self.plane, self._ranges, points, self._error.key)
        self._kind, self._steps = kind, [] if path is None else list(path.steps)
        heights = self.cut.heights
        if not np.isfinite(heights).any():
            if self.cut.computed.any():
                raise ValueError("the error is no finite number anywhere on this slice: the model has left the numbers.")
            heights = np.zeros_like(heights)
        super().__init__([], view=view, step=max(0, len(self._steps) - 1), _heights=heights.tobytes(), _slice=self._told())

    def _told(self) -> dict[str, Any]:
        """The slice for the browser."""
        heights = self.cut.heights[np.isfinite(self.cut.heights)]
        steep = heights.size and heights.min() > 0 and heights.max() > _STEEP * heights.min()
        sides = [
            {"name": name, "low": float(low), "high": float(high)} for name, (low, high) in zip(("d₁", "d₂"), self._ranges)
        ]
        return {
            **{"sides": sides, "scale": "log" if steep else "linear", "kind": self._kind, "steps": self._steps},
            **{"path": [] if self.plane.path is None else self.plane.path.tolist()},
            **{"errors": [] if self._errors is None else [_finite_or_none(e) for e in self._errors]},
            **{"explained": self.plane.explained, "shares": self.plane.shares, "weights": int(self.plane.origin.size)},
            **{"computed": int(self.cut.computed.sum()), "points": int(self.cut.computed.size)},
            **{"examples": self._error.examples, "words": self.describe()},
        }

    def address_rules(self) -> dict[str, rules.Rule]:
        """What can travel in the address of a page."""
        return {**super().address_rules(), "step": rules.whole(0, max(0, len(self._steps) - 1))}

    def describe(self) -> str:
        """What the slice shows, in words."""
        heights = self.cut.heights[np.isfinite(self.cut.heights)]
        what = (
            f"The error over two {self._kind} directions out of {self.plane.origin.size}, on {self._error.examples} examples"
        )
        size = f", from {heights.min():.4g} to {heights.max():.4g}." if heights.size else "."
        part = ""
        if not self.cut.complete:
            part = f" It was stopped: {int(self.cut.computed.sum())} of {self.cut.computed.size} points are computed."
        held = ""
        if self.plane.explained is not None:
            held = f" The two hold {percent(self.plane.explained)} of the variance of the training path."
        return what + size + part + held

    def draw(self, figure: Any) -> None:
        """Draw the slice as a map on a Matplotlib figure, with the path."""
        ax = figure.subplots()
        lines = ax.contourf(self.cut.first, self.cut.second, np.ma.masked_invalid(self.cut.heights), 14, cmap="RdPu")
        figure.colorbar(lines, ax=ax, label="error")
        if self.plane.path is not None:
            ax.plot(*self.plane.path.T, "o-", color="black", markersize=3, linewidth=1.5)
        ax.set_xlabel(self.plane.names[0])
        ax.set_ylabel(self.plane.names[1])

    def __repr__(self) -> str:
        return f"LandscapeSlices({self._kind}, {self.cut.computed.sum()} of {self.cut.computed.size} points)"


def percent(share: float) -> str:
    """A share as percent, with as many digits as it takes to be no 0 and no 100."""
    if 0.9999 < share < 1:
        return "more than 99.99 %"
    digits = 0 if 0.1 <= share < 0.995 else 2
    return f"{share * 100:.{digits}f} %" if share >= 1e-4 or share == 0 else f"{share * 100:.1g} %"


def _ranges(plane: Plane, kind: str, reach: float) -> list[tuple[float, float]]:
    """From where to where the slice goes along each direction, with the middle of the path or the weights in its middle."""
    if not (np.isfinite(reach) and reach > 0):
        raise ValueError(f"`reach` should be a number above 0, and is {reach!r}.")
    if kind == "random" or plane.path is None:
        return [(-float(reach), float(reach))] * 2
    low, high = plane.path.min(axis=0), plane.path.max(axis=0)
    # At least a third as wide as the wider one: a thin strip would hide where its walls are.
    room = np.maximum((high - low) * _ROOM, (high - low).max() / 6)
    return [(float(a), float(b)) for a, b in zip(low - room, high + room)]


def _finite_or_none(x: float) -> float | None:
    return float(x) if np.isfinite(x) else None

"""What the still pictures of the instruments are made of, on Matplotlib's axes and in the palette of all pictures.

It is imported by an instrument's `draw` only: Matplotlib takes its time, and most instruments are never drawn.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from gradlab.landscape.error_surface import Surface
from gradlab.landscape.figures import COLOURS, HEIGHTS
from gradlab.live.kit.knobs import Knob
from gradlab.live.kit.words import number

Position: TypeAlias = Sequence[float]

_HEIGHTS = LinearSegmentedColormap.from_list("heights", HEIGHTS)
_BALL: dict[str, Any] = {
    "marker": "o",
    "markersize": 9,
    "markeredgecolor": "white",
    "markeredgewidth": 1.5,
    "linestyle": "none",
}


# Each optimizer's colour and dash, as on the page (race/runners.js).
RUNNERS: dict[str, tuple[str, Any]] = {
    "sgd": (COLOURS["text"], "-"),
    "momentum": (COLOURS["more"][3], (0, (6, 2.5))),
    "nesterov": (COLOURS["more"][2], (0, (3, 1.5))),
    "rmsprop": (COLOURS["more"][1], (0, (1, 2.5))),
    "adagrad": (COLOURS["points"], (0, (9, 2.5))),
    "adam": (COLOURS["more"][0], (0, (5.5, 2, 1, 2))),
}


def colour_of(name: str, index: int) -> str:
    """A knob's colour: W and b have their own everywhere, others take the next free one."""
    own = COLOURS.get(name)
    return own if isinstance(own, str) and len(name) == 1 else COLOURS["more"][index % len(COLOURS["more"])]


def plain(axes: Axes, across: str = "", up: str = "") -> None:
    """The common look of axes."""
    axes.grid(color=COLOURS["grid"])
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(colors=COLOURS["muted"])
    axes.set_xlabel(across)
    axes.set_ylabel(up)


def knobs(axes: Axes, turned: Sequence[Knob], settings: Sequence[float], slopes: Sequence[float]) -> None:
    """Each knob as a scale with its range, where it stands on it, and an arrow downhill as long as its slope is steep."""
    steepest = max((abs(slope) for slope in slopes if math.isfinite(slope)), default=0.0) or 1.0
    for i, (knob, value, slope) in enumerate(zip(turned, settings, slopes)):
        colour, share = colour_of(knob.name, i), min(1.0, max(0.0, _share(knob, value)))
        axes.plot([0, 1], [-i, -i], color=COLOURS["grid"], linewidth=5, solid_capstyle="round")
        axes.plot([0, share], [-i, -i], color=colour, linewidth=5, solid_capstyle="round")
        axes.plot(share, -i, color=colour, **_BALL)
        axes.text(0, -i + 0.2, f"{knob.name} = {number(value)}", color=colour, fontsize=13, fontweight="bold")
        axes.text(0, -i - 0.34, f"{knob.low:g}", color=COLOURS["muted"], fontsize=9)
        axes.text(1, -i - 0.34, f"{knob.high:g}", color=COLOURS["muted"], fontsize=9, ha="right")
        axes.text(0.5, -i - 0.34, f"slope {number(slope)}", color=COLOURS["slope"], fontsize=9, ha="center")
        if math.isfinite(slope) and abs(slope) > 0.01 * steepest:
            reach = -0.3 * slope / steepest
            arrow = {"arrowstyle": "-|>", "color": COLOURS["slope"], "linewidth": 2, "shrinkA": 0, "shrinkB": 0}
            axes.annotate("", (share + reach, -i - 0.14), (share, -i - 0.14), arrowprops=arrow)
    axes.set(xlim=(-0.08, 1.08), ylim=(-max(len(turned), 2) + 0.3, 0.75))
    axes.set_axis_off()


def _share(knob: Knob, value: float) -> float:
    """How far along its range a knob stands."""
    low, high, at = (math.log(x) if knob.log and x > 0 else x for x in (knob.low, knob.high, value))
    return (at - low) / (high - low) if math.isfinite(at) else 0.5


def data_and_model(axes: Axes, data: tuple[np.ndarray, np.ndarray], model: tuple[np.ndarray, np.ndarray]) -> None:
    """The data as points and the model's line through them; where the line leaves the data far behind, it is cut."""
    x, y = data
    axes.scatter(x, y, s=8, color=COLOURS["points"], alpha=0.5, linewidths=0)
    axes.plot(*model, color=COLOURS["text"], linewidth=2.5)
    margin = 0.6 * (float(y.max() - y.min()) or 1.0)
    axes.set_ylim(y.min() - margin, y.max() + margin)
    plain(axes, "x", "y")


def contour_map(axes: Axes, surface: Surface, log: bool = False) -> None:
    """The error from straight above: the higher the darker, with lines of equal error; log: by its powers of ten."""
    heights = _finite(surface.heights, log)
    axes.contourf(surface.first, surface.second, heights, levels=24, cmap=_HEIGHTS)
    axes.contour(surface.first, surface.second, heights, levels=12, colors=COLOURS["muted"], linewidths=0.5)
    axes.set(xlabel=surface.names[0], ylabel=surface.names[1])
    axes.set_xlim(surface.first[0], surface.first[-1])
    axes.set_ylim(surface.second[0], surface.second[-1])
    axes.tick_params(colors=COLOURS["muted"])


def hill(figure: Figure, surface: Surface, ball: Position) -> None:
    """The error as a hill with a ball at (first, second, error)."""
    axes: Any = figure.add_subplot(projection="3d", computed_zorder=False)  # the ball is seen even behind the hill
    heights = _finite(surface.heights)
    axes.plot_surface(*np.meshgrid(surface.first, surface.second), heights, cmap=_HEIGHTS, linewidth=0, zorder=1)
    first, second, height = ball
    inside = surface.first[0] <= first <= surface.first[-1] and surface.second[0] <= second <= surface.second[-1]
    if inside and math.isfinite(height):
        axes.plot([first], [second], [height], color=COLOURS["slope"], zorder=2, **_BALL)
    axes.set(xlabel=surface.names[0], ylabel=surface.names[1], zlabel="error")
    axes.tick_params(colors=COLOURS["muted"], labelsize=9)
    axes.view_init(elev=34, azim=-48)
    axes.set_box_aspect((1.1, 1.1, 0.75), zoom=0.9)


def ball(axes: Axes, at: Position, colour: str = COLOURS["slope"]) -> None:
    """Where one stands on a map."""
    axes.plot(at[0], at[1], color=colour, zorder=5, **_BALL)


def _finite(heights: np.ndarray, log: bool = False) -> np.ndarray:
    """Heights that can be drawn: what is no number becomes a gap, and logarithms start where the numbers do."""
    heights = np.where(np.isfinite(heights), heights, np.nan)
    if not log:
        return heights
    above = heights - np.nanmin(heights)
    return np.log10(above + 1e-3 * np.nanmedian(above))


def compass(axes: Axes, names: Sequence[str], downhill: np.ndarray) -> None:
    """A needle that points downhill: the first weight across, the second up."""
    around = np.linspace(0, 2 * np.pi, 200)
    axes.plot(np.cos(around), np.sin(around), color=COLOURS["muted"], linewidth=1.5)
    steep = float(np.hypot(*downhill))
    if math.isfinite(steep) and steep > 0:
        arrow = {"arrowstyle": "-|>", "color": COLOURS["slope"], "linewidth": 4, "mutation_scale": 26}
        axes.annotate("", tuple(0.9 * downhill / steep), (0, 0), arrowprops=arrow)
    axes.plot(0, 0, color=COLOURS["slope"], **_BALL)
    first, second = names
    ways = {(1, 0): f"{first} +", (-1, 0): f"{first} −", (0, 1): f"{second} +", (0, -1): f"{second} −"}
    for (x, y), words in ways.items():
        axes.text(1.18 * x, 1.14 * y, words, ha="center", va="center", color=COLOURS["text"])
    axes.set(xlim=(-1.4, 1.4), ylim=(-1.3, 1.3), aspect="equal")
    axes.set_axis_off()


def curve(axes: Axes, x: np.ndarray, y: np.ndarray, name: str) -> None:
    """The curve of a function, with a gap where it has no value."""
    y = np.where(np.isfinite(y), y, np.nan)
    axes.plot(x, y, color=COLOURS["text"], linewidth=2.5)
    low, high = (float(np.nanmin(y)), float(np.nanmax(y))) if np.isfinite(y).any() else (0.0, 1.0)
    margin = 0.1 * (high - low or 1.0)
    plain(axes, "x", f"{name}(x)")
    axes.set_xlim(x[0], x[-1])
    axes.set_ylim(low - margin, high + margin)


def slanted(axes: Axes, x: np.ndarray, through: Position, slope: float, colour: str, label: str, dash: str = "-") -> None:
    """A straight line through a point."""
    if math.isfinite(slope) and all(map(math.isfinite, through)):
        axes.plot(x, through[1] + slope * (x - through[0]), color=colour, linewidth=2, linestyle=dash, label=label)


def way(axes: Axes, settings: np.ndarray, colour: str, dash: Any = "-") -> None:
    """A way across a map: settings[k] after k steps; what leaves the map leaves the picture."""
    axes.plot(settings[:, 0], settings[:, 1], color=colour, linewidth=2, linestyle=dash, marker=".", markersize=4)


def over_steps(
    axes: Axes,
    rows: Mapping[str, np.ndarray],
    cursor: int,
    up: str,
    *,
    log: bool = False,
    true: Mapping[str, float] | None = None,
) -> None:
    """Numbers over the steps of a run with the cursor; true: the values that they should reach, dashed."""
    for i, (name, values) in enumerate(rows.items()):
        colour = COLOURS["error"] if name == "error" else colour_of(name, i)
        axes.plot(values, color=colour, linewidth=2, label=name)
        if true and name in true:
            axes.axhline(true[name], color=colour, linestyle="--", linewidth=1.2)
    axes.axvline(cursor, color=COLOURS["muted"], linewidth=1)
    if log:
        axes.set_yscale("log")
    plain(axes, "step", up)
    if len(rows) > 1:
        axes.legend(frameon=False)

"""Pictures of learning: the fit before and after, the weights over time, and the descent on the error's hill.

Figures to turn, hover and play are Plotly's; they hold plain float32 numbers and no kernel is needed to play them.
Plots of points and curves are Matplotlib's. The colours are those of the instruments (see palette.py): one for each idea.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from gradlab.landscape.error_surface import Surface, Trajectory
from gradlab.landscape.palette import PALETTE
from gradlab.landscape.paper import INK, MATPLOTLIB
from gradlab.tensors.tensor import TensorLike

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLOURS = PALETTE["light"]
_FONT = {"family": "system-ui, sans-serif", "size": 13, "color": INK}
_GRID = f"rgba(128,128,128,{MATPLOTLIB['grid.alpha']})"  # INK, as thin as Matplotlib's
HEIGHTS = [[0.0, "#fbf2f8"], [0.35, "#e3b7d6"], [1.0, COLOURS["error"]]]  # the error's colour, the higher the darker


def fit(x: TensorLike, y: TensorLike, lines: Mapping[str, Callable[[np.ndarray], Any]]) -> Figure:
    """The data as points, and models as lines through them.

    x, y: the data. lines: for the legend, what each line is called, and the model: a function of x. The first line is
    drawn dashed, as what was; the last one solid, as what is.
    """
    across, up = np.asarray(x), np.asarray(y)
    ends = np.linspace(across.min(), across.max(), 100, dtype=across.dtype)
    figure, axes = _empty()
    axes.scatter(across, up, s=8, color=COLOURS["points"], alpha=0.5, linewidths=0, label="data")
    for i, (name, model) in enumerate(lines.items()):
        last = i == len(lines) - 1
        axes.plot(
            ends, np.asarray(model(ends)), color=INK, linewidth=3 if last else 2, linestyle="-" if last else "--", label=name
        )
    axes.set(xlabel="x", ylabel="y")
    return _finished(figure, axes)


def over_time(run: Trajectory, true: Mapping[str, float] | None = None) -> Figure:
    """Each weight of a training run over its steps, with the true value as a dashed line of the same colour."""
    figure, axes = _empty()
    for i, name in enumerate(run.names):
        colour = COLOURS.get(name, COLOURS["more"][i % len(COLOURS["more"])])
        axes.plot(run.settings[:, i], color=colour, linewidth=2.5, label=name)
        if true and name in true:
            axes.axhline(true[name], color=colour, linestyle="--", linewidth=1.5, label=f"true {name} = {true[name]:g}")
    axes.set(xlabel="step", ylabel="value of the weight")
    return _finished(figure, axes)


def _empty() -> tuple[Figure, Any]:
    """An empty figure and its axes."""
    import matplotlib.pyplot as plt  # half a second that only those who draw should wait for

    with plt.rc_context(MATPLOTLIB):
        return plt.subplots(figsize=(7, 4.2), layout="constrained")


def _finished(figure: Figure, axes: Any) -> Figure:
    """The common look; the figure is handed over, and not shown a second time at the end of the cell."""
    import matplotlib.pyplot as plt

    axes.grid(color=INK, alpha=MATPLOTLIB["grid.alpha"])
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, labelcolor=INK)
    plt.close(figure)
    return figure


def hill(surface: Surface, run: Trajectory | None = None) -> go.Figure:
    """The error as a hill over two weights, to rotate; with a run, its path and a ball that walks it.

    Play, pause and the step slider work without a kernel: a frame moves the ball and nothing else.
    """
    first, second = surface.names
    figure = go.Figure(
        go.Surface(
            x=_numbers(surface.first),
            y=_numbers(surface.second),
            z=_numbers(surface.heights),
            colorscale=HEIGHTS,
            colorbar={"title": {"text": "error"}, "thickness": 14, "len": 0.7},
            contours={"z": {"show": True, "color": COLOURS["muted"], "width": 1, **_levels(surface.heights)}},
            hovertemplate=f"{first} %{{x:.2f}}<br>{second} %{{y:.2f}}<br>error %{{z:.4g}}<extra></extra>",
            name="error",
        )
    )
    figure.update_layout(
        scene={
            "xaxis": _axis(first),
            "yaxis": _axis(second),
            "zaxis": _axis("error"),
            "aspectratio": {"x": 1.1, "y": 1.1, "z": 0.75},
            "camera": {"eye": {"x": 1.4, "y": -1.2, "z": 1.25}, "center": {"x": 0, "y": 0, "z": -0.17}},
        },
        **_layout(760, 640 if run else 540),
    )
    figure.update_layout(margin={"l": 10, "r": 10, "t": 10, "b": 110 if run else 10})
    if run is not None:
        _add_walk(figure, run, (first, second))
    return figure


def contour_map(surface: Surface, run: Trajectory | None = None) -> go.Figure:
    """The same landscape from straight above: lines of equal error, and the path of a run across them."""
    first, second = surface.names
    figure = go.Figure(
        go.Contour(
            x=_numbers(surface.first),
            y=_numbers(surface.second),
            z=_numbers(surface.heights),
            colorscale=HEIGHTS,
            ncontours=24,
            colorbar={"title": {"text": "error"}, "thickness": 14},
            hovertemplate=f"{first} %{{x:.2f}}<br>{second} %{{y:.2f}}<br>error %{{z:.4g}}<extra></extra>",
        )
    )
    if run is not None:
        x, y = _columns(run, (first, second))
        figure.add_scatter(
            x=_numbers(x),
            y=_numbers(y),
            mode="lines+markers",
            name="path",
            line={"color": COLOURS["text"], "width": 2},
            marker={"size": 5},
        )
        figure.add_scatter(
            x=[float(x[0]), float(x[-1])],
            y=[float(y[0]), float(y[-1])],
            mode="markers+text",
            text=["start", "end"],
            textposition=["top center", "bottom center"],
            marker={"size": 11, "symbol": ["circle", "star"], "color": COLOURS["slope"]},
            showlegend=False,
            hoverinfo="skip",
        )
    # One unit is as long across as up: only then does a path straight downhill cross the lines at right angles.
    figure.update_layout(
        xaxis={**_axis(first), "constrain": "domain"},
        yaxis={**_axis(second), "scaleanchor": "x", "constrain": "domain"},
        showlegend=False,
        **_layout(640, 560),
    )
    return figure


def _add_walk(figure: go.Figure, run: Trajectory, names: Sequence[str]) -> None:
    """The path of a run, and a ball with the frames that move it along."""
    x, y = _columns(run, names)
    z = run.errors
    line = {"color": COLOURS["text"], "width": 5}
    figure.add_scatter3d(x=_numbers(x), y=_numbers(y), z=_numbers(z), mode="lines", line=line, name="path", hoverinfo="skip")
    figure.add_scatter3d(
        x=[float(x[0])],
        y=[float(y[0])],
        z=[float(z[0])],
        mode="markers",
        marker={"size": 9, "color": COLOURS["slope"], "line": {"color": "#ffffff", "width": 2}},
        name="ball",
        hovertemplate=f"{names[0]} %{{x:.3f}}<br>{names[1]} %{{y:.3f}}<br>error %{{z:.4g}}<extra></extra>",
    )
    ball = len(figure.data) - 1
    figure.frames = [
        go.Frame(name=str(k), traces=[ball], data=[go.Scatter3d(x=[float(x[k])], y=[float(y[k])], z=[float(z[k])])])
        for k in range(len(z))
    ]
    jump = {"mode": "immediate", "transition": {"duration": 0}}
    figure.update_layout(
        showlegend=False,
        updatemenus=[
            {
                "type": "buttons",
                "direction": "left",
                "x": 0.0,
                "y": 0.0,
                "xanchor": "left",
                "yanchor": "top",
                "pad": {"t": 40},
                "buttons": [
                    {
                        "label": "▶ play",
                        "method": "animate",
                        "args": [None, {**jump, "frame": {"duration": 60, "redraw": True}, "fromcurrent": True}],
                    },
                    {
                        "label": "❚❚ pause",
                        "method": "animate",
                        "args": [[None], {**jump, "frame": {"duration": 0, "redraw": False}}],
                    },
                ],
            }
        ],
        sliders=[
            {
                "x": 0.26,
                "len": 0.74,
                "y": 0.0,
                "yanchor": "top",
                "pad": {"t": 22},
                "currentvalue": {"prefix": "step "},
                "steps": [
                    {
                        "label": str(k),
                        "method": "animate",
                        "args": [[str(k)], {**jump, "frame": {"duration": 0, "redraw": True}}],
                    }
                    for k in range(len(z))
                ],
            }
        ],
    )


def _columns(run: Trajectory, names: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """The run's two weights that the surface stands on."""
    for name in names:
        if name not in run.names:
            raise ValueError(f"the surface stands on {' and '.join(names)}, but the run is of {', '.join(run.names)}.")
    x, y = (run.settings[:, run.names.index(name)] for name in names)
    return x, y


def _levels(heights: np.ndarray) -> dict[str, float]:
    """Where the contour lines lie: a dozen, equally far apart in height."""
    low, high = float(np.nanmin(heights)), float(np.nanmax(heights))
    return {"start": low, "end": high, "size": (high - low) / 12 or 1.0}


def _numbers(array: np.ndarray) -> np.ndarray:
    """float32, which Plotly sends at a quarter of the size of a list."""
    return np.asarray(array, np.float32)


def _axis(title: str) -> dict[str, Any]:
    return {"title": {"text": title}, "gridcolor": _GRID, "zeroline": False, "color": INK}


def _layout(width: int, height: int) -> dict[str, Any]:
    """The small template that all figures share, instead of Plotly's own of 13 kB."""
    return {
        "template": "none",
        "width": width,
        "height": height,
        "margin": {"l": 56, "r": 20, "t": 20, "b": 52},
        "font": _FONT,
        **dict.fromkeys(["paper_bgcolor", "plot_bgcolor"], "rgba(0,0,0,0)"),  # it lies on the page, see paper.py
        "hoverlabel": {"font": {"family": _FONT["family"]}},
    }

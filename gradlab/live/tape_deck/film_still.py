"""A film as a still picture: its graph with all values and slopes, drawn with Matplotlib."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from gradlab.live.kit.drawing import COLOURS
from gradlab.live.tape_deck.film import Film, number

_MOST = 64  # operators; more of them are told in numbers
_ROWS = 36
_HALF = 0.36  # of the width of a box; its column is 1 wide


def draw_film(film: Film, step: int, figure: Figure) -> None:
    """Draw what is known at `step` on a Matplotlib figure: boxes in columns, values in them, slopes below."""
    colours = COLOURS
    axes = figure.subplots()
    axes.axis("off")
    places = [place for place in film.used if film.nodes[place].operator]
    if len(places) > _MOST:
        table = film.text().splitlines()
        text = "\n".join([*table[:_ROWS], f"… {len(table) - _ROWS} more lines: print the deck"])
        axes.text(0.01, 0.99, text, family="monospace", fontsize=7, va="top", color=colours["text"])
        return
    at = _columns(film)
    columns = 1 + max(x for x, _ in at.values())
    figure.set_size_inches(max(7.6, 1.75 * columns), max(2.4, 1.35 * (1 + 2 * max(abs(y) for _, y in at.values()))))
    axes.set_xlim(-0.6, columns - 0.4)
    highest = max(abs(y) for _, y in at.values()) + 0.7
    axes.set_ylim(-highest, highest)
    done = {frame.place for frame in film.frames[:step] if frame.way == "forwards"}
    arrived = {one.into: one.total for frame in film.frames[:step] for one in frame.passes}
    if any(frame.way == "turn" for frame in film.frames[:step]):
        arrived[film.output] = film.slopes[film.output]
    back = {(one.into, one.place) for frame in film.frames[:step] for one in frame.passes}
    for place in film.used:
        inputs = film.nodes[place].inputs
        for k, i in enumerate(inputs):
            nth, alike = inputs[:k].count(i), inputs.count(i)
            lift = ((alike - 1) / 2 - nth) * 0.3  # what goes in twice, as in x · x, has two arrows
            (x0, y0), (x1, y1) = at[i], at[place]
            _arrow(axes, (x0 + _HALF, y0 + lift), (x1 - _HALF, y1 + lift), colours["muted"], 1.2)
            if (i, place) in back:
                _arrow(axes, (x1 - _HALF, y1 + lift - 0.13), (x0 + _HALF, y0 + lift - 0.13), colours["slope"], 2.2)
    for place in film.used:
        node, (x, y) = film.nodes[place], at[place]
        edge = colours["muted"]
        if node.turned:
            edge = colours[node.name] if node.name in ("W", "b") else colours["more"][place % len(colours["more"])]
        corner, style = (x - _HALF, y - 0.3), "round,pad=0,rounding_size=0.08"
        axes.add_patch(
            FancyBboxPatch(corner, 2 * _HALF, 0.6, boxstyle=style, fc=colours["paper"], ec=edge, lw=2 if node.turned else 1)
        )
        title = f"{node.name} = {film.formula(place)}" if node.operator else node.name
        axes.text(x, y + 0.13, title, ha="center", va="center", fontsize=8.5, color=colours["muted"], clip_on=False)
        if not node.operator or place in done:
            axes.text(x, y - 0.12, number(node.value), ha="center", va="center", fontsize=11, weight="bold")
        if place in arrived:
            text = f"slope {number(arrived[place])}"
            axes.text(x, y - 0.46, text, ha="center", va="center", fontsize=9.5, weight="bold", color=colours["slope"])


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], colour: str, width: float) -> None:
    axes.annotate("", xy=end, xytext=start, arrowprops={"arrowstyle": "-|>", "color": colour, "lw": width})


def _columns(film: Film) -> dict[int, tuple[int, float]]:
    """A column and a height for each place: after all its inputs, and near their middle."""
    column: dict[int, int] = {}
    for place in film.used:
        column[place] = max((column[i] + 1 for i in film.nodes[place].inputs), default=0)
    readers = {i: place for place in reversed(film.used) for i in film.nodes[place].inputs}
    for place in film.used:
        if not film.nodes[place].inputs and place in readers:
            column[place] = column[readers[place]] - 1
    rows: dict[int, list[int]] = {}
    for place in film.used:
        rows.setdefault(column[place], []).append(place)
    height: dict[int, float] = {}
    for _, row in sorted(rows.items()):
        wishes = {p: sum(height.get(i, 0.0) for i in film.nodes[p].inputs) / max(1, len(film.nodes[p].inputs)) for p in row}
        row.sort(key=lambda place: -wishes[place])
        for i, place in enumerate(row):
            height[place] = ((len(row) - 1) / 2 - i) * 1.25
    return {place: (column[place], height[place]) for place in film.used}

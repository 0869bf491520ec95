"""A film as a still picture: its graph with all values and slopes, drawn with Matplotlib."""

from __future__ import annotations

from typing import Any

from gradlab.live.drawing import COLOURS
from gradlab.live.film import Film, number

_MOST = 64  # operators; more of them are told in numbers
_ROWS = 36


def draw_film(film: Film, step: int, figure: Any) -> None:
    """Draw what is known at `step` on a Matplotlib figure: boxes in columns, values in them, slopes below."""
    colours = COLOURS
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.axis("off")
    places = [place for place in film.used if film.nodes[place].operator]
    if len(places) > _MOST:
        table = film.text().splitlines()
        text = "\n".join([*table[:_ROWS], f"… {len(table) - _ROWS} more lines: print the deck"])
        axes.text(0.01, 0.99, text, family="monospace", fontsize=7, va="top", color=colours["text"])
        return
    at = _columns(film)
    columns = 1 + max(x for x, _ in at.values())
    axes.set_xlim(-0.6, columns - 0.4)
    highest = max(abs(y) for _, y in at.values()) + 0.8
    axes.set_ylim(-highest, highest)
    done = {frame.place for frame in film.frames[:step] if frame.way == "forwards"}
    arrived = {one.into: one.total for frame in film.frames[:step] for one in frame.passes}
    if any(frame.way == "turn" for frame in film.frames[:step]):
        arrived[film.output] = film.slopes[film.output]
    back = {(one.into, one.place) for frame in film.frames[:step] for one in frame.passes}
    for place in film.used:
        for i in set(film.nodes[place].inputs):
            (x0, y0), (x1, y1) = at[i], at[place]
            ends = {"xy": (x1 - 0.36, y1), "xytext": (x0 + 0.36, y0), "text": ""}
            axes.annotate(**ends, arrowprops={"arrowstyle": "->", "color": colours["muted"]})
            if (i, place) in back:
                ends = {"xy": (x0 + 0.36, y0 - 0.1), "xytext": (x1 - 0.36, y1 - 0.1), "text": ""}
                axes.annotate(**ends, arrowprops={"arrowstyle": "->", "color": colours["slope"], "lw": 2})
    for place in film.used:
        node, (x, y) = film.nodes[place], at[place]
        known = not node.operator or place in done
        title = f"{node.name} = {film.formula(place)}" if node.operator else node.name
        text = f"{title}\n{number(node.value) if known else ''}"
        edge = colours.get(node.name, colours["muted"]) if node.turned else colours["muted"]
        edge = edge if isinstance(edge, str) else colours["muted"]
        frame = {"boxstyle": "round,pad=0.5", "fc": colours["paper"], "ec": edge, "lw": 2 if node.turned else 1}
        axes.text(x, y, text, ha="center", va="center", fontsize=8, color=colours["text"], bbox=frame)
        if place in arrived:
            axes.text(
                x,
                y - 0.42,
                f"slope {number(arrived[place])}",
                ha="center",
                fontsize=8,
                weight="bold",
                color=colours["slope"],
            )


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
            height[place] = ((len(row) - 1) / 2 - i) * 1.5
    return {place: (column[place], height[place]) for place in film.used}

"""Small drawings for questions: curves, ellipses and letters as SVG, in the colours of the card that they stand in.

A drawing is 340 units wide and 150 high. It says in words what it shows, for those who hear it and where no pictures are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 340, 150
_ONE, _OTHER, _PALE = "var(--gl-note)", "var(--gl-wrong)", "var(--gl-not-tried)"


@dataclass(frozen=True)
class Drawing:
    """A picture: its SVG, and in words what it shows."""

    svg: str
    alt: str


def drawing(alt: str, *parts: str) -> Drawing:
    """A drawing of these parts, each made by a function of this file."""
    head = f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(alt)}" xmlns="http://www.w3.org/2000/svg">'
    return Drawing(f"{head}{''.join(parts)}</svg>", alt)


def curve(points: Sequence[tuple[float, float]], *, second: bool = False) -> str:
    """A line through points in the drawing's units, y downwards. second: in the other colour, dashed."""
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dash = ' stroke-dasharray="5 3"' if second else ""
    return f'<polyline points="{path}" fill="none" stroke="{_OTHER if second else _ONE}" stroke-width="2"{dash}/>'


def graph(
    f: Callable[[float], float], x: tuple[float, float], y: tuple[float, float], box: tuple[float, float, float, float],
    *, points: int = 41, second: bool = False,
) -> str:  # fmt: skip
    """The graph of f over x from low to high, with y from low to high, in a box of the drawing (left, top, right, bottom).

    What leaves the box is drawn at its edge.
    """
    left, top, right, bottom = box
    places = []
    for i in range(points):
        share = i / (points - 1)
        value = f(x[0] + share * (x[1] - x[0]))
        height = min(1.0, max(0.0, (value - y[0]) / (y[1] - y[0])))
        places.append((left + share * (right - left), bottom - height * (bottom - top)))
    return curve(places, second=second)


def ellipse(x: float, y: float, rx: float, ry: float) -> str:
    """A contour around (x, y)."""
    return f'<ellipse cx="{x}" cy="{y}" rx="{rx}" ry="{ry}" fill="none" stroke="{_PALE}"/>'


def rule(x1: float, y1: float, x2: float, y2: float) -> str:
    """A thin straight line: an axis."""
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{_PALE}"/>'


def dots(points: Sequence[tuple[float, float]]) -> str:
    """Points, each a small disc."""
    return "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{_OTHER}"/>' for x, y in points)


def letter(x: float, y: float, said: str) -> str:
    """A letter or a word whose middle is at (x, y)."""
    return f'<text x="{x}" y="{y}" text-anchor="middle" stroke="none">{escape(said)}</text>'

"""A small canvas to paint on: soft-edged shapes on a grid of pixels, wherever and however large the motif is to be.

The painter thinks in the motif's own coordinates: x to the right, y down, and about -1 to 1 for what should be seen. The
canvas knows where each pixel lies in them, so a motif that is moved, turned, mirrored or small is painted by the same
lines. A shape covers a pixel by as much as its edge leaves of it: that is what makes edges smooth.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

import numpy as np

Color: TypeAlias = Sequence[float] | np.ndarray  # red, green, blue, from 0 to 1
Point: TypeAlias = tuple[float, float]


class Canvas:
    """A picture of size × size pixels with a background.

    background: [size, size, 3], from 0 to 1. center: where the motif's origin lies, from -1 to 1. scale: what part of
    the picture the motif fills. angle: how far it is turned, in radians. mirrored: whether it looks the other way.
    """

    def __init__(
        self,
        background: np.ndarray,
        center: Point = (0.0, 0.0),
        scale: float = 1.0,
        angle: float = 0.0,
        mirrored: bool = False,
    ) -> None:
        self.pixels = np.array(background, np.float32)
        size = len(background)
        place = ((np.arange(size) + 0.5) / size * 2 - 1).astype(np.float32)
        x, y = (place[None, :] - center[0]) / scale, (place[:, None] - center[1]) / scale
        self.x = (x * math.cos(angle) + y * math.sin(angle)) * (-1 if mirrored else 1)
        self.y = y * math.cos(angle) - x * math.sin(angle)
        self.pixel = 2 / size / scale  # its width in the motif's coordinates

    def ellipse(self, x: float, y: float, width: float, height: float, color: Color, angle: float = 0.0) -> None:
        """An ellipse around (x, y); width and height are those from its middle to its edge; angle turns it."""
        along = (self.x - x) * math.cos(angle) + (self.y - y) * math.sin(angle)
        across = (self.y - y) * math.cos(angle) - (self.x - x) * math.sin(angle)
        self._cover((_length(along / width, across / height) - 1) * min(width, height), color)

    def polygon(self, corners: Sequence[Point], color: Color) -> None:
        """A convex polygon, its corners in clockwise order as one sees it."""
        outside = np.full(self.x.shape, -np.inf, np.float32)
        for (x0, y0), (x1, y1) in zip(corners, [*corners[1:], corners[0]]):
            length = math.hypot(x1 - x0, y1 - y0)
            np.maximum(outside, ((self.x - x0) * (y1 - y0) - (self.y - y0) * (x1 - x0)) / length, out=outside)
        self._cover(outside, color)

    def stroke(self, points: Sequence[Point], width: float, color: Color) -> None:
        """A line through these points with a round brush; width is from its middle to its edge."""
        distance = np.full(self.x.shape, np.inf, np.float32)
        for (x0, y0), (x1, y1) in pairwise(points):
            dx, dy = x1 - x0, y1 - y0
            along = np.clip(((self.x - x0) * dx + (self.y - y0) * dy) / (dx * dx + dy * dy), 0, 1)
            np.minimum(distance, _length(self.x - x0 - along * dx, self.y - y0 - along * dy), out=distance)
        self._cover(distance - width, color)

    def _cover(self, distance: np.ndarray, color: Color) -> None:
        """Paint where the distance to the shape's edge is negative; at the edge, in part."""
        cover = np.clip(0.5 - distance / self.pixel, 0, 1)[..., None]
        self.pixels += cover * (np.asarray(color, np.float32) - self.pixels)


def _length(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.sqrt(x * x + y * y)  # several times faster than np.hypot, which guards against overflow

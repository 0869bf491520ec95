"""The still picture of Features: the picture, its slope, the answer, and all maps of the chosen layer."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from gradlab.live.kit.drawing import COLOURS
from gradlab.live.pictures.predictions import share_words

_MOST_BARS = 10
_STEEP = LinearSegmentedColormap.from_list("steep", [COLOURS["paper"], COLOURS["slope"], COLOURS["text"]])
_SIGNED = LinearSegmentedColormap.from_list(
    "signed", [COLOURS["text"], COLOURS["b"], COLOURS["paper"], COLOURS["W"], COLOURS["text"]]
)


def draw(
    figure: Figure,
    *,
    picture: np.ndarray,
    slope: np.ndarray,
    slope_of: str,
    shares: Mapping[str, float],
    layer: str,
    maps: np.ndarray,
) -> None:
    """Draw what the instrument shows now.

    picture: bytes [rows, columns, 3]. slope: of the score of class `slope_of` towards the picture. shares: the answer, one
    for each class. maps: what `layer` gives, [rows, columns, channels].
    """
    figure.set_size_inches(7.6, 5.6)
    parts: Any = figure.subfigures(2, 1, height_ratios=[1, 1.15])
    above, below = parts
    seen, steep, answer = above.subplots(1, 3, width_ratios=[1, 1.25, 1.3])
    seen.imshow(picture)
    seen.set_title("the picture", fontsize=10)
    image = steep.imshow(np.abs(slope).max(axis=2), cmap=_STEEP, vmin=0)
    steep.set_title(f"slope of {slope_of}", fontsize=10)
    above.colorbar(image, ax=steep, shrink=0.8)
    for axes in (seen, steep):
        axes.set_axis_off()

    ranked = sorted(shares.items(), key=lambda pair: -pair[1])[:_MOST_BARS]
    answer.barh([name for name, _ in ranked], [share for _, share in ranked], color=COLOURS["W"])
    for place, (_, share) in enumerate(ranked):
        answer.text(share + 0.02, place, share_words(share), va="center", fontsize=9, color=COLOURS["text"])
    answer.invert_yaxis()
    answer.set_xlim(0, 1.3)
    answer.set_xticks([])
    answer.spines[:].set_visible(False)
    answer.tick_params(length=0, labelsize=9)
    answer.set_title("the answer", fontsize=10)

    stacked = np.moveaxis(maps, 2, 0)
    limit = float(np.abs(stacked[np.isfinite(stacked)]).max(initial=0)) or 1.0
    sheet = below.subplots()
    drawn = sheet.imshow(_sheet(stacked), cmap=_SIGNED, vmin=-limit, vmax=limit, interpolation="nearest")
    scale = below.colorbar(drawn, ax=sheet)
    scale.ax.set_ylim(-limit if np.nanmin(stacked) < 0 else 0, limit)
    sheet.set_axis_off()
    sheet.set_title(f"{layer}: {len(stacked)} maps of {stacked.shape[1]}×{stacked.shape[2]}", fontsize=10, loc="left")


def _sheet(maps: np.ndarray) -> np.ndarray:
    """All maps (channels, rows, columns) side by side in rows, with a gap between them."""
    count, rows, columns = maps.shape
    across = min(count, math.ceil(math.sqrt(3 * count)))
    gap = max(1, columns // 12)
    framed = np.full((math.ceil(count / across) * across, rows + gap, columns + gap), np.nan)
    framed[:count, :rows, :columns] = maps
    return framed.reshape(-1, across, rows + gap, columns + gap).swapaxes(1, 2).reshape(-1, across * (columns + gap))

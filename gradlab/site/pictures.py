"""The site's own pictures, made while it is built: one for each notebook, one for links to the site, and its sign."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator

from matplotlib.figure import Figure
from nbformat import NotebookNode
from PIL import Image

from gradlab.landscape import Surface, Trajectory
from gradlab.landscape.palette import PALETTE
from gradlab.live.exporting.mime import SHOWN
from gradlab.live.kit import drawing

_WIDTH = 640  # of a picture on the map of the course: twice what it takes on a page, for fine screens
_LINK = (1200, 630)  # what those who show a picture beside a link ask for
_COLOURS = PALETTE["light"]

FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><style>path{stroke:#0068a8}circle{fill:#b34700}'
    "@media(prefers-color-scheme:dark){path{stroke:#62b5f5}circle{fill:#ffa45c}}</style>"
    '<path d="M3 4C6 34 26 34 29 4" fill="none" stroke-width="4" stroke-linecap="round"/>'
    '<circle cx="10" cy="15" r="5"/></svg>'
)


def webp(png: bytes, *, exact: bool = False, width: int | None = None) -> bytes:
    """A picture in a smaller file. exact: with every pixel as it was. width: in pixels, the picture's own if it is less."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    if width and width < picture.width:
        picture = picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    picture.save(file, "WEBP", lossless=exact, quality=82, method=6)
    return file.getvalue()


def picture_of(content: NotebookNode, chosen: int = 0) -> bytes:
    """A small picture of a notebook that was run: what one of its instruments shows, or what its code draws, or its code."""
    pngs = list(_pngs(content))
    return webp(pngs[min(chosen, len(pngs) - 1)] if pngs else _code(content), width=_WIDTH)


def _pngs(content: NotebookNode) -> Iterator[bytes]:
    outputs = [output for cell in content.cells for output in cell.get("outputs", [])]
    for output in outputs:
        yield from (base64.b64decode(still["png"]) for still in output.get("metadata", {}).get(SHOWN, {}).values())
    yield from (base64.b64decode(output.data["image/png"]) for output in outputs if "image/png" in output.get("data", {}))


def _code(content: NotebookNode) -> bytes:
    """The longest code cell in a typewriter's letters."""
    source = max((cell.source for cell in content.cells if cell.cell_type == "code"), key=len)
    figure = Figure(figsize=(7.6, 4.4), dpi=150)
    lines = [line[:64] for line in source.splitlines()[:17]]
    figure.text(
        0.05, 0.93, "\n".join(lines), family="monospace", size=11.5, va="top", color=_COLOURS["text"], linespacing=1.4
    )
    return _png(figure)


def picture_for_links(hill: Surface, run: Trajectory) -> bytes:
    """What is shown beside a link to the site: its question, and a run across the map of an error, as PNG."""
    figure = Figure(figsize=(_LINK[0] / 100, _LINK[1] / 100), dpi=100)
    axes = figure.add_axes((0.53, 0.0, 0.47, 1.0))
    drawing.contour_map(axes, hill)
    drawing.way(axes, run.settings, _COLOURS["text"])
    drawing.ball(axes, run.settings[-1])
    axes.set_axis_off()
    figure.text(0.05, 0.80, "gradlab", size=26, weight="bold", color=_COLOURS["W"])
    figure.text(
        *(0.05, 0.70, "How does\na neural network\nlearn?"),
        **{"size": 45, "weight": "bold", "va": "top", "linespacing": 1.15, "color": _COLOURS["text"]},
    )
    figure.text(0.05, 0.16, "Turn the knobs yourself.", size=27, color=_COLOURS["b"])
    return _png(figure)


def _png(figure: Figure) -> bytes:
    file = io.BytesIO()
    figure.savefig(file, format="png")
    return file.getvalue()

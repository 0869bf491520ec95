"""A still picture of an instrument and the sentence that says what is on it, for where no JavaScript runs.

    picture = knobs.still()
    picture.alt                    # "1000 data points and the model's line for W = 3.00, …"
    picture.save("knobs.svg")      # or .png; both carry the sentence with them

It is drawn with Matplotlib from the same numbers as the picture in the browser, at the moment when it is asked for.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gradlab.landscape.paper import MATPLOTLIB

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SIZE = (7.6, 4.4)  # inches; `draw` may choose another
_DOTS = 150  # for each of them


@dataclass(frozen=True)
class Still:
    """A picture as PNG and as SVG, and its alternative text."""

    alt: str
    png: bytes
    svg: str
    width: int  # on a page, in CSS pixels

    def save(self, path: str | Path) -> Path:
        """Write the picture to a .png or .svg file, which holds the alternative text as well.

        Raises ValueError for another ending.
        """
        path = Path(path)
        if path.suffix.lower() not in (".png", ".svg"):
            raise ValueError(
                f"A still picture is saved as .png or .svg (an instrument also as .html), and {path.name!r} ends otherwise."
            )
        path.write_bytes(self.png if path.suffix.lower() == ".png" else self.svg.encode())
        return path

    @property
    def html(self) -> str:
        """The picture as an <img> that holds it, with its alternative text."""
        data = base64.b64encode(self.png).decode()
        return f'<img alt="{escape(self.alt)}" width="{self.width}" src="data:image/png;base64,{data}">'

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """For notebooks: the page takes the HTML, what knows no HTML the PNG, what knows no pictures the sentence."""
        return {"text/html": self.html, "image/png": base64.b64encode(self.png).decode(), "text/plain": self.alt}

    def __repr__(self) -> str:
        return f"Still({self.alt!r})"


def take(draw: Callable[[Figure], None], title: str, alt: str) -> Still:
    """The still picture that `draw` draws on an empty figure; alt: the sentence that says what is on it."""
    import matplotlib
    from matplotlib.figure import Figure  # without pyplot: no window is wanted, and none of its half second

    on_white = {name: matplotlib.rcParamsDefault[name] for name in MATPLOTLIB}
    with matplotlib.rc_context({**on_white, "font.size": 10.5, "svg.hashsalt": "gradlab"}):  # one picture, one file
        figure = Figure(figsize=_SIZE, dpi=_DOTS, layout="constrained")
        draw(figure)
        png, svg = io.BytesIO(), io.StringIO()
        figure.savefig(png, format="png", metadata={"Description": alt, "Software": None})
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    return Still(alt, png.getvalue(), _described(svg.getvalue(), title, alt), round(100 * figure.get_figwidth()))


def _described(svg: str, title: str, alt: str) -> str:
    """The SVG as one picture with a description, which is what screen readers read."""
    head, tag, rest = svg.partition("<svg ")
    attributes, close, content = rest.partition(">")
    words = f"\n <title>{title}</title>\n <desc>{escape(alt)}</desc>"
    return f'{head}{tag}role="img" aria-label="{escape(alt)}" {attributes}{close}{words}{content}'

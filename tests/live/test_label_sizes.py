"""Labels are large enough to be read: no script and no style of an instrument writes in less than 12 pixels.

The deck's graph, which is drawn to scale and made larger and smaller by hand, is looked at before it is scaled.
"""

import re
from pathlib import Path

import gradlab.live

LIVE = Path(gradlab.live.__file__).parent
SMALLEST = 12
SIZE = re.compile(r"font(?:-size)?\s*[:=][^;\n]*?\b(\d+(?:\.\d+)?)px")


def small(text: str) -> list[str]:
    return [found[0] for found in SIZE.finditer(text) if float(found[1]) < SMALLEST]


def test_no_label_is_smaller_than_12_pixels():
    sources = [path for path in LIVE.glob("*/*") if path.suffix in {".js", ".css"} and path.parent.name != "static"]
    sizes = [found for path in sources for found in SIZE.finditer(path.read_text(encoding="utf-8"))]
    assert len(sizes) > 40, "the sizes are found"
    assert {path.name: found for path in sources if (found := small(path.read_text(encoding="utf-8")))} == {}


def test_a_small_label_is_seen():
    assert small('pen.font = "bold 11px system-ui";') == ['font = "bold 11px']
    assert small(".a { font-size: 11.5px; margin: 3px }") == ["font-size: 11.5px"]
    assert small("font: 12px/1.4 serif; padding: 8px") == []

"""Pictures without paper of their own: they lie on the page, which is light or dark, and print on white.

A picture is drawn once, by Python, and the theme is the reader's to change afterwards. So nothing is painted behind the
data, and what surrounds it, words, axes and grid, is of a grey that is read on white and on black.
"""

from __future__ import annotations

import sys
from typing import Any

INK = "#808080"
# A shade darker. Jupyter looks at the numbers along both axes: if all of them are light it lays something dark under a
# picture without paper, and something light if all are dark. One axis of each, and the picture is left alone.
_INK_OF_X = "#7c7c7c"

MATPLOTLIB: dict[Any, Any] = {  # the names of rcParams
    **dict.fromkeys(["figure.facecolor", "axes.facecolor", "legend.facecolor"], "none"),
    **dict.fromkeys(
        ["text.color", "axes.labelcolor", "axes.edgecolor", "ytick.color", "grid.color", "legend.edgecolor"], INK
    ),
    "xtick.color": _INK_OF_X,
    "grid.alpha": 0.35,
}


def lay_on_the_page() -> None:
    """Have all further figures of Matplotlib lie on the page, if the notebook has imported it."""
    if matplotlib := sys.modules.get("matplotlib"):
        matplotlib.rcParams.update(MATPLOTLIB)

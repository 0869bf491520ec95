"""Figures lie on the page: nothing is painted behind them, their words are read on both themes, and stills keep paper."""

import io
import subprocess
import sys

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib_inline.backend_inline import _fetch_figure_metadata
from PIL import Image

from gradlab import figures, live
from gradlab.landscape.paper import INK, MATPLOTLIB, lay_on_the_page

WHITE, BLACK = (1.0, 1.0, 1.0), to_rgb("#111111")  # of JupyterLab's themes


def contrast(one, other):
    """As the Web Content Accessibility Guidelines 2.2 define it."""

    def luminance(colour):
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
        return np.dot([0.2126, 0.7152, 0.0722], linear)

    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("paper", [WHITE, BLACK])
def test_the_ink_is_read_on_light_and_on_dark_pages(paper):
    for colour in {INK, MATPLOTLIB["xtick.color"]}:
        assert contrast(to_rgb(colour), paper) > 3.9


def corner(figure):
    file = io.BytesIO()
    figure.savefig(file)
    return Image.open(file).convert("RGBA").getpixel((1, 1))


def test_a_figure_has_no_paper_and_jupyter_lays_none_under_it():
    with matplotlib.rc_context():
        lay_on_the_page()
        figure, axes = plt.subplots()
        axes.plot([1, 2], [3, 4])
        for each in (figure, figures.fit(np.arange(3.0), np.arange(3.0), {"line": lambda x: x})):
            assert corner(each)[3] == 0
            assert not _fetch_figure_metadata(each), "no `needs_background`"
        plt.close(figure)
        assert Image.open(io.BytesIO(live.Tangent(lambda x: x * x).still().png)).convert("RGBA").getpixel((1, 1))[3] == 255


def test_who_does_not_draw_does_not_wait_for_matplotlib():
    lines = (
        "import sys; from gradlab.landscape import paper; paper.lay_on_the_page(); assert 'matplotlib' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", lines], check=True)

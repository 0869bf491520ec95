"""Notebook 15 with other data than its own: whatever a learner puts into the first line of the last round goes on."""

import re

import numpy as np
import pytest

from gradlab.course.own import Project
from gradlab.course.verdict import NOT_TRIED, WRONG
from tests.notebooks.cells import COURSE, code_cells

CLASSES = """rng = np.random.default_rng(3)
lines = ["length;width;petal"] + [f"{k % 3 + rng.normal(0, 0.3):.2f};{rng.normal():.2f};{'abc'[k % 3]}" for k in range(90)]
pathlib.Path("flowers.csv").write_text("\\n".join(lines).replace(".", ","))
data = read_table("flowers.csv")"""
HEIGHTS = """data = live.Sketchpad(classes=None)
data.points = [[x, max(-1.5, min(1.5, x * x - 1)), 0] for x in np.linspace(-1.5, 1.5, 80)]"""
DATA = {
    "the example": ("data = table", 1),
    "a table with classes and decimal commas": (CLASSES, 3),
    "pictures": ("data = read_pictures(example_pictures(), size=16)", 2),
    "drawn points": ("data = live.Sketchpad(tf.keras.datasets.toys.moons(80), range=(-2, 2))", 2),
    "drawn heights": (HEIGHTS, 1),
}


@pytest.fixture
def rounds(tmp_path, monkeypatch):
    """The notebook's cells that the last round needs, and the last round."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GRADLAB_HOME", str(tmp_path / "home"))
    cells = code_cells(next(COURSE.glob("15*.ipynb")))
    start = next(k for k, cell in enumerate(cells) if cell.startswith("data = table"))
    before = [cell for cell in cells[:start] if cell.startswith(("import", "table =", "def new_model"))]
    assert len(before) == 3
    return before, cells[start : start + 2]


@pytest.mark.parametrize("name", DATA)
def test_the_last_round_works_with(name, rounds):
    before, (first, second) = rounds
    source, outputs = DATA[name]
    names = {"pathlib": __import__("pathlib"), "__name__": "__main__"}
    for cell in before:
        exec(cell, names)
    exec(re.sub(r"^data = .*", lambda _: source, first), names)
    exec(second, names)
    assert np.atleast_2d(names["said_test"]).shape[1 if outputs > 1 else 0] == outputs
    found = Project(names["learned"], names["exam"]).checklist
    states = [verdict.state for verdict in found.values()]
    assert WRONG not in states, found
    assert states.count(NOT_TRIED) == 3

"""The README's picture of a notebook shows cells that are in it, word for word."""

import json

import nbformat
from PIL import Image

from tests.pictures import NOTEBOOK_1, POTENTIOMETERS


def test_the_cells_in_the_readmes_picture_are_those_of_the_notebook():
    with Image.open(POTENTIOMETERS) as picture:
        seen = json.loads(picture.text["Cells"])
    there = {cell.id: cell.source for cell in nbformat.read(NOTEBOOK_1, as_version=4).cells}
    assert any("live.Potentiometers" in source for source in seen.values())
    assert seen.items() <= there.items(), "`make pictures` takes it anew"

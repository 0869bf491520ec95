"""Numbers in the text of notebook 05."""

import ast
import math

from tests.notebooks.cells import NOTEBOOKS, code_cells

ENGINE = ("class Number", "def add", "def multiply", "def play_backwards", "def as_number", "def tanh")


def lines_of_the_engine() -> int:
    """The lines of code of the engine without blank lines, rounded up to tens: of each cell the last version."""
    cells = code_cells(next(path for path in NOTEBOOKS if path.name.startswith("05")))
    last = {name: cell for name in ENGINE for cell in cells if name in cell and "check(" not in cell}
    return 10 * math.ceil(
        sum(len(ast.unparse(node).splitlines()) for cell in last.values() for node in ast.parse(cell).body) / 10
    )


NUMBERS = {"It takes about {40} lines": lines_of_the_engine}

"""The notebooks of the course as source code: their cells, with the exercises blank or filled in."""

import ast
import json
from pathlib import Path

from gradlab.course import contents
from gradlab.course.exercise import Exercise, of_notebook

COURSE = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(COURSE.glob("*.ipynb"))
ASKS = {"check", "predict"}


def digits(path: Path) -> str:
    return path.name[:2]


def still_to_come() -> set[str]:
    """The notebooks that the course has planned and nobody has written yet."""
    return {planned.file for planned in contents.NOTEBOOKS if not (COURSE / planned.file).exists()}


def notebook_of(exercise: Exercise) -> Path | None:
    return next((path for path in NOTEBOOKS if digits(path) == exercise.notebook), None)


def code_cells(path: Path) -> list[str]:
    cells = json.loads(path.read_text())["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def asking_call(cell: str) -> ast.Call | None:
    """The `check("…", …)` or `predict("…", …)` that a cell ends with, if it does."""
    body = ast.parse(cell).body
    last = body[-1] if body else None
    call = last.value if isinstance(last, ast.Expr) else None
    return call if isinstance(call, ast.Call) and ast.unparse(call.func) in ASKS else None


def asked(cell: str) -> str | None:
    """The name of the exercise that a cell ends with."""
    call = asking_call(cell)
    return ast.literal_eval(call.args[0]) if call else None


def filled(cell: str, exercise: Exercise, source: str) -> str:
    """A cell with that source in place of the exercise's blank; a setting, which has no blank, is made at its beginning."""
    if exercise.blank:
        assert cell.count(exercise.blank) == 1, f"{exercise.name}: its cell should hold the blank once:\n{cell}"
        return cell.replace(exercise.blank, source)
    return f"{source}\n{cell}"


def solved(path: Path) -> list[str]:
    """The code cells of a notebook with all solutions filled in."""
    cells = code_cells(path)
    for exercise in of_notebook(digits(path)):
        at = cell_of(cells, exercise)
        cells[at] = filled(cells[at], exercise, exercise.solution)
    return cells


def cell_of(cells: list[str], exercise: Exercise) -> int:
    """Which cell asks for the exercise; it holds the blank, too."""
    found = [i for i, cell in enumerate(cells) if asked(cell) == exercise.name]
    assert len(found) == 1, f"{exercise.name}: {len(found)} cells end with its check or predict, and one should"
    return found[0]

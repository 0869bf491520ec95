"""Every notebook of the course as a learner meets it: it opens, runs, and complains about nothing.

Then every exercise is done as a learner does it: wrong once, then right, with what the card says read off the page.
"""

import pytest

from gradlab.course.exercise import Exercise, of_notebook
from gradlab.course.verdict import ALMOST, NOT_TRIED, RIGHT, WRONG
from tests.notebooks.cells import NOTEBOOKS, cell_of, code_cells, digits, filled


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_opens_and_runs_and_its_exercises_answer(open_notebook, path):
    notebook = open_notebook(path.name)
    notebook.run_all()
    for exercise in of_notebook(digits(path)):
        slip, *_ = exercise.wrong
        said = answered(notebook, path, exercise, slip)
        if exercise.kind == "prediction":
            assert "Kept" in said or "not kept" in said, f"{slip}: {said}"
        else:
            assert any(state in said for state in (ALMOST, WRONG)), f"{slip}: {said}"
            assert f'hint("{exercise.name}")' in said
        said = answered(notebook, path, exercise, exercise.solution)
        assert ("Kept" if exercise.kind == "prediction" else RIGHT) in said, f"{exercise.solution}: {said}"
        assert NOT_TRIED not in said
    if count := sum(exercise.kind != "prediction" for exercise in of_notebook(digits(path))):
        assert f"exercises {count} of {count} right" in notebook.answer("ready(", code_cells(path)[0])
    assert notebook.cell_errors() == []
    assert notebook.console_errors == []
    assert notebook.requests_outside == []


def answered(notebook, path, exercise: Exercise, source: str) -> str:
    """What the card says after that source was typed into the exercise's cell."""
    cells = code_cells(path)
    return notebook.answer(f'"{exercise.name}"', filled(cells[cell_of(cells, exercise)], exercise, source))

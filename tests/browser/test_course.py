"""Every notebook of the course as a learner meets it: it opens, runs, answers to the mouse, and complains about nothing.

Every exercise is done as a learner does it: wrong once, then right, with what the card says read off the page.
"""

import pytest

from gradlab.course.exercise import Exercise, of_notebook
from gradlab.course.verdict import ALMOST, NOT_TRIED, RIGHT, WRONG
from tests.notebooks.cells import NOTEBOOKS, cell_of, code_cells, digits, filled


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_learner_goes_through_a_notebook(open_notebook, path):
    notebook = open_notebook(path.name)
    notebook.run_all()
    for index in notebook.cells_with("input[type=range]:enabled"):
        drag_first_slider(notebook, index)
    for exercise in of_notebook(digits(path)):
        do(notebook, path, exercise)
    if count := sum(exercise.kind != "prediction" for exercise in of_notebook(digits(path))):
        assert f"exercises {count} of {count} right" in notebook.answer("ready(", code_cells(path)[0])
    assert notebook.cell_errors() == []
    assert notebook.console_errors == []
    assert notebook.requests_outside == []


def where_it_rests(notebook, slider) -> dict:
    """The slider's place on the page, once the cells above it have found their heights."""
    before, now = None, slider.bounding_box()
    while now != before:
        notebook.page.wait_for_timeout(500)
        slider.evaluate("s => s.scrollIntoView({ block: 'center' })")
        before, now = now, slider.bounding_box()
    return now


def drag_first_slider(notebook, index: int) -> None:
    """Drags the first slider of a cell's instrument to the other side of its middle, which has to move it."""
    slider = notebook.output(index).locator("input[type=range]:enabled").first
    slider.evaluate("s => s.scrollIntoView({ block: 'center' })")
    box, mouse = where_it_rests(notebook, slider), notebook.page.mouse
    before = slider.input_value()
    share = slider.evaluate("s => (s.valueAsNumber - Number(s.min)) / (Number(s.max) - Number(s.min))")
    middle = box["y"] + box["height"] / 2
    mouse.move(box["x"] + (0.02 + 0.96 * share) * box["width"], middle)  # at its ends the handle lies within the track
    mouse.down()
    mouse.move(box["x"] + (0.35 if share > 0.5 else 0.65) * box["width"], middle, steps=5)
    mouse.up()
    assert slider.input_value() != before, f"the first slider of cell {index} does not follow the mouse"


def do(notebook, path, exercise: Exercise) -> None:
    """Types a wrong answer into the exercise's cell, and then the solution."""
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


def answered(notebook, path, exercise: Exercise, source: str) -> str:
    """What the card says after that source was typed into the exercise's cell."""
    cells = code_cells(path)
    return notebook.answer(f'"{exercise.name}"', filled(cells[cell_of(cells, exercise)], exercise, source))

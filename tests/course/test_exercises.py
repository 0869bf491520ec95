"""Every exercise of the course: blank, each wrong answer and the solution are run, and judged as they should be."""

import ast
import re
from typing import Any

import pytest

from gradlab.course.exercise import Exercise, all_exercises, of_notebook
from gradlab.course.verdict import ALMOST, NOT_TRIED, RIGHT, WRONG, Verdict
from tests.notebooks.cells import asking_call, cell_of, code_cells, filled, notebook_of, solved

EXERCISES = all_exercises()
BEGIN = """
import numpy as np
import gradlab as tf
from gradlab import live
from gradlab.course import *
display = print
"""


def name(exercise: Exercise) -> str:
    return exercise.name


def prepared(exercise: Exercise) -> dict[str, Any]:
    """The names that an answer to the exercise finds: made by its setup, or by the notebook's cells before it."""
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(BEGIN, names)
    if exercise.setup is not None:
        run(exercise.setup, names)
        return names
    path = notebook_of(exercise)
    assert path, f"{exercise.name} has no setup, and there is no notebook {exercise.notebook} to run up to it"
    at = cell_of(code_cells(path), exercise)
    for cell in solved(path)[:at]:
        run(cell, names)
    return names


def run(source: str, names: dict[str, Any]) -> None:
    exec(compile(source, "<a learner's cell>", "exec"), names)


def in_its_cell(exercise: Exercise, source: str) -> str:
    """The source with the rest of its cell in the notebook around it, up to the check; alone if the exercise has a setup."""
    if exercise.setup is not None:
        return source
    path = notebook_of(exercise)
    assert path
    cells = code_cells(path)
    cell = ast.parse(filled(cells[cell_of(cells, exercise)], exercise, source))
    if exercise.kind != "prediction":
        cell.body.pop()
    return ast.unparse(cell)


def judged(exercise: Exercise, source: str, names: dict[str, Any]) -> Verdict:
    """What the checker says after that source."""
    if exercise.kind == "prediction":
        given: list[Any] = []
        run(in_its_cell(exercise, source), {**names, "predict": lambda _, answer=...: given.append(answer)})
        return exercise.judge(given[-1])
    run(in_its_cell(exercise, source), names)
    return exercise.judge(eval(exercise.answer, names))


@pytest.mark.parametrize("exercise", EXERCISES, ids=name)
def test_an_exercise_knows_blank_slips_and_solution(exercise):
    names = prepared(exercise)
    verdict = judged(exercise, exercise.blank, names)
    assert verdict.state == NOT_TRIED, f"the blank: {verdict}"
    for source, words in exercise.wrong.items():
        verdict = judged(exercise, source, names)
        assert verdict.state in {ALMOST, WRONG}, f"{source}: {verdict}"
        assert re.search(words, verdict.words, re.DOTALL), f"{source}: {verdict}"
    verdict = judged(exercise, exercise.solution, names)
    assert verdict.state == RIGHT, f"the solution: {verdict}"
    if exercise.outcome:
        outcome = eval(exercise.outcome, prepared(exercise))
        verdict = exercise.judge(outcome)
        assert verdict.state == RIGHT, f"what comes out is not what the exercise says comes out: {verdict}"
        assert f"{float(outcome):.4g}" in verdict.words, f"{outcome} came out, and recall will say: {verdict.words}"


@pytest.mark.parametrize("exercise", EXERCISES, ids=name)
def test_an_exercise_is_complete(exercise):
    assert re.fullmatch(r"\d\d(_[a-z0-9]+)+", exercise.name)
    assert exercise.question.endswith((".", "?")), "the checker's docstring is the question, one sentence"
    assert len(exercise.wrong) >= 2, "at least two typical wrong answers"
    assert exercise.hint, "a push in the right direction"
    assert exercise.because.endswith("."), "one sentence says why the solution is one"
    assert exercise.kind == "setting" or "..." in exercise.blank


@pytest.mark.parametrize("exercise", EXERCISES, ids=name)
def test_its_notebook_asks_for_it_once(exercise):
    path = notebook_of(exercise)
    assert path, f"there is no notebook {exercise.notebook}"
    cells = code_cells(path)
    cell = cells[cell_of(cells, exercise)]
    call = asking_call(cell)
    assert call is not None
    assert filled(cell, exercise, exercise.solution) != cell, "the cell that asks holds the blank"
    if exercise.kind != "prediction":
        assert ast.unparse(call.func) == "check"
        assert ast.unparse(call.args[1]) == exercise.answer, "check what the exercise looks at"


def test_names_are_unique_and_questions_too():
    assert len({e.name for e in EXERCISES}) == len(EXERCISES) == len({e.question for e in EXERCISES})
    assert all(e in of_notebook(e.notebook) for e in EXERCISES)


def test_a_blank_is_filled_where_it_stands():
    exercise = next(e for e in EXERCISES if e.blank)
    cell = f"a = 1\n{exercise.blank}\ncheck('{exercise.name}', a)"
    assert filled(cell, exercise, "b = 2") == f"a = 1\nb = 2\ncheck('{exercise.name}', a)"
    with pytest.raises(AssertionError, match="hold the blank once"):
        filled("a = 1", exercise, "b = 2")

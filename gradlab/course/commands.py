"""What notebooks and learners call: begin a notebook, predict, check, ask for a hint or the solution, and look back.

Each of these answers with a card, whatever it is given: a misspelt name, a blank or an error in the learner's own code
are things to be said, and never a traceback.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from gradlab import __version__
from gradlab.course import clock, notes
from gradlab.course.answers import WITHOUT_QUOTES, unquoted
from gradlab.course.card import Card
from gradlab.course.contents import BY_DIGITS
from gradlab.course.exercise import Exercise, find, holds_blank, of_notebook
from gradlab.course.memory.desk import FromMemory, answered, from_memory
from gradlab.course.memory.question import Question, find_question
from gradlab.course.progress_map import tally
from gradlab.course.unknown_names import explain_unknown_names
from gradlab.course.verdict import ALMOST, NOT_TRIED, RIGHT, STATES, Verdict, not_tried
from gradlab.landscape.paper import lay_on_the_page


def ready(notebook: str) -> FromMemory | Card | None:
    """Begin a notebook, named by its two digits: says in one line that all is there, and how far its exercises are.

    Returns the questions from memory about earlier notebooks, which Jupyter shows below that line.
    """
    digits = _digits(notebook)
    if digits not in BY_DIGITS:
        print(f"There is no notebook {notebook!r}: the course has {', '.join(BY_DIGITS)}.")
        return None
    done, count = tally(digits)
    version = ".".join(__version__.split(".")[:2])
    here = " · in this browser, which keeps your notes" if sys.platform == "emscripten" else ""
    print(f"gradlab {version} is ready · notebook {digits} · exercises {done} of {count} right{here}")
    explain_unknown_names()
    lay_on_the_page()
    clock.tick(digits)
    return from_memory(digits)


def check(name: str, answer: Any = ...) -> Card:
    """Judge an answer to an exercise: not tried, almost (with the slip), wrong (with what was expected) or right."""
    exercise = found_or_said(name)
    if isinstance(exercise, Card):
        return exercise
    if isinstance(exercise, Question):
        return answered(exercise, answer)
    if exercise.kind == "prediction":
        return predict(name, answer)
    verdict = exercise.judge(answer)
    reached = notes.read(exercise.notebook, "states").get(name, NOT_TRIED)
    if reached not in STATES or STATES.index(verdict.state) > STATES.index(reached):
        notes.keep(exercise.notebook, "states", name, verdict.state)
    clock.tick(exercise.notebook, passed=verdict.state == RIGHT != reached)
    stuck = "" if verdict.state == RIGHT else f'Stuck? `hint("{name}")`'
    return Card(verdict.state, verdict.state, verdict.words, small=stuck)


def hint(name: str) -> Card:
    """A push in the right direction."""
    exercise = found_or_said(name)
    if isinstance(exercise, Card):
        return exercise
    if not isinstance(exercise, Question):  # whose notebook is another than the one that asks
        clock.tick(exercise.notebook)
    return Card("note", "Hint", exercise.question, exercise.hint, small=f'Still stuck? `solution("{name}")`')


def solution(name: str) -> Card:
    """One solution, with the reason for it."""
    exercise = found_or_said(name)
    if isinstance(exercise, Card):
        return exercise
    return Card("note", "One solution", code=exercise.solution, small=exercise.because)


def predict(name: str, answer: Any = ...) -> Card:
    """Keep a prediction. It is not judged now: `recall` brings it back at the end of the notebook."""
    exercise = found_or_said(name)
    if isinstance(exercise, Card):
        return exercise
    if exercise.kind != "prediction":
        return Card(NOT_TRIED, "no prediction", f'This exercise is looked at with `check("{name}", …)`.', exercise.question)
    if holds_blank(answer):
        return Card(NOT_TRIED, "your prediction?", exercise.question, "Replace the ... by your answer and run the cell.")
    meant, changed = unquoted(answer)
    value = as_kept(meant)
    verdict = exercise.judge(value)
    if not verdict.usable:
        return Card(NOT_TRIED, "not kept yet", verdict.words)
    before = notes.read(exercise.notebook, "predictions").get(name)
    notes.keep(exercise.notebook, "predictions", name, value)
    clock.tick(exercise.notebook)
    instead = f" instead of {in_words(before)}" if before is not None and before != value else ""
    return Card(
        "note",
        "Kept",
        f"You predict {in_words(value)}{instead}. You will meet it again at the end of this notebook.",
        small=WITHOUT_QUOTES if changed else "",
    )


def recall(notebook: str) -> Card:
    """The predictions of a notebook, beside what came out."""
    digits = _digits(notebook)
    found = said_and_came_out(digits)
    if not found:
        return Card("note", f"Notebook {digits} asks for no predictions.")
    rows = [("question", "you said", "what came out")]
    rows += [(question, said or "nothing yet", came_out) for question, said, _, came_out in found]
    return Card(
        "note", "Your predictions", table=rows, small="A surprise is worth more than a hit: it is where you learned."
    )


def said_and_came_out(digits: str) -> list[tuple[str, str, str, str]]:
    """For each prediction of a notebook: the question, what was said then and again ("" if nothing), what came out."""
    kept, again = notes.read(digits, "predictions"), notes.read(digits, "again")
    rows = []
    for exercise in of_notebook(digits):
        if exercise.kind == "prediction":
            said = exercise.name in kept
            verdict = exercise.judge(kept[exercise.name]) if said else not_tried("Predict first, then look.")
            words = f"{_met(verdict)}{verdict.words}"
            then = in_words(kept[exercise.name]) if said else ""
            now = in_words(again[exercise.name]) if exercise.name in again else ""
            rows.append((exercise.question, then, now, words))
    return rows


def _digits(notebook: Any) -> str:
    """The two digits of a notebook, given as "01", by its file's name or as a number."""
    return f"{notebook:02}" if isinstance(notebook, int) else str(notebook)[:2]


def _met(verdict: Verdict) -> str:
    return {RIGHT: "✓ as predicted. ", ALMOST: "≈ nearly. ", NOT_TRIED: "○ "}.get(verdict.state, "✗ a surprise. ")


def found_or_said(name: Any) -> Exercise | Card:
    """The exercise or question of that name, or a card that says there is none."""
    try:
        return find_question(name) if isinstance(name, str) and name.startswith("m") else find(name)
    except LookupError as error:
        return Card(NOT_TRIED, "unknown exercise", str(error.args[0]))


def as_kept(answer: Any) -> Any:
    """What goes into the notes: text as it is, and numbers as Python's."""
    if isinstance(answer, (str, bool, int, float)):
        return answer
    if isinstance(answer, (list, tuple)):
        return [as_kept(each) for each in answer]
    try:
        return np.asarray(answer, np.float64).tolist()
    except (TypeError, ValueError):
        return answer


def in_words(value: Any) -> str:
    """A prediction as it is shown."""
    return f"{value:g}" if isinstance(value, float) else str(value)

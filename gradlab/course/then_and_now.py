"""Predictions then and now: those that went wrong are asked once more, when the course is over.

    then_and_now()                             # up to three cards to answer
    predict_again("01_error_at_16", 400)       # the same where no widgets run

What was said then stays as it is; what is said now is kept beside it, and `my_page` shows both.
"""

from __future__ import annotations

import ast
from functools import partial
from typing import Any

import ipywidgets

from gradlab.course import notes
from gradlab.course.card import Card
from gradlab.course.commands import as_kept, found_or_said, in_words
from gradlab.course.exercise import Exercise, all_exercises, holds_blank
from gradlab.course.memory.desk import Row, field
from gradlab.course.memory.typed import number_typed
from gradlab.course.verdict import ALMOST, NOT_TRIED, RIGHT, WRONG

MOST = 3


def then_and_now() -> ipywidgets.VBox | Card:
    """Ask for up to three predictions again that went wrong at the time."""
    asked = _surprises()
    if not asked:
        return Card("note", "Then and now", "No prediction that was kept on this computer went wrong.")
    return ThenAndNow(asked)


def predict_again(name: str, answer: Any = ...) -> Card:
    """Keep what is predicted now beside what was predicted then, and say how both compare with what came out."""
    exercise = found_or_said(name)
    if isinstance(exercise, Card):
        return exercise
    if exercise.kind != "prediction":
        return Card(NOT_TRIED, "no prediction", f'This exercise is looked at with `check("{name}", …)`.')
    if holds_blank(answer):
        return Card(NOT_TRIED, "your prediction now?", exercise.question)
    value = as_kept(answer)
    verdict = exercise.judge(value)
    if not verdict.usable:
        return Card(NOT_TRIED, "not kept yet", verdict.words)
    notes.keep(exercise.notebook, "again", name, value)
    then = notes.read(exercise.notebook, "predictions").get(name)
    before = f"Then you said {in_words(then)}, now {in_words(value)}." if then is not None else ""
    heading = {RIGHT: "now you know", ALMOST: "nearly", WRONG: "still a surprise"}.get(verdict.state, verdict.state)
    return Card(verdict.state, heading, before, verdict.words)


class ThenAndNow(ipywidgets.VBox):
    """The predictions that went wrong, to be made once more."""

    def __init__(self, asked: list[Exercise]) -> None:
        self.asked = asked
        cards = [Card("note", f"Then and now · notebook {int(each.notebook)}", each.question) for each in asked]
        super().__init__(
            [Row(card, field("a number or a word"), partial(_typed, each.name)) for each, card in zip(asked, cards)]
        )

    def _repr_mimebundle_(self, **settings: Any) -> Any:
        found = super()._repr_mimebundle_(**settings)
        data = found[0] if isinstance(found, tuple) else found
        if data:
            data["text/html"] = self._on_paper()._repr_html_()
        return found

    def __repr__(self) -> str:
        return repr(self._on_paper())

    def _on_paper(self) -> Card:
        calls = ", ".join(f'`predict_again("{each.name}", …)`' for each in self.asked)
        return Card(
            "note", "Then and now", *(each.question for each in self.asked), small=f"To answer where Python runs: {calls}"
        )


def _surprises() -> list[Exercise]:
    """The first predictions of the course that came out otherwise than was said."""
    found = []
    for each in all_exercises():
        said = notes.read(each.notebook, "predictions")
        if each.kind == "prediction" and each.name in said and each.judge(said[each.name]).state != RIGHT:
            found.append(each)
    return found[:MOST]


def _typed(name: str, given: str) -> Card:
    """What was typed, as a number, as numbers with commas between, or as a word."""
    if not given:
        return predict_again(name)
    value: Any = number_typed(given)
    if isinstance(value, str):
        try:
            value = ast.literal_eval(given)
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            value = given
    return predict_again(name, value)

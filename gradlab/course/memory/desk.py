"""The questions from memory as cards to answer: what `ready` shows when a notebook opens.

Each question is a card with a field, or with a button for each choice. The answer is judged in Python, and the feedback
appears below it. Where no widgets run, the cards say how to answer with `check`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import ipywidgets

from gradlab.course import clock
from gradlab.course.card import Card
from gradlab.course.contents import BY_DIGITS
from gradlab.course.memory.question import Question
from gradlab.course.memory.schedule import answers, due, keep_answer
from gradlab.course.memory.typed import number_typed
from gradlab.course.verdict import NOT_TRIED, RIGHT, STATES, Verdict, not_tried

_WHY = "About earlier notebooks, before this one begins. A question comes back until it was right in two notebooks."
_open: list[str] = []  # the notebook that was opened last in this kernel


def from_memory(notebook: str) -> FromMemory | Card | None:
    """Two or three short questions about the notebooks before this one, to answer before it begins; none in the first.

    What is answered right in two notebooks is not asked again. A notebook that does not exist gets a card that says so.
    """
    digits = f"{notebook:02}" if isinstance(notebook, int) else str(notebook)[:2]
    if digits not in BY_DIGITS:
        return Card(NOT_TRIED, "no such notebook", f"The course has the notebooks {', '.join(BY_DIGITS)}.")
    _open[:] = [digits]
    asked = due(digits)
    return FromMemory(digits, asked) if asked else None


def answered(question: Question, answer: Any) -> Card:
    """Judge an answer, keep it if it is the first in the open notebook, and say what is to be said."""
    verdict = question.judge(answer)
    if _open and verdict.usable and verdict.state != NOT_TRIED:
        keep_answer(question, _open[0], verdict.state)
        clock.tick(_open[0])
    return feedback(question, verdict)


def feedback(question: Question, verdict: Verdict) -> Card:
    """The card below a question: what was wrong, and the place where it was explained."""
    if verdict.state == RIGHT:
        return Card(RIGHT, RIGHT, verdict.words)
    link = question.link if verdict.state in STATES[1:] and verdict.usable else None
    small = f'Try again, or see `solution("{question.name}")`.' if link else ""
    return Card(verdict.state, verdict.state, verdict.words, link=link, small=small)


def asked(question: Question, place: str) -> Card:
    """The card of a question. place: such as "1 of 3"."""
    drawn = question.drawing() if question.drawing else None
    why = _WHY if place.startswith("1 ") else ""
    return Card("note", f"From memory · {place}", question.question, picture=drawn, code=question.line, small=why)


class FromMemory(ipywidgets.VBox):
    """The questions of a notebook, one below the other."""

    def __init__(self, notebook: str, questions: list[Question]) -> None:
        self.notebook = notebook
        self.questions = questions
        self.cards = [asked(each, f"{i} of {len(questions)}") for i, each in enumerate(questions, 1)]
        super().__init__(
            [
                Row(card, _choices(each) if each.choices else _field(each), partial(_said_of, each))
                for each, card in zip(questions, self.cards)
            ]
        )
        for each, row in zip(questions, self.children):
            before = answers(each).get(notebook)
            if before:
                again = "Your first answer in this notebook, which counts. Try it again, if you like."
                _show(row.said, Card(before, before, again))

    def _repr_mimebundle_(self, **settings: Any) -> Any:
        found = super()._repr_mimebundle_(**settings)
        data = found[0] if isinstance(found, tuple) else found
        if data:
            data["text/html"] = "".join(card._repr_html_() for card in self._on_paper())
        return found

    def __repr__(self) -> str:
        return "\n\n".join(map(repr, self._on_paper()))

    def _on_paper(self) -> list[Card]:
        """The cards as they are where nothing can be answered: each says what to do instead."""
        return [
            Card(
                "note",
                card.heading,
                *card.paragraphs,
                picture=card.picture,
                code=card.code,
                small=f'{_offered(each)}To answer where Python runs: `check("{each.name}", …)`. {each.link[0]}.',
            )
            for each, card in zip(self.questions, self.cards)
        ]


def _offered(question: Question) -> str:
    return f"Choose one: {', '.join(question.choices)}. " if question.choices else ""


class Row(ipywidgets.VBox):
    """A card with a field or buttons below it, and below these the card that `say` answers with."""

    def __init__(self, card: Card, field: ipywidgets.Text | ipywidgets.ToggleButtons, say: Callable[[str], Card]) -> None:
        self.say = say
        self.field = field
        self.said = ipywidgets.Output()
        self.field.observe(lambda change: self.answer(change["new"]), "value")
        button = ipywidgets.Button(description="Check", tooltip="Check this answer")
        button.on_click(lambda _: self.answer(self.field.value))
        parts = [self.field, button] if isinstance(field, ipywidgets.Text) else [self.field]
        line = ipywidgets.HBox(parts, layout=ipywidgets.Layout(flex_flow="row wrap", margin="0 0 0 4px"))
        head = ipywidgets.Output()
        _show(head, card)
        super().__init__([head, line, self.said])

    def answer(self, given: str | None) -> None:
        """Show what there is to say of what was typed or chosen."""
        _show(self.said, self.say((given or "").strip()))


def _said_of(question: Question, given: str) -> Card:
    """The feedback to what was typed or chosen."""
    if not given:
        return feedback(question, not_tried("There is no answer yet."))
    meant: Any = number_typed(given) if question.kind == "number" else given
    if question.kind == "number" and isinstance(meant, str):
        return feedback(question, not_tried(f"A number was expected, such as 12, 0.5 or 5/3, and this is {given[:40]!r}."))
    return answered(question, meant)


def _choices(question: Question) -> ipywidgets.ToggleButtons:
    return ipywidgets.ToggleButtons(options=list(question.choices), value=None, style={"button_width": "auto"})


def _field(question: Question) -> ipywidgets.Text:
    wide = question.kind == "line"
    return field("what belongs into the blank" if wide else "a number", width="30em" if wide else "16em")


def field(hint: str, width: str = "16em") -> ipywidgets.Text:
    """A field to type an answer into. hint: what it is for, while it is empty."""
    return ipywidgets.Text(
        description="Answer",
        placeholder=hint,
        continuous_update=False,
        style={"description_width": "initial"},
        layout=ipywidgets.Layout(width=width),
    )


def _show(place: ipywidgets.Output, card: Card) -> None:
    """Let a card be the one thing that a place shows."""
    data = {"text/html": card._repr_html_(), "text/plain": repr(card)}
    place.outputs = ({"output_type": "display_data", "data": data, "metadata": {}},)

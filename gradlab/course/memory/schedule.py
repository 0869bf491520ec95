"""When a question is asked: spaced over the notebooks, and again until it was right in two of them.

A notebook asks three questions: one about the notebook before it, one from about three back, one from far back. Among
those that would do, the one that went wrong last comes first. What counts is the first answer in a notebook, because
what comes after the feedback is no longer from memory.
"""

from __future__ import annotations

from gradlab.course import notes
from gradlab.course.memory.question import Question, about, all_questions
from gradlab.course.verdict import RIGHT, STATES

QUESTIONS = 3
REMEMBERED, ONCE, AGAIN, NOT_ASKED = "right twice", "right once", "not yet right", "not asked yet"


def answers(question: Question) -> dict[str, str]:
    """The state of the first answer to a question in each notebook that asked it, {digits: state}."""
    found = notes.read(question.notebook, "memory").get(question.name, {})
    return {at: state for at, state in found.items() if state in STATES} if isinstance(found, dict) else {}


def keep_answer(question: Question, notebook: str, state: str) -> None:
    """Write down the answer that a notebook got, if it is its first."""
    before = answers(question)
    if notebook not in before:
        notes.keep(question.notebook, "memory", question.name, {**before, notebook: state})


def standing(question: Question, before: str = "99") -> str:
    """How well a question is remembered, by the answers in the notebooks before that one."""
    given = [state for at, state in sorted(answers(question).items()) if at < before]
    if given.count(RIGHT) >= 2:
        return REMEMBERED
    if not given:
        return NOT_ASKED
    return ONCE if given[-1] == RIGHT else AGAIN


def due(notebook: str) -> list[Question]:
    """What a notebook asks, of what the notebooks before it have taught; the same however often it is opened."""
    number = int(notebook)
    waiting = [each for each in all_questions() if each.notebook < notebook and standing(each, notebook) != REMEMBERED]
    chosen: list[Question] = []
    for nearest, farthest in ((1, 1), (2, 3), (4, 99)):
        band = [each for each in waiting if nearest <= number - int(each.notebook) <= farthest]
        chosen += _ordered(band, notebook)[:1]
    rest = [each for each in _ordered(waiting, notebook) if each not in chosen]
    return (chosen + rest)[:QUESTIONS]


def _ordered(band: list[Question], notebook: str) -> list[Question]:
    """Those that went wrong, then those that were right once, then the new ones; of each kind the longest ago first."""
    order = (AGAIN, ONCE, NOT_ASKED)

    def key(question: Question) -> tuple[int, int]:
        latest = max((int(at) for at in answers(question) if at < notebook), default=0)
        return order.index(standing(question, notebook)), latest

    return sorted(band, key=key)


def remembered(digits: str) -> list[str]:
    """How well each question about a notebook is remembered, in their order."""
    return [standing(each) for each in about(digits)]

"""The whole course at one glance: which exercise is how far, for the learner as a map and for a teacher as a dictionary."""

from __future__ import annotations

from gradlab.course import clock, notes
from gradlab.course.card import ICONS, Card
from gradlab.course.contents import BY_DIGITS, NOTEBOOKS, Notebook
from gradlab.course.exercise import all_exercises, of_notebook
from gradlab.course.memory.schedule import AGAIN, NOT_ASKED, ONCE, REMEMBERED, remembered
from gradlab.course.verdict import NOT_TRIED, RIGHT, STATES

PREDICTED = "predicted"
_DOTS = {REMEMBERED: "●", ONCE: "◐", AGAIN: "✗", NOT_ASKED: "○"}


def states(digits: str) -> dict[str, str]:
    """How far each exercise of a notebook got, by its name. A prediction is "predicted" once it was made."""
    reached, said = notes.read(digits, "states"), notes.read(digits, "predictions")
    found = {}
    for each in of_notebook(digits):
        if each.kind == "prediction":
            found[each.name] = PREDICTED if each.name in said else NOT_TRIED
        else:
            state = reached.get(each.name)
            found[each.name] = state if state in STATES else NOT_TRIED
    return found


def tally(digits: str) -> tuple[int, int]:
    """How many exercises of a notebook are right, and how many there are; predictions, which cannot fail, apart."""
    judged = [states(digits)[each.name] for each in of_notebook(digits) if each.kind != "prediction"]
    return judged.count(RIGHT), len(judged)


def score() -> dict[str, str]:
    """The state of every exercise of the course: {"01_by_hand": "right", …}.

    "not tried", "wrong", "almost" or "right", the best that was reached; for predictions "not tried" or "predicted".
    """
    return {name: state for digits in BY_DIGITS for name, state in states(digits).items()}


def minutes() -> list[tuple[str, int, float, int, int]]:
    """For each notebook in which an exercise is right: its digits, the minutes that it was meant for and that it took, how
    many of its exercises are right, and how many there are.
    """
    found = [(each, clock.taken(each.digits)) for each in NOTEBOOKS]
    return [(each.digits, each.minutes, round(took.minutes, 1), *tally(each.digits)) for each, took in found if took]


def progress() -> Card:
    """The map of the course: its notebooks as links, and how far the exercises are."""
    done = list(score().values())
    judged = [each for each in all_exercises() if each.kind != "prediction"]
    rows: list[list[str | tuple[str, str]]] = [["no.", "notebook", "minutes", "exercises", "predictions", "from memory"]]
    rows += [_row(notebook) for notebook in NOTEBOOKS]
    legend = " · ".join(f"{icon} {state}" for state, icon in ICONS.items())
    heading = f"{done.count(RIGHT)} of {len(judged)} exercises right"
    dots = " · ".join(f"{dot} {standing}" for standing, dot in _DOTS.items())
    return Card("note", heading, table=rows, small=f"{legend}. From memory, in later notebooks: {dots}")


def _row(notebook: Notebook) -> list[str | tuple[str, str]]:
    reached = states(notebook.digits)
    made = {each.name for each in of_notebook(notebook.digits) if each.kind == "prediction"}
    exercises = [state for name, state in reached.items() if name not in made]
    predicted = list(reached.values()).count(PREDICTED)
    return [
        notebook.digits,
        (notebook.title, notebook.file),
        f"{notebook.minutes}" + (f" · you: {said}" if (said := clock.said(notebook.digits)) else ""),
        f"{' '.join(ICONS[state] for state in exercises)} {exercises.count(RIGHT)} of {len(exercises)}"
        if exercises
        else "–",
        f"{predicted} of {len(made)}" if made else "–",
        " ".join(_DOTS[each] for each in remembered(notebook.digits)) or "–",
    ]

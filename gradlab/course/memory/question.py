"""A question from memory: everything about one in one place, as for an exercise.

    @question(
        "m03_sign",
        kind="word",
        place="Round 1",
        choices=("up", "down"),
        solution='"up"',
        because="The error falls where the slope is negative, so turning up goes down.",
        wrong={'"down"': "against the slope"},
    )
    def sign(answer):
        '''The slope of the error is −3. To go downhill, must the knob be turned up or down?'''
        ...

kind "number" is answered by a number, "word" by one of `choices`, "line" by what belongs into the ____ of a line of code.
The questions about notebook 03 lie in questions/n03.py, their names begin with m03.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gradlab.course.contents import BY_DIGITS, folder_of_notebooks
from gradlab.course.drawing import Drawing
from gradlab.course.exercise import Checker, Exercise, Kind
from gradlab.course.memory import questions
from gradlab.tensors.errors import nearest

_found: dict[str, Question] = {}


@dataclass(frozen=True)
class Question(Exercise):
    """A question about an earlier notebook.

    place: the round of its notebook that it is about. choices: of a word. line: code with a ____ in it.
    drawing: makes the picture to read, if there is one.
    """

    place: str
    choices: Sequence[str]
    line: str
    drawing: Callable[[], Drawing] | None

    @property
    def notebook(self) -> str:
        """The two digits of the notebook that it is about."""
        return self.name[1:3]

    @property
    def link(self) -> tuple[str, str]:
        """What leads to the place: its words and its address."""
        about = BY_DIGITS[self.notebook]
        return (
            f"Explained in {int(self.notebook)} · {about.title}, {self.place}",
            f"{about.file}{_anchor(about.file, self.place)}",
        )


def _anchor(file: str, place: str) -> str:
    """What leads JupyterLab to the cell of a round; nothing where the notebook does not lie where it should."""
    try:
        cells = json.loads((folder_of_notebooks() / file).read_text(encoding="utf-8"))["cells"]
        found = [cell["id"] for cell in cells if any(line.startswith(f"## {place} ") for line in cell["source"])]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return f"#cell-id={found[0]}" if found else ""


def question(
    name: str,
    *,
    kind: Kind,
    place: str,
    solution: str,
    because: str,
    wrong: Mapping[str, str],
    choices: Sequence[str] = (),
    line: str = "",
    drawing: Callable[[], Drawing] | None = None,
) -> Callable[[Checker], Checker]:
    """Make the checker below a question; its docstring is what is asked. Everything else as in `Question`."""

    def keep(checker: Checker) -> Checker:
        asked = " ".join((checker.__doc__ or "").split())
        looked_up = f"{place} of notebook {int(name[1:3])} is about it: {BY_DIGITS[name[1:3]].title}."
        _found[name] = Question(
            name,
            kind,
            asked,
            checker,
            "...",
            solution,
            "",
            wrong,
            because,
            looked_up,
            "",
            None,
            place,
            choices,
            line,
            drawing,
        )
        return checker

    return keep


def about(digits: str) -> list[Question]:
    """The questions about a notebook, in their order."""
    if digits in {module.name[1:] for module in pkgutil.iter_modules(questions.__path__)}:
        importlib.import_module(f"{questions.__name__}.n{digits}")
    return [each for each in _found.values() if each.notebook == digits]


def all_questions() -> list[Question]:
    """Every question, from the first notebook to the last."""
    return [each for digits in BY_DIGITS for each in about(digits)]


def find_question(name: str) -> Question:
    """The question of that name. Raises LookupError, in words with the nearest name, if there is none."""
    all_questions()
    if name in _found:
        return _found[name]
    raise LookupError(f"There is no question called {name!r} in this course.{nearest(name, _found)}")

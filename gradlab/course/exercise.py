"""Exercises: everything about one in one place, and the function that judges an answer to it.

    @exercise(
        "03_central",
        kind="code",
        blank="def central(f, x, h):\n    return ...",
        solution="def central(f, x, h):\n    return (f(x + h) - f(x - h)) / (2 * h)",
        because="The two points lie 2·h apart.",
        hint="How far apart are the two points?",
        wrong={"def central(f, x, h):\n    return (f(x + h) - f(x - h)) / h": "divided by h, and the points are 2·h apart"},
    )
    def central(answer):
        '''Write the central difference quotient of f at x.'''
        return agrees(answer, …)

`wrong` holds the slips: misconceptions and mistakes that are expected, each with a part of the feedback that names it.
The exercises of notebook 03 lie in exercises/n03.py, and are read when one of them is asked for.
"""

from __future__ import annotations

import ast
import importlib
import linecache
import pkgutil
import textwrap
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from gradlab.course import exercises
from gradlab.course.answers import WITHOUT_QUOTES, unquoted
from gradlab.course.verdict import Unusable, Verdict, not_tried, wrong
from gradlab.tensors.errors import nearest

Kind = Literal["number", "code", "setting", "prediction", "word", "line"]
Checker = Callable[[Any], Verdict]

_HOUSE = str(Path(__file__).parents[1])
_found: dict[str, Exercise] = {}


@dataclass(frozen=True)
class Exercise:
    """One exercise.

    name: two digits of the notebook, an underscore and a word or two; unique in the course.
    question: what is asked, in one sentence. checker: judges an answer.
    blank, solution: the source that stands in the notebook's cell as handed out, and filled in. A setting has no blank.
    answer: the expression that the notebook hands to `check`; what the solution's last line makes, if not given.
    wrong: wrong answers as source, each with a regular expression that the feedback must hold.
    because: one sentence that goes with the solution. hint: a push in the right direction.
    setup: source that the answer needs to run; None stands for the notebook's cells before it.
    outcome: of a prediction, the expression that gives what comes out, once `setup` has run.
    """

    name: str
    kind: Kind
    question: str
    checker: Checker
    blank: str
    solution: str
    answer: str
    wrong: Mapping[str, str]
    because: str
    hint: str
    setup: str | None
    outcome: str | None

    @property
    def notebook(self) -> str:
        """The two digits of its notebook."""
        return self.name[:2]

    def judge(self, answer: Any) -> Verdict:
        """What is to be said of an answer; never raises because of it."""
        meant, changed = unquoted(answer)
        verdict = self._looked_at(meant)
        if changed and not verdict.usable:  # a word was expected, and not a number
            return self._looked_at(answer)
        return replace(verdict, words=f"{verdict.words} {WITHOUT_QUOTES}") if changed else verdict

    def _looked_at(self, answer: Any) -> Verdict:
        if holds_blank(answer):
            return not_tried()
        try:
            return self.checker(answer)
        except Unusable as slip:
            return slip.verdict
        except Exception as error:
            return replace(_said_of(error, self), usable=False)


def exercise(
    name: str,
    *,
    kind: Kind,
    solution: str,
    because: str,
    hint: str,
    wrong: Mapping[str, str],
    blank: str = "",
    answer: str = "",
    setup: str | None = None,
    outcome: str | None = None,
) -> Callable[[Checker], Checker]:
    """Make the checker below an exercise; its docstring is the question. Everything else as in `Exercise`."""

    def keep(checker: Checker) -> Checker:
        question = " ".join((checker.__doc__ or "").split())
        shown = blank or (f'predict("{name}", ...)' if kind == "prediction" else "")
        handed_over = answer or ("" if kind == "prediction" else _last_name(solution))
        _found[name] = Exercise(
            name, kind, question, checker, shown, solution, handed_over, wrong, because, hint, setup, outcome
        )
        return checker

    return keep


def of_notebook(digits: str) -> list[Exercise]:
    """The exercises of a notebook, in their order; none where nobody has written any."""
    if digits in notebooks_with_exercises():
        importlib.import_module(f"{exercises.__name__}.n{digits}")
    return [each for each in _found.values() if each.notebook == digits]


def notebooks_with_exercises() -> list[str]:
    """The two digits of every notebook that has a file of exercises."""
    return sorted(module.name[1:] for module in pkgutil.iter_modules(exercises.__path__))


def all_exercises() -> list[Exercise]:
    """Every exercise of the course."""
    return [each for digits in notebooks_with_exercises() for each in of_notebook(digits)]


def find(name: Any) -> Exercise:
    """The exercise of that name. Raises LookupError, in words with the nearest name, if there is none."""
    if isinstance(name, str):
        of_notebook(name[:2])
        if name in _found:
            return _found[name]
    all_exercises()
    raise LookupError(f"There is no exercise called {name!r} in this course.{nearest(str(name), _found)}")


def holds_blank(answer: Any) -> bool:
    """Whether an answer is `...`, holds one, or is a function with nothing in it."""
    if isinstance(answer, (list, tuple)):
        return any(map(holds_blank, answer))
    if isinstance(answer, Mapping):
        return any(map(holds_blank, answer.values()))
    code = getattr(answer, "__code__", None)
    return answer is ... or (code is not None and code.co_code == (lambda: None).__code__.co_code)


def as_handed_out(answer: Any, blank: str) -> bool:
    """Whether a function does just what the blank does, the source of a whole function.

    A `...` that is a line of its own leaves no trace in the code, so the codes are compared.
    """
    names: dict[str, Any] = {}
    exec(blank, names)
    handed_out = names[_last_name(blank)].__code__.co_code
    return getattr(getattr(answer, "__code__", None), "co_code", None) == handed_out


def _last_name(source: str) -> str:
    """What the last line of a source makes: a function, a class or a value."""
    last = ast.parse(source).body[-1]
    if isinstance(last, (ast.FunctionDef, ast.ClassDef)):
        return last.name
    if isinstance(last, ast.Assign):
        return ast.unparse(last.targets[0])
    raise ValueError(f"`answer` should say what is checked, because the last line makes nothing: {ast.unparse(last)}")


_ADVICE = {  # what Python's own words leave open, by a part of them
    "for ^": "In Python a power is written **.",
    "'function'": "A function gives its number when it is called, with brackets and what goes in behind its name.",
    "could not be broadcast": "The shapes do not fit: print them, and see whether another axis was meant.",
    "truth value of an array": "`if` asks about one number: compare all at once, as in x > 0, and multiply by that.",
}


def _said_of(error: Exception, exercise: Exercise) -> Verdict:
    """An error that an answer ran into, with the learner's own line; without it, the answer was of the wrong kind."""
    if "llipsis" in str(error):  # a blank in the middle of a formula
        return not_tried()
    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if not frame.filename.startswith((_HOUSE, exercise.checker.__code__.co_filename))
        and "site-packages" not in frame.filename
    ]
    if not own:
        return wrong(f"This answer cannot be checked ({_in_one_line(error)}). The question: {exercise.question}")
    line = linecache.getline(own[-1].filename, own[-1].lineno or 0).strip()
    where = f"in line {own[-1].lineno}" + (f", `{line}`" if line else "")
    advice = next((f" {words}" for part, words in _ADVICE.items() if part in str(error)), "")
    return wrong(f"Your code stopped {where}: {type(error).__name__}: {_in_one_line(error)}{advice}")


def _in_one_line(error: Exception) -> str:
    return textwrap.shorten(str(error), 400, placeholder=" …") or type(error).__name__

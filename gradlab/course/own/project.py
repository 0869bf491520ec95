"""A project's checklist: what can be found out about a training by looking at its numbers, and what only a person can say.

It asks what an examiner would ask: is the exam really unseen, are the inputs scaled, is the model better than a guess, does
it know things by heart, and does its maker know how sure it is, where it is worst, and what it must not be used for?
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from gradlab.course.answers import unquoted
from gradlab.course.card import ICONS, Card
from gradlab.course.verdict import ALMOST, NOT_TRIED, RIGHT, WRONG, Verdict, almost, not_tried, right, wrong
from gradlab.live.kit.words import counted, number

_FEWEST_TO_LEARN, _FEWEST_TO_TEST = 40, 15
_PICTURE = 4  # dimensions of an array of pictures
_WORDS = 8
_NINE_IN_TEN = 0.9


@dataclass(frozen=True)
class _Part:
    """Training or test: inputs (n, …), true answers (n,), and what the model says: (n,) numbers or (n, classes) shares."""

    x: np.ndarray
    y: np.ndarray
    said: np.ndarray

    @property
    def named(self) -> np.ndarray:
        """The class that the model names for each example."""
        return self.said.argmax(axis=1)

    @property
    def misses(self) -> np.ndarray:
        """How far off each answer is; for classes 1 where it is wrong, and 0 where it is right."""
        if self.said.ndim == 2:
            return (self.named != self.y).astype(np.float64)
        return np.abs(self.said - self.y)

    @property
    def wrongness(self) -> float:
        """The root mean squared miss, or the share of wrong classes."""
        return float(np.mean(self.misses) if self.said.ndim == 2 else np.sqrt(np.mean(self.misses**2)))


class Project:
    """What a learner built, as its own checklist: displayed it is a table of what holds and what does not yet.

        mine = Project(train=(x_train, y_train, said_train), test=(x_test, y_test, said_test),
                       worst=17, give_or_take=0.08, not_for="…")

    train, test: inputs as the model got them (n, …), true answers (n,), and what the model said: (n,) or (n, 1) numbers,
    (n, classes) shares. worst: the place in the test of the answer that is furthest off; of classes, the wrong name
    that the model was surest of. give_or_take: by how much one can rely on the result: for a number, what nine in ten test
    answers miss by at most; for classes, two standard errors of the share that is right, 2·√(p(1 − p)/n).
    not_for: what the model must not be used for, in a sentence.

    Raises TypeError or ValueError in words for arrays that do not belong together.
    """

    def __init__(self, train: Any, test: Any, *, worst: Any = ..., give_or_take: Any = ..., not_for: Any = ...) -> None:
        self._train, self._test = _part("train", train), _part("test", test)
        if self._train.said.shape[1:] != self._test.said.shape[1:] or self._train.x.shape[1:] != self._test.x.shape[1:]:
            raise ValueError(
                f"`train` and `test` do not belong together: inputs of the shapes {self._train.x.shape} and "
                f"{self._test.x.shape}, "
                f"answers of {self._train.said.shape} and {self._test.said.shape}."
            )
        self._worst, self._give_or_take, self._not_for = worst, give_or_take, not_for

    @property
    def checklist(self) -> dict[str, Verdict]:
        """Each question with its verdict, in the order of the work."""
        return {
            "Is there enough?": self._enough(),
            "Is the exam unseen?": self._unseen(),
            "Are the inputs scaled?": self._scaled(),
            "Is it better than a guess?": self._better(),
            "Does it know things by heart?": self._by_heart(),
            "Where is it worst?": self._worst_of_all(),
            "How sure can one be?": self._how_sure(),
            "What is it not for?": self._not_for_what(),
        }

    def card(self) -> Card:
        """The checklist as it is displayed."""
        found = self.checklist
        done = sum(each.state == RIGHT for each in found.values())
        rows = [("", "question", "what was found")]
        rows += [(ICONS[each.state], question, each.words) for question, each in found.items()]
        states = {each.state for each in found.values()}
        state = next(state for state in (WRONG, ALMOST, NOT_TRIED, RIGHT) if state in states)
        small = "No list can tell whether the data are fair, or whether the question is a good one. Show it to somebody."
        return Card(state, f"{done} of {len(found)} hold", table=rows, small=small)

    def _repr_html_(self) -> str:
        return self.card()._repr_html_()

    def __repr__(self) -> str:
        return repr(self.card())

    def _enough(self) -> Verdict:
        learn, exam = len(self._train.y), len(self._test.y)
        words = f"{learn} examples to learn from and {exam} to test with."
        if learn < _FEWEST_TO_LEARN or exam < _FEWEST_TO_TEST:
            return almost(f"{words} Below {_FEWEST_TO_LEARN} and {_FEWEST_TO_TEST} chance decides: collect more.")
        if self._train.said.ndim == 2:
            without = set(range(self._train.said.shape[1])) - (set(self._train.y.tolist()) & set(self._test.y.tolist()))
            if without:
                return wrong(
                    f"{words} Class {min(without)} does not occur in both parts: split anew, or collect more of it."
                )
        return right(words)

    def _unseen(self) -> Verdict:
        def rows(part: _Part) -> list[bytes]:
            together = np.column_stack([part.x.reshape(len(part.x), -1), part.y])
            return [row.tobytes() for row in np.ascontiguousarray(together, np.float64)]

        learned = rows(self._train)
        known = set(learned)
        seen = sum(row in known for row in rows(self._test))
        if not seen:
            return right("No example of the test occurs in the training.")
        words = f"{seen} of the {len(self._test.y)} test examples occur in the training too"
        if len(known) < len(learned):  # the data have few different rows, and not the split is to blame
            return almost(f"{words}: the same case twice, or two cases that look alike? Keep each case once.")
        return wrong(f"{words}: split anew, so that every example is in one part.")

    def _scaled(self) -> Verdict:
        x = self._train.x.astype(np.float64)
        if not np.isfinite(x).all() or not np.isfinite(self._test.x).all():
            return wrong("There are inputs that are infinite or no number: a column that never changes was divided by 0?")
        if x.ndim == _PICTURE:
            low, high = float(x.min()), float(x.max())
            if low >= -3 and high <= 3 and high - low > 0.1:
                return right(f"The pictures' numbers go from {number(low)} to {number(high)}.")
            return wrong(f"The pictures' numbers go from {number(low)} to {number(high)}: divide bytes by 255.")
        flat = x.reshape(len(x), -1)
        far = (np.abs(flat.mean(axis=0)) > 0.1) | (np.abs(flat.std(axis=0) - 1) > 0.1)
        if not far.any():
            return right("Every column of the training has mean 0 and spread 1.")
        k = int(np.argmax(far))
        column = flat[:, k]
        return wrong(
            f"Column {k} of the training has mean {number(float(column.mean()))} and spread "
            f"{number(float(column.std()))}, and 0 and 1 "
            "were expected. Take both from the training, and use the same for the test."
        )

    def _better(self) -> Verdict:
        own, guessed = self._test.wrongness, self._guess
        if self._test.said.ndim == 2:
            words = f"{1 - own:.0%} of the test are right; always naming the most frequent class gives {1 - guessed:.0%}."
            margin = 2 * math.sqrt(max(guessed * (1 - guessed), 1e-12) / len(self._test.y))
        else:
            words = f"It is off by {number(own)} (root mean square); always saying the mean is off by {number(guessed)}."
            margin = 0.1 * guessed
        if own >= guessed:
            return wrong(f"{words} So it is no better than a guess.")
        if own > guessed - margin:
            return almost(f"{words} That may be luck: the difference is small.")
        return right(words)

    @property
    def _guess(self) -> float:
        """How wrong on the test who only knows the training's mean, or its most frequent class."""
        y, exam = self._train.y, self._test.y
        if self._train.said.ndim == 2:
            return float(np.mean(exam != np.bincount(y).argmax()))
        return float(np.sqrt(np.mean((exam - y.mean()) ** 2)))

    def _by_heart(self) -> Verdict:
        learn, exam = self._train.wrongness, self._test.wrongness
        if self._train.said.ndim == 2:
            words = f"{1 - learn:.0%} of the training and {1 - exam:.0%} of the test are right."
            by_heart = exam - learn > 0.1 + 2 * math.sqrt(max(exam * (1 - exam), 1e-12) / len(self._test.y))
        else:
            words = f"It is off by {number(learn)} in the training and by {number(exam)} in the test."
            by_heart = exam > 1.5 * learn
        if by_heart:
            return almost(f"{words} Much of it was learned by heart: a smaller network, fewer epochs or more examples.")
        return right(words)

    def _worst_of_all(self) -> Verdict:
        misses = self._test.misses
        if self._test.said.ndim == 2:
            misses = np.where(misses > 0, self._test.said.max(axis=1), 0.0)
        place = _number(self._worst)
        if place is None:
            return not_tried("Find the answer of the test that is furthest off, and look at it: worst=its place.")
        if not misses.any():
            return right("No answer of the test is wrong.")
        if place not in range(len(misses)):
            return wrong(f"`worst` should be a place in the test, 0 to {len(misses) - 1}, and is {place:g}.")
        if misses[int(place)] >= misses.max() * (1 - 1e-6):
            return right(f"Number {place:g} of the test. What is special about it?")
        if misses[int(place)] == 0:
            return wrong(f"The answer to number {place:g} of the test is right.")
        return almost(f"Number {place:g} of the test is off, and another one is further off.")

    def _how_sure(self) -> Verdict:
        given = _number(self._give_or_take)
        count = len(self._test.y)
        if given is None:
            return not_tried("By how much can one rely on it? Compute it from the test: give_or_take=…")
        if self._test.said.ndim == 2:
            p = 1 - self._test.wrongness
            expected = 2 * math.sqrt(p * (1 - p) / count)
            if p == 1:
                return right(f"All {count} are right. Up to {3 / count:.0%} wrong ones could still hide: three in {count}.")
            words = (
                f"{p:.0%} of {count} are right, give or take {expected:.0%}: another test would give {_range(p, expected)}."
            )
        else:
            expected = float(np.quantile(self._test.misses, _NINE_IN_TEN))
            words = f"Nine in ten of the test's answers are off by at most {number(expected)}."
        if abs(given - expected) <= 0.05 * expected:
            return right(words)
        return wrong(
            f"{number(given)} was given, and {number(expected)} comes out of the test's {counted(count, 'answer')}."
        )

    def _not_for_what(self) -> Verdict:
        said = self._not_for
        if said is ... or not str(said).strip(" .…"):
            return not_tried("Which inputs has it never seen? Who could be harmed by a wrong answer? not_for='a sentence'.")
        if len(str(said).split()) < _WORDS:
            return almost(f"“{said}” is short: say for which inputs, and why, in a whole sentence.")
        return right(f"“{said}” Nobody but you can judge this sentence, so read it to somebody.")


def _range(p: float, by: float) -> str:
    return f"{max(0.0, p - by):.0%} to {min(1.0, p + by):.0%}"


def _number(given: Any) -> float | None:
    """A learner's number, also in quotes or as an array of one; None for a blank and for what is no number."""
    try:
        value = float(np.asarray(unquoted(given)[0], np.float64).reshape(()))
    except (TypeError, ValueError):
        return None
    return value if math.isfinite(value) else None


def _part(name: str, given: Any) -> _Part:
    """A learner's (x, y, said). Raises TypeError or ValueError in words."""
    if not isinstance(given, (tuple, list)) or len(given) != 3:
        raise TypeError(
            f"`{name}` should be three things, (inputs, true answers, what the model said), and is {given!r:.60}."
        )
    x, y, said = (np.asarray(each) for each in given)
    if y.ndim == 2 and y.shape[1] == 1:
        y = y[:, 0]
    if said.ndim == 2 and said.shape[1] == 1:
        said = said[:, 0]
    for what, array in (("inputs", x), ("true answers", y), ("what the model said", said)):
        if array.dtype.kind not in "iufb" or array.ndim == 0:
            raise TypeError(f"`{name}`: {what} should be an array of numbers, and has the dtype {array.dtype}.")
    if not len(x) == len(y) == len(said) > 0 or y.ndim != 1 or said.ndim > 2:
        raise ValueError(
            f"`{name}` should have as many inputs as answers, and has the shapes {x.shape} (inputs), {y.shape} "
            "(true answers) and "
            f"{said.shape} (what the model said)."
        )
    if not np.isfinite(said).all():
        raise ValueError(f"`{name}`: the model says numbers that are infinite or none. Train it anew, with a smaller step.")
    if said.ndim == 2:
        if not np.isin(y, range(said.shape[1])).all():
            raise ValueError(
                f"`{name}`: true answers should be classes from 0 to {said.shape[1] - 1}, as the model gives "
                f"{said.shape[1]} shares."
            )
        y = y.astype(np.int64)
    return _Part(x, y, said)

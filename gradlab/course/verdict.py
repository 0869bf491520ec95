"""Verdicts: the result of checking an answer, as feedback. One of four states, and a sentence in the learner's words.

A checker returns one of `right()`, `almost("the slip")` and `wrong("what was expected")`; `not_tried()` is for what still
holds a blank. An answer that cannot be looked at further is ended early with `raise Unusable(wrong("…"))`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

NOT_TRIED, WRONG, ALMOST, RIGHT = "not tried", "wrong", "almost", "right"
STATES = (NOT_TRIED, WRONG, ALMOST, RIGHT)
"""From the beginning to the end of the way."""


@dataclass(frozen=True)
class Verdict:
    """A state and the sentence that goes with it. usable: whether the answer was of a kind that can be compared at all."""

    state: str
    words: str
    usable: bool = True


class Unusable(Exception):
    """Ends the checking of an answer with a verdict: text where a number was asked for, a blank in the middle, …"""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.words)
        self.verdict = replace(verdict, usable=False)


def right(words: str = "That is it.") -> Verdict:
    """The answer is right; the words say why it matters."""
    return Verdict(RIGHT, words)


def almost(slip: str) -> Verdict:
    """The answer is nearly right; the words name the slip."""
    return Verdict(ALMOST, slip)


def wrong(expected: str) -> Verdict:
    """The answer is not right; the words say what was expected."""
    return Verdict(WRONG, expected)


def not_tried(words: str = "Replace the ... by your answer, then run the cell again.") -> Verdict:
    """The answer still holds a blank."""
    return Verdict(NOT_TRIED, words)

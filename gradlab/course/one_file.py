"""All notes of a learner as one file: to take along to another browser or computer, or to keep.

A browser keeps what is written in it until its data are cleared, and no other browser sees it. With `save_notes()` there
and `load_notes()` elsewhere, predictions and exercises go along.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gradlab.course import notes
from gradlab.course.card import Card
from gradlab.course.contents import BY_DIGITS
from gradlab.course.verdict import NOT_TRIED, STATES

FILE = "gradlab-notes.json"
_KINDS = ("states", "predictions", "again", "memory", "times")


def save_notes(file: str = FILE) -> Card:
    """Write all predictions, the states of all exercises and the answers from memory into one file.

    It lies beside the notebooks unless told otherwise.
    """
    kept = {digits: {kind: notes.read(digits, kind) for kind in _KINDS} for digits in BY_DIGITS}
    kept = {digits: found for digits, found in kept.items() if any(found.values())}
    if not kept:
        return Card("note", "There are no notes yet.", "They begin with your first prediction or exercise.")
    try:
        text = json.dumps({"gradlab": kept}, indent=1, ensure_ascii=False, default=str)
        Path(file).write_text(text, encoding="utf-8")
    except OSError as error:
        return Card(NOT_TRIED, "not saved", f"`{file}` cannot be written: {error.strerror or error}. Name another file.")
    return Card(
        "note",
        f"Saved: {_counted(kept)}.",
        f"They are in `{file}`, which you find in the list of files on the left; a right click offers Download.",
        small=f'In another browser or on another computer, put it beside the notebooks and call `load_notes("{file}")`.',
    )


def load_notes(file: str = FILE) -> Card:
    """Take in the notes that `save_notes` has written. What is here stays; the better state counts."""
    try:
        found = json.loads(Path(file).read_text(encoding="utf-8"))["gradlab"]
        entries = [
            (digits, kind, name, _with_what_is_here(digits, kind, name, value))
            for digits in found
            for kind in _KINDS
            for name, value in found[digits].get(kind, {}).items()
        ]
    except OSError as error:
        return Card(
            NOT_TRIED,
            "not loaded",
            f"`{file}` cannot be read: {error.strerror or error}. Put the file of `save_notes()` beside the notebooks.",
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        return Card(NOT_TRIED, "not loaded", f"`{file}` holds no notes of this course. `save_notes()` makes such a file.")
    taken = [entry for entry in entries if entry[0] in BY_DIGITS and _is_news(*entry)]
    for entry in taken:
        notes.keep(*entry)
    what = f"{len(taken)} of them were new here." if taken else "All of them were here already."
    return Card("note", f"Loaded: {_counted(found)}.", what, small="`progress()` shows the whole course.")


def _with_what_is_here(digits: str, kind: str, name: str, value: Any) -> Any:
    """A note as it is to be kept: answers from memory are those of both places, one for each notebook that asked."""
    if kind != "memory":
        return value
    here = notes.read(digits, kind).get(name, {})
    return {**value, **here}


def _is_news(digits: str, kind: str, name: str, value: Any) -> bool:
    """Whether a note says more than what is here."""
    here = notes.read(digits, kind)
    if kind == "times":  # of a notebook as a whole, because they belong together
        return not here
    if kind in ("predictions", "again"):
        return name not in here
    if kind == "memory":
        return value != here.get(name)
    return value in STATES and STATES.index(value) > STATES.index(here.get(name, NOT_TRIED))


def _counted(kept: dict[str, dict[str, Any]]) -> str:
    predictions, exercises = (sum(len(each.get(kind, {})) for each in kept.values()) for kind in ("predictions", "states"))
    return f"{predictions} prediction{'s' * (predictions != 1)}, {exercises} exercise{'s' * (exercises != 1)}"

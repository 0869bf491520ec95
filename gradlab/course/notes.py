"""Notes: what a learner predicted, how far the exercises are and how long it took, kept on their own disk and nowhere else.

One small JSON file for each notebook, in $GRADLAB_HOME or where this system keeps the data of programs. A file is read
again before it is written, by one kernel at a time, and written whole, so that several open notebooks lose nothing of each
other. What the disk
does not take is kept in memory, and said once.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import platformdirs

from gradlab.files import one_at_a_time, write_whole

Notes = dict[str, dict[str, Any]]

_CANNOT_WRITE = (  # in a browser, which says no more than that it does not
    "This browser keeps nothing more: its storage is full, or switched off. Predictions and progress are kept only until "
    "this page is closed. Deleting notebooks of yours makes room, and so do the browser's settings."
)

_unwritten: dict[Path, Notes] = {}
_said: set[str] = set()


def folder() -> Path:
    """Where the notes lie."""
    return Path(os.environ.get("GRADLAB_HOME") or platformdirs.user_data_path("gradlab", appauthor=False))


def read(notebook: str, kind: str) -> dict[str, Any]:
    """The notes of one notebook and kind ("predictions", "states", "memory", "times"), by their names."""
    return dict(_all_of(notebook).get(kind, {}))


def keep(notebook: str, kind: str, name: str, value: Any) -> None:
    """Write one note, over an older one of the same name."""
    keep_all(notebook, kind, {name: value})


def keep_all(notebook: str, kind: str, entries: Mapping[str, Any]) -> None:
    """Write notes of one kind, {name: value}, over older ones of the same names."""
    file = _file(notebook)
    _unwritten.setdefault(file, {}).setdefault(kind, {}).update(entries)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with one_at_a_time(file.parent / "notes"):  # another kernel may be adding to it just now
            _write(file, _all_of(notebook))
        del _unwritten[file]
    except OSError as error:
        _say_once(_CANNOT_WRITE if sys.platform == "emscripten" else _cannot_write(error))


def _cannot_write(error: OSError) -> str:
    return (
        f"gradlab cannot write to {folder()} ({error.strerror or error}): predictions and progress are kept only until "
        "this kernel stops. Set GRADLAB_HOME to a folder of yours to keep them."
    )


def _all_of(notebook: str) -> Notes:
    """What the disk has, and on top what it has not taken."""
    file = _file(notebook)
    notes = _on_disk(file)
    for kind, entries in _unwritten.get(file, {}).items():
        notes[kind] = {**notes.get(kind, {}), **entries}
    return notes


def _file(notebook: str) -> Path:
    return folder() / f"{notebook}.json"


def _on_disk(file: Path) -> Notes:
    """The notes of a file, none if it is not there; a broken one is moved aside."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(found, dict) or not all(isinstance(entries, dict) for entries in found.values()):
            raise ValueError("it holds no notes")
        return found
    except FileNotFoundError:
        return {}
    except OSError as error:
        _say_once(f"gradlab cannot read {file} ({error.strerror or error}), and goes on without the notes in it.")
    except (ValueError, RecursionError):
        aside = file.with_suffix(".broken.json")
        try:
            file.replace(aside)
            print(f"The notes in {file} could not be read. They now lie in {aside.name}, and gradlab begins new ones.")
        except OSError:
            _say_once(f"The notes in {file} could not be read, and gradlab goes on without them.")
    return {}


def _write(file: Path, notes: Notes) -> None:
    text = json.dumps(notes, indent=1, ensure_ascii=False, default=str)
    write_whole(file, lambda new: new.write(text.encode("utf-8", "replace")))


def _say_once(sentence: str) -> None:
    if sentence not in _said:
        _said.add(sentence)
        print(sentence)

"""The course's notebooks laid into a folder of the learner's, which is theirs from then on.

A file that the learner changed is never overwritten: a newer edition of it arrives beside it, under a name with the version.
What they left as it came is renewed. To tell the two apart, the folder keeps a list of what was laid there.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from dataclasses import dataclass, field
from pathlib import Path

from gradlab import __version__
from gradlab.course.contents import folder_of_notebooks
from gradlab.files import write_whole

LIST = ".gradlab-course.json"  # also the sign that a folder is one of the course


@dataclass
class Laid:
    """What was done to a folder: names of files that are new, renewed, and (name, its new edition's name) that are kept."""

    new: list[str] = field(default_factory=list)
    renewed: list[str] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)

    def sentences(self, folder: Path) -> list[str]:
        """What a learner should know of it."""
        said = []
        if self.new:
            said.append(f"The course lies in {folder}: what you write there is yours, and stays.")
        if self.renewed:
            said.append(f"New editions, which you had not changed: {', '.join(self.renewed)}.")
        for name, edition in self.kept:
            said.append(f"{name} has changes of yours and stays as it is. Its new edition lies beside it: {edition}.")
        return said


def lay_out(folder: Path, source: Path | None = None) -> Laid:
    """Lay the course's files into `folder`, made if need be; what a learner changed in it stays as it is.

    source: where the files come from, by default where they were installed. If `folder` is that very place nothing is done.
    Raises ValueError, before anything is written, if the folder holds something else, or is none; OSError where it cannot
    be written.
    """
    source = source or folder_of_notebooks()
    if folder.exists() and folder.samefile(source):
        return Laid()
    _refuse_what_is_not_ours(folder)
    folder.mkdir(parents=True, exist_ok=True)
    listed = _read(folder)
    _keep(folder, listed)  # first of all, so that a folder that is only half filled is known as ours too
    laid = Laid()
    for file in sorted(each for each in source.rglob("*") if _is_of_the_course(each.relative_to(source))):
        _lay(file, folder, file.relative_to(source).as_posix(), listed, laid)
        _keep(folder, listed)
    return laid


def _is_of_the_course(path: Path) -> bool:
    return path.suffix in {".ipynb", ".md"} and not any(part.startswith(".") for part in path.parts)


def _refuse_what_is_not_ours(folder: Path) -> None:
    if not folder.exists() or (folder / LIST).is_file():
        return
    if not folder.is_dir():
        raise ValueError(f"The course needs a folder, and {folder} is a file. Name another one.")
    if any(folder.iterdir()):
        raise ValueError(
            f"{folder} holds something else, which stays as it is. Name a new folder for the course, such as "
            f"{folder / 'gradlab-course'}."
        )


def _lay(file: Path, folder: Path, name: str, listed: dict[str, str], laid: Laid) -> None:
    """Bring one file of the course to its place, or beside it."""
    content = file.read_bytes()
    ours, place = _digest(content), folder / name
    if not place.exists():
        laid.new.append(name)
    elif (there := _digest(place.read_bytes())) == ours or listed.get(name) == ours:
        listed[name] = ours  # up to date, or the learner's work on this very edition
        return
    elif there == listed.get(name):
        laid.renewed.append(name)
    else:
        place = _beside(place, content)
        laid.kept.append((name, place.relative_to(folder).as_posix()))
    place.parent.mkdir(parents=True, exist_ok=True)
    write_whole(place, lambda new: new.write(content))
    listed[name] = ours


def _beside(place: Path, content: bytes) -> Path:
    """A name beside that of a file for a newer edition of it, which nobody has, or which holds just that."""
    for count in itertools.count(1):
        again = f"-{count}" if count > 1 else ""
        beside = place.with_name(f"{place.stem}_{__version__}{again}{place.suffix}")
        if not beside.exists() or beside.read_bytes() == content:
            return beside
    raise AssertionError("one can always count further")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read(folder: Path) -> dict[str, str]:
    """What was laid into the folder, {name: digest}; nothing is known where the list cannot be read."""
    try:
        files = json.loads((folder / LIST).read_text(encoding="utf-8"))["files"]
        return {str(name): str(digest) for name, digest in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _keep(folder: Path, listed: dict[str, str]) -> None:
    text = json.dumps({"made by": f"gradlab {__version__}", "files": listed}, indent=1)
    write_whole(folder / LIST, lambda new: new.write(text.encode()))

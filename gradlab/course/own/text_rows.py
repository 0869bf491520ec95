"""The rows of a text file as people save it: in UTF-8 or as Windows writes it, separated by commas, semicolons or tabs.

Nothing is known beforehand of such a file. What it is not is told by its first bytes, what separates its fields by which
sign cuts every line into equally many.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from gradlab.tensors.errors import nearest

SEPARATORS = {"\t": "tab", ";": "semicolon", "|": "bar", ",": "comma"}
_LARGEST = 300_000_000  # bytes: more than a notebook should hold in memory at once
_LINES_LOOKED_AT = 200
_NO_TEXT = {
    b"PK\x03\x04": 'This is a spreadsheet or a zip, not a text file. In the spreadsheet choose "save as" and the kind CSV.',
    b"\xd0\xcf\x11\xe0": 'This is an old spreadsheet, not a text file. Open it, choose "save as" and the kind CSV.',
    b"%PDF": "This is a PDF, and nobody can read a table off it safely. Look for the same data as CSV.",
    b"\x89PNG": "This is a picture. `read_pictures` takes a folder of them.",
    b"\xff\xd8\xff": "This is a picture. `read_pictures` takes a folder of them.",
}


class Row(NamedTuple):
    """The fields of a row, and the line of the file that it ends in, counted from 1."""

    line: int
    fields: list[str]


def text_of(path: Path) -> str:
    """The text of a file, whatever its encoding. Raises FileNotFoundError or ValueError in words for what is no text."""
    if not path.is_file():
        here = path.parent if path.parent.is_dir() else Path()
        near = nearest(path.name, [each.name for each in here.iterdir() if each.is_file()])
        raise FileNotFoundError(
            f"There is no file {str(path)!r}.{near} A file lies where the notebook finds it when you drag it into "
            "the list of "
            "files at the left, beside this notebook."
        )
    if path.stat().st_size > _LARGEST:
        raise ValueError(
            f"{path.name} has {path.stat().st_size / 1e6:.0f} MB, and up to {_LARGEST / 1e6:.0f} are read. Keep fewer rows: "
            "ten thousand are plenty here."
        )
    data = path.read_bytes()
    for magic, advice in _NO_TEXT.items():
        if data.startswith(magic):
            raise ValueError(f"{path.name} cannot be read as a table. {advice}")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data:
        raise ValueError(f"{path.name} holds bytes that no text has. Save your table as CSV, in UTF-8.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if text.lstrip()[:15].lower().startswith(("<!doctype", "<html")):
        raise ValueError(
            f"{path.name} is a web page, not a table. Download the file itself: look for a button that says so."
        )
    return text


def rows_of(text: str, separator: str | None, name: str) -> tuple[str, Iterator[Row]]:
    """The separator and the rows of a text, without empty lines and leading lines of comment.

    separator: where it is known. Raises ValueError in words for a text without rows, or with fields that do not end.
    """
    skipped = 0
    while text.startswith("#") or text[:4].lower() == "sep=":
        first, _, text = text.partition("\n")
        skipped += 1
        if first[:4].lower() == "sep=" and separator is None:
            separator = first[4:].strip("\r") or None
    if not text.strip():
        raise ValueError(f"{name} is empty. A table has a line with the names of its columns, and a line for each example.")
    if separator is None:
        separator = _found(text)
    elif not isinstance(separator, str) or len(separator) != 1:
        raise ValueError(f"`separator` should be one sign, such as ';' or a tab '\\t', and is {separator!r}.")
    return separator, _parsed(text, separator, skipped, name)


def _parsed(text: str, separator: str, skipped: int, name: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)
    try:
        for fields in reader:
            if any(fields):
                yield Row(reader.line_num + skipped, fields)
    except csv.Error as error:
        raise ValueError(
            f'{name} cannot be read from line {reader.line_num + skipped} on ({error}). Is there a quotation mark " '
            "that never ends?"
        ) from error


def _found(text: str) -> str:
    """The sign that cuts all lines into equally many fields; else the one that is met in most of them; else the comma.

    A comma may also be a decimal comma. So it comes last, and the others count where the first line, the names, has them.
    """
    lines = text.splitlines()[:_LINES_LOOKED_AT]
    cuts = {sign: _counts(lines, sign) for sign in SEPARATORS}
    even = [sign for sign, counts in cuts.items() if counts[0] > 1 and len(set(counts[:-1] or counts)) == 1]
    if even:
        return even[0]
    most = max(SEPARATORS, key=lambda sign: (cuts[sign][0] > 1, sum(count > 1 for count in cuts[sign])))
    return most if any(count > 1 for count in cuts[most]) else ","


def _counts(lines: list[str], sign: str) -> list[int]:
    """Into how many fields that sign cuts each row; [1] if it cannot be read at all."""
    try:
        return [len(row) for row in csv.reader(lines, delimiter=sign) if any(row)] or [1]
    except csv.Error:
        return [1]

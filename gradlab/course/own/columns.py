"""One column of a table: is it numbers, or words for a few kinds? And how does it write its decimals?

"1,5" is one and a half in half of the world, and "1.234" is more than a thousand there. What a column itself cannot decide,
the other columns of the file may; what nobody can decide is asked for.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

GAPS = {"", "na", "n/a", "nan", "null", "none", "-", "–", "—", "?", ".", "#n/a"}
_MOST_KINDS = 20
_SIGN, _POWER = r"[+\-−]?", r"(?:[eE][+\-−]?\d+)?"
_GROUPED = {
    ".": re.compile(rf"{_SIGN}(?:\d{{1,3}}(?:[, '’\u00a0\u202f]\d{{3}})+|\d+)?(?:\.\d*)?{_POWER}"),
    ",": re.compile(rf"{_SIGN}(?:\d{{1,3}}(?:[. '’\u00a0\u202f]\d{{3}})+|\d+)?(?:,\d*)?{_POWER}"),
}
_GROUPS = {".": re.compile(r"[, '’\u00a0\u202f]"), ",": re.compile(r"[. '’\u00a0\u202f]")}
_UNSURE = re.compile(rf"{_SIGN}[1-9]\d{{0,2}}[.,]\d{{3}}")  # one and a bit, or more than a thousand


def is_gap(field: str) -> bool:
    """Whether a field says that there is no value."""
    return field.lower() in GAPS


def number(field: str, decimal: str) -> float | None:
    """The number that a field holds, where decimals are written with that sign; None for what is none."""
    if not any(sign.isdigit() for sign in field) or not _GROUPED[decimal].fullmatch(field):
        return None
    return float(_GROUPS[decimal].sub("", field).replace(decimal, ".").replace("−", "-"))


def is_number(field: str) -> bool:
    """Whether a field is a number in one way of writing or the other."""
    return number(field, ".") is not None or number(field, ",") is not None


def sure_signs(fields: Sequence[str]) -> set[str]:
    """The signs, "." and ",", that surely begin the decimals of some numbers in a column."""
    found = set()
    for field in fields:
        readings = {sign for sign in ".," if number(field, sign) is not None}
        if len(readings) == 1 and ("." in field or "," in field):
            found |= readings
    return found


def unsure_field(fields: Sequence[str], sign: str) -> str | None:
    """A field with that sign that may be read in both ways, such as "1,234"."""
    return next((field for field in fields if sign in field and _UNSURE.fullmatch(field)), None)


def numbers(fields: Sequence[str], decimal: str, name: str, lines: Sequence[int]) -> np.ndarray:
    """A column of numbers, float64. Raises ValueError, with the line, for text among them or a number without an end."""
    column = np.empty(len(fields))
    for k, field in enumerate(fields):
        value = number(field, decimal)
        if value is None:
            same = Counter(each for each in fields if number(each, decimal) is None)
            more = f", and {len(same) - 1} other texts" if len(same) > 1 else ""
            other = "," if decimal == "." else "."
            unit = " Leave units and signs out of it." if any(sign.isdigit() for sign in field) else ""
            mark = (
                f" Decimals are written with {decimal!r} here, not with {other!r}."
                if number(field, other) is not None
                else ""
            )
            raise ValueError(
                f"The column {name!r} holds numbers, but line {lines[k]} holds {field!r}{more}.{mark or unit} Mend "
                "it in the "
                f"file, or leave the column out: without=[{name!r}]."
            )
        if not math.isfinite(value) or abs(value) > np.finfo(np.float32).max:
            raise ValueError(f"The number {field} in line {lines[k]}, column {name!r}, is larger than a float32 can hold.")
        column[k] = value
    return column


def kinds(fields: Sequence[str], name: str, what: str) -> list[str]:
    """The different words of a column, in order. Raises ValueError where there are too many to be kinds of something."""
    found = sorted(set(fields))
    if len(found) > _MOST_KINDS:
        raise ValueError(
            f"The column {name!r} holds {len(found)} different texts, such as {found[0][:40]!r}: {what} of up to "
            f"{_MOST_KINDS} "
            f"can be used. Leave it out: without=[{name!r}]."
        )
    return found

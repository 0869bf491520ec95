"""Answers as they are meant: a number in quotes is the number, a fraction is a number, and "The line." is "line".

Marks around the right answer are no mistake of mathematics. So they are taken off before an exercise looks at it, and the
feedback says so where a habit is worth having.
"""

from __future__ import annotations

import re
from typing import Any

WITHOUT_QUOTES = "(A number is written without quotes.)"

_NUMBER = re.compile(r"([-+−]?)(\d+(?:[.,]\d*)?|[.,]\d+)(e[-+]?\d+)?", re.IGNORECASE)
_THOUSANDS = re.compile(r"[-+−]?\d+,\d{3}")  # one and a bit, or more than a thousand? nobody knows
_ARTICLE = re.compile(r"(a|an|the)\s+")


def unquoted(answer: Any) -> tuple[Any, bool]:
    """The answer with every number that stands in quotes as a number, and whether there was one."""
    if isinstance(answer, str):
        value = _number_in(answer)
        return (answer, False) if value is None else (value, True)
    if type(answer) in (list, tuple):
        each = [unquoted(one) for one in answer]
        return type(answer)(value for value, _ in each), any(changed for _, changed in each)
    return answer, False


def word(answer: str) -> str:
    """A word as it counts: without capitals, blanks around it, an article before it and a stop behind it."""
    plain = " ".join(answer.split()).strip(" .!\"'").casefold()
    return _ARTICLE.sub("", plain, count=1)


def _number_in(text: str) -> float | None:
    """The number in a text, such as "5", "1e-8", "-3,5" or "5/3"; None if there is another thing in it."""
    plain = text.strip()
    if plain.count("/") == 1:
        above, below = (_number_in(part) for part in plain.split("/"))
        return above / below if above is not None and below else None
    found = _NUMBER.fullmatch(plain)
    if not found or _THOUSANDS.fullmatch(plain):
        return None
    sign, digits, power = found.groups()
    return float(sign.replace("−", "-") + digits.replace(",", ".") + (power or ""))

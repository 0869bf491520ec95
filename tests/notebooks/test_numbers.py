"""Numbers in the text: every one that code can compute is computed here, and compared to the digits shown.

numbers/n01.py holds a dictionary NUMBERS for notebook 01: a piece of its text with the number in braces, and the value (or
a function that computes it):

    NUMBERS = {"the error is about {410}": error(16, 16)}

The zeros at the end of a whole number are no digits shown, unless the value is an int, which must be met exactly.
"""

import importlib
import json
import math
import pkgutil
import re
from pathlib import Path

import pytest

from tests.notebooks import numbers
from tests.notebooks.cells import NOTEBOOKS, digits

ROOMS = sorted(module.name for module in pkgutil.iter_modules(numbers.__path__))
BRACED = re.compile(r"\{([^{}]*)\}")
MINUS = str.maketrans({"−": "-", "\u202f": "", "\u2009": "", "\u00a0": "", " ": "", ",": ""})


def text_of(path: Path) -> str:
    """The text cells as they are read: without the signs of Markdown, line ends as spaces."""
    cells = json.loads(path.read_text())["cells"]
    prose = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return plain(prose)


def plain(text: str) -> str:
    return " ".join(re.sub(r"[*_`]", "", text).split())


def shown(piece: str) -> str:
    """The number in braces, as Python writes it."""
    (number,) = BRACED.findall(piece)
    return number.translate(MINUS)


def agrees(number: str, value: float) -> bool:
    """Whether the value rounds to the digits shown."""
    if isinstance(value, int):
        return float(number) == value
    mantissa, _, exponent = number.lower().partition("e")
    whole, _, decimals = mantissa.partition(".")
    zeros = 0 if decimals else len(whole) - len(whole.rstrip("0")) if whole.strip("-0") else 0
    unit = 10.0 ** (zeros - len(decimals) + int(exponent or 0))
    return math.isclose(float(number), value, rel_tol=0, abs_tol=0.5000001 * unit)


@pytest.mark.parametrize("room", ROOMS)
def test_the_numbers_in_the_text_are_what_comes_out(room):
    found = [path for path in NOTEBOOKS if f"n{digits(path)}" == room]
    assert found, f"there is no notebook for numbers/{room}.py"
    text = text_of(found[0])
    for piece, value in importlib.import_module(f"{numbers.__name__}.{room}").NUMBERS.items():
        assert plain(BRACED.sub(r"\1", piece)) in text, f"{found[0].name} does not say: {piece}"
        computed = value() if callable(value) else value
        assert agrees(shown(piece), computed), f"{found[0].name} says {piece}, and it is {computed}"


def test_rounding_is_looked_at_closely():
    assert agrees("1.67", 5 / 3)
    assert not agrees("1.66", 5 / 3)
    assert agrees("410", 412.3)
    assert not agrees("410", 416.0)
    assert not agrees("412", 412.6)
    assert agrees(shown("all {122 570} of them"), 122570)
    assert not agrees("122570", 122571)
    assert agrees(shown("{−0.5}"), -0.5)

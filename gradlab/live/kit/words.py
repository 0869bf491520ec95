"""Numbers in sentences, as the page writes them too (numbers.js)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from gradlab.live.kit.knobs import Knob

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(x: float) -> str:
    """About four digits, a true minus sign, a power of ten as by hand (2.50·10⁻⁷), and words where it is no number."""
    if math.isnan(x):
        return "not a number"
    if math.isinf(x):
        return "infinite" if x > 0 else "−infinite"
    size = abs(x)
    if size != 0 and (size < 0.001 or size >= 1e6):
        head, exponent = f"{x:.2e}".split("e")
        return f"{head.replace('-', '−')}·10{str(int(exponent)).translate(_RAISED)}"
    decimals = 0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 1 else 4
    return f"{x:.{decimals}f}".replace("-", "−")


def counted(count: int, what: str) -> str:
    """1 step, 2 steps."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def where(knobs: Sequence[Knob], settings: Iterable[float]) -> str:
    """Where the knobs stand: W = 3.00, b = 0.5000."""
    return ", ".join(f"{knob.name} = {number(value)}" for knob, value in zip(knobs, settings))

"""What a setting may be where it comes from the address of a page, which anybody can write: JSON that settings.js reads.

On a page without a kernel nobody can ask Python whether a value is allowed. So an instrument says it beforehand, in
`Instrument.address_rules`, one rule for each trait that can travel in an address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Rule = dict[str, Any]


def number(low: float, high: float) -> Rule:
    """A finite number from low to high."""
    return {"kind": "number", "low": low, "high": high}


def whole(low: int, high: int) -> Rule:
    """A whole number from low to high."""
    return {"kind": "whole", "low": low, "high": high}


def choice(of: Sequence[Any], brings: Mapping[str, Mapping[str, Any]] | None = None) -> Rule:
    """One of several words or numbers. brings: for some of them, other settings that come along unless they are named."""
    return {"kind": "choice", "of": list(of), "brings": {name: dict(each) for name, each in (brings or {}).items()}}


def switch() -> Rule:
    """On or off."""
    return {"kind": "switch"}


def row(of: Sequence[Rule]) -> Rule:
    """As many values as there are rules."""
    return {"kind": "row", "of": list(of)}


def wholes(low: int, high: int, most: int) -> Rule:
    """Up to so many whole numbers from low to high, or none."""
    return {"kind": "wholes", "low": low, "high": high, "most": most}


def some(of: Sequence[str]) -> Rule:
    """None, one or several of these words."""
    return {"kind": "some", "of": list(of)}


def fields(of: Mapping[str, Rule]) -> Rule:
    """A dictionary whose entries have rules of their own."""
    return {"fields": dict(of)}


def by(trait: str, of: Mapping[str, Rule]) -> Rule:
    """A rule for each value of another trait, a choice."""
    return {"by": trait, "of": dict(of)}

"""How long a notebook took: from its first cell to the check with which its last exercise so far became right.

Kept with the notes, on the learner's machine only. The clock looks up whenever the course is called (ready, predict, check,
hint, an answer from memory), and a pause of more than half an hour between two calls does not count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from gradlab.course import notes

PAUSE = 30 * 60  # seconds: whoever does nothing for longer has gone away


@dataclass(frozen=True)
class Taken:
    """When a notebook was begun and when an exercise became right last, in UTC, and the minutes between without pauses."""

    begun: datetime
    passed: datetime
    minutes: float


def tick(notebook: str, *, passed: bool = False) -> None:
    """Note that somebody is at work on a notebook now. passed: an exercise has become right."""
    at = _now()
    kept = notes.read(notebook, "times")
    begun, latest = _moment(kept, "begun"), _moment(kept, "latest")
    worked = _seconds(kept, "worked")
    if begun is None or latest is None:
        begun, worked = at, 0.0
    else:
        gap = (at - latest).total_seconds()
        worked += gap if 0 <= gap <= PAUSE else 0.0
    entries: dict[str, Any] = {"begun": begun.isoformat(), "latest": at.isoformat(), "worked": round(worked, 1)}
    if passed:
        entries |= {"passed": at.isoformat(), "needed": round(worked, 1)}
    notes.keep_all(notebook, "times", entries)


def taken(notebook: str) -> Taken | None:
    """How long a notebook took so far; None before an exercise was right."""
    kept = notes.read(notebook, "times")
    begun, passed = _moment(kept, "begun"), _moment(kept, "passed")
    if begun is None or passed is None:
        return None
    return Taken(begun, passed, _seconds(kept, "needed") / 60)


def said(notebook: str) -> str:
    """The same in words: "about 22", "under a minute", or nothing."""
    found = taken(notebook)
    if found is None:
        return ""
    return f"about {round(found.minutes)}" if found.minutes >= 1 else "under a minute"


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _moment(kept: Mapping[str, Any], name: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(kept[name])
    except (KeyError, TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _seconds(kept: Mapping[str, Any], name: str) -> float:
    value = kept.get(name)
    return float(value) if isinstance(value, (int, float)) and 0 <= value < float("inf") else 0.0

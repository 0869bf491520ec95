"""Faults that change nothing anybody could notice, each with the reason. An entry whose line is gone fails a test."""

EQUIVALENT: dict[tuple[str, str, str, str], str] = {}

"""Chapters: operators that happened one after the other and fold into one box, as a layer, or a part of a long film."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gradlab.live.tape_deck.film import Film

_MOST_BOXES = 64  # more of them at one level are folded into chapters
_CHAPTERS = 20
_FOLDED_FROM = 24  # operators from which on layers stand folded at first


@dataclass
class Chapter:
    """Operators that happened one after the other and fold into one box: a layer, or a part of a long film."""

    name: str
    first: int
    last: int
    open: bool
    parts: list[Any] = field(default_factory=list)


def chapters(film: Film, layers: Mapping[int, tuple[int, str]]) -> list[Chapter]:
    """The chapters of a film, outer ones before what is in them."""
    operators = [place for place in film.used if film.nodes[place].operator]
    items: list[Any] = []
    key = None
    for place in operators:
        layer = layers.get(place)
        if layer and layer == key:
            items[-1].parts.append(place)
            items[-1].last = place
        else:
            items.append(Chapter(layer[1], place, place, len(operators) < _FOLDED_FROM, [place]) if layer else place)
        key = layer
    items = [x.parts[0] if isinstance(x, Chapter) and len(x.parts) == 1 else x for x in items]
    count = {place: i for i, place in enumerate(operators, 1)}
    for item in items:
        if isinstance(item, Chapter):
            item.parts = _folded(item.parts, count)
    return list(_flat(_folded(items, count)))


def _folded(items: list[Any], count: Mapping[int, int]) -> list[Any]:
    if len(items) <= _MOST_BOXES:
        return items
    size = math.ceil(len(items) / _CHAPTERS)
    found = []
    for part in (items[i : i + size] for i in range(0, len(items), size)):
        first = part[0].first if isinstance(part[0], Chapter) else part[0]
        last = part[-1].last if isinstance(part[-1], Chapter) else part[-1]
        found.append(Chapter(f"{count[first]}–{count[last]}", first, last, False, _folded(part, count)))
    return found


def _flat(items: Sequence[Any]) -> Iterator[Chapter]:
    for item in items:
        if isinstance(item, Chapter):
            yield item
            yield from _flat(item.parts)

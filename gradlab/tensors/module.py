"""A Module is an object that finds the Variables it holds, however deep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gradlab.tensors.variable import Variable


class Module:
    """Something with Variables in its attributes, in lists, tuples and dicts of them, and in the Modules among them.

    name: what pictures and messages call it; by default the name of its class in small letters.
    """

    def __init__(self, name: str | None = None) -> None:
        self._name = name or type(self).__name__.lower()

    @property
    def name(self) -> str:
        """What pictures and messages call it."""
        return self._name

    @property
    def variables(self) -> tuple[Variable, ...]:
        """All Variables, each once, in the alphabetical order of the attributes that hold them."""
        return tuple(dict((v._id, v) for v in _variables(self, set())).values())

    @property
    def trainable_variables(self) -> tuple[Variable, ...]:
        """The Variables that training turns."""
        return tuple(v for v in self.variables if v.trainable)


def _variables(x: Any, seen: set[int]) -> Iterator[Variable]:
    if isinstance(x, Variable):
        yield x
    elif isinstance(x, (list, tuple)):
        for item in x:
            yield from _variables(item, seen)
    elif isinstance(x, dict):
        for key in sorted(x, key=str):
            yield from _variables(x[key], seen)
    elif isinstance(x, Module) and id(x) not in seen:
        seen.add(id(x))
        yield from _variables(vars(x), seen)

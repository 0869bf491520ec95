"""A Module is an object that finds the Variables it holds, however deep."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
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

    @property
    def non_trainable_variables(self) -> tuple[Variable, ...]:
        """The Variables that training leaves alone."""
        turned = {v._id for v in self.trainable_variables}
        return tuple(v for v in self.variables if v._id not in turned)

    @property
    def submodules(self) -> tuple[Module, ...]:
        """All Modules in this one, however deep, each once."""
        found: dict[int, Module] = {}
        ahead: list[Any] = [vars(self)]
        while ahead:
            x = ahead.pop(0)
            if isinstance(x, Module) and x is not self and id(x) not in found:
                found[id(x)] = x
                ahead.append(vars(x))
            elif isinstance(x, (list, tuple)):
                ahead += x
            elif isinstance(x, dict):
                ahead += [x[key] for key in sorted(x, key=str)]
        return tuple(found.values())

    @property
    def name_scope(self) -> Any:
        """A block of lines whose operations TensorFlow would name after the Module; here names are those of Variables."""
        return nullcontext(f"{self.name}/")

    @classmethod
    def with_name_scope(cls, method: Any) -> Any:
        """The method as it is: here no operation is named after its Module."""
        return method


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

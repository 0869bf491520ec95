"""Nested lists, tuples and dicts as one row of leaves, and back again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from gradlab.tensors.tensor import Tensor


def leaves(structure: Any) -> list[Any]:
    """The leaves of nested lists, tuples and dicts, in order; a dict's in the order of its keys."""
    if isinstance(structure, dict):
        structure = [structure[key] for key in sorted(structure)]
    elif not isinstance(structure, (list, tuple)):
        return [structure]
    found: list[Any] = []
    for item in structure:
        if isinstance(item, Tensor):
            found.append(item)
        else:
            found += leaves(item)
    return found


def leaves_like(structure: Any, values: Any) -> list[Any]:
    """The parts of `values` that stand where `structure` has its leaves: a list there may be one leaf's numbers."""
    if isinstance(structure, dict):
        return [leaf for key in sorted(structure) for leaf in leaves_like(structure[key], values[key])]
    if isinstance(structure, (list, tuple)):
        return [leaf for item, value in zip(structure, values, strict=True) for leaf in leaves_like(item, value)]
    return [values]


def like(structure: Any, found: Iterable[Any]) -> Any:
    """The leaves `found`, packed as `structure` is."""
    if type(structure) is list:
        for item in structure:
            if not isinstance(item, Tensor):
                break
        else:
            return list(found)  # the common case, [W, b], without detours
    return _pack(structure, iter(found))


def _pack(structure: Any, found: Iterator[Any]) -> Any:
    if isinstance(structure, dict):
        packed = {key: _pack(structure[key], found) for key in sorted(structure)}
        return {key: packed[key] for key in structure}
    if isinstance(structure, (list, tuple)):
        items = [_pack(item, found) for item in structure]
        return type(structure)(*items) if hasattr(structure, "_fields") else type(structure)(items)
    return next(found)


def tensors(structure: Any, argument: str) -> list[Tensor]:
    """The leaves of `structure`, all of them Tensors, or a TypeError that names the argument and what it holds."""
    found = [structure] if isinstance(structure, Tensor) else leaves(structure)
    for leaf in found:
        if not isinstance(leaf, Tensor):
            lost = "A tape knows only what the library computed: a number that left it, as by .numpy(), is lost to the tape."
            uncalled = "A tape knows what a function gave, not the function: call it inside the `with` block, and name that."
            raise TypeError(
                f"Argument `{argument}` should be Tensors or Variables, but received {leaf!r} ({type(leaf).__name__}). "
                f"{uncalled if callable(leaf) else lost}"
            )
    return found

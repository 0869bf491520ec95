"""Nested lists, tuples and dicts as one row of leaves and back again: TensorFlow's `tf.nest`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from gradlab.tensors.structure import leaves, like


def flatten(structure: Any) -> list[Any]:
    """The leaves of nested lists, tuples and dicts, in order; a dict's in the order of its keys."""
    return leaves(structure)


def is_nested(seq: Any) -> bool:
    """Whether it is a list, a tuple or a dict."""
    return isinstance(seq, (list, tuple, dict))


def pack_sequence_as(structure: Any, flat_sequence: Sequence[Any]) -> Any:
    """The leaves of a row, packed as `structure` is. Raises ValueError if there are more or fewer than it has."""
    wanted, found = len(leaves(structure)), list(flat_sequence)
    if wanted != len(found):
        raise ValueError(f"Could not pack {len(found)} leaves into a structure that has {wanted}.")
    return like(structure, found)


def assert_same_structure(nest1: Any, nest2: Any, check_types: bool = True) -> None:
    """Raise ValueError unless both are nested in the same way, or TypeError if one is a list where the other is a tuple."""
    if is_nested(nest1) != is_nested(nest2):
        raise ValueError(f"The two structures don't have the same nested structure: {nest1!r} and {nest2!r}.")
    if not is_nested(nest1):
        return
    if check_types and type(nest1) is not type(nest2):
        raise TypeError(f"The two structures have different types: {type(nest1).__name__} and {type(nest2).__name__}.")
    if len(nest1) != len(nest2) or (isinstance(nest1, dict) and set(nest1) != set(nest2)):
        raise ValueError(f"The two structures don't have the same nested structure: {nest1!r} and {nest2!r}.")
    for key in nest1 if isinstance(nest1, dict) else range(len(nest1)):
        assert_same_structure(nest1[key], nest2[key], check_types)


def map_structure(func: Callable[..., Any], *structure: Any, check_types: bool = True) -> Any:
    """func of the leaves that stand at the same place in all structures, packed as the first one is."""
    if not callable(func):
        raise TypeError(f"func must be callable, and is {func!r}.")
    if not structure:
        raise ValueError("map_structure needs at least one structure.")
    for other in structure[1:]:
        assert_same_structure(structure[0], other, check_types)
    return like(structure[0], [func(*row) for row in zip(*map(leaves, structure))])

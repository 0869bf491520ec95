"""From a name to the thing: 'adam', 'relu', 'mse'. A name that does not exist is answered with the nearest that does."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from gradlab.tensors.errors import nearest

T = TypeVar("T")


def find(kind: str, name: str, table: Mapping[str, T]) -> T:
    """What stands in the table under `name`, in small or capital letters.

    kind: what is looked for, for the message. Raises ValueError with the nearest name if there is none.
    """
    by_small_name = {key.lower(): value for key, value in table.items()}
    if name.lower() in by_small_name:
        return by_small_name[name.lower()]
    in_small = sorted(key for key in table if key.islower()) or sorted(table)
    near = nearest(name, in_small if name.islower() else table)
    raise ValueError(f"Could not interpret {kind} identifier: {name!r}.{near} The names are: {', '.join(in_small)}.")


def refuse_unknown(thing: object, unknown: Mapping[str, Any]) -> None:
    """Raise TypeError if a thing was made with arguments that it does not know, and suggest the nearest it does."""
    if not unknown:
        return
    known = [p for kind in type(thing).__mro__ for p in inspect.signature(kind.__init__).parameters]  # type: ignore[misc]
    known = [p for p in known if p not in ("self", "args", "kwargs")]
    known += [f"{weight}_{rule}" for weight in getattr(thing, "ruled", ()) for rule in ("regularizer", "constraint")]
    name = next(iter(unknown))
    short_for = next((p for p in known if name == "".join(word[0] for word in p.split("_")) and "_" in p), None)  # lr
    hint = f" Did you mean {short_for!r}?" if short_for else nearest(name, known)
    raise TypeError(f"{type(thing).__name__} has no argument {name!r}.{hint}")


def snake_case(name: str) -> str:
    """A class's name as the name of an object: MaxPooling2D becomes max_pooling2d."""
    return re.sub(r"(?<=[A-Za-z0-9])(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])", "_", name).lower()


def give_names(things: Sequence[Any]) -> None:
    """Give layers, in this order, names of their own if they have none: dense, dense_1, …

    A name from the learner stays, and so does one from a functional model unless another thing has it already.
    """
    taken = {thing.name for thing in things if thing._named_by_user}
    others = [thing for thing in things if not thing._named_by_user]
    for thing in sorted(others, key=lambda thing: not thing._settled):
        if not thing._settled or thing.name in taken:
            thing._name = free_name(snake_case(kind_of(thing)), taken)
        taken.add(thing.name)


def kind_of(thing: Any) -> str:
    """What kind of layer or operation this is, under Keras' name: 'Dense'."""
    return getattr(thing, "class_name", type(thing).__name__)


def free_name(name: str, taken: set[str]) -> str:
    """dense, or dense_1 if that is taken, or dense_2, …"""
    n, free = 0, name
    while free in taken:
        n += 1
        free = f"{name}_{n}"
    return free

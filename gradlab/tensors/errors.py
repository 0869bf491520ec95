"""Errors that carry TensorFlow's names, so that code which catches them runs on both libraries, the warnings, and the
nearest name to one that does not exist."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from gradlab.tensors.elsewhere import INSTEAD, not_here


class InvalidArgumentError(ValueError):
    """An operator was given inputs that do not fit together, such as shapes or dtypes that differ.

    TensorFlow's error of this name stands alone; here it is also a ValueError, because that is what it is.
    """


class NoGradientWarning(UserWarning):
    """A gradient is None, and the message says why."""


_PACKAGE = str(Path(__file__).parents[1]) + os.sep


def warn(message: str, category: type[Warning] = UserWarning) -> None:
    """Warn at the line of the caller's own code, the nearest one outside of this package."""
    level = 2
    while (frame := sys._getframe(level - 1)).f_code.co_filename.startswith(_PACKAGE) and frame.f_back is not None:
        level += 1
    warnings.warn(message, category, stacklevel=level)


def nearest(name: str, names: Iterable[str], cutoff: float = 0.5) -> str:
    """' Did you mean …?' with the nearest of the names, or nothing where none is as near as the cutoff (1 is the same)."""
    from difflib import get_close_matches  # only when something went wrong

    alike = sorted(names, key=lambda key: key[:1].isupper() == name[:1].isupper())  # Accuracy or accuracy: as it was typed
    by_small_name = {key.lower(): key for key in alike}
    near = get_close_matches(name.lower(), by_small_name, n=3, cutoff=cutoff)
    words = set(name.lower().split("_"))
    best = max(near, key=lambda key: len(words.intersection(key.split("_"))), default=None)  # of equals the nearest
    return f" Did you mean {by_small_name[best]!r}?" if best else ""


def no_such_name(module: str) -> Callable[[str], Any]:
    """The `__getattr__` of a module: an AttributeError that suggests the nearest name which the module has."""

    def refuse(name: str) -> Any:
        message = not_here(module, name) or f"module {module!r} has no attribute {name!r}."
        if not name.startswith("_") and name not in INSTEAD:
            names = vars(sys.modules[module])
            known = names.get("__all__") or [key for key in names if not key.startswith("_")]
            message += nearest(name, known, 0.7)
            message += f" It has the names that the course needs: dir({module}) lists them."
        raise AttributeError(message, name=name)

    return refuse

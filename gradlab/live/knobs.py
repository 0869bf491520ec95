"""Knobs: each turns one Variable that is a single number, over a range, in steps."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from gradlab.naming import variable_names
from gradlab.tensor import Variable

DEFAULT_RANGE = (-20.0, 20.0)


class Knob:
    """One scalar Variable with the range over which it can be turned.

    name: of the trait and on the label. low, high: the ends of the range. step: what one press of an arrow key turns.
    """

    def __init__(self, variable: Variable, name: str, ends: Any) -> None:
        if variable.shape != ():
            raise ValueError(f"{name} has the shape {variable.shape}; a knob turns a single number, a Variable of shape ().")
        self.variable = variable
        self.name = name
        self.low, self.high = _checked_range(ends, name)
        self.step = 10.0 ** math.floor(math.log10((self.high - self.low) / 150))

    def described(self) -> dict[str, Any]:
        """For the browser; `single` says that the Variable holds float32, so that the browser rounds as it does."""
        return {
            "name": self.name,
            "low": self.low,
            "high": self.high,
            "step": self.step,
            "single": self.variable.dtype == np.float32,
        }


def knobs_for(variables: Sequence[Variable], function: Callable[..., Any], ranges: Any) -> list[Knob]:
    """A knob for each Variable, named as the Variable is or as `function` calls it.

    ranges: (low, high) for all of them, or a dictionary from name to (low, high).
    Raises ValueError for a range that is upside down or names no knob, TypeError for one that is no pair of numbers.
    """
    names = variable_names(variables, function)
    if isinstance(ranges, Mapping):
        for name in ranges:
            if name not in names:
                raise ValueError(f"`range` names {name!r}, but the knobs are {', '.join(names)}.")
        return [Knob(v, name, ranges.get(name, DEFAULT_RANGE)) for v, name in zip(variables, names)]
    return [Knob(v, name, ranges) for v, name in zip(variables, names)]


def _checked_range(ends: Any, name: str) -> tuple[float, float]:
    try:
        low, high = (float(end) for end in ends)
    except (TypeError, ValueError):
        raise TypeError(f"`range` of {name} should be two numbers, (low, high), and is {ends!r}.") from None
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise ValueError(f"`range` of {name} should go from a low to a higher finite number, and is ({low:g}, {high:g}).")
    return low, high

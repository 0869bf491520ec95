"""Knobs: each turns one number of a Variable, over a range, in steps."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from gradlab.tensors.naming import variable_names
from gradlab.tensors.variable import Variable

DEFAULT_RANGE = (-20.0, 20.0)
MOST_KNOBS = 24


class Knob:
    """One number of a Variable with the range over which it can be turned.

    name: of the trait and on the label. entry: which number of the Variable, () for a single one. low, high: the ends of
    the range. step: what one press of an arrow key turns. log: whether equal turns multiply instead of adding.
    """

    def __init__(
        self,
        variable: Variable,
        name: str,
        entry: tuple[int, ...],
        ends: Any,
        step: float | None = None,
        log: bool = False,
    ) -> None:
        self.variable = variable
        self.name = name
        self.entry = entry
        self.low, self.high = _checked_range(ends, name)
        self.log = log
        if log and self.low <= 0:
            raise ValueError(f"`range` of {name} should begin above 0 on a logarithmic scale, and begins at {self.low:g}.")
        self.step = _round_step(self.high - self.low) if step is None else _checked_step(step, name)

    @property
    def value(self) -> float:
        """Where the knob stands."""
        return float(self.variable._array[self.entry])

    def turn(self, value: float) -> None:
        """Assign the Variable."""
        array = np.array(self.variable._array)
        array[self.entry] = value
        self.variable.assign(array)

    def described(self) -> dict[str, Any]:
        """For the browser; `single` says that the Variable holds float32, so that the browser rounds as it does."""
        return {
            "name": self.name,
            "low": self.low,
            "high": self.high,
            "step": self.step,
            "log": self.log,
            "single": self.variable.dtype == np.float32,
        }


def knobs_for(
    variables: Sequence[Variable], function: Callable[..., Any], ranges: Any, steps: Any = None, logs: Any = False
) -> list[Knob]:
    """A knob for each number of each Variable, named as the Variable is or as `function` calls it: W, or W_0, W_1, …

    ranges: (low, high) for all of them, or a dictionary from name to (low, high). A Variable's name stands for all its
    numbers. steps, logs: one for all or a dictionary, too.
    Raises ValueError for a range that is upside down, a name that no knob has or too many knobs, TypeError for what is no
    number.
    """
    names = variable_names(variables, function)
    known = {*names}
    knobs = []
    for variable, own in zip(variables, names):
        for entry in np.ndindex(variable.shape):
            name = "_".join(map(str, (own, *entry)))
            known.add(name)
            ends = _chosen(ranges, (name, own), DEFAULT_RANGE)
            step, log = _chosen(steps, (name, own), None), _chosen(logs, (name, own), False)
            knobs.append(Knob(variable, name, entry, ends, step, bool(log)))
    for argument, setting in (("range", ranges), ("step", steps), ("log", logs)):
        for name in setting if isinstance(setting, Mapping) else ():
            if name not in known:
                raise ValueError(f"`{argument}` names {name!r}, but the knobs are {', '.join(k.name for k in knobs)}.")
    if len(knobs) > MOST_KNOBS:
        raise ValueError(
            f"{len(knobs)} knobs are more than one can turn: give `variables` with at most {MOST_KNOBS} numbers."
        )
    return knobs


def _chosen(setting: Any, names: tuple[str, str], default: Any) -> Any:
    """The setting of one knob: its own, its Variable's, or the one for all."""
    if not isinstance(setting, Mapping):
        return setting
    return next((setting[name] for name in names if name in setting), default)


def _round_step(reach: float) -> float:
    """A power of ten that makes a few hundred steps of the range."""
    return 10.0 ** math.floor(math.log10(reach / 150))


def _checked_step(step: Any, name: str) -> float:
    if isinstance(step, bool) or not isinstance(step, (int, float)) or not (math.isfinite(step) and step > 0):
        raise ValueError(f"`step` of {name} should be a number above 0, and is {step!r}.")
    return float(step)


def _checked_range(ends: Any, name: str) -> tuple[float, float]:
    try:
        low, high = (float(end) for end in ends)
    except (TypeError, ValueError):
        raise TypeError(f"`range` of {name} should be two numbers, (low, high), and is {ends!r}.") from None
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise ValueError(f"`range` of {name} should go from a low to a higher finite number, and is ({low:g}, {high:g}).")
    return low, high

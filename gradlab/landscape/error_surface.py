"""The height of an error over a grid of two weights, and the path that a training run takes through its weights."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from gradlab.tensors.naming import variable_names
from gradlab.tensors.tensor import Tensor
from gradlab.tensors.variable import Variable


@dataclass(frozen=True)
class Surface:
    """The error over a grid of two weights: heights[i, j] belongs to first[j] and second[i].

    first, second: the values of the two weights, rising. names: what the weights are called.
    """

    first: np.ndarray
    second: np.ndarray
    heights: np.ndarray
    names: tuple[str, str]


@dataclass(frozen=True)
class Trajectory:
    """A training run: settings[k, i] is weight i after k steps, errors[k] the error there; row 0 is the start."""

    settings: np.ndarray
    errors: np.ndarray
    names: tuple[str, ...]

    @property
    def steps(self) -> int:
        """How many steps were taken."""
        return len(self.errors) - 1


def surface(
    error: Callable[[], Tensor],
    variables: Sequence[Variable],
    ranges: Sequence[tuple[float, float]] = ((-20.0, 20.0), (-20.0, 20.0)),
    points: int = 41,
) -> Surface:
    """The error at points × points settings of two Variables, which keep their values.

    error: a function without arguments that computes the error from the Variables. variables: two single numbers.
    ranges: (low, high) for each, -20 to 20 unless told otherwise. Where the error is infinite or nan, so is the height.

    Raises ValueError for another number of Variables, a Variable that is no single number, a range upside down or fewer
    than two points, TypeError for an error that is no single number.
    """
    if len(variables) != 2:
        raise ValueError(f"a surface stands on two Variables, and {len(variables)} are given.")
    if points < 2:
        raise ValueError(f"`points` should be at least 2 along each side, and is {points}.")
    names = variable_names(variables, error)
    first, second = (_side(ends, points, name) for ends, name in zip(ranges, names))
    heights = np.empty((points, points))
    with borrowed(variables) as (x, y):
        for i, up in enumerate(second):
            y.assign(up)
            for j, across in enumerate(first):
                x.assign(across)
                heights[i, j] = _single_number(error)
    return Surface(first, second, heights, (names[0], names[1]))


def trajectory(
    step: Callable[[], Any], error: Callable[[], Tensor], variables: Sequence[Variable], steps: int
) -> Trajectory:
    """Call `step`, a function that trains the Variables once, `steps` times, and note where each call leads.

    The Variables end where the training leaves them. A run that leaves the finite numbers stops there, with a warning
    that names the step. Raises ValueError for a negative number of steps, TypeError for an error that is no number.
    """
    if steps < 0:
        raise ValueError(f"`steps` should be 0 or more, and is {steps}.")
    settings, errors = [_settings(variables)], [_single_number(error)]
    for k in range(1, steps + 1):
        step()
        height = _single_number(error)
        if not math.isfinite(height):
            warnings.warn(
                f"The run diverged: after step {k} the error is {height}. The trajectory ends before it.", stacklevel=2
            )
            break
        settings.append(_settings(variables))
        errors.append(height)
    return Trajectory(np.array(settings), np.array(errors), tuple(variable_names(variables, error)))


@contextmanager
def borrowed(variables: Sequence[Variable]) -> Iterator[Sequence[Variable]]:
    """Turn Variables as one likes: they come back as they were, and nobody who listens hears of it."""
    before = [(v, v.value(), v.listeners) for v in variables]
    for v in variables:
        v.listeners = ()
    try:
        yield variables
    finally:
        for v, value, listeners in before:
            v.assign(value)
            v.listeners = listeners


def _settings(variables: Sequence[Variable]) -> list[float]:
    for v in variables:
        if v.shape != ():
            raise ValueError(f"a trajectory is drawn over single numbers, and {v.name} has the shape {v.shape}.")
    return [float(v) for v in variables]


def _side(ends: tuple[float, float], points: int, name: str) -> np.ndarray:
    low, high = (float(end) for end in ends)
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise ValueError(f"the range of {name} should go from a low to a higher finite number, and is ({low:g}, {high:g}).")
    return np.linspace(low, high, points)


def _single_number(error: Callable[[], Tensor]) -> float:
    value = error()
    if not isinstance(value, Tensor) or value.shape != ():
        raise TypeError(
            f"{getattr(error, '__name__', 'error')}() should return a Tensor that is one number, and returned {value!r}."
        )
    return float(value)

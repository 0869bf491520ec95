"""A race track: a surface over two numbers, recorded, with a start and a finish line on it."""

from __future__ import annotations

import inspect
import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gradlab.live.kit.knobs import DEFAULT_RANGE, Knob, knobs_for
from gradlab.live.player.recording import KERNEL_ONLY, Recording
from gradlab.live.race.landscapes import LANDSCAPES
from gradlab.tape.gradient_tape import GradientTape
from gradlab.tensors.tensor import Tensor
from gradlab.tensors.variable import Variable

_OWN_RANGE = (-5.0, 5.0)
_SIDE = 51  # points along each side when a learner's own surface is searched for its lowest point
_FINISH = 1 / 500  # of the way from the middle height of such a surface to its lowest
_HIGH_WALLS = 20  # where the highest point lies so many times higher than the middle one, heights are drawn as logarithms


@dataclass(frozen=True)
class Track:
    """One surface to race on.

    recording: of the function. axes: its two numbers, as knobs with a range. lowest: the least error known, finish: the
    error at which a runner has arrived. scale: "linear" or "log", for heights. rates: a learning rate for each optimizer.
    """

    name: str
    formula: str
    recording: Recording
    axes: Sequence[Knob]
    start: tuple[float, float]
    lowest: float
    finish: float
    scale: str
    rates: Mapping[str, float]

    def described(self) -> dict[str, Any]:
        """For the browser."""
        recording, constants = self.recording.pack()
        return {
            "formula": self.formula,
            "recording": recording,
            "constants": constants,
            "axes": [axis.described() for axis in self.axes],
            "start": self.start,
            "lowest": self.lowest,
            "finish": self.finish,
            "scale": self.scale,
            "rates": dict(self.rates),
        }

    def heights(self, side: int = _SIDE) -> np.ndarray:
        """The error over a grid, row by row along the second axis; nan or infinite where it has no height."""
        first, second = (np.linspace(axis.low, axis.high, side) for axis in self.axes)
        with np.errstate(all="ignore"):
            return np.array([[self.recording.replay((a, b)) for a in first] for b in second], np.float64)


def named_track(name: str, ends: Any = None) -> Track:
    """The track on a landscape of LANDSCAPES; ends: its range, where it should be another than its own."""
    landscape = LANDSCAPES[name]
    x, y = Variable(0.0, name="x"), Variable(0.0, name="y")
    own = {"x": landscape.x, "y": landscape.y}
    axes = knobs_for([x, y], landscape.function, {**own, **ends} if isinstance(ends, Mapping) else ends or own)
    return Track(
        name=name,
        formula=(landscape.function.__doc__ or "").splitlines()[0],
        recording=Recording(lambda: landscape.function(x, y), [x, y]),
        axes=axes,
        start=_into(axes, landscape.start),
        lowest=landscape.lowest,
        finish=landscape.lowest + landscape.finish,
        scale=landscape.scale,
        rates=landscape.rates,
    )


def own_track(function: Callable[..., Tensor], ends: Any = None) -> Track:
    """The track on a learner's function: `def f(x, y)`, or an error function that reads two Variables.

    Raises TypeError for a function of another number of inputs and for what it returns if that is no Tensor, ValueError
    for another number of Variables, a result of several numbers, and one that is nowhere a finite number.
    """
    name = getattr(function, "__name__", "f").replace("<lambda>", "f")
    inputs = _inputs(function, name)
    if len(inputs) == 2:
        x, y = variables = [Variable(0.0, name=each) for each in inputs]
        recording, default = _recorded(lambda: function(x, y), variables, name), _OWN_RANGE
    else:
        variables = _read_by(function, name)
        recording, default = _recorded(function, variables, name), DEFAULT_RANGE
    if isinstance(ends, Mapping):
        ends = {axis.name: ends.get(axis.name, default) for axis in knobs_for(variables, function, default)} | dict(ends)
    axes = knobs_for(variables, function, ends or default)
    here = tuple(float(v._array) for v in variables) if not inputs else tuple(_at(axis, 0.15) for axis in axes)
    return _surveyed(Track(name, "", recording, axes, _into(axes, here), 0.0, 0.0, "linear", _rates_for(axes)))


def _inputs(function: Any, name: str) -> list[str]:
    """The names of the inputs that a function takes: two or none."""
    if not callable(function):
        raise TypeError(
            f"`surface` should be a name ({', '.join(LANDSCAPES)}), a function def f(x, y), or an error function that reads "
            f"two Variables, and is {function!r}."
        )
    asked = inspect.signature(function).parameters.values()
    needed = [p.name for p in asked if p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    if len(needed) not in (0, 2):
        raise TypeError(
            f"{name} takes {len(needed)} input{'s' * (len(needed) != 1)} ({', '.join(needed)}); a surface stands on two "
            "numbers: write def f(x, y), or an error function without inputs that reads two Variables."
        )
    return needed


def _read_by(error: Callable[[], Tensor], name: str) -> list[Variable]:
    with GradientTape() as tape:
        error()
    found = list(tape.watched_variables())
    if len(found) != 2:
        raise ValueError(f"{name}() reads {len(found)} Variables, and a surface stands on two. Or write def {name}(x, y).")
    return found


def _recorded(function: Callable[[], Any], variables: Sequence[Variable], name: str) -> Recording:
    recording = Recording(function, variables)
    shape = recording.replay([0.0, 0.0]).shape
    if shape:
        raise ValueError(
            f"{name} should return one number, and returns {math.prod(shape)} (shape {shape}): take tf.reduce_mean."
        )
    for operator in recording.operators & KERNEL_ONLY.keys():
        raise ValueError(f"{name} cannot be raced on: it uses {operator}, and {KERNEL_ONLY[operator]}.")
    if recording.left_the_library:
        warnings.warn(
            f"{name} looks at a number with Python (as `if`, float() or .numpy() do). The race replays what was computed at "
            "first, and does not look again while the runners move.",
            stacklevel=4,
        )
    return recording


def _surveyed(track: Track) -> Track:
    """The same track with its finish, from the heights of a grid."""
    heights = track.heights()
    finite = heights[np.isfinite(heights)]
    if not finite.size:
        raise ValueError(f"{track.name} is nowhere a finite number over the range: choose another `range`.")
    lowest, middle, highest = float(finite.min()), float(np.median(finite)), float(finite.max())
    above = float(f"{_FINISH * (middle - lowest):.1e}")  # a number that is easily read
    return Track(
        **{
            **vars(track),
            "lowest": lowest,
            "finish": lowest + above,
            "scale": "log" if highest - lowest > _HIGH_WALLS * (middle - lowest) else "linear",
        }
    )


def _rates_for(axes: Sequence[Knob]) -> dict[str, float]:
    """Learning rates for an unknown surface: those that step by the slope step little, the others by the picture's size."""
    size = float(f"{max(axis.high - axis.low for axis in axes):.0e}")
    far, near = size / 40, size / 200
    return {"sgd": 0.01, "momentum": 0.01, "nesterov": 0.01, "rmsprop": near, "adagrad": far, "adam": far}


def _at(axis: Knob, share: float) -> float:
    """The number at this share of an axis, round."""
    return float(f"{axis.low + share * (axis.high - axis.low):.3g}")


def _into(axes: Sequence[Knob], point: Sequence[float]) -> tuple[float, float]:
    a, b = (min(axis.high, max(axis.low, float(x))) for axis, x in zip(axes, point))
    return a, b

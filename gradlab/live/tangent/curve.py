"""A learner's function of one number, y = f(x), computed on float64: its value and its slope at any x.

It is recorded once and replayed. Where it looks at x with Python (`if x > 0`), a recording would hold only one of its
ways, so it is called anew for every x.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np

from gradlab.live.player.recording import Recording
from gradlab.tape.gradient_tape import GradientTape
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Tensor
from gradlab.tensors.variable import Variable

DTYPES = (np.float64, np.float32)  # the second where a function's own numbers are float32: the library mixes no dtypes
_TRIES = 33  # places in the range at which a function that cannot be recorded at the start is looked at


class Curve:
    """A function of one number and its slope.

    function: takes a Tensor of shape () and returns one. start: the x at which it is recorded. low, high: the range in
    which it will be looked at.
    recording: what the browser can replay, or None where the function has to be called anew for every x.

    Raises TypeError or ValueError in words for what is no function, needs another number of arguments, returns no
    single number, or does not compute it from x.
    """

    def __init__(self, function: Callable[[Any], Any], start: float, low: float, high: float) -> None:
        self.function = function
        self.name = getattr(function, "__name__", "the function")
        self._check_arguments()
        self.recording: Recording | None = None
        slips: list[Exception] = []
        with np.errstate(all="ignore"):
            for dtype in DTYPES:
                try:
                    recorded = self._recorded(dtype(start))
                    break
                except (TypeError, ValueError) as slip:
                    if self._is_computed_somewhere(np.linspace(low, high, _TRIES).astype(dtype)):
                        return
                    slips.append(slip)
            else:
                raise slips[0]
            self._check_result(recorded.replay([start]).shape)
        if not recorded.left_the_library:
            self.recording = recorded

    def value(self, x: float) -> float:
        """f(x); nan where the function raises an error of arithmetic."""
        with np.errstate(all="ignore"):  # a pole or a logarithm's left side is part of the picture
            return float(self.recording.replay([x])) if self.recording else self._called(x)[0]

    def slope(self, x: float) -> float:
        """f′(x) from the tape; nan where f has no value, although the rules of some operators give a slope there."""
        with np.errstate(all="ignore"):
            value, slope = (self.value(x), self.recording.slopes([x])[0]) if self.recording else self._called(x)
        return np.nan if np.isnan(value) else float(slope)

    def _recorded(self, x: Any) -> Recording:
        variable = Variable(x, name="x")

        def result() -> Any:
            return self.function(variable)

        result.__name__ = self.name  # as the learner calls it, for what is said of it
        return Recording(result, [variable])

    def _called(self, x: float) -> tuple[float, float]:
        """The value and the slope of the function, called anew."""
        for dtype in DTYPES:
            variable = Variable(dtype(x), name="x")
            try:
                with GradientTape() as tape:
                    y = self.function(variable)
            except InvalidArgumentError:
                continue
            except (ArithmeticError, ValueError):
                break
            self._check_result(np.shape(y))
            slope = tape.gradient(y, variable, unconnected_gradients="zero") if isinstance(y, Tensor) else 0.0
            return float(y), float(slope)
        return np.nan, np.nan

    def _is_computed_somewhere(self, places: np.ndarray) -> bool:
        """Whether the library computes the result from x at least in a part of the range, as in `x if x > 0 else 0.0`."""
        for x in places:
            with suppress(TypeError, ValueError, ArithmeticError):
                self._recorded(x)
                return True
        return False

    def _check_arguments(self) -> None:
        """Raise TypeError unless it is a function that can be called with x alone."""
        if not callable(self.function) or isinstance(self.function, Tensor):
            raise TypeError(
                f"`function` should be a function of one number, such as `def f(x): return x * x`, and is "
                f"{self.function!r}: give its name without ()."
            )
        try:
            signature = inspect.signature(self.function)
        except ValueError:  # some that are written in C do not say
            return
        try:
            signature.bind(0.0)
        except TypeError:
            raise TypeError(
                f"`function` should take one number x, and {self.name}{signature} takes another number of arguments: "
                f"fix the others first, as in `lambda x: {self.name}(x, 2.0)`."
            ) from None

    def _check_result(self, shape: tuple[int, ...]) -> None:
        if shape:
            raise ValueError(
                f"{self.name}(x) should return one number, and returns {int(np.prod(shape))} (shape {shape}) for one x: "
                "pick one, or add them with tf.reduce_sum."
            )

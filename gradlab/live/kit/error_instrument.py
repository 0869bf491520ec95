"""Instruments on an error: a learner's function, recorded once, that the browser replays while knobs turn.

The browser plays the recording forwards for the error and backwards for the slopes. Where it holds an operator without a
JavaScript twin, the browser asks the kernel instead, one question at a time, and says so.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import traitlets

from gradlab.live.kit.instrument import Instrument
from gradlab.live.kit.knobs import DEFAULT_RANGE, knobs_for
from gradlab.live.player.recording import Recording
from gradlab.tape.gradient_tape import GradientTape
from gradlab.tensors.tensor import Tensor, TensorLike, as_array
from gradlab.tensors.variable import Variable

Range = tuple[float, float] | Mapping[str, tuple[float, float]]
_GRID = 65  # points along x at which the model is drawn: enough for a curve to look like one


class ErrorInstrument(Instrument):
    """The common part of the instruments that show an error function of some Variables.

    error: a function without arguments that computes the error from the Variables.
    variables: the Variables to turn, with a knob for each of their numbers; those that `error` reads where none are given.
    range: how far the knobs turn, (low, high) for all or a dictionary {"W": (low, high)}.
    step: what one press of an arrow key turns; log: whether equal turns multiply. For all, or a dictionary.
    points: the data (x, y). model: the function of x whose curve is drawn through them.

    Raises TypeError or ValueError in words for a function without Variables, an error that is not one finite number, a
    range upside down, points of different lengths, and points without a model.
    """

    _recording: traitlets.Dict = traitlets.Dict().tag(sync=True)
    _constants: traitlets.Bytes = traitlets.Bytes().tag(sync=True)
    _curve: traitlets.Dict = traitlets.Dict().tag(sync=True)
    _curve_constants: traitlets.Bytes = traitlets.Bytes().tag(sync=True)
    _points: traitlets.Bytes = traitlets.Bytes().tag(sync=True)

    def __init__(
        self,
        error: Callable[[], Tensor],
        variables: Sequence[Variable] | None = None,
        *,
        range: Range = DEFAULT_RANGE,
        step: float | Mapping[str, float] | None = None,
        log: bool | Mapping[str, bool] = False,
        points: tuple[TensorLike, TensorLike] | None = None,
        model: Callable[[Tensor], Tensor] | None = None,
        **traits: Any,
    ) -> None:
        turned = variables_of(error, variables)
        knobs = knobs_for(turned, error, range, step, log)
        self._error_function = error
        self._recorded = Recording(error, turned)
        _check_error(self._recorded, error)
        if self._recorded.left_the_library:
            warnings.warn(
                "The function looks at a number with Python (as `if`, float() or .numpy() do). The instrument replays what "
                "was computed at the present settings, and does not look again while a knob turns.",
                stacklevel=2 + type(self).__mro__.index(ErrorInstrument),  # the line that made the instrument
            )
        traits["_recording"], traits["_constants"] = self._recorded.pack()
        self._curve_function: Callable[[], Tensor] | None = None
        if (points is None) != (model is None):
            raise TypeError(
                "`points` and `model` belong together: the data (x, y) and the function of x that is drawn through it."
            )
        if points is not None and model is not None:
            x, y = _checked_points(points)
            grid = Tensor(np.linspace(x.min(), x.max(), _GRID, dtype=x.dtype))
            self._curve_function = lambda: model(grid)
            self._recorded_curve = Recording(self._curve_function, turned)
            description, traits["_curve_constants"] = self._recorded_curve.pack()
            traits["_curve"] = {**description, "low": float(x.min()), "high": float(x.max()), "count": _GRID}
            traits["_points"] = np.concatenate([x, y]).astype(np.float32).tobytes()
        super().__init__(knobs, **traits)
        self.on_msg(self._answer)

    @property
    def error(self) -> float:
        """The error at the present settings, computed as the browser does, on float64."""
        return self._error_and_slopes()[0]

    def _error_and_slopes(self) -> tuple[float, list[float]]:
        """The error at the present settings, and the slope of each knob."""
        if "custom" in self._recorded.operators:  # a learner's own slope rule: there is nothing to replay
            return self._computed()
        settings = [v._array for v in self._recorded.variables]
        slopes = self._recorded.slopes(settings)
        return float(self._recorded.replay(settings)), [float(number) for slope in slopes for number in np.ravel(slope)]

    def _computed(self) -> tuple[float, list[float]]:
        """The error and the slope of each knob from the learner's function itself."""
        with GradientTape() as tape:
            error = self._error_function()
        found = tape.gradient(error, self._recorded.variables, unconnected_gradients="zero")
        return float(error), [float(number) for slope in found for number in np.ravel(slope)]

    def _data_and_curve(self) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]] | None:
        """The data (x, y) and the model's curve (x, y) at the present settings, or None where there are no points."""
        if self._curve_function is None:
            return None
        x, y = np.split(np.frombuffer(self._points, np.float32), 2)
        return (x, y), (np.linspace(x.min(), x.max(), _GRID), np.asarray(self._curve_function()))

    def _answer(self, _: Any, message: dict[str, Any], __: Any) -> None:
        """Compute for a browser that cannot replay the recording: the error, its slopes and the curve."""
        for knob, value in zip(self.knobs, message["settings"]):
            knob.turn(value)
        error, slopes = self._computed()
        curve = [] if self._curve_function is None else np.asarray(self._curve_function()).tolist()
        self.send({"ticket": message["ticket"], "error": error, "slopes": slopes, "curve": curve})


def variables_of(error: Callable[[], Tensor], given: Sequence[Variable] | None) -> list[Variable]:
    """The given Variables, or those that the error function reads."""
    if not callable(error):
        raise TypeError(f"`error` should be a function that computes the error, and is {error!r}: give its name without ().")
    if given is None:
        with GradientTape() as tape:
            error()
        given = tape.watched_variables()
    variables: list[Variable] = [given] if isinstance(given, Variable) else list(given)
    if not variables:
        raise ValueError(
            f"{getattr(error, '__name__', 'the function')}() reads no Variable, so there is nothing to turn: "
            "make the weights with tf.Variable(...) and use them in the function."
        )
    for v in variables:
        if not isinstance(v, Variable):
            raise TypeError(f"`variables` should hold Variables, and holds {v!r}: make one with tf.Variable(...).")
    return variables


def _check_error(recorded: Recording, error: Callable[[], Tensor]) -> None:
    """Raise ValueError unless the error is one finite number."""
    value = recorded.replay([v._array for v in recorded.variables])
    name = getattr(error, "__name__", "the function")
    if value.ndim:
        raise ValueError(
            f"{name}() should return one number, and returns {value.size} (shape {value.shape}): take tf.reduce_mean."
        )
    if not np.isfinite(value):
        raise ValueError(f"{name}() is {float(value)} at the present settings, which is not a number to walk downhill on.")


def _checked_points(points: Any) -> tuple[np.ndarray, np.ndarray]:
    """The data as two rows of numbers of one length."""
    if not isinstance(points, (list, tuple)) or len(points) != 2:
        raise TypeError(f"`points` should be a pair (x, y), and is {type(points).__name__}.")
    x, y = (np.asarray(as_array(p, None, f"points: {name}")) for p, name in zip(points, "xy"))
    if x.ndim != 1 or x.shape != y.shape or not x.size:
        raise ValueError(f"`points` should be two rows of equally many numbers, and x has the shape {x.shape}, y {y.shape}.")
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("`points` holds numbers that are infinite or nan.")
    return x, y

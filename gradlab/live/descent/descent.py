"""Descent: a training run on the hill of its error, to play, to scrub and to walk anew with another learning rate."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets

from gradlab.live.descent.run import Run, critical_learning_rate, per_variable, walk
from gradlab.live.kit import rules
from gradlab.live.kit.error_instrument import Range
from gradlab.live.kit.knobs import DEFAULT_RANGE
from gradlab.live.kit.one_number import OneNumber, plain
from gradlab.live.kit.words import number, where
from gradlab.live.static import STATIC
from gradlab.live.terrain.terrain import TerrainInstrument
from gradlab.tensors.tensor import Tensor, TensorLike
from gradlab.tensors.variable import Variable

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SPEEDS = [1, 2, 5, 10, 20, 50]
_RATES = (1e-9, 1e9)  # what an address may ask for
_MOST_STEPS = 1000  # more of them cannot be walked anew while a learning rate is turned


class Descent(TerrainInstrument):
    """Gradient descent from where the Variables stand: the ball on the hill, the weights and the error over the steps.

    error: a function without arguments that computes the error from the Variables.
    variables: the two Variables, each a single number; those that `error` reads where none are given.
    range: how far the hill reaches, (low, high) for both or a dictionary {"W": (low, high)}; (-20, 20) by default.
    points: the data (x, y), drawn with the line at each step. model: the function of x whose curve is drawn through them.
    true: the values that the weights should find, {"W": 3.0, "b": 0.5}, drawn as dashed lines.
    learning_rate: the length of a step, per unit of slope. steps: how many of them are walked, 1 to 1000.
    view: "hill" or "map". cliff: whether the page shows where the cliff is; False for those who want to find it.

    Traits to set, observe and `jslink`: `learning_rate`; `step`, the cursor on all pictures; `playing`; `speed`, in steps
    per second; `view`; `start`, where the run begins: the Variables' values when the instrument was made, until the ball is
    dragged; `kept`, the run that lies dashed under the present one, {"learning_rate": 0.1, "start": [16.0, 16.0]} or {}.

    Looking at a run changes nothing in Python: the Variables (and the traits of their names) keep their values until the
    button "give the result to Python" is pressed or `assign()` called, which both give them their values at the cursor.

    A run is named by what it did (`regime`). "diverging": it left the picture, ended above its start, or climbed in its
    second half. "oscillating": until most of the way down was behind it, most steps went back against the step before.
    "slow": it still fell noticeably when its steps were over, or crept. "good": it arrived. In a valley, steps overshoot
    from half of the `critical_learning_rate` on, and grow beyond it.

    Raises ValueError or TypeError in words for bad arguments, and what all instruments on an error raise.
    """

    _esm = STATIC / "descent.js"
    _css = STATIC / "descent.css"
    learning_rate: OneNumber = OneNumber(0.1).tag(sync=True)
    step: traitlets.Int = traitlets.Int(0).tag(sync=True)
    playing: traitlets.Bool = traitlets.Bool(False).tag(sync=True)
    speed: traitlets.Enum = traitlets.Enum(_SPEEDS, 10).tag(sync=True)
    start: traitlets.List = traitlets.List(OneNumber()).tag(sync=True)
    kept: traitlets.Dict = traitlets.Dict().tag(sync=True)
    _speeds: traitlets.List = traitlets.List(_SPEEDS).tag(sync=True)
    _steps: traitlets.Int = traitlets.Int().tag(sync=True)
    _true: traitlets.Dict = traitlets.Dict().tag(sync=True)
    _cliff: traitlets.Bool = traitlets.Bool(True).tag(sync=True)

    def __init__(
        self,
        error: Callable[[], Tensor],
        variables: Sequence[Variable] | None = None,
        *,
        range: Range = DEFAULT_RANGE,
        points: tuple[TensorLike, TensorLike] | None = None,
        model: Callable[[Tensor], Tensor] | None = None,
        true: Mapping[str, float] | None = None,
        learning_rate: float = 0.1,
        steps: int = 50,
        view: str = "hill",
        cliff: bool = True,
    ) -> None:
        if isinstance(steps, bool) or not isinstance(steps, int):
            raise TypeError(f"`steps` should be how many steps are walked, a whole number, and is {steps!r}.")
        if not 1 <= steps <= _MOST_STEPS:
            raise ValueError(f"`steps` should be from 1 to {_MOST_STEPS}, and is {steps}.")
        self._walked: dict[Any, Run] = {}
        super().__init__(
            error,
            variables,
            range=range,
            points=points,
            model=model,
            view=view,
            learning_rate=_checked_rate(learning_rate),
            _steps=steps,
            _cliff=cliff,
        )
        self._true = _checked_true(true, [knob.name for knob in self.knobs])
        self.start = [knob.value for knob in self.knobs]

    @property
    def steps(self) -> int:
        """How many steps are walked."""
        return self._steps

    @property
    def settings(self) -> list[float]:
        """The values of the Variables at the cursor, in their order, on float64."""
        run = self._run()
        return run.settings[min(self.step, run.last)].tolist()

    @property
    def error(self) -> float:
        """The error at the cursor, on float64."""
        run = self._run()
        return float(run.errors[min(self.step, run.last)])

    @property
    def errors(self) -> list[float]:
        """The error at the start and after each step, as far as the run stays in the picture, on float64."""
        return self._run().errors.tolist()

    @property
    def regime(self) -> str:
        """What the run does: "slow", "good", "oscillating" or "diverging"."""
        return self._run().regime

    @property
    def critical_learning_rate(self) -> float:
        """The cliff: the learning rate 2/λ beyond which steps near the cursor grow; infinite without upward curvature."""
        return critical_learning_rate(self._recorded, self.settings)

    def assign(self) -> None:
        """Assign the Variables their values at the cursor."""
        for knob, value in zip(self.knobs, self.settings):
            knob.turn(value)

    def describe(self) -> str:
        """Where the run is at the cursor, and what it does."""
        first, second = self.knobs
        return (
            f"A run of gradient descent on the error over {first.name} and {second.name}, with the learning rate "
            f"{self.learning_rate:g}: at step {self.step} of {self.steps}, {where(self.knobs, self.settings)} and the error "
            f"is {number(self.error)}; the run is {self.regime}."
        )

    def draw(self, figure: Figure) -> None:
        """The way on the map, and the weights and the error over the steps, all with the cursor."""
        from gradlab.live.kit import drawing

        run = self._run()
        cursor = min(self.step, run.last)
        places = figure.subplot_mosaic([["map", "weights"], ["map", "errors"]], width_ratios=[1.3, 1])
        drawing.contour_map(places["map"], self._surface())
        drawing.way(places["map"], run.settings, drawing.COLOURS["text"])
        drawing.ball(places["map"], run.settings[cursor])
        names = [knob.name for knob in self.knobs]
        drawing.over_steps(places["weights"], dict(zip(names, run.settings.T)), cursor, "weights", true=self._true)
        drawing.over_steps(places["errors"], {"error": run.errors}, cursor, "error", log=bool((run.errors > 0).all()))

    def address_rules(self) -> dict[str, rules.Rule]:
        """What can travel in the address of a page: the runs and the cursor, not the Variables, which a run leaves alone."""
        start = rules.row([rules.number(knob.low, knob.high) for knob in self.knobs])
        general = {
            name: rule for name, rule in super().address_rules().items() if name not in {knob.name for knob in self.knobs}
        }
        return {
            **general,
            "learning_rate": rules.number(*_RATES),
            "start": start,
            "kept": rules.fields({"learning_rate": rules.number(*_RATES), "start": start}),
            "step": rules.whole(0, self._steps),
        }

    def _run(self) -> Run:
        """The present run, walked once."""
        key = (self.learning_rate, *self.start)
        if key not in self._walked:
            self._walked = {key: walk(self._recorded, self.start, self.learning_rate, self.steps)}
        return self._walked[key]

    def _answer(self, widget: Any, message: dict[str, Any], buffers: Any) -> None:
        """Walk for a browser that cannot replay the recording, and what all instruments on a hill answer.

        The answer is a table of float64, one row for each step: settings, error, cliff, and the model's curve.
        """
        if message.get("wanted") != "run":
            super()._answer(widget, message, buffers)
            return
        run = walk(self._recorded, message["start"], message["learning_rate"], self.steps)
        rows = []
        for at, error in zip(run.settings, run.errors):
            row = [*at, error, critical_learning_rate(self._recorded, at)]
            rows.append(
                row
                if self._curve_function is None
                else [*row, *self._recorded_curve.replay(per_variable(self._recorded, at))]
            )
        self.send({"key": message["key"], "width": len(rows[0])}, [np.array(rows).tobytes()])

    @traitlets.validate("learning_rate")
    def _validated_rate(self, proposal: Any) -> float:
        return _checked_rate(proposal["value"])

    @traitlets.validate("step")
    def _validated_step(self, proposal: Any) -> int:
        if self._steps and not 0 <= proposal["value"] <= self._steps:
            raise ValueError(f"`step` should be from 0 to {self._steps}, and is {proposal['value']}.")
        return proposal["value"]

    @traitlets.validate("start")
    def _validated_start(self, proposal: Any) -> list[float]:
        return _checked_start(proposal["value"], [knob.name for knob in self.knobs], "start")

    @traitlets.validate("kept")
    def _validated_kept(self, proposal: Any) -> dict[str, Any]:
        kept = proposal["value"]
        if not kept:
            return {}
        if set(kept) != {"learning_rate", "start"}:
            raise ValueError(
                f"`kept` should be {{'learning_rate': number, 'start': [numbers]}}, or {{}} for none, and is {kept!r}."
            )
        start = _checked_start(kept["start"], [knob.name for knob in self.knobs], "start of `kept`")
        return {"learning_rate": _checked_rate(kept["learning_rate"]), "start": start}

    def __repr__(self) -> str:
        where = ", ".join(f"{knob.name}={value:g}" for knob, value in zip(self.knobs, self.settings))
        return f"Descent(learning_rate={self.learning_rate:g}, step={self.step} of {self.steps}, {where})"


def _is_number(x: Any) -> bool:
    return isinstance(x, Real) and not isinstance(x, bool) and math.isfinite(x)


def _checked_rate(rate: Any) -> float:
    rate = plain(rate)
    if not isinstance(rate, Real) or isinstance(rate, bool):
        raise TypeError(f"`learning_rate` should be a number, and is {rate!r}.")
    rate = float(rate)
    if not (math.isfinite(rate) and rate > 0):
        raise ValueError(
            f"`learning_rate` should be a finite number above 0, and is {rate}: 0 goes nowhere, and below 0 goes uphill."
        )
    return rate


def _checked_start(start: Any, names: list[str], what: str) -> list[float]:
    if not isinstance(start, (list, tuple)) or len(start) != len(names) or not all(map(_is_number, start)):
        raise ValueError(f"`{what}` should be a finite number for each of {', '.join(names)}, and is {start!r}.")
    return [float(value) for value in start]


def _checked_true(true: Any, names: list[str]) -> dict[str, float]:
    if true is None:
        return {}
    if not isinstance(true, Mapping):
        raise TypeError(f"`true` should be a dictionary from name to value, as {{'W': 3.0}}, and is {true!r}.")
    for name, value in true.items():
        if name not in names:
            raise ValueError(f"`true` names {name!r}, but the weights are {', '.join(names)}.")
        if not _is_number(value):
            raise TypeError(f"`true` should hold a finite number for {name}, and holds {value!r}.")
    return {name: float(value) for name, value in true.items()}

"""Race: several optimizers on one surface, from one start, on one clock."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import traitlets

from gradlab.live.instrument import STATIC, Instrument
from gradlab.live.knobs import Knob
from gradlab.live.runners import Settings, checked_settings, nearest, ranked, run
from gradlab.live.surfaces import LANDSCAPES
from gradlab.live.track import Track, named_track, own_track
from gradlab.tensor import Tensor

_SPEEDS = [10, 30, 60, 150]
_MOST_STEPS = 5000  # more would be computed too slowly to follow a drag


class Race(Instrument):
    """Optimizers race down one surface; start, learning rates and momentum are turned while one looks.

    surface: "valley", "canyon", "saddle", "beale", "rosenbrock" or "himmelblau" (gradlab.live.surfaces), a function
    def f(x, y) of two numbers, or an error function that reads two Variables, each a single number.
    start: where all begin, (x, y); the surface's own where none is given, and for an error function where the Variables
    stand. optimizers: names among sgd, momentum, nesterov, rmsprop, adagrad and adam, or a dictionary from name to
    settings that differ, {"sgd": {"learning_rate": 0.1}}. steps: how many each takes.
    range: how far the surface reaches, (low, high) for both or a dictionary {"x": (low, high)}.

    The finish is reached at the first step at which the error is near the lowest one: the best known, or for a function of
    one's own the lowest of a grid. `results` is the table on the page, computed in Python.

    Traits to set and observe: surface (its name), start, optimizers (all settings), off (names that do not run), step,
    playing, speed (in steps a second), view ("map" or "hill"). A new surface brings its own start and learning rates.

    Raises TypeError or ValueError in words for an unknown surface or optimizer, a start outside the range, a function
    that does not take two numbers or does not return a single one, and a learning rate that is not positive.
    """

    _esm = STATIC / "race.js"
    _css = STATIC / "race.css"
    surface: traitlets.Any = traitlets.Any().tag(sync=True)
    start: traitlets.Any = traitlets.Any().tag(sync=True)
    optimizers: traitlets.Any = traitlets.Any().tag(sync=True)
    off: traitlets.Any = traitlets.Any([]).tag(sync=True)
    step: traitlets.Int = traitlets.Int(0).tag(sync=True)
    playing: traitlets.Bool = traitlets.Bool(False).tag(sync=True)
    speed: traitlets.Enum = traitlets.Enum(_SPEEDS, 30).tag(sync=True)
    view: traitlets.Enum = traitlets.Enum(["map", "hill"], "map").tag(sync=True)
    _speeds: traitlets.List = traitlets.List(_SPEEDS).tag(sync=True)
    _steps: traitlets.Int = traitlets.Int().tag(sync=True)
    _tracks: traitlets.Dict = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        surface: str | Callable[..., Tensor] = "valley",
        *,
        start: Sequence[float] | None = None,
        optimizers: Sequence[str] | Mapping[str, Mapping[str, float]] = ("sgd", "momentum", "rmsprop", "adam"),
        steps: int = 300,
        range: Any = None,
    ) -> None:
        self._results: tuple[Any, list[dict[str, Any]]] | None = None
        if isinstance(surface, str):
            name = nearest(surface, list(LANDSCAPES), "surface called")
            tracks = {}
        else:
            own = own_track(surface, range)
            name, tracks = own.name, {own.name: own}
        self._by_name = tracks | {each: named_track(each) for each in LANDSCAPES if each not in tracks}
        if isinstance(surface, str):
            self._by_name[name] = named_track(name, range)
        track = self._by_name[name]
        begin = track.start if start is None else _checked_start(start, track.axes)
        if not math.isfinite(track.recording.replay(begin)):
            raise ValueError(f"{name} is {track.recording.replay(begin)} at the start {begin}: choose another `start`.")
        super().__init__(
            [],
            surface=name,
            start=begin,
            optimizers=checked_settings(optimizers, track.rates),
            _steps=_checked_steps(steps),
            _tracks={each: self._by_name[each].described() for each in self._by_name},
        )
        self.observe(self._on_new_surface, "surface")
        self.on_msg(self._answer)

    @property
    def results(self) -> list[dict[str, Any]]:
        """Who arrived, in their order: dictionaries with place, optimizer, outcome, steps, diverged, length and error."""
        asked = (self.surface, self.start, repr(self.optimizers), tuple(self.off))
        if self._results is None or self._results[0] != asked:
            track = self._by_name[self.surface]
            running = {name: of for name, of in self.optimizers.items() if name not in self.off}
            runs = {name: run(track.recording, self.start, name, of, self._steps) for name, of in running.items()}
            self._results = asked, ranked(runs, track.finish)
        return [dict(row) for row in self._results[1]]

    def tune(self, optimizer: str, **settings: float) -> None:
        """Change some settings of one optimizer: race.tune("sgd", learning_rate=0.02)."""
        name = nearest(optimizer, list(self.optimizers), "optimizer in this race called")
        self.optimizers = {**self.optimizers, name: {**self.optimizers[name], **settings}}

    @traitlets.validate("surface")
    def _known_surface(self, proposal: Any) -> str:
        return nearest(proposal["value"], list(self._by_name), "surface called")

    @traitlets.validate("start")
    def _start_inside(self, proposal: Any) -> tuple[float, float]:
        return _checked_start(proposal["value"], self._by_name[self.surface].axes)

    @traitlets.validate("optimizers")
    def _sound_settings(self, proposal: Any) -> Settings:
        return checked_settings(proposal["value"], self._by_name[self.surface].rates)

    @traitlets.validate("off")
    def _known_runners(self, proposal: Any) -> list[str]:
        names = proposal["value"]
        return [nearest(name, list(self.optimizers), "optimizer in this race called") for name in names]

    @traitlets.validate("step")
    def _step_of_the_race(self, proposal: Any) -> int:
        return min(self._steps, max(0, proposal["value"]))

    def _on_new_surface(self, change: Any) -> None:
        """Begin anew with what the surface brings, as the page does when it is chosen there."""
        track: Track = self._by_name[change["new"]]
        with self.hold_sync():
            self.playing = False
            self.step = 0
            self.optimizers = checked_settings(list(self.optimizers), track.rates)
            self.start = track.start

    def _answer(self, _: Any, message: dict[str, Any], __: Any) -> None:
        """Compute for a browser that cannot replay the recording: the heights once, and the runs for each setting."""
        track = self._by_name[message["surface"]]
        if message["wanted"] == "heights":
            self.send({"heights": message["surface"]}, [track.heights().tobytes()])
            return
        settings = checked_settings(message["optimizers"], track.rates)
        start = _checked_start(message["start"], track.axes)
        runs = [run(track.recording, start, name, of, self._steps) for name, of in settings.items()]
        self.send(
            {"ticket": message["ticket"], "diverged": [each.diverged for each in runs]},
            [np.concatenate([each.settings.ravel(), each.errors]).tobytes() for each in runs],
        )

    def __repr__(self) -> str:
        a, b = self.start
        return f"Race({self.surface}, start=({a:g}, {b:g}), optimizers={', '.join(self.optimizers)})"


def _checked_start(start: Any, axes: Sequence[Knob]) -> tuple[float, float]:
    names = " and ".join(axis.name for axis in axes)
    try:
        a, b = (float(x) for x in start)
    except (TypeError, ValueError):
        raise TypeError(f"`start` should be two numbers, {names}, and is {start!r}.") from None
    for axis, x in zip(axes, (a, b)):
        if not axis.low <= x <= axis.high:
            raise ValueError(
                f"`start` lies outside the range: {axis.name} is {x:g} and should be from {axis.low:g} to {axis.high:g}."
            )
    return a, b


def _checked_steps(steps: Any) -> int:
    if isinstance(steps, bool) or not isinstance(steps, (int, np.integer)):
        raise TypeError(f"`steps` should be a whole number, and is {steps!r}.")
    if not 1 <= steps <= _MOST_STEPS:
        raise ValueError(f"`steps` should be from 1 to {_MOST_STEPS}, and is {steps}.")
    return int(steps)

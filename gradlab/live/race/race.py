"""Race: several optimizers on one surface, from one start, on one clock."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets

from gradlab.landscape.error_surface import Surface
from gradlab.live.kit import rules
from gradlab.live.kit.instrument import Instrument
from gradlab.live.kit.knobs import Knob
from gradlab.live.kit.optimizers import known_name
from gradlab.live.kit.words import counted, number, where
from gradlab.live.race.landscapes import LANDSCAPES
from gradlab.live.race.runners import Run, Settings, checked_settings, ranked, run
from gradlab.live.race.track import Track, named_track, own_track
from gradlab.live.static import STATIC
from gradlab.tensors.tensor import Tensor

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SIDE = 61  # points along each side of the still map
_SPEEDS = [10, 30, 60, 150]
_BOUNDS = {True: (1e-9, 1e9), False: (0.0, 0.9999)}  # of a learning rate, and of what lies below 1, in an address
_MOST_STEPS = 5000  # more would be computed too slowly to follow a drag


class Race(Instrument):
    """Optimizers race down one surface; start, learning rates and momentum are turned while one looks.

    surface: "valley", "canyon", "saddle", "beale", "rosenbrock" or "himmelblau" (gradlab.live.race.landscapes), a function
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
        self._ran: tuple[Any, dict[str, Run]] | None = None
        if isinstance(surface, str):
            name = known_name(surface, list(LANDSCAPES), "surface called")
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
        return ranked(self._runs(), self._by_name[self.surface].finish)

    def _runs(self) -> dict[str, Run]:
        """The way of each optimizer that runs, walked once."""
        asked = (self.surface, self.start, repr(self.optimizers), tuple(self.off))
        if self._ran is None or self._ran[0] != asked:
            track = self._by_name[self.surface]
            running = {name: of for name, of in self.optimizers.items() if name not in self.off}
            self._ran = (
                asked,
                {name: run(track.recording, self.start, name, of, self._steps) for name, of in running.items()},
            )
        return self._ran[1]

    def describe(self) -> str:
        """Who is where; of a race that was not started yet, how it would end."""
        track, step = self._by_name[self.surface], self.step or self._steps
        rows = ranked({name: _so_far(way, step) for name, way in self._runs().items()}, track.finish)
        standings = ", ".join(f"{row['optimizer']} {_outcome(row, step < self._steps)}" for row in rows)
        return (
            f"A race of optimizers on the surface {self.surface}; all start at {where(track.axes, self.start)}. "
            f"After {step} of {self._steps} steps: {standings or 'nobody runs'}."
        )

    def draw(self, figure: Figure) -> None:
        """The ways across the map, and the errors over the steps with the finish line."""
        from gradlab.live.kit import drawing

        track, step = self._by_name[self.surface], self.step or self._steps
        surface, errors = figure.subplots(1, 2, width_ratios=[1.3, 1])
        first, second = (np.linspace(axis.low, axis.high, _SIDE) for axis in track.axes)
        names = (track.axes[0].name, track.axes[1].name)
        drawing.contour_map(surface, Surface(first, second, track.heights(_SIDE), names), track.scale == "log")
        for name, whole in self._runs().items():
            so_far = _so_far(whole, step)
            colour, dash = drawing.RUNNERS[name]
            drawing.way(surface, so_far.settings, colour, dash)
            if len(so_far.settings):
                drawing.ball(surface, so_far.settings[-1], colour)
            errors.plot(so_far.errors - min(0.0, track.lowest), color=colour, linestyle=dash, linewidth=2, label=name)
        drawing.ball(surface, self.start, drawing.COLOURS["text"])
        errors.axhline(track.finish - min(0.0, track.lowest), color=drawing.COLOURS["muted"], linewidth=1)
        errors.set_yscale("log")
        errors.set_ylim(bottom=(track.finish - min(0.0, track.lowest)) / 100)  # far below the finish, nothing is told apart
        drawing.plain(errors, "step", "error" if track.lowest >= 0 else "error above the lowest")
        if self._runs():
            errors.legend(frameon=False)

    def tune(self, optimizer: str, **settings: float) -> None:
        """Change some settings of one optimizer: race.tune("sgd", learning_rate=0.02)."""
        name = known_name(optimizer, list(self.optimizers), "optimizer in this race called")
        self.optimizers = {**self.optimizers, name: {**self.optimizers[name], **settings}}

    def address_rules(self) -> dict[str, rules.Rule]:
        """What can travel in the address of a page; a surface brings its own start and learning rates."""
        tracks, names = self._by_name, list(self.optimizers)
        brought = {
            name: {"start": list(each.start), "optimizers": checked_settings(names, each.rates)}
            for name, each in tracks.items()
        }
        starts = {
            name: rules.row([rules.number(axis.low, axis.high) for axis in each.axes]) for name, each in tracks.items()
        }
        settings = {
            name: rules.fields({each: rules.number(*_BOUNDS[each == "learning_rate"]) for each in of})
            for name, of in self.optimizers.items()
        }
        return {
            "surface": rules.choice(list(tracks), brought),
            "start": rules.by("surface", starts),
            "optimizers": rules.fields(settings),
            "off": rules.some(names),
            "step": rules.whole(0, self._steps),
            **super().address_rules(),
        }

    @traitlets.validate("surface")
    def _known_surface(self, proposal: Any) -> str:
        return known_name(proposal["value"], list(self._by_name), "surface called")

    @traitlets.validate("start")
    def _start_inside(self, proposal: Any) -> tuple[float, float]:
        return _checked_start(proposal["value"], self._by_name[self.surface].axes)

    @traitlets.validate("optimizers")
    def _sound_settings(self, proposal: Any) -> Settings:
        return checked_settings(proposal["value"], self._by_name[self.surface].rates)

    @traitlets.validate("off")
    def _known_runners(self, proposal: Any) -> list[str]:
        names = proposal["value"]
        return [known_name(name, list(self.optimizers), "optimizer in this race called") for name in names]

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


def _so_far(whole: Run, step: int) -> Run:
    """A way up to a step."""
    diverged = whole.diverged if whole.diverged is not None and whole.diverged <= step else None
    return Run(whole.settings[: step + 1], whole.errors[: step + 1], diverged)


def _outcome(row: Mapping[str, Any], running: bool) -> str:
    """What became of a runner, in words."""
    if row["outcome"] == "finished":
        return f"{counted(row['steps'], 'step')} to the finish"
    if row["outcome"] == "diverged":
        return f"diverged at step {row['diverged']}"
    return f"{'running' if running else 'stuck'} at error {number(row['error'])}"


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

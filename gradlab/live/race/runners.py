"""The runners of a race: optimizers that walk down a recorded function on float64, and who arrives first.

This is what the browser does in optimizers.js, gradientdescent.js and ranking.js. The formulas are those of gradlab.keras;
their twins in optimizers.js compute in the same order, so that both give the same numbers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from gradlab.live.kit.one_number import plain
from gradlab.live.kit.optimizers import OPTIMIZERS, keras_optimizer, known_name
from gradlab.live.player.recording import Recording

Settings: TypeAlias = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Run:
    """The way of one optimizer: settings[k] and errors[k] after k steps; row 0 is the start.

    diverged: the first step after which a number was not finite, or None; the rows end before it.
    """

    settings: np.ndarray
    errors: np.ndarray
    diverged: int | None


def checked_settings(given: Any, rates: Mapping[str, float]) -> Settings:
    """The settings of the optimizers: from their names alone, or from a dictionary of what differs from the usual.

    Raises ValueError for an unknown optimizer or setting, none at all, one named twice, a learning rate that is not
    positive and a share outside 0 ≤ … < 1; TypeError for what is no number.
    """
    if isinstance(given, str):
        given = [given]
    try:
        differing = dict(given) if isinstance(given, Mapping) else {name: {} for name in given}
    except TypeError:
        raise TypeError(f"`optimizers` should be a list of names, such as ['sgd', 'adam'], and is {given!r}.") from None
    if not differing or len(differing) != len(given):
        problem = "names none" if not differing else f"names one twice: {', '.join(map(str, given))}"
        raise ValueError(f"`optimizers` {problem}; each of {', '.join(OPTIMIZERS)} can run once.")
    return {known_name(name, list(OPTIMIZERS), "optimizer"): _settings(name, of, rates) for name, of in differing.items()}


def _settings(name: str, given: Any, rates: Mapping[str, float]) -> dict[str, float]:
    if not isinstance(given, Mapping):
        raise TypeError(f"The settings of {name} should be a dictionary, such as {{'learning_rate': 0.1}}, not {given!r}.")
    settings = {"learning_rate": rates[name], **OPTIMIZERS[name]}
    for key, value in given.items():
        known_name(key, list(settings), f"setting of {name} called")
        value = plain(value)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise TypeError(f"{key} of {name} should be a number, and is {value!r}.")
        if key == "learning_rate" and not 0 < value < math.inf:
            raise ValueError(f"learning_rate of {name} should be a positive number, and is {value:g}: a step goes downhill.")
        if key != "learning_rate" and not 0 <= value < 1:
            raise ValueError(f"{key} of {name} should be at least 0 and less than 1, and is {value:g}.")
        settings[key] = float(value)
    return settings


def run(recorded: Recording, start: Sequence[float], optimizer: str, settings: Mapping[str, float], steps: int) -> Run:
    """Descend from `start` in so many steps, or until the numbers are no longer finite."""
    w = np.array(start, np.float64)
    rule = keras_optimizer(optimizer, settings)
    slots = {slot: np.full(len(w), first) for slot, first in rule.slots.items()}  # float64, as all numbers of a race
    way, errors, diverged = [], [], None
    with np.errstate(all="ignore"):  # a run that diverges says so itself
        for k in range(steps + 1):
            error, slopes = float(recorded.replay(list(w))), np.array(recorded.slopes(list(w)))
            if not (math.isfinite(error) and np.isfinite(w).all()):
                diverged = k
                break
            way.append(w)
            errors.append(error)
            w = rule.step(slopes, w, slots, settings["learning_rate"], k + 1)
    return Run(np.reshape(way, (-1, len(w))), np.array(errors), diverged)


def ranked(runs: Mapping[str, Run], finish: float) -> list[dict[str, Any]]:
    """The result of a race: those who arrived by their steps, then the stuck by their errors, then the diverged.

    Each is a dictionary: place (None for who did not arrive; equal steps share one), optimizer, outcome ("finished",
    "stuck" or "diverged"), steps to the finish or None, diverged: at which step or None, length of the way (to the
    finish, or all of it), and error, the last one that was finite.
    """
    rows = sorted((_row(name, run, finish) for name, run in runs.items()), key=_rank)
    steps = [row["steps"] for row in rows]
    for row in rows:
        row["place"] = None if row["steps"] is None else 1 + steps.index(row["steps"])
    return rows


def _row(name: str, run: Run, finish: float) -> dict[str, Any]:
    arrived = np.flatnonzero(run.errors <= finish)
    steps = int(arrived[0]) if arrived.size else None
    outcome = "finished" if arrived.size else "stuck" if run.diverged is None else "diverged"
    way = run.settings if steps is None else run.settings[: steps + 1]
    with np.errstate(all="ignore"):
        length = float(sum(np.hypot(*step) for step in np.diff(way, axis=0)))
    return {
        "place": None,
        "optimizer": name,
        "outcome": outcome,
        "steps": steps,
        "diverged": run.diverged if outcome == "diverged" else None,
        "length": length,
        "error": float(run.errors[-1]) if run.errors.size else math.nan,
    }


def _rank(row: dict[str, Any]) -> tuple[int, float]:
    if row["outcome"] == "finished":
        return 0, row["steps"]
    return (1, row["error"]) if row["outcome"] == "stuck" else (2, -row["diverged"])

"""A run: gradient descent on a recorded error, step by step on float64, and the name of what it did.

While a learning rate is turned, the browser walks by itself (run.js). Here is the same walk
in Python: what the instrument's properties answer, what the page is tested against, and what the browser is sent where the
recording holds an operator without a JavaScript twin.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gradlab.landscape.curvature import hessian_vector_product
from gradlab.live.player.recording import Recording
from gradlab.tape.gradient_tape import GradientTape
from gradlab.tensors.variable import Variable

OUT_OF_SIGHT = 1e12  # an error above which a run has left every picture

_MOSTLY = 0.01  # of the descent: so near the lowest error, most of the way down is behind a run
_STILL_FALLING = 0.001  # of the descent: so much in the last tenth of the steps, and a run has not arrived
_NEAR = 0.1  # of the error: nor has one that has more than that before it, if it goes on as it does
_SPECK = 1e-5  # of the descent: where the lowest error is 0, so near to it is near
_ROUNDING = 1e-12  # of the first error: no more than this is noise of the last digits


@dataclass(frozen=True)
class Run:
    """settings[k] and errors[k] after k steps, for k up to `last`; fewer than `steps` where the run left the picture."""

    settings: np.ndarray
    errors: np.ndarray
    steps: int

    @property
    def last(self) -> int:
        """The last step that can be shown."""
        return len(self.errors) - 1

    @property
    def regime(self) -> str:
        """What the run did, in one word.

        "diverging": it left the picture, ended above its start, or climbed in its second half.
        "oscillating": until most of the way down was behind it, more than half of its steps went back against the one
        before.
        "slow": it still fell noticeably in the last tenth of its steps, or crept and would fall for long. "good": none of
        these, it arrived.

        On a valley with the largest curvature λ, steps overshoot from learning_rate = 1/λ on, half of the cliff at 2/λ,
        and grow beyond the cliff. Naming the run by what it did says the same there, and also holds where λ changes.
        """
        errors, last = self.errors, self.last
        lowest = errors.min()
        fall = errors[0] - lowest
        rounding = _ROUNDING * abs(errors[0]) + 1e-7 * fall
        middle = last // 2
        # Two errors at a time, because a run that jumps over a valley may be high on one side and low on the other.
        climbs = errors[max(0, last - 1) :].min() > errors[middle : middle + 2].max() + rounding
        if last < self.steps or errors[last] > errors[0] + rounding or climbs:
            return "diverging"
        down = int(np.argmax(errors <= lowest + _MOSTLY * fall))
        moves = np.diff(self.settings[: down + 1], axis=0)
        turns = np.sum(moves[:-1] * moves[1:], axis=1) < 0
        if turns.sum() > len(turns) / 2:
            return "oscillating"
        near = max(_NEAR * abs(lowest), _SPECK * fall)

        def still_falls(lag: int) -> bool:
            before, then, now = errors[np.maximum(0, last - lag * np.array([2, 1, 0]))]
            lately = then - now
            # What lies ahead is the rest of a geometric series, lately² / (fell before - lately).
            return bool(
                lately > rounding and (lately > _STILL_FALLING * fall or lately**2 > near * (before - then - lately))
            )

        # Over its last steps and over its last tenths, because the last of a steep fall hides that a run creeps.
        return "slow" if still_falls(1) or still_falls(math.ceil(last / 10)) else "good"


def walk(recorded: Recording, start: Sequence[float], learning_rate: float, steps: int) -> Run:
    """Descend from `start`: each step goes down by the learning rate times the slope."""
    variables = [Variable(part) for part in per_variable(recorded, start)]
    settings: list[list[float]] = []
    errors: list[float] = []
    with np.errstate(all="ignore"):  # a run that leaves the picture is a result, and no reason for warnings
        for _ in range(steps + 1):
            with GradientTape(watch_accessed_variables=False) as tape:
                tape.watch(variables)
                error = recorded.on_tensors(variables)
            if settings and not float(error) <= OUT_OF_SIGHT:
                break
            settings.append([float(number) for v in variables for number in np.ravel(v)])
            errors.append(float(error))
            for v, slope in zip(variables, tape.gradient(error, variables, unconnected_gradients="zero")):
                v.assign_sub(learning_rate * slope)
            if not all(np.isfinite(v).all() for v in variables):
                break
    return Run(np.array(settings), np.array(errors), steps)


def critical_learning_rate(recorded: Recording, settings: Sequence[float]) -> float:
    """2/λ at these settings, with λ the largest curvature; infinite where nothing is curved upwards."""
    variables = [Variable(part) for part in per_variable(recorded, settings)]

    def column(unit: np.ndarray) -> np.ndarray:
        parts = per_variable(recorded, unit)
        found = hessian_vector_product(lambda: recorded.on_tensors(variables), variables, parts)
        return np.concatenate([np.ravel(part) for part in found])

    with np.errstate(all="ignore"):
        hessian = np.array([column(unit) for unit in np.eye(len(settings))])
    if not np.isfinite(hessian).all():
        return math.inf
    largest = float(np.linalg.eigvalsh((hessian + hessian.T) / 2).max())
    return 2 / largest if largest > 0 else math.inf


def per_variable(recorded: Recording, settings: Sequence[float] | np.ndarray) -> list[np.ndarray]:
    """The knobs' settings in one row, parted into the Variables that they belong to, on float64."""
    shapes = [variable.shape for variable in recorded.variables]
    ends = np.cumsum([math.prod(shape) for shape in shapes])
    return [part.reshape(shape) for part, shape in zip(np.split(np.asarray(settings, np.float64), ends[:-1]), shapes)]

"""Learning rates that change with the number of steps: large at first to get near, small later to arrive.

A schedule is a function of the step, counted from 0. Give it to an optimizer in place of the learning rate.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from gradlab.keras.configs import Configured
from gradlab.tensors.tensor import Tensor, TensorLike


class LearningRateSchedule(Configured):
    """The base of all schedules: a subclass gives `__call__(step)`."""

    def __call__(self, step: TensorLike) -> Any:
        """The learning rate at this step."""
        raise NotImplementedError(f"{type(self).__name__} needs a method `__call__(self, step)`")


class _OfEachStep(LearningRateSchedule):
    """A schedule whose rate at one step is a formula, `at`; for an array of steps it gives all their rates, to be drawn."""

    def at(self, step: float) -> float:
        """The learning rate at this step."""
        raise NotImplementedError

    def __call__(self, step: TensorLike) -> Any:
        """The learning rate at this step, or at each step of an array, as a Tensor."""
        steps = np.asarray(step, np.float64)
        return Tensor(np.array([self.at(float(each)) for each in steps.flat], np.float32).reshape(steps.shape)[()])


class _Decay(_OfEachStep):
    """A rate that falls with the step divided by `decay_steps`; with `staircase`, only at whole multiples of it."""

    def __init__(self, initial_learning_rate: float, decay_steps: int, decay_rate: float, staircase: bool = False) -> None:
        if not decay_steps > 0:
            raise ValueError(f"`decay_steps` should be above 0, and is {decay_steps!r}.")
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps, self.decay_rate, self.staircase = decay_steps, decay_rate, staircase

    def _time(self, step: float) -> float:
        time = step / self.decay_steps
        return math.floor(time) if self.staircase else time


class ExponentialDecay(_Decay):
    """initial_learning_rate · decay_rate^(step / decay_steps)."""

    def at(self, step: float) -> float:
        """The learning rate at this step."""
        return self.initial_learning_rate * self.decay_rate ** self._time(step)


class InverseTimeDecay(_Decay):
    """initial_learning_rate / (1 + decay_rate · step / decay_steps)."""

    def at(self, step: float) -> float:
        """The learning rate at this step."""
        return self.initial_learning_rate / (1 + self.decay_rate * self._time(step))


class CosineDecay(_OfEachStep):
    """Falls like a cosine from its top to `alpha` times it in `decay_steps`, and stays there.

    The top is initial_learning_rate; or warmup_target, to which it first climbs in a straight line in `warmup_steps`.
    Loshchilov and Hutter (2016), "SGDR: stochastic gradient descent with warm restarts".
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: int,
        alpha: float = 0.0,
        *,
        warmup_target: float | None = None,
        warmup_steps: int = 0,
    ) -> None:
        if not decay_steps > 0:
            raise ValueError(f"`decay_steps` should be above 0, and is {decay_steps!r}.")
        self.initial_learning_rate, self.decay_steps, self.alpha = initial_learning_rate, decay_steps, alpha
        self.warmup_target, self.warmup_steps = warmup_target, warmup_steps

    def at(self, step: float) -> float:
        """The learning rate at this step."""
        now, top = step, self.initial_learning_rate
        if self.warmup_target is not None:
            if now < self.warmup_steps:
                return top + (self.warmup_target - top) * now / self.warmup_steps
            now, top = now - self.warmup_steps, self.warmup_target
        cosine = (1 + math.cos(math.pi * min(now / self.decay_steps, 1.0))) / 2
        return top * ((1 - self.alpha) * cosine + self.alpha)


class CosineDecayRestarts(_OfEachStep):
    """Falls like a cosine again and again, each time from its top: to `alpha` times it, then a warm restart.

    The first fall takes first_decay_steps, each one after it t_mul times as long, from a top m_mul times as high.
    Loshchilov and Hutter (2016), "SGDR: stochastic gradient descent with warm restarts".
    Raises ValueError for steps or a t_mul that are not above 0.
    """

    def __init__(
        self,
        initial_learning_rate: float,
        first_decay_steps: int,
        t_mul: float = 2.0,
        m_mul: float = 1.0,
        alpha: float = 0.0,
    ) -> None:
        for argument, value in (("first_decay_steps", first_decay_steps), ("t_mul", t_mul)):
            if not value > 0:
                raise ValueError(f"`{argument}` should be above 0, and is {value!r}.")
        self.initial_learning_rate, self.first_decay_steps = initial_learning_rate, first_decay_steps
        self.t_mul, self.m_mul, self.alpha = t_mul, m_mul, alpha

    def at(self, step: float) -> float:
        """The learning rate at this step."""
        time, length, top = step / self.first_decay_steps, 1.0, 1.0
        while time >= length and length > 1e-9:
            time, length, top = time - length, length * self.t_mul, top * self.m_mul
        cosine = (1 + math.cos(math.pi * min(time / length, 1.0))) / 2
        return self.initial_learning_rate * ((1 - self.alpha) * top * cosine + self.alpha)


class PolynomialDecay(_OfEachStep):
    """Falls from initial_learning_rate to end_learning_rate in `decay_steps`, in a straight line, or like a power of it.

    cycle: go on in a fall twice, three times, … as long that begins at the same top. Raises ValueError for decay_steps that
    are not above 0.
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: int,
        end_learning_rate: float = 0.0001,
        power: float = 1.0,
        cycle: bool = False,
    ) -> None:
        if not decay_steps > 0:
            raise ValueError(f"`decay_steps` should be above 0, and is {decay_steps!r}.")
        self.initial_learning_rate, self.end_learning_rate = initial_learning_rate, end_learning_rate
        self.decay_steps, self.power, self.cycle = decay_steps, power, cycle

    def at(self, step: float) -> float:
        """The learning rate at this step."""
        falls = max(1, math.ceil(step / self.decay_steps)) if self.cycle else 1
        left = 1 - min(step / (self.decay_steps * falls), 1.0)
        return (self.initial_learning_rate - self.end_learning_rate) * left**self.power + self.end_learning_rate


class PiecewiseConstantDecay(_OfEachStep):
    """values[0] up to step boundaries[0], values[1] up to boundaries[1], …, the last value after the last boundary.

    Raises ValueError unless there is one value more than boundaries.
    """

    def __init__(self, boundaries: Sequence[int], values: Sequence[float]) -> None:
        if len(boundaries) + 1 != len(values):
            raise ValueError(
                f"PiecewiseConstantDecay needs one value more than boundaries, and received {len(values)} values "
                f"for {len(boundaries)} boundaries."
            )
        self.boundaries, self.values = list(boundaries), list(values)

    def at(self, step: float) -> float:
        """The learning rate at this step."""
        passed = sum(step > boundary for boundary in self.boundaries)
        return self.values[passed]

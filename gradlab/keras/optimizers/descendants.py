"""Descendants of Adam and Adagrad: what else has been tried to turn a slope into a step.

In each, g is the gradient, w the weights, t the number of the step, and the slots are what the optimizer remembers about
the weights.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from gradlab.keras.optimizers.optimizer import LearningRate, Optimizer, Slots, at_least_zero, fraction


class Adadelta(Optimizer):
    """Steps in the unit of the weights: each slope is divided by its own recent size and multiplied by that of the steps.

        a = rho · a + (1 - rho) · g²               the recent square of the slope
        d = √(s + epsilon) / √(a + epsilon) · g    the step
        s = rho · s + (1 - rho) · d²               the recent square of the step
        w = w - rate · d

    Zeiler (2012), "Adadelta: an adaptive learning rate method", where the rate is 1.
    Raises ValueError for rho outside of 0…1.
    """

    slots: ClassVar[dict[str, float]] = {"accumulated_grad": 0.0, "accumulated_delta_var": 0.0}

    def __init__(self, learning_rate: LearningRate = 0.001, rho: float = 0.95, epsilon: float = 1e-7, **kwargs: Any) -> None:
        super().__init__(learning_rate, **kwargs)
        self.rho, self.epsilon = fraction("rho", rho), epsilon

    def step(self, g: np.ndarray, w: np.ndarray, slots: Slots, rate: float, time: int) -> np.ndarray:
        """The new numbers of a variable."""
        a, s = slots["accumulated_grad"], slots["accumulated_delta_var"]
        a *= self.rho
        a += (1 - self.rho) * g * g
        d = np.sqrt(s + self.epsilon) / np.sqrt(a + self.epsilon) * g
        s *= self.rho
        s += (1 - self.rho) * d * d
        return w - rate * d


class Adamax(Optimizer):
    """Adam with the largest recent slope in place of the recent square: u = max(beta_2 · u, |g|).

        m = beta_1 · m + (1 - beta_1) · g
        w = w - rate / (1 - beta_1ᵗ) · m / (u + epsilon)

    Kingma and Ba (2014), "Adam: a method for stochastic optimization", section 7.1.
    Raises ValueError for beta_1 or beta_2 outside of 0…1.
    """

    slots: ClassVar[dict[str, float]] = {"m": 0.0, "u": 0.0}

    def __init__(
        self,
        learning_rate: LearningRate = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        self.beta_1, self.beta_2, self.epsilon = fraction("beta_1", beta_1), fraction("beta_2", beta_2), epsilon

    def step(self, g: np.ndarray, w: np.ndarray, slots: Slots, rate: float, time: int) -> np.ndarray:
        """The new numbers of a variable."""
        m, u = slots["m"], slots["u"]
        m *= self.beta_1
        m += (1 - self.beta_1) * g
        np.maximum(self.beta_2 * u, np.abs(g), out=u)
        return w - rate / (1 - self.beta_1**time) * m / (u + self.epsilon)


class Nadam(Optimizer):
    """Adam that looks ahead along its momentum, as SGD does with nesterov=True.

        m = beta_1 · m + (1 - beta_1) · g
        v = beta_2 · v + (1 - beta_2) · g²
        ahead = β(t+1) · m / (1 - β(1)…β(t+1)) + (1 - β(t)) · g / (1 - β(1)…β(t))
        w = w - rate · ahead / (√(v / (1 - beta_2ᵗ)) + epsilon)

    where β(t) = beta_1 · (1 - ½ · 0.96ᵗ) grows to beta_1. Dozat (2016), "Incorporating Nesterov momentum into Adam".
    Raises ValueError for beta_1 or beta_2 outside of 0…1.
    """

    slots: ClassVar[dict[str, float]] = {"m": 0.0, "v": 0.0}

    def __init__(
        self,
        learning_rate: LearningRate = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        self.beta_1, self.beta_2, self.epsilon = fraction("beta_1", beta_1), fraction("beta_2", beta_2), epsilon
        self._products = [1.0]  # β(1)…β(t) for every t so far

    def step(self, g: np.ndarray, w: np.ndarray, slots: Slots, rate: float, time: int) -> np.ndarray:
        """The new numbers of a variable."""
        while len(self._products) <= time + 1:
            self._products.append(self._products[-1] * self._beta(len(self._products)))
        m, v = slots["m"], slots["v"]
        m *= self.beta_1
        m += (1 - self.beta_1) * g
        v *= self.beta_2
        v += (1 - self.beta_2) * g * g
        ahead = self._beta(time + 1) / (1 - self._products[time + 1]) * m
        ahead += (1 - self._beta(time)) / (1 - self._products[time]) * g
        return w - rate * ahead / (np.sqrt(v / (1 - self.beta_2**time)) + self.epsilon)

    def _beta(self, time: int) -> float:
        return self.beta_1 * (1 - 0.5 * 0.96**time)


class Lion(Optimizer):
    """Every weight takes a step of the same length: w = w - rate · sign(beta_1 · m + (1 - beta_1) · g).

    The momentum m = beta_2 · m + (1 - beta_2) · g remembers longer than the step looks.
    Chen et al. (2023), "Symbolic discovery of optimization algorithms".
    Raises ValueError for beta_1 or beta_2 outside of 0…1.
    """

    slots: ClassVar[dict[str, float]] = {"momentum": 0.0}

    def __init__(
        self, learning_rate: LearningRate = 0.001, beta_1: float = 0.9, beta_2: float = 0.99, **kwargs: Any
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        self.beta_1, self.beta_2 = fraction("beta_1", beta_1), fraction("beta_2", beta_2)

    def step(self, g: np.ndarray, w: np.ndarray, slots: Slots, rate: float, time: int) -> np.ndarray:
        """The new numbers of a variable."""
        m = slots["momentum"]
        new = w - rate * np.sign(self.beta_1 * m + (1 - self.beta_1) * g)
        m *= self.beta_2
        m += (1 - self.beta_2) * g
        return new


class Ftrl(Optimizer):
    """Follow the regularized leader: the weights that would have been best for all slopes so far, held near 0.

        a' = a + g²
        z = z + g - (a'^p - a^p) / rate · w,        p = -learning_rate_power
        w = (clip(z, ±l1) - z) / (a'^p / rate + beta / rate + 2 · l2)

    A weight whose |z| is below l1 becomes exactly 0, so that models of many rare features stay small.
    McMahan et al. (2013), "Ad click prediction: a view from the trenches".
    Raises ValueError for a learning_rate_power above 0 or anything else below 0.
    """

    def __init__(
        self,
        learning_rate: LearningRate = 0.001,
        learning_rate_power: float = -0.5,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        l2_shrinkage_regularization_strength: float = 0.0,
        beta: float = 0.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        if learning_rate_power > 0:
            raise ValueError(f"`learning_rate_power` should be at most 0, and is {learning_rate_power!r}.")
        self.power = -learning_rate_power
        self.l1 = at_least_zero("l1_regularization_strength", l1_regularization_strength)
        self.l2 = at_least_zero("l2_regularization_strength", l2_regularization_strength)
        self.shrinkage = at_least_zero("l2_shrinkage_regularization_strength", l2_shrinkage_regularization_strength)
        self.beta = at_least_zero("beta", beta)
        start = at_least_zero("initial_accumulator_value", initial_accumulator_value)
        self.slots = {"accumulator": start, "linear": 0.0}  # type: ignore[misc]

    def step(self, g: np.ndarray, w: np.ndarray, slots: Slots, rate: float, time: int) -> np.ndarray:
        """The new numbers of a variable."""
        a, z = slots["accumulator"], slots["linear"]
        new = a + g * g
        z += g + 2 * self.shrinkage * w - (new**self.power - a**self.power) / rate * w
        a[...] = new
        return (np.clip(z, -self.l1, self.l1) - z) / (new**self.power / rate + self.beta / rate + 2 * self.l2)

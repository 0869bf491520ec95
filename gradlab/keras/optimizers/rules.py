"""The optimizers: five ways to turn a slope into a step. Their descendants stand in `descendants`.

In each, g is the gradient, w the weights, and the slots are what the optimizer remembers about them.
"""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np

from gradlab.keras.optimizers.optimizer import LearningRate, Optimizer, Slots, fraction


class SGD(Optimizer):
    """Gradient descent: w = w - rate · g.

    momentum: each step remembers the last, m = momentum · m - rate · g, w = w + m.
    nesterov: looks ahead along the momentum, w = w + momentum · m - rate · g.
    Raises ValueError for a momentum outside of 0…1.
    """

    def __init__(
        self, learning_rate: LearningRate = 0.01, momentum: float = 0.0, nesterov: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        self.momentum = fraction("momentum", momentum)
        self.nesterov = nesterov
        self.slots = {"momentum": 0.0} if momentum else {}  # type: ignore[misc]

    def step(self, g: np.ndarray, w: np.ndarray, slots: Slots, rate: float, time: int) -> np.ndarray:
        """The new numbers of a variable."""
        descent = g * -rate
        if not self.momentum:
            return w + descent
        m = slots["momentum"]
        m *= self.momentum
        m += descent
        return w + self.momentum * m + descent if self.nesterov else w + m


class RMSprop(Optimizer):
    """Divides each slope by its own recent size: v = rho · v + (1 - rho) · g², w = w - rate · g / √(v + epsilon).

    momentum: remember the last step too. centered: divide by how much the slope varies, v - its recent mean squared.
    Tieleman and Hinton (2012), lecture 6.5 of "Neural networks for machine learning".
    Raises ValueError for rho or momentum outside of 0…1.
    """

    _slot_by_slot = True

    def __init__(
        self,
        learning_rate: LearningRate = 0.001,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-7,
        centered: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        self.rho, self.momentum, self.epsilon = fraction("rho", rho), fraction("momentum", momentum), epsilon
        self.centered = centered
        needed = {"velocity": True, "momentum": bool(momentum), "average_gradient": centered}
        self.slots = {slot: 0.0 for slot, needs in needed.items() if needs}  # type: ignore[misc]

    def step(self, g: np.ndarray, w: np.ndarray, slots: Slots, rate: float, time: int) -> np.ndarray:
        """The new numbers of a variable."""
        v = slots["velocity"]
        v *= self.rho
        v += (1 - self.rho) * g * g
        size = v + self.epsilon
        if self.centered:
            mean = slots["average_gradient"]
            mean *= self.rho
            mean += (1 - self.rho) * g
            size -= mean * mean
        descent = rate * g / np.sqrt(size)
        if not self.momentum:
            return w - descent
        m = slots["momentum"]
        m *= self.momentum
        m += descent
        return w - m


class Adagrad(Optimizer):
    """Divides each slope by the size of all its past: a = a + g², w = w - rate · g / √(a + epsilon).

    Duchi et al. (2011), "Adaptive subgradient methods for online learning and stochastic optimization".
    """

    def __init__(
        self,
        learning_rate: LearningRate = 0.001,
        initial_accumulator_value: float = 0.1,
        epsilon: float = 1e-7,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        self.epsilon = epsilon
        self.slots = {"accumulator": initial_accumulator_value}  # type: ignore[misc]

    def step(self, g: np.ndarray, w: np.ndarray, slots: Slots, rate: float, time: int) -> np.ndarray:
        """The new numbers of a variable."""
        a = slots["accumulator"]
        a += g * g
        return w - rate * g / np.sqrt(a + self.epsilon)


class Adam(Optimizer):
    """Momentum, and each slope divided by its own recent size, both corrected for having started at 0.

        m = beta_1 · m + (1 - beta_1) · g          the recent mean of the slope
        v = beta_2 · v + (1 - beta_2) · g²         the recent mean of its square
        w = w - rate · √(1 - beta_2ᵗ) / (1 - beta_1ᵗ) · m / (√v + epsilon)

    amsgrad: divide by the largest v so far; Reddi et al. (2018), "On the convergence of Adam and beyond".
    Kingma and Ba (2014), "Adam: a method for stochastic optimization", with the epsilon of its section 2.
    Raises ValueError for beta_1 or beta_2 outside of 0…1.
    """

    slots: ClassVar[dict[str, float]] = {"m": 0.0, "v": 0.0}

    def __init__(
        self,
        learning_rate: LearningRate = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        self.beta_1, self.beta_2, self.epsilon = fraction("beta_1", beta_1), fraction("beta_2", beta_2), epsilon
        self.amsgrad = amsgrad
        if amsgrad:
            self.slots = {**self.slots, "largest_v": 0.0}  # type: ignore[misc]

    def step(self, g: np.ndarray, w: np.ndarray, slots: Slots, rate: float, time: int) -> np.ndarray:
        """The new numbers of a variable. One array is made and written over and over: this runs on every weight."""
        m, v = slots["m"], slots["v"]
        x = np.multiply(g, 1 - self.beta_1)
        m *= self.beta_1
        m += x
        np.multiply(g, g, out=x)
        x *= 1 - self.beta_2
        v *= self.beta_2
        v += x
        np.sqrt(np.maximum(slots["largest_v"], v, out=slots["largest_v"]) if self.amsgrad else v, out=x)
        x += self.epsilon
        np.divide(m, x, out=x)
        x *= rate * math.sqrt(1 - self.beta_2**time) / (1 - self.beta_1**time)
        return np.subtract(w, x, out=x)


class AdamW(Adam):
    """Adam that also lets every weight shrink a little in each step: w = w - rate · weight_decay · w, before Adam's step.

    Loshchilov and Hutter (2017), "Decoupled weight decay regularization".
    Raises ValueError for a negative weight_decay.
    """

    def __init__(
        self,
        learning_rate: LearningRate = 0.001,
        weight_decay: float = 0.004,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate, beta_1, beta_2, epsilon, amsgrad, weight_decay=weight_decay, **kwargs)

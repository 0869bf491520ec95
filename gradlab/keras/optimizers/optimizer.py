"""What all optimizers share: the learning rate, clipping, and the walk over the variables.

    optimizer = keras.optimizers.SGD(0.1)
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))

An optimizer remembers things about each variable (its slots, such as a momentum), so it belongs to the variables it
first saw. A variable is never written into: it gets a new array, and whoever read the old one keeps it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

import numpy as np

from gradlab.keras.configs import Configured, serialize
from gradlab.keras.names import refuse_unknown, snake_case
from gradlab.keras.optimizers.schedules import LearningRateSchedule
from gradlab.tensors.dtypes import float32
from gradlab.tensors.errors import nearest, warn
from gradlab.tensors.tensor import Tensor, as_array
from gradlab.tensors.variable import Variable

LearningRate = float | LearningRateSchedule | Callable[[int], float]
Slots = dict[str, np.ndarray]


class Optimizer(Configured):
    """Turns variables downhill. A subclass gives `step`, and names its `slots`.

    learning_rate: above 0, or a schedule; with 0 nothing moves. At most
    one of these limits is given: clipnorm, the length of each gradient;
    clipvalue, the size of each of its numbers; global_clipnorm, the length of all gradients together.
    weight_decay: every weight also shrinks in each step, w = w - learning_rate · weight_decay · w, before the step itself.
    use_ema: keep an average of each weight, ema_momentum · average + (1 - ema_momentum) · weight. It becomes the weight at
    the end of `fit`, and after every ema_overwrite_frequency steps.
    Raises ValueError for a learning rate below 0 or a limit that is not above 0, TypeError for an unknown argument.
    """

    # The name of each slot and the number it starts with everywhere.
    slots: ClassVar[dict[str, float]] = {}
    _slot_by_slot: ClassVar[bool] = False  # the order in which Keras keeps them in a file

    def __init__(
        self,
        learning_rate: LearningRate,
        *,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        weight_decay: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        refuse_unknown(self, kwargs)
        limits = {"clipnorm": clipnorm, "clipvalue": clipvalue, "global_clipnorm": global_clipnorm}
        given = {key: limit for key, limit in limits.items() if limit is not None}
        if len(given) > 1:
            raise ValueError(f"Only one of `clipnorm`, `clipvalue` and `global_clipnorm` can be set. Received: {given}")
        for key, limit in given.items():
            _above_zero(key, limit)
        self.clipnorm, self.clipvalue, self.global_clipnorm = clipnorm, clipvalue, global_clipnorm
        self.use_ema, self.ema_momentum = use_ema, fraction("ema_momentum", ema_momentum)
        self.ema_overwrite_frequency = ema_overwrite_frequency
        if ema_overwrite_frequency is not None and not ema_overwrite_frequency >= 1:
            raise ValueError(f"`ema_overwrite_frequency` should be a number of steps, and is {ema_overwrite_frequency!r}.")
        self._averages: dict[int, np.ndarray] = {}
        self.weight_decay = 0.0 if weight_decay is None else at_least_zero("weight_decay", weight_decay)
        self.name = name or snake_case(type(self).__name__)
        self.iterations = Variable(0, trainable=False, name="iteration", dtype="int64")
        self._slots: dict[int, Slots] = {}
        self._gradients: dict[int, np.ndarray] = {}
        self._schedule: Callable[[int], float] | None = learning_rate if callable(learning_rate) else None
        fixed = 0.0 if callable(learning_rate) else _rate_of(learning_rate)
        self._learning_rate = Variable(fixed, trainable=False, name="learning_rate", dtype=float32)

    @property
    def learning_rate(self) -> Variable | Tensor:
        """The length of a step: a Variable, which can be assigned, or the schedule's value at this step as a Tensor.

        `optimizer.learning_rate = 0.01` sets it, also in the middle of training; 0 rests.
        Setting raises ValueError for a negative number or NaN.
        """
        return self._learning_rate if self._schedule is None else Tensor(np.float32(self._rate()))

    @learning_rate.setter
    def learning_rate(self, value: LearningRate) -> None:
        if callable(value):
            self._schedule = value
            return
        self._learning_rate.assign(_rate_of(value))
        self._schedule = None

    def get_config(self) -> dict[str, Any]:
        """What another like this would be made with, from the learning rate that it has now."""
        rate = self._schedule or float(self._learning_rate)
        return {**super().get_config(), "learning_rate": serialize(rate, "the learning rate")}

    @property
    def variables(self) -> list[np.ndarray | Variable]:
        """All that it remembers: the number of steps, the rate unless it follows a schedule, the slots of each variable."""
        rate = [] if self._schedule else [self._learning_rate]
        return [self.iterations, *rate, *self._slots_in_order()]

    def _rate(self) -> float:
        return float(self._schedule(int(self.iterations._array)) if self._schedule else self._learning_rate._array)

    def build(self, variables: Sequence[Variable]) -> None:
        """Make the slots of these variables, all filled with their first values.

        Raises ValueError if the optimizer already belongs to others.
        """
        unknown = [v for v in variables if v._id not in self._slots]
        if unknown and self._slots:
            raise ValueError(
                f"Unknown variable: {unknown[0].name}. This {type(self).__name__} remembers the variables that it was first "
                "used with, and can only go on with them: make a new optimizer for other variables or another model, "
                "and compile with it."
            )
        for v in unknown:
            dtype = v._array.dtype
            self._slots[v._id] = {slot: np.full(v.shape or 1, start, dtype) for slot, start in self.slots.items()}
            if self.use_ema:
                self._averages[v._id] = np.zeros(v.shape or 1, dtype)

    def apply_gradients(self, grads_and_vars: Iterable[tuple[Tensor | None, Variable]]) -> None:
        """Turn each variable by its gradient; pairs of (gradient, variable), as zip makes them.

        A variable whose gradient is None stays as it is, with a warning.
        Raises ValueError if there is no gradient at all, or a variable that the optimizer does not know.
        """
        pairs = list(grads_and_vars)
        for each in pairs:
            if not isinstance(each, (tuple, list)) or len(each) != 2:
                raise TypeError(
                    f"apply_gradients takes pairs of (gradient, variable), as zip(gradients, variables) makes them, and "
                    f"received a {type(each).__name__}" + (f" of {len(each)}." if isinstance(each, (tuple, list)) else ".")
                )
        for first, second in pairs:
            if not isinstance(second, Variable):
                turned = " Is it zip(gradients, variables), in this order?" if isinstance(first, Variable) else ""
                raise TypeError(
                    f"the second of each pair should be a tf.Variable, and is a {type(second).__name__}.{turned} "
                    "A line such as w = w + 1 makes a Tensor of a Variable: write w.assign_add(1)."
                )
        missing = [v.name for g, v in pairs if g is None]
        known = [(g, v) for g, v in pairs if g is not None]
        if not known:
            raise ValueError(f"No gradients provided for any variable: {', '.join(missing) or 'the list is empty'}.")
        if missing:
            warn(
                f"Gradients do not exist for variables {', '.join(missing)} when minimizing the loss; they stay as they are."
            )
        self.build([v for _, v in (pairs if not self._slots else known)])
        gradients = [as_array(g, v._array.dtype, f"the gradient of {v.name}") for g, v in known]
        self._gradients = {v._id: g for g, (_, v) in zip(gradients, known)}
        gradients = self._clipped(gradients)
        for g, (_, v) in zip(gradients, known):
            if g.shape != v.shape:
                raise ValueError(f"the gradient of {v.name} has the shape {g.shape}, and the variable {v.shape}.")
        rate, time = self._rate(), int(self.iterations._array) + 1
        rows = [(np.atleast_1d(g), np.atleast_1d(v._array)) for g, (_, v) in zip(gradients, known)]
        if self.weight_decay:
            rows = [(g, w * (1 - rate * self.weight_decay)) for g, w in rows]
        steps = [self.step(g, w, self._slots[v._id], rate, time) for (g, w), (_, v) in zip(rows, known)]
        for new, (_, v) in zip(steps, known):
            turned = Tensor(new if v.shape else new[0])
            v.assign(turned if v.constraint is None else v.constraint(turned))
        self.iterations.assign_add(1)
        if self.use_ema:
            self._average([v for _, v in known], time)

    def _average(self, variables: Sequence[Variable], time: int) -> None:
        """Take the weights into their averages; the first step begins them."""
        momentum = self.ema_momentum if time > 1 else 0.0
        for v in variables:
            average = self._averages[v._id]
            average[...] = momentum * average + (1 - momentum) * v._array
        if self.ema_overwrite_frequency and time % self.ema_overwrite_frequency == 0:
            self.finalize_variable_values(variables)

    def finalize_variable_values(self, var_list: Iterable[Variable]) -> None:
        """Turn the variables to their averages, if there are any: what `fit` does at its end."""
        for v in var_list:
            if v._id in self._averages:
                v.assign(self._averages[v._id].reshape(v.shape).copy())

    def apply(self, grads: Sequence[Tensor | None], trainable_variables: Sequence[Variable]) -> None:
        """`apply_gradients` with gradients and variables in two lists."""
        self.apply_gradients(zip(grads, trainable_variables))

    def __getattr__(self, name: str) -> Any:
        if name == "minimize":
            raise AttributeError(
                "an optimizer has no `minimize`, as in Keras 3: record the loss on a tape, and then "
                "optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))."
            )
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}.{nearest(name, dir(self), 0.7)}")

    def state(self) -> list[np.ndarray]:
        """All that it remembers, in Keras' order: the number of steps, the rate unless it follows a schedule, the slots."""
        counted = [np.asarray(self.iterations._array)]
        rate = [] if self._schedule else [np.asarray(self._learning_rate._array)]
        return [*counted, *rate, *self._slots_in_order()]

    def restore(self, state: Sequence[np.ndarray]) -> None:
        """Remember again what `state` gave, for as many variables. Raises ValueError where it does not fit."""
        now = self.state()
        if [x.size for x in now] != [x.size for x in state]:
            raise ValueError(f"it has {len(now)} arrays of its own, and {len(state)} of these or other sizes came")
        self.iterations.assign(int(state[0]))
        if not self._schedule:
            self._learning_rate.assign(float(state[1]))
        slots = self._slots_in_order()
        for array, old in zip(slots, state[len(state) - len(slots) :]):
            array[...] = old.reshape(array.shape)

    def _slots_in_order(self) -> list[np.ndarray]:
        """The averages and all slots as Keras has them: variable by variable, or first one slot of all variables."""
        rows = [list(slots.values()) for slots in self._slots.values()]
        slots = [array for row in (zip(*rows) if self._slot_by_slot else rows) for array in row]
        return [*self._averages.values(), *slots]

    def last_gradient(self, variable: Variable) -> np.ndarray | None:
        """The gradient of this variable in the last step, before any clipping; None if that step did not turn it."""
        return self._gradients.get(variable._id)

    def step(self, g: np.ndarray, w: np.ndarray, slots: Slots, rate: float, time: int) -> np.ndarray:
        """The new numbers of a variable, as a new array, from its gradient `g`, its numbers `w` and its slots.

        All are arrays of one shape; a single number comes as a row of one. The slots are written in place; `g` and `w`
        are not. time: how many steps there were, with this one.
        """
        raise NotImplementedError(f"{type(self).__name__} needs a method `step(self, g, w, slots, rate, time)`")

    def _clipped(self, gradients: list[np.ndarray]) -> list[np.ndarray]:
        """The gradients, shortened where they exceed the limit."""
        if self.clipnorm:
            return [_shortened(g, float(np.linalg.norm(g)), self.clipnorm) for g in gradients]
        if self.global_clipnorm:
            length = math.sqrt(sum(float(np.linalg.norm(g)) ** 2 for g in gradients))
            return [_shortened(g, length, self.global_clipnorm) for g in gradients]
        if self.clipvalue:
            return [np.clip(g, -self.clipvalue, self.clipvalue) for g in gradients]
        return gradients


def fraction(argument: str, value: float) -> float:
    """`value` as a float from 0 to 1, or an error in the learner's words."""
    if not 0 <= value <= 1:
        raise ValueError(f"`{argument}` should be between 0 and 1, and is {value!r}.")
    return float(value)


def at_least_zero(argument: str, value: float) -> float:
    """`value` as a float of at least 0, or an error in the learner's words."""
    if not value >= 0:
        raise ValueError(f"`{argument}` should be at least 0, and is {value!r}.")
    return float(value)


def _shortened(g: np.ndarray, length: float, limit: float) -> np.ndarray:
    return g * (limit / length) if length > limit else g


def _rate_of(value: Any) -> float:
    """A learning rate as a float of at least 0, or an error in the learner's words."""
    return 0.0 if np.ndim(value) == 0 and not isinstance(value, str) and value == 0 else _above_zero("learning_rate", value)


def _above_zero(argument: str, value: Any) -> float:
    """`value` as a float above 0, or an error in the learner's words."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise TypeError(f"`{argument}` should be a number above 0, and is {value!r}.") from None
    if not (number > 0 and math.isfinite(number)):
        why = {"learning_rate": " It is the length of a step: below 0 leads uphill."}.get(argument, "")
        raise ValueError(f"`{argument}` should be a number above 0, and is {value!r}.{why}")
    return number

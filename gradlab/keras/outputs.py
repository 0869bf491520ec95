"""Training several outputs at once: each has a loss and metrics of its own, and the losses are added up.

    model.compile("adam", loss={"price": "mse", "kind": "sparse_categorical_crossentropy"}, loss_weights={"kind": 0.5})

What belongs to which output is said by name in a dict, or by place in a list. To `fit`, the sum is a loss as any other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from gradlab.keras import losses
from gradlab.keras.losses import Loss
from gradlab.keras.metrics import Mean, Metric
from gradlab.keras.metrics import get as get_metric
from gradlab.tensors.errors import InvalidArgumentError, nearest
from gradlab.tensors.structure import leaves
from gradlab.tensors.tensor import Tensor, as_array


class SumOfLosses(Loss):
    """The sum of a loss for each output, each times its weight.

    names: of the outputs, or None where they have none, which the losses' names then stand for.
    loss: one for all outputs, or one for each; None trains an output not at all. loss_weights: 1 unless told otherwise.
    Raises ValueError for another number of losses or weights than outputs, and for a name that no output has.
    """

    def __init__(self, names: Sequence[str] | None, loss: Any, loss_weights: Any = None) -> None:
        super().__init__("sum_of_losses")
        count = len(names) if names else len(loss)
        keys = list(names) if names else sorted(loss) if isinstance(loss, dict) else None
        given = _for_each("loss", loss, keys, count, all_of_them=True)
        self.losses: list[Loss | None] = [None if part is None else losses.as_loss(part) for part in given]
        if not any(self.losses):
            raise ValueError("`loss` of compile holds nothing but None: at least one output needs a loss.")
        weights = _for_each("loss_weights", loss_weights, keys, count)
        self.weights = [1.0 if weight is None else _number("loss_weights", weight) for weight in weights]
        self.names = keys or [part if isinstance(part, str) else getattr(part, "name", "output") for part in given]
        several = sum(part is not None for part in self.losses) > 1
        self.trackers = [
            OutputLoss(self, place, f"{name}_loss")
            for place, (name, part) in enumerate(zip(self.names, self.losses))
            if part is not None and several
        ]
        self.last: list[Any] = [None] * count

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Tensor:
        """The sum for answers and predictions in lists or dicts; so are weights of examples, or they are for all outputs."""
        answers, predictions = self.apart(y_true, y_pred)
        several = isinstance(sample_weight, (list, tuple, dict))
        counts = by_name_or_place("sample_weight", sample_weight, self.names) if several else [sample_weight] * len(answers)
        total: Any = 0.0
        for place, (loss, weight) in enumerate(zip(self.losses, self.weights)):
            if loss is not None:
                self.last[place] = loss(answers[place], predictions[place], counts[place])
                total = total + (self.last[place] if weight == 1 else self.last[place] * weight)
        return total

    def check(self, y_true: Any, shape: Any) -> None:
        """Raise ValueError if answers cannot belong to predictions of these shapes, and name the output."""
        for name, loss, answer, part in zip(self.names, self.losses, *self.apart(y_true, shape)):
            if loss is not None:
                try:
                    loss.check(answer, part)
                except ValueError as error:
                    raise InvalidArgumentError(f"output '{name}': {error}") from error

    def apart(self, y_true: Any, y_pred: Any) -> tuple[list[Any], list[Any]]:
        """Answers and predictions, in the order of the outputs. Raises ValueError where there are not as many."""
        return by_name_or_place("y", y_true, self.names), by_name_or_place("the model's output", y_pred, self.names)


class OutputLoss(Mean):
    """The mean of one output's loss over all batches, before it is weighted."""

    def __init__(self, losses: SumOfLosses, place: int, name: str) -> None:
        super().__init__(name)
        self._losses, self._place = losses, place

    def update_state(self, y_true: Any, y_pred: Any) -> None:  # type: ignore[override]
        """Take in the loss that was just computed for a batch."""
        super().update_state(self._losses.last[self._place], len(leaves(y_pred)[0]))


class OutputMetric(Metric):
    """A metric that looks at one of several outputs."""

    def __init__(self, metric: Metric, names: Sequence[str], place: int, name: str) -> None:
        super().__init__(name=name)
        self._metric, self._names, self._place = metric, names, place

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in a batch; weights in a list or dict are those of each output."""
        answers, predictions = by_name_or_place("y", y_true, self._names), by_name_or_place("y_pred", y_pred, self._names)
        if isinstance(sample_weight, (list, tuple, dict)):
            sample_weight = by_name_or_place("sample_weight", sample_weight, self._names)[self._place]
        weighed = {} if sample_weight is None else {"sample_weight": sample_weight}
        self._metric.update_state(answers[self._place], predictions[self._place], **weighed)

    def result(self) -> Any:
        """The value over all batches since the last reset."""
        return self._metric.result()

    def reset_state(self) -> None:
        """Forget all batches."""
        self._metric.reset_state()


def metrics_of_outputs(names: Sequence[str], metrics: Any, prefixed: bool = True) -> list[Metric]:
    """The metrics of each output, one or a list: called after the output if `prefixed`, such as 'kind_accuracy'."""
    if metrics is not None and not isinstance(metrics, (list, tuple, dict)):
        raise ValueError(
            f"`metrics` of a model with several outputs is a list or a dict with a part for each of {list(names)}, and is "
            f"{metrics!r}."
        )
    found: list[Metric] = []
    for place, given in enumerate(_for_each("metrics", metrics, names, len(names))):
        for part in given if isinstance(given, (list, tuple)) else [given]:
            if part is not None:
                metric = get_metric(part)
                found.append(
                    OutputMetric(metric, names, place, f"{names[place]}_{metric.name}" if prefixed else metric.name)
                )
    return sorted(found, key=lambda metric: metric.name) if prefixed else found


def one_of(structure: Any, name: str | None) -> Any:
    """What a list of one, or a dict with this name alone, holds for a model with one output; anything else as it is."""
    if isinstance(structure, (list, tuple)) and len(structure) == 1:
        return structure[0]
    return structure[name] if isinstance(structure, dict) and list(structure) == [name] else structure


def by_name_or_place(argument: str, structure: Any, names: Sequence[str]) -> list[Any]:
    """The parts of a dict by name, or of a list by place. Raises ValueError unless there is one for each name."""
    if isinstance(structure, dict):
        if set(structure) != set(names):
            raise InvalidArgumentError(f"`{argument}` has the keys {sorted(structure)}, and the outputs are {list(names)}.")
        return [structure[name] for name in names]
    if len(names) == 1:
        return [structure]
    if not isinstance(structure, (list, tuple)) or len(structure) != len(names):
        count = len(structure) if isinstance(structure, (list, tuple)) else 1
        raise InvalidArgumentError(
            f"`{argument}` should hold a part for each of the {len(names)} outputs, {list(names)}, in a list or a dict, and "
            f"holds {count}."
        )
    return list(structure)


def _for_each(argument: str, given: Any, names: Sequence[str] | None, count: int, all_of_them: bool = False) -> list[Any]:
    """What `compile` was given for each output: by name, by place, or one for all of them."""
    if isinstance(given, dict):
        unknown = [key for key in given if key not in (names or [])]
        missing = [name for name in names or [] if name not in given]
        if unknown or (missing and all_of_them):
            hint = nearest(str(unknown[0]), names or []) if unknown else f" {missing[0]!r} is missing; it may be None."
            raise ValueError(f"`{argument}` of compile has the keys {list(given)}, and the outputs are {names}.{hint}")
        return [given.get(name) for name in names or []]
    if isinstance(given, (list, tuple)):
        if len(given) != count:
            raise ValueError(
                f"`{argument}` of compile holds {len(given)}, and the model has {count} outputs"
                f"{f', {list(names)}' if names else ''}: it needs one for each, which may be None."
            )
        return list(given)
    return [given] * count


def _number(argument: str, value: Any) -> float:
    number = float(np.asarray(as_array(value, None, argument)))
    if not math.isfinite(number):
        raise ValueError(f"`{argument}` should be finite numbers, and holds {number}.")
    return number

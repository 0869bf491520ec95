"""Every optimizer, under Keras' names; `schedules` holds learning rates that change with the steps."""

from __future__ import annotations

from typing import Any

from gradlab.keras import configs
from gradlab.keras.names import find
from gradlab.keras.optimizers import schedules
from gradlab.keras.optimizers.descendants import Adadelta, Adamax, Ftrl, Lion, Nadam
from gradlab.keras.optimizers.optimizer import Optimizer
from gradlab.keras.optimizers.rules import SGD, Adagrad, Adam, AdamW, RMSprop
from gradlab.tensors.errors import no_such_name

_CLASSES = (SGD, RMSprop, Adagrad, Adam, AdamW, Adadelta, Adamax, Nadam, Lion, Ftrl)
_BY_NAME: dict[str, Any] = {kind.__name__: kind for kind in _CLASSES}

__all__ = ["Optimizer", "deserialize", "get", "schedules", "serialize", *(kind.__name__ for kind in _CLASSES)]


def get(identifier: str | Optimizer | type[Any] | dict[str, Any]) -> Optimizer:
    """The optimizer of this name, in small or capital letters; an Optimizer is one already, and a
    dict says what one is made with: {"class_name": "Adam", "config": {"learning_rate": 0.01}}.

    Raises ValueError for an unknown name, with the nearest known one, and TypeError for anything else.
    """
    if isinstance(identifier, str):
        return find("optimizer", identifier, _BY_NAME)()
    if isinstance(identifier, Optimizer):
        return identifier
    if isinstance(identifier, type):
        return identifier()
    if isinstance(identifier, dict) and isinstance(identifier.get("class_name"), str):
        name = identifier["class_name"]
        kind = configs.find_custom(name) or find("optimizer", name, _BY_NAME)
        return kind.from_config(identifier.get("config", {}))
    raise TypeError(f"`optimizer` should be a name such as 'adam' or a keras.optimizers.Optimizer, and is {identifier!r}.")


def serialize(optimizer: Optimizer) -> Any:
    """What JSON may hold of an optimizer: its class and what it was made with."""
    return configs.serialize(optimizer, "the optimizer")


def deserialize(config: Any) -> Optimizer:
    """The optimizer that `serialize` has written, or that of a name; it remembers no steps."""
    return get(config)


__getattr__ = no_such_name(__name__)

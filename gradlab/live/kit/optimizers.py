"""The optimizers that instruments let one choose from, by name, and what each can be set to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gradlab import keras
from gradlab.tensors.errors import nearest

# What each optimizer can be set to, besides its learning rate, and to what it is set where nothing is said.
OPTIMIZERS: dict[str, dict[str, float]] = {
    "sgd": {},
    "momentum": {"momentum": 0.9},
    "nesterov": {"momentum": 0.9},
    "rmsprop": {"rho": 0.9},
    "adagrad": {},
    "adam": {"beta_1": 0.9},
}


def known_name(name: Any, known: Sequence[str], what: str) -> str:
    """`name` if it is known. Raises ValueError that suggests the near one."""
    if name in known:
        return str(name)
    raise ValueError(f"There is no {what} {name!r}.{nearest(str(name), known)} There are {', '.join(known)}.")


def keras_optimizer(name: str, settings: Mapping[str, float]) -> keras.optimizers.Optimizer:
    """The optimizer of this name, one of OPTIMIZERS, with these settings."""
    kinds = {"rmsprop": keras.optimizers.RMSprop, "adagrad": keras.optimizers.Adagrad, "adam": keras.optimizers.Adam}
    if name == "nesterov":
        return keras.optimizers.SGD(nesterov=True, **settings)
    return kinds.get(name, keras.optimizers.SGD)(**settings)

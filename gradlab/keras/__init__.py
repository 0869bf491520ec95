"""Keras, as far as this course goes: layers, models, and `fit`, which is a loop around a tape.

Code written for Keras' Sequential runs here, for the names that are here: `from gradlab import keras`.
"""

import importlib
from typing import TYPE_CHECKING, Any

from gradlab.keras import (
    activations,
    callbacks,
    constraints,
    datasets,
    initializers,
    layers,
    losses,
    metrics,
    models,
    optimizers,
    regularizers,
    saving,
    utils,
)
from gradlab.keras.layers import Input, Layer
from gradlab.keras.models import Model, Sequential
from gradlab.keras.symbolic import KerasTensor
from gradlab.tensors.errors import no_such_name
from gradlab.tensors.variable import Variable

if TYPE_CHECKING:
    from gradlab.keras import backend, config, ops, preprocessing, random

__all__ = [
    "Input",
    "KerasTensor",
    "Layer",
    "Model",
    "Sequential",
    "Variable",
    "activations",
    "backend",
    "callbacks",
    "config",
    "constraints",
    "datasets",
    "initializers",
    "layers",
    "losses",
    "metrics",
    "models",
    "ops",
    "optimizers",
    "preprocessing",
    "random",
    "regularizers",
    "saving",
    "utils",
    "version",
]


__version__ = "3.0.0"


def version() -> str:
    """The Keras whose names these are."""
    return __version__


_LATER = ("backend", "config", "ops", "preprocessing", "random")  # imported when they are first asked for


def __getattr__(name: str) -> Any:
    return importlib.import_module(f"gradlab.keras.{name}") if name in _LATER else no_such_name(__name__)(name)

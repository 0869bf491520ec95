"""Keras, as far as this course goes: layers, models, and `fit`, which is a loop around a tape.

Code written for Keras' Sequential runs here, for the names that are here: `from gradlab import keras`.
"""

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

__all__ = [
    "Input",
    "KerasTensor",
    "Layer",
    "Model",
    "Sequential",
    "Variable",
    "activations",
    "callbacks",
    "constraints",
    "datasets",
    "initializers",
    "layers",
    "losses",
    "metrics",
    "models",
    "optimizers",
    "regularizers",
    "saving",
    "utils",
]

__getattr__ = no_such_name(__name__)

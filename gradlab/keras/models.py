"""Keras' namespace `keras.models`: the two kinds of model."""

from gradlab.keras.model import Model
from gradlab.keras.sequential import Sequential
from gradlab.tensors.errors import no_such_name

__all__ = ["Model", "Sequential"]

__getattr__ = no_such_name(__name__)

"""Keras' namespace `keras.models`: the two kinds of model."""

from gradlab.keras.model import Model
from gradlab.keras.sequential import Sequential

__all__ = ["Model", "Sequential"]

"""Keras' older name `keras.preprocessing.sequence.pad_sequences`."""

from gradlab.keras.utils import pad_sequences
from gradlab.tensors.errors import no_such_name

__all__ = ["pad_sequences"]

__getattr__ = no_such_name(__name__)

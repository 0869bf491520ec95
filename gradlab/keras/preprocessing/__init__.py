"""Keras' older namespace `keras.preprocessing`: names that live in `keras.utils` today."""

from gradlab.keras.preprocessing import sequence
from gradlab.keras.utils import timeseries_dataset_from_array
from gradlab.tensors.errors import no_such_name

__all__ = ["sequence", "timeseries_dataset_from_array"]

__getattr__ = no_such_name(__name__)

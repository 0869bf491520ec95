"""Every layer, under Keras' names."""

from gradlab.keras.layers.core import Activation, Dense, Flatten, Lambda, ReLU, Rescaling, Reshape, Softmax
from gradlab.keras.layers.layer import Input, Layer
from gradlab.keras.layers.pictures import AveragePooling2D, Conv2D, GlobalAveragePooling2D, MaxPooling2D
from gradlab.keras.layers.regularization import BatchNormalization, Dropout
from gradlab.tensors.errors import no_such_name

__all__ = [
    "Activation",
    "AveragePooling2D",
    "BatchNormalization",
    "Conv2D",
    "Dense",
    "Dropout",
    "Flatten",
    "GlobalAveragePooling2D",
    "Input",
    "Lambda",
    "Layer",
    "MaxPooling2D",
    "ReLU",
    "Rescaling",
    "Reshape",
    "Softmax",
]

__getattr__ = no_such_name(__name__)

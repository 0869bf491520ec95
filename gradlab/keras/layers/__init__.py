"""Every layer, under Keras' names."""

from gradlab.keras.layers.core import Activation, Dense, Flatten, Lambda, ReLU, Rescaling, Reshape, Softmax
from gradlab.keras.layers.input_layer import Input, InputLayer
from gradlab.keras.layers.layer import Layer
from gradlab.keras.layers.merging import (
    Add,
    Average,
    Concatenate,
    Dot,
    Maximum,
    Minimum,
    Multiply,
    Subtract,
    add,
    average,
    concatenate,
    dot,
    maximum,
    minimum,
    multiply,
    subtract,
)
from gradlab.keras.layers.pictures import AveragePooling2D, Conv2D, GlobalAveragePooling2D, MaxPooling2D
from gradlab.keras.layers.regularization import BatchNormalization, Dropout
from gradlab.tensors.errors import no_such_name

__all__ = [
    "Activation",
    "Add",
    "Average",
    "AveragePooling2D",
    "BatchNormalization",
    "Concatenate",
    "Conv2D",
    "Dense",
    "Dot",
    "Dropout",
    "Flatten",
    "GlobalAveragePooling2D",
    "Input",
    "InputLayer",
    "Lambda",
    "Layer",
    "MaxPooling2D",
    "Maximum",
    "Minimum",
    "Multiply",
    "ReLU",
    "Rescaling",
    "Reshape",
    "Softmax",
    "Subtract",
    "add",
    "average",
    "concatenate",
    "dot",
    "maximum",
    "minimum",
    "multiply",
    "subtract",
]

__getattr__ = no_such_name(__name__)

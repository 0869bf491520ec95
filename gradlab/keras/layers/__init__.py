"""Every layer, under Keras' names."""

from gradlab.keras.layers.attention import AdditiveAttention, Attention, MultiHeadAttention
from gradlab.keras.layers.cells import GRUCell, LSTMCell, SimpleRNNCell, StackedRNNCells
from gradlab.keras.layers.core import Activation, Dense, Flatten, Lambda, ReLU, Rescaling, Reshape, Softmax
from gradlab.keras.layers.einsum_dense import EinsumDense
from gradlab.keras.layers.embedding import Embedding
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
from gradlab.keras.layers.recurrent import GRU, LSTM, RNN, SimpleRNN
from gradlab.keras.layers.regularization import BatchNormalization, Dropout
from gradlab.keras.layers.wrapping import Bidirectional, TimeDistributed, Wrapper
from gradlab.tensors.errors import no_such_name

__all__ = [
    "GRU",
    "LSTM",
    "RNN",
    "Activation",
    "Add",
    "AdditiveAttention",
    "Attention",
    "Average",
    "AveragePooling2D",
    "BatchNormalization",
    "Bidirectional",
    "Concatenate",
    "Conv2D",
    "Dense",
    "Dot",
    "Dropout",
    "EinsumDense",
    "Embedding",
    "Flatten",
    "GRUCell",
    "GlobalAveragePooling2D",
    "Input",
    "InputLayer",
    "LSTMCell",
    "Lambda",
    "Layer",
    "MaxPooling2D",
    "Maximum",
    "Minimum",
    "MultiHeadAttention",
    "Multiply",
    "ReLU",
    "Rescaling",
    "Reshape",
    "SimpleRNN",
    "SimpleRNNCell",
    "Softmax",
    "StackedRNNCells",
    "Subtract",
    "TimeDistributed",
    "Wrapper",
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

"""gradlab: how neural networks learn, to drag, to play backwards and to read.

`import gradlab as tf` runs code written for TensorFlow's GradientTape, for the names that are here. The engine needs
NumPy only; pictures (`gradlab.figures`) and instruments (`gradlab.live`) are imported when they are asked for.
"""

from gradlab import errors, math, random
from gradlab.operators import (
    Operator,
    abs,
    add,
    broadcast_to,
    divide,
    exp,
    identity,
    multiply,
    negative,
    operator,
    pow,
    reduce_mean,
    reduce_sum,
    reshape,
    sign,
    square,
    subtract,
)
from gradlab.tape import GradientTape, UnconnectedGradients
from gradlab.tensor import (
    Tensor,
    Variable,
    constant,
    convert_to_tensor,
    float16,
    float32,
    float64,
    int8,
    int16,
    int32,
    int64,
    is_tensor,
    newaxis,
    uint8,
    uint16,
    uint32,
    uint64,
)
from gradlab.tensor import bool_ as bool

__version__ = "0.1.0"

__all__ = [
    "GradientTape",
    "Operator",
    "Tensor",
    "UnconnectedGradients",
    "Variable",
    "abs",
    "add",
    "bool",
    "broadcast_to",
    "constant",
    "convert_to_tensor",
    "divide",
    "errors",
    "exp",
    "float16",
    "float32",
    "float64",
    "identity",
    "int8",
    "int16",
    "int32",
    "int64",
    "is_tensor",
    "math",
    "multiply",
    "negative",
    "newaxis",
    "operator",
    "pow",
    "random",
    "reduce_mean",
    "reduce_sum",
    "reshape",
    "sign",
    "square",
    "subtract",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
]

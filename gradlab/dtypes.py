"""TensorFlow's namespace `tf.dtypes`: kinds of numbers, and turning one into another."""

from gradlab.functions.composed import cast
from gradlab.tensors.dtypes import (
    DType,
    as_dtype,
    float16,
    float32,
    float64,
    int8,
    int16,
    int32,
    int64,
    uint8,
    uint16,
    uint32,
    uint64,
)
from gradlab.tensors.dtypes import bool_ as bool
from gradlab.tensors.errors import no_such_name

__all__ = [
    "DType",
    "as_dtype",
    "bool",
    "cast",
    "float16",
    "float32",
    "float64",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
]

__getattr__ = no_such_name(__name__)

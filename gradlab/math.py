"""TensorFlow's namespace `tf.math`: the operators that are mathematics."""

from gradlab.operators import (
    abs,
    add,
    divide,
    exp,
    log,
    multiply,
    negative,
    pow,
    reduce_mean,
    reduce_sum,
    sign,
    square,
    subtract,
)

__all__ = [
    "abs",
    "add",
    "divide",
    "exp",
    "log",
    "multiply",
    "negative",
    "pow",
    "reduce_mean",
    "reduce_sum",
    "sign",
    "square",
    "subtract",
]

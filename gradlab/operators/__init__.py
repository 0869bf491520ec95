"""Every operator of the library, each with its own slopes: the table of contents of this folder."""

from gradlab.operators.arithmetic import abs, add, divide, multiply, negative, sign, square, subtract
from gradlab.operators.elementwise import exp, log, pow
from gradlab.operators.operator import Operator, operator
from gradlab.operators.reductions import broadcast_to, reduce_mean, reduce_sum
from gradlab.operators.shaping import identity, reshape

__all__ = [
    "Operator",
    "abs",
    "add",
    "broadcast_to",
    "divide",
    "exp",
    "identity",
    "log",
    "multiply",
    "negative",
    "operator",
    "pow",
    "reduce_mean",
    "reduce_sum",
    "reshape",
    "sign",
    "square",
    "subtract",
]

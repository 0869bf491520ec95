"""TensorFlow's namespace `tf.bitwise`: whole numbers, bit by bit."""

from gradlab.operators import bitwise_and, bitwise_or, bitwise_xor, invert
from gradlab.tensors.errors import no_such_name

__all__ = ["bitwise_and", "bitwise_or", "bitwise_xor", "invert"]

__getattr__ = no_such_name(__name__)

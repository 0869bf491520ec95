"""TensorFlow's namespace `tf.linalg`: the operators on matrices."""

from gradlab.creation import eye
from gradlab.operators import det, diag_part, einsum, inv, matmul, norm, solve, tensordot

__all__ = ["det", "diag_part", "einsum", "eye", "inv", "matmul", "norm", "solve", "tensordot"]

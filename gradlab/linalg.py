"""TensorFlow's namespace `tf.linalg`: the operators on matrices."""

from gradlab.composed import diag_part, einsum, norm, tensordot
from gradlab.creation import eye
from gradlab.operators import det, inv, matmul, solve

__all__ = ["det", "diag_part", "einsum", "eye", "inv", "matmul", "norm", "solve", "tensordot"]

"""TensorFlow's namespace `tf.linalg`: the operators on matrices."""

from gradlab.functions.composed import diag_part, einsum, matmul, matrix_transpose, norm, solve, tensordot
from gradlab.functions.creation import eye
from gradlab.operators import det, inv
from gradlab.tensors.errors import no_such_name

__all__ = ["det", "diag_part", "einsum", "eye", "inv", "matmul", "matrix_transpose", "norm", "solve", "tensordot"]

__getattr__ = no_such_name(__name__)

"""TensorFlow's namespace `tf.linalg`: the operators on matrices."""

from gradlab.functions.composed import diag_part, einsum, matmul, matrix_transpose, norm, solve, tensordot
from gradlab.functions.creation import eye
from gradlab.functions.matrices import (
    adjoint,
    band_part,
    cholesky_solve,
    cross,
    diag,
    eigh,
    eigvalsh,
    expm,
    logdet,
    lstsq,
    matrix_rank,
    matvec,
    pinv,
    qr,
    set_diag,
    slogdet,
    svd,
    tensor_diag,
    trace,
    triangular_solve,
)
from gradlab.functions.statistics import global_norm, l2_normalize, normalize
from gradlab.operators import cholesky, det, inv
from gradlab.tensors.errors import no_such_name

__all__ = [
    "adjoint",
    "band_part",
    "cholesky",
    "cholesky_solve",
    "cross",
    "det",
    "diag",
    "diag_part",
    "eigh",
    "eigvalsh",
    "einsum",
    "expm",
    "eye",
    "global_norm",
    "inv",
    "l2_normalize",
    "logdet",
    "lstsq",
    "matmul",
    "matrix_rank",
    "matrix_transpose",
    "matvec",
    "norm",
    "normalize",
    "pinv",
    "qr",
    "set_diag",
    "slogdet",
    "solve",
    "svd",
    "tensor_diag",
    "tensordot",
    "trace",
    "triangular_solve",
]

__getattr__ = no_such_name(__name__)

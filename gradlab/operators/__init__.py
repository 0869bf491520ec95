"""Every operator of the library, each with its own slopes: the table of contents of this folder."""

from gradlab.operators.activations import elu, leaky_relu, relu, selu, sigmoid, softplus, swish, tanh
from gradlab.operators.arithmetic import (
    abs,
    add,
    ceil,
    divide,
    divide_no_nan,
    floor,
    floordiv,
    floormod,
    multiply,
    multiply_no_nan,
    negative,
    reciprocal,
    round,
    sign,
    square,
    subtract,
)
from gradlab.operators.comparisons import (
    bitwise_and,
    bitwise_or,
    bitwise_xor,
    equal,
    greater,
    greater_equal,
    invert,
    is_finite,
    is_inf,
    is_nan,
    less,
    less_equal,
    logical_and,
    logical_not,
    logical_or,
    logical_xor,
    not_equal,
)
from gradlab.operators.curves import acos, acosh, asin, asinh, atan, atan2, atanh, cosh, expm1, log1p, sinh
from gradlab.operators.decompositions import (
    cholesky,
    eigenvalues,
    eigenvectors,
    left_vectors,
    log_abs_det,
    orthogonal_factor,
    right_vectors,
    singular_values,
    upper_factor,
)
from gradlab.operators.elementwise import (
    cast_to,
    choose,
    cos,
    erf,
    exp,
    log,
    maximum,
    minimum,
    pow,
    rsqrt,
    sin,
    sqrt,
    stop_gradient,
    tan,
)
from gradlab.operators.images import (
    avg_pool2d,
    avg_pool2d_transpose,
    conv2d,
    conv2d_kernel,
    conv2d_transpose,
    max_pool2d,
    pick_at_largest,
    put_at_largest,
)
from gradlab.operators.linear_algebra import det, inv, matmul, solve, sum_of_products
from gradlab.operators.operator import Operator, elementwise, operator
from gradlab.operators.reductions import (
    all_over,
    any_over,
    argmax,
    argmin,
    broadcast_to,
    cumsum,
    logsumexp_over,
    max_over,
    mean_over,
    min_over,
    sum_over,
)
from gradlab.operators.shaping import concat, getitem, identity, one_hot, reshape, scatter, stack, transpose
from gradlab.operators.softmax import log_softmax, negative_log_likelihood, sigmoid_cross_entropy, softmax
from gradlab.operators.table import OperatorTable, table

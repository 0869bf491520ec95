"""TensorFlow's namespace `tf.nn`: the curves that neurons use, the losses made of scores, and windows over pictures."""

from gradlab.functions.composed import (
    gelu,
    sigmoid_cross_entropy_with_logits,
    softmax_cross_entropy_with_logits,
    sparse_softmax_cross_entropy_with_logits,
)
from gradlab.functions.neurons import (
    bias_add,
    dropout,
    embedding_lookup,
    l2_loss,
    relu6,
    silu,
    softsign,
    weighted_cross_entropy_with_logits,
)
from gradlab.functions.neurons import silu as swish
from gradlab.functions.ordering import in_top_k, top_k
from gradlab.functions.statistics import batch_normalization, l2_normalize, moments, zero_fraction
from gradlab.functions.windows import avg_pool, avg_pool2d, conv2d, conv2d_transpose, max_pool, max_pool2d
from gradlab.operators import elu, leaky_relu, log_softmax, relu, selu, sigmoid, softmax, softplus, tanh
from gradlab.tensors.errors import no_such_name

__all__ = [
    "avg_pool",
    "avg_pool2d",
    "batch_normalization",
    "bias_add",
    "conv2d",
    "conv2d_transpose",
    "dropout",
    "elu",
    "embedding_lookup",
    "gelu",
    "in_top_k",
    "l2_loss",
    "l2_normalize",
    "leaky_relu",
    "log_softmax",
    "max_pool",
    "max_pool2d",
    "moments",
    "relu",
    "relu6",
    "selu",
    "sigmoid",
    "sigmoid_cross_entropy_with_logits",
    "silu",
    "softmax",
    "softmax_cross_entropy_with_logits",
    "softplus",
    "softsign",
    "sparse_softmax_cross_entropy_with_logits",
    "swish",
    "tanh",
    "top_k",
    "weighted_cross_entropy_with_logits",
    "zero_fraction",
]

__getattr__ = no_such_name(__name__)

"""TensorFlow's namespace `tf.nn`: the curves that neurons use, the losses made of scores, and windows over pictures."""

from gradlab.functions.composed import (
    gelu,
    sigmoid_cross_entropy_with_logits,
    softmax_cross_entropy_with_logits,
    sparse_softmax_cross_entropy_with_logits,
)
from gradlab.operators import elu, images, leaky_relu, log_softmax, relu, selu, sigmoid, softmax, softplus, swish, tanh
from gradlab.operators.images import Strides
from gradlab.tensors.errors import no_such_name
from gradlab.tensors.tensor import Tensor, TensorLike

__all__ = [
    "avg_pool2d",
    "conv2d",
    "elu",
    "gelu",
    "leaky_relu",
    "log_softmax",
    "max_pool2d",
    "relu",
    "selu",
    "sigmoid",
    "sigmoid_cross_entropy_with_logits",
    "softmax",
    "softmax_cross_entropy_with_logits",
    "softplus",
    "sparse_softmax_cross_entropy_with_logits",
    "swish",
    "tanh",
]


def conv2d(input: TensorLike, filters: TensorLike, strides: Strides, padding: str) -> Tensor:
    """How much each patch of a picture looks like each filter; `gradlab.operators.images` tells more.

    input: [n, height, width, channels], filters: [height, width, channels, filters].
    strides: how far the window moves, one number or two. padding: 'VALID' or 'SAME'.
    """
    return images.conv2d(input, filters, strides=strides, padding=padding)


def max_pool2d(input: TensorLike, ksize: Strides, strides: Strides, padding: str) -> Tensor:
    """The largest number of each patch. input: [n, height, width, channels]; ksize: the patch's size."""
    return images.max_pool2d(input, size=ksize, strides=strides, padding=padding)


def avg_pool2d(input: TensorLike, ksize: Strides, strides: Strides, padding: str) -> Tensor:
    """The mean of each patch. input: [n, height, width, channels]; ksize: the patch's size."""
    return images.avg_pool2d(input, size=ksize, strides=strides, padding=padding)


__getattr__ = no_such_name(__name__)

"""What TensorFlow's `tf.nn` adds to the curves: biases, dropout, embeddings, weighted losses, and pooling by many names."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradlab.functions import random_numbers
from gradlab.functions.composed import gather, where
from gradlab.functions.creation import convert_to_tensor
from gradlab.functions.reduce import reduce_sum
from gradlab.operators import equal, minimum, multiply, negative, relu, reshape, sigmoid, softplus, swish
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Tensor, TensorLike, as_array, as_tensor


def bias_add(value: TensorLike, bias: TensorLike, data_format: str | None = None) -> Tensor:
    """A row of numbers added along the last axis, or along axis 1 with data_format='NCHW'.

    Raises InvalidArgumentError unless there is one number for each place of that axis.
    """
    x, b = as_tensor(value), as_tensor(bias, as_tensor(value).dtype)
    axis = 1 if data_format and data_format.startswith("NC") else x.ndim - 1
    if x.ndim < 2 or b.shape != x.shape[axis : axis + 1]:
        raise InvalidArgumentError(
            f"bias_add needs as many biases as axis {axis} of `value` has places, and received the shapes {b.shape} and "
            f"{x.shape}."
        )
    return x + reshape(b, shape=(-1, *(1,) * (x.ndim - 1 - axis)))


def dropout(x: TensorLike, rate: float, noise_shape: Any = None, seed: int | None = None) -> Tensor:
    """Each number set to 0 with the probability `rate`, the others divided by 1 - rate, so that the mean stays.

    noise_shape: of a shape that is stretched to that of x, so that whole rows fall out. seed: a stream of its own.
    Raises ValueError for a rate outside of [0, 1) and for whole numbers.
    """
    tensor, share = convert_to_tensor(x), float(as_array(rate))
    if tensor.dtype.kind != "f":
        raise ValueError(f"dropout scales what it keeps, so `x` should be floats, and is {tensor.dtype.name}.")
    if not 0 <= share < 1:
        raise ValueError(f"`rate` of dropout is the part that falls out, at least 0 and below 1, and is {rate!r}.")
    if share == 0:
        return tensor
    chance = random_numbers.uniform(tensor.shape if noise_shape is None else noise_shape, seed=seed)
    kept = (chance._array >= share).astype(tensor.dtype)
    return tensor * Tensor(kept / kept.dtype.type(1 - share))


def embedding_lookup(params: TensorLike, ids: TensorLike) -> Tensor:
    """The rows of a table at these whole numbers: gather along the first axis."""
    return gather(params, ids)


def l2_loss(t: TensorLike) -> Tensor:
    """Σx² / 2, whose slope is x."""
    x = as_tensor(t)
    return reduce_sum(x * x) / 2


def relu6(features: TensorLike) -> Tensor:
    """z = min(max(x, 0), 6), flat also at both ends."""
    return minimum(6.0, relu(features))  # of equals the first gets the slope: at 6 that is the 6


def softsign(features: TensorLike) -> Tensor:
    """z = x / (1 + |x|), between -1 and 1. At ±inf it is nan and flat, as in TensorFlow."""
    x = as_tensor(features)
    endless = equal(abs(x), np.inf)
    near = where(endless, x.dtype.type(0), x)  # so that no inf / inf becomes a slope
    return where(endless, np.nan, near / (abs(near) + 1))


def silu(features: TensorLike, beta: TensorLike = 1.0) -> Tensor:
    """z = x · σ(βx), also called swish: a smooth ramp that dips below 0. A β that is learned has a slope too."""
    return multiply(features, sigmoid(multiply(features, beta))) if isinstance(beta, Tensor) else swish(features, beta=beta)


def log_sigmoid(x: TensorLike) -> Tensor:
    """ln σ(x) = -softplus(-x), exact where σ(x) would be rounded to 0."""
    return negative(softplus(negative(x)))


def weighted_cross_entropy_with_logits(labels: TensorLike, logits: TensorLike, pos_weight: TensorLike) -> Tensor:
    """The cross-entropy of yes and no, where the surprise of a missed yes counts `pos_weight` times.

    Raises InvalidArgumentError for labels of another shape.
    """
    x = as_tensor(logits)
    y = as_tensor(labels, x.dtype)
    if x.shape != y.shape:
        raise InvalidArgumentError(f"`logits` and `labels` must have the same shape, and have {x.shape} and {y.shape}.")
    weight = 1 + (as_tensor(pos_weight, x.dtype) - 1) * y
    return (1 - y) * x + weight * softplus(-x)

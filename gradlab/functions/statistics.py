"""Sums, spreads and scales of many numbers: variance, standard deviation, running products, lengths of lists, counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradlab.functions.composed import cast, norm, squeeze
from gradlab.functions.creation import convert_to_tensor
from gradlab.functions.reduce import Axis, axes_of, reduce_mean, reduce_sum
from gradlab.operators import concat, getitem, maximum, not_equal, rsqrt, scatter, sqrt
from gradlab.operators.shaping import along
from gradlab.tensors.dtypes import as_dtype, int32, int64
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import DTypeLike, Tensor, TensorLike, as_array, as_tensor


def add_n(inputs: Any) -> Tensor:
    """The sum of a list of Tensors of one shape: add_n([a, b, c]) is a + b + c, without stretching.

    Raises ValueError for nothing, InvalidArgumentError for different shapes or dtypes.
    """
    tensors = [convert_to_tensor(x) for x in (inputs if isinstance(inputs, (list, tuple, Tensor)) else [inputs])]
    if not tensors:
        raise ValueError("`inputs` of add_n should be a list of at least one Tensor, and is empty.")
    total = tensors[0]
    for x in tensors[1:]:
        if x.shape != total.shape:
            raise InvalidArgumentError(f"add_n needs inputs of one shape, and received {total.shape} and {x.shape}.")
        total = total + x
    return total


def reduce_variance(input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The mean squared distance from the mean, over `axis`: one axis, a list of them, or None for all.

    Raises TypeError for whole numbers, whose mean would be rounded: use tf.cast(x, tf.float32) first.
    """
    return _variance(as_tensor(input_tensor), axis, keepdims, "reduce_variance")


def reduce_std(input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The standard deviation √variance over `axis`; its slope is nan where all numbers are equal, as in TensorFlow.

    Raises TypeError for whole numbers, whose mean would be rounded: use tf.cast(x, tf.float32) first.
    """
    return sqrt(_variance(as_tensor(input_tensor), axis, keepdims, "reduce_std"))


def _variance(x: Tensor, axis: Axis, keepdims: bool, name: str) -> Tensor:
    if x.dtype.kind != "f":
        raise TypeError(f"{name} needs floats and received {x.dtype.name}: use tf.cast(x, tf.float32) first.")
    off = x - reduce_mean(x, axis, keepdims=True)
    return reduce_mean(off * off, axis, keepdims)


def reduce_euclidean_norm(input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The length √Σx² over `axis`: one axis, a list of them, or None for all."""
    x = as_tensor(input_tensor)
    return sqrt(reduce_sum(x * x, axis, keepdims))


def moments(x: TensorLike, axes: Axis, shift: Any = None, keepdims: bool = False) -> tuple[Tensor, Tensor]:
    """The mean and the variance over `axes`. shift: for TensorFlow's sake, which ignores it too."""
    tensor = as_tensor(x)
    mean = reduce_mean(tensor, axes, keepdims=True)
    off = tensor - mean  # TensorFlow stops the slope towards the mean here, which spoils second derivatives
    variance = reduce_mean(off * off, axes, keepdims=True)
    if keepdims:
        return mean, variance
    dropped = axes_of(axes, tensor, "moments")
    dropped = tuple(range(tensor.ndim)) if dropped is None else dropped
    return squeeze(mean, dropped), squeeze(variance, dropped)


def batch_normalization(
    x: TensorLike,
    mean: TensorLike,
    variance: TensorLike,
    offset: TensorLike | None,
    scale: TensorLike | None,
    variance_epsilon: float,
) -> Tensor:
    """(x - mean) / √(variance + variance_epsilon) · scale + offset; None leaves out the scale or the offset."""
    tensor = as_tensor(x)
    factor = rsqrt(as_tensor(variance, tensor.dtype) + variance_epsilon)
    factor = factor if scale is None else factor * scale
    z = (tensor - mean) * factor
    return z if offset is None else z + offset


def l2_normalize(x: TensorLike, axis: Axis = None, epsilon: float = 1e-12) -> Tensor:
    """x / √Σx², of length 1 along `axis`; √epsilon is the least that it is divided by."""
    tensor = as_tensor(x)
    return tensor * rsqrt(maximum(reduce_sum(tensor * tensor, axis, keepdims=True), epsilon))


def normalize(tensor: TensorLike, ord: float | str = "euclidean", axis: Axis = None) -> tuple[Tensor, Tensor]:
    """x divided by its length, and the length with axes of length 1. ord: which length, as for norm."""
    x = as_tensor(tensor)
    length = norm(x, ord, axis, keepdims=True)
    return x / length, length


def global_norm(t_list: Sequence[TensorLike | None]) -> Tensor:
    """The length of all Tensors of a list taken as one long vector; None counts as nothing."""
    squares = [reduce_sum(as_tensor(t) * t) for t in t_list if t is not None]
    if not squares:
        raise ValueError("global_norm needs at least one Tensor that is not None.")
    return sqrt(add_n(squares))


def clip_by_global_norm(
    t_list: Sequence[TensorLike | None], clip_norm: TensorLike, use_norm: TensorLike | None = None
) -> tuple[list[Tensor | None], Tensor]:
    """All Tensors shortened by one factor, so that together they are not longer than `clip_norm`; and their length before.

    use_norm: that length, if it is known already. None in the list stays None.
    """
    length = global_norm(t_list) if use_norm is None else as_tensor(use_norm)
    factor = as_tensor(clip_norm, length.dtype) / maximum(length, clip_norm)
    return [None if t is None else as_tensor(t) * factor for t in t_list], length


def cumprod(x: TensorLike, axis: int = 0, exclusive: bool = False, reverse: bool = False) -> Tensor:
    """The running product along an axis: zᵢ = x₁ · … · xᵢ; `exclusive` leaves out xᵢ, `reverse` starts at the end.

    It multiplies with what stands 1, 2, 4, … places before, so its slopes are right beside a 0 too (TensorFlow's are nan).
    """
    z = as_tensor(x)
    (axis,) = axes_of(axis, z, "cumprod") or (0,)
    whole, turned = slice(None), slice(None, None, -1)
    z = getitem(z, key=along(axis, z.ndim, turned)) if reverse else z
    n = z.shape[axis]
    if exclusive and n:
        one = Tensor(np.ones_like(getitem(z, key=along(axis, z.ndim, slice(1)))._array))
        z = concat([one, getitem(z, key=along(axis, z.ndim, slice(n - 1)))], axis=axis)
    step = 1
    while step < n:
        before, behind = (getitem(z, key=along(axis, z.ndim, part)) for part in (slice(n - step), slice(step, None)))
        z = concat([getitem(z, key=along(axis, z.ndim, slice(step))), behind * before], axis=axis)
        step *= 2
    return getitem(z, key=along(axis, z.ndim, turned if reverse else whole))


def squared_difference(x: TensorLike, y: TensorLike) -> Tensor:
    """z = (x - y)², element by element."""
    off = (x if isinstance(x, Tensor) else as_tensor(x)) - y
    return off * off


def polyval(coeffs: Sequence[TensorLike], x: TensorLike) -> Tensor:
    """The polynomial with these coefficients, the highest power first, at x: [a, b, c] is a·x² + b·x + c.

    Raises ValueError unless the coefficients are a list.
    """
    if not isinstance(coeffs, (list, tuple)):
        raise ValueError(f"`coeffs` of polyval should be a list, the highest power first, and is {coeffs!r}.")
    at = as_tensor(x)
    total = as_tensor(coeffs[0] if coeffs else 0.0, at.dtype)
    for coefficient in coeffs[1:]:
        total = total * at + coefficient
    return total


def count_nonzero(input: TensorLike, axis: Axis = None, keepdims: bool = False, dtype: DTypeLike = int64) -> Tensor:
    """How many numbers are not 0, over `axis`: one axis, a list of them, or None for all."""
    x = as_tensor(input)
    there = not_equal(x, False if x.dtype.kind == "b" else 0)
    return reduce_sum(cast(there, as_dtype(dtype)), axis, keepdims)


def zero_fraction(value: TensorLike) -> Tensor:
    """Which part of all numbers is 0, as float32; nan of no numbers."""
    x = as_tensor(value)
    return Tensor(np.float32(1 - np.count_nonzero(x._array) / np.size(x._array) if np.size(x._array) else np.nan))


def confusion_matrix(
    labels: TensorLike,
    predictions: TensorLike,
    num_classes: int | None = None,
    weights: TensorLike | None = None,
    dtype: DTypeLike = int32,
) -> Tensor:
    """How often class i (row) was taken for class j (column). weights: how much each example counts.

    num_classes: one more than the largest class unless given. Raises InvalidArgumentError for classes outside of it.
    """
    truth, said = (np.asarray(as_array(x)).astype(int).ravel() for x in (labels, predictions))
    if truth.shape != said.shape:
        raise InvalidArgumentError(f"confusion_matrix needs as many labels as predictions: {truth.size} and {said.size}.")
    n = max(truth.max(initial=-1), said.max(initial=-1)) + 1 if num_classes is None else num_classes
    for name, x in {"labels": truth, "predictions": said}.items():
        if x.size and not 0 <= x.min() <= x.max() < n:
            raise InvalidArgumentError(f"`{name}` of confusion_matrix should be classes from 0 to {n - 1}.")
    matrix = np.zeros((n, n), as_dtype(dtype))
    np.add.at(matrix, (truth, said), 1 if weights is None else np.asarray(as_array(weights)).ravel().astype(matrix.dtype))
    return Tensor(matrix)


def unsorted_segment_sum(data: TensorLike, segment_ids: TensorLike, num_segments: int) -> Tensor:
    """For each number 0 … num_segments - 1 the sum of the slices along the first axis that have it in `segment_ids`.

    Raises InvalidArgumentError unless there is a number for each slice, below num_segments.
    """
    x, ids = as_tensor(data), np.asarray(as_array(segment_ids))
    if (
        ids.dtype.kind not in "iu"
        or ids.shape != x.shape[:1]
        or ids.max(initial=-1) >= num_segments
        or ids.min(initial=0) < 0
    ):
        raise InvalidArgumentError(
            f"`segment_ids` should be a whole number from 0 to {num_segments - 1} for each of {x.shape[:1]} slices, and is "
            f"{ids.tolist()}."
        )
    return scatter(x, key=ids, shape=(num_segments, *x.shape[1:]))


def segment_sum(data: TensorLike, segment_ids: TensorLike) -> Tensor:
    """The sum of the slices along the first axis that have the same number in `segment_ids`, which is in order."""
    ids = np.asarray(as_array(segment_ids))
    if (np.diff(ids) < 0).any():
        raise InvalidArgumentError("`segment_ids` should be in order here: tf.math.unsorted_segment_sum takes any order.")
    return unsorted_segment_sum(data, segment_ids, int(ids.max(initial=-1)) + 1)


def segment_mean(data: TensorLike, segment_ids: TensorLike) -> Tensor:
    """The mean of the slices along the first axis that have the same number in `segment_ids`, which is in order.

    Of whole numbers the whole part of the mean, as in TensorFlow.
    """
    total = segment_sum(data, segment_ids)
    counts = np.maximum(np.bincount(np.asarray(as_array(segment_ids))), 1)
    return cast(total / Tensor(counts.reshape(-1, *(1,) * (total.ndim - 1)).astype(total.dtype)), total.dtype)

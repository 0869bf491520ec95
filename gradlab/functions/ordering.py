"""Numbers in order, and counted: sort, top_k, unique, bincount.

Where a number stands in an order jumps, so no slope passes through indices and counts; through the numbers themselves it
does, back to the place that each came from.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gradlab.functions.reduce import axes_of
from gradlab.operators.shaping import getitem, scatter
from gradlab.tensors.conversion import shape_of
from gradlab.tensors.dtypes import as_dtype, int32, int64
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import DTypeLike, Tensor, TensorLike, as_array, as_tensor


class TopKV2(NamedTuple):
    """What top_k gives: the largest numbers, and where each stood."""

    values: Tensor
    indices: Tensor


class Unique(NamedTuple):
    """What unique gives: each number once, and for each number its place there."""

    y: Tensor
    idx: Tensor


class UniqueWithCounts(NamedTuple):
    """What unique_with_counts gives: each number once, for each number its place there, and how often each occurs."""

    y: Tensor
    idx: Tensor
    count: Tensor  # type: ignore[assignment]  # TensorFlow's name, which hides tuple.count


def _order(x: Tensor, axis: int, direction: str, name: str) -> np.ndarray:
    """Where the numbers stand that come first, second, … along the axis; of equal ones the first stays the first."""
    if direction not in ("ASCENDING", "DESCENDING"):
        raise ValueError(f"`direction` of {name} should be 'ASCENDING' or 'DESCENDING', and is {direction!r}.")
    if x.ndim == 0:
        raise InvalidArgumentError(f"{name} orders numbers along an axis, and received a single number.")
    axes_of(axis, x, name)
    if direction == "ASCENDING":
        return np.argsort(x._array, axis, kind="stable")
    turned = np.argsort(np.flip(x._array, axis), axis, kind="stable")
    return x.shape[axis] - 1 - np.flip(turned, axis)


def _taken(x: Tensor, order: np.ndarray, axis: int) -> Tensor:
    """The numbers at these places along the axis, each row for itself."""
    key = list(np.ix_(*(np.arange(n) for n in order.shape)))
    key[axis] = order
    return getitem(x, key=tuple(key))


def sort(values: TensorLike, axis: int = -1, direction: str = "ASCENDING") -> Tensor:
    """The numbers in order along an axis: direction='ASCENDING', the smallest first, or 'DESCENDING'."""
    x = as_tensor(values)
    return _taken(x, _order(x, axis, direction, "sort"), axis)


def argsort(values: TensorLike, axis: int = -1, direction: str = "ASCENDING", stable: bool = False) -> Tensor:
    """Where along the axis the number stands that comes first in order, second, and so on; int32.

    stable: whether equal numbers keep their order; here they always do.
    """
    return Tensor(_order(as_tensor(values), axis, direction, "argsort").astype(int32))


def top_k(input: TensorLike, k: int = 1, sorted: bool = True, index_type: DTypeLike = int32) -> TopKV2:
    """The k largest numbers along the last axis, the largest first, and where each stands.

    sorted: TensorFlow may leave them unordered with False; here they are always in order.
    Raises InvalidArgumentError for more than there are.
    """
    x = as_tensor(input)
    order, (count,) = _order(x, -1, "DESCENDING", "top_k"), shape_of(k, "k")
    if count > x.shape[-1]:
        raise InvalidArgumentError(f"top_k cannot find k={count} numbers where the last axis has {x.shape[-1]}.")
    order = order[..., :count]
    return TopKV2(_taken(x, order, -1), Tensor(order.astype(as_dtype(index_type))))


def in_top_k(targets: TensorLike, predictions: TensorLike, k: int) -> Tensor:
    """For each row of predictions, whether its target, a class, is among the k highest; ties count as in."""
    classes, scores = np.asarray(as_array(targets)), np.asarray(as_array(predictions))
    if scores.ndim != 2 or classes.shape != scores.shape[:1] or classes.dtype.kind not in "iu":
        raise InvalidArgumentError(
            f"in_top_k needs predictions of shape [n, classes] and n whole targets, and received the shapes {scores.shape} "
            f"and {classes.shape}."
        )
    known = (classes >= 0) & (classes < scores.shape[1])
    its = scores[np.arange(len(classes)), np.where(known, classes, 0)]
    higher = (scores > its[:, None]).sum(axis=1)
    return Tensor(known & np.isfinite(its) & (higher < k))


def _unique(x: TensorLike, name: str) -> tuple[Tensor, np.ndarray, np.ndarray, np.ndarray]:
    tensor = as_tensor(x)
    if tensor.ndim != 1:
        raise InvalidArgumentError(f"{name} needs one row of numbers, and received the shape {tensor.shape}.")
    _, first, index, counts = np.unique(tensor._array, return_index=True, return_inverse=True, return_counts=True)
    as_they_came = np.argsort(first)
    return tensor, first[as_they_came], np.argsort(as_they_came)[index], counts[as_they_came]


def unique(x: TensorLike, out_idx: DTypeLike = int32) -> Unique:
    """Each number of a row once, in the order in which they first come, and for each number its place among these."""
    tensor, first, index, _ = _unique(x, "unique")
    return Unique(getitem(tensor, key=first), Tensor(index.astype(as_dtype(out_idx))))


def unique_with_counts(x: TensorLike, out_idx: DTypeLike = int32) -> UniqueWithCounts:
    """As unique, and how often each number occurs."""
    tensor, first, index, counts = _unique(x, "unique_with_counts")
    dtype = as_dtype(out_idx)
    return UniqueWithCounts(getitem(tensor, key=first), Tensor(index.astype(dtype)), Tensor(counts.astype(dtype)))


def bincount(
    arr: TensorLike,
    weights: TensorLike | None = None,
    minlength: int | None = None,
    maxlength: int | None = None,
    dtype: DTypeLike = int32,
) -> Tensor:
    """How often each of the whole numbers 0, 1, 2, … occurs; with `weights`, the sum of its weights.

    minlength, maxlength: the least and the largest length of the result. Numbers beyond it are not counted.
    Raises InvalidArgumentError for negative numbers, fractions, and weights of another shape.
    """
    values = np.asarray(as_array(arr)).ravel()
    if values.size and (values.dtype.kind not in "iu" or values.min() < 0):
        raise InvalidArgumentError("bincount counts whole numbers of at least 0: use tf.cast(x, tf.int32) for others.")
    length = max(int(values.max(initial=-1)) + 1, minlength or 0)
    length = length if maxlength is None else min(length, maxlength)
    inside = values < length
    if weights is None:
        return Tensor(np.bincount(values[inside].astype(int), minlength=length).astype(as_dtype(dtype)))
    w = as_tensor(weights)
    if w.shape != np.shape(as_array(arr)):
        raise InvalidArgumentError(f"`weights` of bincount should have the shape of `arr`, and has {w.shape}.")
    counted = getitem(w, key=inside.reshape(w.shape)) if w.ndim else w
    return scatter(counted, key=values[inside].astype(int), shape=(length,))


def searchsorted(sorted_sequence: TensorLike, values: TensorLike, side: str = "left", out_type: DTypeLike = int32) -> Tensor:
    """Where each value would stand in a row that is in order; before equal numbers, or behind them with side='right'.

    Of [..., n] and [..., k] each row is searched for its own values. Raises ValueError for another side.
    """
    if side not in ("left", "right"):
        raise ValueError(f"`side` of searchsorted should be 'left' or 'right', and is {side!r}.")
    row, wanted = np.asarray(as_array(sorted_sequence)), np.asarray(as_array(values))
    if row.ndim == 0 or row.shape[:-1] != wanted.shape[:-1]:
        raise InvalidArgumentError(
            f"searchsorted needs as many rows of values as of sequences, and received the shapes {row.shape} and "
            f"{wanted.shape}."
        )
    rows = zip(row.reshape(-1, row.shape[-1]), wanted.reshape(-1, wanted.shape[-1]))
    found = [np.searchsorted(one, its, side) for one, its in rows]  # type: ignore[call-overload]
    return Tensor(np.reshape(found, wanted.shape).astype(as_dtype(out_type)))


def histogram_fixed_width(values: TensorLike, value_range: TensorLike, nbins: int = 100, dtype: DTypeLike = int32) -> Tensor:
    """How many values lie in each of `nbins` equal parts of the range [low, high]; what lies outside counts at its end."""
    places = _bins(values, value_range, nbins, "histogram_fixed_width")
    return Tensor(np.bincount(places.ravel(), minlength=nbins).astype(as_dtype(dtype)))


def histogram_fixed_width_bins(
    values: TensorLike, value_range: TensorLike, nbins: int = 100, dtype: DTypeLike = int32
) -> Tensor:
    """The number of the part of the range [low, high] that each value lies in, 0 … nbins - 1."""
    return Tensor(_bins(values, value_range, nbins, "histogram_fixed_width_bins").astype(as_dtype(dtype)))


def _bins(values: TensorLike, value_range: TensorLike, nbins: int, name: str) -> np.ndarray:
    x = np.asarray(as_array(values))
    low, high = np.asarray(as_array(value_range, None, "value_range"), x.dtype)
    if not low < high:
        raise InvalidArgumentError(f"`value_range` of {name} should be [low, high] with low < high, and is [{low}, {high}].")
    return np.clip(np.floor((x - low) / (high - low) * nbins), 0, nbins - 1).astype(int64)


def invert_permutation(x: TensorLike) -> Tensor:
    """The order that undoes an order: if x[i] = j, then the result at j is i. Raises InvalidArgumentError for no order."""
    order = np.asarray(as_array(x))
    if order.ndim != 1 or not np.array_equal(np.sort(order), np.arange(len(order))):
        raise InvalidArgumentError(f"invert_permutation needs each of 0 … n - 1 once, and received {order.tolist()}.")
    return Tensor(np.argsort(order).astype(order.dtype))

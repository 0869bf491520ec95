"""Taking numbers from named places and putting them there: gather_nd, scatter_nd and what turns, cuts and repeats axes.

`indices` of shape [..., k] names places by their first k axes: each row [i, j, …] stands for x[i, j, …], a number or, where
x has more axes, a slice. Every function here is getitem or scatter with a suitable key, so slopes go back to the places.
"""

from __future__ import annotations

import builtins as python
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from gradlab.functions.composed import stack, where
from gradlab.functions.creation import convert_to_tensor
from gradlab.functions.reduce import axes_of, reduce_max, reduce_min
from gradlab.operators.shaping import along, getitem, reshape, scatter
from gradlab.tensors.conversion import shape_of, whole_numbers
from gradlab.tensors.dtypes import as_dtype
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import DTypeLike, Tensor, TensorLike, as_array, as_tensor, plain_key


def _places(indices: TensorLike, shape: tuple[int, ...], name: str, batch_dims: int = 0) -> tuple[Any, ...]:
    """What stands in x[...] for rows of indices, each of which exists in this shape."""
    index = np.asarray(plain_key(as_tensor(indices)))
    if index.ndim == 0 or index.dtype.kind not in "iu":
        raise InvalidArgumentError(f"`indices` of {name} should be rows of whole numbers, of shape [..., k]: [[0, 1], …].")
    known = shape[batch_dims:]
    if index.shape[-1] > len(known):
        raise InvalidArgumentError(
            f"`indices` of {name} name places by {index.shape[-1]} numbers, and the shape {shape} has {len(known)} axes "
            "for them."
        )
    lengths = np.array(known[: index.shape[-1]], int)
    outside = ((index < 0) | (index >= lengths)).any(axis=-1)
    if outside.any():
        raise InvalidArgumentError(
            f"{name} found the index {index[outside][0].tolist()}, which the shape {shape} does not have."
        )
    hand_in_hand = [np.arange(n).reshape(-1, *(1,) * (index.ndim - 2 - i)) for i, n in enumerate(index.shape[:batch_dims])]
    return (*hand_in_hand, *np.moveaxis(index, -1, 0))


def gather_nd(params: TensorLike, indices: TensorLike, batch_dims: int = 0) -> Tensor:
    """What stands at each place that `indices` names; the first `batch_dims` axes of both go hand in hand.

    Raises InvalidArgumentError for a place that params does not have.
    """
    x = as_tensor(params)
    return getitem(x, key=_places(indices, x.shape, "gather_nd", batch_dims))


def scatter_nd(indices: TensorLike, updates: TensorLike, shape: TensorLike) -> Tensor:
    """Zeros of this shape with `updates` added at the places that `indices` names; a place named twice gets the sum.

    Raises InvalidArgumentError for a place that the shape does not have, and for updates of another shape.
    """
    return _put(indices, updates, shape_of(shape), "scatter_nd")


def _put(indices: TensorLike, updates: TensorLike, shape: tuple[int, ...], name: str) -> Tensor:
    x, key = as_tensor(updates), _places(indices, shape, name)
    wanted = np.broadcast_shapes(*(k.shape for k in key)) + shape[len(key) :]
    if x.shape != wanted:
        raise InvalidArgumentError(
            f"`updates` of {name} should have the shape {wanted} for these indices, and has {x.shape}."
        )
    return scatter(x, key=key, shape=tuple(shape))


def tensor_scatter_nd_add(tensor: TensorLike, indices: TensorLike, updates: TensorLike) -> Tensor:
    """The tensor with `updates` added at the places that `indices` names. Raises as scatter_nd does."""
    x = as_tensor(tensor)
    return x + _put(indices, _updates(updates, x), x.shape, "tensor_scatter_nd_add")


def tensor_scatter_nd_sub(tensor: TensorLike, indices: TensorLike, updates: TensorLike) -> Tensor:
    """The tensor with `updates` subtracted at the places that `indices` names. Raises as scatter_nd does."""
    x = as_tensor(tensor)
    return x - _put(indices, _updates(updates, x), x.shape, "tensor_scatter_nd_sub")


def tensor_scatter_nd_update(tensor: TensorLike, indices: TensorLike, updates: TensorLike) -> Tensor:
    """The tensor with `updates` in place of what stood where `indices` says; of a place named twice the last one stays."""
    x = as_tensor(tensor)
    for there, new in _layers(x, indices, updates, "tensor_scatter_nd_update"):
        x = where(there, new, x)
    return x


def tensor_scatter_nd_max(tensor: TensorLike, indices: TensorLike, updates: TensorLike) -> Tensor:
    """The tensor with the larger of what stands there and of `updates` at the places that `indices` names.

    Where several are the largest, they share the slope.
    """
    return _chosen(tensor, indices, updates, "tensor_scatter_nd_max", reduce_max)


def tensor_scatter_nd_min(tensor: TensorLike, indices: TensorLike, updates: TensorLike) -> Tensor:
    """The tensor with the smaller of what stands there and of `updates` at the places that `indices` names.

    Where several are the smallest, they share the slope.
    """
    return _chosen(tensor, indices, updates, "tensor_scatter_nd_min", reduce_min)


def _updates(updates: TensorLike, x: Tensor) -> Tensor:
    return as_tensor(updates, x.dtype)


def _chosen(
    tensor: TensorLike, indices: TensorLike, updates: TensorLike, name: str, choose: Callable[..., Tensor]
) -> Tensor:
    """What `choose` finds among the numbers that compete for each place."""
    x = as_tensor(tensor)
    layers = list(_layers(x, indices, updates, name))
    if not layers:
        return x
    loses = choose(np.zeros(0, x._array.dtype))  # against every number, because it is what is chosen of none
    competing = [x, *(where(there, new, loses) for there, new in layers)]
    named = np.any([there for there, _ in layers], axis=0)
    return where(named, choose(stack(competing), axis=0), x)


def _layers(x: Tensor, indices: TensorLike, updates: TensorLike, name: str) -> Iterator[tuple[np.ndarray, Tensor]]:
    """The updates in layers of the shape of x, in each of which a place is named once at most: where, and what is there."""
    updates = _updates(updates, x)
    _put(indices, updates, x.shape, name)  # which refuses what does not fit
    index = np.asarray(as_array(indices))
    rows = index.reshape(-1, index.shape[-1])
    new = reshape(updates, shape=(len(rows), *x.shape[index.shape[-1] :]))
    left = np.arange(len(rows))
    while left.size:
        _, first = np.unique(rows[left], axis=0, return_index=True)
        now = left[np.sort(first)]
        key = tuple(rows[now].T)
        there = np.zeros(x.shape, bool)
        there[key] = True
        yield there, scatter(getitem(new, key=now), key=key, shape=tuple(x.shape))
        left = np.setdiff1d(left, now)


def slice(input_: TensorLike, begin: TensorLike, size: TensorLike) -> Tensor:
    """The part of a Tensor that starts at `begin` and has `size` numbers along each axis; -1 means all that is left.

    Raises InvalidArgumentError for a part that does not lie inside, or unless there is one number for each axis.
    """
    x, first, counts = as_tensor(input_), whole_numbers(begin, "begin"), whole_numbers(size, "size")
    if not len(first) == len(counts) == x.ndim:
        raise InvalidArgumentError(f"slice needs one number of `begin` and of `size` for each of the {x.ndim} axes.")
    key = []
    for i, (start, count, n) in enumerate(zip(first, counts, x.shape)):
        stop = n if count == -1 else start + count
        if not 0 <= start <= stop <= n:
            raise InvalidArgumentError(
                f"slice cannot take {count} numbers from {start} on along axis {i}, which has the length {n}."
            )
        key.append(python.slice(start, stop))
    return getitem(x, key=tuple(key))


def strided_slice(
    input_: TensorLike,
    begin: TensorLike,
    end: TensorLike,
    strides: TensorLike | None = None,
    begin_mask: int = 0,
    end_mask: int = 0,
    ellipsis_mask: int = 0,
    new_axis_mask: int = 0,
    shrink_axis_mask: int = 0,
    var: Any = None,
    name: str | None = None,
) -> Tensor:
    """x[begin[0]:end[0]:strides[0], …], which is easier to read.

    Bit i of a mask says of axis i: begin_mask, that it starts at its start; end_mask, that it goes to its end;
    ellipsis_mask, that `...` stands here; new_axis_mask, a new axis; shrink_axis_mask, the one number begin[i].
    """
    x, first, last = as_tensor(input_), whole_numbers(begin, "begin"), whole_numbers(end, "end")
    steps = (1,) * len(first) if strides is None else whole_numbers(strides, "strides")
    if not len(first) == len(last) == len(steps):
        raise InvalidArgumentError("strided_slice needs as many numbers of `begin`, of `end` and of `strides`.")
    key: list[Any] = []
    for i, (start, stop, step) in enumerate(zip(first, last, steps)):
        bit = 1 << i
        if ellipsis_mask & bit:
            key.append(Ellipsis)
        elif new_axis_mask & bit:
            key.append(None)
        elif shrink_axis_mask & bit:
            key.append(start)
        else:
            key.append(python.slice(None if begin_mask & bit else start, None if end_mask & bit else stop, step))
    return getitem(x, key=tuple(key))


def reverse(tensor: TensorLike, axis: TensorLike) -> Tensor:
    """The tensor with the order turned round along each axis of a list: reverse(x, [0])."""
    x = as_tensor(tensor)
    if np.ndim(axis) != 1:
        raise InvalidArgumentError(f"`axis` of reverse should be a list of axes, and is {axis!r}: write axis=[{axis}].")
    axes = axes_of(whole_numbers(axis, "axis"), x, "reverse") or ()
    return getitem(x, key=tuple(python.slice(None, None, -1 if i in axes else 1) for i in range(x.ndim)))


def roll(input: TensorLike, shift: TensorLike, axis: TensorLike) -> Tensor:
    """The numbers moved on by `shift` places along an axis; what falls out at one end comes in at the other.

    shift, axis: one number, or as many of one as of the other. Raises InvalidArgumentError for another number of them.
    """
    x, shifts = convert_to_tensor(input), whole_numbers(shift, "shift")
    axes = axes_of(whole_numbers(axis, "axis"), x, "roll") or ()
    if len(shifts) != len(axes):
        raise InvalidArgumentError(f"roll needs a shift for each axis, and received {len(shifts)} for {len(axes)} axes.")
    for k, i in zip(shifts, axes):
        x = getitem(x, key=along(i, x.ndim, np.roll(np.arange(x.shape[i]), k)))
    return x


def repeat(input: TensorLike, repeats: TensorLike, axis: int | None = None) -> Tensor:
    """Each slice along the axis repeated: `repeats` times, or repeats[i] times slice i. Without axis, of all in a row.

    Raises InvalidArgumentError unless there is one number, or one for each slice.
    """
    x = as_tensor(input)
    x, axis = (reshape(x, shape=(-1,)), 0) if axis is None else (x, (axes_of(axis, x, "repeat") or ())[0])
    times = shape_of(repeats, "repeats")
    if len(times) not in (1, x.shape[axis]):
        raise InvalidArgumentError(
            f"repeat needs one of `repeats`, or one for each of {x.shape[axis]}, and not {len(times)}."
        )
    return getitem(x, key=along(axis, x.ndim, np.repeat(np.arange(x.shape[axis]), times)))


def meshgrid(*args: TensorLike, indexing: str = "xy") -> list[Tensor]:
    """The coordinates of a grid, one Tensor for each axis: of x and y, [0][i, j] is x[j] and [1][i, j] is y[i].

    indexing: 'xy', where the first two axes are rows and columns of a picture, or 'ij', where they come in their order.
    Raises ValueError for another indexing.
    """
    if indexing not in ("xy", "ij"):
        raise ValueError(f"`indexing` of meshgrid should be 'xy' or 'ij', and is {indexing!r}.")
    rows = [reshape(as_tensor(x), shape=(-1,)) for x in args]
    places = np.meshgrid(*[np.arange(len(x)) for x in rows], indexing=indexing)  # type: ignore[call-overload]
    return [getitem(x, key=place) for x, place in zip(rows, places)]


def sequence_mask(lengths: TensorLike, maxlen: TensorLike | None = None, dtype: DTypeLike = bool) -> Tensor:
    """For each length n a row of `maxlen` (the largest length): true at the first n places, false behind."""
    counts = np.asarray(as_array(lengths))
    if counts.dtype.kind not in "iu":
        raise ValueError(f"`lengths` of sequence_mask should be whole numbers, and are {counts.dtype.name}.")
    (longest,) = shape_of(counts.max(initial=0) if maxlen is None else maxlen, "maxlen")
    return Tensor((np.arange(longest) < counts[..., None]).astype(as_dtype(dtype)))

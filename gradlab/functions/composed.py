"""Functions that have no slope rule of their own, because they are made of operators that have.

A tape records the operators inside and so knows the slope of the whole: what can be composed, stays composed.
"""

from __future__ import annotations

import math
import operator as python
import string
from collections.abc import Sequence
from typing import Any

import numpy as np

from gradlab.functions.reduce import Axis, axes_of, reduce_max, reduce_sum
from gradlab.operators import linear_algebra, shaping
from gradlab.operators.activations import tanh
from gradlab.operators.elementwise import cast_to, choose, erf, maximum, minimum, sqrt
from gradlab.operators.linear_algebra import sum_of_products
from gradlab.operators.shaping import along, apart, axis_of, getitem, layers_of, reshape, scatter
from gradlab.operators.softmax import log_softmax, negative_log_likelihood, sigmoid_cross_entropy
from gradlab.tensors.conversion import shape_of, whole_numbers
from gradlab.tensors.dtypes import numpy_dtype
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import DTypeLike, Tensor, TensorLike, as_array, as_tensor, leave, plain_key


def cast(x: TensorLike, dtype: DTypeLike) -> Tensor:
    """The same numbers in another dtype, such as tf.float32; a fraction is cut off where whole numbers are asked for.

    Raises TypeError for what is no dtype.
    """
    tensor, wanted = as_tensor(x), numpy_dtype(dtype)
    return tensor if tensor._array.dtype == wanted else cast_to(tensor, dtype=wanted)


def where(condition: TensorLike, x: TensorLike | None = None, y: TensorLike | None = None) -> Tensor:
    """x where the condition holds, y elsewhere; with the condition alone, the indices at which it holds, one per row.

    The branch that is not taken gets the slope 0, and 0 times an infinite slope is nan: where(x > 0, log(x), 0.) has the
    slope nan at x = 0, as in TensorFlow. Choose inside too: log(where(x > 0, x, 1.)).
    Raises ValueError if only one of x and y is given, InvalidArgumentError for the indices of a single condition.
    """
    if x is None and y is None:
        if not as_tensor(condition).ndim:
            raise InvalidArgumentError("where(condition) needs a condition with axes, so that there are indices to name.")
        return Tensor(np.argwhere(as_tensor(condition)._array))
    if x is None or y is None:
        raise ValueError("where needs x and y, or neither: where(condition, x, y).")
    if (chooses := as_tensor(condition)).dtype.kind != "b":
        raise TypeError(f"the `condition` of where should be true or false, and is {chooses.dtype.name}: compare, x > 0.")
    return choose(condition, x, y)


def clip_by_value(t: TensorLike, clip_value_min: TensorLike, clip_value_max: TensorLike) -> Tensor:
    """t held between two values; outside of them its slope is 0. Where the lower one is the higher one, it holds."""
    return maximum(minimum(t, clip_value_max), clip_value_min)


def clip_by_norm(t: TensorLike, clip_norm: TensorLike, axes: Axis = None) -> Tensor:
    """t, shortened to the length `clip_norm` if it is longer: t · clip_norm / max(‖t‖, clip_norm)."""
    x = as_tensor(t)
    squares = reduce_sum(x * x, axes, keepdims=True)
    longer = squares > 0
    length = where(longer, sqrt(where(longer, squares, 1.0)), squares)
    return x * clip_norm / maximum(length, clip_norm)


def norm(tensor: TensorLike, ord: float | str = "euclidean", axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The length of a vector: 'euclidean' or 2 for √Σx², 1 for Σ|x|, math.inf for max |x|, p for (Σ|x|ᵖ)^(1/p).

    Without `axis`, a matrix counts as one long vector. With two axes it is the norm of a matrix: 'fro' or 'euclidean' for
    √Σx², 1 for the largest column Σ|x|, math.inf for the largest row.
    The slope of √Σx² at 0 is nan, as in TensorFlow, and that of its square is 0.
    Raises ValueError for another `ord`.
    """
    x = as_tensor(tensor)
    if isinstance(axis, (list, tuple)) and len(axis) == 2:
        return _matrix_norm(x, ord, axis, keepdims)
    if ord in ("euclidean", 2):
        return sqrt(reduce_sum(x * x, axis, keepdims))
    if ord == 1:
        return reduce_sum(abs(x), axis, keepdims)
    if ord == math.inf:
        return reduce_max(abs(x), axis, keepdims)
    if isinstance(ord, (int, float)) and ord > 0:
        return reduce_sum(abs(x) ** ord, axis, keepdims) ** (1 / ord)
    raise ValueError(f"`ord` of norm should be 'euclidean' or a number above 0, and is {ord!r}.")


def _matrix_norm(x: Tensor, ord: float | str, axis: Sequence[int], keepdims: bool) -> Tensor:
    rows, columns = axes_of(axis, x, "norm") or ()
    if ord in ("euclidean", "fro"):
        return sqrt(reduce_sum(x * x, (rows, columns), keepdims))
    if ord not in (1, math.inf):
        raise ValueError(f"`ord` of a matrix norm should be 'euclidean', 'fro', 1 or math.inf here, and is {ord!r}.")
    added, largest = (rows, columns) if ord == 1 else (columns, rows)
    sums = reduce_max(reduce_sum(abs(x), added, keepdims=True), largest, keepdims=True)
    return sums if keepdims else squeeze(sums, (rows, columns))


def shape(input: TensorLike) -> Tensor:
    """The length along each axis, as an int32 Tensor."""
    return Tensor(np.array(as_tensor(input).shape, np.int32))


def rank(input: TensorLike) -> Tensor:
    """The number of axes, as an int32 Tensor."""
    return Tensor(np.int32(as_tensor(input).ndim))


def size(input: TensorLike) -> Tensor:
    """How many numbers there are, as an int32 Tensor."""
    return Tensor(np.int32(math.prod(as_tensor(input).shape)))


def squeeze(input: TensorLike, axis: int | Sequence[int] | None = None) -> Tensor:
    """Drop the axes of length 1: all of them, or those named. Raises InvalidArgumentError for one that is longer."""
    x = as_tensor(input)
    axes = [i for i, n in enumerate(x.shape) if n == 1] if axis is None else axes_of(axis, x, "squeeze") or ()
    for i in axes:
        if x.shape[i] != 1:
            raise InvalidArgumentError(f"squeeze can drop an axis of length 1; axis {i} of the shape {x.shape} is longer.")
    return reshape(x, shape=tuple(n for i, n in enumerate(x.shape) if i not in axes))


def expand_dims(input: TensorLike, axis: int) -> Tensor:
    """A new axis of length 1 before the axis that is now number `axis`; -1 puts it last."""
    x = as_tensor(input)
    (axis,) = whole_numbers(axis, "axis")
    return getitem(x, key=along(axis, x.ndim + 1, None))


def split(value: TensorLike, num_or_size_splits: int | Sequence[int], axis: int = 0) -> list[Tensor]:
    """Cut a Tensor along an axis into so many equal parts, or into parts of the given lengths, as a list.

    Raises InvalidArgumentError where equal parts do not come out even, or lengths do not add up.
    """
    x = as_tensor(value)
    n, parts = x.shape[axis_of(axis, x.ndim)], num_or_size_splits
    lengths = [n // parts] * parts if isinstance(parts, int) else [python.index(k) for k in parts]
    if sum(lengths) != n:
        raise InvalidArgumentError(f"split cannot cut axis {axis} of length {n} into num_or_size_splits={parts!r}.")
    return apart(x, lengths, axis)


def stack(values: Sequence[TensorLike] | Tensor, axis: int = 0) -> Tensor:
    """Tensors of one shape side by side along a new axis: stack([a, b]). A Tensor counts as the list of its slices.

    Raises InvalidArgumentError for shapes that differ and for an axis that is not there.
    """
    return shaping.stack(unstack(values) if isinstance(values, Tensor) else values, axis=axis)


def unstack(value: TensorLike, num: int | None = None, axis: int = 0) -> list[Tensor]:
    """The layers of a Tensor along an axis, as a list. Raises InvalidArgumentError if there are not `num`."""
    x = as_tensor(value)
    layers = layers_of(x, axis)
    if num not in (None, len(layers)):
        found = f"{len(layers)} layers along axis {axis} of the shape {x.shape}"
        raise InvalidArgumentError(f"unstack finds {found}, and not num={num}.")
    return layers


def tile(input: TensorLike, multiples: Sequence[int]) -> Tensor:
    """x repeated multiples[i] times along each axis i. Raises InvalidArgumentError unless there is one for each axis."""
    x, times = as_tensor(input), shape_of(multiples, "multiples")
    if np.shape(multiples) != (x.ndim,):
        raise InvalidArgumentError(f"tile needs one of `multiples` for each of {x.ndim} axes, and not {multiples!r}.")
    index = np.ix_(*(np.arange(k * n) % max(n, 1) for k, n in zip(times, x.shape)))
    return getitem(x, key=index)


def pad(tensor: TensorLike, paddings: Any, mode: str = "CONSTANT", constant_values: float = 0) -> Tensor:
    """x with paddings[i] = [before, after] places more along each axis i: filled with `constant_values`, or reflected.

    mode: 'CONSTANT', 'REFLECT' (without the edge) or 'SYMMETRIC' (with it).
    Raises ValueError for another mode, InvalidArgumentError for paddings that do not fit the axes.
    """
    x, given = as_tensor(tensor), as_array(paddings, np.int32, "paddings")
    widths = given.tolist()
    if given.shape != (x.ndim, 2):
        raise InvalidArgumentError(f"`paddings` needs [before, after] for each of {x.ndim} axes, and is {widths}.")
    if given.min(initial=0) < 0:
        raise InvalidArgumentError(f"`paddings` needs numbers of at least 0, and is {widths}: to take away, use x[...].")
    if mode.upper() in ("REFLECT", "SYMMETRIC"):
        for n, pair in zip(x.shape, widths):
            there = n if mode.upper() == "SYMMETRIC" else n - 1
            if max(pair) > there:
                longest = f"{mode} can add up to {there} places at either end of an axis of length {n}"
                raise InvalidArgumentError(f"{longest}, because it takes them from inside; `paddings` asks for {pair}.")
        return getitem(x, key=np.ix_(*(np.pad(np.arange(n), pair, mode.lower()) for n, pair in zip(x.shape, widths))))  # type: ignore[call-overload]
    if mode.upper() != "CONSTANT":
        raise ValueError(f"Unknown padding `mode` {mode!r}; it is 'CONSTANT', 'REFLECT' or 'SYMMETRIC'.")
    inside = tuple(slice(before, before + n) for n, (before, _) in zip(x.shape, widths))
    padded = scatter(x, key=inside, shape=tuple(n + sum(pair) for n, pair in zip(x.shape, widths)))
    if constant_values == 0:
        return padded
    frame = np.full(padded.shape, constant_values, x.dtype)
    frame[inside] = 0
    return padded + frame


def gather(params: TensorLike, indices: TensorLike, axis: int | None = None, batch_dims: int = 0) -> Tensor:
    """The slices of `params` at `indices` along `axis`; the first `batch_dims` axes of both go hand in hand.

    Raises InvalidArgumentError for an index out of range, and for `batch_dims` axes that are not there or differ.
    (A slope is a Tensor, not TensorFlow's IndexedSlices.)
    """
    x, index = as_tensor(params), plain_key(as_tensor(indices))
    if batch_dims and (batch_dims >= x.ndim or np.shape(index)[:batch_dims] != x.shape[:batch_dims]):
        shapes = f"`params` has the shape {x.shape} and `indices` {np.shape(index)}"
        raise InvalidArgumentError(f"gather needs the first batch_dims={batch_dims} axes of both to be alike, but {shapes}.")
    axis = batch_dims if axis is None else python.index(axis)
    lengths = x.shape[axis : axis + 1 or None]
    if index.size and lengths and not (index.min() >= 0 and index.max() < lengths[0]):
        raise InvalidArgumentError(f"gather found an index that is not in [0, {lengths[0]}), the range of axis {axis}.")
    if not batch_dims:
        return getitem(x, key=along(axis, x.ndim, np.asarray(index)))
    if axis != batch_dims:
        raise ValueError(f"gather with batch_dims={batch_dims} takes along the axis that follows them, not axis={axis}.")
    hand_in_hand = [np.arange(n).reshape(-1, *(1,) * (index.ndim - i - 1)) for i, n in enumerate(index.shape[:batch_dims])]
    return getitem(x, key=(*hand_in_hand, index))


def boolean_mask(tensor: TensorLike, mask: TensorLike, axis: int = 0) -> Tensor:
    """The slices along `axis` where the mask is true, or not 0.

    mask: of the shape that x has from `axis` on, or of the start of it.
    Raises ValueError for a mask of another shape, or a single one.
    """
    x, chosen = as_tensor(tensor), as_tensor(mask)
    leave(chosen, "indexing")
    where_true = chosen._array != 0
    if not where_true.ndim or x.shape[axis:][: where_true.ndim] != where_true.shape:
        raise ValueError(f"`mask` should have the shape {x.shape[axis:]} or the start of it, and has {where_true.shape}.")
    return getitem(x, key=along(axis, x.ndim, where_true))


def matmul(a: TensorLike, b: TensorLike, transpose_a: bool = False, transpose_b: bool = False) -> Tensor:
    """The matrix product a @ b, of either of them transposed if asked for. [..., m, k] times [..., k, n] is [..., m, n].

    Raises InvalidArgumentError where rows and columns do not fit, or one of them is a vector.
    """
    a = as_tensor(a).mT if transpose_a else a
    b = as_tensor(b).mT if transpose_b else b
    return linear_algebra.matmul(a, b)


def solve(matrix: TensorLike, rhs: TensorLike, adjoint: bool = False) -> Tensor:
    """The z for which matrix · z = rhs. matrix: [..., n, n], rhs: [..., n, k]; `adjoint` takes the matrix transposed.

    Raises InvalidArgumentError where no single solution exists.
    """
    return linear_algebra.solve(as_tensor(matrix).mT if adjoint else matrix, rhs)


def matrix_transpose(a: TensorLike) -> Tensor:
    """Every matrix with rows and columns exchanged: [..., m, n] becomes [..., n, m]."""
    return as_tensor(a).mT


def diag_part(input: TensorLike) -> Tensor:
    """The numbers on the main diagonal. [..., m, n] becomes [..., min(m, n)]."""
    x = as_tensor(input)
    places = np.arange(min(x.shape[-2:]))
    return getitem(x, key=(..., places, places))


def tensordot(a: TensorLike, b: TensorLike, axes: Any) -> Tensor:
    """Multiply and sum over the last `axes` axes of a and the first of b, or over axes = [those of a, those of b].

    Raises InvalidArgumentError for axes that are not there, or are not of one length.
    """
    x, y = as_tensor(a), as_tensor(b)
    if isinstance(axes, int):
        if axes > min(x.ndim, y.ndim):
            raise InvalidArgumentError(f"tensordot needs axes={axes} or more, and the shapes are {x.shape} and {y.shape}.")
        axes = [range(x.ndim - axes, x.ndim), range(axes)]
    left, right = ([axis_of(axis, t.ndim) for axis in np.atleast_1d(given)] for given, t in zip(axes, (x, y)))
    for i, j in zip(left, right):
        if x.shape[i] != y.shape[j]:
            raise InvalidArgumentError(
                f"Matrix size-incompatible: tensordot multiplies axis {i} of the shape {x.shape} with axis {j} of the shape "
                f"{y.shape}, and these have the lengths {x.shape[i]} and {y.shape[j]}."
            )
    names_x = string.ascii_lowercase[: x.ndim]
    names_y = list(string.ascii_uppercase[: y.ndim])
    for i, j in zip(left, right):
        names_y[j] = names_x[i]
    output = [c for c in names_x if c not in names_y] + [c for c in names_y if c not in names_x]
    return sum_of_products([x, y], equation=f"{names_x},{''.join(names_y)}->{''.join(output)}")


def einsum(equation: str, *inputs: TensorLike) -> Tensor:
    """Einstein's sum, such as einsum('ij,jk->ik', a, b) for a matrix product.

    Each input's axes are named by letters (... stands for the axes that are not named). The inputs are multiplied, and
    summed over every letter that is not behind the arrow. Without an arrow, the letters that occur once remain.
    Raises InvalidArgumentError for an equation that does not fit the inputs.
    """
    tensors = [as_tensor(x) for x in inputs]
    names, output = _explicit(equation.replace(" ", ""), [x.ndim for x in tensors])
    lengths: dict[str, int] = {}
    for c, n in [pair for name, x in zip(names, tensors) for pair in zip(name, x.shape)]:
        if c in equation and lengths.setdefault(c, n) != n:  # what ... stands for may be stretched, a letter may not
            raise InvalidArgumentError(f"einsum('{equation}'): '{c}' has the lengths {lengths[c]} and {n}.")
    free = (c for c in string.ascii_letters if c not in equation and not any(c in name for name in names))
    for i in range(len(tensors)):
        for place, c in enumerate(names[i]):
            if c in names[i][:place]:  # a diagonal: the letter's second place is tied to the first by a unit matrix
                new = next(free)
                names[i] = names[i][:place] + new + names[i][place + 1 :]
                names.append(c + new)
                tensors.append(Tensor(np.eye(tensors[i].shape[place], dtype=tensors[i].dtype)))
    return sum_of_products(tensors, equation=",".join(names) + "->" + output)


def _explicit(equation: str, ndims: Sequence[int]) -> tuple[list[str], str]:
    """The letters of each input and of the output, with letters for every '...' and behind a missing arrow."""
    given, arrow, output = equation.partition("->")
    names = given.split(",")
    if len(names) != len(ndims):
        raise InvalidArgumentError(f"einsum('{equation}') names {len(names)} inputs and received {len(ndims)}.")
    free = [c for c in reversed(string.ascii_letters) if c not in equation]
    rest = [ndim - len(name.replace("...", "")) for name, ndim in zip(names, ndims)]
    for name, ndim, n in zip(names, ndims, rest):
        if n < 0 or (n > 0 and "..." not in name):
            raise InvalidArgumentError(f"einsum('{equation}'): '{name}' does not fit an input with {ndim} axes.")
    dots = "".join(free[: max(rest)])
    names = [name.replace("...", dots[len(dots) - n :] if n else "") for name, n in zip(names, rest)]
    if not arrow:
        letters = "".join(names)
        output = dots + "".join(sorted(c for c in set(letters) - set(dots) if letters.count(c) == 1))
    return names, output.replace("...", dots)


def gelu(features: TensorLike, approximate: bool = False) -> Tensor:
    """z = x · Φ(x), where Φ is the area under the bell curve up to x; `approximate` uses tanh instead of erf."""
    x = as_tensor(features)
    if approximate:
        return x * 0.5 * (1 + tanh((x + x * x * x * 0.044715) * math.sqrt(2 / math.pi)))
    return x * 0.5 * (1 + erf(x * math.sqrt(0.5)))


def sigmoid_cross_entropy_with_logits(labels: TensorLike, logits: TensorLike) -> Tensor:
    """-ln σ(logits) where the label is 1, -ln (1 - σ(logits)) where it is 0: how surprised the scores are by yes or no.

    Both of one shape and dtype; so is the result. Raises InvalidArgumentError for labels of another shape.
    """
    x = as_tensor(logits)
    if np.shape(labels) != x.shape:
        raise InvalidArgumentError(
            f"`logits` and `labels` must have the same shape, and have {x.shape} and {np.shape(labels)}."
        )
    return sigmoid_cross_entropy(labels, x)


def softmax_cross_entropy_with_logits(labels: TensorLike, logits: TensorLike, axis: int = -1) -> Tensor:
    """-Σ labels · ln softmax(logits) along the axis: how surprised the scores are by the true probabilities."""
    x, truth = as_tensor(logits), as_tensor(labels)
    if x.shape != truth.shape:  # a softmax of more classes is another softmax: first the shape, then the probabilities
        x = x + Tensor(np.zeros_like(truth._array, x.dtype))
    return -reduce_sum(log_softmax(x, axis=axis) * labels, axis)


def sparse_softmax_cross_entropy_with_logits(labels: TensorLike, logits: TensorLike) -> Tensor:
    """-ln softmax(logits)[label] for each row: how surprised the scores are by the true class.

    labels: whole numbers of shape [batch…]; logits: scores of shape [batch…, classes].
    Raises InvalidArgumentError for labels of another shape, of another kind or out of range.
    """
    return negative_log_likelihood(labels, log_softmax(logits))

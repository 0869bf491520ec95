"""Keras' own names for functions of numbers: keras.ops.mean for tf.reduce_mean. They take KerasTensors too.

Most are the library's functions under another name. What stands here as a function is what Keras does otherwise than
TensorFlow: it brings the dtypes of two inputs together, a mean of whole numbers is a fraction, and argmax without an axis
counts through all numbers.
"""

from __future__ import annotations

import builtins as python
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gradlab import operators
from gradlab.functions import composed, control_flow, creation, matrices, neurons, ordering, places, reduce, statistics
from gradlab.keras import activations, losses
from gradlab.keras.symbolic import KerasTensor, on_promises_too
from gradlab.operators import images, linear_algebra, shaping
from gradlab.tensors.dtypes import float32
from gradlab.tensors.errors import InvalidArgumentError, no_such_name
from gradlab.tensors.tensor import Tensor, TensorLike, as_array, as_tensor

Function = Callable[..., Any]
Axis = int | Sequence[int] | None


def _alike(*inputs: Any) -> list[Tensor]:
    """Inputs as Tensors of one dtype: that of the floats among them; a plain number takes on that of the others."""
    plain = [isinstance(x, (python.bool, int, float)) for x in inputs]
    arrays = [as_tensor(x) for x in inputs]
    known = [x.dtype for x, is_plain in zip(arrays, plain) if not is_plain] or [x.dtype for x in arrays]
    if python.any(isinstance(x, float) for x in inputs) and not python.any(dtype.kind == "f" for dtype in known):
        known.append(float32)
    dtypes = [dtype for dtype in known if dtype.kind == "f"] or known
    return [composed.cast(x, np.result_type(*dtypes)) for x in arrays]


def _of_two(function: Function) -> Function:
    """A function of two inputs, whose dtypes are brought together first."""

    def call(x1: TensorLike, x2: TensorLike) -> Tensor:
        return function(*_alike(x1, x2))

    call.__name__ = function.name if hasattr(function, "name") else function.__name__
    call.__doc__ = function.__doc__
    return on_promises_too(call)


def _of_truths(function: Function) -> Function:
    """A function of what is true and false, in which a number is true unless it is 0."""

    def call(*xs: TensorLike) -> Tensor:
        return function(*(composed.cast(x, bool) for x in xs))

    call.__name__, call.__doc__ = function.name, function.__doc__  # type: ignore[attr-defined]
    return on_promises_too(call)


def _of_floats(function: Function) -> Function:
    """A function of one input, in which whole numbers become floats."""

    def call(x: TensorLike, *args: Any, **kwargs: Any) -> Any:
        return function(_float(x), *args, **kwargs)

    call.__name__ = function.name if hasattr(function, "name") else function.__name__
    call.__doc__ = function.__doc__
    return on_promises_too(call)


def _float(x: TensorLike) -> Tensor:
    tensor = as_tensor(x)
    return tensor if tensor.dtype.kind == "f" else composed.cast(tensor, float32)


# Number by number
abs = absolute = on_promises_too(operators.abs)
negative, sign, square = (on_promises_too(f) for f in (operators.negative, operators.sign, operators.square))
sqrt, rsqrt, reciprocal = (_of_floats(f) for f in (operators.sqrt, operators.rsqrt, operators.reciprocal))
exp, expm1, log, log1p = (_of_floats(f) for f in (operators.exp, operators.expm1, operators.log, operators.log1p))
sin, cos, tan = (_of_floats(f) for f in (operators.sin, operators.cos, operators.tan))
sinh, cosh, tanh = (_of_floats(f) for f in (operators.sinh, operators.cosh, operators.tanh))
arcsin, arccos, arctan = (_of_floats(f) for f in (operators.asin, operators.acos, operators.atan))
arcsinh, arccosh, arctanh = (_of_floats(f) for f in (operators.asinh, operators.acosh, operators.atanh))
floor, ceil, erf = (_of_floats(f) for f in (operators.floor, operators.ceil, operators.erf))
isnan, isinf, isfinite = (on_promises_too(f) for f in (operators.is_nan, operators.is_inf, operators.is_finite))
stop_gradient = on_promises_too(operators.stop_gradient)

# Curves
relu, elu, selu, leaky_relu = (_of_floats(f) for f in (operators.relu, operators.elu, operators.selu, operators.leaky_relu))
softplus, silu = _of_floats(operators.softplus), _of_floats(operators.swish)
relu6, softsign, log_sigmoid = (_of_floats(f) for f in (neurons.relu6, neurons.softsign, neurons.log_sigmoid))
hard_sigmoid = _of_floats(activations.hard_sigmoid)
sigmoid, softmax = _of_floats(activations.sigmoid), _of_floats(activations.softmax)
log_softmax = _of_floats(operators.log_softmax)
swish = silu

# Two inputs
add, subtract, multiply = (_of_two(f) for f in (operators.add, operators.subtract, operators.multiply))
power, mod, floor_divide = (_of_two(f) for f in (operators.pow, operators.floormod, operators.floordiv))
maximum, minimum, arctan2 = (_of_two(f) for f in (operators.maximum, operators.minimum, operators.atan2))
equal, not_equal = _of_two(operators.equal), _of_two(operators.not_equal)
greater, greater_equal = _of_two(operators.greater), _of_two(operators.greater_equal)
less, less_equal = _of_two(operators.less), _of_two(operators.less_equal)
logical_and, logical_or = _of_truths(operators.logical_and), _of_truths(operators.logical_or)
logical_xor, logical_not = _of_truths(operators.logical_xor), _of_truths(operators.logical_not)

# Along axes
sum, max, min = (on_promises_too(f) for f in (reduce.reduce_sum, reduce.reduce_max, reduce.reduce_min))
amax, amin, prod = max, min, on_promises_too(reduce.reduce_prod)
mean, var, std = (_of_floats(f) for f in (reduce.reduce_mean, statistics.reduce_variance, statistics.reduce_std))
logsumexp = _of_floats(reduce.reduce_logsumexp)
count_nonzero = on_promises_too(statistics.count_nonzero)

# Arranged anew
reshape, squeeze = on_promises_too(operators.reshape), on_promises_too(composed.squeeze)
repeat, broadcast_to = on_promises_too(places.repeat), on_promises_too(operators.broadcast_to)
sort, argsort = on_promises_too(ordering.sort), on_promises_too(ordering.argsort)
top_k, in_top_k = on_promises_too(ordering.top_k), on_promises_too(ordering.in_top_k)

# Matrices
einsum, tensordot = on_promises_too(composed.einsum), on_promises_too(composed.tensordot)
det, inv, solve = (on_promises_too(f) for f in (linear_algebra.det, linear_algebra.inv, linear_algebra.solve))
cholesky, trace = on_promises_too(operators.cholesky), on_promises_too(matrices.trace)

# Made anew, and turned into others
cast, convert_to_tensor = on_promises_too(composed.cast), on_promises_too(creation.convert_to_tensor)
zeros, ones, linspace = creation.zeros, creation.ones, creation.linspace
zeros_like, ones_like = on_promises_too(creation.zeros_like), on_promises_too(creation.ones_like)
cond, while_loop, vectorized_map = control_flow.cond, control_flow.while_loop, control_flow.vectorized_map


@on_promises_too
def divide(x1: TensorLike, x2: TensorLike) -> Tensor:
    """x1 / x2; of whole numbers, a fraction."""
    return operators.divide(*(_float(x) for x in _alike(x1, x2)))


true_divide = divide


@on_promises_too
def matmul(x1: TensorLike, x2: TensorLike) -> Tensor:
    """The matrix product; a vector counts as a row on the left and as a column on the right."""
    a, b = _alike(x1, x2)
    if a.ndim == 1 and b.ndim == 1:
        return composed.tensordot(a, b, 1)
    if a.ndim == 1:
        return squeeze(operators.matmul(composed.expand_dims(a, 0), b), -2)
    if b.ndim == 1:
        return squeeze(operators.matmul(a, composed.expand_dims(b, -1)), -1)
    return operators.matmul(a, b)


@on_promises_too
def dot(x1: TensorLike, x2: TensorLike) -> Tensor:
    """Σ over the last axis of x1 and the last but one of x2, or its only one; a number scales."""
    a, b = _alike(x1, x2)
    if not a.ndim or not b.ndim:
        return a * b
    return composed.tensordot(a, b, [[a.ndim - 1], [python.max(b.ndim - 2, 0)]])


@on_promises_too
def outer(x1: TensorLike, x2: TensorLike) -> Tensor:
    """Each number of x1 times each of x2."""
    a, b = _alike(x1, x2)
    return operators.reshape(a, shape=(-1, 1)) * operators.reshape(b, shape=(1, -1))


@on_promises_too
def where(condition: TensorLike, x1: TensorLike | None = None, x2: TensorLike | None = None) -> Any:
    """x1 where the condition holds, x2 elsewhere; with the condition alone, the indices at which it holds, axis by axis."""
    if x1 is None or x2 is None:
        return list(np.nonzero(as_array(condition)))
    return composed.where(condition, *_alike(x1, x2))


@on_promises_too
def clip(x: TensorLike, x_min: TensorLike, x_max: TensorLike) -> Tensor:
    """Numbers below x_min become x_min, above x_max, x_max."""
    return composed.clip_by_value(x, x_min, x_max)


@on_promises_too
def round(x: TensorLike, decimals: int = 0) -> Tensor:
    """The nearest number with so many decimals; a half goes to the even one."""
    return operators.round(as_tensor(x) * 10.0**decimals) / 10.0**decimals if decimals else operators.round(x)


@on_promises_too
def gelu(x: TensorLike, approximate: bool = True) -> Tensor:
    """x times the share of a bell curve below x; by a tanh that is near to it unless approximate=False."""
    return composed.gelu(_float(x), approximate)


@on_promises_too
def all(x: TensorLike, axis: Axis = None, keepdims: python.bool = False) -> Tensor:
    """Whether all along the axes are true, or not 0."""
    return reduce.reduce_all(as_tensor(x)._array != 0, axis, keepdims)


@on_promises_too
def any(x: TensorLike, axis: Axis = None, keepdims: python.bool = False) -> Tensor:
    """Whether any along the axes is true, or not 0."""
    return reduce.reduce_any(as_tensor(x)._array != 0, axis, keepdims)


def _extreme(function: Function, x: TensorLike, axis: int | None, keepdims: bool) -> Tensor:
    tensor = as_tensor(x)
    flat = operators.reshape(tensor, shape=(-1,)) if axis is None else tensor
    found = function(flat, axis=0 if axis is None else axis, output_type=np.int32)
    if not keepdims:
        return found
    shape = [1 if axis is None or i == axis % tensor.ndim else n for i, n in enumerate(tensor.shape)]
    return operators.reshape(found, shape=tuple(shape))


@on_promises_too
def argmax(x: TensorLike, axis: int | None = None, keepdims: bool = False) -> Tensor:
    """Where the largest number stands along the axis; without one, counted through all numbers."""
    return _extreme(operators.argmax, x, axis, keepdims)


@on_promises_too
def argmin(x: TensorLike, axis: int | None = None, keepdims: bool = False) -> Tensor:
    """Where the smallest number stands along the axis; without one, counted through all numbers."""
    return _extreme(operators.argmin, x, axis, keepdims)


@on_promises_too
def cumsum(x: TensorLike, axis: int | None = None) -> Tensor:
    """Sums of all numbers so far along the axis; without one, through all numbers."""
    return operators.cumsum(operators.reshape(as_tensor(x), shape=(-1,)) if axis is None else x, axis=axis or 0)


@on_promises_too
def cumprod(x: TensorLike, axis: int | None = None) -> Tensor:
    """Products of all numbers so far along the axis; without one, through all numbers."""
    return statistics.cumprod(operators.reshape(as_tensor(x), shape=(-1,)) if axis is None else x, axis=axis or 0)


@on_promises_too
def norm(x: TensorLike, ord: Any = None, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The length of vectors, √Σx², along the axes, or with another `ord` another norm."""
    return composed.norm(_float(x), "euclidean" if ord is None else ord, axis, keepdims)


@on_promises_too
def normalize(x: TensorLike, axis: Axis = -1, order: int = 2, epsilon: float | None = None) -> Tensor:
    """Vectors along the axis, divided by their length."""
    tensor = _float(x)
    length = composed.norm(tensor, "euclidean" if order == 2 else order, axis, keepdims=True)
    return tensor / operators.maximum(length, 1e-7 if epsilon is None else epsilon)


@on_promises_too
def moments(x: TensorLike, axes: Axis, keepdims: bool = False) -> Any:
    """The mean and the variance along the axes."""
    return statistics.moments(_float(x), axes, keepdims=keepdims)


@on_promises_too
def transpose(x: TensorLike, axes: Sequence[int] | None = None) -> Tensor:
    """The axes in another order, without one in reverse."""
    return operators.transpose(x, perm=axes)


@on_promises_too
def swapaxes(x: TensorLike, axis1: int, axis2: int) -> Tensor:
    """Two axes exchanged."""
    order = list(range(as_tensor(x).ndim))
    order[axis1], order[axis2] = order[axis2], order[axis1]
    return operators.transpose(x, perm=tuple(order))


@on_promises_too
def moveaxis(x: TensorLike, source: Any, destination: Any) -> Tensor:
    """An axis, or several, at another place; the others keep their order."""
    tensor = as_tensor(x)
    moved = np.moveaxis(np.empty([1 + i for i in range(tensor.ndim)]), source, destination).shape  # lengths tell axes apart
    return operators.transpose(tensor, perm=tuple(n - 1 for n in moved))


@on_promises_too
def expand_dims(x: TensorLike, axis: Any) -> Tensor:
    """New axes of length 1 at these places of the result."""
    tensor = as_tensor(x)
    given = list(axis) if isinstance(axis, (list, tuple)) else [axis]
    for place in sorted(a % (tensor.ndim + len(given)) for a in given):
        tensor = composed.expand_dims(tensor, place)
    return tensor


@on_promises_too
def concatenate(xs: Sequence[TensorLike], axis: int = 0) -> Tensor:
    """Tensors joined along an axis that they have."""
    return operators.concat(_alike(*xs), axis=axis)


@on_promises_too
def stack(x: Sequence[TensorLike], axis: int = 0) -> Tensor:
    """Tensors of one shape side by side along a new axis."""
    return operators.stack(_alike(*x), axis=axis)


@on_promises_too
def hstack(xs: Sequence[TensorLike]) -> Tensor:
    """Tensors side by side: along axis 1, vectors along axis 0."""
    parts = _alike(*xs)
    return operators.concat(parts, axis=python.min(parts[0].ndim - 1, 1))


@on_promises_too
def vstack(xs: Sequence[TensorLike]) -> Tensor:
    """Tensors one below the other: along axis 0, vectors as rows."""
    return operators.concat([x if x.ndim > 1 else operators.reshape(x, shape=(1, -1)) for x in _alike(*xs)], axis=0)


@on_promises_too
def split(x: TensorLike, indices_or_sections: int | Sequence[int], axis: int = 0) -> list[Tensor]:
    """So many equal parts along an axis, or parts that end at these places."""
    tensor = as_tensor(x)
    if isinstance(indices_or_sections, int):
        return composed.split(tensor, indices_or_sections, axis)
    ends = [0, *indices_or_sections, tensor.shape[axis]]
    return composed.split(tensor, np.diff(ends).tolist(), axis)


@on_promises_too
def unstack(x: TensorLike, num: int | None = None, axis: int = 0) -> list[Tensor]:
    """The layers along an axis, which they lack."""
    return composed.unstack(x, num, axis)


@on_promises_too
def tile(x: TensorLike, repeats: int | Sequence[int]) -> Tensor:
    """x repeated so often along each axis, or along the last ones."""
    tensor, times = as_tensor(x), np.atleast_1d(np.asarray(repeats)).tolist()
    return composed.tile(tensor, [1] * (tensor.ndim - len(times)) + times)


@on_promises_too
def flip(x: TensorLike, axis: Axis = None) -> Tensor:
    """The numbers in reverse order along the axes, or along all."""
    tensor = as_tensor(x)
    axes = range(tensor.ndim) if axis is None else [axis] if isinstance(axis, int) else axis
    return places.reverse(tensor, [a % tensor.ndim for a in axes])


@on_promises_too
def roll(x: TensorLike, shift: Any, axis: Any = None) -> Tensor:
    """The numbers moved along the axis; what falls off comes in at the other end. Without an axis, through all numbers."""
    tensor = as_tensor(x)
    if axis is not None:
        return places.roll(tensor, shift, axis)
    return operators.reshape(places.roll(operators.reshape(tensor, shape=(-1,)), shift, 0), shape=tensor.shape)


@on_promises_too
def ravel(x: TensorLike) -> Tensor:
    """All numbers in one row."""
    return operators.reshape(as_tensor(x), shape=(-1,))


@on_promises_too
def pad(x: TensorLike, pad_width: Any, mode: str = "constant", constant_values: float | None = None) -> Tensor:
    """More numbers before and behind, along each axis; one pair is for all axes."""
    tensor = as_tensor(x)
    widths = np.broadcast_to(np.asarray(pad_width), (tensor.ndim, 2)).tolist()
    return composed.pad(tensor, widths, mode.upper(), constant_values or 0)


@on_promises_too
def take(x: TensorLike, indices: TensorLike, axis: int | None = None) -> Tensor:
    """What stands at these places along the axis, a negative one counted from the end; without an axis, in one row."""
    tensor = as_tensor(x) if axis is not None else operators.reshape(as_tensor(x), shape=(-1,))
    n = tensor.shape[axis or 0]
    wanted = np.asarray(as_array(indices)).astype(np.int64)
    if wanted.size and not (-n <= wanted.min() and wanted.max() < n):
        raise InvalidArgumentError(f"take found a place that is not in [-{n}, {n}), the range of axis {axis or 0}.")
    return composed.gather(tensor, wanted % n if n else wanted, axis=axis or 0)


@on_promises_too
def take_along_axis(x: TensorLike, indices: TensorLike, axis: int | None = None) -> Tensor:
    """For each place of `indices`, what stands there along the axis."""
    tensor, wanted = as_tensor(x), np.asarray(as_array(indices)).astype(np.int64)
    if axis is None:
        return shaping.getitem(operators.reshape(tensor, shape=(-1,)), key=wanted.ravel())
    key = list(np.ogrid[tuple(python.slice(n) for n in wanted.shape)])
    key[axis] = wanted
    return shaping.getitem(tensor, key=tuple(key))


@on_promises_too
def slice(inputs: TensorLike, start_indices: Any, shape: Any) -> Tensor:
    """A block of this shape that begins at these places."""
    return places.slice(inputs, start_indices, shape)


@on_promises_too
def scatter(indices: TensorLike, values: TensorLike, shape: Any) -> Tensor:
    """Zeros of this shape with `values` added at the places that `indices` names."""
    return places.scatter_nd(indices, values, shape)


@on_promises_too
def scatter_update(inputs: TensorLike, indices: TensorLike, updates: TensorLike) -> Tensor:
    """The inputs with `updates` at the places that `indices` names."""
    return places.tensor_scatter_nd_update(inputs, indices, updates)


@on_promises_too
def one_hot(x: TensorLike, num_classes: int, axis: int = -1, dtype: Any = None) -> Tensor:
    """1 at the place that each number names along a new axis, 0 elsewhere."""
    return operators.one_hot(composed.cast(x, np.int64), depth=num_classes, axis=axis, dtype=dtype)


@on_promises_too
def tril(x: TensorLike, k: int = 0) -> Tensor:
    """The numbers on and below the k-th diagonal, 0 above it."""
    tensor = as_tensor(x)
    return composed.where(np.tril(np.ones(tensor.shape[-2:], bool), k), tensor, tensor.dtype.type(0))


@on_promises_too
def triu(x: TensorLike, k: int = 0) -> Tensor:
    """The numbers on and above the k-th diagonal, 0 below it."""
    tensor = as_tensor(x)
    return composed.where(np.triu(np.ones(tensor.shape[-2:], bool), k), tensor, tensor.dtype.type(0))


@on_promises_too
def diag(x: TensorLike, k: int = 0) -> Tensor:
    """A matrix with these numbers on its k-th diagonal; of a matrix, the numbers there."""
    tensor = as_tensor(x)
    if tensor.ndim == 1:
        return matrices.diag(tensor, k=k)
    return shaping.getitem(tensor, key=tuple(np.array(part) for part in _diagonal(tensor.shape, k)))


def _diagonal(shape: tuple[int, ...], k: int) -> tuple[np.ndarray, np.ndarray]:
    n = len(np.diagonal(np.empty(shape), k))
    return np.arange(n) + python.max(-k, 0), np.arange(n) + python.max(k, 0)


@on_promises_too
def median(x: TensorLike, axis: int | None = None, keepdims: bool = False) -> Tensor:
    """The number in the middle, of an even count the mean of both, along the axis or of all."""
    tensor = _float(x)
    row = operators.reshape(tensor, shape=(-1,)) if axis is None else tensor
    place = 0 if axis is None else axis % tensor.ndim
    ordered, n = ordering.sort(row, place), row.shape[place]
    both = [shaping.getitem(ordered, key=shaping.along(place, row.ndim, i)) for i in ((n - 1) // 2, n // 2)]
    middle = (both[0] + both[1]) / 2
    if not keepdims:
        return middle
    shape_kept = [1 if axis is None or i == place else m for i, m in enumerate(tensor.shape)]
    return operators.reshape(middle, shape=tuple(shape_kept))


@on_promises_too
def average(x: TensorLike, axis: Axis = None, weights: TensorLike | None = None) -> Tensor:
    """The mean, in which numbers may count differently."""
    tensor = _float(x)
    if weights is None:
        return reduce.reduce_mean(tensor, axis)
    w = composed.cast(weights, tensor.dtype)
    return reduce.reduce_sum(tensor * w, axis) / reduce.reduce_sum(w + tensor * 0, axis)


def arange(start: TensorLike, stop: TensorLike | None = None, step: TensorLike = 1, dtype: Any = None) -> Tensor:
    """start, start + step, … up to but without `stop`; arange(n) counts from 0."""
    return creation.range(start, stop, step, dtype)


def full(shape: Any, fill_value: TensorLike, dtype: Any = None) -> Tensor:
    """The value, repeated to this shape; float32 unless told otherwise."""
    return creation.fill(shape, as_array(fill_value, dtype or float32))


@on_promises_too
def full_like(x: TensorLike, fill_value: TensorLike, dtype: Any = None) -> Tensor:
    """The value, repeated to the shape of x."""
    tensor = as_tensor(x)
    return creation.fill(tensor.shape, as_array(fill_value, dtype or tensor.dtype))


def eye(N: int, M: int | None = None, k: int = 0, dtype: Any = None) -> Tensor:  # Keras' names
    """Ones on the k-th diagonal of N rows and M columns, zeros elsewhere."""
    return Tensor(np.eye(N, M, k, dtype=dtype or float32))


def identity(n: int, dtype: Any = None) -> Tensor:
    """The unit matrix."""
    return eye(n, dtype=dtype)


def shape(x: Any) -> tuple[int | None, ...]:
    """The shape; of a KerasTensor, None where a length is not known."""
    return tuple(x.shape) if isinstance(x, (Tensor, KerasTensor)) else tuple(np.shape(x))


def ndim(x: Any) -> int:
    """The number of axes."""
    return len(shape(x))


def size(x: TensorLike) -> int:
    """How many numbers there are."""
    return int(np.prod(np.shape(as_array(x))))


def dtype(x: Any) -> str:
    """The name of the dtype."""
    return (x if isinstance(x, KerasTensor) else as_tensor(x)).dtype.name


def convert_to_numpy(x: TensorLike) -> np.ndarray:
    """The numbers as a NumPy array of their own."""
    return np.array(as_tensor(x).numpy())


def is_tensor(x: Any) -> bool:
    """Whether x is a Tensor, or the promise of one."""
    return isinstance(x, (Tensor, KerasTensor))


def allclose(x1: TensorLike, x2: TensorLike, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: python.bool = False) -> Any:
    """Whether all numbers of both are as good as equal."""
    return Tensor(np.bool_(np.allclose(as_array(x1), as_array(x2), rtol, atol, equal_nan)))


def isclose(x1: TensorLike, x2: TensorLike, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: python.bool = False) -> Any:
    """Which numbers of both are as good as equal."""
    return Tensor(np.isclose(as_array(x1), as_array(x2), rtol, atol, equal_nan))


def array(x: TensorLike, dtype: Any = None) -> Tensor:
    """The numbers as a Tensor."""
    return creation.convert_to_tensor(x, dtype)


def meshgrid(*x: TensorLike, indexing: str = "xy") -> list[Tensor]:
    """Vectors as the coordinates of a grid."""
    return places.meshgrid(*x, indexing=indexing)


@on_promises_too
def log2(x: TensorLike) -> Tensor:
    """The logarithm to base 2."""
    return operators.log(_float(x)) / math.log(2.0)


@on_promises_too
def log10(x: TensorLike) -> Tensor:
    """The logarithm to base 10."""
    return operators.log(_float(x)) / math.log(10.0)


@on_promises_too
def diff(a: TensorLike, n: int = 1, axis: int = -1) -> Tensor:
    """The difference of neighbours along the axis, n times."""
    tensor = as_tensor(a)
    for _ in range(n):
        ahead = shaping.getitem(tensor, key=shaping.along(axis, tensor.ndim, python.slice(1, None)))
        tensor = ahead - shaping.getitem(tensor, key=shaping.along(axis, tensor.ndim, python.slice(None, -1)))
    return tensor


@on_promises_too
def nan_to_num(x: TensorLike, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None) -> Tensor:
    """Numbers in place of nan, inf and -inf; without, 0 and the largest and smallest of the dtype."""
    tensor = as_tensor(x)
    if tensor.dtype.kind != "f":
        return tensor
    ends = np.finfo(tensor.dtype)
    high, low = ends.max if posinf is None else posinf, ends.min if neginf is None else neginf
    with_nan = composed.where(operators.is_nan(tensor), tensor.dtype.type(nan), tensor)
    up = composed.where(with_nan._array == np.inf, tensor.dtype.type(high), with_nan)
    return composed.where(with_nan._array == -np.inf, tensor.dtype.type(low), up)


@on_promises_too
def slice_update(inputs: TensorLike, start_indices: Any, updates: TensorLike) -> Tensor:
    """The inputs with a block of `updates` that begins at these places."""
    tensor, block = as_tensor(inputs), as_tensor(updates)
    starts = np.asarray(as_array(start_indices)).tolist()
    key = tuple(python.slice(start, start + n) for start, n in zip(starts, block.shape))
    hole = np.ones(tensor.shape, tensor.dtype)
    hole[key] = 0
    return tensor * hole + shaping.scatter(block, key=key, shape=tensor.shape)


def fori_loop(lower: int, upper: int, body_fun: Function, init_val: Any) -> Any:
    """body_fun(i, value) for i from `lower` up to but without `upper`, each value from the one before."""
    value = init_val
    for i in range(int(lower), int(upper)):
        value = body_fun(i, value)
    return value


def scan(f: Function, init: Any, xs: Any = None, length: int | None = None) -> tuple[Any, Any]:
    """f(carry, x) for each layer x of xs gives (carry, y): the last carry, and all y stacked."""
    carry, found = init, []
    for i in range(len(xs) if xs is not None else length or 0):
        carry, y = f(carry, None if xs is None else xs[i])
        found.append(y)
    return carry, operators.stack(found)


def map(f: Function, xs: Any) -> Any:
    """f of each layer of xs along the first axis, stacked."""
    return control_flow.map_fn(f, xs)


@on_promises_too
def conv(inputs: TensorLike, kernel: TensorLike, strides: Any = 1, padding: str = "valid") -> Tensor:
    """The convolution of pictures [batch, height, width, channels] with a kernel [height, width, channels, filters]."""
    pair = (strides, strides) if isinstance(strides, int) else tuple(strides)
    return images.conv2d(inputs, kernel, strides=pair, padding=padding)


@on_promises_too
def max_pool(inputs: TensorLike, pool_size: Any, strides: Any = None, padding: str = "valid") -> Tensor:
    """The largest number in each window of pictures [batch, height, width, channels]."""
    return _pooled(images.max_pool2d, inputs, pool_size, strides, padding)


@on_promises_too
def average_pool(inputs: TensorLike, pool_size: Any, strides: Any = None, padding: str = "valid") -> Tensor:
    """The mean of each window of pictures [batch, height, width, channels]."""
    return _pooled(images.avg_pool2d, inputs, pool_size, strides, padding)


def _pooled(function: Function, inputs: TensorLike, pool_size: Any, strides: Any, padding: str) -> Tensor:
    window = (pool_size, pool_size) if isinstance(pool_size, int) else tuple(pool_size)
    step = window if strides is None else (strides, strides) if isinstance(strides, int) else tuple(strides)
    return function(inputs, size=window, strides=step, padding=padding)


@on_promises_too
def binary_crossentropy(target: TensorLike, output: TensorLike, from_logits: bool = False) -> Tensor:
    """-y · ln p - (1 - y) · ln(1 - p), number by number."""
    return losses.binary_crossentropy(composed.expand_dims(target, -1), composed.expand_dims(output, -1), from_logits)


@on_promises_too
def categorical_crossentropy(target: TensorLike, output: TensorLike, from_logits: bool = False) -> Tensor:
    """-Σ y · ln p over the last axis, y as probabilities."""
    return losses.categorical_crossentropy(target, output, from_logits)


@on_promises_too
def sparse_categorical_crossentropy(target: TensorLike, output: TensorLike, from_logits: bool = False) -> Tensor:
    """-ln p[y] over the last axis, y as numbers of classes."""
    return losses.sparse_categorical_crossentropy(target, output, from_logits)


__getattr__ = no_such_name(__name__)

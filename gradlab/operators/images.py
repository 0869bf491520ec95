"""Operators that look at pictures through a small window: convolution and pooling.

A convolution slides a window over a picture. At each place it multiplies the numbers in the window (a patch) by the
numbers of a kernel and adds them up: one number, large where the patch looks like the kernel. So its output is a map of
where something was found (an edge, a colour, a corner), and because the same kernel looks everywhere, a few weights
find a cat's ear wherever the cat sits. Pooling slides a window too, and keeps of each patch only the largest number or
the mean: a smaller map, which knows what was found and only roughly where.

A batch of pictures has the shape [n, height, width, channels]; a kernel has [height, width, channels in, channels out].
`strides` says how far the window moves at a time, down and to the right. `padding` is 'valid', where the window stays
inside the picture, or 'same', where a frame of zeros makes the output as large as the picture (divided by the strides).
"""

import math
import operator as python
from collections.abc import Iterator, Sequence
from functools import lru_cache, reduce
from itertools import islice
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.lib.stride_tricks import as_strided

from gradlab.operators.operator import operator
from gradlab.operators.products import product
from gradlab.tensors.errors import InvalidArgumentError, nearest
from gradlab.tensors.tensor import Array

Shape: TypeAlias = Sequence[int]
Strides: TypeAlias = int | Sequence[int]

# How much memory the pictures at work may take: it fits into a processor's cache, and the next few pictures use the same
# memory again. All patches of a batch at once would be many times the batch.
_BYTES_AT_WORK = 1_000_000


# A convolution is a sum of products of three things: y = Σ x · kernel. Its slope towards the picture is the same sum
# with y and the kernel given and x asked for, its slope towards the kernel with x and y given. So the three operators
# below are each other's slopes, and a second derivative never leaves them.


@operator(
    symbol="x ∗ k",
    slope_x=lambda g, kernel, x_shape, strides, padding: conv2d_transpose(  # g ∗ᵀ k: spread over the patch by the kernel
        g, kernel, shape=x_shape, strides=strides, padding=padding
    ),
    slope_kernel=lambda g, x, kernel_shape, strides, padding: conv2d_kernel(  # Σ x · g: the patches, weighted by g
        x, g, shape=kernel_shape, strides=strides, padding=padding
    ),
)
def conv2d(x: Array, kernel: Array, *, strides: Strides = (1, 1), padding: str = "valid") -> Array:
    """How much each patch of a picture looks like each kernel: Σ patch · kernel.

    x: [n, height, width, channels], kernel: [height, width, channels, kernels], result: [n, rows, columns, kernels].
    Raises InvalidArgumentError for other ranks, for channels that differ, for a kernel larger than the picture, and for
    strides or a padding that there are none.
    """
    windows = _of_kernel(x.shape, kernel.shape, strides, padding)
    y = np.empty((len(x), *windows.places, kernel.shape[3]), np.result_type(x, kernel))
    patches, matrix = _patches(_framed(x, windows), windows), _rows(kernel, 3)
    for some in _few_at_a_time(patches):
        _rows(y[some], 3)[...] = product(_rows(patches[some], 3), matrix)
    return y


@operator(
    symbol="y ∗ᵀ k",
    slope_y=lambda g, kernel, strides, padding: conv2d(g, kernel, strides=strides, padding=padding),  # g ∗ k
    slope_kernel=lambda g, y, kernel_shape, strides, padding: conv2d_kernel(  # Σ g · y
        g, y, shape=kernel_shape, strides=strides, padding=padding
    ),
)
def conv2d_transpose(y: Array, kernel: Array, *, shape: Shape, strides: Strides = (1, 1), padding: str = "valid") -> Array:
    """The transpose of a convolution: every number of y paints the kernel into the picture, and all paint adds up.

    y: [n, rows, columns, kernels], kernel: [height, width, channels, kernels]. shape: that of the result, which is the
    picture's, [n, height, width, channels]. Raises InvalidArgumentError as conv2d does.
    """
    windows = _of_kernel(shape, kernel.shape, strides, padding)
    x = np.zeros((shape[0], *windows.framed, shape[3]), np.result_type(y, kernel))
    for some in _few_at_a_time(y):
        for row, weights in zip(_strips(x[some], windows, 0), kernel.mT):
            for cells, matrix in zip(_strips(row, windows, 1), weights):
                cells += product(_rows(y[some], 3), matrix).reshape(cells.shape)
    return _unframed(x, windows)


@operator(
    symbol="Σ x · y",
    slope_x=lambda g, y, x_shape, strides, padding: conv2d_transpose(  # y ∗ᵀ g
        y, g, shape=x_shape, strides=strides, padding=padding
    ),
    slope_y=lambda g, x, strides, padding: conv2d(x, g, strides=strides, padding=padding),  # x ∗ g
)
def conv2d_kernel(x: Array, y: Array, *, shape: Shape, strides: Strides = (1, 1), padding: str = "valid") -> Array:
    """The sum of all patches of a picture, each weighted by the number of y at its place: a kernel.

    x: [n, height, width, channels], y: [n, rows, columns, kernels]. shape: that of the result, which is the kernel's,
    [height, width, channels, kernels]. Raises InvalidArgumentError as conv2d does.
    """
    windows = _of_kernel(x.shape, shape, strides, padding)
    patches = _patches(_framed(x, windows), windows)
    kernel = np.zeros((math.prod(shape[:3]), shape[3]), np.result_type(x, y))
    for some in _few_at_a_time(patches):
        kernel += product(_rows(patches[some], 3).T, _rows(y[some], 3))
    return kernel.reshape(shape)


# The largest number of a patch is one that was picked. Its slope puts back where it was picked, and the slope of putting
# back is to pick at the same places, which x and its largest numbers decide; so these are flat in both: places jump.

_PLACES = dict.fromkeys(["x", "largest"], "it decides where the largest are, and places jump")


@operator(
    symbol="max of patch",
    slope_x=lambda g, x, z, size, strides, padding: put_at_largest(  # ∂z/∂xᵢ = 1 where xᵢ was largest (the first of equals)
        g, x, z, size=size, strides=strides, padding=padding
    ),
)
def max_pool2d(x: Array, *, size: Strides = (2, 2), strides: Strides | None = None, padding: str = "valid") -> Array:
    """The largest number of each patch, channel by channel; the window moves by its own size unless `strides` is given.

    x: [n, height, width, channels], result: [n, rows, columns, channels].
    Raises InvalidArgumentError for another rank, for a window larger than the picture, and for a size, strides or a
    padding that there are none.
    """
    windows = _of_pool(x.shape, size, strides, padding)
    return _combined(np.maximum, _framed(x, windows, _lowest(x.dtype)), windows)


@operator(
    symbol="put at max",
    flat=_PLACES,
    slope_y=lambda g, x, largest, size, strides, padding: pick_at_largest(  # picked from where it was put
        g, x, largest, size=size, strides=strides, padding=padding
    ),
)
def put_at_largest(
    y: Array, x: Array, largest: Array, *, size: Strides, strides: Strides | None = None, padding: str = "valid"
) -> Array:
    """Zeros in the shape of x, and each number of y added where x is largest in its patch; the first of equals gets it.

    y and largest, which is max_pool2d(x): [n, rows, columns, channels], x: [n, height, width, channels].
    """
    windows = _of_pool(x.shape, size, strides, padding)
    z = np.empty((len(x), *windows.framed, x.shape[3]), y.dtype)
    framed = _framed(x, windows, _lowest(x.dtype))
    side_by_side = windows.strides == windows.size  # then every number is written once, but for a rest at the end
    bottom, right = (n * step if side_by_side else 0 for n, step in zip(windows.places, windows.strides))
    z[:, bottom:] = z[:, :, right:] = 0
    for some in _few_at_a_time(framed):
        for cells, found in zip(_cells(z[some], windows), _where_largest(framed[some], largest[some], windows)):
            if side_by_side:
                np.multiply(y[some], found, out=cells)
            else:
                cells += y[some] * found
    return _unframed(z, windows)


@operator(
    symbol="pick at max",
    flat=_PLACES,
    slope_y=lambda g, x, largest, size, strides, padding: put_at_largest(  # put where it was picked
        g, x, largest, size=size, strides=strides, padding=padding
    ),
)
def pick_at_largest(
    y: Array, x: Array, largest: Array, *, size: Strides, strides: Strides | None = None, padding: str = "valid"
) -> Array:
    """Of each patch of y the number that stands where x is largest.

    y and x: [n, height, width, channels], largest, which is max_pool2d(x): [n, rows, columns, channels].
    """
    windows = _of_pool(x.shape, size, strides, padding)
    z = np.zeros((len(x), *windows.places, x.shape[3]), y.dtype)
    places = _where_largest(_framed(x, windows, _lowest(x.dtype)), largest, windows)
    for cells, found in zip(_cells(_framed(y, windows), windows), places):
        z += found * cells
    return z


@operator(
    symbol="mean of patch",
    slope_x=lambda g, x_shape, size, strides, padding: avg_pool2d_transpose(  # ∂z/∂xᵢ = 1/n for each of a patch's n numbers
        g, shape=x_shape, size=size, strides=strides, padding=padding
    ),
)
def avg_pool2d(x: Array, *, size: Strides = (2, 2), strides: Strides | None = None, padding: str = "valid") -> Array:
    """The mean of each patch, channel by channel; the window moves by its own size unless `strides` is given.

    x: [n, height, width, channels], result: [n, rows, columns, channels]. A frame of padding does not count.
    Raises InvalidArgumentError as max_pool2d does.
    """
    windows = _of_pool(x.shape, size, strides, padding)
    return _combined(np.add, _framed(x, windows), windows) / _patch_sizes(x.shape, windows, x.dtype)


@operator(
    symbol="y / n to patch",
    slope_y=lambda g, size, strides, padding: avg_pool2d(g, size=size, strides=strides, padding=padding),  # the mean of g
)
def avg_pool2d_transpose(
    y: Array, *, shape: Shape, size: Strides, strides: Strides | None = None, padding: str = "valid"
) -> Array:
    """Every number of y shared out equally among the numbers of its patch. `shape` is that of the result, the picture."""
    windows = _of_pool(shape, size, strides, padding)
    z = np.zeros((shape[0], *windows.framed, shape[3]), y.dtype)
    share = y / _patch_sizes(shape, windows, y.dtype)
    for cells in _cells(z, windows):
        cells += share
    return _unframed(z, windows)


class _Windows(NamedTuple):
    """All places of a window on a picture; each pair is (down, to the right).

    size: of the window. strides: from one place to the next. places: how many. before: how much of the frame of padding
    is above and to the left of the picture. picture: its size. framed: its size with the frame.
    """

    size: tuple[int, int]
    strides: tuple[int, int]
    places: tuple[int, int]
    before: tuple[int, int]
    picture: tuple[int, int]
    framed: tuple[int, int]


def _of_kernel(x_shape: Shape, kernel_shape: Shape, strides: Strides, padding: str) -> _Windows:
    """The windows of a convolution, once all shapes are known to fit together."""
    if len(x_shape) != 4 or len(kernel_shape) != 4:
        raise InvalidArgumentError(
            "conv2d needs pictures [n, height, width, channels] and a kernel [height, width, channels, kernels], "
            f"and received the shapes {list(x_shape)} and {list(kernel_shape)}." + _one_picture(x_shape)
        )
    if x_shape[3] != kernel_shape[2]:
        raise InvalidArgumentError(
            f"The pictures have {x_shape[3]} channels and the kernel is for {kernel_shape[2]}: the last number of the shape "
            f"{list(x_shape)} and the third of the kernel's {list(kernel_shape)} should be equal."
        )
    return _windows(x_shape, kernel_shape[:2], strides, padding, "kernel")


def _of_pool(x_shape: Shape, size: Strides, strides: Strides | None, padding: str) -> _Windows:
    if len(x_shape) != 4:
        raise InvalidArgumentError(
            f"Pooling needs pictures [n, height, width, channels], and received the shape {list(x_shape)}."
            + _one_picture(x_shape)
        )
    return _windows(x_shape, _pair(size, "size"), size if strides is None else strides, padding, "window")


def _one_picture(x_shape: Shape) -> str:
    return " A single picture becomes a batch of one with x[tf.newaxis]." if len(x_shape) == 3 else ""


def _windows(x_shape: Shape, size: Shape, strides: Strides, padding: str, what: str) -> _Windows:
    if not isinstance(padding, str) or padding.lower() not in ("valid", "same"):
        hint = nearest(str(padding), ["valid", "same"])
        raise InvalidArgumentError(f"Unknown `padding` {padding!r}; it is 'valid' or 'same'.{hint}")
    return _placed(tuple(x_shape[1:3]), tuple(size), _pair(strides, "strides"), padding.lower() == "same", what)


@lru_cache(1000)  # every step of a training asks for the same ones
def _placed(picture: tuple[int, ...], size: tuple[int, ...], steps: tuple[int, int], same: bool, what: str) -> _Windows:
    height, width = picture
    if same:  # as TensorFlow's; an odd frame has its larger half below and to the right
        rows, columns = (-(-n // step) for n, step in zip(picture, steps))
        below = max((rows - 1) * steps[0] + size[0] - height, 0)
        right = max((columns - 1) * steps[1] + size[1] - width, 0)
    else:
        rows, columns = ((n - k) // step + 1 for n, k, step in zip(picture, size, steps))
        below = right = 0
        if min(rows, columns) < 1:
            raise InvalidArgumentError(
                f"The {what} of {size[0]}x{size[1]} is larger than the pictures of {height}x{width}: "
                "take a smaller one, pool less before it, or use padding='same'."
            )
    return _Windows(
        size=(size[0], size[1]),
        strides=steps,
        places=(rows, columns),
        before=(below // 2, right // 2),
        picture=(height, width),
        framed=(height + below, width + right),
    )


def _pair(given: Strides, name: str) -> tuple[int, int]:
    """2, [2] or [2, 2] as (2, 2). TensorFlow's [1, 2, 2, 1] too: it may not step over pictures and channels."""
    try:  # `tuple` stands first because asking an abstract class takes longer, in every step of a training
        numbers = [python.index(n) for n in (given if isinstance(given, (tuple, Sequence)) else [given])]
    except TypeError:
        numbers = []
    if len(numbers) == 4 and numbers[0] == numbers[3] == 1:
        numbers = numbers[1:3]
    if len(numbers) not in (1, 2) or min(numbers) < 1:
        raise InvalidArgumentError(f"`{name}` should be a whole number above 0 or two of them, and is {given!r}.")
    return numbers[0], numbers[-1]


def _framed(x: Array, windows: _Windows, fill: float = 0) -> Array:
    """The pictures with their frame of padding."""
    if windows.framed == windows.picture:
        return x
    framed = np.full((len(x), *windows.framed, x.shape[3]), fill, x.dtype)
    _unframed(framed, windows)[...] = x
    return framed


def _unframed(x: Array, windows: _Windows) -> Array:
    (top, left), (height, width) = windows.before, windows.picture
    return x[:, top : top + height, left : left + width]


def _patches(x: Array, windows: _Windows) -> Array:
    """All patches, without copying a number: [n, rows, columns, window height, window width, channels]."""
    n, down, right, channel = x.strides
    shape = (len(x), *windows.places, *windows.size, x.shape[3])
    return as_strided(x, shape, (n, down * windows.strides[0], right * windows.strides[1], down, right, channel))


def _strips(x: Array, windows: _Windows, axis: int) -> Iterator[Array]:
    """For each row (axis 0) or column (1) of the window, those of x that it meets at all its places."""
    step, places = windows.strides[axis], windows.places[axis]
    for i in range(windows.size[axis]):
        met = slice(i, i + (places - 1) * step + 1, step)
        yield x[:, :, met] if axis else x[:, met]


def _cells(x: Array, windows: _Windows) -> Iterator[Array]:
    """For each cell of the window, the numbers that it meets at all its places: [n, rows, columns, channels]."""
    return (cells for row in _strips(x, windows, 0) for cells in _strips(row, windows, 1))


def _combined(combine: np.ufunc, x: Array, windows: _Windows) -> Array:
    """One number out of each patch: its rows combined into one, which are long and read once, and then its columns."""
    return reduce(combine, _strips(reduce(combine, _strips(x, windows, 0)), windows, 1))


def _rows(x: Array, axes: int) -> Array:
    """x as a matrix whose rows are counted by its first axes, so many."""
    return x.reshape(math.prod(x.shape[:axes]), math.prod(x.shape[axes:]))


def _few_at_a_time(x: Array) -> Iterator[slice]:
    """Slices of a batch, a picture or more at a time, that take up to _BYTES_AT_WORK each."""
    few = max(1, _BYTES_AT_WORK * len(x) // max(1, x.size * x.itemsize))
    return (slice(start, start + few) for start in range(0, len(x), few))


def _where_largest(x: Array, largest: Array, windows: _Windows) -> Iterator[Array]:
    """For each cell of the window in turn, at which places it holds the largest number; of equals, only the first does."""
    free = np.ones(largest.shape, bool)
    for cells in islice(_cells(x, windows), math.prod(windows.size) - 1):
        found = cells == largest
        found &= free
        free ^= found
        yield found
    yield free  # what no other cell holds is in the last


def _lowest(dtype: np.dtype) -> float:
    """A number below all others, for the padding of a maximum."""
    return -np.inf if dtype.kind == "f" else np.iinfo(dtype).min


def _patch_sizes(x_shape: Shape, windows: _Windows, dtype: np.dtype) -> Array:
    """How many numbers of the picture itself lie in each patch: [1, rows, columns, 1]."""
    return _combined(np.add, _framed(np.ones((1, *windows.picture, 1), dtype), windows), windows)

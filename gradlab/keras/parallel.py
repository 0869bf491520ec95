"""A training step on all cores of the machine.

NumPy uses several cores for matrix products only: while patches are gathered, pooled and bent, the others wait. So a
batch of pictures is cut into one part for each core. Each part goes forwards and backwards in a thread of its own, on a
tape of its own, and because the slope of a sum is the sum of the slopes, those of the parts add up to those of the batch.
How a batch is cut depends on nothing but its size and the number of cores, so a seed gives the same numbers in every run;
on a machine with another number of cores they differ by rounding.
"""

from __future__ import annotations

import ctypes
import math
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import cache, reduce
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np

from gradlab.keras.network import Network
from gradlab.tensors.tensor import Tensor
from gradlab.tensors.variable import Variable

Result = TypeVar("Result")

_MOST_CORES = 4  # Python's own steps happen one at a time: with more threads they would wait for each other
_FEWEST_EXAMPLES = 8  # a part of fewer examples is too short for what it costs to hand it out
_FEWEST_NUMBERS = 300_000  # and so is a batch that becomes fewer numbers on its way through the layers


def slopes(
    model: Network, x: Any, y: Any, variables: Sequence[Variable], weights: Any = None
) -> tuple[Tensor, Tensor, list[Tensor | None]]:
    """What `model.slopes` finds for a batch: its loss, its predictions and the slopes of its weights, on all cores.

    A batch stays whole if it is small, or if the model cannot be asked about a part of it.
    """
    _keep_memory()
    parts = _parts(len(x), _numbers(model, len(x))) if model.can_split and isinstance(x, Tensor) else []
    if len(parts) < 2:
        return model.slopes(x, y, variables, weights)
    x_array, y_array = x._array, y._array
    w_array = None if weights is None else weights._array

    def work(part: slice) -> tuple[Tensor, Tensor, list[Tensor | None]]:
        share = (part.stop - part.start) / len(x)
        w_part = None if w_array is None else Tensor(w_array[part])
        return model.slopes(Tensor(x_array[part]), Tensor(y_array[part]), variables, w_part, share)

    losses, predictions, found = zip(*in_parallel(work, parts))
    return (
        Tensor(_total(losses)),
        Tensor(np.concatenate([y_pred._array for y_pred in predictions])),
        [None if slopes[0] is None else Tensor(_total(slopes)) for slopes in zip(*found)],
    )


def in_parallel(work: Callable[[slice], Result], parts: list[slice]) -> list[Result]:
    """What `work` returns for each part, in their order, each computed in a thread of its own. Raises what `work` raises.

    Where there is one core, they are computed one after the other, and no thread is asked for: a browser has none.
    """
    if cores() == 1:
        return [work(part) for part in parts]
    with one_core_for_each_matrix_product():
        others: list[Future[Result]] = [_threads().submit(work, part) for part in parts[1:]]
        try:
            first = work(parts[0])
        finally:
            wait(others)
    return [first, *(other.result() for other in others)]


@contextmanager
def one_core_for_each_matrix_product() -> Iterator[None]:
    """Inside of the block, hold matrix products to the core of the thread they are in; afterwards let go.

    OpenBLAS lets its threads look out for more work for a while after each product that it shared out, 0.1 s and more.
    They are in the way of whoever goes on with threads of his own.
    """
    found = _openblas()
    if found is None:
        yield
        return
    set_threads, get_threads = found
    before = get_threads()
    set_threads(1)
    try:
        yield
    finally:
        set_threads(before)


def cores() -> int:
    """How many cores a training step may use: four at most, and one where NumPy's matrix products cannot be held to one.

    A browser's kernel has one, and no threads.
    """
    if sys.platform == "emscripten" or _openblas() is None:
        return 1
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(available, _MOST_CORES)


def _parts(examples: int, numbers: int) -> list[slice]:
    """How a batch is cut: into parts whose lengths differ by one at most."""
    n = min(cores(), examples // _FEWEST_EXAMPLES) if numbers >= _FEWEST_NUMBERS else 1
    ends = [examples * i // n for i in range(n + 1)] if n > 1 else [0, examples]
    return [slice(start, end) for start, end in pairwise(ends)]


def _numbers(model: Network, examples: int) -> int:
    """How many numbers so many examples become on their way through the layers; 0 before the first call."""
    shapes = [layer.output_shape for layer in model.layers]
    return examples * sum(math.prod(n or 1 for n in shape[1:]) for shape in shapes if shape)


def _total(tensors: tuple[Tensor, ...]) -> np.ndarray:
    return reduce(np.add, [t._array for t in tensors])


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_MOST_CORES - 1, thread_name_prefix="gradlab")


@cache
def _keep_memory() -> None:
    """Let the memory of one step be used again in the next.

    By default, arrays of more than 128 kB are given back to the system when they are no longer needed and asked for anew
    in the next step, page by page, which takes as long as computing them. The C library of Linux learns from what is
    given back (see M_MMAP_THRESHOLD in `man mallopt`): once it has seen a block of almost 32 MB, it keeps up to twice as
    much for later. Elsewhere this does nothing.
    """
    np.empty(31 * 2**20, np.uint8)


@cache
def _openblas() -> tuple[Callable[[int], None], Callable[[], int]] | None:
    """How to set and get the number of threads of OpenBLAS, which computes the matrix products of most NumPys.

    None where NumPy is built with something else or hides it; a batch then stays whole.
    """
    try:
        library = ctypes.CDLL(np._core._multiarray_umath.__file__)  # type: ignore[attr-defined]
    except (AttributeError, OSError):
        return None
    for prefix in ("scipy_openblas", "openblas"):
        for ending in ("64_", ""):
            try:
                return library[f"{prefix}_set_num_threads{ending}"], library[f"{prefix}_get_num_threads{ending}"]
            except AttributeError:
                continue
    return None

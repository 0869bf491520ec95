"""What goes into `fit`: examples x and answers y as arrays, checked before a single weight moves, cut into batches."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from gradlab.functions import random_numbers
from gradlab.keras.layers import Conv2D, Dense, Layer, Normalization
from gradlab.keras.layers.noise import Chance
from gradlab.tensors.dtypes import float32
from gradlab.tensors.errors import warn
from gradlab.tensors.structure import leaves, like
from gradlab.tensors.tensor import Tensor, as_array

# Examples or answers: an array, or several in a list, tuple or dict, each with the examples along its first axis.
Data = Any


def as_data(data: Any, argument: str) -> np.ndarray:
    """Arrays, Tensors and lists of examples as one array, without a copy where it is one already.

    Raises ValueError for None, nothing, and rows of different lengths; TypeError for what is no number.
    """
    if hasattr(data, "__next__") or (hasattr(type(data), "element_spec") and not hasattr(data, "shape")):
        raise TypeError(
            f"`{argument}` should be an array of examples, and is a {type(data).__name__}: "
            "collect what it gives into an array, or call train_on_batch on each batch."
        )
    if isinstance(data, np.ndarray) and data.dtype.kind in "fiub":
        array = data
    else:
        array = np.asarray(as_array(data, None, argument))
    if not array.ndim:
        raise ValueError(
            f"`{argument}` is a single number, {array}, and should be an array of examples: a batch of one example with one "
            f"number is np.array([[{array}]])."
        )
    if not len(array):
        raise ValueError(
            f"`{argument}` is empty: it has the shape {array.shape}, and its first axis should count the examples."
        )
    return array


def as_parts(data: Any, argument: str, several: bool) -> Data:
    """Examples for a model that may take several arrays: those of a dict, and of a list if `several`, one by one.

    Raises ValueError unless all have as many examples, and what `as_data` raises.
    """
    if isinstance(data, dict):
        parts: Any = {key: as_data(part, f"{argument}[{key!r}]") for key, part in data.items()}
    elif several and isinstance(data, (list, tuple)) and any(np.ndim(part) and hasattr(part, "shape") for part in data):
        parts = type(data)([as_data(part, f"{argument}[{place}]") for place, part in enumerate(data)])
    else:
        return as_data(data, argument)
    lengths = [len(part) for part in leaves(parts)]
    if len(set(lengths)) > 1:
        raise ValueError(
            f"Data cardinality is ambiguous: the parts of '{argument}' have {' and '.join(map(str, lengths))} examples. "
            "Each should have as many."
        )
    return parts


def check_as_many(x: Data, y: Data, names: tuple[str, str] = ("x", "y")) -> None:
    """Raise ValueError unless there are as many answers as examples."""
    if examples_in(x) != examples_in(y):
        raise ValueError(
            f"Data cardinality is ambiguous: '{names[0]}' has {examples_in(x)} examples and '{names[1]}' has "
            f"{examples_in(y)} answers. Each example needs its own."
        )


def examples_in(data: Data) -> int:
    """How many examples there are."""
    return len(leaves(data)[0])


def rows(data: Data, which: Any) -> Data:
    """Some of the examples, by a slice or by their numbers."""
    return data[which] if isinstance(data, np.ndarray) else like(data, [part[which] for part in leaves(data)])


def split_off(examples: tuple[Data, ...], fraction: float) -> tuple[tuple[Data, ...], tuple[Data, ...]]:
    """The first examples for training and the last `fraction` of them for validation, as they come, before any shuffling.

    Raises ValueError for a fraction outside of 0…1, or one that leaves nothing to train or to validate on.
    """
    if not 0 < fraction < 1:
        raise ValueError(f"`validation_split` is the fraction of examples to keep aside, below 1, and is {fraction!r}.")
    n = examples_in(examples[0])
    at = math.floor(n * (1 - fraction))
    if not 0 < at < n:
        raise ValueError(f"validation_split={fraction} of {n} examples leaves {at} to train on and {n - at} to validate on.")
    return tuple(rows(each, slice(at)) for each in examples), tuple(rows(each, slice(at, None)) for each in examples)


def whole(argument: str, value: Any, least: int) -> int:
    """`value` as a whole number of at least `least`. Raises ValueError for less, TypeError for none."""
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"`{argument}` should be a whole number, and is {value!r}.") from None
    if number < least:
        raise ValueError(f"`{argument}` should be at least {least}, and is {number}.")
    return number


def batches(arrays: Sequence[Data], batch_size: int, shuffle: bool = False) -> Iterator[tuple[Any, ...]]:
    """So many examples of each array at a time, the last batch perhaps smaller; in random order if `shuffle`."""
    n = examples_in(arrays[0])
    order = random_numbers.shuffle(np.arange(n))._array if shuffle else None
    for start in range(0, n, batch_size):
        which = slice(start, start + batch_size) if order is None else order[start : start + batch_size]
        yield tuple(batch(rows(array, which)) for array in arrays)


def batch(data: Data) -> Any:
    """Some rows as a Tensor, or as many Tensors: floats become float32, whole numbers stay what they are.

    They come to lie in memory in the order of their axes. Pictures of files often lie channel by channel, and a transposed
    view of them is read many times in a step, slowly each time.
    """
    if not isinstance(data, np.ndarray):
        return like(data, [batch(part) for part in leaves(data)])
    return Tensor(data.astype(float32 if data.dtype.kind == "f" else data.dtype, order="C", copy=False))


def warn_if_unscaled(layers: Sequence[Layer], x: Data) -> None:
    """Warn if bytes of pictures, 0 to 255, go straight into weights that expect numbers around 1."""
    if not isinstance(x, np.ndarray):
        return
    if not (x.dtype == np.uint8 or x.ndim > 2) or not 64 < x[:1000].max() <= 255 or x[:1000].min() < 0:
        return
    for layer in layers:
        if isinstance(layer, (Dense, Conv2D)):
            warn(
                f"x reaches up to {x[:1000].max()}, as the bytes of pictures do, and '{layer.name}' learns badly from "
                "numbers so large. Divide by 255 first: x / 255, or begin the model with keras.layers.Rescaling(1 / 255)."
            )
            return
        if (
            not (layer.each_example_alone or isinstance(layer, Chance))
            or hasattr(layer, "scale")
            or isinstance(layer, Normalization)
        ):
            return  # it may bring the numbers near 1

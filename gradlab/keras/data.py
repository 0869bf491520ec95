"""What goes into `fit`: examples x and answers y as arrays, checked before a single weight moves, cut into batches."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from gradlab.functions import random_numbers
from gradlab.keras.layers import Conv2D, Dense, Layer
from gradlab.keras.layers.regularization import Dropout
from gradlab.tensors.dtypes import float32
from gradlab.tensors.errors import warn
from gradlab.tensors.tensor import Tensor, as_array


def as_data(data: Any, argument: str) -> np.ndarray:
    """Arrays, Tensors and lists of examples as one array, without a copy where it is one already.

    Raises ValueError for None, nothing, and rows of different lengths; TypeError for what is no number.
    """
    if hasattr(data, "__next__") or (hasattr(data, "element_spec") and not hasattr(data, "shape")):
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


def as_pair(x: Any, y: Any, names: tuple[str, str] = ("x", "y")) -> tuple[np.ndarray, np.ndarray]:
    """Examples and their answers as arrays. Raises ValueError unless there are as many answers as examples."""
    inputs, answers = as_data(x, names[0]), as_data(y, names[1])
    if len(inputs) != len(answers):
        raise ValueError(
            f"Data cardinality is ambiguous: '{names[0]}' has {len(inputs)} examples and '{names[1]}' has {len(answers)} "
            "answers. Each example needs its own."
        )
    return inputs, answers


def split_off(examples: tuple[np.ndarray, ...], fraction: float) -> tuple[tuple[np.ndarray, ...], tuple[np.ndarray, ...]]:
    """The first examples for training and the last `fraction` of them for validation, as they come, before any shuffling.

    Raises ValueError for a fraction outside of 0…1, or one that leaves nothing to train or to validate on.
    """
    if not 0 < fraction < 1:
        raise ValueError(f"`validation_split` is the fraction of examples to keep aside, below 1, and is {fraction!r}.")
    n = len(examples[0])
    at = math.floor(n * (1 - fraction))
    if not 0 < at < n:
        raise ValueError(f"validation_split={fraction} of {n} examples leaves {at} to train on and {n - at} to validate on.")
    return tuple(each[:at] for each in examples), tuple(each[at:] for each in examples)


def whole(argument: str, value: Any, least: int) -> int:
    """`value` as a whole number of at least `least`. Raises ValueError for less, TypeError for none."""
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"`{argument}` should be a whole number, and is {value!r}.") from None
    if number < least:
        raise ValueError(f"`{argument}` should be at least {least}, and is {number}.")
    return number


def batches(arrays: Sequence[np.ndarray], batch_size: int, shuffle: bool = False) -> Iterator[tuple[Tensor, ...]]:
    """So many examples of each array at a time, the last batch perhaps smaller; in random order if `shuffle`."""
    n = len(arrays[0])
    order = random_numbers.shuffle(np.arange(n))._array if shuffle else None
    for start in range(0, n, batch_size):
        rows = slice(start, start + batch_size) if order is None else order[start : start + batch_size]
        yield tuple(batch(array[rows]) for array in arrays)


def batch(rows: np.ndarray) -> Tensor:
    """Some rows as a Tensor: floats become float32, whole numbers stay what they are."""
    return Tensor(rows.astype(float32, copy=False) if rows.dtype.kind == "f" else rows)


def warn_if_unscaled(layers: Sequence[Layer], x: np.ndarray) -> None:
    """Warn if bytes of pictures, 0 to 255, go straight into weights that expect numbers around 1."""
    if not (x.dtype == np.uint8 or x.ndim > 2) or not 64 < x[:1000].max() <= 255 or x[:1000].min() < 0:
        return
    for layer in layers:
        if isinstance(layer, (Dense, Conv2D)):
            warn(
                f"x reaches up to {x[:1000].max()}, as the bytes of pictures do, and '{layer.name}' learns badly from "
                "numbers so large. Divide by 255 first: x / 255, or begin the model with keras.layers.Rescaling(1 / 255)."
            )
            return
        if not (layer.each_example_alone or isinstance(layer, Dropout)) or hasattr(layer, "scale"):
            return  # it may bring the numbers near 1

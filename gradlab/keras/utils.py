"""Helpers around a training: the same random numbers in every run, one-hot answers, rows of one length, windows."""

from __future__ import annotations

import collections.abc as python
import random as python_random
from typing import Any

import numpy as np

from gradlab.data import Dataset
from gradlab.functions import random_numbers
from gradlab.keras.streams import PyDataset as PyDataset
from gradlab.keras.weighing import unpack_x_y_sample_weight as unpack_x_y_sample_weight
from gradlab.tensors.dtypes import float32
from gradlab.tensors.errors import no_such_name, warn
from gradlab.tensors.tensor import TensorLike, as_array


def set_random_seed(seed: int) -> None:
    """Start all random numbers anew, Python's, NumPy's and gradlab's: the same whole number gives the same training.

    Raises TypeError unless it is a whole number.
    """
    random_numbers.set_seed(seed)
    python_random.seed(seed)
    np.random.seed(abs(seed) % 2**32)


def to_categorical(x: TensorLike, num_classes: int | None = None) -> np.ndarray:
    """Numbers of classes as one-hot rows: 1 at the class, 0 elsewhere; 2 of 3 becomes [0, 0, 1].

    num_classes: one more than the largest number unless given. A last axis of length 1 is dropped.
    Raises ValueError for numbers outside of the classes and for fractions.
    """
    numbers = np.asarray(as_array(x))
    labels = numbers.astype(np.int64)
    if (labels != numbers).any():
        raise ValueError(f"to_categorical takes whole numbers of classes, and received {numbers[labels != numbers][0]}.")
    if labels.ndim > 1 and labels.shape[-1] == 1:
        labels = labels.reshape(labels.shape[:-1])
    classes = num_classes or int(labels.max(initial=-1)) + 1
    if labels.size and not 0 <= labels.min() <= labels.max() < classes:
        wrong = labels.min() if labels.min() < 0 else labels.max()
        raise ValueError(f"to_categorical found the class {wrong}, and there are {classes} classes, counted from 0.")
    return np.eye(classes, dtype=float32)[labels]


def normalize(x: TensorLike, axis: int = -1, order: int = 2) -> np.ndarray:
    """Vectors along the axis, divided by their length; a vector of zeros stays."""
    array = np.atleast_1d(np.asarray(as_array(x)))
    length = np.atleast_1d(np.linalg.norm(array, order, axis, keepdims=True))
    return array / np.where(length == 0, 1, length)


def pad_sequences(
    sequences: python.Sequence[Any],
    maxlen: int | None = None,
    dtype: Any = "int32",
    padding: str = "pre",
    truncating: str = "pre",
    value: float = 0.0,
) -> np.ndarray:
    """Rows of different lengths as an array of one length, `maxlen` or that of the longest.

    padding: whether `value` stands before ('pre') or behind ('post') a row that is shorter; truncating: where a longer one
    loses. Raises ValueError for other words, and for rows of different shapes.
    """
    for argument, word in (("padding", padding), ("truncating", truncating)):
        if word not in ("pre", "post"):
            raise ValueError(f"`{argument}` of pad_sequences should be 'pre' or 'post', and is {word!r}.")
    rows = [np.asarray(row) for row in sequences]
    shapes = {row.shape[1:] for row in rows if len(row)}
    if len(shapes) > 1:
        raise ValueError(f"pad_sequences found rows of steps of different shapes: {sorted(shapes)}.")
    n = max(map(len, rows), default=0) if maxlen is None else maxlen
    padded = np.full((len(rows), n, *(shapes.pop() if shapes else ())), value, dtype)
    for into, row in zip(padded, rows):
        kept = row[max(len(row) - n, 0) :] if truncating == "pre" else row[:n]
        if len(kept):
            into[n - len(kept) if padding == "pre" else 0 :][: len(kept)] = kept
    return padded


def timeseries_dataset_from_array(
    data: TensorLike,
    targets: TensorLike | None,
    sequence_length: int,
    sequence_stride: int = 1,
    sampling_rate: int = 1,
    batch_size: int | None = 128,
    shuffle: bool = False,
    seed: int | None = None,
    start_index: int | None = None,
    end_index: int | None = None,
) -> Dataset:
    """Windows of a series, each with the target at the place where it begins, as a Dataset of batches.

    sequence_length: steps of a window, sampling_rate apart; sequence_stride: from one window to the next.
    start_index, end_index: of the part of the series to use. Raises ValueError where no window fits.
    """
    series = np.asarray(as_array(data))
    first, last = start_index or 0, len(series) if end_index is None else end_index
    span = (sequence_length - 1) * sampling_rate + 1
    begins = np.arange(first, last - span + 1, sequence_stride)
    answers = None if targets is None else np.asarray(as_array(targets))
    if answers is not None:
        begins = begins[begins < len(answers)]
    if not len(begins):
        raise ValueError(f"no window of {span} steps fits into the {last - first} steps of the series.")
    numbers = Dataset.from_tensor_slices(begins)
    if shuffle:
        numbers = numbers.shuffle(len(begins), seed=seed)

    def window(begin: Any) -> Any:
        i = int(begin)
        steps = series[i : i + span : sampling_rate]
        return steps if answers is None else (steps, answers[i])

    windows = numbers.map(window)
    return windows if batch_size is None else windows.batch(batch_size)


def get_file(*args: Any, **kwargs: Any) -> Any:
    """Refused in words: gradlab downloads nothing on a learner's behalf."""
    raise OSError(
        "keras.utils.get_file is not here: gradlab downloads no files. Fetch it by hand, and read it with NumPy or pathlib."
    )


def plot_model(model: Any, to_file: str = "model.png", **how: Any) -> None:
    """A warning that says what draws the model here: Keras' picture needs programs that gradlab does not bring."""
    warn(
        f"keras.utils.plot_model wrote no {to_file}: it needs pydot and graphviz, in Keras too. model.summary() prints the "
        "layers and their connections, and gradlab.live.TapeDeck draws what they compute, as a picture that can be played."
    )


Sequence = PyDataset  # its name in older Keras

__getattr__ = no_such_name(__name__)

"""Helpers around a training: the same random numbers in every run, one-hot answers, rows of one length, windows."""

from __future__ import annotations

import collections.abc as python
import random as python_random
from typing import Any

import numpy as np

from gradlab.data import Dataset
from gradlab.functions import random_numbers
from gradlab.keras.configs import custom_object_scope as custom_object_scope
from gradlab.keras.configs import get_custom_objects as get_custom_objects
from gradlab.keras.configs import register_keras_serializable as register_keras_serializable
from gradlab.keras.plotting import plot_model as plot_model
from gradlab.keras.streams import PyDataset as PyDataset
from gradlab.keras.weighing import unpack_x_y_sample_weight as unpack_x_y_sample_weight
from gradlab.tensors.errors import no_such_name
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
    return np.eye(classes)[labels]


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


def split_dataset(
    dataset: Any,
    left_size: float | None = None,
    right_size: float | None = None,
    shuffle: bool = False,
    seed: int | None = None,
) -> tuple[Dataset, Dataset]:
    """The first part of a Dataset, or of arrays, and the rest, as two Datasets of `left_size` and `right_size`.

    left_size, right_size: a part of all, between 0 and 1, or a number of examples; one of them is enough.
    shuffle: draw which examples go where. Raises ValueError for sizes that do not fit.
    """
    examples = list(dataset if isinstance(dataset, Dataset) else Dataset.from_tensor_slices(dataset))
    n = len(examples)

    def count(size: float | None) -> int | None:
        return None if size is None else round(size * n) if isinstance(size, float) else int(size)

    left, right = count(left_size), count(right_size)
    if left is None and right is None:
        raise ValueError("split_dataset needs `left_size` or `right_size`: a part such as 0.8, or a number of examples.")
    left = n - int(right or 0) if left is None else left
    right = n - left if right is None else right
    if not (left > 0 and right > 0 and left + right <= n):
        raise ValueError(
            f"`left_size` {left_size} and `right_size` {right_size} of {n} examples give {left} and {right}: both need "
            "at least one, and together no more than there are."
        )
    if shuffle:
        order = np.asarray(random_numbers.shuffle(np.arange(n), seed))
        examples = [examples[i] for i in order]
    return _of_examples(examples[:left]), _of_examples(examples[n - right :])


def _of_examples(examples: list[Any]) -> Dataset:
    return Dataset(lambda: iter(examples), len(examples))


def get_file(*args: Any, **kwargs: Any) -> Any:
    """Refused in words: gradlab downloads nothing on a learner's behalf."""
    raise OSError(
        "keras.utils.get_file is not here: gradlab downloads no files. Fetch it by hand, and read it with NumPy or pathlib."
    )


Sequence = PyDataset  # its name in older Keras

__getattr__ = no_such_name(__name__)

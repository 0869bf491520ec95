"""Two helpers that every course needs: the same random numbers in every run, and one-hot answers."""

from __future__ import annotations

import random as python_random

import numpy as np

from gradlab.functions import random_numbers
from gradlab.keras.streams import PyDataset as PyDataset
from gradlab.keras.weighing import unpack_x_y_sample_weight as unpack_x_y_sample_weight
from gradlab.tensors.dtypes import float32
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
    return np.eye(classes, dtype=float32)[labels]


Sequence = PyDataset  # its name in older Keras

__getattr__ = no_such_name(__name__)

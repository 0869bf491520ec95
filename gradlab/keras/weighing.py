"""Weights of examples: how much each counts in the loss and in the metrics that are asked to weigh.

sample_weight says it for each example. class_weight says it for each class, as {0: 1.0, 1: 5.0}, and every example gets
the weight of its answer: where one answer in five is 1, both classes then count the same.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from gradlab.keras.data import Data, as_parts, examples_in
from gradlab.tensors.dtypes import float32
from gradlab.tensors.structure import leaves


def weights_of(y: Data, sample_weight: Any, class_weight: Any, argument: str = "sample_weight") -> Data | None:
    """The weights of all examples as arrays, or None where all count the same.

    Raises ValueError for both kinds of weights at once, another number of weights than answers, weights that are no finite
    numbers, and class weights for several outputs; TypeError for class weights that are no dict of numbers.
    """
    if sample_weight is not None and class_weight is not None:
        raise ValueError("`class_weight` and `sample_weight` cannot be given at the same time: multiply them into the one.")
    if class_weight is not None:
        return _of_classes(y, class_weight)
    if sample_weight is None:
        return None
    weights = as_parts(sample_weight, argument, several=True)
    if examples_in(weights) != examples_in(y):
        raise ValueError(
            f"Data cardinality is ambiguous: there are {examples_in(y)} answers, and `{argument}` has "
            f"{examples_in(weights)} weights. Each example needs its own."
        )
    for part in leaves(weights):
        if not np.isfinite(part).all():
            raise ValueError(f"`{argument}` holds {part[~np.isfinite(part)].flat[0]}: weights should be finite numbers.")
    return weights


def _of_classes(y: Data, class_weight: Any) -> np.ndarray:
    """For each answer the weight of its class, 1 where none is given. y: [n] or [n, 1] numbers of classes, or one-hot."""
    if not isinstance(class_weight, Mapping):
        raise TypeError(
            f"`class_weight` should be a dict from class to weight, such as {{0: 1.0, 1: 5.0}}, and is {class_weight!r}."
        )
    if not isinstance(y, np.ndarray):
        raise ValueError("`class_weight` needs a model with one output: for several, give sample_weight for each of them.")
    for label, weight in class_weight.items():
        if isinstance(label, str) or label != int(label):
            raise TypeError(f"the classes in `class_weight` are whole numbers such as 3, and one is {label!r}.")
        if isinstance(weight, str) or not math.isfinite(weight):
            raise ValueError(f"the weights in `class_weight` should be finite numbers, and that of {label} is {weight!r}.")
    classes = y
    if y.ndim > 1:
        classes = y.argmax(-1) if y.shape[-1] > 1 else y[..., 0]
    if classes.ndim > 1:
        raise ValueError(
            f"`class_weight` needs one class for each example, and the answers have the shape {y.shape}: use sample_weight."
        )
    labels, places = np.unique(np.round(classes).astype(np.int64), return_inverse=True)
    return np.array([class_weight.get(int(label), 1.0) for label in labels], float32)[places]


def unpack_x_y_sample_weight(data: Any) -> tuple[Any, Any, Any]:
    """x, y and the weights of a batch as `train_step` gets it; None for what is not in it."""
    if not isinstance(data, (tuple, list)):
        return data, None, None
    if not 1 <= len(data) <= 3:
        raise ValueError(f"a batch is x, (x, y) or (x, y, sample_weight), and this one has {len(data)} parts.")
    x, y, weights = (*data, None, None)[:3]
    return x, y, weights

"""Pictures for notebook 12: photographs where this computer has them, drawn animals elsewhere. Nothing is downloaded."""

from __future__ import annotations

import os
import sys

import numpy as np

from gradlab.keras.datasets import cifar10, drawn_animals

Pictures = tuple[np.ndarray, np.ndarray]


def load_pictures(train: int | None = None, test: int | None = None) -> tuple[Pictures, Pictures, list[str]]:
    """((train_images, train_labels), (test_images, test_labels), class_names); a printed sentence says which these are.

    train, test: how many, at most; 2000 and 500 unless told otherwise, and half as many where a browser computes, which
    needs a fifth of a second for a step of training. Images are float32 (n, 32, 32, 3) from 0 to 1, labels the numbers of
    the classes (n, 1).
    Photographs are those of CIFAR-10 in the folder that GRADLAB_DATA names, or in ~/.gradlab/cifar10 after a
    `cifar10.load_data()` of one's own. Raises ValueError for fewer than one picture, or a damaged file.
    """
    in_a_browser = sys.platform == "emscripten"
    fewer = ""
    if in_a_browser and train is test is None:
        fewer = " Half as many as on a computer of your own: here each step of training takes about a fifth of a second."
    train, test = (n // (1 + in_a_browser) if count is None else count for n, count in ((2000, train), (500, test)))
    for name, count in (("train", train), ("test", test)):
        if isinstance(count, bool) or not isinstance(count, int) or count < 1:
            raise ValueError(f"`{name}` should be a whole number of pictures, at least 1, and is {count!r}.")
    if cifar10.is_here():
        names = cifar10.class_names
        for_training, for_test = cifar10.load_data()
        kind = "photographs of CIFAR-10, found on this computer"
    else:
        names = drawn_animals.class_names
        for_training, for_test = drawn_animals.load_data(train, test)
        kind = "animals, drawn by a program"
    (x, y), (x_test, y_test) = (
        (images[:n], labels[:n]) for (images, labels), n in ((for_training, train), (for_test, test))
    )
    print(f"{len(x)} + {len(x_test)} {kind}.{_unfound()}{fewer}")
    return (x / np.float32(255), y), (x_test / np.float32(255), y_test), list(names)


def _unfound() -> str:
    """What to say where GRADLAB_DATA names a folder without photographs."""
    given = os.environ.get("GRADLAB_DATA")
    if not given or cifar10.is_here():
        return ""
    return f" (GRADLAB_DATA is {given!r}, and no data_batch_1.bin with a test_batch.bin is there.)"

"""Pictures for notebook 12: photographs where this computer has them, drawn animals elsewhere. Nothing is downloaded."""

from __future__ import annotations

import os

import numpy as np

from gradlab.keras.datasets import cifar10, drawn_animals

Pictures = tuple[np.ndarray, np.ndarray]


def load_pictures(train: int = 2000, test: int = 500) -> tuple[Pictures, Pictures, list[str]]:
    """((train_images, train_labels), (test_images, test_labels), class_names); a printed sentence says which these are.

    train, test: how many, at most. Images are float32 (n, 32, 32, 3) from 0 to 1, labels the numbers of the classes (n, 1).
    Photographs are those of CIFAR-10 in the folder that GRADLAB_DATA names, or in ~/.gradlab/cifar10 after a
    `cifar10.load_data()` of one's own. Raises ValueError for fewer than one picture, or a damaged file.
    """
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
    print(f"{len(x)} + {len(x_test)} {kind}.{_unfound()}")
    return (x / np.float32(255), y), (x_test / np.float32(255), y_test), list(names)


def _unfound() -> str:
    """What to say where GRADLAB_DATA names a folder without photographs."""
    given = os.environ.get("GRADLAB_DATA")
    if not given or cifar10.is_here():
        return ""
    return f" (GRADLAB_DATA is {given!r}, and no data_batch_1.bin with a test_batch.bin is there.)"

"""One training step of the network with 122 570 weights: batches of 32 pictures of 32×32, float32, Adam.

Run it with a Python that has the peers installed: `python -m tests.benchmarks.cnn`. The pictures are real ones where
GRADLAB_DATA names a folder with CIFAR-10's binary files, and random ones otherwise, in both layouts in which they lie in
memory: as the files hold them, channel by channel, and contiguous. Then the memory of `fit` on 10 000 pictures.
"""

import multiprocessing
import os
import resource
import sys
from pathlib import Path

import numpy as np

from tests.benchmarks.contest import contest, print_contest

STEPS = 20


def kind():
    return "real pictures" if _file().exists() else "random pictures"


def pictures(n=32 * STEPS):
    """Pictures between 0 and 1, [n, 32, 32, 3], float32, and their labels, [n, 1]."""
    if _file().exists():
        rows = np.fromfile(_file(), np.uint8, n * 3073).reshape(n, 3073)
        y, x = rows[:, :1].astype(np.int64), rows[:, 1:]
    else:
        rng = np.random.default_rng(0)
        y, x = rng.integers(0, 10, (n, 1)), rng.integers(0, 256, (n, 3072), np.uint8)
    x = x.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1) / np.float32(255)
    return (np.ascontiguousarray(x) if os.environ.get("PICTURES") == "contiguous" else x), y


def _file():
    return Path(os.environ.get("GRADLAB_DATA", "."), "cifar10", "data_batch_1.bin")


def network(keras):
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            layers.Conv2D(32, (3, 3), activation="relu"),
            layers.MaxPooling2D((2, 2)),
            layers.Conv2D(64, (3, 3), activation="relu"),
            layers.MaxPooling2D((2, 2)),
            layers.Conv2D(64, (3, 3), activation="relu"),
            layers.Flatten(),
            layers.Dense(64, activation="relu"),
            layers.Dense(10),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
    assert model.count_params() == 122_570
    return model


def fitted(keras):
    model, (x, y) = network(keras), pictures()
    return lambda: model.fit(x, y, verbose=0)


def batch_by_batch(keras):
    model, (x, y) = network(keras), pictures()

    def run():
        for start in range(0, len(x), 32):
            model.train_on_batch(x[start : start + 32], y[start : start + 32])

    return run


def gradlab_fit():
    from gradlab import keras

    return fitted(keras)


def gradlab_fit_on_one_core():
    from gradlab.keras import parallel

    parallel.cores = lambda: 1
    return gradlab_fit()


def gradlab_train_on_batch():
    from gradlab import keras

    return batch_by_batch(keras)


def keras_fit():
    from tensorflow import keras

    return fitted(keras)


def keras_train_on_batch():
    from tensorflow import keras

    return batch_by_batch(keras)


def pytorch_eager():
    import torch
    from torch import nn

    model = nn.Sequential(
        *(nn.Conv2d(3, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(64, 64, 3), nn.ReLU(), nn.Flatten(), nn.Linear(1024, 64), nn.ReLU(), nn.Linear(64, 10)),
    )
    optimizer, loss = torch.optim.Adam(model.parameters(), 1e-3), nn.CrossEntropyLoss()
    x, y = pictures()
    x, y = torch.tensor(x.transpose(0, 3, 1, 2).copy()), torch.tensor(y[:, 0])

    def run():
        for start in range(0, len(x), 32):
            optimizer.zero_grad()
            loss(model(x[start : start + 32]), y[start : start + 32]).backward()
            optimizer.step()

    return run


CONTESTANTS = {
    "Keras fit": keras_fit,
    "Keras train_on_batch": keras_train_on_batch,
    "PyTorch eager": pytorch_eager,
    "gradlab fit": gradlab_fit,
    "gradlab fit, one part": gradlab_fit_on_one_core,
    "gradlab train_on_batch": gradlab_train_on_batch,
}


def memory_of_fit(line):
    """How far the memory of the process grows above the data while `fit` goes through 10 000 pictures."""
    from gradlab import keras

    model, (x, y) = network(keras), pictures(10_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    model.fit(x, y, verbose=0)
    unit = 1 if sys.platform == "darwin" else 1024
    line.send((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * unit)


def main():
    for layout in ("as its files hold them", "contiguous"):
        os.environ["PICTURES"] = layout  # the contestants' processes read it
        turns = contest(CONTESTANTS, seconds=0)
        print_contest(f"One step of 122 570 weights on 32 {kind()}, {layout}", turns, "ms", 1e3, STEPS)
    here, there = multiprocessing.Pipe()
    multiprocessing.get_context("spawn").Process(target=memory_of_fit, args=(there,), daemon=True).start()
    print(f"\nMemory of fit on 10 000 pictures, above the data: {here.recv() / 1e6:.0f} MB")


if __name__ == "__main__":
    main()

"""One training step of the network with 122 570 weights: batches of 32 pictures of 32×32, float32, Adam.

Run it with a Python that has the peers installed: `python -m tests.benchmarks.cnn`. Each contestant lives in a process of
its own, because their threads would disturb each other, and they take turns. Then the memory of `fit` on 10 000 pictures.
"""

import multiprocessing
import os
import resource
import sys
import time

import numpy as np

from tests.benchmarks.timing import print_table

STEPS = 20
ROUNDS = 12


def pictures(n=32 * STEPS):
    rng = np.random.default_rng(0)
    return rng.random((n, 32, 32, 3), np.float32), rng.integers(0, 10, (n, 1))


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


def take_turns(prepare, line):
    """What a contestant's process does: make everything ready, then run at each sign.

    It tells the seconds per step, by the clock and at work on all cores together.
    """
    try:
        run = prepare()
    except ImportError as missing:
        line.send(missing)
        return
    run()
    line.send(None)
    while line.recv():
        start, worked = time.perf_counter(), time.process_time()
        run()
        line.send(((time.perf_counter() - start) / STEPS, (time.process_time() - worked) / STEPS))


def memory_of_fit(line):
    """How far the memory of the process grows above the data while `fit` goes through 10 000 pictures."""
    from gradlab import keras

    model, (x, y) = network(keras), pictures(10_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    model.fit(x, y, verbose=0)
    unit = 1 if sys.platform == "darwin" else 1024
    line.send((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * unit)


def main():
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    context = multiprocessing.get_context("spawn")

    def start(work, *args):
        here, there = context.Pipe()
        context.Process(target=work, args=(*args, there), daemon=True).start()
        there.close()
        return here

    ready = {}
    for name, prepare in CONTESTANTS.items():
        here = start(take_turns, prepare)
        missing = here.recv()
        if missing is None:
            ready[name] = here
        else:
            print(f"  ({name}: {missing})")
    clock, work = (dict.fromkeys(ready, float("inf")) for _ in range(2))
    for _ in range(ROUNDS):
        for name, line in ready.items():
            line.send(True)
            seconds, worked = line.recv()
            clock[name], work[name] = min(clock[name], seconds), min(work[name], worked)
    for line in ready.values():
        line.send(False)
    print_table("One step, 122 570 weights, 32 pictures: by the clock", clock, "ms", 1e3)
    print_table("The same, the work of all cores together (it tells more while others use them too)", work, "ms", 1e3)
    print(f"\nMemory of fit on 10 000 pictures, above the data: {start(memory_of_fit).recv() / 1e6:.0f} MB")


if __name__ == "__main__":
    main()

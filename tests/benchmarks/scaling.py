"""How the cost of a training step grows with the batch, the pictures, the weights and the length of a chain of operators.

On paper each of the four is a straight line: twice as much, twice as long (and of pictures, four times for twice the edge).
Measured, the exponent p of time ~ size^p says whether it is one; sizes double until a step takes TOO_LONG or the process
holds MOST_MEMORY. Each library runs in a process of its own, one after the other.

    python -m tests.benchmarks.scaling
"""

from __future__ import annotations

import importlib
import math
import multiprocessing
import os
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

TOO_LONG = 4.0  # seconds for one step
MOST_MEMORY = 6e9  # bytes
TURNS = 5
Library = Any  # gradlab or TensorFlow
Step = Callable[[], object]


def batch(tf: Library, n: int) -> Step:
    return _training(tf, examples=n, edge=32)


def picture(tf: Library, n: int) -> Step:
    return _training(tf, examples=4, edge=math.isqrt(n))


def weights(tf: Library, n: int) -> Step:
    """A step of two Dense layers with n weights in all, on 32 examples."""
    layers, width = tf.keras.layers, math.isqrt(n // 2)
    model = tf.keras.Sequential([tf.keras.Input((width,)), layers.Dense(width, activation="relu"), layers.Dense(width)])
    model.compile("adam", "mse")
    x = np.random.default_rng(0).standard_normal((32, width)).astype(np.float32)
    return lambda: model.train_on_batch(x, x)


def chain(tf: Library, n: int) -> Step:
    """n operators on one number, recorded and played backwards."""
    x = tf.Variable(1.0)

    def step() -> object:
        with tf.GradientTape() as tape:
            y = x * 1.0
            for _ in range(n - 1):
                y = y * 1.0
        return tape.gradient(y, x)

    return step


def _training(tf: Library, examples: int, edge: int) -> Step:
    layers = tf.keras.layers
    model = tf.keras.Sequential(
        [
            tf.keras.Input((edge, edge, 3)),
            *(layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D()),
            *(layers.Conv2D(64, 3, activation="relu"), layers.GlobalAveragePooling2D(), layers.Dense(10)),
        ]
    )
    model.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    rng = np.random.default_rng(0)
    x, y = rng.random((examples, edge, edge, 3), np.float32), rng.integers(0, 10, examples)
    return lambda: model.train_on_batch(x, y)


# What grows, from which size on, by which factor each time.
GROWING: dict[str, tuple[Callable[[Library, int], Step], int, int]] = {
    "pictures in a batch": (batch, 8, 2),
    "numbers in a picture's channel": (picture, 16 * 16, 4),
    "weights": (weights, 2 * 64 * 64, 4),
    "operators in a chain": (chain, 100, 10),
}


def sizes(start: int, factor: int) -> Iterator[int]:
    while True:
        yield start
        start *= factor


def measure(name: str, library: str, line: Connection) -> None:
    """In a process of its own: for each size the median seconds of a step and the bytes that the process holds at most."""
    try:
        tf = importlib.import_module(library)
    except ImportError:
        line.send(None)
        return
    make, start, factor = GROWING[name]
    for size in sizes(start, factor):
        try:
            step = make(tf, size)
            step()
            times = []
            for _ in range(TURNS):
                began = time.perf_counter()
                step()
                times.append(time.perf_counter() - began)
        except MemoryError:
            break
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024  # kB on Linux
        line.send((size, statistics.median(times), held))
        if statistics.median(times) * factor > TOO_LONG or held * factor > MOST_MEMORY:
            break
    line.send(None)


def exponent(found: list[tuple[int, float, int]]) -> float:
    """p of time ~ size^p, by least squares over the larger half of the sizes, where fixed costs no longer count."""
    half = found[len(found) // 2 - 1 :]
    logs = np.log([(size, seconds) for size, seconds, _ in half])
    return float(np.polyfit(*logs.T, 1)[0])


def main() -> None:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    context = multiprocessing.get_context("spawn")
    for name in GROWING:
        print(f"\n{name:32}{'':12}{'ms, median of ' + str(TURNS):>22}{'MB held at most':>18}")
        for library in ("gradlab", "tensorflow"):
            here, there = context.Pipe()
            context.Process(target=measure, args=(name, library, there), daemon=True).start()
            found = list(iter(here.recv, None))
            for size, seconds, held in found:
                print(f"  {library:30}{size:12,}{1e3 * seconds:22.2f}{held / 1e6:18.0f}")
            if len(found) > 2:
                print(f"  {library:30}{'exponent':>12}{exponent(found):22.2f}")


if __name__ == "__main__":
    main()

"""What a recorded step keeps in memory, beside the arrays that its slopes need; and the time of the import.

Run: python -m tests.benchmarks.memory
"""

import gc
import os
import subprocess
import sys
import tempfile
import time
import tracemalloc

import numpy as np

import gradlab as tf


def kept_by_a_step() -> tuple[int, int]:
    """Bytes that a recorded step of a network 256-512-512-10 on 256 examples keeps, and bytes that its slopes need."""
    rng = np.random.default_rng(0)
    x, y = tf.constant(rng.standard_normal((256, 256)).astype(np.float32)), tf.constant(rng.integers(0, 10, 256))
    sizes = [(256, 512), (512, 512), (512, 10)]
    weights = [tf.Variable((rng.standard_normal(size) * 0.05).astype(np.float32)) for size in sizes]
    biases = [tf.Variable(np.zeros(size[1], np.float32)) for size in sizes]

    def step():
        with tf.GradientTape() as tape:
            h = x
            for i, (w, b) in enumerate(zip(weights, biases)):
                h = h @ w + b
                h = tf.nn.relu(h) if i < 2 else h
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=h))
        return tape, loss

    step()
    gc.collect()
    tracemalloc.start()
    kept = step()
    gc.collect()
    used = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert kept
    needed = 4 * 256 * (512 + 512 + 10)  # the results of both relus, and the logarithms of the probabilities
    return used, needed


def import_times() -> tuple[float, float]:
    """The fastest of twenty imports of NumPy and of gradlab, both compiled, each in a fresh Python, less its start."""
    with tempfile.TemporaryDirectory() as compiled:
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": compiled}

        def seconds(code: str) -> float:
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True, env=environment)
            return time.perf_counter() - start

        seconds("import gradlab")
        times = [(seconds("pass"), seconds("import numpy"), seconds("import gradlab")) for _ in range(20)]
    nothing, numpy, gradlab = (min(column) for column in zip(*times))
    return numpy - nothing, gradlab - nothing


if __name__ == "__main__":
    used, needed = kept_by_a_step()
    print(f"a recorded step keeps {used / 1e6:.2f} MB; its slopes need {needed / 1e6:.2f} MB: {used / needed:.2f} ×")
    numpy, gradlab = import_times()
    print(f"import numpy {numpy * 1e3:.0f} ms, import gradlab {gradlab * 1e3:.0f} ms: {gradlab / numpy:.2f} ×")

"""A chain of operators, ever longer: the time for each operator should stay the same.

Run: python -m tests.benchmarks.chain
"""

import time

import gradlab as tf


def run(n: int) -> tuple[float, float]:
    """Seconds to record a chain of n operators, and to play it backwards."""
    x = tf.Variable(1.0)
    start = time.perf_counter()
    with tf.GradientTape() as tape:
        y = x
        for _ in range(n):
            y = y * 1.0
    recorded = time.perf_counter()
    tape.gradient(y, x)
    return recorded - start, time.perf_counter() - recorded


if __name__ == "__main__":
    print("operators    record     play    both   µs each")
    for n in (1_000, 10_000, 100_000):
        record, play = (min(times) for times in zip(*(run(n) for _ in range(5))))
        print(f"{n:9}  {record:6.3f} s  {play:5.3f} s  {record + play:5.3f} s  {(record + play) / n * 1e6:6.2f}")

"""Second derivatives: a Hessian of 20 numbers, and the largest curvature of a small network.

Run: python -m tests.benchmarks.second_order
"""

import os

import numpy as np

from tests.benchmarks.timing import available, best_times, print_table

START = np.linspace(-1, 1, 20)


def _hessian(tf):
    x = tf.Variable(START)

    def run():
        with tf.GradientTape() as outer:
            with tf.GradientTape() as inner:
                y = tf.reduce_sum(tf.tanh(x) * x * x)
            g = inner.gradient(y, x)
        return outer.jacobian(g, x)

    return run


def by_differences():
    def gradient(x):
        t = np.tanh(x)
        return (1 - t * t) * x * x + 2 * x * t

    def run():
        return np.array([(gradient(START + e) - gradient(START - e)) / 2e-6 for e in np.eye(20) * 1e-6])

    return run


def with_gradlab():
    import gradlab

    return _hessian(gradlab)


def with_tensorflow():
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow

    return _hessian(tensorflow)


def with_autograd():
    import autograd.numpy as anp
    from autograd import hessian

    play = hessian(lambda x: anp.sum(anp.tanh(x) * x * x))
    return lambda: play(START)


def with_torch():
    import torch

    x = torch.from_numpy(START)
    return lambda: torch.autograd.functional.hessian(lambda x: torch.sum(torch.tanh(x) * x * x), x)


def curvature():
    import gradlab as tf
    from gradlab.landscape.curvature import largest_curvature

    rng = np.random.default_rng(0)
    w1, w2 = tf.Variable(rng.standard_normal((8, 16))), tf.Variable(rng.standard_normal((16, 1)))
    x, y = tf.constant(rng.standard_normal((64, 8))), tf.constant(rng.standard_normal((64, 1)))
    return lambda: largest_curvature(lambda: tf.reduce_mean(tf.square(tf.tanh(x @ w1) @ w2 - y)), [w1, w2])


if __name__ == "__main__":
    contestants = available(
        {
            "differences of a formula": by_differences,
            "gradlab": with_gradlab,
            "PyTorch": with_torch,
            "autograd": with_autograd,
            "TensorFlow, eager": with_tensorflow,
        }
    )
    print_table("The Hessian of Σ tanh(x) x² towards 20 numbers", best_times(contestants, rounds=10, seconds=0.02))
    print_table("The largest curvature of a network 8-16-1 on 64 points", best_times({"gradlab": curvature()}, rounds=5))

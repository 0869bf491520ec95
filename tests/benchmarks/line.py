"""One training step of a line, z = W·x + b, through 1000 points: gradlab, hand-written NumPy and their peers.

Run: python -m tests.benchmarks.line
"""

import numpy as np

from tests.benchmarks.contest import contest, print_contest

RATE = np.float32(1e-3)
rng = np.random.default_rng(0)
X = rng.standard_normal(1000).astype(np.float32)
Y = (3 * X + 2 + 0.1 * rng.standard_normal(1000)).astype(np.float32)


def by_hand():
    w, b = np.float32(1), np.float32(0)

    def step():
        nonlocal w, b
        d = w * X + b - Y
        loss = np.mean(d * d)
        g = 2 * d
        w = w - RATE * np.mean(g * X)
        b = b - RATE * np.mean(g)
        return loss

    return step


def with_gradlab():
    import gradlab as tf

    w, b, x, y = tf.Variable(1.0), tf.Variable(0.0), tf.constant(X), tf.constant(Y)

    def step():
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(w * x + b - y))
        dw, db = tape.gradient(loss, [w, b])
        w.assign_sub(RATE * dw)
        b.assign_sub(RATE * db)
        return loss

    return step


def with_torch():
    import torch

    torch.set_num_threads(1)
    w, b = torch.tensor(1.0, requires_grad=True), torch.tensor(0.0, requires_grad=True)
    x, y = torch.from_numpy(X), torch.from_numpy(Y)
    rate = float(RATE)

    def step():
        loss = torch.mean(torch.square(w * x + b - y))
        dw, db = torch.autograd.grad(loss, [w, b])
        with torch.no_grad():
            w.sub_(rate * dw)
            b.sub_(rate * db)
        return loss

    return step


def with_mygrad():
    import mygrad as mg

    w, b = mg.tensor(np.float32(1)), mg.tensor(np.float32(0))

    def step():
        loss = mg.mean(mg.square(w * X + b - Y))
        loss.backward()
        w.data -= RATE * w.grad
        b.data -= RATE * b.grad
        w.null_grad()
        b.null_grad()
        return loss

    return step


def with_autograd():
    import autograd.numpy as anp
    from autograd import value_and_grad

    def loss_of(parameters):
        w, b = parameters
        return anp.mean(anp.square(w * X + b - Y))

    play = value_and_grad(loss_of)
    parameters = [np.float32(1), np.float32(0)]

    def step():
        loss, slopes = play(parameters)
        for i, slope in enumerate(slopes):
            parameters[i] = parameters[i] - RATE * slope
        return loss

    return step


def _tensorflow_step():
    import os

    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow as tf

    w, b, x, y = tf.Variable(1.0), tf.Variable(0.0), tf.constant(X), tf.constant(Y)

    def step():
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(w * x + b - y))
        dw, db = tape.gradient(loss, [w, b])
        w.assign_sub(RATE * dw)
        b.assign_sub(RATE * db)
        return loss

    return tf, step


def with_tensorflow():
    return _tensorflow_step()[1]


def with_tf_function():
    tf, step = _tensorflow_step()
    return tf.function(step)


CONTESTANTS = {
    "hand-written NumPy": by_hand,
    "gradlab": with_gradlab,
    "PyTorch": with_torch,
    "MyGrad": with_mygrad,
    "autograd": with_autograd,
    "TensorFlow, tf.function": with_tf_function,
    "TensorFlow, eager": with_tensorflow,
}

if __name__ == "__main__":
    print_contest("One training step of a line through 1000 points", contest(CONTESTANTS))

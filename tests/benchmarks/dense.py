"""One training step of a dense network 784-128-10 on 32 pictures: gradlab, hand-written NumPy and their peers.

Run: python -m tests.benchmarks.dense
"""

import os

import numpy as np

from tests.benchmarks.contest import contest, print_contest

RATE = np.float32(0.01)
rng = np.random.default_rng(0)
X = rng.standard_normal((32, 784)).astype(np.float32)
Y = rng.integers(0, 10, 32).astype(np.int32)
START = [
    (rng.standard_normal((784, 128)) * 0.05).astype(np.float32),
    np.zeros(128, np.float32),
    (rng.standard_normal((128, 10)) * 0.1).astype(np.float32),
    np.zeros(10, np.float32),
]


def by_hand():
    w1, b1, w2, b2 = (x.copy() for x in START)
    rows = np.arange(32)

    def step():
        nonlocal w1, b1, w2, b2
        h = np.maximum(X @ w1 + b1, 0)
        scores = h @ w2 + b2
        scores = scores - scores.max(axis=1, keepdims=True)
        e = np.exp(scores)
        total = e.sum(axis=1, keepdims=True)
        loss = np.mean(np.log(total[:, 0]) - scores[rows, Y])
        g = e / total
        g[rows, Y] -= 1
        g /= 32
        dw2, db2 = h.T @ g, g.sum(axis=0)
        gh = (g @ w2.T) * (h > 0)
        dw1, db1 = X.T @ gh, gh.sum(axis=0)
        w1, b1, w2, b2 = w1 - RATE * dw1, b1 - RATE * db1, w2 - RATE * dw2, b2 - RATE * db2
        return loss

    return step


def _with_tape(tf):
    w1, b1, w2, b2 = weights = [tf.Variable(x) for x in START]
    x, y, rate = tf.constant(X), tf.constant(Y), float(RATE)  # a Python number, as a learner writes it: 0.01 * slope

    def step():
        with tf.GradientTape() as tape:
            scores = tf.nn.relu(x @ w1 + b1) @ w2 + b2
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=scores))
        for weight, slope in zip(weights, tape.gradient(loss, weights)):
            weight.assign_sub(rate * slope)
        return loss

    return step


def with_gradlab():
    import gradlab

    return _with_tape(gradlab)


def with_tensorflow():
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow

    return _with_tape(tensorflow)


def with_tf_function():
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow

    return tensorflow.function(_with_tape(tensorflow))


def with_torch():
    import torch

    weights = [torch.from_numpy(x.copy()).requires_grad_() for x in START]
    w1, b1, w2, b2 = weights
    x, y = torch.from_numpy(X), torch.from_numpy(Y.astype(np.int64))

    def step():
        loss = torch.nn.functional.cross_entropy(torch.relu(x @ w1 + b1) @ w2 + b2, y)
        slopes = torch.autograd.grad(loss, weights)
        with torch.no_grad():
            for weight, slope in zip(weights, slopes):
                weight.sub_(float(RATE) * slope)
        return loss

    return step


def with_mygrad():
    import mygrad as mg

    weights = [mg.tensor(x.copy()) for x in START]
    w1, b1, w2, b2 = weights

    def step():
        loss = mg.nnet.losses.softmax_crossentropy(mg.nnet.activations.relu(X @ w1 + b1) @ w2 + b2, Y)
        loss.backward()
        for weight in weights:
            weight.data -= RATE * weight.grad
            weight.null_grad()
        return loss

    return step


def with_autograd():
    import autograd.numpy as anp
    from autograd import value_and_grad

    rows = np.arange(32)

    def loss_of(weights):
        w1, b1, w2, b2 = weights
        scores = anp.dot(anp.maximum(anp.dot(X, w1) + b1, 0), w2) + b2
        scores = scores - anp.max(scores, axis=1, keepdims=True)
        return anp.mean(anp.log(anp.sum(anp.exp(scores), axis=1)) - scores[rows, Y])

    play = value_and_grad(loss_of)
    weights = [x.copy() for x in START]

    def step():
        loss, slopes = play(weights)
        for i, slope in enumerate(slopes):
            weights[i] = weights[i] - RATE * slope
        return loss

    return step


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
    print_contest("One training step of 784-128-10 on 32 pictures", contest(CONTESTANTS))

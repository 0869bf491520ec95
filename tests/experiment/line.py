"""The experiment: a program finds W = 3 and b = 0.5 from 1000 noisy examples, starting at W = b = 16.

It runs as it stands on gradlab, and on TensorFlow when the import line is changed.
"""

import numpy as np

import gradlab as tf

TRUE_W, TRUE_b = 3.0, 0.5
SAMPLES = 1000

numbers = np.random.default_rng(0)
x = tf.constant(numbers.normal(size=SAMPLES).astype("float32"))
noise = tf.constant(numbers.normal(size=SAMPLES).astype("float32"))
y = TRUE_W * x + TRUE_b + noise

W = tf.Variable(16.0)
b = tf.Variable(16.0)


def model(x):
    return W * x + b


def loss(y, predicted):
    return tf.reduce_mean(tf.square(y - predicted))


def train(x, y, learning_rate):
    with tf.GradientTape() as tape:
        current_loss = loss(y, model(x))
    dW, db = tape.gradient(current_loss, [W, b])
    W.assign_sub(learning_rate * dW)
    b.assign_sub(learning_rate * db)


for _ in range(200):
    train(x, y, learning_rate=0.1)

print(f"W {W.numpy():.8f} b {b.numpy():.8f} loss {loss(y, model(x)).numpy():.8f}")

"""Numbers in the text of notebook 08, for the points as they are handed out."""

import numpy as np

import gradlab as tf
from gradlab import landscape, live

tf.random.set_seed(8)
x = tf.random.uniform([200], 0.0, 4.0)
y = 3.0 * x + 0.5 + tf.random.normal([200])
W, b = tf.Variable(16.0), tf.Variable(16.0)
canyon = 3.0 * x
round_x = (canyon - np.mean(canyon)) / np.std(canyon)


def error(x):
    return lambda: tf.reduce_mean(tf.square(y - (W * x + b)))


def curvatures(x):
    x = x.numpy().astype(float)
    return np.linalg.eigvalsh(2 * np.array([[np.mean(x * x), np.mean(x)], [np.mean(x), 1]]))


def lowest_in_the_canyon():
    """5, if no learning rate gets below it within 100 steps."""
    cliff = landscape.largest_learning_rate(error(canyon), [W, b])
    rates = cliff * np.linspace(0.01, 1.0, 100)
    return (
        5 if min(min(live.Descent(error(canyon), [W, b], learning_rate=r, steps=100).errors) for r in rates) > 5 else np.nan
    )


def error_of_the_best_line():
    slope, lift = np.polyfit(x.numpy(), y.numpy(), 1)
    return float(np.mean((y.numpy() - slope * x.numpy() - lift) ** 2))


def grown(share):
    """How many times the error becomes larger in 100 steps at this share of the cliff."""
    cliff = landscape.largest_learning_rate(error(x), [W, b])
    errors = live.Descent(error(x), [W, b], learning_rate=share * cliff, steps=100).errors
    return errors[-1] / errors[0]


NUMBERS = {
    "it is {−0.98} at 0.99 of the cliff": 1 - 0.99 * 2,
    "and {−1.02} at 1.01": 1 - 1.01 * 2,
    "One error shrinks to a {57}th": 1 / 0.98**200,
    "the other grows {52}-fold": lambda: grown(1.01),
    "The walls are about {8} times as steep": curvatures(canyon)[1] / curvatures(x)[1],
    "get the error below {5} within 100 steps": lowest_in_the_canyon,
    "The lowest there is lies near {1}.": error_of_the_best_line,
    "both curvatures are {2},": curvatures(round_x)[1],
    "and the cliff is at {1}.": 2 / curvatures(round_x)[1],
}

"""Numbers in the text of notebook 07."""

import gradlab as tf
from gradlab import live

tf.random.set_seed(11)
x = tf.random.normal([1000])
y = 3.0 * x + 0.5 + tf.random.normal([1000])
W, b = tf.Variable(16.0), tf.Variable(16.0)


def error():
    return tf.reduce_mean(tf.square(y - (W * x + b)))


def factor():
    """What one step with a learning rate of 0.1 leaves of W's distance to its end."""
    run = live.Descent(error, [W, b], learning_rate=0.1, steps=50)
    places = []
    for run.step in (4, 5, 50):
        places.append(run.settings[0])
    return (places[1] - places[2]) / (places[0] - places[2])


def rate_that(rate, holds):
    """The rate, if the run of ten steps with it is as the text says."""
    run = live.Descent(error, [W, b], learning_rate=rate, steps=10)
    return rate if holds(run) else float("nan")


NUMBERS = {
    "Here every step leaves about {0.8} of the distance": factor,
    "{0.05} creeps": lambda: rate_that(0.05, lambda run: run.regime == "slow"),
    "{0.5} arrives almost at once": lambda: rate_that(0.5, lambda run: run.errors[2] < 1.1),
    "and {1.05} never does": lambda: rate_that(1.05, lambda run: run.regime == "diverging"),
    "A network has {122 570} weights": 896 + 18_496 + 36_928 + 65_600 + 650,
}

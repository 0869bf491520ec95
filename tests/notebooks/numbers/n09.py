"""Numbers in the text of notebook 09."""

import numpy as np

import gradlab as tf
from gradlab.live import Race

WEIGHTS = 896 + 18_496 + 36_928 + 65_600 + 650
ALL = ["sgd", "momentum", "nesterov", "rmsprop", "adagrad", "adam"]


def tenfold(x, y):
    return 10 * 0.5 * (tf.square(x) + 100.0 * tf.square(y))


def largest_curvature():
    """Of the tenfold canyon, by a second difference along y."""
    heights = [float(tenfold(tf.constant(0.0), tf.constant(y))) for y in (-1.0, 0.0, 1.0)]
    return heights[0] - 2 * heights[1] + heights[2]


def rms_way():
    """How far RMSprop walks in a hundred steps of 0.01 down a steady slope."""
    squares = 1 - 0.9 ** np.arange(1, 101)
    return float(np.sum(0.01 / np.sqrt(squares)))


def winner(surface, **settings):
    return Race(surface, optimizers=ALL, **settings).results[0]["optimizer"]


def all_winners_as_said():
    """122 570, if the three races end as the text says."""
    found = winner("rosenbrock", steps=1000), winner("saddle"), winner("himmelblau")
    return WEIGHTS if found == ("nesterov", "rmsprop", "adagrad") else 0


NUMBERS = {
    "The largest curvature is now {1000}": largest_curvature,
    "should make 1, and it went {1.09}": rms_way,
    "| momentum | velocity | {122 570} |": all_winners_as_said,
    "| Adam | mean and size of the slopes | {245 140} |": 2 * WEIGHTS,
}

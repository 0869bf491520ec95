"""Numbers in the text of notebook 10."""

import math

import numpy as np

import gradlab as tf


def steepest() -> float:
    """The largest slope of the sigmoid, by difference quotients."""
    z = np.linspace(-8, 8, 1601)
    return float(np.max(np.diff(tf.sigmoid(z).numpy()) / np.diff(z)))


def weights_of_four_neurons() -> int:
    small = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(4), tf.keras.layers.Dense(1)])
    return sum(w.size for w in small.get_weights())


NUMBERS = {
    "the sigmoid is never larger than {0.25}": steepest,
    "leave at most 1/{64} of it": lambda: steepest() ** -3,
    "Remember the {2.3}": -math.log(0.1),
    "\\approx {0.69}$": float(tf.keras.losses.BinaryCrossentropy()(np.ones((1, 1)), np.full((1, 1), 0.5))),
    "four neurons: {17} weights": weights_of_four_neurons,
}

"""Numbers in the text of notebook 14."""

import gradlab as tf

SIDE = 28 - 3 + 1


def cubic() -> float:
    """What stands before w³ in the slope of (w² − 4)²: what is left of it at 1.7 without the −16w."""
    w = tf.Variable(1.7, dtype=tf.float64)
    with tf.GradientTape() as tape:
        error = tf.square(tf.square(w) - 4.0)
    return (float(tape.gradient(error, w)) + 16 * 1.7) / 1.7**3


NUMBERS = {
    "leaves {26} × 26 places": SIDE,
    "pooling {13} × 13": SIDE // 2,
    "has two valleys, at {−2} and": -2,
    "Its slope is ${4}w^3 - 16w$": cubic,
}

"""Numbers in the text of notebook 01."""

import gradlab as tf

tf.random.set_seed(7)
x = tf.random.normal([1000])
y = 3.0 * x + 0.5 + tf.random.normal([1000])


def error(W, b):
    return float(tf.reduce_mean(tf.square(y - (W * x + b))))


NUMBERS = {
    "A network that recognises cats has {122 570} of them": 896 + 18_496 + 36_928 + 65_600 + 650,
    "What you can reach is about {1}": error(3.0, 0.5),
}

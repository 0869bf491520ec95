"""Regularizers and constraints against Keras: twenty steps of training from the same weights."""

import numpy as np
import pytest

import gradlab
from gradlab import keras
from tests.oracle.against import tensorflow

theirs = tensorflow.keras

rng = np.random.default_rng(0)
X = rng.normal(size=(20, 16, 6)).astype(np.float32)
Y = rng.normal(size=(20, 16, 2)).astype(np.float32)

RULES = {
    "l2 by name": lambda k, tf: {"kernel_regularizer": "l2"},
    "l1 and l2": lambda k, tf: {"kernel_regularizer": k.regularizers.L1(0.02), "bias_regularizer": k.regularizers.l2(0.1)},
    "both in one": lambda k, tf: {"kernel_regularizer": k.regularizers.L1L2(0.01, 0.02)},
    "of the output": lambda k, tf: {"activity_regularizer": k.regularizers.L2(0.05)},
    "rows at right angles": lambda k, tf: {"kernel_regularizer": k.regularizers.OrthogonalRegularizer(0.1)},
    "columns": lambda k, tf: {"kernel_regularizer": k.regularizers.OrthogonalRegularizer(0.1, mode="columns")},
    "own": lambda k, tf: {"kernel_regularizer": lambda w: 0.01 * tf.reduce_sum(tf.abs(w) ** 3)},
    "longest": lambda k, tf: {"kernel_constraint": k.constraints.MaxNorm(0.8), "bias_constraint": "max_norm"},
    "not negative": lambda k, tf: {"kernel_constraint": "non_neg"},
    "of one length": lambda k, tf: {"kernel_constraint": k.constraints.UnitNorm(axis=1)},
    "between": lambda k, tf: {"kernel_constraint": k.constraints.MinMaxNorm(0.3, 0.9, 0.5)},
    "own limit": lambda k, tf: {"kernel_constraint": lambda w: tf.clip_by_value(w, -0.3, 0.3)},
}


@pytest.mark.parametrize("rule", RULES)
def test_prices_and_limits_train_as_in_keras(rule):
    def run(k, tf, start=None):
        hidden = k.layers.Dense(5, activation="tanh", **RULES[rule](k, tf))
        model = k.Sequential([k.Input((6,)), hidden, k.layers.Dense(2)])
        model.set_weights(start or model.get_weights())
        start = model.get_weights()
        model.compile(k.optimizers.SGD(0.05), "mse", metrics=["mse"])
        losses = [model.train_on_batch(x, y, return_dict=True)["loss"] for x, y in zip(X, Y)]
        return start, losses, model.evaluate(X[0], Y[0], verbose=0), model.get_weights()

    start, losses, evaluated, weights = run(theirs, tensorflow)
    _, our_losses, our_evaluated, our_weights = run(keras, gradlab, start)
    assert our_losses == pytest.approx(losses, rel=1e-5)
    assert our_evaluated == pytest.approx(evaluated, rel=1e-5)
    for ours, there in zip(our_weights, weights, strict=True):
        np.testing.assert_allclose(ours, there, rtol=1e-4, atol=1e-6)


def test_what_a_layer_adds_to_the_loss_is_trained_as_in_keras():
    def run(k, tf, start=None):
        class Priced(k.layers.Layer):
            def __init__(self):
                super().__init__()
                self.dense = k.layers.Dense(5)

            def call(self, inputs):
                z = self.dense(inputs)
                self.add_loss(0.1 * tf.reduce_mean(tf.square(z)))
                return z

        model = k.Sequential([k.Input((6,)), Priced(), Priced(), k.layers.Dense(2)])
        model.set_weights(start or model.get_weights())
        start = model.get_weights()
        model.compile(k.optimizers.SGD(0.05), "mse")
        history = model.fit(X.reshape(-1, 6), Y.reshape(-1, 2), epochs=2, shuffle=False, verbose=0, validation_split=0.2)
        return start, history.history

    start, expected = run(theirs, tensorflow)
    _, got = run(keras, gradlab, start)
    for key, values in expected.items():
        assert got[key] == pytest.approx(values, rel=1e-5), key


W = rng.normal(size=(6, 4)).astype(np.float32)
PRICES = {
    "l1_l2": lambda k: k.regularizers.l1_l2(0.01, 0.02)(W),
    "orthogonal_regularizer": lambda k: k.regularizers.orthogonal_regularizer(0.1)(W),
    "min_max_norm": lambda k: k.constraints.min_max_norm(0.3, 0.9, 0.5)(W),
}


@pytest.mark.parametrize("name", PRICES)
def test_by_their_short_names(name):
    np.testing.assert_allclose(PRICES[name](keras), PRICES[name](theirs), rtol=1e-5)


def test_own_prices_and_limits_derive_from_keras_classes():
    def run(k, tf):
        class Cubic(k.regularizers.Regularizer):
            def __call__(self, w):
                return 0.01 * tf.reduce_sum(tf.abs(w) ** 3)

        class Bounded(k.constraints.Constraint):
            def __call__(self, w):
                return tf.clip_by_value(w, -0.1, 0.1)

        layer = k.layers.Dense(4, kernel_regularizer=Cubic(), kernel_constraint=Bounded())
        model = k.Sequential([k.layers.InputLayer(shape=(4,)), layer])
        layer.set_weights([W[:4], np.zeros(4, np.float32)])
        optimizer = k.optimizers.SGD(0.1)
        assert isinstance(optimizer, k.optimizers.Optimizer)
        model.compile(optimizer, "mse")
        return model.train_on_batch(W, W * W), layer.get_weights()[0]

    (ours, our_weights), (there, weights) = run(keras, gradlab), run(theirs, tensorflow)
    assert float(ours) == pytest.approx(float(there), rel=1e-5)
    np.testing.assert_allclose(our_weights, weights, rtol=1e-5)

"""Regularizers, constraints and what layers add to the loss."""

import copy
import pickle

import numpy as np
import pytest

import gradlab as tf
from gradlab import keras
from gradlab.keras import constraints, layers, regularizers

W = tf.constant([[3.0, -1.0], [-4.0, 0.5]])


def test_prices_are_what_the_formulas_say():
    assert float(regularizers.L1(0.1)(W)) == pytest.approx(0.85)
    assert float(regularizers.L2(0.1)(W)) == pytest.approx(2.625)
    assert float(regularizers.L1L2(0.1, 0.1)(W)) == pytest.approx(0.85 + 2.625)
    assert float(regularizers.L1L2()(W)) == 0
    assert float(regularizers.OrthogonalRegularizer(1.0)(tf.eye(3))) == pytest.approx(0)
    assert float(regularizers.OrthogonalRegularizer(1.0)([[1.0, 1.0], [2.0, 2.0]])) == pytest.approx(1)


def test_limits_are_what_the_formulas_say():
    assert constraints.NonNeg()(W).numpy().tolist() == [[3, 0], [0, 0.5]]
    assert constraints.UnitNorm()(W)[:, 0].numpy() == pytest.approx([0.6, -0.8])  # 3, 4, 5
    assert constraints.MaxNorm(2.5)(W).numpy()[:, 0] == pytest.approx([1.5, -2])
    assert constraints.MaxNorm(2.5)(W).numpy()[:, 1] == pytest.approx([-1, 0.5])
    assert constraints.MinMaxNorm(0, 1, rate=0.5)(W).numpy()[:, 0] == pytest.approx([1.8, -2.4])  # half of the way to 1
    assert constraints.MaxNorm(1)([[0.0]]).numpy().tolist() == [[0]]


def test_the_price_of_the_weights_is_in_the_loss_and_in_its_slope():
    model = keras.Sequential(
        [keras.Input((2,)), layers.Dense(1, kernel_regularizer=regularizers.L2(0.5), bias_regularizer="l1")]
    )
    model.compile(keras.optimizers.SGD(0.1), "mse", metrics=["mse"])
    model.set_weights([np.array([[2.0], [1.0]]), np.array([-3.0])])
    x, y = np.zeros((4, 2)), np.full((4, 1), -3.0)  # nothing to learn: the price alone is left
    assert [float(price) for price in model.losses] == pytest.approx([2.5, 0.03])
    assert model.evaluate(x, y, verbose=0) == pytest.approx([2.53, 0])
    assert model.train_on_batch(x, y)[0] == pytest.approx(2.53)
    kernel, bias = model.get_weights()
    assert kernel[:, 0] == pytest.approx([2 - 0.1 * 2, 1 - 0.1 * 1])
    assert bias == pytest.approx([-3 + 0.1 * 0.01])


def test_the_price_of_the_output_is_the_mean_over_examples():
    layer = layers.Dense(2, use_bias=False, activity_regularizer=lambda z: tf.reduce_sum(tf.abs(z)))
    layer.build((None, 2))
    layer.set_weights([np.eye(2)])
    layer([[1.0, -2.0], [3.0, 0.0]])
    assert [float(price) for price in layer.losses] == [3]


def test_losses_are_those_of_the_last_call():
    class Priced(layers.Layer):
        def call(self, inputs):
            self.add_loss([tf.reduce_sum(inputs), 1.0])
            return inputs

    shared = Priced()
    x = keras.Input((1,))
    model = keras.Model(x, shared(shared(x)))
    for value in (2.0, 3.0):
        model([[value]])
        assert [float(part) for part in model.losses] == [value, 1, value, 1]
    model([[5.0]], training=True)
    assert float(tf.add_n(model.losses)) == 12


def test_a_model_may_learn_from_nothing_but_what_its_layers_add():
    class Guess(keras.Model):
        def __init__(self):
            super().__init__()
            self.w = self.add_weight(shape=(), initializer="zeros", name="w")

        def call(self, inputs):
            self.add_loss(tf.reduce_mean(tf.square(inputs - self.w)))
            return inputs * 0.0

        def train_step(self, data):
            with tf.GradientTape() as tape:
                self(data, training=True)
                loss = self.compute_loss()
            self.optimizer.apply(tape.gradient(loss, self.trainable_variables), self.trainable_variables)
            return {"loss": loss}

    model = Guess()
    model.compile(keras.optimizers.SGD(0.1))
    model.fit(np.full((8, 1), 4.0), epochs=60, verbose=0, batch_size=8)
    assert float(model.w) == pytest.approx(4, abs=0.01)


def test_limits_hold_after_every_step_and_a_frozen_layer_costs_nothing():
    model = keras.Sequential(
        [keras.Input((3,)), layers.Dense(4, kernel_constraint="non_neg", kernel_regularizer="l2"), layers.Dense(1)]
    )
    model.compile("sgd", "mse")
    model.fit(np.random.default_rng(0).normal(size=(32, 3)), np.zeros((32, 1)), verbose=0)
    assert model.get_weights()[0].min() >= 0
    model.layers[0].trainable = False
    assert model.losses == []


def test_pictures_are_computed_in_parts_with_prices_too():
    def slopes(cores, monkeypatch):
        monkeypatch.setattr(keras.parallel, "cores", lambda: cores)
        keras.utils.set_random_seed(1)
        model = keras.Sequential(
            [
                keras.Input((20, 20, 3)),
                layers.Conv2D(16, 3, activation="relu", kernel_regularizer="l2"),
                layers.MaxPooling2D(),
                layers.Flatten(),
                layers.Dense(2, activation="softmax"),
            ]
        )
        model.compile("sgd", "sparse_categorical_crossentropy")
        x = tf.constant(np.random.default_rng(1).normal(size=(64, 20, 20, 3)), tf.float32)
        return keras.parallel.slopes(model, x, tf.constant(np.arange(64) % 2), model.trainable_variables)

    with pytest.MonkeyPatch.context() as patch:
        one, two = slopes(1, patch), slopes(2, patch)
    assert float(one[0]) == pytest.approx(float(two[0]), rel=1e-5)
    for ours, other in zip(one[2], two[2], strict=True):
        np.testing.assert_allclose(ours.numpy(), other.numpy(), rtol=1e-3, atol=1e-6)


def test_the_price_of_the_output_of_a_convolution_is_not_skipped_before_a_pooling():
    convolution = layers.Conv2D(2, 3, activation="relu", activity_regularizer="l2")
    model = keras.Sequential([keras.Input((8, 8, 1)), convolution, layers.MaxPooling2D(), layers.Flatten(), layers.Dense(1)])
    model(np.ones((2, 8, 8, 1)), training=True)
    assert len(model.losses) == 1
    assert not model.each_example_alone


def test_a_copied_weight_keeps_its_rules():
    layer = layers.Dense(1, kernel_constraint="non_neg", kernel_regularizer=regularizers.L1(0.3))
    layer.build((None, 2))
    for other in (copy.deepcopy(layer.kernel), pickle.loads(pickle.dumps(layer.kernel))):
        assert isinstance(other.constraint, constraints.NonNeg)
        assert other.regularizer.l1 == 0.3


def test_own_layers_give_their_weights_a_price():
    class Own(layers.Layer):
        def build(self, input_shape):
            self.w = self.add_weight(shape=(2,), initializer="ones", regularizer="l2", constraint="unit_norm", name="w")

        def call(self, inputs):
            return inputs * self.w

    layer = Own()
    layer([[1.0, 1.0]])
    assert float(layer.losses[0]) == pytest.approx(0.02)


REFUSED = [
    (lambda: layers.Dense(1, kernel_regularizer="l3"), ValueError, "Could not interpret regularizer identifier: 'l3'"),
    (lambda: layers.Dense(1, kernel_regularizer=0.01), TypeError, r"a regularizer should be a name such as 'l2'.* is 0\.01"),
    (lambda: layers.Dense(1, kernel_constraint="non_negative"), ValueError, "Did you mean 'non_neg'"),
    (lambda: layers.Dense(1, kernel_constraint=2), TypeError, "a constraint should be a name such as 'non_neg'.* is 2"),
    (lambda: layers.Dense(1, kernel_regulariser="l2"), TypeError, "Did you mean 'kernel_regularizer'"),
    (lambda: layers.Flatten(kernel_regularizer="l2"), TypeError, "Flatten has no argument 'kernel_regularizer'"),
    (
        lambda: regularizers.L2(-1.0),
        ValueError,
        r"`l2` .* finite number of at least 0, and is -1\.0",
    ),
    (lambda: regularizers.L1(float("nan")), ValueError, "should be a finite number"),
    (lambda: regularizers.L1L2("0.1"), TypeError, "`l1` of a regularizer should be a number"),
    (lambda: regularizers.OrthogonalRegularizer(mode="row"), ValueError, "Did you mean 'rows'"),
    (lambda: regularizers.OrthogonalRegularizer()([1.0, 2.0]), ValueError, "takes a matrix"),
    (lambda: constraints.MaxNorm(-1), ValueError, "0 ≤ min_value ≤ max_value"),
    (lambda: constraints.MinMaxNorm(rate=2), ValueError, "`rate` should be between 0 and 1"),
    (lambda: layers.Flatten().add_loss([[1.0, 2.0]]), ValueError, r"takes a single number, and received the shape \(2,\)"),
]


@pytest.mark.parametrize(("make", "error", "message"), REFUSED)
def test_what_is_no_price_and_no_limit_is_refused(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_rules_are_written_down_with_the_model(tmp_path):
    price = regularizers.L1L2(0.1, 0.2)
    dense = layers.Dense(4, kernel_regularizer=price, bias_constraint="non_neg", activity_regularizer="l2")
    model = keras.Sequential([keras.Input((3,)), dense, layers.Flatten()])
    model.save(tmp_path / "model.keras")
    for other in (keras.models.load_model(tmp_path / "model.keras"), keras.models.clone_model(model)):
        found = other.layers[0]
        assert (found.kernel_regularizer.l1, found.kernel_regularizer.l2) == (0.1, 0.2)
        assert isinstance(found.kernel.regularizer, regularizers.L1L2)
        assert isinstance(found.bias.constraint, constraints.NonNeg)
        assert found.activity_regularizer.l2 == 0.01
    assert "activity_regularizer" not in layers.Flatten().get_config()


WRITTEN = [
    keras.metrics.AUC(curve="PR", num_thresholds=5),
    keras.metrics.AUC(thresholds=[0.3, 0.1]),
    keras.metrics.PrecisionAtRecall(0.3, 7),
    keras.metrics.Recall(top_k=2, class_id=1),
    keras.metrics.F1Score("macro", 0.4),
    keras.metrics.TopKCategoricalAccuracy(3),
    keras.metrics.BinaryCrossentropy(label_smoothing=0.1),
    keras.losses.BinaryFocalCrossentropy(True, gamma=1.0),
    keras.losses.Tversky(0.3, 0.7, reduction="sum"),
    keras.losses.CosineSimilarity(axis=0),
    keras.optimizers.Ftrl(0.1, l1_regularization_strength=0.2, clipnorm=1.0),
    keras.optimizers.RMSprop(centered=True, weight_decay=0.1),
    keras.optimizers.Nadam(keras.optimizers.schedules.PolynomialDecay(0.1, 10, power=2.0)),
    regularizers.OrthogonalRegularizer(0.3, "columns"),
    constraints.MinMaxNorm(0.1, 2, 0.5, axis=[0, 1]),
]


@pytest.mark.parametrize("thing", WRITTEN, ids=lambda thing: type(thing).__name__)
def test_what_was_written_down_is_made_again(thing):
    config = thing.get_config()
    again = type(thing).from_config(config)
    assert again.get_config() == config
    for key, value in vars(thing).items():
        if isinstance(value, (int, float, str, list)) and key not in ("_columns", "_products"):
            assert getattr(again, key) == value, key

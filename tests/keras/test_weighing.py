"""Weights of examples and classes in fit, evaluate and the steps on one batch."""

import numpy as np
import pytest

import gradlab as tf
from gradlab import keras

rng = np.random.default_rng(2)
X = rng.normal(size=(12, 3)).astype(np.float32)
Y = np.arange(12) % 3
WEIGHTS = rng.uniform(0, 2, 12).astype(np.float32)


def classifier(**compiled):
    keras.utils.set_random_seed(3)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(3, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy", **compiled)
    return model


def surprises(model):
    return -np.log(model.predict(X, verbose=0)[np.arange(12), Y])


def test_the_loss_of_evaluate_is_the_weighted_mean():
    model = classifier()
    assert model.evaluate(X, Y, sample_weight=WEIGHTS, verbose=0, batch_size=5) == pytest.approx(
        (WEIGHTS * surprises(model)).mean(), rel=1e-5
    )


def test_an_example_that_does_not_count_is_not_learned_from():
    without, with_zeros = classifier(), classifier()
    without.fit(X[:6], Y[:6], epochs=3, verbose=0, batch_size=12)
    weights = np.array([2.0] * 6 + [0.0] * 6)  # the mean is over all twelve
    with_zeros.fit(X, Y, epochs=3, verbose=0, batch_size=12, sample_weight=weights)
    for one, other in zip(without.get_weights(), with_zeros.get_weights()):
        assert other == pytest.approx(one, abs=1e-6)


@pytest.mark.parametrize("packed", [Y, Y[:, None], np.eye(3)[Y]])
def test_class_weights_are_weights_of_the_examples_of_a_class(packed):
    loss = "categorical_crossentropy" if packed.shape[1:] == (3,) else "sparse_categorical_crossentropy"
    found = []
    for weights in ({"class_weight": {0: 0.5, 2: 3.0}}, {"sample_weight": np.array([0.5, 1.0, 3.0])[Y]}):
        model = classifier()
        model.compile("sgd", loss)
        found.append(model.fit(X, packed, epochs=2, verbose=0, shuffle=False, **weights).history["loss"])
    assert found[0] == found[1]


def test_metrics_weigh_only_where_compile_says_so():
    model = classifier(metrics=["accuracy"], weighted_metrics=["accuracy", "mae"])
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"], weighted_metrics=["accuracy"])
    right = model.predict(X, verbose=0).argmax(1) == Y
    found = model.evaluate(X, Y, sample_weight=WEIGHTS, verbose=0, return_dict=True)
    assert found["accuracy"] == pytest.approx(right.mean())
    assert found["weighted_accuracy"] == pytest.approx((WEIGHTS * right).sum() / WEIGHTS.sum())
    assert model.evaluate(X, Y, verbose=0, return_dict=True)["weighted_accuracy"] == pytest.approx(right.mean())


def test_validation_data_may_bring_weights():
    model = classifier()
    history = model.fit(X, Y, verbose=0, validation_data=(X, Y, WEIGHTS)).history
    assert history["val_loss"][0] == pytest.approx((WEIGHTS * surprises(model)).mean(), rel=1e-5)


def test_weights_go_with_their_examples_into_the_validation_split_and_the_shuffling():
    model = classifier()
    model.optimizer.learning_rate = 0
    x, y = np.tile(X, (2, 1)), np.tile(Y, 2)
    history = model.fit(x, y, verbose=0, sample_weight=np.tile(WEIGHTS, 2), validation_split=0.5, batch_size=5).history
    expected = (WEIGHTS * surprises(model)).mean()
    assert [history["loss"][0], history["val_loss"][0]] == pytest.approx([expected] * 2, rel=1e-5)


def test_the_steps_on_one_batch_weigh():
    model = classifier(weighted_metrics=["accuracy"])
    expected = (WEIGHTS * surprises(model)).mean()
    assert model.test_on_batch(X, Y, WEIGHTS)[0] == pytest.approx(expected, rel=1e-5)
    assert model.train_on_batch(X, Y, WEIGHTS)[0] == pytest.approx(expected, rel=1e-5)
    expected = (np.array([4.0, 1, 1])[Y] * surprises(model)).mean()
    assert model.train_on_batch(X, Y, class_weight={0: 4.0}, return_dict=True)["loss"] == pytest.approx(expected, rel=1e-5)


def test_an_own_train_step_gets_the_weights_as_the_third_of_the_batch():
    seen = []

    class Own(keras.Sequential):
        def train_step(self, data):
            x, y, sample_weight = data
            with tf.GradientTape() as tape:
                y_pred = self(x, training=True)
                loss = self.compute_loss(x=x, y=y, y_pred=y_pred, sample_weight=sample_weight)
            seen.append((float(loss), (WEIGHTS * surprises(self)).mean()))
            self.optimizer.apply(tape.gradient(loss, self.trainable_variables), self.trainable_variables)
            for metric in self.metrics:
                if metric.name == "loss":
                    metric.update_state(loss)
                else:
                    metric.update_state(y, y_pred, sample_weight=sample_weight)
            return {m.name: m.result() for m in self.metrics}

    model = Own([keras.Input((3,)), keras.layers.Dense(3, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(X, Y, sample_weight=WEIGHTS, verbose=0, shuffle=False).history
    assert seen[0][0] == pytest.approx(seen[0][1], rel=1e-5)
    assert list(history) == ["accuracy", "loss"]


def test_an_own_loss_of_the_model_gets_the_weights_or_says_that_it_takes_none():
    class Takes(keras.Sequential):
        def compute_loss(self, x, y, y_pred, sample_weight):
            return super().compute_loss(x, y, y_pred, sample_weight) * 2

    class TakesNone(keras.Sequential):
        def compute_loss(self, x=None, y=None, y_pred=None):
            return super().compute_loss(x, y, y_pred) * 2

    for kind in (Takes, TakesNone):
        model = kind([keras.Input((3,)), keras.layers.Dense(3, activation="softmax")])
        model.compile("sgd", "sparse_categorical_crossentropy")
        assert model.evaluate(X, Y, verbose=0) == pytest.approx(2 * surprises(model).mean(), rel=1e-5)
        if kind is Takes:
            weighed = model.evaluate(X, Y, sample_weight=WEIGHTS, verbose=0)
            assert weighed == pytest.approx(2 * (WEIGHTS * surprises(model)).mean(), rel=1e-5)
        else:
            with pytest.raises(TypeError, match="compute_loss takes no `sample_weight`"):
                model.evaluate(X, Y, sample_weight=WEIGHTS, verbose=0)


def test_several_outputs_weigh_each_its_own():
    x = keras.Input((3,))
    a, b = keras.layers.Dense(1, name="a")(x), keras.layers.Dense(1, name="b")(x)
    model = keras.Model(x, [a, b])
    model.compile("sgd", ["mse", "mse"], weighted_metrics=[["mae"], None])
    y = [np.zeros((12, 1)), np.zeros((12, 1))]
    p, q = (part[:, 0] for part in model.predict(X, verbose=0))
    other = WEIGHTS[::-1]
    found = model.evaluate(X, y, sample_weight=[WEIGHTS, other], verbose=0, return_dict=True)
    assert found["loss"] == pytest.approx((WEIGHTS * p**2 + other * q**2).mean(), rel=1e-5)
    assert found["a_mae"] == pytest.approx((WEIGHTS * np.abs(p)).sum() / WEIGHTS.sum(), rel=1e-5)
    both = model.evaluate(X, y, sample_weight=WEIGHTS, verbose=0, return_dict=True)
    assert both["loss"] == pytest.approx((WEIGHTS * (p**2 + q**2)).mean(), rel=1e-5)


def test_a_metric_may_give_several_results():
    class Ends(keras.metrics.Metric):
        def __init__(self):
            super().__init__(name="ends")
            self.low = self.add_weight(name="low")
            self.high = self.add_weight(name="high")

        def update_state(self, y_true, y_pred, sample_weight=None):
            self.low.assign(tf.minimum(self.low, tf.reduce_min(y_pred)))
            self.high.assign(tf.maximum(self.high, tf.reduce_max(y_pred)))

        def result(self):
            return {"low": self.low, "high": self.high}

    model = classifier(metrics=[Ends()])
    p = model.predict(X, verbose=0)
    found = model.evaluate(X, Y, verbose=0, return_dict=True)
    assert (found["low"], found["high"]) == pytest.approx((0, p.max()))
    assert len(model.evaluate(X, Y, verbose=0)) == 3


def test_streams_bring_their_weights_and_are_weighed_by_class():
    batches = tf.data.Dataset.from_tensor_slices((X, Y, WEIGHTS)).batch(5)
    model = classifier()
    assert model.evaluate(batches, verbose=0) == pytest.approx((WEIGHTS * surprises(model)).mean(), rel=1e-5)
    with pytest.raises(ValueError, match="cannot be given at the same time"):
        model.fit(batches, class_weight={0: 2.0}, verbose=0)


def test_a_batch_is_unpacked():
    assert keras.utils.unpack_x_y_sample_weight((1, 2)) == (1, 2, None)
    assert keras.utils.unpack_x_y_sample_weight((1, 2, 3)) == (1, 2, 3)
    assert keras.utils.unpack_x_y_sample_weight(1) == (1, None, None)
    with pytest.raises(ValueError, match="this one has 4 parts"):
        keras.utils.unpack_x_y_sample_weight((1, 2, 3, 4))


def test_a_metric_in_an_attribute_of_a_model_begins_anew_in_every_epoch():
    class Own(keras.Sequential):
        def __init__(self, layers):
            super().__init__(layers)
            self.batches = keras.metrics.Sum(name="batches")

        def train_step(self, data):
            self.batches.update_state(1.0)
            return {**super().train_step(data), "batches": self.batches.result()}

    model = Own([keras.Input((3,)), keras.layers.Dense(3, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    assert [metric.name for metric in model.metrics] == ["loss", "batches", "accuracy"]
    assert model.fit(X, Y, epochs=3, batch_size=4, verbose=0).history["batches"] == [3, 3, 3]
    assert len(model.evaluate(X, Y, verbose=0)) == 2


REFUSED = [
    ({"sample_weight": WEIGHTS, "class_weight": {0: 1.0}}, ValueError, "cannot be given at the same time"),
    ({"sample_weight": WEIGHTS[:5]}, ValueError, "there are 12 answers, and `sample_weight` has 5 weights"),
    ({"sample_weight": np.ones((12, 3))}, ValueError, "needs one weight for each of them"),
    ({"sample_weight": np.where(WEIGHTS > 1, np.nan, 1)}, ValueError, "`sample_weight` holds nan"),
    ({"sample_weight": "balanced"}, Exception, "sample_weight"),
    ({"class_weight": "balanced"}, TypeError, r"`class_weight` should be a dict from class to weight.*'balanced'"),
    ({"class_weight": [1.0, 2.0, 3.0]}, TypeError, "`class_weight` should be a dict"),
    ({"class_weight": {"0": 5.0}}, TypeError, "the classes in `class_weight` are whole numbers such as 3, and one is '0'"),
    ({"class_weight": {0.5: 5.0}}, TypeError, "are whole numbers"),
    ({"class_weight": {0: "much"}}, ValueError, "that of 0 is 'much'"),
    ({"class_weight": {0: float("inf")}}, ValueError, "should be finite numbers"),
    ({"validation_data": (X, Y, WEIGHTS[:3])}, ValueError, r"`validation_data\[2\]` has 3 weights"),
    ({"validation_data": (X, Y, WEIGHTS, 1)}, ValueError, "a pair"),
]


@pytest.mark.parametrize(("given", "error", "message"), REFUSED)
def test_weights_that_cannot_be_are_refused_before_a_weight_changes(given, error, message):
    model = classifier()
    before = model.get_weights()
    with pytest.raises(error, match=message):
        model.fit(X, Y, verbose=0, **given)
    for weight, old in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, old)

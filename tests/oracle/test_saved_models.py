"""Files and configs of models between both libraries: what one writes, the other reads, and it computes the same."""

import numpy as np
import pytest

from gradlab import keras
from tests.oracle.against import tensorflow

theirs = tensorflow.keras
pytest.importorskip("h5py")

rng = np.random.default_rng(6)
ROWS = rng.normal(size=(12, 4)).astype(np.float32)
PICTURES = rng.normal(size=(12, 8, 8, 2)).astype(np.float32)
CLASSES = np.arange(12) % 3


def pictures(k):
    layers = [
        k.Input((8, 8, 2)),
        k.layers.Rescaling(0.5),
        k.layers.Conv2D(4, 3, padding="same", activation="relu", kernel_initializer="he_normal"),
        k.layers.BatchNormalization(momentum=0.8),
        k.layers.MaxPooling2D(),
        k.layers.Conv2D(3, (2, 1), strides=2),
        k.layers.ReLU(),
        k.layers.Flatten(),
        k.layers.Dropout(0.3),
        k.layers.Dense(3, activation="softmax", name="out"),
    ]
    return k.Sequential(layers), PICTURES


def branches(k):
    x = k.Input((4,), name="rows")
    shared = k.layers.Dense(4, activation="tanh")
    h = k.layers.Add()([shared(x), shared(shared(x))])
    y = (1 - h * 2.0) / 3.0 + x[:, 1:2] - x
    inner = k.Sequential([k.Input((4,)), k.layers.Dense(5), k.layers.Activation("elu")], name="inner")
    joined = k.layers.Concatenate()([inner(y), k.layers.Maximum()([x, h])])
    return k.Model(x, k.layers.Dense(3, activation="softmax")(joined)), ROWS


def trained(k, make, optimizer):
    model, x = make(k)
    model.compile(optimizer(k), k.losses.SparseCategoricalCrossentropy(), metrics=["accuracy"])
    model.fit(x, CLASSES, epochs=2, batch_size=6, verbose=0)
    return model, x


def adam(k):
    return k.optimizers.Adam(0.01)


def momentum(k):
    return k.optimizers.SGD(k.optimizers.schedules.ExponentialDecay(0.1, 5, 0.9), momentum=0.9)


def rmsprop(k):
    return k.optimizers.RMSprop(0.01, momentum=0.5)


@pytest.mark.parametrize("optimizer", [adam, momentum, rmsprop])
@pytest.mark.parametrize("make", [pictures, branches])
@pytest.mark.parametrize(("writer", "reader"), [(theirs, keras), (keras, theirs)], ids=["of Keras", "for Keras"])
def test_a_model_is_read_by_the_other_library_and_trains_on(writer, reader, make, optimizer, tmp_path):
    model, x = trained(writer, make, optimizer)
    model.save(tmp_path / "m.keras")
    other = reader.models.load_model(tmp_path / "m.keras")
    np.testing.assert_allclose(other.predict(x, verbose=0), model.predict(x, verbose=0), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(
        other.evaluate(x, CLASSES, verbose=0), model.evaluate(x, CLASSES, verbose=0), rtol=1e-4, atol=1e-5
    )
    assert [layer.name for layer in other.layers] == [layer.name for layer in model.layers]
    if make is branches:  # without dropout, both go on the same way
        found = [m.fit(x, CLASSES, epochs=3, batch_size=6, shuffle=False, verbose=0).history["loss"] for m in (model, other)]
        np.testing.assert_allclose(found[0], found[1], rtol=1e-3)


@pytest.mark.parametrize("make", [pictures, branches])
@pytest.mark.parametrize(("writer", "reader"), [(theirs, keras), (keras, theirs)], ids=["of Keras", "for Keras"])
def test_weights_and_json_are_read_by_the_other_library(writer, reader, make, tmp_path):
    model, x = make(writer)
    model.save_weights(tmp_path / "m.weights.h5")
    other = reader.models.model_from_json(model.to_json())
    other.load_weights(tmp_path / "m.weights.h5")
    np.testing.assert_allclose(other.predict(x, verbose=0), model.predict(x, verbose=0), rtol=1e-4, atol=1e-5)


def of_own(k):
    class Own(k.Model):
        def __init__(self, units=3, **kwargs):
            super().__init__(**kwargs)
            self.first = k.layers.Dense(units)
            self.more = [k.layers.Dense(2), k.layers.Dense(2)]
            self._last = k.layers.Dense(1)

        def call(self, inputs):
            h = self.first(inputs)
            for layer in self.more:
                h = layer(h)
            return self._last(h)

    return Own


def test_the_weights_of_a_learners_own_model_are_kept_at_the_same_places(tmp_path):
    model, other = of_own(theirs)(), of_own(keras)()
    expected, _ = model(ROWS), other(ROWS)
    model.save_weights(tmp_path / "m.weights.h5")
    other.load_weights(tmp_path / "m.weights.h5")
    np.testing.assert_allclose(other(ROWS), expected, rtol=1e-4, atol=1e-5)
    other.save_weights(tmp_path / "n.weights.h5")
    model.load_weights(tmp_path / "n.weights.h5")
    np.testing.assert_allclose(model(ROWS), expected, rtol=1e-4, atol=1e-5)


def test_dropout_in_a_drawn_model_of_keras_drops_in_training():
    """Keras writes down training=False for a call about which nobody has said anything."""
    x = theirs.Input((40,))
    model = theirs.Model(x, theirs.layers.Dropout(0.5)(x))
    other = keras.models.model_from_json(model.to_json())
    ones = np.ones((5, 40), np.float32)
    for m in (model, other):
        assert 0 in np.asarray(m(ones, training=True))
        assert 0 not in np.asarray(m(ones, training=False))

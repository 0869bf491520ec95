"""Whole models in files and configs: what comes back computes the same and trains on; what cannot be written is refused."""

import json
import os
import re
import sys
import zipfile

import numpy as np
import pytest

import gradlab as tf
from gradlab import keras
from gradlab.keras import layers

rng = np.random.default_rng(9)
X, Y = rng.normal(size=(20, 4)).astype(np.float32), rng.normal(size=(20, 1)).astype(np.float32)


def row():
    return keras.Sequential([keras.Input((4,)), layers.Dense(5, "relu"), layers.BatchNormalization(), layers.Dense(1)])


def drawing():
    x, shared = keras.Input((4,), name="x"), layers.Dense(4, activation="tanh")
    y = shared(shared(x)) * 2.0 + 1 - x[:, 0:1]
    return keras.Model(x, layers.Dense(1, name="out")(layers.Concatenate()([y, x])))


def nested():
    x = keras.Input((4,))
    return keras.Model(x, layers.Add()([row()(x), drawing()(x)]))


@keras.saving.register_keras_serializable(package="Test")
class Scaled(layers.Layer):
    def __init__(self, units, factor=2.0, **kwargs):
        super().__init__(**kwargs)
        self.inner, self.factor, self.units = layers.Dense(units), factor, units

    def call(self, inputs):
        return self.inner(inputs) * self.factor

    def get_config(self):
        return {**super().get_config(), "units": self.units, "factor": self.factor}


@keras.saving.register_keras_serializable(package="Test")
class Own(keras.Model):
    def __init__(self, units=3):
        super().__init__()
        self.first, self.more = layers.Dense(units), [layers.Dense(2), layers.Dense(1)]

    def call(self, inputs):
        h = self.first(inputs)
        for layer in self.more:
            h = layer(h)
        return h


def of_own_layers():
    return keras.Sequential([keras.Input((4,)), Scaled(3, factor=0.5), layers.Dense(1)])


MODELS = [row, drawing, nested, of_own_layers, Own]


@pytest.fixture(params=["h5py", "without h5py"])
def with_and_without_h5py(request, monkeypatch):
    if request.param == "without h5py":
        monkeypatch.setitem(sys.modules, "h5py", None)
    else:
        pytest.importorskip("h5py")


@pytest.mark.parametrize("make", MODELS)
def test_a_model_comes_back_from_its_file_and_trains_on(make, tmp_path, with_and_without_h5py):
    model = make()
    model.compile(keras.optimizers.Adam(0.01), "mse", metrics=["mae"])
    model.fit(X, Y, epochs=2, verbose=0)
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    assert type(again) is type(model)
    np.testing.assert_array_equal(again.predict(X, verbose=0), model.predict(X, verbose=0))
    assert again.evaluate(X, Y, verbose=0) == model.evaluate(X, Y, verbose=0)
    histories = [m.fit(X, Y, epochs=3, shuffle=False, verbose=0).history for m in (model, again)]
    assert histories[0] == histories[1]  # the optimizer remembers its momenta and how many steps there were
    assert os.listdir(tmp_path) == ["m.keras"]


@pytest.mark.parametrize("make", MODELS[:4])
def test_a_copy_computes_the_same_with_the_same_weights(make):
    model = make()
    for copy in (
        keras.models.clone_model(model),
        type(model).from_config(model.get_config()),
        keras.models.model_from_json(model.to_json()),
    ):
        assert not np.array_equal(copy(X), model(X))
        copy.set_weights(model.get_weights())
        np.testing.assert_array_equal(copy(X), model(X))
        assert [layer.name for layer in copy.layers] == [layer.name for layer in model.layers]


def test_a_clone_may_change_its_layers():
    def wider(layer):
        config = layer.get_config()
        return type(layer).from_config({**config, "units": 2 * config["units"]} if "units" in config else config)

    assert keras.models.clone_model(row(), clone_function=wider).output_shape == (None, 2)


@pytest.mark.parametrize(
    "thing",
    [
        layers.Conv2D(3, (2, 1), padding="same", activation="relu", kernel_initializer=keras.initializers.HeNormal(seed=3)),
        layers.BatchNormalization(momentum=0.5),
        layers.Dropout(0.3, seed=4),
        layers.Reshape((2, -1)),
        layers.Dot(axes=(1, 2), normalize=True),
        keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9), momentum=0.9),
        keras.optimizers.Adam(0.25, clipnorm=1.0),
        keras.losses.Huber(0.5),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        keras.metrics.BinaryAccuracy(threshold=0.3),
        keras.initializers.RandomNormal(stddev=0.5, seed=1),
    ],
    ids=lambda thing: type(thing).__name__,
)
def test_a_config_is_json_and_makes_another_like_it(thing):
    config = json.loads(json.dumps(thing.get_config()))
    again = type(thing).from_config(config)
    assert json.loads(json.dumps(again.get_config())) == config
    written = json.loads(json.dumps(keras.saving.serialize_keras_object(thing)))
    assert type(keras.saving.deserialize_keras_object(written)) is type(thing)


def test_a_config_tells_what_a_layer_is_now():
    layer = layers.Dense(3, activation="relu")
    layer.activation, layer.trainable = keras.activations.linear, False
    assert layer.get_config()["activation"] == "linear"
    assert layers.Dense.from_config(layer.get_config()).trainable is False


def test_custom_objects_are_known_by_name_and_only_then(tmp_path):
    class Twice(layers.Layer):
        def call(self, inputs):
            return 2 * inputs

    def bent(x):
        return tf.square(x)

    model = keras.Sequential([keras.Input((4,)), Twice(), layers.Dense(1, activation=bent)])
    model.save(tmp_path / "m.keras")
    with pytest.raises(ValueError, match=r"Could not locate class 'Twice'.*custom_objects"):
        keras.models.load_model(tmp_path / "m.keras")
    own = {"Twice": Twice, "bent": bent}
    again = keras.models.load_model(tmp_path / "m.keras", custom_objects=own)
    np.testing.assert_array_equal(again(X), model(X))
    with keras.saving.custom_object_scope(own):
        keras.models.load_model(tmp_path / "m.keras")


def test_weights_as_keras_keeps_them(tmp_path):
    h5py = pytest.importorskip("h5py")
    model = row()
    model.save_weights(tmp_path / "w.weights.h5")
    with h5py.File(tmp_path / "w.weights.h5") as file:
        np.testing.assert_array_equal(file["layers/dense_1/vars/0"], model.layers[2].kernel)
    other = row()
    other.load_weights(tmp_path / "w.weights.h5")
    np.testing.assert_array_equal(other(X), model(X))
    model.save(tmp_path / "m.keras")
    third = row()
    third.load_weights(tmp_path / "m.keras")
    np.testing.assert_array_equal(third(X), model(X))


def test_hdf5_without_h5py_is_asked_for_in_words(tmp_path, monkeypatch):
    pytest.importorskip("h5py")
    row().save(tmp_path / "m.keras")
    row().save_weights(tmp_path / "w.weights.h5")
    monkeypatch.setitem(sys.modules, "h5py", None)
    for read in (
        lambda: keras.models.load_model(tmp_path / "m.keras"),
        lambda: row().load_weights(tmp_path / "w.weights.h5"),
    ):
        with pytest.raises(ImportError, match=r"in HDF5, as Keras writes them, and h5py reads that: pip install h5py"):
            read()


def test_checkpoints_of_whole_models(tmp_path):
    model = row()
    model.compile("sgd", "mse")
    model.fit(X, Y, epochs=2, verbose=0, callbacks=[keras.callbacks.ModelCheckpoint(tmp_path / "{epoch}.keras")])
    assert sorted(os.listdir(tmp_path)) == ["1.keras", "2.keras"]
    np.testing.assert_array_equal(keras.models.load_model(tmp_path / "2.keras")(X), model(X))
    with pytest.raises(ValueError, match=r"should end in \.keras for whole models, and is 'best.npz'"):
        keras.callbacks.ModelCheckpoint("best.npz")


def test_code_is_never_written_down(tmp_path):
    model = keras.Sequential([keras.Input((4,)), layers.Lambda(lambda x: x * 2), layers.Dense(1)])
    with pytest.raises(TypeError, match=r"code without a name cannot be written down"):
        model.save(tmp_path / "m.keras")
    assert os.listdir(tmp_path) == []


def changed(path, entry, change):
    """The file with one of its members changed."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members[entry] = change(members[entry])
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def weights_in(path):
    with zipfile.ZipFile(path) as archive:
        return next(name for name in archive.namelist() if "weights" in name)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:200]), "is no whole model"),
        (lambda path: path.write_bytes(b""), "is no whole model"),
        (lambda path: changed(path, "config.json", lambda data: data[:50]), "is no whole model"),
        (lambda path: changed(path, "config.json", lambda data: b"[]"), "config is none of a model"),
        (lambda path: changed(path, "config.json", lambda d: d.replace(b'"Dense"', b'"Dens"')), "Did you mean 'Dense'"),
        (lambda path: changed(path, "config.json", lambda d: d.replace(b'"units": 5', b'"units": 6')), "has the shape"),
        (lambda path: changed(path, "config.json", lambda d: d.replace(b'"axis": -1', b'"axs": 7')), "has not: axs=7"),
        (lambda path: changed(path, weights_in(path), lambda data: data[:300]), "is no whole"),
    ],
)
def test_a_file_that_is_not_whole_is_refused(damage, message, tmp_path, with_and_without_h5py):
    path = tmp_path / "m.keras"
    row().save(path)
    damage(path)
    with pytest.raises(ValueError, match=re.escape(message)):
        keras.models.load_model(path)


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        (lambda path: row().save(path / "m.h5"), ValueError, "a file that ends in .keras"),
        (lambda path: keras.Sequential([layers.Dense(1)]).save(path / "m.keras"), ValueError, "has no weights yet"),
        (lambda path: keras.models.load_model(path / "none.keras"), FileNotFoundError, "there is no file"),
        (lambda path: keras.models.model_from_json("{"), ValueError, "this is no JSON"),
        (lambda path: keras.models.clone_model(Own()), TypeError, "make another one, Own(…)"),
        (lambda path: keras.saving.register_keras_serializable()(3), TypeError, "before a class or a function"),
        (lambda path: layers.Dense.from_config({"units": 3, "lora_rank": 4}), ValueError, "has not: lora_rank=4"),
    ],
)
def test_what_cannot_be_saved_or_read_is_refused_in_words(wrong, error, message, tmp_path):
    with pytest.raises(error, match=re.escape(message)):
        wrong(tmp_path)

"""Batches that somebody else makes: fit, evaluate and predict on Datasets, generators and batches by number."""

import numpy as np
import pytest

import gradlab as tf
from gradlab import keras

rng = np.random.default_rng(0)
X = rng.normal(size=(20, 3)).astype(np.float32)
Y = X.sum(-1, keepdims=True)
W = rng.uniform(0.5, 2, 20).astype(np.float32)


def made(loss="mse", **options):
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.layers.Input((3,)), keras.layers.Dense(4, activation="tanh"), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.1), loss, **options)
    return model


def dataset(*parts, size=8):
    return tf.data.Dataset.from_tensor_slices(parts).batch(size)


class ByNumber(keras.utils.PyDataset):
    ended = 0

    def __len__(self):
        return 3

    def __getitem__(self, i):
        return X[8 * i : 8 * i + 8], Y[8 * i : 8 * i + 8]

    def on_epoch_end(self):
        self.ended += 1


def endless():
    while True:
        for start in range(0, 20, 8):
            yield X[start : start + 8], Y[start : start + 8]


def history(model, *data, **options):
    return model.fit(*data, epochs=3, verbose=0, **options).history


@pytest.fixture
def of_arrays():
    return history(made(), X, Y, batch_size=8, shuffle=False)


@pytest.mark.parametrize(
    ("source", "options"),
    [
        (lambda: dataset(X, Y), {}),
        (lambda: dataset(X, Y).map(lambda x, y: (tf.cast(x, tf.float64), y)), {}),
        (lambda: dataset(X, Y).repeat(), {"steps_per_epoch": 3}),
        (lambda: endless(), {"steps_per_epoch": 3}),
        (lambda: ByNumber(workers=2), {}),
        (lambda: iter([(X[s : s + 8], Y[s : s + 8]) for s in (0, 8, 16)] * 3), {"steps_per_epoch": 3}),
    ],
)
def test_training_on_a_stream_is_training_on_its_arrays(source, options, of_arrays):
    np.testing.assert_allclose(history(made(), source(), **options)["loss"], of_arrays["loss"], rtol=1e-5)


def test_weights_and_classes_come_with_the_batches():
    weighed = history(made(), X, Y, batch_size=8, shuffle=False, sample_weight=W)
    np.testing.assert_allclose(history(made(), dataset(X, Y, W))["loss"], weighed["loss"], rtol=1e-5)
    labels = (Y > 0).astype(np.int64)
    options = {"class_weight": {0: 1.0, 1: 3.0}}
    expected = history(made("mse"), X, labels, batch_size=8, shuffle=False, **options)
    np.testing.assert_allclose(history(made("mse"), dataset(X, labels), **options)["loss"], expected["loss"], rtol=1e-5)


def test_validation_evaluation_and_prediction_on_streams():
    model = made(metrics=["mae"])
    kept = model.fit(dataset(X, Y), epochs=2, validation_data=dataset(X, Y, size=5), verbose=0).history
    assert kept.keys() == {"loss", "mae", "val_loss", "val_mae"}
    of_arrays = model.evaluate(X, Y, verbose=0)
    np.testing.assert_allclose(model.evaluate(dataset(X, Y), verbose=0), of_arrays, rtol=1e-5)
    np.testing.assert_allclose(model.evaluate(dataset(X, Y, size=5), verbose=0), of_arrays, rtol=1e-5)
    for source in (dataset(X, Y), tf.data.Dataset.from_tensor_slices(X).batch(7), dataset(X)):
        np.testing.assert_allclose(model.predict(source, verbose=0), model.predict(X, verbose=0), rtol=1e-5)
    assert model.predict(endless(), steps=2, verbose=0).shape == (16, 1)
    every_second = model.fit(X, Y, epochs=4, validation_data=(X, Y), validation_freq=2, verbose=0).history
    assert len(every_second["val_loss"]) == 2


def test_steps_limit_arrays_too():
    seen = []

    class Count(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            seen.append(batch)

    made().fit(X, Y, batch_size=4, steps_per_epoch=2, epochs=2, verbose=0, callbacks=[Count()])
    assert seen == [0, 1, 0, 1]


def test_a_stream_goes_on_where_the_last_epoch_stopped():
    seen = []
    numbers = tf.data.Dataset.range(7).map(lambda n: (seen.append(int(n)) or tf.ones((1, 3)), tf.ones((1, 1))))
    made().fit(numbers.repeat(), epochs=2, steps_per_epoch=5, verbose=0)
    assert seen[1:] == [0, 1, 2, 3, 4, 5, 6, 0, 1, 2]  # the first is looked at before training begins


def test_an_epoch_of_batches_by_number_ends():
    source = ByNumber()
    made().fit(source, epochs=3, verbose=0)
    assert source.ended == 3


def test_the_bar_of_an_unknown_length(capsys):
    made().fit(tf.data.Dataset.from_generator(lambda: iter([(X, Y)] * 2), (tf.float32, tf.float32)), verbose=2)
    assert "loss" in capsys.readouterr().out


def test_a_generator_that_ends_too_early_says_so():
    with pytest.warns(UserWarning, match="ran out of data after 1 of 3 batches"):
        made().fit(iter([(X, Y)]), steps_per_epoch=3, verbose=0)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda m: m.fit(dataset(X, Y).repeat()), "steps_per_epoch="),
        (lambda m: m.fit(dataset(X, Y), Y), "`y` cannot be given"),
        (lambda m: m.fit(dataset(X, Y), sample_weight=W), "`sample_weight` cannot be given"),
        (lambda m: m.fit(dataset(X, Y), validation_split=0.2), "`validation_split` cannot be given"),
        (lambda m: m.fit(tf.data.Dataset.from_tensor_slices(X).batch(4)), "hold no answers"),
        (lambda m: m.fit(dataset(X, Y).take(0)), "is empty"),
        (lambda m: m.fit(dataset(X[:, :2], Y)), r"examples of shape \(3,\)"),
        (lambda m: m.fit(dataset(X, Y, W, W)), "this one has 4 parts"),
        (lambda m: m.evaluate(dataset(X, Y).repeat()), "steps="),
        (lambda m: m.fit(X, Y, steps_per_epoch=0), "`steps_per_epoch` should be at least 1"),
    ],
)
def test_what_cannot_be_trained_on_is_refused_before_a_weight_changes(call, words):
    model = made()
    before = model.get_weights()
    with pytest.raises(ValueError, match=words):
        call(model)
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights()))


def test_a_tensor_of_tensors_is_still_arrays():
    assert len(made().fit(tf.constant(X), tf.constant(Y), verbose=0).history["loss"]) == 1

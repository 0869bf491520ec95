"""A step on several cores does what a step on one does, and what it changes on the way it puts back."""

import sys
import threading

import numpy as np
import pytest

import gradlab as tf
from gradlab import keras
from gradlab.keras import layers, parallel
from gradlab.keras.layers.pooling import can_pool_early

rng = np.random.default_rng(0)
x, y = rng.random((37, 32, 32, 3), np.float32), rng.integers(0, 10, (37, 1))


def network(*extra):
    tf.random.set_seed(1)
    keras_layers = [
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Conv2D(16, 3, activation="relu"),
        layers.Flatten(),
        *extra,
        layers.Dense(10, activation="softmax"),
    ]
    model = keras.Sequential([keras.Input((32, 32, 3)), *keras_layers])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


@pytest.fixture
def on_cores(monkeypatch):
    def use(n):
        monkeypatch.setattr(parallel, "cores", lambda: n)

    return use


@pytest.fixture
def threads(monkeypatch):
    """The threads in which slopes are found."""
    seen = []
    slopes = keras.Model.slopes

    def watched(self, x, y, variables, weights=None, share=1.0):
        seen.append((threading.current_thread().name, len(x)))
        return slopes(self, x, y, variables, weights, share)

    monkeypatch.setattr(keras.Model, "slopes", watched)
    return seen


@pytest.mark.parametrize("weights", [None, tf.constant(np.linspace(0, 2, len(x)), tf.float32)])
@pytest.mark.parametrize("cores", [2, 3, 4])
def test_loss_predictions_and_slopes_are_those_of_one_core_but_for_rounding(on_cores, cores, weights):
    model = network()
    on_cores(1)
    whole = parallel.slopes(model, tf.constant(x), tf.constant(y), model.trainable_variables, weights)
    on_cores(cores)
    parts = parallel.slopes(model, tf.constant(x), tf.constant(y), model.trainable_variables, weights)
    assert float(parts[0]) == pytest.approx(float(whole[0]), rel=1e-6)
    np.testing.assert_allclose(parts[1].numpy(), whole[1].numpy(), rtol=1e-5)
    for ours, theirs in zip(parts[2], whole[2], strict=True):
        np.testing.assert_allclose(ours.numpy(), theirs.numpy(), rtol=1e-3, atol=1e-6)


def test_each_part_has_its_own_thread_and_no_example_is_lost(on_cores, threads):
    on_cores(3)
    model = network()
    parallel.slopes(model, tf.constant(x), tf.constant(y), model.trainable_variables)
    assert sum(n for _, n in threads) == len(x)
    assert sorted(n for _, n in threads) == [12, 12, 13]
    assert "MainThread" in {name for name, _ in threads}


def test_the_same_seed_gives_the_same_numbers_in_every_run(on_cores):
    on_cores(2)
    runs = []
    for _ in range(3):
        model = network()
        model.fit(x, y, epochs=2, batch_size=20, verbose=0)
        runs.append(model.get_weights())
    for again in runs[1:]:
        for first, other in zip(runs[0], again):
            np.testing.assert_array_equal(first, other)


def test_a_batch_stays_whole_where_layers_look_at_more_than_one_example_or_at_chance(on_cores, threads):
    on_cores(2)
    for layer in (layers.Dropout(0.5), layers.BatchNormalization()):
        network(layer).train_on_batch(x, y)
    assert [n for _, n in threads] == [len(x)] * 2


def test_a_small_batch_stays_whole(on_cores, threads):
    on_cores(2)
    network().train_on_batch(x[:8], y[:8])
    model = keras.Sequential([keras.Input((20,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    model.train_on_batch(np.zeros((64, 20)), np.zeros((64, 1)))
    assert [n for _, n in threads] == [8, 64]


def test_what_a_part_raises_is_raised_and_matrix_products_have_their_cores_again(on_cores):
    before = parallel._openblas() and parallel._openblas()[1]()

    def work(part):
        if part.start:
            raise ValueError("the second part")

    with pytest.raises(ValueError, match="the second part"):
        parallel.in_parallel(work, [slice(0, 1), slice(1, 2)])
    assert (parallel._openblas() and parallel._openblas()[1]()) == before


def test_matrix_products_are_held_to_one_core_inside(on_cores):
    if parallel._openblas() is None:
        pytest.skip("NumPy's matrix products are not computed by OpenBLAS here")
    get = parallel._openblas()[1]
    assert parallel.in_parallel(lambda part: get(), [slice(0, 1), slice(1, 2)]) == [1, 1]


def test_the_check_before_the_first_step_wakes_no_other_core():
    if parallel._openblas() is None:
        pytest.skip("NumPy's matrix products are not computed by OpenBLAS here")
    seen = []

    class Look(layers.Layer):
        def call(self, inputs):
            seen.append(parallel._openblas()[1]())
            return inputs

    model = network(Look())
    seen.clear()
    model.train_on_batch(x, y)
    assert seen[0] == 1


def test_without_openblas_there_is_one_part(monkeypatch, threads):
    monkeypatch.setattr(parallel, "_openblas", lambda: None)
    assert parallel.cores() == 1
    network().train_on_batch(x, y)
    assert [n for _, n in threads] == [len(x)]


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("activation", ["relu", None])
@pytest.mark.parametrize("strides", [1, 2])
@pytest.mark.parametrize("pool_strides", [None, 3])
@pytest.mark.parametrize("dilation_rate", [1, 2])
def test_pooling_before_bias_and_curve_changes_no_number(padding, activation, strides, pool_strides, dilation_rate):
    if strides > 1 < dilation_rate:
        pytest.skip("a convolution has strides or a dilation rate")
    tf.random.set_seed(2)
    how = {"activation": activation, "bias_initializer": "random_normal", "dilation_rate": dilation_rate}
    row = [layers.Conv2D(8, 3, strides, padding, **how)]
    row.append(layers.MaxPooling2D(strides=pool_strides, padding=padding))
    assert not can_pool_early(row)  # its weights are made by its first call
    model = keras.Sequential([keras.Input((31, 32, 3)), *row])
    assert can_pool_early(row)
    # Of whole numbers every sum is exact: products of fewer rows round some of theirs otherwise on some processors.
    for weights in row[0].trainable_variables:
        weights.assign(tf.round(16 * weights))
    pictures = tf.round(4 * tf.constant(x[:5, 1:]))
    found = []
    for call in (lambda: model(pictures, training=True), lambda: row[1](row[0](pictures))):
        with tf.GradientTape() as tape:
            tape.watch(pictures)
            z = call()
            height = tf.reduce_sum(z * z)
        found.append([z, *tape.gradient(height, [pictures, *row[0].trainable_variables])])
    np.testing.assert_array_equal(found[0][0].numpy(), found[1][0].numpy())
    for early, late in zip(found[0][1:], found[1][1:]):
        np.testing.assert_allclose(early.numpy(), late.numpy(), rtol=1e-3, atol=1e-5)


def test_a_row_makes_its_weights_also_when_its_first_call_belongs_to_training():
    model = keras.Sequential([layers.Conv2D(8, 3, activation="relu"), layers.MaxPooling2D()])
    assert model(tf.zeros((1, 8, 8, 1)), training=True).shape == (1, 3, 3, 8)


@pytest.mark.parametrize(("shape", "words"), [((1, 3, 3, 1), "window of 2.2"), ((1, 9), "pictures")])
def test_pooling_early_refuses_what_it_cannot_take_in_words(shape, words):
    model = keras.Sequential([layers.Conv2D(8, 3, activation="relu"), layers.MaxPooling2D()])
    model(tf.zeros((1, 8, 8, 1)))
    with pytest.raises(ValueError, match=words):
        model(tf.zeros(shape), training=True)


def test_a_curve_that_falls_somewhere_is_not_pooled_before():
    assert not can_pool_early([layers.Conv2D(8, 3, activation="gelu"), layers.MaxPooling2D()])
    assert not can_pool_early([layers.Conv2D(8, 3, activation="relu"), layers.AveragePooling2D()])
    assert not can_pool_early([layers.Conv2D(8, 3, activation="relu")])


def test_a_browser_has_one_core_and_no_threads(monkeypatch):
    monkeypatch.setattr(sys, "platform", "emscripten")
    monkeypatch.setattr(parallel, "_threads", lambda: pytest.fail("a thread was asked for"))
    assert parallel.cores() == 1
    assert parallel.in_parallel(lambda part: part.start, [slice(0, 3), slice(3, 6)]) == [0, 3]

"""Layers that read sequences and look things up, against Keras: trainings from the same weights, calls, files both ways."""

import numpy as np
import pytest

from gradlab import keras
from tests.oracle.against import tensorflow

theirs = tensorflow.keras

rng = np.random.default_rng(11)
SEQUENCES = rng.normal(size=(12, 5, 3)).astype(np.float32)
WORDS = rng.integers(0, 7, size=(12, 5))
PICTURES = rng.normal(size=(12, 3, 6, 6, 2)).astype(np.float32)
ANSWERS = np.sin(SEQUENCES.sum((1, 2)))[:, None]


def words(*layers):
    return lambda k: k.Sequential([k.Input((5,), dtype="int32"), k.layers.Embedding(7, 4), *(make(k) for make in layers)])


def row(*layers, last=1):
    return lambda k: k.Sequential([k.Input((5, 3)), *(make(k) for make in layers), k.layers.Dense(last)])


def padded(k):
    """Words in which 0 is padding: two recurrent layers leave it out, through what lies between them."""
    layers = [
        k.layers.Embedding(7, 4, mask_zero=True),
        k.layers.Dense(4, activation="tanh"),
        k.layers.Dropout(0.0),
        k.layers.LSTM(4, return_sequences=True),
        k.layers.Bidirectional(k.layers.GRU(3)),
    ]
    return k.Sequential([k.Input((5,), dtype="int32"), *layers, k.layers.Dense(1)])


def translated(k):
    """An encoder whose last states a decoder begins with, and attention between them."""
    x = k.Input((5, 3))
    said, h, c = k.layers.LSTM(4, return_sequences=True, return_state=True)(x)
    heard = k.layers.LSTM(4, return_sequences=True)(x * 2.0, initial_state=[h, c])
    asked = k.layers.Attention(use_scale=True)([heard, said])
    return k.Model(x, k.layers.Dense(1)(k.layers.GRU(3)(k.layers.Concatenate()([heard, asked]))))


def looking(k):
    x = k.Input((5, 3))
    h = k.layers.MultiHeadAttention(2, 3, value_dim=4)(x, x, use_causal_mask=True)
    h = k.layers.MultiHeadAttention(1, 2, output_shape=5)(h, x)
    return k.Model(x, k.layers.Dense(1)(k.layers.Flatten()(h)))


def added(k):
    x = k.Input((5, 3))
    y = k.layers.AdditiveAttention()([x, k.layers.Dense(3)(x), k.layers.Dense(3, activation="tanh")(x)])
    z = k.layers.Attention(score_mode="concat")([y, x])
    return k.Model(x, k.layers.Dense(1)(k.layers.Flatten()(k.layers.Add()([y, z]))))


MODELS = {
    "SimpleRNN": row(lambda k: k.layers.SimpleRNN(6)),
    "LSTM": row(lambda k: k.layers.LSTM(6)),
    "LSTM of other curves": row(lambda k: k.layers.LSTM(4, "relu", "sigmoid", unit_forget_bias=False, use_bias=False)),
    "GRU": row(lambda k: k.layers.GRU(6, bias_initializer="uniform")),
    "GRU, reset before": row(lambda k: k.layers.GRU(6, reset_after=False)),
    "GRU without bias": row(lambda k: k.layers.GRU(6, use_bias=False)),
    "two above each other": row(lambda k: k.layers.LSTM(5, return_sequences=True), lambda k: k.layers.GRU(4)),
    "backwards": row(lambda k: k.layers.GRU(5, return_sequences=True, go_backwards=True), lambda k: k.layers.Flatten()),
    "prices": row(
        lambda k: k.layers.LSTM(4, kernel_regularizer="l2", recurrent_regularizer="l1", bias_constraint="non_neg")
    ),
    "both ways": row(lambda k: k.layers.Bidirectional(k.layers.LSTM(4))),
    "both ways, summed": row(
        lambda k: k.layers.Bidirectional(k.layers.GRU(4, return_sequences=True), merge_mode="sum"),
        lambda k: k.layers.Bidirectional(k.layers.SimpleRNN(3), merge_mode="ave"),
    ),
    "cells": row(lambda k: k.layers.RNN([k.layers.GRUCell(4), k.layers.LSTMCell(3), k.layers.SimpleRNNCell(2)])),
    "each step": row(
        lambda k: k.layers.TimeDistributed(k.layers.Dense(4, activation="tanh")),
        lambda k: k.layers.TimeDistributed(k.layers.BatchNormalization()),
        lambda k: k.layers.EinsumDense("abc,cd->abd", (5, 3), bias_axes="d", activation="relu"),
        lambda k: k.layers.Flatten(),
    ),
    "Embedding": words(lambda k: k.layers.Flatten(), lambda k: k.layers.Dense(1)),
    "Embedding of padded words": padded,
    "masked steps": row(lambda k: k.layers.Masking(0.5), lambda k: k.layers.LSTM(4), lambda k: k.layers.Dense(1)),
    "Embedding and LSTM": words(lambda k: k.layers.LSTM(5), lambda k: k.layers.Dense(1)),
    "initial states": translated,
    "heads": looking,
    "additive": added,
}


def inputs(name):
    return WORDS if name.startswith("Embedding") else SEQUENCES


@pytest.mark.parametrize("name", MODELS)
def test_a_training_goes_as_in_keras(name):
    theirs.backend.clear_session()  # or it goes on counting names
    theirs.utils.set_random_seed(3)
    model, other = MODELS[name](keras), MODELS[name](theirs)
    model.set_weights(other.get_weights())
    for each, k in ((model, keras), (other, theirs)):
        each.compile(k.optimizers.SGD(0.05, momentum=0.5), "mse")
    x = inputs(name)
    losses = [[each.train_on_batch(x, ANSWERS) for _ in range(20)] for each in (model, other)]
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-4, atol=1e-5)
    for ours, there in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(ours, there, rtol=1e-3, atol=1e-4)
    assert [v.path.split("/", 1)[-1].split("/")[-1] for v in other.weights] == [
        path.split("/")[-1] for path in model.named_weights()
    ]
    if name != "each step":  # where Keras counts the layers inside of others too
        assert [layer.name for layer in model.layers] == [layer.name for layer in other.layers]
    assert model.count_params() == other.count_params()


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize(("writer", "reader"), [(theirs, keras), (keras, theirs)], ids=["of Keras", "for Keras"])
def test_a_file_is_read_by_the_other_library(writer, reader, name, tmp_path):
    pytest.importorskip("h5py")
    model, x = MODELS[name](writer), inputs(name)
    model.save(tmp_path / "m.keras")
    other = reader.models.load_model(tmp_path / "m.keras")
    np.testing.assert_allclose(other.predict(x, verbose=0), model.predict(x, verbose=0), rtol=1e-4, atol=1e-5)


CALLS = {
    "all of an LSTM": lambda k: k.layers.LSTM(4, return_sequences=True, return_state=True),
    "all of a GRU": lambda k: k.layers.GRU(4, return_state=True),
    "backwards": lambda k: k.layers.SimpleRNN(4, return_sequences=True, return_state=True, go_backwards=True),
    "both ways": lambda k: k.layers.Bidirectional(k.layers.LSTM(4, return_sequences=True, return_state=True)),
    "both ways, apart": lambda k: k.layers.Bidirectional(k.layers.GRU(4, return_sequences=True), merge_mode=None),
    "both ways, times": lambda k: k.layers.Bidirectional(k.layers.GRU(4), merge_mode="mul"),
    "pictures": lambda k: k.layers.TimeDistributed(k.layers.Conv2D(2, 3)),
}


def same(got, expected):
    if isinstance(expected, (list, tuple)):
        assert len(got) == len(expected)
        for ours, there in zip(got, expected):
            same(ours, there)
    else:
        np.testing.assert_allclose(np.asarray(got), np.asarray(expected), rtol=1e-4, atol=1e-5)


def pair(make, *arguments, **named):
    """A layer of each library with the same weights, after a call."""
    ours, other = make(keras), make(theirs)
    other(*arguments, **named), ours(*arguments, **named)
    ours.set_weights(other.get_weights())
    return ours, other


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("masked", [False, True])
def test_a_call_gives_what_keras_gives(name, masked):
    x = PICTURES if name == "pictures" else SEQUENCES
    mask = np.arange(5) < rng.integers(1, 6, size=(12, 1))
    mask[0, 0] = False  # nothing before it
    named = {"mask": mask} if masked and name != "pictures" else {}
    ours, other = pair(CALLS[name], x)
    given = {key: tensorflow.constant(value) for key, value in named.items()}
    same(ours(x, **named), other(x, **given))
    config = other.get_config()
    assert type(ours).from_config(ours.get_config()).get_config() == ours.get_config()
    same(type(ours).from_config(config)(x).__class__ is tuple, isinstance(ours(x), tuple))


def test_initial_states_are_begun_with():
    h, c = (rng.normal(size=(12, 4)).astype(np.float32) for _ in range(2))
    ours, other = pair(lambda k: k.layers.LSTM(4), SEQUENCES)
    same(ours(SEQUENCES, initial_state=[h, c]), other(SEQUENCES, initial_state=[h, c]))
    ours, other = pair(lambda k: k.layers.Bidirectional(k.layers.GRU(4)), SEQUENCES)
    same(ours(SEQUENCES, initial_state=[h, c]), other(SEQUENCES, initial_state=[h, c]))


@pytest.mark.parametrize("kind", ["SimpleRNNCell", "LSTMCell", "GRUCell"])
def test_a_cell_takes_one_step(kind):
    x, states = SEQUENCES[:, 0], [rng.normal(size=(12, 4)).astype(np.float32) for _ in range(1 + (kind == "LSTMCell"))]
    ours, other = pair(lambda k: getattr(k.layers, kind)(4, bias_initializer="uniform"), x, states)
    same(ours(x, states), other(x, states))


def test_a_cell_of_ones_own_is_taken_through_a_sequence():
    def own(k, tf):
        class Average(k.layers.Layer):
            def __init__(self, units, **kwargs):
                super().__init__(**kwargs)
                self.units = self.state_size = units

            def build(self, input_shape):
                self.kernel = self.add_weight(shape=(input_shape[-1], self.units), initializer="uniform", name="kernel")

            def call(self, inputs, states):
                output = 0.5 * states[0] + tf.matmul(inputs, self.kernel)
                return output, [output]

        return k.layers.RNN(Average(4), return_sequences=True)

    import gradlab

    ours, other = own(keras, gradlab), own(theirs, tensorflow)
    other(SEQUENCES), ours(SEQUENCES)
    ours.set_weights(other.get_weights())
    same(ours(SEQUENCES), other(SEQUENCES))


def test_attention_is_masked_as_in_keras():
    query, value = SEQUENCES, SEQUENCES[:, :4] * 2
    about_query, about_value = np.arange(5) < 3 + np.zeros((12, 1)), np.arange(4) < 2 + np.zeros((12, 1))
    ours, other = pair(lambda k: k.layers.Attention(), [query, value])
    for named in ({"use_causal_mask": True}, {"mask": [about_query, about_value]}):
        given = {k: [tensorflow.constant(m) for m in v] if k == "mask" else v for k, v in named.items()}
        same(
            ours([query, value], return_attention_scores=True, **named),
            other([tensorflow.constant(query), tensorflow.constant(value)], return_attention_scores=True, **given),
        )
    ours, other = pair(lambda k: k.layers.MultiHeadAttention(2, 3, bias_initializer="uniform"), query, value)
    allowed = rng.random((12, 5, 4)) < 0.7
    allowed[..., 0] = True
    for named in ({"attention_mask": allowed}, {"use_causal_mask": True}, {"attention_mask": allowed[:, None]}):
        same(
            ours(query, value, return_attention_scores=True, **named),
            other(query, value, return_attention_scores=True, **named),
        )
    same(ours(query, value, SEQUENCES[:, 1:]), other(query, value, SEQUENCES[:, 1:]))


def test_an_orthogonal_weight_keeps_lengths():
    for shape in ((4, 4), (6, 3), (3, 6), (2, 3, 4)):
        matrix = keras.initializers.Orthogonal(seed=1)(shape).numpy().reshape(-1, shape[-1])
        small = matrix @ matrix.T if len(matrix) < len(matrix.T) else matrix.T @ matrix
        np.testing.assert_allclose(small, np.eye(len(small)), atol=1e-6)
        there = np.asarray(theirs.initializers.Orthogonal(seed=1)(shape)).reshape(-1, shape[-1])
        assert matrix.shape == there.shape
    np.testing.assert_array_equal(keras.initializers.Identity(2.0)((2, 3)), theirs.initializers.Identity(2.0)((2, 3)))


def test_cells_on_top_of_each_other():
    def run(k, start=None):
        cells = k.layers.StackedRNNCells([k.layers.LSTMCell(3), k.layers.GRUCell(2)])
        model = k.Sequential([k.Input((5, 3)), k.layers.RNN(cells)])
        if start:
            model.set_weights(start)
        return model.get_weights(), np.asarray(model(SEQUENCES))

    start, expected = run(theirs)
    np.testing.assert_allclose(run(keras, start)[1], expected, rtol=1e-4, atol=1e-5)


def test_a_layer_around_another_has_its_weights():
    for k in (keras, theirs):

        class Twice(k.layers.Wrapper):
            def call(self, x):
                return self.layer(x) * 2.0

        layer = Twice(k.layers.Dense(2, kernel_initializer="ones"))
        assert np.asarray(layer(np.ones((1, 3), np.float32))).tolist() == [[6.0, 6.0]]
        assert len(layer.weights) == 2


def test_a_dropped_channel_is_dropped_at_every_step():
    for k in (keras, theirs):
        kept = np.asarray(k.layers.SpatialDropout1D(0.5, seed=1)(np.ones((20, 5, 8), np.float32), training=True))
        assert set(np.unique(kept)) == {0.0, 2.0}
        assert (kept == kept[:, :1]).all()


OTHER_NAMES = {
    "AvgPool1D": "AveragePooling1D",
    "MaxPool1D": "MaxPooling1D",
    "GlobalAvgPool1D": "GlobalAveragePooling1D",
    "GlobalMaxPool1D": "GlobalMaxPooling1D",
    "Convolution1D": "Conv1D",
    "Convolution1DTranspose": "Conv1DTranspose",
    "SeparableConvolution1D": "SeparableConv1D",
    "AvgPool2D": "AveragePooling2D",
    "MaxPool2D": "MaxPooling2D",
    "GlobalAvgPool2D": "GlobalAveragePooling2D",
    "GlobalMaxPool2D": "GlobalMaxPooling2D",
    "Convolution2D": "Conv2D",
    "Convolution2DTranspose": "Conv2DTranspose",
    "SeparableConvolution2D": "SeparableConv2D",
}


@pytest.mark.parametrize("name", OTHER_NAMES)
def test_a_layer_under_its_other_name(name):
    for k in (keras, theirs):
        assert getattr(k.layers, name) is getattr(k.layers, OTHER_NAMES[name])

"""Layers that read sequences and look things up: what they remember, what training drops, and what they refuse in words."""

import numpy as np
import pytest

import gradlab as tf
from gradlab import checks, keras
from gradlab.keras import layers

rng = np.random.default_rng(4)
SEQUENCES = rng.normal(size=(6, 5, 3)).astype(np.float32)


def test_a_sequence_in_two_halves_gives_what_it_gives_as_a_whole():
    layer = layers.LSTM(4, return_sequences=True, return_state=True)
    whole, *end = layer(SEQUENCES)
    first, *between = layer(SEQUENCES[:, :2])
    second, *other_end = layer(SEQUENCES[:, 2:], initial_state=between)
    np.testing.assert_allclose(np.concatenate([first, second], 1), whole, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(other_end, end, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("kind", ["SimpleRNN", "LSTM", "GRU"])
def test_slopes_go_back_through_time(kind):
    layer = getattr(layers, kind)(2, dtype="float64")
    layer(np.zeros((1, 4, 3)))
    x = tf.constant(rng.normal(size=(2, 4, 3)))
    checks.check_gradient(lambda x: tf.reduce_sum(layer(x) ** 2), x)


def test_the_slope_of_a_row_that_nobody_asked_for_is_zero():
    layer = layers.Embedding(5, 2)
    with tf.GradientTape() as tape:
        z = tf.reduce_sum(layer([[1, 3, 3]]))
    slope = tape.gradient(z, layer.embeddings)
    np.testing.assert_array_equal(slope, [[0, 0], [1, 1], [0, 0], [2, 2], [0, 0]])


def test_dropout_of_a_recurrent_layer_is_for_training_alone_and_the_same_in_every_step():
    layer = layers.SimpleRNN(1, activation=None, use_bias=False, dropout=0.5, seed=2, return_sequences=True)
    x = np.ones((1, 6, 8), np.float32)
    layer(x)
    layer.set_weights([np.ones((8, 1)), np.zeros((1, 1))])
    np.testing.assert_allclose(layer(x), np.full((1, 6, 1), 8.0))
    said = np.asarray(layer(x, training=True)).ravel()
    assert (said == said[0]).all()
    assert said[0] != 8.0
    layer = layers.GRU(3, recurrent_dropout=0.5)
    assert not np.allclose(layer(SEQUENCES, training=True), layer(SEQUENCES))
    np.testing.assert_array_equal(layer(SEQUENCES), layer(SEQUENCES))


def test_a_classifier_of_words_learns():
    keras.utils.set_random_seed(1)
    words = rng.integers(0, 10, (64, 6))
    model = keras.Sequential([layers.Embedding(10, 8), layers.Bidirectional(layers.GRU(8)), layers.Dense(1, "sigmoid")])
    model.compile(keras.optimizers.Adam(0.05), "binary_crossentropy", metrics=["accuracy"])
    model.fit(words, words[:, 0] > 4, epochs=15, verbose=0)
    assert model.evaluate(words, words[:, 0] > 4, verbose=0)[1] > 0.95


def test_steps_of_any_length_go_through_one_functional_model():
    x = keras.Input((None, 3))
    model = keras.Model(x, layers.LSTM(4, return_sequences=True)(x))
    assert model.output_shape == (None, None, 4)
    assert model(SEQUENCES).shape == (6, 5, 4)
    assert model(SEQUENCES[:, :2]).shape == (6, 2, 4)


REFUSED = {
    "no units": (lambda: layers.LSTM(0), "`units` of LSTMCell"),
    "a rate": (lambda: layers.GRU(2, dropout=1.5), "`dropout` of GRUCell is the fraction"),
    "stateful": (lambda: layers.GRU(2, stateful=True), "return_state=True"),
    "a misspelt argument": (lambda: layers.LSTM(2, return_sequence=True), "return_sequences"),
    "no cell": (lambda: layers.RNN(layers.Dense(3)), "GRUCell"),
    "two axes": (lambda: layers.LSTM(2)(np.ones((4, 3), np.float32)), r"x\[..., None\]"),
    "other states": (lambda: layers.LSTM(2)(SEQUENCES, initial_state=[np.zeros((6, 2))]), "initial_state"),
    "another mask": (lambda: layers.GRU(2)(SEQUENCES, mask=np.ones((6, 4))), r"\(6, 5\), and has \(6, 4\)"),
    "a word too many": (lambda: layers.Embedding(5, 2)([[1, 5]]), "from 0 to 4 .* received 5"),
    "half a word": (lambda: layers.Embedding(5, 2)([[0.5]]), "whole numbers"),
    "a mask": (lambda: layers.Flatten()(layers.Embedding(5, 2, mask_zero=True)([[1, 0]])), "leave mask_zero out"),
    "two masks": (
        lambda: layers.Concatenate()([layers.Embedding(5, 2, mask_zero=True)([[1, 0]])] * 2),
        "several inputs of which one is masked",
    ),
    "no rows": (lambda: layers.Embedding(0, 2), "`input_dim`"),
    "no recurrent layer": (lambda: layers.Bidirectional(layers.Dense(2)), "recurrent"),
    "a merge": (lambda: layers.Bidirectional(layers.GRU(2), merge_mode="con"), "Did you mean 'concat'"),
    "two that go forwards": (
        lambda: layers.Bidirectional(layers.GRU(2), backward_layer=layers.GRU(2)),
        "go_backwards=True",
    ),
    "no steps": (lambda: layers.TimeDistributed(layers.Dense(2))(np.ones((4, 3), np.float32)), "sequences"),
    "no layer": (lambda: layers.TimeDistributed(3), "around a layer"),
    "one input": (lambda: layers.Attention()(SEQUENCES), r"\[query, value\]"),
    "other lengths": (lambda: layers.Attention()([SEQUENCES, SEQUENCES[..., :2]]), "of one length"),
    "a score": (lambda: layers.Attention(score_mode="dots"), "Did you mean 'dot'"),
    "no heads": (lambda: layers.MultiHeadAttention(0, 2), "`num_heads`"),
    "fewer keys": (lambda: layers.MultiHeadAttention(1, 2)(SEQUENCES, SEQUENCES, SEQUENCES[:, :3]), "a key for each value"),
    "an equation": (lambda: layers.EinsumDense("ab", 3), "abc,cd->abd"),
    "an unknown length": (lambda: layers.EinsumDense("abc,cd->abd", (5, None))(SEQUENCES), "length of 'd'"),
    "no matrix": (lambda: keras.initializers.Orthogonal()((3,)), "two axes"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_refused_in_words(case):
    make, words = REFUSED[case]
    with pytest.raises((ValueError, TypeError), match=words):
        make()


def test_masked_predictions_are_refused_before_a_weight_changes():
    model = keras.Sequential([layers.Embedding(5, 2, mask_zero=True), layers.GRU(3, return_sequences=True), layers.Dense(1)])
    model.compile("sgd", "mse")
    words = np.array([[1, 2, 0]])
    before = [w.copy() for w in (model(words), model.get_weights())[1]]
    with pytest.raises(ValueError, match="sample_weight"):
        model.fit(words, np.zeros((1, 3, 1)), verbose=0)
    for a, b in zip(before, model.get_weights()):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    ("layer", "given"),
    [
        (layers.LSTM(2, dropout=0.5, seed=7), lambda x: x),
        (layers.Attention(dropout=0.5, seed=7), lambda x: [x, x]),
        (layers.MultiHeadAttention(1, 2, dropout=0.5, seed=7), None),
    ],
)
def test_a_layers_seed_is_the_one_it_was_made_with(layer, given):
    x = tf.ones((2, 3, 2))
    layer(x, x, training=True) if given is None else layer(given(x), training=True)
    assert layer.get_config()["seed"] == 7

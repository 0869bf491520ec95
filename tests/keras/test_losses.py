"""Losses and metrics against the numbers that Keras gives, and what they refuse."""

import math
import warnings

import numpy as np
import pytest

import gradlab as tf
from gradlab import keras
from gradlab.keras import losses, metrics

PROBABILITIES = [[0.05, 0.95, 0], [0.1, 0.8, 0.1]]


def test_sparse_categorical_crossentropy_is_that_of_keras():
    loss = losses.SparseCategoricalCrossentropy()
    assert float(loss([1, 2], PROBABILITIES)) == pytest.approx(1.1769392, abs=1e-6)
    logits = losses.SparseCategoricalCrossentropy(from_logits=True)
    assert float(logits([1, 2], PROBABILITIES)) == pytest.approx(0.9868951, abs=1e-6)


def test_probability_zero_costs_what_it_costs_in_keras():
    assert float(losses.sparse_categorical_crossentropy([0], [[0.0, 1.0]])[0]) == pytest.approx(16.118095, abs=1e-5)
    assert float(losses.binary_crossentropy([[1.0]], [[0.0]])[0]) == pytest.approx(16.118096, abs=1e-5)


def test_scores_given_as_probabilities_are_told():
    with pytest.warns(UserWarning, match="expects probabilities between 0 and 1, and y_pred reaches from 0 to 2"):
        loss = losses.sparse_categorical_crossentropy([0], [[2.0, 2.0]])
    assert float(loss[0]) == pytest.approx(0.6931472)
    with pytest.warns(UserWarning, match=r"from -1 to 3: these look like scores.*BinaryCrossentropy\(from_logits=True\)"):
        losses.binary_crossentropy([0.0, 1.0], [-1.0, 3.0])
    with pytest.warns(UserWarning, match="activation='softmax'"):
        losses.categorical_crossentropy([[0.0, 1.0]], [[-1.0, 3.0]])
    with pytest.warns(UserWarning, match="activation='softmax'"):
        losses.categorical_focal_crossentropy([[0.0, 1.0]], [[-1.0, 3.0]])
    with pytest.warns(UserWarning, match="activation='sigmoid'"):
        losses.binary_focal_crossentropy([[0.0, 1.0]], [[-1.0, 3.0]])


def test_mean_squared_error_is_that_of_keras():
    assert float(losses.MeanSquaredError()([[0.0], [1.0]], [[1.0], [1.0]])) == 0.5


def test_huber_is_half_the_square_near_zero_and_straight_beyond():
    assert losses.huber([[0.0], [0.0]], [[0.5], [3.0]]).numpy().tolist() == [0.125, 2.5]


def test_reductions():
    truth, prediction = [[0.0], [1.0]], [[1.0], [3.0]]
    assert float(losses.MeanAbsoluteError()(truth, prediction)) == 1.5
    assert float(losses.MeanAbsoluteError(reduction="sum")(truth, prediction)) == 3
    assert losses.MeanAbsoluteError(reduction="none")(truth, prediction).numpy().tolist() == [1, 2]


@pytest.mark.parametrize("name", ["softmax", "sigmoid"])
def test_loss_after_softmax_or_sigmoid_uses_the_scores(name):
    """exp(-200) is 0 in float32: computed from the probability, the loss would stop at -log(1e-7) = 16.1, its slope at 0."""
    scores = tf.Variable([[0.0, 200.0]])
    truth = [[1.0, 0.0]]
    loss = losses.categorical_crossentropy if name == "softmax" else losses.binary_crossentropy
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with tf.GradientTape() as tape:
            z = loss(truth, keras.activations.get(name)(scores))
    expected = 200.0 if name == "softmax" else (math.log(2) + 200) / 2
    slope = [[-1.0, 1.0]] if name == "softmax" else [[-0.25, 0.5]]
    assert float(z[0]) == pytest.approx(expected)
    assert tape.gradient(z, scores).numpy() == pytest.approx(np.array(slope))


def test_answers_outside_of_the_classes_are_named():
    with pytest.raises(ValueError, match=r"Received a label value of 14 which is outside the valid range of \[0, 10\)"):
        losses.sparse_categorical_crossentropy([3, 14], np.full((2, 10), 0.1, np.float32))
    with pytest.raises(ValueError, match="label value of -1"):
        losses.sparse_categorical_crossentropy([3, -1], np.full((2, 10), 0.1, np.float32))


def test_one_hot_answers_in_the_sparse_loss_are_told_where_to_go():
    with pytest.raises(ValueError, match="look one-hot: use categorical_crossentropy"):
        losses.sparse_categorical_crossentropy([[0, 1, 0]], [[0.2, 0.3, 0.5]])


def test_numbers_of_classes_in_the_one_hot_loss_are_told_where_to_go():
    with pytest.raises(ValueError, match=r"use sparse_categorical_crossentropy or keras.utils.to_categorical\(y, 3\)"):
        losses.categorical_crossentropy([1, 2], [[0.2, 0.3, 0.5], [0.2, 0.3, 0.5]])


def test_nothing_is_broadcast_between_answers_and_predictions():
    with pytest.raises(ValueError, match="each number that comes out needs an answer"):
        losses.mean_squared_error([[0.0], [1.0]], [[1.0, 2.0], [1.0, 2.0]])


def test_a_column_of_answers_fits_a_row():
    assert float(losses.MeanSquaredError()([0.0, 1.0], [[1.0], [1.0]])) == 0.5


@pytest.mark.parametrize("name", ["mse", "MSE", "mean_squared_error", "MeanSquaredError"])
def test_loss_is_found_by_its_names(name):
    assert float(losses.as_loss(name)([[0.0], [1.0]], [[1.0], [1.0]])) == 0.5


@pytest.mark.parametrize(
    ("get", "wrong", "right"),
    [
        (losses.get, "sparse_crossentropy", "sparse_categorical_crossentropy"),
        (metrics.get, "acuracy", "accuracy"),
        (keras.activations.get, "reluu", "relu"),
        (keras.initializers.get, "glorot_unifrom", "glorot_uniform"),
    ],
)
def test_misspelt_name_suggests_the_near_one(get, wrong, right):
    with pytest.raises(ValueError, match=f"Could not interpret .* identifier: '{wrong}'. Did you mean '{right}'"):
        get(wrong)


def test_accuracy_takes_its_meaning_from_the_shapes():
    scores = [[0.1, 0.9], [0.8, 0.2], [0.3, 0.7]]
    assert float(metrics.get("accuracy")([1, 1, 1], scores)) == pytest.approx(2 / 3)
    assert float(metrics.get("accuracy")([[1], [1], [1]], scores)) == pytest.approx(2 / 3)
    assert float(metrics.get("acc")([[0, 1], [0, 1], [0, 1]], scores)) == pytest.approx(2 / 3)
    assert float(metrics.get("accuracy")([1, 0, 1, 1], [[0.9], [0.2], [0.3], [0.6]])) == 0.75


def test_metric_is_called_as_typed():
    assert metrics.get("acc").name == "acc"
    assert metrics.get("mae").name == "mae"
    assert keras.metrics.SparseCategoricalAccuracy().name == "sparse_categorical_accuracy"


def test_metric_adds_up_over_batches_and_forgets():
    mse = metrics.MeanSquaredError()
    mse.update_state([[0.0], [0.0]], [[1.0], [1.0]])
    mse.update_state([[0.0]], [[4.0]])
    assert float(mse.result()) == 6
    mse.reset_state()
    assert float(mse.result()) == 0


def test_mean_weighs_what_it_is_told_to():
    mean = metrics.Mean()
    mean.update_state(1.0, sample_weight=3)
    mean.update_state(5.0)
    assert float(mean.result()) == 2


def test_weights_of_examples_weigh():
    truth, prediction = [[0.0], [1.0], [1.0]], [[1.0], [3.0], [1.0]]  # squared errors 1, 4, 0
    assert float(losses.MeanSquaredError()(truth, prediction, sample_weight=[1, 0.5, 7])) == 1
    assert float(losses.MeanSquaredError(reduction="sum")(truth, prediction, sample_weight=[1, 0.5, 7])) == 3
    over_weights = losses.MeanSquaredError(reduction="mean_with_sample_weight")
    assert float(over_weights(truth, prediction, sample_weight=[1, 0.5, 0])) == 2
    assert float(over_weights(truth, prediction, sample_weight=[0, 0, 0])) == 0


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([1, 2], r"`sample_weight` has the shape \(2,\), and the losses that it weighs have \(3, 4\)"),
        ([1, 2, 3], r"when it is written as sample_weight\[:, None\]"),
        (np.ones((3, 5)), r"needs one weight for each"),
        ("much", "much"),
    ],
)
def test_weights_that_belong_to_other_losses_are_refused(weights, message):
    with pytest.raises((ValueError, TypeError), match=message):
        losses.MeanSquaredError()(np.zeros((3, 4, 2)), np.ones((3, 4, 2)), sample_weight=weights)


@pytest.mark.parametrize("made", [losses.BinaryCrossentropy, losses.CategoricalFocalCrossentropy])
def test_more_smoothing_than_there_is_certainty_is_refused(made):
    with pytest.raises(ValueError, match=r"`label_smoothing` should be between 0 and 1, and is 1.5"):
        made(label_smoothing=1.5)


def test_smooth_answers_cost_what_the_formula_says():
    """0.9 of a certain answer and 0.05 for each class of two: p = 0.8 for the right one."""
    expected = -(0.95 * math.log(0.8) + 0.05 * math.log(0.2))
    assert float(losses.CategoricalCrossentropy(label_smoothing=0.1)([[1.0, 0.0]], [[0.8, 0.2]])) == pytest.approx(expected)
    assert float(losses.BinaryCrossentropy(label_smoothing=0.1)([[1.0]], [[0.8]])) == pytest.approx(expected)

"""Every loss against Keras: values, slopes, reductions and the weights of examples."""

import numpy as np
import pytest

import gradlab
from gradlab import keras
from tests.oracle.against import tensorflow

theirs = tensorflow.keras

rng = np.random.default_rng(5)
N = 6
amounts = rng.normal(size=(N, 3)).astype(np.float32), rng.normal(size=(N, 3)).astype(np.float32)
counts = rng.integers(0, 4, (N, 3)).astype(np.float32), rng.uniform(0.1, 3, (N, 3)).astype(np.float32)
one_hot = np.eye(3, dtype=np.float32)[rng.integers(0, 3, N)], rng.dirichlet([1, 1, 1], N).astype(np.float32)
yes_no = rng.integers(0, 2, (N, 3)).astype(np.float32), rng.uniform(0.02, 0.98, (N, 3)).astype(np.float32)
scores = one_hot[0], rng.normal(size=(N, 3)).astype(np.float32)
signs = rng.choice([-1.0, 1.0], (N, 3)).astype(np.float32), rng.normal(size=(N, 3)).astype(np.float32)

LOSSES = {
    "MeanSquaredError": ({}, amounts),
    "MeanAbsoluteError": ({}, amounts),
    "MeanAbsolutePercentageError": ({}, amounts),
    "MeanSquaredLogarithmicError": ({}, counts),
    "Huber": ({"delta": 0.7}, amounts),
    "LogCosh": ({}, amounts),
    "CosineSimilarity": ({}, amounts),
    "BinaryCrossentropy": ({"label_smoothing": 0.2}, yes_no),
    "BinaryCrossentropy from scores": ({"label_smoothing": 0.2, "from_logits": True}, scores),
    "CategoricalCrossentropy": ({"label_smoothing": 0.1}, one_hot),
    "CategoricalCrossentropy from scores": ({"label_smoothing": 0.1, "from_logits": True}, scores),
    "KLDivergence": ({}, (one_hot[1][::-1].copy(), one_hot[1])),
    "Poisson": ({}, counts),
    "BinaryFocalCrossentropy": ({"gamma": 1.5}, yes_no),
    "BinaryFocalCrossentropy with all": (
        {"apply_class_balancing": True, "alpha": 0.3, "label_smoothing": 0.1, "from_logits": True},
        scores,
    ),
    "CategoricalFocalCrossentropy": ({"alpha": 0.4, "gamma": 3.0}, one_hot),
    "CategoricalFocalCrossentropy from scores": ({"label_smoothing": 0.1, "from_logits": True}, scores),
    "Hinge": ({}, signs),
    "Hinge of 0 and 1": ({}, scores),
    "SquaredHinge": ({}, signs),
    "CategoricalHinge": ({}, scores),
    "Dice": ({}, yes_no),
    "Dice along an axis": ({"axis": -1}, yes_no),
    "Tversky": ({"alpha": 0.3, "beta": 0.6}, yes_no),
}
WEIGHTS = {
    "none": None,
    "one for each": rng.uniform(0, 2, N).astype(np.float32),
    "a column": rng.uniform(0, 2, (N, 1)),
    "one for all": 0.5,
    "whole numbers": rng.integers(0, 3, N),
}


def loss_and_slope(tf, k, name, options, reduction, y_true, y_pred, weights):
    loss = getattr(k.losses, name.split()[0])(**options, reduction=reduction)
    p = tf.constant(y_pred)
    with tf.GradientTape() as tape:
        tape.watch(p)
        z = loss(y_true, p, sample_weight=weights) if weights is not None else loss(y_true, p)
    return z.numpy(), tape.gradient(z, p).numpy()


@pytest.mark.parametrize("reduction", ["sum_over_batch_size", "sum", "none", "mean", "mean_with_sample_weight", None])
@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("name", LOSSES)
def test_losses_are_those_of_keras(name, weights, reduction):
    options, (y_true, y_pred) = LOSSES[name]
    got, expected = (
        loss_and_slope(tf, k, name, options, reduction, y_true, y_pred, WEIGHTS[weights])
        for tf, k in ((gradlab, keras), (tensorflow, theirs))
    )
    for ours, there in zip(got, expected):
        assert ours.shape == there.shape
        np.testing.assert_allclose(ours, there, rtol=2e-5, atol=2e-5)


@pytest.mark.parametrize("name", sorted({name.split()[0] for name in LOSSES} - {"Huber"}))
def test_losses_as_functions_and_by_name_are_those_of_keras(name):
    _, (y_true, y_pred) = next(case for key, case in LOSSES.items() if key.split()[0] == name)
    if name in ("BinaryFocalCrossentropy", "BinaryCrossentropy"):
        y_true, y_pred = yes_no
    function = getattr(theirs.losses, name)().fn
    expected = function(y_true, y_pred).numpy()
    for found in (getattr(keras.losses, function.__name__), keras.losses.get(function.__name__)):
        np.testing.assert_allclose(found(y_true, y_pred).numpy(), expected, rtol=2e-5, atol=2e-5)


def test_weights_of_the_numbers_in_each_example():
    """Where each example has several losses, as with rows of time steps, each of them has its own weight or shares one."""
    y_true, y_pred = rng.normal(size=(2, 4, 5, 2)).astype(np.float32)
    for weights in (
        rng.uniform(size=(4, 5)),
        rng.uniform(size=(4, 1)),
        rng.uniform(size=(1, 5)),
        rng.uniform(size=(4, 5, 1)),
    ):
        got, expected = (k.losses.MeanSquaredError()(y_true, y_pred, weights) for k in (keras, theirs))
        assert float(got) == pytest.approx(float(expected), rel=1e-5)


def test_own_losses_are_weighed_as_in_keras():
    def own(k):
        class Quartic(k.losses.Loss):
            def call(self, y_true, y_pred):
                return (y_true - y_pred) ** 4

        return Quartic()

    (y_true, y_pred), weights = amounts, WEIGHTS["a column"]
    assert float(own(keras)(y_true, y_pred, weights)) == pytest.approx(float(own(theirs)(y_true, y_pred, weights)), rel=1e-5)


FUNCTIONS = {
    "MAE MAPE mae mape MSE mse": amounts,
    "MSLE msle poisson": counts,
    "KLD kld kullback_leibler_divergence": (one_hot[1][::-1].copy(), one_hot[1]),
    "logcosh": amounts,
    "binary_focal_crossentropy binary_crossentropy": yes_no,
    "categorical_focal_crossentropy": one_hot,
    "hinge squared_hinge": signs,
    "categorical_hinge": scores,
    "binary_accuracy": yes_no,
    "categorical_accuracy": one_hot,
    "dice tversky": yes_no,
}


CASES = [(room, name, case) for names, case in FUNCTIONS.items() for name in names.split() for room in ("losses", "metrics")]
CASES = [case for case in CASES if hasattr(getattr(theirs, case[0]), case[1])]


@pytest.mark.parametrize(("room", "name", "case"), CASES, ids=[f"{room}.{name}" for room, name, _ in CASES])
def test_the_functions_under_each_of_their_names(room, name, case):
    ours, there = (getattr(getattr(k, room), name)(*case) for k in (keras, theirs))
    np.testing.assert_allclose(ours, there, rtol=2e-5, atol=2e-5)


def test_the_likeliest_few_in_one_hot_and_in_numbers():
    y_true, y_pred = one_hot
    for k in (1, 2):
        ours, there = (m.metrics.top_k_categorical_accuracy(y_true, y_pred, k) for m in (keras, theirs))
        assert ours.numpy().tolist() == there.numpy().tolist()
        ours, there = (m.metrics.sparse_top_k_categorical_accuracy(y_true.argmax(1), y_pred, k) for m in (keras, theirs))
        assert ours.numpy().tolist() == there.numpy().tolist()
    ours, there = (float(m.metrics.MeanMetricWrapper(m.losses.mae, "off")(*amounts)) for m in (keras, theirs))
    assert ours == pytest.approx(there, rel=1e-6)

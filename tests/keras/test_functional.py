"""Functional models: drawn on promises, played with numbers."""

import re

import numpy as np
import pytest

import gradlab as tf
from gradlab import keras
from gradlab.keras import layers

rng = np.random.default_rng(3)
A, B = rng.normal(size=(5, 4)).astype(np.float32), rng.normal(size=(5, 2)).astype(np.float32)


def test_a_chain_gives_what_its_layers_give():
    first, second = layers.Dense(3, activation="tanh"), layers.Dense(2)
    x = keras.Input((4,))
    model = keras.Model(x, second(first(x)))
    np.testing.assert_array_equal(model(A), second(first(A)))
    assert model.name == "functional"
    assert [layer.name for layer in model.layers] == ["input_layer", "dense", "dense_1"]
    assert (model.input_shape, model.output_shape) == ((None, 4), (None, 2))


def test_a_promise_knows_shape_and_dtype():
    x = keras.Input((6, 5, 3))
    assert layers.Conv2D(4, 3)(x).shape == (None, 4, 3, 4)
    assert layers.Flatten()(x).shape == (None, 90)
    assert keras.Input((None, 3), batch_size=8).shape == (8, None, 3)
    assert keras.Input(batch_shape=(2, 3), dtype="int32").dtype == tf.int32
    assert layers.Dense(5)(keras.Input((None, 3))).shape == (None, None, 5)
    assert (x[:, 0] + 1).shape == (None, 5, 3)


def test_branches_join_and_a_shared_layer_has_one_set_of_weights():
    a, b, shared = keras.Input((4,)), keras.Input((4,)), layers.Dense(3)
    model = keras.Model([a, b], layers.Subtract()([shared(a), shared(b)]))
    np.testing.assert_allclose(model([A, A + 1]), -np.ones((5, 4)) @ shared.kernel, rtol=1e-5)
    assert len(model.weights) == 2


def test_the_slope_of_a_shared_layer_is_the_sum_over_its_calls():
    a, shared = keras.Input((4,)), layers.Dense(4, use_bias=False, kernel_initializer=keras.initializers.GlorotUniform(1))
    model = keras.Model(a, shared(shared(a)))
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(model(A) ** 2)
    slope, step = tape.gradient(loss, shared.kernel), 1e-3
    kernel = shared.kernel.numpy()
    for place in [(0, 0), (2, 3)]:
        sides = []
        for side in (step, -step):
            moved = kernel.copy().astype(np.float64)
            moved[place] += side
            sides.append(((A @ moved @ moved) ** 2).sum())
        np.testing.assert_allclose(slope[place], (sides[0] - sides[1]) / (2 * step), rtol=1e-3)


def test_inputs_and_outputs_by_name():
    a, b = keras.Input((4,), name="a"), keras.Input((2,), name="b")
    model = keras.Model({"a": a, "b": b}, {"sum": layers.concatenate([a, b]), "double": a * 2})
    found = model({"b": B, "a": A})
    np.testing.assert_array_equal(found["double"], 2 * A)
    np.testing.assert_array_equal(found["sum"], np.hstack([A, B]))
    assert model.output_shape == [(None, 4), (None, 6)]
    listed = keras.Model([a, b], [a + 1, b])
    np.testing.assert_array_equal(listed({"a": A, "b": B})[1], B)


def test_operators_on_promises_are_those_on_numbers():
    x = keras.Input((4,))
    drawn = [x + 1, 1 - x, x * x, x / 2, 2 / x, x**2, -x, abs(x), x > 0, x[:, 1:3], x @ np.eye(4, dtype=np.float32)]
    expected = [A + 1, 1 - A, A * A, A / 2, 2 / A, A**2, -A, abs(A), A > 0, A[:, 1:3], A]
    for y, value in zip(keras.Model(x, drawn)(A), expected, strict=True):
        np.testing.assert_allclose(y, value, rtol=1e-6)


def test_models_inside_of_models():
    x = keras.Input((4,))
    inner = keras.Model(x, layers.Dense(3)(x), name="inner")
    row = keras.Sequential([layers.Dense(2, activation="relu")], name="row")
    model = keras.Model(x, row(inner(x)))
    assert [layer.name for layer in model.layers] == ["input_layer", "inner", "row"]
    assert list(model.named_weights()) == [
        "inner/dense/kernel",
        "inner/dense/bias",
        "row/dense/kernel",
        "row/dense/bias",
    ]
    np.testing.assert_array_equal(model(A), row(inner(A)))


@pytest.mark.parametrize("known", [True, False])
def test_a_feature_extractor_of_a_sequential(known):
    base = keras.Sequential([keras.Input((4,))] * known + [layers.Dense(3, activation="relu"), layers.Dense(2)])
    base(A)
    features = keras.Model(base.inputs, [layer.output for layer in base.layers])
    first, last = features(A)
    np.testing.assert_array_equal(first, base.layers[0](A))
    np.testing.assert_array_equal(last, base(A))
    assert (base.input_shape, base.output_shape) == ((None, 4), (None, 2))


def test_a_model_may_begin_in_the_middle_of_another():
    x = keras.Input((4,))
    middle = layers.Dense(3, name="middle")(x)
    whole = keras.Model(x, layers.Dense(2)(middle))
    head = keras.Model(whole.get_layer("middle").output, whole.output)
    np.testing.assert_array_equal(head(whole.get_layer("middle")(A)), whole(A))
    assert [layer.name for layer in head.layers] == ["input_layer", "dense"]


def test_names_that_a_model_gave_stay():
    x = keras.Input((4,))
    h = layers.Dense(3)(x)
    whole = keras.Model(x, layers.Dense(2)(h))
    tail = keras.Model(whole.get_layer("dense").output, whole.output)
    assert tail.layers[-1].name == "dense_1" == whole.layers[-1].name
    more = keras.Model(x, layers.Dense(1)(whole.output))
    assert [layer.name for layer in more.layers] == ["input_layer", "dense", "dense_1", "dense_2"]


def test_a_subclass_may_be_functional():
    class Mine(keras.Model):
        def __init__(self):
            x = keras.Input((4,))
            super().__init__(inputs=x, outputs=layers.Dense(1)(x))

    model = Mine()
    assert model(A).shape == (5, 1)
    assert model.name == "mine"


def test_training_turns_the_weights_down_the_slope():
    x = keras.Input((4,))
    model = keras.Model(x, layers.Add()([layers.Dense(1)(x), layers.Dense(1)(layers.Dense(8, "relu")(x))]))
    model.compile("adam", "mse")
    history = model.fit(A, A.sum(1), epochs=30, verbose=0).history["loss"]
    assert history[-1] < history[0]


def test_dropout_knows_whether_it_is_training():
    x = keras.Input((4,))
    always, sometimes = layers.Dropout(0.5)(x, training=True), layers.Dropout(0.5)(x)
    model = keras.Model(x, [always, sometimes])
    first, second = model(np.ones((50, 4)))
    assert 0 in first.numpy()
    assert 0 not in second.numpy()
    assert 0 in model(np.ones((50, 4)), training=True)[1].numpy()


def test_drawing_moves_no_statistics():
    x, norm = keras.Input((4,)), layers.BatchNormalization()
    norm(x, training=True)
    np.testing.assert_array_equal(norm.moving_variance, np.ones(4))


def test_the_summary_names_connections_where_there_is_more_than_a_row(capsys):
    x = keras.Input((4,), name="x")
    h = layers.Dense(4, name="h")(x)
    keras.Model(x, x + h).summary()
    shown = capsys.readouterr().out
    assert "Connected to" in shown
    assert re.search(r"add \(Add\) +│ \(None, 4\) +│ +0 │ x\[0\]\[0\], h\[0\]\[0\]", shown)
    keras.Model(x, h).summary()
    assert "Connected to" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("join", "expected"),
    [
        (layers.Add(), lambda a, b: a + b),
        (layers.Subtract(), lambda a, b: a - b),
        (layers.Multiply(), lambda a, b: a * b),
        (layers.Average(), lambda a, b: (a + b) / 2),
        (layers.Maximum(), np.maximum),
        (layers.Minimum(), np.minimum),
        (layers.Concatenate(), lambda a, b: np.concatenate([a, b], -1)),
        (layers.Concatenate(axis=1), lambda a, b: np.concatenate([a, b], 1)),
        (layers.Concatenate(axis=-3), lambda a, b: np.concatenate([a, b], 0)),
        (layers.Dot(axes=2), lambda a, b: np.einsum("bik,bjk->bij", a, b)),
        (layers.Dot(axes=(1, 2)), lambda a, b: np.einsum("bki,bjk->bij", a, b)),
    ],
)
def test_joining_layers(join, expected):
    a, b = rng.normal(size=(2, 5, 3, 3)).astype(np.float32)
    np.testing.assert_allclose(join([a, b]), expected(a, b), rtol=1e-5, atol=1e-6)


def test_a_normalized_dot_is_a_cosine():
    a, b = rng.normal(size=(2, 5, 3)).astype(np.float32)
    cosine = (a * b).sum(1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
    np.testing.assert_allclose(layers.dot([a, b], axes=1, normalize=True)[:, 0], cosine, rtol=1e-5)


X = keras.Input((4,), name="x")
Y = keras.Input((2,), name="y")
TWO = keras.Model([X, Y], layers.concatenate([X, Y]))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: keras.Model(X, layers.Dense(2)(Y)), "not connected to the inputs alone: they also need <KerasTensor"),
        (lambda: keras.Model(X, 3), "`outputs` of a Model should be KerasTensors"),
        (lambda: keras.Model(A, X), "`inputs` of a Model should be KerasTensors"),
        (lambda: keras.Model(X), "`outputs` is missing"),
        (lambda: keras.Model([X, X], X), "the same KerasTensor twice"),
        (lambda: keras.Model([], X), "`inputs` of a Model is empty"),
        (lambda: keras.Model(X, layers.Dense(1, name="d")(layers.Dense(1, name="d")(X))), "The name 'd' is used twice"),
        (lambda: tf.reduce_sum(X), "a KerasTensor is a promise of a shape"),
        (lambda: np.sin(X), "KerasTensor"),
        (lambda: float(X), "cannot become a number"),
        (lambda: list(X), "cannot be gone through"),
        (lambda: bool(X > 0), "cannot decide an `if`"),
        (lambda: layers.Dense(2).output, "has never been called on a KerasTensor"),
        (lambda: layers.Concatenate()(X), "Concatenate 'concatenate' joins a list of inputs"),
        (lambda: layers.Add()([X, Y]), "joins examples of one shape, and received (4,) and (2,)"),
        (lambda: layers.Subtract()([X, X, X]), "exactly 2 inputs, and received 3"),
        (lambda: layers.Concatenate()([X, keras.Input((3, 4))]), "may differ, and received (None, 4) and (None, "),
        (lambda: layers.Dot(axes=1)([X, Y]), "should be there and of one length"),
        (lambda: layers.Dot(axes=0), "other than 0, the batch"),
        (lambda: layers.Dense(2)([X, Y]), "takes one input, and received 2 in a list. Join them first"),
        (lambda: layers.Dense(2)([A, A]), "takes one input, and received 2 in a list. Join them first"),
        (lambda: layers.Dense(2)(keras.Input((None,))), "needs to know a length that is None there"),
        (lambda: TWO(A), "the model has 2 inputs, ['x', 'y'], and received 1"),
        (lambda: TWO([A, A]), "the model's input 'y' expects the shape (None, 2), and received (5, 4)"),
        (lambda: TWO({"x": A}), 'Missing data for input "y"'),
        (lambda: keras.Input(4), "a tuple: (4,) and not 4"),
        (lambda: keras.Input((-1,)), "negative length"),
        (lambda: keras.Input(), "pass `shape`"),
        (lambda: keras.Input((2,), batch_shape=(None, 2)), "and not both"),
        (lambda: keras.Input((2.5,)), "`shape`"),
        (lambda: keras.Input((2,), dtype="foo"), "`dtype` should be a kind of number"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(wrong, message):
    with pytest.raises((ValueError, TypeError, AttributeError), match=re.escape(message)):
        wrong()

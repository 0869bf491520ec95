"""Functional models against Keras: the same drawing gives the same shapes, names, summary and numbers."""

import numpy as np
import pytest

from gradlab import keras
from tests.oracle.against import tensorflow

theirs = tensorflow.keras

rng = np.random.default_rng(5)
ROWS = rng.normal(size=(12, 4)).astype(np.float32)
PICTURES = rng.normal(size=(12, 8, 8, 2)).astype(np.float32)


def residual(k):
    x = k.Input((8, 8, 2), name="pictures")
    h = k.layers.Conv2D(4, 3, padding="same", activation="relu")(x)
    h = k.layers.add([h, k.layers.Conv2D(4, 3, padding="same")(h)])
    h = k.layers.GlobalAveragePooling2D()(k.layers.MaxPooling2D()(h))
    return k.Model(x, k.layers.Dense(3)(h)), PICTURES


def two_towers(k):
    a, b, tower = k.Input((4,), name="a"), k.Input((4,), name="b"), k.layers.Dense(3, activation="tanh")
    joined = k.layers.Dot(axes=1)([tower(a), tower(b)])
    return k.Model([a, b], [joined, k.layers.Concatenate()([tower(a), b])]), [ROWS, -ROWS]


def operators(k):
    x = k.Input((4,))
    h = k.layers.Dense(4)(x)
    y = (h + x) * 2.0 - 1
    return k.Model(x, [1 - y[:, 0:2], -y / 3.0, k.layers.Maximum()([y, x])]), ROWS


def nested(k):
    z = k.Input((4,))
    inner = k.Model(z, k.layers.Dense(4)(z), name="inner")
    x = k.Input((4,))
    row = k.Sequential([k.Input((4,)), k.layers.Dense(2)], name="row")
    return k.Model(x, k.layers.Average()([row(inner(x)), row(x)])), ROWS


def named(k):
    x = {"left": k.Input((4,), name="left"), "right": k.Input((4,), name="right")}
    return k.Model(x, {"less": x["left"] - x["right"], "more": k.layers.Dense(2)(x["left"] * x["right"])}), {
        "left": ROWS,
        "right": ROWS + 1,
    }


DRAWINGS = [residual, two_towers, operators, nested, named]


def both(draw):
    theirs.backend.clear_session()
    (other, x), (model, _) = draw(theirs), draw(keras)
    model.set_weights(other.get_weights())
    return model, other, x


def leaves(x):
    return tensorflow.nest.flatten(x)


@pytest.mark.parametrize("draw", DRAWINGS)
def test_the_numbers_are_those_of_keras(draw):
    model, other, x = both(draw)
    for ours, there in zip(leaves(model.predict(x, verbose=0)), leaves(other.predict(x, verbose=0)), strict=True):
        np.testing.assert_allclose(ours, there, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("draw", DRAWINGS)
def test_the_shapes_and_names_are_those_of_keras(draw):
    model, other, _ = both(draw)
    assert (model.input_shape, model.output_shape) == (other.input_shape, other.output_shape)
    assert [x.shape for x in model.outputs] == [tuple(x.shape) for x in other.outputs]
    assert [type(layer).__name__ for layer in model.layers] == [
        {"Functional": "Model"}.get(type(layer).__name__, type(layer).__name__) for layer in other.layers
    ]
    if draw is not nested:  # a model inside of another counts its layers by itself
        assert [layer.name for layer in model.layers] == [layer.name for layer in other.layers]
    assert [v.shape for v in model.weights] == [tuple(v.shape) for v in other.weights]
    assert model.output_names == other.output_names


@pytest.mark.parametrize("draw", [residual, two_towers, operators, named])
def test_the_summary_is_that_of_keras(draw, capsys):
    model, other, _ = both(draw)
    model.summary()
    ours = capsys.readouterr().out
    other.summary()
    assert [line.split() for line in ours.splitlines() if "params" not in line] == [
        line.split() for line in capsys.readouterr().out.splitlines() if "params" not in line
    ]


ANSWERS = [rng.normal(size=(12, 1)).astype(np.float32), np.arange(12) % 3]
LOSSES = ["mse", "sparse_categorical_crossentropy"]


def two_outputs(k, packed=list):
    x = k.Input((4,), name="x")
    h = k.layers.Dense(6, activation="tanh")(x)
    p, q = k.layers.Dense(1, name="p")(h), k.layers.Dense(3, activation="softmax", name="q")(h)
    return k.Model(x, {"p": p, "q": q} if packed is dict else [p, q])


@pytest.mark.parametrize(
    ("packed", "given"),
    [
        (list, {"loss": LOSSES}),
        (list, {"loss": LOSSES, "loss_weights": [0.5, 2.0], "metrics": [["mae"], ["accuracy"]]}),
        (list, {"loss": dict(zip("pq", LOSSES)), "metrics": {"q": ["accuracy"], "p": "mae"}}),
        (dict, {"loss": dict(zip("pq", LOSSES)), "loss_weights": {"p": 0.3, "q": 1.0}, "metrics": {"q": ["accuracy"]}}),
    ],
)
def test_several_outputs_train_as_in_keras(packed, given):
    # in batches of one size: over others, Keras means the means of the batches for the loss of a single output
    other, model = two_outputs(theirs, packed), two_outputs(keras, packed)
    model.set_weights(other.get_weights())
    y = dict(zip("pq", ANSWERS)) if isinstance(given["loss"], dict) else ANSWERS
    found = []
    for m in (model, other):
        m.compile("sgd", **given)
        history = m.fit(ROWS, y, batch_size=4, epochs=10, shuffle=False, verbose=0).history
        found.append((history, m.evaluate(ROWS, y, verbose=0), m.train_on_batch(ROWS, y)))
    assert list(found[0][0]) == list(found[1][0])
    for key, values in found[0][0].items():
        np.testing.assert_allclose(values, found[1][0][key], rtol=1e-4, atol=1e-5)
    for ours, there in zip(found[0][1:], found[1][1:], strict=True):
        np.testing.assert_allclose(ours, there, rtol=1e-4, atol=1e-5)

"""Several inputs and outputs in compile, fit, evaluate and predict."""

import re

import numpy as np
import pytest

import gradlab as tf
from gradlab import keras
from gradlab.keras import layers

rng = np.random.default_rng(4)
A, B = rng.normal(size=(12, 4)).astype(np.float32), rng.normal(size=(12, 2)).astype(np.float32)
PRICES, KINDS = rng.normal(size=(12, 1)).astype(np.float32), np.arange(12) % 3
LOSSES = ["mse", "sparse_categorical_crossentropy"]


def two_by_two(packed=list):
    a, b = keras.Input((4,), name="a"), keras.Input((2,), name="b")
    h = layers.Concatenate()([a, b])
    price, kind = layers.Dense(1, name="price")(h), layers.Dense(3, activation="softmax", name="kind")(h)
    if packed is dict:
        return keras.Model({"a": a, "b": b}, {"price": price, "kind": kind})
    return keras.Model([a, b], [price, kind])


def parts_of(model, x):
    price, kind = model.predict(x, verbose=0)
    return ((price - PRICES) ** 2).mean(), -np.log(kind[np.arange(12), KINDS]).mean(), (kind.argmax(1) == KINDS).mean()


def test_the_loss_is_the_weighted_sum_and_each_is_reported():
    model = two_by_two()
    model.compile("sgd", LOSSES, loss_weights=[2.0, 0.5], metrics=[None, ["accuracy"]])
    mse, surprise, right = parts_of(model, [A, B])
    found = model.evaluate([A, B], [PRICES, KINDS], verbose=0, return_dict=True, batch_size=5)
    expected = {"loss": 2 * mse + 0.5 * surprise, "price_loss": mse, "kind_loss": surprise, "kind_accuracy": right}
    assert found.keys() == expected.keys()
    for key, value in expected.items():
        assert found[key] == pytest.approx(value, rel=1e-4)
    assert model.evaluate([A, B], [PRICES, KINDS], verbose=0)[0] == pytest.approx(expected["loss"], rel=1e-4)


def test_by_name_is_the_same_as_by_place():
    found = []
    for x, y, loss, weights in [
        ([A, B], [PRICES, KINDS], LOSSES, [3.0, 1.0]),
        ({"b": B, "a": A}, {"kind": KINDS, "price": PRICES}, dict(zip(["price", "kind"], LOSSES)), {"price": 3.0}),
    ]:
        keras.utils.set_random_seed(1)
        model = two_by_two()
        model.compile("sgd", loss, loss_weights=weights)
        found.append(model.fit(x, y, epochs=3, batch_size=5, verbose=0, validation_split=0.25).history)
    assert found[0] == found[1]
    assert list(found[0]) == ["kind_loss", "loss", "price_loss", "val_kind_loss", "val_loss", "val_price_loss"]


def test_a_model_of_dicts_trains_and_predicts_dicts():
    model = two_by_two(dict)
    model.compile("adam", {"price": "mse", "kind": LOSSES[1]}, metrics={"kind": "accuracy"})
    history = model.fit({"a": A, "b": B}, {"price": PRICES, "kind": KINDS}, epochs=20, verbose=0).history
    assert history["loss"][-1] < history["loss"][0]
    assert "kind_accuracy" in history
    found = model.predict({"a": A, "b": B}, batch_size=5, verbose=0)
    assert {name: part.shape for name, part in found.items()} == {"price": (12, 1), "kind": (12, 3)}


def test_weights_of_examples_for_each_output():
    model, y = two_by_two(), [PRICES, KINDS]
    model.compile("sgd", LOSSES)
    weights = rng.uniform(0, 2, size=12).astype(np.float32)
    price, kind = model([A, B])
    squares, surprise = (price - PRICES).numpy()[:, 0] ** 2, -np.log(kind.numpy()[np.arange(12), KINDS])
    both = model._loss(y, [price, kind], sample_weight=weights)
    assert float(both) == pytest.approx((weights * (squares + surprise)).mean(), rel=1e-5)
    one = model._loss(y, [price, kind], sample_weight={"price": weights, "kind": None})
    assert float(one) == pytest.approx((weights * squares).mean() + surprise.mean(), rel=1e-5)


def test_an_output_without_a_loss_is_not_trained():
    model = two_by_two()
    before = model.get_layer("kind").get_weights()
    model.compile("sgd", ["mse", None])
    with pytest.warns(UserWarning, match="Gradients do not exist for variables kind/kernel"):
        model.fit([A, B], [PRICES, KINDS], verbose=0)
    for weight, old in zip(model.get_layer("kind").get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, old)


def test_a_subclass_with_several_outputs():
    class Two(keras.Model):
        def __init__(self):
            super().__init__()
            self.price, self.kind = layers.Dense(1), layers.Dense(3, activation="softmax")

        def call(self, inputs):
            a, b = inputs
            h = tf.concat([a, b], -1)
            return self.price(h), self.kind(h)

    model = Two()
    model.compile("sgd", LOSSES)
    history = model.fit([A, B], [PRICES, KINDS], epochs=2, verbose=0).history
    assert list(history) == ["loss", "mse_loss", "sparse_categorical_crossentropy_loss"]
    assert [part.shape for part in model.predict([A, B], verbose=0)] == [(12, 1), (12, 3)]


def test_one_input_and_output_may_come_in_a_list_or_a_dict():
    x = keras.Input((4,), name="x")
    model = keras.Model(x, layers.Dense(1, name="y")(x))
    model.compile("sgd", {"y": "mse"}, metrics={"y": ["mae"]})
    expected = model.evaluate(A, PRICES, verbose=0)
    assert model.evaluate([A], [PRICES], verbose=0) == expected
    assert model.evaluate({"x": A}, {"y": PRICES}, verbose=0) == expected
    model.compile("sgd", ["mse"], loss_weights=[3.0])
    assert model.evaluate(A, PRICES, verbose=0) == pytest.approx(3 * expected[0])
    assert list(model.fit({"x": A}, PRICES, verbose=0).history) == ["loss"]


def fitted(**changes):
    model = two_by_two()
    given = {"loss": LOSSES, "x": [A, B], "y": [PRICES, KINDS], **changes}
    data = given.pop("x"), given.pop("y")
    model.compile("sgd", **given)
    before = model.get_weights()
    try:
        model.fit(*data, verbose=0)
    finally:
        for weight, old in zip(model.get_weights(), before, strict=True):
            np.testing.assert_array_equal(weight, old)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"loss": ["mse"]}, "`loss` of compile holds 1, and the model has 2 outputs, ['price', 'kind']"),
        ({"loss": {"price": "mse", "knd": "mse"}}, "the outputs are ['price', 'kind']. Did you mean 'kind'"),
        ({"loss": {"price": "mse"}}, "'kind' is missing; it may be None"),
        ({"loss": [None, None]}, "holds nothing but None"),
        ({"loss_weights": [1.0]}, "`loss_weights` of compile holds 1, and the model has 2 outputs"),
        ({"loss_weights": {"prise": 1.0}}, "Did you mean 'price'"),
        ({"loss_weights": [1.0, float("nan")]}, "`loss_weights` should be finite"),
        ({"metrics": ["mae"]}, "`metrics` of compile holds 1"),
        ({"metrics": "accuracy"}, "is a list or a dict with a part for each of ['price', 'kind']"),
        ({"metrics": {"kinds": "accuracy"}}, "Did you mean 'kind'"),
        ({"y": PRICES}, "`y` should hold a part for each of the 2 outputs"),
        ({"y": [PRICES]}, "`y` should hold a part for each of the 2 outputs"),
        ({"y": {"price": PRICES}}, "`y` has the keys ['price']"),
        ({"y": [PRICES, KINDS[:9]]}, "the parts of 'y' have 12 and 9 examples"),
        ({"y": [PRICES, KINDS + 7]}, "output 'kind': Received a label value of 9"),
        ({"x": [A, B[:9]]}, "the parts of 'x' have 12 and 9 examples"),
        ({"x": [A[:9], B[:9]]}, "'x' has 9 examples and 'y' has 12"),
        ({"x": A}, "the model has 2 inputs, ['a', 'b'], and received 1"),
        ({"x": {"a": A}}, 'Missing data for input "b"'),
    ],
)
def test_what_belongs_to_no_output_is_refused_before_a_weight_changes(changes, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        fitted(**changes)

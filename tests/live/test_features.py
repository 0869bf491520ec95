"""Features on the Python side: the maps are what the layers give, the picture's slope is that of the score, the bytes mean
these numbers, and bad input is answered in words."""

import numpy as np
import pytest

import gradlab as tf
from gradlab import keras, live
from gradlab.keras import layers

CLASSES = ["cat", "dog", "fish"]


def network(last="softmax", size=(12, 10, 3)):
    tf.random.set_seed(4)
    return keras.Sequential(
        [
            keras.Input(size),
            layers.Conv2D(5, (3, 3), activation="tanh"),
            layers.MaxPooling2D((2, 2)),
            layers.Conv2D(4, (2, 2), activation="relu", use_bias=False),
            layers.Flatten(),
            layers.Dense(6, activation="tanh"),
            layers.Dense(3, activation=last),
        ]
    )


@pytest.fixture(scope="module")
def pictures():
    return np.random.default_rng(1).integers(0, 256, (4, 12, 10, 3), dtype=np.uint8)


@pytest.fixture
def features(pictures):
    return live.Features(network(), pictures, classes=CLASSES)


def answer(features, picture):
    """What the kernel says to a browser that wishes for a picture."""
    sent = []
    features.send = lambda content: sent.append(content)
    features._asked(features, {"picture": picture}, [])
    return sent


def test_maps_are_what_the_layers_give_one_by_one(features, pictures):
    y = tf.constant(pictures[:1] / np.float32(255))
    for layer in features.model.layers:
        y = layer(y)
        if layer.name in features.maps:
            expected = y.numpy()[0] if len(y.shape) == 4 else y.numpy()[0][None, None]
            np.testing.assert_array_equal(features.maps[layer.name], expected)
    assert list(features.maps) == ["conv2d", "max_pooling2d", "conv2d_1", "dense"]
    np.testing.assert_array_equal(list(features.shares.values()), y.numpy()[0])


@pytest.mark.parametrize("last", ["softmax", None])
def test_the_pictures_slope_is_that_of_the_score(pictures, last):
    model = network(last)
    scores = network(None)  # the same weights: the score is what comes before softmax
    scores.set_weights(model.get_weights())
    features = live.Features(model, pictures, classes=CLASSES)
    x = pictures[:1] / np.float32(255)
    h = 1e-2
    for row, column, channel in [(4, 5, 0), (6, 2, 1), (7, 7, 2), (0, 0, 0)]:
        up, down = x.copy(), x.copy()
        up[0, row, column, channel] += h
        down[0, row, column, channel] -= h
        expected = (scores(up).numpy() - scores(down).numpy())[0] / (2 * h)
        found = [features.slopes[name][row, column, channel] for name in CLASSES]
        np.testing.assert_allclose(found, expected, rtol=0.05, atol=1e-3)
    assert max(np.abs(s).max() for s in features.slopes.values()) > 0.02  # of something to compare


def test_softmax_as_a_layer_of_its_own_is_looked_behind(pictures):
    model = network(None)
    apart = keras.Sequential([*model.layers, layers.Softmax()])
    apart.build((None, 12, 10, 3))
    apart.set_weights(model.get_weights())
    one, other = live.Features(model, pictures), live.Features(apart, pictures)
    for name in one.slopes:
        np.testing.assert_allclose(one.slopes[name], other.slopes[name], rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(list(one.shares.values()), list(other.shares.values()), rtol=1e-5)
    assert one._shown["scores"] == "The network gives scores; softmax makes shares of them."
    assert other._shown["scores"] == ""


def test_the_bytes_mean_these_numbers(features):
    values = np.frombuffer(features._values, np.int8)
    for layer in features._shown["layers"]:
        count = layer["channels"] * layer["rows"] * layer["columns"]
        part = values[layer["start"] : layer["start"] + count].reshape(layer["channels"], layer["rows"], layer["columns"])
        expected = np.moveaxis(features.maps[layer["name"]], 2, 0)
        np.testing.assert_allclose(part / 127 * layer["limit"], expected, atol=layer["limit"] / 250)
    weights = np.frombuffer(features._weights, np.int8)
    for name, filters in features._filters.items():
        kernel = features.model.get_layer(name).kernel.numpy()
        part = weights[filters["start"] :][: kernel.size].reshape(filters["shape"]) / 127 * filters["limit"]
        for number, channel in [(0, 0), (3, 1)]:
            np.testing.assert_allclose(part[number, channel], kernel[:, :, channel, number], atol=filters["limit"] / 250)
    steep = np.frombuffer(features._slopes, np.uint8).reshape(3, 12, 10)
    for k, name in enumerate(CLASSES):
        expected = np.abs(features.slopes[name]).max(axis=2)
        np.testing.assert_allclose(steep[k] / 255 * features._shown["tops"][k], expected, atol=expected.max() / 500)


def test_of_wide_maps_every_second_or_third_pixel_is_sent():
    model = keras.Sequential(
        [keras.Input((150, 150, 1)), layers.Conv2D(2, 1), layers.GlobalAveragePooling2D(), layers.Dense(2)]
    )
    features = live.Features(model, np.random.default_rng(0).random((150, 150)))
    (layer, pooled) = features._shown["layers"]
    assert (layer["rows"], layer["step"], layer["shape"]) == (150, 3, [50, 50])
    first = np.frombuffer(features._values, np.int8)[: 50 * 50].reshape(50, 50)
    np.testing.assert_allclose(first / 127 * layer["limit"], features.maps["conv2d"][::3, ::3, 0], atol=layer["limit"] / 250)
    assert pooled["made"] == "The mean of channel {} of conv2d."


def test_another_picture_is_looked_at_when_the_browser_or_python_asks(features, pictures):
    first = features._shown
    assert answer(features, 2) == []
    assert features.picture == features._shown["picture"] == 2
    assert features._pixels == pictures[2].tobytes()
    alone = live.Features(features.model, pictures[2], classes=CLASSES)
    np.testing.assert_allclose(features.maps["dense"], alone.maps["dense"], rtol=1e-5)
    features.picture = 0
    assert features._shown == first


def test_weights_that_changed_are_seen_after_refresh(features):
    before = features.maps["conv2d"]
    features.model.get_layer("conv2d").kernel.assign(-features.model.get_layer("conv2d").kernel)
    features.refresh()
    np.testing.assert_allclose(features.maps["conv2d"], -before, rtol=1e-5, atol=1e-6)  # tanh, no bias yet


def test_the_sentence_says_what_is_shown(features):
    features.layer, features.channel, features.slope_of = "conv2d_1", 3, "fish"
    said = features.describe()
    best = max(features.shares, key=features.shares.get)
    assert said.startswith(f"Picture 1 of 4: the network answers {best} with {100 * features.shares[best]:.0f} %")
    steep = np.abs(features.slopes["fish"]).max(axis=2)
    row, column = (int(k) + 1 for k in np.argwhere(steep == steep.max())[0])
    assert f"Its score of fish depends most on the pixel in row {row}, column {column}." in said
    assert "Layer conv2d_1 makes 4 maps of it; channel 3, 4×3 values, goes from" in said
    features.layer = "dense"
    assert "channel 3, one neuron, stands at" in features.describe()


def test_a_score_that_depends_on_no_pixel_is_said(features):
    dead = features.model.get_layer("dense")
    dead.kernel.assign(tf.zeros(dead.kernel.shape))
    features.refresh()
    assert "depends on no pixel: the slope is 0 everywhere" in features.describe()


def test_a_layer_with_fewer_channels_starts_at_its_first(features):
    features.layer, features.channel = "dense", 5
    features.layer = "conv2d_1"
    assert features.channel == 0


def test_what_is_not_there_is_answered_in_words(features):
    with pytest.raises(ValueError, match="there are 4 pictures, counted from 0, and `picture` was set to 4"):
        features.picture = 4
    with pytest.raises(
        ValueError, match="`layer` is one of conv2d, max_pooling2d, conv2d_1, dense, and was set to 'flatten'"
    ):
        features.layer = "flatten"
    with pytest.raises(ValueError, match="`slope_of` is one of cat, dog, fish, and was set to 'cow'"):
        features.slope_of = "cow"


def test_weights_that_became_nan_are_answered_in_words(features):
    features.model.get_layer("conv2d").kernel.assign(tf.fill([3, 3, 3, 5], np.nan))
    shown = features._shown
    (content,) = answer(features, 1)
    assert "no finite numbers any more (135 in conv2d/kernel)" in content["trouble"]
    assert "live.KnobWall(model) shows where" in content["trouble"]
    assert features._shown == shown
    with pytest.raises(ValueError, match="135 in conv2d/kernel"):
        live.Features(features.model, np.zeros((12, 10, 3)))


def test_bad_models_are_answered_in_words(pictures):
    with pytest.raises(TypeError, match="`model` should be a keras model"):
        live.Features("model", pictures)
    unbuilt = keras.Sequential([layers.Conv2D(2, 3), layers.Flatten(), layers.Dense(2)])
    with pytest.raises(ValueError, match="was never built"):
        live.Features(unbuilt, pictures)
    dense = keras.Sequential([keras.Input((4,)), layers.Dense(2)])
    with pytest.raises(ValueError, match=r"has no Conv2D.*live\.KnobWall\(model\) shows all its weights"):
        live.Features(dense, pictures)
    single = keras.Sequential([keras.Input((12, 10, 3)), layers.Conv2D(2, 3), layers.Flatten(), layers.Dense(1)])
    with pytest.raises(ValueError, match=r"answers with the shape \(None, 1\), and a share for each of at least two"):
        live.Features(single, pictures)
    with pytest.raises(ValueError, match="`classes` holds 2 names, and the model tells 3 classes apart"):
        live.Features(network(), pictures, classes=["cat", "dog"])
    with pytest.raises(TypeError, match="is one word, 'cat'"):
        live.Features(network(), pictures, classes="cat")

    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.inside = network()

        def call(self, inputs):
            return self.inside(inputs)

    own = Own()
    own(pictures / np.float32(255))
    with pytest.raises(TypeError, match="shows layers that stand in a row"):
        live.Features(own, pictures)


def test_a_sequential_in_a_sequential_is_looked_into(pictures):
    inner = network(None)
    outer = keras.Sequential([layers.Rescaling(1 / 255), inner])
    outer(pictures)
    features = live.Features(outer, pictures, scale=1)
    alone = live.Features(inner, pictures)
    assert list(features.maps) == ["rescaling", *alone.maps]
    np.testing.assert_allclose(features.maps["dense"], alone.maps["dense"], rtol=1e-4)
    assert repr(alone).startswith("Features(sequential: picture 1 of 4, conv2d[")

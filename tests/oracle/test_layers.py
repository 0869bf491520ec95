"""Every layer against Keras: what it gives, how it trains, its config and its file, and what both refuse."""

import inspect
import re

import numpy as np
import pytest

import gradlab as tf
from gradlab import keras
from tests.oracle.against import tensorflow

theirs = tensorflow.keras

rng = np.random.default_rng(11)
PICTURES = rng.normal(size=(6, 9, 8, 6)).astype(np.float32)
SEQUENCES = rng.normal(size=(6, 11, 6)).astype(np.float32)
ROWS = rng.normal(size=(6, 6)).astype(np.float32)
STEPS = 20

OF_PICTURES = {
    "LeakyReLU": lambda k: k.layers.LeakyReLU(0.1),
    "PReLU": lambda k: k.layers.PReLU("random_normal"),
    "PReLU, shared": lambda k: k.layers.PReLU("random_normal", shared_axes=[1, 2]),
    "ELU": lambda k: k.layers.ELU(0.7),
    "ReLU": lambda k: k.layers.ReLU(1.2, 0.1, 0.3),
    "ReLU, threshold": lambda k: k.layers.ReLU(threshold=0.3),
    "Softmax": lambda k: k.layers.Softmax((1, 2)),
    "Permute": lambda k: k.layers.Permute((3, 1, 2)),
    "ZeroPadding2D": lambda k: k.layers.ZeroPadding2D(((1, 2), (0, 3))),
    "ZeroPadding2D, a pair": lambda k: k.layers.ZeroPadding2D((1, 2)),
    "Cropping2D": lambda k: k.layers.Cropping2D(((1, 2), (0, 3))),
    "UpSampling2D": lambda k: k.layers.UpSampling2D((2, 3)),
    "UpSampling2D, bilinear": lambda k: k.layers.UpSampling2D(2, interpolation="bilinear"),
    "Resizing": lambda k: k.layers.Resizing(5, 13),
    "Resizing, nearest": lambda k: k.layers.Resizing(5, 13, "nearest"),
    "Resizing, cropped": lambda k: k.layers.Resizing(5, 11, crop_to_aspect_ratio=True),
    "CenterCrop": lambda k: k.layers.CenterCrop(4, 5),
    "CenterCrop, too small": lambda k: k.layers.CenterCrop(12, 5),
    "GlobalMaxPooling2D": lambda k: k.layers.GlobalMaxPooling2D(keepdims=True),
    "LayerNormalization": lambda k: k.layers.LayerNormalization(gamma_initializer="random_normal"),
    "LayerNormalization, two axes": lambda k: k.layers.LayerNormalization(axis=[1, -1], epsilon=0.1),
    "LayerNormalization, no scale": lambda k: k.layers.LayerNormalization(axis=[3, 1, 2], scale=False),
    "GroupNormalization": lambda k: k.layers.GroupNormalization(3, beta_initializer="random_normal"),
    "GroupNormalization, each": lambda k: k.layers.GroupNormalization(-1),
    "GroupNormalization, axis": lambda k: k.layers.GroupNormalization(3, axis=1),
    "RMSNormalization": lambda k: k.layers.RMSNormalization(),
    "UnitNormalization": lambda k: k.layers.UnitNormalization(axis=(1, 3)),
    "Normalization": lambda k: k.layers.Normalization(mean=np.arange(6.0), variance=np.arange(1.0, 7)),
    "Normalization, inverted": lambda k: k.layers.Normalization(mean=1.0, variance=2.0, invert=True),
    "Normalization, two axes": lambda k: k.layers.Normalization(axis=(1, 3), mean=np.arange(6.0), variance=np.ones(6)),
    "Conv2D, dilated": lambda k: k.layers.Conv2D(4, 3, padding="same", dilation_rate=(2, 1)),
    "DepthwiseConv2D": lambda k: k.layers.DepthwiseConv2D(3, strides=2, padding="same", depth_multiplier=2),
    "DepthwiseConv2D, dilated": lambda k: k.layers.DepthwiseConv2D((2, 3), dilation_rate=2, activation="relu"),
    "SeparableConv2D": lambda k: k.layers.SeparableConv2D(5, 3, 2, "same", depth_multiplier=2, activation="relu"),
    "SeparableConv2D, priced": lambda k: k.layers.SeparableConv2D(
        3, 3, depthwise_regularizer="l2", pointwise_regularizer="l1", pointwise_constraint="max_norm", bias_regularizer="l2"
    ),
    "DepthwiseConv2D, priced": lambda k: k.layers.DepthwiseConv2D(
        3, depthwise_regularizer=k.regularizers.L2(0.1), depthwise_constraint="non_neg", activity_regularizer="l1"
    ),
    "LayerNormalization, priced": lambda k: k.layers.LayerNormalization(gamma_regularizer="l2", beta_constraint="non_neg"),
    "PReLU, priced": lambda k: k.layers.PReLU("ones", alpha_regularizer="l2", alpha_constraint="unit_norm"),
    "Conv2DTranspose": lambda k: k.layers.Conv2DTranspose(4, 3, strides=2, padding="same", activation="tanh"),
    "Conv2DTranspose, one more": lambda k: k.layers.Conv2DTranspose(4, 3, (2, 3), output_padding=(1, 0)),
    "Conv2DTranspose, dilated": lambda k: k.layers.Conv2DTranspose(4, 3, padding="same", dilation_rate=2),
}
OF_SEQUENCES = {
    "ZeroPadding1D": lambda k: k.layers.ZeroPadding1D((1, 2)),
    "Cropping1D": lambda k: k.layers.Cropping1D(),
    "UpSampling1D": lambda k: k.layers.UpSampling1D(3),
    "GlobalMaxPooling1D": lambda k: k.layers.GlobalMaxPooling1D(),
    "GlobalAveragePooling1D": lambda k: k.layers.GlobalAveragePooling1D(keepdims=True),
    "MaxPooling1D": lambda k: k.layers.MaxPooling1D(3, strides=2, padding="same"),
    "AveragePooling1D": lambda k: k.layers.AveragePooling1D(3, 2, "same"),
    "Conv1D": lambda k: k.layers.Conv1D(4, 3, bias_initializer="random_normal"),
    "Conv1D, causal": lambda k: k.layers.Conv1D(4, 3, padding="causal", dilation_rate=2),
    "Conv1D, strides": lambda k: k.layers.Conv1D(4, 4, strides=3, padding="same", activation="tanh"),
    "Conv1DTranspose": lambda k: k.layers.Conv1DTranspose(4, 2, strides=3),
    "DepthwiseConv1D": lambda k: k.layers.DepthwiseConv1D(3, depth_multiplier=2),
    "SeparableConv1D": lambda k: k.layers.SeparableConv1D(5, 3),
}
OF_ROWS = {
    "RepeatVector": lambda k: k.layers.RepeatVector(3),
    "GroupNormalization of rows": lambda k: k.layers.GroupNormalization(2),
    "ActivityRegularization": lambda k: k.layers.ActivityRegularization(0.01, 0.02),
    "Identity": lambda k: k.layers.Identity(),
}
IN_TRAINING = {
    "SpatialDropout2D": lambda k: k.layers.SpatialDropout2D(0.5),
    "GaussianDropout": lambda k: k.layers.GaussianDropout(0.5),
    "GaussianNoise": lambda k: k.layers.GaussianNoise(0.5),
    "AlphaDropout": lambda k: k.layers.AlphaDropout(0.5),
    "Dropout": lambda k: k.layers.Dropout(0.5, noise_shape=(None, 1, 1, 6)),
    "RandomFlip": lambda k: k.layers.RandomFlip("horizontal", seed=3),
    "RandomRotation": lambda k: k.layers.RandomRotation((-0.1, 0.2), fill_mode="constant", fill_value=0.5),
    "RandomTranslation": lambda k: k.layers.RandomTranslation(0.2, (0.0, 0.3), interpolation="nearest"),
    "RandomZoom": lambda k: k.layers.RandomZoom(0.2),
    "RandomContrast": lambda k: k.layers.RandomContrast(0.2),
    "RandomBrightness": lambda k: k.layers.RandomBrightness(0.2, value_range=(0, 1)),
}
KINDS = [(OF_PICTURES, PICTURES), (OF_SEQUENCES, SEQUENCES), (OF_ROWS, ROWS)]
LAYERS = {name: (make, x) for layers, x in KINDS for name, make in layers.items()}
ALL = LAYERS | {name: (make, PICTURES) for name, make in IN_TRAINING.items()}


def calm(layer, x):
    """What a layer gives outside of training."""
    knows = isinstance(layer, keras.Layer) or "training" in inspect.signature(layer.call).parameters
    return np.asarray(layer(x, training=False) if knows else layer(x))


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_and_its_slopes_are_those_of_keras(name):
    make, x = LAYERS[name]
    other, layer = make(theirs), make(keras)
    expected, got = calm(other, x), calm(layer, x)
    assert [w.shape for w in layer.get_weights()] == [w.shape for w in other.get_weights()]
    layer.set_weights(other.get_weights())

    def run(library, layer):
        point = library.Variable(x)
        with library.GradientTape() as tape:
            z = layer(point + 0.0)
            height = library.reduce_sum(z * z * z)
        slopes = tape.gradient(height, [point, *layer.trainable_variables])
        return [np.asarray(part) for part in (z, *slopes)]

    for ours, there in zip(run(tf, layer), run(tensorflow, other), strict=True):
        assert (ours.shape, ours.dtype) == (there.shape, there.dtype)
        np.testing.assert_allclose(ours, there, rtol=1e-4, atol=2e-4)
    assert got.shape == expected.shape


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_trains_as_in_keras(name):
    make, x = LAYERS[name]
    xs = np.random.default_rng(2).normal(size=(STEPS, *x.shape)).astype(np.float32)
    ys = np.random.default_rng(3).integers(0, 3, (STEPS, len(x)))

    def run(k, weights=None):
        before = k.layers.Dense(x.shape[-1], activation="tanh")
        model = k.Sequential([k.Input(x.shape[1:]), before, make(k), k.layers.Flatten(), k.layers.Dense(3)])
        model.set_weights(weights or model.get_weights())
        weights = model.get_weights()
        loss = k.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(k.optimizers.SGD(0.05), loss, run_eagerly=True)
        return weights, [model.train_on_batch(x, y) for x, y in zip(xs, ys)], model

    theirs.utils.set_random_seed(1)
    weights, expected, other = run(theirs)
    _, got, model = run(keras, weights)
    assert [layer.output.shape for layer in model.layers] == [layer.output.shape for layer in other.layers]
    np.testing.assert_allclose(got, expected, rtol=1e-4, atol=1e-4)
    for ours, there in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(ours, there, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("name", [name for name in ALL if not name.startswith("Normalization")])
def test_a_layer_of_other_numbers_gives_those(name):
    make, x = ALL[name]
    config = make(keras).get_config() | {"dtype": "float64"}
    layer = type(make(keras)).from_config(config)
    z = layer(x.astype(np.float64), training=True)
    assert z.dtype == np.float64
    assert all(w.dtype == np.float64 for w in layer.get_weights())


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("strides", [1, 2, 3])
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_a_transposed_convolution_is_as_large_as_in_keras(size, strides, padding):
    for kind, x in (("Conv2DTranspose", PICTURES), ("Conv1DTranspose", SEQUENCES)):
        other, layer = (getattr(k.layers, kind)(4, size, strides, padding) for k in (theirs, keras))
        other(x), layer(x)
        layer.set_weights(other.get_weights())
        np.testing.assert_allclose(layer(x), other(x), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", ALL)
def test_a_config_is_read_by_both(name):
    make, x = ALL[name]
    other, layer = make(theirs), make(keras)
    expected = calm(other, x)
    from_ours, from_theirs = type(other).from_config(layer.get_config()), type(layer).from_config(other.get_config())
    assert from_ours.get_config().keys() == other.get_config().keys()
    calm(from_ours, x), calm(from_theirs, x)
    for copy in (from_ours, from_theirs):
        copy.set_weights(other.get_weights())
        np.testing.assert_allclose(calm(copy, x), expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize(("writer", "reader"), [(theirs, keras), (keras, theirs)], ids=["of Keras", "for Keras"])
def test_a_model_with_the_layer_is_read_by_the_other_library(name, writer, reader, tmp_path):
    pytest.importorskip("h5py")
    make, x = ALL[name]
    inputs = writer.Input(x.shape[1:])
    model = writer.Model(inputs, make(writer)(inputs))
    model.set_weights([np.random.default_rng(5).normal(size=w.shape) for w in model.get_weights()])
    model.save(tmp_path / "m.keras")
    other = reader.models.load_model(tmp_path / "m.keras")
    assert other.output_shape == model.output_shape
    np.testing.assert_allclose(calm(other, x), calm(model, x), rtol=1e-4, atol=1e-4)


FILLS = ["reflect", "wrap", "constant", "nearest"]


@pytest.mark.parametrize("interpolation", ["bilinear", "nearest"])
@pytest.mark.parametrize("fill_mode", FILLS)
@pytest.mark.parametrize("kind", ["RandomRotation", "RandomTranslation", "RandomZoom"])
def test_pictures_are_moved_as_in_keras(kind, fill_mode, interpolation):
    """Between two equal factors there is no choice, so both move in the same way."""
    arguments = {"RandomRotation": [(0.13,), (-0.4,)], "RandomTranslation": [(0.23, -0.61), (-0.9, 0.4)]}
    for factors in arguments.get(kind, [(0.37, -0.21), (-0.33,), (0.9, 0.8)]):
        made = [(f, f) for f in factors]
        fill = {"fill_mode": fill_mode, "interpolation": interpolation, "fill_value": 0.7}
        expected = getattr(theirs.layers, kind)(*made, **fill)(PICTURES, training=True)
        got = getattr(keras.layers, kind)(*made, **fill)(PICTURES, training=True)
        np.testing.assert_allclose(got, expected, rtol=1e-3, atol=2e-3, err_msg=f"{kind}{factors}")


def test_contrast_and_brightness_are_those_of_keras():
    x = (PICTURES * 40 + 128).clip(0, 255)
    for kind, factor in (
        ("RandomBrightness", (0.3, 0.3)),
        ("RandomBrightness", (-0.4, -0.4)),
        ("RandomContrast", (0.0, 0.0)),
    ):
        expected, got = (getattr(k.layers, kind)(factor)(x, training=True) for k in (theirs, keras))
        np.testing.assert_allclose(got, expected, rtol=1e-4, atol=1e-3)


ADAPTED = {
    "an array": ({}, lambda library: ROWS * 3 + 5),
    "pictures": ({}, lambda library: PICTURES * 3 + 5),
    "two axes": ({"axis": (1, -1)}, lambda library: PICTURES),
    "all numbers": ({"axis": None}, lambda library: ROWS),
    "a column": ({"axis": None}, lambda library: ROWS[:, 0]),
    "whole numbers": ({}, lambda library: np.arange(12).reshape(4, 3)),
    "batches": ({}, lambda library: [ROWS[:1], ROWS[1:]]),
    "a dataset": ({}, lambda library: library.data.Dataset.from_tensor_slices(ROWS).batch(4)),
    "single rows": ({}, lambda library: library.data.Dataset.from_tensor_slices(ROWS)),
    "inverted": ({"invert": True}, lambda library: ROWS * 2 - 1),
}


@pytest.mark.parametrize("name", ADAPTED)
def test_normalization_measures_as_in_keras(name):
    arguments, data = ADAPTED[name]
    other, layer = theirs.layers.Normalization(**arguments), keras.layers.Normalization(**arguments)
    other.adapt(data(tensorflow)), layer.adapt(data(tf))
    x = ADAPTED["an array"][1](tf) if name != "whole numbers" else np.ones((2, 3), np.float32)
    x = PICTURES if name in ("pictures", "two axes") else x
    np.testing.assert_allclose(layer(x), other(x), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(layer.mean, other.mean, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(layer.variance, other.variance, rtol=1e-4, atol=1e-5)
    for ours, there in zip(layer.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(ours, there, rtol=1e-4, atol=1e-5)


REFUSED = {
    "LeakyReLU": (lambda k: k.layers.LeakyReLU(-1), "negative_slope"),
    "LeakyReLU, None": (lambda k: k.layers.LeakyReLU(None), "negative_slope"),
    "ReLU": (lambda k: k.layers.ReLU(threshold=-1), "threshold"),
    "PReLU": (lambda k: k.layers.PReLU(shared_axes=[4])(PICTURES), "shared_axes"),
    "Permute": (lambda k: k.layers.Permute((1, 3)), "dims"),
    "Permute of rows": (lambda k: k.layers.Permute((2, 1))(ROWS), "orders 2 axes"),
    "RepeatVector": (lambda k: k.layers.RepeatVector("a"), "`n`"),
    "RepeatVector of sequences": (lambda k: k.layers.RepeatVector(2)(SEQUENCES), "rows"),
    "ZeroPadding2D": (lambda k: k.layers.ZeroPadding2D((1, 2, 3)), "padding"),
    "ZeroPadding1D": (lambda k: k.layers.ZeroPadding1D((-1, 2)), "padding"),
    "Cropping2D": (lambda k: k.layers.Cropping2D(-1), "cropping"),
    "Cropping2D, all": (lambda k: k.layers.Cropping2D(2)(k.Input((4, 4, 1))), "nothing"),
    "UpSampling2D": (lambda k: k.layers.UpSampling2D((1, 2, 3)), "size"),
    "UpSampling2D, kind": (lambda k: k.layers.UpSampling2D(2, interpolation="linear")(PICTURES), "interpolation"),
    "Conv1D of pictures": (lambda k: k.layers.Conv1D(2, 3)(PICTURES), "sequences"),
    "Conv1D of short": (lambda k: k.layers.Conv1D(2, 12)(SEQUENCES), "does not fit"),
    "Conv1D, kernel": (lambda k: k.layers.Conv1D(2, (3, 3)), "kernel_size"),
    "Conv2D, causal": (lambda k: k.layers.Conv2D(2, 3, padding="causal"), "padding"),
    "Conv2D, both": (lambda k: k.layers.Conv2D(2, 3, 2, dilation_rate=2), "dilation_rate"),
    "Conv2D, groups": (lambda k: k.layers.Conv2D(4, 3, groups=3), "groups"),
    "Conv2D, channels": (lambda k: k.layers.Conv2D(4, 3, groups=4)(PICTURES), "groups"),
    "Conv2DTranspose": (lambda k: k.layers.Conv2DTranspose(0, 3), "filters"),
    "Conv2DTranspose, more": (lambda k: k.layers.Conv2DTranspose(2, 3, strides=1, output_padding=1)(PICTURES), "output"),
    "DepthwiseConv2D": (lambda k: k.layers.DepthwiseConv2D(3, depth_multiplier=0), "depth_multiplier"),
    "SeparableConv2D": (lambda k: k.layers.SeparableConv2D(3, 3)(SEQUENCES), "pictures"),
    "SeparableConv1D": (lambda k: k.layers.SeparableConv1D(3, 3, padding="causal")(SEQUENCES), "padding"),
    "MaxPooling1D": (lambda k: k.layers.MaxPooling1D(0), "pool_size"),
    "GlobalMaxPooling2D": (lambda k: k.layers.GlobalMaxPooling2D()(SEQUENCES), "pictures"),
    "LayerNormalization": (lambda k: k.layers.LayerNormalization(axis=4)(PICTURES), "axis"),
    "GroupNormalization": (lambda k: k.layers.GroupNormalization(4)(PICTURES), "groups"),
    "GroupNormalization, many": (lambda k: k.layers.GroupNormalization()(PICTURES), "groups"),
    "Normalization": (lambda k: k.layers.Normalization(mean=1.0), "variance"),
    "Normalization, shapes": (lambda k: k.layers.Normalization(mean=[1.0, 2.0], variance=1.0), "shape"),
    "Normalization, rank": (lambda k: k.layers.Normalization(mean=np.ones((2, 2)), variance=np.ones((2, 2))), "axes"),
    "Normalization, axis": (lambda k: k.layers.Normalization(axis=3)(ROWS), "axis"),
    "Normalization of other rows": (lambda k: adapted(k)(SEQUENCES[:, :, :3]), "shape"),
    "adapt to nothing": (lambda k: k.layers.Normalization().adapt([]), "empty"),
    "adapt to a number": (lambda k: k.layers.Normalization().adapt(3), "`data`"),
    "adapt to numbers": (lambda k: k.layers.Normalization().adapt([[1.0, 2.0]]), "`data`"),
    "adapt to others": (lambda k: adapted(k).adapt(ROWS[:, :3]), "shape"),
    "Dropout": (lambda k: k.layers.Dropout(1.5), "rate"),
    "GaussianDropout": (lambda k: k.layers.GaussianDropout(-0.5), "rate"),
    "GaussianNoise": (lambda k: k.layers.GaussianNoise(-1), "stddev"),
    "SpatialDropout2D": (lambda k: k.layers.SpatialDropout2D(0.5)(SEQUENCES), "pictures"),
    "RandomRotation": (lambda k: k.layers.RandomRotation(0.1, fill_mode="black"), "fill_mode"),
    "RandomRotation, factor": (lambda k: k.layers.RandomRotation((1, 2, 3)), "factor"),
    "RandomTranslation": (lambda k: k.layers.RandomTranslation(2, 0), "height_factor"),
    "RandomZoom": (lambda k: k.layers.RandomZoom("a"), "height_factor"),
    "RandomBrightness": (lambda k: k.layers.RandomBrightness(2), "factor"),
}


def adapted(k):
    layer = k.layers.Normalization()
    layer.adapt(ROWS)
    return layer


@pytest.mark.parametrize("name", REFUSED)
def test_what_keras_refuses_is_refused_in_words(name):
    make, words = REFUSED[name]
    with pytest.raises(Exception):  # noqa: B017, PT011 (Keras' own differ)
        make(theirs)
    with pytest.raises((ValueError, TypeError), match=re.escape(words)):
        make(keras)


def test_other_names_are_those_of_keras():
    def aliases(k):
        named = {}
        for name in dir(k.layers):
            if isinstance(getattr(k.layers, name), type):
                named.setdefault(getattr(k.layers, name), []).append(name)
        return sorted(names for kind, names in named.items() if len(names) > 1 and "3D" not in names[0])

    assert aliases(keras) == aliases(theirs)

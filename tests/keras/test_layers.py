"""What layers do beyond what Keras can be asked for: chance, groups of channels, single pictures, lengths that vary."""

import numpy as np
import pytest

import gradlab as tf
from gradlab import keras
from gradlab.keras import layers

rng = np.random.default_rng(4)
PICTURES = rng.normal(size=(40, 5, 6, 3)).astype(np.float32)
MANY = rng.normal(2.0, 3.0, size=(100_000, 2)).astype(np.float32)


@pytest.mark.parametrize("dilation_rate", [1, 2])
def test_each_group_of_channels_has_detectors_of_its_own(dilation_rate):
    x = rng.normal(size=(2, 7, 8, 6)).astype(np.float32)
    layer = layers.Conv2D(4, 3, groups=2, padding="same", dilation_rate=dilation_rate)
    z, kernel = layer(x).numpy(), layer.kernel.numpy()
    assert kernel.shape == (3, 3, 3, 4)
    for group in range(2):
        alone = layers.Conv2D(2, 3, padding="same", dilation_rate=dilation_rate, use_bias=False)
        alone(x[..., :3])
        alone.set_weights([kernel[..., 2 * group : 2 * group + 2]])
        np.testing.assert_allclose(alone(x[..., 3 * group : 3 * group + 3]), z[..., 2 * group : 2 * group + 2], atol=1e-5)


def test_a_causal_convolution_sees_no_step_to_come():
    layer = layers.Conv1D(2, 3, padding="causal", dilation_rate=2)
    x = rng.normal(size=(1, 9, 2)).astype(np.float32)
    before = layer(x).numpy()
    x[0, 5] += 1
    changed = (layer(x).numpy() != before).any(axis=(0, 2))
    assert changed.tolist() == [False] * 5 + [True, False, True, False]


def test_a_picture_in_the_mirror_is_it_or_its_mirror_image():
    z = layers.RandomFlip("horizontal", seed=1)(PICTURES, training=True).numpy()
    same = (z == PICTURES).all(axis=(1, 2, 3))
    turned = (z == PICTURES[:, :, ::-1]).all(axis=(1, 2, 3))
    assert (same ^ turned).all()
    assert 8 < same.sum() < 32
    both = layers.RandomFlip(seed=1)(PICTURES, training=True).numpy()
    kinds = [(both == way).all(axis=(1, 2, 3)).sum() for way in (PICTURES, PICTURES[:, ::-1], PICTURES[:, ::-1, ::-1])]
    assert min(kinds) > 1


CHANCE = {
    "RandomFlip": lambda **seed: layers.RandomFlip(**seed),
    "RandomRotation": lambda **seed: layers.RandomRotation(0.2, **seed),
    "RandomTranslation": lambda **seed: layers.RandomTranslation(0.3, 0.3, **seed),
    "RandomZoom": lambda **seed: layers.RandomZoom(0.3, 0.1, **seed),
    "RandomContrast": lambda **seed: layers.RandomContrast(0.3, (-9, 9), **seed),
    "RandomBrightness": lambda **seed: layers.RandomBrightness(0.3, (-9, 9), **seed),
    "Dropout": lambda **seed: layers.Dropout(0.3, **seed),
    "SpatialDropout2D": lambda **seed: layers.SpatialDropout2D(0.3, **seed),
    "AlphaDropout": lambda **seed: layers.AlphaDropout(0.3, **seed),
    "GaussianDropout": lambda **seed: layers.GaussianDropout(0.3, **seed),
    "GaussianNoise": lambda **seed: layers.GaussianNoise(0.3, **seed),
}


@pytest.mark.parametrize("name", CHANCE)
def test_chance_acts_in_training_only_and_a_seed_repeats_it(name):
    first, again, other = CHANCE[name](seed=5), CHANCE[name](seed=5), CHANCE[name](seed=6)
    np.testing.assert_array_equal(first(PICTURES, training=False), PICTURES)
    z = first(PICTURES, training=True).numpy()
    assert z.shape == PICTURES.shape
    assert (z != PICTURES).any()
    np.testing.assert_array_equal(again(PICTURES, training=True), z)
    assert (other(PICTURES, training=True).numpy() != z).any()
    assert (first(PICTURES, training=True).numpy() != z).any(), "the next call draws anew"
    assert first.get_config()["seed"] == 5
    assert not first.each_example_alone


@pytest.mark.parametrize("name", CHANCE)
def test_a_layer_that_changes_pictures_does_so_unless_it_is_told_that_this_is_no_training(name):
    layer = CHANCE[name](seed=5)
    row = keras.Sequential([layer])
    changes = name.startswith("Random")
    assert (layer(PICTURES).numpy() != PICTURES).any() == changes
    assert (row(PICTURES).numpy() != PICTURES).any() == changes
    np.testing.assert_array_equal(row.predict(PICTURES, verbose=0), PICTURES)


def test_noise_keeps_what_it_promises_of_mean_and_variance():
    def moments(layer, x=MANY):
        z = layer(x, training=True).numpy()
        return z.mean(), z.std()

    assert moments(layers.GaussianNoise(4.0, seed=1)) == pytest.approx((2, 5), abs=0.05)
    assert moments(layers.GaussianDropout(0.5, seed=1)) == pytest.approx((2, (3**2 + (3**2 + 2**2)) ** 0.5), abs=0.05)
    standard = (MANY - 2) / 3
    assert moments(layers.AlphaDropout(0.4, seed=1), standard) == pytest.approx((0, 1), abs=0.02)
    dropped = layers.AlphaDropout(0.4, seed=1)(standard, training=True).numpy()
    _, counts = np.unique(dropped, return_counts=True)
    assert counts.max() / dropped.size == pytest.approx(0.4, abs=0.01), "what is dropped has one value"


def test_whole_channels_are_dropped():
    z = layers.SpatialDropout2D(0.5, seed=2)(PICTURES, training=True).numpy()
    dropped = (z == 0).all(axis=(1, 2))
    assert 0.3 < dropped.mean() < 0.7
    np.testing.assert_allclose(z, PICTURES * 2 * ~dropped[:, None, None], rtol=1e-6)


def test_a_quarter_turn_is_a_quarter_turn():
    square = rng.normal(size=(2, 6, 6, 1)).astype(np.float32)
    z = layers.RandomRotation((0.25, 0.25))(square, training=True)
    np.testing.assert_allclose(z, np.rot90(square, axes=(1, 2)), atol=1e-4)


def test_a_single_picture_needs_no_axis_for_a_batch():
    one = PICTURES[0]
    for layer in (layers.Resizing(3, 3), layers.CenterCrop(2, 2), layers.RandomZoom((0.2, 0.2)), layers.RandomFlip(seed=1)):
        again = type(layer).from_config(layer.get_config())
        np.testing.assert_array_equal(layer(one), again(one[None])[0])


def test_slopes_go_through_a_turned_picture():
    x = tf.Variable(PICTURES[:2])
    layer = layers.RandomRotation((0.1, 0.1), fill_mode="constant")
    with tf.GradientTape() as tape:
        z = tf.reduce_sum(layer(x, training=True) ** 2)
    slope, h = tape.gradient(z, x).numpy(), 1e-2
    for place in ((0, 2, 3, 1), (1, 0, 0, 0), (1, 4, 5, 2)):
        step = np.zeros_like(PICTURES[:2])
        step[place] = h
        up, down = (float(tf.reduce_sum(layer(x + s, training=True) ** 2)) for s in (step, -step))
        assert (up - down) / (2 * h) == pytest.approx(slope[place], abs=0.02)


def test_lengths_that_vary_go_through_layers_that_need_none():
    x = keras.Input((None, None, 3))
    h = layers.PReLU(shared_axes=[1, 2])(layers.Conv2DTranspose(4, 3, strides=2, padding="same")(x))
    h = layers.GroupNormalization(2)(layers.SeparableConv2D(4, 3, padding="same")(layers.UpSampling2D()(h)))
    model = keras.Model(x, [h, layers.GlobalMaxPooling2D()(h)])
    assert h.shape == (None, None, None, 4)
    assert [z.shape for z in model(np.zeros((2, 5, 7, 3), np.float32))] == [(2, 20, 28, 4), (2, 4)]
    steps = keras.Input((None, 3))
    assert layers.Conv1D(5, 3, padding="causal")(steps).shape == (None, None, 5)


def test_a_length_that_varies_is_refused_where_there_is_a_weight_for_each_place():
    with pytest.raises(ValueError, match="shared_axes"):
        layers.PReLU()(keras.Input((None, 3)))


def test_leaky_relu_knows_its_older_argument():
    assert layers.LeakyReLU(alpha=0.2).negative_slope == 0.2
    with pytest.raises(TypeError, match="negative_slope"):
        layers.LeakyReLU(slope=0.2)


@pytest.mark.parametrize(("name", "words"), [("Conv3D", "2D"), ("CategoryEncoding", "one_hot")])
def test_a_layer_that_is_not_here_says_what_is(name, words):
    with pytest.raises(AttributeError, match=words):
        getattr(layers, name)


@pytest.mark.parametrize("layer", [layers.Conv2D, layers.ZeroPadding2D, layers.GlobalMaxPooling2D, layers.RandomFlip])
def test_channels_come_last(layer):
    first = (2, 3) if layer is layers.Conv2D else ()
    layer(*first, data_format="channels_last")
    with pytest.raises(ValueError, match=r"channels_first.*Permute"):
        layer(*first, data_format="channels_first")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: layers.RandomFlip("sideways"), "mode"),
        (lambda: layers.AlphaDropout(1.5), "rate"),
        (lambda: layers.GaussianNoise(1.0, seed=0.5), "seed"),
        (lambda: layers.Normalization().adapt(np.ones((0, 3))), "empty"),
        (lambda: layers.GaussianDropout(1.0), "below 1"),
        (lambda: layers.Dropout(0.5, noise_shape=(None, 2))(np.ones((3, 4))), "noise_shape"),
        (lambda: layers.RandomContrast((0.1, 0.2, 0.3)), "factor"),
        (lambda: layers.RandomBrightness(0.1, value_range=3), "value_range"),
        (lambda: layers.Normalization(mean=0.0, variance=1.0).adapt(np.ones((3, 2))), "nothing to measure"),
        (lambda: layers.GroupNormalization(0), "groups"),
        (lambda: layers.LayerNormalization(epsilon=-1), "epsilon"),
        (lambda: layers.SeparableConv2D(0, 3), "filters"),
        (lambda: layers.Resizing(0, 3), "height"),
        (lambda: layers.Resizing(2, 3, "cubic"), "interpolation"),
        (lambda: layers.ActivityRegularization(-1.0), "l1"),
    ],
)
def test_arguments_that_make_no_sense_are_refused_in_words(make, words):
    with pytest.raises((ValueError, TypeError), match=words):
        make()


def test_nothing_is_changed_by_measuring_what_does_not_fit():
    layer = layers.Normalization()
    layer.adapt(MANY)
    before = layer.get_weights()
    assert before[0] == pytest.approx(MANY.mean(0), abs=1e-3)
    with pytest.raises(ValueError, match="shape"):
        layer.adapt([MANY, MANY[:, :1]])
    for ours, then in zip(layer.get_weights(), before):
        np.testing.assert_array_equal(ours, then)


def test_a_gap_in_the_data_is_told_when_it_is_measured():
    layer = layers.Normalization()
    with pytest.warns(UserWarning, match="nan or inf"):
        layer.adapt(np.array([[1.0, 2.0], [np.nan, 3.0]]))


def test_what_was_measured_is_saved_with_the_model(tmp_path):
    layer = layers.Normalization()
    layer.adapt(MANY)
    model = keras.Sequential([keras.Input((2,)), layer, layers.Dense(1)])
    model.save(tmp_path / "m.keras")
    model.save_weights(tmp_path / "m.weights.npz")
    again = keras.models.load_model(tmp_path / "m.keras")
    fresh = keras.Sequential([keras.Input((2,)), layers.Normalization(), layers.Dense(1)])
    fresh.load_weights(tmp_path / "m.weights.npz")
    for other in (again, fresh):
        np.testing.assert_array_equal(other(MANY[:5]), model(MANY[:5]))


def test_bytes_that_are_normalized_are_no_reason_to_warn(recwarn):
    x = np.arange(0, 250, 5, dtype=np.float32).reshape(2, 5, 5)
    layer = layers.Normalization(axis=None)
    layer.adapt(x)
    model = keras.Sequential([layer, layers.Flatten(), layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(x, np.zeros(2), verbose=0)
    assert [w for w in recwarn if "reaches up" in str(w.message)] == []

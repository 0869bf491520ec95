"""The picture of all weights: what a byte says about a value, a shade about a slope, and a colour about both."""

import numpy as np
import pytest

import gradlab as tf
from gradlab import keras
from gradlab.live.kit.weight_blocks import blocks_of
from gradlab.live.knob_wall.wall_picture import SHADES, colours, round_up, shade_bytes, value_bytes


def shades(slopes, top):
    packed = shade_bytes(np.asarray(slopes, np.float32), top)
    return np.stack([packed & 15, packed >> 4], axis=1).ravel()[: len(slopes)].tolist()


def test_a_value_is_told_to_half_a_step_of_the_scale():
    weights = np.random.default_rng(0).uniform(-0.5, 0.5, 1000).astype(np.float32)
    told = value_bytes(weights, 0.5) * (0.5 / 127)
    assert np.abs(told - weights).max() <= 0.5 / 127 / 2 * 1.001


def test_what_is_beyond_the_scale_is_its_end_and_what_is_no_number_is_marked():
    told = value_bytes(np.array([3, -3, np.nan, np.inf, -np.inf, 0], np.float32), 1.0)
    assert told.tolist() == [127, -127, -128, -128, -128, 0]


def test_a_shade_brighter_is_twice_the_slope():
    top = -3
    for shade in range(2, SHADES):
        low = 2.0 ** (top - SHADES + shade - 1)
        assert shades([low, low * 1.999, -low], top) == [shade] * 3
    assert shades([0.0, 1e-30, 2.0**top, 1e30], top) == [0, 1, SHADES, SHADES]


def test_scales_end_at_round_numbers():
    for x, expected in [(0.13, 0.2), (0.2, 0.2), (0.21, 0.5), (7, 10), (1.0, 1), (0, 1), (np.nan, 1)]:
        assert round_up(x) == pytest.approx(expected)


def luminance(rgb):
    """Relative luminance, by the web's accessibility guidelines."""
    c = np.asarray(rgb, float) / 255
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def test_the_steeper_the_brighter_at_every_value():
    table = luminance(colours())
    assert (np.diff(table[1:, : SHADES + 1], axis=1) > 0).all()


def test_signs_differ_also_for_those_who_see_no_red_or_green():
    # Deuteranopes keep the difference between blue and yellow: blue against the mean of red and green.
    table = colours().astype(float)
    yellow = table[..., :2].mean(axis=-1) - table[..., 2]
    for shade in range(3, SHADES):
        assert yellow[128 - 100, shade] - yellow[128 + 100, shade] > 60


def test_blocks_follow_the_layers_and_name_every_entry():
    model = keras.Sequential(
        [keras.Input((8, 8, 3)), keras.layers.Conv2D(4, 3), keras.layers.Flatten(), keras.layers.Dense(2)]
    )
    blocks = blocks_of(model)
    assert [(b.path, b.start, b.size, b.rows, b.columns) for b in blocks] == [
        ("conv2d/kernel", 0, 108, 4, 27),
        ("conv2d/bias", 108, 4, 4, 1),
        ("dense/kernel", 112, 288, 2, 144),
        ("dense/bias", 400, 2, 2, 1),
    ]
    row = np.concatenate([v.numpy().ravel() for v in model.weights])
    for index in (0, 57, 107, 109, 300, 401):
        block = next(b for b in reversed(blocks) if b.start <= index)
        assert block.variable.numpy()[block.entry(index)] == row[index]


def test_what_has_no_weights_is_answered_in_words():
    with pytest.raises(TypeError, match="`model` should be a keras model"):
        blocks_of(tf.Variable(1.0))
    with pytest.raises(ValueError, match=r"the model 'sequential' was never built.*begin it with keras\.Input"):
        blocks_of(keras.Sequential([keras.layers.Dense(2)]))
    with pytest.raises(ValueError, match="has no weights at all"):
        blocks_of(keras.Sequential([keras.Input((3, 3)), keras.layers.Flatten()]))
    with pytest.raises(ValueError, match="1001000 weights are more than a wall shows, which is 1000000"):
        blocks_of(keras.Sequential([keras.Input((1000,)), keras.layers.Dense(1000)]))

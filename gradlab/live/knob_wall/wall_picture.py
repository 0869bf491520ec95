"""A picture of all weights of a model: one byte for each value and half a byte for each slope, and the colours they mean.

Values go evenly from -limit to limit in steps of limit/127, and what lies beyond is painted like the end; -128 marks
what is no finite number. Slopes are told by their size, in shades of a factor 2: shade 14 is the steepest part, 1 is 2¹³
times less or anything below, 0 is a slope of exactly zero, or none. Two shades share a byte. That makes 184 kB for
122 570 weights.

Hue and its strength say the value (orange below 0, grey at 0, blue above, as everywhere), lightness the slope. Both are laid
out in OKLCH, where equal steps look equal, so that neither is mistaken for the other; blue against orange survives colour
blindness.
(B. Ottosson, "A perceptual color space for image processing", 2020.)
"""

from __future__ import annotations

import math

import numpy as np

SHADES = 14
BOARD = (13, 15, 19)  # the wall behind the weights: dark in both themes, because slopes shine

_BAD = -128
_BAD_COLOUR = (255, 64, 255)
_BLUE, _ORANGE = 250.0, 62.0  # hues in degrees


def round_up(x: float) -> float:
    """The next of …, 0.1, 0.2, 0.5, 1, 2, 5, … from x on; 1 for 0."""
    if not (x > 0 and math.isfinite(x)):
        return 1.0
    power = 10.0 ** math.floor(math.log10(x))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= x * (1 - 1e-9))


def value_bytes(weights: np.ndarray, limit: float) -> np.ndarray:
    """A signed byte for each weight."""
    steps = np.rint(weights * np.float32(127 / limit))
    with np.errstate(invalid="ignore"):
        found = np.clip(steps, -127, 127, out=steps).astype(np.int8)
    if not np.isfinite(np.dot(weights, weights)):
        found[~np.isfinite(weights)] = _BAD
    return found


def shade_bytes(slopes: np.ndarray, top: int) -> np.ndarray:
    """The shades of slopes (float32), two in a byte, the first in its lower half; the brightest from 2**(top - 1) on."""
    # A float32 is sign, exponent and digits. The exponent alone, 127 for 2⁰, says between which powers of 2 it lies.
    exponents = (slopes.view(np.uint32) << 1 >> 24).astype(np.int16)
    brightest = 126 + top
    shades = (np.clip(exponents - (brightest - SHADES), 1, SHADES) * (exponents > 0)).astype(np.uint8)
    if len(shades) % 2:
        shades = np.append(shades, np.uint8(0))
    pairs = shades.view("<u2")
    return (pairs | (pairs >> 4)).astype(np.uint8)


def colours() -> np.ndarray:
    """(256, 16, 3), bytes: the colour of each value, from -128 to 127, and each shade. Shade 15: no slope is known."""
    values = np.arange(-128, 128) / 127
    lightness = np.append(np.append(0.2, 0.3 + 0.58 * np.arange(SHADES) / (SHADES - 1)), 0.62)
    light, value = (x.astype(np.float64) for x in np.meshgrid(lightness, values))
    hue = np.radians(np.where(value < 0, _ORANGE, _BLUE))
    chroma = 0.19 * np.abs(np.clip(value, -1, 1)) ** 0.7
    for _ in range(60):  # less colour where the screen has none so strong
        rgb = _screen(light, chroma, hue)
        outside = ((rgb < 0) | (rgb > 1)).any(axis=-1)
        if not outside.any():
            break
        chroma = np.where(outside, chroma * 0.95, chroma)
    linear = np.clip(rgb, 0, 1)
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    found = np.rint(encoded * 255).astype(np.uint8)
    found[0] = _BAD_COLOUR
    return found


def _screen(light: np.ndarray, chroma: np.ndarray, hue: np.ndarray) -> np.ndarray:
    """OKLCH as linear red, green and blue; outside of 0…1 where a screen cannot show it. Ottosson's own numbers."""
    a, b = chroma * np.cos(hue), chroma * np.sin(hue)
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return np.stack(
        [
            4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
        ],
        axis=-1,
    )

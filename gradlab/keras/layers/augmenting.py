"""Layers that change pictures at random in training: a cat in the mirror, a little turned or moved, is still a cat.

So few pictures do the work of many. Outside of training nothing happens; called by itself, a layer changes its pictures
unless it is told training=False. To turn, move or zoom is to ask for each pixel where it comes from: a place between the
pixels of the old picture, whose value is the mean of its neighbours.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from gradlab.functions import random_numbers
from gradlab.functions.composed import clip_by_value, where
from gradlab.functions.reduce import reduce_mean
from gradlab.keras.layers.noise import Chance
from gradlab.keras.layers.resizing import OneOrMany
from gradlab.keras.names import find
from gradlab.operators.shaping import getitem
from gradlab.tensors.tensor import Tensor

Factor = float | Sequence[float]


class _RandomPictures(Chance, OneOrMany):
    """The base of layers that change each picture in a way of its own, in training."""

    each_example_alone = False
    trains_unless_told = True

    def call(self, inputs: Tensor, training: bool = True) -> Tensor:
        """In training, the pictures changed at random."""
        return OneOrMany.call(self, inputs, training)

    def changed(self, x: Tensor, training: bool = True) -> Tensor:
        """What becomes of a batch of pictures."""
        return self.at_random(x) if training else x

    def at_random(self, x: Tensor) -> Tensor:
        """A batch of pictures, changed at random."""
        raise NotImplementedError

    def draw(self, n: int, low: float, high: float) -> np.ndarray:
        """A number for each picture, evenly between these two: [n]."""
        return np.asarray(random_numbers.uniform((n,), low, high, np.float64, seed=self.next_seed())._array)


class RandomFlip(_RandomPictures):
    """In training, each picture in the mirror with probability ½.

    mode: 'horizontal' (left and right exchanged), 'vertical', or 'horizontal_and_vertical', each by itself.
    Raises ValueError for another mode.
    """

    def __init__(self, mode: str = "horizontal_and_vertical", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.mode = find("mode", mode, {m: m for m in ("horizontal", "vertical", "horizontal_and_vertical")})

    def at_random(self, x: Tensor) -> Tensor:
        """The pictures, some of them in the mirror."""
        for name, back in (
            ("horizontal", (slice(None), slice(None), slice(None, None, -1))),
            ("vertical", (slice(None), slice(None, None, -1))),
        ):
            if name in self.mode:
                x = where(self.draw(len(x), 0, 1)[:, None, None, None] <= 0.5, getitem(x, key=back), x)
        return x


class _Moving(_RandomPictures):
    """The base of layers that ask for each pixel where it comes from.

    fill_mode: what lies outside of a picture: its mirror image ('reflect'), itself again ('wrap'), its edge ('nearest'), or
    fill_value ('constant'). interpolation: 'bilinear', the mean of the neighbours, or 'nearest'.
    """

    def __init__(
        self, fill_mode: str = "reflect", interpolation: str = "bilinear", *, fill_value: float = 0.0, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.fill_mode = find("fill_mode", fill_mode, {m: m for m in ("reflect", "wrap", "constant", "nearest")})
        self.interpolation = find("interpolation", interpolation, {m: m for m in ("nearest", "bilinear")})
        self.fill_value = fill_value

    def at_random(self, x: Tensor) -> Tensor:
        """The pictures, each moved in a way of its own."""
        return self._taken(x, *self.places(*x.shape[:3]))

    def places(self, n: int, height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
        """For each pixel of each picture the row and the column it comes from, each [n, height, width]."""
        raise NotImplementedError

    def _taken(self, x: Tensor, rows: np.ndarray, columns: np.ndarray) -> Tensor:
        """The values at places between the pixels."""
        height, width = x.shape[1:3]
        rows, columns = _inside(rows, height, self.fill_mode), _inside(columns, width, self.fill_mode)
        if self.interpolation == "nearest":
            return self._at(x, np.floor(rows + 0.5), np.floor(columns + 0.5), np.ones_like(rows))
        top, left = np.floor(rows), np.floor(columns)
        down, right = rows - top, columns - left
        return (
            self._at(x, top, left, (1 - down) * (1 - right))
            + self._at(x, top, left + 1, (1 - down) * right)
            + self._at(x, top + 1, left, down * (1 - right))
            + self._at(x, top + 1, left + 1, down * right)
        )

    def _at(self, x: Tensor, rows: np.ndarray, columns: np.ndarray, weight: np.ndarray) -> Tensor:
        """The pixels in these rows and columns times a weight; where there is none, the fill value times the weight."""
        height, width = x.shape[1:3]
        there = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
        row, column = (np.clip(i, 0, n - 1).astype(int) for i, n in ((rows, height), (columns, width)))
        pixels = getitem(x, key=(np.arange(len(x))[:, None, None], row, column))
        seen = pixels * (weight * there)[..., None].astype(x.dtype)
        return seen if there.all() else seen + (self.fill_value * weight * ~there)[..., None].astype(x.dtype)


class RandomRotation(_Moving):
    """In training, each picture turned around its middle by an angle from -factor to factor, or between two factors.

    factor: parts of a full turn, to the left where it is above 0: 0.1 is 36 degrees. The other arguments say what lies
    outside of the picture (fill_mode, fill_value) and between its pixels (interpolation). Raises ValueError for others.
    """

    def __init__(self, factor: Factor, fill_mode: str = "reflect", interpolation: str = "bilinear", **kwargs: Any) -> None:
        super().__init__(fill_mode, interpolation, **kwargs)
        self.factor = _range(self, "factor", factor, -1, 1)

    def places(self, n: int, height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
        """Where each pixel comes from, turned back."""
        angle = self.draw(n, *self.factor)[:, None, None] * 2 * math.pi
        y, x = np.arange(height)[:, None] - (height - 1) / 2, np.arange(width) - (width - 1) / 2
        rows = np.sin(angle) * x + np.cos(angle) * y + (height - 1) / 2
        return rows, np.cos(angle) * x - np.sin(angle) * y + (width - 1) / 2


class RandomTranslation(_Moving):
    """In training, each picture moved down and to the right by up to so many parts of its height and width.

    height_factor, width_factor: from -factor to factor, or between two; below 0 is up and to the left. The other arguments
    say what lies outside of the picture and between its pixels. Raises ValueError for others.
    """

    def __init__(
        self,
        height_factor: Factor,
        width_factor: Factor,
        fill_mode: str = "reflect",
        interpolation: str = "bilinear",
        **kwargs: Any,
    ) -> None:
        super().__init__(fill_mode, interpolation, **kwargs)
        self.height_factor, self.width_factor = height_factor, width_factor
        self._down = _range(self, "height_factor", height_factor, -1, 1)
        self._right = _range(self, "width_factor", width_factor, -1, 1)

    def places(self, n: int, height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
        """Where each pixel comes from, moved back."""
        down, right = self.draw(n, *self._down) * height, self.draw(n, *self._right) * width
        rows, columns = np.arange(height)[:, None] - down[:, None, None], np.arange(width) - right[:, None, None]
        return np.broadcast_to(rows, (n, height, width)), np.broadcast_to(columns, (n, height, width))


class RandomZoom(_Moving):
    """In training, each picture made smaller or larger around its middle.

    height_factor: 0.2 shows between 20 % less and 20 % more of the height; below 0 is closer, above 0 is farther away.
    width_factor: that of the width, without it the same. The other arguments say what lies outside of the picture and
    between its pixels. Raises ValueError for others.
    """

    def __init__(
        self,
        height_factor: Factor,
        width_factor: Factor | None = None,
        fill_mode: str = "reflect",
        interpolation: str = "bilinear",
        **kwargs: Any,
    ) -> None:
        super().__init__(fill_mode, interpolation, **kwargs)
        self.height_factor, self.width_factor = height_factor, width_factor
        self._high = _range(self, "height_factor", height_factor, -1, 1)
        self._wide = None if width_factor is None else _range(self, "width_factor", width_factor, -1, 1)

    def places(self, n: int, height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
        """Where each pixel comes from, nearer to the middle or farther away."""
        high = 1 + self.draw(n, *self._high)[:, None, None]
        wide = high if self._wide is None else 1 + self.draw(n, *self._wide)[:, None, None]
        rows = (np.arange(height)[:, None] - (height - 1) / 2) * high + (height - 1) / 2
        columns = (np.arange(width) - (width - 1) / 2) * wide + (width - 1) / 2
        return np.broadcast_to(rows, (n, height, width)), np.broadcast_to(columns, (n, height, width))


class RandomContrast(_RandomPictures):
    """In training, each picture with more or less contrast: (x - mean) · factor + mean, for each channel, factor around 1.

    factor: 0.2 draws between 0.8 and 1.2, (0.1, 0.3) between 0.9 and 1.3. value_range: beyond it numbers are cut off.
    Raises ValueError for a factor outside of 0…1.
    """

    def __init__(self, factor: Factor, value_range: Sequence[float] = (0, 255), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        less, more = _pair(factor)
        self.factor = (_number(self, "factor", less, 0, 1, factor), _number(self, "factor", more, 0, math.inf, factor))
        self.value_range = _limits(self, value_range)

    def at_random(self, x: Tensor) -> Tensor:
        """The pictures with more or less contrast."""
        factor = self.draw(len(x), 1 - self.factor[0], 1 + self.factor[1])[:, None, None, None].astype(x.dtype)
        mean = reduce_mean(x, (1, 2), keepdims=True)
        return clip_by_value((x - mean) * factor + mean, *self.value_range)


class RandomBrightness(_RandomPictures):
    """In training, each picture lighter or darker, by up to `factor` of the range of its numbers.

    factor: from -factor to factor, or between two. value_range: beyond it numbers are cut off.
    Raises ValueError for a factor outside of -1…1.
    """

    def __init__(self, factor: Factor, value_range: Sequence[float] = (0, 255), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.factor = _range(self, "factor", factor, -1, 1)
        self.value_range = _limits(self, value_range)

    def at_random(self, x: Tensor) -> Tensor:
        """The pictures, lighter or darker."""
        low, high = self.value_range
        lighter = (self.draw(len(x), *self.factor) * (high - low))[:, None, None, None].astype(x.dtype)
        return clip_by_value(x + lighter, low, high)


def _range(layer: Any, argument: str, value: Any, least: float, most: float) -> tuple[float, float]:
    """From -value to value, or between two numbers."""
    low, high = (_number(layer, argument, n, least, most, value) for n in _pair(value))
    return (min(low, high), max(low, high)) if isinstance(value, (tuple, list)) else (-abs(low), abs(high))


def _pair(value: Any) -> Sequence[Any]:
    """Two numbers, or one number twice; two of nothing for anything else, which is refused as what it is."""
    pair = value if isinstance(value, (tuple, list)) else (value, value)
    return pair if len(pair) == 2 else (None, None)


def _limits(layer: Any, value_range: Any) -> tuple[float, float]:
    """The smallest and the largest number that there may be."""
    if not isinstance(value_range, (tuple, list)) or len(value_range) != 2:
        raise ValueError(f"`value_range` of {type(layer).__name__} should be two numbers, and is {value_range!r}.")
    low, high = (_number(layer, "value_range", n, -math.inf, math.inf, value_range) for n in value_range)
    return (min(low, high), max(low, high))


def _number(layer: Any, argument: str, n: Any, least: float, most: float, value: Any) -> float:
    if isinstance(n, bool) or not isinstance(n, (int, float)) or not least <= n <= most:
        raise ValueError(
            f"`{argument}` of {type(layer).__name__} should be a number from {least} to {most}, or two of them, and is "
            f"{value!r}."
        )
    return float(n)


def _inside(at: np.ndarray, n: int, fill_mode: str) -> np.ndarray:
    """Places on an axis of length n, and those outside of it brought inside. TensorFlow's rules, to the last half pixel."""
    if fill_mode == "constant":
        return at
    if fill_mode == "reflect":
        at = np.mod(at + 0.5, 2 * n) - 0.5
        at = np.where(at > n - 0.5, 2 * n - 1 - at, at)
    elif fill_mode == "wrap" and n > 1:
        turns = np.where(at < 0, np.trunc(-at / (n - 1)) + 1, np.where(at > n - 1, -np.trunc(at / (n - 1)), 0))
        at = at + n * turns
    return np.clip(at, 0, n - 1)

"""Points in the plane (and on a line) that are generated from a seed: small enough to see what a network does with them.

All but `line` return (points, labels): float32 of shape (n, 2) around the origin, and int32 of shape (n,), 0 or 1, in
random order. `noise` is the standard deviation of what is added to each coordinate. All raise ValueError for an `n` that
is no whole number of at least 0.
"""

from __future__ import annotations

import numpy as np

from gradlab.keras.data import whole


def line(
    n: int = 1000, slope: float = 3.0, intercept: float = 0.5, noise: float = 1.0, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """(x, y) with y = slope · x + intercept + noise: two float32 arrays of shape (n,)."""
    rng = _random(n, seed)
    x = rng.normal(size=n)
    return x.astype(np.float32), (slope * x + intercept + rng.normal(0, noise, n)).astype(np.float32)


def halves(n: int = 500, noise: float = 0.05, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """A square that one straight line parts into two triangles: 1 above the diagonal. The easiest of these."""
    rng = _random(n, seed)
    x, y = rng.uniform(-1, 1, (2, n))
    return _points(x, y, noise, rng), (y > x).astype(np.int32)


def circles(n: int = 500, noise: float = 0.1, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """A small circle (1) inside of a large one (0): no straight line parts them."""
    rng = _random(n, seed)
    labels = _labels(n, rng)
    angle, radius = rng.uniform(0, 2 * np.pi, n), np.where(labels == 1, 0.4, 1.0)
    return _points(radius * np.cos(angle), radius * np.sin(angle), noise, rng), labels


def moons(n: int = 500, noise: float = 0.1, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Two half moons that reach into each other: the lower one is 1."""
    rng = _random(n, seed)
    labels = _labels(n, rng)
    angle, side = rng.uniform(0, np.pi, n), np.where(labels == 1, -1, 1)
    return _points(side * (np.cos(angle) - 0.5), side * (np.sin(angle) - 0.25), noise, rng), labels


def spirals(n: int = 500, noise: float = 0.03, turns: float = 1.5, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Two arms that wind around each other: the hardest of these."""
    rng = _random(n, seed)
    labels = _labels(n, rng)
    along = np.sqrt(rng.uniform(0.01, 1, n))  # the root spreads the points evenly along the arm
    angle = along * turns * 2 * np.pi + labels * np.pi
    return _points(along * np.cos(angle), along * np.sin(angle), noise, rng), labels


def xor(n: int = 500, noise: float = 0.05, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Four squares, of which those in opposite corners belong together: 1 where the signs of x and y differ."""
    rng = _random(n, seed)
    x, y = rng.uniform(-1, 1, (2, n))
    return _points(x, y, noise, rng), ((x > 0) != (y > 0)).astype(np.int32)


def _random(n: int, seed: int) -> np.random.Generator:
    """The random numbers of this seed, once `n` is known to be a number of points."""
    whole("n", n, 0)
    return np.random.default_rng(seed)


def _labels(n: int, rng: np.random.Generator) -> np.ndarray:
    """As many zeros as ones, in random order."""
    return rng.permutation(np.arange(n, dtype=np.int32) % 2)


def _points(x: np.ndarray, y: np.ndarray, noise: float, rng: np.random.Generator) -> np.ndarray:
    return (np.stack([x, y], axis=1) + rng.normal(0, noise, (len(x), 2))).astype(np.float32)

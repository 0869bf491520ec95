"""The points of the playground: data sets in the plane, kept so that a page can set their noise.

A data set is kept as where its points would be without noise, and how noise of 1 moves each; with noise s they stand at
clean + s · moved. The first points train the network, the others test it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from gradlab.keras.datasets import toys

SETS: dict[str, Callable[..., tuple[np.ndarray, np.ndarray]]] = {
    "halves": toys.halves,
    "circles": toys.circles,
    "xor": toys.xor,
    "moons": toys.moons,
    "spirals": toys.spirals,
}
OWN = "your own"

_SEED = 0  # the points are always the same; the seed of the playground is that of the weights
_MOST_OWN = 2000  # more would be too slow to play sixty times a second


@dataclass(frozen=True)
class PointSet:
    """clean, moved: float32 of shape (n, 2). labels: float32 of shape (n, 1), 0 or 1. train: how many of them train."""

    clean: np.ndarray
    moved: np.ndarray
    labels: np.ndarray
    train: int

    def points(self, noise: float) -> np.ndarray:
        """All points with this noise: float32 of shape (n, 2)."""
        return (self.clean.astype(np.float64) + noise * self.moved.astype(np.float64)).astype(np.float32)

    def numbers(self) -> np.ndarray:
        """All of it in one row of float32, for the page."""
        return np.concatenate([self.clean.ravel(), self.moved.ravel(), self.labels.ravel()])


def toy(name: str, train: int) -> PointSet:
    """One of SETS, with as many test points as training points."""
    (clean, labels), (noisy, _) = (SETS[name](2 * train, noise=noise, seed=_SEED) for noise in (0.0, 1.0))
    return PointSet(clean, noisy - clean, labels[:, None].astype(np.float32), train)


def own(data: Any) -> PointSet:
    """A learner's (points, labels), all of them for training.

    Raises TypeError or ValueError in words for what is no pair, points that are not two finite numbers each, and labels
    that are not one 0 or 1 for each point.
    """
    if not isinstance(data, (tuple, list)) or len(data) != 2:
        raise TypeError(
            f"`data` should be a name ({', '.join(SETS)}) or your own pair (points, labels), and is a {type(data).__name__}."
        )
    x, y = (np.asarray(each) for each in data)
    if x.dtype.kind not in "iuf" or x.ndim != 2 or x.shape[1] != 2 or not 2 <= len(x) <= _MOST_OWN:
        raise ValueError(
            f"The points in `data` should be from 2 to {_MOST_OWN} rows of two numbers, shape (n, 2), and have the shape "
            f"{x.shape}{'' if x.dtype.kind in 'iuf' else f' and the dtype {x.dtype}'}."
        )
    if y.shape not in ((len(x),), (len(x), 1)) or not np.isin(y, (0, 1)).all():
        raise ValueError(
            f"The labels in `data` should be 0 or 1, one for each of the {len(x)} points, and have the shape {y.shape}"
            f"{'' if y.size > 8 else f': {y.tolist()}'}."
        )
    if not np.isfinite(x).all():
        raise ValueError(
            f"The points in `data` hold {np.count_nonzero(~np.isfinite(x))} numbers that are infinite or nan: drop them."
        )
    moved = np.random.default_rng(_SEED).normal(size=x.shape).astype(np.float32)
    return PointSet(x.astype(np.float32), moved, y.reshape(-1, 1).astype(np.float32), len(x))

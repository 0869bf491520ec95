"""Slices through the error of a whole network: along one weight, or over a plane laid through the space of all of them.

    path = slices.WeightPath()
    model.fit(x, y, callbacks=[path])
    plane = slices.principal_plane(path)
    cut = slices.over_plane(slices.FixedError(model, x, y), model.trainable_variables, plane)

A plane is two directions out of as many as there are weights. It says how much of a training path it holds, because a
picture of two directions in 122 570 is easily taken for the whole.

After H. Li, Z. Xu, G. Taylor, C. Studer and T. Goldstein, "Visualizing the Loss Landscape of Neural Nets", NeurIPS 2018:
section 4 for random directions, section 7 for the principal directions of a path.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from tqdm import tqdm

from gradlab.keras import parallel
from gradlab.keras.callbacks import Callback, Logs
from gradlab.keras.data import batch, examples_in, rows
from gradlab.keras.interruption import whole_step
from gradlab.keras.model import Model
from gradlab.keras.progress import can_redraw
from gradlab.landscape.error_surface import borrowed
from gradlab.tape.gradient_tape import GradientTape
from gradlab.tensors.structure import leaves
from gradlab.tensors.tensor import Tensor
from gradlab.tensors.variable import Variable

Error = Callable[[], Tensor]

_CUTS_KEPT = 16  # in the cache
_AT_ONCE = 32  # examples: many small blocks of memory are used again, large ones asked for anew
_known: dict[bytes, Cut] = {}
_numbers: WeakKeyDictionary[object, int] = WeakKeyDictionary()
_fresh = count()


@dataclass(frozen=True)
class Plane:
    """All places origin + a · axes[0] + b · axes[1] in the space of n weights.

    origin: (n,). axes: (2, n). names: of the two directions. path: (k, 2), the coordinates a, b of a training path, if there
    is one, each place moved straight into the plane. explained: which share of the path's variance, its squared distances
    from its middle, lies in the plane; None without a path. shares: the same for each direction alone.
    """

    origin: np.ndarray
    axes: np.ndarray
    names: tuple[str, str]
    path: np.ndarray | None = None
    explained: float | None = None
    shares: tuple[float, float] | None = None


@dataclass
class Cut:
    """The error over a plane: heights[i, j] at first[j] along its first direction and second[i] along its second.

    heights: nan where it was not computed, or where the error is no number; computed: which of them were.
    """

    first: np.ndarray
    second: np.ndarray
    heights: np.ndarray
    computed: np.ndarray

    @property
    def complete(self) -> bool:
        """Whether all heights were computed."""
        return bool(self.computed.all())


class WeightPath(Callback):
    """Keeps the trainable weights along `fit`, as many places as `points` at most: then every second one is forgotten.

    settings: (k, n), one row for each place. steps: after how many training steps each was noted.
    Fitting again goes on with the path. Raises ValueError for fewer than 3 points, or another model than before.
    """

    def __init__(self, points: int = 60) -> None:
        if not isinstance(points, int) or points < 3:
            raise ValueError(f"`points` should be a whole number, 3 or more, and is {points!r}: fewer make no plane.")
        self.points = points
        self.steps: list[int] = []
        self._kept: list[np.ndarray] = []
        self._every = 1
        self._step = 0
        self._variables: list[int] = []

    @property
    def settings(self) -> np.ndarray:
        """The places, one row for each. Raises ValueError before there are any."""
        if not self._kept:
            raise ValueError("the path is empty: train with it first, `model.fit(x, y, callbacks=[path])`.")
        return np.stack(self._kept)

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Note the start."""
        now = [v._id for v in self.model.trainable_variables]
        if self._variables and now != self._variables:
            raise ValueError("this WeightPath holds the path of another model: make a new one.")
        self._variables = now
        self._note()

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Note every so many steps where the weights are."""
        self._step += 1
        if self._step % self._every == 0:
            self._note()
            if len(self._kept) > self.points:
                self._every *= 2
                keep = [i for i, step in enumerate(self.steps) if step % self._every == 0]
                self.steps, self._kept = [self.steps[i] for i in keep], [self._kept[i] for i in keep]

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Note the end."""
        self._note()

    def _note(self) -> None:
        if not self.steps or self.steps[-1] != self._step:
            self.steps.append(self._step)
            self._kept.append(flat(self.model.trainable_variables))

    def __repr__(self) -> str:
        return f"<WeightPath: {len(self.steps)} places in {self._step} steps>"


def flat(variables: Sequence[Variable]) -> np.ndarray:
    """The numbers of all Variables in one row."""
    return np.concatenate([np.ravel(v._array) for v in variables])


class FixedError:
    """The error of a compiled model on fixed examples: call it for the error, ask it for slopes. Dropout and the like rest.

    Raises ValueError for examples that the model cannot be compared on, as `fit` does.
    """

    def __init__(self, model: Model, x: Any, y: Any) -> None:
        examples = model._pair(x, y)
        model._check(*examples)
        self.model, self.examples = model, examples_in(examples[0])
        self._data = examples
        size = min(_AT_ONCE, -(-self.examples // parallel.cores()))
        self._parts = [slice(k, min(k + size, self.examples)) for k in range(0, self.examples, size)]

    def __call__(self) -> Tensor:
        """The error now; where the model can be computed in parts, on all cores."""
        if not self.model.can_split:
            return self._of(slice(None))

        def work(part: slice) -> float:
            # As in training, where pooling comes early: for a model that can be split the numbers are the same.
            return float(self._of(part, training=True)) * (part.stop - part.start) / self.examples

        return Tensor(np.float32(sum(parallel.in_parallel(work, self._parts))))

    def slopes(self, variables: Sequence[Variable]) -> list[np.ndarray]:
        """The slope of the error towards each of the Variables, from the tape; zeros where nothing connects them."""
        if self.model.can_split:
            found = parallel.slopes(self.model, *self._batch(slice(None)), variables)[2]
        else:
            with GradientTape(watch_accessed_variables=False) as tape:
                tape.watch(list(variables))
                error = self()
            found = tape.gradient(error, list(variables), unconnected_gradients="zero")
        return [np.zeros(v.shape, v.dtype) if g is None else np.asarray(g._array) for g, v in zip(found, variables)]

    def along(self, variables: Sequence[Variable], settings: np.ndarray) -> np.ndarray:
        """The error at each row of settings, each all numbers of the Variables, which keep theirs."""
        with borrowed(variables):
            errors = []
            for place in settings:
                _move(variables, place)
                errors.append(float(self()))
        return np.array(errors)

    @property
    def key(self) -> bytes:
        """Stands for the model, its loss and the data in the cache of slices: the same key and weights, the same error."""
        frozen = [np.asarray(v._array) for v in self.model.non_trainable_weights]
        return _digest(
            f"{_number_of(self.model)} {_number_of(self.model._loss or self.model)}".encode(),
            *leaves(list(self._data)),
            *frozen,
        )

    def _of(self, part: slice, training: bool = False) -> Tensor:
        x, y = self._batch(part)
        with np.errstate(all="ignore"):  # far away from any trained weights, infinite is an answer
            return self.model.compute_loss(x, y, self.model(x, training=training))

    def _batch(self, part: slice) -> tuple[Any, Any]:
        x, y = self._data
        return batch(rows(x, part)), batch(rows(y, part))


def along_one(error: Error, variable: Variable, entry: tuple[int, ...], places: np.ndarray) -> np.ndarray:
    """The error as one number of a Variable is turned to each of the places; it comes back afterwards."""
    heights = np.empty(len(places))
    with borrowed([variable]):
        for k, place in enumerate(places):
            array = np.array(variable._array)
            array[entry] = place
            variable.assign(array)
            heights[k] = float(error())
    return heights


def random_plane(variables: Sequence[Variable], seed: int = 0, path: WeightPath | None = None) -> Plane:
    """A plane through the weights as they are, along two random directions as large as the filters they turn.

    Each filter of a convolution, and the incoming weights of each neuron, get a random direction of their own length (the
    "filter normalisation" of section 4): so a step of 1 changes all of them by as much as they are large, and pictures of
    different networks can be compared. Biases and the numbers of BatchNormalization stay where they are, as in the paper's
    program.
    path: a training path, to learn how much of it lies in the plane. Raises ValueError for weights that are no numbers.
    """
    rng = np.random.default_rng(seed)
    axes = np.stack([_filter_normalised(variables, rng) for _ in range(2)])
    names = ("random direction 1", "random direction 2")
    origin = _finite(flat(variables), "the weights of the model")
    return Plane(origin, axes, names, *_on_plane(path, origin, axes))


def principal_plane(path: WeightPath) -> Plane:
    """The plane through the end of a training path that holds as much as a plane can of its variance (section 7).

    The directions are the first two principal components of the places, of length 1 and at right angles.
    Raises ValueError for a path of fewer than three places, of one that stands still, or that left the numbers.
    """
    settings = _finite(path.settings, "the path").astype(np.float64)
    if len(settings) < 3:
        raise ValueError(f"a path of {len(settings)} places makes no plane: train for more steps with it.")
    around = settings - settings.mean(axis=0)
    # The components of k places in n dimensions from a matrix of k × k, because n is large.
    strengths, turns = np.linalg.eigh(around @ around.T)
    largest = np.argsort(strengths)[::-1][:2]
    if strengths[largest[1]] <= 1e-12 * max(strengths[largest[0]], 1e-300):
        raise ValueError("the path stands still or runs straight: it has no two principal directions.")
    axes = (turns[:, largest].T @ around) / np.sqrt(strengths[largest])[:, None]
    axes[axes @ (settings[0] - settings[-1]) < 0] *= -1  # the start lies on the positive side of the end
    names = ("principal direction 1", "principal direction 2")
    return Plane(settings[-1], axes, names, *_on_plane(path, settings[-1], axes))


def over_plane(
    error: Error,
    variables: Sequence[Variable],
    plane: Plane,
    ranges: Sequence[tuple[float, float]] = ((-1.0, 1.0), (-1.0, 1.0)),
    points: int = 25,
    key: bytes = b"",
    verbose: bool = True,
) -> Cut:
    """The error at points × points places of a plane, from the middle outwards. The Variables keep their values.

    ranges: from where to where along each direction. verbose: whether a bar shows how far it is.
    key: stands for what the error depends on besides the Variables, such as the data and the model. With a key, what was
    computed once is not computed again, and a cut that was interrupted goes on where it stopped.
    An interruption leaves what there is, and says so. Raises ValueError for fewer than two points or a range upside down.
    """
    if points < 2:
        raise ValueError(f"`points` should be at least 2 along each side, and is {points}.")
    for name, (low, high) in zip(plane.names, ranges):
        if not (np.isfinite([low, high]).all() and low < high):
            raise ValueError(f"the range of {name} should go from a low to a higher number, and is ({low:g}, {high:g}).")
    first, second = (np.linspace(low, high, points) for low, high in ranges)
    cut = Cut(first, second, np.full((points, points), np.nan), np.zeros((points, points), bool))
    if key:
        cut = _remembered(_digest(key, plane.origin, plane.axes, first, second), cut)
    middle = (points - 1) / 2
    rings = np.maximum(*np.abs(np.indices((points, points)) - middle))
    waiting = [(i, j) for i, j in zip(*np.unravel_index(np.argsort(rings, axis=None, kind="stable"), rings.shape))]
    waiting = [(int(i), int(j)) for i, j in waiting if not cut.computed[i, j]]
    shown = verbose and bool(waiting) and can_redraw()
    bar = tqdm(
        total=points * points,
        initial=points * points - len(waiting),
        bar_format="{n_fmt}/{total_fmt} {bar:20} {desc}",
        desc="points of the slice",
        ascii=" ━",
        file=sys.stdout,
        disable=not shown,
    )
    with bar, borrowed(variables):
        try:
            for i, j in waiting:
                with whole_step():
                    _move(variables, plane.origin + first[j] * plane.axes[0] + second[i] * plane.axes[1])
                    cut.heights[i, j] = float(error())
                    cut.computed[i, j] = True
                bar.update()
        except KeyboardInterrupt:
            done = int(cut.computed.sum())
            print(
                f"Stopped: {done} of {points * points} points are computed, the middle of the slice, and are kept. "
                "Run it again to go on from here."
            )
    return cut


def _move(variables: Sequence[Variable], place: np.ndarray) -> None:
    """Turn all Variables to a place given as one row."""
    start = 0
    for v in variables:
        size = v._array.size
        v.assign(place[start : start + size].reshape(v.shape).astype(v.dtype))
        start += size


def _filter_normalised(variables: Sequence[Variable], rng: np.random.Generator) -> np.ndarray:
    """A random direction, in which the part of each filter is as long as the filter; 0 for what is no filter."""
    parts = []
    for v in variables:
        w = np.asarray(v._array, np.float64)
        if w.ndim < 2:
            parts.append(np.zeros(w.size))
            continue
        d = rng.standard_normal(w.shape)
        inputs = tuple(range(w.ndim - 1))  # the last axis counts the filters or neurons
        lengths = [np.sqrt(np.sum(x * x, axis=inputs, keepdims=True)) for x in (w, d)]
        parts.append(np.ravel(d * (lengths[0] / lengths[1])))
    return np.concatenate(parts)


def _on_plane(
    path: WeightPath | None, origin: np.ndarray, axes: np.ndarray
) -> tuple[np.ndarray | None, float | None, tuple[float, float] | None]:
    """The path's coordinates in a plane, the share of its variance there, and the share of each direction."""
    if path is None:
        return None, None, None
    settings = _finite(path.settings, "the path").astype(np.float64)
    if settings.shape[1] != axes.shape[1]:
        raise ValueError(f"the path is one of {settings.shape[1]} weights, and the model has {axes.shape[1]}.")
    coordinates = np.linalg.lstsq(axes.T, (settings - origin).T, rcond=None)[0].T
    around = settings - settings.mean(axis=0)
    whole = float(np.sum(around * around)) or 1.0
    upright = np.linalg.qr(axes.T)[0]
    shares = [float(np.sum((around @ axis) ** 2) / (axis @ axis) / whole) if axis.any() else 0.0 for axis in axes]
    return coordinates, float(np.sum((around @ upright) ** 2)) / whole, (shares[0], shares[1])


def _finite(numbers: np.ndarray, what: str) -> np.ndarray:
    bad = int(np.count_nonzero(~np.isfinite(numbers)))
    if bad:
        raise ValueError(
            f"{what}: {bad} of {numbers.size} numbers are infinite or nan. Train anew, with a smaller learning rate."
        )
    return numbers


def _number_of(thing: object) -> int:
    """A number for each object, never given twice; an address would be, when the object is gone."""
    return _numbers.setdefault(thing, next(_fresh))


def _digest(key: bytes, *arrays: np.ndarray) -> bytes:
    digest = hashlib.blake2b(key)
    for array in arrays:
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.digest()


def _remembered(key: bytes, new: Cut) -> Cut:
    """The cut that was begun under this key, or the new one, which is kept from now on."""
    cut = _known.pop(key, new)
    _known[key] = cut  # the latest is the last to be forgotten
    while len(_known) > _CUTS_KEPT:
        del _known[next(iter(_known))]
    return cut

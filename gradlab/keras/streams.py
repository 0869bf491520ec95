"""Batches that somebody else makes: a tf.data.Dataset, a generator, or any sequence of batches that is made when asked for.

`fit`, `evaluate` and `predict` take them in the place of arrays. A batch is x, (x, y) or (x, y, sample_weight). What begins
anew at every pass, as a Dataset does, is gone through once an epoch; what goes on without end needs to be told how many
steps an epoch has.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from gradlab.keras.data import Data, batch
from gradlab.tensors.errors import warn
from gradlab.tensors.tensor import as_array


class PyDataset:
    """Batches by number: a subclass gives `__len__`, how many there are, and `__getitem__(i)`, batch number i as (x, y).

    workers, use_multiprocessing, max_queue_size: accepted for Keras' sake; each batch is made when it is its turn.
    """

    def __init__(self, workers: int = 1, use_multiprocessing: bool = False, max_queue_size: int = 10) -> None:
        self.workers, self.use_multiprocessing, self.max_queue_size = workers, use_multiprocessing, max_queue_size

    def __len__(self) -> int:
        raise NotImplementedError(f"{type(self).__name__} needs a method `__len__(self)`: how many batches there are")

    def __getitem__(self, index: int) -> Any:
        raise NotImplementedError(f"{type(self).__name__} needs a method `__getitem__(self, index)` that makes a batch")

    def on_epoch_begin(self) -> None:
        """An epoch begins."""

    def on_epoch_end(self) -> None:
        """An epoch has ended: the moment to shuffle."""


def is_stream(x: Any) -> bool:
    """Whether x makes batches itself, and is no array of examples."""
    return (
        isinstance(x, PyDataset) or hasattr(x, "__next__") or (hasattr(type(x), "element_spec") and not hasattr(x, "shape"))
    )


class Stream:
    """The batches of a source, an epoch at a time.

    steps: how many an epoch has; None if it ends where the source does and nobody knows before.
    first: the first batch as arrays, to be checked before a weight is turned.
    Raises ValueError for a source without end where `steps` is not given, and for one without any batch.
    """

    def __init__(self, source: Any, steps: int | None, argument: str, steps_argument: str) -> None:
        self.source, self.argument = source, argument
        count = _count(source)
        if steps is None and count == -1:
            raise ValueError(
                f"`{argument}` goes on without end: say with {steps_argument}=… how many batches an epoch has, or leave "
                "out .repeat()."
            )
        self._told, self.steps = steps, steps if steps is not None else count if count >= 0 else None
        self._again = not hasattr(source, "__next__")  # whether it can begin anew
        self._running: Iterator[Any] = iter(()) if self._again else source  # where the last epoch left off
        first = next(self._fresh(), None)
        if first is None:
            raise ValueError(f"`{argument}` is empty: it gives no batch.")
        if not self._again:
            self._running = itertools.chain([first], self._running)
        self.first = _arrays(first)

    def _fresh(self) -> Iterator[Any]:
        """The batches from the first on, of what can begin anew; else those that are left."""
        if not self._again:
            return self._running
        if isinstance(self.source, PyDataset):
            return (self.source[i] for i in range(len(self.source)))
        return iter(self.source)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        """The batches of one epoch, each as a tuple of Tensors."""
        if isinstance(self.source, PyDataset):
            self.source.on_epoch_begin()
        given = 0
        for element in self._of_epoch():
            given += 1
            yield tuple(map(batch, _arrays(element)))
        if self._told is not None and given < self._told:
            warn(
                f"`{self.argument}` ran out of data after {given} of {self._told} batches: use .repeat(), or a generator "
                "that goes on."
            )
        if isinstance(self.source, PyDataset):
            self.source.on_epoch_end()

    def _of_epoch(self) -> Iterator[Any]:
        return self._fresh() if self._told is None else itertools.islice(self._going_on(), self._told)

    def _going_on(self) -> Iterator[Any]:
        """The batches from where the last epoch left off; when the source has ended, from its beginning, if it has one."""
        anew = False
        while True:
            for element in self._running:
                anew = False
                yield element
            if anew:
                return
            self._running, anew = self._fresh(), True


def _count(source: Any) -> int:
    """How many batches a source has: -1 without end, -2 where nobody knows."""
    if hasattr(source, "cardinality"):
        return int(source.cardinality())
    return len(source) if hasattr(source, "__len__") else -2


def _arrays(element: Any) -> tuple[Data, ...]:
    """x, y and the weights of a batch, as far as there are any, as arrays."""
    parts = element if isinstance(element, tuple) else (element,)
    if len(parts) > 3:
        raise ValueError(f"a batch is x, (x, y) or (x, y, sample_weight), and this one has {len(parts)} parts.")
    return tuple(_array(part) for part in parts if part is not None)


def _array(part: Any) -> Data:
    if isinstance(part, dict):
        return {key: _array(each) for key, each in part.items()}
    if isinstance(part, (list, tuple)) and part and hasattr(part[0], "shape") and np.ndim(part[0]):
        return type(part)(_array(each) for each in part)
    return np.asarray(as_array(part, None, "a batch"))

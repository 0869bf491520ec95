"""`tf.data`: examples as a stream, made one after the other when they are asked for, and changed on the way.

    dataset = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(1000).map(f).batch(32)

A Dataset is a recipe. It holds a function that begins a new iterator, and every method wraps that function in another
one: nothing is computed before somebody iterates, and each iteration begins anew. An element is a Tensor, or a tuple or
dict of Tensors.
"""

from __future__ import annotations

import collections
import itertools
import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

from gradlab.functions import random_numbers
from gradlab.functions.creation import convert_to_tensor
from gradlab.functions.eager import TensorSpec
from gradlab.tensors.dtypes import as_dtype
from gradlab.tensors.errors import InvalidArgumentError, no_such_name
from gradlab.tensors.structure import leaves, like
from gradlab.tensors.tensor import Tensor, as_tensor

INFINITE_CARDINALITY, UNKNOWN_CARDINALITY = -1, -2
_END = object()  # what is no element
AUTOTUNE = -1
"""Accepted where TensorFlow asks how many calls to make at once: here they are made one after the other."""


class Options(SimpleNamespace):
    """Wishes about how TensorFlow runs a Dataset: accepted, and without effect here."""


experimental = SimpleNamespace(AUTOTUNE=AUTOTUNE, cardinality=lambda dataset: dataset.cardinality())


class Dataset:
    """A stream of elements; see the methods that begin with `from_`, `range` and `zip` for where they come from.

    begin: a function that returns a new iterator over the elements. count: how many there are, INFINITE_CARDINALITY or
    UNKNOWN_CARDINALITY.
    """

    def __init__(self, begin: Callable[[], Iterator[Any]], count: int) -> None:
        self._begin, self._count = begin, count

    # where elements come from

    @staticmethod
    def from_tensor_slices(tensors: Any) -> Dataset:
        """One element for each example along the first axis of the arrays, packed as they are: (x, y) gives pairs.

        Raises ValueError unless all have a first axis, of one length.
        """
        whole = _tensors(tensors)
        lengths = {part.shape[0] if part.shape else None for part in leaves(whole)}
        if len(lengths) != 1 or None in lengths:
            shapes = ", ".join(str(part.shape) for part in leaves(whole))
            raise ValueError(
                f"from_tensor_slices cuts along the first axis, which must have one length everywhere; these are {shapes}."
            )
        n: int = lengths.pop()  # type: ignore[assignment]
        return Dataset(lambda: (_part(whole, i) for i in range(n)), n)

    @staticmethod
    def from_tensors(tensors: Any) -> Dataset:
        """A single element: all of it."""
        whole = _tensors(tensors)
        return Dataset(lambda: iter([whole]), 1)

    @staticmethod
    def range(*ends: int, output_type: Any = np.int64) -> Dataset:
        """The whole numbers from 0 (or a start) up to but without the stop, in steps of 1 (or a step), as int64."""
        numbers, dtype = range(*map(operator.index, ends)), as_dtype(output_type)
        return Dataset(lambda: (Tensor(dtype.type(n)) for n in numbers), len(numbers))

    @staticmethod
    def from_generator(
        generator: Callable[..., Iterable[Any]],
        output_types: Any = None,
        output_shapes: Any = None,
        args: Sequence[Any] = (),
        output_signature: Any = None,
    ) -> Dataset:
        """What a generator function yields; it is called anew for each iteration.

        output_types, output_signature: the dtypes of an element's parts, packed as it is. output_shapes: accepted for
        TensorFlow's sake. Raises TypeError unless `generator` can be called.
        """
        if not callable(generator):
            raise TypeError("`generator` should be the generator function itself, without ( ) behind its name.")
        wanted = output_types if output_signature is None else output_signature

        def begin() -> Iterator[Any]:
            for element in generator(*args):
                yield _tensors(element, wanted)

        return Dataset(begin, UNKNOWN_CARDINALITY)

    @staticmethod
    def zip(*datasets: Any) -> Dataset:
        """One element of each at a time, until the first of them ends. Given as arguments, or packed in a tuple or dict."""
        packed = datasets[0] if len(datasets) == 1 and not isinstance(datasets[0], Dataset) else datasets
        streams = _streams(packed)
        for each in streams:
            if not isinstance(each, Dataset):
                raise TypeError(f"zip takes Datasets, and one of them is a {type(each).__name__}.")

        def begin() -> Iterator[Any]:
            for elements in zip(*map(iter, streams)):
                yield _packed(packed, iter(elements))

        known = [each._count for each in streams if each._count != INFINITE_CARDINALITY]
        count = INFINITE_CARDINALITY if not known else min(known) if min(known) >= 0 else UNKNOWN_CARDINALITY
        return Dataset(begin, count)

    @staticmethod
    def choose_from_datasets(
        datasets: Sequence[Dataset], choice_dataset: Dataset, stop_on_empty_dataset: bool = True
    ) -> Dataset:
        """The next element of the Dataset whose number `choice_dataset` says, again and again.

        stop_on_empty_dataset: whether the first Dataset that has no more ends it; else its numbers are passed over.
        """
        return Dataset(
            lambda: _drawn(datasets, (int(choice) for choice in choice_dataset), stop_on_empty_dataset), UNKNOWN_CARDINALITY
        )

    @staticmethod
    def sample_from_datasets(
        datasets: Sequence[Dataset],
        weights: Sequence[float] | None = None,
        seed: int | None = None,
        stop_on_empty_dataset: bool = False,
    ) -> Dataset:
        """The next element of one of the Datasets, drawn with these weights: to mix rare examples with frequent ones.

        weights: equal unless given. stop_on_empty_dataset: whether the first Dataset that has no more ends it.
        Raises ValueError unless there is a weight for each Dataset, none below 0.
        """
        shares = np.ones(len(datasets)) if weights is None else np.asarray(weights, np.float64)
        if shares.shape != (len(datasets),) or not shares.sum() > 0 or (shares < 0).any():
            raise ValueError(f"`weights` needs a number of at least 0 for each of {len(datasets)} Datasets: {weights!r}.")
        first, passes = int(random_numbers.uniform([], 0, 2**31 - 1, "int32", seed)), itertools.count()

        def choices() -> Iterator[int]:
            rng = np.random.default_rng([first, next(passes)])
            while True:
                yield int(rng.choice(len(shares), p=shares / shares.sum()))

        return Dataset(lambda: _drawn(datasets, choices(), stop_on_empty_dataset), UNKNOWN_CARDINALITY)

    # what is done to each

    def map(
        self, map_func: Callable[..., Any], num_parallel_calls: int | None = None, deterministic: bool = True
    ) -> Dataset:
        """map_func of each element; a tuple is handed over as so many arguments.

        num_parallel_calls, deterministic: accepted for TensorFlow's sake; one call follows the other.
        """
        return Dataset(lambda: (_tensors(_called(map_func, element)) for element in self), self._count)

    def filter(self, predicate: Callable[..., Any]) -> Dataset:
        """The elements for which the predicate is true."""
        return Dataset(lambda: (element for element in self if bool(_called(predicate, element))), UNKNOWN_CARDINALITY)

    def flat_map(self, map_func: Callable[..., Dataset]) -> Dataset:
        """The elements of the Dataset that map_func makes of each element, one Dataset after the other."""
        return Dataset(lambda: (inner for element in self for inner in _called(map_func, element)), UNKNOWN_CARDINALITY)

    def interleave(
        self,
        map_func: Callable[..., Dataset],
        cycle_length: int = 1,
        block_length: int = 1,
        num_parallel_calls: int | None = None,
        deterministic: bool = True,
    ) -> Dataset:
        """`flat_map` that goes through `cycle_length` Datasets in turn, `block_length` elements of each at a time.

        The other arguments are accepted: here one is computed after the other.
        """

        def begin() -> Iterator[Any]:
            source, cycle = iter(self), collections.deque[Any]([None] * cycle_length)
            more = True
            while more or any(cycle):
                if cycle[0] is None and more:
                    element = next(source, _END)
                    more = element is not _END
                    cycle[0] = iter(_called(map_func, element)) if more else None
                    continue
                block = list(itertools.islice(cycle[0] or (), block_length))
                yield from block
                cycle[0] = cycle[0] if len(block) == block_length else None
                cycle.rotate(-1)

        return Dataset(begin, UNKNOWN_CARDINALITY)

    def scan(self, initial_state: Any, scan_func: Callable[[Any, Any], tuple[Any, Any]]) -> Dataset:
        """The outputs of scan_func(state, element), which gives a pair: the state for the next element, and an output."""

        def begin() -> Iterator[Any]:
            state = _tensors(initial_state)
            for element in self:
                state, output = map(_tensors, scan_func(state, element))
                yield output

        return Dataset(begin, self._count)

    def enumerate(self, start: int = 0) -> Dataset:
        """Pairs of the element's number, as int64, and the element."""
        return Dataset(lambda: ((Tensor(np.int64(n)), element) for n, element in enumerate(self, start)), self._count)

    def apply(self, transformation_func: Callable[[Dataset], Dataset]) -> Dataset:
        """transformation_func of this Dataset."""
        return transformation_func(self)

    # how many, and in which order

    def take(self, count: int) -> Dataset:
        """The first so many elements; -1 for all."""
        n = operator.index(count)
        if n < 0:
            return self
        known = n if self._count == INFINITE_CARDINALITY else min(n, self._count) if self._count >= 0 else self._count
        return Dataset(lambda: itertools.islice(iter(self), n), known)

    def skip(self, count: int) -> Dataset:
        """All but the first so many elements; -1 skips all."""
        n = operator.index(count)
        known = max(self._count - n, 0) if self._count >= 0 else self._count
        if n < 0:
            return Dataset(lambda: iter(()), 0)
        return Dataset(lambda: itertools.islice(iter(self), n, None), known)

    def take_while(self, predicate: Callable[..., Any]) -> Dataset:
        """The elements up to the first for which the predicate is false."""
        return Dataset(
            lambda: itertools.takewhile(lambda element: bool(_called(predicate, element)), iter(self)), UNKNOWN_CARDINALITY
        )

    def repeat(self, count: int | None = None) -> Dataset:
        """All elements so many times, one pass after the other; without a number, or with -1, without end."""
        if count is None or operator.index(count) < 0:
            return Dataset(self._again_and_again, INFINITE_CARDINALITY if self._count else 0)
        n = operator.index(count)
        known = self._count * n if self._count >= 0 else self._count if n else 0
        return Dataset(lambda: (element for _ in range(n) for element in self), known)

    def _again_and_again(self) -> Iterator[Any]:
        while True:
            empty = True
            for element in self:
                empty = False
                yield element
            if empty:
                return

    def concatenate(self, dataset: Dataset) -> Dataset:
        """The elements of this Dataset, and then those of another."""
        counts = self._count, dataset._count
        known = INFINITE_CARDINALITY if INFINITE_CARDINALITY in counts else sum(counts) if min(counts) >= 0 else min(counts)
        return Dataset(lambda: itertools.chain(iter(self), iter(dataset)), known)

    def shard(self, num_shards: int, index: int) -> Dataset:
        """Every num_shards-th element, from number `index` on."""
        return Dataset(lambda: itertools.islice(iter(self), index, None, num_shards), UNKNOWN_CARDINALITY)

    def shuffle(self, buffer_size: int, seed: int | None = None, reshuffle_each_iteration: bool = True) -> Dataset:
        """The elements in random order: each is drawn from a buffer of the next `buffer_size` ones.

        seed: makes the order the same in every run, though it is not TensorFlow's. reshuffle_each_iteration: False gives
        each iteration the same order. Raises ValueError for a buffer of less than 1.
        """
        size = operator.index(buffer_size)
        if size < 1:
            raise ValueError(
                f"`buffer_size` of shuffle should be at least 1, and is {size}: it is how many are mixed at a time."
            )
        first = int(random_numbers.uniform([], 0, 2**31 - 1, "int32", seed))
        passes = itertools.count()

        def begin() -> Iterator[Any]:
            rng = np.random.default_rng([first, next(passes) if reshuffle_each_iteration else 0])
            buffer: list[Any] = []
            for element in self:
                if len(buffer) < size:
                    buffer.append(element)
                    continue
                k = int(rng.integers(size))
                yield buffer[k]
                buffer[k] = element
            for k in rng.permutation(len(buffer)):
                yield buffer[k]

        return Dataset(begin, self._count)

    # several at once

    def batch(
        self,
        batch_size: int,
        drop_remainder: bool = False,
        num_parallel_calls: int | None = None,
        deterministic: bool = True,
    ) -> Dataset:
        """So many elements stacked into one; the last may be smaller, unless drop_remainder leaves it out.

        Raises ValueError for a size below 1, InvalidArgumentError where elements of a batch have different shapes.
        """
        return self._batched(batch_size, drop_remainder, lambda group: group)

    def padded_batch(
        self, batch_size: int, padded_shapes: Any = None, padding_values: Any = None, drop_remainder: bool = False
    ) -> Dataset:
        """As `batch`, for elements of different lengths: the shorter ones get `padding_values`, 0, behind them.

        padded_shapes: the lengths to fill up to, packed as the elements are; None for that of the longest in the batch.
        Raises ValueError for a size below 1, InvalidArgumentError for an element that is longer than `padded_shapes`.
        """
        return self._batched(batch_size, drop_remainder, lambda group: _padded(group, padded_shapes, padding_values))

    def _batched(self, batch_size: int, drop_remainder: bool, fitted: Callable[[list[Any]], list[Any]]) -> Dataset:
        """So many elements stacked into one, once `fitted` has made their shapes fit."""
        size = operator.index(batch_size)
        if size < 1:
            raise ValueError(f"`batch_size` should be at least 1, and is {size}.")

        def begin() -> Iterator[Any]:
            elements = iter(self)
            while group := list(itertools.islice(elements, size)):
                if len(group) == size or not drop_remainder:
                    yield _stacked(fitted(group))

        whole = self._count // size if drop_remainder else -(-self._count // size)
        return Dataset(begin, whole if self._count >= 0 else self._count)

    def unbatch(self) -> Dataset:
        """The examples of each batch, one by one."""
        return Dataset(
            lambda: (_part(element, i) for element in self for i in range(len(leaves(element)[0]))), UNKNOWN_CARDINALITY
        )

    def window(self, size: int, shift: int | None = None, stride: int = 1, drop_remainder: bool = False) -> Dataset:
        """Datasets of `size` elements, each beginning `shift` (size, unless told) after the one before."""
        step = size if shift is None else shift

        def begin() -> Iterator[Any]:
            held = list(self)
            for start in range(0, len(held), step):
                group = held[start : start + size * stride : stride]
                if len(group) == size or not drop_remainder:
                    yield Dataset(lambda group=group: iter(group), len(group))  # type: ignore[misc]

        return Dataset(begin, UNKNOWN_CARDINALITY)

    # looking at it

    def cache(self, filename: str = "") -> Dataset:
        """Keeps in memory what the first iteration makes, for all later ones. `filename` is accepted and not written."""
        kept: list[Any] = []
        whole = [False]

        def begin() -> Iterator[Any]:
            if whole[0]:
                yield from kept
                return
            fresh = []
            for element in self:
                fresh.append(element)
                yield element
            kept[:], whole[0] = fresh, True

        return Dataset(begin, self._count)

    def prefetch(self, buffer_size: int) -> Dataset:
        """The same elements: nothing is made ahead of time here."""
        return self

    def with_options(self, options: Any) -> Dataset:
        """The same elements."""
        return self

    def reduce(self, initial_state: Any, reduce_func: Callable[[Any, Any], Any]) -> Any:
        """reduce_func(state, element) of each element in turn, beginning with initial_state; the last state."""
        state = _tensors(initial_state)
        for element in self:
            state = _tensors(reduce_func(state, element))
        return state

    def cardinality(self) -> Tensor:
        """How many elements there are, as an int64 Tensor: -1 without end, -2 where nobody can know."""
        return Tensor(np.int64(self._count))

    def as_numpy_iterator(self) -> Iterator[Any]:
        """The elements with arrays for their Tensors."""
        return (_mapped(element, lambda part: part.numpy()) for element in self)

    def get_single_element(self) -> Any:
        """The only element. Raises InvalidArgumentError if there is none, or more than one."""
        found = list(itertools.islice(iter(self), 2))
        if len(found) != 1:
            raise InvalidArgumentError(f"Dataset had {'no' if not found else 'more than one'} element.")
        return found[0]

    @property
    def element_spec(self) -> Any:
        """A TensorSpec, shape and dtype, of each part of the first element, packed as it is."""
        first = next(iter(self), None)
        return None if first is None else _mapped(first, _spec)

    def __iter__(self) -> Iterator[Any]:
        return self._begin()

    def __len__(self) -> int:
        if self._count < 0:
            why = "infinite" if self._count == INFINITE_CARDINALITY else "unknown"
            raise TypeError(f"The dataset is {why}: its length is known only by going through it.")
        return self._count

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        count = {INFINITE_CARDINALITY: "without end", UNKNOWN_CARDINALITY: "of unknown length"}
        return f"<Dataset {count.get(self._count, f'of {self._count} elements')}>"


def _tensors(element: Any, dtypes: Any = None) -> Any:
    """An element with a Tensor for each of its parts: tuples and dicts are packed, a list is one part."""
    if isinstance(element, tuple):
        wanted = dtypes if isinstance(dtypes, (tuple, list)) else [dtypes] * len(element)
        return tuple(_tensors(part, dtype) for part, dtype in zip(element, wanted, strict=True))
    if isinstance(element, dict):
        return {key: _tensors(part, (dtypes or {}).get(key)) for key, part in element.items()}
    if isinstance(element, Dataset):
        return element
    if isinstance(element, Tensor):
        return convert_to_tensor(element)
    dtype = getattr(dtypes, "dtype", dtypes)
    return as_tensor(element, None if dtype is None else as_dtype(dtype))


def _mapped(element: Any, f: Callable[[Any], Any]) -> Any:
    return like(element, [f(part) for part in leaves(element)])


def _drawn(datasets: Sequence[Dataset], choices: Iterable[int], stop: bool) -> Iterator[Any]:
    """The next element of each chosen Dataset, until the choices end, or one of the Datasets (`stop`), or all of them."""
    streams: dict[int, Iterator[Any]] = dict(enumerate(map(iter, datasets)))
    for i in choices:
        if not 0 <= i < len(datasets):
            raise InvalidArgumentError(f"a choice among {len(datasets)} Datasets is a number from 0 on, and was {i}.")
        element = next(streams[i], _END) if i in streams else _END
        if element is not _END:
            yield element
            continue
        streams.pop(i, None)
        if stop or not streams:
            return


def _spec(part: Any) -> Any:
    return part.element_spec if isinstance(part, Dataset) else TensorSpec.from_tensor(part)  # a window's elements


def _part(element: Any, i: int) -> Any:
    return _mapped(element, lambda part: Tensor(part._array[i]))


def _stacked(group: list[Any]) -> Any:
    """A batch of the elements. Raises InvalidArgumentError where a part has another shape than in the first."""
    columns = list(zip(*map(leaves, group)))
    for column in columns:
        for part in column:
            if part.shape != column[0].shape:
                raise InvalidArgumentError(
                    f"Cannot batch tensors with different shapes: first element had shape {column[0].shape} and another "
                    f"{part.shape}."
                )
    return like(group[0], [Tensor(np.stack([part._array for part in column])) for column in columns])


def _padded(group: list[Any], shapes: Any, values: Any) -> list[Any]:
    """The elements of a batch, each part as long along every axis as the longest of them, or as told."""
    columns = list(zip(*map(leaves, group)))
    wanted = [None] * len(columns) if shapes is None else _shapes_of(shapes)
    fill = leaves(values) if isinstance(values, (tuple, list, dict)) else [values] * len(columns)
    filled = []
    for column, shape, value in zip(columns, wanted, fill, strict=True):
        longest = [max(lengths) for lengths in zip(*(part.shape for part in column))]
        full = [m if n is None else n for n, m in zip(shape or [None] * len(longest), longest)]
        if any(n < m for n, m in zip(full, longest)):
            raise InvalidArgumentError(f"padded_batch cannot fit an element of shape {longest} into padded_shapes={full}.")
        with_zeros = 0 if value is None else float(as_tensor(value))
        filled.append(
            [
                Tensor(np.pad(part._array, [(0, n - m) for n, m in zip(full, part.shape)], constant_values=with_zeros))
                if full
                else part
                for part in column
            ]
        )
    return [like(element, parts) for element, parts in zip(group, zip(*filled))]


def _shapes_of(shapes: Any) -> list[Any]:
    """The shapes in a structure of them: a shape is a list or tuple of numbers and None."""
    if isinstance(shapes, dict):
        return [found for key in sorted(shapes) for found in _shapes_of(shapes[key])]
    if all(n is None or isinstance(n, int) for n in shapes):
        return [[None if n in (None, -1) else n for n in shapes]]
    return [found for part in shapes for found in _shapes_of(part)]


def _called(f: Callable[..., Any], element: Any) -> Any:
    return f(*element) if isinstance(element, tuple) else f(element)


def _streams(packed: Any) -> list[Any]:
    """The Datasets in a tuple, list or dict, in order."""
    if isinstance(packed, dict):
        packed = list(packed.values())
    if isinstance(packed, (tuple, list)):
        return [stream for part in packed for stream in _streams(part)]
    return [packed]


def _packed(pattern: Any, elements: Iterator[Any]) -> Any:
    """The elements in the places of the Datasets."""
    if isinstance(pattern, dict):
        return {key: _packed(part, elements) for key, part in pattern.items()}
    if isinstance(pattern, (tuple, list)):
        return tuple(_packed(part, elements) for part in pattern)
    return next(elements)


__getattr__ = no_such_name(__name__)

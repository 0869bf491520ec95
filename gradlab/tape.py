"""The tape: a video recorder for computations. Record inside the `with` block, then play backwards.

    W = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        z = W * W
    tape.gradient(z, W)          # 6.0

While a tape records, every operator that works on something watched writes one `Record` on it. Playing backwards goes
through the records from the last to the first and hands each one the slope of its output; the operator's rules turn it
into the slopes of its inputs. Records stand in the order in which they happened, so nothing is sorted or searched, and
they hold the values that were read, so turning a Variable later changes nothing that was recorded.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from types import TracebackType
from typing import Any

import numpy as np

from gradlab.errors import InvalidArgumentError
from gradlab.operators.operator import Operator
from gradlab.operators.reductions import unbroadcast
from gradlab.tensor import Array, Tensor, Variable, as_array, thread


class UnconnectedGradients(Enum):
    """What `gradient` answers where nothing connects a source with the target: None, or zeros."""

    NONE = "none"
    ZERO = "zero"


class Record:
    """One operator call on the tape: which operator, what came in, what its slope rules will read, what came out.

    inputs: the identity of each input (None for a plain number), shapes: their shapes, output: the identity of what
    came out. values: by name, the inputs, output, shapes and parameters that the slope rules read; no others are kept.
    """

    __slots__ = ("inputs", "operator", "output", "shapes", "values")

    def __init__(
        self,
        operator: Operator,
        inputs: list[int | None],
        shapes: list[tuple[int, ...]],
        values: dict[str, Any],
        output: int,
    ) -> None:
        self.operator = operator
        self.inputs = inputs
        self.shapes = shapes
        self.values = values
        self.output = output

    def slopes(self, g: Any, wanted: set[int]) -> Iterator[tuple[int, Any]]:
        """The slope towards each wanted input, from the slope `g` that arrives at the output."""
        values = self.values if thread.plain else self._values_as_tensors()
        for rule, x, shape in zip(self.operator.rules, self.inputs, self.shapes):
            if x in wanted and rule is not None:
                formula, names = rule
                slope = formula(g, *[values[name] for name in names])
                yield x, slope if slope.shape == shape else unbroadcast(slope, shape)

    def _values_as_tensors(self) -> dict[str, Any]:
        """The values as the Tensors they were, so that a tape which records the playback knows them again."""
        values = dict(self.values)
        for name, i in self.operator.reads_values:
            identity = self.output if name == "z" else self.inputs[i]
            values[name] = Tensor(values[name])
            if identity is not None:
                values[name]._id = identity
        return values


class GradientTape:
    """Records what happens inside its `with` block and plays it backwards to find slopes.

    persistent: whether it can be played more than once; otherwise the first play uses it up and frees it.
    watch_accessed_variables: whether every trainable Variable that is read is watched by itself.
    """

    def __init__(self, persistent: bool = False, watch_accessed_variables: bool = True) -> None:
        self._persistent = persistent
        self._watches_reading = watch_accessed_variables
        self._records: list[Record] = []
        self._followed: set[int] = set()  # the identities of all that is watched or was computed from it
        self._variables: dict[int, Variable] = {}
        self._recording = False
        self._playable = persistent  # once more; a tape that is not persistent can be played once after recording

    def __enter__(self) -> GradientTape:
        if self._recording:
            raise ValueError(
                "Tape is still recording: an active tape cannot be entered again. Leave its `with` block first."
            )
        self._playable = True
        self._start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._recording:
            self._stop()

    def _start(self) -> None:
        thread.tapes = (*thread.tapes, self)
        self._recording = True

    def _stop(self) -> None:
        thread.tapes = tuple(tape for tape in thread.tapes if tape is not self)
        self._recording = False

    def watch(self, tensor: Any) -> None:
        """Follow `tensor` (or a nested list of them) from here on, as trainable Variables are followed by themselves.

        Raises ValueError for anything but a Tensor or Variable.
        """
        for x in _leaves(tensor):
            if not isinstance(x, Tensor):
                raise ValueError(f"Passed in object {x!r} of type '{type(x).__name__}', not tf.Tensor or tf.Variable.")
            if x.dtype.kind != "f":
                warnings.warn(
                    f"The dtype of the watched tensor must be floating (e.g. tf.float32), got {x.dtype.name}", stacklevel=2
                )
                continue
            self._followed.add(x._id)
            if isinstance(x, Variable):
                self._variables[x._id] = x

    def watched_variables(self) -> tuple[Variable, ...]:
        """The Variables that are watched, in the order in which they were made."""
        return tuple(self._variables[i] for i in sorted(self._variables))

    @contextmanager
    def stop_recording(self) -> Iterator[None]:
        """Pause the tape inside this `with` block. Raises RuntimeError or ValueError if it is not recording."""
        if not self._playable:
            raise RuntimeError("Trying to stop recording a tape which is not recording.")
        if not self._recording:
            raise ValueError("Tape is not recording.")
        self._stop()
        try:
            yield
        finally:
            self._start()

    def reset(self) -> None:
        """Forget all that was recorded and watched so far."""
        self._records = []
        self._followed = set()
        self._variables = {}

    def _record(
        self, operator: Operator, inputs: Sequence[Any], arrays: list[Array], parameters: dict[str, Any], output: Tensor
    ) -> None:
        """Write down one operator call, if something that is followed goes into it."""
        followed = self._followed
        connected = False
        identities: list[int | None] = []
        for x in inputs:
            if not isinstance(x, Tensor):
                identities.append(None)
                continue
            identities.append(x._id)
            if x._id in followed:
                connected = True
            elif self._watches_reading and isinstance(x, Variable) and x._trainable and x._array.dtype.kind == "f":
                self.watch(x)
                connected = True
        if not connected or not operator.slopes or output._array.dtype.kind != "f":
            return
        followed.add(output._id)
        everything = (*arrays, output._array)
        values = {name: everything[i] for name, i in operator.reads_values}
        for name, i in operator.reads_shapes:
            values[name] = arrays[i].shape
        for name in operator.reads_parameters:
            values[name] = parameters[name]
        self._records.append(Record(operator, identities, [a.shape for a in arrays], values, output._id))

    def _left(self, tensor: Tensor) -> None:
        """Called when the numbers of a tensor leave the library while this tape records."""

    def gradient(
        self,
        target: Any,
        sources: Any,
        output_gradients: Any = None,
        unconnected_gradients: UnconnectedGradients | str = UnconnectedGradients.NONE,
    ) -> Any:
        """The slope of `target` towards each of `sources`, in the structure of `sources`; None where nothing connects them.

        target: a Tensor or nested structure of them; of several numbers, the slope of their sum is found.
        sources: a Tensor or Variable, or lists, tuples and dicts of them.
        output_gradients: the slopes that arrive from above, one for each target and of its shape; ones by default.
        unconnected_gradients: 'none', or 'zero' for zeros instead of None.

        Raises RuntimeError on the second play of a tape that is not persistent; ValueError for an unknown
        `unconnected_gradients`; TypeError for a target or source that is no Tensor.
        """
        try:
            unconnected = UnconnectedGradients(unconnected_gradients)
        except ValueError:
            raise ValueError(
                f"Unknown value for unconnected_gradients: {unconnected_gradients!r}; it is 'none' or 'zero'."
            ) from None
        if target is None:
            raise TypeError(
                "Argument `target` should be a Tensor or a nested structure of Tensors to differentiate, but received None."
            )
        targets, wanted = _checked_leaves(target, "target"), _checked_leaves(sources, "sources")
        if not self._playable:
            raise RuntimeError(
                "A non-persistent GradientTape can only be used to compute one set of gradients (or jacobians): "
                "it is played once and then used up (or was never entered). With persistent=True it can be played again."
            )
        if self._recording and not self._persistent:
            self._stop()
        slopes = self._slopes(targets, _given_slopes(target, targets, output_gradients), wanted)
        self._playable = self._persistent
        zero = unconnected is UnconnectedGradients.ZERO
        found = (Tensor(np.zeros(x.shape, x.dtype)) if slope is None and zero else slope for x, slope in zip(wanted, slopes))
        return _like(sources, found)

    def _slopes(self, targets: list[Tensor], given: list[Array], sources: list[Tensor]) -> list[Tensor | None]:
        """The slope of the sum of all targets towards each source; on plain arrays unless a tape records the playback."""
        plain_before, thread.plain = thread.plain, not thread.tapes
        try:
            slopes: dict[int, Any] = {}
            for target, g in zip(targets, given):
                if target._id in self._followed:
                    g = g if thread.plain else Tensor(g)
                    slopes[target._id] = slopes[target._id] + g if target._id in slopes else g
            slopes = self._play_backwards(slopes, {x._id for x in sources})
        finally:
            thread.plain = plain_before
        found = (slopes.get(x._id) for x in sources)
        return [g if g is None or isinstance(g, Tensor) else Tensor(g) for g in found]

    def _play_backwards(self, slopes: dict[int, Any], sources: set[int]) -> dict[int, Any]:
        """From the last record to the first: hand each one the slope of its output, and add up what its rules pass on."""
        records = list(self._records) if self._persistent else self._records
        wanted = sources & self._followed
        for record in records:
            if not wanted.isdisjoint(record.inputs):
                wanted.add(record.output)
        while records:
            record = records.pop()
            g = slopes.get(record.output) if record.output in sources else slopes.pop(record.output, None)
            if g is not None:
                for x, slope in record.slopes(g, wanted):
                    slopes[x] = slopes[x] + slope if x in slopes else slope
        return slopes


def _given_slopes(target: Any, targets: list[Tensor], output_gradients: Any) -> list[Array]:
    """The slopes that arrive at the targets from above: ones, or what the caller gave, checked."""
    if output_gradients is None:
        return [np.ones(t.shape, t.dtype)[()] for t in targets]
    given = [output_gradients] if isinstance(target, Tensor) else _leaves(output_gradients)
    if len(given) != len(targets):
        raise ValueError(
            f"`output_gradients` should hold one slope for each of the {len(targets)} targets, and holds {len(given)}."
        )
    arrays = [as_array(g, t.dtype, "output_gradients") for g, t in zip(given, targets)]
    for array, t in zip(arrays, targets):
        if array.shape != t.shape:
            raise InvalidArgumentError(
                f"Incompatible shapes: {list(array.shape)} vs. {list(t.shape)}: "
                "`output_gradients` should have the target's shape."
            )
    return arrays


def _leaves(structure: Any) -> list[Any]:
    """The leaves of nested lists, tuples and dicts, in order; a dict's in the order of its keys."""
    if isinstance(structure, dict):
        return [leaf for key in sorted(structure) for leaf in _leaves(structure[key])]
    if isinstance(structure, (list, tuple)):
        return [leaf for item in structure for leaf in _leaves(item)]
    return [structure]


def _like(structure: Any, leaves: Iterator[Any]) -> Any:
    """The leaves, packed as `structure` is."""
    if isinstance(structure, dict):
        packed = {key: _like(structure[key], leaves) for key in sorted(structure)}
        return {key: packed[key] for key in structure}
    if isinstance(structure, (list, tuple)):
        items = [_like(item, leaves) for item in structure]
        return type(structure)(*items) if hasattr(structure, "_fields") else type(structure)(items)
    return next(leaves)


def _checked_leaves(structure: Any, argument: str) -> list[Tensor]:
    """The leaves of `structure`, all of them Tensors, or a TypeError that says which is not."""
    leaves = _leaves(structure)
    for leaf in leaves:
        if not isinstance(leaf, Tensor):
            raise TypeError(
                f"`{argument}` should hold Tensors and Variables, and holds {leaf!r} ({type(leaf).__name__}). "
                "A tape knows only what the library computed: a number that left it, as by .numpy(), is lost to the tape."
            )
    return leaves

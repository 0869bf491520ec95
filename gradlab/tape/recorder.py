"""The recorder: writes down every operator that works on something watched, while its `with` block lasts.

Records stand in the order in which they happened, so nothing has to be sorted or searched when they are played, and they
hold the values that were read, so turning a Variable later changes nothing that was recorded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self

from gradlab.operators.operator import Operator
from gradlab.tape.clues import Clues
from gradlab.tape.record import Record
from gradlab.tensors.errors import warn
from gradlab.tensors.structure import leaves
from gradlab.tensors.tensor import Array, Tensor, next_id, thread
from gradlab.tensors.variable import Variable


class Recorder:
    """The recording half of a GradientTape: what it watches, and what happened.

    persistent: whether it can be played more than once; otherwise the first play uses it up and frees it.
    watch_accessed_variables: whether every trainable Variable that is read is watched by itself.
    """

    def __init__(self, persistent: bool = False, watch_accessed_variables: bool = True) -> None:
        self._persistent = persistent
        self._watches_reading = watch_accessed_variables
        self._recording = False
        self._playable = persistent  # once more; a tape that is not persistent can be played once after recording
        self._entered = False
        self._variables: dict[int, Variable] = {}
        self._forget()

    def _forget(self) -> None:
        self._records: list[Record] = []
        self._followed: set[int] = set()  # the identities of all that is watched or was computed from it
        self._clues = Clues()  # for explanations only

    def __enter__(self) -> Self:
        if self._recording:
            raise ValueError("Tape is still recording and cannot be entered again. Leave its `with` block first.")
        if self._entered and not self._playable:
            self._forget()  # it was used up by its play, and starts anew
        self._playable = self._entered = True
        self._start()
        return self

    def __exit__(self, *error: object) -> None:
        if self._recording:
            self._stop()

    def _start(self) -> None:
        thread.tapes = (*thread.tapes, self)
        self._recording = True
        self._clues.moment()

    def _stop(self) -> None:
        tapes = thread.tapes
        thread.tapes = tapes[:-1] if tapes[-1] is self else tuple(tape for tape in tapes if tape is not self)
        self._recording = False
        self._clues.moment()

    def watch(self, tensor: Any) -> None:
        """Follow `tensor` (or a nested list of them) from here on, as trainable Variables are followed by themselves.

        Raises ValueError for anything but a Tensor or Variable, RuntimeError on a tape that was never entered.
        """
        if not self._entered:
            raise RuntimeError("`watch` was called before the tape began to record: call it inside `with tape:`.")
        for x in leaves(tensor):
            if not isinstance(x, Tensor):
                raise ValueError(f"Passed in object {x!r} of type '{type(x).__name__}', not tf.Tensor or tf.Variable.")
            if x.dtype.kind != "f":
                warn(f"The dtype of the watched tensor must be floating (e.g. tf.float32), got {x.dtype.name}")
                continue
            if x._id not in self._followed:
                self._clues.since[x._id] = next_id()
            self._followed.add(x._id)
            if isinstance(x, Variable):
                self._variables[x._id] = x

    def watched_variables(self) -> tuple[Variable, ...]:
        """The Variables that are watched, in the order in which they were made."""
        return tuple(self._variables[i] for i in sorted(self._variables))

    @contextmanager
    def stop_recording(self) -> Iterator[None]:
        """Pause the tape inside this `with` block. Raises RuntimeError or ValueError if it is not recording."""
        if not self._entered or not self._playable:
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
        self._forget()
        self._variables = {}
        if self._recording:
            self._clues.moment()

    def _record(
        self, operator: Operator, inputs: Sequence[Tensor], arrays: list[Array], parameters: dict[str, Any], output: Tensor
    ) -> None:
        """Write down one operator call, if something that is followed goes into it."""
        followed = self._followed
        identities: list[int] = []
        shapes: list[tuple[int, ...]] = []
        connected = False
        for x in inputs:
            identity = x._id
            identities.append(identity)
            shapes.append(x._array.shape)
            if identity in followed:
                connected = True
            elif x._trainable and self._watches_reading and x._array.dtype.kind == "f":
                followed.add(identity)  # a Variable is watched by being read
                self._variables[identity] = x  # type: ignore[assignment]  # nothing else is trainable
                connected = True
            elif x._maker is not None:
                self._clues.meet(x)
        passes = connected and output._array.dtype.kind == "f"
        if passes and operator.name != "stop_gradient":
            followed.add(output._id)  # also what is flat, such as a floor, can be a source of what comes after
        if passes and operator.slopes:
            values = operator.read(arrays, output._array, parameters)
            self._records.append(Record(operator, identities, shapes, values, output._id))
        elif connected or self._clues.is_cut_off(identities):
            self._clues.cut_off(Record(operator, identities, shapes, {}, output._id), output)

    def _left(self, tensor: Tensor, how: str) -> None:
        """The numbers of a Tensor leave the library while this tape records: remembered, for explanations."""
        self._clues.left[tensor._id] = how

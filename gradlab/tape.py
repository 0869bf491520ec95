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

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from gradlab.errors import InvalidArgumentError, warn
from gradlab.jacobians import batch_jacobian, jacobian
from gradlab.operators.elementwise import choose
from gradlab.operators.operator import Operator
from gradlab.operators.reductions import unbroadcast
from gradlab.structure import leaves, leaves_like, like, tensors
from gradlab.tensor import Array, Tensor, as_array, next_id, thread
from gradlab.variable import Variable
from gradlab.why import Clues, UnconnectedGradients, answers, is_zero, why_none


@dataclass(slots=True, eq=False)
class Record:
    """One operator call on the tape: which operator, what came in, what its slope rules will read, what came out.

    inputs: the identity of each input, shapes: their shapes, output: the identity of what came out.
    values: by name, the inputs, output, shapes and parameters that the slope rules read; no others are kept.
    """

    operator: Operator
    inputs: Sequence[int]
    shapes: Sequence[tuple[int, ...]]
    values: dict[str, Any]
    output: int

    def pass_on(self, g: Any, values: dict[str, Any], slopes: dict[int, Any], wanted: set[int], chosen: bool) -> None:
        """Add to `slopes`, for each wanted input, what the slope `g` at the output is there.

        values: those of the record, on arrays or on Tensors, as `g` is.
        chosen: whether some of `g` may be 0 because a branch was not taken; 0 then stays 0, whatever the local slope is.
        """
        operator, rules = self.operator, self.operator.rules
        if operator.variadic:  # its one rule passes on a list
            parts = rules[0](g, values)  # type: ignore[misc]  # it is recorded, so it has a rule
            rules = [lambda *_, part=part: part for part in parts]
        for rule, x, shape in zip(rules, self.inputs, self.shapes):
            if rule is not None and x in wanted:
                slope = rule(g, values)
                if chosen and operator.elementwise:
                    slope = choose(g == 0, 0.0, slope)
                if slope.shape != shape:
                    slope = unbroadcast(slope, shape)
                slopes[x] = slopes[x] + slope if x in slopes else slope

    def values_as_tensors(self) -> dict[str, Any]:
        """The values as the Tensors that they were, so that a tape which records the playback knows them again."""
        inputs = [self.inputs] if self.operator.variadic else self.inputs
        known = dict(zip((*self.operator.inputs, "z"), (*inputs, self.output)))
        return {name: _again(value, known[name]) if name in known else value for name, value in self.values.items()}


def _again(array: Any, identity: Any) -> Any:
    if isinstance(array, list):
        return [_again(x, i) for x, i in zip(array, identity)]
    tensor = Tensor(array)
    tensor._id = identity
    return tensor


class GradientTape:
    """Records what happens inside its `with` block and plays it backwards to find slopes.

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

    def __enter__(self) -> GradientTape:
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
        if connected and operator.slopes and output._array.dtype.kind == "f":
            followed.add(output._id)
            values = operator.read(arrays, output._array, parameters)
            self._records.append(Record(operator, identities, shapes, values, output._id))
        elif connected or self._clues.is_cut_off(identities):
            self._clues.cut_off(Record(operator, identities, shapes, {}, output._id), output)

    def _left(self, tensor: Tensor, how: str) -> None:
        """The numbers of a Tensor leave the library while this tape records: remembered, for explanations."""
        self._clues.left[tensor._id] = how

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

        A None comes with a NoGradientWarning that says why; `why_none` says it again.
        Raises RuntimeError on the second play of a tape that is not persistent; ValueError for an unknown
        `unconnected_gradients`; TypeError for a target or source that is no Tensor.
        """
        zero = is_zero(unconnected_gradients)
        targets, wanted = tensors(target, "target"), tensors(sources, "sources")
        given = _given_slopes(target, targets, output_gradients)
        self._begin_play()
        slopes = self._slopes(targets, given, wanted, last=True)
        for slope in slopes:
            if slope is None:
                return like(sources, answers(self, targets, wanted, slopes, [x.shape for x in wanted], zero))
        return like(sources, slopes)

    jacobian = jacobian
    batch_jacobian = batch_jacobian
    why_none = why_none

    def _begin_play(self) -> None:
        """Check that the tape can be played, and stop a recording that would never be played."""
        if not self._playable:
            raise RuntimeError(
                "A non-persistent GradientTape can only be used to compute one set of gradients (or jacobians): "
                "it is played once and then used up (or was never entered). With persistent=True it can be played again."
            )
        self._playable = self._persistent
        if self._recording and self._persistent:
            warn(
                "Calling gradient on a persistent tape inside its own `with` block records the playback too: that is needed "
                "for second derivatives only. For first derivatives call it after the block, which costs less."
            )
        elif self._recording:
            self._stop()

    def _slopes(self, targets: list[Tensor], given: list[Tensor], sources: list[Tensor], last: bool) -> list[Tensor | None]:
        """The slope of the sum of all targets towards each source; on plain arrays unless a tape records the playback."""
        plain_before, plain = thread.plain, not thread.tapes
        thread.plain = plain
        wanted = {x._id for x in sources}
        slopes: dict[int, Any] = {}
        try:
            for target, above in zip(targets, given):
                x, g = target._id, above._array if plain else above
                if x in self._followed or x in wanted:
                    slopes[x] = slopes[x] + g if x in slopes else g
            silent = thread.silent.copy()  # of its own, because a playback may play another tape
            silent.run(self._play_backwards, slopes, wanted, plain, last and not self._persistent)
        finally:
            thread.plain = plain_before
        found: list[Tensor | None] = []
        for source in sources:
            slope = slopes.get(source._id)
            found.append(slope if slope is None or isinstance(slope, Tensor) else Tensor(slope))
        return found

    def _play_backwards(self, slopes: dict[int, Any], sources: set[int], plain: bool, free: bool) -> None:
        """From the last record to the first: hand each one the slope of its output, and add up what its rules pass on."""
        wanted = sources & self._followed
        for record in self._records:
            if not wanted.isdisjoint(record.inputs):
                wanted.add(record.output)
        chosen = False
        for record in reversed(self._records):
            g = slopes.get(record.output) if record.output in sources else slopes.pop(record.output, None)
            if g is not None:
                chosen = chosen or record.operator is choose
                values = record.values if plain else record.values_as_tensors()
                record.pass_on(g, values, slopes, wanted, chosen)
            if free:
                record.values = {}


def _given_slopes(target: Any, targets: list[Tensor], output_gradients: Any) -> list[Tensor]:
    """The slopes that arrive at the targets from above: ones, or what the caller gave, checked."""
    if output_gradients is None:
        return [Tensor(np.ones(t.shape, t.dtype) if t.shape else t.dtype.type(1)) for t in targets]
    try:
        given = leaves_like(target, output_gradients)
    except (ValueError, TypeError, KeyError):
        raise ValueError(f"`output_gradients` should hold one slope for each target, and is {output_gradients!r}.") from None
    found = [
        g if isinstance(g, Tensor) else Tensor(as_array(g, t.dtype, "output_gradients")) for g, t in zip(given, targets)
    ]
    for g, t in zip(found, targets):
        if g.shape != t.shape:
            shapes = f"{list(g.shape)} vs. {list(t.shape)}"
            raise InvalidArgumentError(f"Incompatible shapes: {shapes}: `output_gradients` should have the target's shape.")
    return found

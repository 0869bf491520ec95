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

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from types import TracebackType
from typing import Any

import numpy as np

from gradlab.errors import InvalidArgumentError, NoGradientWarning, warn
from gradlab.operators.elementwise import choose
from gradlab.operators.operator import Operator
from gradlab.operators.reductions import unbroadcast
from gradlab.operators.shaping import reshape, stack
from gradlab.structure import leaves, leaves_like, like, tensors
from gradlab.tensor import Array, Tensor, Variable, as_array, next_id, thread
from gradlab.why import why_none


class UnconnectedGradients(Enum):
    """What `gradient` answers where nothing connects a source with the target: None, or zeros."""

    NONE = "none"
    ZERO = "zero"


class Record:
    """One operator call on the tape: which operator, what came in, what its slope rules will read, what came out.

    inputs: the identity of each input (None for a plain number), shapes: their shapes, output: the identity of what
    came out. values: by name, the inputs, output, shapes and parameters that the slope rules read; no others are kept.
    """

    __slots__ = ("dtype", "inputs", "operator", "output", "shapes", "values")

    def __init__(
        self, operator: Operator, inputs: list[int | None], arrays: list[Array], values: dict[str, Any], output: Tensor
    ) -> None:
        self.operator = operator
        self.inputs = tuple(inputs)  # tuples, because the garbage collector soon stops looking into them
        self.shapes = tuple([array.shape for array in arrays])
        self.values = values
        self.output = output._id
        self.dtype = output._array.dtype

    def slopes(self, g: Any, wanted: set[int], chosen: bool) -> Iterator[tuple[int, Any]]:
        """The slope towards each wanted input, from the slope `g` that arrives at the output.

        chosen: whether some of `g` may be 0 because a branch was not taken; 0 then stays 0, whatever the local slope is.
        """
        values = self.values if thread.plain else self._values_as_tensors()
        operator = self.operator
        if operator.variadic and operator.rules[0]:
            formula, names = operator.rules[0]
            found = zip(self.inputs, formula(g, *[values[name] for name in names]), self.shapes)
            yield from ((x, unbroadcast(slope, shape)) for x, slope, shape in found if x in wanted)
            return
        for rule, x, shape in zip(operator.rules, self.inputs, self.shapes):
            if x in wanted and rule is not None:
                formula, names = rule
                slope = formula(g, *[values[name] for name in names])
                if chosen and operator.elementwise:
                    slope = choose(g == 0, 0.0, slope)
                yield x, slope if slope.shape == shape else unbroadcast(slope, shape)

    def _values_as_tensors(self) -> dict[str, Any]:
        """The values as the Tensors they were, so that a tape which records the playback knows them again."""
        values = dict(self.values)
        for name, i in self.operator.reads_values:
            if self.operator.variadic and name != "z":
                values[name] = [_again(x, identity) for x, identity in zip(values[name], self.inputs)]
            else:
                values[name] = _again(values[name], self.output if name == "z" else self.inputs[i])
        return values

    def break_at(self, i: int) -> str | None:
        """Why no slope passes from the output to input number i; None if it does."""
        name = self.operator.inputs[0 if self.operator.variadic else i]
        if name in self.operator.flat:
            return self.operator.flat[name]
        return None if self.dtype.kind == "f" else f"its result is {self.dtype.name}, which cannot move a little"


def _again(array: Array, identity: int | None) -> Tensor:
    tensor = Tensor(array)
    if identity is not None:
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
        # For explanations: calls through which no slope passes, what came out of them, what operators computed it
        # while the tape was not recording, and how numbers left.
        self._breaks: list[Record] = []
        self._cut_off: set[int] = set()
        self._from_outside: dict[int, str] = {}
        self._gone: dict[int, str] = {}
        self._watched_since: dict[int, int] = {}
        self._moments: list[int] = []  # identities are counted up, so they tell when: start, stop, start, stop, …

    def __enter__(self) -> GradientTape:
        if self._recording:
            raise ValueError(
                "Tape is still recording: an active tape cannot be entered again. Leave its `with` block first."
            )
        if self._entered and not self._playable:
            self._forget()  # it was used up by its play, and starts anew
        self._playable = self._entered = True
        self._start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._recording:
            self._stop()

    def _start(self) -> None:
        thread.tapes = (*thread.tapes, self)
        self._recording = True
        self._moments.append(next_id())

    def _stop(self) -> None:
        tapes = thread.tapes
        thread.tapes = tapes[:-1] if tapes[-1] is self else tuple(tape for tape in tapes if tape is not self)
        self._recording = False
        self._moments.append(next_id())

    def _was_recording(self, identity: int) -> bool:
        """Whether the tape was recording when the Tensor of this identity was made."""
        return sum(moment < identity for moment in self._moments) % 2 == 1

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
                self._watched_since[x._id] = next_id()
            self._follow(x)

    def _follow(self, x: Tensor) -> None:
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
            self._moments.append(next_id())

    def _record(
        self, operator: Operator, inputs: Sequence[Any], arrays: list[Array], parameters: dict[str, Any], output: Tensor
    ) -> None:
        """Write down one operator call, if something that is followed goes into it."""
        followed = self._followed
        identities: list[int | None] = []
        connected = False
        for x in inputs:
            if isinstance(x, Tensor):
                identity = x._id
                identities.append(identity)
                if identity in followed or (type(x) is not Tensor and self._follows_reading(x)):
                    connected = True
                elif x._maker is not None:
                    self._meet(x)
            else:
                identities.append(None)
        if not connected or not operator.slopes or output._array.dtype.kind != "f":
            if connected or not self._cut_off.isdisjoint(identities):
                self._breaks.append(Record(operator, identities, arrays, {}, output))
                self._cut_off.add(output._id)
            return
        followed.add(output._id)
        values = operator.read(arrays, output._array, parameters) if operator.reads else {}
        self._records.append(Record(operator, identities, arrays, values, output))

    def _follows_reading(self, x: Tensor) -> bool:
        """Whether `x` is a Variable that is watched by being read; it is from now on."""
        if isinstance(x, Variable) and self._watches_reading and x._trainable and x._array.dtype.kind == "f":
            self._follow(x)
            return True
        return False

    def _meet(self, x: Tensor) -> None:
        """Something that is not followed goes into an operator: remembered if it was computed outside of the tape."""
        if not self._was_recording(x._id):
            self._from_outside[x._id] = x._maker.name
            self._cut_off.add(x._id)

    def _left(self, tensor: Tensor, how: str) -> None:
        """The numbers of a Tensor leave the library while this tape records: remembered, for explanations."""
        self._gone[tensor._id] = how

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
        zero = _is_zero(unconnected_gradients)
        targets, wanted = _asked(target, sources)
        given = _given_slopes(target, targets, output_gradients)
        self._begin_play()
        slopes = self._slopes(targets, given, wanted, last=True)
        return like(sources, self._answers(targets, wanted, slopes, [x.shape for x in wanted], zero))

    def jacobian(
        self,
        target: Tensor,
        sources: Any,
        unconnected_gradients: UnconnectedGradients | str = UnconnectedGradients.NONE,
        parallel_iterations: int | None = None,
        experimental_use_pfor: bool = True,
    ) -> Any:
        """The slope of every number of `target` towards every number of each source.

        The result has the structure of `sources`, each of the shape target.shape + source.shape. The tape is played once
        for each number of the target; `parallel_iterations` is accepted for TensorFlow's sake.
        Raises what `gradient` raises, and RuntimeError without `experimental_use_pfor` on a tape that is not persistent.
        """
        zero = _is_zero(unconnected_gradients)
        _, wanted = _asked([target], sources)
        given = np.eye(target._array.size, dtype=target.dtype).reshape(target._array.size, *target.shape)
        shapes = [(*target.shape, *x.shape) for x in wanted]
        found = self._play_rows(target, given, wanted, shapes, 0, experimental_use_pfor)
        return like(sources, self._answers([target], wanted, found, shapes, zero))

    def batch_jacobian(
        self,
        target: Tensor,
        source: Tensor,
        unconnected_gradients: UnconnectedGradients | str = UnconnectedGradients.NONE,
        parallel_iterations: int | None = None,
        experimental_use_pfor: bool = True,
    ) -> Any:
        """The jacobian of each example by itself: target [b, y…] and source [b, x…] give [b, y…, x…].

        Example i of the target must depend on example i of the source only.
        Raises ValueError where the first axes differ or are missing, and what `jacobian` raises.
        """
        zero = _is_zero(unconnected_gradients)
        _, wanted = _asked([target], [source])
        if not target.shape or not source.shape or target.shape[0] != source.shape[0]:
            raise ValueError(
                f"Need first dimension of target shape {target.shape} and source shape {source.shape} to match: "
                "it counts the examples. For a single target, use tape.gradient or tape.jacobian."
            )
        n = math.prod(target.shape[1:])
        given = np.repeat(np.eye(n, dtype=target.dtype)[:, None], target.shape[0], 1).reshape(n, *target.shape)
        shapes = [(*target.shape, *source.shape[1:])]
        found = self._play_rows(target, given, wanted, shapes, 1, experimental_use_pfor)
        return next(self._answers([target], wanted, found, shapes, zero))

    def why_none(self, target: Any, source: Tensor) -> str | None:
        """Why the gradient of `target` towards `source` is None, in words; None if it is a number.

        Raises TypeError for a target or source that is no Tensor. Also answers after the tape was played.
        """
        targets, (source,) = _asked(target, source)
        reasons = [None if t is source else why_none(self, t, source) for t in targets]
        return None if None in reasons or not reasons else " And ".join(dict.fromkeys(map(str, reasons)))

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

    def _play_rows(
        self, target: Tensor, given: Array, wanted: list[Tensor], shapes: list[tuple[int, ...]], axis: int, pfor: bool
    ) -> list[Tensor | None]:
        """Play once with each of the `given` slopes of the target, and stack what arrives at each source."""
        if not (self._persistent or pfor):
            raise RuntimeError(
                "GradientTape must be created with persistent=True to compute the jacobian with experimental_use_pfor=False."
            )
        self._begin_play()
        rows = [self._slopes([target], [Tensor(g)], wanted, last=i == len(given)) for i, g in enumerate(given, 1)]
        columns = zip(*rows) if rows else ([Tensor(np.zeros(0, x.dtype))] for x in wanted)
        return [None if None in column else reshape(stack(column, axis), shape) for column, shape in zip(columns, shapes)]

    def _answers(
        self,
        targets: list[Tensor],
        wanted: list[Tensor],
        found: list[Tensor | None],
        shapes: list[tuple[int, ...]],
        zero: bool,
    ) -> Iterator[Tensor | None]:
        """What was found for each source; where nothing was, zeros or None with a warning that says why."""
        for x, slope, shape in zip(wanted, found, shapes):
            if slope is None and zero:
                yield Tensor(np.zeros(shape, x.dtype)[()])
                continue
            if slope is None:
                warn(f"The gradient is None: {self.why_none(targets, x)}", NoGradientWarning)
            yield slope

    def _slopes(self, targets: list[Tensor], given: list[Tensor], sources: list[Tensor], last: bool) -> list[Tensor | None]:
        """The slope of the sum of all targets towards each source; on plain arrays unless a tape records the playback."""
        plain_before, thread.plain = thread.plain, not thread.tapes
        wanted = {x._id for x in sources}
        try:
            slopes: dict[int, Any] = {}
            for target, g in zip(targets, given):
                if target._id in self._followed or target._id in wanted:
                    g = g._array if thread.plain else g
                    slopes[target._id] = slopes[target._id] + g if target._id in slopes else g
            with np.errstate(all="ignore"):  # 1/0 is inf, as in the forward rules
                self._play_backwards(slopes, wanted, free=last and not self._persistent)
        finally:
            thread.plain = plain_before
        found = (slopes.get(x._id) for x in sources)
        return [g if g is None or isinstance(g, Tensor) else Tensor(g) for g in found]

    def _play_backwards(self, slopes: dict[int, Any], sources: set[int], free: bool) -> None:
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
                for x, slope in record.slopes(g, wanted, chosen):
                    slopes[x] = slopes[x] + slope if x in slopes else slope
            if free:
                record.values = {}


def _is_zero(unconnected_gradients: UnconnectedGradients | str) -> bool:
    if unconnected_gradients is UnconnectedGradients.NONE:
        return False
    try:
        return UnconnectedGradients(unconnected_gradients) is UnconnectedGradients.ZERO
    except ValueError:
        raise ValueError(
            f"Unknown value for unconnected_gradients: {unconnected_gradients!r}; it is 'none' or 'zero'."
        ) from None


def _asked(target: Any, sources: Any) -> tuple[list[Tensor], list[Tensor]]:
    """The leaves of both, or a TypeError that names the argument which is wrong."""
    if target is None:
        raise TypeError(
            "Argument `target` should be a Tensor or a nested structure of Tensors to differentiate, but received None."
        )
    return tensors(target, "target"), tensors(sources, "sources")


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
            raise InvalidArgumentError(
                f"Incompatible shapes: {list(g.shape)} vs. {list(t.shape)}: "
                "`output_gradients` should have the target's shape."
            )
    return found

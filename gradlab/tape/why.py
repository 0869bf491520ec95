"""What `gradient` answers where nothing connects a source with the target, and why that is so.

The clues that the tape dropped while it recorded are searched backwards from the target, until the path breaks off. A
reason is only given where the tape knows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any

import numpy as np

from gradlab.tape.record import Record
from gradlab.tape.recorder import Recorder
from gradlab.tensors.errors import NoGradientWarning, warn
from gradlab.tensors.structure import tensors
from gradlab.tensors.tensor import Tensor
from gradlab.tensors.variable import Variable


class UnconnectedGradients(Enum):
    """What `gradient` answers where nothing connects a source with the target: None, or zeros."""

    NONE = "none"
    ZERO = "zero"

    @classmethod
    def _missing_(cls, value: object) -> None:
        raise ValueError(f"Unknown value for unconnected_gradients: {value!r}; it is 'none' or 'zero'.")


_NONE = UnconnectedGradients.NONE


def is_zero(unconnected_gradients: UnconnectedGradients | str) -> bool:
    """Whether zeros are asked for instead of None. Raises ValueError for anything but 'none' and 'zero'."""
    return unconnected_gradients is not _NONE and UnconnectedGradients(unconnected_gradients) is UnconnectedGradients.ZERO


def answers(
    tape: Recorder,
    targets: list[Tensor],
    sources: list[Tensor],
    slopes: list[Tensor | None],
    shapes: list[tuple[int, ...]],
    zero: bool,
) -> Iterator[Tensor | None]:
    """What was found for each source; where nothing was, zeros of this shape, or None with a warning that says why."""
    for x, slope, shape in zip(sources, slopes, shapes):
        if slope is None and zero:
            yield Tensor(np.zeros(shape, x.dtype)[()])
            continue
        if slope is None:
            warn(f"The gradient is None: {why_none(tape, targets, x)}", NoGradientWarning)
        yield slope


def why_none(tape: Recorder, target: Any, source: Tensor) -> str | None:
    """Why the gradient of `target` towards `source` is None, in words; None if it is a number.

    Raises TypeError for a target or source that is no Tensor. Also answers after the tape was played.
    """
    targets, (source,) = tensors(target, "target"), tensors(source, "source")
    reasons = [None if t is source else _reason(tape, t, source) for t in targets]
    return None if None in reasons or not reasons else " And ".join(dict.fromkeys(map(str, reasons)))


def _reason(tape: Recorder, target: Tensor, source: Tensor) -> str | None:
    """The reason in a sentence; None where they are connected."""
    if source.dtype.kind != "f":
        return (
            f"{_name(source)} holds whole numbers ({source.dtype.name}), which cannot move a little: "
            "start it with a decimal point, as in tf.Variable(3.0)."
        )
    above = _above(tape, target)
    if source._id in above and source._id in tape._followed:
        return _broken_path(tape, above, source)
    return (
        _not_followed(tape, source)
        or _too_late(tape, target, source)
        or _outside(tape, target, source, above)
        or _left(tape, source)
        or f"nothing that the tape recorded leads from {_name(source)} to the target: as far as it saw, "
        "the target does not depend on it."
    )


def _above(tape: Recorder, target: Tensor) -> dict[int, tuple[Record, int] | None]:
    """Everything that went into the target: for each identity, the record that it went into and as which input.

    A path without a break is preferred, so that a broken one is found only where there is no other.
    """
    made_by = {record.output: record for record in (*tape._records, *tape._clues.breaks)}
    found: dict[int, tuple[Record, int] | None] = {}
    ahead: list[tuple[int, tuple[Record, int] | None]] = [(target._id, None)]
    broken: list[tuple[int, tuple[Record, int] | None]] = []
    while ahead or broken:
        identity, step = (ahead or broken).pop()
        if identity in found:
            continue
        found[identity] = step
        record = made_by.get(identity)
        for i, x in enumerate(record.inputs if record else ()):
            if record:
                (broken if tape._clues.break_at(record, i) else ahead).append((x, (record, i)))
    return found


def _broken_path(tape: Recorder, above: dict[int, tuple[Record, int] | None], source: Tensor) -> str | None:
    """The first break on the way from the source to the target."""
    step = above[source._id]
    while step is not None:
        record, i = step
        reason = tape._clues.break_at(record, i)
        if reason:
            return f"the path from {_name(source)} to the target breaks at {_called(record.operator.name)}: {reason}."
        step = above[record.output]
    return None


def _not_followed(tape: Recorder, source: Tensor) -> str | None:
    if source._id in tape._followed:
        return None
    if isinstance(source, Variable):
        if not source.trainable:
            return f"{_name(source)} is not trainable, so the tape does not watch it by itself: call tape.watch(...) first."
        if not tape._watches_reading:
            return (
                f"the tape was made with watch_accessed_variables=False and {_name(source)} is not watched: call tape.watch."
            )
        return None
    if source._maker is None:
        return f"{_name(source)} is a constant and is not watched: call tape.watch(...) at the start of the `with` block."
    if not tape._clues.was_recording(source._id):
        return (
            f"{_name(source)} was computed (by {source._maker.name}) while the tape was not recording, and is not watched. "
            "If it was a Variable before, a line such as x = x - step has replaced it: use x.assign_sub(step)."
        )
    return None


def _outside(tape: Recorder, target: Tensor, source: Tensor, above: dict[int, tuple[Record, int] | None]) -> str | None:
    if isinstance(target, Variable):
        return "the target is a Variable, and a Variable is assigned, not computed: what it holds has no path to anything."
    if not tape._clues.was_recording(target._id):
        return (
            "the target was computed while the tape was not recording (outside of its `with` block, "
            "in stop_recording, or before reset): move the computation into the block."
        )
    earlier = sorted({tape._clues.outside[x] for x in above if x in tape._clues.outside})
    if not earlier:
        return None
    return (
        f"nothing that the tape recorded leads from {_name(source)} to the target, and the target uses what "
        f"{' and '.join(earlier)} computed while the tape was not recording: is that line outside of the `with` block?"
    )


def _too_late(tape: Recorder, target: Tensor, source: Tensor) -> str | None:
    if tape._clues.since.get(source._id, -1) > target._id:
        return f"{_name(source)} was watched only after the target was computed: call tape.watch(...) before."
    return None


def _left(tape: Recorder, source: Tensor) -> str | None:
    """Whether the numbers of the source, or of something computed from it, went where the tape cannot follow."""
    from_source = {source._id}
    for record in sorted((*tape._records, *tape._clues.breaks), key=lambda record: record.output):
        if not from_source.isdisjoint(record.inputs):
            from_source.add(record.output)
    ways = {how for identity, how in tape._clues.left.items() if identity in from_source}
    if not ways:
        return None
    return (
        f"nothing that the tape recorded leads from {_name(source)} to the target. Its numbers, or some computed from them, "
        f"left the tape through {' and '.join(sorted(ways))}, and what is computed from those is not recorded. "
        "Use the library's own functions, such as tf.math.sin instead of np.sin."
    )


def _called(operator: str) -> str:
    """The name that a reader has written: tf.cast, and not the operator behind it."""
    return "tf.cast" if operator == "cast_to" else operator


def _name(x: Tensor) -> str:
    return (
        f"Variable '{x.name.removesuffix(':0')}'" if isinstance(x, Variable) else f"the source (a Tensor of shape {x.shape})"
    )

"""Why a gradient is None: what the tape saw, searched backwards from the target until the path breaks off.

Nothing here runs unless a gradient is None or somebody asks. A reason is only given where the tape knows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gradlab.tensor import Tensor, Variable

if TYPE_CHECKING:
    from gradlab.tape import GradientTape, Record


def why_none(tape: GradientTape, target: Tensor, source: Tensor) -> str | None:
    """The reason why the gradient of `target` towards `source` is None, in a sentence; None where they are connected."""
    if source.dtype.kind != "f":
        return (
            f"{_name(source)} holds whole numbers ({source.dtype.name}), which cannot move a little: "
            "start it with a decimal point, as in tf.Variable(3.0)."
        )
    above = _above(tape, target)
    if source._id in above and source._id in tape._followed:
        return _broken_path(above, source)
    return (
        _not_followed(tape, source)
        or _too_late(tape, target, source)
        or _outside(tape, target, source, above)
        or _left(tape, source)
        or f"nothing that the tape recorded leads from {_name(source)} to the target: as far as it saw, "
        "the target does not depend on it."
    )


def _above(tape: GradientTape, target: Tensor) -> dict[int, tuple[Record, int] | None]:
    """Everything that went into the target: for each identity, the record that it went into and as which input.

    A path without a break is preferred, so that a broken one is found only where there is no other.
    """
    made_by = {record.output: record for record in (*tape._records, *tape._breaks)}
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
            if record and x is not None:
                (broken if record.break_at(i) else ahead).append((x, (record, i)))
    return found


def _broken_path(above: dict[int, tuple[Record, int] | None], source: Tensor) -> str | None:
    """The first break on the way from the source to the target."""
    step = above[source._id]
    while step is not None:
        record, i = step
        reason = record.break_at(i)
        if reason:
            return f"the path from {_name(source)} to the target breaks at {record.operator.name}: {reason}."
        step = above[record.output]
    return None


def _not_followed(tape: GradientTape, source: Tensor) -> str | None:
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
    if not tape._was_recording(source._id):
        return (
            f"{_name(source)} was computed (by {source._maker.name}) while the tape was not recording, and is not watched. "
            "If it was a Variable before, a line such as x = x - step has replaced it: use x.assign_sub(step)."
        )
    return None


def _outside(tape: GradientTape, target: Tensor, source: Tensor, above: dict[int, tuple[Record, int] | None]) -> str | None:
    if isinstance(target, Variable):
        return "the target is a Variable, and a Variable is assigned, not computed: what it holds has no path to anything."
    if not tape._was_recording(target._id):
        return (
            "the target was computed while the tape was not recording (outside of its `with` block, "
            "in stop_recording, or before reset): move the computation into the block."
        )
    earlier = sorted({tape._from_outside[x] for x in above if x in tape._from_outside})
    if not earlier:
        return None
    return (
        f"nothing that the tape recorded leads from {_name(source)} to the target, and the target uses what "
        f"{' and '.join(earlier)} computed while the tape was not recording: is that line outside of the `with` block?"
    )


def _too_late(tape: GradientTape, target: Tensor, source: Tensor) -> str | None:
    if tape._watched_since.get(source._id, -1) > target._id:
        return f"{_name(source)} was watched only after the target was computed: call tape.watch(...) before."
    return None


def _left(tape: GradientTape, source: Tensor) -> str | None:
    """Whether the numbers of the source, or of something computed from it, went where the tape cannot follow."""
    from_source = {source._id}
    for record in sorted((*tape._records, *tape._breaks), key=lambda record: record.output):
        if not from_source.isdisjoint(record.inputs):
            from_source.add(record.output)
    ways = {how for identity, how in tape._gone.items() if identity in from_source}
    if not ways:
        return None
    return (
        f"nothing that the tape recorded leads from {_name(source)} to the target, but its numbers, or what was computed "
        f"from them, left by {' and '.join(sorted(ways))}: what is computed from numbers that left is not on the tape. "
        "Use the library's own functions, such as tf.math.sin instead of np.sin."
    )


def _name(x: Tensor) -> str:
    return f"Variable '{x.name}'" if isinstance(x, Variable) else f"the source (a Tensor of shape {x.shape})"

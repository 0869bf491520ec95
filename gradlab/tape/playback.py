"""The playback, reverse-mode differentiation: the records from the last to the first, each handed the slope of its output.

The operator's rules (its vector-Jacobian products) turn that slope into the slopes of its inputs, and what arrives at one
place by several ways is added up. Records stand in the order in which they happened, so one loop is all it takes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gradlab.tape.recorder import Recorder
from gradlab.tensors.errors import InvalidArgumentError, warn
from gradlab.tensors.structure import leaves_like
from gradlab.tensors.tensor import Tensor, as_array, thread


def begin(tape: Recorder) -> None:
    """Check that the tape can be played, and stop a recording that would never be played."""
    if not tape._playable:
        raise RuntimeError(
            "A non-persistent GradientTape can only be used to compute one set of gradients (or jacobians): "
            "it is played once and then used up (or was never entered). With persistent=True it can be played again."
        )
    tape._playable = tape._persistent
    if tape._recording and tape._persistent:
        warn(
            "Calling gradient on a persistent tape inside its own `with` block records the playback too: that is needed "
            "for second derivatives only. For first derivatives call it after the block, which costs less."
        )
    elif tape._recording:
        tape._stop()


def slopes_at(
    tape: Recorder, targets: list[Tensor], given: list[Tensor], sources: list[Tensor], last: bool
) -> list[Tensor | None]:
    """The slope of the sum of all targets towards each source; on plain arrays unless a tape records the playback.

    given: the upstream gradients that arrive at the targets. last: whether a tape that can be played once is freed.
    """
    plain_before, plain = thread.plain, not thread.tapes
    thread.plain = plain
    wanted = {x._id for x in sources}
    slopes: dict[int, Any] = {}
    try:
        for target, above in zip(targets, given):
            x, g = target._id, above._array if plain else above
            if x in tape._followed or x in wanted:
                slopes[x] = slopes[x] + g if x in slopes else g
        silent = thread.silent.copy()  # of its own, because a playback may play another tape
        silent.run(_play_backwards, tape, slopes, wanted, plain, last and not tape._persistent)
    finally:
        thread.plain = plain_before
    found: list[Tensor | None] = []
    for source in sources:
        slope = slopes.get(source._id)
        found.append(slope if slope is None or isinstance(slope, Tensor) else Tensor(slope))
    return found


def _play_backwards(tape: Recorder, slopes: dict[int, Any], sources: set[int], plain: bool, free: bool) -> None:
    """From the last record to the first: hand each one the slope of its output, and add up what its rules pass on."""
    wanted = sources & tape._followed
    for record in tape._records:
        if not wanted.isdisjoint(record.inputs):
            wanted.add(record.output)
    for record in reversed(tape._records):
        g = slopes.get(record.output) if record.output in sources else slopes.pop(record.output, None)
        if g is not None:
            values = record.values if plain else record.values_as_tensors()
            record.accumulate(g, values, slopes, wanted)
        if free:
            record.values = {}


def given_slopes(target: Any, targets: list[Tensor], output_gradients: Any) -> list[Tensor]:
    """The slopes that arrive at the targets from above: ones, or what the caller gave, checked."""
    if output_gradients is None:
        return [Tensor(np.ones(t.shape, t._array.dtype) if t.shape else t.dtype.type(1)) for t in targets]
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

"""Clues: what a tape could not follow while it recorded. They cost little, and are read only when a gradient is None."""

from __future__ import annotations

from collections.abc import Sequence

from gradlab.tape.record import Record
from gradlab.tensors.tensor import Tensor, next_id


class Clues:
    """What a tape drops while it records, so that a None can be explained.

    breaks: the calls through which no slope passes, and those of what came out of them. whole: the dtype of what came out
    in whole numbers. outside: what was computed while the tape was not recording, and by which operator. left: how
    numbers left the library. since: when something was watched. moments: start, stop, start, stop, … of the recording.
    """

    __slots__ = ("_cut_off", "breaks", "left", "moments", "outside", "since", "whole")

    def __init__(self) -> None:
        self.breaks: list[Record] = []
        self.whole: dict[int, str] = {}
        self.outside: dict[int, str] = {}
        self.left: dict[int, str] = {}
        self.since: dict[int, int] = {}
        self.moments: list[int] = []  # identities are counted up, so they tell when
        self._cut_off: set[int] = set()  # the identities of what came out of breaks or from outside

    def moment(self) -> None:
        """The recording starts, or stops."""
        self.moments.append(next_id())

    def was_recording(self, identity: int) -> bool:
        """Whether the tape was recording when the Tensor of this identity was made."""
        return sum(moment < identity for moment in self.moments) % 2 == 1

    def meet(self, x: Tensor) -> None:
        """Something computed that is not followed goes into an operator."""
        if not self.was_recording(x._id):
            self.outside[x._id] = x._maker.name
            self._cut_off.add(x._id)

    def is_cut_off(self, identities: Sequence[int]) -> bool:
        """Whether one of these has lost its connection."""
        return not self._cut_off.isdisjoint(identities)

    def cut_off(self, record: Record, output: Tensor) -> None:
        """A call through which no slope passes, or whose inputs have lost their connection."""
        self.breaks.append(record)
        self._cut_off.add(output._id)
        if output.dtype.kind != "f":
            self.whole[output._id] = output.dtype.name

    def break_at(self, record: Record, i: int) -> str | None:
        """Why no slope passes from the output of a record to its input number i; None if it does."""
        name = record.operator.inputs[0 if record.operator.variadic else i]
        if name in record.operator.flat:
            return record.operator.flat[name]
        whole = self.whole.get(record.output)
        return f"its result is {whole}, which cannot move a little" if whole else None

"""A record, one entry of the tape: keeps what the slope rules of its operator will read, and hands slopes through them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gradlab.operators.operator import Operator
from gradlab.operators.reductions import unbroadcast
from gradlab.tensors.tensor import Tensor


@dataclass(slots=True, eq=False)
class Record:
    """One operator call on the tape, a tape entry: which operator, what came in, what its rules will read, what came out.

    inputs: the identity of each input, shapes: their shapes, output: the identity of what came out.
    values: by name, the inputs, output, shapes and parameters that the slope rules read; no others are kept.
    """

    operator: Operator
    inputs: Sequence[int]
    shapes: Sequence[tuple[int, ...]]
    values: dict[str, Any]
    output: int

    def accumulate(self, g: Any, values: dict[str, Any], slopes: dict[int, Any], wanted: set[int]) -> None:
        """Accumulate in `slopes`, for each wanted input, what the upstream gradient `g`, the slope at the output, is there.

        values: those of the record, on arrays or on Tensors, as `g` is.
        """
        operator, rules = self.operator, self.operator.rules
        if operator.variadic:  # its one rule passes on a list
            parts = rules[0](g, values)  # type: ignore[misc]  # it is recorded, so it has a rule
            rules = [lambda *_, part=part: part for part in parts]
        for rule, x, shape in zip(rules, self.inputs, self.shapes):
            if rule is not None and x in wanted:
                slope = rule(g, values)
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

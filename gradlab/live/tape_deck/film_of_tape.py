"""A film of a tape that somebody recorded.

A tape keeps only what its slopes will need. So the slopes of such a film are exactly those that the tape would give, and
of the values some are kept, some can be looked up or computed again, and some are not known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import Any

import numpy as np

from gradlab.live.tape_deck.film import Film, Node, played
from gradlab.live.tape_deck.film_of_function import numbered, operator_node, plain_name
from gradlab.tape.gradient_tape import GradientTape
from gradlab.tape.record import Record
from gradlab.tensors.tensor import Tensor
from gradlab.tensors.variable import Variable


def film_of_tape(tape: GradientTape, target: Any, around: Mapping[str, Any]) -> tuple[Film, list[str]]:
    """The film of a tape played back from `target`, and what the values are that had to be looked up elsewhere.

    around: the names and values of the place where the tape was recorded. The tape itself is not played, and not used up.
    Raises ValueError in words for a tape that records still, is empty or used up, or knows nothing of the target.
    """
    _check_tape(tape, target)
    asked, records = {target._id}, []
    for record in reversed(tape._records):
        if record.output in asked:
            records.append(record)
            asked.update(i for i in record.inputs if i is not None)
    records.reverse()
    called = {value._id: name for name, value in around.items() if isinstance(value, Tensor) and not name.startswith("_")}
    for identity, variable in tape._variables.items():
        own = variable.name.removesuffix(":0")
        called[identity] = called.get(identity, "w") if own == "Variable" else own
    kept = _kept(records)
    around_tensors = [
        x for x in around.values() if isinstance(x, Tensor) and not isinstance(x, Variable)
    ]  # these never change
    held = {x._id: x._array for x in [*around_tensors, target]}
    looked_up: list[str] = []
    places: dict[int, int] = {}
    nodes: list[Node] = []
    placed: dict[int, Record] = {}

    def leaf(identity: int | None, shape: tuple[int, ...], value: Any) -> int:
        if identity in places:
            return places[identity]
        name = called.get(identity, "") if identity is not None else ""
        variable = tape._variables.get(identity) if identity is not None else None
        if value is None and identity in held:
            value = held[identity]
        if value is None and variable is not None:
            value = variable._array
            looked_up.append(name)
        if not name and value is not None and not shape:
            name = plain_name(value)
        nodes.append(Node(name or ("data" if shape else "?"), shape, value, turned=identity in tape._followed))
        if identity is not None:
            places[identity] = len(nodes) - 1
        return len(nodes) - 1

    for record in records:
        row = [
            leaf(identity, shape, value if value is not None else kept.get(identity))
            for identity, shape, value in zip(record.inputs, record.shapes, _inputs_kept(record))
        ]
        value = kept.get(record.output, held.get(record.output))
        if value is None:
            value = _again(record, [nodes[i].value for i in row])
        nodes.append(operator_node(called.get(record.output, ""), value, record.operator, row))
        place = places[record.output] = len(nodes) - 1
        placed[place] = copy(record)
        placed[place].inputs, placed[place].output = row, place
    output = places[target._id]
    names = numbered([node.name for node in nodes], set(called.values()))
    nodes = [replace(node, name=name) for node, name in zip(nodes, names)]
    sources = {place for identity, place in places.items() if identity in tape._followed and not nodes[place].operator}
    passes, slopes = played(placed, output, sources, target._array)
    return Film(nodes, output, passes, slopes), looked_up


def _check_tape(tape: GradientTape, target: Any) -> None:
    if tape._recording:
        raise ValueError("The tape is still recording: leave its `with` block, and then show it.")
    if not isinstance(target, Tensor):
        raise TypeError(
            f"TapeDeck(tape, target) needs the Tensor to play back from, such as the error, and received {target!r}."
        )
    if not tape._playable:
        raise ValueError(
            "The tape is used up: it was played once, and that freed it (or it was never entered). Show it before "
            "tape.gradient(...), or record with tf.GradientTape(persistent=True)."
        )
    if not tape._records:
        raise ValueError(
            "The tape recorded nothing: inside its `with` block no operator worked on a Variable or on something watched."
        )
    if all(record.output != target._id for record in tape._records):
        reasons = [tape.why_none(target, variable) for variable in tape.watched_variables()]
        reason = next((f" For one of its Variables: {r}" for r in reasons if r), "")
        raise ValueError(f"The target was not computed on this tape, so there is nothing to play back from.{reason}")


def _inputs_kept(record: Record) -> list[Any]:
    if record.operator.variadic:
        kept = record.values.get(record.operator.inputs[0])
        return list(kept) if kept is not None else [None] * len(record.inputs)
    return [record.values.get(name) for name in record.operator.inputs]


def _kept(records: Sequence[Record]) -> dict[int | None, Any]:
    """The values that a tape kept for its slopes, by identity."""
    kept: dict[int | None, Any] = {}
    for record in records:
        kept |= {i: x for i, x in zip(record.inputs, _inputs_kept(record)) if x is not None and i is not None}
        if record.values.get("z") is not None:
            kept[record.output] = record.values["z"]
    return kept


def _again(record: Record, values: Sequence[Any]) -> Any:
    """What the operator gave, computed once more; None where a value or a parameter was not kept."""
    parameters = {name: record.values[name] for name in record.operator.parameters if name in record.values}
    if any(value is None for value in values) or len(parameters) < len(record.operator.parameters):
        return None
    with np.errstate(all="ignore"):
        return record.operator.forward(*values, **parameters)

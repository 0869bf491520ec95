"""A film: what happened on a recording, frame by frame, forwards and then backwards, with all numbers and in words.

A film knows nothing of where it was taken: from a function, from a tape, or from a learner's own objects (see the files
film_of_…). Others call it the trace of a computation. Its frames stand in the order of a play: one for each operator as it
happened, one for the slope 1 that the way back starts with, and one for each operator that slopes pass on the way back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from gradlab.operators.table import formula
from gradlab.tape.record import Record
from gradlab.tensors.tensor import thread


@dataclass(frozen=True)
class Node:
    """Something with a value: a Variable, a constant, or what an operator gave.

    name: W, x, v3. value: an array, or None where nobody kept it. operator: its name, "" for what goes in. inputs: the
    places of its inputs. symbol: the operator's formula, as x · y. letters: what the inputs are called in it.
    rules: for each input the formula of its slope. elementwise: whether numbers at different places
    never mix. turned: whether it is a Variable.
    """

    name: str
    shape: tuple[int, ...]
    value: Any
    turned: bool = False
    operator: str = ""
    inputs: tuple[int, ...] = ()
    symbol: str = ""
    letters: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    elementwise: bool = False


@dataclass(frozen=True)
class Pass:
    """A slope on its way down, from the operator at `place` to its input number k, which lies at `into`.

    local: the local slope, where it is one number for each of the slope from above, else None. slope: what goes down.
    before: what had arrived at the input until then, or None. total: the sum now.
    """

    place: int
    k: int
    into: int
    local: Any
    slope: Any
    before: Any
    total: Any


@dataclass(frozen=True)
class Frame:
    """One picture of the film. way: "forwards", "turn" (where the slope 1 starts) or "backwards"."""

    way: str
    place: int
    passes: tuple[Pass, ...] = ()


@dataclass
class Film:
    """Nodes in the order of their making, and the passes of the way back in theirs; the last is `output`.

    slopes: what has arrived at each place in the end. used: the places that lead to the output, in order.
    """

    nodes: list[Node]
    output: int
    passes: list[Pass]
    slopes: dict[int, Any]
    used: list[int] = field(init=False)
    frames: list[Frame] = field(init=False)

    def __post_init__(self) -> None:
        self.used = sorted(leading_to(self.output, [node.inputs for node in self.nodes]))
        backwards: dict[int, list[Pass]] = {}
        for one in self.passes:
            backwards.setdefault(one.place, []).append(one)
        forwards = [Frame("forwards", place) for place in self.used if self.nodes[place].operator]
        back = [Frame("backwards", place, tuple(passes)) for place, passes in backwards.items()]
        self.frames = [*forwards, *([Frame("turn", self.output)] if self.slopes else []), *back]

    def formula(self, place: int) -> str:
        """What the operator computes, in the names of what goes in: W · x."""
        node = self.nodes[place]
        return in_names(node.symbol, node.letters, [self.nodes[i].name for i in node.inputs], node.name)

    def slope_formula(self, one: Pass) -> str:
        """What the local slope is, in the names of what goes in: ∂v1/∂W = x. "" where the operator does not say.

        A value that goes in twice, as in x · x, has a local slope through each of its two places, and no ∂ of its own.
        """
        node = self.nodes[one.place]
        if node.inputs.count(one.into) > 1:
            nth = node.inputs[: one.k + 1].count(one.into)
            return f"local slope through the {_ordinal(nth)} {self.nodes[one.into].name}"
        rule = node.rules[one.k] if one.k < len(node.rules) else ""
        return in_names(rule, node.letters, [self.nodes[i].name for i in node.inputs], node.name)

    def words(self, frame: Frame) -> str:
        """The frame in a sentence or two."""
        node = self.nodes[frame.place]
        if frame.way == "turn":
            return f"The way back starts at {node.name} with the slope 1: ∂{node.name}/∂{node.name} = 1."
        if frame.way == "forwards":
            return f"{node.operator}: {node.name} = {self._computed(frame.place)} = {number(node.value)}."
        above = self.slopes.get(frame.place)
        return " ".join([f"Back through {node.operator}.", *(self._passed(one, above) for one in frame.passes)])

    def _computed(self, place: int) -> str:
        """The formula, and once more with numbers where they are few."""
        node, text = self.nodes[place], self.formula(place)
        values = [self.nodes[i].value for i in node.inputs]
        if any(value is None or np.size(value) > 1 for value in values):
            return text
        numbers = in_names(node.symbol, node.letters, [number(value) for value in values], node.name)
        return text if numbers == text else f"{text} = {numbers}"

    def _passed(self, one: Pass, above: Any) -> str:
        into = self.nodes[one.into].name
        told = f"To {into} goes {number(one.slope)}"
        rule = self.slope_formula(one)
        if one.local is not None and np.size(one.local) == 1:
            local = number(one.local)
            rule = rule if rule.endswith(f"= {local}") else f"{rule or 'the local slope'} = {local}"
            told = f"{rule}, times {number(above)} from above: to {into} goes {number(one.slope)}"
        elif rule:
            how = ", added up" if self._added(one) else ""
            told = f"{rule}, with {number(above)} from above{how}: to {into} goes {number(one.slope)}"
        if one.before is not None:
            told += f", and the sum there is {_sum(one)}"
        return told + "."

    def text(self) -> str:
        """Every frame, forwards and backwards, as a table with aligned columns."""
        rows = [("frame", "operator", "shape", "what happens", "value")]
        turned = False
        for count, frame in enumerate(self.frames, 1):
            node = self.nodes[frame.place]
            if frame.way == "forwards":
                rows.append(
                    (
                        str(count),
                        node.operator,
                        _shape(node.shape),
                        f"{node.name} = {self._computed(frame.place)}",
                        number(node.value),
                    )
                )
                continue
            if not turned:
                rows.append(("", "", "", "", ""))
                rows.append(("frame", "operator", "to", "local slope × slope from above", "what arrives"))
                turned = True
            if frame.way == "turn":
                rows.append((str(count), "start", node.name, f"∂{node.name}/∂{node.name} = 1", "1"))
            for i, one in enumerate(frame.passes):
                first = (str(count), node.operator) if i == 0 else ("", "")
                rows.append((*first, self.nodes[one.into].name, self._product(one), self._arrives(one)))
        widths = [max(len(row[i]) for row in rows) for i in range(5)]
        return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)

    def _product(self, one: Pass) -> str:
        rule, above = self.slope_formula(one), number(self.slopes.get(one.place))
        if one.local is None and self._added(one):
            return f"{rule}, times {above}, added up"
        if one.local is None or np.size(one.local) > 4:
            return f"{rule or 'its own rule'}, {'with' if one.local is None else 'times'} {above}"
        local = number(one.local)
        rule = rule if rule.endswith(f"= {local}") else f"{rule or '∂'} = {local}"
        return f"{rule}, {local} × {above}"

    def _added(self, one: Pass) -> bool:
        """Whether one number had gone to many, so that their slopes are added up."""
        above = self.slopes[one.place]
        return self.nodes[one.place].elementwise and np.size(one.slope) < np.size(above)

    def _arrives(self, one: Pass) -> str:
        if one.before is None:
            return number(one.slope)
        return _sum(one)


def leading_to(output: int, inputs: Sequence[Sequence[int]]) -> set[int]:
    """The places that the output is computed from, and its own. inputs: of everything, the places of its inputs."""
    asked = {output}
    for place in range(output, -1, -1):
        if place in asked:
            asked.update(inputs[place])
    return asked


def played(records: Mapping[int, Record], output: int, sources: set[int], value: Any) -> tuple[list[Pass], dict[int, Any]]:
    """Play records backwards from the output, whose value is given: all passes, and the slope at each place.

    records: by place; their inputs and outputs are places. sources: the places of what is watched.
    """
    wanted = set(sources)
    for place, record in sorted(records.items()):
        if not wanted.isdisjoint(record.inputs):
            wanted.add(place)
    passes: list[Pass] = []
    if output not in wanted:
        return passes, {}
    slopes: dict[int, Any] = {output: np.ones_like(value)}
    plain_before, thread.plain = thread.plain, True
    try:
        with np.errstate(all="ignore"):
            for place in sorted(records, reverse=True):
                record, g = records[place], slopes.get(place)
                if g is None or wanted.isdisjoint(record.inputs):
                    continue
                operator = record.operator
                found = _slopes(record, g, wanted)
                simple = operator.elementwise or np.size(g) == 1
                locals_ = _slopes(record, np.ones_like(g), wanted) if simple and not operator.variadic else found
                for k, slope in found.items():
                    into, local = record.inputs[k], locals_[k]
                    one_each = simple and not operator.variadic and (np.shape(local) == np.shape(g) or np.size(g) == 1)
                    before = slopes.get(into)
                    slopes[into] = slope if before is None else before + slope
                    passes.append(Pass(place, k, into, local if one_each else None, slope, before, slopes[into]))
    finally:
        thread.plain = plain_before
    return passes, slopes


def _slopes(record: Record, g: Any, wanted: set[int]) -> dict[int, Any]:
    """The slope at each wanted input by its number, because a value that is used twice gets two slopes."""
    slopes: dict[int, Any] = {}
    numbered = copy(record)
    numbered.inputs = list(range(len(record.inputs)))
    numbered.accumulate(g, record.values, slopes, {k for k, x in enumerate(record.inputs) if x in wanted})
    return slopes


@lru_cache
def formulas(operator: Any) -> tuple[str, ...]:
    """What each input's slope is, in the operator's own letters; "" where its source does not say it."""
    found = ((x, formula(operator.slopes[x]) if x in operator.slopes else "") for x in operator.inputs)
    # A learner's rule without a comment is code, g * 4 * x**3: what stands behind g is the local slope.
    told = (f"∂z/∂{x} = {text.removeprefix('g * ')}" if text.startswith("g * ") else text for x, text in found)
    return tuple(_written_out(text) if len(text) > 2 else "" for text in told)


def letters(operator: Any) -> tuple[str, ...]:
    """What the inputs are called in the operator's formulas, which say x where TensorFlow's argument is a word."""
    called = dict.fromkeys(("a", "features", "input", "logits", "tensor"), "x")
    called |= {"condition": "c", "kernel": "k", "labels": "label"}
    return tuple(called.get(name, name) for name in operator.inputs)


def symbol(operator: Any) -> str:
    """The operator's formula, with powers written out so that names can take the place of letters."""
    return (
        "join(…)" if operator.name == "concat" else "stack(…)" if operator.name == "stack" else _written_out(operator.symbol)
    )


def _written_out(text: str) -> str:
    for small, plain in (("xʸ⁻¹", "x^(y - 1)"), ("xʸ", "x^y"), ("eˣ", "exp(x)")):
        text = text.replace(small, plain)
    return text


def in_names(text: str, own: Sequence[str], names: Sequence[str], output: str) -> str:
    """A formula with the names of the inputs and of the output in place of its letters."""
    if len(own) < len(names):
        return text.replace("…", ", ".join(names)) if "…" in text else text
    known = {**dict(zip(own, names)), **{a.upper(): b for a, b in zip(own, names)}, "z": output}

    def named(match: re.Match[str]) -> str:
        digit, letter = match.groups()
        name = known.get(letter, letter)
        if letter in known and name.startswith(("-", "−")) and match.start() > 0:
            name = f"({name})"
        return f"{digit} · {name}" if digit and letter in known else digit + name

    return re.sub(r"(\d?)([A-Za-z]+)", named, text)


def number(value: Any) -> str:
    """A value in short: four digits; of an array its shape and range."""
    if value is None:
        return "(not kept)"
    array = np.asarray(value)
    if array.size == 1:
        return _digits(array.reshape(-1)[0])
    if array.size <= 4 and array.ndim == 1:
        return f"[{', '.join(_digits(x) for x in array)}]"
    if not array.size:
        return "[]"
    if array.dtype == bool:
        return f"{_shape(array.shape)} of {int(array.sum())} × true"
    finite = array[np.isfinite(array)]
    broken = f", {array.size - finite.size} not finite" if finite.size < array.size else ""
    ends = f"{_digits(finite.min())} … {_digits(finite.max())}" if finite.size else "none finite"
    return f"{_shape(array.shape)} of {ends}{broken}"


def _sum(one: Pass) -> str:
    slope = number(one.slope)
    return f"{number(one.before)} + {f'({slope})' if slope.startswith('-') else slope} = {number(one.total)}"


def _digits(x: Any) -> str:
    if isinstance(x, (bool, np.bool_)):
        return "true" if x else "false"
    return f"{float(x):.4g}"


def _ordinal(n: int) -> str:
    return {1: "1st", 2: "2nd", 3: "3rd"}.get(n, f"{n}th")


def _shape(shape: Sequence[int]) -> str:
    return "×".join(map(str, shape)) if shape else "number"

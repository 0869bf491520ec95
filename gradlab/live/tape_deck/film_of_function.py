"""A film of a function: recorded with the names that its own lines give to what they compute, and with the layers of a
network that were called on the way.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gradlab.keras.layers.layer import Layer
from gradlab.keras.model import Model
from gradlab.live.player.recording import Recording, Step, on_float64
from gradlab.live.tape_deck.film import Film, Node, formulas, leading_to, letters, played, symbol
from gradlab.tape.gradient_tape import GradientTape
from gradlab.tape.record import Record
from gradlab.tensors.naming import names_read_by, variable_names
from gradlab.tensors.tensor import Tensor, next_id, thread
from gradlab.tensors.variable import Variable


class Take(Recording):
    """A Recording that also notes names and layers.

    given: the names that the function's own lines gave, by the identity of a Tensor. layers: by place, the layer that
    was being called. played_from: the place from which on a playback was recorded, or None.
    """

    def __init__(self, function: Callable[[], Any], variables: Sequence[Variable], order: int = 1) -> None:
        self.given: dict[int, str] = {}
        self.layers: dict[int, tuple[int, str]] = {}
        self._called: Any = None
        self._calls = 0
        moments: list[int] = []
        for _ in range(order - 1):
            function = _derivative(function, variables[0], moments)
        before = sys.getprofile()
        sys.setprofile(self._look_at_names)
        try:
            super().__init__(function, variables)
        finally:
            sys.setprofile(before)
        self.identities = {place: identity for identity, place in self._places.items()}
        later = [p for p, identity in self.identities.items() if moments and identity > moments[0]]
        self.played_from = min(later) if later else None

    def _record(self, operator: Any, inputs: Sequence[Any], arrays: Any, parameters: Any, output: Tensor) -> None:
        before = len(self.values)
        super()._record(operator, inputs, arrays, parameters, output)
        if len(self.values) > before:
            self._note_layer(len(self.values) - 1)

    def _note_layer(self, place: int) -> None:
        """Which layer of a network is being called: the outermost that is not itself a model."""
        called, frame = None, sys._getframe(2)
        while frame is not None:
            if frame.f_code is Layer.__call__.__code__ and not isinstance(frame.f_locals["self"], Model):
                called = frame
            frame = frame.f_back  # type: ignore[assignment]
        if called is not self._called:
            self._called = called
            self._calls += 1
        if called is not None:
            self.layers[place] = (self._calls, called.f_locals["self"].name)

    def _look_at_names(self, frame: Any, event: str, _: Any) -> None:
        if event == "return" and not frame.f_globals.get("__name__", "").startswith("gradlab"):
            for name, value in frame.f_locals.items():
                if isinstance(value, Tensor) and not isinstance(value, Variable):
                    self.given[value._id] = name  # the outermost function returns last, and names last


def _derivative(function: Callable[[], Any], variable: Variable, moments: list[int]) -> Callable[[], Any]:
    """A function that records another, plays it back and returns the slope towards the Variable."""

    def playback() -> Any:
        with GradientTape() as tape:
            result = function()
        moments.append(next_id())
        return tape.gradient(result, variable)

    playback.__name__ = f"the slope of {getattr(function, '__name__', 'the function')}"
    return playback


def film_of(take: Take, names: Sequence[str], settings: Sequence[Any]) -> Film:
    """The film of a recording with the Variables at these settings, on float64."""
    knobs = {v._id: setting for v, setting in zip(take.variables, settings)}
    done: list[Any] = []
    nodes: list[Node] = []
    records: dict[int, Record] = {}
    plain_before, thread.plain = thread.plain, True
    try:
        with np.errstate(all="ignore"):
            for place, value in enumerate(take.values):
                if isinstance(value, Step):
                    arrays = [done[i] for i in value.inputs]
                    parameters = on_float64(value.parameters)
                    array = np.asarray(value.operator.forward(*arrays, **parameters))
                    if value.operator.slopes and value.dtype.kind == "f":
                        read = value.operator.read(arrays, array, parameters)
                        records[place] = Record(value.operator, value.inputs, [np.shape(x) for x in arrays], read, place)
                    nodes.append(operator_node(names[place], array, value.operator, value.inputs))
                else:
                    array = np.asarray(knobs[value._id] if isinstance(value, Variable) else value)
                    array = array.astype(np.float64) if array.dtype.kind == "f" else array
                    nodes.append(Node(names[place], array.shape, array, isinstance(value, Variable)))
                done.append(array)
    finally:
        thread.plain = plain_before
    sources = {p for p, value in enumerate(take.values) if isinstance(value, Variable) and value.dtype.kind == "f"}
    passes, slopes = played(records, take.output, sources, done[take.output])
    return Film(nodes, take.output, passes, slopes)


def operator_node(name: str, value: Any, operator: Any, inputs: Sequence[int]) -> Node:
    """What one operator gave, with all that its card says."""
    return Node(
        name,
        np.shape(value),
        value,
        operator=operator.name,
        inputs=tuple(inputs),
        symbol=symbol(operator),
        letters=letters(operator),
        rules=formulas(operator),
        elementwise=operator.elementwise,
    )


def names_on(take: Take, function: Callable[..., Any], order: int) -> list[str]:
    """What everything on a recording is called: Variables and data by their names, plain numbers by themselves, results
    by the names that the function's lines give them, and the rest v1, v2, …"""
    called = variable_names(take.variables, function)
    own = [v.name.removesuffix(":0") for v in take.variables]  # dense_1/kernel, which a knob's name cannot be
    called = [whole if "/" in whole else name for whole, name in zip(own, called)]
    variables = dict(zip((v._id for v in take.variables), called))
    seen = names_read_by(function)
    tensors = {value._id: name for name, value in seen.items() if isinstance(value, Tensor)}
    arrays = [(name, value) for name, value in seen.items() if isinstance(value, np.ndarray)]
    given = {**tensors, **take.given, **variables}
    target = getattr(function, "__name__", "<lambda>")
    target = "z" if target.startswith("<") else target
    if order > 1:
        often = "" if order == 2 else str(order - 1)
        target = f"d{often}{target}_d{next(iter(variables.values()))}{often}"
    names: list[str] = []
    known = set(given.values())
    used = leading_to(take.output, [value.inputs if isinstance(value, Step) else [] for value in take.values])
    for place, value in enumerate(take.values):
        if place not in used:
            names.append("unused")
            continue
        name = given.get(take.identities.get(place, -1))
        if name is None and place == take.output:
            name = target
        if name is None and not isinstance(value, (Step, Variable)):
            name = next((n for n, a in arrays if a.shape == value.shape and np.array_equal(a, value)), None)
            name = name or plain_name(value)
        names.append(name or "")
    return numbered(names, known)


def plain_name(value: Any) -> str:
    """What is called nothing else: a number by itself, an array data."""
    return f"{float(np.asarray(value).reshape(-1)[0]):.4g}" if np.size(value) == 1 else "data"


def numbered(names: list[str], known: set[str]) -> list[str]:
    """The names with v1, v2, … for those that are empty."""
    count = 0
    for place, name in enumerate(names):
        while not name:
            count += 1
            name = f"v{count}" if f"v{count}" not in known else ""
        names[place] = name
    return names

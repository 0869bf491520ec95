"""The tape travels: a function of some Variables, recorded once and packed so that a browser can replay it.

A `Recording` writes down every operator call that depends on the Variables, with all that is needed to do it again;
what does not depend on them, such as the data, is kept as constants. `pack` turns it into a description for JSON and one
block of bytes. `replay` and `slopes` do in Python, on float64, what the browser does in JavaScript: they are the reference
for the tests and the numbers that the instrument answers with.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any

import numpy as np

from gradlab.tape import GradientTape
from gradlab.tensor import OPERATORS, Array, Tensor, Variable, thread


class Step:
    """One operator call: its name, the places of its inputs among all values, its parameters and the shape it gave."""

    __slots__ = ("inputs", "name", "parameters", "shape")

    def __init__(self, name: str, inputs: list[int], parameters: dict[str, Any], shape: tuple[int, ...]) -> None:
        self.name = name
        self.inputs = inputs
        self.parameters = parameters
        self.shape = shape


class Recording:
    """What `function` computed from `variables`, ready to be done again with other values.

    function: takes no argument, reads the Variables and returns a Tensor. variables: those that will be turned.
    values: everything on the recording in order of appearance: a Variable, a constant array, or a Step.
    output: the place of the result among them. left_the_library: whether Python looked at a number on the way, so that
    other values of the Variables might have taken another way.

    Raises TypeError if the function returns no Tensor, ValueError if what it returns does not depend on the Variables.
    """

    def __init__(self, function: Callable[[], Any], variables: Sequence[Variable]) -> None:
        self.variables = list(variables)
        self.values: list[Variable | Array | Step] = []
        self.left_the_library = False
        self._places: dict[int, int] = {}  # the identity of a Tensor -> its place among the values
        self._dependent: set[int] = set()  # the identities of all that depends on the Variables
        for variable in self.variables:
            self._add(variable, variable)
            self._dependent.add(variable._id)
        with self:
            output = function()
        name = getattr(function, "__name__", "the function")
        if not isinstance(output, Tensor) or output.dtype.kind != "f":
            raise TypeError(f"{name}() should return a Tensor computed by the library, and returned {output!r}.")
        if output._id not in self._dependent:
            knobs = ", ".join(v.name.removesuffix(":0") for v in self.variables)
            raise ValueError(
                f"What {name}() returns does not depend on {knobs}, so turning a knob would change nothing. "
                "Compute it from the Variables themselves inside the function, without .numpy()."
            )
        self.output = self._places[output._id]

    def __enter__(self) -> Recording:
        thread.tapes = (*thread.tapes, self)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        thread.tapes = tuple(tape for tape in thread.tapes if tape is not self)

    def _record(
        self, operator: Any, inputs: Sequence[Any], arrays: list[Array], parameters: dict[str, Any], output: Tensor
    ) -> None:
        """Called by every operator: write the call down if it depends on the Variables."""
        identities = [x._id if isinstance(x, Tensor) else None for x in inputs]
        if self._dependent.isdisjoint(identities):
            return
        places = [
            self._places[i] if i in self._places else self._add(x, array) for i, x, array in zip(identities, inputs, arrays)
        ]
        self._add(output, Step(operator.name, places, parameters, output.shape))
        self._dependent.add(output._id)

    def _left(self, tensor: Tensor, how: str) -> None:
        """Called when numbers leave the library: what Python does with them is not on the recording."""
        self.left_the_library = self.left_the_library or tensor._id in self._dependent

    def _add(self, x: Any, content: Variable | Array | Step) -> int:
        """Give a new value the next place."""
        if isinstance(x, Tensor):
            self._places[x._id] = len(self.values)
        self.values.append(content)
        return len(self.values) - 1

    @property
    def operators(self) -> set[str]:
        """The names of the operators that were called."""
        return {value.name for value in self.values if isinstance(value, Step)}

    def replay(self, settings: Sequence[Any]) -> np.ndarray:
        """The result with other values of the Variables, one for each in their order, computed on float64."""
        knobs = dict(zip((v._id for v in self.variables), settings))
        done: list[np.ndarray] = []
        for value in self.values:
            if isinstance(value, Step):
                inputs = [done[i] for i in value.inputs]
                done.append(OPERATORS[value.name].forward(*inputs, **value.parameters))  # type: ignore[attr-defined]
            else:
                array = np.asarray(knobs[value._id] if isinstance(value, Variable) else value)
                done.append(array.astype(np.float64) if array.dtype.kind == "f" else array)
        return np.asarray(done[self.output])

    def slopes(self, settings: Sequence[Any]) -> list[np.ndarray]:
        """The slopes of the result, or of its sum, towards each Variable at these settings, computed on float64."""
        turned = [Variable(np.asarray(setting, np.float64)) for setting in settings]
        places = {v._id: new for v, new in zip(self.variables, turned)}
        done: list[Tensor] = []
        with GradientTape() as tape:
            for value in self.values:
                if isinstance(value, Step):
                    done.append(OPERATORS[value.name](*(done[i] for i in value.inputs), **value.parameters))
                elif isinstance(value, Variable):
                    done.append(places[value._id])
                else:
                    done.append(Tensor(value.astype(np.float64) if value.dtype.kind == "f" else np.asarray(value)))
        slopes = tape.gradient(done[self.output], turned, unconnected_gradients="zero")
        return [np.asarray(slope) for slope in slopes]

    def pack(self) -> tuple[dict[str, Any], bytes]:
        """The recording as a description for JSON and the bytes of its constants, one behind the other.

        A value is {"knob": which Variable}, {"constant": dtype, "start": byte, …} or {"operator": name, "inputs": places,
        "parameters": …}; each has its "shape". Constants keep their dtype; what JavaScript cannot hold becomes float64.
        """
        packed: list[dict[str, Any]] = []
        knobs = {v._id: i for i, v in enumerate(self.variables)}
        block = bytearray()
        for value in self.values:
            if isinstance(value, Step):
                packed.append(
                    {"operator": value.name, "inputs": value.inputs, "parameters": value.parameters, "shape": value.shape}
                )
            elif isinstance(value, Variable):
                packed.append({"knob": knobs[value._id], "shape": value.shape})
            else:
                dtype = value.dtype if value.dtype.name in ("float32", "float64") else np.dtype("float64")
                packed.append({"constant": dtype.name, "start": len(block), "shape": value.shape})
                block += np.ascontiguousarray(value, dtype).tobytes()
                block += bytes(-len(block) % 8)  # JavaScript reads float64 only where the byte's number is a multiple of 8
        return {"values": packed, "output": self.output}, bytes(block)

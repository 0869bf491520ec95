"""The tape travels: a function of some Variables, recorded once and packed so that a browser can replay it.

A `Recording` (a computation graph, for others) writes down every operator call that depends on the Variables, with all that
is needed to do it again; what does not depend on them, such as the data, is kept as constants. `pack` turns it into a
description for JSON and one block of bytes. `replay` and `slopes` do in Python, on float64, what the browser does in
JavaScript: they are the reference for the tests and the numbers that the instrument answers with.

Which operators the browser knows is said in one place, operators.js; here only a few are named that it cannot.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any

import numpy as np

from gradlab.tape.custom import custom
from gradlab.tape.gradient_tape import GradientTape
from gradlab.tensors.tensor import Array, Tensor, thread
from gradlab.tensors.variable import Variable

# Operators that have no twin in JavaScript, and why. A test holds this list against the registry and the twins.
_PICTURES = "its work is batches of pictures, too heavy to be done again sixty times a second without NumPy"
_RARE = "the course's functions do without it, and the page stays small"
_DECOMPOSED = "a matrix is taken apart by LAPACK, which is not in the browser"
KERNEL_ONLY = {
    **dict.fromkeys(("bitwise_and", "bitwise_or", "bitwise_xor", "invert"), "whole numbers have 32 bits in JavaScript"),
    **dict.fromkeys(("acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "cosh", "expm1", "log1p", "sinh"), _RARE),
    **dict.fromkeys(("ceil", "round", "is_nan", "is_inf", "is_finite", "divide_no_nan"), _RARE),
    **dict.fromkeys(("eigenvalues", "eigenvectors", "singular_values", "left_vectors", "right_vectors"), _DECOMPOSED),
    **dict.fromkeys(("orthogonal_factor", "upper_factor", "cholesky", "log_abs_det"), _DECOMPOSED),
    "custom": "its slope is a Python function of the learner's own",
    **dict.fromkeys(("conv2d", "conv2d_transpose", "conv2d_kernel"), _PICTURES),
    **dict.fromkeys(("max_pool2d", "put_at_largest", "pick_at_largest"), _PICTURES),
    **dict.fromkeys(("avg_pool2d", "avg_pool2d_transpose"), _PICTURES),
}

# More than this makes a notebook heavy and a play slow.
MOST_NUMBERS = 5_000_000

# The dtypes that JavaScript has arrays for (bool as bytes). Others become float64, exact for whole numbers up to 2⁵³.
_IN_JAVASCRIPT = ("float64", "float32", "int32", "int16", "int8", "uint32", "uint16", "uint8", "bool")


class Step:
    """One operator call: the operator, the places of its inputs among all values, its parameters, and what it gave."""

    __slots__ = ("dtype", "input_shapes", "inputs", "operator", "parameters", "shape")

    def __init__(
        self, operator: Any, inputs: list[int], arrays: Sequence[Array], parameters: Mapping[str, Any], output: Tensor
    ) -> None:
        self.operator = operator
        self.inputs = inputs
        self.input_shapes = [array.shape for array in arrays]
        self.parameters = parameters
        self.shape = output.shape
        self.dtype = output.dtype

    @property
    def name(self) -> str:
        """What the browser looks the operator up by: a learner's own never passes for one of the library's."""
        ours = self.operator.__module__.startswith("gradlab.")
        return self.operator.name if ours else f"{self.operator.name} (your own)"


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
        self, operator: Any, inputs: Sequence[Tensor], arrays: list[Array], parameters: dict[str, Any], output: Tensor
    ) -> None:
        """Called by every operator: write the call down if it depends on the Variables."""
        if self._dependent.isdisjoint([x._id for x in inputs]):
            return
        places = [self._places[x._id] if x._id in self._places else self._add(x, x._array) for x in inputs]
        self._add(output, Step(operator, places, arrays, parameters, output))
        self._dependent.add(output._id)
        if operator is custom:
            self.left_the_library = True  # its result is on the recording as it was

    def _left(self, tensor: Tensor, how: str) -> None:
        """Called when numbers leave the library: what Python does with them is not on the recording."""
        self.left_the_library = self.left_the_library or tensor._id in self._dependent

    def _add(self, x: Tensor, content: Variable | Array | Step) -> int:
        """Give a new value the next place."""
        self._places[x._id] = len(self.values)
        self.values.append(content)
        return len(self.values) - 1

    def place(self, tensor: Tensor) -> int:
        """Where among the values a Tensor stands that was computed from the Variables while this recorded."""
        return self._places[tensor._id]

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
                done.append(thread.silent.run(value.operator.forward, *inputs, **on_float64(value.parameters)))
            else:
                array = np.asarray(knobs[value._id] if isinstance(value, Variable) else value)
                done.append(array.astype(np.float64) if array.dtype.kind == "f" else array)
        return np.asarray(done[self.output])

    def on_tensors(self, knobs: Sequence[Tensor]) -> Tensor:
        """The replay with float64 Tensors in place of the Variables, so that tapes can follow: for slopes and curvature."""
        given = dict(zip((v._id for v in self.variables), knobs))
        done: list[Tensor] = []
        for value in self.values:
            if isinstance(value, Step):
                done.append(value.operator(*(done[i] for i in value.inputs), **on_float64(value.parameters)))
            elif isinstance(value, Variable):
                done.append(given[value._id])
            else:
                done.append(Tensor(value.astype(np.float64) if value.dtype.kind == "f" else np.asarray(value)))
        return done[self.output]

    def slopes(self, settings: Sequence[Any]) -> list[np.ndarray]:
        """The slopes of the result, or of its sum, towards each Variable at these settings, computed on float64."""
        turned = [Variable(np.asarray(setting, np.float64)) for setting in settings]
        with GradientTape() as tape:
            result = self.on_tensors(turned)
        return [np.asarray(slope) for slope in tape.gradient(result, turned, unconnected_gradients="zero")]

    def pack(self) -> tuple[dict[str, Any], bytes]:
        """The recording as a description for JSON and the bytes of its constants, one behind the other.

        A value is {"knob": which Variable}, {"constant": dtype, "start": byte, …} or {"operator": name, "inputs": places,
        "parameters": …}; each has its "shape", and "dtype" as it was recorded (played are floats on float64 in any case).

        Among the parameters a dtype becomes its name, a number that is not finite a word, an array a list. The key of
        x[key] becomes the numbers of the elements that it names, counted row by row: {"start": first, "steps": to the
        next along each axis} where they lie in a grid, as slices do, else {"places": byte, "count": how many} in the bytes.

        Raises ValueError where there are more than MOST_NUMBERS constants.
        """
        self._check_size()
        packed: list[dict[str, Any]] = []
        knobs = {v._id: i for i, v in enumerate(self.variables)}
        block = bytearray()
        for value in self.values:
            about: dict[str, Any] = {"shape": value.shape, "dtype": value.dtype.name}
            if isinstance(value, Step):
                parameters = {name: _for_json(x) for name, x in value.parameters.items()}
                if "key" in parameters:
                    whole = value.parameters.get("shape", value.input_shapes[0])
                    parameters["key"] = _packed_key(value.parameters["key"], whole, block)
                packed.append({"operator": value.name, "inputs": value.inputs, "parameters": parameters, **about})
            elif isinstance(value, Variable):
                packed.append({"knob": knobs[value._id], **about})
            else:
                dtype = value.dtype if value.dtype.name in _IN_JAVASCRIPT else np.dtype("float64")
                packed.append({"constant": dtype.name, "start": _append(block, value.astype(dtype)), **about})
        return {"values": packed, "output": self.output, "left_the_library": self.left_the_library}, bytes(block)

    def _check_size(self) -> None:
        count = sum(value.size for value in self.values if isinstance(value, (np.ndarray, np.generic)))
        if count > MOST_NUMBERS:
            raise ValueError(
                f"The recording holds {count:,} numbers of data, and a browser can replay {MOST_NUMBERS:,} at most: compute "
                "the error from a part of the data, such as its first thousand examples, x[:1000] and y[:1000]."
            )


def on_float64(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters for a replay: where floats are asked for, float64."""
    return {
        name: np.dtype("float64") if name == "dtype" and np.dtype(x).kind == "f" else x for name, x in parameters.items()
    }


def _for_json(x: Any) -> Any:
    """A parameter as JSON can hold it; None for what cannot travel, such as a function."""
    if isinstance(x, (np.ndarray, np.generic)):
        x = x.tolist()
    if isinstance(x, (list, tuple)):
        return [_for_json(part) for part in x]
    if isinstance(x, float) and not math.isfinite(x):
        return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(x, "NaN")
    if x is None or isinstance(x, (bool, int, float, str)):
        return x
    try:
        return np.dtype(x).name
    except TypeError:
        return None


def _packed_key(key: Any, shape: tuple[int, ...], block: bytearray) -> dict[str, Any]:
    """The elements that `key` names in an array of this shape, by their numbers."""
    numbers = np.arange(math.prod(shape), dtype=np.int32).reshape(shape)
    named = np.asarray(numbers[key])
    if np.may_share_memory(numbers, named) or named.size == 1:
        return {"start": int(named.flat[0]) if named.size else 0, "steps": [step // 4 for step in named.strides]}
    return {"places": _append(block, named), "count": named.size}


def _append(block: bytearray, array: Array) -> int:
    """Put the array's bytes behind the others and return where they start: a multiple of 8, as JavaScript asks."""
    start = len(block)
    block += np.ascontiguousarray(array).tobytes()
    block += bytes(-len(block) % 8)
    return start

"""A functional model: a drawing of layers, from its inputs to its outputs, that is played with numbers.

    a, b = keras.Input((4,)), keras.Input((2,))
    h = keras.layers.Concatenate()([a, b])
    model = keras.Model([a, b], keras.layers.Dense(1)(h))

A drawing may branch, join, use a layer twice and have several inputs and outputs, in lists, tuples or dicts. The Nodes
between inputs and outputs are sorted once, so that each stands behind those it needs; a call goes through them in a row.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from gradlab.functions.composed import cast, expand_dims
from gradlab.keras.layers.input_layer import Input, InputLayer
from gradlab.keras.layers.layer import Layer
from gradlab.keras.names import give_names
from gradlab.keras.symbolic import KerasTensor, Node
from gradlab.operators.shaping import reshape
from gradlab.tensors.errors import InvalidArgumentError, warn
from gradlab.tensors.structure import leaves, like
from gradlab.tensors.tensor import Tensor


class Graph:
    """The drawing between `inputs` and `outputs`, each a KerasTensor or several in a list, tuple or dict.

    callers: its layers and operations, those far from the outputs first. input_names, output_names: of their layers.
    Raises TypeError for what is no KerasTensor, ValueError for outputs that need more than these inputs, and for two
    layers of one name.
    """

    def __init__(self, inputs: Any, outputs: Any) -> None:
        self.inputs = like(inputs, [_begun(x) for x in _promised("inputs", inputs)])
        self.outputs = outputs
        begun = zip(leaves(inputs), leaves(self.inputs))
        self._stands_for = {id(given): stand_in for given, stand_in in begun}
        if len(self._stands_for) < len(leaves(inputs)):
            raise ValueError("`inputs` of a Model holds the same KerasTensor twice.")
        self.nodes = self._sorted(_promised("outputs", outputs))
        self.callers = self._by_depth()
        twice = [name for name, n in Counter(c.name for c in self.callers if c._named_by_user).items() if n > 1]
        if twice:
            raise ValueError(f"The name '{twice[0]}' is used twice in the model: each layer should have a name of its own.")
        give_names(sorted(self.callers, key=lambda caller: caller._made))
        for caller in self.callers:
            caller._settled = True
        self.input_names = [x.node.caller.name for x in leaves(self.inputs)]
        self.output_names = [self.source(x).node.caller.name for x in leaves(outputs)]

    @property
    def layers(self) -> list[Layer]:
        """The layers without the operations."""
        return [caller for caller in self.callers if isinstance(caller, Layer)]

    @property
    def is_a_row(self) -> bool:
        """Whether every layer takes what one other gives, as in a Sequential."""
        calls = [node.caller for node in self.nodes]
        return len(calls) == len(set(map(id, calls))) and all(len(node.inputs) <= 1 for node in self.nodes)

    @property
    def each_example_alone(self) -> bool:
        """Whether there is one input and one output, and all layers treat each example by itself."""
        single = isinstance(self.inputs, KerasTensor) and isinstance(self.outputs, KerasTensor)
        return single and all(getattr(caller, "each_example_alone", False) for caller in self.callers)

    def source(self, promise: KerasTensor) -> KerasTensor:
        """The promise itself, or the Input that stands for it where a model begins in the middle of another."""
        return self._stands_for.get(id(promise), promise)

    def nodes_of(self, caller: Any) -> list[Node]:
        """The calls of a layer or operation in this drawing, in the order in which they were drawn."""
        mine = {id(node) for node in self.nodes}
        return [node for node in caller._nodes if id(node) in mine]

    def play(self, inputs: Any) -> Any:
        """What the outputs become with these numbers in place of the inputs; packed as the outputs are."""
        given = zip(self._stands_for, leaves(self.inputs), self._taken(inputs))
        numbers = {identity: _fitted(promise, x) for identity, promise, x in given}
        for node in self.nodes:
            if not isinstance(node.caller, InputLayer):
                for promise, result in zip(leaves(node.outputs), leaves(node.play(numbers))):
                    numbers[id(promise)] = result
        return like(self.outputs, [numbers[id(promise)] for promise in leaves(self.outputs)])

    def _taken(self, inputs: Any) -> list[Any]:
        """The numbers for each input in turn: by name from a dict, by place from a list."""
        names = sorted(self.inputs) if isinstance(self.inputs, dict) else self.input_names
        if isinstance(inputs, dict):
            for name in names:
                if name not in inputs:
                    raise InvalidArgumentError(
                        f'Missing data for input "{name}": the dict holds {sorted(inputs)}, and the model has the inputs '
                        f"{names}."
                    )
            return [inputs[name] for name in names]
        found = leaves(inputs)
        if len(found) != len(names):
            raise InvalidArgumentError(f"the model has {len(names)} inputs, {names}, and received {len(found)}.")
        if isinstance(self.inputs, dict):
            warn(f"The model's inputs are a dict with the keys {names}, and numbers came without: taken in that order.")
        return found

    def _sorted(self, outputs: list[KerasTensor]) -> list[Node]:
        """All Nodes that lead to the outputs, each behind those it needs. Without recursion, for models of any depth."""
        done: dict[int, Node] = {}
        ahead = [(self.source(output).node, False) for output in reversed(outputs)]
        while ahead:
            node, ready = ahead.pop()
            if id(node) in done:
                continue
            if ready:
                done[id(node)] = node
                continue
            if isinstance(node.caller, InputLayer) and not any(node.outputs is x for x in leaves(self.inputs)):
                raise ValueError(
                    f"the outputs are not connected to the inputs alone: they also need {node.outputs!r}, which is "
                    "not among `inputs`."
                )
            ahead.append((node, True))
            ahead += [(self.source(x).node, False) for x in reversed(node.inputs)]
        unused = [x.node for x in leaves(self.inputs) if id(x.node) not in done]
        return [*unused, *done.values()]

    def _by_depth(self) -> list[Any]:
        """Layers and operations by the longest way to an output, the farthest first: the order of Keras' summaries."""
        depth: dict[int, int] = {}
        far: dict[int, int] = {}
        for node in reversed(self.nodes):
            caller = id(node.caller)
            here = depth[id(node)] = far[caller] = max(depth.get(id(node), 0), far.get(caller, 0))
            for x in node.inputs:
                before = id(self.source(x).node)
                depth[before] = max(depth.get(before, 0), here + 1)
        callers = list({id(node.caller): node.caller for node in self.nodes}.values())
        return sorted(callers, key=lambda caller: -far[id(caller)])


def _promised(argument: str, structure: Any) -> list[KerasTensor]:
    found = leaves(structure)
    for x in found:
        if not isinstance(x, KerasTensor):
            raise TypeError(
                f"`{argument}` of a Model should be KerasTensors, as keras.Input and layers called on it give, and holds "
                f"{x!r} ({type(x).__name__})."
            )
    if not found:
        raise ValueError(f"`{argument}` of a Model is empty: it takes a KerasTensor, or several in a list or dict.")
    return found


def _begun(x: KerasTensor) -> KerasTensor:
    """An Input itself; for a promise in the middle of another model, an Input that stands for it."""
    return x if isinstance(x.node.caller, InputLayer) else Input(batch_shape=x.shape, dtype=x.dtype)


def _fitted(promise: KerasTensor, x: Tensor) -> Tensor:
    """The numbers in the dtype and with as many axes as the Input has promised. Raises ValueError for another shape."""
    x, wanted = cast(x, promise.dtype), promise.shape
    if x.ndim == len(wanted) - 1 and wanted[-1] == 1:
        x = expand_dims(x, -1)
    elif x.ndim == len(wanted) + 1 and x.shape[-1] == 1:
        x = reshape(x, shape=x.shape[:-1])
    if x.ndim != len(wanted) or any(n not in (None, m) for n, m in zip(wanted, x.shape)):
        raise InvalidArgumentError(
            f"the model's input '{promise.node.caller.name}' expects the shape {wanted}, and received {x.shape}: "
            "None stands for any length, and the first axis counts the examples."
        )
    return x

"""A functional model written down, and drawn anew: from its config, or from another model with a copy of each layer.

The config is Keras': every layer with the calls it takes part in, and in the place of each KerasTensor where it comes from,
the layer's name, which of its calls, and which of the outputs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gradlab.keras.configs import deserialize, find_class, serialize
from gradlab.keras.functional import Graph
from gradlab.keras.layers.input_layer import InputLayer
from gradlab.keras.layers.layer import Layer
from gradlab.keras.symbolic import KERAS_NAMES, KerasTensor, Operation
from gradlab.tensors.structure import leaves, like
from gradlab.tensors.tensor import OPERATORS

_KINDS = {name: kind for kind, name in KERAS_NAMES.items()}


def config_of(graph: Graph) -> dict[str, Any]:
    """The drawing as JSON may hold it. Raises TypeError for a layer or a call that cannot be written down."""

    def place(promise: KerasTensor) -> list[Any]:
        source = graph.source(promise)
        caller = source.node.caller
        return [caller.name, graph.nodes_of(caller).index(source.node), source._place]

    def written(x: Any, what: str) -> Any:
        if not isinstance(x, KerasTensor):
            return serialize(x, what)
        config = {"shape": list(x.shape), "dtype": x.dtype.name, "keras_history": place(x)}
        return {"class_name": "__keras_tensor__", "config": config}

    def packed(structure: Any, what: str) -> Any:
        if isinstance(structure, dict):
            return {key: packed(part, what) for key, part in structure.items()}
        if isinstance(structure, (list, tuple)):
            return [packed(part, what) for part in structure]
        return written(structure, what)

    layers = []
    for caller in graph.callers:
        what = f"a call of '{caller.name}'"
        nodes = [] if isinstance(caller, InputLayer) else graph.nodes_of(caller)
        calls = [{"args": packed(node.args, what), "kwargs": packed(node.kwargs, what)} for node in nodes]
        entry = serialize(caller, f"layer '{caller.name}'") if isinstance(caller, Layer) else _operation(caller)
        layers.append({**entry, "name": caller.name, "inbound_nodes": calls})
    ends = {
        key: like(promises, [place(x) for x in leaves(promises)])
        for key, promises in (("input_layers", graph.inputs), ("output_layers", graph.outputs))
    }
    return {"layers": layers, **ends}


def drawn(config: Mapping[str, Any]) -> tuple[Any, Any]:
    """The inputs and outputs of a drawing that `config_of` or Keras has written down.

    Raises ValueError for a layer that is not known, and for a config that is not whole.
    """
    promised: dict[tuple[str, int, int], KerasTensor] = {}
    waiting = []
    of_keras = any(isinstance(entry["config"].get("dtype"), dict) for entry in config["layers"])  # no words, as here
    for entry in config["layers"]:
        caller = _caller(entry)
        if isinstance(caller, InputLayer):
            promised[entry["name"], 0, 0] = caller.output
        waiting += [(caller, entry["name"], k, call) for k, call in enumerate(entry["inbound_nodes"])]
    while waiting:
        later = []
        for caller, name, k, call in waiting:
            if (k and (name, k - 1, 0) not in promised) or not all(key in promised for key in _needed(call)):
                later.append((caller, name, k, call))
                continue
            args, kwargs = (_filled(call[part], promised) for part in ("args", "kwargs"))
            kwargs = {key: value for key, value in kwargs.items() if value is not None}  # Keras writes down mask=None
            if of_keras:  # it writes `training` down although nobody has said it; what the model is told comes first there
                kwargs.pop("training", None)
            if isinstance(caller, Operation) and caller.kind == "getitem" and isinstance(args[1], list):
                args[1] = tuple(args[1])
            for place, x in enumerate(leaves(caller(*args, **kwargs))):
                promised[name, k, place] = x
        if len(later) == len(waiting):
            raise ValueError(f"the config of the model is not whole: what '{later[0][1]}' is called on comes from nowhere.")
        waiting = later
    return tuple(_ends(config[key], promised) for key in ("input_layers", "output_layers"))


def redrawn(graph: Graph, copy: Callable[[Layer], Layer]) -> tuple[Any, Any]:
    """The inputs and outputs of the same drawing, with what `copy` gives for each layer."""
    copies: dict[int, Any] = {}
    numbers: dict[int, Any] = {}
    for node in graph.nodes:
        if id(node.caller) not in copies:
            copies[id(node.caller)] = copy(node.caller) if isinstance(node.caller, Layer) else _again(node.caller)
        new = copies[id(node.caller)]
        if isinstance(node.caller, InputLayer):
            results = [new.output]
        else:
            results = leaves(_call(new, node.args, node.kwargs, numbers))
        for old, x in zip(leaves(node.outputs), results, strict=True):
            numbers[id(old)] = x
    for given, stand_in in graph._stands_for.items():
        numbers[given] = numbers[id(stand_in)]
    ends = [like(promises, [numbers[id(x)] for x in leaves(promises)]) for promises in (graph.inputs, graph.outputs)]
    return ends[0], ends[1]


def _call(caller: Any, args: Any, kwargs: Any, numbers: Mapping[int, Any]) -> Any:
    filled = like((args, kwargs), [numbers.get(id(x), x) for x in leaves((args, kwargs))])
    return caller(*filled[0], **filled[1])


def _again(operation: Operation) -> Operation:
    copy = Operation(operation.kind, operation.function)
    copy._name, copy._settled = operation.name, True
    return copy


def _operation(operation: Operation) -> dict[str, Any]:
    if operation.function is not OPERATORS.get(operation.kind):
        raise TypeError(
            f"'{operation.name}' cannot be written down: of the functions on KerasTensors, those that have a sign can, such "
            "as x + y. Make a layer of it, a class with a `call`."
        )
    entry = {"module": "keras.src.ops.numpy", "class_name": operation.class_name, "config": {"name": operation.name}}
    return {**entry, "registered_name": operation.class_name}


def _caller(entry: Mapping[str, Any]) -> Any:
    """The layer or the operation of an entry, under the name that it has there."""
    name, module = entry["class_name"], str(entry.get("module"))
    if module.startswith("keras.src.ops"):
        kind = _KINDS.get(name, name.lower())
        if kind not in OPERATORS:
            raise ValueError(f"the model uses the operation {name}, which gradlab cannot draw.")
        made: Any = Operation(kind)
    else:
        made = find_class(entry).from_config(entry["config"])
    made._name, made._named_by_user = entry["name"], True
    return made


def _needed(call: Any) -> list[tuple[str, int, int]]:
    """Where the KerasTensors of a call come from."""
    if isinstance(call, dict) and call.get("class_name") == "__keras_tensor__":
        return [tuple(call["config"]["keras_history"])]
    parts = call.values() if isinstance(call, dict) else call if isinstance(call, (list, tuple)) else []
    return [key for part in parts for key in _needed(part)]


def _filled(x: Any, promised: Mapping[tuple[str, int, int], KerasTensor]) -> Any:
    """The arguments of a call, with KerasTensors in their places."""
    if isinstance(x, dict) and x.get("class_name") == "__keras_tensor__":
        return promised[tuple(x["config"]["keras_history"])]
    if isinstance(x, dict) and "class_name" not in x:
        return {key: _filled(part, promised) for key, part in x.items()}
    return [_filled(part, promised) for part in x] if isinstance(x, (list, tuple)) else deserialize(x)


def _ends(places: Any, promised: Mapping[tuple[str, int, int], KerasTensor]) -> Any:
    """The KerasTensors at the ends of a drawing: one, or several in a list or dict."""
    if isinstance(places, dict):
        return {key: _ends(part, promised) for key, part in places.items()}
    if len(places) == 3 and isinstance(places[0], str):
        return promised[tuple(places)]
    return [_ends(part, promised) for part in places]

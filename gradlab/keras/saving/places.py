"""Where Keras keeps each weight in a file: 'layers/dense_1/vars/0' is the first of the second Dense among a model's layers.

The names are those of classes and attributes and not of layers, which differ between two sessions. So a file of one library
says to the other where its weights belong.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gradlab.keras.layers.layer import Layer
from gradlab.keras.names import free_name, kind_of, snake_case
from gradlab.keras.symbolic import KerasTensor
from gradlab.tensors.variable import Variable


def places(model: Layer) -> dict[str, Variable]:
    """Every weight of a model by its place in a file, each once."""
    return dict(_places(model, "", set()))


def _places(layer: Layer, prefix: str, seen: set[int]) -> Iterator[tuple[str, Variable]]:
    if id(layer) in seen:
        return
    seen.add(id(layer))
    own = [v for v in _own_weights(layer) if v._id not in seen]
    for number, variable in enumerate(own):
        seen.add(variable._id)
        yield f"{prefix}vars/{number}", variable
    for key, part in _attributes(layer):
        if isinstance(part, Layer):
            yield from _places(part, f"{prefix}{key}/", seen)
        else:
            yield from _in_container(part, f"{prefix}{key}/", seen)


def _own_weights(layer: Layer) -> list[Variable]:
    """The weights of the layer itself, those that training turns first."""
    inner = {v._id for part in layer._sublayers() for v in part.variables}
    mine = [v for v in layer.variables if v._id not in inner]
    return sorted(mine, key=lambda v: not v.trainable)


def _in_container(container: Any, prefix: str, seen: set[int]) -> Iterator[tuple[str, Variable]]:
    taken: set[str] = set()
    for part in container.values() if isinstance(container, dict) else container:
        if isinstance(part, (Layer, list, tuple, dict)):
            kind = kind_of(part) if isinstance(part, Layer) else "container"
            name = free_name(snake_case(getattr(part, "_written_as", ("", kind))[1]), taken)
            taken.add(name)
            walk: Any = _places if isinstance(part, Layer) else _in_container
            yield from walk(part, f"{prefix}{name}/", seen)


def _attributes(layer: Layer) -> list[tuple[str, Any]]:
    """The attributes that may hold layers: by name, those with an underscore last; a drawn model's or row's layers first."""
    hidden = {*_PRIVATE, *vars(Layer())}
    found = {key: x for key, x in vars(layer).items() if key not in hidden and isinstance(x, (Layer, list, tuple, dict))}
    found = {key: x for key, x in found.items() if not isinstance(x, KerasTensor)}
    if hasattr(layer, "layers"):  # a model
        found["layers"] = layer.layers
    drawn = getattr(layer, "_graph", None) is not None or hasattr(layer, "_row")
    return sorted(found.items(), key=lambda item: (drawn and item[0] != "layers", item[0].startswith("_"), item[0]))


_PRIVATE = ("_row", "_drawn", "_promised", "_metrics")

"""Keras' namespace `keras.models`: the two kinds of model, and how one is made from another or from a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from gradlab.keras.configs import custom_object_scope, deserialize
from gradlab.keras.layers import Layer
from gradlab.keras.layers.input_layer import InputLayer
from gradlab.keras.model import Model
from gradlab.keras.redrawing import redrawn
from gradlab.keras.saving import load_model, save_model
from gradlab.keras.sequential import Sequential
from gradlab.tensors.errors import no_such_name


def model_from_json(json_string: str, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """The model whose config `to_json` gave, with weights of its own. Raises ValueError for what is none."""
    try:
        config = json.loads(json_string)
    except ValueError as error:
        raise ValueError(
            f"model_from_json takes the text that model.to_json() gives, and this is no JSON: {error}"
        ) from None
    with custom_object_scope(custom_objects or {}):
        return deserialize(config)


def clone_model(model: Model, input_tensors: None = None, clone_function: Callable[[Layer], Layer] | None = None) -> Any:
    """A model like this one, with weights of its own, newly drawn at random.

    clone_function: gives the copy of a layer; by default one from its config. Raises TypeError for a model whose layers
    are neither in a row nor drawn, and for input_tensors.
    """
    if input_tensors is not None:
        raise TypeError("clone_model of gradlab takes no input_tensors: call the copy on them, clone_model(model)(x).")
    if not isinstance(model, Sequential) and model._graph is None:
        raise TypeError(
            f"clone_model copies Sequential and functional models, and '{model.name}' is a {type(model).__name__} with a "
            f"call of its own: make another one, {type(model).__name__}(…)."
        )
    own = clone_function or (lambda layer: type(layer).from_config(layer.get_config()))

    def copy(layer: Layer) -> Layer:
        return InputLayer.from_config(layer.get_config()) if isinstance(layer, InputLayer) else own(layer)

    if isinstance(model, Sequential):
        first = [copy(model._input.node.caller)] if model._input is not None else []
        return Sequential([*first, *map(copy, model.layers)], name=model.name)
    assert model._graph is not None
    return Model(*redrawn(model._graph, copy), name=model.name)


__all__ = ["Model", "Sequential", "clone_model", "load_model", "model_from_json", "save_model"]

__getattr__ = no_such_name(__name__)

"""Keras' namespace `keras.saving`: whole models in a file, and the classes of a learner's own that may stand in one."""

from gradlab.keras.configs import (
    custom_object_scope,
    find_custom,
    get_custom_objects,
    register_keras_serializable,
    registered_name,
)
from gradlab.keras.configs import deserialize as deserialize_keras_object
from gradlab.keras.configs import serialize as serialize_keras_object
from gradlab.keras.saving.whole import load_model, save_model
from gradlab.tensors.errors import no_such_name

CustomObjectScope = custom_object_scope
get_registered_name, get_registered_object = registered_name, find_custom

__all__ = [
    "CustomObjectScope",
    "custom_object_scope",
    "deserialize_keras_object",
    "get_custom_objects",
    "get_registered_name",
    "get_registered_object",
    "load_model",
    "register_keras_serializable",
    "save_model",
    "serialize_keras_object",
]

__getattr__ = no_such_name(__name__)

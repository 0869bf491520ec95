"""Things that can be written down: an object as its class's name and what it was made with, in words that JSON knows.

    layer = keras.layers.Dense(3, activation="relu")
    layer.get_config()                   {'name': 'dense', 'trainable': True, 'units': 3, 'activation': 'relu', …}
    keras.layers.Dense.from_config(_)    another like it, with weights of its own

The format is Keras'. To read is to look a class up among those that are known: the library's own, those that a learner
has registered, and those in `custom_objects`. No code stands in a config, and none is run.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np

from gradlab.keras import activations
from gradlab.tensors.dtypes import DType
from gradlab.tensors.errors import nearest
from gradlab.tensors.tensor import Tensor, as_array

# The library's own classes, by Keras' module and name; every class enters itself when it is made.
_OWN: dict[tuple[str, str], type[Configured]] = {}
# A learner's classes and functions: registered for good, and those of the blocks `custom_object_scope` that we are in.
_REGISTERED: dict[str, Any] = {}
_IN_SCOPE: list[Mapping[str, Any]] = []

_OTHER_MODULES = {"keras.sequential": "keras", "keras.model": "keras", "keras.optimizers.rules": "keras.optimizers"}
# What Keras writes down and this library does not have, where it says nothing but what happens here anyway.
_HERE_ANYWAY: dict[str, Any] = {
    **{"data_format": "channels_last", "dilation_rate": 1, "groups": 1, "renorm_momentum": 0.99, "ema_momentum": 0.99},
    **{
        "steps_per_execution": 1,
        "dtype": "float32",
        "keepdims": False,
        "implementation": 2,
        "autocast": True,
        "fill_mode": "constant",
    },
}


class Arguments:
    """What an object was made with, by name. No dict, so that nobody looks for weights in it."""

    def __init__(self, named: dict[str, Any]) -> None:
        self.named = named


class Configured:
    """The base of all that can be written down: it remembers what it was made with."""

    _arguments: Arguments

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        """Make it, and remember the arguments; wrong ones are __init__'s business."""
        made = super().__new__(cls)
        try:
            bound = inspect.signature(cls.__init__).bind_partial(made, *args, **kwargs)
        except (TypeError, ValueError):
            return made
        named = dict(list(bound.arguments.items())[1:])
        for parameter in inspect.signature(cls.__init__).parameters.values():
            if parameter.kind is parameter.VAR_KEYWORD:
                named |= named.pop(parameter.name, {})
        object.__setattr__(made, "_arguments", Arguments(named))
        return made

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if _is_own(cls):
            _OWN[_module(cls), cls.__name__] = cls

    def get_config(self) -> dict[str, Any]:
        """What another like this would be made with, as JSON may hold it.

        In a learner's own class that has a get_config, super().get_config() gives what the class above needs.
        """
        return {key: serialize(value, f"`{key}` of {type(self).__name__}") for key, value in self._made_with().items()}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Any:
        """Another like the one that the config was taken from.

        Raises ValueError for what this library has not, TypeError for a class that does not know an argument.
        """
        return cls(**_known_arguments(cls, {key: deserialize(value) for key, value in config.items()}))

    def _made_with(self) -> dict[str, Any]:
        """The arguments by name: as they are now where the library keeps them, otherwise as they were given."""
        given = getattr(self, "_arguments", Arguments({})).named
        own_config = type(self).get_config is not _owner(type(self)).get_config
        if not _is_own(type(self)) and not own_config:
            taken = _parameters(type(self))
            return {
                **given,
                **{key: getattr(self, key) for key in ("name", "trainable") if key in taken and hasattr(self, key)},
            }
        found = {}
        for name, default in _parameters(_owner(type(self))).items():
            if hasattr(self, name) and not callable(getattr(type(self), name, None)):
                found[name] = getattr(self, name)
            elif name in given or default is not inspect.Parameter.empty:
                found[name] = given.get(name, default)
        return found


def serialize(value: Any, what: str = "value") -> Any:
    """A value as JSON may hold it. Raises TypeError for one that cannot be written down, and `what` names it."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, (np.dtype, DType)):
        return value.name
    if value is Ellipsis:
        return {"class_name": "__ellipsis__", "config": {}}
    if isinstance(value, (list, tuple)):
        return [serialize(part, what) for part in value]
    if isinstance(value, dict):
        return {str(key): serialize(part, what) for key, part in value.items()}
    if isinstance(value, slice):
        ends = {"start": value.start, "stop": value.stop, "step": value.step}
        return {"class_name": "__slice__", "config": {key: serialize(end, what) for key, end in ends.items()}}
    if isinstance(value, (np.ndarray, Tensor)):
        array = np.asarray(as_array(value))
        return {"class_name": "__numpy__", "config": {"value": array.tolist(), "dtype": array.dtype.name}}
    if hasattr(value, "get_config") and not isinstance(value, type):
        own = _is_own(type(value))
        module, name = getattr(value, "_written_as", written_as(type(value)))
        return {
            "module": module,
            "class_name": name,
            "config": serialize(value.get_config(), f"the config of {type(value).__name__}"),
            "registered_name": None if own else registered_name(type(value)),
        }
    if callable(value):
        return _function(value, what)
    raise TypeError(f"{what} cannot be written down: {value!r} is a {type(value).__name__}. {_WRITE_DOWN}")


def deserialize(config: Any, module: str | None = None) -> Any:
    """The value that `serialize` has written. Raises ValueError for a class that is not known, TypeError for no config."""
    if isinstance(config, (list, tuple)):
        return [deserialize(part) for part in config]
    if not isinstance(config, dict):
        return config
    if "class_name" not in config or "config" not in config:
        return {key: deserialize(part) for key, part in config.items()}
    name, inner = config["class_name"], config["config"]
    if name == "__slice__":
        return slice(*(deserialize(inner[key]) for key in ("start", "stop", "step")))
    if name in ("__numpy__", "__tensor__"):
        return np.asarray(inner["value"], dtype=inner["dtype"])
    if name == "__ellipsis__":
        return Ellipsis
    if name == "__tuple__":
        return tuple(deserialize(part) for part in inner["value"])
    if name == "DTypePolicy":
        return inner["name"]
    if name == "function":
        return find_custom(config.get("registered_name") or inner) or _unknown(inner, "function")
    return find_class(config, module).from_config(inner)


def find_class(config: Mapping[str, Any], module: str | None = None) -> Any:
    """The class that a config names. Raises ValueError if nobody knows it."""
    name, where = config["class_name"], str(config.get("module") or module or "keras.layers")
    name = {"Functional": "Model"}.get(name, name)
    custom = find_custom(config.get("registered_name") or name) or find_custom(name)
    found = custom or _OWN.get((where, name))
    if found is None and where.split(".")[0] == "keras":
        found = next((kind for (_, known), kind in _OWN.items() if known == name), None)
    return found or _unknown(name, "class")


def find_custom(name: str) -> Any:
    """A learner's class or function of this name, if there is one: 'Package>Name' or 'Name'."""
    short = name.rpartition(">")[2]
    for objects in [*reversed(_IN_SCOPE), _REGISTERED]:
        for key in (name, short):
            if key in objects:
                return objects[key]
    return None


def register_keras_serializable(package: str = "Custom", name: str | None = None) -> Callable[[Any], Any]:
    """A decorator: a learner's class or function is known by this name whenever a model is read.

    Raises TypeError for what is neither, and ValueError for a class whose get_config is missing where it is needed.
    """

    def register(thing: Any) -> Any:
        if not callable(thing):
            raise TypeError(f"register_keras_serializable goes before a class or a function, and not {thing!r}.")
        _REGISTERED[f"{package}>{name or thing.__name__}"] = thing
        return thing

    return register


def registered_name(thing: Any) -> str:
    """The name that a class or function was registered by, else its own."""
    return next((name for name, known in _REGISTERED.items() if known is thing), thing.__name__)


def get_custom_objects() -> dict[str, Any]:
    """All that is registered, by name; it may be written into."""
    return _REGISTERED


@contextmanager
def custom_object_scope(objects: Mapping[str, Any]) -> Iterator[None]:
    """Inside of the block, these classes and functions are known by these names."""
    _IN_SCOPE.append(objects)
    try:
        yield
    finally:
        _IN_SCOPE.pop()


def _function(function: Any, what: str) -> Any:
    own = next((name for name, known in activations._BY_NAME.items() if known is function), None)
    if own:
        return own
    name = getattr(function, "__name__", "")
    if str(getattr(function, "__module__", "")).startswith("gradlab.") and name.isidentifier():
        return name
    if not name.isidentifier():
        raise TypeError(f"{what} is {function!r}, and code without a name cannot be written down. {_WRITE_DOWN}")
    return {
        "module": function.__module__,
        "class_name": "function",
        "config": name,
        "registered_name": registered_name(function),
    }


_WRITE_DOWN = (
    "Use a function with a name, registered by @keras.saving.register_keras_serializable(), or give the class a get_config."
)


def _unknown(name: str, kind: str) -> Any:
    hint = nearest(name, [known for _, known in _OWN]) if kind == "class" else ""
    raise ValueError(
        f"Could not locate {kind} '{name}'. gradlab does not have it, and no {kind} of this name is registered.{hint} If "
        f"it is your own, put @keras.saving.register_keras_serializable() before it, or pass "
        f"custom_objects={{{name!r}: {name}}}."
    )


def _known_arguments(cls: Any, config: dict[str, Any]) -> dict[str, Any]:
    """The config without what this library does not have, where that changes nothing. Raises ValueError where it does."""
    known = _parameters(cls)
    if not _is_own(cls):
        return config
    for key, value in config.items():
        same = value if key == "name" else _HERE_ANYWAY.get(key, ())  # schedules and initializers are called nothing here
        if key not in known and value not in (None, False, same) and not (isinstance(value, list) and set(value) == {same}):
            raise ValueError(
                f"{cls.__name__} '{config.get('name', '')}' was written down with what its namesake here has not: "
                f"{key}={value!r}."
            )
    return {key: value for key, value in config.items() if key in known}


def _parameters(cls: type) -> dict[str, Any]:
    """The arguments of a class's __init__ and of those above that it passes on, with their defaults."""
    found: dict[str, Any] = {}
    for kind in cls.__mro__:
        if "__init__" not in vars(kind) or not issubclass(kind, Configured):
            continue
        parameters = list(inspect.signature(kind.__init__).parameters.values())[1:]
        for p in parameters:
            if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL):
                found.setdefault(p.name, p.default)
        if not any(p.kind is p.VAR_KEYWORD for p in parameters):
            break
    for weight in getattr(cls, "ruled", ()):  # a layer's weights that may have a price and limits
        found |= {f"{weight}_regularizer": None, f"{weight}_constraint": None}
    return found


def _owner(cls: type) -> Any:
    """The nearest class that is the library's own."""
    return next(kind for kind in cls.__mro__ if _is_own(kind))


def _is_own(cls: type) -> bool:
    return cls.__module__.startswith("gradlab.keras.")


def written_as(cls: type) -> tuple[str, str]:
    """Keras' module and name for a class."""
    return _module(cls), cls.__name__


def _module(cls: type) -> str:
    """Where Keras keeps a class: gradlab.keras.layers.core is keras.layers there."""
    if not _is_own(cls):
        return cls.__module__
    parts = cls.__module__.removeprefix("gradlab.").split(".")
    where = ".".join(parts[:3] if parts[-1] == "schedules" else parts[:2])
    return _OTHER_MODULES.get(where, where)

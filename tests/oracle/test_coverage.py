"""Nothing public is left out: every function is compared with TensorFlow or a formula, and takes TensorFlow's arguments."""

import importlib
import inspect
import operator
import re
from pathlib import Path

import pytest

from tests.oracle.against import tensorflow

ENGINE = ["", "math", "nn", "linalg", "random", "nest", "debugging", "config", "autodiff", "data"]
KERAS = ["activations", "losses", "metrics", "optimizers", "layers", "initializers", "regularizers", "constraints"]
ROOMS = ENGINE + [f"keras.{name}" for name in KERAS]
SELF = Path(__file__)
COMPARED = "\n".join(path.read_text() for path in SELF.parents[1].rglob("*.py") if path != SELF)


def functions(room: str) -> dict[str, object]:
    """The functions and classes of a namespace that TensorFlow has under the same name."""
    module = importlib.import_module(f"gradlab.{room}".rstrip("."))
    names = getattr(module, "__all__", None) or [name for name in dir(module) if name[0] != "_"]
    public = {name: getattr(module, name) for name in names}
    return {name: value for name, value in public.items() if callable(value) and find(room, name) is not None}


def find(room: str, name: str) -> object | None:
    try:
        return operator.attrgetter(f"{room}.{name}".lstrip("."))(tensorflow)
    except AttributeError:
        return None


@pytest.mark.parametrize("room", ROOMS)
def test_every_function_is_named_by_a_test(room):
    assert [name for name in functions(room) if not re.search(rf"\b{name}\b", COMPARED)] == []


@pytest.mark.parametrize("room", ENGINE)
def test_arguments_have_tensorflows_names_in_its_order(room):
    wrong = {}
    for name, ours in functions(room).items():
        if isinstance(ours, type):
            continue
        wanted, given = parameters(find(room, name)), parameters(ours)
        if given and wanted and [each for each in given if each in wanted] != [each for each in wanted if each in given]:
            wrong[name] = f"{given}, and TensorFlow has {wanted}"
        if given and wanted and given[0] not in wanted:
            wrong[name] = f"begins with {given[0]}, and TensorFlow with {wanted[0]}"
    assert wrong == {}


def parameters(function: object) -> list[str]:
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return []
    return [each.name for each in found if each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)]

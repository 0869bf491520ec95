"""`tf.function`: where TensorFlow makes a graph of a function, to run it faster, gradlab runs it as it is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


def function(func: F | None = None, input_signature: Any = None, jit_compile: bool | None = None) -> Any:
    """The function itself, so that code with `@tf.function` or `@tf.function(jit_compile=True)` runs here too.

    input_signature, jit_compile: accepted for TensorFlow's sake, whose graphs they are about.
    Raises TypeError for what cannot be called.
    """
    if func is None:
        return function
    if not callable(func):
        raise TypeError(f"tf.function decorates a function, and received {func!r}.")
    return func

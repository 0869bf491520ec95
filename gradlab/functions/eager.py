"""`tf.function`: where TensorFlow makes a graph of a function, to run it faster, gradlab runs it as it is written."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

from gradlab.tensors.tensor import as_tensor


def function(
    func: Callable[..., Any] | None = None,
    input_signature: Any = None,
    autograph: bool = True,
    jit_compile: bool | None = None,
    reduce_retracing: bool = False,
) -> Any:
    """The function, run as it is written, so that code with `@tf.function` or `@tf.function(jit_compile=True)` runs here.

    As a graph would, it gives Tensors: a Python number that it returns becomes one, also in a list or dict.
    input_signature, autograph, jit_compile, reduce_retracing: accepted for TensorFlow's sake, whose graphs they are about.
    Raises TypeError for what cannot be called.
    """
    if func is None:
        return function
    if not callable(func):
        raise TypeError(f"tf.function decorates a function, and received {func!r}.")

    @wraps(func)
    def run(*args: Any, **kwargs: Any) -> Any:
        return _as_tensors(func(*args, **kwargs))

    return run


def _as_tensors(returned: Any) -> Any:
    if isinstance(returned, (bool, int, float, np.ndarray, np.generic)):
        return as_tensor(returned)
    if type(returned) in (list, tuple):
        return type(returned)(map(_as_tensors, returned))
    if type(returned) is dict:
        return {key: _as_tensors(value) for key, value in returned.items()}
    return returned

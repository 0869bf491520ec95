"""`tf.function`: where TensorFlow makes a graph of a function, to run it faster, gradlab runs it as it is written."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

from gradlab.tensors.dtypes import as_dtype, float32
from gradlab.tensors.shape import TensorShape
from gradlab.tensors.tensor import DTypeLike, Tensor, as_tensor


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

    run.python_function = func  # type: ignore[attr-defined]
    run.get_concrete_function = lambda *args, **kwargs: run  # type: ignore[attr-defined]  # one for every input
    return run


class TensorSpec:
    """What an input of a graph will be: its shape, where None stands for any length (or for any shape), and its dtype."""

    def __init__(self, shape: Any, dtype: DTypeLike = float32, name: str | None = None) -> None:
        self.shape = None if shape is None else TensorShape(shape)
        self.dtype, self.name = as_dtype(dtype), name

    @classmethod
    def from_tensor(cls, tensor: Tensor, name: str | None = None) -> TensorSpec:
        """The shape and dtype of a Tensor."""
        return cls(tensor.shape, tensor.dtype, name)

    def is_compatible_with(self, tensor: Tensor) -> bool:
        """Whether a Tensor has this shape and dtype."""
        return tensor.dtype == self.dtype and (self.shape is None or self.shape.is_compatible_with(tensor.shape))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TensorSpec) and (self.shape, self.dtype) == (other.shape, other.dtype)

    def __hash__(self) -> int:
        return hash((self.shape, self.dtype))

    def __repr__(self) -> str:
        return f"TensorSpec(shape={self.shape}, dtype=tf.{self.dtype.name}, name={self.name!r})"


def _as_tensors(returned: Any) -> Any:
    if isinstance(returned, (bool, int, float, np.ndarray, np.generic)):
        return as_tensor(returned)
    if type(returned) in (list, tuple):
        return type(returned)(map(_as_tensors, returned))
    if type(returned) is dict:
        return {key: _as_tensors(value) for key, value in returned.items()}
    return returned

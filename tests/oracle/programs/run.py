"""Runs a program's source text on a library, and keeps what it binds to names and the error that ends it."""

import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import CodeType
from typing import Any
from unittest import mock

import numpy as np

import gradlab
from tests.oracle.against import tensorflow
from tests.oracle.programs.program import Program

LIBRARIES = {"gradlab": gradlab, "tensorflow": tensorflow}
logging.getLogger("tensorflow").setLevel(logging.ERROR)


@dataclass
class Seen:
    """What a run has shown: (name, value) in the order in which they were bound; the error, and in which line it came.

    A value is an array, None, a Python value, or a list of such.
    """

    bound: list[tuple[str, Any]]
    error: Exception | None
    line: int


class _Names(dict):
    """The names of a running program, which notes every binding."""

    def __init__(self) -> None:
        super().__init__()
        self.bound: list[tuple[str, Any]] = []

    def __setitem__(self, name: str, value: Any) -> None:
        super().__setitem__(name, value)
        self.bound.append((name, value))


def run(program: Program, library: str) -> Seen:
    """Run a program on 'gradlab' or 'tensorflow'."""
    return run_source(program.source(library), library)


def run_source(source: str, library: str) -> Seen:
    code: CodeType = compile(source, "<program>", "exec")
    names, error, line = _Names(), None, 0
    with quiet():
        try:
            exec(code, {"tf": LIBRARIES[library]}, names)
        except Exception as caught:
            error, line = caught, _line(caught)
    return Seen([(name, plain(value)) for name, value in names.bound if not _machinery(value)], error, line)


@contextmanager
def quiet() -> Iterator[None]:
    """No warnings; and a refusal of what ends TensorFlow's whole process.

    That are pictures without axes, or smaller than a window, and a target of truth values that is named twice.
    """
    with warnings.catch_warnings(), ExitStack() as patches:
        warnings.simplefilter("ignore")
        for name in ("conv2d", "max_pool2d", "avg_pool2d"):
            patches.enter_context(mock.patch.object(tensorflow.nn, name, _checked(getattr(tensorflow.nn, name))))
        tape = tensorflow.GradientTape
        patches.enter_context(mock.patch.object(tape, "gradient", _checked_gradient(tape.gradient)))
        yield


def _checked_gradient(gradient: Callable[..., Any]) -> Callable[..., Any]:
    def checked(tape: Any, target: Any, *others: Any, **options: Any) -> Any:
        odd = [id(x) for x in tensorflow.nest.flatten(target) if hasattr(x, "dtype") and x.dtype == tensorflow.bool]
        if len(odd) > len(set(odd)):
            raise tensorflow.errors.InvalidArgumentError(None, None, "is not in the list of allowed values")
        return gradient(tape, target, *others, **options)

    return checked


def _checked(function: Callable[..., Any]) -> Callable[..., Any]:
    def checked(input: Any, window: Any, strides: Any, padding: str) -> Any:
        pictures, (rows, columns, *channels) = np.shape(input), _rows_and_columns(window)
        fits = len(pictures) == 4 and 0 not in (*pictures, rows, columns, *channels) and channels[:1] in ([], [pictures[3]])
        if not fits or (padding == "VALID" and (rows > pictures[1] or columns > pictures[2])):
            raise tensorflow.errors.InvalidArgumentError(None, None, "pictures and windows must have four axes and fit")
        return function(input, window, strides, padding)

    return checked


def _rows_and_columns(window: Any) -> tuple[int, ...]:
    """The size of a pool's window, or the shape of filters; all 0 for what is neither."""
    if isinstance(window, (int, list)):
        sizes = [window] if isinstance(window, int) else window
        return (sizes[0], sizes[0]) if len(sizes) == 1 else (*sizes[1:3],) if len(sizes) == 4 else (*sizes,)
    return np.shape(window) if np.ndim(window) == 4 else (0, 0)


def _machinery(value: Any) -> bool:
    return type(value).__name__ in ("module", "GradientTape", "LazyLoader", "KerasLazyLoader")


def _line(error: Exception) -> int:
    """The line of the program in which an error came up."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<program>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def plain(value: Any) -> Any:
    """Arrays for Tensors, lists for tuples and dicts of them."""
    if isinstance(value, dict):
        return ["dict", *([key, plain(value[key])] for key in sorted(value))]
    if isinstance(value, (list, tuple)):
        return [type(value).__name__, *map(plain, value)]
    if isinstance(value, tensorflow.IndexedSlices):
        return tensorflow.convert_to_tensor(value).numpy()
    if hasattr(value, "numpy"):
        return np.asarray(value.numpy())
    return value

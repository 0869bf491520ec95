"""`tf.print`: numbers as a person would write them, without what a Tensor says of itself."""

from __future__ import annotations

import builtins
import sys
from typing import Any

import numpy as np

from gradlab.tensors.tensor import Tensor


def print(
    *inputs: Any, output_stream: Any = None, summarize: int = 3, sep: str = " ", end: str = "\n", name: str | None = None
) -> None:
    """Print Tensors, strings, lists and dicts side by side; of a long axis the first and last `summarize` numbers (-1: all).

    output_stream: sys.stderr, where TensorFlow prints too, unless given: sys.stdout or a path as 'file:///…' for a file.
    Raises ValueError for another stream.
    """
    text = sep.join(_text(each, summarize) for each in inputs)
    if isinstance(output_stream, str):
        if not output_stream.startswith("file://"):
            raise ValueError(f"`output_stream` should be sys.stdout, sys.stderr or 'file://…', and is {output_stream!r}.")
        with open(output_stream.removeprefix("file://"), "a", encoding="utf-8") as file:
            file.write(text + end)
        return
    stream = output_stream or sys.stderr
    if not hasattr(stream, "write"):
        raise ValueError(f"`output_stream` should be sys.stdout, sys.stderr or 'file://…', and is {output_stream!r}.")
    builtins.print(text, end=end, file=stream)


def _text(each: Any, summarize: int) -> str:
    if isinstance(each, (Tensor, np.ndarray, np.generic)):
        return _numbers(each.numpy() if isinstance(each, Tensor) else each, summarize)
    if isinstance(each, dict):
        return "{" + ", ".join(f"{key!r}: {_inside(value, summarize)}" for key, value in each.items()) + "}"
    if isinstance(each, (list, tuple)):
        left, right = "[]" if isinstance(each, list) else "()"
        return left + ", ".join(_inside(item, summarize) for item in each) + right
    return str(each)


def _inside(each: Any, summarize: int) -> str:
    return repr(each) if isinstance(each, str) else _text(each, summarize)


def _numbers(value: Any, summarize: int) -> str:
    array = np.asarray(value)
    array = array.astype(np.uint8) if array.dtype.kind == "b" else array  # TensorFlow writes 1 and 0
    short = summarize >= 0 and any(n > 2 * summarize for n in array.shape)
    return np.array2string(
        array,
        max_line_width=10**9,
        threshold=0 if short else sys.maxsize,
        edgeitems=summarize if short else 3,
        separator=" ",
        formatter={"float": lambda x: _float(x, array.dtype), "int": str},
    )


def _float(x: Any, dtype: np.dtype) -> str:
    """Few digits if they tell this number from all others, else as many as always do; float16 counts as float32."""
    kind, few, enough = (np.float64, 15, 17) if dtype.itemsize == 8 else (np.float32, 6, 9)
    text = f"{float(x):.{few}g}"
    return text if np.isnan(x) or kind(text) == kind(x) else f"{float(x):.{enough}g}"

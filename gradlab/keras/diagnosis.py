"""Where the numbers went bad: finds the first layer whose weights or output hold something that is no finite number."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from gradlab.keras.layers.layer import Layer
from gradlab.keras.network import Network
from gradlab.tensors.structure import leaves
from gradlab.tensors.tensor import Tensor


def first_bad(model: Network, x: Any, y: Any) -> str:
    """In words, the first thing that is not finite on the way from the batch to the loss."""
    for name, data in (("x", x), ("y", y)):
        if bad := next(filter(None, (_bad(part._array) for part in leaves(data))), None):
            return f"the batch itself: {name} holds {bad}, so the data need cleaning"
    for path, variable in model.named_weights().items():
        if bad := _bad(variable._array):
            return f"the weights {path}, which hold {bad}"
    outputs: list[tuple[Layer, Any]] = []
    with _listening(model, outputs):
        model(x)
    for layer, output in outputs:
        for part in leaves(output):
            if isinstance(part, Tensor) and (bad := _bad(part._array)):
                return f"the output of layer '{layer.name}', which holds {bad}"
    largest = max(np.abs(part._array).max() for part in leaves(outputs[-1][1])) if outputs else 0
    return f"the loss itself: everything before it is finite, the model's output up to {largest:.0e}"


def _bad(array: Any) -> str | None:
    """'nan' or 'inf', if the array holds one."""
    if array.dtype.kind != "f" or np.isfinite(array).all():
        return None
    return "nan" if np.isnan(array).any() else "inf"


@contextmanager
def _listening(model: Network, outputs: list[tuple[Layer, Any]]) -> Iterator[None]:
    """For the length of the block, every layer also reports what comes out of it."""
    layers = list(_innermost(model))
    for layer in layers:
        layer.call = _reporting(layer, outputs)  # type: ignore[method-assign]
    try:
        yield
    finally:
        for layer in layers:
            del layer.call


def _innermost(layer: Layer) -> Iterator[Layer]:
    inside = layer._sublayers()
    if not inside:
        yield layer
    for x in inside:
        yield from _innermost(x)


def _reporting(layer: Layer, outputs: list[tuple[Layer, Any]]) -> Any:
    call = layer.call

    def report(*args: Any, **kwargs: Any) -> Any:
        output = call(*args, **kwargs)
        outputs.append((layer, output))
        return output

    return report

"""The table of a model's layers that `summary()` prints: names, shapes, and how many weights each has."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from gradlab.keras.layers.layer import Layer
from gradlab.keras.network import Network
from gradlab.tensors.variable import Variable

_WIDTHS = (31, 22, 13)


def table(model: Network) -> str:
    """The table and the totals, as Keras draws them at a width of 80."""
    rows = [_row(layer) for layer in model.layers]
    lines = [
        f'Model: "{model.name}"',
        _rule("┏━┳┓"),
        *_cells(("Layer (type)", "Output Shape", "Param #"), "┃"),
        _rule("┡━╇┩"),
    ]
    for i, row in enumerate(rows):
        lines += [_rule("├─┼┤")] if i else []
        lines += _cells(row, "│")
    lines.append(_rule("└─┴┘"))
    lines.append(f" Total params: {_total(model.weights)}")
    lines.append(f" Trainable params: {_total(model.trainable_weights)}")
    lines.append(f" Non-trainable params: {_total(model.non_trainable_weights)}")
    return "\n".join(lines)


def _row(layer: Layer) -> tuple[str, str, str]:
    shape = "?" if layer.output_shape is None else str(layer.output_shape)
    return f"{layer.name} ({type(layer).__name__})", shape, f"{layer.count_params():,}" if layer.built else "0 (unbuilt)"


def _rule(signs: str) -> str:
    left, line, middle, right = list(signs)
    return left + middle.join(line * (width + 2) for width in _WIDTHS) + right


def _cells(row: Sequence[str], bar: str) -> list[str]:
    """A row of the table; what is too long for its column goes on in the next line, word by word."""
    columns = [_wrapped(text, width) for text, width in zip(row, _WIDTHS)]
    height = max(map(len, columns))
    padded = [column + [""] * (height - len(column)) for column in columns]
    name, shape, params = _WIDTHS
    return [f"{bar} {a:<{name}} {bar} {b:<{shape}} {bar} {c:>{params}} {bar}" for a, b, c in zip(*padded)]


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        word = word if len(word) <= width else word[: width - 1] + "…"
        joined = f"{lines[-1]} {word}".strip()
        lines = [*lines[:-1], joined] if len(joined) <= width else [*lines, word]
    return lines


def _total(variables: Sequence[Variable]) -> str:
    count = sum(math.prod(v.shape) for v in variables)
    size = float(sum(v._array.nbytes for v in variables))
    for unit in ("B", "KB", "MB"):
        if size < 1024:
            return f"{count:,} ({size:.2f} {unit})"
        size /= 1024
    return f"{count:,} ({size:.2f} GB)"


def show(model: Network, print_fn: Callable[[str], object] | None = None) -> None:
    """Print the table, or hand it to `print_fn`."""
    (print_fn or print)(table(model))

"""The table of a model's layers that `summary()` prints: names, shapes, and how many weights each has."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from gradlab.keras.functional import Graph
from gradlab.keras.layers.layer import Layer
from gradlab.keras.names import kind_of
from gradlab.keras.network import Network
from gradlab.tensors.variable import Variable

_WIDTHS = (31, 22, 13)
_WIDTHS_WITH_CONNECTIONS = (19, 17, 10, 17)


def table(model: Network, line_length: int | None = None, expand_nested: bool = False, show_trainable: bool = False) -> str:
    """The table and the totals, as Keras draws them at a width of 80; connections too where layers stand in no row.

    line_length: another width. expand_nested: the layers of models inside below them. show_trainable: a column Y or N.
    """
    graph = model._graph
    head: tuple[str, ...] = ("Layer (type)", "Output Shape", "Param #")
    widths: tuple[int, ...] = _WIDTHS
    if graph is None or graph.is_a_row:
        rows = [row for layer in model.layers for row in _rows(layer, expand_nested)]
    else:
        head, widths = (*head, "Connected to"), _WIDTHS_WITH_CONNECTIONS
        rows = [(caller, (*_row(caller), _connections(graph, caller))) for caller in graph.callers]
        rows += [(layer, (*_row(layer), "-")) for layer in model.layers if layer not in graph.callers]
    if show_trainable:
        head, widths = (*head, "Trai…"), (*widths, 5)
        rows = [(layer, (*row, "Y" if getattr(layer, "trainable", True) else "N")) for layer, row in rows]
    if line_length is not None:
        spare = line_length - sum(widths) - 3 * len(widths) - 1
        widths = (max(widths[0] + spare - spare // 2, 8), max(widths[1] + spare // 2, 8), *widths[2:])
    lines = [f'Model: "{model.name}"', _rule("┏━┳┓", widths), *_cells(head, "┃", widths), _rule("┡━╇┩", widths)]
    for i, (_, row) in enumerate(rows):
        lines += [_rule("├─┼┤", widths)] if i else []
        lines += _cells(row, "│", widths)
    lines.append(_rule("└─┴┘", widths))
    lines.append(f" Total params: {_total(model.weights)}")
    lines.append(f" Trainable params: {_total(model.trainable_weights)}")
    lines.append(f" Non-trainable params: {_total(model.non_trainable_weights)}")
    return "\n".join(lines)


def _rows(layer: Any, expand_nested: bool) -> list[tuple[Any, tuple[str, ...]]]:
    """A layer with its row of the table, and those of the layers in it if it is a model."""
    inside = layer.layers if expand_nested and isinstance(layer, Network) else []
    below = [(part, ("└ " + row[0], *row[1:])) for each in inside for part, row in _rows(each, True)]
    return [(layer, _row(layer)), *below]


def _row(caller: Any) -> tuple[str, str, str]:
    """The name, the shape and the weights of a layer, or of an operation in a functional model."""
    name = f"{caller.name} ({kind_of(caller)})"
    if not isinstance(caller, Layer):
        return name, str(caller._nodes[0].outputs.shape), "0"
    shape = "?" if caller.output_shape is None else str(caller.output_shape)
    return name, shape, f"{caller.count_params():,}" if caller.built else "0 (unbuilt)"


def _connections(graph: Graph, caller: Any) -> str:
    """What a layer takes: dense[1][0] is what `dense` gives at its second call, the first of perhaps several outputs."""
    found = [graph.source(x) for node in graph.nodes_of(caller) for x in node.inputs]
    return ", ".join(f"{x.node.caller.name}[{x.node.caller._nodes.index(x.node)}][{x._place}]" for x in found) or "-"


def _rule(signs: str, widths: Sequence[int]) -> str:
    left, line, middle, right = list(signs)
    return left + middle.join(line * (width + 2) for width in widths) + right


def _cells(row: Sequence[str], bar: str, widths: Sequence[int]) -> list[str]:
    """A row of the table; what is too long for its column goes on in the next line, word by word."""
    columns = [_wrapped(text, width) for text, width in zip(row, widths)]
    height = max(map(len, columns))
    padded = [column + [""] * (height - len(column)) for column in columns]
    aligned = ["<", "<", ">", *("<" * len(widths))]
    return [
        f"{bar} " + f" {bar} ".join(f"{text:{side}{width}}" for text, side, width in zip(line, aligned, widths)) + f" {bar}"
        for line in zip(*padded)
    ]


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


def show(
    model: Network,
    print_fn: Callable[[str], object] | None = None,
    line_length: int | None = None,
    expand_nested: bool = False,
    show_trainable: bool = False,
) -> None:
    """Print the table, or hand it to `print_fn`."""
    (print_fn or print)(table(model, line_length, expand_nested, show_trainable))

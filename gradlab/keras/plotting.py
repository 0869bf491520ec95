"""A model as a picture: a box for each layer, and arrows from what it takes; written as SVG, which every browser shows.

`keras.utils.plot_model` writes it into a file and returns it, so that a notebook shows it. Each layer stands in a row below
all that it takes.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from gradlab.files import write_whole
from gradlab.keras.layers.layer import Layer
from gradlab.keras.names import kind_of
from gradlab.keras.network import Network
from gradlab.tensors.errors import warn

_LINE, _CHARACTER, _GAP = 18, 7.3, 44  # pixels: a line of text, the width of a letter, between rows


class ModelPicture:
    """The picture of a model. svg: its text. A notebook shows it by itself."""

    def __init__(self, svg: str, name: str) -> None:
        self.svg, self._name = svg, name

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return f"<picture of the model {self._name!r}>"


class _Box:
    def __init__(self, lines: list[str], row: int) -> None:
        self.lines, self.row, self.x, self.y = lines, row, 0.0, 0.0
        self.width, self.height = max(map(len, lines)) * _CHARACTER + 24, len(lines) * _LINE + 14


def plot_model(
    model: Network,
    to_file: str = "model.png",
    show_shapes: bool = False,
    show_dtype: bool = False,
    show_layer_names: bool = False,
    rankdir: str = "TB",
    expand_nested: bool = False,
    dpi: int = 200,
    show_layer_activations: bool = False,
    show_trainable: bool = False,
    **kwargs: Any,
) -> ModelPicture:
    """Draw the layers of a model and what each takes, write the picture into a file, and return it for the notebook.

    to_file: ends in .svg. For another ending, as the .png of Keras, the picture goes into an .svg of the same name, with a
    warning. show_shapes, show_dtype, show_layer_names, show_layer_activations, show_trainable: a line more in each box.
    rankdir, expand_nested, dpi and others are accepted: the picture runs from top to bottom, and can be enlarged.
    Raises TypeError for what is no model and ValueError for one that has not seen its input yet.
    """
    if not isinstance(model, Network):
        raise TypeError(f"plot_model draws a keras.Model, and received {model!r}.")
    if not model.built:
        raise ValueError(f"'{model.name}' has not seen its input yet: call it, build it with a shape, or begin with Input.")
    path = Path(to_file)
    if path.suffix != ".svg":
        path = path.with_suffix(".svg")
        warn(f"keras.utils.plot_model writes SVG, which needs no other program: the picture is in {path}, not {to_file}.")
    wanted = {
        "name": show_layer_names,
        "activation": show_layer_activations,
        "dtype": show_dtype,
        "shape": show_shapes,
        "trainable": show_trainable,
    }
    picture = ModelPicture(_svg(model, {what for what, shown in wanted.items() if shown}), model.name)
    write_whole(path, lambda file: file.write(picture.svg.encode()))
    return picture


def _lines(caller: Any, wanted: set[str]) -> list[str]:
    """What stands in the box of a layer, or of an operation in a functional model."""
    is_layer = isinstance(caller, Layer)
    shape = caller.output_shape if is_layer else caller._nodes[0].outputs.shape
    activation = getattr(caller, "activation", None)
    lines = [kind_of(caller)]
    lines += [caller.name] if "name" in wanted else []
    lines += [f"activation: {getattr(activation, '__name__', activation)}"] if "activation" in wanted and activation else []
    lines += [f"dtype: {caller.dtype}"] if "dtype" in wanted and is_layer else []
    lines += [f"output: {'?' if shape is None else shape}"] if "shape" in wanted else []
    lines += [f"trainable: {'yes' if caller.trainable else 'no'}"] if "trainable" in wanted and is_layer else []
    return lines


def _arrows(model: Network) -> tuple[list[Any], list[tuple[Any, Any]]]:
    """The layers and operations from the input to the output, and pairs of those that hand something on."""
    graph = model._graph
    if graph is None:
        return model.layers, list(zip(model.layers, model.layers[1:]))
    callers = [*graph.callers, *(layer for layer in model.layers if layer not in graph.callers)]
    pairs = [
        (graph.source(x).node.caller, caller) for caller in callers for node in graph.nodes_of(caller) for x in node.inputs
    ]
    return callers, list(dict.fromkeys(pairs))


def _svg(model: Network, wanted: set[str]) -> str:
    callers, pairs = _arrows(model)
    rows = {id(caller): 0 for caller in callers}
    for _ in callers:  # as often as the longest way can be
        for above, below in pairs:
            if above is not below and rows[id(below)] <= rows[id(above)] < len(callers):
                rows[id(below)] = rows[id(above)] + 1
    boxes = {id(caller): _Box(_lines(caller, wanted), rows[id(caller)]) for caller in callers}
    below, width = 10.0, 0.0
    lined_up = [[box for box in boxes.values() if box.row == row] for row in sorted({box.row for box in boxes.values()})]
    for row in lined_up:
        across = 10.0
        for box in row:
            box.x, box.y = across, below
            across += box.width + 28
        width, below = max(width, across - 18), below + max(box.height for box in row) + _GAP
    for row in lined_up:
        spare = (width - (row[-1].x + row[-1].width + 10)) / 2
        for box in row:
            box.x += spare
    ends = [(boxes[id(above)], boxes[id(below)]) for above, below in pairs if above is not below]
    passed = [[box for row in lined_up[a.row + 1 : b.row] for box in row] for a, b in ends]
    parts = [_arrow(a, b, between) for (a, b), between in zip(ends, passed)]
    parts += [_drawn(box) for box in boxes.values()]
    width += 40 if any(passed) else 0
    height = below - _GAP + 10
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" font-family="sans-serif" font-size="13" role="img" '
        f'aria-label="The layers of {escape(model.name)}">'
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0L8 4L0 8z" fill="#555"/></marker></defs>'
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(parts)}</svg>'
    )


def _drawn(box: _Box) -> str:
    lines = "".join(
        f'<text x="{box.x + box.width / 2:.1f}" y="{box.y + 19 + i * _LINE:.1f}" text-anchor="middle" fill="#111"'
        f' font-weight="{400 if i else 700}">{escape(line)}</text>'
        for i, line in enumerate(box.lines)
    )
    frame = f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" rx="4"'
    return f'{frame} fill="#eef4fb" stroke="#2b5c8a"/>{lines}'


def _arrow(above: _Box, below: _Box, passed: list[_Box]) -> str:
    """An arrow down; one that passes rows of others swings out to the right of them."""
    x, y, to_x, to_y = above.x + above.width / 2, above.y + above.height, below.x + below.width / 2, below.y
    first, last = (x, y + 20), (to_x, to_y - 24)
    if passed:
        edge = max(box.x + box.width for box in passed)
        aside = max(edge + (edge - min(x, to_x)) / 3 + 20, x, to_x)  # a curve goes three quarters of the way to its handles
        first, last = (aside, y + 10), (aside, to_y - 10)
    points = f"M{x:.1f} {y:.1f}C{first[0]:.1f} {first[1]:.1f} {last[0]:.1f} {last[1]:.1f} {to_x:.1f} {to_y:.1f}"
    return f'<path d="{points}" fill="none" stroke="#555" marker-end="url(#arrow)"/>'

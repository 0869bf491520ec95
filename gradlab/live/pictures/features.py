"""Features: what each layer of a convolutional network makes of one picture, its filters, and which pixels matter."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets

from gradlab.functions.composed import cast
from gradlab.functions.reduce import reduce_sum
from gradlab.keras import Sequential, activations, layers
from gradlab.keras.layers.layer import Layer
from gradlab.keras.model import Model
from gradlab.live.kit.instrument import Instrument
from gradlab.live.kit.words import counted, number
from gradlab.live.pictures.picture_data import Gallery
from gradlab.live.pictures.predictions import check_network, input_size, names_of, row_of, scores_of, share_words, shares
from gradlab.live.static import STATIC
from gradlab.tape.gradient_tape import GradientTape
from gradlab.tensors.dtypes import float32
from gradlab.tensors.tensor import Tensor

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_WIDEST = 64  # pixels of a map that are sent; of wider ones every second, every third, …
_MOST_WEIGHTS = 300_000  # of a layer's filters that are sent
_CLASSES_AT_ONCE = 16
_UNSEEN = (layers.Flatten, layers.Reshape, layers.Dropout)  # the same numbers, in another order or none dropped


@dataclass
class _Maps:
    """What a layer makes of the picture. values: (rows, columns, channels); a row of neurons has 1×1 pixels each."""

    layer: Layer
    source: str  # which layer it looks at
    values: np.ndarray

    @property
    def step(self) -> int:
        """Of how many pixels one is sent."""
        return math.ceil(max(self.values.shape[:2]) / _WIDEST)

    @property
    def sent(self) -> np.ndarray:
        """The pixels that are sent: (channels, rows, columns)."""
        return np.moveaxis(self.values[:: self.step, :: self.step], 2, 0)

    def made(self) -> str:
        """How a channel comes about, in a sentence; {} stands for its number."""
        layer, source = self.layer, self.source
        if isinstance(layer, layers.Conv2D):
            rows, columns, channels, _ = layer.kernel.shape
            each = "the one channel" if channels == 1 else f"each of the {channels} channels"
            what = f"{rows}×{columns} weights for {each}, all products added up"
            return f"Filter {{}} slides over {source}: {what}{_curve(layer)}."
        if isinstance(layer, (layers.MaxPooling2D, layers.AveragePooling2D)):
            what = "largest number" if isinstance(layer, layers.MaxPooling2D) else "mean"
            return f"The {what} in each {layer.window[0]}×{layer.window[1]} window of channel {{}} of {source}. No weights."
        if isinstance(layer, layers.Dense):
            return f"Neuron {{}} weighs all {layer.kernel.shape[0]} numbers of {source}{_curve(layer)}."
        if isinstance(layer, layers.GlobalAveragePooling2D):
            return f"The mean of channel {{}} of {source}."
        return f"{type(layer).__name__} of channel {{}} of {source}."


def _curve(layer: layers.Conv2D | layers.Dense) -> str:
    return "" if layer.activation is activations.linear else f", then {getattr(layer.activation, '__name__', 'a curve')}"


class Features(Instrument):
    """A look into a convolutional network while it looks at one picture.

        inside = live.Features(model, x_test[:20], classes=class_names)
        inside = live.Features(model, "my_cat.jpg", classes=class_names)

    Beside the picture: what the network answers, and the picture's slope, which is how much the score of a class changes
    with each pixel, found by the tape. Below: every layer's maps of this picture, one for each channel. Click one, or walk
    with the arrow keys, to see it large with the filter that made it.

    model: a Sequential with weights and a Conv2D in it. pictures: an array, a list of arrays, or paths of picture files, of
    any size, in grey or colour; what was done to fit them is said. classes: the names of the classes, in their order.
    scale: what bytes, 0 to 255, are multiplied by before the network gets them, as in its training.

    maps, slopes and shares hold the numbers of the picture that is shown: maps["conv2d"] is (rows, columns, channels),
    slopes["cat"] as large as the picture, shares["cat"] between 0 and 1. K. Simonyan, A. Vedaldi and A. Zisserman, "Deep
    inside convolutional networks", 2014, is the source of the picture's slope.

    Raises TypeError or ValueError in words for a model that was never built, has no Conv2D, or weights that are no numbers,
    for names that are not as many as the classes, and for what is no picture.
    """

    _esm = STATIC / "features.js"
    _css = STATIC / "features.css"

    picture: traitlets.Int = traitlets.Int(0).tag(sync=True)
    slope_of: traitlets.Unicode = traitlets.Unicode().tag(sync=True)
    layer: traitlets.Unicode = traitlets.Unicode().tag(sync=True)
    channel: traitlets.Int = traitlets.Int(0).tag(sync=True)

    _classes: traitlets.List = traitlets.List().tag(sync=True)
    _filters: traitlets.Dict = traitlets.Dict().tag(sync=True)
    _weights: traitlets.Bytes = traitlets.Bytes().tag(sync=True)
    _shown: traitlets.Dict = traitlets.Dict().tag(sync=True)
    _pixels: traitlets.Bytes = traitlets.Bytes().tag(sync=True)
    _values: traitlets.Bytes = traitlets.Bytes().tag(sync=True)
    _slopes: traitlets.Bytes = traitlets.Bytes().tag(sync=True)

    def __init__(self, model: Model, pictures: Any, *, classes: Sequence[str] | None = None, scale: float = 1 / 255) -> None:
        _check_layers(model)
        self.model = model
        self._gallery = Gallery(pictures, input_size(model), scale)
        self._names = classes
        super().__init__([])
        self._look()
        self.on_msg(self._asked)

    def refresh(self) -> None:
        """Look at the picture again with the weights as they are now, after training or load_weights."""
        check_network(self.model)
        self._look()

    def _settable(self) -> list[str]:
        return [*super()._settable(), "picture", "slope_of", "layer", "channel"]

    def describe(self) -> str:
        """What is shown now, in words."""
        ranked = sorted(self.shares.items(), key=lambda pair: -pair[1])[:2]
        answer = " and ".join(f"{name} with {share_words(share)}" for name, share in ranked)
        steep = np.abs(self.slopes[self.slope_of]).max(axis=2)
        row, column = np.unravel_index(np.argmax(steep), steep.shape)
        matters = (
            f"Its score of {self.slope_of} depends most on the pixel in row {row + 1}, column {column + 1}."
            if steep.max() > 0
            else f"Its score of {self.slope_of} depends on no pixel: the slope is 0 everywhere."
        )
        values = self.maps[self.layer][..., self.channel]
        size = f"{values.shape[0]}×{values.shape[1]} values" if values.size > 1 else "one neuron"
        low, high = number(float(values.min())), number(float(values.max()))
        span = f"from {low} to {high}" if values.size > 1 else f"at {high}"
        which = f"Picture {self.picture + 1} of {len(self._gallery)}" if len(self._gallery) > 1 else "One picture"
        return (
            f"{which}: the network answers {answer}. {matters} Layer {self.layer} makes "
            f"{counted(self.maps[self.layer].shape[2], 'map')} of it; channel {self.channel}, {size}, goes {span}."
        ).replace("one neuron, goes at", "one neuron, stands at")

    def draw(self, figure: Figure) -> None:
        """Draw the picture, its slope, the answer, and all maps of the chosen layer on a Matplotlib figure."""
        from gradlab.live.pictures.features_still import draw

        draw(
            figure,
            picture=np.frombuffer(self._pixels, np.uint8).reshape(*self._shown["size"], 3),
            slope=self.slopes[self.slope_of],
            slope_of=self.slope_of,
            shares=self.shares,
            layer=self.layer,
            maps=self.maps[self.layer],
        )

    def __repr__(self) -> str:
        return (
            f"Features({self.model.name}: picture {self.picture + 1} of {len(self._gallery)}, {self.layer}[{self.channel}])"
        )

    # What is looked at.

    @traitlets.validate("picture", "slope_of", "layer", "channel")
    def _there_is_one(self, proposal: Any) -> Any:
        name, value = proposal["trait"].name, proposal["value"]
        if not self._shown:
            return value
        if name in ("picture", "channel"):
            count = len(self._gallery) if name == "picture" else self.maps[self.layer].shape[2]
            if not 0 <= value < count:
                raise ValueError(f"there are {counted(count, name)}, counted from 0, and `{name}` was set to {value}.")
        else:
            known = list(self.maps if name == "layer" else self.slopes)
            if value not in known:
                raise ValueError(f"`{name}` is one of {', '.join(known)}, and was set to {value!r}.")
        return value

    @traitlets.observe("picture")
    def _another_picture(self, _: Any) -> None:
        if self._shown:
            self._look()

    @traitlets.observe("layer")
    def _another_layer(self, change: Any) -> None:
        if self._shown and self.channel >= self.maps[change["new"]].shape[2]:
            self.channel = 0

    def _asked(self, _: Any, message: dict[str, Any], __: Any) -> None:
        """Another picture, wished for in the browser."""
        try:
            check_network(self.model)
            self.picture = int(message["picture"])
        except ValueError as error:
            self.send({"trouble": str(error)})

    def _look(self) -> None:
        """Send the picture through the network, layer by layer, and play the tape back to it for each class."""
        x = self._gallery.inputs(self.picture, self.picture + 1)
        with np.errstate(all="ignore"):
            found, output = _seen(self.model, x)
            answer = shares(self.model, output)[0]
            names = names_of(self._names, len(answer))
            slopes = _slopes(self.model, x[0], len(names))
        self.maps = {each.layer.name: each.values for each in found}
        self.slopes = dict(zip(names, slopes))
        self.shares = dict(zip(names, map(float, answer)))
        values, described = _packed(found)
        weights, filters = _packed_filters(found)
        steep = np.abs(slopes).max(axis=3)
        tops = steep.max(axis=(1, 2))
        shown = {
            **{"picture": self.picture, "count": len(self._gallery), "size": list(x.shape[1:3])},
            **{"said": self._gallery.said(self.picture), "layers": described, "shares": answer.tolist()},
            **{"tops": tops.tolist(), "scores": "" if np.array_equal(answer, output[0]) else _SCORES},
        }
        with self.hold_sync():
            if not self.layer or self.layer not in self.maps:
                self.layer = found[0].layer.name
                self.channel = int(np.argmax(found[0].values.std(axis=(0, 1))))  # the one with most to see
            if not self._shown:
                self.slope_of = names[int(np.argmax(answer))]
            self._classes, self._filters, self._weights = names, filters, weights
            self._pixels = self._gallery.colours(self.picture).tobytes()
            self._values = values
            self._slopes = np.rint(steep / np.where(tops > 0, tops, 1)[:, None, None] * 255).astype(np.uint8).tobytes()
            self._shown = shown


_SCORES = "The network gives scores; softmax makes shares of them."


def _check_layers(model: Model) -> None:
    check_network(model)
    if not isinstance(model, Sequential) or type(model).call is not Sequential.call:
        raise TypeError(
            f"Features shows layers that stand in a row, as in keras.Sequential([…]), and '{model.name}' is a "
            f"{type(model).__name__} with a way of its own."
        )
    if not any(isinstance(layer, layers.Conv2D) for layer in row_of(model)):
        raise ValueError(
            f"the model '{model.name}' has no Conv2D, so there are no filters and no maps of a picture to see: "
            "live.KnobWall(model) shows all its weights, and live.Confusions what it takes for what."
        )


def _seen(model: Model, x: np.ndarray) -> tuple[list[_Maps], np.ndarray]:
    """The output of every layer that makes something new, and the last one's."""
    row = list(row_of(model))
    found: list[_Maps] = []
    source, y = "the picture", Tensor(x)
    for layer in row:
        y = layer(y, training=False)
        array = np.asarray(y)
        if isinstance(layer, _UNSEEN) or layer is row[-1] or array.ndim not in (2, 4):
            continue
        found.append(_Maps(layer, source, array[0] if array.ndim == 4 else array[0][None, None]))
        source = layer.name
    return found, np.asarray(y)


def _slopes(model: Model, picture: np.ndarray, count: int) -> np.ndarray:
    """The slope of the score of each class towards the picture: (classes, rows, columns, channels).

    A batch holds the picture once for each class; of the k-th, the score of class k is added to the sum that is played
    back. No example touches another, so each gets the slope of its own class.
    """
    *before, last = row_of(model)
    found = []
    for start in range(0, count, _CLASSES_AT_ONCE):
        own = np.eye(count, dtype=np.float32)[start : start + _CLASSES_AT_ONCE]
        x = Tensor(np.repeat(picture[None], len(own), axis=0))
        with GradientTape() as tape:
            tape.watch(x)
            y = x
            for layer in before:
                y = layer(y, training=False)
            score = reduce_sum(cast(scores_of(last, y, last(y, training=False)), float32) * Tensor(own))
        found.append(np.asarray(tape.gradient(score, x, unconnected_gradients="zero")))
    return np.concatenate(found)


def _packed(found: Sequence[_Maps]) -> tuple[bytes, list[dict[str, Any]]]:
    """The maps of all layers, a signed byte for each number, and what the bytes mean."""
    described, parts, start = [], [], 0
    for each in found:
        sent = each.sent
        limit = float(np.abs(sent[np.isfinite(sent)]).max(initial=0)) or 1.0
        parts.append(_bytes(sent, limit))
        rows, columns, channels = each.values.shape
        described.append(
            {
                **{"name": each.layer.name, "kind": type(each.layer).__name__, "made": each.made(), "limit": limit},
                **{"rows": rows, "columns": columns, "channels": channels, "start": start, "shape": list(sent.shape[1:])},
                "step": each.step,
            }
        )
        start += sent.size
    return b"".join(parts), described


def _packed_filters(found: Sequence[_Maps]) -> tuple[bytes, dict[str, Any]]:
    """The filters of all Conv2D, one after the other, channel by channel, a signed byte for each weight."""
    described: dict[str, Any] = {}
    parts, start = [], 0
    for each in found:
        if not isinstance(each.layer, layers.Conv2D) or each.layer.kernel._array.size > _MOST_WEIGHTS:
            continue
        kernel = np.moveaxis(each.layer.kernel._array, (3, 2), (0, 1))  # filters, channels, rows, columns
        limit = float(np.abs(kernel).max()) or 1.0
        parts.append(_bytes(kernel, limit))
        bias = [] if each.layer.bias is None else each.layer.bias._array.tolist()
        described[each.layer.name] = {"shape": list(kernel.shape), "limit": limit, "bias": bias, "start": start}
        start += kernel.size
    return b"".join(parts), described


def _bytes(values: np.ndarray, limit: float) -> bytes:
    """From −limit to limit in steps of limit/127; −128 is what is no finite number."""
    finite = np.isfinite(values)
    return np.where(finite, np.rint(np.where(finite, values, 0) * (127 / limit)), -128).astype(np.int8).tobytes()

"""Confusions: what a network takes for what, as a table whose cells open the pictures behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets

from gradlab.keras.model import Model
from gradlab.live.kit.instrument import Instrument
from gradlab.live.kit.words import counted
from gradlab.live.pictures.picture_data import Gallery
from gradlab.live.pictures.predictions import check_network, input_size, names_of, share_words, shares
from gradlab.live.static import STATIC
from gradlab.tensors.tensor import TensorLike

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_AT_ONCE = 256  # pictures that go through the network together
_MOST_OPENED = 24
_WIDEST = 64  # pixels of a small picture; of wider ones every second, every third, …
_MOST_CLASSES = 30


class Confusions(Instrument):
    """How often each class was called by each name: true classes down, given names across, right answers on the diagonal.

        table = live.Confusions(model, x_test, y_test, classes=class_names)

    A cell opens the pictures behind it, the surest first, with how sure the network was. Under the table, in words: which
    part of a class was found (recall), and which part of what bears its name belongs to it (precision).

    model: any keras model with an answer for each class. pictures: an array, or a list of arrays or paths. labels: the
    number of the true class of each. classes: the names, in their order. scale: what bytes, 0 to 255, are multiplied by.

    counts is the table: counts[true, named]. Set `true` and `named` to open a cell from Python.

    Raises TypeError or ValueError in words for a model that was never built or has weights that are no numbers, and for
    labels that are no classes or not as many as the pictures.
    """

    _esm = STATIC / "confusions.js"
    _css = STATIC / "confusions.css"

    true: traitlets.Int = traitlets.Int(0).tag(sync=True)
    named: traitlets.Int = traitlets.Int(0).tag(sync=True)

    _classes: traitlets.List = traitlets.List().tag(sync=True)
    _counts: traitlets.List = traitlets.List().tag(sync=True)
    _opened: traitlets.Dict = traitlets.Dict().tag(sync=True)
    _pixels: traitlets.Bytes = traitlets.Bytes().tag(sync=True)

    def __init__(
        self,
        model: Model,
        pictures: Any,
        labels: TensorLike,
        *,
        classes: Sequence[str] | None = None,
        scale: float = 1 / 255,
    ) -> None:
        check_network(model)
        self.model = model
        self._gallery = Gallery(pictures, input_size(model), scale)
        self._labels = _checked_labels(labels, len(self._gallery))
        self._names = classes
        super().__init__([])
        self._count()
        self.on_msg(self._asked)

    def refresh(self) -> None:
        """Ask the network again with the weights as they are now, after training or load_weights."""
        check_network(self.model)
        self._count()

    def _settable(self) -> list[str]:
        return [*super()._settable(), "true", "named"]

    def recall(self, name: str) -> float:
        """Which part of the pictures of this class was found; nan where there is none."""
        k = self._classes.index(name)
        return _part(self.counts[k, k], self.counts[k].sum())

    def precision(self, name: str) -> float:
        """Which part of the pictures that were given this name belongs to the class; nan where there is none."""
        k = self._classes.index(name)
        return _part(self.counts[k, k], self.counts[:, k].sum())

    def describe(self) -> str:
        """The whole table in a few sentences, and what is open."""
        right, all_ = int(np.trace(self.counts)), int(self.counts.sum())
        names = self._classes
        found = {name: self.recall(name) for name in names}
        known = {name: share for name, share in found.items() if share == share}
        best, worst = max(known, key=lambda name: known[name]), min(known, key=lambda name: known[name])
        true, named, count = self._most_frequent_mistake()
        mistake = (
            f"Most often {names[true]} was called {names[named]}: {counted(count, 'time')}. "
            if count
            else "No mistake was made. "
        )
        return (
            f"{right} of {counted(all_, 'picture')} got their right name, which is {share_words(right / all_)}. "
            f"Best found: {best}, {share_words(known[best])}; worst: {worst}, {share_words(known[worst])}. "
            f"{mistake}{self._opened['words']}"
        )

    def draw(self, figure: Figure) -> None:
        """Draw the table on a Matplotlib figure, with numbers in the cells."""
        from matplotlib.colors import LinearSegmentedColormap

        from gradlab.live.kit.drawing import COLOURS

        names, count = self._classes, len(self._classes)
        figure.set_size_inches(7.6, 6.4)
        part = self.counts / np.maximum(1, self.counts.sum(axis=1, keepdims=True))
        right = np.eye(count, dtype=bool)
        axes = figure.subplots()
        for cells, colour in ((right, COLOURS["W"]), (~right, COLOURS["b"])):
            shades = LinearSegmentedColormap.from_list("share", [COLOURS["paper"], colour])
            axes.imshow(np.where(cells, part, np.nan), cmap=shades, vmin=0, vmax=1)
        for true in range(count):
            for named in range(count):
                n = int(self.counts[true, named])
                colour = "white" if part[true, named] > 0.6 else COLOURS["text"]
                weight = "bold" if true == named else "normal"
                axes.text(named, true, str(n or "·"), ha="center", va="center", fontsize=9, color=colour, weight=weight)
        axes.set_xticks(range(count), names, rotation=40, ha="right")
        axes.set_yticks(range(count), names)
        axes.tick_params(length=0)
        axes.set(xlabel="the network's name for it", ylabel="true class")

    def __repr__(self) -> str:
        return f"Confusions({self.model.name}: {counted(len(self._gallery), 'picture')}, {len(self._classes)} classes)"

    # The cells.

    @traitlets.validate("true", "named")
    def _there_is_one(self, proposal: Any) -> int:
        value = proposal["value"]
        if self._classes and not 0 <= value < len(self._classes):
            raise ValueError(
                f"there are {len(self._classes)} classes, counted from 0, and `{proposal['trait'].name}` was set to {value}."
            )
        return value

    @traitlets.observe("true", "named")
    def _another_cell(self, _: Any) -> None:
        if self._classes:
            self._open()

    def _asked(self, _: Any, message: dict[str, Any], __: Any) -> None:
        """Another cell, opened in the browser."""
        with self.hold_sync():
            self.true, self.named = int(message["true"]), int(message["named"])

    def _count(self) -> None:
        """Have every picture named, and open the most frequent mistake."""
        answers = []
        for start in range(0, len(self._gallery), _AT_ONCE):
            x = self._gallery.inputs(start, start + _AT_ONCE)
            answers.append(shares(self.model, self.model.predict(x, batch_size=_AT_ONCE, verbose=0)))
        self._shares = np.concatenate(answers)
        names = names_of(self._names, self._shares.shape[1])
        if len(names) > _MOST_CLASSES:
            raise ValueError(f"a table of {len(names)} classes cannot be read; up to {_MOST_CLASSES} can.")
        if self._labels.min() < 0 or self._labels.max() >= len(names):
            raise ValueError(
                f"`labels` should be the numbers of the {len(names)} classes, 0 to {len(names) - 1}, and hold numbers from "
                f"{self._labels.min()} to {self._labels.max()}."
            )
        self._given = self._shares.argmax(axis=1)
        self.counts = np.zeros((len(names), len(names)), int)
        np.add.at(self.counts, (self._labels, self._given), 1)
        true, named, _ = self._most_frequent_mistake()
        with self.hold_sync():
            self._classes, self._counts = names, self.counts.tolist()
            self.true, self.named = true, named
            self._open()

    def _most_frequent_mistake(self) -> tuple[int, int, int]:
        """Its true class, the name that was given, and how often; without mistakes, the first class and 0."""
        wrong = self.counts * (1 - np.eye(len(self.counts), dtype=int))
        true, named = (int(k) for k in np.unravel_index(np.argmax(wrong), wrong.shape))
        return true, named, int(wrong[true, named])

    def _open(self) -> None:
        """The pictures behind the cell, the surest first."""
        behind = np.flatnonzero((self._labels == self.true) & (self._given == self.named))
        sure = self._shares[behind, self.named]
        order = np.argsort(-sure, kind="stable")[:_MOST_OPENED]
        small = []
        for index in behind[order]:
            picture = self._gallery.colours(int(index))
            step = -(-max(picture.shape[:2]) // _WIDEST)
            small.append(picture[::step, ::step])
        true, named, count = self._classes[self.true], self._classes[self.named], len(behind)
        what = f"{counted(count, 'picture')} of {true}"
        if not count:
            words = f"No {true} was called {named}."
        elif self.true == self.named:
            words = f"{what} {'was' if count == 1 else 'were'} found."
        else:
            words = f"{what} {'was' if count == 1 else 'were'} called {named}."
        if count > 1:
            shown = f"the {len(order)} surest are open, " if count > len(order) else "the surest first, "
            most, least = (share_words(float(sure[k])) for k in (order[0], order[-1]))
            words = f"{words[:-1]}; {shown}from {most} down to {least}."
        with self.hold_sync():
            self._pixels = b"".join(picture.tobytes() for picture in small)
            self._opened = {
                **{"true": self.true, "named": self.named, "words": words, "shares": sure[order].tolist()},
                **{"numbers": behind[order].tolist(), "size": list(small[0].shape[:2]) if small else [0, 0]},
            }


def _checked_labels(labels: TensorLike, count: int) -> np.ndarray:
    """The labels as whole numbers (n). Raises TypeError or ValueError in words for anything else."""
    array = np.asarray(labels)
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim != 1:
        advice = " If they are one-hot rows: labels.argmax(axis=1)." if array.ndim == 2 else ""
        raise ValueError(f"`labels` should be one number for each picture, and has the shape {array.shape}.{advice}")
    if len(array) != count:
        raise ValueError(
            f"there are {counted(count, 'picture')} and {counted(len(array), 'label')}: each picture needs its own."
        )
    if array.dtype.kind not in "ui" and not (array.dtype.kind == "f" and np.array_equal(array, np.rint(array))):
        raise TypeError(f"`labels` should hold whole numbers, the numbers of the classes, and holds {array[:3].tolist()}, …")
    return array.astype(int)


def _part(some: int, all_: int) -> float:
    return float(some / all_) if all_ else float("nan")

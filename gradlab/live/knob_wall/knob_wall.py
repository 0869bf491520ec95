"""KnobWall: every weight of a model as one pixel, live while it learns, and any single one to take in hand."""

from __future__ import annotations

import asyncio
import math
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import traitlets

from gradlab.keras.callbacks import Callback, Logs
from gradlab.keras.model import Model
from gradlab.keras.network import Network
from gradlab.landscape.slices import FixedError, along_one
from gradlab.live.kit.instrument import Instrument
from gradlab.live.kit.weight_blocks import Block, blocks_of
from gradlab.live.knob_wall.wall_picture import colours, round_up, shade_bytes, value_bytes
from gradlab.live.static import STATIC
from gradlab.tensors.tensor import TensorLike

_SECONDS_BETWEEN_PICTURES = 0.1
_LARGEST_SHARE = 0.04  # of the time that pictures may take from training
_ON_THE_WAY = 6  # pictures since the last that the browser told of (each fourth); more would pile up on a slow line
_PLACES = 33  # along the curve of one weight
_REACH = 1.0  # how far a weight is turned to both sides of 0, or twice its size where that is more


class KnobWall(Instrument, Callback):
    """All weights of a keras model as one wall of pixels. Colour says the value, brightness how steep the error is there.

        wall = live.KnobWall(model, x_train, y_train)
        wall                                               # hang it up, and in the next cell
        model.fit(x_train, y_train, callbacks=[wall])      # watch it learn, ten pictures a second

    Click a weight, or walk with the arrow keys and press Enter, to take it in hand: its name, value and slope, the error as
    it alone is turned, and the tangent that the tape finds. While `fit` runs, the hand is answered between two steps where
    the kernel hears the browser then; with most kernels it is when the cell is over, and the wall says so.
    In a loop of one's own, `wall.refresh()` shows the weights as they are.

    model: with weights, so it was called, built or fitted once. x, y: the data for the hand and for the slopes before the
    first step, of which the first `examples` are used; without them, slopes are those of the last training step, and the
    hand knows no error.

    Raises TypeError or ValueError in words for what is no model, a model that was never built, has no weights or more than
    a million, x without y, and examples that the model cannot be compared on.
    """

    _esm = STATIC / "knobwall.js"
    _css = STATIC / "knobwall.css"

    _blocks: traitlets.List = traitlets.List().tag(sync=True)
    _colours: traitlets.Bytes = traitlets.Bytes().tag(sync=True)
    _picture: traitlets.Dict = traitlets.Dict().tag(sync=True)
    _values: traitlets.Bytes = traitlets.Bytes().tag(sync=True)
    _shades: traitlets.Bytes = traitlets.Bytes().tag(sync=True)
    _hand: traitlets.Dict = traitlets.Dict().tag(sync=True)
    _turned: traitlets.List = traitlets.List().tag(sync=True)  # [weight, value], as the browser's slider says

    def __init__(
        self, model: Model, x: TensorLike | None = None, y: TensorLike | None = None, *, examples: int = 64
    ) -> None:
        if (x is None) != (y is None):
            raise TypeError("`x` and `y` belong together: the examples and their answers, on which the error is measured.")
        if isinstance(examples, bool) or not isinstance(examples, int) or examples < 1:
            raise ValueError(f"`examples` should be a whole number of at least 1, and is {examples!r}.")
        self._blocks_of_model = blocks_of(model)
        self._size = sum(block.size for block in self._blocks_of_model)
        self._row = np.empty(self._size, np.float32)
        self._slopes = np.zeros(self._size, np.float32)
        self._slopes_known = False
        self._error = None if x is None else FixedError(model, x[:examples], y[:examples])  # type: ignore[index]
        self._limit, self._top = 0.0, -1000
        self._fitting = False
        self._where = ""
        self._wished: int | None = None
        self._sent = self._shown = 0
        self._heard_in_fit = False
        self._next_picture = 0.0
        self._thread, self._loop = threading.get_ident(), _loop()
        self.model = model
        super().__init__([], _blocks=[block.described() for block in self._blocks_of_model], _colours=colours().tobytes())
        self.on_msg(self._asked)
        self.observe(self._turned_by_hand, "_turned")
        self._look_up_slopes()
        self._show_all()

    # What `fit` tells.

    def set_model(self, model: Network) -> None:
        """Learn which model is fitted. Raises ValueError if it is not the one on the wall."""
        if model is not self.model:
            raise ValueError(
                f"this wall shows the model '{self.model.name}', and is a callback of `fit` of another one, "
                f"'{model.name}': make a KnobWall of that."
            )

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Go live."""
        self._fitting, self._epoch, self._heard_in_fit = True, 0, False
        self._sent = self._shown = 0
        self._where = "Training begins."
        self._show_all()

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Count the epochs."""
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Answer the hand, and send a picture if it is time for one."""
        if self._wished is not None:
            self._take(self._wished)
        now = time.perf_counter()
        waiting = self._heard_in_fit and self._sent - self._shown >= _ON_THE_WAY
        if now < self._next_picture or waiting:
            return
        epochs, steps = self.params.get("epochs"), self.params.get("steps")
        loss = f": loss {logs['loss']:.4g}" if logs and "loss" in logs else ""
        self._where = f"Epoch {self._epoch + 1} of {epochs}, step {batch + 1} of {steps}{loss}."
        self._read_weights()
        self._read_gradients()
        self._sent += 1
        picture, values, shades = self._painted()
        self.send({"picture": picture, "number": self._sent}, [values, shades])
        cost = time.perf_counter() - now
        self._next_picture = now + max(_SECONDS_BETWEEN_PICTURES, cost / _LARGEST_SHARE)

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Show the last state and say how training ended."""
        self._fitting = False
        stopped = self.model.history.stopped if self.model.history else None
        self._where = (
            f"Training stopped: {stopped}. The wall shows the weights of the last whole step."
            if stopped
            else f"Training is over, {self._epoch + 1} epoch{'s' if self._epoch else ''} long: these are the last weights."
        )
        self._show_all(gradients=True)
        if self._wished is not None:
            self._take(self._wished)

    # What learners call.

    def refresh(self) -> None:
        """Show the weights as they are now: in a loop of one's own, or after load_weights."""
        self._where = ""
        self._look_up_slopes()
        self._show_all()

    def describe(self) -> str:
        """What the wall shows now, in words."""
        layers = len({block.path.rpartition("/")[0] for block in self._blocks_of_model})
        what = (
            f"A wall of {self._size} weights in {layers} layers, one pixel each; orange is below 0, blue above, full colour "
            f"from {self._limit:g} on"
        )
        slope = (
            f"; the brighter, the steeper, up to {2.0**self._top:.2g}."
            if self._slopes_known
            else "; slopes are not known yet."
        )
        return " ".join(filter(None, [what + slope, self._where, self._trouble()]))

    def draw(self, figure: Any) -> None:
        """Draw the wall on a Matplotlib figure: a picture for each layer's kernel, a row for each filter or neuron."""
        table = np.frombuffer(self._colours, np.uint8).reshape(256, 16, 3)
        values = np.frombuffer(self._values, np.int8).astype(np.int16) + 128
        packed = np.frombuffer(self._shades, np.uint8)
        shades = np.stack([packed & 15, packed >> 4], axis=1).ravel()[: self._size] if self._slopes_known else 15
        pixels = table[values, shades]
        shown = [block for block in self._blocks_of_model if block.columns > 1] or self._blocks_of_model
        heights = [max(block.rows, 12) for block in shown]
        axes = figure.subplots(len(shown), 1, squeeze=False, height_ratios=heights)[:, 0]
        for ax, block in zip(axes, shown):
            part = pixels[block.start : block.start + block.size].reshape(block.columns, block.rows, 3)
            ax.imshow(part.transpose(1, 0, 2), interpolation="nearest", aspect="auto")
            ax.set_title(f"{block.path}: {block.size} weights", loc="left", fontsize=9)
            ax.set_axis_off()

    def __repr__(self) -> str:
        return f"KnobWall({self.model.name}: {self._size} weights)"

    # Pictures.

    def _read_weights(self) -> None:
        np.concatenate([np.ravel(b.variable._array) for b in self._blocks_of_model], out=self._row, casting="same_kind")

    def _read_gradients(self) -> None:
        """The slopes of the optimizer's last step; without one, those that are known stay."""
        optimizer = self.model.optimizer
        found = [optimizer.last_gradient(b.variable) if optimizer else None for b in self._blocks_of_model]
        if all(g is None for g in found):
            return
        rows = [np.zeros(b.size) if g is None else np.ravel(g) for g, b in zip(found, self._blocks_of_model)]
        np.concatenate(rows, out=self._slopes, casting="same_kind")
        self._slopes_known = True

    def _look_up_slopes(self) -> None:
        """The slopes outside of training: on the fixed examples, or else those of the last step."""
        if self._error is None:
            self._read_gradients()
            return
        trainable = {v._id for v in self.model.trainable_variables}
        asked = [b for b in self._blocks_of_model if b.variable._id in trainable]
        self._slopes[:] = 0
        for block, slope in zip(asked, self._error.slopes([b.variable for b in asked])):
            self._slopes[block.start : block.start + block.size] = np.ravel(slope)
        self._slopes_known = bool(asked)

    def _painted(self) -> tuple[dict[str, Any], bytes, bytes]:
        """The picture of what was read: what it means, the bytes of the values, and those of the slopes."""
        spread = float(np.dot(self._row, self._row))
        if not math.isfinite(spread):
            good = self._row[np.isfinite(self._row)].astype(np.float64)
            spread = float(np.dot(good, good))
        size = 2 * math.sqrt(spread / self._size)
        if not self._limit / 4 < size <= self._limit:  # the scale rests while it fits, or colours would flicker
            self._limit = round_up(size)
        steep = 8 * math.sqrt(float(np.dot(self._slopes, self._slopes)) / self._size)
        top = math.frexp(steep)[1] if 0 < steep < math.inf else self._top
        if not self._top - 2 <= top <= self._top:
            self._top = max(-120, min(top, 120))
        picture = {
            **{"limit": self._limit, "top": self._top, "slopes": self._slopes_known, "live": self._fitting},
            **{"where": self._where, "trouble": self._trouble(), "words": self.describe()},
            **{"hand": "" if self._error else _NO_DATA},
        }
        return picture, value_bytes(self._row, self._limit).tobytes(), shade_bytes(self._slopes, self._top).tobytes()

    def _show_all(self, gradients: bool = False) -> None:
        """Show everything, and keep it as the state that a new view begins with."""
        self._read_weights()
        if gradients:
            self._read_gradients()
        picture, values, shades = self._painted()
        with self.hold_sync():
            self._values, self._shades, self._picture = values, shades, picture

    def _trouble(self) -> str:
        """Which weights are no numbers, in words."""
        if np.isfinite(np.dot(self._row, self._row)):
            return ""
        found = []
        for block in self._blocks_of_model:
            bad = int(np.count_nonzero(~np.isfinite(self._row[block.start : block.start + block.size])))
            if bad:
                found.append(f"{bad} of {block.size} in {block.path}")
        if not found:
            return ""
        return f"Weights are no finite numbers any more: {', '.join(found)}. They are painted in pink."

    # The hand.

    def _asked(self, _: Any, message: dict[str, Any], __: Any) -> None:
        """Hear the browser: mostly when no cell runs, because kernels keep messages until then.

        A kernel that listens in another thread is heard during `fit` as well; then it is `fit` that gives the answer.
        """
        if "shown" in message:
            self._shown = message["shown"]
            self._heard_in_fit = self._fitting
        elif "take" in message and 0 <= int(message["take"]) < self._size:
            self._wished = int(message["take"])
            if not self._fitting:
                self._between_cells(self._take, self._wished)

    def _between_cells(self, do: Callable[..., None], *about: Any) -> None:
        """Do something to the weights when no cell is running.

        The browser is heard in another thread where the kernel has one for it, also while a cell trains or measures the
        same weights; then it is done when that cell is over.
        """
        if self._loop is None or threading.get_ident() == self._thread:
            do(*about)
        else:
            self._loop.call_soon_threadsafe(do, *about)

    def _take(self, index: int) -> None:
        """Take a weight in hand: its name, value and slope, and with data the curve of the error and the tangent."""
        self._wished = None
        block = self._block(index)
        entry = block.entry(index)
        value = float(block.variable._array[entry])
        hand: dict[str, Any] = {
            **{"index": index, "name": self.name_of(index), "value": _told(value), "note": "", "fitting": self._fitting},
            **{"slope": _told(float(self._slopes[index])) if self._slopes_known else "", "from": "the last training step"},
        }
        if self._error is None:
            hand["note"] = _NO_DATA
        elif not math.isfinite(value):
            hand["note"] = f"It is {value}, so there is no error to measure: the training left the numbers."
        else:
            reach = max(_REACH, 2 * abs(value))
            places = np.linspace(-reach, reach, _PLACES)
            places[np.argmin(np.abs(places - value))] = value
            hand["heights"] = [_told(height) for height in along_one(self._error, block.variable, entry, places)]
            hand["places"] = places.tolist()
            hand["slope"] = _told(float(self._error.slopes([block.variable])[0][entry]))
            hand["from"] = f"{self._error.examples} fixed examples"
        self._hand = hand

    def _turned_by_hand(self, change: Any) -> None:
        if not self._fitting and len(change["new"]) == 2 and self._error is not None:
            self._between_cells(self._turn, self._error, int(change["new"][0]), float(change["new"][1]))

    def _turn(self, error: FixedError, index: int, value: float) -> None:
        """Turn the weight in hand, and tell what the error and its slope are there."""
        block = self._block(index)
        entry = block.entry(index)
        array = np.array(block.variable._array)
        array[entry] = value
        block.variable.assign(array)
        self._row[index] = value
        slope = float(error.slopes([block.variable])[0][entry])
        told = {"index": index, "value": float(array[entry]), "error": _told(float(error())), "slope": _told(slope)}
        self.send({"turned": told})

    def name_of(self, index: int) -> str:
        """The name of a weight by its number on the wall, such as conv2d/kernel[0,1,2,17]."""
        block = self._block(index)
        return f"{block.path}[{','.join(map(str, block.entry(index)))}]"

    def _block(self, index: int) -> Block:
        return next(b for b in reversed(self._blocks_of_model) if b.start <= index)


def _loop() -> asyncio.AbstractEventLoop | None:
    """The loop that runs the notebook's cells; None in a script."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


_NO_DATA = "To see the error as this one is turned, give the wall data: KnobWall(model, x, y)."


def _told(x: float) -> float | str:
    """A number for JSON, which has none for infinite and nan: as a word."""
    return x if math.isfinite(x) else {math.inf: "Infinity", -math.inf: "-Infinity"}.get(x, "NaN")

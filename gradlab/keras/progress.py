"""The bar that grows while a model trains: one per epoch, redrawn ten times a second at most.

verbose=1 draws it where a line can be redrawn, in a terminal or a notebook; elsewhere, as in a log file, and with
verbose=2, one line is written at the end of each epoch.
"""

from __future__ import annotations

import shutil
import sys
import time
from typing import Any

from tqdm import tqdm

from gradlab.keras.callbacks import Callback, Logs

_REDRAW_SECONDS = 0.1


class Progress(Callback):
    """Shows how far training, evaluation or prediction has come, with the loss and metrics so far."""

    def __init__(self, verbose: int) -> None:
        self.bar = verbose == 1 and can_redraw()
        self._bar: Any = None

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Begin a new bar."""
        if self.params["epochs"] > 1:
            print(f"Epoch {epoch + 1}/{self.params['epochs']}")
        self._begin()

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Let the bar grow."""
        self._grow(logs)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Finish the bar, or write the line."""
        self._finish(logs)

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Close a bar that was stopped on its way."""
        self._close()

    def _begin(self) -> None:
        self._start, self._seen = time.perf_counter(), 0
        if self.bar:
            columns, rows = shutil.get_terminal_size() if sys.stdout.isatty() else (None, None)  # a notebook has no edge
            self._bar = tqdm(
                total=self.params["steps"],
                bar_format="{n_fmt}/{total_fmt} {bar:20} {desc}",
                ascii=" ━",
                mininterval=_REDRAW_SECONDS,
                miniters=1,
                file=sys.stdout,
                ncols=columns,
                nrows=rows,
            )
            self._drawn = self._start

    def _grow(self, logs: Logs | None) -> None:
        self._seen += 1
        if self._bar is not None:
            now = time.perf_counter()
            if now - self._drawn >= _REDRAW_SECONDS:
                left = (now - self._start) / self._seen * (self.params["steps"] - self._seen)
                self._bar.n = self._seen
                self._bar.set_description_str(self._text(logs, left))
                self._drawn = now

    def _finish(self, logs: Logs | None) -> None:
        text = self._text(logs, time.perf_counter() - self._start)
        if self._bar is not None:
            self._bar.ncols = None  # the last words may be longer than a line
            self._bar.set_description_str(text, refresh=False)
            self._close()
        else:
            seconds, rest = text.split(" ", 1)
            print(f"{self._seen}/{self.params['steps']} - {seconds} - {rest}", flush=True)

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.n = self._seen
            self._bar.close()
            self._bar = None

    def _text(self, logs: Logs | None, seconds: float) -> str:
        """'1s 8ms/step - accuracy: 0.0787 - loss: 3.0251'."""
        step = (time.perf_counter() - self._start) / max(self._seen, 1)
        numbers = (
            f"{key}: {value:.4f}" if abs(value) > 1e-3 else f"{key}: {value:.4e}" for key, value in (logs or {}).items()
        )
        return " - ".join([f"{_clock(seconds)} {_short(step)}/step", *numbers])


class SingleBar(Progress):
    """The same for `evaluate` and `predict`, which have one bar."""

    def on_test_begin(self, logs: Logs | None = None) -> None:
        """Begin the bar."""
        self._begin()

    def on_test_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Let the bar grow."""
        self._grow(logs)

    def on_test_end(self, logs: Logs | None = None) -> None:
        """Finish the bar."""
        self._finish(logs)

    on_predict_begin, on_predict_batch_end, on_predict_end = on_test_begin, on_test_batch_end, on_test_end


def as_verbose(verbose: Any) -> int:
    """0 silent, 1 a bar, 2 a line per epoch, 'auto' is 1. Raises ValueError for anything else."""
    if verbose == "auto":
        return 1
    if verbose in (0, 1, 2):
        return int(verbose)
    raise ValueError(f"`verbose` is 0 (silent), 1 (a bar), 2 (one line per epoch) or 'auto', and not {verbose!r}.")


def can_redraw() -> bool:
    """Whether the output can go back to the beginning of a line: a terminal or a notebook."""
    return sys.stdout.isatty() or type(sys.stdout).__module__.startswith("ipykernel")


def _clock(seconds: float) -> str:
    """5s, 2:05 or 1:02:05."""
    s = int(seconds)
    if s < 60:
        return f"{s}s"
    return f"{s // 60}:{s % 60:02d}" if s < 3600 else f"{s // 3600}:{s // 60 % 60:02d}:{s % 60:02d}"


def _short(seconds: float) -> str:
    if seconds >= 1 or seconds == 0:
        return f"{seconds:.0f}s"
    return f"{seconds * 1e3:.0f}ms" if seconds >= 1e-3 else f"{seconds * 1e6:.0f}us"

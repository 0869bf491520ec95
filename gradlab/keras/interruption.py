"""Ctrl-C, or the square button of a notebook, waits until a step is whole.

A browser's kernel hears no signal while it works. There the button leaves a file in the folder that the page and the kernel
share (GRADLAB_STOP names it), and it is looked for between steps.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_EVERY = 0.5  # seconds between two looks for the file, each of which takes some hundredths of a second
_last_look = 0.0


@contextmanager
def whole_step() -> Iterator[None]:
    """Hold back a KeyboardInterrupt until the end of the block; a second one is let through at once.

    Only where Python would raise it in this thread: elsewhere, and under somebody else's handler, nothing is changed.
    """
    if file := os.environ.get("GRADLAB_STOP"):
        yield
        _raise_if_there(file)
        return
    if (
        threading.current_thread() is not threading.main_thread()
        or signal.getsignal(signal.SIGINT) is not signal.default_int_handler
    ):
        yield
        return
    asked = False

    def remember(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            signal.default_int_handler(number, frame)
        asked = True

    signal.signal(signal.SIGINT, remember)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if asked:
        raise KeyboardInterrupt


def _raise_if_there(file: str) -> None:
    global _last_look
    if time.monotonic() - _last_look < _EVERY:
        return
    _last_look = time.monotonic()
    if os.path.exists(file):
        os.remove(file)
        raise KeyboardInterrupt

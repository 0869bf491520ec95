"""A Firefox without a window, driven by Marionette, which it has built in."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.lab import free_port


def find() -> str | None:
    """The Firefox of this machine, or None."""
    return shutil.which("firefox-esr") or shutil.which("firefox")


@contextmanager
def firefox(path: str, width: int = 1280, height: int = 900) -> Iterator[Any]:
    """A marionette_driver.Marionette with an empty page of that size; its Firefox is ended with the block."""
    from marionette_driver.marionette import Marionette

    with tempfile.TemporaryDirectory() as workspace:
        driver = Marionette(
            host="127.0.0.1",
            port=free_port(),
            bin=path,
            headless=True,
            workspace=workspace,
            gecko_log=f"{workspace}/log",
            startup_timeout=60,
        )
        driver.start_session()
        try:
            driver.set_window_rect(width=width, height=height)
            yield driver
        finally:
            driver.cleanup()

"""A WebKit, the engine of Safari, on a screen that nobody sees: Debian's WebKitGTK by way of Selenium.

WebKitGTK has no mode without a window, so Xvfb lends it a screen.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selenium.webdriver.webkitgtk.webdriver import WebDriver

PROGRAMS = ("WebKitWebDriver", "Xvfb")


def is_here() -> bool:
    """Whether this machine has what is needed."""
    return all(map(shutil.which, PROGRAMS))


@contextmanager
def webkit(width: int = 1280, height: int = 900) -> Iterator["WebDriver"]:
    """A Selenium driver with an empty page of that size; its WebKit and its screen are ended with the block."""
    from selenium.webdriver.webkitgtk.options import Options
    from selenium.webdriver.webkitgtk.service import Service
    from selenium.webdriver.webkitgtk.webdriver import WebDriver

    read, write = os.pipe()  # Xvfb takes a free display and writes its number here
    size = f"{width + 100}x{height + 100}x24"
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-nolisten", "tcp", "-screen", "0", size],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as told:
            display = told.readline().strip()
        service = Service(shutil.which(PROGRAMS[0]), env={**os.environ, "DISPLAY": f":{display}", "GDK_BACKEND": "x11"})
        driver = WebDriver(options=Options(), service=service)
        try:
            driver.set_window_size(width, height)
            yield driver
        finally:
            driver.quit()
    finally:
        screen.terminate()
        screen.wait()

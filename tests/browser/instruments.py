"""How the browser tests handle an instrument: find it on the page, drag it, and compare its numbers with Python's."""

from typing import Any

import pytest
from playwright.sync_api import Locator

# The cell that all of them start with: data, a line and its error.
DATA = """import gradlab as tf
from gradlab import live
tf.random.set_seed(1)
x = tf.random.normal([200])
y = 3.0 * x + 0.5 + tf.random.normal([200])
W, b = tf.Variable(16.0), tf.Variable(16.0)
def model(x): return W * x + b
def error(): return tf.reduce_mean(tf.square(y - model(x)))"""


class Instrument:
    """The instrument as it is seen on the page."""

    def __init__(self, notebook: Any, nth: int = 0) -> None:
        self.notebook = notebook
        self.box = notebook.page.locator(".instrument").nth(nth)
        self.box.scroll_into_view_if_needed()

    def slider(self, name: str) -> Locator:
        return self.box.get_by_label(name, exact=True)

    def shown_error(self) -> float:
        return float(self.box.locator(".error-number").get_attribute("data-error"))

    def picture(self) -> bytes:
        return self.box.locator("canvas").screenshot()

    def drag(self, handle: Locator, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Drag from one point of the handle to another, as shares of its width and height."""
        box, mouse = handle.bounding_box(), self.notebook.page.mouse
        assert box
        mouse.move(box["x"] + start[0] * box["width"], box["y"] + start[1] * box["height"])
        mouse.down()
        mouse.move(box["x"] + end[0] * box["width"], box["y"] + end[1] * box["height"], steps=12)
        mouse.up()

    def settled(self) -> None:
        """Wait until the kernel has heard of the last turn."""
        self.notebook.page.wait_for_timeout(400)
        self.notebook.wait_until_idle()

    def assert_python_agrees(self, knobs: str = "knobs") -> None:
        """The number on the page is the loss that Python computes, and the Variables hold what the sliders show."""
        self.settled()
        assert self.shown_error() == pytest.approx(self.notebook.python(f"{knobs}.error"), rel=1e-9)
        shown = [float(s.input_value()) for s in self.box.locator("input").all()]
        held = self.notebook.python(f"[float(k.variable) for k in {knobs}.knobs]")
        assert shown == pytest.approx(held, rel=1e-6)

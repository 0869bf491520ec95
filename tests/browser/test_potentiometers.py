"""The potentiometers in a real JupyterLab: dragged, turned by keyboard, linked, and told from Python."""

from typing import Any

import pytest
from playwright.sync_api import Locator

LINE = [
    """import gradlab as tf
from gradlab import live
tf.random.set_seed(1)
x = tf.random.normal([200])
y = 3.0 * x + 0.5 + tf.random.normal([200])
W, b = tf.Variable(16.0), tf.Variable(16.0)
def model(x): return W * x + b
def error(): return tf.reduce_mean(tf.square(y - model(x)))""",
    "knobs = live.Potentiometers(error, [W, b], points=(x, y), model=model, goal=1.5)\nknobs",
]


class Panel:
    """The instrument as it is seen on the page."""

    def __init__(self, notebook: Any, nth: int = 0) -> None:
        self.notebook = notebook
        self.box = notebook.page.locator(".potentiometers").nth(nth)
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


@pytest.fixture
def panel(open_notebook):
    notebook = open_notebook(LINE)
    notebook.run_all()
    return Panel(notebook)


def test_notebook_01_answers_to_mouse_and_keyboard(open_notebook):
    notebook = open_notebook("01_potentiometers.ipynb", width=1400)
    notebook.run_all()
    panel = Panel(notebook)
    notebook.execute("W.assign(16.0); b.assign(16.0)")
    panel.settled()
    notebook.look("01_potentiometers")

    before = panel.picture()
    thumb = 0.5 + 16 / 40 * 0.955  # the middle of the thumb stays inside the track
    panel.drag(panel.slider("W"), (thumb, 0.5), (0.58, 0.5))
    assert panel.picture() != before
    assert notebook.python("float(W)") == pytest.approx(3.3, abs=0.5)
    panel.assert_python_agrees()

    held = notebook.python("float(W)")
    before = panel.picture()
    panel.slider("W").press("ArrowLeft")
    panel.slider("W").press("ArrowLeft")
    panel.settled()
    assert panel.picture() != before
    assert notebook.python("float(W)") == pytest.approx(held - 0.2, abs=1e-5)
    panel.assert_python_agrees()

    assert notebook.console_errors == []
    assert notebook.requests_outside == []


def test_home_end_and_page_keys_turn_by_more(panel):
    slider = panel.slider("b")
    for key, value in [("Home", -20), ("PageUp", -19), ("ArrowUp", -18.9), ("End", 20), ("PageDown", 19)]:
        slider.press(key)
        panel.settled()
        assert panel.notebook.python("float(b)") == pytest.approx(value, abs=1e-5)


def test_the_dial_turns_around_its_middle(panel):
    dial = panel.box.locator(".dial").first
    panel.notebook.execute("W.assign(0.0)")
    panel.settled()
    panel.drag(dial, (0.5, 0.1), (0.9, 0.5))  # a quarter turn, of the 270 degrees that the dial has
    panel.settled()
    assert panel.notebook.python("float(W)") == pytest.approx(40 * 90 / 270, abs=0.5)
    panel.assert_python_agrees()


def test_what_python_assigns_is_seen(panel):
    panel.notebook.execute("W.assign(3.0); b.assign(0.5)")
    panel.settled()
    assert float(panel.slider("W").input_value()) == 3.0
    assert "✓ reached" in panel.box.locator(".goal-words").inner_text()
    panel.assert_python_agrees()


def test_arrows_and_voice_say_where_downhill_is(panel):
    panel.settled()
    said = panel.slider("W").get_attribute("aria-valuetext")
    assert said.startswith("W 16.00, error ")
    assert said.endswith("downhill is left")
    label = panel.box.locator("canvas").get_attribute("aria-label")
    assert label.startswith("200 data points and the model's line for W = 16.00, b = 16.00; the error is ")
    with_tape = """
with tf.GradientTape() as tape:
    now = error()
slopes = tape.gradient(now, [W, b])"""
    panel.notebook.execute(with_tape)
    shown = [float(s.split("slope ")[1].split(" ·")[0]) for s in panel.box.locator(".knob-slope").all_inner_texts()]
    assert shown == pytest.approx(panel.notebook.python("[float(s) for s in slopes]"), abs=0.01)


def test_a_slider_of_ipywidgets_can_be_linked(panel):
    panel.notebook.execute("""
import ipywidgets
slider = ipywidgets.FloatSlider(min=-20, max=20, step=0.5)
link = ipywidgets.jslink((slider, "value"), (knobs, "W"))
slider.value = 4.5""")
    panel.settled()
    assert float(panel.slider("W").input_value()) == 4.5
    panel.slider("W").press("End")
    panel.settled()
    assert panel.notebook.python("slider.value") == 20.0
    panel.assert_python_agrees()


def test_two_views_of_one_instrument_move_together(open_notebook):
    notebook = open_notebook([*LINE, "knobs"])
    notebook.run_all()
    first, second = Panel(notebook), Panel(notebook, 1)
    second.slider("W").press("Home")
    second.settled()
    assert first.shown_error() == second.shown_error()
    first.assert_python_agrees()


def test_what_the_browser_cannot_replay_is_computed_by_the_kernel_and_says_so(open_notebook):
    notebook = open_notebook(
        [
            LINE[0],
            """@tf.operator(symbol="x⁴", slope_x=lambda g, x: g * 4 * x**3)
def fourth_power(x):
    return x**4
def steep_error(): return tf.reduce_mean(fourth_power(y - model(x)))
knobs = live.Potentiometers(steep_error, [W, b], points=(x, y), model=model)
knobs""",
        ]
    )
    notebook.run_all()
    panel = Panel(notebook)
    panel.settled()
    assert "The kernel computes this one: the function uses fourth_power" in panel.box.locator(".note").inner_text()
    before = panel.picture()
    panel.drag(panel.slider("W"), (0.88, 0.5), (0.6, 0.5))
    panel.settled()
    assert panel.picture() != before
    assert panel.shown_error() == pytest.approx(notebook.python("float(steep_error())"), rel=1e-6)
    assert notebook.python("float(W)") == pytest.approx(float(panel.slider("W").input_value()), rel=1e-6)
    assert notebook.console_errors == []


def test_a_diverging_error_stays_in_words(panel):
    panel.notebook.execute("W.assign(1e30)")
    panel.settled()
    assert panel.box.locator(".knob-slope").first.inner_text() == "outside the knob's range"
    panel.notebook.execute("W.assign(float('inf'))")
    panel.settled()
    assert panel.box.locator(".error-number").inner_text() == "infinite"
    panel.notebook.execute("W.assign(3.0)")
    panel.settled()
    panel.assert_python_agrees()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_both_themes(panel, theme):
    panel.notebook.theme(theme)
    panel.settled()
    text = panel.box.evaluate("e => getComputedStyle(e).color")
    assert text == ("rgb(31, 36, 48)" if theme == "light" else "rgb(232, 234, 238)")
    panel.notebook.look(f"potentiometers_{theme}")

"""The deck in a real JupyterLab: played, scrubbed both ways by mouse and keyboard, turned, folded, used up and recorded
again; its numbers are Python's."""

import re
from typing import Any

import pytest

SMALL = [
    """import gradlab as tf
from gradlab import live
x, y = tf.Variable(2.0), tf.Variable(3.0)
def f():
    product = x * y
    return tf.exp(-product) + product * x
deck = live.TapeDeck(f, range=(-5, 5))
deck""",
    "deck",
]
LONG = [
    """import gradlab as tf
from gradlab import live
x, y = tf.Variable(0.5), tf.Variable(1.5)
def long():
    z = x
    for _ in range(2500):
        z = tf.sin(z * y) + x * 0.5
    return z
deck = live.TapeDeck(long)
deck""",
]
KERNEL = [
    """import gradlab as tf
from gradlab import live
x, y = tf.Variable(2.0), tf.Variable(3.0)
@tf.operator(symbol="x⁴", slope_x=lambda g, x: g * 4 * x**3)
def fourth_power(x):
    return x**4
deck = live.TapeDeck(lambda: fourth_power(x) * y, range=(-4, 4))
deck""",
    """with tf.GradientTape() as tape:
    product = x * y
    q = tf.exp(product - 5.0)
taped = live.TapeDeck(tape, q)
taped""",
]


class View:
    """The deck as it is seen on the page."""

    def __init__(self, notebook: Any, nth: int = 0) -> None:
        self.notebook = notebook
        self.box = notebook.page.locator(".tapedeck").nth(nth)
        self.box.scroll_into_view_if_needed()
        self.graph, self.strip = self.box.locator(".graph canvas"), self.box.locator(".strip")
        self.settled()

    def settled(self) -> None:
        """Wait until the kernel has heard of everything, and the picture has been described."""
        self.notebook.page.wait_for_timeout(400)
        self.notebook.wait_until_idle()
        self.notebook.page.wait_for_timeout(250)

    def press(self, name: str) -> None:
        self.box.get_by_role("button", name=name, exact=True).click()
        self.settled()

    def words(self, selector: str) -> str:
        return self.box.locator(selector).inner_text()

    def slopes(self) -> dict[str, float]:
        """The slopes at the Variables, with every digit, as the graph is described."""
        said = self.graph.get_attribute("aria-label")
        return {name: float(number) for number, name in re.findall(r"slope (\S+) at (\w+)", said)}

    def assert_python_agrees(self, deck: str = "deck") -> None:
        assert self.slopes() == pytest.approx(self.notebook.python(f"{deck}.slopes"), rel=1e-9)


def test_a_deck_is_played_stepped_scrubbed_and_turned(open_notebook):
    notebook = open_notebook(SMALL)
    notebook.run_all()
    view = View(notebook)
    assert notebook.python("deck._steps") == 11
    assert "Press play" in view.words(".scene-formula")

    # step by step, forwards
    before = view.graph.screenshot()
    view.press("one step forward")
    assert view.words(".scene-formula") == "product = x · y = 2 · 3 = 6"
    assert view.words(".way") == "recording"
    assert view.graph.screenshot() != before
    slider = view.box.get_by_label("step", exact=True)
    assert slider.get_attribute("aria-valuetext") == "multiply: product = x · y = 2 · 3 = 6"

    # to the end, and back by keyboard
    view.press("to the end")
    assert view.words(".way") == "playing backwards"
    view.assert_python_agrees()
    slider.press("ArrowLeft")
    view.settled()
    assert notebook.python("deck.step") == 10
    slider.press("Home")
    view.settled()
    assert (notebook.python("deck.step"), view.slopes()) == (0, {})

    # the last frame shows the product of the chain rule and the sum at x
    slider.press("End")
    view.settled()
    scene = view.words(".scene-passes").replace("\n", " ")
    assert "∂product/∂x = y = 3 × 1.998 from above = 5.993" in scene
    assert "x: 6 + 5.993 = 11.99" in scene

    # turned by mouse and keyboard, every number follows
    knob = view.box.get_by_label("x", exact=True)
    box = knob.bounding_box()
    notebook.page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + box["height"] / 2)
    notebook.page.mouse.down()
    notebook.page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + box["height"] / 2, steps=8)
    notebook.page.mouse.up()
    view.settled()
    assert notebook.python("float(x)") == pytest.approx(-2.0, abs=0.3)
    view.assert_python_agrees()
    view.box.get_by_label("y", exact=True).press("PageDown")
    view.settled()
    assert notebook.python("float(y)") == pytest.approx(2.9)
    view.assert_python_agrees()
    notebook.execute("x.assign(1.25)")
    view.settled()
    view.assert_python_agrees()

    # scrubbed along the tape, backwards and forwards
    strip = view.strip.bounding_box()
    notebook.page.mouse.move(strip["x"] + 60, strip["y"] + 60)
    notebook.page.mouse.down()
    for across in (160, 260, 360):
        notebook.page.mouse.move(strip["x"] + across, strip["y"] + 60)
    notebook.page.mouse.up()
    view.settled()
    on_the_way_back = notebook.python("deck.step")
    assert 6 < on_the_way_back < 11  # over the same frames, which lie earlier on the way back
    view.press("to the start")
    notebook.page.mouse.click(strip["x"] + 160, strip["y"] + 60)
    view.settled()
    assert notebook.python("deck.step") == 2

    # played by itself to the end
    notebook.execute("deck.speed = 50; deck.playing = True")
    view.settled()
    assert notebook.python("[deck.step, deck.playing]") == [11, False]
    view.assert_python_agrees()
    second = View(notebook, 1)
    assert second.slopes() == view.slopes()
    assert notebook.console_errors == []
    assert notebook.requests_outside == []


def test_a_tape_that_is_not_persistent_is_used_up_and_recorded_again(open_notebook):
    notebook = open_notebook(SMALL[:1], width=900)
    notebook.run_all()
    view = View(notebook)
    view.box.get_by_label("persistent: can be played again").uncheck()
    view.press("to the end")
    assert notebook.python("[deck.persistent, deck.used_up]") == [False, True]
    assert view.words(".used-up").startswith("The tape is used up")
    view.assert_python_agrees()  # the slopes at the inputs are what is left
    view.press("one step back")
    assert "This frame is empty" in view.words(".scene-formula")
    view.press("● record again")
    assert notebook.python("[deck.step, deck.used_up]") == [0, False]
    assert view.words(".used-up") == ""
    view.press("one step forward")
    assert view.words(".scene-formula").startswith("product = ")
    assert view.box.evaluate("e => e.scrollWidth <= e.clientWidth")
    for theme, colour in [("dark", "rgb(232, 234, 238)"), ("light", "rgb(31, 36, 48)")]:
        notebook.theme(theme)
        view.settled()
        assert view.box.evaluate("e => getComputedStyle(e).color") == colour
        notebook.look(f"tape_deck_{theme}")
    assert notebook.console_errors == []


def test_ten_thousand_operators_fold_open_and_play_without_freezing(open_notebook):
    notebook = open_notebook(LONG)
    notebook.run_all()
    view = View(notebook)
    view.press("to the end")
    view.assert_python_agrees()
    view.press("▸ 1–500")
    assert notebook.python("deck.opened") == [0]
    view.box.get_by_role("button", name="▸ 1–25", exact=True).wait_for()
    # A turn of an input is painted at once: forwards and backwards through all of them, and the picture.
    slow = view.box.evaluate(
        """async (box) => {
            const input = box.querySelector(".knobs input");
            const start = performance.now();
            input.value = 0.25;
            input.dispatchEvent(new Event("input"));
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            return performance.now() - start;
        }"""
    )
    assert slow < 1000
    print(f"a turn with 10 000 operators: {slow:.0f} ms")
    view.settled()
    view.assert_python_agrees()
    assert notebook.console_errors == []


def test_where_the_page_cannot_replay_python_sends_the_numbers(open_notebook):
    notebook = open_notebook(KERNEL)
    notebook.run_all()
    view = View(notebook)
    assert "The kernel computes this one: the function uses fourth_power" in view.words(".note")
    view.press("to the end")
    view.assert_python_agrees()
    view.box.get_by_label("x", exact=True).press("PageUp")
    view.settled()
    assert notebook.python("float(x)") == pytest.approx(2.1)
    view.assert_python_agrees()

    taped = View(notebook, 1)
    assert not taped.box.get_by_label("persistent: can be played again").is_checked()
    taped.press("to the end")
    taped.assert_python_agrees("taped")
    assert taped.words(".used-up").startswith("The tape is used up")
    assert notebook.console_errors == []

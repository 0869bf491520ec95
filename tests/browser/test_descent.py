"""The descent in a real JupyterLab: played, scrubbed, walked anew by mouse and keyboard, and told from Python."""

import time
from typing import Any

import pytest
from playwright.sync_api import Locator

LINE = [
    """import gradlab as tf
from gradlab import live
tf.random.set_seed(11)
x = tf.random.normal([1000])
y = 3.0 * x + 0.5 + tf.random.normal([1000])
W, b = tf.Variable(16.0), tf.Variable(16.0)
def model(x): return W * x + b
def error(): return tf.reduce_mean(tf.square(y - model(x)))""",
    """descent = live.Descent(error, [W, b], points=(x, y), model=model, true={"W": 3.0, "b": 0.5})
descent""",
]

# Counts what the page tells the kernel.
COUNT_MESSAGES = """() => {
  window.told = 0;
  const { kernel } = jupyterapp.shell.currentWidget.sessionContext.session;
  kernel.anyMessage.connect((_, { direction, msg }) => {
    if (direction === 'send' && msg.header.msg_type === 'comm_msg') window.told++;
  });
}"""


class View:
    """The instrument as it is seen on the page."""

    def __init__(self, notebook: Any, nth: int = 0) -> None:
        self.notebook = notebook
        self.box = notebook.page.locator(".descent").nth(nth)
        self.box.scroll_into_view_if_needed()
        self.rate = self.box.get_by_label("learning rate", exact=True)
        self.step = self.box.get_by_label("step", exact=True)

    def press(self, name: str) -> None:
        self.box.get_by_role("button", name=name, exact=True).click()

    def settled(self) -> None:
        """Wait until the kernel has heard of the last turn."""
        self.notebook.page.wait_for_timeout(400)
        self.notebook.wait_until_idle()

    def drag(self, handle: Locator, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Drag from one point of the handle to another, as shares of its width and height."""
        handle.scroll_into_view_if_needed()
        box, mouse = handle.bounding_box(), self.notebook.page.mouse
        assert box
        mouse.move(box["x"] + start[0] * box["width"], box["y"] + start[1] * box["height"])
        mouse.down()
        mouse.move(box["x"] + end[0] * box["width"], box["y"] + end[1] * box["height"], steps=12)
        mouse.up()

    def numbers(self, name: str) -> list[float]:
        return [float(cell.get_attribute(f"data-{name}")) for cell in self.box.locator(f"td[data-{name}]").all()]

    def pictures(self) -> list[bytes]:
        return [canvas.screenshot() for canvas in self.box.locator("canvas").all()]

    def regime(self) -> str:
        return self.box.locator(".regime").get_attribute("data-regime")

    def assert_python_agrees(self) -> None:
        """The numbers and the name on the page are those that Python computes."""
        self.settled()
        settings, error, cliff, regime, rate = self.notebook.python(
            "[descent.settings, descent.error, descent.critical_learning_rate, descent.regime, descent.learning_rate]"
        )
        assert self.numbers("setting")[:2] == pytest.approx(settings, rel=1e-9)
        assert self.numbers("error")[0] == pytest.approx(error, rel=1e-9)
        assert float(self.box.locator(".gauge").get_attribute("data-cliff")) == pytest.approx(cliff, rel=1e-6)
        assert self.regime() == regime
        assert self.rate.get_attribute("aria-valuetext").startswith(f"learning rate {rate:g}, ")


def test_one_run_by_mouse_and_keyboard(open_notebook):
    notebook = open_notebook(LINE, width=1400, height=1000)
    notebook.run_all()
    view = View(notebook)
    view.settled()
    view.assert_python_agrees()
    notebook.look("descent_light")

    # The cursor moves through all four pictures; the Variables do not.
    before = view.pictures()
    view.drag(view.step, (0.02, 0.5), (0.3, 0.5))
    view.assert_python_agrees()
    assert all(old != new for old, new in zip(before, view.pictures()))
    held = notebook.python("descent.step")
    assert 10 <= held <= 20
    view.step.press("ArrowRight")
    view.press("one step forward")
    view.press("one step back")
    view.assert_python_agrees()
    assert notebook.python("descent.step") == held + 1
    assert view.step.get_attribute("aria-valuetext").startswith(f"step {held + 1}: W = ")
    assert notebook.python("[float(W), float(b)]") == [16.0, 16.0]

    # The learning rate walks the run anew, from slow through good and oscillating to diverging.
    seen = []
    for key, times in [("Home", 1), ("PageUp", 10), ("PageUp", 5), ("PageUp", 3)]:
        for _ in range(times):
            view.rate.press(key)
        view.assert_python_agrees()
        seen.append(view.regime())
    assert seen[0] == "slow"
    assert seen[-1] == "diverging"
    assert "the run has left the picture" in view.box.locator(".regime").inner_text()
    view.drag(view.rate, (0.85, 0.5), (0.735, 0.5))
    view.assert_python_agrees()
    assert view.regime() == "oscillating"

    # A kept run lies under the next one, and both have their numbers.
    view.press("keep this run")
    kept = notebook.python("descent.learning_rate")
    view.drag(view.rate, (0.735, 0.5), (0.5, 0.5))
    view.assert_python_agrees()
    assert notebook.python("descent.kept") == {"learning_rate": kept, "start": [16.0, 16.0]}
    assert len(view.numbers("error")) == 2
    this, other = view.numbers("error")
    assert this != other
    notebook.look("descent_kept")
    view.press("forget the kept run")
    view.settled()
    assert len(view.numbers("error")) == 1

    # Only when asked do the Variables take the values at the cursor.
    wanted = notebook.python("descent.settings")
    view.press("give the result to Python")
    view.settled()
    assert notebook.python("[float(W), float(b)]") == pytest.approx(wanted, rel=1e-6)
    assert notebook.python("descent.start") == [16.0, 16.0]

    # Dragging the ball begins another run there.
    view.press("map")
    canvas = view.box.locator(".terrain")
    view.drag(canvas, (0.7, 0.3), (0.3, 0.7))
    view.assert_python_agrees()
    first, second = notebook.python("descent.start")
    assert first < 0
    assert second < 0
    assert notebook.python("descent.step") == 0

    notebook.theme("dark")
    view.press("hill")
    notebook.execute("descent.step = 25")
    view.assert_python_agrees()
    said = [canvas.get_attribute("aria-label") for canvas in view.box.locator("canvas").all()]
    assert all("step 25: W = " in sentence and "the run is" in sentence for sentence in said)
    notebook.look("descent_dark")
    assert notebook.console_errors == []
    assert notebook.requests_outside == []


def test_two_views_play_one_run_and_tell_the_kernel_little(open_notebook):
    notebook = open_notebook([*LINE, "descent"], width=900, height=1200)
    notebook.run_all()
    first, second = View(notebook), View(notebook, 1)
    view = View(notebook)
    view.settled()
    # In a narrow window the charts stand below the controls.
    assert view.box.locator(".charts").bounding_box()["y"] > view.box.locator(".controls").bounding_box()["y"]

    notebook.page.evaluate(COUNT_MESSAGES)
    began = time.monotonic()
    view.press("play")
    notebook.page.wait_for_timeout(2000)
    view.press("pause")
    seconds = time.monotonic() - began
    told = notebook.page.evaluate("told")
    view.settled()
    stopped = notebook.python("descent.step")
    assert 8 <= stopped <= 10 * seconds + 2  # ten steps a second, as far as a busy machine keeps up
    assert told <= 5 * seconds + 4
    second.box.scroll_into_view_if_needed()
    notebook.page.wait_for_timeout(200)
    assert first.numbers("error") == second.numbers("error")

    notebook.execute("descent.speed = 50; descent.playing = True")
    notebook.wait_until("descent.step == 50 and not descent.playing")
    second.assert_python_agrees()
    assert notebook.python("float(W)") == 16.0

    # Who wants no motion gets two pictures a second.
    notebook.execute("descent.speed = 10")
    notebook.page.emulate_media(reduced_motion="reduce")
    notebook.page.evaluate("""() => {
        window.seen = new Set();
        const slider = document.querySelectorAll(".descent .cursor input")[1];
        window.watch = setInterval(() => window.seen.add(slider.value), 5);
    }""")
    began = time.monotonic()
    second.press("play")
    notebook.page.wait_for_timeout(1700)
    second.press("pause")
    seconds = time.monotonic() - began
    assert 2 <= notebook.page.evaluate("() => { clearInterval(window.watch); return window.seen.size }") <= 2 * seconds + 3
    second.assert_python_agrees()
    assert 5 <= notebook.python("descent.step") <= 10 * seconds + 5
    assert notebook.console_errors == []


def test_what_the_browser_cannot_replay_is_walked_by_the_kernel(open_notebook):
    notebook = open_notebook(
        [
            LINE[0],
            """@tf.operator(symbol="x²", slope_x=lambda g, x: g * 2 * x)
def own_square(x):
    return x * x
def own_error(): return tf.reduce_mean(own_square(y - model(x)))
descent = live.Descent(own_error, [W, b], points=(x, y), model=model, steps=20)
descent""",
        ]
    )
    notebook.run_all()
    view = View(notebook)
    view.box.locator(".regime[data-regime]").wait_for()
    view.settled()
    assert "The kernel computes this one: the function uses own_square" in view.box.locator(".note").inner_text()
    view.assert_python_agrees()
    before = view.pictures()
    notebook.execute("descent.step = 9")
    for _ in range(3):
        view.rate.press("PageUp")
    view.settled()
    view.assert_python_agrees()
    assert all(old != new for old, new in zip(before, view.pictures()))
    assert notebook.python("float(W)") == 16.0
    assert notebook.console_errors == []


def test_a_descent_can_keep_its_cliff_to_itself(open_notebook):
    notebook = open_notebook([LINE[0], "descent = live.Descent(error, [W, b], learning_rate=0.9, cliff=False)\ndescent"])
    notebook.run_all()
    view = View(notebook)
    view.box.locator(".regime[data-regime]").wait_for()
    view.rate.press("ArrowRight")
    view.settled()
    said = f"{view.box.inner_text()} {view.rate.get_attribute('aria-valuetext')}"
    assert "cliff" not in said
    assert "2/λ" not in said
    assert view.box.locator(".cliff, .beyond").filter(visible=True).count() == 0
    assert view.regime() == notebook.python("descent.regime") == "oscillating"
    assert notebook.python("descent.critical_learning_rate") == pytest.approx(0.9829, abs=1e-3)
    assert notebook.console_errors == []

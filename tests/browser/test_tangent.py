"""The tangent in a real JupyterLab: dragged along its curve, turned by keyboard, linked, and helped out by the kernel."""

from typing import Any

import pytest
from playwright.sync_api import Locator

SQUARE = [
    """import gradlab as tf
from gradlab import live
def f(x):
    return x * x
tangent = live.Tangent(f, goal_slope=-2.0)
tangent""",
    "tangent",
    """def pole(x):
    return 1 / x
other = live.Tangent(pole, at=1.0)
other""",
]
KERNEL = [
    """import gradlab as tf
from gradlab import live
@tf.operator(symbol="x⁴", slope_x=lambda g, x: g * 4 * x**3)
def fourth_power(x):
    return x**4
power = live.Tangent(fourth_power, h=0.5)
power""",
    """def ramp(x):
    return x if x > 0 else 0.0
ramp_tangent = live.Tangent(ramp, at=-1.0, h=0.25)
ramp_tangent""",
]
BESIDE_A_HILL = [
    """import gradlab as tf
from gradlab import live
touch = live.Tangent(lambda x: x * x, at=1.1, errors=False)
touch""",
    """compared = live.Tangent(lambda x: x * x, at=1.1, h=0.1)
compared""",
    """W = tf.Variable(1.0)
b = tf.Variable(2.0)
live.LossSurface(lambda: W * W + b * b, [W, b])""",
]
WAVE = [
    """import gradlab as tf
from gradlab import live
def wave(x):
    return tf.exp(-x * x) * x + tf.abs(x)**3 / 9
tangent = live.Tangent(wave, at=0.7, h=0.01, central=True)
tangent""",
]


class View:
    """The instrument as it is seen on the page."""

    def __init__(self, notebook: Any, nth: int = 0) -> None:
        self.notebook = notebook
        self.box = notebook.page.locator(".tangent").nth(nth)
        self.box.scroll_into_view_if_needed()
        self.curve, self.chart = (self.box.locator(f".{name} canvas") for name in ("curve", "errors"))
        self.settled()

    def slider(self, name: str) -> Locator:
        return self.box.get_by_label(name, exact=True)

    def number(self, selector: str) -> float:
        return float(self.box.locator(selector).get_attribute("data-number"))

    def words(self, selector: str) -> str:
        return self.box.locator(selector).inner_text()

    def settled(self) -> None:
        """Wait until the kernel has heard of the last turn, and has answered."""
        self.notebook.page.wait_for_timeout(400)
        self.notebook.wait_until_idle()
        self.notebook.page.wait_for_timeout(100)

    def drag(self, start: float, end: float) -> None:
        """Drag the point along the curve, from one x to another."""
        self.curve.scroll_into_view_if_needed()
        box, mouse = self.curve.bounding_box(), self.notebook.page.mouse
        assert box
        left, right = box["x"] + 56, box["x"] + box["width"] - 14  # where the axes begin and end
        across = [left + (x + 3.18) / 6.36 * (right - left) for x in (start, end)]  # a little beyond the range of -3 to 3
        mouse.move(across[0], box["y"] + 60)
        mouse.down()
        mouse.move(across[1], box["y"] + 90, steps=12)
        mouse.up()
        self.settled()

    def assert_python_agrees(self, name: str, *, quotient: float = 1e-9) -> None:
        """All numbers on the page are Python's; `quotient` is how far both quotients may be apart."""
        python = self.notebook.python
        central, x = python(f"[{name}.central, {name}.x]")
        assert float(self.slider("x").input_value()) == x
        assert self.number(".value") == pytest.approx(python(f"{name}._curve.value({name}.x)"), rel=1e-9)
        assert self.number(".exact .number") == pytest.approx(python(f"{name}.slope"), rel=1e-9)
        chosen = ".central" if central else ".forward"
        shown = self.number(f"{chosen} .number")
        assert shown == pytest.approx(python(f"{name}.quotient"), rel=quotient, abs=quotient)
        assert self.number(f"{chosen} .off") == pytest.approx(abs(shown - python(f"{name}.slope")), abs=1e-9)


def test_a_point_is_dragged_along_its_curve_by_mouse_and_by_keyboard(open_notebook):
    notebook = open_notebook(SQUARE)
    notebook.run_all()
    view = View(notebook)
    view.assert_python_agrees("tangent")
    assert "goal: find where the slope is −2" in view.words(".goal-words")

    before = view.curve.screenshot(), view.chart.screenshot()
    view.drag(1.0, -1.5)
    assert view.curve.screenshot() != before[0]
    assert view.chart.screenshot() != before[1]
    assert notebook.python("tangent.x") == pytest.approx(-1.5, abs=0.05)
    view.assert_python_agrees("tangent")

    view.slider("x").press("ArrowRight")  # dragging has put the focus here too
    view.settled()
    moved = notebook.python("tangent.x")
    notebook.page.keyboard.press("PageUp")
    view.settled()
    assert notebook.python("tangent.x") == pytest.approx(moved + 0.1)
    notebook.execute("tangent.x = -1.0")
    view.settled()
    assert view.words(".goal-words") == "✓ reached: the slope here is −2"
    assert view.slider("x").get_attribute("aria-valuetext") == "x −1.000, slope −2.00"
    view.assert_python_agrees("tangent")

    # h, from too large to too small
    notebook.execute("tangent.x = 1.2")
    for key, h, verdict in [
        ("PageDown", 0.1, "too large"),
        ("Home", 1e-15, "too small"),
        ("ArrowRight", 1.3e-15, "too small"),
    ]:
        view.slider("h").press(key)
        view.settled()
        assert notebook.python("tangent.h") == h
        assert f"h is {verdict}" in view.words(".verdict")
        view.assert_python_agrees("tangent")
    view.box.get_by_role("radio", name="forward").focus()
    notebook.page.keyboard.press("ArrowDown")
    view.settled()
    assert notebook.python("tangent.central") is True
    view.assert_python_agrees("tangent")
    notebook.execute("tangent.h = 1e-5")
    view.settled()
    assert "Good" in view.words(".verdict")
    said = view.curve.get_attribute("aria-label")
    assert said.startswith(
        "The curve of f with its tangent at x = 1.20, where f is 1.44 and the slope 2.40. The central secant"
    )
    assert "central is best at h = " in view.chart.get_attribute("aria-label")

    # the second view of the same instrument shows the same
    second = View(notebook, 1)
    second.assert_python_agrees("tangent")
    second.slider("x").press("End")
    second.settled()
    assert View(notebook).number(".value") == second.number(".value") == 9.0

    # another instrument on the page has labels of its own, and says what it cannot show
    other = View(notebook, 2)
    other.slider("x").press("ArrowLeft")
    other.settled()
    assert notebook.python("[other.x, tangent.x]") == [0.99, 3.0]
    notebook.execute("other.x = 0.0")
    other.settled()
    assert "the value of the function is infinite" in other.words(".verdict")
    assert other.words(".forward .off") == "not a number"
    notebook.execute("other.x = 7.0")
    other.settled()
    assert other.words(".verdict").startswith("The point lies outside the picture.")

    assert notebook.console_errors == []
    assert notebook.requests_outside == []


def test_without_the_errors_there_is_one_secant_and_nothing_to_choose(open_notebook):
    notebook = open_notebook(BESIDE_A_HILL)
    notebook.run_all()
    touch = View(notebook)
    assert touch.words(".slopes").split() == [
        "f(x)",
        "=",
        "1.2100",
        "slope",
        "exact",
        "tangent,",
        "from",
        "the",
        "tape",
        "2.2000",
        "secant",
        "3.2000",
    ]
    assert not touch.chart.is_visible()
    assert touch.box.get_by_role("radio").count() == 0
    compared = View(notebook, 1)
    assert compared.chart.is_visible()
    assert compared.box.get_by_role("radio").count() == 2


def test_an_instrument_of_another_kind_on_the_page_leaves_its_layout_alone(open_notebook):
    notebook = open_notebook(BESIDE_A_HILL)
    notebook.run_all()
    compared = View(notebook, 1)
    panel, chart = (compared.box.locator(part).bounding_box() for part in (".panel", ".errors"))
    assert chart["y"] - (panel["y"] + panel["height"]) < 30  # right below the panel, while the curve is still beside it


def test_the_distance_can_be_linked_and_a_narrow_page_and_both_themes_suit_it(open_notebook):
    notebook = open_notebook(WAVE, width=900)
    notebook.run_all()
    view = View(notebook)
    view.assert_python_agrees("tangent")
    notebook.execute("""
import ipywidgets
slider = ipywidgets.FloatLogSlider(min=-15, max=0, base=10)
link = ipywidgets.jslink((slider, "value"), (tangent, "h"))
slider.value = 1e-4""")
    view.settled()
    assert view.slider("h").get_attribute("aria-valuetext").startswith("h 0.0001, central quotient ")
    view.assert_python_agrees("tangent")
    view.slider("h").press("End")
    view.settled()
    assert notebook.python("slider.value") == 1.0
    # with a tiny h the quotient is made of last digits, which the browser's exp may round otherwise than NumPy's
    notebook.execute("tangent.h = 1e-10")
    view.settled()
    view.assert_python_agrees("tangent", quotient=4e-16 / 1e-10)

    below = [view.box.locator(part).bounding_box()["y"] for part in (".panel", ".curve", ".errors")]
    assert below == sorted(below)
    assert view.box.evaluate("e => e.scrollWidth <= e.clientWidth")
    for theme, colour in [("dark", "rgb(232, 234, 238)"), ("light", "rgb(31, 36, 48)")]:
        notebook.theme(theme)
        view.settled()
        assert view.box.evaluate("e => getComputedStyle(e).color") == colour
        notebook.look(f"tangent_{theme}")
    assert notebook.console_errors == []


def test_where_the_browser_cannot_replay_the_kernel_computes_and_it_is_said(open_notebook):
    notebook = open_notebook(KERNEL)
    notebook.run_all()
    power = View(notebook)
    assert "The kernel computes this one: fourth_power uses fourth_power" in power.words(".note")
    power.assert_python_agrees("power")
    before = power.curve.screenshot()
    power.drag(1.0, -0.6)
    assert power.curve.screenshot() != before
    power.assert_python_agrees("power")

    ramp = View(notebook, 1)
    assert "ramp looks at x with Python" in ramp.words(".note")
    assert (ramp.number(".exact .number"), ramp.number(".forward .number")) == (0.0, 0.0)
    ramp.drag(-1.0, 2.0)
    assert (ramp.number(".exact .number"), ramp.number(".forward .number")) == (1.0, pytest.approx(1.0))
    ramp.assert_python_agrees("ramp_tangent")
    notebook.execute("ramp_tangent.x = 0.0")
    ramp.settled()
    assert ramp.words(".verdict").startswith("A kink: from the left the slope is 0, from the right 1.00.")
    assert notebook.console_errors == []

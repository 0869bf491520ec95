"""An exported page in Chromium: opened from disk without a network, alive where JavaScript runs, and pictures where not."""

import re

import nbformat
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import expect

import gradlab as tf
from gradlab import live
from tests.browser.instruments import DATA

pytest.importorskip("nbconvert", reason="exporting needs JupyterLab")
pytest.importorskip("latex2mathml", reason="exporting needs latex2mathml")

CELLS = {
    "Potentiometers": "knobs = live.Potentiometers(error, [W, b], points=(x, y), model=model, goal=1.5)\nknobs",
    "LossSurface": "live.LossSurface(error, [W, b])",
    "Blindfold": "live.Blindfold(error, [W, b])",
    "Tangent": "live.Tangent(lambda x: tf.sin(x), at=1.0, h=0.5)",
    "Race": 'live.Race("canyon", steps=60)',
    "Sketchpad": "live.Sketchpad(([[0, 1], [1, 0]], [0, 1]))",
    "Descent": "live.Descent(error, [W, b], points=(x, y), model=model, true={'W': 3.0, 'b': 0.5})",
    "KnobWall": """wall = tf.keras.Sequential([tf.keras.layers.Dense(8), tf.keras.layers.Dense(1)])
wall.build((None, 2))
live.KnobWall(wall)""",
}
OWN = """@tf.operator(symbol="x⁴", slope_x=lambda g, x: g * 4 * x**3)
def fourth_power(x):
    return x**4
def steep_error(): return tf.reduce_mean(fourth_power(y - model(x)))
asks = live.Potentiometers(steep_error, [W, b], points=(x, y), model=model)
asks"""
BOXED = """import ipywidgets
ipywidgets.HBox([ipywidgets.FloatSlider(4.5, description='rate'), live.Potentiometers(error, [W, b])])"""


def exported(cells, path):
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    nbformat.write(new_notebook(cells=list(map(new_code_cell, cells)), metadata={"kernelspec": kernel}), path)
    return live.export(path)


@pytest.fixture(scope="module")
def every_instrument(tmp_path_factory):
    return exported([DATA, *CELLS.values()], tmp_path_factory.mktemp("page") / "every.ipynb")


@pytest.fixture(scope="module")
def special_cases(tmp_path_factory):
    cells = [DATA, OWN, "W.assign(3.0); b.assign(0.5); None", BOXED, "knobs", "W.assign(-5.0)\nknobs"]
    cells.insert(1, CELLS["Potentiometers"])
    return exported(cells, tmp_path_factory.mktemp("page") / "special.ipynb")


@pytest.fixture
def open_page(chromium):
    """Opens a page from disk without a network, and tells of errors and requests when the test is over."""
    contexts = []

    def open_page(path, **given):
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, offline=True, **given)
        contexts.append(context)
        page = context.new_page()
        page.troubles = []
        page.on("console", lambda said: said.type == "error" and page.troubles.append(said.text))
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        page.on("request", lambda asked: asked.url.startswith("http") and page.troubles.append(asked.url))
        page.goto(path.as_uri())
        page.wait_for_timeout(1000)
        return page

    yield open_page
    troubles = [trouble for context in contexts for page in context.pages for trouble in page.troubles]
    for context in contexts:
        context.close()
    assert troubles == []


def slide(page, slider, end):
    """Drag a slider's thumb to a share of its width."""
    slider.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    low, high, value = (float(slider.evaluate(f"e => e.{name}")) for name in ("min", "max", "value"))
    box = slider.bounding_box()
    start = 0.02 + 0.96 * (value - low) / (high - low)
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + start * box["width"], middle)
    page.mouse.down()
    page.mouse.move(box["x"] + end * box["width"], middle, steps=8)
    page.mouse.up()
    page.wait_for_timeout(300)


def python():
    """The same data and Variables as in the notebook."""
    names = {}
    exec(DATA, names)
    return names


def test_a_dragged_knob_moves_the_picture_and_the_number_is_pythons(every_instrument, open_page):
    page = open_page(every_instrument)
    names = python()
    W, b = names["W"], names["b"]
    knobs = live.Potentiometers(names["error"], [W, b])
    for nth in range(2):  # the potentiometers and the hill
        view = page.locator(".gradlab").nth(nth)
        canvas = view.locator("canvas").first
        before = canvas.screenshot()
        slide(page, view.get_by_label("W", exact=True), 0.6)
        turned = [float(slider.input_value()) for slider in view.locator(".knob input").all()]
        assert 0 < turned[0] < 8
        W.assign(np.float32(turned[0]))
        b.assign(np.float32(turned[1]))
        shown = float(view.locator(".error-number").get_attribute("data-error"))
        assert shown == pytest.approx(knobs.error, rel=1e-12)
        assert canvas.screenshot() != before


def test_the_tangent_follows_and_its_slope_is_pythons(every_instrument, open_page):
    page = open_page(every_instrument)
    view = page.locator(".gradlab", has=page.locator(".slopes"))
    slide(page, view.get_by_label("x", exact=True), 0.3)
    x = float(view.get_by_label("x", exact=True).input_value())
    assert x < 0
    shown = float(view.locator(".exact .number").get_attribute("data-number"))
    assert shown == pytest.approx(live.Tangent(lambda x: tf.sin(x), at=x).slope, rel=1e-12)


def test_keys_and_buttons_work_too(every_instrument, open_page):
    page = open_page(every_instrument)
    view = page.locator(".gradlab").first
    view.get_by_label("W", exact=True).press("ArrowLeft")
    # In the next frame, as float32 holds it.
    expect(view.get_by_label("W", exact=True)).to_have_value(re.compile(r"15\.8999|15\.9"))
    view.locator(".hand-over").click()
    page.wait_for_function("() => document.querySelector('.hand-over').innerText === 'hand over'", timeout=20_000)
    assert "✓ reached" in view.locator(".goal-words").inner_text()


def test_all_instruments_are_alive_and_none_misses_python(every_instrument, open_page):
    page = open_page(every_instrument)
    assert page.locator(".gradlab").count() == len(CELLS)
    for view in page.locator(".gradlab").all():
        view.scroll_into_view_if_needed()
        page.wait_for_timeout(300)
        assert view.locator("canvas, svg").count() > 0
    assert page.locator(".gradlab-note").count() == 0


def test_without_javascript_there_are_stills_with_their_sentences(every_instrument, open_page):
    page = open_page(every_instrument, java_script_enabled=False)
    pictures = page.locator(".gradlab-output img")
    assert pictures.count() == len(CELLS)
    for picture in pictures.all():
        assert picture.is_visible()
        assert len(picture.get_attribute("alt")) > 40
        assert picture.bounding_box()["height"] > 200


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_is_as_light_or_dark_as_its_reader_likes_and_everyone_can_use_it(every_instrument, open_page, theme):
    page = open_page(every_instrument, color_scheme=theme)
    text = page.locator(".gradlab").first.evaluate("e => getComputedStyle(e).color")
    assert text == ("rgb(31, 36, 48)" if theme == "light" else "rgb(232, 234, 238)")
    paper = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(255, 255, 255)") == (theme == "light")
    for view in page.locator(".gradlab").all():
        view.scroll_into_view_if_needed()
        page.wait_for_timeout(300)
    violations = Axe().run(page, context=".gradlab-output").response["violations"]
    assert [f"{v['id']}: {node['html'][:200]}" for v in violations for node in v["nodes"]] == []


def test_what_needs_python_says_so_and_shows_what_it_was(special_cases, open_page):
    page = open_page(special_cases)
    output = page.locator(".gradlab-output").nth(1)
    output.scroll_into_view_if_needed()
    note = output.locator(".gradlab-note")
    note.wait_for()
    assert "There is no Python behind this page, and this picture needs it." in note.inner_text()
    still = output.locator("img")
    assert "W = -5.00".replace("-", "−") in still.get_attribute("alt")  # its last state, after the last cell
    assert still.is_visible()


def test_an_instrument_that_is_shown_twice_is_each_time_what_it_was(special_cases, open_page):
    page = open_page(special_cases)
    first, second, third = (page.locator(".gradlab-output").nth(i).get_by_label("W", exact=True) for i in (0, 3, 4))
    assert [float(each.input_value()) for each in (first, second, third)] == [3.0, 3.0, -5.0]


def test_in_a_box_the_instrument_lives_and_controls_say_their_value(special_cases, open_page):
    page = open_page(special_cases)
    box = page.locator(".gradlab-box")
    assert "rate: 4.5" in box.inner_text()
    assert box.locator(".gradlab").count() == 1


def test_a_saved_instrument_is_alive(tmp_path, open_page):
    W = tf.Variable(4.0, name="W")
    page = open_page(live.Potentiometers(lambda: tf.square(W - 3.0), [W]).save(tmp_path / "knob.html"))
    slider = page.get_by_label("W", exact=True)
    slider.press("ArrowRight")
    expect(slider).not_to_have_value("4")
    turned = float(np.float32(slider.input_value()))
    assert float(page.locator(".error-number").get_attribute("data-error")) == pytest.approx((turned - 3.0) ** 2, rel=1e-12)

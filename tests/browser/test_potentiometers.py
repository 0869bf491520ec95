"""The potentiometers in a real JupyterLab: dragged, turned by keyboard, linked, and told from Python."""

import pytest

from tests.browser.instruments import DATA, Instrument

LINE = [
    DATA,
    "knobs = live.Potentiometers(error, [W, b], points=(x, y), model=model, goal=1.5)\nknobs",
]
HEIGHT_OF_CONTENTS = """e => {
    const all = document.createRange();
    all.selectNodeContents(e);
    return all.getBoundingClientRect().height;
}"""


@pytest.fixture
def panel(open_notebook):
    notebook = open_notebook(LINE)
    notebook.run_all()
    return Instrument(notebook)


def test_notebook_01_answers_to_mouse_and_keyboard(open_notebook):
    notebook = open_notebook("01_potentiometers.ipynb", width=1400)
    notebook.run_all()
    panel = Instrument(notebook)
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


def test_the_notebooks_one_letter_commands_leave_a_slider_in_hand_alone(panel):
    cells = panel.notebook.page.locator(".jp-Notebook .jp-Cell").count()
    for key in ("d", "d", "a", "x"):  # which delete the cell, add one and cut it
        panel.slider("b").press(key)
    panel.settled()
    assert panel.notebook.page.locator(".jp-Notebook .jp-Cell").count() == cells
    panel.slider("b").press("End")
    panel.assert_python_agrees()


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


def test_the_legend_unfolds_and_names_what_is_there(panel):
    legend = panel.box.locator(".legend-of-colours")
    assert not legend.locator("dl").is_visible()
    legend.locator("summary").press("Enter")
    names = legend.locator("dt").all_inner_texts()
    assert names == ["W", "b", "error", "slope", "data", "model"]
    assert all(dt.evaluate(HEIGHT_OF_CONTENTS) < 30 for dt in legend.locator("dt").all()), "sign and name are on one line"
    colour = legend.locator("dt").first.evaluate("e => getComputedStyle(e).color")
    assert colour == panel.box.get_by_text("W", exact=True).first.evaluate("e => getComputedStyle(e).color")
    panel.notebook.look("legend")


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
    first, second = Instrument(notebook), Instrument(notebook, 1)
    second.slider("W").press("Home")
    second.settled()
    assert first.shown_error() == second.shown_error()
    first.assert_python_agrees()


def test_what_the_browser_cannot_replay_is_computed_by_the_kernel_and_says_so(open_notebook):
    notebook = open_notebook(
        [
            DATA,
            """@tf.operator(symbol="x⁴", slope_x=lambda g, x: g * 4 * x**3)
def fourth_power(x):
    return x**4
def steep_error(): return tf.reduce_mean(fourth_power(y - model(x)))
knobs = live.Potentiometers(steep_error, [W, b], points=(x, y), model=model)
knobs""",
        ]
    )
    notebook.run_all()
    panel = Instrument(notebook)
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


def test_let_go_turns_the_knobs_until_it_is_flat_and_a_hand_stops_it(panel):
    button = panel.box.locator(".hand-over")
    at_first = panel.shown_error()
    button.click()
    panel.notebook.page.wait_for_timeout(700)
    assert button.inner_text() == "stop"
    panel.slider("W").press("ArrowRight")
    assert button.inner_text() == "hand over"
    panel.assert_python_agrees()
    assert panel.shown_error() < at_first
    button.click()
    handed_back = "() => document.querySelector('.hand-over').innerText === 'hand over'"
    panel.notebook.page.wait_for_function(handed_back, timeout=20_000)
    panel.assert_python_agrees()
    slope, lift = panel.notebook.python("__import__('numpy').polyfit(x, y, 1)")
    assert panel.notebook.python("[float(W), float(b)]") == pytest.approx([slope, lift], abs=1e-2)


def test_arrays_have_a_knob_for_each_number_and_scales_can_be_logarithmic(open_notebook):
    notebook = open_notebook(
        [
            DATA,
            """v, s = tf.Variable([1.0, -2.0]), tf.Variable(0.1)
def curve_error(): return tf.reduce_mean(tf.square(y - (v[0] + v[1] * x))) + s
knobs = live.Potentiometers(curve_error, [v, s], range={"v": (-5, 5), "s": (0.001, 10)}, log={"s": True})
knobs""",
        ]
    )
    notebook.run_all()
    panel = Instrument(notebook)
    panel.slider("v_1").press("End")
    panel.slider("s").press("Home")
    panel.slider("s").press("PageUp")
    panel.settled()
    assert notebook.python("v.numpy().tolist()") == [1.0, 5.0]
    assert notebook.python("float(s)") == pytest.approx(0.001 * 10**0.5, rel=5e-3)  # ten presses of a twentieth of a power
    assert panel.shown_error() == pytest.approx(notebook.python("knobs.error"), rel=1e-9)


def test_there_is_a_way_back_and_word_of_what_was_turned_elsewhere(panel):
    page = panel.notebook.page
    back, elsewhere = page.locator(".begin").first, page.locator(".elsewhere").first
    began = panel.notebook.python("[float(W), float(b)]")
    panel.settled()
    assert back.is_disabled()
    panel.slider("W").press("End")
    panel.settled()
    assert back.is_enabled()
    assert elsewhere.inner_text() == ""
    panel.notebook.execute("b.assign(3.0)")
    panel.settled()
    assert elsewhere.inner_text() == "b was turned elsewhere; this picture follows."
    back.click()
    panel.settled()
    assert panel.notebook.python("[float(W), float(b)]") == began
    assert back.is_disabled()
    assert elsewhere.inner_text() == ""
    panel.assert_python_agrees()


def test_a_question_mark_lists_the_keys(panel):
    keys = panel.notebook.page.locator(".by-keys").first
    for close in ("?", "Escape"):
        assert keys.is_hidden()
        panel.slider("W").press("?")
        assert "turn a control by a step" in keys.inner_text()
        assert panel.notebook.page.locator(".ask").first.get_attribute("aria-expanded") == "true"
        panel.slider("W").press(close)
    assert keys.is_hidden()

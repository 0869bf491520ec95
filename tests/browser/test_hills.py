"""The hill, with and without a blindfold, in a real JupyterLab."""

import pytest

from tests.browser.instruments import DATA, Instrument

HILL = [DATA, "hill = live.LossSurface(error, [W, b], range=(-14, 20))\nhill"]
WALK = [DATA, "walk = live.Blindfold(error, [W, b], range=(-14, 20), stride=2.0)\nwalk"]


def test_the_hill_turns_by_mouse_and_keyboard_and_moves_with_the_knobs(open_notebook):
    notebook = open_notebook(HILL)
    notebook.run_all()
    hill = Instrument(notebook)
    hill.settled()
    canvas = hill.box.locator("canvas")

    before = hill.picture()
    hill.drag(canvas, (0.3, 0.8), (0.5, 0.8))
    turned = hill.picture()
    assert turned != before
    canvas.press("ArrowRight")
    assert hill.picture() != turned
    assert notebook.python("[float(W), float(b)]") == [16.0, 16.0]  # turning the hill turns no knob

    before = hill.picture()
    hill.slider("W").press("Home")
    hill.assert_python_agrees("hill")
    assert hill.picture() != before
    assert canvas.get_attribute("aria-label").startswith("The error over W and b as a landscape; the ball is at W = −14.00")

    hill.box.get_by_role("button", name="map").click()
    hill.settled()
    assert notebook.python("hill.view") == "map"
    hill.drag(canvas, (0.5, 0.5), (0.52, 0.47))  # on the map the ball goes where the mouse is
    hill.assert_python_agrees("hill")
    assert notebook.python("float(W)") == pytest.approx(2.3, abs=1.0)
    notebook.look("hill_map")
    notebook.theme("dark")
    hill.box.get_by_role("button", name="hill", exact=True).click()
    hill.settled()
    notebook.look("hill_dark")
    assert notebook.console_errors == []
    assert notebook.requests_outside == []


def test_a_hill_that_the_browser_cannot_replay_is_sampled_by_python(open_notebook):
    notebook = open_notebook(
        [
            DATA,
            """@tf.operator(symbol="x⁴", slope_x=lambda g, x: g * 4 * x**3)
def fourth_power(x):
    return x**4
def steep_error(): return tf.reduce_mean(fourth_power(y - model(x)))
hill = live.LossSurface(steep_error, [W, b])
hill""",
        ]
    )
    notebook.run_all()
    hill = Instrument(notebook)
    hill.settled()
    hill.settled()
    assert "The kernel computes this one" in hill.box.locator(".note").inner_text()
    before = hill.picture()
    hill.slider("W").press("PageDown")
    hill.settled()
    assert hill.picture() != before
    assert hill.shown_error() == pytest.approx(notebook.python("float(steep_error())"), rel=1e-6)


def test_the_blindfold_is_played_by_keys_and_buttons_and_taken_off(open_notebook):
    notebook = open_notebook(WALK)
    notebook.run_all()
    walk = Instrument(notebook)
    walk.settled()
    feel = walk.box.locator(".feel")
    assert not walk.box.locator(".terrain").is_visible()
    assert feel.inner_text().startswith("Step 0. Along W the slope is ")
    with_tape = """
with tf.GradientTape() as tape:
    now = error()
slope = float(tape.gradient(now, W))"""
    notebook.execute(with_tape)
    said = float(feel.inner_text().split("Along W the slope is ")[1].split(":")[0])
    assert said == pytest.approx(notebook.python("slope"), abs=0.01)

    compass = walk.box.locator(".compass")
    for _ in range(6):
        compass.press("ArrowLeft")
    for _ in range(8):
        walk.box.get_by_role("button", name="b −").click()
    # What the page tells is heard in a thread of its own: a question to Python may come in the middle of it.
    notebook.wait_until("[float(W), float(b), walk.steps] == [4.0, 0.0, 14]")
    assert feel.inner_text().startswith("Step 14. Along W the slope is ")
    notebook.look("blindfold")

    walk.box.get_by_role("button", name="take the blindfold off").click()
    walk.settled()
    assert walk.box.locator(".terrain").is_visible()
    words = feel.inner_text()
    assert words.startswith("You took 14 steps and stand where the error is ")
    assert "Gradient descent took " in words
    assert notebook.python("walk.blind") is False
    notebook.look("blindfold_off")

    walk.box.get_by_role("button", name="start again").click()
    notebook.wait_until("[float(W), float(b), walk.steps] == [16.0, 16.0, 0]")
    assert notebook.console_errors == []


def test_gradient_descent_walks_from_the_same_start_where_one_variable_holds_both_numbers(open_notebook):
    notebook = open_notebook(
        [
            DATA,
            """v = tf.Variable([4.0, -3.0])
walk = live.Blindfold(lambda: v[0] * v[0] + 3.0 * v[1] * v[1], [v], range=(-5, 5))
walk""",
        ]
    )
    notebook.run_all()
    walk = Instrument(notebook)
    walk.settled()
    walk.box.get_by_role("button", name="take the blindfold off").click()
    walk.settled()
    # With the rate 1/6, half of 2/6, the second number is 0 after a step and the first shrinks to two thirds in each. It is
    # flat where 2·4·(2/3)ᵏ is below a hundredth of |(8, -18)|, which is from the tenth step on.
    assert "Gradient descent took 10 steps" in walk.box.locator(".feel").inner_text()
    assert notebook.console_errors == []

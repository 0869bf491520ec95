"""The wall of weights in a real JupyterLab: live in `fit`, by mouse and by keyboard."""

import pytest

MODEL = """import gradlab as tf
from gradlab import keras, live
from gradlab.keras.datasets import drawn_animals
(x, y), _ = drawn_animals.load_data(640, 10)
x = x.astype("float32") / 255
tf.random.set_seed(1)
layers = keras.layers
model = keras.Sequential([
    keras.Input((32, 32, 3)),
    layers.Conv2D(32, (3, 3), activation="relu"), layers.MaxPooling2D((2, 2)),
    layers.Conv2D(64, (3, 3), activation="relu"), layers.MaxPooling2D((2, 2)),
    layers.Conv2D(64, (3, 3), activation="relu"),
    layers.Flatten(), layers.Dense(64, activation="relu"), layers.Dense(10)])
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))"""
WALL = [MODEL, "wall = live.KnobWall(model, x, y, examples=32)\nwall"]

# Starts a `fit` in the kernel without waiting for it, and notes on the page when it is over.
FIT = """code => { const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    window.fitted = false;
    kernel.requestExecute({ code }).done.then(() => (window.fitted = true)); }"""


@pytest.fixture
def wall(open_notebook):
    notebook = open_notebook(WALL)
    notebook.run_all()
    notebook.box = notebook.page.locator(".knob-wall")
    notebook.box.scroll_into_view_if_needed()
    notebook.page.wait_for_timeout(500)
    return notebook


def fit(notebook, options):
    code = f"history = model.fit(x, y, verbose=0, callbacks=[wall], {options})"
    notebook.page.evaluate(FIT, code)


def wait_for_words(notebook, place, words, seconds=60):
    notebook.page.wait_for_function(
        "([place, words]) => document.querySelector(place).textContent.includes(words)",
        arg=[place, words],
        timeout=seconds * 1000,
    )


def test_the_wall_lives_while_fit_runs_and_shows_the_last_state(wall):
    canvas = wall.box.locator(".wall")
    assert canvas.get_attribute("aria-label").startswith("A wall of 122570 weights in 5 layers, one pixel each")
    before = canvas.screenshot()
    fit(wall, "epochs=8")
    wait_for_words(wall, ".where", "of 8, step")
    assert wall.page.evaluate("window.fitted") is False
    during = canvas.screenshot()
    assert during != before
    wait_for_words(wall, ".where", "Training is over, 8 epochs long")
    wall.wait_until_idle()
    assert wall.python("wall._sent") > 2
    assert wall.python("wall._sent - wall._shown") < 4  # told of each fourth picture
    assert canvas.screenshot() != during
    wall.look("knob_wall")
    assert wall.console_errors == []
    assert wall.requests_outside == []


def test_a_weight_is_taken_in_hand_by_mouse_and_turned_by_keys(wall):
    canvas = wall.box.locator(".wall")
    box = canvas.bounding_box()
    wall.page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.6)
    wait_for_words(wall, ".reading", "kernel[")
    name = wall.box.locator(".reading").inner_text().split(":")[0]
    wall.page.mouse.down()
    wall.page.mouse.up()
    wait_for_words(wall, ".hand-name", name)
    hand = wall.python("wall._hand")
    path, entry = name.split("[")
    weight = f"model.named_weights()[{path!r}].numpy()[{entry}"
    assert wall.python(f"float({weight})") == hand["value"]

    curve = wall.box.locator(".hand-curve canvas")
    curve.scroll_into_view_if_needed()
    box = curve.bounding_box()
    wall.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    wall.page.mouse.down()
    wall.page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2, steps=5)
    wall.page.mouse.up()
    wall.wait_until(f"0.3 < float({weight}) < 0.9")
    turned = wall.python(f"float({weight})")
    wall.page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] / 2, steps=5)  # let go, it follows no more
    wall.page.wait_for_timeout(400)
    assert wall.python(f"float({weight})") == turned

    slider = wall.box.get_by_label("value", exact=True)
    slider.press("End")
    wall.wait_until(f"float({weight}) == 1.0")
    wall.page.wait_for_timeout(300)
    shown = float(wall.box.locator(".error-number").inner_text())
    assert shown == pytest.approx(wall.python("float(wall._error())"), abs=2e-5)
    wall.look("knob_in_hand")
    wall.box.get_by_role("button", name="put it back").click()
    wall.wait_until(f"float({weight}) == {hand['value']}")
    assert wall.console_errors == []


def test_the_keyboard_walks_over_the_wall_and_takes_one_in_hand(wall):
    canvas = wall.box.locator(".wall")
    canvas.focus()
    reading = wall.box.locator(".reading")
    canvas.press("Home")
    wait_for_words(wall, ".reading", "conv2d/kernel[0,0,0,0]: value ")
    canvas.press("ArrowRight")
    wait_for_words(wall, ".reading", "conv2d/kernel[0,0,1,0]")
    canvas.press("ArrowDown")
    wait_for_words(wall, ".reading", "conv2d/kernel[0,0,1,1]")
    shown = float(reading.inner_text().split("value ")[1].split(",")[0].replace("−", "-"))
    assert shown == pytest.approx(
        wall.python("float(model.weights[0].numpy()[0, 0, 1, 1])"), abs=wall.python("wall._limit") / 127
    )
    canvas.press("Enter")
    wait_for_words(wall, ".hand-name", "conv2d/kernel[0,0,1,1]")
    label = wall.box.locator(".hand-curve canvas")
    wall.page.wait_for_timeout(400)
    assert label.get_attribute("aria-label").startswith(
        "The error as conv2d/kernel[0,0,1,1] alone is turned from −1.00 to 1.00"
    )
    canvas.press("End")
    wait_for_words(wall, ".reading", "dense_1/bias[9]")
    assert wall.console_errors == []


def test_a_click_while_fit_runs_is_answered_at_last_and_an_interruption_leaves_the_last_state(wall):
    fit(wall, "epochs=50, batch_size=8")
    wait_for_words(wall, ".where", "Epoch 1 of 50, step")
    canvas = wall.box.locator(".wall")
    canvas.focus()
    canvas.press("End")
    canvas.press("Enter")
    wait_for_words(wall, ".note", "dense_1/bias[9] comes into your hand when the cell that runs is over")
    assert wall.page.evaluate("window.fitted") is False
    wall.page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.interrupt()")
    wait_for_words(wall, ".where", "Training stopped: interrupted in epoch")
    wait_for_words(wall, ".hand-name", "dense_1/bias[9]")
    wall.wait_until_idle()
    assert wall.python("history.stopped").startswith("interrupted in epoch")
    assert wall.console_errors == []


def test_weights_that_are_no_numbers_are_seen_and_said(wall):
    canvas = wall.box.locator(".wall")
    before = canvas.screenshot()
    wall.execute(
        "import numpy as np\nkernel = model.weights[2]\narray = kernel.numpy().copy()\n"
        "array[1, 1, 5, 7:9] = np.nan\nkernel.assign(array)\nwall.refresh()"
    )
    wait_for_words(wall, ".trouble", "2 of 18432 in conv2d_1/kernel")
    wall.page.wait_for_timeout(300)
    assert canvas.screenshot() != before
    wall.look("knob_wall_nan")
    assert wall.console_errors == []

"""Features and Confusions in a real JupyterLab: by mouse and by keyboard, with Python's numbers."""

import io
import re

import numpy as np
import pytest
from matplotlib.image import imread

NETWORK = """import numpy as np
import gradlab as tf
from gradlab import keras, live
layers = keras.layers
tf.random.set_seed(3)
model = keras.Sequential([
    keras.Input((16, 16, 3)), layers.Conv2D(8, 3, activation="relu"), layers.MaxPooling2D(),
    layers.Conv2D(12, 3, activation="tanh"), layers.Flatten(), layers.Dense(4)])
pictures = np.random.default_rng(0).integers(0, 256, (40, 16, 16, 3), dtype=np.uint8)
labels = np.arange(40) % 4
classes = ["cat", "dog", "fish", "horse"]"""
FEATURES = [NETWORK, "inside = live.Features(model, pictures[:9], classes=classes)\ninside"]
CONFUSIONS = [NETWORK, "table = live.Confusions(model, pictures, labels, classes=classes)\ntable"]


def opened(notebook, selector):
    notebook.run_all()
    box = notebook.page.locator(selector)
    box.scroll_into_view_if_needed()
    notebook.page.wait_for_timeout(500)
    return box


def settle(notebook):
    """Wait until the kernel has answered, the picture is painted, and it has been described."""
    notebook.page.wait_for_timeout(400)
    notebook.wait_until_idle()
    notebook.page.wait_for_timeout(400)


def shown_bar(box, name):
    row = box.locator(".answer li", has_text=name)
    return row.locator(".share").inner_text().replace("\u00a0", " ")


def test_a_map_is_chosen_by_mouse_and_by_keys_and_its_words_are_pythons(open_notebook):
    notebook = open_notebook(FEATURES)
    box = opened(notebook, ".features")
    maps = box.locator(".maps")
    maps.click(position={"x": 34 + 41 * 4 + 19, "y": 26 + 19})  # the fifth tile
    settle(notebook)
    assert notebook.python("[inside.layer, inside.channel]") == ["conv2d", 4]
    assert box.locator("h4").inner_text() == "conv2d, channel 4"
    for key in ["Home", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight"]:
        maps.press(key)
    settle(notebook)
    assert notebook.python("[inside.layer, inside.channel]") == ["conv2d_1", 2]
    said = box.locator(".reading").inner_text().replace("−", "-")
    low, high, row, column = map(float, re.search(r"from (\S+) to (\S+), .* row (\d+), column (\d+)\.", said).groups())
    values = np.array(notebook.python("inside.maps['conv2d_1'][..., 2]"))
    np.testing.assert_allclose([low, high], [values.min(), values.max()], atol=0.06 * np.abs(values).max())
    assert values[int(row) - 1, int(column) - 1] == pytest.approx(values.max(), rel=0.02)
    assert "Filter 2 slides over max_pooling2d: 3×3 weights for each of the 8 channels" in box.locator(".made").inner_text()
    kernel = np.array(notebook.python("model.get_layer('conv2d_1').kernel[..., 2]"))
    low, high = map(
        float, re.search(r"from (\S+) to (\S+);", box.locator(".filter-words").inner_text().replace("−", "-")).groups()
    )
    np.testing.assert_allclose([low, high], [kernel.min(), kernel.max()], atol=0.02 * np.abs(kernel).max())
    notebook.look("features")
    assert notebook.console_errors == []
    assert notebook.requests_outside == []


def test_the_way_back_leads_to_the_first_picture_and_map(open_notebook):
    notebook = open_notebook(FEATURES)
    box = opened(notebook, ".features")
    began = notebook.python("[inside.picture, inside.layer, inside.channel, inside.slope_of]")
    back, chosen = notebook.page.locator(".begin").first, box.locator("h4")
    first = chosen.inner_text()
    assert back.is_disabled()
    box.locator(".maps").press("ArrowRight")
    settle(notebook)
    assert notebook.python("inside.channel") != began[2]
    back.click()
    settle(notebook)
    assert notebook.python("[inside.picture, inside.layer, inside.channel, inside.slope_of]") == began
    assert chosen.inner_text() == first
    assert back.is_disabled()


def test_an_instrument_keeps_its_layout_when_another_brings_its_styles_later(open_notebook):
    another = "weight = tf.Variable(1.0)\nlive.Potentiometers(lambda: weight * weight, [weight])"
    notebook = open_notebook([*FEATURES, 'live.Playground("moons")', another], width=1400)
    box = opened(notebook, ".features")
    sheet, large = (box.locator(part).bounding_box() for part in (".sheet", ".large"))
    assert large["x"] > sheet["x"] + 500
    assert large["y"] == sheet["y"]
    whole = box.bounding_box()
    assert whole["y"] + whole["height"] - max(part["y"] + part["height"] for part in (sheet, large)) < 30  # no void below
    playground = notebook.page.locator(".playground")
    playground.scroll_into_view_if_needed()
    assert playground.evaluate("element => getComputedStyle(element).display") == "grid"


def test_the_slope_of_another_class_is_another_map_and_needs_no_kernel(open_notebook):
    notebook = open_notebook(FEATURES)
    box = opened(notebook, ".features")
    canvas = box.locator(".steep > canvas")
    pictures = {}
    for name in ["fish", "horse"]:
        box.locator("select").select_option(name)
        settle(notebook)
        pictures[name] = canvas.screenshot()
        steep = np.abs(notebook.python(f"inside.slopes['{name}']")).max(axis=2)
        row, column = np.unravel_index(np.argmax(steep), steep.shape)
        assert canvas.get_attribute("aria-label").endswith(f"in row {row + 1}, column {column + 1}.")
        # The darkest pixel on the screen is that of the steepest slope.
        seen = imread(io.BytesIO(pictures[name]))[..., :3].sum(axis=2)
        patches = [np.array_split(part, 16, axis=1) for part in np.array_split(seen, 16)]
        dark = np.array([[patch[3:-3, 3:-3].mean() for patch in line] for line in patches])
        assert np.unravel_index(np.argmin(dark), dark.shape) == (row, column)
    assert pictures["fish"] != pictures["horse"]
    assert notebook.python("inside.slope_of") == "horse"
    assert notebook.console_errors == []


def test_of_many_wishes_for_a_picture_the_newest_wins(open_notebook):
    notebook = open_notebook(FEATURES)
    box = opened(notebook, ".features")
    slider = box.get_by_label("picture", exact=True)
    before = box.locator(".photo canvas").screenshot()
    for _ in range(6):
        slider.press("ArrowRight")
    notebook.wait_until("inside.picture == 6")
    settle(notebook)
    assert box.locator(".photo canvas").screenshot() != before
    assert box.locator(".photo canvas").get_attribute("aria-label").startswith("Picture 7 of 9.")
    share = notebook.python("inside.shares['dog']")
    assert shown_bar(box, "dog") == f"{100 * share:.0f} %"
    notebook.execute("inside.picture = 1")
    settle(notebook)
    assert slider.get_attribute("aria-valuetext") == "picture 2 of 9"
    assert notebook.console_errors == []


def test_while_python_is_busy_the_last_picture_stays_and_it_is_said(open_notebook):
    notebook = open_notebook(FEATURES)
    box = opened(notebook, ".features")
    notebook.page.evaluate(
        """() => { jupyterapp.shell.currentWidget.sessionContext.session.kernel
            .requestExecute({ code: "import time; time.sleep(6)" }) }"""
    )
    box.get_by_label("picture", exact=True).press("ArrowRight")
    note = box.locator(".note")
    note.wait_for(state="visible", timeout=5000)
    assert note.inner_text() == ("No answer from Python yet: it has to look at picture 2 first. Picture 1 is still shown.")
    note.wait_for(state="hidden", timeout=20_000)
    assert box.locator(".photo canvas").get_attribute("aria-label")
    assert notebook.python("inside.picture") == 1
    notebook.execute("model.layers[0].kernel.assign(tf.fill([3, 3, 3, 8], np.nan))")
    box.get_by_label("picture", exact=True).press("ArrowRight")
    note.wait_for(state="visible", timeout=5000)
    assert "weights of the model 'sequential' are no finite numbers any more (216 in conv2d/kernel)" in note.inner_text()


def test_a_cell_opens_its_pictures_by_mouse_and_by_keys(open_notebook):
    notebook = open_notebook(CONFUSIONS)
    box = opened(notebook, ".confusions")
    began = notebook.python("[table.true, table.named]")
    counts = notebook.python("[[sum((table._labels == i) & (table._given == j)) for j in range(4)] for i in range(4)]")
    shown = [
        [int(cell.replace("·", "0")) for cell in row]
        for row in [line.locator("button").all_inner_texts() for line in box.locator("tbody tr").all()]
    ]
    assert shown == counts
    true, named = max(((i, j) for i in range(4) for j in range(4)), key=lambda cell: counts[cell[0]][cell[1]])
    box.locator("tbody tr").nth(true).locator("button").nth(named).click()
    settle(notebook)
    assert notebook.python("[table.true, table.named]") == [true, named]
    assert box.locator(".pictures li").count() == counts[true][named]
    sure = notebook.python(
        "sorted(table._shares[(table._labels == table.true) & (table._given == table.named)].max(axis=1))[-1]"
    )
    assert box.locator(".pictures li span").first.inner_text().replace("\u00a0", " ") == f"{100 * sure:.0f} %"

    to = [(true + 1) % 4, named]
    key = "ArrowDown" if true < 3 else "ArrowUp"
    for _ in range(1 if true < 3 else 3):
        notebook.page.keyboard.press(key)
    assert notebook.page.evaluate("document.activeElement.getAttribute('aria-label')").startswith(
        ["cat", "dog", "fish", "horse"][to[0]] + " called"
    )
    notebook.page.keyboard.press("Enter")
    settle(notebook)
    assert notebook.python("[table.true, table.named]") == to
    assert box.locator("button[tabindex='0']").count() == 1
    words = box.locator(".recall").inner_text().replace("\u00a0", " ")
    name = ["cat", "dog", "fish", "horse"][to[0]]
    assert f"(recall {100 * notebook.python(f'table.recall({name!r})'):.0f} %)" in words
    notebook.look("confusions")
    back = notebook.page.locator(".begin").first
    back.click()
    settle(notebook)
    assert notebook.python("[table.true, table.named]") == began == notebook.python("table._most_frequent_mistake()[:2]")
    assert back.is_disabled()
    assert notebook.console_errors == []
    assert notebook.requests_outside == []

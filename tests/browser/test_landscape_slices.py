"""A slice through the error of a network in a real JupyterLab, by mouse and by keyboard."""

import pytest

from tests.browser.instruments import Instrument
from tests.browser.test_knob_wall import FIT, MODEL

SLICE = [
    MODEL,
    "from gradlab import slices\npath = slices.WeightPath(8)\nh = model.fit(x[:256], y[:256], verbose=0, callbacks=[path])",
    "cut = live.LandscapeSlices(model, x, y, path=path, points=7, examples=16)\ncut",
]


def test_the_hill_turns_and_the_path_is_walked_by_keys(open_notebook):
    notebook = open_notebook(SLICE)
    notebook.run_all()
    cut = Instrument(notebook)
    cut.settled()
    canvas, place = cut.box.locator("canvas.terrain"), cut.box.locator(".place")
    assert cut.box.locator(".share-words").inner_text().endswith("% of the path is in the picture")
    assert "d₁ and d₂ are two directions of 122 570" in cut.box.locator(".honest").inner_text()
    assert canvas.get_attribute("aria-label").startswith(
        "The error over two principal directions out of 122570, on 16 examples"
    )

    before = cut.picture()
    cut.drag(canvas, (0.3, 0.8), (0.5, 0.8))
    assert cut.picture() != before

    slider = cut.slider("place on the path")
    assert place.inner_text().startswith("After 8 steps the error is ")
    said = float(place.inner_text().split("the error is ")[1].split(";")[0])
    assert said == pytest.approx(notebook.python("float(cut._error())"), abs=0.006)
    before = cut.picture()
    slider.press("Home")
    cut.settled()
    assert notebook.python("cut.step") == 0
    assert place.inner_text().startswith("After 0 steps the error is ")
    assert cut.picture() != before

    cut.box.get_by_role("button", name="map").click()
    cut.settled()
    assert notebook.python("cut.view") == "map"
    notebook.look("slices_map")
    notebook.theme("dark")
    cut.box.get_by_role("button", name="hill", exact=True).click()
    cut.settled()
    notebook.look("slices_dark")
    assert notebook.console_errors == []
    assert notebook.requests_outside == []


def test_computing_is_interrupted_and_goes_on(open_notebook):
    notebook = open_notebook([MODEL])
    notebook.run_all()
    code = "weights = model.get_weights()\ncut = live.LandscapeSlices(model, x, y, points=41)"
    notebook.page.evaluate(FIT, code)
    notebook.page.wait_for_timeout(8000)
    notebook.page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.interrupt()")
    notebook.wait_until_idle()
    computed = notebook.python("cut._slice['computed']")
    assert 0 < computed < 41 * 41
    assert "It was stopped" in notebook.python("cut.describe()")
    assert notebook.python("all((a == b).all() for a, b in zip(weights, model.get_weights()))") is True

"""Everyone can use the instruments: axe-core finds nothing to complain about in our views, in both themes."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.instruments import DATA

INSTRUMENTS = [
    "live.Potentiometers(error, [W, b], points=(x, y), model=model, goal=1.5)",
    "live.LossSurface(error, [W, b])",
    "live.Blindfold(error, [W, b])",
    "live.Tangent(lambda x: x * x, goal_slope=1.0)",
    'live.Race("canyon")',
    "live.KnobWall(network, [[0.5, 1.0], [1.0, 0.0]], [0, 1])",
    "live.LandscapeSlices(network, [[0.5, 1.0], [1.0, 0.0]], [0, 1], path=path, points=7)",
    "live.Descent(error, [W, b], points=(x, y), model=model, true={'W': 3.0, 'b': 0.5})",
]

NETWORK = """from gradlab import keras, slices
network = keras.Sequential([keras.Input((2,)), keras.layers.Dense(4, activation="tanh"), keras.layers.Dense(2)])
network.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
path = slices.WeightPath()
history = network.fit([[0.5, 1.0], [1.0, 0.0]], [0, 1], epochs=20, verbose=0, callbacks=[path])"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_violations(open_notebook, theme):
    notebook = open_notebook([DATA, NETWORK, *INSTRUMENTS])
    notebook.theme(theme)
    notebook.run_all()
    assert notebook.page.locator(".gradlab").count() == len(INSTRUMENTS)
    found = []
    for view in notebook.page.locator(".gradlab").all():
        view.scroll_into_view_if_needed()
        notebook.page.wait_for_timeout(500)
    for violation in Axe().run(notebook.page, context=".gradlab").response["violations"]:
        found += [f"{violation['id']}: {node['html'][:200]} {node['failureSummary']}" for node in violation["nodes"]]
    assert found == []

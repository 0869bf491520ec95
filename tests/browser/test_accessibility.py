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
    "live.Sketchpad(([[0, 1], [1, 0]], [0, 1]), classes=['cup', 'spoon'])",
    "live.Playground('moons', layers=(3, 2), goal=0.1)",
    "live.TapeDeck(error, [W, b])",
    "live.KnobWall(network, [[0.5, 1.0], [1.0, 0.0]], [0, 1])",
    "live.LandscapeSlices(network, [[0.5, 1.0], [1.0, 0.0]], [0, 1], path=path, points=7)",
    "live.Features(convolutional, pictures, classes=['cat', 'dog', 'fish'])",
    "live.Confusions(convolutional, pictures, [k % 3 for k in range(30)], classes=['cat', 'dog', 'fish'])",
    "live.Descent(error, [W, b], points=(x, y), model=model, true={'W': 3.0, 'b': 0.5})",
]

CARDS = [
    'check("01_by_hand", ...)',
    'check("01_by_hand", 5)',
    'check("01_by_hand", 0.5)',
    'check("01_by_hand", 5 / 3)',
    'predict("01_error_at_16", 300)',
    'hint("01_measure")',
    'solution("01_measure")',
    'recall("01")',
    "progress()",
]

NETWORK = """from gradlab import keras, slices
network = keras.Sequential([keras.Input((2,)), keras.layers.Dense(4, activation="tanh"), keras.layers.Dense(2)])
network.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
path = slices.WeightPath()
history = network.fit([[0.5, 1.0], [1.0, 0.0]], [0, 1], epochs=20, verbose=0, callbacks=[path])"""

# A network that looks at pictures, for the instruments that look into it.
CONVOLUTIONAL = """layers = tf.keras.layers
convolutional = tf.keras.Sequential([tf.keras.Input((12, 12, 3)), layers.Conv2D(6, 3), layers.Flatten(), layers.Dense(3)])
pictures = tf.random.uniform([30, 12, 12, 3])"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_violations(open_notebook, theme):
    notebook = open_notebook([DATA, NETWORK, CONVOLUTIONAL, *INSTRUMENTS])
    notebook.theme(theme)
    notebook.run_all()
    assert notebook.page.locator(".gradlab").count() == len(INSTRUMENTS)
    for view in notebook.page.locator(".gradlab").all():
        view.scroll_into_view_if_needed()
        notebook.page.wait_for_timeout(500)
    assert violations(notebook, ".gradlab") == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_violations_in_the_cards_of_the_course(open_notebook, theme):
    notebook = open_notebook(["from gradlab.course import *", *CARDS])
    notebook.theme(theme)
    notebook.run_all()
    assert notebook.page.locator(".gl-card").count() == len(CARDS)
    notebook.look(f"cards-{theme}")
    assert violations(notebook, ".gl-card") == []


def violations(notebook, part: str) -> list[str]:
    """What axe-core complains about within all elements of that kind."""
    found = Axe().run(notebook.page, context=part).response["violations"]
    return [f"{each['id']}: {node['html'][:200]} {node['failureSummary']}" for each in found for node in each["nodes"]]

"""Every instrument is also a sentence and a still picture, for where no JavaScript runs."""

import io
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.image import imread

import gradlab as tf
from gradlab import keras, live, slices
from gradlab.landscape.figures import COLOURS
from gradlab.live.kit import drawing

X = tf.constant([-1.0, 0.0, 1.0, 2.0])
Y = 3.0 * X + 0.5
W, b = tf.Variable(16.0, name="W"), tf.Variable(16.0, name="b")
SVG = "{http://www.w3.org/2000/svg}"


def model(x):
    return W * x + b


def error():
    return tf.reduce_mean(tf.square(Y - model(X)))


EXAMPLES = np.array([[-1.0, 1.0], [0.0, 2.0], [1.0, -1.0]], np.float32), np.array([0, 1, 0])


def trained():
    """A network of 22 weights, and the path of its training."""
    tf.random.set_seed(0)
    network = keras.Sequential([keras.Input((2,)), keras.layers.Dense(4, activation="tanh"), keras.layers.Dense(2)])
    network.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    path = slices.WeightPath()
    network.fit(*EXAMPLES, epochs=5, verbose=0, callbacks=[path])
    return network, path


NETWORK, PATH = trained()


def convolutional():
    tf.random.set_seed(0)
    layers = tf.keras.layers
    return tf.keras.Sequential([tf.keras.Input((8, 8, 3)), layers.Conv2D(6, 3), layers.Flatten(), layers.Dense(3)])


PICTURES = np.random.default_rng(0).integers(0, 256, (40, 8, 8, 3), dtype=np.uint8)

INSTRUMENTS = {
    "Potentiometers": lambda: live.Potentiometers(error, [W, b], points=(X, Y), model=model, goal=1.5),
    "LossSurface": lambda: live.LossSurface(error, [W, b]),
    "Blindfold": lambda: live.Blindfold(error, [W, b]),
    "Tangent": lambda: live.Tangent(lambda x: x * x),
    "KnobWall": lambda: live.KnobWall(NETWORK, *EXAMPLES),
    "LandscapeSlices": lambda: live.LandscapeSlices(NETWORK, *EXAMPLES, path=PATH, points=7),
    "Playground": lambda: live.Playground("moons", layers=(3, 2)),
    "Features": lambda: live.Features(convolutional(), PICTURES, classes=["cat", "dog", "fish"]),
    "Confusions": lambda: live.Confusions(convolutional(), PICTURES, np.arange(40) % 3, classes=["cat", "dog", "fish"]),
    "Sketchpad": lambda: live.Sketchpad(([[0, 1], [1, 0], [-1, 0.5]], [0, 1, 1]), classes=["cup", "spoon"]),
    "Race": lambda: live.Race("valley", steps=20),
    "Descent": lambda: live.Descent(error, [W, b], points=(X, Y), model=model, true={"W": 3.0}),
    "TapeDeck": lambda: live.TapeDeck(error, [W, b]),
}


@pytest.fixture(autouse=True)
def at_the_start():
    W.assign(16.0)
    b.assign(16.0)


def pixels(png: bytes) -> np.ndarray:
    return imread(io.BytesIO(png))


def test_every_instrument_that_there_is_is_tested_here():
    assert set(INSTRUMENTS) == set(live.__all__) - {"export", "legend"}


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_a_still_is_a_picture_with_a_sentence(name):
    still = INSTRUMENTS[name]().still()
    assert len(still.alt) > 40
    assert still.alt.endswith(".")
    assert "0x" not in still.alt
    picture = pixels(still.png)[..., :3]
    assert picture.shape[0] > 400
    assert picture.shape[1] > 800
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 20  # something is drawn, in more colours than one
    svg = ElementTree.fromstring(still.svg)
    assert (svg.tag, svg.get("role"), svg.get("aria-label")) == (f"{SVG}svg", "img", still.alt)
    assert svg.find(f"{SVG}title").text == name
    assert svg.find(f"{SVG}desc").text == still.alt


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_the_same_settings_give_the_same_still(name):
    instrument = INSTRUMENTS[name]()
    first, second = instrument.still(), instrument.still()
    assert first.svg == second.svg
    assert first.png == second.png


@pytest.mark.parametrize("name", ["Potentiometers", "LossSurface", "Blindfold"])
def test_a_turned_knob_is_seen_and_said_and_drawing_turns_nothing(name):
    instrument = INSTRUMENTS[name]()
    before = instrument.still()
    instrument.W = 3.0
    after = instrument.still()
    assert after.alt != before.alt
    assert (pixels(after.png) != pixels(before.png)).any()
    assert (W.numpy(), b.numpy()) == (3.0, 16.0)


def test_the_sentence_says_the_numbers_that_numpy_computes():
    knobs = INSTRUMENTS["Potentiometers"]()
    knobs.W, knobs.b = 3.0, 1.5  # the line lies 1 above all points
    slope = 2 * np.mean(X)
    assert knobs.describe() == (
        "4 data points and the model's line for W = 3.00, b = 1.50; the error is 1.00, "
        f"the slopes are W {slope:.2f}, b 2.00. The goal, an error below 1.50, is reached."
    )
    assert "the ball is at W = 3.00, b = 1.50, where the error is 1.00" in INSTRUMENTS["LossSurface"]().describe()


def test_a_blindfold_does_not_betray_the_hill():
    blindfold = INSTRUMENTS["Blindfold"]()
    assert "error" not in blindfold.describe()
    blindfold.blind = False
    assert "the ball is at W = 16.00" in blindfold.describe()


def test_the_tangent_says_slope_and_secant():
    said = INSTRUMENTS["Tangent"]().describe()  # of x² at 1: the slope is 2, the secant to 2 goes from 1 up to 4
    assert "with its tangent at x = 1.00, where f is 1.00 and the slope 2.00" in said
    assert "The forward secant with h = 1 has the slope 3.00, an error of 1.00." in said


def test_the_race_is_told_as_the_results_are():
    race = INSTRUMENTS["Race"]()
    said = race.describe()
    for row in race.results:
        assert (f"{row['optimizer']} {row['steps']} steps to the finish" in said) == (row["outcome"] == "finished")
    race.step = 1
    assert "After 1 of 20 steps: " in race.describe()
    assert race.describe().count("running at error") == 4


def test_the_race_looks_as_on_the_page():
    source = (Path(live.__file__).parent / "race/runners.js").read_text()
    on_the_page = dict(re.findall(r'(\w+): \{ mark: "\w", colour: "?(\w+)', source))
    colours = {
        name: COLOURS["more"][int(which)] if which.isdigit() else COLOURS[which] for name, which in on_the_page.items()
    }
    assert {name: colour for name, (colour, _) in drawing.RUNNERS.items()} == colours


def test_numbers_that_are_none_are_said_and_drawn_around():
    knobs = INSTRUMENTS["Potentiometers"]()
    W.assign(np.inf)
    assert "W = infinite" in knobs.still().alt
    W.assign(2.0)
    assert live.LossSurface(lambda: tf.math.log(W) + tf.square(b), [W, b]).still().png


def test_an_operator_of_ones_own_is_computed_anew():
    @tf.custom_gradient
    def cube(x):
        return x * x * x, lambda g: 3.0 * g * x * x

    with pytest.warns(UserWarning, match="does not look again"):
        knobs = live.Potentiometers(lambda: cube(W), [W])
    knobs.W = 3.0
    assert knobs.error == 27.0
    assert "the error is 27.00, the slopes are W 27.00" in knobs.describe()


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_a_saved_still_carries_its_sentence(tmp_path, ending):
    still = INSTRUMENTS["LossSurface"]().still()
    path = still.save(tmp_path / f"hill.{ending}")
    assert still.alt.encode("latin-1" if ending == "png" else "utf-8") in path.read_bytes()


def test_another_ending_is_answered_in_words(tmp_path):
    with pytest.raises(ValueError, match=r"is saved as \.png or \.svg .*, and 'hill\.jpg' ends otherwise"):
        INSTRUMENTS["LossSurface"]().still().save(tmp_path / "hill.jpg")


def test_a_notebook_takes_the_picture_with_alternative_text():
    still = INSTRUMENTS["LossSurface"]().still()
    shown = still._repr_mimebundle_()
    assert f'alt="{still.alt}"' in shown["text/html"]
    assert shown["text/plain"] == still.alt
    assert shown["image/png"].startswith("iVBOR")


def test_displaying_an_instrument_draws_nothing(monkeypatch):
    monkeypatch.setattr(live.LossSurface, "draw", lambda *_: pytest.fail("a still was drawn, and nobody asked for one"))
    shown, _ = INSTRUMENTS["LossSurface"]()._repr_mimebundle_()
    assert shown.keys() == {"text/plain", "application/vnd.jupyter.widget-view+json"}

"""Hostile names: HTML, scripts, ten thousand letters and turned writing as names of Variables, classes and files.

Wherever a name is shown it is text: nothing runs, nothing breaks.
"""

import warnings

import matplotlib.pyplot as plt
import numpy as np
import pytest

import gradlab as tf
from gradlab import keras, live
from gradlab.course import check, predict, recall

NAMES = {
    "a picture": "<img src=x onerror=window.ran=1>",
    "the end of a script": "</script><script>window.ran=1</script>",
    "the end of a style": "</style><svg onload=window.ran=1>",
    "quotes": "\"'`${window.ran=1}\\",
    "a template": "{{7*7}}{% raise %}",
    "lines": "one\ntwo\r\nthree\ttab",
    "turned": "\u202egnp.exe\u2066",
    "ten thousand letters": "W" * 10_000,
    "signs": "🦊✓ äöü \u0000".replace("\u0000", ""),
    "mathematics": "$\\frac{1}{0}$ _x_ *y* ^ & % #",
    "empty": "",
    "blank": "   ",
}
AT_ONCE = {
    "all that could run": "".join(list(NAMES.values())[:5]),
    "signs": "".join(NAMES[name] for name in ("lines", "turned", "signs", "mathematics")),
    "ten thousand letters": NAMES["ten thousand letters"],
    "empty": "",
}


def line(name):
    rng = np.random.default_rng(0)
    x = tf.constant(rng.normal(size=20).astype(np.float32))
    y = 2.0 * x + 1.0
    W, b = tf.Variable(1.0, name=name), tf.Variable(0.5, name=f"{name} b")

    def model(x):
        return W * x + b

    return x, y, W, b, model, lambda: tf.reduce_mean(tf.square(y - model(x)))


def instruments(name):
    """Each instrument that can be made of a line whose Variables have this name."""
    x, y, W, b, model, error = line(name)
    yield live.Potentiometers(error, [W, b], points=(x, y), model=model, goal=0.1)
    yield live.LossSurface(error, [W, b], points=15)
    yield live.Blindfold(error, [W, b])
    yield live.Descent(error, [W, b])
    yield live.TapeDeck(error, [W, b])
    network = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(3, name=name or "dense")], name=name or None)
    yield live.KnobWall(network)
    pictures = np.random.default_rng(0).uniform(size=(6, 8, 8, 3)).astype(np.float32)
    judge = keras.Sequential([keras.layers.Input((8, 8, 3)), keras.layers.Flatten(), keras.layers.Dense(3)])
    yield live.Confusions(judge, pictures, np.arange(6) % 3, classes=[name, f"{name}2", "third"])


@pytest.fixture
def page(chromium):
    page = chromium.new_page()
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    yield page
    page.close()


@pytest.mark.parametrize("name", AT_ONCE.values(), ids=AT_ONCE)
def test_a_still_shows_the_name_as_text(name):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for instrument in instruments(name):
            still = instrument.still()
            assert still.png.startswith(b"\x89PNG")
            assert "<script>window" not in still.html
            assert "<img src=x" not in still.html.replace("&lt;", "")
            assert len(still.alt) < 5_000, type(instrument)
    plt.close("all")


@pytest.mark.parametrize("name", ["all that could run", "ten thousand letters"])
def test_an_exported_page_runs_nothing(name, page, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for number, instrument in enumerate(instruments(AT_ONCE[name])):
            path = instrument.save(tmp_path / f"{number}.html")
            page.goto(path.as_uri())
            page.wait_for_selector(".instrument, .gl-still, img, canvas", timeout=15_000)
            assert page.evaluate("window.ran") is None, type(instrument)
    plt.close("all")


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_cards_and_tables_show_the_name_as_text(name, capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("GRADLAB_HOME", str(tmp_path))
    for card in (check("00_slope", name), predict("00_lowest", name), check(name, 1), recall("00")):
        html = card._repr_html_()
        assert "<img src=x" not in html
        assert "<script>window" not in html
        assert len(html) < 20_000
    model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(3, name=name or None)])
    model.summary()
    assert max(map(len, capsys.readouterr().out.splitlines())) < 200
    model.save_weights(tmp_path / "w.npz")
    model.load_weights(tmp_path / "w.npz")

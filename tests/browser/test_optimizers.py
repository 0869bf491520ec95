"""The optimizers in the browser turn knobs as gradlab.keras' own do: from the same slopes to the same settings."""

import numpy as np
import pytest

from gradlab import keras
from tests.player_page import open_player

STEPS = 200
CASES = [
    ("sgd", {}, keras.optimizers.SGD),
    ("sgd", {"momentum": 0.8}, keras.optimizers.SGD),
    ("sgd", {"momentum": 0.8, "nesterov": True}, keras.optimizers.SGD),
    ("rmsprop", {}, keras.optimizers.RMSprop),
    ("rmsprop", {"rho": 0.5}, keras.optimizers.RMSprop),
    ("adagrad", {}, keras.optimizers.Adagrad),
    ("adam", {}, keras.optimizers.Adam),
    ("adam", {"beta_1": 0.5, "beta_2": 0.9}, keras.optimizers.Adam),
]

TURN = """([name, options, slopes, rate]) => {
    const settings = Float64Array.of(1, -2, 3);
    const turn = OPTIMIZERS[name].make(settings.length, options);
    return slopes.map((row) => (turn(settings, Float64Array.from(row), rate), [...settings]));
}"""


@pytest.fixture(scope="module")
def page(chromium):
    page = open_player(chromium, "player/optimizers")
    yield page
    page.close()


@pytest.mark.parametrize(("name", "options", "kind"), CASES)
def test_an_optimizer_turns_as_pythons(page, name, options, kind):
    slopes = np.random.default_rng(5).normal(size=(STEPS, 3)) * [1.0, 1e-4, 1e3]
    slopes[::7] = 0.0
    optimizer, rate, w = kind(**options), 0.03, np.array([1.0, -2.0, 3.0])
    slots = {slot: np.full(3, first) for slot, first in optimizer.slots.items()}
    expected = []
    for k, g in enumerate(slopes):
        w = optimizer.step(g, w, slots, rate, k + 1)
        expected.append(w)
    turned = np.array(page.evaluate(TURN, [name, options, slopes.tolist(), rate]))
    np.testing.assert_allclose(turned, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", ["sgd", "rmsprop", "adagrad", "adam"])
def test_the_usual_learning_rate_is_pythons(page, name):
    usual = float(keras.optimizers.get(name).learning_rate)
    assert page.evaluate("name => OPTIMIZERS[name].learningRate", name) == pytest.approx(usual, rel=1e-6)

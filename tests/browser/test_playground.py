"""The playground in a real JupyterLab: driven by mouse and keyboard, its numbers held against gradlab's own training."""

import itertools
import json
import time
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from gradlab.live.playground.networks import ACTIVATIONS, first_weights, tapes
from gradlab.live.playground.playground import Playground
from gradlab.live.race.runners import OPTIMIZERS
from tests.player_page import open_player

CELL = "from gradlab import live\nplayground = live.Playground('moons', layers=(3, 2))\nplayground"
# Every picture of the boundary is one square of 50 × 50 dots that is put on a canvas. How many come after a stop?
STOP = """() => {
    const put = CanvasRenderingContext2D.prototype.putImageData;
    let pictures = 0;
    CanvasRenderingContext2D.prototype.putImageData = function (image, ...rest) {
        if (image.width === 50) pictures++;
        return put.call(this, image, ...rest);
    };
    return new Promise((done) => setTimeout(() => {
        const running = pictures;
        document.querySelector(".playground .run").click();
        setTimeout(() => done([running, pictures - running]), 800);
    }, 1000));
}"""


class Ground:
    """The playground as it is seen on the page."""

    def __init__(self, notebook: Any, nth: int = 0) -> None:
        self.notebook = notebook
        self.page = notebook.page
        self.box = notebook.page.locator(".playground").nth(nth)
        self.box.scroll_into_view_if_needed()

    def button(self, name: str) -> Locator:
        return self.box.get_by_role("button", name=name, exact=True)

    def slider(self, name: str) -> Locator:
        return self.box.get_by_role("slider", name=name)

    def losses(self) -> list[float]:
        self.box.scroll_into_view_if_needed()  # out of sight, nothing is painted
        self.page.wait_for_timeout(200)
        return [float(x) for x in json.loads(self.box.get_attribute("data-losses"))]

    def step(self) -> int:
        self.box.scroll_into_view_if_needed()
        self.page.wait_for_timeout(200)
        return int(self.box.locator(".step-words").inner_text().split()[1])

    def run_for(self, milliseconds: int) -> None:
        self.button("▶ start").click()
        self.page.wait_for_timeout(milliseconds)
        self.button("❚❚ stop").click()
        self.settled()

    def settled(self) -> None:
        """Wait until the kernel has heard of the last change."""
        self.page.wait_for_timeout(500)
        self.notebook.wait_until_idle()

    def assert_python_agrees(self) -> None:
        """The losses on the page are those that Python computes from the weights that it heard of."""
        self.settled()
        assert self.step() == self.notebook.python("playground.step")
        assert self.losses() == pytest.approx(self.notebook.python("[playground.loss, playground.test_loss]"), rel=1e-9)

    def assert_trained_by_gradlab(self) -> None:
        """As many steps in Python from the same settings lead to the same losses."""
        self.assert_python_agrees()
        again = (
            "live.Playground(playground.data, **{name: getattr(playground, name) for name in "
            "('layers', 'activation', 'optimizer', 'learning_rate', 'noise', 'initial_scale', 'seed')})"
        )
        self.notebook.execute(f"again = {again}\nagain.train({self.step()})")
        assert self.losses() == pytest.approx(self.notebook.python("[again.loss, again.test_loss]"), rel=1e-9)


def test_the_page_lays_every_network_as_python_records_it(chromium):
    """A page without a kernel begins with the same weights and gets the same losses and slopes, whatever the layers are."""
    page = open_player(chromium, "playground/network")
    cases = []
    for k, (activation, layers) in enumerate(itertools.product(ACTIVATIONS, [[], [1], [8, 8], [3, 8, 2]])):
        playground = Playground("spirals", layers=layers, activation=activation, seed=k, points=20, initial_scale=1.5)
        cases.append(playground)
        (x, y), w = playground.train_data, playground.weights
        found = page.evaluate(
            """({ tape, layers, x, y, seed }) => {
                const weights = firstWeights(layers, 1.5, seed);
                const player = playerOf(tape, layers, x, y);
                const loss = player.play(knobsOf(weights, layers))[0];
                return { weights: [...weights], loss, slopes: player.rewind().flatMap((slope) => [...slope]) };
            }""",
            {
                **{"tape": tapes()[activation][len(layers)], "layers": layers, "seed": k},
                **{"x": x.ravel().tolist(), "y": y.ravel().tolist()},
            },
        )
        first = first_weights(layers, 1.5, k)
        assert found["weights"] == [float(each) for part in first for each in part.ravel()]
        assert found["loss"] == pytest.approx(playground.loss, rel=1e-12)
        slopes = np.concatenate([slope.ravel() for slope in playground._recordings()[0].slopes(w)])
        np.testing.assert_allclose(found["slopes"], slopes, rtol=1e-10, atol=1e-15)
    page.close()


def test_the_page_trains_as_gradlab_does(open_notebook):
    notebook = open_notebook([CELL], height=1000)
    notebook.run_all()
    ground = Ground(notebook)
    assert ground.losses() == pytest.approx(notebook.python("[playground.loss, playground.test_loss]"), rel=1e-12)
    for _ in range(3):
        ground.button("+1 step").click()
    ground.settled()
    assert ground.step() == 3
    ground.assert_trained_by_gradlab()
    ground.run_for(700)
    assert ground.step() > 3
    ground.assert_trained_by_gradlab()
    rates = {"sgd": 0.3, "momentum": 0.05, "nesterov": 0.05, "rmsprop": 0.01, "adagrad": 0.1, "adam": 0.02}
    assert rates.keys() == OPTIMIZERS.keys()
    for (optimizer, rate), activation in zip(rates.items(), itertools.cycle(ACTIVATIONS)):
        notebook.execute(f"playground.optimizer, playground.learning_rate = {optimizer!r}, {rate}")
        notebook.execute(f"playground.activation = {activation!r}\nplayground.reset()")
        ground.settled()
        assert ground.step() == 0
        for _ in range(10):
            ground.button("+1 step").click()
        ground.assert_trained_by_gradlab()
    assert notebook.console_errors == []
    assert notebook.requests_outside == []


def test_it_is_used_by_mouse_and_keyboard_in_two_views(open_notebook):
    notebook = open_notebook([CELL, "playground"], height=1000)
    notebook.run_all()
    ground, twin = Ground(notebook), Ground(notebook, 1)
    ground.box.scroll_into_view_if_needed()

    # A click on a line takes its weight in hand; the slider turns it, and the picture follows at once.
    canvas, hand = ground.box.locator("canvas.wiring"), ground.box.locator(".in-hand select")
    box = canvas.bounding_box()
    assert box
    edge = 17 + 14  # where the middle of the first column lies
    between = edge + (box["width"] - 2 * edge) / 6  # halfway to the second
    canvas.click(position={"x": between, "y": box["height"] / 2 - 49})  # between x₁ and the first of three neurons
    ground.page.wait_for_timeout(100)
    assert hand.locator("option:checked").inner_text() == "x₁ → neuron 1"
    hand.select_option(label="x₂ → neuron 3")
    picture, losses = ground.box.locator("canvas.boundary"), ground.losses()
    before = picture.screenshot()
    ground.slider("its value").press("Home")
    ground.page.wait_for_timeout(100)
    assert picture.screenshot() != before
    assert ground.losses() != losses
    assert ground.slider("its value").get_attribute("aria-valuetext") == "weight −6.00"
    ground.assert_python_agrees()
    assert notebook.python("playground.model.layers[0].kernel[1, 2]") == -6.0
    assert twin.losses() == ground.losses()

    # Reset brings back the numbers of the same seed; other weights are those of the next.
    ground.button("reset").click()
    ground.settled()
    assert ground.losses() == losses
    ground.button("other weights").click()
    ground.settled()
    assert ground.losses() != losses
    ground.assert_trained_by_gradlab()

    # Layers, by mouse and keyboard.
    ground.button("one hidden layer more").click()
    ground.button("one neuron more in hidden layer 3").press("Enter")
    ground.button("one neuron less in hidden layer 1").click()
    ground.settled()
    assert notebook.python("[layer.units for layer in playground.model.layers]") == [2, 2, 3, 1]
    twin.step()  # brings it into sight
    assert twin.box.locator(".head span").all_inner_texts() == ["2 neurons", "2 neurons", "3 neurons"]
    ground.assert_trained_by_gradlab()
    ground.step()
    assert "x₁ → neuron 2" in hand.inner_text()

    # What it is trained on, and how.
    ground.box.locator("select[data-trait=data]").select_option("xor")
    ground.box.get_by_label("activation").select_option("relu")
    ground.box.get_by_label("optimizer").select_option("adam")
    for name, key in (("learning rate", "PageDown"), ("noise", "ArrowRight"), ("initial scale", "ArrowRight")):
        ground.slider(name).press(key)
    ground.settled()
    settings = "[playground.data, playground.activation, playground.optimizer]"
    assert notebook.python(settings) == ["xor", "relu", "adam"]
    numbers = "[playground.learning_rate, playground.noise, playground.initial_scale]"
    assert notebook.python(numbers) == pytest.approx([0.095, 0.11, 1.05])
    ground.button("+1 step").press("Enter")
    ground.assert_trained_by_gradlab()
    assert twin.losses() == ground.losses()

    # Both views run together, and what Python sets is seen.
    twin.run_for(500)
    assert ground.step() == twin.step() > 1
    ground.assert_trained_by_gradlab()
    notebook.execute("playground.model.layers[-1].bias.assign([2.5])")
    ground.settled()
    hand.select_option(label="bias of the output")
    expect(ground.slider("its value")).to_have_value("2.5")  # with the next picture
    ground.assert_python_agrees()
    assert "xor" in picture.get_attribute("aria-label")
    for theme in ("dark", "light"):
        notebook.theme(theme)
        ground.settled()
        notebook.look(f"playground_{theme}")
    notebook.page.set_viewport_size({"width": 900, "height": 1000})
    ground.settled()
    assert ground.box.evaluate("e => e.scrollWidth <= e.clientWidth + 1")
    assert notebook.console_errors == []
    assert notebook.requests_outside == []


def test_the_kernel_is_free_while_it_trains_and_a_stop_is_obeyed(open_notebook):
    notebook = open_notebook([CELL.replace("(3, 2)", "(8, 8)")], height=1000)
    notebook.run_all()
    ground = Ground(notebook)
    notebook.execute("heard = []\nplayground.observe(lambda change: heard.append(change.new), 'step')")
    began = time.monotonic()
    ground.button("▶ start").click()
    ground.page.wait_for_timeout(3000)
    first = notebook.python("playground.step")
    assert notebook.python("sum(range(1000))") == 499500  # another cell is answered
    ground.page.wait_for_timeout(600)
    assert notebook.python("playground.step") > first > 0
    running, late = ground.page.evaluate(STOP)
    assert running > 1
    assert late <= 1  # what was trained before the stop is still shown
    seconds = time.monotonic() - began
    ground.settled()
    assert 5 <= len(notebook.python("heard")) <= 5 * seconds + 4  # five messages a second, and a little at the ends
    ground.assert_trained_by_gradlab()
    # From Python, too; and a kernel that is busy does not hold the training up.
    notebook.execute("playground.running = True\nimport time; time.sleep(1.5)")
    before = ground.step()
    notebook.execute("playground.running = False")
    ground.settled()
    assert before > notebook.python("heard")[0]
    stopped = ground.step()
    ground.page.wait_for_timeout(400)
    assert ground.step() == stopped
    assert ground.button("▶ start").is_visible()
    ground.assert_python_agrees()


def test_weights_that_are_no_numbers_stop_it_with_words(open_notebook):
    wild = "'circles', layers=(8, 8), activation='linear', learning_rate=1e30"
    notebook = open_notebook([CELL.replace("'moons', layers=(3, 2)", wild)], height=1000)
    notebook.run_all()
    ground = Ground(notebook)
    ground.button("▶ start").click()
    ground.page.wait_for_timeout(600)
    ground.settled()
    note = ground.box.locator(".note").inner_text()
    assert "Stopped at step" in note
    assert "lower the learning rate (now 1e+30)" in note
    assert notebook.python("playground.trouble") == note
    assert not notebook.python("playground.running")
    assert all(np.isfinite(ground.losses()))
    notebook.execute("playground.learning_rate = 0.1")
    ground.button("reset").click()
    ground.settled()
    assert not ground.box.locator(".note").is_visible()
    ground.run_for(300)
    ground.assert_trained_by_gradlab()
    notebook.execute("playground.model.layers[1].bias.assign([float('nan')] * 8)")
    ground.settled()
    assert "weights of hidden layer 2 became not a number" in ground.box.locator(".note").inner_text()
    ground.button("▶ start").click()
    ground.settled()
    assert not notebook.python("playground.running")
    notebook.look("playground_nan")
    assert notebook.console_errors == []


def test_a_goal_is_reached_and_own_points_have_no_test(open_notebook):
    notebook = open_notebook(
        [
            "from gradlab import live\nx, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]\n"
            "playground = live.Playground((x, y), layers=(3,), noise=0.0, learning_rate=2.0, goal=0.3)\nplayground"
        ],
        height=1000,
    )
    notebook.page.emulate_media(reduced_motion="reduce")  # a few pictures in large steps
    notebook.run_all()
    ground = Ground(notebook)
    goal = ground.box.locator(".goal-words")
    assert goal.inner_text() == "Goal: loss at most 0.3."
    assert not ground.box.get_by_text("test points").first.is_visible()
    notebook.execute("playground.steps_per_picture = 20")
    began = time.monotonic()
    ground.run_for(3000)
    assert 20 <= ground.step() <= 20 * (2 * (time.monotonic() - began) + 2)  # two pictures a second
    notebook.execute("playground.train(500)")
    ground.settled()
    assert goal.inner_text().startswith("Reached: loss 0.0")
    assert ground.losses()[0] == pytest.approx(notebook.python("playground.loss"), rel=1e-9)
    assert notebook.console_errors == []


def test_it_begins_without_a_hidden_layer(open_notebook):
    notebook = open_notebook(
        ["from gradlab import live\nplayground = live.Playground('xor', layers=[])\nplayground"], height=1000
    )
    notebook.run_all()
    ground = Ground(notebook)
    assert ground.box.get_by_label("weight in hand").locator("option").all_inner_texts() == [
        "x₁ → output",
        "x₂ → output",
        "bias of the output",
    ]
    ground.assert_python_agrees()
    ground.button("one hidden layer more").click()
    ground.settled()
    assert notebook.python("list(playground.layers)") == [2]
    ground.assert_python_agrees()
    ground.button("one hidden layer less").click()
    ground.assert_python_agrees()
    assert notebook.console_errors == []

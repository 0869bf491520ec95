"""The race in a real JupyterLab: run by mouse and keyboard, its table held against Python's."""

import time
from typing import Any

import pytest
from playwright.sync_api import Locator

CANYON = ["from gradlab import live\nrace = live.Race('canyon')\nrace"]
EVERY = ["sgd", "momentum", "nesterov", "rmsprop", "adagrad", "adam"]
ALL = f"from gradlab import live\nrace = live.Race('valley', optimizers={EVERY})\nrace.step = 300\nrace"


class Course:
    """The race as it is seen on the page."""

    def __init__(self, notebook: Any, nth: int = 0) -> None:
        self.notebook = notebook
        self.page = notebook.page
        self.box = notebook.page.locator(".race").nth(nth)
        self.box.scroll_into_view_if_needed()

    def slider(self, name: str, within: str | None = None) -> Locator:
        place = self.box.get_by_role("group", name=within, exact=True) if within else self.box
        return place.get_by_label(name, exact=True)

    def button(self, name: str) -> Locator:
        return self.box.get_by_role("button", name=name)

    def canvas(self) -> Locator:
        return self.box.locator("canvas.terrain")

    def step(self) -> int:
        return int(float(self.slider("step").input_value()))

    def settled(self) -> None:
        """Wait until the kernel has heard of the last turn and the result has been said."""
        self.page.wait_for_timeout(600)
        self.notebook.wait_until_idle()

    def click_at(self, x: float, y: float) -> None:
        """Click on the map, at shares of the canvas."""
        self.canvas().scroll_into_view_if_needed()
        box = self.canvas().bounding_box()
        assert box
        self.page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])

    def table(self) -> list[dict[str, Any]]:
        return self.box.locator(".results tbody tr").evaluate_all(
            """rows => rows.map(row => ({
                place: row.cells[0].innerText === '–' ? null : Number(row.cells[0].innerText),
                optimizer: row.dataset.optimizer, outcome: row.dataset.outcome, words: row.cells[2].innerText,
                length: Number(row.dataset.length), error: Number(row.dataset.error) }))"""
        )

    def assert_python_agrees(self, name: str = "race") -> None:
        """The table on the page is the one that Python computes."""
        self.settled()
        shown, computed = self.table(), self.notebook.python(f"{name}.results")
        assert len(shown) == len(computed)
        for seen, row in zip(shown, computed):
            for key in ("place", "optimizer", "outcome"):
                assert seen[key] == row[key], (seen, row)
            when = row["steps"] if row["outcome"] == "finished" else row["diverged"]
            assert when is None or f"{when}" in seen["words"].split()
            assert seen["length"] == pytest.approx(row["length"], rel=1e-9)
            assert seen["error"] == pytest.approx(row["error"], rel=1e-9, abs=1e-12)


def test_the_table_is_pythons_on_every_surface_and_survives_divergence(open_notebook):
    notebook = open_notebook([ALL])
    notebook.run_all()
    course = Course(notebook)
    for surface in notebook.python("list(race._tracks)"):
        notebook.execute(f"race.surface = {surface!r}\nrace.step = 300")
        course.settled()
        assert course.box.locator("select.surface").input_value() == surface
        course.assert_python_agrees()
    course.box.locator("select.surface").select_option("canyon")  # on the page: the same start and rates as from Python
    course.settled()
    assert notebook.python("[race.surface, race.start, race.optimizers['sgd'], race.step]") == [
        *("canyon", [-4.0, 1.5], {"learning_rate": 0.019}, 0),
    ]
    notebook.execute("for name in race.optimizers: race.tune(name, learning_rate=1e3)\nrace.step = 300")
    course.settled()
    diverged = [row for row in course.table() if row["outcome"] == "diverged"]
    assert {"sgd", "momentum", "nesterov"} <= {row["optimizer"] for row in diverged}
    notebook.look("race_diverged")
    assert notebook.console_errors == []
    assert notebook.requests_outside == []


def test_a_race_is_run_by_mouse_and_keyboard(open_notebook):
    notebook = open_notebook([*CANYON, "race"], height=1000)
    notebook.run_all()
    course, twin = Course(notebook), Course(notebook, 1)
    course.box.scroll_into_view_if_needed()

    # Another start: by a click on the map, the race is seen to its end; then by keyboard.
    assert course.step() == 0
    course.click_at(0.52, 0.25)
    course.settled()
    assert course.step() == 300
    x, y = notebook.python("race.start")
    assert x == pytest.approx(-0.2, abs=0.6)  # where the axes begin depends on how long their labels are
    assert y == pytest.approx(1.05, abs=0.2)
    course.assert_python_agrees()
    course.slider("start x").press("ArrowRight")
    course.slider("start y").press("Home")
    course.settled()
    assert notebook.python("race.start") == pytest.approx([x + 0.01, -2.0])
    course.assert_python_agrees()

    # Another learning rate, at once, in both views; what is said of it.
    before = course.table()
    rate = course.slider("learning rate", "sgd")
    rate.press("PageDown")
    course.settled()
    assert notebook.python("race.optimizers['sgd']['learning_rate']") == pytest.approx(0.006)
    assert rate.get_attribute("aria-valuetext") == "sgd learning rate 0.006"
    assert course.table() != before
    assert course.table() == twin.table()
    course.assert_python_agrees()
    rate.press("End")  # 10: far too large
    course.settled()
    said = course.box.locator(".announced").inner_text()
    assert "wins with" in said
    assert "sgd diverged at step" in said
    assert "sgd diverged at step" in course.canvas().get_attribute("aria-label")
    course.assert_python_agrees()

    # Switched off, a runner is in no table.
    course.box.get_by_role("group", name="sgd", exact=True).get_by_role("checkbox").uncheck()
    course.settled()
    assert notebook.python("race.off") == ["sgd"]
    assert "sgd" not in [row["optimizer"] for row in course.table()]
    course.assert_python_agrees()

    # The controls: back, one step, play and pause, and the slider over all steps.
    course.button("to the start").click()
    course.settled()
    assert {row["words"] for row in course.table()} == {"running"}
    course.button("one step forward").click()
    course.settled()
    assert (course.step(), notebook.python("race.step")) == (1, 1)
    course.box.get_by_label("steps a second", exact=True).select_option("150")
    course.button("play").click()
    course.page.wait_for_timeout(500)
    course.button("pause").click()
    stopped = course.step()
    assert 1 < stopped < 300
    course.settled()
    assert (course.step(), notebook.python("[race.step, race.playing]")) == (stopped, [stopped, False])
    course.slider("step").press("End")
    course.settled()
    assert notebook.python("race.step") == 300
    notebook.execute("race.step = 290; race.playing = True")
    notebook.wait_until("race.step == 300 and not race.playing")

    # The hill: turned by keyboard, and a click brings the start there.
    course.button("hill").click()
    course.settled()
    before = course.canvas().screenshot()
    course.canvas().press("ArrowLeft")
    course.page.wait_for_timeout(200)
    assert course.canvas().screenshot() != before
    start = notebook.python("race.start")
    course.click_at(0.5, 0.55)
    course.settled()
    assert notebook.python("race.start") != start
    course.assert_python_agrees()

    for theme in ("dark", "light"):
        notebook.theme(theme)
        course.settled()
        notebook.look(f"race_{theme}")
    notebook.page.set_viewport_size({"width": 900, "height": 1000})
    course.settled()
    assert course.box.evaluate("e => e.scrollWidth <= e.clientWidth + 1")
    assert notebook.console_errors == []
    assert notebook.requests_outside == []


def test_a_learners_own_function_runs_in_the_kernel_where_the_browser_cannot(open_notebook):
    notebook = open_notebook(
        [
            """import gradlab as tf
from gradlab import live
@tf.operator(symbol="x⁴", slope_x=lambda g, x: g * 4 * x**3)
def fourth_power(x):
    return x**4
def f(x, y): return fourth_power(x) + 3 * tf.square(y)
race = live.Race(f, optimizers=["sgd", "adam"], steps=100)
race.step = 100
race"""
        ]
    )
    notebook.run_all()
    course = Course(notebook)
    course.settled()
    assert "The kernel computes this one: the function uses fourth_power" in course.box.locator(".note").inner_text()
    course.assert_python_agrees()
    before = course.canvas().screenshot()
    course.click_at(0.8, 0.3)
    course.settled()
    assert course.canvas().screenshot() != before
    course.assert_python_agrees()
    course.slider("start x").press("Home")  # so steep that plain gradient descent blows up
    course.slider("start y").press("Home")
    course.settled()
    course.assert_python_agrees()
    assert notebook.console_errors == []


def test_while_a_hand_drags_the_kernel_hears_little_and_calm_pages_step(open_notebook):
    notebook = open_notebook(CANYON)
    notebook.page.emulate_media(reduced_motion="reduce")
    notebook.run_all()
    course = Course(notebook)
    notebook.execute("heard = []\nrace.observe(lambda change: heard.append(change.new), 'start')")
    box, mouse = course.canvas().bounding_box(), notebook.page.mouse
    mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"])
    mouse.down()
    began = time.monotonic()
    for k in range(60):
        mouse.move(box["x"] + (0.3 + 0.005 * k) * box["width"], box["y"] + 0.3 * box["height"])
        notebook.page.wait_for_timeout(16)
    mouse.up()
    seconds = time.monotonic() - began
    course.settled()
    heard = notebook.python("heard")
    assert 2 <= len(heard) <= 5 * seconds + 4, "five times a second, and a little at the ends"
    assert heard[-1] == notebook.python("race.start")
    course.assert_python_agrees()
    # Where motion is not wanted, the race goes on in a few large steps.
    course.button("to the start").click()
    notebook.page.evaluate("""() => {
        window.seen = new Set();
        const slider = document.querySelector(".race .cursor input");
        window.watch = setInterval(() => window.seen.add(slider.value), 5);
    }""")
    began = time.monotonic()
    course.button("play").click()
    notebook.page.wait_for_timeout(1800)
    course.button("pause").click()
    seconds = time.monotonic() - began
    assert 2 <= notebook.page.evaluate("() => { clearInterval(window.watch); return window.seen.size }") <= 2 * seconds + 3
    assert course.step() > 20

"""The sketchpad in a real JupyterLab: drawn on by mouse and by keyboard, undone, and heard by Python."""

from typing import Any

CELLS = [
    """from gradlab import live
pad = live.Sketchpad(([[-1, -1], [1, 1]], [0, 1]), classes=["cup", "spoon"])
pad""",
    "pad",
    """heights = live.Sketchpad(classes=None)
heights""",
]


class Pad:
    """The instrument as it is seen on the page."""

    def __init__(self, notebook: Any, nth: int = 0) -> None:
        self.notebook = notebook
        self.box = notebook.page.locator(".sketchpad").nth(nth)
        self.box.scroll_into_view_if_needed()
        self.canvas = self.box.locator("canvas")
        notebook.page.wait_for_timeout(300)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """The pixel of a point, as the axes lie within the canvas."""
        box = self.canvas.bounding_box()
        across, up = ((c + 1.5) / 3 for c in (x, y))
        return box["x"] + 56 + across * (box["width"] - 70), box["y"] + box["height"] - 40 - up * (box["height"] - 54)

    def click(self, x: float, y: float) -> None:
        self.notebook.page.mouse.click(*self.at(x, y))
        self.settled()

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        mouse = self.notebook.page.mouse
        mouse.move(*self.at(*start))
        mouse.down()
        for k in range(1, 13):
            mouse.move(*self.at(*(a + (b - a) * k / 12 for a, b in zip(start, end))))
            self.notebook.page.wait_for_timeout(40)
        mouse.up()
        self.settled()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.canvas.press(key)
        self.settled()

    def choose(self, name: str) -> None:
        self.box.locator("label", has_text=name).click()

    def settled(self) -> None:
        self.notebook.page.wait_for_timeout(400)
        self.notebook.wait_until_idle()

    def points(self, name: str = "pad") -> list[list[float]]:
        return self.notebook.python(f"{name}.points")


def test_what_is_drawn_is_heard(open_notebook):
    notebook = open_notebook(CELLS)
    notebook.run_all()
    pad = Pad(notebook)
    pad.click(0.5, -0.5)
    pad.choose("spoon")
    pad.click(-0.6, 0.9)
    *_, cup, spoon = pad.points()
    assert (cup[2], spoon[2]) == (0, 1)
    assert max(abs(a - b) for a, b in zip([*cup[:2], *spoon[:2]], [0.5, -0.5, -0.6, 0.9])) < 0.02  # a pixel or two
    assert pad.canvas.get_attribute("aria-label").startswith("A square to draw on, with 2 cup, 2 spoon.")
    pad.drag((-1, 0), (1, 0))
    trail = pad.points()[4:]
    assert len(trail) > 8
    assert all(abs(y) < 0.02 and k == 1 for _, y, k in trail)
    pad.box.get_by_role("button", name="undo").click()
    pad.settled()
    assert len(pad.points()) == 4, "a stroke is undone as a whole"
    notebook.look("sketchpad-drawn")


def test_spray_and_eraser(open_notebook):
    notebook = open_notebook(CELLS)
    notebook.run_all()
    pad = Pad(notebook)
    pad.choose("spray")
    pad.drag((-0.8, 0.5), (0.8, 0.5))
    sprayed = pad.points()[2:]
    assert len(sprayed) > 5
    assert len({round(y, 3) for _, y, _ in sprayed}) > 3, "it scatters"
    pad.choose("erase")
    pad.click(1, 1)
    assert [1, 1, 1] not in pad.points()
    pad.box.get_by_role("button", name="clear").click()
    pad.settled()
    assert pad.points() == []
    pad.box.get_by_role("button", name="back to the start").click()
    pad.settled()
    assert pad.points() == [[-1, -1, 0], [1, 1, 1]]


def test_the_keyboard_draws_too(open_notebook):
    notebook = open_notebook(CELLS)
    notebook.run_all()
    pad = Pad(notebook)
    pad.press("2", "ArrowRight", "ArrowRight", "ArrowUp", "Space")
    *_, (x, y, k) = pad.points()
    assert (round(x, 6), round(y, 6), k) == (0.2, 0.1, 1)
    pad.press("Backspace")
    assert len(pad.points()) == 2
    assert len(notebook.page.locator(".jp-Cell").all()) >= 3, "no key has reached the notebook"


def test_two_views_and_python_see_the_same_points(open_notebook):
    notebook = open_notebook(CELLS)
    notebook.run_all()
    Pad(notebook).click(0, 0)
    other = Pad(notebook, 1)
    assert other.box.locator(".total").inner_text() == "3 points"
    notebook.execute("pad.points = [[0, 0, 0]]")
    other.settled()
    assert other.box.locator(".total").inner_text() == "1 point"


def test_without_classes_there_is_nothing_to_choose(open_notebook):
    notebook = open_notebook(CELLS)
    notebook.theme("dark")
    notebook.run_all()
    pad = Pad(notebook, 2)
    assert not pad.box.locator(".kinds").is_visible()
    pad.drag((-1, -1), (1, 1))
    assert notebook.python("heights.x.shape[1]") == 1
    assert notebook.python("len(heights.y)") > 8
    notebook.look("sketchpad-dark")

"""What the tests share: a Chromium, a JupyterLab on a copy of the course, and notebooks open in it.

What drives a browser takes seconds to import, so only those tests import it that ask for one.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gradlab.operators import operator as _  # noqa: F401  # all operators are in the registry before a test adds its own
from gradlab.tensors.tensor import OPERATORS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.lab import Lab, Notebook, Window

COURSE = Path(__file__).parent.parent / "notebooks"
# The two of JupyterLite do not begin together: it is built by the first, and the other would wait for it with idle hands.
LONGEST = ["test_lite_notebooks.py", "test_course.py", "test_pages_live.py", "test_lite.py", "test_playground.py"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test that asks for a browser, so that `-m browser` finds it; their files come last, the longest before.

    Files are handed out in their order to several processes: one that came last would keep a single one busy, and after a
    browser was driven, an event loop runs in its process, in which no notebook can be executed.
    """
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    driven = {item.path for item in items if item.get_closest_marker("browser")}
    items.sort(key=lambda item: _turn(item.path.name) if item.path in driven else 0)


def _turn(name: str) -> int:
    return 1 + (LONGEST.index(name) if name in LONGEST else len(LONGEST))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for all that was skipped, and why: nothing is left out silently."""
    reports = terminalreporter.stats.get("skipped", [])
    reasons = Counter(str(report.longrepr[2]).removeprefix("Skipped: ") for report in reports)
    why = "; ".join(f"{count} × {reason}" for reason, count in reasons.most_common())
    terminalreporter.write_line(f"Skipped: {len(reports)}{f' ({why})' if why else ''}")


@pytest.fixture(autouse=True)
def operators_of_the_library() -> Iterator[None]:
    """What a test registers, as a learner does, is gone when the test is over."""
    before = dict(OPERATORS)
    yield
    OPERATORS.clear()
    OPERATORS.update(before)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A Chromium without a window."""
    from playwright.sync_api import sync_playwright

    from tests import chromium as chromiums
    from tests.lab import CHROMIUM_FLAGS

    with sync_playwright() as playwright:
        path = chromiums.find(playwright)
        if not path and os.environ.get("CI"):
            pytest.fail("There is no Chromium on this machine, and in CI the browser tests must run.")
        if not path:
            pytest.skip("There is no Chromium on this machine: `make chromium` gets one.")
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def lab(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A JupyterLab on a copy of the notebooks, which the tests may change."""
    from tests.lab import Lab

    course = tmp_path_factory.mktemp("lab") / "course"
    shutil.copytree(COURSE, course, ignore=shutil.ignore_patterns(".*", "__pycache__"))
    with Lab(course) as lab:
        yield lab


@pytest.fixture(scope="session")
def window(chromium: Browser, lab: Lab) -> Iterator[Window]:
    """A page with JupyterLab in it, which stays open from test to test."""
    from tests.lab import Window

    window = Window(chromium, lab)
    yield window
    window.close()


@pytest.fixture
def open_notebook(chromium: Browser, window: Window, lab: Lab) -> Iterator[Callable[..., Notebook]]:
    """Opens a notebook: one of the course by its name, or a new one of the given cells. Closed when the test is over.

    open_notebook("01_potentiometers.ipynb")
    open_notebook(["import gradlab as tf", "tf.Variable(16.0)"], round_trip_ms=150)

    With `round_trip_ms` everything between the page and the kernel takes that much longer, from when the page is there.
    """
    from tests.lab import Window, write_notebook

    with ExitStack() as until_the_end:

        def open_notebook(
            notebook: str | list[str], *, round_trip_ms: float = 0, width: int = 1280, height: int = 900
        ) -> Notebook:
            if isinstance(notebook, str):
                name = Path(shutil.copy(COURSE / notebook, lab.course)).name
            else:
                name = "new.ipynb"
                write_notebook(notebook, lab.course / name)
            free = window
            if window.in_use:
                free = Window(chromium, lab)
                until_the_end.callback(free.close)
            opened = free.open(name, width=width, height=height, round_trip=round_trip_ms / 1000)
            until_the_end.callback(free.put_away, opened)
            return opened

        yield open_notebook

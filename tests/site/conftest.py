"""What the tests of the site share: the course in JupyterLite, built once, on a host of this machine."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from gradlab.course.contents import BY_DIGITS
from gradlab.site.build import build_site
from gradlab.site.lite import build_lite
from tests.lab import Notebook
from tests.site import pyodide
from tests.site.host import Host

BELOW = "gradlab/lab"
"""Where the course lies on its host: a project page is no host's root."""

PAGES = ["01", "02", "07"]
"""The notebooks that have a live page in the tests."""


def _missing(what: str, remedy: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(f"{what}, and in CI the tests of the site must run.")
    pytest.skip(f"{what}: {remedy}")


@pytest.fixture(scope="session")
def distribution() -> Path:
    """The folder of a Pyodide distribution."""
    found = pyodide.find()
    if not found:
        _missing("There is no Pyodide here", "`make pyodide` gets one.")
    if not find_spec("jupyterlite_core"):
        _missing("JupyterLite is not installed", 'pip install -e ".[site]"')
    return found


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site without JupyterLite, with three of its notebooks: below a path, as a project page is."""
    if not find_spec("pdoc"):
        _missing("pdoc is not installed", 'pip install -e ".[site]"')
    notebooks = [BY_DIGITS[digits] for digits in PAGES]
    build = partial(build_site, runs_here=False, notebooks=notebooks)
    return _built_once("pages", tmp_path_factory, lambda to: build(to / "gradlab")) / "gradlab"


@pytest.fixture(scope="session")
def site(site_folder: Path) -> Iterator[str]:
    """The address of the site."""
    with Host(site_folder.parent) as address:
        yield f"{address}/gradlab"


@pytest.fixture(scope="session")
def lite(distribution: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the course in JupyterLite, with Pyodide inside."""
    site = _built_once("lite", tmp_path_factory, lambda to: build_lite(to / BELOW, pyodide=distribution))
    with Host(site) as address:
        yield f"{address}/{BELOW}"


def _built_once(name: str, tmp_path_factory: pytest.TempPathFactory, build: Callable[[Path], object]) -> Path:
    """The folder that `build` has written into, by the first of all processes of a run that asks for it."""
    common = tmp_path_factory.getbasetemp()
    common = common.parent if os.environ.get("PYTEST_XDIST_WORKER") else common
    folder, built = common / name, common / f"{name} is built"
    with (common / f"{name} is being built").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # who comes second waits here, and finds it built
        if not built.exists():
            build(folder)
            built.touch()
    return folder


@pytest.fixture
def open_here(chromium: Browser, lite: str) -> Iterator[Callable[..., Notebook]]:
    """Opens a notebook of the course by its link; closed when the test is over.

    open_here("01_potentiometers.ipynb")                        in a browser that has never been here
    open_here("01_potentiometers.ipynb", after=notebook)        in the one in which that notebook was, which is closed
    """
    with ExitStack() as until_the_end:

        def open_here(name: str, after: Notebook | None = None) -> Notebook:
            if after:
                context = after.page.context
                after.page.close()
            else:
                context = chromium.new_context(viewport={"width": 1400, "height": 900})
                until_the_end.callback(context.close)
            return in_lite(context.new_page(), lite, name)

        yield open_here


def in_lite(page: Page, lite: str, name: str) -> Notebook:
    """The notebook of this name, opened by its link. Python starts in the page, beside other tests in a minute."""
    return Notebook(page, f"{lite}/lab/index.html?path={name}", starts_within=240)

"""A real JupyterLab and a notebook in it, as the browser tests use them (the fixtures are in conftest.py)."""

import ast
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import unquote, urlparse

import nbformat
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from tests.slow_line import SlowLine

LOOKS = Path(__file__).parent.parent / ".looks"
THIS_MACHINE = re.compile(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:|about:")
TOKEN = "course"
KERNEL = "shell.currentWidget?.sessionContext?.session?.kernel"

# What Chromium needs where there is no graphics card and no network. Pages are painted without one, and only WebGL is
# computed in its stead: painting everything by way of an imitated card is twenty times slower.
CHROMIUM_FLAGS = [
    "--disable-gpu",
    "--no-sandbox",
    "--no-first-run",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]

QUIET = {
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},
}


class Lab:
    """A JupyterLab on a free port of this machine, which serves `course` and has settings of its own.

    with Lab(folder) as lab:
        get(lab.page("01_potentiometers.ipynb"))
    """

    def __init__(self, course: Path) -> None:
        self.course = course
        self.address = ("127.0.0.1", free_port())

    def __enter__(self) -> "Lab":
        self._home = tempfile.TemporaryDirectory()
        home = Path(self._home.name)
        for name, settings in QUIET.items():
            file = home / "settings" / f"{name}.jupyterlab-settings"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(settings))
        own = home / "extensions"  # without those that this environment has for other applications
        own.mkdir()
        for extension in Path(sys.prefix, "share", "jupyter", "labextensions").iterdir():
            if extension.name != "@jupyterlite":
                (own / extension.name).symlink_to(extension)
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1"),
                *(f"--port={self.address[1]}", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={self.course}"),
                f"--LabApp.labextensions_path={own}",
                *(f"--IdentityProvider.token={TOKEN}", "--LabApp.expose_app_in_browser=True"),
            ],
            env=dict(
                os.environ,
                JUPYTERLAB_SETTINGS_DIR=str(home / "settings"),
                JUPYTERLAB_WORKSPACES_DIR=str(home / "workspaces"),
                JUPYTER_CONFIG_DIR=str(home / "config"),
                JUPYTER_DATA_DIR=str(home / "data"),
                JUPYTER_RUNTIME_DIR=str(home / "runtime"),
                IPYTHONDIR=str(home / "ipython"),
                GRADLAB_HOME=str(home / "notes"),
                PYTHONPATH=os.pathsep.join(filter(None, [str(LOOKS.parent), os.environ.get("PYTHONPATH")])),
            ),
            stdout=(home / "log").open("w"),
            stderr=subprocess.STDOUT,
        )
        try:
            self._wait_for_an_answer(home / "log")
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._home.cleanup()

    def page(self, notebook: str, address: tuple[str, int] | None = None) -> str:
        """The URL of a notebook; by way of `address` where a line stands in between."""
        host, port = address or self.address
        return f"http://{host}:{port}/lab/tree/{notebook}?token={TOKEN}&reset"

    def _wait_for_an_answer(self, log: Path, seconds: float = 60) -> None:
        host, port = self.address
        until = time.monotonic() + seconds
        while time.monotonic() < until and self._process.poll() is None:
            try:
                urllib.request.urlopen(f"http://{host}:{port}/api?token={TOKEN}", timeout=2).read()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"JupyterLab did not answer. The end of its log:\n{log.read_text()[-3000:]}")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def write_notebook(cells: list[str], file: Path) -> None:
    """Writes a notebook of these code cells."""
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    made = list(map(nbformat.v4.new_code_cell, cells))
    nbformat.write(nbformat.v4.new_notebook(cells=made, metadata={"kernelspec": kernel}), file)


class Notebook:
    """A notebook in JupyterLab, open in a Chromium page (`notebook.page` is Playwright's own)."""

    def __init__(self, page: Page, url: str, *, starts_within: float = 60) -> None:
        """page: an empty one, or one in which JupyterLab is open: then the notebook opens there, which is quicker.

        starts_within: seconds that the kernel may take to start.
        """
        self.page = page
        self.console_errors: list[str] = []
        self.requests_outside: list[str] = []
        self._listeners = {
            "console": self._hear,
            "pageerror": lambda error: self.console_errors.append(str(error)),
            "request": self._see,
        }
        for event, listener in self._listeners.items():
            page.on(event, listener)
        if page.url == "about:blank":
            page.goto(url)
        else:
            path = unquote(urlparse(url).path).removeprefix("/lab/tree/")
            page.evaluate("path => jupyterapp.commands.execute('docmanager:open', { path }).then(() => true)", path)
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=1000 * starts_within)
        self.wait_until_idle(starts_within)
        self.theme("light")

    def run_all(self, seconds: float = 120) -> None:
        """Runs all cells, waits until the kernel is idle, and fails with the first error that a cell shows."""
        run = "jupyterapp.commands.execute('notebook:run-all-cells')"
        self.page.evaluate(f"() => {{ window.ran = false; {run}.then(() => (window.ran = true)) }}")
        self._wait_for("window.ran", seconds, "run")
        self.wait_until_idle(seconds)
        errors = self.cell_errors()
        assert not errors, f"a cell failed: {errors[0]}"

    def answer(self, before: str, source: str) -> str:
        """Writes into the cell that holds `before`, as a learner would type it, runs it, and returns what the cell says."""
        index = self.page.evaluate(
            """([before, source]) => {
                const notebook = jupyterapp.shell.currentWidget.content
                const models = notebook.widgets.map(cell => cell.model.sharedModel)
                const index = models.findIndex(model => model.cell_type === 'code' && model.getSource().includes(before))
                models[index].setSource(source)
                notebook.activeCellIndex = index
                return index
            }""",
            [before, source],
        )
        self.page.evaluate("() => jupyterapp.commands.execute('notebook:run-cell')")
        self.wait_until_idle()
        return self.output(index).inner_text()

    def output(self, index: int) -> Locator:
        """What the cell of that index shows, scrolled to."""
        self.page.evaluate("i => jupyterapp.shell.currentWidget.content.scrollToItem(i)", index)
        return self.page.locator(f".jp-Notebook .jp-Cell[data-windowed-list-index='{index}'] .jp-Cell-outputArea")

    def cells_with(self, selector: str) -> list[int]:
        """The indices of the cells whose outputs hold an element of that kind."""
        return self.page.evaluate(
            """selector => jupyterapp.shell.currentWidget.content.widgets
                .flatMap((cell, i) => cell.outputArea?.node.querySelector(selector) ? [i] : [])""",
            selector,
        )

    def wait_until_idle(self, seconds: float = 60) -> None:
        """Waits until the kernel has nothing to do."""
        self._wait_for(f"window.jupyterapp?.{KERNEL}?.status === 'idle'", seconds, "become idle")

    def python(self, expression: str) -> Any:
        """The value of a Python expression in the notebook's kernel: numbers, strings, lists (arrays arrive as lists)."""
        asked = f"__import__('json').dumps(({expression}), default=lambda x: getattr(x, 'numpy', lambda: x)().tolist())"
        answer = self._ask("", {"value": asked})["user_expressions"]["value"]
        assert answer["status"] == "ok", f"{expression}: {answer['ename']}: {answer['evalue']}"
        return json.loads(ast.literal_eval(answer["data"]["text/plain"]))

    def execute(self, code: str) -> None:
        """Runs Python statements in the notebook's kernel, outside its cells."""
        answer = self._ask(code, {})
        assert answer["status"] == "ok", f"{code}: {answer['ename']}: {answer['evalue']}"

    def wait_until(self, expression: str, seconds: float = 10) -> None:
        """Waits until a Python expression in the kernel is true."""
        until = time.monotonic() + seconds
        while not self.python(f"bool({expression})"):
            assert time.monotonic() < until, f"after {seconds} s it is still not true that {expression}"
            self.page.wait_for_timeout(50)

    def theme(self, name: str) -> None:
        """Shows JupyterLab in the "light" or the "dark" theme."""
        theme = f"JupyterLab {name.capitalize()}"
        if self.page.get_attribute("body", "data-jp-theme-name") != theme:
            self.page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
            self.page.wait_for_selector(f"body[data-jp-theme-name='{theme}']", state="attached")
        self.page.wait_for_selector("#jupyterlab-splash", state="detached")

    def look(self, name: str) -> Path:
        """A picture of the page, kept as .looks/<name>.png for people to look at."""
        LOOKS.mkdir(exist_ok=True)
        file = LOOKS / f"{name}.png"
        self.page.screenshot(path=file)
        return file

    def cell_errors(self) -> list[str]:
        """The errors that cells show, but for those of cells that are meant to fail (tag `raises-exception`)."""
        return self.page.evaluate("""() => jupyterapp.shell.currentWidget.content.widgets
            .map(cell => cell.model.sharedModel.toJSON())
            .filter(cell => !cell.metadata.tags?.includes('raises-exception'))
            .flatMap(cell => cell.outputs ?? [])
            .filter(output => output.output_type === 'error')
            .map(error => `${error.ename}: ${error.evalue}`)""")

    def close(self) -> None:
        """Ends the notebook's kernel and closes its page."""
        self.page.evaluate("() => jupyterapp.serviceManager.sessions.shutdownAll()")
        self.page.context.close()

    def put_away(self) -> bool:
        """Ends the kernel and closes the notebook unsaved. Whether the page is as it was, for another notebook."""
        for event, listener in self._listeners.items():
            self.page.remove_listener(event, listener)
        self.page.evaluate("""async () => {
            for (const widget of [...jupyterapp.shell.widgets('main')]) {
                if (widget.context) widget.context.model.dirty = false
                widget.close()
            }
            await jupyterapp.serviceManager.sessions.shutdownAll()
        }""")
        left = self.page.locator(".jp-Dialog, .jp-Notebook")
        return not self.console_errors and self.page.evaluate("() => navigator.onLine") and left.count() == 0

    def _ask(self, code: str, expressions: dict[str, str]) -> dict[str, Any]:
        request = {"code": code, "store_history": False, "user_expressions": expressions}
        asking = f"async request => (await jupyterapp.{KERNEL}.requestExecute(request).done).content"
        return self.page.evaluate(asking, request)

    def _wait_for(self, condition: str, seconds: float, what: str) -> None:
        """Waits until a JavaScript expression is true; the page itself looks, and the cores are left to the notebook."""
        question = "document.querySelector('.jp-Dialog-header')?.innerText"
        try:
            found = self.page.wait_for_function(f"() => {condition} || {question}", polling=50, timeout=1000 * seconds)
        except PlaywrightTimeoutError:
            kernel = self.page.evaluate(f"window.jupyterapp?.{KERNEL}?.status")
            said = self.console_errors[-5:]
            pytest.fail(f"the notebook did not {what} within {seconds} s (kernel: {kernel}; the page said: {said})")
        asked = found.json_value()
        assert asked is True, f"JupyterLab asks: {asked}"

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.console_errors.append(message.text)

    def _see(self, request: Request) -> None:
        if not THIS_MACHINE.match(request.url):
            self.requests_outside.append(request.url)


class Window:
    """JupyterLab in a page that stays: it opens one notebook after the other, which saves loading JupyterLab each time.

    The page is loaded anew after a notebook that left something behind, such as an error or a question.
    """

    def __init__(self, browser: Browser, lab: Lab) -> None:
        self.browser, self.lab = browser, lab
        self.in_use = False
        self._opened = ExitStack()
        self._page: Page | None = None

    def open(self, name: str, *, width: int, height: int, round_trip: float) -> Notebook:
        """The notebook of this name, with a page of this size. round_trip: of the line to the kernel, in seconds."""
        self.in_use = True
        if self._page is None:
            self._line = self._opened.enter_context(SlowLine(self.lab.address))
            context = self.browser.new_context(viewport={"width": width, "height": height})
            self._opened.callback(context.close)
            self._page = context.new_page()
        else:
            self._page.set_viewport_size({"width": width, "height": height})
            self._page.emulate_media(reduced_motion="null")
        notebook = Notebook(self._page, self.lab.page(name, self._line.address))
        self._line.round_trip = round_trip
        return notebook

    def put_away(self, notebook: Notebook) -> None:
        """Closes a notebook that it opened."""
        self.in_use = False
        self._line.round_trip = 0
        try:
            unspoilt = notebook.put_away()
        except PlaywrightError:
            unspoilt = False
        if not unspoilt:
            self.close()

    def close(self) -> None:
        """Closes the page and what is open in it."""
        self._opened.close()
        self._page = None

"""The instruments are alive in Notebook 7 as well, where it is installed: `pip install notebook`."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tests.browser.instruments import DATA
from tests.lab import TOKEN, free_port

pytest.importorskip("notebook", reason="Notebook 7 is not installed")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def address(tmp_path):
    """A Notebook server on a notebook with one instrument."""
    knobs = "knobs = live.Potentiometers(error, [W, b], points=(x, y), model=model)\nknobs"
    cells = [new_code_cell(source) for source in (DATA, knobs, "print('Python:', knobs.error)")]
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), tmp_path / "line.ipynb")
    port = free_port()
    command = [sys.executable, "-m", "notebook", "--no-browser", "--allow-root", f"--port={port}"]
    server = subprocess.Popen(
        [*command, f"--ServerApp.root_dir={tmp_path}", f"--IdentityProvider.token={TOKEN}"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api?token={TOKEN}", timeout=2).read()
            break
        except OSError:
            time.sleep(0.2)
    yield f"http://127.0.0.1:{port}/notebooks/line.ipynb?token={TOKEN}"
    server.terminate()
    server.wait(20)


def test_a_turned_knob_is_heard_by_python(chromium, address):
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address)
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
    page.wait_for_timeout(2000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.get_by_text(re.compile("^Python: ")).wait_for(timeout=60_000)
    page.get_by_label("W", exact=True).press("Home")
    page.wait_for_timeout(1500)
    shown = float(page.locator(".error-number").get_attribute("data-error"))
    page.locator(".jp-Cell").last.click()
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(2000)
    said = page.locator(".jp-Cell").last.locator(".jp-OutputArea-output").inner_text()
    assert float(said.removeprefix("Python: ")) == pytest.approx(shown, rel=1e-12)
    page.close()

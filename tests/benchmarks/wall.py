"""What the wall of weights costs `fit`, and how many pictures a second it brings, in a real JupyterLab.

The network of 122 570 weights is fitted for some epochs with the wall in view and without it, by turns, so that both meet
the same noise. The browser paints on the same machine, which is the worst case; nothing listens in on it meanwhile, because
a copy of every message for a debugger costs as much as showing it. Then the time of one picture alone.

    python -m tests.benchmarks.wall
"""

import json
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from playwright.sync_api import sync_playwright

from tests import chromium as chromiums
from tests.browser.test_knob_wall import FIT, WALL
from tests.lab import CHROMIUM_FLAGS, Lab, Notebook, free_port

ROUNDS = 24
EPOCHS = 6  # of 20 steps: some seconds, as long as a learner watches at least

RACE = f"""
import json, time
time.sleep(3)
times = {{"without": [], "with": []}}
pictures = []
for _ in range({ROUNDS}):
    for name, callbacks in (("without", []), ("with", [wall])):
        started = time.perf_counter()
        model.fit(x, y, verbose=0, epochs={EPOCHS}, callbacks=callbacks)
        times[name].append(time.perf_counter() - started)
    pictures.append(wall._sent / times["with"][-1])
wall._fitting = True
started = time.perf_counter()
for _ in range(50):
    wall._read_weights(), wall._read_gradients(), wall._painted()
alone = (time.perf_counter() - started) / 50
wall._fitting = False
with open("found.part", "w") as file:
    json.dump([times, pictures, alone], file)
import os
os.replace("found.part", "found.json")
"""


@contextmanager
def browser_of_its_own(home: Path) -> Iterator[str]:
    """A Chromium that goes on when nobody is connected to it; its address for those who want to."""
    with sync_playwright() as playwright:
        path = chromiums.find(playwright)
    port = free_port()
    options = ["--headless", f"--remote-debugging-port={port}", f"--user-data-dir={home}", "--window-size=1400,900"]
    process = subprocess.Popen([path, *CHROMIUM_FLAGS, *options, "about:blank"], stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{address}/json/version", timeout=1).read()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def main() -> None:
    """Measure, and print the ratios."""
    with tempfile.TemporaryDirectory() as home:
        course = Path(home) / "course"
        course.mkdir()
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        cells = [nbformat.v4.new_code_cell(cell) for cell in WALL]
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), course / "wall.ipynb")
        with Lab(course) as lab, browser_of_its_own(Path(home) / "browser") as address:
            with sync_playwright() as playwright:
                browser = playwright.chromium.connect_over_cdp(address)
                notebook = Notebook(browser.contexts[0].pages[0], lab.page("wall.ipynb"))
                notebook.run_all()
                notebook.page.locator(".knob-wall").scroll_into_view_if_needed()
                notebook.page.evaluate(FIT, RACE)
            while not (course / "found.json").exists():
                time.sleep(1)
            times, pictures, alone = json.loads((course / "found.json").read_text())
    without, with_wall = (min(times[name]) for name in ("without", "with"))
    by_turns = sorted(b / a for a, b in zip(times["without"], times["with"]))
    print(f"fit, fastest of {ROUNDS}: {without:.3f} s; with the wall {with_wall:.3f} s, {with_wall / without:.3f} ×")
    print(f"neighbouring turns, median: {by_turns[len(by_turns) // 2]:.3f} ×; pictures a second: {max(pictures):.1f}")
    print(f"one picture, without sending it: {alone * 1e3:.2f} ms; all turns: {json.dumps(by_turns)}")


if __name__ == "__main__":
    main()

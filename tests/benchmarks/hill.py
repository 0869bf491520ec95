"""Turning the hill: pictures per second while it is dragged round, and milliseconds from the cell to the first picture.

Drives a real JupyterLab in Chromium without a graphics card.

    python -m tests.benchmarks.hill
"""

import itertools
import statistics
import tempfile
import time
from pathlib import Path

import nbformat
from playwright.sync_api import sync_playwright

from tests import chromium as chromiums
from tests.benchmarks.latency import Mouse
from tests.browser.instruments import DATA
from tests.lab import CHROMIUM_FLAGS, Lab, Notebook, free_port

SIDES = (41, 51, 60, 100)
SECONDS = 3.0

# Counts the frames in which the hill was painted, by listening to the canvas's own pen.
COUNT = """canvas => {
  const seen = (window.seen = { times: [], running: true });
  const pen = canvas.getContext('2d');
  let painted = false;
  if (pen) {
    const clear = pen.clearRect.bind(pen);
    pen.clearRect = (...box) => { painted = true; clear(...box); };
  }
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => { if (painted) seen.times.push(performance.now()); painted = false; };
  const frame = () => { port2.postMessage(0); if (seen.running) requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
}"""


def turn(notebook: Notebook, mouse: Mouse) -> float:
    """Drag the hill round and count its pictures per second."""
    canvas = notebook.page.locator("canvas.terrain").last
    canvas.scroll_into_view_if_needed()
    notebook.page.wait_for_timeout(800)
    canvas.evaluate(COUNT)
    box = canvas.bounding_box()
    assert box
    y = box["y"] + 0.85 * box["height"]
    mouse.do("mousePressed", box["x"] + 0.2 * box["width"], y)
    started = time.perf_counter()
    moves = int(SECONDS * 125)
    for k in range(moves):
        time.sleep(max(0.0, started + k / 125 - time.perf_counter()))
        mouse.do("mouseMoved", box["x"] + (0.2 + 0.6 * abs((k / 125) % 2 - 1)) * box["width"], y)
    mouse.do("mouseReleased", box["x"] + 0.5 * box["width"], y)
    notebook.page.wait_for_timeout(300)
    times = notebook.page.evaluate("() => { seen.running = false; return seen.times }")
    return 1000 / statistics.mean(b - a for a, b in itertools.pairwise(times) if b - a < 500)


def main() -> None:
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        port = free_port()
        flags = [*CHROMIUM_FLAGS, f"--remote-debugging-port={port}"]
        browser = playwright.chromium.launch(executable_path=chromiums.find(playwright), args=flags)
        with Lab(Path(folder)) as lab:
            print("side of the hill   pictures/s")
            for side in SIDES:
                cells = [DATA, f"live.LossSurface(error, [W, b], points={side})"]
                kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
                blank = nbformat.v4.new_code_cell
                notebook_file = nbformat.v4.new_notebook(cells=[blank(c) for c in cells], metadata={"kernelspec": kernel})
                nbformat.write(notebook_file, Path(folder) / "hill.ipynb")
                page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
                notebook = Notebook(page, lab.page("hill.ipynb"))
                notebook.run_all()
                print(f"{side:>10} × {side:<5} {turn(notebook, Mouse(port)):>8.1f}")
                notebook.close()
        browser.close()


if __name__ == "__main__":
    main()

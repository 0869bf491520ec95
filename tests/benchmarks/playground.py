"""Pictures of the decision boundary a second while the playground trains, and how soon a stop is obeyed.

Drives a real JupyterLab in Chromium without a graphics card: two hidden layers of eight, at each speed, for five seconds.

    python -m tests.benchmarks.playground
"""

import json
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests import chromium as chromiums
from tests.lab import CHROMIUM_FLAGS, Lab, Notebook

CELL = """from gradlab import live
playground = live.Playground("spirals", layers=(8, 8), activation="{activation}", learning_rate=0.1)
playground"""
SECONDS = 5

# Every picture of the boundary is one square of 50 × 50 dots that is put on a canvas.
WATCH = """() => {
    window.pictures = [];
    const put = CanvasRenderingContext2D.prototype.putImageData;
    CanvasRenderingContext2D.prototype.putImageData = function (image, ...rest) {
        if (image.width === 50 && image.height === 50) window.pictures.push(performance.now());
        return put.call(this, image, ...rest);
    };
}"""
STOP = """() => {
    const asked = performance.now();
    document.querySelector(".playground .run").click();
    return new Promise((done) => setTimeout(() => done(Math.max(0, window.pictures.at(-1) - asked)), 600));
}"""


def a_notebook(folder: Path, source: str) -> str:
    """The name of a notebook with one cell."""
    cell = {"cell_type": "code", "id": "one", "source": source, "metadata": {}, "outputs": [], "execution_count": None}
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    (folder / "one.ipynb").write_text(json.dumps({"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}))
    return "one.ipynb"


def main() -> None:
    """Print a table."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        browser = playwright.chromium.launch(executable_path=chromiums.find(playwright), args=CHROMIUM_FLAGS)
        with Lab(folder) as lab:
            print("activation   steps a picture   pictures/s   steps/s   last picture after a stop")
            for activation in ("tanh", "relu"):
                page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
                notebook = Notebook(page, lab.page(a_notebook(folder, CELL.format(activation=activation))))
                notebook.run_all()
                page.evaluate(WATCH)
                for pace in (1, 5, 20):
                    page.get_by_label("speed").select_option(str(pace))
                    page.evaluate("() => { document.querySelector('.playground .run').click() }")
                    page.wait_for_timeout(1000)
                    before = notebook.python("playground.step")
                    page.evaluate("() => { window.pictures.length = 0 }")
                    page.wait_for_timeout(1000 * SECONDS)
                    count = page.evaluate("() => window.pictures.length")
                    steps = notebook.python("playground.step") - before
                    late = page.evaluate(STOP)
                    print(f"{activation:<13}{pace:>15}{count / SECONDS:>13.1f}{steps / SECONDS:>10.0f}{late:>25.0f} ms")
                notebook.close()
        browser.close()


if __name__ == "__main__":
    main()

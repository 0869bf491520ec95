"""Takes the README's pictures anew, in a real JupyterLab: `make pictures`.

The moving one: the page's clock is stopped and moved on from picture to picture, so that the film runs evenly however long a
picture takes. The one of notebook 1 holds, in its own metadata, the cells that are seen on it; a test compares them with the
notebook, so that nobody is shown an edition that is gone.
"""

import io
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import sync_playwright

from tests import chromium
from tests.lab import CHROMIUM_FLAGS, Lab, Notebook, write_notebook

ROOT = Path(__file__).parent.parent
DESCENT = ROOT / ".github" / "pictures" / "descent.gif"
POTENTIOMETERS = ROOT / ".github" / "pictures" / "potentiometers.png"
NOTEBOOK_1 = ROOT / "notebooks" / "01_potentiometers.ipynb"
PACE = 100  # milliseconds between two pictures
# The sources of the cells that are seen in whole or in part, by their ids.
CELLS_IN_SIGHT = """() => {
    const window = document.querySelector('.jp-WindowedPanel-outer').getBoundingClientRect()
    const seen = jupyterapp.shell.currentWidget.content.widgets.filter(cell => {
        const { top, bottom, height } = cell.node.getBoundingClientRect()
        return cell.isVisible && height && bottom > window.top && top < window.bottom
    })
    return Object.fromEntries(seen.map(cell => [cell.model.id, cell.model.sharedModel.getSource()]))
}"""
CELLS = [
    """import gradlab as tf
from gradlab import live
tf.random.set_seed(11)
x = tf.random.normal([1000])
y = 3.0 * x + 0.5 + tf.random.normal([1000])
W, b = tf.Variable(16.0), tf.Variable(16.0)
def model(x): return W * x + b
def error(): return tf.reduce_mean(tf.square(y - model(x)))""",
    """descent = live.Descent(error, [W, b], range=(-14, 20), points=(x, y), model=model, true={"W": 3.0, "b": 0.5},
                       learning_rate=0.22, steps=10)
descent.speed = 5
descent""",
]


def film(notebook: Notebook) -> Iterator[Image.Image]:
    """One run that arrives; then the learning rate is turned up, and the next one jumps to and fro across the valley."""
    page = notebook.page
    box = page.locator(".descent")
    box.scroll_into_view_if_needed()
    page.wait_for_timeout(1000)
    page.clock.pause_at(page.evaluate("Date.now()") + 1000)

    def pictures(count: int) -> Iterator[Image.Image]:
        for _ in range(count):
            for _ in range(PACE // 20):
                page.clock.run_for(20)
            yield Image.open(io.BytesIO(box.screenshot())).convert("RGB")

    def run() -> Iterator[Image.Image]:
        box.get_by_role("button", name="play", exact=True).click()
        page.mouse.move(0, 0)
        yield from pictures(24)

    yield from pictures(4)
    yield from run()
    yield from pictures(4)
    box.get_by_role("button", name="to the start", exact=True).click()
    yield from pictures(2)
    rate = box.get_by_label("learning rate", exact=True)
    for _ in range(3):
        rate.press("PageUp")
        yield from pictures(2)
    yield from run()
    yield from pictures(8)


def save(pictures: list[Image.Image], file: Path, common: int = 40, rest: int = 88) -> None:
    """Writes a film that repeats for ever, in few colours: the most common ones as they are, the rest as near as can be."""
    counts: Counter[tuple[int, ...]] = Counter()
    for picture in pictures[::4]:
        counts.update({colour: count for count, colour in picture.getcolors(picture.width * picture.height)})
    swatch = Image.new("RGB", (len(counts), 1))
    swatch.putdata(list(counts))
    kept = [colour for colour, _ in counts.most_common(common)]
    palette = np.array([*kept, *np.reshape(swatch.quantize(rest, kmeans=3).getpalette(), (-1, 3))], np.uint8)

    def indexed(picture: Image.Image) -> Image.Image:
        colours, pixels = np.unique(np.asarray(picture).reshape(-1, 3), axis=0, return_inverse=True)
        distances = ((colours[:, None].astype(int) - palette) ** 2).sum(-1)
        small = Image.fromarray(distances.argmin(-1).astype(np.uint8)[pixels].reshape(picture.height, picture.width), "P")
        small.putpalette(palette.tobytes())
        return small

    first, *others = map(indexed, pictures)
    first.save(file, save_all=True, append_images=others, duration=PACE, loop=0, optimize=True)


def take_notebook_1(notebook: Notebook, file: Path) -> None:
    """A picture of the first knobs with the text around them, once all cells have been run up to there."""
    page = notebook.page
    page.evaluate("""async () => {
        const notebook = jupyterapp.shell.currentWidget.content
        const knobs = notebook.widgets.findIndex(cell => cell.model.sharedModel.getSource().includes('live.Potentiometers'))
        notebook.activeCellIndex = knobs
        await jupyterapp.commands.execute('notebook:run-all-above')
        notebook.activeCellIndex = knobs
        await jupyterapp.commands.execute('notebook:run-cell')
        await notebook.scrollToItem(knobs - 2, 'start')
    }""")
    notebook.wait_until_idle()
    page.locator(".jp-Notebook .instrument canvas").first.wait_for()
    page.mouse.move(0, 0)
    page.wait_for_timeout(1000)
    described = PngInfo()
    described.add_itxt("Cells", json.dumps(page.evaluate(CELLS_IN_SIGHT)))
    Image.open(io.BytesIO(page.screenshot())).save(file, pnginfo=described, optimize=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        course = shutil.copytree(NOTEBOOK_1.parent, Path(folder) / "course", ignore=shutil.ignore_patterns(".*"))
        with Lab(course) as lab:
            browser = playwright.chromium.launch(executable_path=chromium.find(playwright), args=CHROMIUM_FLAGS)
            page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
            take_notebook_1(Notebook(page, lab.page(NOTEBOOK_1.name)), POTENTIOMETERS)
            write_notebook(CELLS, lab.course / "film.ipynb")
            page = browser.new_context(viewport={"width": 1000, "height": 1300}).new_page()
            page.clock.install()
            notebook = Notebook(page, lab.page("film.ipynb"))
            page.evaluate("jupyterapp.commands.execute('application:toggle-left-area')")
            notebook.run_all()
            save(list(film(notebook)), DESCENT)
            browser.close()


if __name__ == "__main__":
    main()

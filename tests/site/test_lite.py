"""The course in a browser, without a server: it is built from what is here, runs to the end, and asks no other host."""

import gzip
import io
import json
import re
import zipfile
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from gradlab.site.lite import build_lite
from tests.lab import Notebook
from tests.site import firefox
from tests.site.conftest import _missing, in_lite

BEGIN = 'from gradlab.course import check, predict, ready, recall, save_notes\nready("01")'
TURNED = 'def turned(knob, slope):\n    return {}\n\ncheck("01_one_turn", turned)'
ENDLESS = """import gradlab as tf, numpy as np
model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
model.compile(optimizer="sgd", loss="mse")
model.fit(np.ones((64, 2)), np.ones(64), epochs=1_000_000)"""


@pytest.fixture(scope="module")
def first(chromium, lite) -> Iterator[Notebook]:
    """Notebook 01, open for several tests, one after the other."""
    context = chromium.new_context(viewport={"width": 1400, "height": 900})
    yield in_lite(context.new_page(), lite, "01_potentiometers.ipynb")
    context.close()


def test_a_folder_with_something_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("four years")
    with pytest.raises(ValueError, match=r"`folder` should be new, empty, or hold an earlier build.*Name another"):
        build_lite(tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "four years"


def test_a_folder_that_is_no_pyodide_is_named_with_what_it_lacks(tmp_path):
    with pytest.raises(ValueError, match=r"`pyodide` should be .* lacks pyodide-lock\.json.*unpack"):
        build_lite(tmp_path / "new", pyodide=tmp_path)
    assert not (tmp_path / "new").exists()


def test_without_a_pyodide_inside_the_content_network_is_named_and_the_rest_is_there(tmp_path):
    pytest.importorskip("jupyterlite_core", reason='JupyterLite is not installed: pip install -e ".[site]"')
    build_lite(tmp_path / "lab")
    kernel = tmp_path / "lab" / "static" / "kernel"
    assert re.search(r'new URL\("https://cdn\.jsdelivr\.net/pyodide/v[\d.]+/full/"', (kernel / "kernel.mjs").read_text())
    packed = gzip.decompress((kernel / "course.gz").read_bytes())
    length = int.from_bytes(packed[:4], "little")
    names = {name.split("/")[0] for name, _ in json.loads(packed[4 : 4 + length])}
    assert {"gradlab", "ipywidgets", "anywidget", "plotly", "piplite", "pyodide_kernel"} <= names
    assert not {"numpy", "matplotlib", "IPython"} & names, "these come from Pyodide"
    before = (tmp_path / "lab" / "index.html").stat().st_ino
    build_lite(tmp_path / "lab")  # an earlier build is replaced
    assert (tmp_path / "lab" / "index.html").stat().st_ino != before


@pytest.mark.parametrize(
    ("lacks", "said"),
    [
        ("delete window.WebAssembly", "lacks WebAssembly"),
        ("delete window.DecompressionStream", "lacks what browsers have had since 2023"),
        ("StorageManager.prototype.estimate = async () => ({ quota: 9e6, usage: 8.5e6 })", "has no room left"),
        ("IDBFactory.prototype.open = () => { throw new DOMException('denied') }", "keeps nothing here"),
    ],
)
def test_what_a_browser_lacks_is_said_with_the_way_on(chromium, lite, lacks, said):
    context = chromium.new_context()
    page = context.new_page()
    page.add_init_script(lacks)
    page.goto(f"{lite}/lab/index.html?path=01_potentiometers.ipynb")
    line = page.locator("#gradlab-line")
    line.wait_for()
    assert said in line.inner_text()
    assert any(way in line.inner_text() for way in ("install the course", "File ▸ Download"))
    context.close()


def test_a_connection_that_breaks_in_the_middle_is_said(chromium, lite):
    context = chromium.new_context()
    page = context.new_page()
    context.route("**/course.gz", lambda route: route.abort())
    page.goto(f"{lite}/lab/index.html?path=01_potentiometers.ipynb")
    page.get_by_text("Something did not arrive").wait_for()
    assert page.get_by_role("link", name="Load the page again").is_visible()
    context.close()


def test_an_instrument_answers_within_two_hundredths_of_a_second(first):
    """From the key to the next picture: the page computes, and no kernel stands between."""
    first.run_all()
    first.output(first.cells_with("input[type=range]")[0])
    knob = first.page.locator("input[type=range][aria-valuetext*=error]").first
    knob.wait_for()
    took = knob.evaluate(
        """async knob => {
            const took = []
            knob.focus()
            for (let i = 0; i < 16; i++) {
                await new Promise(next => setTimeout(next, 100))
                const shown = () => [knob.value, knob.closest(".gradlab").innerText].join()
                const before = shown()
                const began = performance.now()
                knob.dispatchEvent(new KeyboardEvent("keydown", { key: i % 2 ? "ArrowUp" : "ArrowDown", bubbles: true }))
                const unanswered = () => shown() === before && performance.now() - began < 1000
                while (unanswered()) await new Promise(next => requestAnimationFrame(next))
                took.push(performance.now() - began)
            }
            return took.sort((a, b) => a - b)
        }"""
    )
    assert took[len(took) // 4] < 20, f"milliseconds: {took}"


def test_a_question_from_memory_is_answered_in_the_browser(first):
    assert "From memory · 2 of 2" in first.answer("ready(", BEGIN)
    field = first.page.get_by_label("Answer").first
    field.fill("100")
    field.press("Enter")
    first.page.get_by_text("You multiplied the two").wait_for()
    field.fill("4")
    field.press("Enter")
    first.page.get_by_text("W times 5 is 20.").wait_for()
    assert first.cell_errors() == []


def test_a_module_of_the_learners_own_lies_beside_the_notebooks(first):
    assert "No module named 'mine'" in first.answer("ready(", "import mine  # ready(")
    written = 'open("mine.py", "w").write("answer = 42")\nimport mine\nprint("it is", mine.answer)'
    assert "it is 42" in first.answer("ready(", written)
    figure = "import plotly.graph_objects as go\ngo.Figure(go.Scatter(y=[1, 2]))"
    first.answer("recall(", figure)
    first.page.locator(".js-plotly-plot .scatterlayer").first.wait_for()
    assert first.cell_errors() == []
    assert first.page.locator("[data-mime-type='application/vnd.jupyter.stderr']").count() == 0


def test_fit_is_stopped_by_the_square_button(first):
    page = first.page
    page.evaluate(
        """source => {
            const notebook = jupyterapp.shell.currentWidget.content
            notebook.activeCellIndex = notebook.widgets.findIndex(cell => cell.model.type === "code")
            notebook.activeCell.model.sharedModel.setSource(source)
            window.ran = jupyterapp.commands.execute("notebook:run-cell")
            return true
        }""",
        ENDLESS,
    )
    page.get_by_text("Epoch 2/").wait_for()
    page.locator("[data-command='notebook:interrupt-kernel']").first.click()
    first.wait_until_idle(20)
    page.get_by_text("The weights are those of the last whole step").wait_for()
    assert first.cell_errors() == []


def test_an_exercise_is_done_wrong_and_right_and_notes_come_back(open_here):
    notebook = open_here("01_potentiometers.ipynb")
    assert "exercises 0 of 4 right · in this browser" in notebook.answer("ready(", BEGIN)
    assert "This turns by the whole slope" in notebook.answer("01_one_turn", TURNED.format("knob - slope"))
    assert "This turns by" not in notebook.answer("01_one_turn", TURNED.format("knob - 0.1 * slope"))
    assert "You predict 321" in notebook.answer("01_error_at_16", 'predict("01_error_at_16", 321)')
    assert "1 prediction, 1 exercise" in notebook.answer("recall(", "save_notes()")
    notebook = open_here("01_potentiometers.ipynb", after=notebook)
    assert "exercises 1 of 4 right" in notebook.answer("ready(", BEGIN)
    assert "321" in notebook.answer("recall(", 'recall("01")')


def test_a_table_and_a_zip_of_pictures_are_uploaded_and_read(open_here, tmp_path):
    (tmp_path / "my_table.csv").write_text("length;kind\n" + "".join(f"{k},5;{'ab'[k % 2]}\n" for k in range(20)))
    with zipfile.ZipFile(tmp_path / "my_pictures.zip", "w") as archive:
        for k in range(10):
            picture = io.BytesIO()
            Image.fromarray(np.full((40, 30, 3), 20 * k, np.uint8)).save(picture, "jpeg")
            archive.writestr(f"my_pictures/{'cup' if k < 5 else 'spoon'}/{k}.jpg", picture.getvalue())
    notebook = open_here("15_your_own.ipynb")
    with notebook.page.expect_file_chooser() as chooser:
        notebook.page.get_by_title("Upload Files").first.click()
    chooser.value.set_files(sorted(tmp_path.glob("my_*")))
    for name in ("my_table.csv", "my_pictures.zip"):
        notebook.page.locator(".jp-DirListing-item", has_text=name).wait_for()
    begin = "import numpy as np\nfrom gradlab.course.own import *\nexample_table = None\n"
    said = notebook.answer("example_table", f"{begin}print(read_table('my_table.csv').x.sum())")
    assert "20 rows and 2 columns from my_table.csv, separated by a semicolon." in said
    assert str(sum(k + 0.5 for k in range(20))) in said
    said = notebook.answer("example_pictures", f"{begin}read_pictures('my_pictures.zip')  # example_pictures")
    assert "10 pictures in 2 classes from my_pictures.zip: cup 5, spoon 5." in said


@pytest.mark.browser
def test_firefox_an_instrument_lives_in_the_course(lite):
    path = firefox.find()
    if not path:
        _missing("There is no Firefox here", "apt-get install firefox-esr gets one.")
    driver = pytest.importorskip("marionette_driver")
    with firefox.firefox(path) as fox:
        fox.timeout.page_load = fox.timeout.script = 240
        fox.navigate(f"{lite}/lab/index.html?path=01_potentiometers.ipynb")

        def wait_for(what: str) -> None:
            driver.Wait(fox, timeout=240, interval=0.5).until(lambda _: fox.execute_script(f"return {what}", sandbox=None))

        wait_for("!!window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel")
        fox.execute_script("jupyterapp.commands.execute('notebook:run-all-cells')", sandbox=None)
        wait_for("!!document.querySelector('.jp-OutputArea-output svg')")

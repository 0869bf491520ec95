"""An export is one file without a kernel behind it and without a network, or an error in words and no file at all."""

import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import gradlab as tf
from gradlab import live
from gradlab.__main__ import main
from gradlab.live import exporting

pytest.importorskip("nbconvert", reason="exporting needs JupyterLab")
pytest.importorskip("latex2mathml", reason="exporting needs latex2mathml")

LINE = """import gradlab as tf
from gradlab import live
W, b = tf.Variable(16.0), tf.Variable(16.0)
def error(): return tf.square(W - 3.0) + tf.square(b - 0.5)
knobs = live.Potentiometers(error, [W, b])
knobs"""
TURNED = "W.assign(3.0); b.assign(1.5); None"


def write(path: Path, *cells: str) -> Path:
    """A notebook of code cells; those that begin with a letter and a blank line are texts."""
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    made = [new_markdown_cell(c[1:]) if c.startswith("§") else new_code_cell(c) for c in cells]
    nbformat.write(new_notebook(cells=made, metadata={"kernelspec": kernel}), path)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("export")


@pytest.fixture(scope="module")
def notebook(folder):
    text = "§# A line\n\nWith $W = 2$:\n\n$$\\frac{1}{n}\\sum_{i=1}^{n}\\bigl(y_i - W x_i\\bigr)^2$$\n"
    plot = "import plotly.graph_objects as go\ngo.Figure(go.Scatter(y=[1, 2]))"
    return write(folder / "line.ipynb", text, LINE, "print('between')", "W.assign(-10.0)\nknobs", TURNED, plot)


@pytest.fixture(scope="module")
def page(notebook):
    before = notebook.read_bytes()
    made = live.export(notebook)
    assert notebook.read_bytes() == before
    assert made == notebook.with_suffix(".html")
    return made.read_text()


def test_nothing_on_the_page_is_fetched(page):
    assert re.findall(r"""<(?:script|link|img|iframe)[^>]*(?:src|href)=["'](?!data:)[^"']*""", page) == []
    assert re.findall(r"@import|url\(\s*[\"']?https?:", page) == []
    assert "cdnjs" not in re.sub(r"<script.*?</script>", "", page, flags=re.S)


def test_formulas_need_no_javascript(page):
    assert page.count("<math ") == 2
    assert "<mfrac>" in page
    assert "$$" not in re.sub(r"<script.*?</script>", "", page, flags=re.S)


def test_plotly_is_on_the_page_once_and_only_where_it_is_needed(page, folder):
    assert page.count("plotly.js v") == 1
    alone = live.export(write(folder / "alone.ipynb", LINE), folder / "alone.html").read_text()
    assert "plotly.js v" not in alone
    assert len(alone) < 1_000_000


def test_each_output_has_the_still_of_what_it_showed_before_it_was_shown_again(page):
    said = re.findall(r'<noscript data-gradlab-still="\w+"><img alt="([^"]+)"', page)
    assert len(said) == 2
    assert "W = 16.00, b = 16.00; the error is 409.2" in said[0]  # 13² + 15.5²
    assert "W = 3.00, b = 1.50; the error is 1.00" in said[1]


def test_a_notebook_with_stills_is_one_that_every_reader_can_show(notebook, folder):
    made = nbformat.read(live.export(notebook, folder / "stills.ipynb"), as_version=4)
    nbformat.validate(made)
    assert "widgets" not in made.metadata
    outputs = [output for cell in made.cells for output in cell.get("outputs", [])]
    assert not any("widget-view" in kind for output in outputs for kind in output.get("data", {}))
    pictures = [output.data for output in outputs if "image/png" in output.get("data", {})]
    sentences = [output.data["text/markdown"] for output in outputs if "text/markdown" in output.get("data", {})]
    assert ["W = 16.00" in each["text/plain"] for each in pictures] == [True, False]
    assert sentences == [f"*{each['text/plain']}*" for each in pictures]
    assert [output.text for output in outputs if output.output_type == "stream"] == ["between\n"]


def test_a_widget_that_needs_python_is_shown_as_its_html_on_a_page_without(folder):
    where = write(folder / "questions.ipynb", "from gradlab.course import from_memory", 'from_memory("01")')
    html = live.export(where).read_text()
    assert "5 goes in, and 20 should come out" in html
    assert "To answer where Python runs" in html
    assert "jupyter.widget-view" not in html


def test_a_cell_that_fails_leaves_no_page(folder):
    broken = write(folder / "broken.ipynb", LINE, "1 / 0")
    with pytest.raises(RuntimeError, match=r"a cell fails: ZeroDivisionError: division by zero\nIt is cell 2 .*1 / 0"):
        live.export(broken)
    assert not broken.with_suffix(".html").exists()


def test_a_notebook_that_was_never_run_is_run_or_said_to_be_empty(folder):
    never = write(folder / "never.ipynb", LINE)
    with pytest.raises(ValueError, match=r"never\.ipynb was never run, so there is nothing to show: leave out --no-run"):
        live.export(never, run=False)
    assert not never.with_suffix(".html").exists()


def test_a_notebook_saved_without_its_widgets_is_said_to_be(notebook, folder):
    content = nbformat.read(notebook, as_version=4)
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "gone", "version_major": 2, "version_minor": 0}}
    content.cells[1].execution_count = 1
    content.cells[1].outputs = [nbformat.v4.new_output("display_data", view)]
    nbformat.write(content, folder / "stateless.ipynb")
    with pytest.raises(ValueError, match=r"saved without the state of its 1 widgets.*Save Widget State Automatically"):
        live.export(folder / "stateless.ipynb", run=False)


@pytest.mark.parametrize(
    ("asked", "to", "kind", "words"),
    [
        ("lime.ipynb", None, FileNotFoundError, r"no notebook .*lime\.ipynb\. Did you mean line\.ipynb\?"),
        ("text.txt", None, ValueError, r"ends in \.ipynb, and is 'text\.txt'"),
        ("bad.ipynb", None, ValueError, r"bad\.ipynb cannot be read as a notebook"),
        ("line.ipynb", "line.pdf", ValueError, r"ends in \.html \(a page\) or \.ipynb"),
        ("line.ipynb", "line.ipynb", ValueError, r"would overwrite line\.ipynb itself"),
        ("line.ipynb", "nowhere/line.html", FileNotFoundError, r"There is no folder .*nowhere"),
    ],
)
def test_what_cannot_be_exported_is_answered_in_words(notebook, folder, asked, to, kind, words):
    (folder / "text.txt").write_text("no notebook")
    (folder / "bad.ipynb").write_text("no notebook")
    with pytest.raises(kind, match=words):
        live.export(folder / asked, to and folder / to)


@pytest.mark.parametrize("ending", [".html", ".ipynb"])
def test_an_export_replaces_an_export_and_nothing_else(notebook, folder, tmp_path, capsys, ending):
    place = tmp_path / f"result{ending}"
    quoting = '<p>Mine, which says &lt;meta name="generator" content="gradlab 1"&gt;</p>'
    place.write_text(quoting if ending == ".html" else notebook.read_text())
    mine = place.read_bytes()
    with pytest.raises(FileExistsError, match=r"gradlab did not make it, and it stays as it is.* --force \(force=True\)"):
        live.export(notebook, place)
    assert main(["export", str(notebook), "-o", str(place)]) == 1
    assert "is there already" in capsys.readouterr().err
    assert place.read_bytes() == mine
    assert main(["export", str(notebook), "-o", str(place), "--force"]) == 0
    assert place.read_bytes() != mine
    live.export(notebook, place)  # now it is an export


def test_an_instrument_is_not_saved_over_a_page_of_somebody_elses(tmp_path):
    W = tf.Variable(16.0, name="W")
    knobs = live.Potentiometers(lambda: tf.square(W - 3.0), [W])
    place = tmp_path / "index.html"
    place.write_text("<p>My blog</p>")
    with pytest.raises(FileExistsError, match=r"gradlab did not make it.*delete it"):
        knobs.save(place)
    assert place.read_text() == "<p>My blog</p>"
    place.unlink()
    assert knobs.save(knobs.save(place)) == place


def test_a_kernel_that_hands_over_too_late_leaves_no_page(monkeypatch, folder):
    from nbclient import NotebookClient
    from nbclient.exceptions import CellTimeoutError

    late = write(folder / "late.ipynb", LINE)

    def execute_cell(client, cell, *_, **__):
        assert client.raise_on_iopub_timeout
        raise CellTimeoutError.error_from_timeout_and_cell("Timeout waiting for IOPub output", client.iopub_timeout, cell)

    monkeypatch.setattr(NotebookClient, "execute_cell", execute_cell)
    with pytest.raises(
        RuntimeError, match=r"did not hand over what a cell shows within 60 seconds: nothing was exported\. Try"
    ):
        live.export(late)
    assert not late.with_suffix(".html").exists()


def test_a_kernel_that_is_not_there_is_named(folder):
    path = write(folder / "julia.ipynb", "1")
    content = json.loads(path.read_text())
    content["metadata"]["kernelspec"]["name"] = "no-such-kernel"
    path.write_text(json.dumps(content))
    with pytest.raises(RuntimeError, match="asks for the kernel 'no-such-kernel', which is not installed here"):
        live.export(path)


def test_without_jupyterlab_it_says_what_to_install(monkeypatch, notebook):
    monkeypatch.setitem(sys.modules, "latex2mathml.converter", None)
    monkeypatch.delitem(sys.modules, "gradlab.live.exporting.page", raising=False)
    monkeypatch.delattr(exporting, "page", raising=False)
    with pytest.raises(ImportError, match=r"needs latex2mathml.*pip install 'gradlab\[lab\]'"):
        live.export(notebook)


def test_one_instrument_is_saved_as_a_page(tmp_path):
    W = tf.Variable(16.0, name="W")
    knobs = live.Potentiometers(lambda: tf.square(W - 3.0), [W])
    page = knobs.save(tmp_path / "knobs.html").read_text()
    assert "<title>Potentiometers</title>" in page
    assert "the error is 169.0" in page
    assert knobs.save(tmp_path / "knobs.png").stat().st_size > 5_000
    with pytest.raises(ValueError, match=r"also as \.html"):
        knobs.save(tmp_path / "knobs.pdf")


def test_the_command_says_where_the_page_is(notebook, folder, capsys):
    assert main(["export", str(notebook), "-o", str(folder / "page.html")]) == 0
    assert capsys.readouterr().out.strip() == str(folder / "page.html")
    assert (folder / "page.html").stat().st_size > 100_000


def test_the_command_fails_in_words(folder):
    command = [sys.executable, "-m", "gradlab", "export", str(folder / "missing.ipynb")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(live.__file__).parents[2])
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("There is no notebook")

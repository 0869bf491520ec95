"""A live page for each notebook: it is run once, and what its instruments share is loaded once for the whole site."""

from __future__ import annotations

import base64
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbformat import NotebookNode

from gradlab.course.contents import Notebook
from gradlab.course.exercise import Exercise, find
from gradlab.live.exporting import running
from gradlab.live.exporting.mime import SHOWN, WIDGET_STATE
from gradlab.live.exporting.page import draw_plotly, exporter_with, name_instruments
from gradlab.site.files import Files, share_state
from gradlab.site.links import on_the_site, with_named_headings
from gradlab.site.pictures import webp
from gradlab.site.texts import with_code

TEMPLATES = Path(__file__).parent / "templates"
_ASKS = re.compile(r'\b(?:check|predict)\("(\w+)"')
_QUESTIONS = "This notebook begins with two or three short questions about earlier ones."
_FOR_A_LEARNER = re.compile(r"^gradlab \S+ is ready · .*\n?", re.MULTILINE)  # what `ready` says of a learner's own notes


@dataclass(frozen=True)
class LivePage:
    """A notebook as HTML.

    article: all of its cells. headings: (fragment, words) of its rounds. words: (term, fragment, sentence) of the glossary,
    in the order in which they are met. scripts: what the page needs before its instruments live. instruments: their names.
    """

    notebook: Notebook
    article: str
    headings: list[tuple[str, str]]
    words: list[tuple[str, str, str]]
    scripts: list[str]
    instruments: list[str]


def run(path: Path) -> NotebookNode:
    """The notebook with the outputs of a run from top to bottom. Raises RuntimeError in words where a cell fails.

    It runs in a copy of its folder and without notes: what the builder has predicted and done is nobody else's to read.
    """
    content = nbformat.read(path, as_version=4)
    with TemporaryDirectory() as elsewhere:
        folder = shutil.copytree(path.parent, Path(elsewhere, path.parent.name))
        running.run(content, folder, notes=Path(elsewhere, "notes"))
    return content


def live_page(notebook: Notebook, content: NotebookNode, files: Files, words: dict[str, str], run_here: str) -> LivePage:
    """The page of a notebook that was run. words: the glossary's sentences. run_here: where its code can be run."""
    scripts = [files.share("plotly.js", library)] if (library := draw_plotly(content)) else []
    names = name_instruments(content)
    share_state(content.metadata.get("widgets", {}).get(WIDGET_STATE, {}).get("state", {}), files)
    for cell in content.cells:
        if cell.cell_type == "code":
            _share_pictures(cell, files)
            _face_the_reader(cell, run_here)
    exporter = exporter_with(TEMPLATES, "notebook.html.j2")
    exporter.register_filter("exercise_box", lambda name: exercise_box(find(name), run_here))
    article, _ = exporter.from_notebook_node(content, {"metadata": {"name": notebook.title, "path": ""}})
    article = with_named_headings(on_the_site(article, words))
    return LivePage(notebook, article, _headings(article), list(_met(article, words)), scripts, names)


def _share_pictures(cell: NotebookNode, files: Files) -> None:
    """Lay the pictures of a cell's outputs beside the pages."""
    for output in cell.get("outputs", []):
        for still in output.get("metadata", {}).get(SHOWN, {}).values():
            address = files.share("still.webp", webp(base64.b64decode(still["png"])))
            still["html"] = f'<img alt="{escape(still["alt"])}" width="760" src="{address}">'
        if "image/png" in output.get("data", {}):
            png = base64.b64decode(output.data["image/png"])
            output.metadata["gradlab_file"] = files.share("figure.webp", webp(png, exact=True))


def _face_the_reader(cell: NotebookNode, run_here: str) -> None:
    """Take out what is for a learner with a kernel: cards on answers that nobody gave; the exercise gets a box instead.

    Of the questions from memory a sentence stays, which says where they are asked.
    """
    asked = _ASKS.findall(cell.source)
    cell.metadata["gradlab_exercises"] = asked
    kept = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            output.text = _FOR_A_LEARNER.sub("", output.text)
        html = output.get("data", {}).get("text/html", "")
        if "From memory ·" in html:
            where = f'They are asked <a href="{escape(run_here)}">where the code runs</a>.'
            output.data = {"text/html": f"<p><b>From memory.</b> {_QUESTIONS} {where}</p>"}
        elif 'class="gl-card"' in html or output.get("text") == "":
            continue
        kept.append(output)
    cell.outputs = kept


def exercise_box(exercise: Exercise, run_here: str) -> str:
    """What stands below an exercise where no Python can judge an answer: where it can, and what helps."""
    parts = [
        f"<details><summary>a hint</summary><p>{with_code(exercise.hint)}</p></details>",
        f"<details><summary>one solution</summary><pre><code>{escape(exercise.solution)}</code></pre>"
        f"<p>{with_code(exercise.because)}</p></details>",
    ]
    if exercise.kind == "prediction":
        lead = "<b>Your prediction?</b> Say it aloud before you read on. It is kept and compared where the code runs:"
    else:
        lead = "<b>An exercise.</b> It is checked where the code runs:"
    return f'<aside class="exercise"><p>{lead} <a href="{escape(run_here)}">do it here</a>.</p>{"".join(parts)}</aside>'


def _headings(article: str) -> list[tuple[str, str]]:
    found = re.findall(r'<h2 id="([^"]+)">(.*?)</h2>', article, re.DOTALL)
    return [(fragment, re.sub(r"<[^>]+>", "", words).strip()) for fragment, words in found]


def _met(article: str, words: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """The glossary's terms, each where it is met first."""
    for fragment in dict.fromkeys(re.findall(r'class="term"[^>]* href="glossary\.html#([^"]+)"', article)):
        yield fragment.replace("-", " "), fragment, words[fragment]

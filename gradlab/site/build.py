"""`gradlab site FOLDER`: the whole course as files that any static host serves, under any path.

A landing page, a live page for each notebook, the texts, the reference, and the course in JupyterLite. Every notebook is
run once; nothing is fetched; the pages ask no other host for anything.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import BashLexer, PythonLexer

from gradlab.course.contents import NOTEBOOKS, Notebook, folder_of_notebooks
from gradlab.live.exporting.mime import WIDGET_STATE
from gradlab.live.static import STATIC
from gradlab.site import course_pages, landing, links, pictures, reference, texts
from gradlab.site.files import MARK, Files
from gradlab.site.lite import build_lite

ROOT = Path(__file__).parents[2]
TEMPLATES = Path(__file__).parent / "templates"
DESCRIPTION = (
    "How does a neural network learn? A hands-on course in your browser: weights are knobs, the error is a hill, and every "
    "picture answers to your hand. Nothing to install."
)
_CODE = """import gradlab as tf  # or: import tensorflow as tf

W, b = tf.Variable(16.0), tf.Variable(16.0)

for step in range(200):
    with tf.GradientTape() as tape:
        error = tf.reduce_mean(tf.square(y - (W * x + b)))
    dW, db = tape.gradient(error, [W, b])
    W.assign_sub(0.1 * dW)
    b.assign_sub(0.1 * db)
"""
_INSTALL = """pip install "gradlab[lab]"
gradlab
"""
_SHOWN = {
    "00": 1,
    "06": 1,
    "08": 1,
    "09": 2,
    "10": 4,
}  # which of its pictures stands for a notebook on the map, where it is not the first


def build_site(
    folder: Path,
    *,
    address: str = "",
    pyodide: Path | None = None,
    runs_here: bool = True,
    notebooks: Sequence[Notebook] = tuple(NOTEBOOKS),
    say: Callable[[str], None] = lambda _: None,
) -> None:
    """Write the site into `folder`, whose earlier build is replaced when the new one is whole.

    address: where the site will be: those who show a picture beside a link want it in full.
    pyodide: the folder of a Pyodide distribution, which the site then carries. runs_here: whether the site has the course in
    JupyterLite; without it the pages send readers to Binder. notebooks: those that get a live page. say: is told what is
    being done.

    Raises ValueError if the folder holds something else or the address is none, FileNotFoundError where the course's texts
    are not at hand, ImportError where a tool is missing, RuntimeError in words where a cell of a notebook fails.
    """
    _check_tools(runs_here)
    if address and not re.fullmatch(r"https?://[^\s?#]+", address):
        raise ValueError(
            f"`address` should be where the site will be, such as https://gradlab.github.io/gradlab/, not {address!r}."
        )
    if not (ROOT / "TEACHING.md").is_file():
        raise FileNotFoundError(f"The site is made from the repository, with its texts: git clone {links.SOURCE}")
    files = Files(folder)
    try:
        _Site(files, address and f"{address.rstrip('/')}/", runs_here, notebooks, say).build()
        if runs_here:
            say("the course in JupyterLite")
            build_lite(files.draft / "lab", pyodide=pyodide)
        files.publish()
    except BaseException:
        files.discard()
        raise


def _check_tools(runs_here: bool) -> None:
    """Raise ImportError, before the work begins, where what makes the site is not installed."""
    needed = ["pdoc", "nbconvert", *(["jupyterlite_core", "jupyterlite_pyodide_kernel"] if runs_here else [])]
    missing = [name for name in needed if not find_spec(name)]
    if missing:
        raise ImportError(
            f"The site needs {' and '.join(missing)}, not installed here: pip install 'gradlab[site]' brings all it needs."
        )


@dataclass
class _Site:
    files: Files
    address: str
    runs_here: bool
    notebooks: Sequence[Notebook]
    say: Callable[[str], None]

    def build(self) -> None:
        """Write all pages."""
        example = landing.Example()
        self.templates = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True)
        self.templates.filters["code"] = lambda text: Markup(texts.with_code(text))
        self.common: dict[str, Any] = {
            "css": self.files.share("site.css", (STATIC / "site.css").read_text()),
            "js": self.files.share("site.js", (STATIC / "site.js").read_text()),
            "favicon": self.files.share("favicon.svg", pictures.FAVICON),
            "link_picture": self.files.share("link.png", pictures.picture_for_links(*example.overshooting())),
            "address": self.address,
            "source": links.SOURCE,
            "runs_here": self.runs_here,
        }
        words = texts.words_of((folder_of_notebooks() / "glossary.md").read_text(encoding="utf-8"))
        shown = {each.digits: self._live_page(each, words) for each in self.notebooks}
        self.say("landing page and texts")
        self._landing(shown)
        self._texts()
        self.say("reference")
        reference.write(self.files.draft / "api", self.common["favicon"])
        self.files.write("404.html", self.templates.get_template("404.html.j2").render(mark=MARK))
        edition = self.files.edition()
        self.files.write("sw.js", self.templates.get_template("sw.js.j2").render(edition=edition))

    def _page(self, name: str, template: str, title: str, description: str, **more: Any) -> None:
        given = {**self.common, "name": name, "title": title, "description": description, "kind": template, **more}
        self.files.write(name, self.templates.get_template(f"{template}.html.j2").render(given))

    def _live_page(self, notebook: Notebook, words: dict[str, str]) -> str:
        """Write the page of a notebook, and return the address of its picture."""
        self.say(notebook.file)
        content = course_pages.run(folder_of_notebooks() / notebook.file)
        picture = self.files.share("map.webp", pictures.picture_of(content, _SHOWN.get(notebook.digits, 0)))
        run_here = (links.RUN_HERE if self.runs_here else links.BINDER) + notebook.file
        live = course_pages.live_page(notebook, content, self.files, words, run_here)
        position = list(self.notebooks).index(notebook)
        neighbours = [self.notebooks[k] if 0 <= k < len(self.notebooks) else None for k in (position - 1, position + 1)]
        before, after = (each and _Link.to(each) for each in neighbours)
        state = content.metadata.get("widgets", {}).get(WIDGET_STATE, {})
        self._page(
            links.page_of(notebook.file),
            "live",
            f"{notebook.digits} · {notebook.title}",
            f"{notebook.happens[0].upper()}{notebook.happens[1:]}. {notebook.minutes} minutes, alive in your browser.",
            **{"article": live.article, "headings": live.headings},
            **{"words": live.words, "scripts": live.scripts, "instruments": live.instruments, "run_here": run_here},
            **{"binder": links.BINDER + notebook.file, "before": before, "after": after, "state": _in_a_page(state)},
        )
        return picture

    def _landing(self, pictures_of: dict[str, str]) -> None:
        example = landing.Example()
        descent = example.descent()
        moving = landing.shown(descent, self.files)
        still = self.files.share("still.webp", pictures.webp(moving.still.png))
        self._page(
            "index.html",
            "index",
            "gradlab",
            DESCRIPTION,
            **{"descent": moving, "here": _in_a_page(moving.here), "state": _in_a_page(moving.state), "still": still},
            **{"preload": [moving.script], "course": [_Link.to(each, pictures_of[each.digits]) for each in self.notebooks]},
            hours=round(sum(each.minutes for each in NOTEBOOKS) / 60),
            run_here=links.RUN_HERE + NOTEBOOKS[0].file,
            binder=links.BINDER + NOTEBOOKS[0].file,
            code=highlight(_CODE, PythonLexer(), HtmlFormatter(nowrap=True)),
            install=highlight(_INSTALL, BashLexer(), HtmlFormatter(nowrap=True)),
        )
        descent.close()

    def _texts(self) -> None:
        said = "Every term of the course in one sentence."
        self._text("glossary.html", (folder_of_notebooks() / "glossary.md").read_text(encoding="utf-8"), said)
        said = "How to give the course to a class: what it needs, how long it takes, where learners go astray."
        self._text("teachers.html", (ROOT / "TEACHING.md").read_text(encoding="utf-8"), said)
        said = "The house, four walks through it, and recipes for an operator, an instrument, an exercise and a notebook."
        self._text("contributing.html", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), said)
        said = "What to remember of each notebook, on one sheet."
        self._page(
            "summaries.html", "page", "Pages to print", said, content=texts.summaries(folder_of_notebooks() / "summaries")
        )
        said = "Every operator with the slopes towards its inputs, as the source has them."
        self._page("operators.html", "page", "Operators and their slopes", said, content=texts.operators())

    def _text(self, name: str, source: str, description: str) -> None:
        title, html = texts.text_page(source)
        self._page(name, "page", title, description, content=html)


@dataclass(frozen=True)
class _Link:
    """What another page shows of a notebook."""

    digits: str
    title: str
    minutes: int
    happens: str
    page: str
    picture: str

    @classmethod
    def to(cls, notebook: Notebook, picture: str = "") -> _Link:
        page = links.page_of(notebook.file)
        return cls(notebook.digits, notebook.title, notebook.minutes, notebook.happens, page, picture)


def _in_a_page(data: Any) -> str:
    """JSON as it may stand between <script> and </script>."""
    return json.dumps(data).replace("<", "\\u003c")

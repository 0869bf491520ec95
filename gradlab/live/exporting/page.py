"""The HTML page of a notebook that was run: one file with everything in it, which opens from disk without a network.

nbconvert makes it. What its own page would fetch is put in or done before: the instruments' host is our bundle page.js,
formulas become MathML, which browsers show by themselves, and Plotly's library is put in where the notebook shows a figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, pass_context
from latex2mathml.converter import convert
from markupsafe import Markup
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode

from gradlab import __version__
from gradlab.live.exporting.mime import PLOTLY, SHOWN, WIDGET_STATE
from gradlab.live.static import STATIC


def page(notebook: NotebookNode, folder: Path) -> str:
    """The page as HTML.

    notebook: with its outputs, and the state of its widgets in its metadata. folder: where the pictures in its texts are.
    """
    plotly = draw_plotly(notebook)
    exporter = exporter_with(Path(__file__).parent, "page.html.j2")
    theme, _, _ = exporter.environment.loader.get_source(exporter.environment, "static/theme-dark.css")
    resources = {
        "metadata": {"name": title_of(notebook), "path": str(folder)},
        "mark": Markup(f'<meta name="generator" content="gradlab {__version__}">'),
        "plotly": Markup(_in_a_page(plotly)),
        "dark": Markup(theme),
        "page_css": Markup((STATIC / "page.css").read_text()),
        "page_js": Markup(_in_a_page((STATIC / "page.js").read_text())),
    }
    name_instruments(notebook)
    html, _ = exporter.from_notebook_node(notebook, resources)
    return html


def exporter_with(folder: Path, template: str) -> HTMLExporter:
    """What makes HTML of a notebook with the template of that name in that folder.

    A template can ask for the filters `latex` (a formula as MathML) and `here` (what a page has to know of the instruments
    that an output shows).
    """
    exporter = _Exporter(
        extra_loaders=[FileSystemLoader(folder)], template_file=template, embed_images=True, exclude_anchor_links=True
    )
    exporter.register_filter("latex", lambda text: _formula(text.strip().strip("$"), block=True))
    exporter.register_filter("here", lambda shown: {key: _here(of) for key, of in shown.items()})
    return exporter


def _here(shown: Mapping[str, Any]) -> dict[str, Any]:
    """An instrument in an output: its name, what its settings may be, and what was otherwise than in its last state."""
    nothing: dict[str, Any] = {"name": "", "rules": {}, "state": {}, "buffers": []}
    return {key: shown.get(key, empty) for key, empty in nothing.items()}


def name_instruments(notebook: NotebookNode) -> list[str]:
    """Give each shown instrument a name for addresses, "descent" and the next one "descent-2", and return the names."""
    states = notebook.metadata.get("widgets", {}).get(WIDGET_STATE, {}).get("state", {})
    names: list[str] = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            for identity, shown in output.get("metadata", {}).get(SHOWN, {}).items():
                kind = states[identity]["state"]["_anywidget_id"].rpartition(".")[2].lower()
                before = sum(name.partition("-")[0] == kind for name in names)
                shown["name"] = f"{kind}-{before + 1}" if before else kind
                names.append(shown["name"])
    return names


class _Exporter(HTMLExporter):
    """nbconvert's exporter with formulas as MathML."""

    @pass_context
    def markdown2html(self, context: Any, source: str) -> str:
        cell, resources = context.get("cell", {}), context.get("resources", {})
        renderer = _Renderer(
            escape=False,
            attachments=cell.get("attachments", {}),
            embed_images=self.embed_images,
            path=resources.get("metadata", {}).get("path", ""),
            exclude_anchor_links=self.exclude_anchor_links,
        )
        return MarkdownWithMath(renderer=renderer).render(source)


def markdown(source: str) -> str:
    """The HTML of a text in Markdown, with formulas as MathML."""
    return str(MarkdownWithMath(renderer=_Renderer(escape=False, exclude_anchor_links=True)).render(source))


class _Renderer(IPythonRenderer):
    """Markdown whose formulas a browser shows by itself."""

    def block_math(self, body: str) -> str:
        return _formula(body, block=True)

    def inline_math(self, body: str) -> str:
        return _formula(body, block=False)

    def latex_environment(self, name: str, body: str) -> str:
        return _formula(f"\\begin{{{name}}}{body}\\end{{{name}}}", block=True)


def _formula(tex: str, block: bool) -> str:
    """TeX as MathML; as it was written where it cannot be read."""
    try:
        return convert(tex, display="block" if block else "inline")
    except Exception:  # the converter's errors have no common kind, and a page should not fail for a formula
        return f"<code>{escape(tex)}</code>"


def draw_plotly(notebook: NotebookNode) -> str:
    """Give each Plotly figure among the outputs its HTML, and return the library that draws them, if there are any."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", []) if PLOTLY in output.get("data", {})]
    if not outputs:
        return ""
    from plotly.io import to_html
    from plotly.offline import get_plotlyjs

    for output in outputs:
        figure = {key: part for key, part in output.data.pop(PLOTLY).items() if key in ("data", "layout", "frames")}
        drawn = to_html(figure, include_plotlyjs=False, full_html=False, validate=False, auto_play=False)
        output.data["text/html"] = f"{drawn}<noscript><p>This figure is drawn by JavaScript.</p></noscript>"
    return get_plotlyjs()


def title_of(notebook: NotebookNode) -> str:
    """The notebook's first heading."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("# "):
            return cell.source.splitlines()[0].removeprefix("# ")
    return "Notebook"


def _in_a_page(code: str) -> str:
    """JavaScript as it may stand between <script> and </script>; the escapes mean the same in strings and patterns."""
    return code.replace("</script", "<\\/script").replace("<!--", "\\x3C!--").replace("<script", "\\x3Cscript")

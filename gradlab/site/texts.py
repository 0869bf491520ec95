"""The course's texts as pages: the glossary, the pages to print, the page for teachers, and the one for developers."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from gradlab.course.contents import BY_DIGITS
from gradlab.live.exporting.page import markdown
from gradlab.operators.table import table
from gradlab.site.links import on_the_site, with_named_headings


def words_of(glossary: str) -> dict[str, str]:
    """The glossary's sentences by the fragments that name them, {"chain-rule": "The slope of one …"}."""
    entries = re.findall(r"^### (.+)\n\n((?:.+\n?)+)", glossary, re.MULTILINE)
    return {term.strip().lower().replace(" ", "-"): " ".join(said.split()) for term, said in entries}


def text_page(source: str) -> tuple[str, str]:
    """The title and the HTML of a Markdown text that begins with its title."""
    title, _, _ = source.partition("\n")
    named = with_named_headings(on_the_site(markdown(source)))
    return title.removeprefix("# ").strip(), re.sub(r"<table>(.*?)</table>", _scrolling, named, flags=re.DOTALL)


def _scrolling(found: re.Match[str]) -> str:
    return f'<div class="wide" tabindex="0">{found[0]}</div>'


def with_code(text: str) -> str:
    """Plain text as HTML, with what stands between backquotes as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def summaries(folder: Path) -> str:
    """All pages to print, one after the other, each beginning a sheet of paper."""
    pages = [(path.stem, text_page(path.read_text(encoding="utf-8"))) for path in sorted(folder.glob("*.md"))]
    listed = "".join(f'<li><a href="#page-{digits}">{escape(BY_DIGITS[digits].title)}</a></li>' for digits, _ in pages)
    bare = ((digits, re.sub(r' id="[^"]*"', "", html)) for digits, (_, html) in pages)  # several have the same headings
    sheets = (f'<section class="page-sheet" id="page-{digits}">{html}</section>' for digits, html in bare)
    head = "<h1>Pages to print</h1><p>One for each notebook: what to remember, and the lines of code that say it.</p>"
    return f'{head}<ol class="listed" start="0">{listed}</ol>{"".join(sheets)}'


def operators() -> str:
    """The table of operators with their slopes."""
    rows = table().rows
    head = (
        "<h1>Operators and their slopes</h1><p>Every operator that the tape can record, what it computes, and the slope "
        "towards each of its inputs. <code>python -m gradlab.operators</code> prints the same: it is read off the source, "
        "where each rule is a line.</p>"
    )
    cells = "".join(
        f"<tr><th scope='row'>{escape(name)}</th><td>{escape(symbol)}</td><td>{escape(slope)}</td></tr>"
        for name, symbol, slope in rows
    )
    table_head = "<thead><tr><th scope='col'>operator</th><th scope='col'>z</th><th scope='col'>slopes</th></tr></thead>"
    return f'{head}<div class="wide" tabindex="0"><table class="operators">{table_head}<tbody>{cells}</tbody></table></div>'

"""Cards: how an answer of the course looks. In Jupyter a small framed box in the colours of the course; elsewhere text.

A state is told three times, by its icon, its word and its colour. Everything is escaped, because learners' own words and
lines of code are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from gradlab.course.drawing import Drawing
from gradlab.course.verdict import ALMOST, NOT_TRIED, RIGHT, WRONG
from gradlab.landscape.palette import PALETTE

ICONS = {RIGHT: "✓", ALMOST: "≈", WRONG: "✗", NOT_TRIED: "○"}
_COLOURS = {RIGHT: "slope", ALMOST: "b", WRONG: "error", NOT_TRIED: "muted", "note": "W"}


def _colours(theme: str) -> str:
    own = "".join(f"--gl-{state.replace(' ', '-')}:{PALETTE[theme][name]};" for state, name in _COLOURS.items())
    return f"{own}--gl-text:{PALETTE[theme]['text']};--gl-grid:{PALETTE[theme]['grid']}"


_STYLE = f"""<style>
.gl-card{{{_colours("light")};color:var(--gl-text);border:1px solid var(--gl-grid);border-left:4px solid var(--gl-here);
border-radius:4px;padding:8px 14px;margin:2px 0;max-width:46em;line-height:1.5;font-size:14px}}
[data-jp-theme-light=false] .gl-card{{{_colours("dark")}}}
.gl-card p{{margin:4px 0}} .gl-card b.gl-state{{color:var(--gl-here)}} .gl-card .gl-small{{font-size:13px;opacity:.85}}
.gl-card pre.gl-code{{margin:6px 0;padding:6px 10px;color:inherit;background:none;
border:1px solid var(--gl-grid);overflow:auto}}
.gl-card table{{border-collapse:collapse;margin:6px 0;font-size:14px}}
.gl-card th,.gl-card td{{color:inherit;text-align:left!important;padding:3px 14px 3px 0;
border-bottom:1px solid var(--gl-grid);vertical-align:top;white-space:normal}}
.gl-card svg{{display:block;width:100%;max-width:34em;height:auto;margin:6px 0;font:12px sans-serif;fill:currentColor}}
.gl-card a{{color:var(--gl-note);text-decoration:underline}}
</style>"""


class Card:
    """A box with a heading of an icon and words, paragraphs, and perhaps a picture, code, a table or a small last line.

    state: decides the colour; "note" for what is no verdict. table: rows of cells, the first of them the head; a cell is
    text, or (text, address) for a link. link: one such link below the paragraphs.
    """

    def __init__(
        self,
        state: str,
        heading: str,
        *paragraphs: str,
        picture: Drawing | None = None,
        link: tuple[str, str] | None = None,
        code: str = "",
        table: Sequence[Sequence[str | tuple[str, str]]] = (),
        small: str = "",
    ) -> None:
        self.state = state
        self.heading = f"{ICONS[state]} {heading}" if state in ICONS else heading
        self.paragraphs = [paragraph for paragraph in paragraphs if paragraph]
        self.picture = picture
        self.link = link
        self.code = code
        self.table = table
        self.small = small

    def _repr_html_(self) -> str:
        parts = [f'<p><b class="gl-state">{escape(self.heading)}</b></p>']
        parts += [f"<p>{_with_code(paragraph)}</p>" for paragraph in self.paragraphs]
        if self.picture:
            parts.append(self.picture.svg)
        if self.link:
            parts.append(f"<p>{_cell(self.link)}</p>")
        if self.code:
            parts.append(f'<pre class="gl-code">{escape(self.code)}</pre>')
        if self.table:
            head, *rows = self.table
            parts.append("<table><thead>" + _row(head, "th") + "</thead><tbody>")
            parts += [_row(row, "td") for row in rows]
            parts.append("</tbody></table>")
        if self.small:
            parts.append(f'<p class="gl-small">{_with_code(self.small)}</p>')
        here = f"--gl-here:var(--gl-{self.state.replace(' ', '-')})"
        return f'{_STYLE}<div class="gl-card" style="{here}">{"".join(parts)}</div>'

    def __repr__(self) -> str:
        rows = [" · ".join(cell if isinstance(cell, str) else cell[0] for cell in row) for row in self.table]
        seen = self.picture.alt if self.picture else ""
        where = f"{self.link[0]} ({self.link[1]})" if self.link else ""
        said = (self.heading, *self.paragraphs, seen, where, self.code, *rows, self.small)
        return "\n".join(part for part in said if part)


def _row(cells: Sequence[str | tuple[str, str]], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{_cell(cell)}</{tag}>" for cell in cells) + "</tr>"


def _cell(cell: str | tuple[str, str]) -> str:
    if isinstance(cell, str):
        return _with_code(cell)
    return f'<a href="{escape(cell[1])}">{escape(cell[0])}</a>'


def _with_code(text: str) -> str:
    """Escaped, with what stands between backquotes as code."""
    parts = escape(text).split("`")
    if len(parts) % 2 == 0:  # a backquote of the learner's own
        return escape(text)
    return "".join(f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))

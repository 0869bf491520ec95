"""The legend: one colour for each idea, the same in every instrument and figure, each with a sign that needs no colour."""

from __future__ import annotations

import json
from pathlib import Path

from gradlab.landscape.palette import PALETTE

_MEANINGS: dict[str, dict[str, str]] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))

# As they are drawn in the instruments, on a field of 24 by 16; legend.js draws the same.
_SIGNS = {
    "knob": '<circle cx="12" cy="8" r="7"/><path d="M12 6V1" stroke="var(--paper)" stroke-width="2"/>',
    "hill": '<path d="M1 15C8 15 8 2 12 2s4 13 11 13z"/>',
    "arrow": '<path d="M23 6.5H9V2L1 8l8 6V9.5h14z"/>',
    "dots": '<circle cx="5" cy="11" r="2.5"/><circle cx="12" cy="6" r="2.5"/><circle cx="19" cy="9" r="2.5"/>',
    "line": '<path d="M1 13L23 3" stroke="currentColor" stroke-width="3"/>',
}


class Legend:
    """The meanings of the colours, as a table in a notebook and as lines of text elsewhere."""

    def __repr__(self) -> str:
        return "\n".join(
            f"{about.get('name', idea):5}  {about['colour']}, {about['sign']}: {about['meaning']}"
            for idea, about in _MEANINGS.items()
        )

    def _repr_html_(self) -> str:
        themes = "".join(
            f"{where} .gradlab-legend {{{''.join(f'--{idea}:{PALETTE[theme][idea]};' for idea in (*_MEANINGS, 'paper'))}}}"
            for where, theme in (("body", "light"), ("body[data-jp-theme-light='false']", "dark"))
        )
        rows = "".join(
            f'<dt style="color:var(--{idea});font-weight:700"><svg viewBox="0 0 24 16" width="24" height="16" '
            'fill="currentColor" aria-hidden="true" style="vertical-align:-3px;margin-right:8px">'
            f"{_SIGNS[about['sign']]}</svg>{about.get('name', idea)}</dt>"
            f'<dd style="margin:0;color:var(--text)">{about["colour"]}: {about["meaning"]}</dd>'
            for idea, about in _MEANINGS.items()
        )
        grid = "display:grid;grid-template-columns:max-content 1fr;gap:6px 20px;font:14px system-ui,sans-serif"
        return f'<style>{themes}</style><dl class="gradlab-legend" style="{grid}">{rows}</dl>'


def legend() -> Legend:
    """What the colours mean in all instruments and figures: show it in a cell of its own."""
    return Legend()

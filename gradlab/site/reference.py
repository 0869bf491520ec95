"""The reference: what every public name takes and gives, from its docstring. pdoc makes the pages."""

from __future__ import annotations

import json
import re
import warnings
from pathlib import Path
from typing import Any

# What is listed in a package's __all__ is documented with it; of the operators the table of them says more.
MODULES = [
    *("gradlab", "gradlab.math", "gradlab.nn", "gradlab.linalg", "gradlab.random", "gradlab.autodiff", "gradlab.checks"),
    *("gradlab.keras", "gradlab.landscape", "gradlab.live", "gradlab.course"),
    *("gradlab.operators", "!gradlab.operators[.].+"),
]
TEMPLATES = Path(__file__).parent / "templates/reference"
_COLOURS = re.compile(r"</?span[^>]*>")


def write(folder: Path, favicon: str) -> None:
    """Write the pages into `folder`, with its index. favicon: the address of the site's sign, from its root."""
    import pdoc  # those who build no site need not have it

    pdoc.render.configure(
        template_directory=TEMPLATES,
        docformat="restructuredtext",
        footer_text="gradlab",
        favicon=favicon,
        search=True,
        show_source=False,
    )
    pdoc.render.precompile_index = _index
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name met twice, and types that only a type checker imports: they stay words
        pdoc.pdoc(*MODULES, output_directory=folder)


def _index(documents: list[dict[str, Any]], compile_js: Path) -> str:
    """What the search reads. An index made in advance is three times as large; a browser makes it in a moment.

    The signs that colour a signature are three fifths of all that it reads, and it finds nothing by them.
    """
    plain = [{**each, "signature": _COLOURS.sub("", each.get("signature", ""))} for each in documents]
    return json.dumps(plain)

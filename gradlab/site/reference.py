"""The reference: what every public name takes and gives, from its docstring. pdoc makes the pages."""

from __future__ import annotations

import warnings
from pathlib import Path

# What is listed in a package's __all__ is documented with it; of the operators the table of them says more.
MODULES = [
    *("gradlab", "gradlab.math", "gradlab.nn", "gradlab.linalg", "gradlab.random", "gradlab.autodiff", "gradlab.checks"),
    *(
        "gradlab.keras",
        "gradlab.landscape",
        "gradlab.live",
        "gradlab.operators",
        "gradlab.course",
        "!gradlab.operators[.].+",
    ),
]


def write(folder: Path) -> None:
    """Write the pages into `folder`, with its index."""
    import pdoc  # those who build no site need not have it

    pdoc.render.configure(docformat="restructuredtext", footer_text="gradlab", search=True, show_source=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name met twice, and types that only a type checker imports: they stay words
        pdoc.pdoc(*MODULES, output_directory=folder)

"""Cells run out of order: a name that no cell has made yet gets a sentence that says what to do.

Python's own message stays; the sentence is added below it.
"""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any


def explain_unknown_names() -> None:
    """Let Jupyter say, below a NameError, that a cell above has to run first. Does nothing outside of Jupyter."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is not None:
        shell.set_custom_exc((NameError,), _with_advice)


def _with_advice(
    shell: Any, kind: type[BaseException], error: BaseException, trace: TracebackType, tb_offset: int | None = None
) -> None:
    name = getattr(error, "name", None)
    if name and not any(name in note for note in getattr(error, "__notes__", [])):
        error.add_note(
            f"Nothing is called {name} yet. If a cell above makes it, run that cell first: "
            "in the menu, Run ▸ Run All Above Selected Cell."
        )
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)

"""A name that nothing has yet gets a sentence that says what to do: run a cell above, or put an answer in quotes.

Python's own message stays; the sentence is added below it.
"""

from __future__ import annotations

import re
import sys
import traceback
from types import TracebackType
from typing import Any

_ANSWER = re.compile(r"""predict\(\s*(["'])\d\d_\w+\1\s*,\s*\w+\s*\)""")


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
        error.add_note(_advice(name, _line(trace)))
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)


def _advice(name: str, line: str) -> str:
    """What to do about an unknown name in that line."""
    if _ANSWER.match(line):
        return f'Nothing is called {name}. An answer in words stands in quotes: "{name}".'
    return (
        f"Nothing is called {name} yet. If a cell above makes it, run that cell first: "
        "in the menu, Run ▸ Run All Above Selected Cell."
    )


def _line(trace: TracebackType) -> str:
    """The line in which it happened, as far as Python remembers it."""
    return (traceback.extract_tb(trace)[-1].line or "").strip()

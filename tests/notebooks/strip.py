"""Takes out of notebooks what a run leaves behind: outputs, counts, widget state, this machine's versions (`make strip`)."""

import json
import sys
from pathlib import Path
from typing import Any

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LEFT_BEHIND = {"ExecuteTime", "collapsed", "execution", "scrolled", "trusted"}


def stripped(notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook as it should be in git."""
    return {
        "cells": [_stripped_cell(cell) for cell in notebook["cells"]],
        "metadata": {"kernelspec": KERNEL, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _stripped_cell(cell: dict[str, Any]) -> dict[str, Any]:
    metadata = {key: value for key, value in cell["metadata"].items() if key not in LEFT_BEHIND}
    run = {"execution_count": None, "outputs": []} if cell["cell_type"] == "code" else {}
    return {**cell, "metadata": metadata, **run}


def as_text(notebook: dict[str, Any]) -> str:
    """As JupyterLab writes it."""
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]):
        path.write_text(as_text(stripped(json.loads(path.read_text()))))

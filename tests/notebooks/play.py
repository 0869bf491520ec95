"""Runs the code cells of a notebook as Jupyter would, without a network: `python -m tests.notebooks.play 01 [--solved]`.

Prints what each cell prints and shows, and ends with the error of the first cell that fails. What is asked of the course
is kept where $GRADLAB_HOME says.
"""

import os
import socket
import sys
from typing import Any

from IPython.core.interactiveshell import InteractiveShell

from tests.notebooks.cells import COURSE, NOTEBOOKS, code_cells, digits, solved


def no_network(*_: Any, **__: Any) -> Any:
    raise OSError("the course needs no network, and this cell asked for one")


def main(which: str, *options: str) -> int:
    socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = no_network
    path = next(path for path in NOTEBOOKS if digits(path) == which)
    cells = solved(path) if "--solved" in options else code_cells(path)
    os.chdir(COURSE)
    shell = InteractiveShell.instance()
    for number, cell in enumerate(cells):
        result = shell.run_cell(cell, store_history=True)
        if not result.success:
            print(f"code cell {number} of {path.name} failed:\n{cell}")
            return 1
    return 0


if __name__ == "__main__":
    code = main(*sys.argv[1:])
    sys.stdout.flush()
    os._exit(code)  # threads of a notebook's cells must not keep it alive

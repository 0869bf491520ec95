"""The command `gradlab`, which is also `python -m gradlab`: gradlab export NOTEBOOK.ipynb [-o PAGE.html]."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says, and return 0, or 1 after a sentence about what went wrong."""
    parser = argparse.ArgumentParser(prog="gradlab", description="Sees to the course from the terminal.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    export = commands.add_parser(
        "export",
        help="make a page of a notebook that is alive without a kernel and without a network",
        description="Runs a copy of the notebook from top to bottom and writes one file: a page on which the instruments "
        "are alive without a kernel and without a network, or a notebook with still pictures in their places.",
    )
    export.add_argument("notebook", help="the .ipynb file, which is left as it is")
    export.add_argument("-o", "--output", help="the .html page or the .ipynb notebook to write (a page beside the notebook)")
    export.add_argument("--no-run", action="store_true", help="show the outputs as they were saved, and run nothing")
    given = parser.parse_args(arguments)

    from gradlab.live.exporting import export as make  # only those who export wait for the widgets

    try:
        print(make(given.notebook, given.output, run=not given.no_run))
    except (ImportError, OSError, RuntimeError, ValueError) as slip:
        print(slip, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

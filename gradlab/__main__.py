"""The command `gradlab`, which is also `python -m gradlab`: its `--help` says what it can do.

Without a command it opens the course. What a command needs is imported when it is given.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from gradlab import __version__

_HELP = """\
How does a neural network learn? An interactive course for JupyterLab.

  gradlab                          open the course: its notebooks are laid into the folder
                                   gradlab-course of your home, and JupyterLab opens there
  gradlab lab FOLDER               the same in another folder
  gradlab export NOTEBOOK.ipynb    make a page of a notebook that is alive without Python
  gradlab site FOLDER              write the whole course as a web site
  gradlab score [FOLDER ...]       print how far the exercises are, for you or for a class

What you write in the notebooks is yours: no command overwrites it. A newer edition of a notebook
that you changed arrives beside yours, and you are told.

`gradlab COMMAND --help` says more about each. If JupyterLab is missing: pip install "gradlab[lab]"
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says, and return 0, or 1 after a sentence about what went wrong."""
    words = list(sys.argv[1:] if arguments is None else arguments) or ["lab"]
    options: list[str] = []
    if words[0] == "lab" and "--" in words:
        words, options = words[: words.index("--")], words[words.index("--") + 1 :]
    given = _parser().parse_args(words)
    try:
        if given.command == "export":
            from gradlab.live.exporting.notebook import export as make  # only those who export wait for the widgets

            print(make(given.notebook, given.output, run=not given.no_run, force=given.force))
        elif given.command == "site":
            from gradlab.site.build import build_site

            pyodide = Path(given.pyodide) if given.pyodide else None
            build_site(Path(given.folder), address=given.address, pyodide=pyodide, say=lambda words: print(f"  {words}"))
            print(given.folder)
        elif given.command == "score":
            _print_scores(given.folders, minutes=given.minutes)
        else:
            from gradlab.course.lab import default_folder, open_lab

            return open_lab(Path(given.folder) if given.folder else default_folder(), options)
    except (ImportError, OSError, RuntimeError, ValueError) as slip:
        print(slip, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="gradlab", usage=argparse.SUPPRESS, add_help=False)
    parser.format_help = lambda: _HELP  # type: ignore[method-assign]
    parser.add_argument("-h", "--help", action="help")
    parser.add_argument("--version", action="version", version=f"gradlab {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", prog="gradlab")
    lab = commands.add_parser(
        "lab",
        usage="gradlab lab [FOLDER] [-- OPTIONS OF JUPYTERLAB]",
        description="Lays the notebooks into a folder and opens JupyterLab there. What you changed in it stays as it is: a "
        "newer edition of such a notebook arrives beside it.",
    )
    lab.add_argument("folder", nargs="?", help="where the course goes (gradlab-course in your home)")
    export = commands.add_parser(
        "export",
        description="Runs a copy of the notebook from top to bottom and writes one file: a page on which the instruments "
        "are alive without a kernel and without a network, or a notebook with still pictures in their places.",
    )
    export.add_argument("notebook", help="the .ipynb file, which is left as it is")
    export.add_argument("-o", "--output", help="the .html page or the .ipynb notebook to write (a page beside the notebook)")
    export.add_argument("--no-run", action="store_true", help="show the outputs as they were saved, and run nothing")
    export.add_argument("--force", action="store_true", help="replace a file that is there and was not made by an export")
    site = commands.add_parser(
        "site",
        description="Writes a landing page, a live page for each notebook, the reference, and the course in JupyterLite, "
        "where the reader's browser runs Python. Any static host can serve the folder, under any path. An earlier build in "
        "it is replaced; a folder that holds something else stays as it is.",
    )
    site.add_argument("folder", help="where the site goes")
    site.add_argument("--address", default="", help="where it will be, https://…/: for previews of links to it")
    site.add_argument(
        "--pyodide", help="the folder of a Pyodide distribution, for a site that asks no other host for anything"
    )
    score = commands.add_parser(
        "score",
        description="Prints a table to collect: for each folder of notes and each exercise its best state, as "
        "comma-separated values.",
    )
    score.add_argument("folders", nargs="*", help="the folders with the notes of learners; without any, your own")
    score.add_argument(
        "--minutes",
        action="store_true",
        help="instead, for each notebook, the minutes that it was meant for and that it took",
    )
    return parser


def _print_scores(folders: Sequence[str], *, minutes: bool) -> None:
    """A row for each learner and exercise, or for each notebook with its minutes.

    Raises FileNotFoundError for a folder that is not there.
    """
    from gradlab.course import notes, progress_map

    for folder in folders:
        if not Path(folder).is_dir():
            raise FileNotFoundError(f"There is no folder {folder}: name those with the notes, files such as 01.json.")
    rows = csv.writer(sys.stdout, lineterminator="\n")
    columns = ["notebook", "meant", "minutes", "right", "exercises"] if minutes else ["exercise", "state"]
    rows.writerow(["notes", *columns])
    for folder in folders or [str(notes.folder())]:
        os.environ["GRADLAB_HOME"] = folder
        found = progress_map.minutes() if minutes else progress_map.score().items()
        rows.writerows((_harmless(folder), *row) for row in found)


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: folders are named by whoever handed them in."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else cell


if __name__ == "__main__":
    sys.exit(main())

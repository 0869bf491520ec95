"""Runs the golden notebook and keeps it with its outputs: `make golden`.

The notebooks of the course are kept without outputs, so running them compares nothing. This copy of one of them is compared
output by output; it is renewed here on purpose only, and its difference is read before it is committed.
"""

from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent
NAME = "07_training_a_line.ipynb"
COURSE = HERE.parents[1] / "notebooks"


def main() -> None:
    notebook = nbformat.read(COURSE / NAME, as_version=4)
    NotebookClient(notebook, timeout=120, record_timing=False, resources={"metadata": {"path": str(COURSE)}}).execute()
    notebook.metadata.language_info = {"name": "python"}
    notebook.metadata.pop("widgets", None)
    nbformat.write(notebook, HERE / NAME)
    print(f"{(HERE / NAME).relative_to(Path.cwd())} is written: look at its difference before you commit it.")


if __name__ == "__main__":
    main()

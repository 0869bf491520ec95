"""Notebooks for those who have no kernel: as an HTML page that is alive, or as a notebook with still pictures.

    live.export("01_potentiometers.ipynb")                      # 01_potentiometers.html beside it
    gradlab export 01_potentiometers.ipynb -o page.html         # the same in a terminal
    gradlab export 01_potentiometers.ipynb -o stills.ipynb      # for GitHub, and for nbconvert to Markdown or PDF

An earlier export is replaced, and no other file: each carries a mark.

What this needs comes with JupyterLab and is imported when it is used.
"""

from __future__ import annotations

import json
import re
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from gradlab import __version__
from gradlab.files import write_whole
from gradlab.live.exporting.mime import EXPORTED, SHOWN, WIDGET_STATE, WIDGET_VIEW

_MARK_OF_PAGES = re.compile(rb'<meta [^>]*content="gradlab ')  # page.py writes it; in a text on a page it would be escaped


def export(notebook: str | Path, to: str | Path | None = None, *, run: bool = True, force: bool = False) -> Path:
    """Make one file of a notebook that needs no kernel and no network, and return its path.

    notebook: the .ipynb file, which is left as it is. to: where the result goes: an .html page, on which the instruments
    are alive, or an .ipynb notebook, in which they are still pictures with a sentence each. Without it, a page beside the
    notebook.
    run: run a copy of the notebook from top to bottom first, so that all that is shown belongs together. Without it, the
    outputs are shown as they were saved; the state of widgets is among them only if JupyterLab was told to save it.
    force: also write over a file that is there and that no export made.

    Raises FileNotFoundError or ValueError for what is no notebook, a notebook that was never run where `run` is False, and
    another ending; FileExistsError for a file of somebody else's in the result's place; RuntimeError where a cell fails.
    Then nothing is written.
    """
    path = _found(Path(notebook))
    goal = Path(to) if to is not None else path.with_suffix(".html")
    if goal.suffix.lower() not in (".html", ".ipynb"):
        raise ValueError(
            f"An export ends in .html (a page) or .ipynb (a notebook with still pictures), not as {goal.name!r}."
        )
    if goal.resolve() == path.resolve():
        raise ValueError(f"The export would overwrite {path.name} itself: give another name.")
    if not goal.absolute().parent.is_dir():
        raise FileNotFoundError(f"There is no folder {goal.parent}: make it first, or name another one.")
    if not force:
        refuse_what_is_not_ours(goal, "add --force (force=True)")
    page, running, nbformat = _tools()
    content = _read(path)
    folder = path.absolute().parent
    if run:
        running.run(content, folder)
    else:
        _check_saved(content, path)
    if goal.suffix.lower() == ".html":
        _write(goal, page.page(content, folder))
    else:
        _write(goal, nbformat.writes(_with_stills(content)))
    return goal


def refuse_what_is_not_ours(path: Path, way_on: str) -> None:
    """Raise FileExistsError if there is a file at that path which no export made; way_on: what replaces it all the same."""
    if path.exists() and not _is_an_export(path):
        raise FileExistsError(
            f"{path} is there already, gradlab did not make it, and it stays as it is: give another name, or {way_on} to "
            "replace it."
        )


def _is_an_export(path: Path) -> bool:
    try:
        content = path.read_bytes()
        if path.suffix.lower() == ".html":
            return bool(_MARK_OF_PAGES.search(content))
        return EXPORTED in json.loads(content)["metadata"]
    except (OSError, ValueError, KeyError, TypeError):
        return False


def page_of(instrument: Any, title: str) -> str:
    """The HTML page of one instrument as it stands now."""
    from ipywidgets.embed import dependency_state, embed_data

    page, _, nbformat = _tools()
    new = nbformat.v4
    here = {"html": instrument.still().html, "rules": instrument.address_rules()}
    shown = instrument._repr_mimebundle_()[0]
    output = new.new_output("display_data", shown, metadata={SHOWN: {instrument.model_id: here}})
    cell = new.new_code_cell(outputs=[output], metadata={"transient": {"remove_source": True}})
    state = dependency_state([instrument], drop_defaults=False)  # the page knows no defaults
    saved = embed_data(views=[instrument], state=state)["manager_state"]
    notebook = new.new_notebook(cells=[cell], metadata={"title": title, "widgets": {WIDGET_STATE: saved}})
    return str(page.page(notebook, Path.cwd()))


def _tools() -> tuple[Any, Any, Any]:
    """The modules that need more than gradlab itself does."""
    try:
        import nbformat

        from gradlab.live.exporting import page, running
    except ImportError as missing:
        raise ImportError(
            f"An export needs {missing.name}, which is not installed here: pip install 'gradlab[lab]' brings all it needs."
        ) from None
    return page, running, nbformat


def _found(path: Path) -> Path:
    """The notebook's path, or an error that suggests the near one."""
    if not path.is_file():
        here = [each.name for each in path.absolute().parent.glob("*.ipynb")] if path.absolute().parent.is_dir() else []
        near = get_close_matches(path.name, here, 1) or [name for name in here if name.startswith(path.name)]
        hint = f" Did you mean {near[0]}?" if near else ""
        raise FileNotFoundError(f"There is no notebook {path}.{hint}")
    if path.suffix.lower() != ".ipynb":
        raise ValueError(f"`notebook` should be a notebook, a file that ends in .ipynb, and is {path.name!r}.")
    return path


def _read(path: Path) -> Any:
    import nbformat

    try:
        return nbformat.read(path, as_version=4)
    except Exception as slip:  # JSON errors, validation errors, encoding errors: each has its own kind
        raise ValueError(f"{path.name} cannot be read as a notebook: {str(slip).splitlines()[0]}") from None


def _check_saved(notebook: Any, path: Path) -> None:
    """Raise ValueError unless the saved notebook holds what its page would show."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    if code and not any(cell.outputs or cell.execution_count for cell in code):
        raise ValueError(f"{path.name} was never run, so there is nothing to show: leave out --no-run (run=False).")
    known = notebook.metadata.get("widgets", {}).get(WIDGET_STATE, {}).get("state", {})
    outputs = [output.get("data", {}) for cell in code for output in cell.outputs]
    shown = [data[WIDGET_VIEW]["model_id"] for data in outputs if WIDGET_VIEW in data]
    if any(identity not in known for identity in shown):
        raise ValueError(
            f"{path.name} was saved without the state of its {len(shown)} widgets, so they would be missing: leave out "
            "--no-run (run=False), or run it in JupyterLab with Settings → Save Widget State Automatically, and save it."
        )


def _with_stills(notebook: Any) -> Any:
    """The notebook with a still and its sentence in the place of each instrument."""
    from nbformat.v4 import new_output

    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        outputs = []
        for output in cell.outputs:
            stills = output.get("metadata", {}).pop(SHOWN, {})
            for still in stills.values():
                picture = {"image/png": still["png"], "text/plain": still["alt"]}
                sentence = {"text/markdown": f"*{still['alt']}*", "text/plain": still["alt"]}
                outputs += [new_output("display_data", picture), new_output("display_data", sentence)]
            if not stills:
                output.get("data", {}).pop(WIDGET_VIEW, None)  # without a state it would be an error to look at
                outputs.append(output)
        cell.outputs = outputs
    notebook.metadata.pop("widgets", None)
    notebook.metadata[EXPORTED] = f"gradlab {__version__}"
    return notebook


def _write(path: Path, text: str) -> None:
    """The whole file or nothing: an export that is interrupted leaves the old one."""
    write_whole(path, lambda file: file.write(text.encode()))

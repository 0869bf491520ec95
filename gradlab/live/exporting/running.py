"""A notebook is run from top to bottom for an export, and what its instruments show is kept on the way.

An instrument may be shown in one cell, turned by another and shown again by a third. Whoever works through the notebook
sees in each place what it showed before it was shown again; so each output keeps that state, and a still picture of it.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import NoSuchKernel
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from gradlab.live.exporting.mime import SHOWN, STILLS, WIDGET_STATE, WIDGET_VIEW

_INSTRUMENTS = "gradlab.live."
_PATIENCE = 60  # seconds


def run(notebook: NotebookNode, folder: Path, notes: Path | None = None) -> None:
    """Run the notebook in `folder`, which gives it its outputs and the state of its widgets.

    notes: where the course's notes are kept meanwhile, if not where they are kept on this machine.

    An output that shows instruments has in its metadata, under SHOWN, what each showed before it was shown again:
    {id: {"alt", "png", "html", "rules", "state", "buffers"}}, with the traits that are not as in the last state of all.

    Raises RuntimeError in words where a cell fails, and where there is no kernel of the notebook's kind.
    """
    client = NotebookClient(
        notebook,
        timeout=None,
        iopub_timeout=_PATIENCE,  # what a cell shows may come later than its answer, on a busy machine by seconds
        raise_on_iopub_timeout=True,  # else the page would show what was before
        extra_arguments=["--log-level=ERROR"],  # a new kernel has a lot to say that is nothing to whoever exports
        resources={"metadata": {"path": str(folder)}},
    )
    client.reset_execution_trackers()
    try:
        with client.setup_kernel(env={**os.environ, **({"GRADLAB_HOME": str(notes)} if notes else {})}):
            watch = _Watch(client)
            for number, cell in enumerate(list(notebook.cells)):
                _execute(client, cell, number)
                watch.look(cell.get("outputs", []))
            client.set_widgets_metadata()
    except NoSuchKernel as missing:
        raise RuntimeError(
            f"The notebook asks for the kernel {missing.name!r}, which is not installed here: open it in JupyterLab, choose "
            "the kernel there, and save it."
        ) from None
    except DeadKernelError:
        raise RuntimeError(
            "The kernel died while the notebook ran, perhaps for want of memory: nothing was exported."
        ) from None
    except CellTimeoutError:
        raise RuntimeError(
            f"The kernel did not hand over what a cell shows within {_PATIENCE} seconds: nothing was exported. Try again "
            "when the machine is less busy."
        ) from None
    _keep_differences(notebook)
    _prefer_html(notebook)


class _Watch:
    """Keeps, after each cell, what the instruments show that can be seen."""

    def __init__(self, client: NotebookClient) -> None:
        self.client = client
        self.latest: dict[str, NotebookNode] = {}  # the output in which an instrument was shown last
        self.known: dict[str, dict[str, Any]] = {}  # its still and state of then

    def look(self, outputs: Sequence[NotebookNode]) -> None:
        """After a cell with these outputs."""
        shown = {identity: output for output in outputs for identity in _within(output, self.client.widget_state)}
        self.latest.update(shown)
        if not self.latest:
            return
        self._ask(f"settle({list(self.latest)!r})")
        changed = {}
        for identity in self.latest:
            now = {"state": self.client.widget_state[identity], "buffers": self._buffers(identity)}
            if any(self.known.get(identity, {}).get(key) != part for key, part in now.items()):
                changed[identity] = copy.deepcopy(now)
        stills = self._ask(f"display_stills({list(changed)!r})") if changed else {}
        self.known.update({identity: {**stills[identity], **now} for identity, now in changed.items()})
        for identity in {**changed, **shown}:
            self.latest[identity].metadata.setdefault(SHOWN, {})[identity] = self.known[identity]

    def _buffers(self, identity: str) -> list[dict[str, Any]]:
        return list(self.client.widget_buffers.get(identity, {}).values())

    def _ask(self, call: str) -> dict[str, dict[str, Any]]:
        """Call a function of gradlab.live.kit.instrument in the kernel; what it displays as STILLS is the answer."""
        cell = new_code_cell(f"__import__('gradlab.live.kit.instrument', fromlist=['live']).{call}")
        self.client.nb.cells.append(cell)  # nbclient wants to know where the cell stands
        try:
            self.client.execute_cell(cell, len(self.client.nb.cells) - 1, store_history=False)
        finally:
            self.client.nb.cells.pop()
        return next((output.data[STILLS] for output in cell.outputs if STILLS in output.get("data", {})), {})


def _execute(client: NotebookClient, cell: NotebookNode, number: int) -> None:
    try:
        client.execute_cell(cell, number)
    except CellExecutionError as failure:
        first = next((line for line in cell.source.splitlines() if line.strip()), "")
        raise RuntimeError(
            f"Nothing was exported, because a cell fails: {failure.ename}: {failure.evalue}\n"
            f"It is cell {number + 1} of the notebook and begins with: {first.strip()}\n"
            "Mend it, or give it the tag raises-exception if it is meant to fail."
        ) from None


def _within(output: NotebookNode, states: Mapping[str, Any]) -> Iterator[str]:
    """The ids of the instruments that an output shows, be it in boxes."""
    view = output.get("data", {}).get(WIDGET_VIEW)
    waiting = [view["model_id"]] if view else []
    while waiting:
        identity = waiting.pop(0)
        state = states.get(identity, {})
        if str(state.get("_anywidget_id", "")).startswith(_INSTRUMENTS):
            yield identity
        waiting += [child.removeprefix("IPY_MODEL_") for child in state.get("children", [])]


def _prefer_html(notebook: NotebookNode) -> None:
    """Widgets that need Python, and say as HTML what they are without it, are shown as that."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if WIDGET_VIEW in data and "text/html" in data and not output.metadata.get(SHOWN):
                del data[WIDGET_VIEW]


def _keep_differences(notebook: NotebookNode) -> None:
    """Of each state that was kept, only what is not as in the last one: the code of an instrument is 50 kB."""
    last = notebook.metadata.get("widgets", {}).get(WIDGET_STATE, {}).get("state", {})
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            for identity, kept in output.get("metadata", {}).get(SHOWN, {}).items():
                final = last[identity]
                kept["state"] = {name: x for name, x in kept["state"].items() if final["state"].get(name) != x}
                kept["buffers"] = [each for each in kept["buffers"] if each not in final.get("buffers", [])]

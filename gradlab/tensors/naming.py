"""What a Variable is called, on a knob or along an axis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from gradlab.tensors.variable import Variable

_LONGEST = 40  # letters that fit on a label


def shortened(name: str) -> str:
    """A name as a label: its first forty letters in one line, with an ellipsis where there is more."""
    line = " ".join(name[: 2 * _LONGEST].split())
    return line if len(line) <= _LONGEST and len(name) <= 2 * _LONGEST else line[: _LONGEST - 1] + "…"


def variable_names(variables: Sequence[Variable], function: Callable[..., Any]) -> list[str]:
    """A name for each Variable: its own, else the one under which `function` reads it, else w0, w1, … All differ."""
    seen = names_read_by(function)
    names: list[str] = []
    for i, variable in enumerate(variables):
        own = variable.name.removesuffix(":0")
        if own == "Variable":  # nobody gave it a name
            own = next((name for name, value in seen.items() if value is variable), f"w{i}")
        name = "".join(c if c.isalnum() else "_" for c in own[:_LONGEST]) or f"w{i}"
        names.append(name if name not in names else f"{name}_{i}")
    return names


def names_read_by(function: Callable[..., Any]) -> dict[str, Any]:
    """The values that a function can see by name: its closure's, and its module's or notebook's."""
    code = getattr(function, "__code__", None)
    names = dict(getattr(function, "__globals__", {}))
    if code is not None:
        for name, cell in zip(code.co_freevars, function.__closure__ or ()):
            names[name] = cell.cell_contents
    return {name: value for name, value in names.items() if not name.startswith("_")}

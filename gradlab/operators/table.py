"""The table of all operators with their slopes, for terminals and notebooks.

Nothing in it is written twice: a slope's formula is the comment behind its rule, or the rule itself where there is none.
"""

import linecache
from collections.abc import Callable
from typing import Any

from gradlab.operators.operator import Operator
from gradlab.tensors.tensor import OPERATORS


def formula(rule: Callable[..., Any]) -> str:
    """What the source says of a slope rule: the comment behind its line, or its right-hand side; '' without a source."""
    line = linecache.getline(rule.__code__.co_filename, rule.__code__.co_firstlineno)
    code, _, comment = line.partition("#")
    return comment.strip() or code.partition(":")[2].strip(" ,)\n")


class OperatorTable:
    """One row for each operator: its name, its formula, and for each input its slope or why it has none."""

    def __init__(self, operators: list[Operator]) -> None:
        self.rows: list[tuple[str, str, str]] = []
        for op in operators:
            name, symbol = op.name, op.symbol
            for x in op.inputs:
                self.rows.append((name, symbol, formula(op.slopes[x]) if x in op.slopes else f"flat in {x}: {op.flat[x]}"))
                name, symbol = "", ""

    def __repr__(self) -> str:
        rows = [("operator", "z", "slopes"), *self.rows]
        first, second = (max(len(row[i]) for row in rows) for i in (0, 1))
        return "\n".join(f"{name:<{first}}  {symbol:<{second}}  {slope}".rstrip() for name, symbol, slope in rows)

    def _repr_html_(self) -> str:
        """The same table, as a notebook shows it."""
        import html  # here, because it would slow down the import of the library

        cells = ("".join(f"<td style='text-align: left'>{html.escape(cell)}</td>" for cell in row) for row in self.rows)
        rows = "".join(f"<tr>{row}</tr>" for row in cells)
        return f"<table><thead><tr><th>operator</th><th>z</th><th>slopes</th></tr></thead><tbody>{rows}</tbody></table>"


def table() -> OperatorTable:
    """All operators with their slopes; as the last line of a notebook's cell it becomes a table."""
    return OperatorTable([OPERATORS[name] for name in sorted(OPERATORS)])  # type: ignore[misc]

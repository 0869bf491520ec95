"""A table from a CSV file as training takes it: numbers in, one answer out, and nothing done to it in silence.

Rows are examples. One column is the answer, the others are inputs. A column of words becomes columns of 0 and 1, one for
each word. Where a number is missing, or text stands among numbers, nobody guesses: the sentence says what to do.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from gradlab.course.own import columns
from gradlab.course.own.text_rows import SEPARATORS, Row, rows_of, text_of
from gradlab.live.kit.words import counted
from gradlab.tensors.errors import nearest

_FEWEST = 10


@dataclass(frozen=True, repr=False)
class Table:
    """Examples from a table.

    x: inputs, float32 (n, columns). y: answers (n,), float32 for a number, int32 for classes. names: of the columns of x.
    target: the name of the answer. classes: the words that the numbers in y stand for, or None. said: what was done.
    """

    x: np.ndarray
    y: np.ndarray
    names: list[str]
    target: str
    classes: list[str] | None
    said: str

    def __repr__(self) -> str:
        return self.said


def read_table(
    path: str | os.PathLike[str],
    target: str | None = None,
    *,
    without: Sequence[str] = (),
    gaps: str = "ask",
    separator: str | None = None,
    decimal: str | None = None,
    most: int = 20_000,
) -> Table:
    """Read a table from a CSV file, and print in words what was read and what was done.

    target: the column to be predicted; the last one if none is named. A column of words is classes, numbers are a number.
    without: columns to leave out. gaps: "ask" raises where values are missing, "drop" leaves those rows out.
    separator, decimal: the signs between fields and before decimals, where they cannot be found out.
    most: of more rows than that, as many are taken at random, always the same.

    Raises FileNotFoundError, TypeError or ValueError in words for what cannot be read without guessing.
    """
    if not isinstance(path, (str, os.PathLike)):
        raise TypeError(f"`path` should be the name of a file, such as 'my_table.csv', and is {path!r:.60}.")
    if isinstance(without, str):
        without = [without]
    if gaps not in ("ask", "drop"):
        raise ValueError(f"`gaps` should be 'ask' or 'drop', and is {gaps!r}.")
    if decimal not in (None, ".", ","):
        raise ValueError(f"`decimal` should be '.' or ',', and is {decimal!r}.")
    if isinstance(most, bool) or not isinstance(most, int) or most < _FEWEST:
        raise ValueError(f"`most` should be a whole number of rows, at least {_FEWEST}, and is {most!r}.")
    path = Path(path)
    said: list[str] = []
    kept, names, lines = _taken(path, separator, most, said)
    for name in without:
        _known(name, names, "without")
    target = names[-1] if target is None else target
    _known(target, names, "target")
    if target in without:
        raise ValueError(f"The column {target!r} is to be predicted and cannot be left out; `target` names another one.")
    fields = {name: column for name, column in zip(names, kept) if name not in without}
    fields, lines = _without_gaps(fields, lines, gaps, said)
    table = _made(fields, lines, target, decimal, said)
    print(table.said)
    return table


def _taken(path: Path, separator: str | None, most: int, said: list[str]) -> tuple[list[list[str]], list[str], list[int]]:
    """The columns of a file with their names, and the line of each row; of more than `most` rows as many at random."""
    separator, rows = rows_of(text_of(path), separator, path.name)
    first = next(rows)
    width = len(first.fields)
    if width == 1:
        raise ValueError(
            f"{path.name} has one column, {first.fields[0][:40]!r}, and at least two are needed: something to go "
            "by, and the "
            "answer. If its fields are separated by another sign than a tab, ; | or a comma, name it: separator=' '."
        )
    headless = all(columns.is_number(field.strip()) or columns.is_gap(field.strip()) for field in first.fields)
    names = [f"column {k + 1}" if headless or not name else name for k, name in enumerate(map(str.strip, first.fields))]
    if twice := [name for name, times in Counter(names).items() if times > 1]:
        raise ValueError(
            f"Two columns of {path.name} are called {twice[0]!r}: give each a name of its own in the first line."
        )
    kept: list[Row] = []
    count, chance = 0, random.Random(0)
    for row in chain([first], rows) if headless else rows:
        if len(row.fields) != width:
            raise ValueError(
                f"Line {row.line} of {path.name} has {len(row.fields)} fields, and its first line {width}. A field "
                "that holds the "
                'separator needs quotation marks: "so, to say".'
            )
        count += 1
        if len(kept) < most:
            kept.append(row)
        elif (place := chance.randrange(count)) < most:  # so every row has the same chance to be kept
            kept[place] = row
    if count < _FEWEST:
        raise ValueError(
            f"{path.name} has {counted(count, 'row')} below the names of its columns, and at least {_FEWEST} are "
            "needed: most of "
            "them to learn from, and some to test with."
        )
    said.append(
        f"{count} rows and {width} columns from {path.name}, separated by a {SEPARATORS.get(separator, repr(separator))}."
    )
    if headless:
        said.append("Its first line holds numbers and no names, so the columns are numbered.")
    if count > most:
        said.append(f"{most} of the rows were taken, at random; `most` takes more.")
    return [[row.fields[k].strip() for row in kept] for k in range(width)], names, [row.line for row in kept]


def _known(name: str, names: list[str], argument: str) -> None:
    if name not in names:
        raise ValueError(
            f"`{argument}` names a column {name!r}, and there are {', '.join(map(repr, names[:12]))}"
            f"{', …' if len(names) > 12 else ''}.{nearest(str(name), names)}"
        )


def _without_gaps(
    fields: dict[str, list[str]], lines: list[int], gaps: str, said: list[str]
) -> tuple[dict[str, list[str]], list[int]]:
    """The rows that have a value in every column, if rows may be dropped at all."""
    missing = {name: sum(map(columns.is_gap, column)) for name, column in fields.items()}
    if not any(missing.values()):
        return fields, lines
    worst = ", ".join(
        f"{count} in {name!r}" for name, count in sorted(missing.items(), key=lambda each: -each[1])[:4] if count
    )
    whole = [k for k in range(len(lines)) if not any(columns.is_gap(column[k]) for column in fields.values())]
    if gaps == "ask":
        raise ValueError(
            f"Values are missing: {worst}. gaps='drop' leaves out the rows with a gap, {len(lines) - len(whole)} of "
            f"{len(lines)}; "
            "without=['…'] leaves out a column. Think which is fair: rows often have gaps for a reason."
        )
    if len(whole) < _FEWEST:
        raise ValueError(
            f"Values are missing ({worst}), and only {counted(len(whole), 'row')} would be left without: leave out "
            "the columns with the "
            "most gaps, without=['…']."
        )
    said.append(f"{counted(len(lines) - len(whole), 'row')} with a gap left out ({worst}).")
    return {name: [column[k] for k in whole] for name, column in fields.items()}, [lines[k] for k in whole]


def _made(fields: dict[str, list[str]], lines: list[int], target: str, decimal: str | None, said: list[str]) -> Table:
    """The table of these columns."""
    if len(set(fields[target])) == 1:
        raise ValueError(f"Every row says {fields[target][0]!r} in the column {target!r}: there is nothing to learn.")
    numeric = [name for name, column in fields.items() if 2 * sum(map(columns.is_number, column)) > len(column)]
    signs = _decimals({name: fields[name] for name in numeric}, decimal)
    x: list[np.ndarray] = []
    names: list[str] = []
    dropped = []
    for name, column in fields.items():
        if name in numeric:
            made = {name: columns.numbers(column, signs[name], name, lines)}
        elif name != target:
            found = columns.kinds(column, name, "columns of words for kinds,")
            told = found[1:] if len(found) == 2 else found  # of two kinds, one column tells both
            made = {f"{name} = {kind}": np.array([float(field == kind) for field in column]) for kind in told}
        if name == target:
            continue
        if len(set(column)) == 1:
            dropped.append(name)
            continue
        if name in numeric and (made[name] == made[name][0] + np.arange(len(lines))).all():
            said.append(f"{name!r} only counts the rows: without=[{name!r}] leaves it out.")
        names += made
        x += made.values()
    if dropped:
        said.append(f"Left out, because every row says the same there: {', '.join(map(repr, dropped))}.")
    if not x:
        raise ValueError(f"No column is left to predict {target!r} from.")
    classes = None if target in numeric else columns.kinds(fields[target], target, "classes")
    if classes is None:
        y = columns.numbers(fields[target], signs[target], target, lines).astype(np.float32)
        said.append(f"To be predicted: {target!r}, a number from {y.min():g} to {y.max():g}.")
        if len(set(y.tolist())) <= 3:
            said.append("If its few numbers stand for classes, write words in their place.")
    else:
        y = np.array([classes.index(field) for field in fields[target]], np.int32)
        said.append(f"To be predicted: {target!r}, {len(classes)} classes: {', '.join(classes)}.")
    said.insert(1, f"Inputs: {len(names)} columns of numbers, {', '.join(names[:8])}{', …' if len(names) > 8 else ''}.")
    inputs = np.stack(x, axis=1).astype(np.float32)
    repeated = len(inputs) - len(np.unique(np.column_stack([inputs, y]), axis=0))
    if repeated:
        said.append(f"{counted(repeated, 'row')} repeat another: in training and test, they would be known answers.")
    return Table(inputs, y, names, target, classes, " ".join(said))


def _decimals(fields: dict[str, list[str]], given: str | None) -> dict[str, str]:
    """The sign before the decimals of each column. Raises ValueError where it is two, or cannot be known."""
    if given:
        return dict.fromkeys(fields, given)
    sure = {name: columns.sure_signs(column) for name, column in fields.items()}
    everywhere = set().union(*sure.values())
    found = {}
    for name, column in fields.items():
        if len(sure[name]) == 2:
            raise ValueError(
                f"The column {name!r} writes some decimals with a point and some with a comma: make them alike in the file."
            )
        unsure = {sign: columns.unsure_field(column, sign) for sign in ",."}
        doubtful = unsure[","] or (unsure["."] if everywhere == {".", ","} else None)
        if doubtful and not sure[name] and len(everywhere) != 1:
            raise ValueError(
                f"{doubtful!r} in the column {name!r} may be more than a thousand, or a number with three decimals: "
                "say which sign "
                "begins the decimals, decimal='.' or decimal=','."
            )
        found[name] = next(iter(sure[name] or (everywhere if len(everywhere) == 1 else {"."})))
    return found

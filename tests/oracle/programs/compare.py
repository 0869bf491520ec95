"""Compares what a program shows on both libraries: values, slopes, None, shapes, dtypes and the kinds of errors.

How far numbers may lie apart follows from the program: rounding may bring gradlab as far from TensorFlow as TensorFlow with
one precision is from TensorFlow with the other, or with inputs a few roundings larger, times a small factor. These runs are
made only where numbers differ at all.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tests.oracle.programs.program import Program
from tests.oracle.programs.run import Seen, run, run_source

RTOL = {"float16": 4e-3, "float32": 4e-6, "float64": 1e-12}
AS_FAR = 16  # times as far as TensorFlow strays from itself
FINER = {"float32": ("float64", 1.0), "float64": ("float32", 2.0**-29)}  # the other precision, and what its errors count for


@dataclass
class Disagreement:
    """Where the libraries part. kind: 'value', 'shape', 'dtype', 'None', 'structure', 'error', 'accepted', 'refused'.

    'accepted': TensorFlow refuses and gradlab does not; 'refused': the other way round. statement: the line concerned.
    """

    kind: str
    program: Program
    statement: str
    name: str
    ours: Any
    theirs: Any

    def __str__(self) -> str:
        return f"{self.kind} in `{self.statement}`\n  gradlab    {_told(self.ours)}\n  tensorflow {_told(self.theirs)}"


def _told(value: Any) -> str:
    if isinstance(value, Exception):
        return f"{type(value).__name__}: {str(value).splitlines()[0][:160] if str(value) else ''}"
    return f"{value!r}" + (f" shape {value.shape}" if isinstance(value, np.ndarray) else "")


def compare(program: Program) -> Disagreement | None:
    """Run a program on both libraries; the first thing in which they differ, or None."""
    theirs = run(program, "tensorflow")
    ours = run(program, "gradlab")
    statements = program.source().split("\n")
    strayed: Strayed | None = None
    together = (ours.error is None, ours.line) == (theirs.error is None, theirs.line)
    turned = () if together else {made.name for made in program.inputs}  # their last values are those of different lines
    largest, noise, rounded, coarse = 1.0, False, False, "float32" in program.source()
    for place, ((name, x), (_, y)) in enumerate(zip(ours.bound, theirs.bound)):
        if name in turned:
            continue
        kind, got, expected = _differ(x, y, None)
        if kind == "value":
            strayed = strayed or Strayed(program, theirs)
            slopes = name == "second" or name.startswith("g")
            kind, got, expected = _differ(x, y, strayed.by(place), largest if slopes else 1.0, coarse)
            if kind == "value" and (noise or (rounded and got.dtype.kind != "f")):
                return None  # it was made of rounding errors, or a choice was made by them
        if isinstance(y, np.ndarray) and y.dtype.kind == "f":
            coarse = coarse or y.dtype == np.float32
            largest = max(largest, min(np.abs(y).max(initial=0.0, where=np.isfinite(y)), 100.0))
        if kind:
            return Disagreement(kind, program, _statement(statements, name, place, ours), name, got, expected)
        rounded = rounded or not _same(x, y)
        noise = noise or _is_noise(x, y)
    if ours.error is None and theirs.error is None:
        return None
    where = [seen.line for seen in (ours, theirs) if seen.error is not None]
    statement = statements[min(where) - 1].strip()
    if theirs.error is None or (ours.error is not None and ours.line < theirs.line):
        return Disagreement("refused", program, statement, "", ours.error, None)
    if ours.error is None or ours.line > theirs.line:
        return Disagreement("accepted", program, statement, "", None, theirs.error)
    if type(theirs.error).__name__ in [kind.__name__ for kind in type(ours.error).__mro__]:
        return None
    return Disagreement("error", program, statement, "", ours.error, theirs.error)


def _statement(statements: list[str], name: str, place: int, seen: Seen) -> str:
    """The statement that has bound the name for this time."""
    time = sum(bound == name for bound, _ in seen.bound[:place])
    found = [line.strip() for line in statements if line.strip().startswith(f"{name} = ")]
    return found[min(time, len(found) - 1)] if found else name


class Strayed:
    """How far TensorFlow's numbers lie from what it computes in another precision, binding by binding."""

    def __init__(self, program: Program, theirs: Seen) -> None:
        self.theirs = theirs
        self.shaken = run(_shaken(program), "tensorflow")
        source = program.source()
        self.others = {
            dtype: run_source(source.replace(dtype, other), "tensorflow")
            for dtype, (other, _) in FINER.items()
            if dtype in source
        }

    def by(self, place: int) -> Any:
        """A structure like that of the binding, of how far each number may be off, or None where that is not known."""
        y = self.theirs.bound[place][1]
        others = {d: seen.bound[place][1] if place < len(seen.bound) else None for d, seen in self.others.items()}
        others["shaken"] = self.shaken.bound[place][1] if place < len(self.shaken.bound) else None
        return _apart(y, others, len(self.others) == 1)


def _shaken(program: Program) -> Program:
    """The program with floats in their inputs that are a few roundings larger."""

    def shake(values: np.ndarray) -> np.ndarray:
        return values * (1 + 4 * np.finfo(values.dtype).eps) if values.dtype.kind == "f" else values

    return replace(program, inputs=tuple(replace(made, values=shake(made.values)) for made in program.inputs))


def _apart(y: Any, others: dict[str, Any], alone: bool) -> Any:
    """alone: whether the program has floats of one precision only."""
    if isinstance(y, list):
        fitting = {d: z for d, z in others.items() if isinstance(z, list) and len(z) == len(y)}
        return [_apart(part, {d: z[i] for d, z in fitting.items()}, alone) for i, part in enumerate(y)]
    if not isinstance(y, np.ndarray):
        return None
    with np.errstate(all="ignore"):
        return sum(
            _far(y, z, FINER[d][1] if d == y.dtype.name or (alone and d in FINER) else 1.0) for d, z in others.items()
        )


def _far(y: np.ndarray, z: Any, factor: float) -> np.ndarray:
    """How far y may be off, where it is z in another precision."""
    if not isinstance(z, np.ndarray) or z.shape != y.shape:
        return np.zeros(y.shape)
    far = np.abs(z.astype(np.float64) - y.astype(np.float64))
    changed = ~np.isfinite(far) & ~(np.isnan(z) & np.isnan(y)) & (z.astype(y.dtype) != y)
    far = np.where(np.isfinite(far), far * factor * AS_FAR, 0.0)
    return np.where(changed, np.inf, far)  # finite in one precision and not in the other: either is right


def _differ(x: Any, y: Any, far: Any, least: float = 0.0, coarse: bool = False) -> tuple[str, Any, Any]:
    """In what two values differ, or ''; and the parts of them that do.

    far: how far each may be off. least: how large the numbers are whose roundings may be left where they cancel each other.
    coarse: whether numbers of float32 may be where float64 are.
    """
    if isinstance(x, list) and isinstance(y, list):
        if len(x) != len(y):
            return "structure", x, y
        for i, (a, b) in enumerate(zip(x, y)):
            found = _differ(a, b, far[i] if isinstance(far, list) and len(far) == len(y) else None, least, coarse)
            if found[0]:
                return found
        return "", x, y
    if (x is None) != (y is None):
        return "None", x, y
    if not isinstance(x, np.ndarray) or not isinstance(y, np.ndarray):
        return ("" if type(x) is type(y) and x == y else "structure"), x, y
    if x.shape != y.shape:
        return "shape", x, y
    if x.dtype != y.dtype:
        return "dtype", x, y
    return ("" if _close(x, y, far, least, coarse) else "value"), x, y


def _same(x: Any, y: Any) -> bool:
    """Whether two values of one structure agree to the last bit."""
    if isinstance(x, list):
        return all(map(_same, x, y))
    return not isinstance(x, np.ndarray) or np.array_equal(x, y, equal_nan=x.dtype.kind == "f")


def _is_noise(x: Any, y: Any) -> bool:
    """Whether numbers that may differ have hardly a digit in common: they are what rounding has left."""
    if isinstance(x, list):
        return any(_is_noise(a, b) for a, b in zip(x, y))
    if not isinstance(x, np.ndarray) or x.dtype.kind != "f":
        return False
    with np.errstate(all="ignore"):
        return bool((np.abs(x - y) > 1e-2 * np.abs(y)).any())


def _close(x: np.ndarray, y: np.ndarray, far: np.ndarray | None, least: float, coarse: bool) -> bool:
    if x.dtype.kind != "f":
        return bool(np.array_equal(x, y))
    with np.errstate(all="ignore"):
        dtype = np.dtype("float32") if coarse else x.dtype
        rtol, eps = RTOL[dtype.name], np.finfo(dtype).eps
        scale = np.abs(y).max(initial=0.0, where=np.isfinite(y))
        near = rtol * (np.abs(y) + 0.1 * scale) + (0.0 if far is None else far + 4 * rtol * scale)
        near = near + 4 * least * eps
        same = (x == y) | (np.isnan(x) & np.isnan(y)) | (np.abs(x - y) <= near) | (near == np.inf)
    return bool(same.all())

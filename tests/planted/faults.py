"""Which faults can be planted: for a file of Python by its syntax tree, for one of JavaScript by its signs."""

from __future__ import annotations

import ast
import copy
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
ROOMS = {
    "operators": ["gradlab/operators/*.py"],
    "tape": ["gradlab/tape/*.py"],
    "functions": ["gradlab/functions/*.py", "gradlab/tensors/*.py"],
    "losses": [
        "gradlab/keras/losses.py",
        "gradlab/keras/metrics.py",
        "gradlab/keras/shapes.py",
        "gradlab/keras/losses/*.py",
    ],
    "optimizers": ["gradlab/keras/optimizers/*.py", "gradlab/keras/initializers.py"],
    "layers": ["gradlab/keras/layers/*.py", "gradlab/keras/activations.py"],
    "training": [
        "gradlab/keras/model.py",
        "gradlab/keras/network.py",
        "gradlab/keras/data.py",
        "gradlab/keras/callbacks.py",
        "gradlab/keras/outputs.py",
        "gradlab/keras/streams.py",
        "gradlab/keras/weighing.py",
        "gradlab/data.py",
    ],
    "landscape": [f"gradlab/landscape/{name}.py" for name in ("error_surface", "slices", "curvature")],
    "recording": ["gradlab/live/player/*.py"],
    "player": [f"gradlab/live/player/{name}.js" for name in ("elementwise", "alongaxes", "matrices", "shaping", "player")],
}
_QUIET = {"__init__.py", "table.py", "__main__.py", "errors.py", "elsewhere.py", "naming.py"}  # lists and words


@dataclass(frozen=True)
class Fault:
    """A mistake at one place. file: from the project's root. where: the function; line: as it stands there; number: of the
    line; what: the mistake in words; place: which of the file's faults it is."""

    room: str
    file: str
    where: str
    line: str
    number: int
    what: str
    place: int

    def __str__(self) -> str:
        return f"{self.file}:{self.number} in {self.where}: {self.what}\n    {self.line}"

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What stays the same when lines move."""
        return self.file, self.where, self.line, self.what


def faults_of(room: str) -> list[Fault]:
    """Every fault that can be planted in a room, in the order of its files."""
    files = [path for pattern in ROOMS[room] for path in sorted(ROOT.glob(pattern)) if path.name not in _QUIET]
    return [fault for path in files for fault in faults_in(path, room)]


def sample(count: int, seed: int, rooms: list[str]) -> list[Fault]:
    """So many faults, drawn evenly from the rooms; the same for the same seed, as long as their lines stay as they are."""

    def chance(fault: Fault) -> bytes:
        return hashlib.sha256(f"{seed} {fault.key}".encode()).digest()

    drawn = {room: sorted(faults_of(room), key=chance) for room in rooms}
    mixed = [drawn[room][k] for k in range(max(map(len, drawn.values()))) for room in rooms if k < len(drawn[room])]
    return mixed[:count]


def faults_in(path: Path, room: str = "") -> list[Fault]:
    """Every fault that can be planted in a file."""
    file, lines = str(path.relative_to(ROOT)), path.read_text().splitlines()
    found = _in_script(lines) if path.suffix == ".js" else _in_python(path.read_text())
    return [
        Fault(room, file, where, lines[number - 1].strip(), number, what, place)
        for place, (where, number, what) in enumerate(found)
    ]


def planted(fault: Fault) -> str:
    """The source of the file with the fault in it."""
    source = (ROOT / fault.file).read_text()
    if fault.file.endswith(".js"):
        lines = source.splitlines()
        start, end, new = [each for _, _, each in _signs(lines)][fault.place]
        lines[fault.number - 1] = lines[fault.number - 1][:start] + new + lines[fault.number - 1][end:]
        return "\n".join(lines) + "\n"
    _, node, new, _ = _changes(ast.parse(source))[fault.place]
    return _replaced(source, node, new)


# Python


def _in_python(source: str) -> list[tuple[str, int, str]]:
    return [(where, node.lineno, what) for where, node, _, what in _changes(ast.parse(source))]


def _replaced(source: str, node: ast.expr | ast.stmt, new: str) -> str:
    """The source with other text in the place of a node; every line stays where it was, and so do the comments."""
    lines = source.encode().splitlines(keepends=True)
    first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
    before, after = lines[first][: node.col_offset], lines[last][node.end_col_offset :]
    lines[first : last + 1] = [before + new.encode() + b" \\\n" * (last - first) + after]
    return b"".join(lines).decode()


def _changes(tree: ast.Module) -> list[tuple[str, ast.expr | ast.stmt, str, str]]:
    """All changes that can be made: where, the node, what stands in its place, and that in words."""
    return [(where, target, new, what) for where, node in _nodes(tree) for target, new, what in _of(node)]


def _nodes(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """The nodes inside of functions and of operators' cards, without annotations, docstrings and what raises or warns."""

    def walk(node: ast.AST, where: str, inside: bool) -> Iterator[tuple[str, ast.AST]]:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            where = f"{where}.{node.name}".lstrip(".")
        inside = inside or isinstance(node, (ast.FunctionDef, ast.Lambda))
        if isinstance(node, (ast.Raise, ast.JoinedStr, ast.Import, ast.ImportFrom)) or _speaks(node):
            return
        if inside:
            yield where, node
        for name, child in ast.iter_fields(node):
            if name in ("annotation", "returns", "type_comment"):
                continue
            for each in child if isinstance(child, list) else [child]:
                if isinstance(each, ast.AST) and not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)):
                    yield from walk(each, where, inside)

    yield from walk(tree, "", False)


def _speaks(node: ast.AST) -> bool:
    """Whether a node is about a message: warn(…), or if …: raise …"""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return getattr(node.value.func, "id", "") in ("warn", "print")
    return isinstance(node, ast.If) and all(isinstance(each, ast.Raise) or _speaks(each) for each in node.body)


def _even(call: ast.Call) -> bool:
    """Whether a function gives the same for its two arguments in either order."""
    return ast.unparse(call.func).split(".")[-1] in ("min", "max", "minimum", "maximum", "add", "multiply")


_SIGNS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}
_COMPARED = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}
_WRITTEN = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Lt: "<", ast.LtE: "<="}
_WRITTEN |= {ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}


def _of(node: ast.AST) -> Iterator[tuple[ast.expr | ast.stmt, str, str]]:
    """The changes of one node: what is replaced, by which text, and that in words."""

    def other(**changed: Any) -> str:
        twin = copy.deepcopy(node)
        for name, value in changed.items():
            setattr(twin, name, value)
        return ast.unparse(twin)

    if isinstance(node, (ast.BinOp, ast.AugAssign)) and type(node.op) in _SIGNS:
        sign = _SIGNS[type(node.op)]
        yield node, other(op=sign()), f"{_WRITTEN[sign]} for {_WRITTEN[type(node.op)]}"
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARED:
        sign = _COMPARED[type(node.ops[0])]
        yield node, other(ops=[sign(), *node.ops[1:]]), f"{_WRITTEN[sign]} for {_WRITTEN[type(node.ops[0])]}"
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and not isinstance(node.operand, ast.Constant):
        yield node, other(op=ast.UAdd()), "a sign left out"
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        new = node.value + 1 if type(node.value) is int else node.value * 2 if node.value else 1.0
        yield node, repr(new), f"{new!r} for {node.value!r}"
    if isinstance(node, ast.Call) and len({ast.dump(each) for each in node.args}) == len(node.args) == 2 and not _even(node):
        yield node, other(args=node.args[::-1]), f"arguments of {ast.unparse(node.func)[:30]} swapped"
    if isinstance(node, (ast.If, ast.IfExp)):
        yield node.test, f"(not ({ast.unparse(node.test)}))", "a condition turned round"
    if isinstance(node, ast.BoolOp):
        sign = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield node, f"({other(op=sign())})", "or for and" if sign is ast.Or else "and for or"
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield node, "None", "a call left out"


# JavaScript

_SCRIPT = re.compile(r" ([-+*/]) (?=\S)| (<=|>=|<|>|===|!==) |(?<![\w.\"'`])(\d+(?:\.\d+)?)(?![\w.\"'`])")
_TURNED = {"+": "-", "-": "+", "*": "/", "/": "*", "<": "<=", "<=": "<", ">": ">=", ">=": ">", "===": "!==", "!==": "==="}


def _in_script(lines: list[str]) -> list[tuple[str, int, str]]:
    return [
        (where, number, f"{new.strip()} for {lines[number - 1][start:end].strip()}")
        for where, number, (start, end, new) in _signs(lines)
    ]


def _signs(lines: list[str]) -> list[tuple[str, int, tuple[int, int, str]]]:
    """The signs and numbers in lines of code: the function that they stand in, the line, and what is put where."""
    found, where, comment = [], "", False
    for number, line in enumerate(lines, 1):
        named = re.match(r"\s*(?:export )?(?:function |const )?([A-Za-z_]\w*)\b", line)
        if named and not line.startswith("    "):
            where = named[1]
        code = line.split("//")[0]
        comment = comment or code.strip().startswith("/*")
        if not comment and not re.match(r"\s*(import|export \{)", code) and "`" not in code and "throw" not in code:
            for sign in _SCRIPT.finditer(code):
                operator = sign[1] or sign[2]
                new = (
                    f" {_TURNED[operator]} "
                    if operator
                    else str(float(sign[3]) * 2)
                    if "." in sign[3]
                    else str(int(sign[3]) + 1)
                )
                found.append((where, number, (sign.start(), sign.end(), new)))
        if "*/" in code:
            comment = False
    return found

"""A program as plain data: inputs, the steps inside a tape, and the slopes that are asked for; and its source text.

Each part prints as one statement, so that a program can be made shorter by taking parts out.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Input:
    """A Variable, a constant or a NumPy array, made before the tape starts. kind: 'Variable', 'constant' or 'array'."""

    name: str
    kind: str
    values: np.ndarray
    trainable: bool = True

    def __str__(self) -> str:
        dtype, numbers = self.values.dtype.name, literal(self.values)
        if self.kind == "array":
            made = f"np.array({numbers}, np.{dtype})"
            return f"{self.name} = {made if self.values.size else f'np.zeros({list(self.values.shape)}, np.{dtype})'}"
        if not self.values.size:
            numbers = f"tf.zeros({list(self.values.shape)}, tf.{dtype})"
        frozen = "" if self.trainable else ", trainable=False"
        return f"{self.name} = tf.{self.kind}({numbers}, dtype=tf.{dtype}{frozen})"


@dataclass(frozen=True)
class Step:
    """A statement inside the tape. text: the call, with {0}, {1} … for the names in `uses` and {options} for the rest.

    name: what the result is bound to, or None. paused: whether it stands in a `with tape.stop_recording()`.
    """

    name: str | None
    text: str
    uses: tuple[str, ...]
    options: tuple[str, ...] = ()
    paused: bool = False

    def __str__(self) -> str:
        call = self.text.format(*self.uses, options="".join(f", {option}" for option in self.options))
        statement = f"{self.name} = {call}" if self.name else call
        return f"with tape.stop_recording():\n    {statement}" if self.paused else statement


@dataclass(frozen=True)
class Slopes:
    """A call of tape.gradient. …_as: 'one', 'list', 'dict' or 'nested'. above, unconnected: the further arguments."""

    name: str
    targets: tuple[str, ...]
    sources: tuple[str, ...]
    targets_as: str = "list"
    sources_as: str = "list"
    above: tuple[str, ...] = ()
    unconnected: str = ""

    def __str__(self) -> str:
        parts = [_structure(self.targets, self.targets_as), _structure(self.sources, self.sources_as)]
        if self.above:
            parts.append(f"output_gradients={_structure(self.above, self.targets_as)}")
        if self.unconnected:
            parts.append(f"unconnected_gradients={self.unconnected}")
        return f"{self.name} = tape.gradient({', '.join(parts)})"


@dataclass(frozen=True)
class Program:
    """inputs, the steps inside the tape, the slopes after it.

    watched: which inputs the tape is told to watch. second: whether an outer tape asks for the slopes of the slopes.
    inside: whether the slopes are asked for inside the tape's own block.
    """

    inputs: tuple[Input, ...]
    steps: tuple[Step, ...]
    slopes: tuple[Slopes, ...] = ()
    watched: tuple[str, ...] = ()
    persistent: bool = False
    accessed: bool = True
    inside: bool = False
    second: bool = False

    def source(self, library: str = "tensorflow") -> str:
        """The text that runs it. library: 'tensorflow' or 'gradlab'."""
        options = ["persistent=True"] * self.persistent + ["watch_accessed_variables=False"] * (not self.accessed)
        watch = f"tape.watch({_structure(self.watched, 'list')})"
        body = [watch] * bool(self.watched) + [str(step) for step in self.steps] or ["pass"]
        asked = [str(slopes) for slopes in self.slopes]
        if self.inside:
            body, asked = body + asked, []
        lines = [f"with tf.GradientTape({', '.join(options)}) as tape:", *_indented(body), *asked]
        if self.second and self.slopes:
            last = self.slopes[-1]
            found = f"[tf.convert_to_tensor(g) for g in {last.name} if g is not None]"
            watch = [watch.replace("tape", "outer", 1)] * bool(self.watched)
            lines = ["with tf.GradientTape() as outer:", *_indented([*watch, *lines, f"found = {found}"])]
            lines.append(f"second = outer.gradient(found, {_structure(last.sources, 'list')})")
        text = "\n".join([*map(str, self.inputs), *lines])
        return f"import {library} as tf\n{'import numpy as np' * ('np.' in text)}\n{text}\n"


def _indented(statements: list[str]) -> list[str]:
    return ["    " + line for statement in statements for line in statement.split("\n")]


def _structure(names: tuple[str, ...], kind: str) -> str:
    """Names in a list, a dict or both; or the only one."""
    if kind == "one" and len(names) == 1:
        return names[0]
    if kind == "dict":
        return "{" + ", ".join(f"'k{i}': {name}" for i, name in enumerate(names)) + "}"
    if kind == "nested" and names:
        return f"({names[0]}, {{'k': [{', '.join(names[1:])}]}})"
    return f"[{', '.join(names)}]"


def literal(values: np.ndarray) -> str:
    """Numbers as Python writes them, also inf and nan."""
    short = np.vectorize(lambda x: float(str(x)), otypes=[float])(values) if values.dtype.kind == "f" else values
    text = str(short.tolist())
    return text.replace("inf", "float('inf')").replace("nan", "float('nan')")

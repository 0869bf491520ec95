"""What a program that is being put together has so far: its inputs and what TensorFlow finds for every name.

It draws shapes, dtypes and numbers, finds a name that fits, and makes a new input where there is none.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tests.oracle.against import tensorflow
from tests.oracle.programs.program import Input, literal

NUMBERS = [0, 1, 2, 3, -1, -2, 0.5, 1.5, -0.5, 0.25, 0.1, -1.3, 2.7, 0.9]
SPECIAL = [0.0, -0.0, np.inf, -np.inf, np.nan, 1e-3, -20.0, 30.0, 100.0, -100.0, 1e10, 1e-10]


@dataclass(frozen=True)
class Known:
    """A name and what is behind it."""

    name: str
    shape: tuple[int, ...]
    dtype: str

    @property
    def floats(self) -> bool:
        return self.dtype.startswith("float")

    @property
    def number(self) -> bool:
        return self.dtype != "bool"

    @property
    def ndim(self) -> int:
        return len(self.shape)


class World:
    """special: how often a number drawn is one of SPECIAL. wrong: how often an operand is any, fitting or not."""

    def __init__(self, choose: random.Random, special: float, wrong: float) -> None:
        self.choose, self.special, self.wrong = choose, special, wrong
        self.main = "float32" if choose.random() < 0.75 else "float64"
        self.known: dict[str, Known] = {}
        self.values: dict[str, object] = {}
        self.inputs: list[Input] = []
        self.used: list[str] = []

    # Drawing

    def chance(self, of: float) -> bool:
        return self.choose.random() < of

    def length(self) -> int:
        return self.choose.choices([0, 1, 2, 3, 4], [3, 20, 40, 30, 7])[0]

    def shape(self, least: int = 0, most: int = 3) -> tuple[int, ...]:
        ndim = self.choose.choices([0, 1, 2, 3], [2, 4, 5, 2])[0]
        return tuple(self.length() for _ in range(max(least, min(most, ndim))))

    def dtype(self) -> str:
        if self.chance(0.88):
            return self.main
        return self.choose.choice(["float32", "float64", "int32", "int32", "int64", "bool", "bool", "uint8"])

    def array(self, shape: tuple[int, ...], dtype: str, pool: list[float] | None = None) -> np.ndarray:
        def number() -> float:
            if dtype.startswith("float") and self.chance(self.special):
                return self.choose.choice(SPECIAL)
            return self.choose.choice(pool or NUMBERS)

        drawn = np.array([number() for _ in range(int(np.prod(shape)))]).reshape(shape)
        if dtype == "bool":
            return drawn > 0.5
        return (np.abs(drawn) if dtype.startswith("u") else drawn).astype(dtype)

    def beside(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """A shape that broadcasts with another one."""
        shape = tuple(n if self.chance(0.8) else 1 for n in shape)
        if self.chance(0.3):
            shape = shape[self.choose.randrange(len(shape) + 1) :]
        return shape

    # Operands

    def add(self, name: str, value: object) -> None:
        self.values[name] = value
        if isinstance(value, (tensorflow.Tensor, tensorflow.Variable, np.ndarray)):
            self.known[name] = Known(
                name, tuple(value.shape), np.dtype(getattr(value.dtype, "as_numpy_dtype", value.dtype)).name
            )
        else:
            self.known.pop(name, None)

    def use(self, name: str) -> str:
        """The place of a name in a step's text."""
        self.used.append(name)
        return f"{{{len(self.used) - 1}}}"

    def pick(self, fits: Callable[[Known], bool]) -> Known | None:
        found = [known for known in self.known.values() if fits(known)]
        made = [known for known in found if known.name[0] == "x"]
        return self.choose.choice(made[-4:] if made and self.chance(0.7) else found) if found else None

    def fresh(self, shape: tuple[int, ...], dtype: str, pool: list[float] | None = None) -> Known:
        """A new input."""
        kind = self.choose.choices(["Variable", "constant", "array"], [6, 4, 1])[0]
        name = f"{'W' if kind == 'Variable' else 'c' if kind == 'constant' else 'n'}{len(self.inputs)}"
        made = Input(name, kind, self.array(shape, dtype, pool), trainable=self.chance(0.95) or kind != "Variable")
        self.inputs.append(made)
        scope = {"tf": tensorflow, "np": np}
        exec(str(made), scope)
        self.add(name, scope[name])
        return self.known[name]

    def operand(
        self, fits: Callable[[Known], bool], shape: tuple[int, ...], dtype: str, pool: list[float] | None = None
    ) -> Known:
        """A name that fits, or a new input of this shape and dtype; rarely one that does not fit at all."""
        if self.chance(self.wrong):
            return self.pick(lambda known: True) or self.fresh(shape, dtype)
        fresh = self.chance(0.08)
        return (None if fresh else self.pick(fits)) or self.fresh(shape, dtype, pool)

    def text(self, known: Known) -> str:
        return self.use(known.name)

    def plain(self, shape: tuple[int, ...], dtype: str) -> str:
        """Numbers as Python writes them: a number, or nested lists."""
        return literal(self.array(shape, dtype))

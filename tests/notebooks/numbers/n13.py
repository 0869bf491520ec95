"""Numbers in the text of notebook 13."""

from functools import cache
from pathlib import Path

import gradlab
from gradlab.tensors.tensor import OPERATORS
from tests.notebooks.cells import NOTEBOOKS, code_cells


@cache
def experiment() -> tuple[float, float, float]:
    """W, b and the loss that the notebook's own experiment ends with."""
    cells = code_cells(next(path for path in NOTEBOOKS if path.name.startswith("13")))
    names: dict = {"__name__": "__main__"}
    for source in cells[:3]:
        exec(source, names)
    return names["experiment"](gradlab)


def cube_at_4(order: int) -> float:
    """The slope of x³ at 4, or the slope of its slope."""
    x = gradlab.Variable(4.0)
    with gradlab.GradientTape() as outer:
        with gradlab.GradientTape() as inner:
            y = x**3
        slope = inner.gradient(y, x)
    return float(slope if order == 1 else outer.gradient(slope, x))


def lines_of_the_engine() -> float:
    """How many lines tensors, operators and the tape have."""
    house = Path(gradlab.__file__).parent
    files = [file for room in ("tensors", "operators", "tape") for file in (house / room).rglob("*.py")]
    return float(sum(len(file.read_text(encoding="utf-8").splitlines()) for file in files))


NUMBERS = {
    "whose engine fits into {4000} lines": lines_of_the_engine,
    "slope(4.0) # {48.0}": lambda: cube_at_4(1),
    "jax.grad(slope)(4.0) # {24.0}": lambda: cube_at_4(2),
    "It prints W = {3.009524}": lambda: experiment()[0],
    "b = {0.505577}": lambda: experiment()[1],
    "loss = {0.087233}": lambda: experiment()[2],
    "gradlab has {112}": len(OPERATORS),
    "a picture network with {122 570} weights": 896 + 18_496 + 36_928 + 65_600 + 650,
}

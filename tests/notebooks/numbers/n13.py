"""Numbers in the text of notebook 13."""

from functools import cache

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


NUMBERS = {
    "It prints W = {3.009524}": lambda: experiment()[0],
    "b = {0.505577}": lambda: experiment()[1],
    "loss = {0.087233}": lambda: experiment()[2],
    "gradlab has {112}": len(OPERATORS),
    "a picture network with {122 570} weights": 896 + 18_496 + 36_928 + 65_600 + 650,
}

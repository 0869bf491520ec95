"""Landscapes by name, on which optimizers are raced: each a function of two numbers, written in the library's operators.

The first line of a function's docstring is its formula; the rest says what it is good for and where it comes from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from gradlab.operators import square
from gradlab.tensors.tensor import Tensor

Function: TypeAlias = Callable[[Tensor, Tensor], Tensor]


def valley(x: Tensor, y: Tensor) -> Tensor:
    """½(x² + 5y²)

    A gentle bowl, five times as steep one way as the other: here plain gradient descent is good enough.
    """
    return 0.5 * (square(x) + 5.0 * square(y))


def canyon(x: Tensor, y: Tensor) -> Tensor:
    """½(x² + 100y²)

    A hundred times as steep across as along: a step that does not jump over the walls hardly advances on the floor.
    After G. Goh, "Why Momentum Really Works", Distill 2017.
    """
    return 0.5 * (square(x) + 100.0 * square(y))


def saddle(x: Tensor, y: Tensor) -> Tensor:
    """½x² + ¼y⁴ − ½y²

    Two minima and between them a saddle, flat in the middle; exactly on the ridge y = 0 no slope leads away from it.
    Y. Nesterov, "Introductory Lectures on Convex Optimization", 2004, section 1.2.3.
    """
    return 0.5 * square(x) + 0.25 * square(square(y)) - 0.5 * square(y)


def beale(x: Tensor, y: Tensor) -> Tensor:
    """(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²

    High walls in the corners around a plain that is nearly flat.
    E. M. L. Beale, "On an Iterative Method for Finding a Local Minimum of a Function of More than One Variable", 1958.
    """
    return (
        square(1.5 - x + x * y)
        + square(2.25 - x + x * square(y))
        + square(2.625 - x + x * y * square(y))
    )  # fmt: skip


def rosenbrock(x: Tensor, y: Tensor) -> Tensor:
    """(1 − x)² + 100(y − x²)²

    A bent canyon: its floor is found at once, and is so flat that its end is far away.
    H. H. Rosenbrock, "An Automatic Method for Finding the Greatest or Least Value of a Function", 1960.
    """
    return square(1.0 - x) + 100.0 * square(y - square(x))


def himmelblau(x: Tensor, y: Tensor) -> Tensor:
    """(x² + y − 11)² + (x + y² − 7)²

    Four minima, equally deep: from one start, different optimizers may end in different ones.
    D. M. Himmelblau, "Applied Nonlinear Programming", 1972.
    """
    return square(square(x) + y - 11.0) + square(x + square(y) - 7.0)


@dataclass(frozen=True)
class Landscape:
    """A named surface with what a race on it needs.

    x, y: (low, high) of each axis. start: from where it is interesting. minima: where the error is lowest, and lowest:
    the error there. finish: how near to `lowest` an error counts as arrived. scale: "log" where walls are so high that
    the valley could not be seen. rates: a good learning rate for each optimizer.
    """

    function: Function
    x: tuple[float, float]
    y: tuple[float, float]
    start: tuple[float, float]
    minima: tuple[tuple[float, float], ...]
    lowest: float
    finish: float
    scale: str
    rates: Mapping[str, float]


def _rates(*, sgd: float, momentum: float, nesterov: float, rmsprop: float, adagrad: float, adam: float) -> dict[str, float]:
    return dict(sgd=sgd, momentum=momentum, nesterov=nesterov, rmsprop=rmsprop, adagrad=adagrad, adam=adam)


LANDSCAPES: dict[str, Landscape] = {
    "valley": Landscape(
        *(valley, (-5, 5), (-4, 4), (-4, 3), ((0, 0),), 0.0, 0.05, "linear"),
        _rates(sgd=0.1, momentum=0.02, nesterov=0.02, rmsprop=0.05, adagrad=0.5, adam=0.2),
    ),
    "canyon": Landscape(
        *(canyon, (-5, 5), (-2, 2), (-4, 1.5), ((0, 0),), 0.0, 0.05, "log"),
        _rates(sgd=0.019, momentum=0.01, nesterov=0.01, rmsprop=0.05, adagrad=0.5, adam=0.2),
    ),
    "saddle": Landscape(
        *(saddle, (-2, 2), (-1.75, 1.75), (-1.8, 0.01), ((0, 1), (0, -1)), -0.25, 0.01, "linear"),
        _rates(sgd=0.05, momentum=0.02, nesterov=0.02, rmsprop=0.05, adagrad=0.1, adam=0.05),
    ),
    "beale": Landscape(
        *(beale, (-1, 4.5), (-2, 2), (1, 1.5), ((3, 0.5),), 0.0, 0.05, "log"),
        _rates(sgd=0.01, momentum=0.003, nesterov=0.003, rmsprop=0.05, adagrad=0.3, adam=0.3),
    ),
    "rosenbrock": Landscape(
        *(rosenbrock, (-2, 2), (-1, 3), (-1.5, 2), ((1, 1),), 0.0, 0.1, "log"),
        _rates(sgd=0.001, momentum=0.001, nesterov=0.001, rmsprop=0.05, adagrad=0.5, adam=0.5),
    ),
    "himmelblau": Landscape(
        *(himmelblau, (-5, 5), (-5, 5), (-0.5, -0.7)),
        # All roots of the two brackets; but for the first they are known by their digits alone.
        *(((3, 2), (-2.805118, 3.131313), (-3.779310, -3.283186), (3.584428, -1.848127)), 0.0, 0.5, "log"),
        _rates(sgd=0.003, momentum=0.001, nesterov=0.001, rmsprop=0.05, adagrad=0.5, adam=0.3),
    ),
}

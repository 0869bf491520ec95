"""TensorFlow's reduce_…: operators that make one number out of many, of any input and with any spelling of the axes.

`axis` is one axis, several, or None for all; `keepdims` leaves axes of length 1 behind.
"""

from __future__ import annotations

import math
import operator as python
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np

from gradlab.operators.operator import Operator
from gradlab.operators.reductions import all_over, any_over, logsumexp_over, max_over, mean_over, min_over, sum_over
from gradlab.operators.shaping import concat, reshape, transpose
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Tensor, TensorLike, as_tensor

Axis: TypeAlias = int | Sequence[int] | Tensor | None


def axes_of(axis: Any, x: Tensor, name: str) -> tuple[int, ...] | None:
    """The axes counted from the front, or an error that says which ones there are."""
    if axis is None:
        return None
    try:
        given = np.asarray(axis).tolist() if isinstance(axis, (Tensor, np.ndarray)) else axis
        wanted = tuple(python.index(a) for a in (given if isinstance(given, (list, tuple)) else (given,)))
    except TypeError:
        raise TypeError(f"`axis` of {name} should be a whole number, a list of them or None, and is {axis!r}.") from None
    for a in wanted:
        if not -x.ndim <= a < x.ndim:
            raise InvalidArgumentError(
                f"Invalid reduction dimension {a} in {name}: the input of shape {x.shape} has {x.ndim} axes."
            )
    return tuple(a % x.ndim for a in wanted)


def _reduction(over: Operator, name: str, what: str) -> Callable[..., Tensor]:
    """TensorFlow's function for an operator that reduces: any input, any spelling of the axes."""

    def reduce(input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
        x = as_tensor(input_tensor)
        return over(x, axis=axes_of(axis, x, name), keepdims=keepdims)

    reduce.__name__ = reduce.__qualname__ = name
    reduce.__doc__ = f"""{what} over `axis`: one axis, a list of them, or None for all. `keepdims` leaves length 1 behind.

    Raises InvalidArgumentError for an axis that the input does not have, TypeError for one that is no whole number.
    """
    return reduce


reduce_sum = _reduction(sum_over, "reduce_sum", "The sum Σ x")
reduce_mean = _reduction(mean_over, "reduce_mean", "The mean Σ x / n")
reduce_max = _reduction(max_over, "reduce_max", "The largest number")
reduce_min = _reduction(min_over, "reduce_min", "The smallest number")
reduce_logsumexp = _reduction(logsumexp_over, "reduce_logsumexp", "ln Σ exp(x), without overflow,")
reduce_any = _reduction(any_over, "reduce_any", "Whether at least one is true")
reduce_all = _reduction(all_over, "reduce_all", "Whether all are true")


def reduce_prod(input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The product x₁ · x₂ · … over `axis`: one axis, a list of them, or None for all. The product of nothing is 1.

    It multiplies one half by the other until one number is left, so its slopes are right beside a 0 too.
    Raises InvalidArgumentError for an axis that the input does not have, TypeError for one that is no whole number.
    """
    x = as_tensor(input_tensor)
    axes = axes_of(tuple(range(x.ndim)) if axis is None else axis, x, "reduce_prod") or ()
    kept = tuple(i for i in range(x.ndim) if i not in axes)
    factors = reshape(
        transpose(x, perm=(*axes, *kept)), shape=(math.prod(x.shape[i] for i in axes), *(x.shape[i] for i in kept))
    )
    while (n := len(factors)) > 1:
        product = factors[: n // 2] * factors[n // 2 : n // 2 * 2]
        factors = concat([product, factors[-1:]], axis=0) if n % 2 else product
    if n == 0:
        factors = reduce_sum(factors, 0, keepdims=True) + 1  # the product of nothing, as something made of x
    return reshape(factors, shape=tuple(1 if i in axes else k for i, k in enumerate(x.shape) if keepdims or i not in axes))

"""How strongly a loss is curved, and the learning rate at which gradient descent blows up.

Along an axis of curvature λ, a step of gradient descent multiplies the distance to the minimum by 1 - learning_rate · λ.
That grows as soon as learning_rate > 2/λ, so the largest curvature decides. The matrix of all curvatures, the Hessian, is
never built: the tape multiplies it with a vector by differentiating a gradient once more.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gradlab.tape import GradientTape
from gradlab.tensor import Tensor, TensorLike, Variable, as_array

Product = Callable[[np.ndarray], np.ndarray]


def hessian_vector_product(
    loss: Callable[[], Tensor], variables: Sequence[Variable], vector: Sequence[TensorLike]
) -> list[np.ndarray]:
    """H · v: how the gradient of `loss` changes as the Variables move along `vector`, one array for each Variable.

    loss: a function without arguments that computes one number from the Variables. vector: numbers of each one's shape.
    Raises ValueError if the loss is not one number or depends on none of the Variables, or if a shape differs.
    """
    parts = [as_array(v, x.dtype, f"vector[{i}]") for i, (v, x) in enumerate(zip(vector, variables, strict=True))]
    for i, (part, x) in enumerate(zip(parts, variables)):
        if part.shape != x.shape:
            raise ValueError(f"`vector[{i}]` should have the shape {x.shape} of its Variable, and has {part.shape}.")
    flat = _hessian(loss, variables)(np.concatenate([np.ravel(part) for part in parts]))
    return _parts(flat, variables)


def largest_curvature(
    loss: Callable[[], Tensor],
    variables: Sequence[Variable],
    tolerance: float = 1e-3,
    max_iterations: int = 1000,
    seed: int = 0,
) -> float:
    """The largest eigenvalue λ of the Hessian of `loss` towards all Variables together, by power iteration.

    A vector is multiplied with the Hessian and brought back to length 1 until it only grows and no longer turns:
    |H·v - λ·v| ≤ tolerance · |λ|. Where the strongest curvature is negative, the search is repeated with all of them raised.
    Raises ValueError if the loss is not one number, depends on none of the Variables or is not finite, and RuntimeError if
    the vector still turns after `max_iterations`.
    """
    product = _hessian(loss, variables)
    start = np.random.default_rng(seed).standard_normal(sum(x._array.size for x in variables))
    curvature, strength, settled = _power_iteration(product, start, tolerance, max_iterations)
    if curvature < 0 or not settled:
        raised, _, settled = _power_iteration(lambda v: product(v) + strength * v, start, tolerance, max_iterations)
        curvature = raised - strength
    if not settled:
        raise RuntimeError(
            f"largest_curvature did not converge within max_iterations={max_iterations}: several directions are curved "
            f"almost equally strongly (about {curvature:.4g}). Allow more of them, or a larger tolerance than {tolerance}."
        )
    return curvature


def largest_learning_rate(loss: Callable[[], Tensor], variables: Sequence[Variable], **options: Any) -> float:
    """The learning rate 2/λ above which gradient descent blows up near here; infinite where nothing is curved upwards.

    options: those of `largest_curvature`, which also says what is raised.
    """
    curvature = largest_curvature(loss, variables, **options)
    return 2 / curvature if curvature > 0 else math.inf


def _hessian(loss: Callable[[], Tensor], variables: Sequence[Variable]) -> Product:
    """The function v -> H·v on flat vectors. The gradient is recorded once, and played again for each v."""
    variables = list(variables)
    with GradientTape(persistent=True, watch_accessed_variables=False) as outer:
        outer.watch(variables)
        with GradientTape(watch_accessed_variables=False) as inner:
            inner.watch(variables)
            value = loss()
        if not isinstance(value, Tensor) or value.shape != ():
            raise ValueError(f"`loss` should compute one number, a Tensor of shape (), and computed {value!r}.")
        reasons = [inner.why_none(value, x) for x in variables]
        if None not in reasons:
            raise ValueError(
                f"`loss` is connected with none of `variables`: {reasons[0] if reasons else 'the list is empty'}"
            )
        slopes = inner.gradient(value, variables, unconnected_gradients="zero")

    def product(v: np.ndarray) -> np.ndarray:
        found = outer.gradient(slopes, variables, output_gradients=_parts(v, variables), unconnected_gradients="zero")
        return np.concatenate([np.ravel(part.numpy()) for part in found]).astype(np.float64)

    return product


def _parts(flat: np.ndarray, variables: Sequence[Variable]) -> list[np.ndarray]:
    """A flat vector as one array for each Variable, of its shape and dtype."""
    ends = np.cumsum([x._array.size for x in variables])
    return [part.reshape(x.shape).astype(x.dtype) for part, x in zip(np.split(flat, ends[:-1]), variables)]


def _power_iteration(product: Product, v: np.ndarray, tolerance: float, max_iterations: int) -> tuple[float, float, bool]:
    """The eigenvalue of largest size, how much a vector grew last, and whether the vector stopped turning."""
    eigenvalue = strength = 0.0
    for _ in range(max_iterations):
        v = v / np.linalg.norm(v)
        moved = product(v)
        if not np.all(np.isfinite(moved)):
            raise ValueError("the curvature of `loss` is not finite here: look for a division by 0 or an overflow.")
        eigenvalue, strength = float(v @ moved), float(np.linalg.norm(moved))
        if np.linalg.norm(moved - eigenvalue * v) <= tolerance * abs(eigenvalue) or strength == 0:
            return eigenvalue, strength, True
        v = moved
    return eigenvalue, strength, False

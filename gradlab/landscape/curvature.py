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

from gradlab.tape.gradient_tape import GradientTape
from gradlab.tensors.tensor import Tensor, TensorLike, as_array
from gradlab.tensors.variable import Variable

Product = Callable[[np.ndarray], np.ndarray]

_FEWEST = 8  # directions, before a search may end
_ROUNDING = 1e-6  # of the largest curvature: no more than this is noise of float32


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
    max_iterations: int = 100,
    seed: int = 0,
) -> float:
    """The largest eigenvalue λ of the Hessian of `loss` towards all Variables together, by Lanczos' method.

    The Hessian is multiplied with a vector, with what of the result points elsewhere, and so on; on the few directions
    found it is a small table, whose largest eigenvalue soon is that of the whole: |H·v - λ·v| ≤ tolerance · |λ|. At least
    eight directions are looked at (all, if there are fewer), because the first may happen to lie along a smaller eigenvalue.
    Each of them is kept, as long as all Variables together. C. Lanczos, 1950; G. Golub and C. Van Loan, "Matrix
    computations", 2013, section 10.1.

    Raises ValueError if the loss is not one number, depends on none of the Variables or is not finite, and RuntimeError if
    `max_iterations` directions are not enough.
    """
    product = _hessian(loss, variables)
    size = sum(x._array.size for x in variables)
    v = np.random.default_rng(seed).standard_normal(size)
    directions = np.empty((0, size))
    diagonal: list[float] = []
    beside: list[float] = []
    while True:
        v = v / np.linalg.norm(v)
        directions = np.vstack([directions, v])
        moved = product(v)
        if not np.all(np.isfinite(moved)):
            raise ValueError("the curvature of `loss` is not finite here: look for a division by 0 or an overflow.")
        diagonal.append(float(v @ moved))
        for _ in range(2):  # once more, because the first time leaves rounding errors that grow
            moved = moved - directions.T @ (directions @ moved)
        table = np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1)
        eigenvalues, vectors = np.linalg.eigh(table)
        curvature, elsewhere = float(eigenvalues[-1]), float(np.linalg.norm(moved))
        count = len(diagonal)
        if count == size or elsewhere <= _ROUNDING * np.abs(eigenvalues).max():
            return curvature
        if count >= _FEWEST and elsewhere * abs(vectors[-1, -1]) <= tolerance * abs(curvature):
            return curvature
        if count == max_iterations:
            raise RuntimeError(
                f"largest_curvature did not converge within max_iterations={max_iterations}: it is about {curvature:.4g}. "
                f"Allow more of them, or a larger tolerance than {tolerance}."
            )
        beside.append(elsewhere)
        v = moved


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

"""The curves that neurons use, each number by itself: from the smooth step to the ramps.

Each is written so that no number overflows on the way: sigmoid(-1000) is 0 and softplus(1000) is 1000.
"""

import numpy as np

from gradlab.operators.elementwise import cast_to, choose
from gradlab.operators.operator import elementwise
from gradlab.tensors.tensor import Array

# Chosen by Klambauer et al. (2017), "Self-normalizing neural networks", so that mean 0 and variance 1 stay as they are.
_SELU_SCALE, _SELU_ALPHA = 1.0507009873554804934193349852946, 1.6732632423543772848170429916717


@elementwise("tanh(x)", takes="f", slope_x=lambda g, z: g * (1 - z * z))  # ∂z/∂x = 1 - tanh²(x) = 1 - z²
def tanh(x: Array) -> Array:
    """z = tanh(x), the smooth step from -1 to 1."""
    return np.tanh(x)


@elementwise("σ(x)", takes="f", slope_x=lambda g, z: g * (z * (1 - z)))  # ∂z/∂x = σ(x) · (1 - σ(x)) = z · (1 - z)
def sigmoid(x: Array) -> Array:
    """z = 1 / (1 + exp(-x)), the smooth step from 0 to 1."""
    small = np.exp(-np.abs(x))  # at most 1, so that nothing overflows
    return np.where(x >= 0, 1, small) / (1 + small)


@elementwise("ln(1 + eˣ)", takes="f", slope_features=lambda g, features: g * sigmoid(features))  # ∂z/∂x = σ(x)
def softplus(features: Array) -> Array:
    """z = ln(1 + exp(x)) of the features x, the ramp with a rounded corner."""
    return np.maximum(features, 0) + np.log1p(np.exp(-np.abs(features)))


@elementwise("max(0, x)", slope_features=lambda g, z: g * cast_to(z > 0, dtype=g.dtype))  # ∂z/∂x = 1 where x > 0, else 0
def relu(features: Array) -> Array:
    """z = max(0, x) of the features x, the ramp; its slope at 0 is 0."""
    return np.maximum(features, 0)


@elementwise(
    "max(αx, x)",
    slope_features=lambda g, features, alpha: choose(features > 0, g, g * alpha),  # ∂z/∂x = 1 where x > 0, else α
)
def leaky_relu(features: Array, *, alpha: float = 0.2) -> Array:
    """z = x where x > 0, else α · x, of the features x: a ramp that never goes flat. Whole numbers give float32."""
    features = features if features.dtype.kind == "f" else features.astype(np.float32)
    return np.where(features > 0, features, features * alpha)


@elementwise("elu(x)", takes="f", slope_features=lambda g, z: choose(z < 0, g * (z + 1), g))  # ∂z/∂x = 1 or eˣ = z + 1
def elu(features: Array) -> Array:
    """z = x where x > 0, else exp(x) - 1, of the features x."""
    return np.where(features > 0, features, np.expm1(np.minimum(features, 0)))


@elementwise(
    "x · σ(βx)",
    takes="f",
    slope_features=lambda g, features, beta, z: (
        g * (sigmoid(features * beta) + beta * z * sigmoid(-features * beta))
    ),  # ∂z/∂x = σ + βz · (1 - σ)
)
def swish(features: Array, *, beta: float = 1.0) -> Array:
    """z = x · σ(βx) of the features x, a smooth ramp that dips below 0."""
    return features * sigmoid.forward(features * beta)


@elementwise(
    "selu(x)",
    takes="f",
    slope_features=lambda g, z: choose(z < 0, g * (z + _SELU_SCALE * _SELU_ALPHA), g * _SELU_SCALE),  # ∂z/∂x = s or sα·eˣ
)
def selu(features: Array) -> Array:
    """z = s · x where x > 0, else s · α · (exp(x) - 1), of the features x, with the s and α of self-normalizing networks."""
    return np.where(features > 0, features, np.expm1(np.minimum(features, 0)) * _SELU_ALPHA) * _SELU_SCALE

"""Where the potentiometers stand before the first step of training: random, but with a well-chosen spread.

If a layer adds up `fan_in` numbers, its weights should be small like √(1 / fan_in), or signals grow or die from layer to
layer. Glorot and Bengio (2010), "Understanding the difficulty of training deep feedforward neural networks", balance
forwards and backwards; He et al. (2015), "Delving deep into rectifiers", count in that relu passes only half.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gradlab.functions import random_numbers
from gradlab.keras import configs
from gradlab.keras.configs import Configured
from gradlab.keras.names import find
from gradlab.tensors.dtypes import float32
from gradlab.tensors.errors import no_such_name
from gradlab.tensors.tensor import Tensor, TensorLike, as_array

# Cutting a bell curve off at 2σ leaves a narrower one; this is what is left of σ.
_CUT_SIGMA = 0.87962566103423978


class Initializer(Configured):
    """Makes the first values of a weight: `initializer(shape)` gives a float32 Tensor of that shape.

    seed: a whole number makes the values the same at every call; without, they follow `keras.utils.set_random_seed`.
    """

    def __init__(self, seed: int | None = None) -> None:
        self.seed = seed

    def __call__(self, shape: Sequence[int], dtype: Any = float32) -> Tensor:
        """The values for a weight of this shape."""
        raise NotImplementedError("an Initializer needs a __call__(self, shape, dtype) that makes the values")


class Constant(Initializer):
    """The same number everywhere, or the numbers of an array of the weight's shape."""

    def __init__(self, value: TensorLike = 0.0) -> None:
        super().__init__()
        self.value = value

    def __call__(self, shape: Sequence[int], dtype: Any = float32) -> Tensor:
        """The value, repeated to this shape."""
        value = int(self.value) if isinstance(self.value, float) and self.value.is_integer() else self.value  # of any dtype
        return Tensor(np.broadcast_to(as_array(value, dtype), tuple(shape)).copy())


class Zeros(Constant):
    """Zeros, as for biases. Weights that all start equal would stay equal, so kernels never start so."""

    def __init__(self) -> None:
        super().__init__(0.0)


class Ones(Constant):
    """Ones."""

    def __init__(self) -> None:
        super().__init__(1.0)


class RandomUniform(Initializer):
    """Spread evenly from minval to maxval."""

    def __init__(self, minval: float = -0.05, maxval: float = 0.05, seed: int | None = None) -> None:
        super().__init__(seed)
        self.minval, self.maxval = minval, maxval

    def __call__(self, shape: Sequence[int], dtype: Any = float32) -> Tensor:
        """Random values for a weight of this shape."""
        return random_numbers.uniform(shape, self.minval, self.maxval, dtype, self.seed)


class RandomNormal(Initializer):
    """A bell curve around `mean` of width `stddev`."""

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: int | None = None) -> None:
        super().__init__(seed)
        self.mean, self.stddev = mean, stddev

    def __call__(self, shape: Sequence[int], dtype: Any = float32) -> Tensor:
        """Random values for a weight of this shape."""
        return random_numbers.normal(shape, self.mean, self.stddev, dtype, self.seed)


class TruncatedNormal(RandomNormal):
    """A bell curve around `mean` of width `stddev`; what falls farther off than two widths is drawn again."""

    def __call__(self, shape: Sequence[int], dtype: Any = float32) -> Tensor:
        """Random values for a weight of this shape."""
        return Tensor(_truncated(shape, self.seed).astype(dtype) * np.float32(self.stddev) + np.float32(self.mean))


def _truncated(shape: Sequence[int], seed: int | None) -> np.ndarray:
    values = random_numbers.normal(shape, seed=seed).numpy()
    again = seed
    while (far := np.abs(values) > 2).any():
        again = None if again is None else again + 1
        values[far] = random_numbers.normal([int(far.sum())], seed=again).numpy()
    return values


class VarianceScaling(Initializer):
    """Random with the variance scale / n, where n counts what is added up: the family of Glorot, He and LeCun.

    mode: n is 'fan_in', the inputs of a unit, 'fan_out', its outputs, or 'fan_avg', their mean.
    distribution: 'uniform' in ±√(3 · scale / n), or 'truncated_normal'.
    """

    def __init__(
        self,
        scale: float = 1.0,
        mode: str = "fan_in",
        distribution: str = "truncated_normal",
        seed: int | None = None,
    ) -> None:
        super().__init__(seed)
        if not scale > 0:
            raise ValueError(f"`scale` should be above 0, and is {scale!r}.")
        self.scale = scale
        self.mode = find("mode", mode, {"fan_in": "fan_in", "fan_out": "fan_out", "fan_avg": "fan_avg"})
        self.distribution = find(
            "distribution", distribution, {"uniform": "uniform", "truncated_normal": "truncated_normal"}
        )

    def __call__(self, shape: Sequence[int], dtype: Any = float32) -> Tensor:
        """Random values for a weight of this shape."""
        fan_in, fan_out = _fans(tuple(shape))
        n = max(1.0, {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[self.mode])
        if self.distribution == "uniform":
            limit = math.sqrt(3 * self.scale / n)
            return random_numbers.uniform(shape, -limit, limit, dtype, self.seed)
        sigma = math.sqrt(self.scale / n) / _CUT_SIGMA
        return TruncatedNormal(0.0, sigma, self.seed)(shape, dtype)


def _fans(shape: tuple[int, ...]) -> tuple[float, float]:
    """How many numbers a unit adds up, and how many units a number goes to; a kernel is [height…, inputs, outputs]."""
    if len(shape) < 2:
        n = math.prod(shape)
        return n, n
    places = math.prod(shape[:-2])
    return places * shape[-2], places * shape[-1]


class GlorotUniform(VarianceScaling):
    """Evenly in ±√(6 / (fan_in + fan_out)): what Dense and Conv2D start with."""

    def __init__(self, seed: int | None = None) -> None:
        super().__init__(1.0, "fan_avg", "uniform", seed)


class GlorotNormal(VarianceScaling):
    """A truncated bell curve of width √(2 / (fan_in + fan_out))."""

    def __init__(self, seed: int | None = None) -> None:
        super().__init__(1.0, "fan_avg", "truncated_normal", seed)


class HeUniform(VarianceScaling):
    """Evenly in ±√(6 / fan_in): for layers with relu."""

    def __init__(self, seed: int | None = None) -> None:
        super().__init__(2.0, "fan_in", "uniform", seed)


class HeNormal(VarianceScaling):
    """A truncated bell curve of width √(2 / fan_in): for layers with relu."""

    def __init__(self, seed: int | None = None) -> None:
        super().__init__(2.0, "fan_in", "truncated_normal", seed)


class LecunUniform(VarianceScaling):
    """Evenly in ±√(3 / fan_in): for layers with selu."""

    def __init__(self, seed: int | None = None) -> None:
        super().__init__(1.0, "fan_in", "uniform", seed)


class LecunNormal(VarianceScaling):
    """A truncated bell curve of width √(1 / fan_in): for layers with selu."""

    def __init__(self, seed: int | None = None) -> None:
        super().__init__(1.0, "fan_in", "truncated_normal", seed)


class Orthogonal(Initializer):
    """Rows or columns at right angles and of length `gain`: a state that goes through it again and again keeps its length.

    Saxe, McClelland and Ganguli (2014), "Exact solutions to the nonlinear dynamics of learning in deep linear networks".
    Raises ValueError for a weight with fewer than two axes.
    """

    def __init__(self, gain: float = 1.0, seed: int | None = None) -> None:
        super().__init__(seed)
        self.gain = gain

    def __call__(self, shape: Sequence[int], dtype: Any = float32) -> Tensor:
        """Random values for a weight of this shape; all axes but the last count as one."""
        if len(shape) < 2:
            raise ValueError(f"Orthogonal makes weights with two axes or more, and was asked for the shape {tuple(shape)}.")
        rows, columns = math.prod(shape[:-1]), shape[-1]
        tall = random_numbers.normal((max(rows, columns), min(rows, columns)), seed=self.seed).numpy()
        q, r = np.linalg.qr(tall)
        q = q * np.sign(np.diag(r))  # or some rotations would be likelier than others
        return Tensor((self.gain * (q if rows >= columns else q.T)).reshape(shape).astype(dtype))


class Identity(Initializer):
    """`gain` on the diagonal and 0 elsewhere: what comes in goes out. Raises ValueError for a weight that is no matrix."""

    def __init__(self, gain: float = 1.0) -> None:
        super().__init__()
        self.gain = gain

    def __call__(self, shape: Sequence[int], dtype: Any = float32) -> Tensor:
        """The values for a matrix of this shape."""
        if len(shape) != 2:
            raise ValueError(f"Identity makes matrices, of two axes, and was asked for the shape {tuple(shape)}.")
        return Tensor(self.gain * np.eye(*shape, dtype=dtype))


_CLASSES: dict[str, type[Initializer]] = {
    "zeros": Zeros,
    "ones": Ones,
    "constant": Constant,
    "random_uniform": RandomUniform,
    "random_normal": RandomNormal,
    "truncated_normal": TruncatedNormal,
    "variance_scaling": VarianceScaling,
    "glorot_uniform": GlorotUniform,
    "glorot_normal": GlorotNormal,
    "he_uniform": HeUniform,
    "he_normal": HeNormal,
    "lecun_uniform": LecunUniform,
    "lecun_normal": LecunNormal,
    "orthogonal": Orthogonal,
    "identity": Identity,
}
_SHORT: dict[str, type[Initializer]] = {"uniform": RandomUniform, "normal": RandomNormal, "zero": Zeros, "one": Ones}
zeros, ones, constant, identity, orthogonal = Zeros, Ones, Constant, Identity, Orthogonal
random_uniform, random_normal, truncated_normal = RandomUniform, RandomNormal, TruncatedNormal
variance_scaling, lecun_uniform, lecun_normal = VarianceScaling, LecunUniform, LecunNormal
glorot_uniform, glorot_normal, he_uniform, he_normal = GlorotUniform, GlorotNormal, HeUniform, HeNormal
_BY_NAME = {**_CLASSES, **_SHORT, **{kind.__name__: kind for kind in _CLASSES.values()}}


def values(initializer: Callable[..., Any], shape: Sequence[int], dtype: Any) -> Any:
    """What an initializer makes for a weight: it gets the shape, and the dtype by name if it has a use for it.

    Raises ValueError if that has another shape.
    """
    try:
        parameters = list(inspect.signature(initializer).parameters.values())
    except ValueError:  # something built into Python
        parameters = []
    by_name = any(p.name == "dtype" or p.kind is p.VAR_KEYWORD for p in parameters)
    positional = sum(p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) and p.default is p.empty for p in parameters)
    if by_name:
        made = initializer(shape, dtype=dtype)
    else:
        made = initializer(shape, dtype) if positional > 1 else initializer(shape)
    if np.shape(made) != tuple(shape):
        raise ValueError(f"an initializer was asked for the shape {tuple(shape)}, and made the shape {np.shape(made)}.")
    return made


def get(identifier: str | type[Initializer] | Callable[..., Any]) -> Callable[..., Any]:
    """The initializer of this name or class; an object or function that takes a shape, such as tf.random.normal, is one
    already.

    Raises ValueError for an unknown name, with the nearest known one, and TypeError for anything else.
    """
    if isinstance(identifier, str):
        return find("initializer", identifier, _BY_NAME)()
    if isinstance(identifier, type):
        return identifier()
    if callable(identifier):
        return identifier
    raise TypeError(f"an initializer should be a name such as 'glorot_uniform' or a function, and is {identifier!r}.")


def serialize(initializer: Initializer) -> Any:
    """An initializer as JSON may hold it. Raises TypeError for a function without a name."""
    return configs.serialize(initializer, "the initializer")


def deserialize(config: Any) -> Any:
    """The initializer that `serialize` has written, or that of a name."""
    return get(config) if isinstance(config, str) else configs.deserialize(config)


__getattr__ = no_such_name(__name__)

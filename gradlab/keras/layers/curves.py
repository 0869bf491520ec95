"""Curves as layers of their own: each number is bent by itself, but for Softmax, which compares those along an axis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from gradlab.functions.composed import cast, where
from gradlab.keras import activations, initializers
from gradlab.keras.layers.layer import Layer, Shape
from gradlab.operators.activations import elu, leaky_relu, relu
from gradlab.operators.elementwise import exp, minimum
from gradlab.operators.reductions import logsumexp_over
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Tensor


class Activation(Layer):
    """A curve as a layer of its own: a name such as 'relu', or a function."""

    each_example_alone = True

    def __init__(self, activation: str | Callable[..., Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.activation = activations.get(activation)

    def call(self, inputs: Tensor) -> Tensor:
        """activation(inputs)."""
        return self.activation(cast(inputs, self.dtype))


class ReLU(Layer):
    """max(0, x), the ramp; cut off at `max_value` if there is one, going on with `negative_slope` below the threshold.

    Below `threshold` the output is negative_slope · (x - threshold). Raises ValueError for negative arguments.
    """

    each_example_alone = True

    def __init__(
        self, max_value: float | None = None, negative_slope: float = 0.0, threshold: float = 0.0, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        if max_value is not None and not max_value > 0:
            raise ValueError(f"`max_value` of ReLU should be above 0, and is {max_value!r}.")
        self.max_value = max_value
        self.negative_slope = _not_negative(self, "negative_slope", negative_slope)
        self.threshold = _not_negative(self, "threshold", threshold)

    def call(self, inputs: Tensor) -> Tensor:
        """max(0, inputs), cut off at max_value."""
        x = cast(inputs, self.dtype)
        z = where(x > self.threshold, x, 0.0) if self.threshold else relu(x)
        z = z if self.max_value is None else minimum(z, self.max_value)
        return z - relu(self.threshold - x) * self.negative_slope if self.negative_slope else z


class LeakyReLU(Layer):
    """x where x > 0, else negative_slope · x: a ramp that never goes flat, so that no unit dies.

    negative_slope may be called `alpha`, as in older programs. Raises ValueError for a negative one.
    """

    each_example_alone = True

    def __init__(self, negative_slope: float = 0.3, **kwargs: Any) -> None:
        negative_slope = kwargs.pop("alpha", negative_slope)
        super().__init__(**kwargs)
        self.negative_slope = _not_negative(self, "negative_slope", negative_slope)

    def call(self, inputs: Tensor) -> Tensor:
        """The inputs where they are above 0, else negative_slope times them."""
        return leaky_relu(cast(inputs, self.dtype), alpha=self.negative_slope)


class PReLU(Layer):
    """x where x > 0, else alpha · x, with an alpha for each place of an example, which training turns.

    shared_axes: along these one alpha is shared; [1, 2] gives each channel of a picture one. They count the batch as 0.
    He et al. (2015), "Delving deep into rectifiers". Raises ValueError for axes that are not there.
    """

    each_example_alone = True
    ruled = ("alpha",)

    def __init__(
        self, alpha_initializer: Any = "Zeros", *, shared_axes: int | Sequence[int] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.alpha_initializer = initializers.get(alpha_initializer)
        self.shared_axes = [shared_axes] if isinstance(shared_axes, int) else shared_axes and list(shared_axes)

    def check_input(self, shape: tuple[int, ...]) -> None:
        """Raise ValueError unless the shared axes are there and the others as long as the weights."""
        if any(not 0 < axis < len(shape) for axis in self.shared_axes or []):
            raise InvalidArgumentError(
                f"PReLU '{self.name}' shares alpha along axes from 1, behind the batch, to {len(shape) - 1} here, and not "
                f"along shared_axes={self.shared_axes}."
            )
        known = self.alpha.shape if self.built else (1,) * (len(shape) - 1)
        if len(known) != len(shape) - 1 or any(n not in (1, m) for n, m in zip(known, shape[1:])):
            raise InvalidArgumentError(
                f"PReLU '{self.name}' has an alpha of the shape {known}, and received examples of {shape[1:]}. "
                "Where a length may vary, share alpha: shared_axes=[1]."
            )

    def build(self, input_shape: Shape) -> None:
        """Make an alpha for each place of an example, but for shared axes."""
        shape = [1 if i in (self.shared_axes or []) else n or 0 for i, n in enumerate(input_shape)]
        self.alpha = self.add_weight(shape[1:], self.alpha_initializer, name="alpha")

    def call(self, inputs: Tensor) -> Tensor:
        """The inputs where they are above 0, else alpha times them."""
        x = cast(inputs, self.dtype)
        return relu(x) - self.alpha * relu(-x)


class ELU(Layer):
    """x where x > 0, else alpha · (exp(x) - 1): a ramp with a rounded corner that levels off at -alpha."""

    each_example_alone = True

    def __init__(self, alpha: float = 1.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.alpha = _not_negative(self, "alpha", alpha)

    def call(self, inputs: Tensor) -> Tensor:
        """The inputs where they are above 0, else alpha · (exp(inputs) - 1)."""
        x = cast(inputs, self.dtype)
        return elu(x) if self.alpha == 1 else where(x > 0, x, elu(x) * self.alpha)


class Softmax(Layer):
    """Scores become probabilities that add up to 1 along the axis, or along several together."""

    each_example_alone = True

    def __init__(self, axis: int | Sequence[int] = -1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.axis = axis

    def call(self, inputs: Tensor) -> Tensor:
        """softmax(inputs)."""
        x = cast(inputs, self.dtype)
        if isinstance(self.axis, int):
            return activations.softmax(x, axis=self.axis)
        return exp(x - logsumexp_over(x, axis=tuple(self.axis), keepdims=True))


def _not_negative(layer: Layer, argument: str, value: Any) -> float:
    if not isinstance(value, (int, float)) or not value >= 0:
        raise ValueError(f"`{argument}` of {type(layer).__name__} should be a number of at least 0, and is {value!r}.")
    return value

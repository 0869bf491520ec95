"""Layers that mix all numbers of an example, bend them with a curve, or only arrange them anew."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from typing import Any

from gradlab.functions.composed import cast
from gradlab.keras import activations, initializers
from gradlab.keras.layers.layer import Layer, Shape
from gradlab.operators.activations import leaky_relu, relu
from gradlab.operators.elementwise import minimum
from gradlab.operators.linear_algebra import matmul
from gradlab.operators.shaping import reshape
from gradlab.tensors.dtypes import float32
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Tensor, TensorLike, as_array


def positive(layer: Layer, argument: str, value: Any) -> int:
    """`value` as a whole number above 0, or a ValueError that names the layer and the argument."""
    try:
        number = operator.index(value)
    except TypeError:
        number = 0
    if number < 1:
        raise ValueError(
            f"Received an invalid value for `{argument}` of {type(layer).__name__}, expected a positive integer. "
            f"Received: {argument}={value!r}"
        )
    return number


class Dense(Layer):
    """output = activation(inputs · kernel + bias): every unit looks at every number. [batch…, n] becomes [batch…, units].

    units: how many numbers come out. activation: a name or a function. use_bias: whether a bias is added.
    kernel_initializer, bias_initializer: where the weights start; the kernel is [n, units], the bias [units].
    Raises ValueError for units below 1 or an unknown name.
    """

    each_example_alone = True
    ruled = ("kernel", "bias")

    def __init__(
        self,
        units: int,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.units = positive(self, "units", units)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)

    def build(self, input_shape: Shape) -> None:
        """Make the kernel and the bias for inputs with this many numbers in the last axis."""
        self.kernel = self.add_weight((input_shape[-1] or 0, self.units), self.kernel_initializer, name="kernel")
        self.bias = self.add_weight((self.units,), self.bias_initializer, name="bias") if self.use_bias else None

    def check_input(self, shape: tuple[int, ...]) -> None:
        """Raise ValueError unless examples are rows of as many numbers as the kernel has."""
        if len(shape) < 2:
            raise InvalidArgumentError(
                f"Dense '{self.name}' takes a batch of rows, shape (batch, n), and received the shape {shape}. "
                "If each example is a single number, write x[:, None], or begin the model with Input((1,))."
            )
        if self.built and shape[-1] != self.kernel.shape[0]:
            raise InvalidArgumentError(
                f"Dense '{self.name}' has weights for {self.kernel.shape[0]} numbers in the last axis, "
                f"and received the shape (None, {', '.join(map(str, shape[1:]))})."
            )

    def call(self, inputs: Tensor) -> Tensor:
        """activation(inputs · kernel + bias)."""
        z = matmul(cast(inputs, self.dtype), self.kernel)
        return self.activation(z if self.bias is None else z + self.bias)


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
    """max(0, x), the ramp; cut off at `max_value` if there is one, going on below 0 with `negative_slope`."""

    each_example_alone = True

    def __init__(self, max_value: float | None = None, negative_slope: float = 0.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if max_value is not None and not max_value > 0:
            raise ValueError(f"`max_value` of ReLU should be above 0, and is {max_value!r}.")
        if not negative_slope >= 0:
            raise ValueError(f"`negative_slope` of ReLU should be at least 0, and is {negative_slope!r}.")
        self.max_value, self.negative_slope = max_value, negative_slope

    def call(self, inputs: Tensor) -> Tensor:
        """max(0, inputs), cut off at max_value."""
        x = cast(inputs, self.dtype)
        z = leaky_relu(x, alpha=self.negative_slope) if self.negative_slope else relu(x)
        return z if self.max_value is None else minimum(z, self.max_value)


class Softmax(Layer):
    """Scores become probabilities that add up to 1 along the axis."""

    each_example_alone = True

    def __init__(self, axis: int = -1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.axis = axis

    def call(self, inputs: Tensor) -> Tensor:
        """softmax(inputs)."""
        return activations.softmax(cast(inputs, self.dtype), axis=self.axis)


class Flatten(Layer):
    """Each example becomes one row of numbers: [batch, 32, 32, 3] becomes [batch, 3072]."""

    each_example_alone = True

    def call(self, inputs: Tensor) -> Tensor:
        """The same numbers in rows."""
        return reshape(inputs, shape=(inputs.shape[0], math.prod(inputs.shape[1:])))


class Reshape(Layer):
    """Each example in another shape; one length may be -1, which means what is left.

    Raises ValueError where the numbers do not fill the shape.
    """

    each_example_alone = True

    def __init__(self, target_shape: Sequence[int], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.target_shape = tuple(operator.index(n) for n in target_shape)

    def check_input(self, shape: tuple[int, ...]) -> None:
        """Raise ValueError unless the numbers of an example fill the shape."""
        n, known = math.prod(shape[1:]), math.prod(k for k in self.target_shape if k != -1)
        if (n % known if -1 in self.target_shape and known else n - known) != 0:
            raise InvalidArgumentError(
                f"Reshape '{self.name}' cannot fill {self.target_shape} with the {n} numbers of an example "
                f"of shape {shape[1:]}."
            )

    def call(self, inputs: Tensor) -> Tensor:
        """The same numbers in the target shape."""
        return reshape(inputs, shape=(inputs.shape[0], *self.target_shape))


class Rescaling(Layer):
    """x · scale + offset: Rescaling(1/255) brings the bytes of a picture between 0 and 1.

    Raises TypeError for a scale or an offset that is no number.
    """

    each_example_alone = True

    def __init__(self, scale: TensorLike, offset: TensorLike = 0.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        as_array(scale, float32, "scale"), as_array(offset, float32, "offset")  # now, and not when the first picture comes
        self.scale, self.offset = scale, offset

    def call(self, inputs: Tensor) -> Tensor:
        """inputs · scale + offset."""
        return cast(inputs, self.dtype) * self.scale + self.offset


class Lambda(Layer):
    """Any function of the inputs, written in the library's own operators, as a layer."""

    def __init__(self, function: Callable[[Tensor], Tensor], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not callable(function):
            raise TypeError(f"`function` of Lambda should be a function of the inputs, and is {function!r}.")
        self.function = function

    def call(self, inputs: Tensor) -> Tensor:
        """function(inputs)."""
        return self.function(inputs)

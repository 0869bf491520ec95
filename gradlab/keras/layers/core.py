"""Layers without a room of their own: the one that mixes all numbers of an example, and those that do next to nothing."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from gradlab.functions.composed import cast
from gradlab.keras import activations, initializers, regularizers
from gradlab.keras.layers.layer import Layer, Shape
from gradlab.operators.linear_algebra import matmul
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Tensor


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
    hands_on_masks = True
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


class Identity(Layer):
    """What comes in goes out."""

    each_example_alone = True

    def call(self, inputs: Tensor) -> Tensor:
        """The inputs themselves."""
        return inputs


class ActivityRegularization(Layer):
    """What comes in goes out, and has a price: l1 · Σ |x| + l2 · Σ x² of each example, whose mean is added to the loss."""

    def __init__(self, l1: float = 0.0, l2: float = 0.0, **kwargs: Any) -> None:
        super().__init__(activity_regularizer=regularizers.L1L2(l1, l2), **kwargs)
        self.l1, self.l2 = l1, l2

    def get_config(self) -> dict[str, Any]:
        """What another like this would be made with: the two prices."""
        config = super().get_config()
        config.pop("activity_regularizer")
        return config

    def call(self, inputs: Tensor) -> Tensor:
        """The inputs themselves."""
        return inputs

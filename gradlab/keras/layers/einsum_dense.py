"""A Dense for inputs with several axes: which numbers are summed is written in letters, as Einstein did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gradlab.functions.composed import cast, einsum
from gradlab.keras import activations, initializers
from gradlab.keras.layers.layer import Layer, Shape
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Tensor


class EinsumDense(Layer):
    """output = activation(einsum(equation, inputs, kernel) + bias): 'abc,cd->abd' is a Dense for each step of a sequence.

    equation: letters for the axes of inputs, kernel and output; '...' stands for any axes. output_shape: of the output
    without the batch, None where a length is that of the input. bias_axes: the letters of the output along which the bias
    differs. Raises ValueError for an equation of another form, and for a length that nothing says.
    """

    each_example_alone = True
    ruled = ("kernel", "bias")

    def __init__(
        self,
        equation: str,
        output_shape: int | Sequence[int | None],
        activation: Any = None,
        bias_axes: str | None = None,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        inputs, arrow, output = equation.replace(" ", "").partition("->")
        if not arrow or inputs.count(",") != 1:
            raise ValueError(f"`equation` of EinsumDense should look like 'abc,cd->abd', and is {equation!r}.")
        self.equation, self._letters = equation, (*inputs.split(","), output)
        self._wanted = (output_shape,) if isinstance(output_shape, int) else tuple(output_shape)
        self.activation, self.bias_axes = activations.get(activation), bias_axes
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)

    def _made_with(self) -> dict[str, Any]:
        return {**super()._made_with(), "output_shape": self._wanted}

    def build(self, input_shape: Shape) -> None:
        """Make the kernel, of the lengths that its letters have in the input or in the output, and the bias."""
        of_input, of_kernel, of_output = (letters.replace("...", "") for letters in self._letters)
        lengths = {**_known(of_output, self._wanted), **_known(of_input, input_shape)}
        unknown = [letter for letter in of_kernel if lengths.get(letter) is None]
        if unknown:
            raise InvalidArgumentError(
                f"EinsumDense '{self.name}' ('{self.equation}') cannot know the length of '{unknown[0]}' from "
                f"inputs of shape {input_shape} and output_shape={self._wanted}."
            )
        shape = [lengths[letter] for letter in of_kernel]
        self.kernel = self.add_weight(shape, self.kernel_initializer, name="kernel")
        self.bias = None
        if self.bias_axes:
            strange = set(self.bias_axes) - set(of_output)
            if strange:
                raise ValueError(f"`bias_axes` of EinsumDense names '{strange.pop()}', which is not in '{of_output}'.")
            first = min(map(of_output.index, self.bias_axes))
            bias = [lengths[letter] if letter in self.bias_axes else 1 for letter in of_output[first:]]
            self.bias = self.add_weight(bias, self.bias_initializer, name="bias")

    def call(self, inputs: Tensor) -> Tensor:
        """activation(einsum(equation, inputs, kernel) + bias)."""
        z = einsum(self.equation, cast(inputs, self.dtype), self.kernel)
        return self.activation(z if self.bias is None else z + self.bias)


def _known(letters: str, lengths: Sequence[int | None]) -> dict[str, int]:
    """The length of each letter that has one; the last letter is that of the last axis."""
    return {letter: n for letter, n in zip(reversed(letters), reversed(lengths)) if n is not None}

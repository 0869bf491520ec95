"""Cells: one step of a recurrent layer, from what comes in now and what is remembered to an output and a new memory.

    cell = keras.layers.GRUCell(8)
    output, states = cell(x[:, 0], [tf.zeros((batch, 8))])

What a cell remembers are its states, a list of Tensors [batch, n]. `RNN` in the next file takes a cell through a sequence.
A learner's own cell is a Layer with an attribute `state_size` and `call(inputs, states)`, which returns both.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from gradlab.functions import random_numbers
from gradlab.functions.composed import cast, split
from gradlab.functions.creation import zeros
from gradlab.keras import activations, initializers
from gradlab.keras.layers.core import positive
from gradlab.keras.layers.layer import Layer, Shape
from gradlab.keras.layers.noise import Chance
from gradlab.operators.linear_algebra import matmul
from gradlab.operators.shaping import concat, reshape
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Tensor, as_tensor

States = list[Any]


class GatedCell(Chance):
    """What the three cells share: a kernel for what comes in, another for the state, and columns for each of their gates.

    The kernel is [n, gates · units], the recurrent kernel [units, gates · units], the bias [gates · units].
    dropout, recurrent_dropout: the fraction of the inputs, and of the state, that training drops; in every step the same.
    Raises ValueError for units below 1, a rate outside of 0…1 or an unknown name.
    """

    ruled = ("kernel", "recurrent", "bias")
    gates: ClassVar[int] = 1

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        *,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        seed: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(seed=seed, **kwargs)
        self.units = positive(self, "units", units)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.recurrent_initializer = initializers.get(recurrent_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        for argument, rate in (("dropout", dropout), ("recurrent_dropout", recurrent_dropout)):
            if not (isinstance(rate, (int, float)) and 0 <= rate < 1):
                raise ValueError(
                    f"`{argument}` of {type(self).__name__} is the fraction to drop, from 0 to below 1, and is {rate!r}."
                )
        self.dropout, self.recurrent_dropout = dropout, recurrent_dropout

    @property
    def state_size(self) -> int | list[int]:
        """How many numbers are remembered; of several states, of each."""
        return self.units

    @property
    def output_size(self) -> int:
        """How many numbers come out."""
        return self.units

    def get_initial_state(self, batch_size: int) -> States:
        """Nothing remembered: zeros."""
        sizes = self.state_size
        return [zeros((batch_size, n), self.dtype) for n in (sizes if isinstance(sizes, list) else [sizes])]

    def build(self, input_shape: Shape) -> None:
        """Make the two kernels and the bias for inputs with this many numbers."""
        columns = self.gates * self.units
        rules = {"regularizer": vars(self)["recurrent_regularizer"], "constraint": vars(self)["recurrent_constraint"]}
        self.kernel = self.add_weight((input_shape[-1] or 0, columns), self.kernel_initializer, name="kernel")
        self.recurrent_kernel = self.add_weight(
            (self.units, columns), self.recurrent_initializer, name="recurrent_kernel", **rules
        )
        self.bias = self.add_weight(self._bias_shape, self._first_bias, name="bias") if self.use_bias else None

    @property
    def _bias_shape(self) -> tuple[int, ...]:
        return (self.gates * self.units,)

    def _first_bias(self, shape: Sequence[int], dtype: Any) -> Any:
        return initializers.values(self.bias_initializer, shape, dtype)

    def check_input(self, shape: Any) -> None:
        """Raise ValueError unless rows came, of as many numbers as the kernel has."""
        if len(shape) != 2 or (self.built and shape[-1] != self.kernel.shape[0]):
            wanted = f"{self.kernel.shape[0]} numbers" if self.built else "(batch, n)"
            raise InvalidArgumentError(
                f"{type(self).__name__} '{self.name}' takes one step of a sequence, rows of {wanted}, and received the "
                f"shape {shape}."
            )

    def call(self, inputs: Tensor, states: Any, training: bool = False) -> tuple[Tensor, States]:
        """The output and the new states."""
        given = states if isinstance(states, (list, tuple)) else [states]
        state = [cast(as_tensor(part), self.dtype) for part in given]
        if training and self.dropout:
            inputs = inputs * self.kept(inputs.shape, self.dropout)
        kept = self.kept(state[0].shape, self.recurrent_dropout) if training and self.recurrent_dropout else None
        return self.step(self.heard(inputs), state, kept)

    def heard(self, inputs: Tensor) -> Tensor:
        """What the inputs say to all gates: inputs · kernel + bias. […, n] becomes […, gates · units]."""
        rows = reshape(cast(inputs, self.dtype), shape=(-1, inputs.shape[-1]))
        z = matmul(rows, self.kernel)
        bias = self._heard_bias
        return reshape(z if bias is None else z + bias, shape=(*inputs.shape[:-1], self.gates * self.units))

    @property
    def _heard_bias(self) -> Any:
        return self.bias

    def kept(self, shape: tuple[int, ...], rate: float) -> Tensor:
        """A random mask of zeros and 1 / (1 - rate)."""
        return cast(random_numbers.uniform(shape, seed=self.next_seed()) >= rate, self.dtype) / (1 - rate)

    def step(self, heard: Tensor, states: States, kept: Tensor | None = None) -> tuple[Tensor, States]:
        """The output and the new states, from what the inputs say and the states; `kept` masks the state that is read."""
        raise NotImplementedError

    def _recalled(self, h: Tensor, kept: Tensor | None, kernel: Any) -> Tensor:
        """What the state says: h · kernel."""
        return matmul(h if kept is None else h * kept, kernel)


class SimpleRNNCell(GatedCell):
    """h = tanh(x · kernel + h · recurrent_kernel + bias): a layer that also sees what it said last. Its state is h."""

    def step(self, heard: Tensor, states: States, kept: Tensor | None = None) -> tuple[Tensor, States]:
        """The output, which is also the new state."""
        (h,) = states
        h = self.activation(heard + self._recalled(h, kept, self.recurrent_kernel))
        return h, [h]


class LSTMCell(GatedCell):
    """A memory c that gates write to, wipe and read: c = f · c + i · tanh(…), h = o · tanh(c). Its states are h and c.

    i lets in, f lets stay (1) or forgets (0), o lets out; each is a sigmoid of x · kernel + h · recurrent_kernel + bias.
    Because c is only scaled and added to, its slope survives many steps.
    Hochreiter and Schmidhuber (1997), "Long short-term memory". unit_forget_bias: f begins with a bias of 1, to let stay.
    """

    gates = 4  # in the kernels: i, f, what may be written, o

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
        use_bias: bool = True,
        *,
        unit_forget_bias: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(units, activation, use_bias, **kwargs)
        self.recurrent_activation = activations.get(recurrent_activation)
        self.unit_forget_bias = unit_forget_bias

    @property
    def state_size(self) -> list[int]:
        """The sizes of h and c."""
        return [self.units, self.units]

    def _first_bias(self, shape: Sequence[int], dtype: Any) -> Any:
        if not self.unit_forget_bias:
            return super()._first_bias(shape, dtype)
        parts = [initializers.values(self.bias_initializer, (n,), dtype) for n in (self.units, 2 * self.units)]
        ones = initializers.Ones()((self.units,), dtype)
        return concat([cast(parts[0], dtype), ones, cast(parts[1], dtype)], axis=0)

    def step(self, heard: Tensor, states: States, kept: Tensor | None = None) -> tuple[Tensor, States]:
        """The output h, and the new states h and c."""
        h, c = states
        i, f, new, o = split(heard + self._recalled(h, kept, self.recurrent_kernel), 4, axis=-1)
        gate = self.recurrent_activation
        c = gate(f) * c + gate(i) * self.activation(new)
        h = gate(o) * self.activation(c)
        return h, [h, c]


class GRUCell(GatedCell):
    """h = z · h + (1 - z) · tanh(…): a gate z chooses between what was and what is new. Its state is h.

    A second gate, r, says how much of h what is new may look at: with reset_after (the default) r · (h · recurrent_kernel),
    and a bias for each kernel, so that the bias is [2, 3 · units]; otherwise (r · h) · recurrent_kernel.
    Cho et al. (2014), "Learning phrase representations using RNN encoder-decoder for statistical machine translation".
    """

    gates = 3  # in the kernels: z, r, what is new

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
        use_bias: bool = True,
        *,
        reset_after: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(units, activation, use_bias, **kwargs)
        self.recurrent_activation = activations.get(recurrent_activation)
        self.reset_after = reset_after

    @property
    def _bias_shape(self) -> tuple[int, ...]:
        return (2, 3 * self.units) if self.reset_after else (3 * self.units,)

    @property
    def _heard_bias(self) -> Any:
        return self.bias[0] if self.bias is not None and self.reset_after else self.bias

    def step(self, heard: Tensor, states: States, kept: Tensor | None = None) -> tuple[Tensor, States]:
        """The output, which is also the new state."""
        (h,) = states
        n = self.units
        x_gates, x_new = split(heard, [2 * n, n], axis=-1)
        if self.reset_after:
            said = self._recalled(h, kept, self.recurrent_kernel)
            said = said if self.bias is None else said + self.bias[1]
            h_gates, h_new = split(said, [2 * n, n], axis=-1)
            z, r = split(self.recurrent_activation(x_gates + h_gates), 2, axis=-1)
            new = self.activation(x_new + r * h_new)
        else:
            for_gates, for_new = split(self.recurrent_kernel, [2 * n, n], axis=-1)
            z, r = split(self.recurrent_activation(x_gates + self._recalled(h, kept, for_gates)), 2, axis=-1)
            new = self.activation(x_new + self._recalled(r * h, kept, for_new))
        h = z * h + (1.0 - z) * new
        return h, [h]


class StackedRNNCells(Layer):
    """Several cells as one: each takes the output of the one before, and each remembers for itself.

    Raises ValueError for what is no cell.
    """

    _built_by_calling = True

    def __init__(self, cells: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.cells = [check_cell(cell, f"`cells` of {type(self).__name__}") for cell in cells]

    @property
    def state_size(self) -> list[Any]:
        """The state sizes of the cells."""
        return [cell.state_size for cell in self.cells]

    @property
    def output_size(self) -> int:
        """How many numbers the last cell gives."""
        last = self.cells[-1]
        size = getattr(last, "output_size", last.state_size)
        return size[0] if isinstance(size, (list, tuple)) else size

    def get_initial_state(self, batch_size: int) -> States:
        """Nothing remembered in any cell."""
        return [nothing_remembered(cell, batch_size) for cell in self.cells]

    def call(self, inputs: Tensor, states: Any) -> tuple[Tensor, States]:
        """The output of the last cell, and the new states of all."""
        output, remembered = inputs, []
        for cell, state in zip(self.cells, states, strict=True):
            output, new = cell(output, state if isinstance(state, (list, tuple)) else [state])
            remembered.append(list(new) if isinstance(new, (list, tuple)) else [new])
        return output, remembered


def check_cell(cell: Any, what: str) -> Any:
    """The cell, or a ValueError that says what is missing."""
    if not isinstance(cell, Layer) or not hasattr(cell, "state_size"):
        raise ValueError(
            f"{what} should be a cell such as keras.layers.GRUCell(8): a Layer with an attribute `state_size` and a method "
            f"`call(self, inputs, states)` that returns the output and the new states; and is {cell!r}."
        )
    return cell


def nothing_remembered(cell: Any, batch_size: int) -> States:
    """The states that a cell begins with: zeros, unless it says otherwise."""
    if hasattr(cell, "get_initial_state"):
        first = cell.get_initial_state(batch_size=batch_size)
    else:
        sizes = cell.state_size if isinstance(cell.state_size, (list, tuple)) else [cell.state_size]
        first = [zeros((batch_size, *(n if isinstance(n, (list, tuple)) else [n])), cell.dtype) for n in sizes]
    return list(first) if isinstance(first, (list, tuple)) else [first]

"""Layers that read a sequence step by step and remember: [batch, steps, n] becomes what they say at the end, [batch, units].

A cell takes one step (see `cells`), and `RNN` takes it through the sequence: the same weights at every step. The tape
records each step like any other lines, so a play backwards goes back through time, with no rule of its own.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gradlab.functions.composed import cast, where
from gradlab.keras.layers.cells import (
    GatedCell,
    GRUCell,
    LSTMCell,
    SimpleRNNCell,
    StackedRNNCells,
    States,
    check_cell,
    nothing_remembered,
)
from gradlab.keras.layers.layer import Layer
from gradlab.operators.shaping import getitem, reshape, stack, transpose
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.structure import leaves, like
from gradlab.tensors.tensor import Tensor, as_tensor


class RNN(Layer):
    """A cell, taken through a sequence: what it says after the last step.

    cell: a cell, or a list of them, one above the other. return_sequences: what it says after every step,
    [batch, steps, units]. return_state: (output, states…), which another sequence can begin with.
    go_backwards: from the last step to the first. zero_output_for_mask: zeros at steps that the mask leaves out.
    unroll: accepted, as the steps are always unrolled. Raises ValueError for what is no cell, and for stateful=True.
    """

    _built_by_calling = True
    hands_on_masks = True

    def __init__(
        self,
        cell: Any,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        unroll: bool = False,
        zero_output_for_mask: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        cell = StackedRNNCells(cell) if isinstance(cell, (list, tuple)) else cell
        self.cell = check_cell(cell, f"`cell` of {type(self).__name__}")
        if stateful:
            raise ValueError(
                f"stateful=True of {type(self).__name__} is not here: a layer that remembers between two calls gives other "
                "numbers for the same inputs. Use return_state=True, and begin the next call with initial_state=[…]."
            )
        self.return_sequences, self.return_state, self.go_backwards = return_sequences, return_state, go_backwards
        self.stateful, self.unroll, self.zero_output_for_mask = False, unroll, zero_output_for_mask

    def get_initial_state(self, batch_size: int) -> States:
        """The states before the first step."""
        return nothing_remembered(self.cell, batch_size)

    def check_input(self, shape: Any) -> None:
        """Raise ValueError unless sequences came, of steps as the cell has weights for."""
        if len(shape) < 3 or shape[1] == 0:
            raise InvalidArgumentError(
                f"{type(self).__name__} '{self.name}' takes sequences of at least one step, shape (batch, steps, n), and "
                f"received the shape {shape}. Sequences of single numbers need an axis for them: x[..., None]."
            )
        if isinstance(self.cell, GatedCell) and self.cell.built and shape[-1] != self.cell.kernel.shape[0]:
            raise InvalidArgumentError(
                f"{type(self).__name__} '{self.name}' has weights for {self.cell.kernel.shape[0]} numbers a step, and "
                f"received the shape (None, {', '.join(map(str, shape[1:]))})."
            )

    def call(self, sequences: Tensor, initial_state: Any = None, mask: Any = None, training: bool = False) -> Any:
        """The output after the last step or after all, and the states if wanted.

        initial_state: the states to begin with, as return_state gives them. mask: [batch, steps], False where a step of
        an example does not count: its states stay, and its output is the one before.
        """
        states = self._first_states(initial_state, sequences.shape[0])
        x = transpose(sequences, perm=(1, 0, *range(2, sequences.ndim)))
        masks = None if mask is None else self._masks(mask, sequences.shape)
        cell, kept = self.cell, None
        if isinstance(cell, GatedCell):
            if not cell.built:
                cell.build((None, sequences.shape[-1]))
            if training and cell.dropout:
                x = x * cell.kept(x.shape[1:], cell.dropout)
            if training and cell.recurrent_dropout:
                kept = cell.kept(states[0].shape, cell.recurrent_dropout)
            x = cell.heard(x)  # of all steps at once
        steps = steps_of(x)
        outputs: list[Tensor] = []
        order = range(len(steps) - 1, -1, -1) if self.go_backwards else range(len(steps))
        for i in order:
            if isinstance(cell, GatedCell):
                output, new = cell.step(steps[i], states, kept)
            else:
                output, new = cell(steps[i], states)
                new = list(new) if isinstance(new, (list, tuple)) else [new]
            if masks is not None:
                output, new = self._masked(masks[i], output, new, outputs, states)
            outputs.append(output)
            states = new
        if self.return_sequences:
            result = transpose(stack(outputs), perm=(1, 0, *range(2, outputs[0].ndim + 1)))
        else:
            result = outputs[-1]
        return (result, *states) if self.return_state else result

    def _first_states(self, given: Any, batch: int) -> States:
        """The states to begin with. Raises ValueError for others than the cell has."""
        first = self.get_initial_state(batch)
        if given is None:
            return first
        found, wanted = leaves(given), leaves(first)
        shapes = [tuple(np.shape(part)) for part in found]
        if shapes != [part.shape for part in wanted]:
            raise InvalidArgumentError(
                f"`initial_state` of {type(self).__name__} '{self.name}' should be a list of the shapes "
                f"{[part.shape for part in wanted]}, and has {shapes}."
            )
        return like(first, [cast(as_tensor(part), zero.dtype) for part, zero in zip(found, wanted)])

    def _masks(self, mask: Any, shape: tuple[int, ...]) -> list[Tensor]:
        """For each step, which examples count: [batch, 1]."""
        chosen = np.asarray(as_tensor(mask)._array) != 0
        if chosen.shape != shape[:2]:
            raise InvalidArgumentError(
                f"`mask` of {type(self).__name__} '{self.name}' says for every step of every example whether it counts: "
                f"it should have the shape {shape[:2]}, and has {chosen.shape}."
            )
        return [Tensor(column[:, None].copy()) for column in chosen.T]

    def _masked(
        self, counts: Tensor, output: Tensor, new: States, outputs: list[Tensor], states: States
    ) -> tuple[Tensor, States]:
        """Output and states of a step, for the examples where it counts; for the others, those of the step before."""
        before = output * 0 if self.zero_output_for_mask or not outputs else outputs[-1]
        stay = [where(counts, a, b) for a, b in zip(leaves(new), leaves(states))]
        return where(counts, output, before), like(new, stay)


def steps_of(x: Tensor) -> list[Tensor]:
    """The parts of x along its first axis.

    It is cut in halves, and these in halves: played backwards, slopes of single steps are then put together from short
    pieces to long ones, and not each into an array as long as the sequence.
    """
    n = x.shape[0]
    if n == 1:
        return [reshape(x, shape=x.shape[1:])]
    return [step for part in (slice(0, n // 2), slice(n // 2, n)) for step in steps_of(getitem(x, key=part))]


class _OfUnits(RNN):
    """A recurrent layer that makes its cell itself: it has the arguments of both."""

    ruled = GatedCell.ruled

    @property
    def units(self) -> int:
        """How many numbers come out."""
        return self.cell.units

    def _rules(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        """What of the further arguments the cell needs: prices and limits of its weights, and the dtype."""
        rules = [f"{weight}_{rule}" for weight in self.ruled for rule in ("regularizer", "constraint")]
        for one_of_keras_ways in ("implementation", "use_cudnn"):  # to the same numbers
            kwargs.pop(one_of_keras_ways, None)
        return {**{key: kwargs.pop(key) for key in rules if key in kwargs}, "dtype": kwargs.get("dtype")}

    def _made_with(self) -> dict[str, Any]:
        own = super()._made_with()
        del own["cell"]
        layers_own = ("name", "trainable", "dtype", "activity_regularizer")
        return {**own, **{key: value for key, value in self.cell._made_with().items() if key not in layers_own}}


class SimpleRNN(_OfUnits):
    """h = tanh(x · kernel + h · recurrent_kernel + bias) at every step; see SimpleRNNCell, and RNN for further arguments."""

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
        cell = SimpleRNNCell(
            units,
            activation,
            use_bias,
            kernel_initializer,
            recurrent_initializer,
            bias_initializer,
            dropout=dropout,
            recurrent_dropout=recurrent_dropout,
            seed=seed,
            **self._rules(kwargs),
        )
        super().__init__(cell, **kwargs)


class LSTM(_OfUnits):
    """A memory that gates write to, wipe and read, step by step; see LSTMCell, and RNN for further arguments."""

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        unit_forget_bias: bool = True,
        *,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        seed: int | None = None,
        **kwargs: Any,
    ) -> None:
        cell = LSTMCell(
            units,
            activation,
            recurrent_activation,
            use_bias,
            kernel_initializer=kernel_initializer,
            recurrent_initializer=recurrent_initializer,
            bias_initializer=bias_initializer,
            unit_forget_bias=unit_forget_bias,
            dropout=dropout,
            recurrent_dropout=recurrent_dropout,
            seed=seed,
            **self._rules(kwargs),
        )
        super().__init__(cell, **kwargs)


class GRU(_OfUnits):
    """A state that a gate mixes of what was and what is new, step by step; see GRUCell, and RNN for further arguments."""

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        *,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        seed: int | None = None,
        reset_after: bool = True,
        **kwargs: Any,
    ) -> None:
        cell = GRUCell(
            units,
            activation,
            recurrent_activation,
            use_bias,
            kernel_initializer=kernel_initializer,
            recurrent_initializer=recurrent_initializer,
            bias_initializer=bias_initializer,
            dropout=dropout,
            recurrent_dropout=recurrent_dropout,
            seed=seed,
            reset_after=reset_after,
            **self._rules(kwargs),
        )
        super().__init__(cell, **kwargs)

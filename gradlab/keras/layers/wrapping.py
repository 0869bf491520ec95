"""Layers around a layer: the same one for every step of a sequence, or two that read it from both ends."""

from __future__ import annotations

from typing import Any

from gradlab.keras.configs import serialize
from gradlab.keras.layers.layer import Layer, Shape
from gradlab.keras.layers.recurrent import RNN, steps_of
from gradlab.keras.names import find
from gradlab.operators.shaping import concat, getitem, reshape, stack, transpose
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Tensor


class Wrapper(Layer):
    """A layer that holds another, `layer`, and computes with it. Raises ValueError for what is no layer."""

    _built_by_calling = True

    def __init__(self, layer: Layer, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not isinstance(layer, Layer):
            raise ValueError(f"{type(self).__name__} goes around a layer, such as keras.layers.Dense(3), and not {layer!r}.")
        self.layer = layer


class TimeDistributed(Wrapper):
    """The layer for every step: [batch, steps, …] becomes what it gives for each, with the same weights."""

    def check_input(self, shape: Any) -> None:
        """Raise ValueError unless sequences came."""
        if len(shape) < 3:
            raise InvalidArgumentError(
                f"TimeDistributed '{self.name}' takes sequences, shape (batch, steps, …), and received the shape {shape}."
            )

    @property
    def each_example_alone(self) -> bool:  # type: ignore[override]
        """As the layer inside."""
        return self.layer.each_example_alone

    def call(self, inputs: Tensor) -> Tensor:
        """What the layer gives for each step; at once where no example of a batch concerns another."""
        batch, steps = inputs.shape[:2]
        if self.layer.each_example_alone and batch * steps:
            output = self.layer(reshape(inputs, shape=(batch * steps, *inputs.shape[2:])))
            return reshape(output, shape=(batch, steps, *output.shape[1:]))
        by_step = transpose(inputs, perm=(1, 0, *range(2, inputs.ndim)))
        output = stack([self.layer(x) for x in steps_of(by_step)])
        return transpose(output, perm=(1, 0, *range(2, output.ndim)))


class Bidirectional(Layer):
    """Two recurrent layers that read a sequence from both ends: one like `layer`, and one like it that goes backwards.

    merge_mode: how both become one: 'concat' (side by side), 'sum', 'mul', 'ave', or None for both in a tuple.
    backward_layer: another one for the way back. Raises ValueError for layers that do not fit together.
    """

    _built_by_calling = True
    hands_on_masks = True

    def __init__(
        self, layer: RNN, merge_mode: str | None = "concat", *, backward_layer: RNN | None = None, **kwargs: Any
    ) -> None:
        for argument, given in (("layer", layer), ("backward_layer", backward_layer)):
            if not isinstance(given, RNN) and not (given is None and argument == "backward_layer"):
                raise ValueError(
                    f"`{argument}` of Bidirectional should be a recurrent layer, such as GRU(8), and is {given!r}."
                )
        super().__init__(**kwargs)
        modes = {"concat": "concat", "sum": "sum", "mul": "mul", "ave": "ave"}
        self.merge_mode = None if merge_mode is None else find("merge mode", merge_mode, modes)
        self.forward_layer = _like(layer, "forward_", {})
        back = {"go_backwards": not layer.go_backwards}
        self.backward_layer = _like(layer, "backward_", back) if backward_layer is None else backward_layer
        for what in ("return_sequences", "return_state"):
            if getattr(self.forward_layer, what) != getattr(self.backward_layer, what):
                raise ValueError(f"The two layers of Bidirectional should have the same `{what}`.")
        if self.forward_layer.go_backwards == self.backward_layer.go_backwards:
            raise ValueError("One of the two layers of Bidirectional should have go_backwards=True, and the other not.")
        self.return_sequences, self.return_state = layer.return_sequences, layer.return_state
        for each in (self.forward_layer, self.backward_layer):
            each.zero_output_for_mask = self.return_sequences

    @property
    def layer(self) -> RNN:
        """The layer that reads forwards."""
        return self.forward_layer

    def check_input(self, shape: Shape) -> None:
        """Raise ValueError unless sequences came."""
        self.forward_layer.check_input(shape)

    def call(self, sequences: Tensor, initial_state: Any = None, mask: Any = None) -> Any:
        """What both say, merged, and the states of both if wanted: (output, forward states…, backward states…)."""
        first = [None, None]
        if initial_state is not None:
            half = len(initial_state) // 2
            first = [initial_state[:half], initial_state[half:]]
        there = self.forward_layer(sequences, initial_state=first[0], mask=mask)
        back = self.backward_layer(sequences, initial_state=first[1], mask=mask)
        states: tuple[Any, ...] = ()
        if self.return_state:
            states = (*there[1:], *back[1:])
            there, back = there[0], back[0]
        if self.return_sequences:
            back = getitem(back, key=(slice(None), slice(None, None, -1)))
        merged = self._merged(there, back)
        if not self.return_state:
            return merged
        return (*merged, *states) if isinstance(merged, tuple) else (merged, *states)

    def _merged(self, there: Tensor, back: Tensor) -> Any:
        if self.merge_mode is None:
            return there, back
        if self.merge_mode == "concat":
            return concat([there, back], axis=-1)
        if self.merge_mode == "mul":
            return there * back
        return there + back if self.merge_mode == "sum" else (there + back) / 2


def _like(layer: RNN, prefix: str, changes: dict[str, Any]) -> Any:
    """Another layer with the arguments of this one, and weights of its own."""
    config = {**serialize(layer, f"the layer '{layer.name}'")["config"], **changes}
    return type(layer).from_config({**config, "name": prefix + layer.name.removeprefix(prefix)})

"""Sequential: a model of layers that stand in a row, each taking what the one before gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gradlab.functions.composed import expand_dims
from gradlab.keras.configs import custom_object_scope, deserialize, serialize
from gradlab.keras.data import Data, warn_if_unscaled
from gradlab.keras.layers.input_layer import Input, InputLayer
from gradlab.keras.layers.layer import Layer
from gradlab.keras.layers.pooling import can_pool_early, pooled_early
from gradlab.keras.model import Model
from gradlab.keras.symbolic import KerasTensor, Shape
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Tensor


class Sequential(Model):
    """Layers in a row: Sequential([Input((784,)), Dense(128, activation='relu'), Dense(10)]).

    The weights are made at once after an Input, otherwise when the first batch comes.
    Raises TypeError for what is no layer, ValueError for two layers of one name or that do not fit together.
    """

    takes_several = False
    _built_by_calling = True

    def __init__(self, layers: Sequence[Any] | None = None, trainable: bool = True, name: str | None = None) -> None:
        super().__init__(trainable=trainable, name=name)
        self._row: list[Layer] = []
        self._input: KerasTensor | None = None  # what examples have to look like, if an Input says so
        self._promised: list[KerasTensor] = []  # the input, and what each layer gives, once the shape is known
        if isinstance(layers, (Layer, KerasTensor)):
            raise TypeError("Sequential takes its layers in a list: Sequential([…]).")
        for layer in layers or []:
            self.add(layer)

    def add(self, layer: Any) -> None:
        """Put a layer at the end of the row. After an Input it makes its weights at once."""
        if isinstance(layer, KerasTensor) and isinstance(layer.node.caller, InputLayer):
            layer = layer.node.caller
        if isinstance(layer, InputLayer):
            if self._row or self._input is not None:
                raise ValueError("an Input can only be the first in a Sequential.")
            self._input = layer.output
            self._promised = [layer.output]
            return
        self._append(layer)
        if self._promised:
            try:
                self._go_on(self._promised)
            except Exception:
                self._row.pop()
                raise

    def pop(self) -> Layer:
        """Take away the last layer and return it. Raises IndexError if there is none."""
        layer = self._row.pop()
        if self._promised:
            self._go_on(self._promised[: len(self._row) + 1])
        return layer

    def _append(self, layer: Any) -> None:
        if not isinstance(layer, Layer):
            raise TypeError(
                f"Only instances of `keras.Layer` can be added to a Sequential model, and received {layer!r} "
                f"({type(layer).__name__})."
            )
        if any(other is layer or (layer._named_by_user and other.name == layer.name) for other in self._row):
            raise ValueError(
                "All layers added to a Sequential model should have unique names. "
                f"Name '{layer.name}' is already the name of a layer in this model."
            )
        if not self._row and self._input is None and layer._example_shape is not None:
            self.add(Input(layer._example_shape))
        self._row.append(layer)
        self._name_sublayers()

    def build(self, input_shape: Shape) -> None:
        """Make all weights for inputs of this shape; (None, 784) means rows of 784 numbers."""
        if not self._promised:
            self._go_on([Input(batch_shape=input_shape)])

    def _go_on(self, promised: list[KerasTensor]) -> None:
        """Go on noting what each layer gives, which makes its weights if needed, from what is promised so far."""
        self._promised = list(promised)
        for i in range(len(promised) - 1, len(self._row)):
            self._promised.append(self._through(i, self._promised[-1]))
        self.built, self.output_shape = bool(self._row), self._promised[-1].shape

    @property
    def input(self) -> KerasTensor:
        """What comes in. Raises AttributeError before its shape is known."""
        return self._known()[0]

    @property
    def output(self) -> KerasTensor:
        """What comes out. Raises AttributeError before its shape is known."""
        return self._known()[-1]

    def _known(self) -> list[KerasTensor]:
        if not self._promised:
            raise AttributeError(
                f"Sequential model '{self.name}' has no defined input and output yet: begin it with an Input, or call it."
            )
        return self._promised

    def get_config(self) -> dict[str, Any]:
        """What another like this would be made with: its layers."""
        if type(self).__init__ is not Sequential.__init__:
            return super().get_config()
        first = [self._input.node.caller] if self._input is not None else []
        layers = [serialize(layer, f"layer '{layer.name}'") for layer in [*first, *self._row]]
        shape = list(self._promised[0].shape) if self._promised else None
        return {"name": self.name, "trainable": self.trainable, "layers": layers, "build_input_shape": shape}

    @classmethod
    def from_config(cls, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Any:
        """Another like the one that the config was taken from, with weights of its own.

        Raises ValueError for a layer that is not known.
        """
        if "layers" not in config:
            return super().from_config(config, custom_objects)
        with custom_object_scope(custom_objects or {}):
            layers = [deserialize(layer) for layer in config["layers"]]
        model = cls(layers, name=config.get("name"), trainable=config.get("trainable", True))
        if not model.built and config.get("build_input_shape"):
            model.build(tuple(config["build_input_shape"]))
        return model

    def _prepare(self, x: Data, y: Data | None = None, sample_weight: Data | None = None) -> None:
        super()._prepare(x, y, sample_weight)
        warn_if_unscaled(self._row, x)

    @property
    def each_example_alone(self) -> bool:  # type: ignore[override]
        """Whether all layers treat each example by itself; a subclass may do anything, and is not asked to."""
        return type(self) is Sequential and all(layer.each_example_alone for layer in self._row)

    def check_input(self, shape: tuple[int, ...]) -> None:
        """Raise ValueError unless examples have the shape that the Input promised."""
        if self._input is None or self._takes_numbers(shape):
            return
        promised = self._input.shape[1:]
        if len(shape) != len(self._input.shape) or any(n not in (None, m) for n, m in zip(promised, shape[1:])):
            raise InvalidArgumentError(
                f"the model '{self.name}' expects examples of shape {promised}, and received {shape[1:]}: "
                f"x should have the shape (n, {', '.join(map(str, promised))}), and has {('n', *shape[1:])}.".replace(
                    "'n'", "n"
                )
            )

    def _takes_numbers(self, shape: tuple[int, ...]) -> bool:
        """Whether examples are single numbers where rows of one number were promised."""
        return self._input is not None and self._input.shape[1:] == (1,) and len(shape) == 1

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        """The inputs, sent through one layer after the other. Raises ValueError where two do not fit, and names both.

        In training, what a pooling leaves out of a Conv2D's output is not computed further: see `pooled_early`.
        """
        x = expand_dims(inputs, -1) if self._takes_numbers(inputs.shape) else inputs
        shape, dtype = x.shape, x.dtype
        row = iter(range(len(self._row)))
        for i in row:
            early = training and can_pool_early(self._row[i : i + 2])
            x = self._through(i, x, self._row[next(row)] if early else None)
        if not self._promised:
            self._go_on([Input(shape[1:], dtype=dtype)])
        return x

    def _through(self, i: int, x: Any, pooling: Layer | None = None) -> Any:
        """What the layer at place i, and perhaps the pooling after it, gives for what comes from the one before."""
        layer = self._row[i]
        try:
            return layer(x) if pooling is None else pooled_early(layer, pooling, x)  # type: ignore[arg-type]
        except ValueError as error:
            if i == 0:
                raise
            before = self._row[i - 1]
            raise InvalidArgumentError(
                f"layer '{layer.name}' ({type(layer).__name__}) cannot take what layer '{before.name}' "
                f"({type(before).__name__}) gives, the shape {(None, *x.shape[1:])}: {error}"
            ) from error

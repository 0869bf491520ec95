"""A network: a layer made of layers that knows its loss. What callbacks, the summary and a training step ask of a model.

`Model` adds what trains it: `compile`, `fit` and the other loops over the examples.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from gradlab.files import write_whole
from gradlab.functions.statistics import add_n
from gradlab.keras import losses
from gradlab.keras.functional import Graph
from gradlab.keras.layers.layer import Layer, Shape
from gradlab.keras.masks import refuse_masked
from gradlab.keras.saving import weights as weight_files
from gradlab.keras.saving.hdf5 import SIGNATURE, h5py, to_hdf5
from gradlab.keras.saving.places import places
from gradlab.keras.saving.whole import put, read_weights
from gradlab.keras.symbolic import KerasTensor
from gradlab.tape.gradient_tape import GradientTape
from gradlab.tensors.structure import leaves
from gradlab.tensors.tensor import Tensor
from gradlab.tensors.variable import Variable

# A training that diverges is told once and in words, when the loss is no number any more.
silent = partial(np.errstate, all="ignore")


class Network(Layer):
    """A layer whose weights belong to the layers in it, with a loss that says how wrong its output is.

    optimizer, loss: as `compile` was given them, None before. history: what the last `fit` has returned.
    stop_training: a callback sets it to end `fit`.
    """

    takes_several = True
    _built_by_calling = True
    _casts = False  # the layers in it do

    def __init__(
        self, inputs: Any = None, outputs: Any = None, *, trainable: bool = True, name: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(trainable=trainable, name=name, **kwargs)
        self._graph: Graph | None = None  # a functional model's drawing
        self._drawn: list[Layer] = []  # and its layers
        if inputs is not None or outputs is not None:
            self._draw(inputs, outputs)
        self.optimizer: Any = None
        self.loss: Any = None
        self.history: Any = None
        self.stop_training = False
        self._loss: losses.Loss | None = None

    def _draw(self, inputs: Any, outputs: Any) -> None:
        """Make this a functional model. Raises TypeError and ValueError for what is no drawing, see Graph."""
        if inputs is None or outputs is None:
            missing = "inputs" if inputs is None else "outputs"
            raise TypeError(f"a functional model needs both, keras.Model(inputs, outputs), and `{missing}` is missing.")
        self._graph = Graph(inputs, outputs)
        self._drawn = self._graph.layers
        self.built = True
        self.output_shape = _shapes(self._graph.outputs)
        if not self._named_by_user and type(self).__name__ == "Model":
            self._name = "functional"

    def call(self, inputs: Any) -> Any:
        """A functional model's output for these inputs. Other models write a `call` of their own."""
        return super().call(inputs) if self._graph is None else self._graph.play(inputs)

    @property
    def each_example_alone(self) -> bool:  # type: ignore[override]
        """Whether this is a functional model whose layers treat each example by itself; a subclass may do anything."""
        drawn = self._graph is not None and type(self).call is Network.call and self._graph.each_example_alone
        return drawn and self.activity_regularizer is None

    @property
    def input(self) -> Any:
        """What a functional model was made from: a KerasTensor, or several."""
        return super().input if self._graph is None else self._graph.inputs

    @property
    def output(self) -> Any:
        """What a functional model leads to: a KerasTensor, or several."""
        return super().output if self._graph is None else self._graph.outputs

    @property
    def inputs(self) -> list[KerasTensor]:
        """The KerasTensors that come in, in a list. Raises AttributeError for a model that is no functional one."""
        return leaves(self.input)

    @property
    def outputs(self) -> list[KerasTensor]:
        """The KerasTensors that come out, in a list. Raises AttributeError for a model that is no functional one."""
        return leaves(self.output)

    @property
    def input_shape(self) -> Any:
        """The shape of the input, or those of several in a list."""
        return _shapes(self.input)

    @property
    def input_names(self) -> list[str]:
        """What a functional model's inputs are called: the keys of a dict of examples."""
        return [] if self._graph is None else self._graph.input_names

    @property
    def output_names(self) -> list[str]:
        """What a functional model's outputs are called, after the layers that give them."""
        return [] if self._graph is None else self._graph.output_names

    @property
    def layers(self) -> list[Layer]:
        """The layers in the model's attributes, in the order in which they were made."""
        return self._sublayers()

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """The layer of this name or at this place. Raises ValueError if there is none."""
        if index is not None:
            return self.layers[index]
        for layer in self.layers:
            if layer.name == name:
                return layer
        raise ValueError(f"No such layer: {name}. The layers are: {', '.join(layer.name for layer in self.layers)}.")

    def build(self, input_shape: Shape) -> None:
        """Make all weights, by sending zeros of this shape through; (None, 784) means rows of 784 numbers."""
        if self._built_by_calling and not self.built:
            self(np.zeros((1, *input_shape[1:]), np.float32), training=False)

    def slopes(
        self, x: Tensor, y: Tensor, variables: Sequence[Variable], weights: Any = None, share: float = 1.0
    ) -> tuple[Tensor, Tensor, list[Tensor | None]]:
        """The loss of a batch, the predictions, and the slope of the loss towards each of the variables.

        weights: how much each example counts, None where all count the same.
        share: what part of a whole batch this one is. The loss is a mean, so the losses and slopes of the parts, each
        times its share, add up to those of the whole: if `can_split` says that every example is treated by itself.
        """
        with silent(), GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.loss_of(x, y, y_pred, weights)
            loss = loss if share == 1.0 else loss * share
        return loss, y_pred, tape.gradient(loss, list(variables))

    @property
    def can_split(self) -> bool:
        """Whether a batch can be computed in parts, see `slopes`.

        Not with BatchNormalization, whose statistics are over the whole batch, nor with Dropout, whose random numbers
        come in one order; nor with layers, losses and steps of a learner's own, which are not known to allow it.
        """
        return self.each_example_alone and self._loss is not None and self._loss.each_example_alone

    def compute_loss(
        self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None, training: bool = True
    ) -> Tensor:
        """The loss of predictions y_pred for answers y, one number, and what layers add to it. A subclass may add more.

        sample_weight: how much each example counts. Raises ValueError if no loss was given to `compile`.
        """
        refuse_masked(y_pred)
        added = self.losses if Layer.adds_losses else []
        if self._loss is None:
            if not added:
                raise ValueError("No loss to compute. Provide a `loss` argument in `compile()`.")
            return add_n(added)
        loss = self._loss(y, y_pred) if sample_weight is None else self._loss(y, y_pred, sample_weight)
        return add_n([loss, *added]) if added else loss

    def loss_of(self, x: Any, y: Any, y_pred: Any, weights: Any) -> Tensor:
        """`compute_loss`, also of a subclass whose method knows no weights. Raises TypeError if there are weights then."""
        kind = type(self).compute_loss
        if kind is Network.compute_loss:
            return self.compute_loss(x, y, y_pred, weights)
        known = inspect.signature(kind).parameters
        if "sample_weight" in known or any(each.kind is each.VAR_KEYWORD for each in known.values()):
            return self.compute_loss(x=x, y=y, y_pred=y_pred, sample_weight=weights)
        if weights is not None:
            raise TypeError(f"{type(self).__name__}.compute_loss takes no `sample_weight`, and examples with weights came.")
        return self.compute_loss(x=x, y=y, y_pred=y_pred)

    def save_weights(self, filepath: str | os.PathLike[str], overwrite: bool = True) -> None:
        """Write all weights into an .npz archive, whole or not at all; into a .weights.h5 as Keras if h5py is installed.

        Raises ValueError for another ending or before there are weights, FileExistsError unless `overwrite`.
        """
        self.count_params()
        if not overwrite and os.path.exists(filepath):
            raise FileExistsError(f"{filepath} exists already: use another name, or overwrite=True.")
        if os.fspath(filepath).endswith(".weights.h5") and h5py() is not None:
            data = to_hdf5({place: np.asarray(v._array) for place, v in places(self).items()})
            write_whole(filepath, lambda file: file.write(data))
        else:
            weight_files.save(filepath, self.named_weights())

    def load_weights(self, filepath: str | os.PathLike[str]) -> None:
        """Turn all weights to the values in a file that `save_weights` wrote, `save`, or Keras (which needs h5py).

        Raises ValueError where names or shapes differ or the file is damaged; no weight is changed then.
        """
        self.count_params()
        if _is_of_keras(Path(filepath)):
            put(self, read_weights(Path(filepath)), Path(filepath))
        else:
            weight_files.load(filepath, self.named_weights())


def _is_of_keras(path: Path) -> bool:
    """Whether a file is an HDF5 file or a whole model, by its first bytes or its ending."""
    if not path.is_file():
        return False
    with open(path, "rb") as file:
        return file.read(len(SIGNATURE)) == SIGNATURE or path.suffix == ".keras"


def _shapes(promises: Any) -> Any:
    """The shape of a KerasTensor, or the shapes of several in a list, also of those in a dict: as Keras has it."""
    shapes = [x.shape for x in leaves(promises)]
    return shapes if len(shapes) > 1 else shapes[0]

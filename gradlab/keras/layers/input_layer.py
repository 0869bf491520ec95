"""Where a model's numbers come in: `Input` promises a shape, and layers that are called on it draw a functional model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gradlab.keras.layers.layer import Layer
from gradlab.keras.symbolic import KerasTensor, Node, Shape, example_shape
from gradlab.tensors.dtypes import float32, numpy_dtype
from gradlab.tensors.tensor import Tensor


class InputLayer(Layer):
    """The layer behind an `Input`: it has a promise to give and no weights.

    shape: of one example, without the batch; None where a length may be any. batch_shape: with the batch instead.
    Raises ValueError for both or none of them, and for what is no shape.
    """

    each_example_alone = True

    def __init__(
        self,
        shape: Sequence[int | None] | None = None,
        batch_size: int | None = None,
        dtype: Any = None,
        *,
        batch_shape: Sequence[int | None] | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        shape = kwargs.pop("input_shape", shape)
        super().__init__(name=name, **kwargs)
        if shape is not None and batch_shape is not None:
            raise ValueError("Input: pass `shape`, of one example, or `batch_shape`, with the batch, and not both.")
        if shape is None and batch_shape is None:
            raise ValueError("Input: pass `shape`, the shape of one example without the batch: (784,) or (32, 32, 3).")
        if batch_shape is None:
            self.batch_shape: Shape = (*example_shape([batch_size]), *example_shape(shape))
        else:
            self.batch_shape = example_shape(batch_shape, "batch_shape")
        self.dtype = numpy_dtype(float32 if dtype is None else dtype)
        self.built = True
        promise = KerasTensor(self.batch_shape, self.dtype, name or "keras_tensor")
        self._nodes.append(Node(self, (), {}, promise))
        self.output_shape = self.batch_shape

    def get_config(self) -> dict[str, Any]:
        """The shape with the batch, the dtype and the name."""
        return {"batch_shape": list(self.batch_shape), "dtype": self.dtype.name, "name": self.name}

    def call(self, inputs: Tensor) -> Tensor:
        """The inputs themselves."""
        return inputs


def Input(
    shape: Sequence[int | None] | None = None,
    batch_size: int | None = None,
    dtype: Any = None,
    *,
    batch_shape: Sequence[int | None] | None = None,
    name: str | None = None,
) -> KerasTensor:
    """A promise of examples of this shape, without the batch: the first thing in a Sequential or a functional model.

    batch_size: how many examples there always are, if that is known. dtype: float32 unless told otherwise.
    Raises ValueError for what is no shape.
    """
    return InputLayer(shape, batch_size, dtype, batch_shape=batch_shape, name=name).output

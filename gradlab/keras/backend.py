"""What is left of keras.backend, older Keras' layer over TensorFlow: K.mean, K.floatx, K.clear_session.

Most of its functions are those of keras.ops under older names; the rest are the few settings that code asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gradlab.functions import composed, control_flow, creation, neurons, random_numbers, statistics, surroundings
from gradlab.keras import losses, ops
from gradlab.keras.symbolic import KerasTensor, on_promises_too
from gradlab.operators.linear_algebra import matmul
from gradlab.operators.shaping import reshape as _reshape
from gradlab.tensors.dtypes import as_dtype, float32
from gradlab.tensors.errors import no_such_name
from gradlab.tensors.tensor import Tensor, TensorLike, as_tensor
from gradlab.tensors.variable import Variable

_OF_OPS = (  # what is called the same there
    "abs all any arange argmax argmin cast clip cos cumprod cumsum dot dtype elu equal exp expand_dims eye greater "
    "greater_equal hard_sigmoid in_top_k less less_equal log max maximum mean min minimum ndim not_equal one_hot ones "
    "ones_like prod relu repeat reshape round shape sigmoid sign sin softmax softplus softsign sqrt square squeeze stack "
    "std stop_gradient sum tanh tile transpose var zeros zeros_like"
)
globals().update({name: getattr(ops, name) for name in _OF_OPS.split()})
pow, reverse = ops.power, ops.flip
bias_add, l2_normalize, name_scope = neurons.bias_add, on_promises_too(statistics.l2_normalize), surroundings.name_scope
foldl, foldr, map_fn = control_flow.foldl, control_flow.foldr, control_flow.map_fn
_epsilon = 1e-7


def clear_session(free_memory: bool = True) -> None:
    """Nothing: models here share no session, and each is gone when nobody holds it any more."""


def backend() -> str:
    """'tensorflow': the one whose code runs here."""
    return "tensorflow"


def floatx() -> str:
    """The dtype that weights have unless told otherwise: 'float32'."""
    return "float32"


def set_floatx(value: str) -> None:
    """Accept 'float32'. Raises ValueError for another: layers take dtype='float64', each for itself."""
    if value != "float32":
        raise ValueError(
            f"set_floatx('float32') is all there is here, and received {value!r}: give the layers dtype={value!r} instead."
        )


def epsilon() -> float:
    """A small number that keeps quotients and logarithms finite: 1e-7."""
    return _epsilon


def set_epsilon(value: float) -> None:
    """Another number for `epsilon()` to give; losses and optimizers have one of their own."""
    global _epsilon
    _epsilon = float(value)


def image_data_format() -> str:
    """'channels_last': pictures are [batch, height, width, channels]."""
    return "channels_last"


def set_image_data_format(data_format: str) -> None:
    """Accept 'channels_last'. Raises ValueError for another order."""
    if data_format != "channels_last":
        raise ValueError(f"pictures are 'channels_last' here, [batch, height, width, channels], and not {data_format!r}.")


def cast_to_floatx(x: TensorLike) -> Any:
    """The numbers as float32: of an array an array, of a Tensor a Tensor."""
    return ops.cast(x, float32) if isinstance(x, Tensor) else np.asarray(x, float32)


def standardize_dtype(dtype: Any) -> str:
    """The name of a dtype; float32 for None."""
    return as_dtype(float32 if dtype is None else dtype).name


def is_float_dtype(dtype: Any) -> bool:
    """Whether it is a dtype of floats."""
    return as_dtype(dtype).kind == "f"


def is_int_dtype(dtype: Any) -> bool:
    """Whether it is a dtype of whole numbers."""
    return as_dtype(dtype).kind in "iu"


def is_keras_tensor(x: Any) -> bool:
    """Whether x is the promise of a Tensor, as keras.Input gives it."""
    return isinstance(x, KerasTensor)


def int_shape(x: Any) -> tuple[int | None, ...]:
    """The shape, None where a length is not known."""
    return ops.shape(x)


def constant(value: TensorLike, dtype: Any = None, shape: Sequence[int] | None = None, name: str | None = None) -> Tensor:
    """A Tensor of these numbers, float32 unless told otherwise."""
    return creation.constant(value, dtype or float32, shape)


def variable(value: TensorLike, dtype: Any = None, name: str | None = None, constraint: Any = None) -> Variable:
    """A Variable that begins with these numbers, float32 unless told otherwise."""
    made = Variable(ops.cast(value, dtype or float32), name=name)
    made.constraint = constraint
    return made


def get_value(x: Any) -> np.ndarray:
    """The numbers as an array."""
    return np.array(as_tensor(x).numpy())


eval = get_value


def set_value(x: Variable, value: TensorLike) -> None:
    """Turn a Variable to these numbers."""
    x.assign(np.asarray(value, x.dtype))


def batch_get_value(tensors: Sequence[Any]) -> list[np.ndarray]:
    """The numbers of each, as arrays."""
    return [get_value(x) for x in tensors]


def batch_set_value(tuples: Sequence[tuple[Variable, TensorLike]]) -> None:
    """Turn each Variable to the numbers that stand beside it."""
    for x, value in tuples:
        set_value(x, value)


def update(x: Variable, new_x: TensorLike) -> Variable:
    """Turn a Variable to these numbers, and give it back."""
    x.assign(new_x)
    return x


def update_add(x: Variable, increment: TensorLike) -> Variable:
    """Add to a Variable, and give it back."""
    x.assign_add(increment)
    return x


def update_sub(x: Variable, decrement: TensorLike) -> Variable:
    """Subtract from a Variable, and give it back."""
    x.assign_sub(decrement)
    return x


def count_params(x: Any) -> int:
    """How many numbers there are."""
    return int(np.prod(x.shape))


@on_promises_too
def concatenate(tensors: Sequence[TensorLike], axis: int = -1) -> Tensor:
    """Tensors joined along an axis that they have, the last."""
    return ops.concatenate(tensors, axis)


@on_promises_too
def flatten(x: TensorLike) -> Tensor:
    """All numbers in one row."""
    return _reshape(as_tensor(x), shape=(-1,))


@on_promises_too
def batch_flatten(x: TensorLike) -> Tensor:
    """Each example as one row."""
    tensor = as_tensor(x)
    return _reshape(tensor, shape=(len(tensor), -1))


@on_promises_too
def permute_dimensions(x: TensorLike, pattern: Sequence[int]) -> Tensor:
    """The axes in another order."""
    return ops.transpose(x, pattern)


@on_promises_too
def batch_dot(x: TensorLike, y: TensorLike, axes: int | Sequence[int] | None = None) -> Tensor:
    """For each example, Σ x · y over one axis of each: by default the last of x and the last but one of y.

    Two rows of numbers give a column, [batch, 1].
    """
    a, b = as_tensor(x), as_tensor(y)
    one, other = (
        (a.ndim - 1, b.ndim - 2 if b.ndim > 2 else 1) if axes is None else (axes, axes) if isinstance(axes, int) else axes
    )
    one, other = one % a.ndim, other % b.ndim
    rows = [i for i in range(1, a.ndim) if i != one]
    columns = [i for i in range(1, b.ndim) if i != other]
    left = _reshape(ops.transpose(a, (0, *rows, one)), shape=(len(a), -1, a.shape[one]))
    right = _reshape(ops.transpose(b, (0, other, *columns)), shape=(len(b), b.shape[other], -1))
    lengths = [*(a.shape[i] for i in rows), *(b.shape[i] for i in columns)] or [1]
    return _reshape(matmul(left, right), shape=(len(a), *lengths))


@on_promises_too
def gather(reference: TensorLike, indices: TensorLike) -> Tensor:
    """The rows at these places."""
    return composed.gather(reference, indices)


@on_promises_too
def switch(condition: TensorLike, then_expression: Any, else_expression: Any) -> Any:
    """One of both, number by number where the condition holds; functions are called first."""
    both = [x() if callable(x) else x for x in (then_expression, else_expression)]
    chosen = as_tensor(condition)
    if not chosen.ndim:
        return both[0] if chosen._array else both[1]
    return composed.where(chosen, *both)


@on_promises_too
def binary_crossentropy(target: TensorLike, output: TensorLike, from_logits: bool = False) -> Tensor:
    """-y · ln p - (1 - y) · ln(1 - p), number by number."""
    return losses.binary_crossentropy(composed.expand_dims(target, -1), composed.expand_dims(output, -1), from_logits)


categorical_crossentropy = on_promises_too(losses.categorical_crossentropy)
sparse_categorical_crossentropy = on_promises_too(losses.sparse_categorical_crossentropy)


def random_normal(
    shape: Sequence[int], mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: Any = None
) -> Tensor:
    """Random numbers around the mean."""
    return random_numbers.normal(shape, mean, stddev, dtype or float32, seed)


def random_uniform(
    shape: Sequence[int], minval: float = 0.0, maxval: float = 1.0, dtype: Any = None, seed: Any = None
) -> Tensor:
    """Random numbers spread evenly."""
    return random_numbers.uniform(shape, minval, maxval, dtype or float32, seed)


def truncated_normal(
    shape: Sequence[int], mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: Any = None
) -> Tensor:
    """Random numbers around the mean, none farther than twice the width."""
    return random_numbers.truncated_normal(shape, mean, stddev, dtype or float32, seed)


def gradients(loss: Any, variables: Any) -> Any:
    """Refused in words: slopes need a recording."""
    raise RuntimeError(
        "K.gradients belongs to TensorFlow 1: record with tf.GradientTape and ask tape.gradient(loss, variables)."
    )


def function(inputs: Any, outputs: Any, **kwargs: Any) -> Callable[..., Any]:
    """Refused in words: a Model plays a drawing."""
    raise RuntimeError("K.function belongs to older Keras: keras.Model(inputs, outputs) is such a function.")


__getattr__ = no_such_name(__name__)

"""Statements that a program relies on, checked where they stand: an error says which number breaks one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from gradlab.operators import identity
from gradlab.tensors.dtypes import as_dtype
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import DTypeLike, Tensor, TensorLike, as_array, as_tensor


def _compared(name: str, symbol: str, holds: Callable[[Any, Any], Any]) -> Callable[..., None]:
    """An assertion about two inputs, element by element."""

    def check(x: TensorLike, y: TensorLike, message: str | None = None, summarize: int = 3, name: str | None = None) -> None:
        a = as_tensor(x)
        _all(a._array, as_array(as_tensor(y, a.dtype)), holds, f"x {symbol} y", message)

    check.__name__ = check.__qualname__ = name
    check.__doc__ = f"""Raise InvalidArgumentError unless x {symbol} y everywhere; the `message` comes first."""
    return check


def _of_sign(name: str, symbol: str, holds: Callable[[Any, Any], Any]) -> Callable[..., None]:
    """An assertion about one input and 0."""

    def check(x: TensorLike, message: str | None = None, summarize: int = 3, name: str | None = None) -> None:
        a = as_tensor(x)._array
        _all(a, np.zeros((), a.dtype), holds, f"x {symbol} 0", message)

    check.__name__ = check.__qualname__ = name
    check.__doc__ = f"""Raise InvalidArgumentError unless x {symbol} 0 everywhere; the `message` comes first."""
    return check


def _all(x: Any, y: Any, holds: Callable[[Any, Any], Any], condition: str, message: str | None) -> None:
    try:
        x, y = np.broadcast_arrays(x, y)
    except ValueError:
        shapes = f"{np.shape(x)} and {np.shape(y)}"
        raise InvalidArgumentError(f"{_first(message)}Incompatible shapes: {shapes} cannot be compared.") from None
    wrong = ~np.asarray(holds(x, y))
    if wrong.any():
        place = np.argwhere(wrong)[0].tolist()
        raise InvalidArgumentError(
            f"{_first(message)}{condition} did not hold at {wrong.sum()} of {wrong.size} places, first at {place}: "
            f"x is {x[tuple(place)]}" + (f" and y is {y[tuple(place)]}." if condition.endswith("y") else ".")
        )


def _first(message: str | None) -> str:
    return f"{message} " if message else ""


_assert_none_equal = _compared("assert_none_equal", "!=", np.not_equal)
assert_equal = _compared("assert_equal", "==", np.equal)
assert_greater = _compared("assert_greater", ">", np.greater)
assert_greater_equal = _compared("assert_greater_equal", ">=", np.greater_equal)
assert_less = _compared("assert_less", "<", np.less)
assert_less_equal = _compared("assert_less_equal", "<=", np.less_equal)
assert_positive = _of_sign("assert_positive", ">", np.greater)
assert_negative = _of_sign("assert_negative", "<", np.less)
assert_non_negative = _of_sign("assert_non_negative", ">=", np.greater_equal)
assert_non_positive = _of_sign("assert_non_positive", "<=", np.less_equal)


def assert_none_equal(
    x: TensorLike, y: TensorLike, summarize: int = 3, message: str | None = None, name: str | None = None
) -> None:
    """Raise InvalidArgumentError unless x != y everywhere; the `message` comes first."""
    _assert_none_equal(x, y, message)


def assert_near(
    x: TensorLike,
    y: TensorLike,
    rtol: float | None = None,
    atol: float | None = None,
    message: str | None = None,
    summarize: int = 3,
) -> None:
    """Raise InvalidArgumentError unless |x - y| <= atol + rtol · |y| everywhere; both 10 · the dtype's precision if None."""
    a = as_tensor(x)
    b = as_array(as_tensor(y, a.dtype))
    least = 10 * np.finfo(a.dtype).eps if a.dtype.kind == "f" else 0
    relative, absolute = (least if given is None else given for given in (rtol, atol))
    _all(a._array, b, lambda x, y: np.abs(x - y) <= absolute + relative * np.abs(y), "x is near y", message)


def Assert(condition: TensorLike, data: Iterable[Any] = (), summarize: int | None = None, name: str | None = None) -> None:
    """Raise InvalidArgumentError unless the condition holds; the message shows `data`."""
    if not np.all(as_array(condition)):
        shown = ", ".join(str(x.numpy() if isinstance(x, Tensor) else x) for x in data)
        raise InvalidArgumentError(f"Expected the condition to be true. Summarized data: {shown}")


def check_numerics(tensor: TensorLike, message: str) -> Tensor:
    """The tensor itself. Raises InvalidArgumentError with the message if it holds nan or inf."""
    x = as_tensor(tensor)
    if x.dtype.kind != "f":
        raise InvalidArgumentError(f"check_numerics needs floats and received {x.dtype.name}: whole numbers are finite.")
    for what, there in {"NaN": np.isnan(x._array), "Inf": np.isinf(x._array)}.items():
        if there.any():
            raise InvalidArgumentError(f"{message} : Tensor had {what} values")
    return identity(x)


def assert_all_finite(x: TensorLike, message: str) -> Tensor:
    """The tensor itself. Raises InvalidArgumentError with the message if it holds nan or inf."""
    return check_numerics(x, message)


def assert_rank(x: TensorLike, rank: int, message: str | None = None) -> None:
    """Raise ValueError unless x has this number of axes."""
    if as_tensor(x).ndim != int(rank):
        shape = as_tensor(x).shape
        raise ValueError(f"{_first(message)}Tensor must have rank {rank}, and has rank {len(shape)}, shape {shape}.")


def assert_rank_at_least(x: TensorLike, rank: int, message: str | None = None) -> None:
    """Raise ValueError unless x has at least this number of axes."""
    if as_tensor(x).ndim < int(rank):
        shape = as_tensor(x).shape
        raise ValueError(
            f"{_first(message)}Tensor must have rank {rank} at least, and has rank {len(shape)}, shape {shape}."
        )


def assert_scalar(tensor: TensorLike, message: str | None = None) -> Tensor:
    """The tensor itself. Raises ValueError unless it is a single number."""
    x = as_tensor(tensor)
    if x.ndim:
        raise ValueError(f"{_first(message)}Expected scalar shape, a single number, and saw the shape {x.shape}.")
    return identity(x)


def assert_type(tensor: TensorLike, tf_type: DTypeLike, message: str | None = None) -> None:
    """Raise TypeError unless the numbers are of this dtype."""
    x = as_tensor(tensor)
    if x.dtype != as_dtype(tf_type):
        raise TypeError(f"{_first(message)}tensor must be of type {as_dtype(tf_type).name}, and is {x.dtype.name}.")


def assert_integer(x: TensorLike, message: str | None = None) -> None:
    """Raise TypeError unless x holds whole numbers."""
    if as_tensor(x).dtype.kind not in "iu":
        raise TypeError(f"{_first(message)}Expected x to hold whole numbers, and it holds {as_tensor(x).dtype.name}.")


def assert_shapes(shapes: Any, message: str | None = None) -> None:
    """Raise ValueError unless each tensor has its shape: a length, None for any, or a name that stands for one length.

    shapes: pairs of a tensor and its shape, such as [(x, ("n", 3)), (y, ("n",))].
    """
    lengths: dict[Any, int] = {}
    for x, wanted in shapes.items() if isinstance(shapes, Mapping) else shapes:
        shape, wanted = as_tensor(x).shape, tuple(wanted) if isinstance(wanted, (list, tuple)) else (wanted,)
        if len(shape) != len(wanted):
            raise ValueError(f"{_first(message)}Tensor of shape {shape} must have rank {len(wanted)}, for {wanted}.")
        for i, (n, name) in enumerate(zip(shape, wanted)):
            expected = name if isinstance(name, int) else lengths.setdefault(name, n)
            if name not in (None, ".") and n != expected:
                raise ValueError(
                    f"{_first(message)}Tensor of shape {shape}: axis {i} must have the length {expected} ({name!r})."
                )


def ensure_shape(x: TensorLike, shape: Any) -> Tensor:
    """The tensor itself. Raises InvalidArgumentError unless it has this shape, where None stands for any length."""
    tensor = as_tensor(x)
    if shape is not None and not tensor.shape.is_compatible_with(shape):
        raise InvalidArgumentError(
            f"Shape of tensor input {tensor.shape} is not compatible with expected shape {tuple(shape)}."
        )
    return identity(tensor)

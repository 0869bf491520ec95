"""Tensors: the numbers that flow through a computation.

A Tensor is an array that never changes. Everything that enters the library (numbers, lists, NumPy arrays) enters
through `as_array` or `as_tensor`; where numbers leave it, the tapes that record are told.
"""

from __future__ import annotations

import contextvars
import itertools
import operator
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias, Union

import numpy as np

from gradlab.tensors.conversion import numbers
from gradlab.tensors.dtypes import DTYPES, DType, numpy_dtype
from gradlab.tensors.errors import nearest
from gradlab.tensors.shape import TensorShape

# What a function of the library accepts as numbers: Tensor, NumPy array or scalar, Python number, nested list.
TensorLike: TypeAlias = Union["Tensor", np.ndarray, np.generic, float, int, bool, Sequence[Any]]
# What flows inside: a NumPy array, or a NumPy scalar where the shape is ().
Array: TypeAlias = Any
DTypeLike: TypeAlias = Any  # what names a kind of number: tf.float32, np.float32, "float32"

newaxis = None


class Operators(dict[str, Callable[..., "Tensor"]]):
    """The operators by name. `gradlab.operators` fills it; Python's syntax (x * y) finds its operator here.

    load: what imports them. It is called when the first one is asked for, so that importing the library does not take long.
    """

    load: Callable[[], object] = staticmethod(lambda: None)

    def __missing__(self, name: str) -> Callable[..., Tensor]:
        self.load()
        if name not in self:
            raise KeyError(name)
        return self[name]


OPERATORS = Operators()

# Every Tensor gets the next number as its identity, so identities also tell in which order Tensors were made.
next_id = itertools.count().__next__


class _Thread(threading.local):
    """What this thread is doing: which tapes record, and whether a playback runs on plain arrays.

    silent: where operators run. NumPy keeps in a context whether it warns of inf and nan; in this one it does not.
    """

    def __init__(self) -> None:
        self.tapes: tuple[Any, ...] = ()
        self.plain = False
        self.silent = contextvars.copy_context()
        self.silent.run(np.seterr, all="ignore")


thread = _Thread()


def _syntax(name: str) -> tuple[Callable[[Tensor, Any], Tensor], Callable[[Tensor, Any], Tensor]]:
    """The methods behind x + y: one for a Tensor that stands on the left, one for a Tensor on the right."""

    def left(self: Tensor, other: Any) -> Tensor:
        return OPERATORS[name](self, other if isinstance(other, Tensor) else _beside(self, other))

    def right(self: Tensor, other: Any) -> Tensor:
        return OPERATORS[name](_beside(self, other), self)

    left.__name__ = right.__name__ = name  # for help(Tensor)
    return left, right


def _logic(truth: str, bits: str) -> tuple[Callable[[Tensor, Any], Tensor], Callable[[Tensor, Any], Tensor]]:
    """The methods behind x & y: one operator between true and false, another between the bits of whole numbers."""
    (of_truth, of_truth_right), (of_bits, of_bits_right) = _syntax(truth), _syntax(bits)

    def left(self: Tensor, other: Any) -> Tensor:
        return (of_truth if self.dtype.kind == "b" else of_bits)(self, other)

    def right(self: Tensor, other: Any) -> Tensor:
        return (of_truth_right if self.dtype.kind == "b" else of_bits_right)(self, other)

    left.__name__ = right.__name__ = truth
    return left, right


def _beside(tensor: Tensor, other: Any) -> Any:
    """A plain number beside a Tensor of floats as a Tensor of the same: the common case of x * 2.0, without detours."""
    if (type(other) is float or isinstance(other, np.floating)) and (dtype := tensor._array.dtype).kind == "f":
        return Tensor(dtype.type(other))
    return other


class Tensor:
    """An array of numbers that never changes; operators make new ones out of old ones.

    Make one with `constant`, or by computing. It is float32 unless told otherwise, as in TensorFlow.
    """

    __slots__ = ("__weakref__", "_array", "_id", "_maker")
    __array_priority__ = 100.0  # ndarray * Tensor: NumPy steps back, and the operator is recorded
    _kind = "Tensor"  # what messages call it
    _trainable = False  # only a Variable can be

    def __init__(self, array: Array, maker: Any = None) -> None:
        """Wrap `array` without a copy: for operators, which have just made it. Use `constant` elsewhere."""
        self._array = array
        self._id = next_id()
        self._maker = maker  # the operator that computed it, for explanations

    @property
    def shape(self) -> TensorShape:
        """The length along each axis; () for a single number."""
        return TensorShape(self._array.shape)

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self._array.ndim

    @property
    def dtype(self) -> DType:
        """The kind of number held, such as gradlab.float32."""
        return DTYPES[self._array.dtype]

    def get_shape(self) -> TensorShape:
        """The length along each axis: an older name for `shape`."""
        return self.shape

    def set_shape(self, shape: Any) -> None:
        """Nothing, if the shape is this one; None in it stands for any length. Raises ValueError for another."""
        wanted = tuple(shape)
        if len(wanted) != self.ndim or any(n not in (None, m) for n, m in zip(wanted, self._array.shape)):
            raise ValueError(f"Tensor's shape {self.shape} is not compatible with supplied shape {list(wanted)}.")

    @property
    def device(self) -> str:
        """Where it lies, in TensorFlow's words: on the processor, as all do."""
        return "/job:localhost/replica:0/task:0/device:CPU:0"

    @property
    def mT(self) -> Tensor:
        """The matrix transposed: rows and columns, the last two axes, exchanged; NumPy's name for it."""
        return OPERATORS["transpose"](self, perm=(*range(self.ndim - 2), self.ndim - 1, self.ndim - 2))

    def numpy(self) -> Any:
        """A copy of the numbers: a NumPy array, or a NumPy scalar where the shape is ()."""
        leave(self)
        return self._array[()] if self._array.ndim == 0 else self._array.copy()

    def __array__(self, dtype: DTypeLike = None, copy: bool | None = None) -> np.ndarray:
        leave(self)
        return np.array(self._array, dtype=dtype)

    def __float__(self) -> float:
        leave(self)
        return float(self._array)

    def __int__(self) -> int:
        leave(self)
        return int(self._array)

    def __index__(self) -> int:
        if self.dtype.kind not in "iu":
            raise TypeError(f"only a whole number can be an index, but this {self._kind} is {self.dtype.name}: {self!r}")
        return int(self)

    def __bool__(self) -> bool:
        leave(self, "Python")
        if self._array.size != 1:
            raise ValueError(f"whether shape {self.shape} is true is ambiguous: use .numpy().any() or .numpy().all()")
        return bool(self._array)

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError(f"a single number has no length and nothing to iterate over: {self!r}")
        return self.shape[0]

    def __iter__(self) -> Iterator[Tensor]:
        return (self[i] for i in range(len(self)))

    def __hash__(self) -> int:
        raise TypeError(f"a {self._kind} is unhashable, because == compares its numbers. Use `.ref()` as the key instead.")

    def __reduce__(self) -> tuple[Any, ...]:
        return Tensor, (self._array,)  # a copy is another Tensor, with an identity of its own

    def ref(self) -> Reference:
        """What stands for this very object as the key of a dict or in a set; `.ref().deref()` is the object again."""
        return Reference(self)

    def __format__(self, spec: str) -> str:
        return format(self.numpy(), spec)  # the numbers alone, as in TensorFlow: f"{loss:.3f}"

    def __repr__(self) -> str:
        return f"<tf.Tensor: shape={self.shape}, dtype={self.dtype.name}, numpy={numbers_text(self._array)}>"

    def __str__(self) -> str:
        text = str(self._array)
        text = f"\n{text}" if "\n" in text else text  # several rows begin on a line of their own
        return f"tf.Tensor({text}, shape={self.shape}, dtype={self.dtype.name})"

    # Python's syntax: x + y finds the operator by its name, and 1 + y finds it from the right.
    __add__, __radd__ = _syntax("add")
    __sub__, __rsub__ = _syntax("subtract")
    __mul__, __rmul__ = _syntax("multiply")
    __truediv__, __rtruediv__ = _syntax("divide")
    __pow__, __rpow__ = _syntax("pow")
    __floordiv__, __rfloordiv__ = _syntax("floordiv")
    __mod__, __rmod__ = _syntax("floormod")
    __matmul__, __rmatmul__ = _syntax("matmul")
    __and__, __rand__ = _logic("logical_and", "bitwise_and")
    __or__, __ror__ = _logic("logical_or", "bitwise_or")
    __xor__, __rxor__ = _logic("logical_xor", "bitwise_xor")
    __lt__, __le__ = _syntax("less")[0], _syntax("less_equal")[0]
    __gt__, __ge__ = _syntax("greater")[0], _syntax("greater_equal")[0]

    def __eq__(self, other: Any) -> Any:
        return False if other is None else OPERATORS["equal"](self, other)

    def __ne__(self, other: Any) -> Any:
        return True if other is None else OPERATORS["not_equal"](self, other)

    def __invert__(self) -> Tensor:
        return OPERATORS["logical_not" if self.dtype.kind == "b" else "invert"](self)

    def __neg__(self) -> Tensor:
        return OPERATORS["negative"](self)

    def __abs__(self) -> Tensor:
        return OPERATORS["abs"](self)

    def __getitem__(self, key: Any) -> Tensor:
        key = tuple(key) if isinstance(key, list) else key  # as in TensorFlow: x[[0, 1]] is x[0, 1]
        for each in key if isinstance(key, tuple) else (key,):
            if np.ndim(each) and np.asarray(each).dtype.kind in "iu":
                raise TypeError(
                    "an index is a whole number, a slice, None, ... or a mask of bool, and not a list or an array of whole "
                    f"numbers: to take several at once, use tf.gather(x, {np.asarray(each).tolist()!r}, axis=…)."
                )
        return OPERATORS["getitem"](self, key=plain_key(key))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("assign"):
            raise AttributeError(f"only a tf.Variable can be turned ({name}), and this is a Tensor: make it tf.Variable(x).")
        if name in _OF_NUMPY:
            raise AttributeError(f"a {self._kind} has no {name}, as NumPy's arrays have: use {_OF_NUMPY[name]}.")
        near = "" if name.startswith("_") else nearest(name, dir(type(self)), 0.7)
        raise AttributeError(f"a {self._kind} has no {name!r}.{near}")


# What a learner who knows NumPy asks a Tensor for.
_OF_NUMPY = {
    **{name: f"tf.reduce_{name}(x)" for name in ("sum", "mean", "max", "min", "prod", "any", "all", "std")},
    **{name: f"tf.{name}(x)" for name in ("argmax", "argmin", "cumsum", "squeeze", "transpose")},
    "reshape": "tf.reshape(x, shape)",
    "flatten": "tf.reshape(x, [-1])",
    "ravel": "tf.reshape(x, [-1])",
    "astype": "tf.cast(x, dtype)",
    "T": "tf.transpose(x)",
    "dot": "tf.tensordot(x, y, 1), or x @ y for matrices",
    "clip": "tf.clip_by_value(x, low, high)",
    "copy": "tf.identity(x)",
    "item": "float(x) or x.numpy()",
    "tolist": "x.numpy().tolist()",
    "size": "tf.size(x)",
}


class Reference:
    """Stands for one Tensor or Variable as the key of a dict: two are equal if they stand for the same object."""

    def __init__(self, tensor: Tensor) -> None:
        self._tensor = tensor

    def deref(self) -> Tensor:
        """The Tensor or Variable that this stands for."""
        return self._tensor

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reference) and other._tensor is self._tensor

    def __hash__(self) -> int:
        return id(self._tensor)


def as_tensor(value: TensorLike, dtype: DTypeLike = None) -> Tensor:
    """`value` as something an operator takes: Tensors and Variables as they are, all else as a Tensor of its numbers."""
    value = value if isinstance(value, Tensor) else stacked(value)
    return value if isinstance(value, Tensor) else Tensor(numbers(value, dtype, "value"))


def as_array(value: Any, dtype: DTypeLike = None, argument: str = "value") -> Array:
    """The array of a Tensor, or that of anything else that holds numbers; `tensors.conversion` tells what becomes of it.

    `argument` names the value in messages. Raises ValueError for a Tensor of another dtype, and what `numbers` raises.
    """
    value = value if isinstance(value, Tensor) else stacked(value)
    if not isinstance(value, Tensor):
        return numbers(value, dtype, argument)
    if dtype is not None and value._array.dtype is not dtype and value._array.dtype != dtype:
        raise ValueError(f"`{argument}` is a Tensor of {value.dtype.name} and should be {numpy_dtype(dtype)}: use tf.cast.")
    return value._array


def stacked(value: Any) -> Any:
    """A list that holds Tensors as one Tensor, stacked where a tape sees it; anything else as it is."""
    if isinstance(value, (list, tuple)) and _holds_tensor(value):
        return OPERATORS["stack"]([stacked(item) for item in value])
    return value


def _holds_tensor(value: Any) -> bool:
    return any(isinstance(x, Tensor) or (isinstance(x, (list, tuple)) and _holds_tensor(x)) for x in value)


def plain_key(key: Any) -> Any:
    """What stands in x[...], with arrays for its Tensors and lists, so that NumPy can index with it."""
    if isinstance(key, tuple):
        return tuple(plain_key(k) for k in key)
    if isinstance(key, slice):
        return slice(*(None if k is None else operator.index(k) for k in (key.start, key.stop, key.step)))
    if isinstance(key, (Tensor, list, np.ndarray)):
        if isinstance(key, Tensor):
            leave(key, "indexing")
        array = key._array if isinstance(key, Tensor) else np.array(key, dtype=None if len(key) else int)
        if array.dtype.kind in "iub":
            return array
    elif key is None or key is Ellipsis or isinstance(key, (int, np.integer, np.bool_)):
        return key
    raise TypeError(f"an index is a whole number, a slice, None, ... or an array of whole numbers or bool, and not {key!r}.")


def leave(tensor: Tensor, how: str = "NumPy") -> None:
    """Tell the tapes that these numbers go where they cannot follow."""
    for tape in thread.tapes:
        tape._left(tensor, how)


def numbers_text(array: Array) -> str:
    """How a repr shows the numbers of an array: several rows begin on a line of their own."""
    if array.ndim == 0:
        return str(array[()])
    text = repr(array)
    return "\n" + text if "\n" in text else text

"""Tensors and Variables: the numbers that flow through a computation, and the potentiometers that shape it.

A Tensor is an array that never changes. A Variable is a Tensor with a knob: `assign`, `assign_add` and `assign_sub`
turn it. Turning a knob puts a new array in place of the old one and never writes into it, so a tape that read the old
value still has it. Everything that enters the library (numbers, lists, NumPy arrays) enters through `as_array`.
"""

from __future__ import annotations

import contextvars
import itertools
import operator
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias, Union

import numpy as np

from gradlab.dtypes import bool_ as bool_
from gradlab.dtypes import float16 as float16
from gradlab.dtypes import float32 as float32
from gradlab.dtypes import numbers
from gradlab.dtypes import shape_of as shape_of
from gradlab.dtypes import whole_numbers as whole_numbers
from gradlab.errors import InvalidArgumentError

# What a function of the library accepts as numbers: Tensor, NumPy array or scalar, Python number, nested list.
TensorLike: TypeAlias = Union["Tensor", np.ndarray, np.generic, float, int, bool, Sequence[Any]]
# What flows inside: a NumPy array, or a NumPy scalar where the shape is ().
Array: TypeAlias = Any
DType: TypeAlias = Any

newaxis = None

# The operators by name. `gradlab.operators` fills it; Python's syntax (x * y) finds its operator here.
OPERATORS: dict[str, Callable[..., Tensor]] = {}

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
    _trainable = False  # only a Variable can be

    def __init__(self, array: Array, maker: Any = None) -> None:
        """Wrap `array` without a copy: for operators, which have just made it. Use `constant` elsewhere."""
        self._array = array
        self._id = next_id()
        self._maker = maker  # the operator that computed it, for explanations

    @property
    def shape(self) -> tuple[int, ...]:
        """The length along each axis; () for a single number."""
        return self._array.shape

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self._array.ndim

    @property
    def dtype(self) -> np.dtype:
        """The kind of number held, such as gradlab.float32."""
        return self._array.dtype

    @property
    def mT(self) -> Tensor:
        """The matrix transposed: rows and columns, the last two axes, exchanged; NumPy's name for it."""
        return OPERATORS["transpose"](self, perm=(*range(self.ndim - 2), self.ndim - 1, self.ndim - 2))

    def numpy(self) -> Any:
        """A copy of the numbers: a NumPy array, or a NumPy scalar where the shape is ()."""
        leave(self)
        return self._array[()] if self._array.ndim == 0 else self._array.copy()

    def __array__(self, dtype: DType = None, copy: bool | None = None) -> np.ndarray:
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
            raise TypeError(f"a single number has no length: {self!r}")
        return self.shape[0]

    def __iter__(self) -> Iterator[Tensor]:
        if not self.shape:
            raise TypeError(f"cannot iterate over a single number: {self!r}")
        return (self[i] for i in range(self.shape[0]))

    def __hash__(self) -> int:
        raise TypeError(f"a {self._kind} is unhashable, because == compares its numbers. Use `.ref()` as the key instead.")

    def __reduce__(self) -> tuple[Any, ...]:
        return Tensor, (self._array,)  # a copy is another Tensor, with an identity of its own

    def ref(self) -> Reference:
        """What stands for this very object as the key of a dict or in a set; `.ref().deref()` is the object again."""
        return Reference(self)

    def __format__(self, spec: str) -> str:
        return format(self._array[()], spec) if spec and self._array.ndim == 0 else format(str(self), spec)

    @property
    def _kind(self) -> str:
        return type(self).__name__

    def __repr__(self) -> str:
        return f"<tf.Tensor: shape={self.shape}, dtype={self.dtype.name}, numpy={_numbers_text(self._array)}>"

    def __str__(self) -> str:
        return f"tf.Tensor({self._array}, shape={self.shape}, dtype={self.dtype.name})"

    # Python's syntax: x + y finds the operator by its name, and 1 + y finds it from the right.
    __add__, __radd__ = _syntax("add")
    __sub__, __rsub__ = _syntax("subtract")
    __mul__, __rmul__ = _syntax("multiply")
    __truediv__, __rtruediv__ = _syntax("divide")
    __pow__, __rpow__ = _syntax("pow")
    __floordiv__, __rfloordiv__ = _syntax("floordiv")
    __mod__, __rmod__ = _syntax("floormod")
    __matmul__, __rmatmul__ = _syntax("matmul")
    __and__, __rand__ = _syntax("logical_and")
    __or__, __ror__ = _syntax("logical_or")
    __lt__, __le__ = _syntax("less")[0], _syntax("less_equal")[0]
    __gt__, __ge__ = _syntax("greater")[0], _syntax("greater_equal")[0]

    def __eq__(self, other: Any) -> Any:
        return False if other is None else OPERATORS["equal"](self, other)

    def __ne__(self, other: Any) -> Any:
        return True if other is None else OPERATORS["not_equal"](self, other)

    def __invert__(self) -> Tensor:
        return OPERATORS["logical_not"](self)

    def __neg__(self) -> Tensor:
        return OPERATORS["negative"](self)

    def __abs__(self) -> Tensor:
        return OPERATORS["abs"](self)

    def __getitem__(self, key: Any) -> Tensor:
        return OPERATORS["getitem"](self, key=plain_key(key))


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


def _no_syntax(symbol: str, method: str) -> Callable[[Variable, Any], Any]:
    """The method behind x += y of a Variable, which Python would replace by a Tensor: an error that names what to use."""

    def refuse(self: Variable, other: Any) -> Any:
        raise RuntimeError(
            f"`variable {symbol}= value` with `tf.Variable`s is not supported. Use `variable.{method}(...)` to turn the "
            f"variable '{self.name}', or `out = variable {symbol} value` if you need a new Tensor."
        )

    return refuse


class Variable(Tensor):
    """A Tensor that can be turned: one of the potentiometers of a model.

    initial_value: numbers of any shape. Python numbers become float32 or int32; NumPy arrays keep their dtype.
    trainable: whether a tape watches it by itself whenever it is read.
    name: what pictures, knobs and messages call it.

    Raises ValueError without an initial value and TypeError if it is no number.
    """

    __slots__ = ("_name", "_trainable", "listeners")

    def __init__(
        self,
        initial_value: TensorLike | Callable[[], TensorLike] | None = None,
        trainable: bool = True,
        name: str | None = None,
        dtype: DType = None,
    ) -> None:
        if initial_value is None:
            raise ValueError("The `initial_value` of a Variable must be given: the number or array that it starts with.")
        value = initial_value() if callable(initial_value) else initial_value
        super().__init__(as_array(value, dtype, "initial_value"))
        self._trainable = trainable
        self._name = f"{name or 'Variable'}:0"
        self.listeners: tuple[Callable[[Variable], None], ...] = ()  # called after every turn, as by an instrument's knob

    def __reduce__(self) -> tuple[Any, ...]:
        return Variable, (self._array, self._trainable, self._name.removesuffix(":0"))

    @property
    def name(self) -> str:
        """The given name with TensorFlow's ending, such as 'W:0'."""
        return self._name

    @property
    def trainable(self) -> bool:
        """Whether tapes watch it by themselves."""
        return self._trainable

    def assign(self, value: TensorLike) -> Variable:
        """Turn the knob to `value`, which must have the Variable's shape and dtype. Returns the Variable.

        Raises ValueError for another shape or dtype and TypeError for what is no number; the old value then stays.
        """
        return self._turn(self._accept(value, "assign"))

    def assign_add(self, delta: TensorLike) -> Variable:
        """Turn the knob up by `delta`: a number for each of the Variable's own. Returns the Variable.

        Raises InvalidArgumentError (a ValueError) for another shape; nothing is broadcast, as in TensorFlow.
        """
        return self._turn(thread.silent.run(operator.add, self._array, self._accept(delta, "assign_add")))

    def assign_sub(self, delta: TensorLike) -> Variable:
        """Turn the knob down by `delta`, the step of gradient descent: `W.assign_sub(learning_rate * dW)`.

        Raises InvalidArgumentError (a ValueError) for another shape; nothing is broadcast, as in TensorFlow.
        """
        return self._turn(thread.silent.run(operator.sub, self._array, self._accept(delta, "assign_sub")))

    def _turn(self, array: Array) -> Variable:
        self._array = array
        for listener in self.listeners:
            listener(self)
        return self

    def _accept(self, value: TensorLike, method: str, part: Tensor | None = None) -> Array:
        """`value` as an array of the shape of the Variable, or of a part of it; or an error that says what is wrong."""
        if value is None:
            raise ValueError(
                f"{method} of variable '{self.name}' received None where a number was expected. If it is a gradient: "
                "None means that nothing connects the target with this Variable (tape.gradient says why)."
            )
        if isinstance(value, Tensor):
            leave(value, method)
        array, target = as_array(value, self._array.dtype, f"value of {method}"), self if part is None else part
        if array.shape != target._array.shape:
            shapes = (
                f"the {'variable' if part is None else 'part'} has shape {target.shape}, the value has shape {array.shape}"
            )
            raise InvalidArgumentError(
                f"Cannot {method} value to variable '{self.name}': Shape mismatch. The shapes must be equal, but {shapes}."
            )
        return array

    def value(self) -> Tensor:
        """The present value as a Tensor, which later turns of the knob do not change. A tape records the reading."""
        return OPERATORS["identity"](self)

    read_value = value

    __iadd__, __isub__ = _no_syntax("+", "assign_add"), _no_syntax("-", "assign_sub")
    __imul__, __itruediv__ = _no_syntax("*", "assign"), _no_syntax("/", "assign")

    def __getitem__(self, key: Any) -> Tensor:
        return _Part(super().__getitem__(key), self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        raise TypeError(f"variable '{self.name}' does not support item assignment with =: use variable[...].assign(value).")

    def __repr__(self) -> str:
        return f"<tf.Variable '{self.name}' shape={self.shape} dtype={self.dtype.name}, numpy={_numbers_text(self._array)}>"

    __str__ = __repr__


class _Part(Tensor):
    """What `variable[key]` gives: a Tensor like any other, which can also turn that part of its Variable."""

    __slots__ = ("_key", "_variable")

    def __init__(self, part: Tensor, variable: Variable, key: Any) -> None:
        self._array, self._id, self._maker = part._array, part._id, part._maker
        self._variable = variable
        self._key = plain_key(key)

    @property
    def _kind(self) -> str:
        return "Tensor"

    def assign(self, value: TensorLike) -> Variable:
        """Turn only this part of the Variable to `value`, of the part's shape. Returns the Variable.

        Raises ValueError for another shape or dtype and TypeError for what is no number; the old value then stays.
        """
        whole = np.array(self._variable._array)
        whole[self._key] = self._variable._accept(value, "assign", self)
        return self._variable.assign(whole)


def constant(value: TensorLike, dtype: DType = None, shape: Sequence[int] | None = None) -> Tensor:
    """A Tensor with the given numbers: Python floats become float32, ints int32, NumPy arrays keep their dtype.

    dtype: another kind of number. shape: fill this shape with the value (a single number is repeated).
    Raises ValueError for None, a ragged list or a shape that does not fit, TypeError for what is no number.
    """
    value = stacked(value, dtype)
    array = as_array(value, dtype, "value")
    if shape is None:
        return value if isinstance(value, Tensor) else Tensor(array)
    shape = tuple(shape)
    if array.size != 1 and array.size != int(np.prod(shape)):
        raise ValueError(f"constant cannot fill the shape {shape} with {array.size} numbers.")
    return Tensor(np.full(shape, array) if array.size == 1 else array.reshape(shape))


def convert_to_tensor(value: TensorLike, dtype: DType = None) -> Tensor:
    """`value` as a Tensor; a Tensor comes back as it is, a Variable as its present value."""
    value = value.value() if isinstance(value, Variable) else value
    if isinstance(value, Tensor) and (dtype is None or np.dtype(dtype) == value.dtype):
        return value
    return constant(value, dtype)


def as_tensor(value: TensorLike) -> Tensor:
    """`value` as something an operator takes: Tensors and Variables as they are, all else as a constant."""
    return value if isinstance(value, Tensor) else constant(value)


def is_tensor(value: Any) -> bool:
    """Whether `value` is a Tensor or a Variable."""
    return isinstance(value, Tensor)


def as_array(value: Any, dtype: DType = None, argument: str = "value") -> Array:
    """The array of a Tensor, or that of anything else that holds numbers; `gradlab.dtypes` tells what becomes of it.

    `argument` names the value in messages. Raises ValueError for a Tensor of another dtype, and what `numbers` raises.
    """
    if not isinstance(value, Tensor):
        value = stacked(value, dtype)
    if not isinstance(value, Tensor):
        return numbers(value, dtype, argument)
    if dtype is not None and value._array.dtype is not dtype and value._array.dtype != dtype:
        raise ValueError(
            f"`{argument}` is a Tensor of {value.dtype.name} and should be {np.dtype(dtype).name}: use tf.cast."
        )
    return value._array


def stacked(value: Any, dtype: DType = None) -> Any:
    """A list that holds Tensors as one Tensor, stacked where a tape sees it; anything else as it is."""
    if isinstance(value, (list, tuple)) and _holds_tensor(value):
        return OPERATORS["stack"]([stacked(item, dtype) for item in value])
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


def _numbers_text(array: Array) -> str:
    if array.ndim == 0:
        return str(array[()])
    text = repr(array)
    return "\n" + text if "\n" in text else text

"""Variables: the potentiometers of a model.

A Variable is a Tensor with a knob: `assign`, `assign_add` and `assign_sub` turn it. Turning a knob puts a new array in
place of the old one and never writes into it, so a tape that read the old value still has it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import (
    OPERATORS,
    Array,
    DTypeLike,
    Tensor,
    TensorLike,
    as_array,
    leave,
    numbers_text,
    plain_key,
    thread,
)


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
    name: what pictures, knobs and messages call it. shape: that of the value, which it keeps; None in it for any length.

    Raises ValueError without an initial value or for another shape, and TypeError if it is no number.
    """

    __slots__ = ("_name", "_trainable", "constraint", "listeners", "regularizer")
    _kind = "Variable"

    def __init__(
        self,
        initial_value: TensorLike | Callable[[], TensorLike] | None = None,
        trainable: bool = True,
        name: str | None = None,
        dtype: DTypeLike = None,
        shape: Any = None,
    ) -> None:
        if initial_value is None:
            raise ValueError("The `initial_value` of a Variable must be given: the number or array that it starts with.")
        value = initial_value() if callable(initial_value) else initial_value
        super().__init__(as_array(value, dtype, "initial_value"))
        if shape is not None:
            self.set_shape(shape)
        self._trainable = trainable
        self._name = f"{name or 'Variable'}:0"
        # What a layer has given it: a function to the weights that are allowed, and one to what they cost.
        self.constraint: Callable[[Any], Any] | None = None
        self.regularizer: Callable[[Any], Any] | None = None
        self.listeners: tuple[Callable[[Variable], None], ...] = ()  # called after every turn, as by an instrument's knob

    def __reduce__(self) -> tuple[Any, ...]:
        rules = {"constraint": self.constraint, "regularizer": self.regularizer}
        return Variable, (self._array, self._trainable, self._name.removesuffix(":0")), (None, rules)

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

    def scatter_nd_update(self, indices: TensorLike, updates: TensorLike) -> Variable:
        """Turn only the places that `indices` names, each a row of whole numbers. Raises as `assign` does."""
        return self._scattered(indices, updates, lambda array, key, value: array.__setitem__(key, value))

    def scatter_nd_add(self, indices: TensorLike, updates: TensorLike) -> Variable:
        """Add at the places that `indices` names; a place named twice gets both. Raises as `assign` does."""
        return self._scattered(indices, updates, np.add.at)

    def scatter_nd_sub(self, indices: TensorLike, updates: TensorLike) -> Variable:
        """Subtract at the places that `indices` names; a place named twice loses both. Raises as `assign` does."""
        return self._scattered(indices, updates, np.subtract.at)

    def _scattered(self, indices: TensorLike, updates: TensorLike, put: Callable[[Array, Any, Array], Any]) -> Variable:
        index = np.asarray(as_array(indices))
        key = tuple(np.moveaxis(index, -1, 0))
        try:
            whole = np.array(self._array)
            part = Tensor(whole[key])
            put(whole, key, self._accept(updates, "assign", part))
        except IndexError as error:
            raise InvalidArgumentError(
                f"`indices` name a place that variable '{self.name}' of shape {self.shape} does not have: {error}"
            ) from error
        return self._turn(whole)

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
        if method != "assign" and self._array.dtype.kind == "b":
            raise InvalidArgumentError(
                f"variable '{self.name}' is bool: true and false are assigned, and cannot be added up."
            )
        array, target = as_array(value, self._array.dtype, f"value of {method}"), self if part is None else part
        if array.shape != target._array.shape:
            cannot = f"Cannot {method} value to variable '{self.name}': Shape mismatch. The shapes must be equal, but the"
            turned = "variable" if part is None else "part"
            raise InvalidArgumentError(f"{cannot} {turned} has shape {target.shape}, the value has shape {array.shape}.")
        return array

    def value(self) -> Tensor:
        """The present value as a Tensor, which later turns of the knob do not change. A tape records the reading."""
        return OPERATORS["identity"](self)

    read_value = value

    __iadd__, __isub__ = _no_syntax("+", "assign_add"), _no_syntax("-", "assign_sub")
    __imul__, __itruediv__ = _no_syntax("*", "assign"), _no_syntax("/", "assign")

    def __getitem__(self, key: Any) -> Tensor:
        key = plain_key(key)
        return _Part(OPERATORS["getitem"](self, key=key), self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        raise TypeError(f"variable '{self.name}' does not support item assignment with =: use variable[...].assign(value).")

    def __repr__(self) -> str:
        return f"<tf.Variable '{self.name}' shape={self.shape} dtype={self.dtype.name}, numpy={numbers_text(self._array)}>"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return super().__format__(spec) if spec else str(self)


class _Part(Tensor):
    """What `variable[key]` gives: a Tensor like any other, which can also turn that part of its Variable."""

    __slots__ = ("_key", "_variable")

    def __init__(self, part: Tensor, variable: Variable, key: Any) -> None:
        self._array, self._id, self._maker = part._array, part._id, part._maker
        self._variable, self._key = variable, key

    def assign(self, value: TensorLike) -> Variable:
        """Turn only this part of the Variable to `value`, of the part's shape. Returns the Variable.

        Raises ValueError for another shape or dtype and TypeError for what is no number; the old value then stays.
        """
        whole = np.array(self._variable._array)
        whole[self._key] = self._variable._accept(value, "assign", self)
        return self._variable.assign(whole)

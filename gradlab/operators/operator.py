"""What an operator is: an object that computes its output and knows its own slopes.

    @operator(
        symbol="x · y",
        slope_x=lambda g, y: g * y,  # ∂z/∂x = y
        slope_y=lambda g, x: g * x,  # ∂z/∂y = x
    )
    def multiply(x, y):
        "z = x · y, element by element."
        return x * y

The function below the card is the forward rule, on plain arrays. Each slope rule takes `g`, the slope that arrives
from above, and passes on the slope below. A rule asks by name for what it reads, and only that is kept: an input (`x`),
the output (`z`), a parameter (`axis`), or merely an input's shape (`x_shape`) or dtype (`x_dtype`). The inputs are the
positional arguments of the forward rule, the parameters its keyword-only ones. An input without a slope is declared
`flat`, with the reason. `@elementwise` instead of `@operator` says that each number of the output depends only on the
numbers at its own place. An operator of any number of inputs (`*xs`) has one rule, which passes on a list of slopes.

Rules are written in the library's own operators. When a tape plays back, they run on plain arrays and cost what NumPy
costs; when another tape records the playback, the same lines run on Tensors, and that is a second derivative.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NoReturn

import numpy as np

from gradlab.errors import InvalidArgumentError
from gradlab.tensor import OPERATORS, Array, Tensor, as_array, stacked, thread


class Operator:
    """A forward rule, and one slope rule for each input; made by the decorator `operator` or `elementwise`.

    name, symbol: for tables and pictures. forward: the rule on arrays. slopes: the rule for each input that has one.
    flat: why an input has none, by its name. elementwise: whether numbers at different places never mix.
    variadic: whether it takes any number of inputs, as a list.
    """

    def __init__(
        self,
        forward: Callable[..., Array],
        symbol: str,
        slopes: Mapping[str, Callable[..., Any]],
        flat: Mapping[str, str],
        elementwise: bool,
    ) -> None:
        self.name = forward.__name__
        self.symbol = symbol
        self.forward = forward
        self.slopes = dict(slopes)
        self.flat = dict(flat)
        self.elementwise = elementwise
        self.__name__, self.__doc__, self.__module__ = forward.__name__, forward.__doc__, forward.__module__
        self.__signature__ = signature = inspect.signature(forward)
        arguments = signature.parameters.values()
        self.inputs = tuple(p.name for p in arguments if p.kind is not p.KEYWORD_ONLY)
        self.parameters = tuple(p.name for p in arguments if p.kind is p.KEYWORD_ONLY)
        self.defaults = {p.name: p.default for p in arguments if p.default is not p.empty}
        self.variadic = any(p.kind is p.VAR_POSITIONAL for p in arguments)
        # An input that is flat beside others with slopes chooses among them: its dtype is its own.
        self._shares = tuple(not slopes or x in slopes for x in self.inputs)
        self._arity = None if self.variadic else len(self.inputs)
        self._check_card()
        # For each input in turn: its rule and the names that the rule reads, ready for the tape.
        self.rules = tuple((slopes[x], _arguments(slopes[x])[1:]) if x in slopes else None for x in self.inputs)
        read = {name for rule in self.rules if rule for name in rule[1]}
        self.reads_values = tuple((name, i) for name, i in (*zip(self.inputs, range(99)), ("z", -1)) if name in read)
        self.reads = bool(read)
        self.reads_parameters = tuple(name for name in self.parameters if name in read)
        self.reads_about = tuple(
            (f"{x}_{about}", i, about)
            for i, x in enumerate(self.inputs)
            for about in ("shape", "dtype")
            if f"{x}_{about}" in read
        )

    def _check_card(self) -> None:
        """Raise TypeError unless every input has a slope or a reason, and every rule asks for what there is."""
        for x in self.inputs:
            if (x in self.slopes) == (x in self.flat):
                raise TypeError(
                    f"operator {self.name}: give slope_{x}, or say in `flat` why its input {x} has no slope (one of the two)"
                )
        known = {*self.inputs, *self.parameters, "z", *(f"{x}_{about}" for x in self.inputs for about in ("shape", "dtype"))}
        for x, rule in self.slopes.items():
            if x not in self.inputs:
                raise TypeError(f"operator {self.name}: slope_{x} is given, but the inputs are {', '.join(self.inputs)}")
            first, *rest = _arguments(rule)
            for name in rest:
                if first != "g" or name not in known:
                    raise TypeError(
                        f"operator {self.name}: slope_{x} takes g and then any of {', '.join(sorted(known))}, not {name!r}"
                    )

    def __call__(self, *inputs: Any, **parameters: Any) -> Tensor:
        """Compute the output, and let every tape that is recording write it down.

        Further positional arguments are parameters, in order: reshape(x, [2, 3]).
        Raises InvalidArgumentError (a ValueError) where shapes or dtypes do not fit together, TypeError for no number.
        """
        if thread.plain:
            return self.forward(*inputs, **parameters)
        if len(inputs) != self._arity:
            inputs, parameters = self._bound(inputs, parameters)
        if self.defaults:
            parameters = {**self.defaults, **parameters}
        arrays = [getattr(x, "_array", None) for x in inputs]
        if not _alike(arrays):
            inputs, arrays = self._converted(inputs)
        try:
            output = Tensor(self.forward(*arrays, **parameters), self)
        except (ValueError, IndexError) as error:
            self._complain(arrays, error)
        for tape in thread.tapes:
            tape._record(self, inputs, arrays, parameters, output)
        return output

    def _bound(self, inputs: tuple[Any, ...], parameters: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The inputs and the parameters of a call that mixes them, as a call of a Python function may."""
        if self.variadic and not (inputs and isinstance(inputs[0], Tensor)):
            first, *rest = inputs or [parameters.pop("values", ())]
            values = tuple(first)
        elif self.variadic:
            values, rest = inputs, []
        else:
            values, rest = inputs[: self._arity], list(inputs[len(self.inputs) :])
            values += tuple(parameters.pop(x) for x in self.inputs[len(values) :] if x in parameters)
        if len(rest) > len(self.parameters) or not values or (len(values) != self._arity and not self.variadic):
            needed = "a list of values" if self.variadic else " and ".join(self.inputs)
            raise TypeError(
                f"{self.name}({', '.join((*self.inputs, *self.parameters))}) needs {needed}, "
                f"and received {len(inputs)} positional arguments."
            )
        return values, {**parameters, **dict(zip(self.parameters, rest))}

    def _converted(self, inputs: tuple[Any, ...]) -> tuple[tuple[Any, ...], list[Array]]:
        """The inputs with lists of Tensors stacked, and as arrays of one dtype: the first Tensor's, else the first input's.

        An input that is flat beside others with slopes (a condition, indices) chooses, and keeps a dtype of its own.
        """
        if not {list, tuple}.isdisjoint(map(type, inputs)):
            inputs = tuple(stacked(x) for x in inputs)
        shares = self._shares * len(inputs) if self.variadic else self._shares
        dtype = None
        for x, share in zip(inputs, shares):
            if share and isinstance(x, Tensor):
                dtype = dtype or x._array.dtype
                if x._array.dtype != dtype:
                    self._complain_dtypes(inputs)
        arrays = []
        for i, x in enumerate(inputs):
            if isinstance(x, Tensor):
                array = x._array
            elif dtype and dtype.kind == "f" and shares[i] and isinstance(x, (float, np.floating)):
                array = dtype.type(x)  # the common case, a number beside a Tensor
            else:
                array = as_array(x, dtype if shares[i] else None, f"{self.inputs[0 if self.variadic else i]} of {self.name}")
                dtype = array.dtype if shares[i] else dtype
            arrays.append(array)
        return inputs, arrays

    def _complain_dtypes(self, inputs: tuple[Any, ...]) -> NoReturn:
        names = self.inputs * len(inputs) if self.variadic else self.inputs
        found = ", ".join(f"{name} is {x.dtype.name}" for name, x in zip(names, inputs) if isinstance(x, Tensor))
        raise InvalidArgumentError(
            f"{self.name} needs inputs of one dtype, but {found}: convert one with tf.cast(…, tf.float32)."
        )

    def _complain(self, arrays: list[Array], error: Exception) -> NoReturn:
        if isinstance(error, InvalidArgumentError):
            raise error
        shapes = " vs. ".join(str(list(a.shape)) for a in arrays)
        raise InvalidArgumentError(f"Incompatible shapes: {shapes} in {self.name}: {error}") from error

    def read(self, arrays: list[Array], output: Array, parameters: dict[str, Any]) -> dict[str, Any]:
        """What the slope rules read of a call, by name: all that a tape has to keep."""
        if self.variadic:
            x = self.inputs[0]
            everything = {x: arrays, f"{x}_shape": [a.shape for a in arrays], "z": output, **parameters}
            return {name: everything[name] for name in self.rules[0][1]} if self.rules[0] else {}
        row = (*arrays, output)
        values = {name: row[i] for name, i in self.reads_values}
        for name, i, about in self.reads_about:
            values[name] = getattr(arrays[i], about)
        for name in self.reads_parameters:
            values[name] = parameters[name]
        return values

    def __repr__(self) -> str:
        return f"<operator {self.name}: {self.symbol}>"


def _arguments(rule: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(inspect.signature(rule).parameters)


def _alike(arrays: list[Array]) -> bool:
    """Whether all inputs are Tensors, which have an array, and of one dtype."""
    first = arrays[0]
    if first is None:
        return False
    dtype = first.dtype
    for array in arrays:  # noqa: SIM110 - a loop is twice as fast as all() on two
        if array is None or array.dtype is not dtype:
            return False
    return True


def operator(
    symbol: str, *, flat: Mapping[str, str] | None = None, elementwise: bool = False, **slopes: Callable[..., Any]
) -> Callable[[Callable[..., Array]], Operator]:
    """Make the function below an operator and register it under its name.

    symbol: the formula for tables and pictures. slope_<input>: the slope rule of that input.
    flat: for inputs that have no slope, the reason. elementwise: whether numbers at different places never mix.
    Raises TypeError for a missing, unknown or misspelt rule.
    """
    for name in slopes:
        if not name.startswith("slope_"):
            raise TypeError(
                f"operator: unknown argument {name!r}; a rule is called slope_ and the input's name, such as slope_x"
            )

    def register(forward: Callable[..., Array]) -> Operator:
        rules = {name.removeprefix("slope_"): rule for name, rule in slopes.items()}
        made = Operator(forward, symbol, rules, flat or {}, elementwise)
        OPERATORS[made.name] = made
        return made

    return register


elementwise = partial(operator, elementwise=True)

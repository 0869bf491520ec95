"""What an operator is: an object that computes its output and knows its own slopes.

    @operator(
        "x · y",
        slope_x=lambda g, y: g * y,  # ∂z/∂x = y
        slope_y=lambda g, x: g * x,  # ∂z/∂y = x
    )
    def multiply(x, y):
        "z = x · y, element by element."
        return x * y

The function below the card is the forward rule, on plain arrays. Each slope rule is a vector-Jacobian product (VJP): it
takes `g`, the upstream gradient, that is the slope that arrives from above, and passes on the slope below. A rule asks by
name for what it reads, and only that is kept: an input (`x`), the output (`z`), a parameter (`axis`), or merely an input's
shape (`x_shape`) or dtype (`x_dtype`). The inputs are the positional arguments of the forward rule, the parameters its
keyword-only ones. An input without a slope is declared `flat`, with the reason. `@elementwise` instead of `@operator` says
that each number of the output depends only on the numbers at its own place (and that true and false are no numbers). An
operator of any number of inputs (`*xs`) has one rule, which passes on a list of slopes.

Rules are written in the library's own operators. When a tape plays back, they run on plain arrays and cost what NumPy
costs; when another tape records the playback, the same lines run on Tensors, and that is a second derivative.
"""

import inspect
from collections.abc import Callable, Mapping
from functools import partial, update_wrapper
from operator import itemgetter
from typing import Any, TypeAlias

import numpy as np

from gradlab.tensors.conversion import numbers
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import OPERATORS, Array, Tensor, stacked, thread

Rule: TypeAlias = Callable[..., Any]  # the forward rule, or one for a slope


class Operator:
    """A forward rule, and one slope rule for each input; made by the decorator `operator` or `elementwise`.

    name, symbol: for tables and pictures. forward: the rule on arrays. slopes: the rule for each input that has one.
    flat: why an input has none, by its name. elementwise: whether numbers at different places never mix.
    takes: the kinds of dtype it is for, by NumPy's letters: b (bool), i and u (whole numbers, with a sign and without), f.
    inputs, parameters: the names of its arguments. variadic: whether it takes any number of inputs, as a list.
    rules: for each input in turn its slope rule, as a function of g and of the values that a tape has kept by name.
    """

    def __init__(
        self,
        forward: Rule,
        symbol: str,
        slopes: dict[str, Rule],
        flat: dict[str, str],
        elementwise: bool = False,
        takes: str = "biuf",
    ) -> None:
        update_wrapper(self, forward, updated=())  # copying its __dict__ would make every look-up in this one slower
        self.name, self.symbol, self.forward = forward.__name__, symbol, forward
        self.slopes, self.flat, self.elementwise = slopes, flat, elementwise
        arguments = inspect.signature(forward).parameters.values()
        self.inputs = tuple(p.name for p in arguments if p.kind is not p.KEYWORD_ONLY)
        self.parameters = tuple(p.name for p in arguments if p.kind is p.KEYWORD_ONLY)
        self.variadic = any(p.kind is p.VAR_POSITIONAL for p in arguments)
        self.takes = takes
        self._shares = tuple(x in slopes or not slopes for x in self.inputs)  # whether its dtype is that of the others
        self._alike = sum(self._shares) > 1 or self.variadic  # whether there are others
        self._defaults = {p.name: p.default for p in arguments if p.default is not p.empty}
        self._arity = None if self.variadic else len(self.inputs)
        self.rules: list[Rule | None] = [_by_name(slopes[x]) if x in slopes else None for x in self.inputs]
        row = enumerate((*self.inputs, "z"))
        places = {x + what: (place, what[1:]) for place, x in row for what in ("", "_shape", "_dtype")}
        self._check_card({*places, *self.parameters})
        reads = dict.fromkeys(name for rule in slopes.values() for name in _arguments(rule)[1:])
        self._reads = [(name, *places[name]) for name in reads if name in places]
        self._reads_parameters = [name for name in reads if name in self.parameters]

    def _check_card(self, known: set[str]) -> None:
        """Raise TypeError unless every input has a slope or a reason, and every rule asks for what is known."""
        for x in self.inputs:
            if (x in self.slopes) == (x in self.flat):
                raise TypeError(f"operator {self.name}: give slope_{x}, or say in `flat` why {x} has none (one of the two)")
        for x, rule in self.slopes.items():
            if x not in self.inputs:
                raise TypeError(f"operator {self.name}: slope_{x} is given, but the inputs are {', '.join(self.inputs)}")
            first, *rest = _arguments(rule)
            for name in rest:
                if first != "g" or name not in known:
                    raise TypeError(f"operator {self.name}: slope_{x} takes g and then any of {sorted(known)}, not {name!r}")

    def __call__(self, *inputs: Any, **parameters: Any) -> Tensor:
        """Compute the output, and let every tape that is recording write it down.

        Further positional arguments are parameters, in order: reshape(x, [2, 3]).
        Raises InvalidArgumentError (a ValueError) where shapes or dtypes do not fit together, TypeError for no number.
        """
        now = thread.__dict__  # one look-up of the thread instead of three
        if len(inputs) != self._arity:
            inputs, parameters = self._bound(inputs, parameters)
        if now["plain"]:
            for x in inputs:
                if isinstance(x, Tensor):  # a constant, or what a composed function has made of an array
                    inputs = tuple([x._array if isinstance(x, Tensor) else x for x in inputs])
                    break
            return self.forward(*inputs, **parameters)
        for given in parameters.values():
            if isinstance(given, (Tensor, tuple)):
                parameters = {name: _without_tensors(each) for name, each in parameters.items()}
                break
        if self._defaults:
            parameters = {**self._defaults, **parameters}
        arrays: list[Array] = []
        for x in inputs:
            if not isinstance(x, Tensor) or (self._alike and arrays and x._array.dtype is not arrays[0].dtype):
                inputs = self._converted(inputs)
                arrays = [x._array for x in inputs]
                break
            arrays.append(x._array)
        if arrays[0].dtype.kind not in self.takes:
            raise InvalidArgumentError(self._refusal(arrays[0].dtype))
        try:
            output = Tensor(now["silent"].run(self.forward, *arrays, **parameters), self)
        except InvalidArgumentError:
            raise
        except (ValueError, IndexError) as error:
            shapes = " vs. ".join(str(list(array.shape)) for array in arrays)
            raise InvalidArgumentError(f"Incompatible shapes: {shapes} in {self.name}: {error}") from error
        for tape in now["tapes"]:
            tape._record(self, inputs, arrays, parameters, output)
        return output

    def _refusal(self, dtype: np.dtype) -> str:
        """What to say of a dtype that this operator is not for."""
        if self.takes == "b":
            needed, advice = "true and false", "compare first, as in x > 0"
        elif self.takes == "f":
            needed, advice = "floats", "write 4.0 instead of 4, or convert with tf.cast(x, tf.float32)"
        elif dtype.kind == "u":
            needed, advice = "numbers that may be negative", "use tf.cast(x, tf.int32) first, or tf.float32"
        elif dtype.kind == "b":
            needed, advice = "numbers", "to count or to average what is true, use tf.cast(x, tf.float32) first"
        else:
            needed, advice = "whole numbers", "use tf.cast(x, tf.int32) first"
        return f"{self.name} needs {needed} and received {dtype.name}: {advice}."

    def _bound(self, inputs: tuple[Any, ...], parameters: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The inputs and the parameters of a call that mixes them, as a call of a Python function may."""
        if self.variadic and not (inputs and isinstance(inputs[0], Tensor)):
            first, *rest = inputs or [parameters.pop("values", ())]
            values = tuple(first)
        elif self.variadic and not isinstance(inputs[-1], (Tensor, np.ndarray)):
            values, rest = inputs[:1], list(inputs[1:])  # concat(x, 0): a list of one
        else:
            values, rest = inputs[: self._arity], list(inputs[self._arity or len(inputs) :])
            values += tuple(parameters.pop(x) for x in self.inputs[len(values) :] if x in parameters)
        if len(rest) > len(self.parameters) or not values or len(values) != (self._arity or len(values)):
            needed = "a list of values" if self.variadic else " and ".join(self.inputs)
            signature = f"{self.name}({', '.join((*self.inputs, *self.parameters))})"
            raise TypeError(f"{signature} needs {needed}, and received {len(inputs)} positional arguments.")
        return values, {**parameters, **dict(zip(self.parameters, rest))}

    def _converted(self, inputs: tuple[Any, ...]) -> tuple[Tensor, ...]:
        """The inputs as Tensors of one dtype: the first Tensor's, else the first input's.

        An input that is flat beside others with slopes (a condition, indices) chooses, and keeps a dtype of its own.
        """
        inputs = tuple([stacked(x) if isinstance(x, (list, tuple)) else x for x in inputs])
        times = len(inputs) if self.variadic else 1
        names, shares = self.inputs * times, self._shares * times
        dtypes = [x._array.dtype for x, share in zip(inputs, shares) if share and isinstance(x, Tensor)]
        dtype = dtypes[0] if dtypes else None
        if dtypes.count(dtype) < len(dtypes):
            found = ", ".join(f"{name} is {x.dtype.name}" for name, x in zip(names, inputs) if isinstance(x, Tensor))
            raise InvalidArgumentError(f"{self.name} needs inputs of one dtype, but {found}: use tf.cast(…, tf.float32).")
        converted = []
        for name, x, share in zip(names, inputs, shares):
            if not isinstance(x, Tensor):
                x = Tensor(numbers(x, dtype if share else None, f"{name} of {self.name}"))
            converted.append(x)
            dtype = x._array.dtype if share else dtype
        return tuple(converted)

    def read(self, arrays: list[Array], output: Array, parameters: dict[str, Any]) -> dict[str, Any]:
        """What the slope rules read of a call, by name: all that a tape has to keep."""
        row = (arrays, output) if self.variadic else (*arrays, output)
        values = {}
        for name, place, what in self._reads:
            x = row[place]
            if what:  # its shape or dtype
                x = [getattr(array, what) for array in x] if self.variadic else getattr(x, what)
            values[name] = x
        for name in self._reads_parameters:
            values[name] = parameters[name]
        return values

    def __repr__(self) -> str:
        return f"<operator {self.name}: {self.symbol}>"


def _without_tensors(parameter: Any) -> Any:
    """A parameter with Python's numbers for Tensors: axis=tf.constant(1), and a shape such as (tf.shape(x)[0], -1)."""
    if isinstance(parameter, tuple) and any([isinstance(part, Tensor) for part in parameter]):
        return tuple([_without_tensors(part) for part in parameter])
    if isinstance(parameter, Tensor) and parameter._array.ndim < 2:
        numbers = parameter._array.tolist()
        return tuple(numbers) if parameter._array.ndim else numbers
    return parameter


def _by_name(rule: Rule) -> Callable[[Any, Mapping[str, Any]], Any]:
    """A slope rule as a function of `g` and of the values by name, out of which it takes what it reads."""
    names = _arguments(rule)[1:]
    if not names:
        return lambda g, values: rule(g)
    if len(names) == 1:
        (name,) = names
        return lambda g, values: rule(g, values[name])
    read = itemgetter(*names)
    return lambda g, values: rule(g, *read(values))


def _arguments(rule: Rule) -> tuple[str, ...]:
    return tuple(inspect.signature(rule).parameters)


def operator(
    symbol: str, *, flat: Mapping[str, str] = {}, elementwise: bool = False, takes: str = "biuf", **slopes: Rule
) -> Callable[[Rule], Operator]:
    """Make the function below an operator and register it under its name.

    symbol: the formula for tables and pictures. slope_<input>: the slope rule of that input.
    flat: for inputs that have no slope, the reason. elementwise: whether numbers at different places never mix.
    takes: the kinds of dtype it is for, by NumPy's letters: b (bool), i, u (whole numbers, u without a sign) and f.
    Raises TypeError for a missing, unknown or misspelt rule.
    """
    for name in slopes:
        if not name.startswith("slope_"):
            raise TypeError(f"operator: unknown argument {name!r}; a rule is called slope_ and the input's name: slope_x")

    def register(forward: Rule) -> Operator:
        rules = {name.removeprefix("slope_"): rule for name, rule in slopes.items()}
        made = OPERATORS[forward.__name__] = Operator(forward, symbol, rules, dict(flat), elementwise, takes)
        return made

    return register


elementwise = partial(operator, elementwise=True, takes="iuf")

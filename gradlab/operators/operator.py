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
the output (`z`), a parameter (`axis`), or merely an input's shape (`x_shape`). The inputs are the positional arguments
of the forward rule, the parameters its keyword-only ones. An input without a slope is declared `flat`, with the reason.

Rules are written in the library's own operators. When a tape plays back, they run on plain arrays and cost what NumPy
costs; when another tape records the playback, the same lines run on Tensors, and that is a second derivative.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from gradlab.errors import InvalidArgumentError
from gradlab.tensor import OPERATORS, Array, Tensor, TensorLike, as_array, thread


class Operator:
    """A forward rule, and one slope rule for each input; made by the decorator `operator`.

    name, symbol: for tables and pictures. forward: the rule on arrays. slopes: the rule for each input that has one.
    flat: why an input has none, by its name.
    """

    def __init__(
        self, forward: Callable[..., Array], symbol: str, slopes: Mapping[str, Callable[..., Any]], flat: Mapping[str, str]
    ) -> None:
        self.name = forward.__name__
        self.symbol = symbol
        self.forward = forward
        self.slopes = dict(slopes)
        self.flat = dict(flat)
        self.__name__, self.__doc__, self.__module__ = forward.__name__, forward.__doc__, forward.__module__
        self.__signature__ = signature = inspect.signature(forward)
        kinds = signature.parameters.values()
        self.inputs = tuple(p.name for p in kinds if p.kind is not p.KEYWORD_ONLY)
        self.parameters = tuple(p.name for p in kinds if p.kind is p.KEYWORD_ONLY)
        self._check_card()
        # For each input in turn: its rule and the names that the rule reads, ready for the tape.
        self.rules = tuple(
            (slopes[x], tuple(inspect.signature(slopes[x]).parameters)[1:]) if x in slopes else None for x in self.inputs
        )
        read = {name for rule in self.rules if rule for name in rule[1]}
        self.reads_values = tuple((name, i) for i, name in enumerate((*self.inputs, "z")) if name in read)
        self.reads_shapes = tuple((f"{x}_shape", i) for i, x in enumerate(self.inputs) if f"{x}_shape" in read)
        self.reads_parameters = tuple(name for name in self.parameters if name in read)

    def _check_card(self) -> None:
        """Raise TypeError unless every input has a slope or a reason, and every rule asks for what there is."""
        for x in self.inputs:
            if (x in self.slopes) == (x in self.flat):
                raise TypeError(
                    f"operator {self.name}: give slope_{x}, or say in `flat` why its input {x} has no slope (one of the two)"
                )
        for x, rule in self.slopes.items():
            if x not in self.inputs:
                raise TypeError(f"operator {self.name}: slope_{x} is given, but the inputs are {', '.join(self.inputs)}")
            known = {*self.inputs, *self.parameters, *(f"{x}_shape" for x in self.inputs), "z"}
            first, *rest = inspect.signature(rule).parameters
            for name in rest:
                if first != "g" or name not in known:
                    raise TypeError(
                        f"operator {self.name}: slope_{x} takes g and then any of {', '.join(sorted(known))}, not {name!r}"
                    )

    def __call__(self, *inputs: TensorLike, **parameters: Any) -> Tensor:
        """Compute the output, and let every tape that is recording write it down.

        Raises InvalidArgumentError (a ValueError) where shapes or dtypes do not fit together, TypeError for no number.
        """
        if thread.plain:
            return self.forward(*inputs, **parameters)
        arrays = self._arrays(inputs)
        try:
            output = Tensor(self.forward(*arrays, **parameters))
        except ValueError as error:
            self._complain(arrays, error)
        for tape in thread.tapes:
            tape._record(self, inputs, arrays, parameters, output)
        return output

    def _arrays(self, inputs: tuple[TensorLike, ...]) -> list[Array]:
        """The inputs as arrays of one dtype: that of the first Tensor, else of the first input."""
        dtype = None
        complete = len(inputs) == len(self.inputs)
        arrays: list[Array] = []
        for x in inputs:
            if isinstance(x, Tensor):
                array = x._array
                if dtype is None:
                    dtype = array.dtype
                elif array.dtype is not dtype and array.dtype != dtype:
                    self._complain_dtypes(inputs)
            else:
                array, complete = x, False
            arrays.append(array)
        return arrays if complete else self._converted(inputs, arrays, dtype)

    def _converted(self, inputs: tuple[TensorLike, ...], arrays: list[Array], dtype: Any) -> list[Array]:
        if len(inputs) != len(self.inputs):
            raise TypeError(
                f"{self.name}({', '.join(self.inputs)}) takes {len(self.inputs)} inputs and received {len(inputs)}."
            )
        for i, x in enumerate(inputs):
            if not isinstance(x, Tensor):
                if dtype is not None and type(x) is float and dtype.kind == "f":
                    arrays[i] = dtype.type(x)  # the common case, a Python number beside a Tensor
                    continue
                arrays[i] = as_array(x, dtype, f"{self.inputs[i]} of {self.name}")
                dtype = arrays[i].dtype if dtype is None else dtype
        return arrays

    def _complain_dtypes(self, inputs: tuple[TensorLike, ...]) -> NoReturn:
        found = ", ".join(f"{name} is {x.dtype.name}" for name, x in zip(self.inputs, inputs) if isinstance(x, Tensor))
        raise InvalidArgumentError(
            f"{self.name} needs inputs of one dtype, but {found}: convert one with tf.cast(…, tf.float32)."
        )

    def _complain(self, arrays: list[Array], error: ValueError) -> NoReturn:
        shapes = " vs. ".join(str(list(a.shape)) for a in arrays)
        raise InvalidArgumentError(f"Incompatible shapes: {shapes} in {self.name}: {error}") from error

    def __repr__(self) -> str:
        return f"<operator {self.name}: {self.symbol}>"


def operator(
    symbol: str, *, flat: Mapping[str, str] | None = None, **slopes: Callable[..., Any]
) -> Callable[[Callable[..., Array]], Operator]:
    """Make the function below an operator and register it under its name.

    symbol: the formula for tables and pictures. slope_<input>: the slope rule of that input.
    flat: for inputs that have no slope, the reason. Raises TypeError for a missing, unknown or misspelt rule.
    """
    for name in slopes:
        if not name.startswith("slope_"):
            raise TypeError(
                f"operator: unknown argument {name!r}; a rule is called slope_ and the input's name, such as slope_x"
            )

    def register(forward: Callable[..., Array]) -> Operator:
        made = Operator(forward, symbol, {name.removeprefix("slope_"): rule for name, rule in slopes.items()}, flat or {})
        OPERATORS[made.name] = made
        return made

    return register

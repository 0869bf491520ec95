"""A model drawn before there are numbers: a KerasTensor promises numbers of a shape, a Node says who will give them.

    x = keras.Input((4,))                a promise: rows of 4 numbers
    h = keras.layers.Dense(3)(x)         a promise of rows of 3, and a Node: they come from this Dense and from x
    y = h + x[:, :1]                     operators make Nodes too

`keras.Model(inputs, outputs)` follows the Nodes back from the outputs to the inputs, and plays them forwards with numbers.
What shape a call gives is found by trying: it runs on zeros, twice with other lengths where a length is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any

import numpy as np

from gradlab.keras.names import snake_case
from gradlab.tensors.conversion import shape_of
from gradlab.tensors.dtypes import numpy_dtype
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.structure import leaves, like
from gradlab.tensors.tensor import OPERATORS, Tensor, next_id, plain_key, thread

Shape = tuple[int | None, ...]

# What stands for an unknown length when a call is tried: (of the batch, of another axis), in the first and the second try.
# Sequences and pictures need a length that windows fit into.
_TRIES = ((1, 32), (2, 48))


def _syntax(name: str) -> tuple[Callable[[KerasTensor, Any], Any], Callable[[KerasTensor, Any], Any]]:
    """The methods behind x + y for a promise on the left and one on the right: the operator that Tensors have too."""

    def left(self: KerasTensor, other: Any) -> Any:
        return Operation(name)(self, other)

    def right(self: KerasTensor, other: Any) -> Any:
        return Operation(name)(other, self)

    return left, right


class KerasTensor:
    """A promise of numbers: of this shape, None where a length is not known yet, and this dtype.

    node: the call that will give them; place: which of its outputs this is. A layer, an operator or a `keras.ops` function
    takes a KerasTensor and gives another; functions that compute with numbers cannot.
    """

    __array_priority__ = 200.0  # ndarray + KerasTensor: NumPy steps back
    __array_ufunc__ = None

    def __init__(self, shape: Shape, dtype: Any, name: str = "keras_tensor") -> None:
        self.shape, self.dtype, self.name = tuple(shape), numpy_dtype(dtype), name
        self._node: Node | None = None
        self._place = 0

    @property
    def ndim(self) -> int:
        """The number of axes, with that of the batch."""
        return len(self.shape)

    rank = ndim

    @property
    def node(self) -> Node:
        """The call that gives the numbers."""
        if self._node is None:
            raise ValueError(f"{self!r} belongs to no layer: make it by keras.Input(shape), or by calling a layer.")
        return self._node

    def __repr__(self) -> str:
        return f"<KerasTensor shape={self.shape}, dtype={self.dtype.name}, name={self.name}>"

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

    def __neg__(self) -> Any:
        return Operation("negative")(self)

    def __abs__(self) -> Any:
        return Operation("abs")(self)

    def __invert__(self) -> Any:
        return Operation("logical_not")(self)

    def __getitem__(self, key: Any) -> Any:
        return Operation("getitem")(self, plain_key(key))

    def __len__(self) -> int:
        raise TypeError(f"{self!r} has no length yet, only a shape: see `.shape`.")

    def __iter__(self) -> Iterator[Any]:
        raise TypeError(f"{self!r} cannot be gone through: it has no numbers yet. Slice it, x[:, 0], or use a layer.")

    def __bool__(self) -> bool:
        raise TypeError(f"{self!r} cannot decide an `if`: {_NO_NUMBERS}")

    def __float__(self) -> float:
        raise TypeError(f"{self!r} cannot become a number: {_NO_NUMBERS}")

    __int__ = __index__ = __float__

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        raise TypeError(
            f"{self!r} cannot be computed with by a function of numbers: {_NO_NUMBERS} Use it in a layer, an operator "
            "(x + y, x * 2, x[:, 0]) or a function of keras.ops; or wrap your lines: keras.layers.Lambda(lambda x: …)(x)."
        )


_NO_NUMBERS = "a KerasTensor is a promise of a shape, the numbers come when the model is called."


class Node:
    """One call in a drawing: who was called (a layer or an Operation), with what, and the promises that it gave."""

    def __init__(self, caller: Any, args: tuple[Any, ...], kwargs: dict[str, Any], outputs: Any) -> None:
        self.caller, self.args, self.kwargs, self.outputs = caller, args, kwargs, outputs
        for place, output in enumerate(leaves(outputs)):
            output._node, output._place = self, place

    @property
    def inputs(self) -> list[KerasTensor]:
        """The promises among the arguments, in order."""
        return promises(self.args, self.kwargs)

    def play(self, numbers: Mapping[int, Any]) -> Any:
        """The call, with the numbers of each promise, found by its `id`, in its place."""
        args, kwargs = _filled((self.args, self.kwargs), lambda promise: numbers[id(promise)])
        return self.caller(*args, **kwargs)


# Keras' names for the engine's operators, where they differ by more than capital letters.
KERAS_NAMES = {
    "abs": "Absolute",
    "divide": "TrueDivide",
    "floordiv": "FloorDivide",
    "floormod": "Mod",
    "getitem": "GetItem",
    "pow": "Power",
}


class Operation:
    """A function of the library, called on promises: what x + y draws.

    kind: its name among the engine's operators; function: what it does, by default that operator.
    """

    _named_by_user = False

    def __init__(self, kind: str, function: Callable[..., Any] | None = None) -> None:
        self.kind, self.function = kind, function or OPERATORS[kind]
        self.class_name = KERAS_NAMES.get(kind) or kind.title().replace("_", "")
        self._name = snake_case(self.class_name)
        self._settled, self._made = False, next_id()  # as a layer has them
        self._nodes: list[Node] = []

    @property
    def name(self) -> str:
        """What the summary calls it: 'add', or 'add_1' if that is taken."""
        return self._name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The function's result; of a promise, a promise."""
        return connect(self, args, kwargs) if promises(args, kwargs) else self.function(*args, **kwargs)


def on_promises_too(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of numbers, or an operator, as one that also takes KerasTensors, and then gives a KerasTensor."""
    name = function.name if hasattr(function, "name") else function.__name__

    @wraps(function, updated=())
    def call(*args: Any, **kwargs: Any) -> Any:
        if promises(args, kwargs):
            return connect(Operation(name, function), args, kwargs)
        return function(*args, **kwargs)

    return call


def promises(*arguments: Any) -> list[KerasTensor]:
    """The KerasTensors among arguments, however deep in lists, tuples and dicts."""
    return [leaf for leaf in leaves(list(arguments)) if isinstance(leaf, KerasTensor)]


def connect(caller: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Draw a call: make its Node, and promises for what it will give. Raises what the call raises on such shapes."""
    found = promises(args, kwargs)
    tried = kwargs if isinstance(caller, Operation) else {**kwargs, "training": False}
    given = _try(caller, args, tried, *_TRIES[0])
    shapes: list[Shape] = [x.shape for x in leaves(given)]
    only_batch = all(None not in x.shape[1:] for x in found) and all(x.shape[:1] == (None,) for x in found)
    if only_batch and not isinstance(caller, Operation) and all(shape[:1] == (1,) for shape in shapes):
        shapes = [(None, *shape[1:]) for shape in shapes]
    elif any(None in x.shape for x in found):
        try:
            again = [x.shape for x in leaves(_try(caller, args, tried, *_TRIES[1]))]
        except ValueError as error:
            raise InvalidArgumentError(
                f"'{caller.name}' was called on the shape {' and '.join(str(x.shape) for x in found)}, and needs to know a "
                f"length that is None there: {error}"
            ) from error
        shapes = [tuple(n if n == m else None for n, m in zip(a, b)) for a, b in zip(shapes, again)]
    outputs = like(given, [KerasTensor(shape, x.dtype) for shape, x in zip(shapes, leaves(given))])
    node = Node(caller, args, kwargs, outputs)
    caller._nodes.append(node)
    return outputs


def _try(caller: Any, args: Sequence[Any], kwargs: Mapping[str, Any], batch: int, other: int) -> Any:
    """What a call gives for zeros in place of the promises. No tape sees it."""

    def zeros(promise: KerasTensor) -> Tensor:
        shape = [batch if n is None and i == 0 else other if n is None else n for i, n in enumerate(promise.shape)]
        return Tensor(np.zeros(shape, promise.dtype))

    filled_args, filled_kwargs = _filled((tuple(args), dict(kwargs)), zeros)
    with unrecorded():
        given = caller(*filled_args, **filled_kwargs)
    for x in leaves(given):
        if not isinstance(x, Tensor):
            raise TypeError(
                f"'{caller.name}' should give Tensors, and gave {x!r}: what a layer of a functional model returns is "
                "computed by the library's functions."
            )
    return given


def example_shape(shape: Any, argument: str = "shape") -> Shape:
    """The shape of an example, None where a length may be any. Raises ValueError for a shape that is none."""
    lengths = tuple(shape) if isinstance(shape, (tuple, list)) else shape
    if isinstance(lengths, int):
        raise ValueError(f"Input: `{argument}` is the shape of one example, a tuple: ({lengths},) and not {lengths}.")
    known = shape_of([0 if n is None else n for n in lengths] if isinstance(lengths, tuple) else shape, argument)
    return tuple(None if n is None else k for n, k in zip(lengths, known)) if isinstance(lengths, tuple) else known


@contextmanager
def unrecorded() -> Iterator[None]:
    """No tape records what is computed within."""
    tapes, thread.tapes = thread.tapes, ()
    try:
        yield
    finally:
        thread.tapes = tapes


def _filled(structure: Any, number: Callable[[KerasTensor], Any]) -> Any:
    """The structure with what `number` gives in place of each promise."""
    return like(structure, [number(x) if isinstance(x, KerasTensor) else x for x in leaves(structure)])

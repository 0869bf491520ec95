"""Choosing and repeating, as TensorFlow's graphs spell Python's own `if`, `while` and `for`.

Here every line runs at once, so each function is a line or two of Python: `cond` is an `if` and `while_loop` a `while`. A
tape records what the chosen branch does, as often as it is done.
"""

from __future__ import annotations

import operator as python
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gradlab.functions.composed import unstack
from gradlab.functions.creation import convert_to_tensor
from gradlab.operators import stack
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.structure import leaves, like
from gradlab.tensors.tensor import TensorLike, as_tensor


def _runs(name: str, **functions: Any) -> None:
    """Raise TypeError for what should be a function and is none: the usual slip is its result."""
    for argument, function in functions.items():
        if not callable(function):
            raise TypeError(
                f"`{argument}` of {name} should be a function, and is {function!r}: write lambda: x instead of x."
            )


def cond(pred: TensorLike, true_fn: Callable[[], Any], false_fn: Callable[[], Any], name: str | None = None) -> Any:
    """What `true_fn()` gives if the condition holds, else what `false_fn()` gives; the other one does not run."""
    _runs("cond", true_fn=true_fn, false_fn=false_fn)
    return true_fn() if as_tensor(pred) else false_fn()


def case(
    pred_fn_pairs: Sequence[tuple[TensorLike, Callable[[], Any]]],
    default: Callable[[], Any] | None = None,
    exclusive: bool = False,
    strict: bool = False,
    name: str | None = None,
) -> Any:
    """What the function behind the first condition that holds gives, or else `default()`.

    exclusive: whether only one of them may hold. strict: for graphs; nothing depends on it here.
    Raises InvalidArgumentError if none holds and there is no default, or more than one with `exclusive`.
    """
    holding = [function for condition, function in pred_fn_pairs if as_tensor(condition)]
    _runs("case", **{f"pred_fn_pairs[{i}][1]": function for i, (_, function) in enumerate(pred_fn_pairs)})
    if exclusive and len(holding) > 1:
        raise InvalidArgumentError(f"case with exclusive=True found {len(holding)} conditions that hold: let one hold.")
    if not holding and default is None:
        raise InvalidArgumentError("case found no condition that holds, and has no `default`: give one, default=lambda: …")
    return holding[0]() if holding else default()  # type: ignore[misc]


def switch_case(
    branch_index: TensorLike,
    branch_fns: Sequence[Callable[[], Any]] | Mapping[int, Callable[[], Any]],
    default: Callable[[], Any] | None = None,
    name: str | None = None,
) -> Any:
    """What function number `branch_index` gives; for a number that none has `default()`, or else the last function's."""
    fns = dict(branch_fns) if isinstance(branch_fns, Mapping) else dict(enumerate(branch_fns))
    fns = dict(fn if isinstance(fn, tuple) else (i, fn) for i, fn in fns.items())
    _runs("switch_case", **{f"branch_fns[{i}]": function for i, function in fns.items()})
    return fns.get(python.index(as_tensor(branch_index)), default or fns[max(fns)])()


def while_loop(
    cond: Callable[..., TensorLike],
    body: Callable[..., Any],
    loop_vars: Sequence[Any],
    shape_invariants: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    maximum_iterations: int | None = None,
    name: str | None = None,
) -> Any:
    """loop_vars = body(*loop_vars) again and again while cond(*loop_vars) holds; then the last loop_vars.

    maximum_iterations: the largest number of rounds. Of the others nothing depends here; they are about graphs.
    Raises TypeError where a function is none, ValueError if `body` gives another number of values than it takes.
    """
    _runs("while_loop", cond=cond, body=body)
    if not isinstance(loop_vars, (list, tuple)):
        raise TypeError(f"`loop_vars` of while_loop should be a list of what goes round, and is {loop_vars!r}: write [i].")
    rounds = 0
    while (maximum_iterations is None or rounds < maximum_iterations) and as_tensor(cond(*loop_vars)):
        given = body(*loop_vars)
        after = given if isinstance(given, (list, tuple)) else [given]
        if len(leaves(after)) != len(leaves(loop_vars)):
            raise ValueError(
                f"The body of while_loop takes {len(loop_vars)} values and gave {len(after)}: it should return all of them, "
                "in the same order."
            )
        loop_vars = _converted(after)
        rounds += 1
    return _converted(loop_vars)


def _converted(structure: Any) -> Any:
    """The same lists, tuples and dicts, with Tensors for the numbers in them."""
    return like(structure, [convert_to_tensor(leaf) for leaf in leaves(structure)])


def map_fn(
    fn: Callable[[Any], Any],
    elems: Any,
    dtype: Any = None,
    parallel_iterations: int | None = None,
    back_prop: bool = True,
    swap_memory: bool = False,
    infer_shape: bool = True,
    name: str | None = None,
    fn_output_signature: Any = None,
) -> Any:
    """fn of each slice of `elems` along the first axis, stacked. Of lists, tuples or dicts fn gets one of slices.

    What fn gives may have another shape, dtype or structure. The other arguments are about graphs.
    Raises ValueError for single numbers, for nothing, and for first axes of different lengths.
    """
    _runs("map_fn", fn=fn)
    return _stacked([fn(each) for each in _slices(elems, "map_fn")])


def vectorized_map(fn: Callable[[Any], Any], elems: Any, fallback_to_while_loop: bool = True) -> Any:
    """fn of each slice of `elems` along the first axis, stacked: as map_fn, which TensorFlow runs in another way."""
    _runs("vectorized_map", fn=fn)
    return _stacked([fn(each) for each in _slices(elems, "vectorized_map")])


def _slices(elems: Any, name: str) -> list[Any]:
    """The slices of all arrays in `elems` along their first axis, each packed as `elems` is."""
    whole = [as_tensor(leaf) for leaf in leaves(elems)]
    if not whole or any(x.ndim == 0 for x in whole):
        raise ValueError(
            f"`elems` of {name} should be an array of at least one axis, along which it goes, or a tuple of such arrays, "
            "and holds a single number: make a list one array with tf.constant([…])."
        )
    if len({len(x) for x in whole}) > 1 or not len(whole[0]):
        lengths = " and ".join(str(len(x)) for x in whole)
        raise ValueError(f"{name} goes along the first axes of all `elems`, and these have the lengths {lengths}.")
    return [like(elems, row) for row in zip(*(unstack(x) for x in whole))]


def _stacked(results: Sequence[Any]) -> Any:
    """Results of one structure as one such structure, each of its parts stacked."""
    columns = zip(*(leaves(result) for result in results))
    return like(results[0], [stack([as_tensor(x) for x in column]) for column in columns])


def foldl(
    fn: Callable[[Any, Any], Any], elems: Any, initializer: Any = None, parallel_iterations: int = 10, **graph: Any
) -> Any:
    """a = fn(a, slice) for the slices of `elems` from the first to the last; a starts as `initializer` or the first one."""
    return _states(fn, elems, initializer, "foldl")[-1]


def foldr(
    fn: Callable[[Any, Any], Any], elems: Any, initializer: Any = None, parallel_iterations: int = 10, **graph: Any
) -> Any:
    """a = fn(a, slice) for the slices of `elems` from the last to the first; a starts as `initializer` or the last one."""
    return _states(fn, elems, initializer, "foldr", backwards=True)[-1]


def scan(
    fn: Callable[[Any, Any], Any],
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    infer_shape: bool = True,
    reverse: bool = False,
    name: str | None = None,
) -> Any:
    """All that `a` becomes on the way of a = fn(a, slice), stacked; reverse=True goes from the last slice to the first."""
    states = _states(fn, elems, initializer, "scan", reverse)
    return _stacked(states[::-1] if reverse else states)


def _states(fn: Callable[[Any, Any], Any], elems: Any, initializer: Any, name: str, backwards: bool = False) -> list[Any]:
    _runs(name, fn=fn)
    slices = _slices(elems, name)
    if backwards:
        slices.reverse()
    states = [slices.pop(0) if initializer is None else _converted(initializer)]
    for each in slices:
        states.append(_converted(fn(states[-1], each)))
    return states if initializer is None else states[1:]

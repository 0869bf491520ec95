"""The gradient checker: does a slope rule tell the truth?

A slope says how much the result moves when an input moves a little; so move each input a little and look. The checker
does it for any function, and for every operator of the library, to second order: a second derivative is the slope of a
slope, and it is right only if the rules are written in the library's own operators. Every operator has a `Domain` here:
where it can be asked, with which shapes and parameters. An operator without one fails the tests.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gradlab.operators import decompositions
from gradlab.operators.images import avg_pool2d, conv2d, max_pool2d
from gradlab.operators.operator import Operator
from gradlab.tape import custom
from gradlab.tape.gradient_tape import GradientTape
from gradlab.tensors.tensor import Tensor

_STEP = 1e-5  # of a central difference: its error is about _STEP² ≈ 1e-10 from the curve, and 1e-11 from rounding
_COMPLEX_STEP = 1e-30  # of a complex step, which subtracts nothing and so loses nothing


class GradientError(AssertionError):
    """A slope is wrong; the message says which, what it is, what it should be, and what that looks like."""


def check_gradient(f: Callable[..., Tensor], *inputs: Any, order: int = 2, tolerance: float = 1e-5, name: str = "") -> None:
    """Compare the tape's gradient of `f` with finite differences, and its second derivative with those of the gradient.

    f: a function of Tensors that returns one. inputs: numbers for each of its arguments, taken as float64.
    order: 1 or 2. tolerance: relative. name: what messages call f.
    Raises GradientError for the first slope that is wrong. Stay away from kinks: there is no slope to compare with.
    """
    arrays = [np.array(x, dtype=np.float64) for x in inputs]
    name = name or getattr(f, "__name__", "f")
    _check(f, arrays, order, tolerance, name, [f"input {i}" for i in range(len(arrays))], None)


def check_operator(operator: Operator, seed: int = 0, order: int = 2) -> None:
    """Check every slope of an operator at a place of its domain that `seed` chooses, with random shapes.

    Raises GradientError for a wrong slope, and KeyError for an operator without a domain in DOMAINS.
    """
    if operator.name not in DOMAINS:
        raise KeyError(f"operator {operator.name} has no domain in gradlab.checks.DOMAINS: say there where to check it.")
    domain = DOMAINS[operator.name]
    inputs, parameters = domain.draw(np.random.default_rng(seed))
    moving = [i for i, x in enumerate(inputs) if x.dtype.kind == "f"]
    names = [f"{operator.inputs[0]}[{i}]" if operator.variadic else operator.inputs[i] for i in moving]

    def filled(xs: Sequence[Any]) -> list[Any]:
        row: list[Any] = list(inputs)
        for i, x in zip(moving, xs):
            row[i] = x
        return row

    def f(*xs: Any) -> Tensor:
        return domain.call(*filled(xs)) if domain.call else operator(*filled(xs), **parameters)

    def on_complex(xs: Sequence[Any]) -> Any:
        return operator.forward(*filled(xs), **parameters)

    arrays = [inputs[i] for i in moving]
    if domain.blocks:
        _check_blocked(f, arrays, operator.name, names)
    else:
        _check(f, arrays, order, 1e-5, operator.name, names, on_complex if domain.analytic else None)


def _check(
    f: Callable[..., Tensor],
    arrays: list[np.ndarray],
    order: int,
    tolerance: float,
    name: str,
    names: list[str],
    on_complex: Callable[[Sequence[Any]], Any] | None,
) -> None:
    rng = np.random.default_rng(0)
    weights = np.asarray(rng.uniform(0.5, 1.5, f(*map(Tensor, arrays)).shape))
    directions = [np.asarray(rng.uniform(0.5, 1.5, x.shape)) for x in arrays]

    def total(xs: list[np.ndarray]) -> float:
        return float(np.sum(weights * f(*map(Tensor, xs)).numpy()))

    def along(xs: list[np.ndarray]) -> float:
        return sum(float(np.sum(v * g)) for v, g in zip(directions, _gradient(f, xs, weights)))

    got = _gradient(f, arrays, weights)
    for i, slope in enumerate(got):
        if on_complex:
            _compare(slope, _complex_step(on_complex, arrays, i, weights), 1e-9, name, names[i], 1)
        _compare(slope, _differences(total, arrays, i), tolerance, name, names[i], 1)
    if order > 1:
        again, second = _second(f, arrays, weights, directions)
        for i in range(len(arrays)):
            _compare(again[i], got[i], 1e-9, name, names[i], 1, "it is right on arrays and wrong on Tensors")
            _compare(second[i], _differences(along, arrays, i), tolerance, name, names[i], 2)


def _check_blocked(f: Callable[..., Tensor], arrays: list[np.ndarray], name: str, names: list[str]) -> None:
    for slope, x, input_name in zip(_gradient(f, arrays, np.ones(f(*map(Tensor, arrays)).shape)), arrays, names):
        _compare(slope, np.zeros(x.shape), 0.0, name, input_name, 1, "this operator should let no slope pass")


def _gradient(f: Callable[..., Tensor], arrays: list[np.ndarray], weights: np.ndarray) -> list[np.ndarray]:
    """The tape's slopes of Σ weights · f, played on plain arrays."""
    xs = [Tensor(x) for x in arrays]
    with GradientTape() as tape:
        tape.watch(xs)
        z = f(*xs)
    if z.dtype.kind != "f":
        return [np.zeros(x.shape) for x in arrays]
    return [g.numpy() for g in tape.gradient(z, xs, output_gradients=Tensor(weights), unconnected_gradients="zero")]


def _second(
    f: Callable[..., Tensor], arrays: list[np.ndarray], weights: np.ndarray, directions: list[np.ndarray]
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """The slopes played on Tensors, and the slopes of Σ directions · slopes."""
    xs = [Tensor(x) for x in arrays]
    with GradientTape() as outer:
        outer.watch(xs)
        with GradientTape() as inner:
            inner.watch(xs)
            z = f(*xs)
        if z.dtype.kind != "f":
            return [np.zeros(x.shape) for x in arrays], [np.zeros(x.shape) for x in arrays]
        first = inner.gradient(z, xs, output_gradients=Tensor(weights), unconnected_gradients="zero")
    second = outer.gradient(first, xs, output_gradients=[Tensor(v) for v in directions], unconnected_gradients="zero")
    return [g.numpy() for g in first], [g.numpy() for g in second]


def _differences(value: Callable[[list[np.ndarray]], float], arrays: list[np.ndarray], i: int) -> np.ndarray:
    """The slope of `value` towards each number of input i, by moving it a little up and a little down."""
    slopes = np.zeros(arrays[i].shape)
    for place in np.ndindex(arrays[i].shape):
        ends = []
        for step in (_STEP, -_STEP):
            moved = np.array(arrays[i])
            moved[place] += step
            ends.append(value([*arrays[:i], moved, *arrays[i + 1 :]]))
        slopes[place] = (ends[0] - ends[1]) / (2 * _STEP)
    return slopes


def _complex_step(f: Callable[[Sequence[Any]], Any], arrays: list[np.ndarray], i: int, weights: np.ndarray) -> np.ndarray:
    """The slope as the imaginary part of f(x + i·h) / h (Squire and Trapp, 1998): exact to rounding for analytic f."""
    slopes = np.zeros(arrays[i].shape)
    for place in np.ndindex(arrays[i].shape):
        moved = np.array(arrays[i], dtype=complex)
        moved[place] += 1j * _COMPLEX_STEP
        slopes[place] = np.sum(weights * f([*arrays[:i], moved, *arrays[i + 1 :]]).imag) / _COMPLEX_STEP
    return slopes


def _compare(
    got: np.ndarray, expected: np.ndarray, tolerance: float, name: str, input_name: str, order: int, hint: str = ""
) -> None:
    scale = max(1.0, float(np.max(np.abs(expected), initial=0.0)))
    if got.shape == expected.shape and np.allclose(got, expected, rtol=tolerance, atol=tolerance * scale):
        return
    what = "slope" if order == 1 else "second derivative"
    raise GradientError(
        f"the {what} of {name} towards {input_name} is wrong.\n"
        f"  got:      {np.array2string(np.asarray(got), threshold=20)}\n"
        f"  expected: {np.array2string(np.asarray(expected), threshold=20)}\n"
        f"  hint:     {hint or _hint(np.asarray(got), expected, order)}"
    )


def _hint(got: np.ndarray, expected: np.ndarray, order: int) -> str:
    """What the mistake looks like."""
    if got.shape != expected.shape:
        return f"it has the shape {got.shape} instead of {expected.shape}"
    if not np.all(np.isfinite(got)):
        return "it is not finite: does the rule divide by 0 here?"
    if not np.any(got):
        return "it is 0 everywhere: is the path declared flat, or did a rule leave the library through NumPy?"
    if np.allclose(got, -expected, rtol=1e-3):
        return "the sign is wrong"
    with np.errstate(all="ignore"):
        ratio = np.asarray(got / expected)[np.abs(expected) > 1e-9]
    if ratio.size and np.allclose(ratio, ratio.flat[0], rtol=1e-3):
        return f"it is {ratio.flat[0]:.4g} times what it should be: a factor is missing or too much"
    if order == 2:
        return "the slope itself is right: is its rule written in the library's own operators, of the inputs and the output?"
    return "does the rule read the right inputs?"


@dataclass(frozen=True)
class Domain:
    """Where an operator can be checked.

    draw: inputs and parameters from random numbers; whole numbers and truth values are held still.
    analytic: whether the forward rule can be asked for complex numbers. blocks: whether no slope should pass, although
    the output moves. call: what to call instead of the operator itself.
    """

    draw: Callable[[np.random.Generator], tuple[list[np.ndarray], dict[str, Any]]]
    analytic: bool = False
    blocks: bool = False
    call: Callable[..., Tensor] | None = None


def _shape(rng: np.random.Generator) -> tuple[int, ...]:
    return tuple(rng.integers(1, 4, rng.integers(0, 4)).tolist())


def _broadcasting(rng: np.random.Generator, count: int) -> list[tuple[int, ...]]:
    """Shapes that broadcast together: one shape, with axes left out in front and lengths set to 1."""
    whole = _shape(rng)
    cuts = [whole[rng.integers(0, len(whole) + 1) :] for _ in range(count)]
    return [tuple(n if rng.random() < 0.7 else 1 for n in cut) for cut in cuts]


def _numbers(
    rng: np.random.Generator, shape: tuple[int, ...], low: float = -2.0, high: float = 2.0, k: int = 0
) -> np.ndarray:
    """Numbers from a grid that avoids 0, other whole tenths, and the grid of every other k: no kinks, no ties."""
    steps = rng.integers(round(low * 10), round(high * 10), shape)
    return np.asarray(steps / 10 + 0.013 * (k + 1))


def _distinct(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    n = math.prod(shape)
    return (rng.permutation(n).reshape(shape) - n / 2 + 0.3) / 5


def _each(count: int, low: float = -2.0, high: float = 2.0, analytic: bool = False) -> Domain:
    """A domain of `count` inputs of broadcasting shapes, with numbers between low and high."""

    def draw(rng: np.random.Generator) -> tuple[list[np.ndarray], dict[str, Any]]:
        return [_numbers(rng, shape, low, high, k) for k, shape in enumerate(_broadcasting(rng, count))], {}

    return Domain(draw, analytic)


def _truth(count: int) -> Domain:
    return Domain(lambda rng: ([rng.random(shape) < 0.5 for shape in _broadcasting(rng, count)], {}))


def _bits(count: int) -> Domain:
    return Domain(lambda rng: ([rng.integers(-9, 9, shape) for shape in _broadcasting(rng, count)], {}))


def _along(analytic: bool = False, **choices: Sequence[Any]) -> Domain:
    """One input of one axis or more, a parameter `axis` that it has, and further parameters to choose from."""

    def draw(rng: np.random.Generator) -> tuple[list[np.ndarray], dict[str, Any]]:
        shape = (*_shape(rng), 2)
        chosen = {name: values[int(rng.integers(len(values)))] for name, values in choices.items()}
        return [_distinct(rng, shape)], {"axis": int(rng.integers(-len(shape), len(shape))), **chosen}

    return Domain(draw, analytic)


def _over(analytic: bool = False, truth: bool = False) -> Domain:
    """One input, some of its axes (or None), and either kind of keepdims."""

    def draw(rng: np.random.Generator) -> tuple[list[np.ndarray], dict[str, Any]]:
        x = _distinct(rng, _shape(rng))
        axes = None if rng.random() < 0.3 else tuple(i for i in range(x.ndim) if rng.random() < 0.5)
        return [x > 0 if truth else x], {"axis": axes, "keepdims": bool(rng.random() < 0.5)}

    return Domain(draw, analytic)


def _draw_choose(rng: np.random.Generator) -> tuple[list[np.ndarray], dict[str, Any]]:
    c, x, y = _broadcasting(rng, 3)
    return [rng.random(c) < 0.5, _numbers(rng, x), _numbers(rng, y)], {}


def _draw_broadcast(rng: np.random.Generator) -> tuple[list[np.ndarray], dict[str, Any]]:
    shapes = _broadcasting(rng, 2)
    return [_numbers(rng, shapes[0])], {"shape": np.broadcast_shapes(*shapes)}


def _draw_reshape(rng: np.random.Generator) -> tuple[list[np.ndarray], dict[str, Any]]:
    x = _numbers(rng, (2, *_shape(rng)))
    return [x], {"shape": (-1, 2) if rng.random() < 0.5 else (x.size,)}


def _draw_transpose(rng: np.random.Generator) -> tuple[list[np.ndarray], dict[str, Any]]:
    x = _numbers(rng, _shape(rng))
    return [x], {"perm": None if rng.random() < 0.3 else tuple(rng.permutation(x.ndim).tolist())}


_KEYS: list[Any] = [
    0,
    (slice(None, None, 2), -1),
    (Ellipsis, None, 1),
    (None, slice(1, None)),
    np.array([0, 2, 0]),
    (slice(None), np.array([[0, 1], [1, 1]])),
    (np.array([0, 2, 2]), np.array([1, 0, 0])),
    np.array([True, False, True]),
]


def _draw_getitem(rng: np.random.Generator) -> tuple[list[np.ndarray], dict[str, Any]]:
    return [_numbers(rng, (3, 2))], {"key": _KEYS[rng.integers(len(_KEYS))]}


def _draw_scatter(rng: np.random.Generator) -> tuple[list[np.ndarray], dict[str, Any]]:
    key = _KEYS[rng.integers(len(_KEYS))]
    return [_numbers(rng, np.zeros((3, 2))[key].shape)], {"key": key, "shape": (3, 2)}


def _draw_concat(rng: np.random.Generator) -> tuple[list[np.ndarray], dict[str, Any]]:
    shape = (*_shape(rng), 2)
    axis = int(rng.integers(-len(shape), len(shape)))
    shapes = [list(shape) for _ in range(rng.integers(1, 4))]
    for one in shapes:
        one[axis] = int(rng.integers(1, 4))
    return [_numbers(rng, tuple(one)) for one in shapes], {"axis": axis}


def _draw_stack(rng: np.random.Generator) -> tuple[list[np.ndarray], dict[str, Any]]:
    shape = _shape(rng)
    axis = int(rng.integers(-len(shape) - 1, len(shape) + 1))
    return [_numbers(rng, shape) for _ in range(rng.integers(1, 4))], {"axis": axis}


def _draw_matmul(rng: np.random.Generator) -> tuple[list[np.ndarray], dict[str, Any]]:
    m, k, n = rng.integers(1, 4, 3)
    left, right = _broadcasting(rng, 2)
    return [_numbers(rng, (*left[-1:], m, k)), _numbers(rng, (*right[-1:], k, n))], {}


_EQUATIONS = [
    ("ij,jk->ik", 2),
    ("ij->ji", 1),
    ("ij->", 1),
    ("i,i->", 2),
    ("ij,j,jk->i", 3),
    ("i,j->ij", 2),
    ("bij,bjk->ibk", 2),
]


def _draw_einsum(rng: np.random.Generator) -> tuple[list[np.ndarray], dict[str, Any]]:
    equation, _ = _EQUATIONS[rng.integers(len(_EQUATIONS))]
    sizes = {c: int(rng.integers(1, 4)) for c in "bijk"}
    names = equation.split("->")[0].split(",")
    return [_numbers(rng, tuple(sizes[c] for c in name)) for name in names], {"equation": equation}


def _invertible(rng: np.random.Generator) -> np.ndarray:
    n = int(rng.integers(1, 4))
    return _numbers(rng, (*_shape(rng)[:1], n, n), -1.0, 1.0) + 3 * np.eye(n)


def _draw_matrix(rng: np.random.Generator) -> tuple[list[np.ndarray], dict[str, Any]]:
    """Square matrices with well separated eigenvalues, singular values and columns."""
    n = int(rng.integers(1, 4))
    return [_numbers(rng, (*_shape(rng)[:1], n, n), -0.4, 0.4) + np.diag(np.arange(1.0, n + 1) * 2)], {}


def _draw_solve(rng: np.random.Generator) -> tuple[list[np.ndarray], dict[str, Any]]:
    x = _invertible(rng)
    return [x, _numbers(rng, (*x.shape[:-1], 2))], {}


def _draw_labels(rng: np.random.Generator) -> tuple[list[np.ndarray], dict[str, Any]]:
    shape = _shape(rng)
    return [rng.integers(0, 3, shape), _numbers(rng, (*shape, 3))], {}


def _draw_one_hot(rng: np.random.Generator) -> tuple[list[np.ndarray], dict[str, Any]]:
    return [rng.integers(0, 3, _shape(rng))], {"depth": 3}


def _draw_windows(rng: np.random.Generator) -> tuple[list[int], list[int], dict[str, Any]]:
    """The shape of pictures, the size of a window that fits into them, and how it moves."""
    size = rng.integers(1, 4, 2)
    picture = size + rng.integers(0, 3, 2)
    moves = {"strides": tuple(rng.integers(1, 4, 2).tolist()), "padding": str(rng.choice(["valid", "same"]))}
    return [int(rng.integers(1, 3)), *picture.tolist(), int(rng.integers(1, 3))], size.tolist(), moves


def _draw_convolution(given: str) -> Callable[[np.random.Generator], tuple[list[np.ndarray], dict[str, Any]]]:
    """Two of the three parts of y = x ∗ kernel, as `given` names them, and the shape of the third."""

    def draw(rng: np.random.Generator) -> tuple[list[np.ndarray], dict[str, Any]]:
        shape, size, moves = _draw_windows(rng)
        parts = {"x": _numbers(rng, tuple(shape)), "k": _numbers(rng, (*size, shape[3], int(rng.integers(1, 3))))}
        parts["y"] = _numbers(rng, conv2d.forward(parts["x"], parts["k"], **moves).shape)
        missing = next(part for name, part in parts.items() if name not in given)
        return [parts[name] for name in given], moves if given == "xk" else {**moves, "shape": missing.shape}

    return draw


def _draw_pool(rng: np.random.Generator) -> tuple[list[np.ndarray], dict[str, Any]]:
    shape, size, moves = _draw_windows(rng)
    moves["strides"] = moves["strides"] if rng.random() < 0.7 else None
    return [_distinct(rng, tuple(shape))], {"size": tuple(size), **moves}


def _draw_put(rng: np.random.Generator) -> tuple[list[np.ndarray], dict[str, Any]]:
    (x,), moves = _draw_pool(rng)
    largest = max_pool2d.forward(_still(x), **moves)
    return [_numbers(rng, largest.shape), _still(x), largest], moves


def _draw_pick(rng: np.random.Generator) -> tuple[list[np.ndarray], dict[str, Any]]:
    (x,), moves = _draw_pool(rng)
    return [_numbers(rng, x.shape), _still(x), max_pool2d.forward(_still(x), **moves)], moves


def _still(x: np.ndarray) -> np.ndarray:
    """The same order of size in whole numbers, which are held still."""
    return np.round(x * 10).astype(int)


def _draw_share(rng: np.random.Generator) -> tuple[list[np.ndarray], dict[str, Any]]:
    (x,), moves = _draw_pool(rng)
    return [_numbers(rng, avg_pool2d.forward(x, **moves).shape)], {**moves, "shape": x.shape}


def _own_product(x: Tensor, y: Tensor) -> Any:
    return x * y, lambda g: (g * y, g * x)


DOMAINS: dict[str, Domain] = {
    **dict.fromkeys(["add", "subtract", "multiply", "multiply_no_nan"], _each(2, analytic=True)),
    **dict.fromkeys(
        ["maximum", "minimum", "equal", "not_equal", "less", "less_equal", "greater", "greater_equal"], _each(2)
    ),
    **dict.fromkeys(["logical_and", "logical_or", "logical_xor"], _truth(2)),
    **dict.fromkeys(["bitwise_and", "bitwise_or", "bitwise_xor"], _bits(2)),
    **dict.fromkeys(["floordiv", "floormod"], _each(2, 0.5, 2.0)),
    **dict.fromkeys(["divide", "divide_no_nan", "pow"], _each(2, 0.5, 2.0, analytic=True)),
    **dict.fromkeys(
        ["negative", "square", "exp", "sin", "cos", "tanh", "identity", "sinh", "cosh", "expm1"], _each(1, analytic=True)
    ),
    **dict.fromkeys(
        [
            "abs",
            "sign",
            "floor",
            "ceil",
            "round",
            "is_nan",
            "is_inf",
            "is_finite",
            "sigmoid",
            "softplus",
            "relu",
            "leaky_relu",
            "elu",
            "selu",
            "swish",
            "erf",
        ],
        _each(1),
    ),
    **dict.fromkeys(["log", "sqrt", "rsqrt", "reciprocal"], _each(1, 0.5, 3.0, analytic=True)),
    **dict.fromkeys(["sum_over", "mean_over"], _over(analytic=True)),
    **dict.fromkeys(["max_over", "min_over", "logsumexp_over"], _over()),
    **dict.fromkeys(["any_over", "all_over"], _over(truth=True)),
    **dict.fromkeys(["softmax", "log_softmax", "argmax", "argmin"], _along()),
    **dict.fromkeys(["asin", "acos", "atanh"], _each(1, -0.8, 0.8)),
    **dict.fromkeys(["atan", "asinh", "log1p"], _each(1, -0.8, 2.0, analytic=True)),
    "acosh": _each(1, 1.2, 3.0),
    "atan2": _each(2, 0.5, 2.0),
    "tan": _each(1, -1.2, 1.2, analytic=True),
    "logical_not": _truth(1),
    "invert": _bits(1),
    "sigmoid_cross_entropy": _each(2),
    "cast_to": Domain(lambda rng: ([_numbers(rng, _shape(rng))], {"dtype": np.dtype("float64")})),
    "stop_gradient": Domain(lambda rng: ([_numbers(rng, _shape(rng))], {}), blocks=True),
    "cumsum": _along(exclusive=(False, True), reverse=(False, True)),
    "choose": Domain(_draw_choose),
    "broadcast_to": Domain(_draw_broadcast),
    "reshape": Domain(_draw_reshape, analytic=True),
    "transpose": Domain(_draw_transpose, analytic=True),
    "getitem": Domain(_draw_getitem, analytic=True),
    "scatter": Domain(_draw_scatter, analytic=True),
    "concat": Domain(_draw_concat),
    "stack": Domain(_draw_stack),
    "one_hot": Domain(_draw_one_hot),
    "negative_log_likelihood": Domain(_draw_labels, analytic=True),
    "matmul": Domain(_draw_matmul, analytic=True),
    "sum_of_products": Domain(_draw_einsum),
    "solve": Domain(_draw_solve, analytic=True),
    "inv": Domain(lambda rng: ([_invertible(rng)], {}), analytic=True),
    "det": Domain(lambda rng: ([_invertible(rng)], {}), analytic=True),
    **dict.fromkeys(
        ["eigenvalues", "eigenvectors", "singular_values", "left_vectors", "right_vectors"], Domain(_draw_matrix)
    ),
    **dict.fromkeys(["orthogonal_factor", "upper_factor"], Domain(_draw_matrix)),
    "log_abs_det": Domain(lambda rng: ([_invertible(rng)], {})),
    "cholesky": Domain(_draw_matrix, call=lambda x: decompositions.cholesky(x @ x.mT + np.eye(x.shape[-1]))),
    "conv2d": Domain(_draw_convolution("xk"), analytic=True),
    "conv2d_transpose": Domain(_draw_convolution("yk"), analytic=True),
    "conv2d_kernel": Domain(_draw_convolution("xy"), analytic=True),
    "max_pool2d": Domain(_draw_pool),
    "put_at_largest": Domain(_draw_put),
    "pick_at_largest": Domain(_draw_pick),
    "avg_pool2d": Domain(_draw_pool, analytic=True),
    "avg_pool2d_transpose": Domain(_draw_share, analytic=True),
    "custom": Domain(
        lambda rng: ([_numbers(rng, (3,)), _numbers(rng, (3,))], {}), call=custom.custom_gradient(_own_product)
    ),
}

"""Exercises of notebook 05: the lines of the learner's own engine, and an operator for gradlab."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

import gradlab as tf
from gradlab import checks
from gradlab.course.compare import came_out, function, numbers
from gradlab.course.exercise import exercise, holds_blank
from gradlab.course.verdict import Unusable, Verdict, almost, not_tried, right, wrong
from gradlab.operators.operator import Operator

_MULTIPLY = 'def multiply(x, y):\n    return Number(x.value * y.value, [x, y], {}, "·")'
_BACKWARDS = "            source.slope = {}"
_TANH = 'def tanh(x):\n    z = math.tanh(x.value)\n    return Number(z, [x], {}, "tanh")'
_EXP = 'def exp(x):\n    z = math.exp(x.value)\n    return Number({}, {}, "exp")'
_SOFTSIGN = '@elementwise("x / (1 + |x|)", slope_x=lambda g, x: {})'


@exercise(
    "05_multiply",
    kind="code",
    blank=_MULTIPLY.format("[..., ...]"),
    solution=_MULTIPLY.format("[y.value, x.value]"),
    because="When x grows by a little, x · y grows by y times as much, and the other way round.",
    hint="If y is 2 and x grows by 0.1, by how much does x · y grow?",
    wrong={
        _MULTIPLY.format("[x.value, y.value]"): "other factor",
        _MULTIPLY.format("[1.0, 1.0]"): "adding",
        _MULTIPLY.format("[y, x]"): "value",
        _MULTIPLY.format("[y.value]"): "two inputs",
        _MULTIPLY.format("[6.0, 6.0]"): "grows by 0.1",
        _MULTIPLY.format("y.value"): "brackets",
    },
)
def multiply(answer: Any) -> Verdict:
    """What are the local slopes of x · y with respect to x and to y?"""
    made = _made(function(answer), 3.0, 2.0)
    local = getattr(made, "local_slopes", made)
    if holds_blank(local):
        raise Unusable(not_tried())
    _listed(local, count=2, of="x · y has two inputs, so two local slopes are expected: [to x, to y].")
    if any(isinstance(each, _Stub) for each in local):
        return almost("These are the numbers themselves: the local slopes are plain values, as in y.value.")
    slopes = [float(each) for each in numbers(list(local))]
    if slopes == [2.0, 3.0]:
        return right("Each factor counts as much as the other one is large.")
    if slopes == [3.0, 2.0]:
        return almost("When x moves, it is the other factor that says how much the product moves.")
    if slopes == [1.0, 1.0]:
        return wrong("These are the slopes of adding. A product grows faster when the other factor is large.")
    return wrong(
        f"For 3 · 2 yours are {_few(slopes)}. If the 3 grows by 0.1, how much does the product grow? Divide that by 0.1."
    )


@exercise(
    "05_backwards",
    kind="code",
    blank=_BACKWARDS.format("..."),
    solution=_BACKWARDS.format("source.slope + number.slope * local_slope"),
    because="What arrived at the number, times its local slope, is added to what has arrived at the source before.",
    hint="Along a path multiply; where paths meet add. The source may have received a slope already.",
    wrong={
        _BACKWARDS.format("number.slope * local_slope"): "overwrit",
        _BACKWARDS.format("source.slope + local_slope"): "what arrived",
        _BACKWARDS.format("local_slope"): "two things are missing",
        _BACKWARDS.format("source.slope + number.slope"): "local slope",
        _BACKWARDS.format("source.slope + number.slope + local_slope"): "multipl",
    },
    answer="play_backwards",
)
def backwards(answer: Any) -> Verdict:
    """How does a number hand its slope on to one of its inputs?"""
    own = function(answer)
    tape = own.__globals__.get("tape")
    if not isinstance(tape, list):
        raise Unusable(wrong("There is no list called tape: run the cell of step 1 first."))
    with _kept(tape):
        slopes = _played(own, tape)
    if any(each is ... for each in slopes):
        raise Unusable(not_tried())
    known: dict[tuple[float, ...], Verdict] = {
        _after(lambda s, n, d: s + n * d): right("Two words of mathematics, times and plus, and all slopes fall out."),
        _after(lambda s, n, d: n * d): almost(
            "A number that is used twice gets only its last slope: the first is overwritten. Add to what is there."
        ),
        _after(lambda s, n, d: s + d): wrong("The local slope has to be multiplied by what arrived at the number."),
        _after(lambda s, n, d: d): wrong(
            "This is the local slope alone, and two things are missing: times what arrived at the number, and added to what "
            "is there."
        ),
        _after(lambda s, n, d: s + n): wrong("What arrived at the number has to be multiplied by the local slope."),
        (0.0, 0.0, 9.0): almost(
            "The tape is read from the front here: a number hands on before anything has arrived at it. Begin at the end."
        ),
        _after(lambda s, n, d: s + n + d): almost("Along a path slopes are multiplied, not added."),
    }
    said = tuple(round(float(each), 9) for each in slopes)
    expected = _after(lambda s, n, d: s + n * d)
    return known.get(said, wrong(f"For (3·2 + 3)·4 the slopes of 3, 2 and 4 are {expected}, and yours are {said}."))


@exercise(
    "05_slope_of_a",
    kind="prediction",
    solution='predict("05_slope_of_a", 5)',
    because="Through the product comes 4, the other factor, and directly through the sum comes 1.",
    hint="Two paths lead from a to c.",
    wrong={'predict("05_slope_of_a", 4)': "5", 'predict("05_slope_of_a", 1)': "5"},
    outcome="4.0 + 1.0",
    setup="",
)
def slope_of_a(answer: Any) -> Verdict:
    """What slope of a · b + a arrives at a = 3, with b = 4?"""
    return came_out(answer, 5, within=0.01, words="4 through the product and 1 through the sum.")


@exercise(
    "05_tanh",
    kind="code",
    blank=_TANH.format("[...]"),
    solution=_TANH.format("[1.0 - z * z]"),
    because="The slope of tanh, written with its own value z.",
    hint="z has been computed already: use it.",
    wrong={
        _TANH.format("[1.0 - x.value * x.value]"): "z.*not the one that goes in",
        _TANH.format("[1.0 - z]"): "square",
        _TANH.format("[z]"): "value",
        _TANH.format("[1.0 - x**2]"): "one of your Numbers",
        _TANH.format("1.0 - z * z"): "brackets",
        _TANH.format("[1.0 + z * z]"): "minus",
        _TANH.format("[z * z]"): "0.6347.*yours is 0.3653",
        _TANH.format("[1.0 - math.tanh(z) ** 2]"): "twice",
    },
)
def tanh(answer: Any) -> Verdict:
    """What is the local slope of z = tanh(x)?"""
    x = 0.7
    z = math.tanh(x)
    made = _made(function(answer), x)
    local = getattr(made, "local_slopes", made)
    if holds_blank(local):
        raise Unusable(not_tried())
    _listed(local, count=1, of="tanh has one input, so one local slope is expected.")
    slope = float(numbers(list(local)).reshape(-1)[0])
    slips = {
        1 - x * x: "1 minus the square of z, the value that comes out, not the one that goes in.",
        1 - z: "The square is missing: 1 - z².",
        z: "This is the value, and not its slope.",
        1 - math.tanh(z) ** 2: "This takes tanh twice: z is tanh x already.",
        1 + z * z: "Nearly: minus, not plus. The slope gets smaller away from the middle.",
    }
    if math.isclose(slope, 1 - z * z, rel_tol=1e-6):  # as near as float32 comes
        return right("Steepest in the middle, flat at both ends: that is where slopes vanish.")
    for value, words in slips.items():
        if math.isclose(slope, value, rel_tol=1e-6):
            return almost(words)
    return wrong(f"At x = 0.7 the slope is {1 - z * z:.4f}, and yours is {slope:.4f}.")


@exercise(
    "05_exp",
    kind="code",
    blank="exp = ...",
    solution=_EXP.format("z", "[x], [z]"),
    because="It is `tanh` with another value and another slope: value, inputs, local slopes, sign.",
    hint="Look at `tanh` above. Which three things are different here?",
    wrong={
        _EXP.format("z", "[x], [x.value]"): "z, which comes out",
        _EXP.format("z", "[x], [1.0]"): "z, which comes out",
        _EXP.format("z", "[x], [x.value * z / x.value * x.value]"): "power of x",
        _EXP.format("x.value", "[x], [z]"): "value should be",
        _EXP.format("z", "[], [z]"): "inputs",
        _EXP.format("z", "[x], z"): "brackets",
        "def exp(x):\n    return math.exp(x.value)": "Number",
        "def exp(x):\n    return Number(math.exp(x), [x], [math.exp(x)], 'exp')": "x.value",
    },
)
def exp(answer: Any) -> Verdict:
    """Write the operator exp for your engine, from the empty cell: its value, its input, its local slope."""
    x = 0.7
    z = math.exp(x)
    made = _made(function(answer), x)
    if not hasattr(made, "local_slopes"):
        return wrong("A Number was expected, `Number(value, [inputs], [local slopes], sign)`, so that the tape knows of it.")
    if not math.isclose(float(numbers(made.value).reshape(-1)[0]), z, rel_tol=1e-6):
        return wrong(f"At x = 0.7 the value should be {z:.4f}, and is {made.value:.4g}.")
    _listed(made.local_slopes, count=1, of="exp has one input, so one local slope is expected.")
    if len(made.inputs) != 1:
        return almost("The value and the slope are right, and the inputs are missing: [x]. Nothing could be handed on to x.")
    slope = float(numbers(list(made.local_slopes)).reshape(-1)[0])
    if math.isclose(slope, z, rel_tol=1e-6):
        return right("An operator from nothing. Its slope is its value: that is what makes e special.")
    if math.isclose(slope, x * z, rel_tol=1e-6):
        return almost("That is the rule for a power of x. Here x stands above: the slope is z itself.")
    return wrong(f"At x = 0.7 the slope should be {z:.4f}, z, which comes out, and yours is {slope:.4f}.")


@exercise(
    "05_softsign",
    kind="code",
    blank=_SOFTSIGN.format("..."),
    solution=_SOFTSIGN.format("g / (1 + abs(x)) ** 2"),
    because="The local slope 1 / (1 + |x|)², times the g that arrives.",
    hint="The rule gets g and x, and returns g times the local slope. abs(x) is |x|.",
    wrong={
        _SOFTSIGN.format("1 / (1 + abs(x)) ** 2"): "local slope is right.*g.*missing",
        _SOFTSIGN.format("x / (1 + abs(x)) ** 2"): "g does nothing",
        _SOFTSIGN.format("g / (1 + x) ** 2"): "At x = -2 it should be 0.1111, and yours gives 1",
        _SOFTSIGN.format("g / (1 + abs(x))"): "square",
        _SOFTSIGN.format("g * (1 + abs(x)) ** 2"): "divided",
        _SOFTSIGN.format("-g"): "At x = 0.5 it should be 0.4444, and yours gives -1",
        _SOFTSIGN.format("g + 1 / (1 + abs(x)) ** 2"): "multiplied, not added",
        _SOFTSIGN.format("g / (1 + np.abs(x)) ** 2"): "np.abs is not recorded",
        _SOFTSIGN.format("None"): "Nothing",
        _SOFTSIGN.format("'g'"): "number was expected",
    },
    answer="softsign",
)
def softsign(answer: Any) -> Verdict:
    """What does the slope rule of softsign return?"""
    if not isinstance(answer, Operator):
        raise Unusable(wrong("The operator was expected: keep the line that begins with @ above the function."))
    x = tf.Variable(np.array([0.5, -2.0, 3.0]))
    with tf.GradientTape(persistent=True) as tape:
        y = answer(x)
        twice = 2.0 * y
    numbers(answer.slopes["x"](1.0, 1.0))  # which ends here, in words, for a blank and for what is none
    single, double = (np.asarray(tape.gradient(target, x)) for target in (y, twice))
    at = np.asarray(x)
    size = 1 + np.abs(at)
    if np.allclose(single, double):
        if np.allclose(single, 1 / size**2):
            return almost("The local slope is right, but the g that arrives is missing: multiply by it.")
        return wrong("g does nothing here: the rule returns g times the local slope, 1 / (1 + |x|)².")
    if np.allclose(single, 1 / size):
        return almost("The square is missing: (1 + |x|) ** 2.")
    if np.allclose(single, size**2):
        return almost("g is divided by (1 + |x|)², and you multiplied.")
    if np.allclose(single, 1 + 1 / size**2):
        return almost("The g that arrives is multiplied, not added.")
    if not np.allclose(single, 1 / size**2):
        off = int(np.argmin(np.isclose(single, 1 / size**2)))  # the first place where they differ
        return wrong(f"At x = {at[off]:g} it should be {1 / size[off] ** 2:.4g}, and yours gives {single[off]:.4g}.")
    try:
        checks.check_gradient(answer, [0.5, -2.0, 3.0], name="softsign")
    except checks.GradientError:
        return almost(
            "The slope is right, but it has no slope itself: use abs or tf.abs in the rule, because np.abs is not recorded."
        )
    return right("Checked to second order. gradlab has one more operator, and it is yours.")


def _listed(local: Any, *, count: int, of: str) -> Any:
    """The local slopes, if they stand in a list of that length. Otherwise ends the checking in words."""
    if not isinstance(local, (list, tuple)):
        raise Unusable(wrong("Keep the brackets: local slopes stand in a list, [ ... ], one for each input."))
    if len(local) != count:
        raise Unusable(wrong(f"{of} This has {len(local)}."))
    return local


def _few(values: list[float]) -> str:
    return ", ".join(f"{value:.4g}" for value in values)


class _Stub:
    """A number as the learner's class makes them, for functions that only read its value."""

    def __init__(self, value: float) -> None:
        self.value = value


class _Node:
    """A number on a tape: what `play_backwards` reads and writes."""

    def __init__(self, value: float, inputs: tuple[_Node, ...] = (), local_slopes: tuple[float, ...] = ()) -> None:
        self.value, self.inputs, self.local_slopes, self.slope = value, inputs, local_slopes, 0.0


def _made(own: Callable[..., Any], *values: float) -> Any:
    """What the learner's operator makes of some numbers; the learner's tape stays as it is."""
    with _kept(own.__globals__.get("tape", [])):
        try:
            return own(*map(_Stub, values))
        except TypeError as error:
            if "_Stub" in str(error) or "real number" in str(error):
                raise Unusable(almost("`x` is one of your Numbers: its value is x.value.")) from None
            raise


@contextmanager
def _kept(tape: list[Any]) -> Iterator[None]:
    """Leave a list as it was."""
    before = list(tape)
    try:
        yield
    finally:
        tape[:] = before


def _example() -> list[_Node]:
    """The tape of (a·b + a)·c, with a = 3, b = 2, c = 4."""
    a, b, c = _Node(3.0), _Node(2.0), _Node(4.0)
    product = _Node(6.0, (a, b), (2.0, 3.0))
    total = _Node(9.0, (product, a), (1.0, 1.0))
    return [a, b, c, product, total, _Node(36.0, (total, c), (4.0, 9.0))]


def _played(own: Callable[..., Any], tape: list[Any]) -> tuple[Any, ...]:
    """The slopes of a, b and c after the learner's playback of the example."""
    tape[:] = example = _example()
    own(example[-1])
    return tuple(node.slope for node in example[:3])


def _after(rule: Callable[[float, float, float], float]) -> tuple[float, ...]:
    """The slopes of a, b and c if (slope there, slope of the number, local slope) become what `rule` says."""
    example = _example()
    example[-1].slope = 1.0
    for node in reversed(example):
        for source, local_slope in zip(node.inputs, node.local_slopes):
            source.slope = rule(source.slope, node.slope, local_slope)
    return tuple(round(node.slope, 9) for node in example[:3])

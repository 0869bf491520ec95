"""What is typed into a field: a number or a sum, or what belongs into the blank of a line of code."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

import gradlab as tf
from gradlab.course.answers import unquoted
from gradlab.course.compare import described, numbers
from gradlab.course.verdict import Unusable, Verdict, almost, not_tried, right, wrong

BLANK = "____"
_OPERATORS: dict[type, Callable[..., float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
}


def number_typed(text: str) -> float | str:
    """The number in a text, also as a sum such as (1 + 4) / 2 or as 60 %; the text itself where there is none."""
    if text.rstrip().endswith("%"):
        hundredths = number_typed(text.rstrip()[:-1])
        return text if isinstance(hundredths, str) else hundredths / 100
    meant, _ = unquoted(text)
    if not isinstance(meant, str):
        return float(meant)
    try:
        return _worked_out(ast.parse(text.strip().replace("−", "-").replace("·", "*"), mode="eval").body)
    except (SyntaxError, ValueError, ArithmeticError, RecursionError):
        return text


def _worked_out(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
        return float(node.value)
    if isinstance(node, ast.UnaryOp) and type(node.op) in _OPERATORS:
        return _OPERATORS[type(node.op)](_worked_out(node.operand))
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return _OPERATORS[type(node.op)](_worked_out(node.left), _worked_out(node.right))
    raise ValueError("no sum of numbers")


def completes(
    answer: Any,
    line: str,
    reference: Callable[..., Any],
    places: Iterable[Mapping[str, Any]],
    *,
    slips: Mapping[str, Callable[..., Any]],
    well_done: str,
) -> Verdict:
    """Judge what was typed into the blank of a line by what it gives at some places, {name in the line: value}.

    reference and the slips are functions of these names. Also the whole line may be typed.
    """
    tried = list(places)
    own = _as_function(answer, line, tuple(tried[0]))
    given = [_computed(own, place) for place in tried]
    if _agree(given, reference, tried):
        return right(well_done)
    for slip, slipped in slips.items():
        if _agree(given, slipped, tried):
            return almost(slip)
    at = next(i for i in range(len(tried)) if not _same(given[i], reference(**tried[i])))
    settings = " and ".join(f"`{name}` = {_shown(value)}" for name, value in tried[at].items())
    return wrong(f"With {settings} it should be {_shown(reference(**tried[at]))}, and yours is {_shown(given[at])}.")


def _as_function(answer: Any, line: str, names: tuple[str, ...]) -> Callable[..., Any]:
    if not isinstance(answer, str):
        raise Unusable(wrong(f"What belongs into the blank was expected, in quotes, and this is {described(answer)}."))
    before, after = line.split("#")[0].split(BLANK)
    text = answer.strip()
    squeezed = text.replace(" ", "")
    head, tail = before.replace(" ", ""), after.replace(" ", "")
    if head and squeezed.startswith(head) and squeezed.endswith(tail):  # the whole line
        text = squeezed[len(head) : len(squeezed) - len(tail)]
    if not text:
        raise Unusable(not_tried("The blank is still empty."))
    if _is_endless(text):
        raise Unusable(wrong(f"`{text}` is a power too large to compute: a smaller number was meant."))
    try:
        function = eval(f"lambda {', '.join(names)}: [{text}]", {"tf": tf, "np": np})
    except SyntaxError:
        raise Unusable(wrong(f"`{text}` is no Python yet: look at its brackets and signs.")) from None

    def own(**settings: Any) -> Any:
        values = function(**settings)
        return values[0] if len(values) == 1 else values

    return own


def _is_endless(text: str) -> bool:
    """Whether there is a power of a power or to a huge number, on whose digits Python would work for hours."""
    try:
        nodes = list(ast.walk(ast.parse(f"[{text}]", mode="eval")))
    except SyntaxError:
        return False
    powers = [node for node in nodes if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)]
    exponents = [node for power in powers for node in ast.walk(power.right)]
    return any(node in powers for node in exponents) or any(
        isinstance(node, ast.Constant) and isinstance(node.value, int) and node.value > 1000 for node in exponents
    )


def _computed(own: Callable[..., Any], place: Mapping[str, Any]) -> np.ndarray:
    try:
        return numbers(own(**place))
    except NameError as unknown:
        used = ", ".join(f"`{name}`" for name in place)
        raise Unusable(wrong(f"Nothing is called `{unknown.name}` here: use {used}.")) from None
    except Unusable:
        raise
    except Exception as error:
        raise Unusable(wrong(f"Python stops: {type(error).__name__}: {error}.")) from None


def _agree(given: list[np.ndarray], reference: Callable[..., Any], tried: list[Mapping[str, Any]]) -> bool:
    return all(_same(value, reference(**place)) for value, place in zip(given, tried))


def _same(given: np.ndarray, expected: Any) -> bool:
    wanted = np.asarray(expected)
    return given.shape == wanted.shape and bool(np.allclose(given, wanted, rtol=1e-5, atol=1e-6))


def _shown(value: Any) -> str:
    array = np.asarray(value)
    return f"{float(array):.4g}" if array.ndim == 0 else ", ".join(f"{each:.4g}" for each in array.ravel())

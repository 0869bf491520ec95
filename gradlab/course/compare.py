"""What checkers have in common: reading an answer as a number, a function or an instrument, and comparing it.

Every reader ends the checking in words if the answer is of another kind; every comparison returns a verdict that names the
slip where it knows it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np

from gradlab.course.answers import word
from gradlab.course.exercise import holds_blank
from gradlab.course.verdict import Unusable, Verdict, almost, not_tried, right, wrong
from gradlab.live.kit.instrument import Instrument
from gradlab.tensors.variable import Variable

_DIGITS = 6  # of what is shown of a learner's numbers


def number(answer: Any) -> float:
    """The answer as one finite number: Python's, NumPy's, a Tensor's or a Variable's."""
    array = numbers(answer)
    if array.size != 1:
        raise Unusable(wrong(f"One number was expected, and this is {described(answer)}."))
    value = float(array.reshape(()))
    if not math.isfinite(value):
        raise Unusable(wrong(f"A finite number was expected, and this is {value}: somewhere it became too large or 0/0."))
    return value


def numbers(answer: Any) -> np.ndarray:
    """The answer as an array of numbers."""
    if holds_blank(answer):
        raise Unusable(not_tried())
    if isinstance(answer, str):
        raise Unusable(wrong(f"A number was expected, without quotes, and this is {described(answer)}."))
    if answer is None:
        raise Unusable(
            wrong("Nothing (None) came: a function needs a `return`, and a cell has to run before it is checked.")
        )
    if callable(answer):
        raise Unusable(wrong("The function itself was given: call it, with ( ) behind its name."))
    try:
        array = np.asarray(answer)
    except Exception:
        array = np.asarray(None)
    if array.dtype.kind == "O" and array.size and all(_is_number(each) for each in array.flat):
        try:
            array = array.astype(np.float64)  # fractions, decimals and very large whole numbers
        except OverflowError:
            raise Unusable(wrong("This number has more digits than can be compared: it is far too large.")) from None
    if array.dtype.kind not in "iuf":
        raise Unusable(wrong(_no_number(answer)))
    return array


def function(answer: Any) -> Callable[..., Any]:
    """The answer as a function to call."""
    if not callable(answer):
        raise Unusable(
            wrong(f"The function itself was expected, its name without ( ) behind it, and this is {described(answer)}.")
        )
    return answer


def text(answer: Any, choices: Iterable[str]) -> str:
    """The answer as one of some words, whatever its capitals; with an article or in the plural it is the same word."""
    known = list(choices)
    said = word(answer.name.split(":")[0] if isinstance(answer, Variable) else str(answer))
    for choice in known:
        if said in (word(choice), f"{word(choice)}s"):
            if isinstance(answer, Variable):
                raise Unusable(wrong(f'This is the number that {choice} holds. Put the word in quotes: "{choice}".'))
            return choice
    quotes = "" if isinstance(answer, str) else ", with the quotes"
    raise Unusable(wrong(f"One of {', '.join(map(repr, known))} was expected{quotes}, and this is {described(answer)}."))


def reading(instrument: Any, name: str) -> float:
    """Where a knob of an instrument stands, or what one of its numbers is: reading(knobs, "W"), reading(knobs, "error")."""
    if holds_blank(instrument):
        raise Unusable(not_tried())
    if not isinstance(instrument, Instrument):
        raise Unusable(wrong(f"The instrument was expected, by its name, and this is {described(instrument)}."))
    for knob in instrument.knobs:
        if knob.name == name:
            return number(knob.value)  # its trait follows a moment later
    if not hasattr(instrument, name):
        raise Unusable(wrong(f"An instrument with {name} was expected, and this one has none: it is {instrument!r}."))
    return number(getattr(instrument, name))


def close(
    answer: Any,
    expected: float,
    *,
    rel: float = 0.01,
    tol: float = 0.0,
    slips: Mapping[str, float] | None = None,
    says: str = "",
    well_done: str = "That is it.",
) -> Verdict:
    """Compare a number with the expected one, and name the slip where it is a typical one.

    rel, tol: how far off it may be, as a share of `expected` and as a number; the larger counts.
    slips: {what went wrong: the number that it gives}. The sign, a factor of two and a rough rounding are seen without.
    says: what was expected, in words, for an answer that is none of these. well_done: for the right one.
    """
    value = number(answer)
    room = max(rel * abs(expected), tol)
    if abs(value - expected) <= room:
        return right(well_done)
    for slip, result in (slips or {}).items():
        if abs(value - result) <= max(rel * abs(result), tol):
            return almost(slip)
    common = {
        "The size is right, the sign is not.": -expected,
        "This is twice what it should be.": 2 * expected,
        "This is half of what it should be.": expected / 2,
    }
    for slip, result in common.items():
        if expected and abs(value - result) <= room:
            return almost(slip)
    rounded = not float(expected).is_integer() and value == round(expected, _decimals(value))
    if value and rounded and rel >= 0.001:
        return almost(f"{_shown(value)} is right as far as it goes: give a digit more.")
    side = "too large" if value > expected else "too small"
    return wrong(f"{_shown(value)} is {side}." + (f" {says}" if says else ""))


def came_out(
    answer: Any, outcome: float, *, within: float = 0.1, words: str = "", slips: Mapping[str, float] | None = None
) -> Verdict:
    """Set a predicted number beside what came out: right within that share of it, almost within twice that.

    words: what there is to learn from it. slips: {what went wrong: the number that it gives}; a surprise, however near.
    """
    value = number(answer)
    off = abs(value - outcome) / max(abs(outcome), 1e-12)
    said = f"It came out {_shown(outcome, 4)}." + (f" {words}" if words else "")
    if off <= within:
        return right(said)
    for slip, result in (slips or {}).items():
        if math.isclose(value, result, rel_tol=1e-3):
            return wrong(f"{said} {slip}")
    return almost(said) if off <= 2 * within else wrong(said)


def agrees(
    answer: Any,
    reference: Callable[..., Any],
    points: Iterable[tuple[Any, ...]],
    *,
    rel: float = 1e-6,
    slips: Mapping[str, Callable[..., Any]] | None = None,
    parts: Sequence[str] = (),
    well_done: str = "Your function gives the expected value everywhere it was tried.",
) -> Verdict:
    """Compare a function with a reference at some points, each a tuple of arguments.

    slips: {what went wrong: a function with that slip}; named where the answer agrees with it at every point. The sign, a
    factor of two and numbers in another order are seen without.
    parts: what its numbers are called, if it returns several: those that are right are said to be, and a slip is named that
    was made in the others.
    """
    own = function(answer)
    places = list(points)
    given = [numbers(own(*map(_copied, place))) for place in places]
    expected = [np.asarray(reference(*place)) for place in places]
    given = [one.reshape(()) if one.size == 1 and not true.ndim else one for one, true in zip(given, expected)]
    off = [i for i in range(len(places)) if not _same(given[i], expected[i], rel)]
    if not off:
        return right(well_done)
    with np.errstate(all="ignore"):
        slipped = {slip: [np.asarray(f(*place)) for place in places] for slip, f in (slips or {}).items()}
    common = {
        "The size is right everywhere, the sign is not.": [-true for true in expected],
        "This is twice what it should be, everywhere.": [2 * true for true in expected],
        "This is half of what it should be, everywhere.": [true / 2 for true in expected],
    }
    for slip, results in (slipped | common).items():
        if _all_same(given, results, rel):
            return almost(slip)
    call = _call(own, places[off[0]])
    if parts and all(one.shape == (len(parts),) for one in given):
        verdict = _part_by_part(given, expected, slipped, parts, rel, call, off[0])
        if verdict:
            return verdict
    if given[off[0]].shape != expected[off[0]].shape:
        return wrong(f"{call} should be {_counted(expected[off[0]])}, and your function gives {_counted(given[off[0]])}.")
    return wrong(f"{call} should be {_shown(expected[off[0]])}, and your function gives {_shown(given[off[0]])}.")


def _part_by_part(
    given: list[np.ndarray],
    expected: list[np.ndarray],
    slipped: Mapping[str, list[np.ndarray]],
    parts: Sequence[str],
    rel: float,
    call: str,
    place: int,
) -> Verdict | None:
    """What is to be said of several numbers if some of them are right, or all stand in another order; None otherwise."""
    places = range(len(parts))
    orders = [list(order) for order in itertools.permutations(places)]
    if any(_all_same(given, [true[order] for true in expected], rel) for order in orders):
        return almost(f"The numbers are right, but in another order: {', then '.join(parts)}.")
    good = [i for i in places if _all_same([one[i] for one in given], [true[i] for true in expected], rel)]
    if not good:
        return None
    names = " and ".join(parts[i] for i in good)
    said = f"{names[0].upper()}{names[1:]} {'are' if len(good) > 1 else 'is'} right."
    first = next(i for i in places if i not in good)
    for slip, results in slipped.items():
        if any(_all_same(results, [true[order] for true in expected], rel) for order in orders):
            continue  # an exchange takes more than one
        made = [i for i in places if i not in good and _all_same([g[i] for g in given], [r[i] for r in results], rel)]
        if len(made) + len(good) == len(parts):
            return almost(f"{said} About {parts[first]}: {slip}")
    true, own = (_shown(values[place][first]) for values in (expected, given))
    return wrong(f"{said} For {call.rstrip(',')}, {parts[first]} should be {true}, and yours is {own}.")


def slope_of(f: Callable[..., Any], *at: float, of: int = 0) -> float:
    """The slope of a function at a point by a central difference, with respect to its argument number `of`."""
    h = 1e-5 * max(1.0, abs(at[of]))

    def moved(by: float) -> float:
        return float(np.asarray(f(*(each + by * (i == of) for i, each in enumerate(at)))))

    return (moved(h) - moved(-h)) / (2 * h)


def described(answer: Any) -> str:
    """What a learner gave, in a few words."""
    if answer is None:
        return "nothing (None)"
    if isinstance(answer, str):
        return f"the text {answer[:40]!r}"
    if isinstance(answer, bool):
        return f"the truth value {answer}"
    if callable(answer):
        return "a function"
    shape = getattr(answer, "shape", None)
    if shape:
        return f"an array of shape {tuple(shape)}"
    if isinstance(answer, (list, tuple)):
        return f"{'a list' if isinstance(answer, list) else 'a tuple'} of {len(answer)}"
    return f"{answer!r}"[:60]


def _same(given: np.ndarray, expected: np.ndarray, rel: float) -> bool:
    scale = max(1.0, float(np.max(np.abs(expected), initial=0.0)))
    return given.shape == expected.shape and bool(np.allclose(given, expected, rtol=rel, atol=rel * scale))


def _all_same(given: Iterable[np.ndarray], expected: Iterable[np.ndarray], rel: float) -> bool:
    return all(_same(np.asarray(one), np.asarray(true), rel) for one, true in zip(given, expected))


def _copied(value: Any) -> Any:
    """What a learner's function may change without changing what it is compared with."""
    return value.copy() if isinstance(value, (np.ndarray, list)) else value


def _shown(value: Any, digits: int = _DIGITS) -> str:
    """A number, or rows of numbers as Python writes them, the first eight of each."""
    array = np.asarray(value)
    if array.ndim == 0:
        return f"{float(array):.{digits}g}"
    return f"[{', '.join(_shown(each, 4) for each in array[:8])}{', …' if len(array) > 8 else ''}]"


def _no_number(answer: Any) -> str:
    """What is to be said of an answer that should hold numbers and does not."""
    if isinstance(answer, (list, tuple)):
        for place, each in enumerate(answer, 1):
            if np.ndim(each) and np.asarray(each).dtype.kind in "iuf":
                return f"One number was expected in each place, and in place {place} there are {np.size(each)}."
            if not _is_number(np.asarray(each).reshape(-1).tolist()[0] if np.size(each) == 1 else each):
                return f"Numbers were expected, and in place {place} stands {described(each)}."
    return f"A number was expected, and this is {described(answer)}."


def _is_number(value: Any) -> bool:
    return isinstance(value, (Real, Decimal)) and not isinstance(value, bool)


def _decimals(value: float) -> int:
    """How many digits a number was given behind the point; below zero for round thousands in powers of ten."""
    return -int(Decimal(repr(value)).normalize().as_tuple().exponent)


def _counted(value: np.ndarray) -> str:
    """How many numbers an answer is, for who has not met shapes yet."""
    if value.ndim == 0:
        return "one number"
    if value.ndim == 1:
        return f"{value.size} numbers" if value.size != 1 else "one number, in a list"
    return f"numbers of shape {value.shape}"


def _call(own: Callable[..., Any], place: tuple[Any, ...]) -> str:
    """A call as a learner writes it. A function that is handed over is called f, and its docstring is its formula."""
    name = getattr(own, "__name__", "it")
    formulas = [each.__doc__ for each in place if callable(each) and (each.__doc__ or "").startswith("f(")]
    said = f"{'your function' if name == '<lambda>' else name}({', '.join(map(_argument, place))})"
    return said + (f", with {formulas[0]}," if formulas else "")


def _argument(value: Any) -> str:
    if callable(value):
        return "f" if (value.__doc__ or "").startswith("f(") else str(getattr(value, "__name__", "f"))
    return described(value) if isinstance(value, str) else _shown(value)

"""Exercises of notebook 03: slopes seen, measured, computed by rules, and two of them together."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from gradlab.course.compare import agrees, came_out, close, number, numbers, reading
from gradlab.course.exercise import exercise
from gradlab.course.verdict import Unusable, Verdict, almost, not_tried, right, wrong

_GRADIENT = "def gradient(f, W, b, h=1e-5):\n    slope_W = {}\n    slope_b = {}\n    return slope_W, slope_b"


@exercise(
    "03_slope_guess",
    kind="prediction",
    solution='predict("03_slope_guess", 3)',
    because="The slope of x² is 2x, and two times 1.5 is 3.",
    hint="From x = 1 to x = 2 the curve rises from 1 to 4.",
    wrong={
        'predict("03_slope_guess", 2.25)': "2.25 is how high",
        'predict("03_slope_guess", 1.5)': "1.5 is where",
        'predict("03_slope_guess", 2.5)': "It came out 3",
    },
    outcome="2 * 1.5",
    setup="",
)
def slope_guess(answer: Any) -> Verdict:
    """What is the slope of x² at x = 1.5?"""
    return came_out(
        answer,
        3,
        within=0.05,
        words="The slope of x² is 2x.",
        slips={
            "2.25 is how high the curve is there, and not how steep.": 2.25,
            "1.5 is where the point stands, and not how steep the curve is there.": 1.5,
        },
    )


@exercise(
    "03_slope_two",
    kind="setting",
    solution="touch.x = 1.0",
    because="The slope of x² is 2x, which is 2 at x = 1.",
    hint="The slope grows from left to right. It is 0 at the bottom, so go on to the right from there.",
    wrong={"touch.x = -1.0": "falls", "touch.x = 2.0": "4.00.*too steep", "touch.x = 0.5": "1.00.*too flat"},
    answer="touch",
)
def slope_two(answer: Any) -> Verdict:
    """Bring the point to where the slope is 2."""
    slope = reading(answer, "slope")
    if reading(answer, "x") == -2.0:
        return not_tried("Not tried yet: drag the point along the curve.")
    if abs(slope - 2) <= 0.05:
        return right("At x = 1 the curve goes up by 2 for one step to the right.")
    if abs(slope + 2) <= 0.05:
        return almost("Steep enough, but here the curve falls to the right: the slope is -2.")
    return wrong(f"The slope is {slope:.2f} here, too {'steep' if slope > 2 else 'flat'}.")


@exercise(
    "03_bottom",
    kind="setting",
    solution="curve.x = 1.0",
    because="The slope 3x² - 3 is 0 at -1 and at 1; to the right of 1 it is positive, so 1 is a bottom.",
    hint="At a bottom the slope changes from falling to rising as you go to the right.",
    wrong={"curve.x = -1.0": "top", "curve.x = 0.0": "not flat"},
    answer="curve",
)
def bottom(answer: Any) -> Verdict:
    """Bring the point to the flat place that is a bottom."""
    x, slope = reading(answer, "x"), reading(answer, "slope")
    if x == -2.5:
        return not_tried("Not tried yet: drag the point along the curve.")
    if abs(x - 1) <= 0.02:
        return right("Flat, and higher on both sides: a bottom. The slope alone said 'flat'; its change says which kind.")
    if abs(x + 1) <= 0.05:
        return almost("Flat, yes, but it goes down on both sides: this is the top.")
    return wrong(f"The slope is {slope:.2f} here, so it is not flat.")


@exercise(
    "03_central",
    kind="code",
    blank="def slope(f, x, h):\n    return ...",
    solution="def slope(f, x, h):\n    return (f(x + h) - f(x - h)) / (2 * h)",
    because="The height between the two points, divided by the 2·h that lie between them.",
    hint="The points stand at x - h and x + h. How far apart are they?",
    wrong={
        "def slope(f, x, h):\n    return (f(x + h) - f(x - h)) / h": "2·h apart",
        "def slope(f, x, h):\n    return (f(x + h) - f(x)) / h": "one side",
        "def slope(f, x, h):\n    return (f(x + h) - f(x - h)) / 2 * h": "parentheses",
        "def slope(f, x, h):\n    return (f(x - h) - f(x + h)) / (2 * h)": "sign is turned round",
        "def slope(f, x, h):\n    (f(x + h) - f(x - h)) / (2 * h)": "return",
        "def slope(f, x, h):\n    return f(x + h) - f(x - h) / (2 * h)": "subtract first",
    },
    setup="",
)
def central(answer: Any) -> Verdict:
    """Write the central difference quotient of f at x, with a point on each side."""

    def quotient(f: Callable[[float], float], x: float, h: float) -> float:
        return (f(x + h) - f(x - h)) / (2 * h)

    slips: dict[str, Callable[..., float]] = {
        "You divided by h, and the two points are 2·h apart.": lambda f, x, h: (f(x + h) - f(x - h)) / h,
        "This is the forward quotient, with a point on one side only.": lambda f, x, h: (f(x + h) - f(x)) / h,
        "Python divides by 2 and then multiplies by h: 2 * h needs parentheses.": lambda f, x, h: (
            (f(x + h) - f(x - h)) / 2 * h
        ),
        "The sign is turned round: the height on the right comes first.": lambda f, x, h: (f(x - h) - f(x + h)) / (2 * h),
        "Only the second height is divided: subtract first, in parentheses.": lambda f, x, h: f(x + h) - f(x - h) / (2 * h),
    }
    places = [(math.sin, 1.0, 0.1), (math.exp, 0.5, 0.01), (_cube, 2.0, 0.5)]
    return agrees(
        answer, quotient, places, slips=slips, well_done="For x² it is exact, whatever h. For others it is far better."
    )


@exercise(
    "03_best_h",
    kind="prediction",
    solution='predict("03_best_h", 1e-8)',
    because="In the middle the two mistakes are equally small: about the square root of the 16th digit.",
    hint="A computer keeps about 16 digits. Where do the two mistakes meet?",
    wrong={'predict("03_best_h", 1e-15)': "1e-08.*digits", 'predict("03_best_h", 1e-2)': "1e-08"},
    setup="",
)
def best_h(answer: Any) -> Verdict:
    """Which of the five h gives the best slope with the forward quotient?"""
    said = number(answer)
    words = "It was 1e-08. Above it the second point is too far away, below it the digits run out."
    if math.isclose(said, 1e-8, rel_tol=0.01):
        return right(words)
    return almost(words) if said in (1e-5, 1e-11) else wrong(words)


@exercise(
    "03_fine",
    kind="setting",
    solution="fine.h = 1e-6\nfine.central = True",
    because="The central quotient's mistake shrinks with h², so a larger h is enough, and fewer digits cancel.",
    hint="Switch to central first. Its valley lies somewhere between 1e-4 and 1e-7.",
    wrong={
        "fine.h = 1e-8\nfine.central = False": "central",
        "fine.h = 1e-2\nfine.central = True": "too far",
        "fine.h = 1e-13\nfine.central = True": "digits",
    },
    answer="fine",
)
def fine(answer: Any) -> Verdict:
    """Measure the slope with the central quotient to better than 1e-9."""
    h, off = reading(answer, "h"), abs(reading(answer, "quotient") - reading(answer, "slope"))
    if h == 0.1 and not answer.central:
        return not_tried("Not tried yet: slide h, and switch to the central quotient.")
    if not answer.central:
        return almost(f"Off by {off:.0e} with the forward quotient. Switch to central.")
    if off < 1e-9:
        return right(f"Off by {off:.0e}: nine digits and more, from two values of the function.")
    why = "the points are too far away: make h smaller" if h > 1e-5 else "too few digits are left: make h larger"
    return wrong(f"Off by {off:.0e}, because {why}.")


@exercise(
    "03_by_hand",
    kind="number",
    blank="my_slope = ...",
    solution="my_slope = 3 * 2**2 + 5",
    because="The slope of x³ is 3x², which is 12 at 2, and the slope of 5x is 5.",
    hint="Find the slopes of x³ and of 5x, each by itself, add them, and put in x = 2.",
    wrong={
        "my_slope = 2**3 + 5 * 2": "value.*not its slope",
        "my_slope = 3 * 2**2": "5x.*slope too",
        "my_slope = 3 * 2**2 + 5 * 2": "slope of 5x is 5",
        "my_slope = 2**2 + 5": "factor 3",
        "my_slope = 16.5": "too small",
    },
    setup="",
)
def by_hand(answer: Any) -> Verdict:
    """What is the slope of x³ + 5x at x = 2?"""
    return close(
        answer,
        17,
        rel=1e-3,
        slips={
            "This is the value of the function, not its slope.": 18,
            "This is the slope of x³ alone: 5x has a slope too.": 12,
            "The slope of 5x is 5 everywhere, whatever x is.": 22,
            "The exponent comes down in front: the factor 3 is missing.": 9,
        },
        well_done="12 from x³ and 5 from 5x.",
    )


@exercise(
    "03_partials",
    kind="number",
    blank="my_slopes = (..., ...)",
    solution="my_slopes = (2 * (2 - 1), 6 * (2 + 1))",
    because="(W - 1)² has the slope 2·(W - 1), and 3·(b + 1)² has 6·(b + 1).",
    hint="Hold b still: then 3·(b + 1)² is a constant, and constants have the slope 0.",
    wrong={
        "my_slopes = (2, 6)": "3 in front",
        "my_slopes = (18, 2)": "other way round",
        "my_slopes = (1, 18)": "first.*too small",
        "my_slopes = (1, 27)": "heights",
        "my_slopes = 20": "[Tt]wo",
    },
    setup="",
)
def partials(answer: Any) -> Verdict:
    """What are the slopes of W and of b at W = 2, b = 2?"""
    both = numbers(answer)
    if both.shape != (2,):
        raise Unusable(wrong("Two slopes were expected, of W and of b, in parentheses: (1, 2)."))
    first, second = (float(each) for each in both)
    if (first, second) == (1, 27):
        return wrong("These are the heights of the two terms. The question is how steep each of them is.")
    if (first, second) == (18, 2):
        return almost("The other way round: the slope of W comes first.")
    if (first, second) == (2, 6):
        return almost("The slope of W is right. For b, keep the 3 in front of the square.")
    for place, value, truth in (("first", first, 2.0), ("second", second, 18.0)):
        if abs(value - truth) > 1e-6:
            return wrong(f"The {place} slope is too {'small' if value < truth else 'large'}.")
    return right("b's direction is nine times as steep as W's here.")


@exercise(
    "03_gradient",
    kind="code",
    blank=_GRADIENT.format("...", "..."),
    solution=_GRADIENT.format("(f(W + h, b) - f(W - h, b)) / (2 * h)", "(f(W, b + h) - f(W, b - h)) / (2 * h)"),
    because="Each knob is moved a little to both sides while the other one is held still.",
    hint="For W: f(W + h, b) and f(W - h, b). For b it is the second number that moves.",
    wrong={
        _GRADIENT.format(
            "(f(W + h, b) - f(W - h, b)) / (2 * h)", "(f(W + h, b + h) - f(W - h, b - h)) / (2 * h)"
        ): "hold W still",
        _GRADIENT.format("(f(W + h, b) - f(W - h, b)) / h", "(f(W, b + h) - f(W, b - h)) / h"): "2·h apart",
        _GRADIENT.format("(f(W, b + h) - f(W, b - h)) / (2 * h)", "(f(W + h, b) - f(W - h, b)) / (2 * h)"): "swapped",
        _GRADIENT.format("(f(W + h, b) - f(W, b)) / h", "(f(W, b + h) - f(W, b)) / h"): "one side only",
        _GRADIENT.format("(f(W + h, b) - f(W - h, b)) / 2 * h", "(f(W, b + h) - f(W, b - h)) / 2 * h"): "parentheses",
        _GRADIENT.format("(f(W - h, b) - f(W + h, b)) / (2 * h)", "(f(W, b - h) - f(W, b + h)) / (2 * h)"): "sign",
        _GRADIENT.format(*["(f(W + h, b + h) - f(W - h, b - h)) / (2 * h)"] * 2): "one at a time",
        _GRADIENT.format("f(W, b)", "f(W, b)"): r"gradient\(f, 2, 1, 0.1\), with f\(W, b\) = W³",
    },
    setup="",
)
def gradient(answer: Any) -> Verdict:
    """Return the two slopes of f at (W, b), each measured with the other number held still."""

    def along(f: Callable[..., float], W: float, b: float, to_W: float, to_b: float, h: float) -> float:
        return (f(W + to_W * h, b + to_b * h) - f(W - to_W * h, b - to_b * h)) / (2 * h)

    def both(f: Callable[..., float], W: float, b: float, h: float) -> tuple[float, float]:
        return along(f, W, b, 1, 0, h), along(f, W, b, 0, 1, h)

    def times(factor: Callable[[float], float]) -> Callable[..., tuple[float, ...]]:
        return lambda f, W, b, h: tuple(factor(h) * slope for slope in both(f, W, b, h))

    # The h is wide and the functions are bent, so that a quotient with one side only gives other numbers.
    return agrees(
        answer,
        both,
        [(_cubes, 2.0, 1.0, 0.1), (_mixed, 0.5, -1.5, 0.1)],
        parts=("`slope_W`", "`slope_b`"),
        slips={
            "For the slope of b, hold W still.": lambda f, W, b, h: (along(f, W, b, 1, 0, h), along(f, W, b, 1, 1, h)),
            "For the slope of W, hold b still.": lambda f, W, b, h: (along(f, W, b, 1, 1, h), along(f, W, b, 0, 1, h)),
            "Both knobs moved at once: move one at a time.": lambda f, W, b, h: (along(f, W, b, 1, 1, h),) * 2,
            "You divided by h, and the two points are 2·h apart.": times(lambda h: 2),
            "Python divides by 2 and then multiplies by h: 2 * h needs parentheses.": times(lambda h: h * h),
            "The sign is turned round: the height on the right comes first.": times(lambda h: -1),
            "These are forward quotients, with a point on one side only. Take one on each side.": lambda f, W, b, h: (
                (f(W + h, b) - f(W, b)) / h,
                (f(W, b + h) - f(W, b)) / h,
            ),
            "The two slopes are swapped.": lambda f, W, b, h: both(f, W, b, h)[::-1],
        },
        well_done="Two knobs, four heights. How many would 122 570 knobs need?",
    )


def _cube(x: float) -> float:
    """f(x) = x³"""
    return x**3


def _cubes(W: float, b: float) -> float:
    """f(W, b) = W³ + 3·b³ + W·b"""
    return W**3 + 3.0 * b**3 + W * b


def _mixed(W: float, b: float) -> float:
    """f(W, b) = W·b² + sin W"""
    return W * b**2 + math.sin(W)

"""Exercises of notebook 02: reading the hill of the error, foreseeing it, and walking down it blindfolded."""

from __future__ import annotations

from typing import Any

from gradlab.course.compare import agrees, came_out, number, numbers, reading, text
from gradlab.course.exercise import exercise
from gradlab.course.verdict import Unusable, Verdict, almost, not_tried, right, wrong

_START = (16.0, -10.0)  # where the cells put the ball before it is to be moved
_STEP = "def next_place(W, b, slope_W, slope_b):\n    return {}"


@exercise(
    "02_bottoms",
    kind="prediction",
    solution='predict("02_bottoms", 1)',
    because="The error is a sum of squares of W and b, and that makes a bowl.",
    hint="Look at the nine heights: do they rise in every direction from the one in the middle?",
    wrong={'predict("02_bottoms", 2)': "One", 'predict("02_bottoms", 9)': "One"},
    setup="",
)
def bottoms(answer: Any) -> Verdict:
    """How many lowest points does the landscape of the line have?"""
    return came_out(answer, 1, words="One: a bowl. Round 4 ends with a landscape that has more than one.")


@exercise(
    "02_lowest",
    kind="setting",
    solution="W.assign(3.0)\nb.assign(0.5)",
    because="The lowest point lies where the secret rule is, give or take the noise.",
    hint="Follow the arrow under the ball, or turn the slider whose slope is the larger one first.",
    wrong={"W.assign(3.0)\nb.assign(4.0)": "b.*too high", "W.assign(1.0)\nb.assign(0.5)": "W.*too low"},
    answer="hill",
)
def lowest(answer: Any) -> Verdict:
    """Bring the ball to where the error is below 1.1."""
    return _at_the_bottom(answer, W=3.018, b=0.494, well_done="The lowest point there is: W near 3, b near 0.5.")


@exercise(
    "02_dimensions",
    kind="prediction",
    solution='predict("02_dimensions", 122571)',
    because="Each knob is a direction to walk in, and the height is one more.",
    hint="How did two knobs come to a picture with three dimensions?",
    wrong={'predict("02_dimensions", 122570)': "height is one more", 'predict("02_dimensions", 3)': "122571"},
    setup="",
)
def dimensions(answer: Any) -> Verdict:
    """How many dimensions would the picture of the error need for 122 570 knobs?"""
    said = number(answer)
    if said == 122_571:
        return right("122571: a direction for each knob, and one more for the height. Nobody can draw that.")
    if said == 122_570:
        return almost("122571: these are the directions to walk in. The height is one more.")
    return wrong("122571: one direction for each of the 122 570 knobs, and one more for the height.")


@exercise(
    "02_same_height",
    kind="setting",
    solution="W.assign(-1.1)\nb.assign(0.5)",
    because="On the contour line of 16 there are settings on all sides of the bottom, so also some with W below 0.",
    hint="Set W to -1 first, and then turn b until the error is between 16 and 17.",
    wrong={
        "W.assign(7.15)\nb.assign(0.5)": "right height.*other side",
        "W.assign(-5.0)\nb.assign(0.5)": "too high",
        "W.assign(-0.5)\nb.assign(0.5)": "too low",
    },
    answer="above",
)
def same_height(answer: Any) -> Verdict:
    """Find a setting with W below 0 whose error is between 16 and 17."""
    error, across = _moved_error(answer), reading(answer, "W")
    if not 16 <= error <= 17:
        side = "too high: come nearer to the bottom" if error > 17 else "too low: go further away from the bottom"
        return wrong(f"The error is {error:.1f} here, {side}.")
    if across >= 0:
        return almost(f"The right height, but W is {across:.1f}: follow the same line to the other side of the bottom.")
    return right("Another box, just as wrong as all the others on this line.")


@exercise(
    "02_moved",
    kind="prediction",
    blank='predict("02_moved", (..., ...))',
    solution='predict("02_moved", (3, 5.5))',
    because="b is added to every answer, so it takes over the 5; the slope of the points has not changed.",
    hint="Which of the two knobs can add 5 to every answer of the box?",
    wrong={'predict("02_moved", (8, 0.5))': "b took over the 5", 'predict("02_moved", (3, 0.5))': "moved"},
    setup="",
)
def moved(answer: Any) -> Verdict:
    """Where (W, b) is the lowest point when every y is 5 larger?"""
    W, b = _pair(answer)
    if abs(W - 3) <= 0.3 and abs(b - 5.5) <= 0.3:
        return right("W = 3, b = 5.5: the hill moved along b and kept its shape.")
    if abs(b - 5.5) > 0.3 and abs(W - 3) <= 0.3:
        return wrong("The lowest point moved to W = 3, b = 5.5.")
    return wrong("The lowest point is at W = 3, b = 5.5: b took over the 5, and W stayed.")


@exercise(
    "02_moved_lowest",
    kind="setting",
    solution="W.assign(3.0)\nb.assign(5.5)",
    because="The same W as before, and b larger by the 5 that every y has grown.",
    hint="Only one of the two knobs has to move from where the old lowest point was.",
    wrong={"W.assign(3.0)\nb.assign(0.5)": "b.*too low", "W.assign(8.0)\nb.assign(5.5)": "W.*too high"},
    answer="lifted",
)
def moved_lowest(answer: Any) -> Verdict:
    """Bring the ball to the lowest point of the new hill, to an error below 1.1."""
    return _at_the_bottom(answer, W=3.018, b=5.494, well_done="b went up by the 5 that were added to y, and W stayed.")


@exercise(
    "02_steeper",
    kind="prediction",
    solution='predict("02_steeper", "W")',
    because="W is multiplied by x, so a turn of W moves the line three times as far when x is three times as large.",
    hint="Which of the two knobs is multiplied by x?",
    wrong={'predict("02_steeper", "b")': "W", 'predict("02_steeper", "B")': "W"},
    setup="",
)
def steeper(answer: Any) -> Verdict:
    """In which direction does the hill become steeper when every x is three times as large?"""
    if text(answer, ["W", "b"]) == "W":
        return right("W is multiplied by x, and so is the effect of turning it.")
    return wrong("It was W, which is multiplied by x; b is only added and does not care.")


@exercise(
    "02_blindfold",
    kind="setting",
    solution="W.assign(3.0)\nb.assign(1.0)\nwalk.steps = 20",
    because="The slope tells the direction, a long stride saves steps on the way and a short one finds the bottom.",
    hint="Step against the larger slope. When a step makes the error grow, you have crossed the valley: shorten the stride.",
    wrong={
        "W.assign(3.0)\nb.assign(1.0)\nwalk.steps = 55": "55 steps.*longer stride",
        "W.assign(1.0)\nb.assign(4.0)\nwalk.steps = 30": "not down yet",
    },
    answer="walk",
)
def blindfold(answer: Any) -> Verdict:
    """Walk down to an error below 1.5 in at most 40 steps."""
    error, steps = reading(answer, "error"), int(reading(answer, "steps"))
    if not steps:
        return not_tried("Not tried yet: take a step with the arrow keys or the buttons.")
    if error >= 1.5:
        return wrong(f"The error is {error:.1f} after {steps} steps: you are not down yet. Walk on against the slopes.")
    if steps > 40:
        return almost(f"You are down, in {steps} steps. Begin again with a longer stride, and shorten it near the bottom.")
    return right(f"Down in {steps} steps, without having seen anything but slopes.")


@exercise(
    "02_next_place",
    kind="code",
    blank=_STEP.format("..., ..."),
    solution=_STEP.format("W - 0.1 * slope_W, b - 0.1 * slope_b"),
    because="Minus, because a positive slope says that up is to the right, and we want to go down.",
    hint="The new W is the old W minus a tenth of the slope of W. The same for b.",
    wrong={
        _STEP.format("W + 0.1 * slope_W, b + 0.1 * slope_b"): "uphill",
        _STEP.format("W - slope_W, b - slope_b"): "whole slope",
        _STEP.format("W - 0.1, b - 0.1"): "same length",
        _STEP.format("0.1 * slope_W, 0.1 * slope_b"): "how far",
        _STEP.format("b - 0.1 * slope_b, W - 0.1 * slope_W"): "first W, then b",
        _STEP.format("W - 0.1 * slope_b, b - 0.1 * slope_W"): "slope of its own",
        _STEP.format("W + 0.1 * slope_W, b - 0.1 * slope_b"): "W walks uphill",
        _STEP.format("W - 0.1 * slope_W, b + 0.1 * slope_b"): "b walks uphill",
    },
    setup="",
)
def next_place(answer: Any) -> Verdict:
    """Return the next place: each knob moved against its slope by a tenth of the slope."""
    return agrees(
        answer,
        lambda W, b, slope_W, slope_b: (W - 0.1 * slope_W, b - 0.1 * slope_b),
        [(16.0, 12.0, 24.0, 31.0), (-1.0, 2.0, -8.0, 3.0)],
        parts=("the new W", "the new b"),
        slips={
            "This walks uphill: against the slope means minus.": lambda W, b, sW, sb: (W + 0.1 * sW, b + 0.1 * sb),
            "This goes the whole slope: go a tenth of it.": lambda W, b, sW, sb: (W - sW, b - sb),
            "Every step has the same length here: use the slopes.": lambda W, b, sW, sb: (W - 0.1, b - 0.1),
            "This says how far to go: return the new place, where the knobs stand afterwards.": lambda W, b, sW, sb: (
                0.1 * sW,
                0.1 * sb,
            ),
            "The pair is swapped: first W, then b.": lambda W, b, sW, sb: (b - 0.1 * sb, W - 0.1 * sW),
            "The slopes are swapped: each knob needs the slope of its own.": lambda W, b, sW, sb: (
                W - 0.1 * sb,
                b - 0.1 * sW,
            ),
            "b walks downhill, and W walks uphill: minus for both.": lambda W, b, sW, sb: (W + 0.1 * sW, b - 0.1 * sb),
            "W walks downhill, and b walks uphill: minus for both.": lambda W, b, sW, sb: (W - 0.1 * sW, b + 0.1 * sb),
        },
        well_done="A short line of algebra, and it is at the heart of how networks are trained.",
    )


def _at_the_bottom(answer: Any, *, W: float, b: float, well_done: str) -> Verdict:
    """Whether the instrument's error is below 1.1; if not, which knob is how far off."""
    error = _moved_error(answer)
    if error < 1.1:
        return right(well_done)
    off = {"W": reading(answer, "W") - W, "b": reading(answer, "b") - b}
    knob = max(off, key=lambda name: abs(off[name]))
    side = "too high" if off[knob] > 0 else "too low"
    return wrong(f"The error is {error:.1f} here. {knob} stands {side}: follow its arrow.")


def _moved_error(answer: Any) -> float:
    """The error where the ball stands, once it has been moved."""
    if (reading(answer, "W"), reading(answer, "b")) == _START:
        raise Unusable(not_tried("Not tried yet: drag the ball, or turn the knobs."))
    return reading(answer, "error")


def _pair(answer: Any) -> tuple[float, float]:
    both = numbers(answer)
    if both.shape != (2,):
        raise Unusable(wrong("Two numbers were expected, W and b, in parentheses: (1, 2)."))
    return float(both[0]), float(both[1])

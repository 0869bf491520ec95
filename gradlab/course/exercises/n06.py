"""Exercises of notebook 06: the habits of the recorder, what breaks a recording, and recording the playback."""

from __future__ import annotations

import dis
import math
import warnings
from typing import Any

from gradlab.course.compare import agrees, close, function, number, text
from gradlab.course.exercise import exercise, holds_blank
from gradlab.course.verdict import Unusable, Verdict, almost, not_tried, right, wrong

_PERSISTENT = "    with tf.GradientTape(persistent={}) as tape:\n        area, perimeter = side * side, 4.0 * side"
_WATCH = "        {}\n        y = point * point"
_REPAIR = "        curve = {}"
_NEWTON = "    curvature = outer.gradient(slope, x)\n    return {}"


@exercise(
    "06_second_play",
    kind="prediction",
    solution='predict("06_second_play", "an error")',
    because="The tape frees what it recorded at the first play.",
    hint="A tape keeps every value that a slope might need. For how long would you keep them?",
    wrong={'predict("06_second_play", "8.0")': "error", 'predict("06_second_play", "None")': "error"},
    setup="",
)
def second_play(answer: Any) -> Verdict:
    """What do you get when the same tape is played a second time?"""
    words = "An error that says so: a tape is played once and then used up, unless it is persistent."
    return right(words) if text(answer, ["8.0", "None", "an error"]) == "an error" else wrong(words)


@exercise(
    "06_persistent",
    kind="code",
    blank=_PERSISTENT.format("..."),
    solution=_PERSISTENT.format("True"),
    because="A persistent tape may be played as often as you like.",
    hint="Should the tape last for more than one play? Answer with True or False.",
    wrong={_PERSISTENT.format("False"): "used up", _PERSISTENT.format("None"): "used up"},
    answer="slopes_of_square",
)
def persistent(answer: Any) -> Verdict:
    """Get the slopes of area and of perimeter from one recording."""
    own = function(answer)
    if ... in own.__code__.co_consts:
        raise Unusable(not_tried())
    try:
        area, perimeter = own(3.0)
    except RuntimeError:
        return almost("The first slope came, and at the second the tape was used up. Let it last.")
    if area is None or perimeter is None or (number(area), number(perimeter)) != (6.0, 4.0):
        return wrong("For a side of 3 the slopes are 6 and 4: change nothing but the word in the parentheses.")
    return right("6 and 4, from one recording played twice.")


@exercise(
    "06_watch",
    kind="code",
    blank=_WATCH.format("..."),
    solution=_WATCH.format("tape.watch(point)"),
    because="From here on the tape records what is computed from point, as if it were a Variable.",
    hint="The tape has a method for it, named after what it does: watch.",
    wrong={
        _WATCH.format("tape.watch(number)"): "point",
        _WATCH.format("tape.watch"): "parentheses",
        _WATCH.format("tape.watch(tf.constant(number))"): "another constant",
        _WATCH.format("tape.watch()"): "stopped in line 4.*TypeError",
        _WATCH.format('tape.watch("point")'): "stopped in line 4",
        _WATCH.format("point = tape.watch(point)"): "gives nothing back",
        _WATCH.format("tf.watch(point)"): "stopped in line 4.*AttributeError",
        _WATCH.format("point.watch()"): "stopped in line 4.*AttributeError",
        _WATCH.format("tape.wach(point)"): "stopped in line 4.*AttributeError",
        "        y = point * point\n        tape.watch(point)": "Watch before",
        _WATCH.format("return 2 * number"): "let the tape",
    },
    answer="slope_of_square_at",
)
def watch(answer: Any) -> Verdict:
    """Add the line that lets the tape watch a constant."""
    own = function(answer)
    handed, kept = _watched(own)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            slope = own(3.0)
        except (TypeError, ValueError, AttributeError):
            if handed == "number":
                return almost(
                    "`number` is a plain number of Python. What is computed with, and has to be watched, is `point`."
                )
            if kept:
                return almost("`watch` gives nothing back, so `point` is None after it. Call it, without the `point =`.")
            raise
    names = own.__code__.co_names
    if "watch" not in names and slope is None:
        raise Unusable(not_tried("Not tried yet: put the line that watches point in the place of the ..."))
    if "watch" not in names and "Variable" in names:
        return right("A Variable is watched by itself, so a slope came. With tape.watch(point) the constant would have one.")
    if "watch" not in names:
        return almost("The number may be right, but you computed it yourself: let the tape find it, by watching `point`.")
    if slope is not None:
        return close(
            slope, 6.0, says="The slope of a square at 3 was expected, 6.", well_done="Now even a constant has a slope."
        )
    if _calls(own, "constant") > 1:
        return almost("You made another constant and watch that one. Watch `point`, which the square is computed from.")
    if handed == "point":
        return almost("Watch before you compute: what happened earlier is not on the tape.")
    return almost("Still None. Is watch called, with `point` in the parentheses?")


@exercise(
    "06_after_assign",
    kind="prediction",
    solution='predict("06_after_assign", 6)',
    because="The tape holds the value 3 that was multiplied, and not the Variable's name.",
    hint="Does a video change when the actor grows a beard?",
    wrong={'predict("06_after_assign", 200)': "6", 'predict("06_after_assign", 100)': "6"},
    setup="",
)
def after_assign(answer: Any) -> Verdict:
    """What slope of w · w does the tape give when w was turned to 100 after the recording at 3?"""
    words = "6: the tape holds the 3 that was multiplied. A recording shows what was."
    return right(words) if number(answer) == 6 else wrong(words)


@exercise(
    "06_repair",
    kind="code",
    blank=_REPAIR.format("tf.constant(np.exp(w.numpy()))  # ... repair me"),
    solution=_REPAIR.format("tf.exp(w)"),
    because="tf.exp is recorded and knows its slope; NumPy's exp is not and does not.",
    hint="tf.exp takes the Variable itself. No .numpy(), no tf.constant.",
    wrong={
        _REPAIR.format("tf.constant(tf.exp(w).numpy())"): "leave.*again|comes back",
        _REPAIR.format("tf.constant(np.exp(w))"): "NumPy's exp",
        _REPAIR.format("tf.square(w)"): "exp",
        _REPAIR.format("np.exp(w)"): "NumPy's exp",
        _REPAIR.format("tf.constant(np.square(w.numpy()))"): "not on the tape",
        _REPAIR.format("tf.constant(np.exp(w.numpy())); tape.watch(w)"): "Watching does not help",
    },
    answer="slope_of_loss",
)
def repair(answer: Any) -> Verdict:
    """Repair the line that leaves the library, so that the slope arrives."""
    own = function(answer)
    names = set(own.__code__.co_names)
    if {"np", "numpy", "constant", "exp"} <= names and "watch" not in names:
        raise Unusable(not_tried("Not tried yet: this is the line as the learner wrote it."))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            slope = own(0.5)
        except TypeError:
            if "np" not in names:
                raise
            slope = None
    if slope is None and "watch" in names:
        return almost("Watching does not help where the numbers leave by .numpy(): repair the path from `w` to `curve`.")
    if slope is None and "np" in names:
        return almost("NumPy's exp is not on the tape, nor is the rest of NumPy. It has a twin in the library that is.")
    if slope is None:
        return almost("The numbers leave by .numpy(), and what comes back is a new constant without a past.")
    if abs(number(slope) - 2 * math.exp(0.5)) > 1e-4:
        return wrong("A slope arrives, but of another curve: keep exp.")
    return right("One operator of the library instead of NumPy's, and the path is whole.")


@exercise(
    "06_wall",
    kind="number",
    blank="slope_with_wall = ...",
    solution="slope_with_wall = 5.0",
    because="Behind the wall w counts as the constant 5, and the slope of 5w is 5.",
    hint="Behind the wall stands a constant: z is w times 5.",
    wrong={"slope_with_wall = 10.0": "both", "slope_with_wall = 0.0": "one of the two", "slope_with_wall = 25.0": "value"},
    setup="",
)
def wall(answer: Any) -> Verdict:
    """Which slope arrives at w, for w times stop_gradient(w), at w = 5?"""
    slips = {
        "This would be the slope of w · w, where both paths are open. One of them has a wall.": 10.0,
        "Only one of the two paths has a wall; the other is open.": 0.0,
        "This is the value. The question is how fast it grows.": 25.0,
    }
    return close(answer, 5.0, slips=slips, well_done="The value is that of w · w, the slope only half of w · w's.")


@exercise(
    "06_newton",
    kind="code",
    blank=_NEWTON.format("..."),
    solution=_NEWTON.format("x - slope / curvature"),
    because="The slope divided by its own slope is how far it is to where the slope is zero.",
    hint="It is the formula above: x minus a fraction.",
    wrong={
        _NEWTON.format("x - slope"): "second derivative",
        _NEWTON.format("x + slope / curvature"): "uphill|away",
        _NEWTON.format("x - curvature / slope"): "upside down",
        _NEWTON.format("x - slope * curvature"): "divided",
        "    curvature = outer.gradient(slope, x)\n    x - slope / curvature": "return",
        _NEWTON.format("[x, slope]"): "one number.*2 numbers",
        _NEWTON.format("x"): r"newton_step\(f, 4\), with f\(x\) = 3·\(x - 1\)², should be 1",
    },
    answer="newton_step",
)
def newton(answer: Any) -> Verdict:
    """Return the place that Newton's step leads to."""
    own = function(answer)
    if holds_blank(own(_parabola, 4.0)):
        raise Unusable(not_tried())

    def stepped(rule: Any) -> Any:
        # The parabola 3·(x - 1)² has the slope 6·(x - 1) and the second derivative 6; x³ has 3x² and 6x.
        return lambda f, x: rule(x, 6 * (x - 1), 6.0) if f is _parabola else rule(x, 3 * x * x, 6 * x)

    return agrees(
        own,
        stepped(lambda x, s, c: x - s / c),
        [(_parabola, 4.0), (_cube, 2.0), (_parabola, -2.5)],
        rel=1e-4,
        slips={
            "The second derivative is missing.": stepped(lambda x, s, c: x - s),
            "This goes away from the bottom: minus.": stepped(lambda x, s, c: x + s / c),
            "The fraction is upside down.": stepped(lambda x, s, c: x - c / s),
            "The slope is divided by the second derivative, not multiplied.": stepped(lambda x, s, c: x - s * c),
        },
        well_done="From 4 straight to 1, the bottom of the parabola 3·(x - 1)².",
    )


def _parabola(x: Any) -> Any:
    """f(x) = 3·(x - 1)²"""
    return 3.0 * (x - 1.0) * (x - 1.0)


def _cube(x: Any) -> Any:
    """f(x) = x³"""
    return x * x * x


def _watched(own: Any) -> tuple[str | None, bool]:
    """The name that a function hands to `watch`, if it hands over one, and whether it keeps what comes back."""
    steps = list(dis.get_instructions(own))
    for here, step in enumerate(steps):
        if step.argval == "watch":
            after = steps[here + 1]
            then = next((later for later in steps[here + 1 :] if later.opname.startswith(("POP_TOP", "STORE"))), None)
            kept = then is not None and then.opname.startswith("STORE")
            return (after.argval if after.opname.startswith("LOAD_FAST") else None), kept
    return None, False


def _calls(own: Any, name: str) -> int:
    """How often a function's code reads that name."""
    return sum(step.argval == name for step in dis.get_instructions(own))

"""Exercises of notebook 14: the sixteen claims of the course, mixed, each in a situation that was not seen before."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

import gradlab as tf
from gradlab import checks
from gradlab.course.compare import agrees, close, described, function, number, numbers, reading
from gradlab.course.exercise import exercise
from gradlab.course.verdict import Unusable, Verdict, almost, not_tried, right, wrong
from gradlab.live import Descent
from gradlab.operators.operator import Operator

COFFEE_A, COFFEE_K = 60.0, 0.1  # the notebook's data are made with these
PARTS = 1e-6


@exercise(
    "14_top",
    kind="setting",
    answer="curve",
    solution="curve.x = 1.0",
    because="The slope of x · e⁻ˣ is (1 − x) · e⁻ˣ, and it is 0 at 1 alone.",
    hint="At the top the tangent is flat: read the slope in the table.",
    wrong={"curve.x = 0.0": "climbs", "curve.x = 2.0": "falls", "curve.x = 1.2": "falls"},
)
def top(answer: Any) -> Verdict:
    """Bring the point to the top of the hump."""
    x, slope = reading(answer, "x"), reading(answer, "slope")
    if x == 3.0:
        return not_tried("Not tried yet: drag the point along the curve.")
    if abs(x - 1) <= 0.03:
        return right("The slope is 0: the curve climbs to the left and falls to the right.")
    way = "climbs" if slope > 0 else "falls"
    side = "right" if slope > 0 else "left"
    return wrong(f"The slope is {slope:.3f} here: the curve still {way}, so the top lies further to the {side}.")


@exercise(
    "14_steps",
    kind="number",
    blank="steps = ...",
    solution="steps = 469 * 10",
    because="60 000 / 128 is 468.75: 468 full batches and a smaller one, in each of 10 epochs.",
    hint="How many batches does one epoch have? The last one may be smaller.",
    wrong={
        "steps = 468 * 10": "smaller batch",
        "steps = 60000 / 128 * 10": "whole",
        "steps = 469": "one epoch",
        "steps = 60000 * 10": "batch",
        "steps = 60000 * 10 / 32": "128",
    },
    setup="",
)
def steps(answer: Any) -> Verdict:
    """How many steps does `fit` take with 60 000 examples, batches of 128 and 10 epochs?"""
    return close(
        answer,
        4690,
        rel=PARTS,
        slips={
            "What is left over after 468 full batches is a smaller batch, and a step of its own.": 4680,
            "Each epoch has a whole number of steps: the last batch is smaller.": 4687.5,
            "This is one epoch: there are ten.": 469,
            "Not every example makes a step, but every batch.": 600000,
            "These are batches of 32: here they have 128 examples.": 18750,
        },
        says="Count the batches of one epoch, the smaller last one too, then take them ten times.",
        well_done="Ten times the tape, the slopes and the turn, for each of 469 batches.",
    )


@exercise(
    "14_dimensions",
    kind="number",
    blank="dimensions = ...",
    solution="dimensions = (3 * 3 * 1 + 1) * 16 + (13 * 13 * 16) * 10 + 10 + 1",
    because="The convolution has 160 weights, the last layer 27 050, and the error is one direction more.",
    hint="16 filters of 3 · 3 and a bias each; then 13 · 13 · 16 numbers go into each of 10 outputs. What else has an axis?",
    wrong={
        "dimensions = 27210": "error",
        "dimensions = 27195": "bias",
        "dimensions = 27185": "bias",
        "dimensions = 160 + 2704 + 10 + 1": "each of the 10",
        "dimensions = 160 + 28 * 28 * 16 * 10 + 10 + 1": "28",
        "dimensions = 160 + 26 * 26 * 16 * 10 + 10 + 1": "Pooling",
        "dimensions = 160 + 13 * 13 * 10 + 10 + 1": "16 channels",
        "dimensions = 27050": "convolution",
    },
    setup="",
)
def dimensions(answer: Any) -> Verdict:
    """In how many dimensions would the error of this network have to be drawn?"""
    return close(
        answer,
        27211,
        rel=PARTS,
        slips={
            "These are the weights. The error is the height, and needs a direction of its own.": 27210,
            "Each of the 16 filters has a bias.": 27195,
            "Each of the 10 outputs and each of the 16 filters has a bias, too.": 27185,
            "The numbers that are left go into each of the 10 outputs, each with a weight of its own.": 2875,
            "Pooling comes before Flatten: 13 · 13 places are left of 26 · 26.": 108331,
            "Flatten lays all 16 channels of 13 · 13 in one row.": 1861,
            "This is the last layer alone: the convolution has weights, too, and the error is a direction more.": 27050,
            "The picture is no longer 28 · 28: a window of 3 leaves 26, and pooling half of that.": 125611,
        },
        says="Count the weights of both layers, biases too, and do not forget the height.",
        well_done="27 210 directions to walk in, and a height. Yours is a small network.",
    )


@exercise(
    "14_coffee",
    kind="setting",
    answer="coffee",
    solution="A.assign(60.0)\nk.assign(0.1)",
    because="The coffee is 60° warmer than the room at the start, and loses about a tenth of what is left each minute.",
    hint="At t = 0 the box says A. Set that first, then bend the curve with k.",
    wrong={
        "A.assign(60.0)\nk.assign(0.02)": "too slowly.*k up",
        "A.assign(60.0)\nk.assign(0.3)": "too fast.*k down",
        "A.assign(90.0)\nk.assign(0.1)": "starts too hot.*A down",
        "A.assign(30.0)\nk.assign(0.1)": "starts too cold.*A up",
        "A.assign(0.0)\nk.assign(0.01)": "starts too cold.*A up",
    },
)
def coffee(answer: Any) -> Verdict:
    """Turn both knobs until the error of the cooling coffee is below 4."""
    error, at, rate = reading(answer, "error"), reading(answer, "A"), reading(answer, "k")
    if error < 4:
        return right(f"The error is {error:.2f}. Another curve, the same game: two knobs and one number to make small.")
    if abs(at - 20) < 1e-3 and abs(rate - 0.3) < 1e-6:
        return not_tried("Both knobs still stand where they began: turn them in the instrument above.")
    if at < 5 or _missed(COFFEE_A, rate) <= _missed(at, COFFEE_K):  # near A = 0 there is nothing for k to bend
        advice = "It starts too hot: turn A down." if at > COFFEE_A else "It starts too cold: turn A up."
    else:
        advice = "It cools too fast: turn k down." if rate > COFFEE_K else "It cools too slowly: turn k up."
    return (almost if error < 20 else wrong)(f"The error is {error:.2f}, and it should be below 4. {advice}")


def _missed(at: float, rate: float) -> float:
    """The mean squared distance of such a curve from the coffee's own, without the noise."""
    t = np.arange(0.0, 30.0, 0.5)
    return float(np.mean((COFFEE_A * np.exp(-COFFEE_K * t) - at * np.exp(-rate * t)) ** 2))


_TAPE = """def slope_at(f, number):
    x = tf.constant(number)
    with tf.GradientTape() as tape:
        {}
        y = f(x)
    return {}"""


@exercise(
    "14_tape",
    kind="code",
    blank=_TAPE.format("...", "..."),
    solution=_TAPE.format("tape.watch(x)", "tape.gradient(y, x)"),
    because="x is a constant, so the tape has to be told to watch it; then it is played from y back to x.",
    hint="A Variable is watched by itself. What must be said of a constant, and how is the tape played?",
    wrong={
        _TAPE.format("pass", "tape.gradient(y, x)"): "watch",
        _TAPE.format("tape.watch(x)", "tape.gradient(x, y)"): "other way round|None",
        _TAPE.format("tape.watch(x)", "y"): "value",
        _TAPE.format("tape.watch(x)", "f(x) / x"): "should be",
        _TAPE.format("tape.watch(x)", "tape.gradient(y)"): "stopped in line 6",
    },
    setup="",
)
def tape(answer: Any) -> Verdict:
    """Write the slope of any function at any number, by a tape."""

    def power(x: Any) -> Any:
        """f(x) = x³"""
        return x * x * x

    def wave(x: Any) -> Any:
        """f(x) = x · sin x"""
        return x * tf.sin(x)

    own = function(answer)
    if own(power, 2.0) is None:
        return almost(
            "None came: nothing was recorded between x and y. Does the tape watch x, and is it played from y to x?"
        )
    return agrees(
        own,
        lambda f, at: 3 * at * at if f is power else math.sin(at) + at * math.cos(at),
        [(power, 2.0), (power, -1.0), (wave, 1.0)],
        rel=1e-5,
        slips={"This is the value of f: play the tape back for its slope.": lambda f, at: float(f(tf.constant(at)))},
        well_done="Watch, record, play back: for any f that is made of operators.",
    )


@exercise(
    "14_loss",
    kind="number",
    blank="loss = ...",
    solution="loss = -(np.log(0.5) + np.log(0.25) + np.log(0.125)) / 3",
    because="The surprises are ln 2, 2 · ln 2 and 3 · ln 2, and their mean is 2 · ln 2.",
    hint="Each surprise is −ln p, of the chance that what was true got. Then take their mean.",
    wrong={
        "loss = -(np.log(0.5) + np.log(0.25) + np.log(0.125))": "mean",
        "loss = (np.log(0.5) + np.log(0.25) + np.log(0.125)) / 3": "sign",
        "loss = -np.log((0.5 + 0.25 + 0.125) / 3)": "first.*mean",
        "loss = 2": "natural",
        "loss = -np.log10([0.5, 0.25, 0.125]).mean()": "to 10",
        "loss = 1 - (0.5 + 0.25 + 0.125) / 3": "logarithm",
    },
    setup="",
)
def loss(answer: Any) -> Verdict:
    """What is the cross-entropy of three answers that gave what was true the chances 0.5, 0.25 and 0.125?"""
    return close(
        answer,
        2 * math.log(2),
        rel=0.003,
        slips={
            "This is the sum of the three surprises: the loss is their mean.": 6 * math.log(2),
            "You took the mean of the chances: take each surprise first, then the mean of the surprises.": -math.log(
                0.875 / 3
            ),
            "This is the logarithm to 10: the natural one is `np.log`.": 2 * math.log10(2),
            "This is the logarithm to 2: the natural one is `np.log`.": 2,
            "This is what was missing to 1. Surprise is −ln p, a logarithm.": 1 - 0.875 / 3,
        },
        says="The mean of the three surprises −ln p was expected.",
        well_done="2 · ln 2: on average, as surprised as by a chance of a quarter.",
    )


_ERROR = "def error_of(w):\n    return {}"


@exercise(
    "14_error",
    kind="code",
    blank=_ERROR.format("..."),
    solution=_ERROR.format("np.mean((ys - w * xs**2) ** 2)"),
    because="w is what may be turned; xs and ys stand in it as constants.",
    hint="What the box says is w * xs**2. Distances to ys, squared, and their mean.",
    wrong={
        _ERROR.format("np.sum((ys - w * xs**2) ** 2)"): "sum",
        _ERROR.format("np.mean(np.abs(ys - w * xs**2))"): "never squared",
        _ERROR.format("np.mean((ys - w * xs) ** 2)"): "line",
        _ERROR.format("(ys - w * xs**2) ** 2"): "one for each",
        _ERROR.format("np.mean(ys - w * xs**2)"): "without their squares",
        _ERROR.format("np.mean((ys - (w * xs) ** 2) ** 2)"): "squares w",
        _ERROR.format("np.sqrt(np.mean((ys - w * xs**2) ** 2))"): "root",
        _ERROR.format("np.mean(ys - w * xs**2) ** 2"): "mean first",
        _ERROR.format("np.mean((ys - xs**2) ** 2)"): "w does nothing",
    },
    setup="xs, ys = np.array([1.0, 2.0, 3.0]), np.array([2.0, 3.0, 7.0])",
    answer="error_of",
)
def error_of(answer: Any) -> Verdict:
    """Write the error of the box w · x² on the three examples, as a function of w."""
    xs, ys = np.array([1.0, 2.0, 3.0]), np.array([2.0, 3.0, 7.0])
    return agrees(
        answer,
        lambda w: np.mean((ys - w * xs**2) ** 2),
        [(0.0,), (1.0,), (0.8,)],
        slips={
            "This is the sum of the squares: take their mean.": lambda w: np.sum((ys - w * xs**2) ** 2),
            "This is the mean of the distances, never squared.": lambda w: np.mean(np.abs(ys - w * xs**2)),
            "This is the error of a line, w · x: the box squares its input.": lambda w: np.mean((ys - w * xs) ** 2),
            "These are the squares, one for each example: take their mean.": lambda w: (ys - w * xs**2) ** 2,
            "You took the mean first and squared last: distances cancel then.": lambda w: np.mean(ys - w * xs**2) ** 2,
            "This is the mean without their squares: square each distance first.": lambda w: np.mean(ys - w * xs**2),
            "This squares w as well: the box squares its input alone, w · x².": lambda w: np.mean((ys - (w * xs) ** 2) ** 2),
            "You took a root at the end: the error is the mean of the squares itself.": (
                lambda w: np.sqrt(np.mean((ys - w * xs**2) ** 2))
            ),
            "w does nothing here: the box multiplies x² by it.": lambda w: np.mean((ys - xs**2) ** 2),
        },
        well_done="A function of w alone. Other examples would make another curve of it.",
    )


@exercise(
    "14_chain",
    kind="number",
    blank="slope = ...",
    solution="slope = 3 * 2**2 * 2",
    because="The cube has the local slope 3 · 2², what is inside has 2 · 1: together 24.",
    hint="Two steps: x² + 1, then the cube. What is the local slope of each, at the numbers that go in?",
    wrong={
        "slope = 3 * 2**2": "inside",
        "slope = 2**3": "value",
        "slope = 3 * 1**2 * 2": "where it stands",
        "slope = 3 * 2**2 + 2": "multiplied",
    },
    setup="",
)
def chain(answer: Any) -> Verdict:
    """What is the slope of (x² + 1)³ at x = 1?"""
    return close(
        answer,
        24,
        rel=1e-4,
        slips={
            "This is the slope of the cube alone: what is inside has one as well.": 12,
            "This is the value: the question is how fast it grows.": 8,
            "The cube looks at what goes into it: its slope is taken where it stands, at 2.": 6,
            "Along a path slopes are multiplied, not added.": 14,
        },
        says="Multiply the local slopes of the two steps.",
        well_done="12 for the cube, times 2 for the square.",
    )


@exercise(
    "14_network",
    kind="number",
    blank="slopes = (..., ...)  # of w1, of w2",
    solution="slopes = (4.0, 24.0)  # of w1, of w2",
    because="2 arrives at the output; to w2 it is multiplied by h = 12, to w1 by w2 = 0.5 and by x = 4.",
    hint="Forward: h = 12, output 6, error 1. What arrives at the output? Each product hands on times the other factor.",
    wrong={
        "slopes = (24.0, 4.0)": "round",
        "slopes = (2.0, 12.0)": "2 · 1",
        "slopes = (8.0, 24.0)": "w2",
        "slopes = (1.0, 24.0)": "times",
        "slopes = (-4.0, -24.0)": "sign",
        "slopes = (4.0, 3.0)": "w1 is right",
        "slopes = 4.0": "Two numbers",
    },
    setup="",
)
def network(answer: Any) -> Verdict:
    """Which slopes of the error arrive at w1 and at w2?"""
    given = numbers(answer)
    if given.shape != (2,):
        return wrong(f"Two numbers were expected, of w1 and of w2, and this is {described(answer)}.")
    slips = {
        (24.0, 4.0): "Both are right, and the wrong way round: the first is that of w1.",
        (2.0, 12.0): "The slope of the square at 1 is 2 · 1 = 2; you have begun with half of it.",
        (8.0, 24.0): "On the way to w1 the slope passes w2, and is multiplied by it.",
        (1.0, 24.0): "What arrives at h is 2 times 0.5. To w1 it goes on times the other factor, x = 4.",
        (-4.0, -24.0): "The sizes are right, the sign is not: the box says 6, which is more than 5.",
    }
    if np.allclose(given, (4.0, 24.0), rtol=1e-4):
        return right("The record once forward, once backward, and all slopes are there.")
    for slip, words in slips.items():
        if np.allclose(given, slip, rtol=1e-4):
            return almost(words)
    hit = [name for name, value, expected in zip(("w1", "w2"), given, (4.0, 24.0)) if math.isclose(value, expected)]
    if hit:
        return almost(f"The slope of {hit[0]} is right, the other one is not.")
    return wrong("Begin at the error: the slope of (output − 5)² at output = 6. Then hand it on, product by product.")


@exercise(
    "14_filter",
    kind="number",
    blank="share_right, recall_of_spam = ..., ...",
    solution="share_right, recall_of_spam = 900 / 1000, 0 / 100",
    because="All 900 good mails are judged right, and not one of 100 spam mails is found.",
    hint="Which mails does it judge right? And how many of the 100 spam mails does it find?",
    wrong={
        "share_right, recall_of_spam = 0.9, 1.0": "none of them",
        "share_right, recall_of_spam = 0.1, 0.0": "wrong",
        "share_right, recall_of_spam = 0.0, 0.9": "round",
        "share_right, recall_of_spam = 0.9, 0.9": "recall",
        "share_right, recall_of_spam = 90, 0": "per cent",
    },
    answer="(share_right, recall_of_spam)",
    setup="",
)
def spam(answer: Any) -> Verdict:
    """Of 1000 mails 100 are spam, and a filter calls nothing spam: what share is judged right, and what is its recall?"""
    given = numbers(answer)
    if given.shape != (2,):
        return wrong(f"Two numbers were expected, and this is {described(answer)}.")
    share, recall = map(float, given)
    if math.isclose(share, 0.9, abs_tol=1e-4) and abs(recall) < 1e-6:
        return right("Nine of ten right, and good for nothing. One number never says it all.")
    if math.isclose(share, 90, abs_tol=1e-2) and abs(recall) < 1e-6:
        return almost("This is per cent. A share lies between 0 and 1: divide by 100.")
    if math.isclose(recall, 0.9, abs_tol=1e-4) and abs(share) < 1e-6:
        return almost("Both are right, and the wrong way round.")
    if math.isclose(share, 0.1, abs_tol=1e-4):
        return almost("This is the share that it judges wrong.")
    if math.isclose(share, 0.9, abs_tol=1e-4):
        words = "it finds none of them." if math.isclose(recall, 1.0) else "how many of the 100 spam mails does it find?"
        return almost(f"The share is right. The recall is not: {words}")
    return wrong("It judges 900 good mails right and 100 spam mails wrong. Recall: how many of the 100 were found?")


_WALK = "def walk(slope, start):\n    place = start\n    for step in range(100):\n        place = {}\n    return place"


@exercise(
    "14_walk",
    kind="code",
    blank=_WALK.format("..."),
    solution=_WALK.format("place - 0.02 * slope(place)"),
    because="The slope is felt anew at every place, and each step goes against it.",
    hint="`slope(place)` is what the feet feel. The step is 0.02 times that, against it.",
    wrong={
        _WALK.format("place + 0.02 * slope(place)"): "uphill",
        _WALK.format("place - 0.02 * slope(start)"): "anew",
        _WALK.format("start - 0.02 * slope(place)"): "from where it stands",
        _WALK.format("0.02 * slope(place)"): "step alone",
        _WALK.format("place - 0.02"): "feel",
        _WALK.format("place - 0.2 * slope(place)"): "flies off",
        _WALK.format("place - 0.02 * slope"): "stopped in line 4.*brackets",
        _WALK.format("place - 0.02 * (4 * place**3 - 16 * place)"): "whatever slope came",
    },
    setup="",
)
def walk(answer: Any) -> Verdict:
    """Write a walk downhill of 100 steps, each 0.02 times the slope that is felt."""

    def two_valleys(w: float) -> float:
        """f(w) = 4w³ − 16w"""
        return 4 * w**3 - 16 * w

    def bowl(w: float) -> float:
        """f(w) = 2w − 6"""
        return 2 * w - 6

    def gone(rule: Callable[[float, float, Callable[[float], float]], float]) -> Callable[..., float]:
        def whole(slope: Callable[[float], float], start: float) -> float:
            place = start
            for _ in range(100):
                place = max(-1e9, min(1e9, rule(place, start, slope)))
            return place

        return whole

    own = function(answer)

    def within_numbers(slope: Callable[[float], float], start: float) -> Any:
        try:
            return own(slope, start)
        except OverflowError:
            raise Unusable(
                wrong(
                    "This walk flies off, beyond all numbers: each step is 0.02 times the slope at `place`, and against it."
                )
            ) from None

    within_numbers.__name__ = own.__name__
    return agrees(
        within_numbers,
        gone(lambda place, start, slope: place - 0.02 * slope(place)),
        [(bowl, 1.0), (two_valleys, 0.5), (two_valleys, -1.0)],
        slips={
            "This goes uphill: step against the slope.": _uphill,
            "This feels the slope at the start for ever: feel it anew at every place.": gone(
                lambda place, start, slope: place - 0.02 * slope(start)
            ),
            "Each step goes from the start: it should go from where it stands, from `place`.": gone(
                lambda place, start, slope: start - 0.02 * slope(place)
            ),
            "This is the step alone, without its sign: return where it leads, from `place`.": gone(
                lambda place, start, slope: 0.02 * slope(place)
            ),
            "This goes by the formula of the two valleys, whatever slope came: call `slope(place)`.": gone(
                lambda place, start, slope: place - 0.02 * two_valleys(place)
            ),
            "This step does not feel the ground: take 0.02 times the slope at `place`.": gone(
                lambda place, start, slope: place - 0.02
            ),
        },
        well_done="From 0.5 it ends at 2, from −1 at −2: the blindfolded find the valley on whose slope they stand.",
    )


def _uphill(slope: Callable[[float], float], start: float) -> float:
    """Where a walk uphill ends, which may be beyond all numbers."""
    place = start
    for _ in range(100):
        place = place + 0.02 * slope(place)
    return place


_BOWL = '@elementwise("sqrt(1 + x²)", slope_x=lambda g, x: {})\ndef bowl(x):\n    return np.sqrt(1 + x * x)'


@exercise(
    "14_operator",
    kind="code",
    blank=_BOWL.format("..."),
    solution=_BOWL.format("g * x / tf.sqrt(1 + x * x)"),
    because="The root has the local slope 1 / (2 · root), what is inside has 2x: together x / root, times g.",
    hint="Two steps: 1 + x², then the root, whose slope is 1 / (2 · root). Multiply, and do not forget g.",
    wrong={
        _BOWL.format("x / tf.sqrt(1 + x * x)"): "g.*missing",
        _BOWL.format("g / (2 * tf.sqrt(1 + x * x))"): "inside",
        _BOWL.format("g * 2 * x / tf.sqrt(1 + x * x)"): "half",
        _BOWL.format("g * tf.sqrt(1 + x * x)"): "value",
        _BOWL.format("g * x"): "At x = 0.5",
        _BOWL.format("g / tf.sqrt(1 + x * x)"): "2x.*2 is gone",
        _BOWL.format("None"): "Nothing",
        _BOWL.format("g * x / np.sqrt(1 + x * x)"): "not recorded|tf.sqrt",
    },
    answer="bowl",
    setup="from gradlab.operators.operator import elementwise",
)
def operator(answer: Any) -> Verdict:
    """What does the slope rule of √(1 + x²) return?"""
    if not isinstance(answer, Operator):
        raise Unusable(wrong("The operator was expected: keep the line that begins with @ above the function."))
    numbers(answer.slopes["x"](1.0, 1.0))  # which ends here, in words, for a blank and for what is none
    x = tf.Variable(np.array([0.5, -2.0, 3.0]))
    with tf.GradientTape(persistent=True) as tape:
        y = answer(x)
        twice = 2.0 * y
    single, double = (np.asarray(tape.gradient(target, x)) for target in (y, twice))
    at = np.asarray(x)
    root = np.sqrt(1 + at * at)
    if np.allclose(single, double):
        return almost("The local slope may be right, but the g that arrives is missing: multiply by it.")
    slips = {
        "This is the slope of the root alone: what is inside, 1 + x², has the slope 2x.": 1 / (2 * root),
        "The root has the slope 1 / (2 · root): a half is missing.": 2 * at / root,
        "Of 2x, the slope of what is inside, the 2 is gone with the half of the root, but x is missing.": 1 / root,
        "This is g times the value: the rule needs the slope of the root.": root,
    }
    for words, slipped in slips.items():
        if np.allclose(single, slipped):
            return almost(words)
    if not np.allclose(single, at / root):
        return wrong(f"At x = 0.5 it should be {at[0] / root[0]:.4g}, and yours gives {single[0]:.4g}.")
    try:
        checks.check_gradient(answer, [0.5, -2.0, 3.0], name="bowl")
    except checks.GradientError:
        return almost("The slope is right, but it has no slope itself: use tf.sqrt in the rule, np.sqrt is not recorded.")
    return right("It computes its output and its slope, and passes the gradient check to second order.")


@exercise(
    "14_valley",
    kind="setting",
    answer="valley",
    solution="valley.learning_rate = 0.195",
    because="The curvatures are 4 and 10. The largest one decides: the cliff lies at 2 / 10.",
    hint="The slopes are 4W and 10b, so the curvatures are 4 and 10. Which one decides?",
    wrong={
        "valley.learning_rate = 0.1": "half",
        "valley.learning_rate = 0.4": "beyond",
        "valley.learning_rate = 0.5": "flatter",
        "valley.learning_rate = 0.17": "15 % below",
        "valley.learning_rate = 0.21": "5 % beyond",
        "valley.learning_rate = 0.2": "Exactly on the cliff",
    },
)
def valley(answer: Any) -> Verdict:
    """Bring the learning rate as close below the cliff as 5 %."""
    rate = reading(answer, "learning_rate")
    if not isinstance(answer, Descent):
        raise Unusable(wrong(f"The descent above was expected, by its name, and this is {described(answer)}."))
    cliff = 0.2
    off = rate / cliff - 1
    if rate == 0.02:
        return not_tried("Turn the learning rate first.")
    if -0.05 - 1e-9 <= off < -1e-6:
        return right("The steep direction jumps from wall to wall and still comes down. A touch more, and it climbs out.")
    if math.isclose(rate, 0.5, rel_tol=0.01):
        return almost("This is 2 / 4, the cliff of the flatter direction. The steeper one decides.")
    if math.isclose(rate, 0.1, rel_tol=0.01):
        return almost(
            "This is half of it, 1 / 10, where the steep direction arrives in one step. The cliff is at twice that."
        )
    if abs(off) < 1e-6:
        return almost("Exactly on the cliff: the steep direction jumps to and fro for ever. A touch less.")
    if off >= 0:
        return wrong(f"This is {off:.0%} beyond the cliff: each jump lands higher. Turn back.".replace("%", " %"))
    return (almost if off > -0.2 else wrong)(f"This is {-off:.0%} below the cliff. Go on.".replace("%", " %"))


_HAND = """def hand_over(error, knobs):
    optimizer = tf.keras.optimizers.SGD(0.1)
    for step in range(100):
        with tf.GradientTape() as tape:
            now = error()
        slopes = {}
        optimizer.apply_gradients({})"""


@exercise(
    "14_hand_over",
    kind="code",
    blank=_HAND.format("...", "..."),
    solution=_HAND.format("tape.gradient(now, knobs)", "zip(slopes, knobs)"),
    because="The tape gives a slope for each knob; the optimizer wants pairs of slope and knob.",
    hint="Play the tape back from `now` to the knobs. `zip(a, b)` makes pairs, and the slope comes first.",
    wrong={
        _HAND.format("tape.gradient(now, knobs)", "zip(knobs, slopes)"): "slope.*first|stopped in line 7",
        _HAND.format("tape.gradient(now, knobs)", "[]"): "stopped|turned",
        _HAND.format("tape.gradient(now, knobs)", "slopes"): "line 7.*zip",
        _HAND.format("tape.gradient(now, knobs)", "slopes, knobs"): "one thing.*zip",
        _HAND.format("tape.gradient(error, knobs)", "zip(slopes, knobs)"): "line 6.*call it",
        _HAND.format("[-s for s in tape.gradient(now, knobs)]", "zip(slopes, knobs)"): "uphill",
        _HAND.format("tape.gradient(knobs, now)", "zip(slopes, knobs)"): "stopped in line",
    },
    setup="",
)
def hand_over(answer: Any) -> Verdict:
    """Complete the two lines that hand the knobs to the optimizer."""
    own = function(answer)
    p, q = tf.Variable(0.0, name="p"), tf.Variable(0.0, name="q")
    try:
        own(lambda: tf.square(p - 3.0) + tf.square(q + 1.0), [p, q])
    except TypeError as error:
        if "apply_gradients() takes" in str(error):
            raise Unusable(almost("apply_gradients takes one thing: the pairs that zip(slopes, knobs) makes.")) from None
        raise
    ends = (number(p), number(q)) if all(map(math.isfinite, (float(p), float(q)))) else (math.inf, math.inf)
    if abs(ends[0] - 3) < 1e-3 and abs(ends[1] + 1) < 1e-3:
        return right("Nobody turned these knobs by hand. Any error, any knobs: the lines stay the same.")
    if max(map(abs, ends)) > 1e3:
        return almost("This runs uphill: the optimizer subtracts by itself, so it wants the slopes as they are.")
    if ends == (0.0, 0.0):
        return wrong("No knob has turned: pair each slope with its knob, and hand the pairs over.")
    return wrong(f"The bottom is at 3 and −1, and after 100 steps the knobs stand at {ends[0]:.3g} and {ends[1]:.3g}.")


_RELU = "def relu_backwards(x, g):\n    return {}"


@exercise(
    "14_relu",
    kind="code",
    blank=_RELU.format("..."),
    solution=_RELU.format("g * (x > 0)"),
    because="Where x is positive relu passes it on with slope 1, elsewhere its slope is 0; both times the g that arrives.",
    hint="`x > 0` is True or False for each number, and counts as 1 or 0 when it is multiplied.",
    wrong={
        _RELU.format("g"): "negative",
        _RELU.format("x > 0"): "truth values|missing",
        _RELU.format("1.0 * (x > 0)"): "g.*missing",
        _RELU.format("g * np.maximum(x, 0)"): "value",
        _RELU.format("g * (x < 0)"): "round",
        _RELU.format("np.maximum(g, 0)"): "sign of x",
        _RELU.format("np.maximum(x, 0)"): "forward",
        _RELU.format("g * np.sign(x)"): "0, not −1",
        _RELU.format("g if x > 0 else 0"): "all at once",
    },
    setup="",
)
def relu(answer: Any) -> Verdict:
    """Write relu's way back in NumPy: what it hands on when the slopes g arrive."""
    own = function(answer)
    x, g = np.array([1.5, -2.0, 0.5, -0.1]), np.array([2.0, 3.0, -1.0, -4.0])
    given = own(x, g)
    if isinstance(given, np.ndarray) and given.dtype == bool:
        return almost("These are truth values: the g that arrives is missing. Multiply it by them.")
    return agrees(
        own,
        lambda x, g: np.where(x > 0, g, 0.0),
        [(x, g), (-x, g), (g, x)],
        slips={
            "This hands everything on. Where x was negative, relu was flat.": lambda x, g: g,
            "The g that arrives is missing: multiply by it.": lambda x, g: 1.0 * (x > 0),
            "You multiplied by relu's value: multiply by its slope, 1 or 0.": lambda x, g: g * np.maximum(x, 0),
            "This is relu forward: on the way back it is g that is handed on, or not.": lambda x, g: np.maximum(x, 0),
            "Where x is negative the slope of relu is 0, not −1.": lambda x, g: g * np.sign(x),
            "This is the wrong way round: where x is positive the slope is 1.": lambda x, g: g * (x < 0),
            "What decides is the sign of x, not that of g.": lambda x, g: np.maximum(g, 0),
        },
        well_done="One line of NumPy forward, one backward: a framework is a few dozen such pairs.",
    )


@exercise(
    "14_noise",
    kind="number",
    blank="what_is_left = ...",
    solution="what_is_left = 0.5**2",
    because="The best curve misses each example by its noise, and the mean square of the noise is 0.5².",
    hint="Suppose the knobs are perfect. By how much is the box still off, and what is the mean of the squares?",
    wrong={
        "what_is_left = 0.5": "squared",
        "what_is_left = 0": "noise",
        "what_is_left = 1": "of size 1",
        "what_is_left = 0.5**2 / 1000": "mean",
    },
    setup="",
)
def noise(answer: Any) -> Verdict:
    """The noise has the size 0.5, and the error is the mean of the squares: how large is it about when training is over?"""
    return close(
        answer,
        0.25,
        rel=0.08,
        slips={
            "This is the size of the noise; the error is a mean of squares, so it has to be squared.": 0.5,
            "The noise stays: no curve foresees it.": 0,
            "This would be noise of size 1, as in notebook 7. Here it is half as large.": 1,
            "The mean of 1000 squares is as large as a typical one of them: it is not divided again.": 0.00025,
        },
        says="What stays is the mean square of the noise.",
        well_done="0.5 · 0.5. Whoever gets lower on these examples has learned some noise by heart.",
    )

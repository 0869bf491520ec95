"""Exercises of notebook 08: four ways to walk, the cliff on paper and from the tape, and the cure for a canyon."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

import gradlab as tf
from gradlab.course.compare import agrees, came_out, close, described, function, number, reading
from gradlab.course.exercise import exercise
from gradlab.course.verdict import Unusable, Verdict, almost, not_tried, right, wrong
from gradlab.live import Descent

_PLACE = "def place_after(steps, learning_rate, curvature, start):\n    return {}"
_CLIFF = "def cliff(error, variables):\n    return {}"
_STANDARDISE = "def standardise(table):\n    return {}"


@exercise(
    "08_cliff_guess",
    kind="prediction",
    solution='predict("08_cliff_guess", 0.17)',
    because="It is 2/λ, and most of λ is twice the mean of x²: Round 3 computes it.",
    hint="Any number will do; feeling is all that you have so far.",
    wrong={
        'predict("08_cliff_guess", 1)': "0.17.*2/λ",
        'predict("08_cliff_guess", 0.01)': "0.17.*2/λ",
    },
    outcome="landscape.largest_learning_rate(error, [W, b])",
)
def cliff_guess(answer: Any) -> Verdict:
    """At which learning rate does the line fit blow up?"""
    words = "With points of your own it lies a little beside that, at 2/λ: no feeling finds it, and the tape does."
    return came_out(answer, 0.1731, within=0.15, words=words)


@exercise(
    "08_oscillating",
    kind="setting",
    answer="walk",
    solution="walk.learning_rate = 0.14",
    because="Above half of the cliff every step across the valley lands on the other wall; below the cliff it lands lower.",
    hint="Go up until it diverges, then a touch back: an arrow key turns the slider a little.",
    wrong={
        "walk.learning_rate = 0.08": "good.*longer",
        "walk.learning_rate = 0.003": "slow.*longer",
        "walk.start = [3.0, 0.5]; walk.learning_rate = 0.16": "moved the ball",
        "walk.start = [16.0, 16.0]; walk.learning_rate = 0.3": "diverging.*back",
    },
)
def oscillating(answer: Any) -> Verdict:
    """Turn the learning rate until the run jumps over the valley with nearly every step, and still arrives."""
    descent = _descent(answer)
    if descent.start != [16.0, 16.0]:
        return almost("You have moved the ball: the run should start at W = b = 16. Run the cell above once more.")
    if descent.learning_rate == 0.002:
        return not_tried("Turn the learning rate first.")
    if descent.regime == "oscillating":
        return right("It jumps from wall to wall and loses height each time. Somewhere above, it would gain height instead.")
    if descent.regime == "diverging":
        return wrong("The run is diverging: each jump lands higher than the one before. Turn back a touch.")
    return wrong(f"The run is {descent.regime}, and it does not jump to and fro. Take longer steps.")


@exercise(
    "08_place",
    kind="code",
    blank=_PLACE.format("..."),
    solution=_PLACE.format("start * (1 - learning_rate * curvature) ** steps"),
    because="Every step multiplies the place by the same factor, so the factor is multiplied by itself.",
    hint="By what does one step multiply the place? Do that `steps` times: a power.",
    wrong={
        _PLACE.format("start * (1 - learning_rate) ** steps"): "curvature",
        _PLACE.format("start * (1 - steps * learning_rate * curvature)"): "as long as the first",
        _PLACE.format("start * (learning_rate * curvature) ** steps"): "1 −",
        _PLACE.format("start * (1 - learning_rate * curvature) * steps"): "power",
        _PLACE.format("(1 - learning_rate * curvature) ** steps"): "Begin at `start`",
        _PLACE.format("start * (1 - learning_rate * curvature)"): "one step",
        _PLACE.format("(start * (1 - learning_rate * curvature)) ** steps"): "start is taken to the power",
        _PLACE.format("abs(start * (1 - learning_rate * curvature) ** steps)"): "other side",
        _PLACE.format("start * (1 + learning_rate * curvature) ** steps"): "uphill",
        _PLACE.format("start * (1 - learning_rate * curvature) ^ steps"): r"power is written \*\*",
    },
    setup="",
)
def place(answer: Any) -> Verdict:
    """Write where the knob stands after so many steps in a valley with its floor at 0."""
    return agrees(
        answer,
        lambda steps, rate, curve, start: start * (1 - rate * curve) ** steps,
        [(1, 0.1, 12.0, 2.0), (3, 0.15, 12.0, 1.0), (5, 0.02, 10.0, 8.0), (4, 0.3, 8.0, 0.5)],
        slips={
            "The curvature is missing: in a steeper valley the same learning rate goes farther.": (
                lambda steps, rate, curve, start: start * (1 - rate) ** steps
            ),
            "You made each step as long as the first one, but each is smaller or larger than the last by the factor.": (
                lambda steps, rate, curve, start: start * (1 - steps * rate * curve)
            ),
            "That is what a step takes away; what it leaves is 1 − that.": (
                lambda steps, rate, curve, start: start * (rate * curve) ** steps
            ),
            "You multiply by the number of steps: the factor comes once for each step, so take it to a power.": (
                lambda steps, rate, curve, start: start * (1 - rate * curve) * steps
            ),
            "This is by what all steps together multiply. Begin at `start`.": (
                lambda steps, rate, curve, start: (1 - rate * curve) ** steps
            ),
            "Here the start is taken to the power, too: only the factor comes once for each step.": (
                lambda steps, rate, curve, start: (start * (1 - rate * curve)) ** steps
            ),
            "This is where one step leads: there are `steps` of them.": (
                lambda steps, rate, curve, start: start * (1 - rate * curve)
            ),
            "The size is right. Keep the sign: below 0 the knob stands on the other side of the floor.": (
                lambda steps, rate, curve, start: abs(start * (1 - rate * curve) ** steps)
            ),
            "This walks uphill: a step takes something away, 1 − ….": (
                lambda steps, rate, curve, start: start * (1 + rate * curve) ** steps
            ),
        },
        well_done="A factor to a power: that is why walks creep, arrive or explode, and hardly anything in between.",
    )


@exercise(
    "08_paper",
    kind="number",
    blank="my_cliff_on_paper = ...",
    solution="my_cliff_on_paper = 2 / 10",
    because="The slope of 5·w² is 10·w, so it grows by 10 per unit: λ = 10, and the cliff is at 2/λ.",
    hint="The slope of w² is 2·w. So the slope of 5·w² is …·w, and that number is λ.",
    wrong={
        "my_cliff_on_paper = 2 / 5": "slope of the slope",
        "my_cliff_on_paper = 1 / 10": "1/λ.*begins to jump",
        "my_cliff_on_paper = 10": "That is λ",
    },
    setup="",
)
def paper(answer: Any) -> Verdict:
    """Where is the cliff of 5·w²?"""
    return close(
        answer,
        0.2,
        slips={
            "You took λ = 5, which is the number before w². λ is the slope of the slope.": 0.4,
            "This is 1/λ, where the walker begins to jump across. The cliff is at twice that.": 0.1,
            "That is λ. The cliff is 2 divided by it.": 10,
            "You multiplied 2 by λ: divide 2 by it.": 20,
        },
        says="Two divided by the curvature was expected.",
        well_done="λ = 10, so with 0.19 it comes nearer at every step, and with 0.21 it goes away.",
    )


@exercise(
    "08_cliff",
    kind="code",
    blank=_CLIFF.format("..."),
    solution=_CLIFF.format("2 / landscape.largest_curvature(error, variables)"),
    because="The steepest direction decides, and its cliff is at 2/λmax.",
    hint="`landscape.largest_curvature(error, variables)` is λmax. Where is the cliff of a valley with that curvature?",
    wrong={
        _CLIFF.format("1 / landscape.largest_curvature(error, variables)"): "half",
        _CLIFF.format("landscape.largest_curvature(error, variables)"): "λmax itself",
        _CLIFF.format("landscape.largest_curvature(error, variables) / 2"): "upside down",
        _CLIFF.format("2 / landscape.largest_curvature(error, variables[:1])"): "first Variable alone",
        _CLIFF.format("2 / across"): "every error",
        _CLIFF.format("2 / landscape.largest_curvature(error, [W, b])"): "as they come in",
    },
)
def cliff(answer: Any) -> Verdict:
    """Write a function that computes the learning rate beyond which an error blows up."""
    own = function(answer)
    matrices = [np.array([[3.0, 1.0], [1.0, 2.0]]), np.array([[5.0, -4.0], [-4.0, 20.0]])]
    largest = np.array([np.linalg.eigvalsh(m)[-1] for m in matrices])
    try:
        given = np.array([number(own(*_valley(m))) for m in matrices])
    except ValueError as error:
        if "connected with none" in str(error):  # such as W and b
            raise Unusable(almost("The error does not depend on these: take `variables`, as they come in.")) from None
        raise
    if np.allclose(given, 2 / largest, rtol=0.01):
        return right("It works for any error and any number of knobs. For your fit: call it with error and [W, b].")
    if np.allclose(given, given[0], rtol=1e-6):
        return almost("It gives the same number for every error: compute it from `error` and `variables`.")
    slips = {
        "This is half of the cliff, 1/λmax: from there on steps overshoot, but they still come nearer.": 1 / largest,
        "This is λmax itself. The steeper the valley, the shorter the steps must be.": largest,
        "This is upside down: λmax / 2.": largest / 2,
        "You looked at the first Variable alone. The steepest direction goes slantwise, through all of them.": (
            2 / np.array([m[0, 0] for m in matrices])
        ),
    }
    for words, result in slips.items():
        if np.allclose(given, result, rtol=0.01):
            return almost(words)
    return wrong(f"For a valley with λmax = {largest[0]:.3f} your function gives {given[0]:.4g}. 2/λmax was expected.")


@exercise(
    "08_edge",
    kind="setting",
    answer="edge",
    blank="edge.learning_rate = 0.1  # your number, or a formula",
    solution="edge.learning_rate = cliff(error, [W, b])",
    because="2/λmax is where the factor across the valley is −1.",
    hint="You have just written a function for it.",
    wrong={
        "edge.learning_rate = 0.5 * cliff(error, [W, b])": "half",
        "edge.learning_rate = 1.02 * cliff(error, [W, b])": "2.0 % beyond",
        "edge.learning_rate = 0.97 * cliff(error, [W, b])": "3.0 % below",
        "edge.learning_rate = 1.2 * cliff(error, [W, b])": "20 % beyond",
    },
)
def edge(answer: Any) -> Verdict:
    """Set the learning rate of your own fit to its cliff, within 1 %."""
    descent = _descent(answer)
    if descent.learning_rate == 0.1:
        return not_tried("Put your cliff in the place of 0.1.")
    share = descent.learning_rate / descent.critical_learning_rate
    if round(abs(share - 1), 3) <= 0.01:  # also 1.01 times a cliff that was itself found to 0.01 %
        return right(f"You hit the cliff to within {max(abs(share - 1), 0.0001) * 100:.2f} %. The tape knew where it is.")
    if abs(share - 0.5) <= 0.01:
        return almost("This is half of the cliff: 1/λmax, where steps begin to overshoot.")
    off = f"{abs(share - 1):.1%}" if abs(share - 1) < 0.1 else f"{abs(share - 1):.0%}"
    where = f"{off.replace('%', ' %')} {'beyond' if share > 1 else 'below'} the cliff"
    return almost(f"You are {where}.") if abs(share - 1) <= 0.1 else wrong(f"You are {where}: compute it.")


_CANYON = "lambda: tf.reduce_mean(tf.square(y - (W * 3.0 * x + b)))"


@exercise(
    "08_canyon_guess",
    kind="prediction",
    solution='predict("08_canyon_guess", 8)',
    because="Most of the largest curvature is the mean of x², and that becomes nine times as large.",
    hint="λ is made of means of x². What becomes of x² when x is three times as large?",
    wrong={
        'predict("08_canyon_guess", 1)': "7.9.*x²",
        'predict("08_canyon_guess", 3)': "7.9.*x²",
    },
    outcome=f"landscape.largest_learning_rate(error, [W, b]) / landscape.largest_learning_rate({_CANYON}, [W, b])",
)
def canyon_guess(answer: Any) -> Verdict:
    """How many times smaller does the cliff become when x is three times as large?"""
    return came_out(
        answer, 7.914, within=0.15, words="The curvature holds x², which grows nine times; b feels nothing of it."
    )


_ROUND = "lambda: tf.reduce_mean(tf.square(y - (W * (x - np.mean(x)) / np.std(x) + b)))"


@exercise(
    "08_round_guess",
    kind="prediction",
    solution='predict("08_round_guess", 1)',
    because="With both curvatures 2, a learning rate of 0.5 leaves 1 − 0.5 · 2 = 0 of the distance.",
    hint="By what does one step multiply the distance, if the curvature is 2 and the learning rate 0.5?",
    wrong={
        'predict("08_round_guess", 10)': "One step",
        'predict("08_round_guess", 20)': "One step",
    },
    outcome=f"next(k for k, e in enumerate(live.Descent({_ROUND}, [W, b], learning_rate=0.5).errors) if e < 1.04)",
)
def round_guess(answer: Any) -> Verdict:
    """How many steps does the round valley take with a learning rate of 0.5?"""
    said = "One step: the factor 1 − 0.5 · 2 is 0, in every direction."
    return right(said) if number(answer) == 1 else wrong(said)


@exercise(
    "08_standardise",
    kind="code",
    blank=_STANDARDISE.format("..."),
    solution=_STANDARDISE.format("(table - np.mean(table, axis=0)) / np.std(table, axis=0)"),
    because="Each column loses its own mean and is divided by its own spread; NumPy spreads a row over all rows.",
    hint="`np.mean(table, axis=0)` holds the mean of every column, `np.std(table, axis=0)` its spread.",
    wrong={
        _STANDARDISE.format("(table - np.mean(table)) / np.std(table)"): "all numbers together",
        _STANDARDISE.format("table - np.mean(table, axis=0)"): "spread",
        _STANDARDISE.format("(table - np.mean(table, axis=0)) / np.var(table, axis=0)"): "variance.*root",
        _STANDARDISE.format("table / np.std(table, axis=0)"): "mean",
        _STANDARDISE.format("table - np.mean(table, axis=0) / np.std(table, axis=0)"): "brackets",
        _STANDARDISE.format(
            "(table - np.mean(table, axis=1, keepdims=True)) / np.std(table, axis=1, keepdims=True)"
        ): "rows",
        _STANDARDISE.format("(table - np.mean(table, axis=0)) / np.std(table)"): "all numbers together",
        _STANDARDISE.format("(table - np.mean(table, axis=1)) / np.std(table, axis=1)"): "shapes do not fit.*another axis",
    },
    setup="",
)
def standardise(answer: Any) -> Verdict:
    """Write a function that gives every column of a table mean 0 and spread 1."""
    tables = [(np.array([[1.0, 200.0], [2.0, 100.0], [4.0, 600.0]]),), (np.array([[0.1, -3.0, 7.0], [0.5, 9.0, 7.5]]),)]

    def mean(t: np.ndarray) -> np.ndarray:
        return t.mean(axis=0)

    return agrees(
        answer,
        lambda t: (t - mean(t)) / t.std(axis=0),
        tables,
        slips={
            "You took the mean of all numbers together: grams and hours. Every column needs its own (axis=0).": (
                lambda t: (t - t.mean()) / t.std()
            ),
            "The mean is gone, and the spread is still there: divide by it.": lambda t: t - mean(t),
            "You divided by the variance. The spread is its root, the standard deviation.": (
                lambda t: (t - mean(t)) / t.var(axis=0)
            ),
            "The spread is 1 now, but the mean of each column is not 0.": lambda t: t / t.std(axis=0),
            "The brackets are missing: subtract first, then divide all of it.": lambda t: t - mean(t) / t.std(axis=0),
            "This goes along the rows, which mix grams and hours: go down the columns, axis=0.": lambda t: (
                (t - t.mean(axis=1, keepdims=True)) / t.std(axis=1, keepdims=True)
            ),
            "The means are right, but you divided by the spread of all numbers together: every column has its own.": (
                lambda t: (t - mean(t)) / t.std()
            ),
            "You multiplied by the spread: divide by it.": lambda t: (t - mean(t)) * t.std(axis=0),
            "Subtract the mean: you added it.": lambda t: (t + mean(t)) / t.std(axis=0),
            "You divided by the spread with n − 1 (ddof=1). np.std without it makes it 1 exactly.": lambda t: (
                (t - mean(t)) / t.std(axis=0, ddof=1)
            ),
        },
        well_done="Whatever the units were, the optimizer now sees a rounder valley.",
    )


def _descent(answer: Any) -> Descent:
    """The answer as a Descent."""
    reading(answer, "learning_rate")
    if not isinstance(answer, Descent):
        raise Unusable(wrong(f"The descent above was expected, by its name, and this is {described(answer)}."))
    return answer


def _valley(matrix: np.ndarray) -> tuple[Callable[[], Any], Sequence[tf.Variable]]:
    """An error of two Variables that has this matrix as its Hessian everywhere."""
    p, q = tf.Variable(1.0), tf.Variable(-2.0)
    (a, c), (_, d) = matrix.tolist()
    return lambda: 0.5 * (a * p * p + 2.0 * c * p * q + d * q * q), [p, q]

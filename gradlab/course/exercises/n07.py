"""Exercises of notebook 07: the slopes on paper, a training step for any number of knobs, and ten steps downhill."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import gradlab as tf
from gradlab.course.compare import agrees, came_out, described, function, reading, slope_of, text
from gradlab.course.exercise import as_handed_out, exercise
from gradlab.course.verdict import Unusable, Verdict, almost, not_tried, right, wrong

_SLOPES = """def slopes_on_paper(x, y, W, b):
    d = (W * x + b) - y
    slope_W = {}
    slope_b = {}
    return slope_W, slope_b"""

_DESCEND = """def descend(f, x, learning_rate, steps):
    x = tf.Variable(x)
    for _ in range(steps):
        with tf.GradientTape() as tape:
            y = f(x)
        {}
    return x"""
_TRAIN_ALL = """def train_all(error, variables, learning_rate):
    with tf.GradientTape() as tape:
        now = error()
    slopes = tape.gradient(now, variables)
    {}"""


@exercise(
    "07_smallest_loss",
    kind="prediction",
    solution='predict("07_smallest_loss", 1.0)',
    because="The noise has a mean square of 1, and no line can foresee it.",
    hint="What is left of y when the line is exactly right? The noise.",
    wrong={
        'predict("07_smallest_loss", 0)': "1.004.*noise",
        'predict("07_smallest_loss", 0.5)': "1.004.*noise",
        'predict("07_smallest_loss", "small")': "without quotes",
    },
    outcome="loss(noise, 0.0).numpy()",
)
def smallest_loss(answer: Any) -> Verdict:
    """How small can the loss get?"""
    return came_out(answer, 1.004, words="That is the mean square of the noise, which no line can foresee.")


@exercise(
    "07_slopes",
    kind="code",
    blank=_SLOPES.format("...", "..."),
    solution=_SLOPES.format("tf.reduce_mean(2.0 * d * x)", "tf.reduce_mean(2.0 * d)"),
    because="The square brings 2·d; what is inside it grows by x for each unit of W, and by 1 for each unit of b.",
    hint="The loss is the mean of d². The slope of d² is 2·d. How much does d grow when W grows by 1? And when b does?",
    wrong={
        _SLOPES.format("tf.reduce_mean(d * x)", "tf.reduce_mean(d)"): "^The 2.*missing",
        _SLOPES.format("tf.reduce_mean(2.0 * d)", "tf.reduce_mean(2.0 * d)"): "does not know x",
        _SLOPES.format("tf.reduce_sum(2.0 * d * x)", "tf.reduce_sum(2.0 * d)"): "sums.*mean",
        _SLOPES.format("tf.reduce_mean(-2.0 * d * x)", "tf.reduce_mean(-2.0 * d)"): "sign",
        _SLOPES.format("tf.reduce_mean(2.0 * d * x)", "tf.reduce_mean(2.0 * d * x)"): "b stands alone",
        _SLOPES.format("2.0 * d * x", "2.0 * d"): "one for each example.*mean",
        _SLOPES.format("2.0 * d * x", "tf.reduce_mean(2.0 * d)"): "in place 1 there are 3",
        _SLOPES.format("tf.reduce_mean(2.0 * d * x)", "tf.reduce_mean(d)"): "`slope_W` is right. About `slope_b`: The 2",
        _SLOPES.format("tf.reduce_mean(2.0 * d)", "tf.reduce_mean(2.0 * d * x)"): "another order: `slope_W`, then `slope_b`",
    },
    setup="",
)
def slopes(answer: Any) -> Verdict:
    """Write the slopes of the mean squared difference with respect to W and to b, without a tape."""

    def of(scale: float, with_x: tuple[bool, bool], collect: Callable[..., Any]) -> Callable[..., Any]:
        def slipped(x: Any, y: Any, W: float, b: float) -> tuple[float, ...]:
            d = W * np.asarray(x) + b - np.asarray(y)
            return tuple(float(collect(scale * d * (np.asarray(x) if used else 1))) for used in with_x)

        return slipped

    def each(x: Any, y: Any, W: float, b: float) -> np.ndarray:
        d = W * np.asarray(x) + b - np.asarray(y)
        return np.array([2 * d * np.asarray(x), 2 * d])

    usual = (True, False)
    x, y = np.array([0.0, 1.0, 2.0]), np.array([1.0, 4.0, 7.5])
    places = [
        (tf.constant(x), tf.constant(y), 2.0, 1.0),
        (tf.constant(x - 3), tf.constant(2 * y), 16.0, -4.0),
    ]
    return agrees(
        answer,
        of(2, usual, np.mean),
        places,
        parts=("`slope_W`", "`slope_b`"),
        slips={
            "The 2 that comes from the square is missing.": of(1, usual, np.mean),
            "Your slope of W does not know x: an example far from 0 feels W more strongly.": of(2, (False, False), np.mean),
            "These are sums: divide by the number of examples, that is, take the mean.": of(2, usual, np.sum),
            "These are many slopes, one for each example: take their mean.": each,
            "The sign is turned round: these point downhill, and a slope points uphill.": of(-2, usual, np.mean),
            "Your slope of b holds x, but b stands alone in W·x + b.": of(2, (True, True), np.mean),
        },
        well_done="The tape finds the same two numbers, and nobody had to work out a formula.",
    )


_EXPERIMENT = """
tf.random.set_seed(11)
x, noise = tf.random.normal([1000]), tf.random.normal([1000])
y = 3.0 * x + 0.5 + noise
W, b = tf.Variable(16.0), tf.Variable(16.0)
def error():
    return tf.reduce_mean(tf.square(y - (W * x + b)))
def steps_to_the_truth():
    run = live.Descent(error, [W, b], learning_rate=0.1, steps=50)
    for run.step in range(51):
        if abs(run.settings[0] - 3) < 0.1:
            return run.step
"""


@exercise(
    "07_steps",
    kind="prediction",
    solution='predict("07_steps", 20)',
    because="Every step leaves about 0.8 of the distance, and 0.8 to the power of 23 brings 13 below 0.1.",
    hint="W is 13 away from the truth. The first step goes 0.1 times 26.5.",
    wrong={
        'predict("07_steps", 100)': "23.*0.8",
        'predict("07_steps", 1000)': "23.*0.8",
    },
    setup=_EXPERIMENT,
    outcome="steps_to_the_truth()",
)
def steps(answer: Any) -> Verdict:
    """How many steps until W is within 0.1 of its true value?"""
    return came_out(answer, 23, within=0.2, words="Each step leaves 0.8 of the distance, so it shrinks quickly.")


@exercise(
    "07_path",
    kind="prediction",
    solution='predict("07_path", "straight")',
    because="Where the lines of equal error are circles, downhill points at their middle.",
    hint="Which way is downhill, if the lines of equal error are circles?",
    wrong={
        'predict("07_path", "bent")': "straight.*circles",
        'predict("07_path", 3)': "straight",
    },
)
def path(answer: Any) -> Verdict:
    """Seen from above, is the path of the training straight or bent?"""
    came = "It came out straight, very nearly: here the lines of equal error are almost circles."
    return right(came) if text(answer, ["straight", "bent"]) == "straight" else wrong(came)


@exercise(
    "07_ten_steps",
    kind="setting",
    answer="descent",
    solution="descent.learning_rate = 0.5",
    because="With 0.5 the very first step goes nearly to the bottom; anything from about 0.17 to 0.81 gets there in ten.",
    hint="The distance shrinks to (1 − 2 · learning rate) in each step. Ten of these should make a thousandth of 13.",
    wrong={
        "descent.learning_rate = 0.1": "longer steps",
        "descent.start = [4.0, 1.0]": "ball",
        "descent.start = [16.0, 16.0]; descent.learning_rate = 0.9": "jumps over.*shorter",
        "descent.learning_rate = 1.05": "farther away",
    },
)
def ten_steps(answer: Any) -> Verdict:
    """Reach an error below 1.1 in ten steps from W = b = 16, with the learning rate alone."""
    rate = reading(answer, "learning_rate")
    if getattr(answer, "steps", None) != 10:
        raise Unusable(wrong(f"The descent of ten steps from round 4 was expected, and this is {described(answer)}."))
    if answer.start != [16.0, 16.0]:
        return almost("You have moved the ball: the run should start at W = b = 16. Run the cell above once more.")
    if rate == 0.05:
        return not_tried("Turn the learning rate first.")
    last = answer.errors[-1]
    if last < 1.1:
        return right(
            f"An error of {last:.3f} after ten steps. At 0.5 one step is nearly enough; the next notebook says why."
        )
    if answer.regime == "diverging":
        return wrong("Each jump lands farther away than the one before: far too long a step.")
    if rate > 0.5:
        return almost(f"After ten steps the error is {last:.3g}. Every step jumps over the bottom: take shorter ones.")
    return almost(f"After ten steps the error is still {last:.3g}: take longer steps.")


@exercise(
    "07_train_all",
    kind="code",
    blank=_TRAIN_ALL.format("..."),
    solution=_TRAIN_ALL.format("for v, slope in zip(variables, slopes):\n        v.assign_sub(learning_rate * slope)"),
    because="Each Variable goes against its own slope; how many there are makes no difference.",
    hint="`for v, slope in zip(variables, slopes):` goes through the pairs. What did `train` do with W and dW?",
    wrong={
        _TRAIN_ALL.format("for v, slope in zip(variables, slopes):\n        v.assign_add(learning_rate * slope)"): "uphill",
        _TRAIN_ALL.format("for v, slope in zip(variables, slopes):\n        v.assign_sub(slope)"): "learning rate",
        _TRAIN_ALL.format("variables[0].assign_sub(learning_rate * slopes[0])"): "only the first",
        _TRAIN_ALL.format("for v, slope in zip(variables, slopes):\n        v.assign(learning_rate * slope)"): "subtract",
        _TRAIN_ALL.format("for v, slope in zip(variables, slopes):\n        v = v - learning_rate * slope"): "Nothing has",
        _TRAIN_ALL.format("for v, slope in zip(variables, slopes):\n        v.assign_sub(0.1 * slope)"): "always a tenth",
        _TRAIN_ALL.format("variables[-1].assign_sub(learning_rate * slopes[-1])"): "1 of the 3 knobs",
    },
    setup="",
)
def train_all(answer: Any) -> Verdict:
    """Write one training step for a list of Variables."""
    step = function(answer)
    if as_handed_out(step, _TRAIN_ALL.format("...")):
        raise Unusable(not_tried("Replace the ... by the lines that turn the Variables, then run the cell again."))
    before, slope, rate = np.array([2.0, -1.0, 3.0]), np.array([4.0, -6.0, 9.0]), 0.07
    knobs = [tf.Variable(each) for each in before]

    def error() -> tf.Tensor:  # its slopes at `before` are those above
        p, q, r = knobs
        return p * p + 3.0 * q * q + 1.5 * r * r

    step(error, knobs, rate)
    after = np.array([float(v) for v in knobs])
    if np.allclose(after, before - rate * slope):
        return right("This is all that training is. It would turn 122 570 knobs just the same.")
    if np.allclose(after, before):
        return almost("Nothing has turned. Only `assign_sub` turns a Variable; `v - …` just computes a number.")
    slips = {
        "This walks uphill: a slope points up, so subtract it.": before + rate * slope,
        "Your step forgets the learning rate: it goes the whole slope.": before - slope,
        "This sets the knobs to their step: subtract the step from where they stand.": rate * slope,
        "This is always a tenth of the slope: let `learning_rate` say how far.": before - 0.1 * slope,
        "You turn only the first of the knobs: go through all pairs.": np.array([before[0] - rate * slope[0], *before[1:]]),
    }
    for words, result in slips.items():
        if np.allclose(after, result):
            return almost(words)
    good = int(np.isclose(after, before - rate * slope).sum())
    if good:
        return almost(f"{good} of the 3 knobs went where they should. Each of them goes against its own slope.")
    return wrong("Each Variable should lose the learning rate times its own slope, and yours went elsewhere.")


@exercise(
    "07_descend",
    kind="code",
    blank="descend = ...",
    solution=_DESCEND.format("x.assign_sub(learning_rate * tape.gradient(y, x))"),
    because="Record, play backwards, turn: three lines in a loop, for any function.",
    hint="x becomes a Variable. Then `steps` times: record f(x) on a tape, ask for the slope, subtract. See `train`.",
    wrong={
        _DESCEND.format("x.assign_add(learning_rate * tape.gradient(y, x))"): "uphill",
        _DESCEND.format("x.assign_sub(tape.gradient(y, x))"): "learning rate",
        _DESCEND.format("x.assign_sub(learning_rate * tape.gradient(y, x))\n        break"): "one step",
        _DESCEND.format("x.assign(learning_rate * tape.gradient(y, x))"): "should be",
        _DESCEND.format("tape.gradient(y, x)"): "Nothing has moved",
        _DESCEND.format("x.assign_sub(learning_rate * y)"): "height",
    },
    setup="",
)
def descend(answer: Any) -> Verdict:
    """Write gradient descent on a function of one number, from the empty cell; return where it ends."""

    def bowl(x: Any) -> Any:
        """f(x) = (x - 3)²"""
        return (x - 3.0) * (x - 3.0)

    def steep(x: Any) -> Any:
        """f(x) = x⁴ / 8"""
        return x * x * x * x / 8.0

    def walked(f: Any, x: float, rate: float, steps: int, turn: Any = None) -> float:
        for _ in range(steps):
            x = turn(f, x, rate) if turn else x - rate * slope_of(f, x)
        return x

    return agrees(
        answer,
        walked,
        [(bowl, 5.0, 0.1, 3), (steep, 2.0, 0.05, 4), (bowl, -1.0, 0.3, 2)],
        rel=1e-5,
        slips={
            "This walks uphill: subtract the slope.": lambda f, x, r, n: walked(f, x, -r, n),
            "The learning rate is missing: each step goes the whole slope.": lambda f, x, r, n: walked(f, x, 1.0, n),
            "This takes one step only: take `steps` of them.": lambda f, x, r, n: walked(f, x, r, 1),
            "Nothing has moved: subtract the learning rate times the slope from x.": lambda f, x, r, n: x,
            "This subtracts the height, not the slope: ask the tape for the slope.": lambda f, x, r, n: walked(
                f, x, r, n, lambda f, x, r: x - r * f(x)
            ),
        },
        well_done="Six lines, from nothing. They are the heart of every training in this course.",
    )

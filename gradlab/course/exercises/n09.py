"""Exercises of notebook 09: what momentum, RMSprop and Adam remember, the saddle, and the noise of mini-batches."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

import gradlab as tf
from gradlab import keras
from gradlab.course.compare import agrees, came_out, close, described, function, number, numbers, reading, text
from gradlab.course.exercise import exercise
from gradlab.course.verdict import Unusable, Verdict, almost, not_tried, right, wrong
from gradlab.live import Race

_MOMENTUM = """def momentum_step(w, velocity, slope, learning_rate, momentum):
    velocity = {}
    w = {}
    return w, velocity"""

_ADAM = """def adam_step(w, m, s, slope, t, learning_rate, beta_1=0.9, beta_2=0.999):
    m = beta_1 * m + (1 - beta_1) * slope
    s = beta_2 * s + (1 - beta_2) * slope**2
    m_hat = {}
    s_hat = {}
    w = w - learning_rate * m_hat / (np.sqrt(s_hat) + 1e-7)
    return w, m, s"""


@exercise(
    "09_first",
    kind="prediction",
    solution='predict("09_first", "momentum")',
    because="Across the canyon its pushes cancel, along it they add up.",
    hint="One of them forgets everything after each step.",
    wrong={
        'predict("09_first", "sgd")': "59 steps.*133",
        'predict("09_first", 2)': "'sgd', 'momentum'",
    },
)
def first(answer: Any) -> Verdict:
    """Who is first at the bottom of the canyon: sgd or momentum?"""
    came = "momentum arrived after 59 steps, sgd after 133."
    return right(came) if text(answer, ["sgd", "momentum"]) == "momentum" else wrong(came)


@exercise(
    "09_tame",
    kind="setting",
    answer="tame",
    solution='tame.start = (-4.0, 1.5)\ntame.tune("momentum", learning_rate=0.025, momentum=0.8)',
    because="A longer step with less memory: fast along the floor, and no swinging past it.",
    hint="Both have to change: about twice the learning rate, and a momentum near 0.75.",
    wrong={
        'tame.tune("momentum", momentum=0.95)': "swings.*less speed",
        "tame.start = (-1.0, 0.1)": "start",
        'tame.start = (-4.0, 1.5); tame.tune("momentum", momentum=0.5)': "125 steps.*creeps",
        'tame.tune("momentum", learning_rate=0.06)': "learning rate is too large",
        'tame.tune("momentum", learning_rate=0.03, momentum=0.5)': "wall to wall",
        'tame.tune("momentum", learning_rate=0.0001, momentum=0.9)': "creeps",
    },
)
def tame(answer: Any) -> Verdict:
    """Bring momentum to the end of the canyon in at most 30 steps."""
    race = _race(answer, "canyon")
    if race.start != (-4.0, 1.5):
        return almost("You have moved the start: everybody begins at x = −4, y = 1.5. Run the cell above once more.")
    settings = race.optimizers["momentum"]
    if settings == {"learning_rate": 0.01, "momentum": 0.9}:
        return not_tried("Turn the learning rate and the momentum of `momentum` first.")
    row = _row(race, "momentum")
    if row["outcome"] == "finished" and row["steps"] <= 30:
        return right(f"{row['steps']} steps, where plain gradient descent needs more than a hundred.")
    took = f"It takes {row['steps']} steps" if row["outcome"] == "finished" else "It does not arrive in time"
    along, across = (_fading(curvature, **settings) for curvature in (1.0, 100.0))
    if np.abs(across).max() > 1.001 * np.abs(along).max():
        return wrong(f"{took}: it jumps from wall to wall across the canyon. The learning rate is too large for it.")
    if np.iscomplex(along).any():
        return almost(f"{took}: it swings past the bottom and comes back. Let it keep less speed.")
    return almost(f"{took}: it creeps. Longer steps would help, or a little more speed kept.")


def _fading(curvature: float, learning_rate: float, momentum: float) -> np.ndarray:
    """The two factors by which a step of momentum multiplies its distance in a valley; complex where it swings."""
    return np.roots([1.0, -(1.0 + momentum - learning_rate * curvature), momentum])


@exercise(
    "09_momentum",
    kind="code",
    blank=_MOMENTUM.format("...", "..."),
    solution=_MOMENTUM.format("momentum * velocity - learning_rate * slope", "w + velocity"),
    because="The old velocity fades, the slope pushes downhill, and the weight moves by the new velocity.",
    hint="Write the two formulas above from left to right: β is `momentum`, η is `learning_rate`, g is `slope`.",
    wrong={
        _MOMENTUM.format("momentum * velocity + learning_rate * slope", "w + velocity"): "uphill",
        _MOMENTUM.format("momentum * velocity - slope", "w + velocity"): "learning rate",
        _MOMENTUM.format("velocity - learning_rate * slope", "w + velocity"): "never fades",
        _MOMENTUM.format("-learning_rate * slope", "w + velocity"): "remembers nothing",
        _MOMENTUM.format("momentum * velocity - learning_rate * slope", "w - velocity"): "already points downhill",
        _MOMENTUM.format("momentum * velocity - learning_rate * slope", "w"): "does not move",
        _MOMENTUM.format("(1 - momentum) * velocity - learning_rate * slope", "w + velocity"): "kept the rest",
        _MOMENTUM.format("momentum * (velocity - learning_rate * slope)", "w + velocity"): "in full",
        _MOMENTUM.format("momentum * velocity - learning_rate * slope", "2 * w"): "`velocity` is right",
    },
    setup="",
)
def momentum(answer: Any) -> Verdict:
    """Write one step of gradient descent with momentum."""

    def rule(fade: Callable[..., float], move: float = 1.0) -> Callable[..., tuple[float, float]]:
        def step(w: float, v: float, g: float, rate: float, keep: float) -> tuple[float, float]:
            new = fade(v, g, rate, keep)
            return w + move * new, new

        return step

    def usual(v: float, g: float, rate: float, keep: float) -> float:
        return keep * v - rate * g

    return agrees(
        answer,
        rule(usual),
        [(5.0, 0.0, 2.0, 0.1, 0.9), (1.0, -0.5, 3.0, 0.02, 0.8), (0.0, 2.0, -1.0, 0.3, 0.5)],
        parts=("`w`", "`velocity`"),
        slips={
            "This pushes uphill: the slope has to be subtracted.": rule(lambda v, g, rate, keep: keep * v + rate * g),
            "The learning rate is missing: the whole slope pushes.": rule(lambda v, g, rate, keep: keep * v - g),
            "The old velocity never fades: it has to lose a share, times `momentum`.": rule(
                lambda v, g, rate, keep: v - rate * g
            ),
            "This remembers nothing: the old velocity has to stay in it.": rule(lambda v, g, rate, keep: -rate * g),
            "The velocity already points downhill: add it to w.": rule(usual, -1.0),
            "w does not move yet: add the velocity to it.": rule(usual, 0.0),
            "w moves by the old velocity: compute the new one first, and add that.": lambda w, v, g, rate, keep: (
                w + v,
                usual(v, g, rate, keep),
            ),
            "`momentum` is the share that stays, and you kept the rest.": rule(
                lambda v, g, rate, keep: (1 - keep) * v - rate * g
            ),
            "Only the old velocity is multiplied by `momentum`: the push of the slope counts in full.": rule(
                lambda v, g, rate, keep: keep * (v - rate * g)
            ),
        },
        well_done="Two lines, and the numbers of `keras.optimizers.SGD(momentum=…)`.",
    )


@exercise(
    "09_top_speed",
    kind="number",
    blank="longest_step = ...",
    solution="longest_step = 0.01 * 2 / (1 - 0.9)",
    because="At top speed v = 0.9·v − 0.02, so 0.1·v = −0.02: ten times a single push.",
    hint="Set the new velocity equal to the old one: v = 0.9·v − 0.01·2, and solve for v.",
    wrong={
        "longest_step = 0.01 * 2": "first step",
        "longest_step = 0.01 * 2 * 0.9": "times 0.9",
        "longest_step = 0.01 / (1 - 0.9)": "slope",
    },
    setup="",
)
def top_speed(answer: Any) -> Verdict:
    """How long is one step of momentum at top speed?"""
    return close(
        abs(number(answer)),
        0.2,
        slips={
            "This is the first step. Nine tenths of it come on top of the second, and so on.": 0.02,
            "This is one push times 0.9: all earlier pushes count, each a little less.": 0.018,
            "This leaves out the slope of 2.": 0.1,
            "You divided by 0.9. A tenth of the speed is lost at each step: divide by 1 − 0.9.": 0.02 / 0.9,
        },
        says="A push of 0.02, and 0.9 of what there was before, again and again.",
        well_done="Ten times a single push: momentum 0.9 makes a tenfold learning rate where the slope is steady.",
    )


@exercise(
    "09_notice",
    kind="prediction",
    solution='predict("09_notice", "rmsprop and adam")',
    because="Both divide by the size of the slopes, and the tenfold goes away.",
    hint="Who divides by the size of the slopes?",
    wrong={
        'predict("09_notice", "sgd and momentum")': "rmsprop and adam",
        'predict("09_notice", "adam")': "Two names",
        'predict("09_notice", 2)': "Two names",
    },
)
def notice(answer: Any) -> Verdict:
    """Which two optimizers do not notice that the error is ten times as large?"""
    said = answer if isinstance(answer, (list, tuple, set)) else [answer]
    words = " ".join(each.casefold().replace("rms prop", "rmsprop") for each in said if isinstance(each, str))
    named = {name for name in ("sgd", "momentum", "rmsprop", "adam") if name in words}
    if len(named) != 2:
        raise Unusable(wrong(f"Two names were expected, such as 'sgd and adam', and this is {described(answer)}."))
    came = "It was rmsprop and adam: both divide by the size of the slopes."
    return right(came) if named == {"rmsprop", "adam"} else wrong(came)


@exercise(
    "09_rescue",
    kind="setting",
    answer="rescue",
    solution='rescue.start = (-4.0, 1.5)\nrescue.tune("sgd", learning_rate=0.0019)',
    because="The cliff is at 2/1000 = 0.002, a tenth of what it was.",
    hint="The largest curvature is 1000. The cliff is at 2 divided by it.",
    wrong={
        'rescue.tune("sgd", learning_rate=0.01)': "beyond.*2/λ",
        'rescue.tune("sgd", learning_rate=0.0001)': "creeps",
        'rescue.tune("sgd", learning_rate=0.002)': "exactly",
        'rescue.tune("sgd", learning_rate=0.00199)': "so near",
    },
)
def rescue(answer: Any) -> Verdict:
    """Bring plain gradient descent to the finish of the tenfold canyon."""
    race = _race(answer, "tenfold")
    rate = race.optimizers["sgd"]["learning_rate"]
    if race.start != (-4.0, 1.5):
        return almost("You have moved the start: everybody begins at x = −4, y = 1.5. Run the cell above once more.")
    if rate == 0.019:
        return not_tried("Turn the learning rate of `sgd` first.")
    row = _row(race, "sgd")
    if row["outcome"] == "finished":
        return right(
            f"It arrives after {row['steps']} steps. Ten times as steep, a tenth of the learning rate, the same way."
        )
    if math.isclose(rate, 0.002, rel_tol=1e-3):
        return almost("You stand exactly on the cliff, 2/λ: it jumps to and fro for ever. A hair less.")
    if rate > 0.002:
        return wrong("Still beyond the cliff: it is at 2/λ, and λ is 1000 now.")
    if abs(1 - 1000 * rate) > abs(1 - 10 * rate):
        return almost("Below the cliff, but so near that it still jumps from wall to wall at the end: a hair less.")
    return wrong("Below the cliff, but now it creeps: go nearer to 2/λ.")


@exercise(
    "09_first_step",
    kind="number",
    blank="first_step = ...",
    solution="first_step = 0.1",
    because="After one step the corrected mean is g and the corrected square g², so g / √g² is 1, whatever g is.",
    hint="At t = 1, m is 0.1 · 1000, and it is divided by 1 − 0.9. What comes out? The same for s.",
    wrong={
        "first_step = 0.1 * 1000": "sgd would",
        "first_step = 0.1 * 100 / 1000 ** 0.5": "correction",
        "first_step = 1000": "divides",
    },
    setup="",
)
def first_step(answer: Any) -> Verdict:
    """How far does Adam's first step go, with a slope of 1000 and a learning rate of 0.1?"""
    return close(
        abs(number(answer)),
        0.1,
        slips={
            "That is how far sgd would go. Adam divides the slope by its size.": 100,
            "This leaves out the learning rate of 0.1.": 1.0,
            "You left out the correction: divide m by 1 − 0.9 and s by 1 − 0.999.": 0.1 * 100 / math.sqrt(1000),
        },
        says="Adam divides the slope by its own size, and one thousand divided by one thousand is 1.",
        well_done="The first step of Adam is as long as the learning rate, on every hill.",
    )


@exercise(
    "09_adam",
    kind="code",
    blank=_ADAM.format("...", "..."),
    solution=_ADAM.format("m / (1 - beta_1**t)", "s / (1 - beta_2**t)"),
    because="After t steps a running mean that began at 0 holds 1 − βᵗ of a whole mean.",
    hint="`beta_1**t` is β₁ to the power of t. Both lines are in the formula above.",
    wrong={
        _ADAM.format("m", "s"): "correction",
        _ADAM.format("m / (1 - beta_1)", "s / (1 - beta_2)"): "only right at t = 1",
        _ADAM.format("m / (1 - beta_1 * t)", "s / (1 - beta_2 * t)"): "power",
        _ADAM.format("m * (1 - beta_1**t)", "s * (1 - beta_2**t)"): "divide",
        _ADAM.format("m / (1 - beta_2**t)", "s / (1 - beta_1**t)"): "swapped",
        _ADAM.format("m / (1 - beta_1**t)", "s"): "`m_hat` is right. About `s_hat`: The correction",
        _ADAM.format("m / (1 - beta_1**t)", "s / (1 - beta_1**t)"): "In `s_hat` stands beta_1",
        _ADAM.format("m / 1 - beta_1**t", "s / 1 - beta_2**t"): "brackets",
    },
    setup="",
)
def adam(answer: Any) -> Verdict:
    """Write the two corrected means of Adam."""
    own = function(answer)
    slopes = [3.0, -1.0, 0.5, 8.0, 8.0, -2.0, 0.1, 4.0, -6.0, 1.0]
    way = _walk(own, slopes)
    if np.allclose(way, _keras_walk(slopes), rtol=1e-6):
        return right("Ten steps beside `keras.optimizers.Adam`, and the same numbers.")

    def corrected(first: Callable[..., float], second: Callable[..., float]) -> list[float]:
        def step(w: float, m: float, s: float, g: float, t: int, rate: float) -> tuple[float, float, float]:
            m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g**2
            return w - rate * first(m, 0.9, t) / (math.sqrt(abs(second(s, 0.999, t))) + 1e-7), m, s

        return _walk(step, slopes)

    slips: dict[str, Callable[..., float]] = {
        "The correction is missing: a mean that began at 0 is far too small at first.": lambda mean, beta, t: mean,
        "This is only right at t = 1: after t steps, beta to the power of t is left.": lambda mean, beta, t: (
            mean / (1 - beta)
        ),
        "You multiply. A mean is too small at first: divide, to make it larger.": lambda mean, beta, t: mean * (1 - beta**t),
    }

    def usual(mean: float, beta: float, t: int) -> float:
        return mean / (1 - beta**t)

    for words, rule in slips.items():
        for first, second, said in (
            (rule, rule, ""),
            (usual, rule, "`m_hat` is right. About `s_hat`: "),
            (rule, usual, "`s_hat` is right. About `m_hat`: "),
        ):
            if np.allclose(way, corrected(first, second), rtol=1e-6):
                return almost(f"{said}{words}")

    def with_beta_1(mean: float, _: float, t: int) -> float:
        return usual(mean, 0.9, t)

    def with_beta_2(mean: float, _: float, t: int) -> float:
        return usual(mean, 0.999, t)

    exchanged = {
        "The two are swapped: beta_1 belongs to m, beta_2 to s.": corrected(with_beta_2, with_beta_1),
        "`m_hat` is right. In `s_hat` stands beta_1, and beta_2 belongs to s.": corrected(usual, with_beta_1),
        "`s_hat` is right. In `m_hat` stands beta_2, and beta_1 belongs to m.": corrected(with_beta_2, usual),
    }
    for words, result in exchanged.items():
        if np.allclose(way, result, rtol=1e-6):
            return almost(words)
    if not np.isfinite(way).all():
        step = int(np.argmin(np.isfinite(way))) + 1
        return almost(
            f"From step {step} on your w is no number: s_hat is below 0 there, which has no root, or it is divided by 0. "
            "Is all of 1 − … in brackets, and `**`, the power, between beta and t?"
        )
    off = int(np.argmax(~np.isclose(way, _keras_walk(slopes), rtol=1e-6))) + 1
    return wrong(f"At step {off} your w is {way[off - 1]:.4f}, and Keras' is {_keras_walk(slopes)[off - 1]:.4f}.")


@exercise(
    "09_ridge",
    kind="setting",
    answer="ridge",
    solution="ridge.start = (-1.8, 0.0)",
    because="At y = 0 the slope along y is exactly 0, and no rule makes a step of nothing.",
    hint="On which line does no slope point to either side?",
    wrong={
        "ridge.start = (-1.8, 0.5)": "4 of 4",
        'ridge.off = ["adam", "sgd"]': "switched off",
        'ridge.off = []; ridge.tune("sgd", learning_rate=0.0001)': "settings",
        'ridge.tune("sgd", learning_rate=0.05); ridge.start = (0.0, 0.01)': "hair.*ridge",
    },
)
def ridge(answer: Any) -> Verdict:
    """Find a start on the saddle from which no optimizer arrives."""
    race = _race(answer, "saddle")
    if race.off:
        return almost("You have switched off runners. Let all run, and stop them by the start alone.")
    if race.optimizers != Race("saddle").optimizers:
        return almost("You have turned the settings. Run the cell above once more, and turn the start alone.")
    if race.start == (-1.8, 0.01):
        return not_tried("Move the start first.")
    arrived = [row["optimizer"] for row in race.results if row["outcome"] == "finished"]
    if not arrived:
        return right("On y = 0 no slope leads off the ridge. They believe that they have arrived, and feel nothing.")
    if abs(race.start[1]) <= 0.05:
        return almost(f"Only a hair off the ridge, and {len(arrived)} of 4 still roll down. Exactly on it!")
    return wrong(f"From there {len(arrived)} of 4 arrive. Where does no slope point to either side?")


@exercise(
    "09_scatter",
    kind="prediction",
    solution='predict("09_scatter", 10)',
    because="The scatter shrinks with the square root of the number of examples, and √100 is 10.",
    hint="A hundred times as many examples. Errors up and errors down partly cancel.",
    wrong={
        'predict("09_scatter", 100)': "10.*square root",
        'predict("09_scatter", 2)': "10.*square root",
    },
    outcome="np.sqrt(1000 / 10)",
)
def scatter(answer: Any) -> Verdict:
    """How many times smaller is the scatter of the slope with 1000 examples than with 10?"""
    return came_out(answer, 10, within=0.2, words="Scatter shrinks with the square root of the batch: √100 is 10.")


def _race(answer: Any, surface: str) -> Race:
    """The answer as a Race on that surface."""
    reading(answer, "step")
    if not isinstance(answer, Race):
        raise Unusable(wrong(f"The race above was expected, by its name, and this is {described(answer)}."))
    if answer.surface != surface:
        raise Unusable(almost(f"This race runs on {answer.surface}: choose {surface} again above the picture."))
    return answer


def _row(race: Race, name: str) -> dict[str, Any]:
    """How one of the runners did."""
    found = [row for row in race.results if row["optimizer"] == name]
    if not found:
        raise Unusable(almost(f"`{name}` is switched off: tick it, so that it runs."))
    return found[0]


def _walk(step: Callable[..., Any], slopes: list[float]) -> list[float]:
    """Where a function like adam_step leads from 5, by these slopes."""
    w, m, s, way = 5.0, 0.0, 0.0, []
    for t, slope in enumerate(slopes, 1):
        with np.errstate(all="ignore"):
            w, m, s = (float(each) for each in numbers(step(w, m, s, slope, t, 0.1)))
        way.append(w)
    return way


def _keras_walk(slopes: list[float]) -> list[float]:
    optimizer, w, way = keras.optimizers.Adam(0.1), tf.Variable(np.float64(5.0)), []
    for slope in slopes:
        optimizer.apply_gradients([(tf.constant(np.float64(slope)), w)])
        way.append(float(w))
    return way

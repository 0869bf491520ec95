"""Exercises of notebook 04: local slopes, their products along a path, and their sums where paths meet."""

from __future__ import annotations

import math
from typing import Any

from gradlab.course.compare import agrees, came_out, number, numbers, reading
from gradlab.course.exercise import exercise
from gradlab.course.verdict import Unusable, Verdict, almost, not_tried, right, wrong

_NEURON = "def neuron_backwards(W, x, b, z, g):\n    at_sum = g * (1 - z * z)\n    return {}"


@exercise(
    "04_turn",
    kind="prediction",
    solution='predict("04_turn", 0.12)',
    because="The slope is 12, and 12 times a hundredth is 0.12.",
    hint="W is doubled, and near 3 a square grows six times as fast as its number.",
    wrong={'predict("04_turn", 0.01)': "0.12", 'predict("04_turn", 0.09)': "0.12", 'predict("04_turn", 12)': "0.12"},
    outcome="tf.square(3.01 * 2.0 + b - 2.0).numpy() - 9.0",
)
def turn(answer: Any) -> Verdict:
    """By how much does the error grow when W turns from 3 to 3.01?"""
    return came_out(answer, 0.1204, within=0.05, words="The gears of four steps: 2 · 1 · 1 · 6 is 12, times a hundredth.")


@exercise(
    "04_local",
    kind="number",
    blank="local_slopes = [..., ..., ..., ...]",
    solution="local_slopes = [2, 1, 1, 6]",
    because="A product's slope is its other factor, sums pass everything on, and a square's slope is twice its number.",
    hint="W · 2: how much does it grow when W grows by 1? And what is the slope of x² at x = 3?",
    wrong={
        "local_slopes = [3, 1, 1, 6]": "other factor",
        "local_slopes = [2, 1, -1, 6]": "output.*not the 2",
        "local_slopes = [2, 1, 1, 9]": "value of the square",
        "local_slopes = [2, -1, 1, 6]": "added",
        "local_slopes = [6, 1, 1, 2]": "other order",
        "local_slopes = [2, 1, 1, 3]": "twice",
        "local_slopes = [2, 1, 1, 7]": "hundredth",
        "local_slopes = [6, 5, 3, 9]": "values",
        "local_slopes = [3, 5, 7, 9]": "Look at step 1",
        "local_slopes = [2, 1, 1]": "Four",
    },
    setup="",
)
def local(answer: Any) -> Verdict:
    """What are the local slopes of the four steps, from W to the error?"""
    said = numbers(answer)
    if said.shape != (4,):
        raise Unusable(wrong(f"Four local slopes were expected, one for each step, and this has {said.size}."))
    slopes = [float(each) for each in said]
    if slopes == [2, 1, 1, 6]:
        return right("None of the four needed to know what the others do.")
    if slopes == [6, 1, 1, 2]:
        return almost("All four are there, in the other order: begin with W · 2.")
    if slopes == [6, 5, 3, 9]:
        return wrong("These are the values that come out of the steps. The question is how fast each of them grows.")
    known: dict[tuple[int, float], str] = {
        (0, 3): "When W turns, W · 2 grows by the other factor, the 2.",
        (2, -1): "In output - 2 it is the output that moves, and not the 2.",
        (3, 9): "9 is the value of the square. Its slope at 3 is 2 · 3.",
        (3, 3): "3 is the number that is squared. The slope of its square is twice that.",
        (3, 7): "From 3 to 4 the square grows by 7, but on the way it gets steeper. Move by a hundredth, times 100.",
    }
    off = [i for i, (mine, true) in enumerate(zip(slopes, [2, 1, 1, 6])) if mine != true]
    first = off[0]
    if len(off) == 1 and (first, slopes[first]) in known:
        return almost(known[first, slopes[first]])
    if off == [1]:
        return wrong("The second step adds b to the product. If the product grows by 1, so does what is added up.")
    return wrong(
        f"Look at step {first + 1} again: its input grows by a hundredth, and how many hundredths does the output grow?"
    )


@exercise(
    "04_minus_six",
    kind="setting",
    solution="W.assign(0.0)\nb.assign(-1.0)",
    because="The slope at b is twice the difference, so the difference has to be -3.",
    hint="The slope at b is 2 · difference. Which difference gives -6, and how do W and b make it?",
    wrong={
        "W.assign(0.0)\nb.assign(5.0)": "sign",
        "W.assign(0.0)\nb.assign(0.5)": "at W, not at b",
        "W.assign(2.0)\nb.assign(1.0)": "6.0 here.*sign",
        "W.assign(0.0)\nb.assign(0.0)": "-4.0 here",
    },
    answer="deck",
)
def minus_six(answer: Any) -> Verdict:
    """Turn the knobs until the slope that arrives at b is -6."""
    W, b = reading(answer, "W"), reading(answer, "b")
    if (W, b) == (3.0, -1.0):
        return not_tried("Not tried yet: turn W or b at the deck.")
    slope = 2 * (W * 2 + b - 2)
    if abs(slope + 6) <= 0.1:
        return right("The difference is -3 now. There are many ways to make it, all of them on one line in W and b.")
    if abs(slope - 6) <= 0.1:
        return almost(f"The slope at b is {slope:.1f} here: the size is right, the sign is not.")
    if abs(2 * slope + 6) <= 0.1:
        return almost("The slope is -6 at W, not at b.")
    return wrong(f"The slope at b is {slope:.1f} here.")


@exercise(
    "04_backwards",
    kind="number",
    blank="arriving = [..., ..., ..., ...]",
    solution="arriving = [1, 2 * 7, 2 * 7, 2 * 7 * 3]",
    because="1 at the start, times 2 · 7 through the square; the sum hands it on unchanged, and the product times 3.",
    hint="3x + 1 is 7. The square passes on 1 · 2 · 7. What does a sum do to it, and what the factor 3?",
    wrong={
        "arriving = [49, 14, 14, 42]": "begins with 1",
        "arriving = [1, 14, 14, 14]": "times 3",
        "arriving = [1, 14, 15, 45]": "unchanged",
        "arriving = [1, 7, 7, 21]": "twice",
        "arriving = [1, 14, 1, 3]": "local slopes",
        "arriving = [42, 14, 14, 1]": "other order",
        "arriving = [1, 2, 3, 4]": "place 2",
        "arriving = [0, 14, 14, 42]": "begins at e itself",
        "arriving = 42": "Four",
    },
    setup="",
)
def walked_back(answer: Any) -> Verdict:
    """Which slopes arrive at e, at the sum, at the product and at x, for e = (3x + 1)² at x = 2?"""
    said = numbers(answer)
    if said.shape != (4,):
        raise Unusable(wrong(f"Four slopes were expected, at e, at the sum, at the product and at x; this has {said.size}."))
    slopes = [float(each) for each in said]
    if slopes == [1, 14, 14, 42]:
        return right("1, times 14, times 1, times 3: along a path, slopes are multiplied.")
    known: dict[tuple[float, ...], str] = {
        (
            49,
            14,
            14,
            42,
        ): "All but the first: 49 is the value of e. The way back begins with 1, because e moves as fast as e.",
        (1, 14, 14, 14): "Nearly: on the last step the product hands on what arrives times 3.",
        (1, 14, 15, 45): "A sum hands the slope on unchanged, whatever is added.",
        (1, 7, 7, 21): "The slope of a square is twice its number, 2 · 7.",
        (1, 14, 1, 3): "These are the local slopes. Multiply each by what arrives there.",
        (42, 14, 14, 1): "All four are there, in the other order: begin at e.",
    }
    if tuple(slopes) in known:
        return almost(known[tuple(slopes)])
    place = next(i for i, (mine, true) in enumerate(zip(slopes, [1, 14, 14, 42])) if mine != true)
    if place == 0:
        return wrong("Look at place 1 again: the way back begins at e itself, with the slope of e with respect to e.")
    return wrong(
        f"Look at place {place + 1} again: what arrived one place earlier, times the local slope of the step between."
    )


@exercise(
    "04_twice",
    kind="prediction",
    solution='predict("04_twice", 7)',
    because="x · x moves by 2 through each of its factors, and 3x by 3: 2 + 2 + 3.",
    hint="Push x a little and follow each of the three paths to the result.",
    wrong={'predict("04_twice", 5)': "7", 'predict("04_twice", 10)': "7"},
    outcome="float(2 * 2.0 + 3.0)",
    setup="",
)
def twice(answer: Any) -> Verdict:
    """What is the slope of x · x + 3x at x = 2?"""
    return came_out(answer, 7, within=0.01, words="2 and 2 through the product, 3 through the other: three paths, one sum.")


@exercise(
    "04_shared",
    kind="number",
    blank="shared_slopes = (..., ...)",
    solution="shared_slopes = (2 + 2 * 3, 3)",
    because="Two paths lead to W: through W · b, with slope b, and through W², with slope 2W. To b leads only one.",
    hint="W is in both terms: one slope through W · b, one through W². Add them.",
    wrong={
        "shared_slopes = (6, 3)": "first term",
        "shared_slopes = (2, 3)": "second term",
        "shared_slopes = (12, 3)": "added",
        "shared_slopes = (8, 2)": "b.*other factor",
        "shared_slopes = (3, 8)": "other way round",
    },
    setup="",
)
def shared(answer: Any) -> Verdict:
    """What slopes of W · b + W² arrive at W = 3 and at b = 2?"""
    said = numbers(answer)
    if said.shape != (2,):
        raise Unusable(wrong("Two slopes were expected, of W and of b, in parentheses: (1, 2)."))
    at_W, at_b = (float(each) for each in said)
    if (at_W, at_b) == (8, 3):
        return right("Two paths lead to W, so two slopes arrive there and are added.")
    if (at_W, at_b) == (3, 8):
        return almost("The other way round: the slope of W comes first.")
    slips = {
        6: "To W you took the path through W² only; the first term, W · b, has W in it too.",
        2: "To W you took the path through W · b only; the second term, W², has W in it too.",
        12: "Where paths meet, slopes are added. You multiplied them.",
    }
    if at_W in slips:
        return almost(slips[int(at_W)])
    if at_b == 2:
        return almost("The slope of b in W · b is the other factor, W.")
    return wrong("Take each path by itself: multiply along it. Then add what arrives.")


@exercise(
    "04_plays",
    kind="prediction",
    solution='predict("04_plays", 1)',
    because="A single pass backwards visits every step once and leaves a slope at each knob.",
    hint="How many times did the deck run backwards to bring the slopes of both W and b?",
    wrong={'predict("04_plays", 122570)': "[Oo]nce", 'predict("04_plays", 2)': "[Oo]nce"},
    setup="",
)
def plays(answer: Any) -> Verdict:
    """How many times is the tape played backwards for the slopes of 122 570 knobs?"""
    if number(answer) == 1:
        return right("Once. All slopes fall out of one pass.")
    return wrong("Once: a single pass backwards leaves a slope at every knob.")


@exercise(
    "04_neuron",
    kind="code",
    blank=_NEURON.format("..., ..., ..."),
    solution=_NEURON.format("at_sum * x, at_sum * W, at_sum"),
    because="A product gives each factor the slope times the other one, and a sum passes on what arrives.",
    hint="at_sum arrives at the plus. What does W * x hand on to W, and what to x?",
    wrong={
        _NEURON.format("at_sum * W, at_sum * x, at_sum"): "other factor",
        _NEURON.format("at_sum * x, at_sum * W, at_sum * b"): "b is only added",
        _NEURON.format("x, W, 1"): "local slopes",
        _NEURON.format("g * x, g * W, g"): "tanh",
        _NEURON.format("at_sum * x, at_sum * W, g"): "b.*tanh",
        _NEURON.format("(1 - z * z) * x, (1 - z * z) * W, 1 - z * z"): "g is missing",
        _NEURON.format("at_sum * x, at_sum * W, 1"): "b.*arrives",
    },
    setup="",
)
def neuron(answer: Any) -> Verdict:
    """Return the slopes of W, x and b of a neuron z = tanh(W·x + b), for the slope g that arrives at z."""

    def places() -> list[tuple[float, ...]]:
        settings = [(3.0, 0.5, -1.0, 1.0), (-0.4, 1.5, 0.2, -2.0)]
        return [(W, x, b, math.tanh(W * x + b), g) for W, x, b, g in settings]

    return agrees(
        answer,
        lambda W, x, b, z, g: (g * (1 - z * z) * x, g * (1 - z * z) * W, g * (1 - z * z)),
        places(),
        parts=("the slope of W", "the slope of x", "the slope of b"),
        slips={
            "A product hands to each factor the slope times the other factor.": lambda W, x, b, z, g: (
                g * (1 - z * z) * W,
                g * (1 - z * z) * x,
                g * (1 - z * z),
            ),
            "b is only added, so the slope arrives there unchanged.": lambda W, x, b, z, g: (
                g * (1 - z * z) * x,
                g * (1 - z * z) * W,
                g * (1 - z * z) * b,
            ),
            "These are the local slopes. Multiply them by what arrives at the sum.": lambda W, x, b, z, g: (x, W, 1.0),
            "On its way back the slope went through tanh: use at_sum.": lambda W, x, b, z, g: (g * x, g * W, g),
            "W and x are right. To b, too, the slope comes through tanh: use at_sum.": lambda W, x, b, z, g: (
                g * (1 - z * z) * x,
                g * (1 - z * z) * W,
                g,
            ),
            "W and x are right. b hands on whatever arrives at the sum: at_sum.": lambda W, x, b, z, g: (
                g * (1 - z * z) * x,
                g * (1 - z * z) * W,
                1.0,
            ),
            "The g is missing: at_sum holds it.": lambda W, x, b, z, g: ((1 - z * z) * x, (1 - z * z) * W, 1 - z * z),
        },
        well_done="Three lines. A network is this, many times over.",
    )

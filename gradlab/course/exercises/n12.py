"""Exercises of notebook 12: the weights counted, the first loss, one knob among many, and what is called a cat."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gradlab.course.compare import agrees, close, number, text
from gradlab.course.exercise import exercise
from gradlab.course.verdict import Verdict, almost, not_tried, right, wrong

_WEIGHTS = "def conv_weights(channels, filters):\n    return "
_RATES = "def recall_and_precision(counts, k):\n    hits = counts[k, k]\n    return {}, {}"
_CLASSES = 10
_PLACES = 21  # along each direction of the slice that nobody can compute
_KNOBS = 122_570


@exercise(
    "12_conv",
    kind="code",
    blank=_WEIGHTS + "...",
    solution=_WEIGHTS + "(3 * 3 * channels + 1) * filters",
    because="A filter has 3·3 weights for each channel that it looks at, and one bias.",
    hint="Count one filter first: a window of 3·3 for each channel, plus one. And there are `filters` of them.",
    wrong={
        _WEIGHTS + "3 * 3 * channels * filters": "bias",
        _WEIGHTS + "3 * 3 * channels * filters + 1": "each of the filters",
        _WEIGHTS + "(3 * 3 + 1) * filters": "channels",
        _WEIGHTS + "(3 * 3 + 1) * channels * filters": "one bias, whatever",
    },
    setup="",
)
def conv(answer: Any) -> Verdict:
    """Write a function that counts the weights of a convolution with 3×3 windows, from its channels and filters."""
    return agrees(
        answer,
        lambda channels, filters: (9 * channels + 1) * filters,
        [(3, 32), (32, 64), (64, 64), (1, 1)],
        slips={
            "The biases are missing: each filter has one.": lambda channels, filters: 9 * channels * filters,
            "One bias is not enough: each of the filters has its own.": lambda channels, filters: 9 * channels * filters + 1,
            "A filter looks at all channels at once, so it has a window of 3·3 weights for each of the channels.": (
                lambda channels, filters: 10 * filters
            ),
            "A filter has one bias, whatever the number of its channels.": lambda channels, filters: 10 * channels * filters,
            "channels and filters are exchanged: a filter has a window for each channel, and a bias.": (
                lambda channels, filters: (9 * filters + 1) * channels
            ),
        },
        well_done="With (3, 32) it gives 896, with (32, 64) 18 496, and with (64, 64) 36 928.",
    )


@exercise(
    "12_flatten",
    kind="number",
    blank="numbers_out = ...",
    solution="numbers_out = 4 * 4 * 64",
    because="After the second pooling 6 × 6 are left, the last window takes two off, and there are 64 channels of 4 × 4.",
    hint="Half of 13, rounded down, then two less. That many times that many, in 64 channels.",
    wrong={
        "numbers_out = 4 * 4": "channels",
        "numbers_out = 6 * 6 * 64": "last convolution",
        "numbers_out = 32 * 32 * 3": "picture",
        "numbers_out = 8 * 8 * 64": "two pixels",
        "numbers_out = 13 * 13 * 64": "pooling",
    },
    setup="",
)
def flatten(answer: Any) -> Verdict:
    """How many numbers come out of Flatten?"""
    return close(
        answer,
        1024,
        rel=0,
        slips={
            "That is one of the channels: there are 64 of them.": 16,
            "You stopped one step early: the last convolution takes two pixels off again.": 6 * 6 * 64,
            "After 13 comes a pooling, and a convolution after it.": 13 * 13 * 64,
            "That is the picture itself. Follow it through the layers.": 32 * 32 * 3,
            "A window of 3×3 does not fit over the edge: each convolution takes two pixels off.": 8 * 8 * 64,
            "13 is halved and rounded down, to 6, not up.": 5 * 5 * 64,
        },
        says="Side times side times channels was expected, after the last convolution.",
        well_done="So Dense(64) has 1024 · 64 + 64 = 65 600 weights, more than all the rest together.",
    )


@exercise(
    "12_surprise",
    kind="number",
    blank="surprise = ...",
    solution="surprise = -np.log(1 / 10)",
    because="The loss is the negative logarithm of the share that the true class got, and every class gets a tenth.",
    hint="−log of the share of the true class. Ten classes share 1 equally. NumPy's natural logarithm is np.log.",
    wrong={
        "surprise = np.log(1 / 10)": "sign",
        "surprise = 1 / 10": "share",
        "surprise = 0.9": "logarithm",
        "surprise = -np.log10(1 / 10)": "natural",
    },
    setup="",
)
def surprise(answer: Any) -> Verdict:
    """What is the loss of a network that gives each of ten classes the same share?"""
    return close(
        answer,
        math.log(_CLASSES),
        slips={
            "That is the share itself: the loss is the negative logarithm of it.": 1 / _CLASSES,
            "That is the surprise if the true class had got 0.9. It got a tenth.": -math.log(1 - 1 / _CLASSES),
            "That is the logarithm to the base 2: the loss takes the natural one, np.log.": math.log2(_CLASSES),
            "That is what is missing to 1. The loss is a logarithm.": 1 - 1 / _CLASSES,
            "That is the logarithm to the base 10: the loss takes the natural one, np.log.": 1.0,
        },
        says="The negative logarithm of one tenth was expected.",
        well_done="A network for ten classes whose loss is near 2.30 is guessing.",
    )


@exercise(
    "12_one_knob",
    kind="prediction",
    solution='predict("12_one_knob", 0)',
    because="Every answer is a sum of thousands of products, and one of them missing is hardly felt.",
    hint="The next layer adds up 576 or 1024 numbers, and a weight is one factor in one of them.",
    wrong={'predict("12_one_knob", 50)': "hardly", 'predict("12_one_knob", 25)': "hardly"},
    setup="",
)
def one_knob(answer: Any) -> Verdict:
    """Of fifty weights that are set to 0 one at a time, how many change the error by more than one percent?"""
    said = number(answer)
    words = "Few or none of the fifty: hardly any single knob is felt, and only together do they know anything."
    return right(words) if 0 <= said <= 5 else almost(words) if 0 <= said <= 12 else wrong(words)


@exercise(
    "12_recall",
    kind="code",
    blank=_RATES.format("...", "..."),
    solution=_RATES.format("hits / counts[k].sum()", "hits / counts[:, k].sum()"),
    because="The row of a class holds all that belong to it, and its column all that got its name.",
    hint="counts[k] is the row of class k, counts[:, k] is its column. Which one holds all true cats?",
    wrong={
        _RATES.format("hits / counts[:, k].sum()", "hits / counts[k].sum()"): "exchanged",
        _RATES.format("hits / counts.sum()", "hits / counts.sum()"): "all pictures",
        _RATES.format("hits", "hits"): "count",
        _RATES.format("hits / counts[k].sum()", "hits / counts[k].sum()"): "The recall is right. For .* the precision",
        _RATES.format("hits / counts[k].sum()", "hits / counts.sum()"): "The recall is right.*all pictures",
    },
    setup="",
    answer="recall_and_precision",
)
def recall(answer: Any) -> Verdict:
    """Return the recall and the precision of class k: shares of its row and of its column."""
    table = np.array([[5, 3, 0], [1, 8, 1], [4, 0, 6]])

    def both(counts: np.ndarray, k: int) -> tuple[float, float]:
        return counts[k, k] / counts[k].sum(), counts[k, k] / counts[:, k].sum()

    return agrees(
        answer,
        both,
        [(table, 0), (table, 1), (table, 2)],
        parts=("the recall", "the precision"),
        slips={
            "You exchanged them: recall asks how many of the true cats were found, and they stand in the row.": (
                lambda counts, k: both(counts, k)[::-1]
            ),
            "You divide by all pictures. Recall looks only at the row, precision only at the column.": (
                lambda counts, k: (counts[k, k] / counts.sum(), counts[k, k] / counts.sum())
            ),
            "That is the count of hits: divide it by the sum of the row, and by the sum of the column.": (
                lambda counts, k: (counts[k, k], counts[k, k])
            ),
            "These are per cent: leave out the 100.": lambda counts, k: tuple(100 * share for share in both(counts, k)),
            "The fractions are upside down: the hits belong above.": lambda counts, k: tuple(
                1 / share for share in both(counts, k)
            ),
            "These are the shares that were missed: 1 − recall and 1 − precision.": lambda counts, k: tuple(
                1 - share for share in both(counts, k)
            ),
        },
        well_done="A network that calls everything a cat has recall 1. Precision is what gives it away.",
    )


_BIAS = "bias = model.layers[-1].bias.numpy()\nbias[cat] = {}\nmodel.layers[-1].bias.assign(bias)"


@exercise(
    "12_cat_bias",
    kind="setting",
    answer="model.layers[-1].bias[cat]",
    solution=_BIAS.format("1.0"),
    because="This one weight is added to the score of every picture as a cat, before softmax shares out the 1.",
    hint="It lies in the last block of the wall, the one for the bias of the last layer. Click it, then move its slider.",
    wrong={_BIAS.format("-1.0"): "other way", _BIAS.format("0.6"): "further"},
    setup="import gradlab as tf\nmodel = tf.keras.Sequential([tf.keras.Input((4,)), tf.keras.layers.Dense(10)])\ncat = 2",
)
def cat_bias(answer: Any) -> Verdict:
    """Turn up the bias of the cat's neuron to 0.8 or more."""
    value = number(answer)
    if value >= 0.8:
        return right(f"It stands at {value:.2f}: every picture looks more like a cat now, whatever it shows.")
    if value > 0.4:
        return almost(f"It stands at {value:.2f}: turn it further up, to 0.8 or more.")
    if value < -0.4:
        return almost(f"It stands at {value:.2f}: you turned it the other way, and cats are found less often.")
    return not_tried("Take this bias in hand on the wall and turn it up, then run this cell again.")


@exercise(
    "12_no_animal",
    kind="prediction",
    solution='predict("12_no_animal", "no")',
    because="Softmax shares out 1 among ten classes, whatever the picture shows.",
    hint="What do the ten shares add up to, always? Is there an eleventh?",
    wrong={'predict("12_no_animal", "yes")': "eleventh", 'predict("12_no_animal", 1)': "quotes"},
    setup="",
)
def no_animal(answer: Any) -> Verdict:
    """Will the network say that coloured noise is none of its ten classes, "yes" or "no"?"""
    words = "It has no eleventh answer: ten shares add up to 1, also for noise."
    return right(words) if text(answer, ["yes", "no"]) == "no" else wrong(words)


@exercise(
    "12_grid",
    kind="number",
    blank="digits = ...",
    solution="digits = 122570 * np.log10(21)",
    because="A power of 10 has as many zeros as its exponent, and 21 is 10 to the power of log₁₀ 21.",
    hint="How many digits have 10², 10³? Write 21 as a power of 10: its exponent is np.log10(21).",
    wrong={
        "digits = 122570 * 21": "product",
        "digits = 122570 * np.log(21)": "base 10",
        "digits = 122570": "one digit each",
        "digits = 2 * np.log10(21)": "two directions",
    },
    setup="",
)
def grid(answer: Any) -> Verdict:
    """How many digits has 21 to the power of 122 570, roughly?"""
    return close(
        answer,
        _KNOBS * math.log10(_PLACES),
        slips={
            "That is a product: each direction multiplies the number of places by 21 once more.": _KNOBS * _PLACES,
            "That is the natural logarithm: for digits take the one to the base 10, np.log10.": _KNOBS * math.log(_PLACES),
            "That is a slice over two directions. The whole landscape has 122 570.": 2 * math.log10(_PLACES),
            "That gives one digit each to the 122 570 factors, and a 21 brings more: log₁₀ 21.": _KNOBS,
            "21 has two digits, but 21 · 21 = 441 has only three: take the logarithm of 21.": 2 * _KNOBS,
        },
        says="122 570 times the number of digits that one factor of 21 brings was expected.",
        well_done="The atoms of the visible universe make a number of about 80 digits.",
    )

"""Exercises of notebook 13: the same code on another library, and other libraries in the same words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import gradlab as tf
from gradlab.course.compare import close, described, function, number, text
from gradlab.course.exercise import exercise, holds_blank
from gradlab.course.verdict import Unusable, Verdict, almost, not_tried, right, wrong

_PYTORCH = {
    "play the tape backwards": "loss.backward()",
    "turn every weight against its slope": "optimizer.step()",
    "forget the slopes of the last step": "optimizer.zero_grad()",
}
_TABLE = (
    "in_pytorch = {{\n"
    '    "play the tape backwards": {},\n'
    '    "turn every weight against its slope": {},\n'
    '    "forget the slopes of the last step": {},\n'
    "}}"
)
_GRAD = "        return {}"


@exercise(
    "13_digits",
    kind="prediction",
    solution='predict("13_digits", 6)',
    because="Both round every number to about seven digits, and the descent forgets small differences on its way.",
    hint="Single precision keeps about seven digits of each number.",
    wrong={'predict("13_digits", 16)': "[Ss]even", 'predict("13_digits", 1)': "6"},
    setup="",
)
def digits(answer: Any) -> Verdict:
    """To how many digits do the two libraries agree about W after 50 steps?"""
    said = number(answer)
    if 5 <= said <= 7:
        return right("To about 6: all that single precision can show.")
    if said > 7:
        return wrong("To about 6. Seven digits are all that single precision keeps.")
    return wrong("To about 6: the same rules applied to the same numbers give the same slopes.")


@exercise(
    "13_weights",
    kind="number",
    blank="tutorial_weights = ...",
    solution="tutorial_weights = 784 * 128 + 128 + 128 * 10 + 10",
    because="Each of the 128 neurons has 784 weights and a bias, each of the 10 has 128 and a bias.",
    hint="A Dense layer has a weight for every pair of input and neuron, and one bias for each neuron.",
    wrong={
        "tutorial_weights = 784 * 128 + 128 * 10": "bias",
        "tutorial_weights = 784 * 128 + 128": "second layer",
        "tutorial_weights = 784 * 128 * 10": "follow one another",
        "tutorial_weights = 784 * 128": "only the first layer, and without its biases",
        "tutorial_weights = 785 * 128 + 128 * 10": "second layer has a bias",
        "tutorial_weights = 102000": "785",
    },
    setup="",
)
def weights(answer: Any) -> Verdict:
    """How many weights has a network of 784 inputs, Dense(128) and Dense(10)?"""
    return close(
        answer,
        101_770,
        rel=1e-9,
        slips={
            "The biases are missing: one for each of the 138 neurons.": 101_632,
            "This is the first layer: the second layer has weights, too.": 100_480,
            "The layers follow one another, so their weights are added.": 1_003_520,
            "This is only the first layer, and without its biases.": 100_352,
            "Each neuron of the second layer has a bias, too.": 101_760,
            "Each neuron of the first layer has a bias, too.": 101_642,
        },
        says="784 weights and a bias for each of 128 neurons make 785 · 128; then the same for the second layer.",
        well_done="Nearly as many as the cat network, and most of them in the first layer.",
    )


@exercise(
    "13_pytorch",
    kind="code",
    blank=_TABLE.format("...", "...", "..."),
    solution=_TABLE.format(*map(repr, _PYTORCH.values())),
    because="backward plays the record, step turns, zero_grad empties the fields that backward adds into.",
    hint="The optimizer turns, as in gradlab; the loss is where the playback begins.",
    wrong={
        _TABLE.format('"optimizer.step()"', '"loss.backward()"', '"optimizer.zero_grad()"'): "swapped",
        _TABLE.format('"loss.backward()"', '"optimizer.zero_grad()"', '"optimizer.step()"'): "swapped",
        _TABLE.format('"backward"', '"step"', '"zero"'): r"loss.backward\(\).*expected",
        _TABLE.format(*['"optimizer.step()"'] * 3): "more than one place",
    },
    setup="",
)
def pytorch(answer: Any) -> Verdict:
    """Which of PyTorch's three lines plays back, which turns, and which forgets?"""
    if not isinstance(answer, Mapping) or set(answer) != set(_PYTORCH):
        return wrong(f"The dictionary with its three questions was expected, and this is {described(answer)}.")
    said = {question: text(line, _PYTORCH.values()) for question, line in answer.items()}
    off = [question for question, line in said.items() if line != _PYTORCH[question]]
    if not off:
        return right("The same three things as in every loop of this course, under other names.")
    if len(set(said.values())) < len(said):
        twice = next(line for line in said.values() if list(said.values()).count(line) > 1)
        return wrong(f"{twice} stands in more than one place: each of the three lines is needed once.")
    if len(off) == 2:
        return almost(f"One is right, and two are swapped: '{off[0]}' and '{off[1]}'.")
    return wrong("Each of the three belongs somewhere else. Where does the playback begin?")


@exercise(
    "13_grad",
    kind="code",
    blank=_GRAD.format("..."),
    solution=_GRAD.format("tape.gradient(y, x)"),
    because="The slope of what came out with respect to what went in, from the tape that recorded it.",
    hint="Ask the tape: tape.gradient(what came out, what went in).",
    wrong={
        _GRAD.format("y"): "value.*not its slope",
        _GRAD.format("tape.gradient(x, y)"): "other way round|None",
        _GRAD.format("float(tape.gradient(y, x))"): "second derivative",
        _GRAD.format("12"): r"x³ \+ 10 at 3 is 27, and yours is 12",
        _GRAD.format("3 * x ** 2"): "another function",
        _GRAD.format("-tape.gradient(y, x)"): "sign",
    },
    answer="grad",
)
def grad(answer: Any) -> Verdict:
    """Return the slope, so that grad(f) is a function like f and grad(grad(f)) the second derivative."""
    own = function(answer)
    first = function(own(_cube))(3.0)
    if holds_blank(first):
        raise Unusable(not_tried())
    if first is None:
        return almost("None came. Ask how y, which came out, changes with x.")
    slope = number(first)
    slips = {"This is the value of f, and not its slope.": 37.0, "The size is right, the sign is not.": -27.0}
    for words, value in slips.items():
        if abs(slope - value) < 1e-6:
            return almost(words)
    if abs(slope - 27.0) > 1e-4:
        return wrong(f"The slope of x³ + 10 at 3 is 27, and yours is {slope:g}.")
    if abs(number(own(_parabola)(3.0)) - 30.0) > 1e-4:
        return wrong(
            "Right for x³ + 10, and not for another function, 5x²: let the tape find the slope of f, whatever f is."
        )
    try:
        second = own(own(_cube))(3.0)
    except Exception:
        second = None
    if second is None or abs(number(second) - 18.0) > 1e-4:
        return almost("grad(f) is right, the second derivative grad(grad(f)) is not: return what the tape gives, as it is.")
    return right("Five lines, and you have JAX's most famous function.")


@exercise(
    "13_small_speed",
    kind="prediction",
    solution='predict("13_small_speed", "slower")',
    because="What a big framework does around each operator costs more than so small an operator itself.",
    hint="A library that can do more has more to ask itself at every step.",
    wrong={'predict("13_small_speed", "faster")': "[Ss]lower", 'predict("13_small_speed", "equal")': "[Ss]lower"},
    setup="",
)
def small_speed(answer: Any) -> Verdict:
    """Is TensorFlow faster or slower than gradlab on a line, or equal?"""
    words = "Slower, by several times: around each small operator it does far more. On large ones nobody notices."
    return right(words) if text(answer, ["faster", "slower", "equal"]) == "slower" else wrong(words)


def _cube(x: Any) -> Any:
    """x³ + 10, whose value at 3 is not its slope there."""
    return tf.convert_to_tensor(x) ** 3 + 10.0


def _parabola(x: Any) -> Any:
    return 5.0 * tf.convert_to_tensor(x) ** 2

"""The networks of the playground: a few small Dense layers over the plane, their tapes, and where their weights begin.

The page trains what Python recorded. For each activation and each number of hidden layers the tape of the real
keras.Sequential and its loss is taken once, on networks whose sizes can be told apart; the page puts the present sizes in
their place. So a hand can add a layer where no kernel listens, and what runs is still the tape.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice, pairwise
from typing import Any

import numpy as np

from gradlab import keras
from gradlab.keras.activations import Probabilities
from gradlab.live.player.recording import Recording
from gradlab.tensors.tensor import Tensor

ACTIVATIONS = ("tanh", "relu", "leaky_relu", "sigmoid", "linear")
MOST_LAYERS = 3
MOST_NEURONS = 8

# Sizes that occur nowhere else in a recording: of the data, and of the hidden layers.
_ROWS = 101
_WIDTHS = (11, 13, 17)


def network(layers: Sequence[int], activation: str) -> keras.Sequential:
    """Two numbers in, hidden layers of so many neurons, and one neuron that says how likely the label 1 is."""
    hidden = [keras.layers.Dense(n, activation=activation, name=f"hidden_{k + 1}") for k, n in enumerate(layers)]
    output = keras.layers.Dense(1, activation="sigmoid", name="output")
    return keras.Sequential([keras.Input((2,)), *hidden, output])


def recorded(model: keras.Sequential, x: np.ndarray, y: np.ndarray) -> tuple[Recording, list[int]]:
    """The loss of the model over points x (n, 2) with labels y (n, 1), and where on the tape each layer's neurons are.

    The last of these places is that of the scores, before the sigmoid makes probabilities of them.
    """
    outputs: list[Tensor] = []

    def loss() -> Tensor:
        z: Any = x
        for layer in model.layers:
            z = layer(z)
            outputs.append(z.logits if isinstance(z, Probabilities) and layer is model.layers[-1] else z)
        return keras.losses.BinaryCrossentropy()(y, z)

    recording = Recording(loss, model.trainable_variables)
    return recording, [recording.place(z) for z in outputs]


@cache
def tapes() -> dict[str, list[dict[str, Any]]]:
    """For each activation the tapes for 0, 1, … hidden layers, without data: {values, output, neurons: places}.

    Their sizes are names: "rows", and "width_1" for the neurons of the first hidden layer, and so on.
    """
    return {name: [_tape(name, depth) for depth in range(MOST_LAYERS + 1)] for name in ACTIVATIONS}


def _tape(activation: str, depth: int) -> dict[str, Any]:
    x, y = np.zeros((_ROWS, 2), np.float32), np.zeros((_ROWS, 1), np.float32)
    recording, neurons = recorded(network(_WIDTHS[:depth], activation), x, y)
    description, _ = recording.pack()
    return {
        "values": [_named(value) for value in description["values"]],
        "output": description["output"],
        "neurons": neurons,
    }


def _named(value: dict[str, Any]) -> dict[str, Any]:
    """A value of a recording with names in place of the sizes that can change."""
    names = {_ROWS: "rows", **{width: f"width_{k + 1}" for k, width in enumerate(_WIDTHS)}}
    named = {**value, "shape": [names.get(n, n) for n in value["shape"]]}
    if "shape" in value.get("parameters", {}):
        named["parameters"] = {**value["parameters"], "shape": [names.get(n, n) for n in value["parameters"]["shape"]]}
    return named


def first_weights(layers: Sequence[int], scale: float, seed: int) -> list[np.ndarray]:
    """Kernels and biases at the start, as network.js makes them to the last digit: Glorot's uniform times `scale`, and 0.

    Each kernel takes its corner of a block of random numbers, so that the others stay as they are when a neuron is added.
    """
    sizes = [2, *layers, 1]
    random = np.array(list(islice(_draws(seed), len(sizes) * MOST_NEURONS**2))).reshape(-1, MOST_NEURONS, MOST_NEURONS)
    weights = []
    for k, (fan_in, fan_out) in enumerate(pairwise(sizes)):
        limit = scale * math.sqrt(6 / (fan_in + fan_out))
        weights += [(limit * random[k, :fan_in, :fan_out]).astype(np.float32), np.zeros(fan_out, np.float32)]
    return weights


def _draws(seed: int) -> Iterator[float]:
    """Random numbers between -1 and 1 that JavaScript can draw too: Park and Miller's "minimal standard" (1988)."""
    modulus = 2**31 - 1
    state = seed % (modulus - 1) + 1
    for _ in range(10):  # seeds that are small numbers begin with small states
        state = state * 48271 % modulus
    while True:
        state = state * 48271 % modulus
        yield 2 * state / modulus - 1

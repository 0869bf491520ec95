"""Exercises of notebook 11: batches and steps counted, `fit` written as a loop, and stopping in time."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

import gradlab as tf
from gradlab.course.compare import agrees, came_out, described, function, number, text
from gradlab.course.exercise import exercise, holds_blank
from gradlab.course.verdict import Unusable, Verdict, almost, not_tried, right, wrong

_BATCHES = "        pairs.append({})"
_STEP = "        said = {}\n        loss = {}\n    slopes = {}"
_MEAN_LOSS = """def mean_loss(model, x, y, size):
    total = 0.0
    for start in range(0, len(x), size):
        rows = slice(start, start + size)
        {}
    return {}"""
_STOP = "        none_is_lower = {}"


@exercise(
    "11_steps",
    kind="prediction",
    solution='predict("11_steps", 10)',
    because="Nine whole batches hold 288 examples, and a tenth one the last 12.",
    hint="300 divided by 32 is 9.4, and no example may be left out.",
    wrong={'predict("11_steps", 9)': "tenth", 'predict("11_steps", 32)': "10"},
    setup="",
)
def steps(answer: Any) -> Verdict:
    """How many steps are there in one epoch of 300 examples, in batches of 32?"""
    if number(answer) == 9:
        return almost("It is 10: nine whole batches hold 288 examples, and a tenth one takes the last 12.")
    return came_out(answer, 10, within=0.01, words="Nine whole batches of 32, and one of 12.")


@exercise(
    "11_batches",
    kind="code",
    blank=_BATCHES.format("..."),
    solution=_BATCHES.format("(x[start:start + size], y[start:start + size])"),
    because="Both slices begin and end at the same place, so each example stays beside its own label.",
    hint="A pair: the same slice of x and of y.",
    wrong={
        _BATCHES.format("x[start:start + size]"): "pair",
        _BATCHES.format("(x[start:size], y[start:size])"): "ends",
        _BATCHES.format("(x[start:start + size], y)"): "answers",
        _BATCHES.format("(y[start:start + size], x[start:start + size])"): "x comes first",
        _BATCHES.format("(x[start], y[start])"): "single example",
        _BATCHES.format("x[start:start + size], y[start:start + size]"): "parentheses of its own",
        _BATCHES.format("(x[:size], y[:size])"): "begins at 4",
    },
    answer="batches",
)
def batches(answer: Any) -> Verdict:
    """Cut x and y into a list of pairs with `size` examples each, the last one perhaps smaller."""
    x, y = np.arange(20.0).reshape(10, 2), np.arange(10)
    try:
        found = function(answer)(x, y, 4)
    except TypeError as error:
        if "append()" in str(error):
            return almost("`append` takes one thing, and a pair is one: put it into parentheses of its own.")
        raise
    if holds_blank(found):
        raise Unusable(not_tried())
    if not isinstance(found, Sequence) or not all(isinstance(pair, (tuple, list)) and len(pair) == 2 for pair in found):
        return wrong("Each batch should be a pair, (some of x, some of y), in parentheses.")
    if len(found) != 3:
        return wrong(f"Ten examples in batches of 4 make 3 batches, and this gives {len(found)}.")
    for start, (some_x, some_y) in zip((0, 4, 8), found):
        if np.ndim(some_y) == 2 and np.ndim(some_x) == 1:
            return almost("The pair is turned round: x comes first, then y.")
        if np.ndim(some_x) != 2:
            return almost("x[start] is a single example: a batch is a slice of them, from start to start + size.")
        if len(some_x) != min(4, 10 - start):
            return almost(f"The batch that begins at {start} has {len(some_x)} examples: a slice ends at start + size.")
        if not np.array_equal(some_x, x[start : start + 4]):
            return almost(f"The batch that begins at {start} holds other examples: a slice begins at start.")
        if len(some_y) != len(some_x):
            return almost(f"A batch of {len(some_x)} examples came with {len(some_y)} answers: cut y in the same way.")
        if not np.array_equal(some_y, y[start : start + 4]):
            return almost("The examples got the answers of others: cut y in the same way as x.")
    return right("Three lines, and they are all that 'batch_size=32' means.")


@exercise(
    "11_train_step",
    kind="code",
    blank=_STEP.format("...", "...", "..."),
    solution=_STEP.format(
        "model(x, training=True)", "compute_loss(y, said)", "tape.gradient(loss, model.trainable_variables)"
    ),
    because="Forwards through the model, one number for how wrong it was, and back to every weight.",
    hint="The model is called like a function: model(x). The slopes come from tape.gradient(…).",
    wrong={
        _STEP.format("model(x)", "compute_loss(said, y)", "tape.gradient(loss, model.trainable_variables)"): "truth.*first",
        _STEP.format("model(x)", "compute_loss(y, said)", "tape.gradient(said, model.trainable_variables)"): "slopes",
        _STEP.format("model(x)", "compute_loss(y, said)", "[1.0 * w for w in model.trainable_variables]"): "slopes",
        _STEP.format(
            "model.predict(x, verbose=0)", "compute_loss(y, said)", "tape.gradient(loss, model.trainable_variables)"
        ): "calling the model",
        _STEP.format("model(y)", "compute_loss(y, said)", "tape.gradient(loss, model.trainable_variables)"): "stopped",
    },
    answer="train_step",
)
def train_step(answer: Any) -> Verdict:
    """Fill in one step of training: what the model says, how wrong that is, and the slopes of all weights."""
    own = function(answer)
    x, y = np.array([[0.5, -1.0], [1.0, 2.0], [-0.5, 0.3]], np.float32), np.array([0, 1, 1])
    reference, trained = _two_alike()
    compute_loss = tf.keras.losses.SparseCategoricalCrossentropy()
    expected = _reference_step(reference, tf.keras.optimizers.SGD(0.5), compute_loss, x, y)
    try:
        loss = own(trained, tf.keras.optimizers.SGD(0.5), x, y)
    except ValueError as error:
        if _exchanged(error):
            return almost("The loss takes the truth first and then what the model said: compute_loss(y, said).")
        if "No gradients" in str(error):
            return almost("No slope arrived: what is said has to come from the weights, by calling the model: model(x).")
        raise
    if loss is None or abs(number(loss) - expected) > 1e-4:
        return wrong(f"The loss of this batch should be {expected:.4f}, and the step returned {described(loss)}.")
    if any(np.abs(a - b).max() > 1e-5 for a, b in zip(reference.get_weights(), trained.get_weights())):
        return almost("The loss is right, the slopes are not: ask the tape how the loss changes with each weight.")
    return right("The same loss and the same weights as in `fit`, after one step.")


@exercise(
    "11_evaluate",
    kind="prediction",
    solution='predict("11_evaluate", "lower")',
    because="The mean of the epoch still holds the batches from before the network had learned from the later ones.",
    hint="When in the epoch was the first batch measured, and when does evaluate measure it?",
    wrong={'predict("11_evaluate", "higher")': "Lower", 'predict("11_evaluate", "equal")': "Lower"},
    setup="",
)
def evaluate(answer: Any) -> Verdict:
    """Is the loss that evaluate measures after an epoch higher or lower than the one that fit said, or equal?"""
    said = text(answer, ["higher", "lower", "equal"])
    words = "Lower: fit's number is a mean over the whole epoch, and the network was worse at its beginning."
    return right(words) if said == "lower" else wrong(words)


@exercise(
    "11_mean_loss",
    kind="code",
    blank="mean_loss = ...",
    solution=_MEAN_LOSS.format("total += compute_loss(y[rows], model(x[rows])) * len(y[rows])", "total / len(x)"),
    because="It is the loop of fit_by_hand without what turns the knobs: each batch counts as many examples as it holds.",
    hint="Look at fit_by_hand: keep its inner loop, and take out what learns.",
    wrong={
        _MEAN_LOSS.format(
            "total += compute_loss(y[rows], model(x[rows]))", "total / len(range(0, len(x), size))"
        ): "count less",
        _MEAN_LOSS.format("total += compute_loss(y[rows], model(x[rows])) * len(y[rows])", "total"): "Divide",
        _MEAN_LOSS.format("total = compute_loss(y[rows], model(x[rows]))", "total"): "last batch",
        _MEAN_LOSS.format("total += compute_loss(y[rows], model(x[rows])) * size", "total / len(x)"): "whole batch",
    },
    setup="compute_loss = tf.keras.losses.SparseCategoricalCrossentropy()",
)
def mean_loss(answer: Any) -> Verdict:
    """Write the mean loss over all examples, in batches of `size`, without turning a knob, from the empty cell."""
    compute_loss = tf.keras.losses.SparseCategoricalCrossentropy()
    rng = np.random.default_rng(4)
    x, y = rng.normal(size=(10, 2)).astype(np.float32), np.array([0, 1] * 5)

    def losses(model: Any, x: np.ndarray, y: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
        """The mean loss of each batch, and how many examples it holds."""
        cuts = [slice(start, start + size) for start in range(0, len(x), size)]
        each = [float(compute_loss(y[rows], model(x[rows]))) for rows in cuts]
        return np.array(each), np.array([len(y[rows]) for rows in cuts])

    def weighted(*place: Any) -> float:
        each, counts = losses(*place)
        return float(each @ counts / counts.sum())

    return agrees(
        answer,
        weighted,
        [(_two_alike()[0], x, y, 4), (_two_alike()[0], x[:7], y[:7], 3), (_two_alike()[0], x, y, 32)],
        rel=1e-5,
        slips={
            "The last batch is smaller, so it has to count less: weigh each batch by how many examples it holds.": (
                lambda *place: losses(*place)[0].mean()
            ),
            "That is the sum over the examples. Divide it by how many there are.": (
                lambda *place: losses(*place)[0] @ losses(*place)[1]
            ),
            "This is the loss of the last batch alone.": lambda *place: losses(*place)[0][-1],
            "This counts the last batch as a whole batch: weigh it by len(y[rows]).": (
                lambda *place: losses(*place)[0].sum() * place[3] / len(place[1])
            ),
        },
        well_done="This is `evaluate`. Compare it: the numbers are the same.",
    )


@exercise(
    "11_best_epoch",
    kind="prediction",
    solution='predict("11_best_epoch", 5)',
    because="The moons are learned in a few epochs; everything after that is learning the flipped labels by heart.",
    hint="Sixty points are few, and the network has more than four thousand weights.",
    wrong={'predict("11_best_epoch", 200)': "5", 'predict("11_best_epoch", 100)': "5"},
    setup="",
)
def best_epoch(answer: Any) -> Verdict:
    """After roughly how many epochs of 200 is the loss in the exam lowest?"""
    said = number(answer)
    words = "It was after about 5. All epochs after those made the network worse at the exam."
    return right(words) if 2 <= said <= 10 else almost(words) if 1 <= said <= 50 else wrong(words)


@exercise(
    "11_stop",
    kind="code",
    blank=_STOP.format("..."),
    solution=_STOP.format("min(later) >= val_losses[epoch]"),
    because="If even the smallest of the later losses is not lower, none of them is.",
    hint="Compare the smallest of the later losses with val_losses[epoch].",
    wrong={
        _STOP.format("later[0] >= val_losses[epoch]"): "first rise",
        _STOP.format("max(later) >= val_losses[epoch]"): "one of them",
        _STOP.format("min(later) < val_losses[epoch]"): "other way round",
        _STOP.format("min(later) > val_losses[epoch]"): "equal loss",
        _STOP.format("later[-1] >= val_losses[epoch]"): "last of the later",
        _STOP.format("True"): "at once",
        _STOP.format("False"): "never stops",
    },
    answer="stop_after",
)
def stop(answer: Any) -> Verdict:
    """Return the first epoch that is followed by `patience` epochs none of which is lower, or else the last epoch."""

    own = function(answer)
    if ... in own.__code__.co_consts:
        raise Unusable(not_tried())

    def stopped(losses: list[float], patience: int, enough: Callable[[list[float], float], bool]) -> int:
        places = range(len(losses) - patience)
        found = (i for i in places if enough(losses[i + 1 : i + 1 + patience], losses[i]))
        return next(found, len(losses) - 1)

    curves = [
        [2, 1.5, 4, 1, 0.9],
        [3, 2, 2.5, 1, 1.5, 1.4, 1.2, 0.5],
        [5, 4, 3, 2],
        [1.0, 2, 0.5, 3, 3, 3, 3],
        [4, 3, 3.5, 2, 1],
        [3, 2, 2, 2, 1],
    ]
    return agrees(
        own,
        lambda losses, patience: stopped(losses, patience, lambda later, now: min(later) >= now),
        [(curve, patience) for curve in curves for patience in (1, 2, 3)],
        slips={
            "This stops at the first rise. Look at all of the later losses.": lambda losses, patience: stopped(
                losses, patience, lambda later, now: later[0] >= now
            ),
            "This stops as soon as one of them is higher. All of them have to be.": lambda losses, patience: stopped(
                losses, patience, lambda later, now: max(later) >= now
            ),
            "An equal loss is not lower either: compare with >=.": lambda losses, patience: stopped(
                losses, patience, lambda later, now: min(later) > now
            ),
            "This looks at the last of the later losses alone. Look at all of them.": lambda losses, patience: stopped(
                losses, patience, lambda later, now: later[-1] >= now
            ),
            "This takes the mean of the later losses, and one of them may be lower all the same.": (
                lambda losses, patience: stopped(losses, patience, lambda later, now: sum(later) / len(later) >= now)
            ),
            "This stops at once, whatever the losses are.": lambda losses, patience: 0,
            "This never stops before the end.": lambda losses, patience: len(losses) - 1,
            "The other way round: this stops while the losses still fall.": lambda losses, patience: stopped(
                losses, patience, lambda later, now: min(later) < now
            ),
        },
        well_done="This is EarlyStopping, and its argument is called patience there as well.",
    )


def _exchanged(error: Exception) -> bool:
    """Whether a loss stopped because it was given what the model said where it expects the truth."""
    frames = [frame.f_locals for frame, _ in traceback.walk_tb(error.__traceback__)]
    said = next((names["said"] for names in frames if "said" in names), None)
    return said is not None and any(names.get("y_true") is said for names in frames)


def _two_alike() -> tuple[Any, Any]:
    """Two small networks with the same weights."""
    networks = []
    for _ in range(2):
        network = tf.keras.Sequential(
            [tf.keras.layers.Input((2,)), tf.keras.layers.Dense(3, "tanh"), tf.keras.layers.Dense(2, "softmax")]
        )
        networks.append(network)
    networks[1].set_weights(networks[0].get_weights())
    return networks[0], networks[1]


def _reference_step(model: Any, optimizer: Any, compute_loss: Any, x: np.ndarray, y: np.ndarray) -> float:
    with tf.GradientTape() as tape:
        loss = compute_loss(y, model(x, training=True))
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
    return float(loss)

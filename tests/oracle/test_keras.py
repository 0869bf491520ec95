"""Whole trainings against Keras: from the same weights, on the same batches, the same losses for 50 steps."""

import inspect
import re

import numpy as np
import pytest

from gradlab import keras
from tests.oracle.against import tensorflow

theirs = tensorflow.keras

rng = np.random.default_rng(7)
STEPS, BATCH = 50, 16
rows = rng.normal(size=(STEPS, BATCH, 6)).astype(np.float32)
pictures = rng.normal(size=(STEPS, BATCH, 8, 9, 2)).astype(np.float32)
numbers = np.stack([np.sin(rows.sum(-1)), rows[..., 0] * rows[..., 1]], -1).astype(np.float32)
classes = (np.abs(rows.sum(-1)) % 3).astype(np.int64)
picture_classes = (np.abs(pictures.sum((2, 3, 4))) % 3).astype(np.int64)


def losses_of(keras, layers, optimizer, loss, xs, ys, weights=None, metrics=()):
    """The weights at the start, the loss of every step, and the model at the end."""
    model = keras.Sequential(layers(keras))
    model.build((None, *xs.shape[2:]))
    if weights is not None:
        model.set_weights(weights)
    weights = model.get_weights()
    model.compile(optimizer=optimizer(keras), loss=loss(keras), metrics=list(metrics))
    return weights, [model.train_on_batch(x, y, return_dict=True)["loss"] for x, y in zip(xs, ys)], model


def agree(layers, optimizer, loss, xs, ys, metrics=(), tolerance=1e-4):
    theirs.utils.set_random_seed(1)  # the same first weights in every run: some would make a steep loss blow up
    weights, expected, other = losses_of(theirs, layers, optimizer, loss, xs, ys, metrics=metrics)
    _, got, model = losses_of(keras, layers, optimizer, loss, xs, ys, weights, metrics)
    np.testing.assert_allclose(np.array(got), np.array(expected), rtol=tolerance, atol=tolerance)
    for ours, there in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(ours, there, rtol=0, atol=20 * tolerance)
    np.testing.assert_allclose(model.predict(xs[0], verbose=0), other.predict(xs[0], verbose=0), rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(
        model.evaluate(xs[0], ys[0], verbose=0), other.evaluate(xs[0], ys[0], verbose=0), rtol=1e-3, atol=1e-3
    )


def dense(outputs, activation=None, hidden="tanh"):
    return lambda k: [
        k.layers.Dense(16, activation=hidden),
        k.layers.Dense(8, activation="relu", kernel_initializer="he_normal"),
        k.layers.Dense(outputs, activation=activation),
    ]


def sgd(k):
    return k.optimizers.SGD(0.05)


OPTIMIZERS = {
    "sgd": sgd,
    "momentum": lambda k: k.optimizers.SGD(0.02, momentum=0.9),
    "nesterov": lambda k: k.optimizers.SGD(0.02, momentum=0.9, nesterov=True),
    "rmsprop": lambda k: k.optimizers.RMSprop(0.003),
    "rmsprop with momentum": lambda k: k.optimizers.RMSprop(0.001, rho=0.8, momentum=0.5),
    "adagrad": lambda k: k.optimizers.Adagrad(0.05),
    "adam": lambda k: k.optimizers.Adam(0.01),
    "adam by name": lambda k: "adam",
    "adamw": lambda k: k.optimizers.AdamW(0.01, weight_decay=0.1),
    "adadelta": lambda k: k.optimizers.Adadelta(1.0),
    "adamax": lambda k: k.optimizers.Adamax(0.01),
    "nadam": lambda k: k.optimizers.Nadam(0.01),
    "lion": lambda k: k.optimizers.Lion(0.002),
    "ftrl": lambda k: k.optimizers.Ftrl(0.05, l1_regularization_strength=0.001, l2_regularization_strength=0.01),
    "centered": lambda k: k.optimizers.RMSprop(0.003, momentum=0.3, centered=True),
    "amsgrad": lambda k: k.optimizers.AdamW(0.002, amsgrad=True),
    "weight decay": lambda k: k.optimizers.SGD(0.05, momentum=0.9, weight_decay=0.1),
    "polynomial decay": lambda k: k.optimizers.SGD(k.optimizers.schedules.PolynomialDecay(0.1, 20, power=2.0, cycle=True)),
    "cosine decay with restarts": lambda k: k.optimizers.SGD(k.optimizers.schedules.CosineDecayRestarts(0.1, 7, m_mul=0.9)),
    "clipnorm": lambda k: k.optimizers.Adam(0.01, clipnorm=0.05),
    "clipvalue": lambda k: k.optimizers.SGD(0.1, clipvalue=0.02),
    "global_clipnorm": lambda k: k.optimizers.SGD(0.5, global_clipnorm=0.1),
    "averages": lambda k: k.optimizers.Adam(0.02, use_ema=True, ema_momentum=0.7),
    "averages now and then": lambda k: k.optimizers.SGD(0.05, use_ema=True, ema_momentum=0.5, ema_overwrite_frequency=3),
    "exponential decay": lambda k: k.optimizers.SGD(k.optimizers.schedules.ExponentialDecay(0.1, 10, 0.5)),
    "cosine decay": lambda k: k.optimizers.Adam(
        k.optimizers.schedules.CosineDecay(0.001, 30, alpha=0.1, warmup_target=0.02, warmup_steps=10)
    ),
    "inverse time decay": lambda k: k.optimizers.SGD(k.optimizers.schedules.InverseTimeDecay(0.1, 10, 0.5, staircase=True)),
    "piecewise decay": lambda k: k.optimizers.SGD(
        k.optimizers.schedules.PiecewiseConstantDecay([10, 30], [0.1, 0.05, 0.01])
    ),
}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_trains_as_in_keras(optimizer):
    agree(dense(2), OPTIMIZERS[optimizer], lambda k: "mse", rows, numbers, metrics=["mae"])


LOSSES = {
    "mse": (dense(2), lambda k: "mse", numbers),
    "mean_absolute_error": (dense(2), lambda k: "mean_absolute_error", numbers),
    "huber": (dense(2), lambda k: k.losses.Huber(0.5), numbers),
    "sum": (dense(2), lambda k: k.losses.MeanSquaredError(reduction="sum"), numbers / 10),
    "a column of answers": (dense(1), lambda k: "mse", numbers[..., 0]),
    "binary": (dense(1, "sigmoid"), lambda k: "binary_crossentropy", classes > 1),
    "binary from scores": (dense(1), lambda k: k.losses.BinaryCrossentropy(from_logits=True), classes > 1),
    "sparse": (dense(3, "softmax"), lambda k: "sparse_categorical_crossentropy", classes),
    "sparse from scores": (dense(3), lambda k: k.losses.SparseCategoricalCrossentropy(from_logits=True), classes),
    "categorical": (dense(3, "softmax"), lambda k: "categorical_crossentropy", np.eye(3)[classes]),
    "categorical from scores": (
        dense(3),
        lambda k: k.losses.CategoricalCrossentropy(from_logits=True),
        np.eye(3, dtype=np.float32)[classes],
    ),
    "function": (dense(2), lambda k: lambda y, p: 0.1 * (y - p) ** 4, numbers),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss_trains_as_in_keras(loss):
    layers, made, ys = LOSSES[loss]
    metrics = ["accuracy"] if "entropy" in str(made(keras)) or "from scores" in loss else ["mse"]
    agree(layers, sgd, made, rows, ys, metrics)


@pytest.mark.parametrize(
    "hidden",
    [
        *("relu", "sigmoid", "elu", "selu", "gelu", "softplus", "silu", "leaky_relu", "exponential"),
        *("relu6", "softsign", "hard_sigmoid", "hard_silu", "hard_swish", "mish"),
    ],
)
def test_every_activation_trains_as_in_keras(hidden):
    agree(dense(2, hidden=hidden), sgd, lambda k: "mse", rows[:20], numbers[:20])


PICTURES = {
    "conv": lambda k: [
        k.layers.Conv2D(4, 3, activation="relu"),
        k.layers.MaxPooling2D(),
        k.layers.Conv2D(5, (2, 3), padding="same", activation="tanh"),
        k.layers.Flatten(),
        k.layers.Dense(3),
    ],
    "strides": lambda k: [
        k.layers.Rescaling(0.5, offset=0.1),
        k.layers.Conv2D(4, (3, 2), strides=(2, 1), padding="same", use_bias=False),
        k.layers.AveragePooling2D((2, 3), strides=1, padding="same"),
        k.layers.ReLU(0.4, negative_slope=0.1),
        k.layers.GlobalAveragePooling2D(),
        k.layers.Dense(3),
    ],
    # Without biases before it: BatchNormalization takes them out again, so their slopes are nothing but rounding.
    "batchnorm": lambda k: [
        k.layers.Conv2D(4, 3, use_bias=False),
        k.layers.BatchNormalization(momentum=0.9),
        k.layers.ReLU(),
        k.layers.Reshape((-1, 4)),
        k.layers.Flatten(),
        k.layers.Dense(8, use_bias=False),
        k.layers.BatchNormalization(scale=False),
        k.layers.Activation("relu"),
        k.layers.Dense(3),
    ],
}


@pytest.mark.parametrize("layers", PICTURES)
def test_pictures_train_as_in_keras(layers):
    loss = LOSSES["sparse from scores"][1]
    agree(PICTURES[layers], lambda k: k.optimizers.Adam(0.005), loss, pictures, picture_classes, ["accuracy"])


def test_fit_gives_the_history_of_keras():
    """Without shuffling, a whole `fit` is determined: validation split, batches that do not come out even, metrics."""
    x, y = rows.reshape(-1, 6)[:230], classes.reshape(-1)[:230]

    def fit(k, weights=None):
        model = k.Sequential([k.Input((6,)), *dense(3, "softmax")(k)])
        if weights is not None:
            model.set_weights(weights)
        weights = model.get_weights()
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["acc"])
        h = model.fit(x, y, epochs=4, initial_epoch=1, shuffle=False, validation_split=0.3, batch_size=25, verbose=0)
        again = model.fit(x, y, shuffle=False, validation_data=(x[:9], y[:9]), verbose=0)
        return weights, h, again

    weights, *expected = fit(theirs)
    _, *got = fit(keras, weights)
    for h, g in zip(expected, got):
        assert list(g.history) == list(h.history)
        assert g.epoch == h.epoch
        assert g.params == h.params
        for key in h.history:
            assert g.history[key] == pytest.approx(h.history[key], abs=1e-4)


@pytest.mark.parametrize("weights", ["class_weight", "sample_weight", "split"])
def test_weights_of_examples_train_as_in_keras(weights):
    x, y = rows.reshape(-1, 6)[:90], classes.reshape(-1)[:90]
    w = np.random.default_rng(1).uniform(0, 2, 90).astype(np.float32)
    given = {
        "class_weight": {"class_weight": {0: 0.5, 2: 4.0}},
        "sample_weight": {"sample_weight": w, "validation_data": (x[:9], y[:9], w[:9])},
        "split": {"sample_weight": w, "validation_split": 0.2},
    }[weights]

    def fit(k, start=None):
        model = k.Sequential([k.Input((6,)), *dense(3, "softmax")(k)])
        model.set_weights(start or model.get_weights())
        start = model.get_weights()
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"], weighted_metrics=["accuracy"])
        found = model.fit(x, y, epochs=3, batch_size=16, shuffle=False, verbose=0, **given).history
        return start, found | {"evaluated": model.evaluate(x, y, sample_weight=w, verbose=0, return_dict=True)["loss"]}

    start, expected = fit(theirs)
    _, got = fit(keras, start)
    assert list(got) == list(expected)
    for key, values in expected.items():
        assert got[key] == pytest.approx(values, abs=1e-4), key


TUTORIAL = """
import numpy as np
from {keras} import layers, models
from {keras}.callbacks import EarlyStopping, LambdaCallback
from {keras}.utils import set_random_seed, to_categorical

set_random_seed(0)
x = np.random.rand(60, 28, 28, 1).astype("float32")
y = to_categorical(np.arange(60) % 10, 10)

model = models.Sequential()
model.add(layers.Input(shape=(28, 28, 1)))
model.add(layers.Conv2D(32, kernel_size=(3, 3), activation="relu", padding="same", kernel_initializer="he_uniform"))
model.add(layers.BatchNormalization())
model.add(layers.MaxPooling2D(pool_size=2))
model.add(layers.Dropout(0.25))
model.add(layers.GlobalAveragePooling2D(name="mean"))
model.add(layers.Dense(10, activation="softmax"))
model.summary()

model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
epochs = []
history = model.fit(
    x[:50], y[:50], 16, 3, verbose=0, validation_data=(x[50:], y[50:]),
    callbacks=[EarlyStopping(patience=5), LambdaCallback(on_epoch_end=lambda epoch, logs: epochs.append(epoch))],
)
loss, accuracy = model.evaluate(x, y, verbose=0)
model.optimizer.learning_rate = 0.01
result = [
    sorted(history.history), history.epoch, epochs, model.predict(x, verbose=0).shape, type(loss), model.count_params(),
    [w.shape for w in model.get_weights()], float(model.optimizer.learning_rate), [layer.name for layer in model.layers],
    int(model.optimizer.iterations), model.layers[0].padding, model.get_layer("mean").name, len(model.trainable_weights),
]
"""


def test_a_tutorial_runs_with_only_the_import_changed(capsys):
    def run(name):
        theirs.backend.clear_session()
        found = {}
        exec(TUTORIAL.format(keras=name), found)
        return found["result"], capsys.readouterr().out

    (got, our_table), (expected, their_table) = run("gradlab.keras"), run("keras")
    assert got == expected
    assert our_table.strip() == re.sub(r"\x1b[^m]*m", "", their_table).strip()


@pytest.mark.parametrize("seed", range(6))
def test_callbacks_watch_as_in_keras(seed):
    """When training stops and how the learning rate falls, for random numbers watched with random settings."""
    random = np.random.default_rng(seed)
    watched = random.integers(0, 5, 20).tolist()
    patience, cooldown, start = (int(n) for n in random.integers(0, 4, 3))
    stop = {"mode": random.choice(["min", "max"]), "patience": patience + 1, "start_from_epoch": start}
    stop |= {"min_delta": int(random.integers(0, 2)), "baseline": random.choice([None, 2])}
    reduce = {"factor": 0.5, "patience": patience, "mode": "min", "cooldown": cooldown, "min_delta": 0.5, "min_lr": 0.01}

    def run(k):
        class Says(k.callbacks.Callback):
            def on_epoch_end(self, epoch, logs=None):
                logs["watched"] = watched[epoch]

        model = k.Sequential([k.Input((6,)), k.layers.Dense(1)])
        found = []
        for watcher in (k.callbacks.EarlyStopping("watched", **stop), k.callbacks.ReduceLROnPlateau("watched", **reduce)):
            model.compile(k.optimizers.SGD(0.1), "mse")
            h = model.fit(rows[0], numbers[0, :, :1], epochs=20, verbose=0, callbacks=[Says(), watcher])
            found.append((h.epoch, np.float32(h.history.get("learning_rate", [])).tolist()))
        return found

    assert run(keras) == run(theirs)


@pytest.mark.parametrize("shape", [(1000,), (40, 30), (3, 3, 8, 16)])
@pytest.mark.parametrize(
    "name",
    [
        *("glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_uniform", "lecun_normal"),
        *("random_uniform", "random_normal", "truncated_normal", "zeros", "ones"),
    ],
)
def test_initializers_spread_as_in_keras(name, shape):
    """Mean, spread and ends of many values: the numbers themselves come from another generator."""

    def spread(k):
        values = np.concatenate([np.asarray(k.initializers.get(name)(shape)).ravel() for _ in range(50)])
        return [float(f) for f in (values.mean(), values.std(), np.quantile(values, 0.02), np.quantile(values, 0.98))]

    got, expected = spread(keras), spread(theirs)
    assert got == pytest.approx(expected, abs=0.04 * max(expected[1], 1e-6))


POSITIONAL = {inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD}


@pytest.mark.parametrize("module", ["layers", "losses", "metrics", "optimizers", "callbacks", "initializers", "utils"])
def test_signatures_are_those_of_keras(module):
    """Every argument is called as in Keras, has the same default, and stands at the same place if it has one."""
    ours, there = getattr(keras, module), getattr(theirs, module)
    names = [name for name in dir(ours) if hasattr(there, name) and inspect.isclass(getattr(ours, name))]
    assert len(names) > 4 or module == "utils"
    for name in names:
        if "args" in (expected := inspect.signature(getattr(there, name)).parameters) or name in (
            "CallbackList",
            "Initializer",
        ):
            continue  # made by Keras in a way of its own, and never by a learner
        got = inspect.signature(getattr(ours, name)).parameters
        places = list(expected)
        for place, (argument, parameter) in enumerate(got.items()):
            if parameter.kind in POSITIONAL and argument != "args":
                assert places[place : place + 1] == [argument], f"{name}({argument}) at place {place}"
            both_have_a_default = argument in expected and inspect.Parameter.empty not in (
                parameter.default,
                expected[argument].default,
            )
            if both_have_a_default and argument not in ("name", "reduction"):
                assert parameter.default in (expected[argument].default, *_one_for_all(expected[argument].default)), (
                    f"{name}({argument})"
                )


def _one_for_all(pair):
    """Of a pair of equal numbers, which stand for the axes of a picture, one of them: 2 means (2, 2)."""
    return set(pair) if isinstance(pair, tuple) and len(set(pair)) == 1 else ()


@pytest.mark.parametrize("method", ["compile", "fit", "evaluate", "predict", "train_on_batch", "summary", "save_weights"])
def test_methods_take_their_arguments_as_in_keras(method):
    got = inspect.signature(getattr(keras.Model, method)).parameters
    expected = inspect.signature(getattr(theirs.Model, method)).parameters
    positional = [name for name, parameter in got.items() if parameter.kind in POSITIONAL]
    assert list(expected)[: len(positional)] == positional
    assert set(got) <= set(expected)

"""Callbacks: when they are told what, and what each of them does."""

import csv
import math

import numpy as np
import pytest

from gradlab import keras
from gradlab.keras import callbacks, layers

X = np.linspace(-1, 1, 20, dtype=np.float32)[:, None]
Y = 3 * X


def model_at(optimizer="sgd", **options):
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
    model.compile(optimizer, "mse", **options)
    return model


class Says(callbacks.Callback):
    """Puts its own numbers into the logs, one per epoch, so that the callbacks after it see them."""

    def __init__(self, key, values):
        self.key, self.values = key, values

    def on_epoch_end(self, epoch, logs=None):
        logs[self.key] = self.values[epoch]


def run(key, values, *watchers, optimizer="sgd", epochs=None):
    model = model_at(optimizer)
    history = model.fit(X, Y, epochs=epochs or len(values), verbose=0, callbacks=[Says(key, values), *watchers])
    return model, history


def test_moments_come_in_the_order_of_keras():
    told = []
    moments = [
        name for name in dir(callbacks.Callback) if (name.startswith("on_") and "_batch_" in name) or "on_epoch" in name
    ]
    moments += ["on_train_begin", "on_train_end", "on_test_begin", "on_test_end", "on_predict_begin", "on_predict_end"]
    spy = type(
        "Spy", (callbacks.Callback,), {m: lambda self, *about, m=m: told.append(m.removeprefix("on_")) for m in moments}
    )
    model = model_at()
    model.fit(X, Y, batch_size=10, validation_data=(X, Y), verbose=0, callbacks=spy())
    batches = ["train_batch_begin", "train_batch_end"] * 2
    test = ["test_batch_begin", "test_batch_end"] * 2
    assert told == ["train_begin", "epoch_begin", *batches, "test_begin", *test, "test_end", "epoch_end", "train_end"]
    told.clear()
    model.predict(X, verbose=0, callbacks=spy())
    assert told == ["predict_begin", "predict_batch_begin", "predict_batch_end", "predict_end"]


def test_logs_hold_the_loss_in_every_batch_and_the_validation_at_the_end():
    seen = []
    spy = callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: seen.append((batch, sorted(logs))),
        on_epoch_end=lambda epoch, logs: seen.append((epoch, sorted(logs))),
    )
    model_at(metrics=["mae"]).fit(X, Y, batch_size=10, validation_split=0.25, verbose=0, callbacks=[spy])
    assert seen == [(0, ["loss", "mae"]), (1, ["loss", "mae"]), (0, ["loss", "mae", "val_loss", "val_mae"])]


def test_callbacks_know_the_model_and_its_parameters():
    spy = callbacks.Callback()
    model = model_at()
    model.fit(X, Y, batch_size=10, epochs=2, verbose=0, callbacks=[spy])
    assert spy.model is model
    assert spy.params == {"verbose": 0, "epochs": 2, "steps": 2}


def test_a_callback_can_stop_the_training_in_the_middle_of_an_epoch():
    batches = []

    class Enough(callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            batches.append(batch)
            self.model.stop_training = batch == 3

    assert model_at().fit(X, Y, batch_size=2, epochs=5, verbose=0, callbacks=[Enough()]).epoch == [0]
    assert batches == [0, 1, 2, 3]


def test_misspelt_moment_of_a_lambda_callback():
    with pytest.raises(TypeError, match=r"LambdaCallback has no argument 'on_epoch_ends'\. Did you mean 'on_epoch_end'"):
        callbacks.LambdaCallback(on_epoch_ends=print)


@pytest.mark.parametrize(
    ("values", "options", "epochs"),
    [
        ([3, 2, 1, 1, 1], {}, 4),
        ([3, 2, 2, 2, 2], {"patience": 2}, 4),
        ([3, 2, 1.9, 1.8, 1.7], {"min_delta": 0.5, "patience": 1}, 3),
        ([3, 2.6, 2.2, 1.9], {"min_delta": 0.5}, 2),
        ([3, 2, 1, 2, 3], {"mode": "max"}, 2),
        ([3, 4, 5, 6], {"start_from_epoch": 2, "patience": 1}, 4),
        ([3, 2.9, 3, 3], {"baseline": 1, "patience": 2}, 3),
        ([3, 2.9, 3, 3], {"patience": 2}, 4),
        ([3, 2, 1, 0.5], {}, 4),
    ],
)
def test_early_stopping_stops_after_its_patience(values, options, epochs):
    _, history = run("my_loss", values, callbacks.EarlyStopping("my_loss", **options))
    assert len(history.epoch) == epochs


def test_early_stopping_takes_larger_accuracy_for_better():
    assert len(run("val_accuracy", [0.1, 0.2, 0.3, 0.2], callbacks.EarlyStopping("val_accuracy"))[1].epoch) == 4
    assert len(run("val_loss", [0.1, 0.2, 0.3, 0.2], callbacks.EarlyStopping())[1].epoch) == 2


def test_early_stopping_restores_the_best_weights(capsys):
    kept = []
    keep = callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: kept.append(keep.model.get_weights()))
    early = callbacks.EarlyStopping("my_loss", patience=2, restore_best_weights=True, verbose=1)
    model, history = run("my_loss", [3, 1, 2, 2, 2], keep, early)
    assert history.epoch == [0, 1, 2, 3]
    assert all((a == b).all() for a, b in zip(model.get_weights(), kept[1]))
    assert capsys.readouterr().out == (
        "Epoch 4: early stopping\nRestoring model weights from the end of the best epoch: 2.\n"
    )


def test_monitor_that_may_be_better_in_both_directions_asks():
    with pytest.raises(ValueError, match="is `f1` better when it is larger or when it is smaller"):
        callbacks.EarlyStopping("f1")


def test_missing_monitor_warns_with_those_there_are():
    message = "Early stopping conditioned on metric `val_loss` which is not available. Available metrics are: loss"
    with pytest.warns(UserWarning, match=message):
        model_at().fit(X, Y, verbose=0, callbacks=[callbacks.EarlyStopping()])


def test_plateau_reduces_the_rate():
    reduce = callbacks.ReduceLROnPlateau("my_loss", factor=0.5, patience=2, min_lr=0.003)
    _, history = run("my_loss", [3, 3, 3, 3, 3, 3, 3, 3], reduce, optimizer=keras.optimizers.SGD(0.01))
    # Two epochs without getting better end the patience: the third of all, and then every second.
    assert history.history["learning_rate"] == pytest.approx([0.01, 0.01, 0.01, 0.005, 0.005, 0.003, 0.003, 0.003])


def test_scheduler_sets_the_rate_of_each_epoch():
    for schedule in (lambda epoch: 0.1 / (epoch + 1), lambda epoch, rate: 0.1 / (epoch + 1)):
        model = model_at()
        history = model.fit(X, Y, epochs=3, verbose=0, callbacks=[callbacks.LearningRateScheduler(schedule)])
        assert history.history["learning_rate"] == pytest.approx([0.1, 0.05, 0.1 / 3])
    with pytest.raises(TypeError, match="should give a learning rate for epoch 0, and gave None"):
        model_at().fit(X, Y, verbose=0, callbacks=[callbacks.LearningRateScheduler(lambda epoch: None)])


def test_checkpoint_saves_every_epoch_or_the_best(tmp_path):
    each = callbacks.ModelCheckpoint(tmp_path / "{epoch:02d}-{my_loss:.1f}.npz", save_weights_only=True)
    best = callbacks.ModelCheckpoint(tmp_path / "best.npz", "my_loss", save_best_only=True, save_weights_only=True)
    model, _ = run("my_loss", [3, 1, 2], each, best)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["01-3.0.npz", "02-1.0.npz", "03-2.0.npz", "best.npz"]
    model.load_weights(tmp_path / "best.npz")
    at_best = model.get_weights()
    model.load_weights(tmp_path / "02-1.0.npz")
    assert all((a == b).all() for a, b in zip(model.get_weights(), at_best))
    with pytest.raises(ValueError, match="save_weights_only=True"):
        callbacks.ModelCheckpoint("model.npz")


def test_csv_logger_writes_what_the_history_holds(tmp_path):
    path = tmp_path / "log.csv"
    _, first = run("my_loss", [3, 2], callbacks.CSVLogger(path))
    _, second = run("my_loss", [1], callbacks.CSVLogger(path, append=True))
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["0", "1", "0"]
    assert [float(row["loss"]) for row in rows] == first.history["loss"] + second.history["loss"]
    assert [float(row["my_loss"]) for row in rows] == [3, 2, 1]


def test_history_says_in_a_line_what_happened():
    _, history = run("my_loss", [3, 2])
    assert repr(history).startswith("<History: 2 epochs; loss: ")
    assert math.isfinite(history.history["loss"][0])

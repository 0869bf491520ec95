"""Models: building, fitting, evaluating, the summary, and what a split of the batch keeps."""

import io
import math
import re
import signal
import subprocess
import sys
import threading

import numpy as np
import pytest

import gradlab as tf
from gradlab import keras
from gradlab.keras import layers
from gradlab.keras.progress import Progress

rng = np.random.default_rng(3)
X = rng.normal(size=(100, 4)).astype(np.float32)
LABELS = (X.sum(-1) > 0).astype(int) + (X[:, 0] > 1)
NUMBERS = X @ np.array([[1.0], [-2.0], [0.5], [0.0]], np.float32)


def classifier(activation="softmax", **options):
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((4,)), layers.Dense(8, activation="relu"), layers.Dense(3, activation=activation)])
    model.compile(keras.optimizers.Adam(0.02), "sparse_categorical_crossentropy", metrics=["accuracy"], **options)
    return model


def line(optimizer="sgd", loss="mse"):
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((4,)), layers.Dense(1)])
    model.compile(optimizer, loss)
    return model


def test_fit_learns_and_returns_the_history_of_keras():
    model = classifier()
    h = model.fit(X, LABELS, epochs=30, validation_split=0.2, verbose=0)
    assert list(h.history) == ["accuracy", "loss", "val_accuracy", "val_loss"]
    assert h.epoch == list(range(30))
    assert h.params == {"verbose": 0, "epochs": 30, "steps": 3}
    assert model.history is h
    assert h.stopped is None
    assert all(type(value) is float for values in h.history.values() for value in values)
    assert h.history["loss"][-1] < 0.7 * h.history["loss"][0]
    assert h.history["accuracy"][-1] > 0.7


def test_fit_is_the_loop_that_a_learner_writes():
    model, mine = line(), line()
    model.fit(X, NUMBERS, epochs=2, batch_size=10, shuffle=False, verbose=0)
    W, b = mine.trainable_variables
    for start in [*range(0, 100, 10)] * 2:
        x, y = tf.constant(X[start : start + 10]), tf.constant(NUMBERS[start : start + 10])
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(x @ W + b - y))
        dW, db = tape.gradient(loss, [W, b])
        W.assign_sub(0.01 * dW)
        b.assign_sub(0.01 * db)
    for ours, theirs in zip(mine.get_weights(), model.get_weights()):
        assert ours == pytest.approx(theirs, abs=1e-6)


def test_a_seed_gives_the_same_training_in_every_run():
    def run(shift):
        keras.utils.set_random_seed(5 + shift)
        model = keras.Sequential([layers.Dense(8, "relu"), layers.Dropout(0.3), layers.Dense(1)])
        model.compile("adam", "mse")
        return model.fit(X, NUMBERS, epochs=3, verbose=0).history["loss"]

    assert run(0) == run(0)
    assert run(0) != run(1)


def test_fit_again_goes_on_with_the_state_of_the_optimizer():
    once, twice = classifier(), classifier()
    whole = once.fit(X, LABELS, epochs=4, shuffle=False, verbose=0)
    first = twice.fit(X, LABELS, epochs=2, shuffle=False, verbose=0)
    second = twice.fit(X, LABELS, epochs=2, shuffle=False, verbose=0)
    assert first.history["loss"] + second.history["loss"] == whole.history["loss"]
    assert second.epoch == [0, 1]


def test_initial_epoch_counts_on_and_no_epoch_is_an_empty_history():
    assert classifier().fit(X, LABELS, initial_epoch=3, epochs=5, verbose=0).epoch == [3, 4]
    assert classifier().fit(X, LABELS, epochs=0, verbose=0).history == {}


def test_validation_split_takes_the_last_examples_before_shuffling():
    x = np.concatenate([X, np.full((25, 4), 100, np.float32)])
    y = np.concatenate([NUMBERS, np.zeros((25, 1), np.float32)])
    model = line(keras.optimizers.SGD(1e-12))
    h = model.fit(x, y, validation_split=0.2, verbose=0)
    W, b = model.get_weights()
    assert h.history["val_loss"][0] == pytest.approx(float((100 * W.sum() + b[0]) ** 2), rel=1e-3)


def test_loss_of_an_epoch_is_the_mean_over_its_examples():
    model = line(keras.optimizers.SGD(1e-12))
    h = model.fit(X[:5], NUMBERS[:5], batch_size=4, verbose=0)  # batches of 4 and of 1
    expected = float(((X[:5] @ model.get_weights()[0] - NUMBERS[:5]) ** 2).mean())
    assert h.history["loss"] == pytest.approx([expected], rel=1e-5)


def test_evaluate_returns_a_number_or_a_list_or_a_dict():
    model = classifier()
    loss, accuracy = model.evaluate(X, LABELS, verbose=0)
    assert model.evaluate(X, LABELS, verbose=0, return_dict=True) == {"accuracy": accuracy, "loss": loss}
    assert accuracy == pytest.approx((model.predict(X, verbose=0).argmax(-1) == LABELS).mean())
    assert isinstance(line().evaluate(X, NUMBERS, verbose=0), float)


def test_predict_does_not_depend_on_the_batch_size():
    model = classifier()
    assert model.predict(X, batch_size=7, verbose=0) == pytest.approx(model(X).numpy(), abs=1e-6)


def test_metrics_may_be_a_single_name():
    model = keras.Sequential([layers.Dense(1)])
    model.compile("sgd", "mse", metrics="mae")
    assert list(model.fit(X, NUMBERS, verbose=0).history) == ["loss", "mae"]


def test_history_key_is_the_metric_as_typed():
    model = keras.Sequential([layers.Dense(3, "softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["acc"])
    assert list(model.fit(X, LABELS, verbose=0).history) == ["acc", "loss"]


def test_lists_are_taken_as_examples():
    model = keras.Sequential([layers.Dense(1)])
    model.compile("sgd", "mse")
    assert len(model.fit([[1.0], [2.0]], [1, 2], epochs=2, verbose=0).history["loss"]) == 2


def test_single_numbers_are_rows_of_one_where_an_input_of_one_was_promised():
    model = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    assert model.predict(np.arange(5.0), verbose=0).shape == (5, 1)
    assert math.isfinite(model.fit(np.arange(5.0), np.arange(5.0), verbose=0).history["loss"][0])


def test_layers_of_a_learners_own_are_found_in_attributes_and_lists():
    class Scale(keras.layers.Layer):
        def build(self, input_shape):
            self.factor = self.add_weight(shape=(input_shape[-1],), initializer="ones", name="factor")

        def call(self, inputs):
            return inputs * self.factor

    class Mine(keras.Model):
        def __init__(self):
            super().__init__()
            self.blocks = [layers.Dense(4), Scale()]
            self.last = layers.Dense(1)
            self.drop = layers.Dropout(0.5)
            self.offset = tf.Variable(0.5)

        def call(self, inputs):
            for block in self.blocks:
                inputs = block(inputs)
            return self.last(self.drop(inputs)) + self.offset

    model = Mine()
    model.compile("sgd", "mse")
    model.fit(X, NUMBERS, epochs=2, verbose=0)
    assert list(model.named_weights()) == [
        "offset",
        "dense/kernel",
        "dense/bias",
        "scale/factor",
        "dense_1/kernel",
        "dense_1/bias",
    ]
    assert model.count_params() == 1 + 4 * 4 + 4 + 4 + 4 + 1
    assert float(model.offset) != 0.5
    assert np.ptp([model.predict(X[:1], verbose=0) for _ in range(5)]) == 0  # nothing is dropped
    assert np.ptp([model(X[:1], training=True).numpy() for _ in range(20)]) > 0


def test_a_model_may_take_whole_numbers_and_more_than_one_input():
    class Looks(keras.Model):
        def __init__(self):
            super().__init__()
            self.table = tf.Variable(np.eye(3, dtype=np.float32))
            self.first, self.second = layers.Dense(2), layers.Dense(2)

        def call(self, inputs, more):
            return self.second(self.first(tf.gather(self.table, inputs)) + more)

    model = Looks()
    assert model(np.array([0, 2]), tf.constant([1.0, 1.0])).shape == (2, 2)
    assert model.built
    assert [v.name for v in model.weights][1:] == ["dense/kernel:0", "dense/bias:0", "dense_1/kernel:0", "dense_1/bias:0"]


def test_a_model_may_make_its_layers_in_build_and_know_its_parent():
    class Inner(keras.Model):
        def build(self, input_shape):
            self.last = layers.Dense(input_shape[-1])
            super().build(input_shape)

        def call(self, inputs):
            return self.last(inputs)

    outer = keras.Sequential([Inner()])
    outer.layers[0].parent = outer
    outer.compile("sgd", "mse")
    outer.fit(X, X, verbose=0)
    assert list(outer.named_weights()) == ["inner/dense/kernel", "inner/dense/bias"]


def test_training_can_be_written_anew_in_train_step():
    class Slow(keras.Sequential):
        def train_step(self, data):
            x, y = data
            with tf.GradientTape() as tape:
                loss = self.compute_loss(y=y, y_pred=self(x, training=True))
            gradients = tape.gradient(loss, self.trainable_variables)
            self.optimizer.apply_gradients((g * 0.1, v) for g, v in zip(gradients, self.trainable_variables))
            return {"loss": loss}

    slow = Slow([keras.Input((4,)), layers.Dense(1)])
    other = line(keras.optimizers.SGD(0.001))
    slow.compile("sgd", "mse")
    slow.set_weights(other.get_weights())
    for model in (slow, other):
        model.fit(X, NUMBERS, batch_size=100, verbose=0)
    assert slow.get_weights()[0] == pytest.approx(other.get_weights()[0], abs=1e-7)


def test_frozen_layer_keeps_its_weights():
    model = classifier()
    model.layers[0].trainable = False
    before = model.get_weights()
    model.fit(X, LABELS, verbose=0)
    changed = [bool((old != new).any()) for old, new in zip(before, model.get_weights())]
    assert changed == [False, False, True, True]


def test_dropout_keeps_the_mean_and_drops_its_share():
    keras.utils.set_random_seed(2)
    z = layers.Dropout(0.25)(np.ones((1000, 100), np.float32), training=True).numpy()
    assert (z == 0).mean() == pytest.approx(0.25, abs=0.01)
    assert set(np.unique(z)) == {0, np.float32(1 / 0.75)}
    assert layers.Dropout(0.25)(np.ones((2, 2), np.float32)).numpy().tolist() == [[1, 1], [1, 1]]


def test_batch_normalization_follows_the_batches():
    layer = layers.BatchNormalization(momentum=0.9)
    x = np.array([[1.0], [3.0]], np.float32)
    z = layer(x, training=True).numpy()
    assert z.ravel() == pytest.approx([-1, 1], abs=1e-3)  # mean 2, variance 1
    _, _, mean, variance = layer.get_weights()
    assert (mean[0], variance[0]) == pytest.approx((0.2, 1.0))
    assert layer(x).numpy().ravel() == pytest.approx((x.ravel() - 0.2) / math.sqrt(1.001), rel=1e-5)
    assert len(layer.trainable_weights) == 2


def test_parts_of_a_batch_add_up_to_the_whole():
    """What lets a step run on two threads: slopes of the parts, each times its share, are the slopes of the batch."""
    model = classifier()
    x, y = tf.constant(X[:32]), tf.constant(LABELS[:32])
    loss, _, whole = model.slopes(x, y, model.trainable_variables)
    found = []

    def work(rows):
        found.append(model.slopes(x[rows], y[rows], model.trainable_variables, share=len(x[rows]) / 32))

    threads = [threading.Thread(target=work, args=(rows,)) for rows in (slice(0, 20), slice(20, 32))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (a, _, first), (b, _, second) = found
    assert float(a + b) == pytest.approx(float(loss))
    for g, g1, g2 in zip(whole, first, second):
        assert (g1 + g2).numpy() == pytest.approx(g.numpy(), abs=1e-6)


def test_only_models_that_treat_each_example_alone_may_be_split():
    def can_split(*row, loss="mse"):
        model = keras.Sequential([*row, layers.Dense(1)])
        model.compile("sgd", loss)
        return model.can_split

    assert can_split(layers.Flatten(), layers.Activation("relu"))
    assert not can_split(layers.BatchNormalization())
    assert not can_split(layers.Dropout(0.5))
    assert not can_split(layers.Lambda(lambda x: x - tf.reduce_mean(x)))
    assert not can_split(loss=lambda y, p: tf.reduce_max(tf.abs(y - p)))
    assert not can_split(loss=keras.losses.MeanSquaredError(reduction="sum"))


SUMMARY = """\
Model: "sequential"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ flatten (Flatten)               │ (None, 784)            │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense (Dense)                   │ (None, 128)            │       100,480 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dropout (Dropout)               │ (None, 128)            │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense_1 (Dense)                 │ (None, 10)             │         1,290 │
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 101,770 (397.54 KB)
 Trainable params: 101,770 (397.54 KB)
 Non-trainable params: 0 (0.00 B)
"""


def test_summary_is_the_table_of_keras_and_stays_the_same_after_training(capsys):
    model = keras.Sequential(
        [
            layers.Flatten(input_shape=(28, 28)),
            layers.Dense(128, activation="relu"),
            layers.Dropout(0.2),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.summary()
    assert capsys.readouterr().out == SUMMARY
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(np.zeros((4, 28, 28)), np.zeros(4), verbose=0)
    model.summary()
    assert capsys.readouterr().out == SUMMARY


def test_summary_of_the_network_of_the_course_ends_in_122570():
    model = keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            layers.Conv2D(32, (3, 3), activation="relu"),
            layers.MaxPooling2D((2, 2)),
            layers.Conv2D(64, (3, 3), activation="relu"),
            layers.MaxPooling2D((2, 2)),
            layers.Conv2D(64, (3, 3), activation="relu"),
            layers.Flatten(),
            layers.Dense(64, activation="relu"),
            layers.Dense(10),
        ]
    )
    text = []
    model.summary(print_fn=text.append)
    rows = re.findall(r"│ (\S+) \((\w+)\) +│ (\(.*?\)) +│ +([\d,]+) │", text[0])
    assert rows == [
        ("conv2d", "Conv2D", "(None, 30, 30, 32)", "896"),
        ("max_pooling2d", "MaxPooling2D", "(None, 15, 15, 32)", "0"),
        ("conv2d_1", "Conv2D", "(None, 13, 13, 64)", "18,496"),
        ("max_pooling2d_1", "MaxPooling2D", "(None, 6, 6, 64)", "0"),
        ("conv2d_2", "Conv2D", "(None, 4, 4, 64)", "36,928"),
        ("flatten", "Flatten", "(None, 1024)", "0"),
        ("dense", "Dense", "(None, 64)", "65,600"),
        ("dense_1", "Dense", "(None, 10)", "650"),
    ]
    assert " Total params: 122,570 (478.79 KB)" in text[0]


def test_summary_before_building_says_so():
    text = []
    keras.Sequential([layers.BatchNormalization(), layers.Dense(4)]).summary(print_fn=text.append)
    assert "│ batch_normalization             │ ?                      │   0 (unbuilt) │" in text[0]
    assert "│ (BatchNormalization)            │                        │               │" in text[0]
    with pytest.raises(ValueError, match="has no weights yet"):
        keras.Sequential([layers.Dense(4)]).count_params()


def test_set_weights_that_do_not_fit_changes_nothing():
    model = line()
    before = model.get_weights()
    with pytest.raises(ValueError, match=r"dense/bias has the shape \(1,\), and received \(2,\)"):
        model.set_weights([np.zeros((4, 1)), np.zeros(2)])
    with pytest.raises(ValueError, match="has 2 weights, and received 1"):
        model.set_weights([np.zeros((4, 1))])
    assert all((old == new).all() for old, new in zip(before, model.get_weights()))


# --- Progress


def test_line_per_epoch(capsys):
    model = classifier()
    model.fit(X, LABELS, epochs=2, validation_data=(X, LABELS), verbose=2)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0::2] == ["Epoch 1/2", "Epoch 2/2"]
    number = r"\d\.\d{4}"
    pattern = (
        rf"4/4 - \ds - \d+(ms|us)/step - accuracy: {number} - loss: {number} - val_accuracy: {number} - val_loss: {number}"
    )
    assert all(re.fullmatch(pattern, text) for text in lines[1::2])


def test_a_file_gets_one_line_per_epoch_and_no_redraws(capsys):
    classifier().fit(X, LABELS, epochs=3, batch_size=1, verbose=1)
    out = capsys.readouterr()
    assert len(out.out.splitlines()) == 6
    assert "\r" not in out.out
    assert out.err == ""


class Screen(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_gets_one_bar_per_epoch_redrawn_ten_times_a_second_at_most(monkeypatch):
    screen = Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    h = classifier().fit(X, LABELS, epochs=2, batch_size=1, verbose="auto")
    shown = screen.getvalue()
    bars = shown.split("Epoch ")[1:]
    assert len(bars) == 2
    for i, bar in enumerate(bars):
        last = bar.rstrip().split("\r")[-1]
        expected = rf"100/100 ━{{20}} \d+s \d+(ms|us)/step - accuracy: {h.history['accuracy'][i]:.4f} - loss: .*"
        assert re.fullmatch(expected, last)
    assert shown.count("\r") < 40  # some 200 steps in well under a second


def test_silence(capsys):
    model = classifier()
    model.fit(X, LABELS, verbose=0)
    model.evaluate(X, LABELS, verbose=0)
    model.predict(X, verbose=0)
    assert capsys.readouterr() == ("", "")


def test_small_numbers_are_shown_with_their_power_of_ten():
    progress = Progress(2)
    progress.params = {"steps": 1, "epochs": 1}
    progress._begin()
    assert progress._text({"loss": 1e-3, "mae": 0.5}, 3725).endswith(" - loss: 1.0000e-03 - mae: 0.5000")
    assert progress._text({}, 3725).startswith("1:02:05 ")
    assert progress._text({}, 125).startswith("2:05 ")


# --- Fit survives


class At(keras.callbacks.Callback):
    """Does something after a given step of the first epoch."""

    def __init__(self, step, action):
        self.step, self.action = step, action

    def on_train_batch_end(self, batch, logs=None):
        if batch == self.step:
            self.action(self.model)


@pytest.fixture
def interrupts():
    """Python raises KeyboardInterrupt at SIGINT, as it does unless it was started in the background of a shell."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_interrupt_in_the_middle_of_a_step_waits_until_the_step_is_whole(interrupts):
    class Pressed(layers.Layer):
        calls = 0

        def call(self, inputs):
            self.calls += 1
            if self.calls == 4:
                signal.raise_signal(signal.SIGINT)
            return inputs

    pressed = Pressed()
    keras.utils.set_random_seed(1)
    model = keras.Sequential([pressed, layers.Dense(1)])
    model.compile("adam", "mse")
    model(X)  # the first call; the check before training is the second, so the fourth is in the second step
    pressed.calls = 1
    h = model.fit(X, NUMBERS, batch_size=10, epochs=5, verbose=0, shuffle=False)
    assert h.stopped == "interrupted in epoch 1 after step 2 of 10"
    assert model.history is h
    assert int(model.optimizer.iterations) == 2
    keras.utils.set_random_seed(1)
    two = keras.Sequential([layers.Dense(1)])
    two.compile("adam", "mse")
    two.fit(X[:20], NUMBERS[:20], batch_size=10, verbose=0, shuffle=False)
    assert all((a == b).all() for a, b in zip(model.get_weights(), two.get_weights()))
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_interrupt_between_steps_keeps_whole_epochs_in_the_history(capsys):
    def press(model):
        raise KeyboardInterrupt

    class Later(At):
        def on_epoch_begin(self, epoch, logs=None):
            self.step = 1 if epoch == 2 else -1

    h = classifier().fit(X, LABELS, epochs=5, verbose=2, callbacks=[Later(-1, press)])
    assert h.epoch == [0, 1]
    assert h.stopped == "interrupted in epoch 3 after step 2 of 4"
    assert "Stopped: interrupted in epoch 3 after step 2 of 4." in capsys.readouterr().out


def test_nan_loss_stops_with_the_step_and_what_went_bad_first():
    model = line(keras.optimizers.SGD(1e20))
    with pytest.warns(UserWarning, match="Training stopped: the loss became inf in epoch 1, step 2; the first") as told:
        h = model.fit(X, NUMBERS, epochs=5, batch_size=10, verbose=0)
    assert h.epoch == [0]
    assert re.search(r"bad is the loss itself: everything before it is finite, the model's output up to \de\+2\d", h.stopped)
    assert [warning.filename for warning in told] == [__file__]
    assert np.isfinite(model.get_weights()[0]).all()


def test_nan_in_the_weights_is_found_and_makes_nothing_worse():
    model = classifier()

    def spoil(model):
        kernel = model.layers[1].kernel
        kernel.assign(np.where(np.arange(3) == 1, np.nan, kernel.numpy()))

    with pytest.warns(UserWarning, match="first that went bad is the weights dense_1/kernel, which hold nan"):
        h = model.fit(X, LABELS, verbose=0, callbacks=[At(1, spoil)])
    assert "epoch 1, step 3" in h.stopped
    assert np.isfinite(model.layers[0].get_weights()[0]).all()


def test_nan_in_an_output_names_the_layer():
    keras.utils.set_random_seed(1)
    model = keras.Sequential([layers.Dense(4), layers.Lambda(lambda x: tf.math.log(x)), layers.Dense(1)])
    model.compile("sgd", "mse")
    with pytest.warns(UserWarning, match="first that went bad is the output of layer 'lambda', which holds nan"):
        model.fit(X, NUMBERS, verbose=0)


def test_nan_in_the_data_is_found():
    x = X.copy()
    x[3, 2] = np.nan
    with pytest.warns(UserWarning, match="the batch itself: x holds nan"):
        line().fit(x, NUMBERS, verbose=0)


def test_terminate_on_nan_can_raise():
    with pytest.raises(RuntimeError, match="NaN or Inf loss encountered at batch"):
        line(keras.optimizers.SGD(1e20)).fit(
            X, NUMBERS, epochs=5, verbose=0, callbacks=[keras.callbacks.TerminateOnNaN(raise_error=True)]
        )


def test_learning_rate_changed_by_a_callback_works_from_the_next_step():
    rates = []

    def slower(model):
        model.optimizer.learning_rate = 1e-9

    model = line()
    watch = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: rates.append(model.get_weights()[0].copy())
    )
    model.fit(X, NUMBERS, batch_size=25, verbose=0, callbacks=[At(1, slower), watch])
    assert np.abs(rates[1] - rates[0]).max() > 1e-3
    assert np.abs(rates[3] - rates[1]).max() < 1e-6


def test_front_page_finds_keras_only_when_asked():
    code = "import sys, gradlab as tf; assert 'gradlab.keras' not in sys.modules; tf.keras.layers.Dense"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_model_of_models_is_trained_as_it_says_without_a_call():
    class Pair(keras.Model):
        def __init__(self):
            super().__init__()
            self.inner = keras.layers.Dense(1)

        def train_step(self, data):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(self.inner(data) ** 2)
            slopes = tape.gradient(loss, self.inner.trainable_variables)
            self.optimizer.apply_gradients(zip(slopes, self.inner.trainable_variables))
            return {"loss": loss}

    model = Pair()
    model.compile(keras.optimizers.SGD(0.1))
    losses = model.fit(np.ones((8, 3), np.float32), epochs=3, verbose=0).history["loss"]
    assert losses[2] < losses[0]


def test_what_layers_add_is_a_loss_by_itself_and_needs_no_answers():
    class Cost(keras.layers.Layer):
        def call(self, inputs):
            self.add_loss(tf.reduce_mean(inputs**2))
            return inputs

    x = keras.Input((3,))
    model = keras.Model(x, Cost()(keras.layers.Dense(2)(x)))
    model.compile(keras.optimizers.SGD(0.1))
    data = np.ones((8, 3), np.float32)
    losses = model.fit(data, epochs=3, verbose=0).history["loss"]
    assert losses[2] < losses[0]
    assert model.evaluate(data, verbose=0) < losses[0]


def test_a_drawn_model_without_weights_is_trained_with_a_warning():
    x = keras.Input((3,))
    model = keras.Model(x, keras.layers.Activation("tanh")(x))
    model.compile("sgd", "mse")
    with pytest.warns(UserWarning, match="nothing to train"):
        model.fit(np.ones((2, 3)), np.ones((2, 3)), verbose=0)

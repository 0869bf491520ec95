"""Training under fire: interrupted at any moment and continued, and a thousand fits in one process."""

import _thread
import os
import random
import signal
import threading
import time

import numpy as np
import pytest

import gradlab as tf
from gradlab import keras
from gradlab.tensors.tensor import thread

MOMENTS = int(os.environ.get("GRADLAB_INTERRUPTS", "50"))
FITS = int(os.environ.get("GRADLAB_FITS", "60"))  # 1000 in the weekly run

X = np.random.default_rng(0).normal(size=(64, 8)).astype(np.float32)
Y = X.sum(-1, keepdims=True)


def made():
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.layers.Input((8,)), keras.layers.Dense(16, activation="tanh"), keras.layers.Dense(1)])
    model.compile(keras.optimizers.Adam(0.01), "mse")
    return model


STEPS_PER_EPOCH = 8


@pytest.fixture(scope="module")
def after_each_step():
    """The weights after each whole step of an undisturbed training."""
    model, after = made(), {}

    class Keep(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            after[int(model.optimizer.iterations.numpy())] = model.get_weights()

    after[0] = model.get_weights()
    model.fit(X, Y, batch_size=8, epochs=60, shuffle=False, verbose=0, callbacks=[Keep()])
    return after


@pytest.fixture
def hears_interrupts():
    """Python's own answer to an interrupt, also where this process was told to pass over them, as in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def same(one, other):
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_a_fit_interrupted_at_any_moment_leaves_whole_steps_and_goes_on(after_each_step, hears_interrupts):
    rng, stopped = random.Random(3), 0
    began = time.perf_counter()
    made().fit(X, Y, batch_size=8, epochs=60, shuffle=False, verbose=0)
    whole = time.perf_counter() - began  # on this machine, as busy as it is
    for _ in range(MOMENTS):
        model = made()
        timer = threading.Timer(rng.uniform(0.0, whole), _thread.interrupt_main)
        try:
            timer.start()
            model.fit(X, Y, batch_size=8, epochs=60, shuffle=False, verbose=0)
            timer.join()
        except KeyboardInterrupt:  # it came before the first step, or after the last
            pass
        history = model.history or keras.callbacks.History()
        steps = int(model.optimizer.iterations.numpy())
        assert same(model.get_weights(), after_each_step[steps]), f"the weights are not those after {steps} steps"
        epochs = len(history.epoch)
        assert epochs == len(history.history.get("loss", []))
        assert epochs in (steps // STEPS_PER_EPOCH, (steps - 1) // STEPS_PER_EPOCH)  # it may have come between the two
        assert thread.tapes == ()
        assert not thread.plain
        stopped += history.stopped is not None
        left = 60 * STEPS_PER_EPOCH - steps
        if left >= STEPS_PER_EPOCH and steps % STEPS_PER_EPOCH == 0:
            model.fit(X, Y, batch_size=8, epochs=1, shuffle=False, verbose=0)
            assert same(model.get_weights(), after_each_step[steps + STEPS_PER_EPOCH])
        else:
            assert np.isfinite(model.fit(X, Y, batch_size=8, epochs=1, verbose=0).history["loss"]).all()
    assert stopped > MOMENTS / 4, "most interrupts fell into a training"


def memory():
    """What this process holds, in megabytes."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="this system does not tell how much memory is used")
@pytest.mark.parametrize("kind", ["dense", "pictures"])
def test_many_fits_in_one_process_leave_nothing_behind(kind):
    pictures = np.random.default_rng(0).normal(size=(64, 16, 16, 3)).astype(np.float32)

    def fit():
        if kind == "dense":
            made().fit(X, Y, epochs=2, verbose=0)
            return
        model = keras.Sequential(
            [
                keras.layers.Input((16, 16, 3)),
                keras.layers.Conv2D(16, 3, activation="relu"),
                keras.layers.Flatten(),
                keras.layers.Dense(2),
            ]
        )
        model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        model.fit(pictures, np.arange(64) % 2, verbose=0)

    for _ in range(10):
        fit()
    before, threads = memory(), threading.active_count()
    for _ in range(FITS):
        fit()
    assert threading.active_count() == threads
    assert thread.tapes == ()
    assert memory() - before < 10, "megabytes more"


def test_an_error_in_the_middle_of_a_step_closes_the_tape():
    class Failing(keras.layers.Layer):
        def call(self, x):
            if len(x) > 1:
                raise ZeroDivisionError("of the learner's own")
            return x

    model = keras.Sequential([keras.layers.Input((8,)), Failing(), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    before = model.get_weights()
    with pytest.raises(ZeroDivisionError):
        model.fit(X, Y, verbose=0)
    assert thread.tapes == ()
    assert same(before, model.get_weights())
    with tf.GradientTape() as tape:
        w = tf.Variable(2.0)
        z = w * w
    assert tape.gradient(z, w).numpy() == 4.0

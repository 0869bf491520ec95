"""Shapes of trouble: very deep, very branched, empty, mixed and threaded computations."""

import copy
import gc
import pickle
import subprocess
import sys
import threading
import warnings
import weakref

import numpy as np
import pytest

import gradlab as tf
from gradlab.tape.record import Record


def test_chain_of_100_000_operators_grows_linearly_and_needs_no_recursion():
    x = tf.Variable(1.0)
    counts = []
    for n in (1_000, 100_000):
        with tf.GradientTape() as tape:
            y = x
            for _ in range(n):
                y = y * 1.0
        counts.append(len(tape._records))
        before = sys.getrecursionlimit()
        sys.setrecursionlimit(300)
        try:
            assert tape.gradient(y, x) == 1.0
        finally:
            sys.setrecursionlimit(before)
    assert counts == [1_000, 100_000]


def test_diamond_of_two_to_the_20_paths_is_played_once_per_record(monkeypatch):
    played = []
    accumulate = Record.accumulate

    def counting(self, *arguments):
        played.append(self)
        accumulate(self, *arguments)

    monkeypatch.setattr(Record, "accumulate", counting)
    x = tf.Variable(1.0)
    with tf.GradientTape() as tape:
        y = x
        for _ in range(20):
            y = y + y
    assert tape.gradient(y, x) == 2.0**20
    assert len(played) == 20


def test_branch_that_is_not_used_is_not_played():
    def explode(g):
        raise AssertionError("this branch does not lead to the target")

    bomb = tf.Operator(lambda x: x, "x", {"x": explode}, {}, elementwise=True)
    x = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        bomb(x)
        y = x * 3.0
    assert tape.gradient(y, x) == 3.0


def test_slope_towards_what_nobody_asked_for_is_not_computed():
    def explode(g):
        raise AssertionError("nobody asked for the slope of the data")

    product = tf.Operator(lambda x, y: x * y, "x", {"x": lambda g, y: g * y, "y": explode}, {}, elementwise=True)
    w, data = tf.Variable(2.0), tf.Variable(5.0)
    with tf.GradientTape() as tape:
        y = product(w, data)
    assert tape.gradient(y, w) == 5.0


def test_value_used_three_times_adds_three_slopes():
    x = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        a = x * x
        y = a * a + a
    assert tape.gradient(y, x) == 4 * 2**3 + 2 * 2


def test_assign_after_recording_changes_nothing_recorded():
    w, b = tf.Variable([1.0, 2.0]), tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(w * w * b)
    w.assign([100.0, 100.0])
    w[0].assign(7.0)
    b.assign_add(5.0)
    dw, db = tape.gradient(y, [w, b])
    assert dw.numpy().tolist() == [6.0, 12.0]
    assert db == 5.0


def test_array_that_was_given_can_change_afterwards():
    data = np.array([1.0, 2.0])
    c = tf.constant(data)
    data[0] = 100.0
    c.numpy()[1] = 100.0
    assert c.numpy().tolist() == [1.0, 2.0]


def test_two_threads_record_at_the_same_time_and_do_not_mix():
    x = tf.Variable(3.0)
    found, barrier = {}, threading.Barrier(2)

    def work(n):
        with tf.GradientTape() as tape:
            barrier.wait()
            y = x
            for _ in range(200):
                y = y * 1.0
            for _ in range(n - 1):
                y = y * x
            barrier.wait()
        found[n] = (len(tape._records), float(tape.gradient(y, x)))

    workers = [threading.Thread(target=work, args=(n,)) for n in (2, 4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert found == {2: (201, 6.0), 4: (203, 108.0)}


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_copy_of_a_variable_is_another_variable(again):
    x = tf.Variable([1.0, 2.0], name="x", trainable=False)
    other, computed = again(x), again(x * 2.0)
    other.assign([3.0, 4.0])
    assert x.numpy().tolist() == [1.0, 2.0]
    assert computed.numpy().tolist() == [2.0, 4.0]
    assert (other.name, other.trainable) == ("x:0", False)
    with tf.GradientTape() as tape:
        tape.watch([x, other])
        y = x * other
    dx, dother = tape.gradient(y, [x, other])
    assert dx.numpy().tolist() == [3.0, 4.0]
    assert dother.numpy().tolist() == [1.0, 2.0]


def test_empty_arrays_have_empty_slopes():
    x = tf.Variable(np.zeros((0, 3), np.float32))
    with tf.GradientTape(persistent=True) as tape:
        y = tf.reduce_sum(x * 2.0)
        z = tf.concat([x, x], 0) @ tf.ones([3, 2])
        w = tf.reduce_sum(x, 0)
    assert tape.gradient(y, x).shape == (0, 3)
    assert tape.gradient(z, x).shape == (0, 3)
    assert tape.jacobian(w, x).shape == (3, 0, 3)
    assert tape.jacobian(z, x).shape == (0, 2, 0, 3)


def test_arrays_without_axes_are_numbers():
    x = tf.Variable(np.array(3.0))
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(x) * tf.reshape(x, [1])[0] + tf.where(x > 0, x, 0.0) + tf.reduce_max(x)
    g = tape.gradient(y, x)
    assert y.shape == g.shape == ()
    assert g == 8.0


@pytest.mark.parametrize("dtype", [tf.float16, tf.float32, tf.float64])
def test_slopes_keep_the_dtype_of_their_source(dtype):
    x = tf.Variable([1.0, 2.0], dtype=dtype)
    with tf.GradientTape() as tape:
        y = tf.reduce_mean(2 * x * x + 0.5) ** 2 + tf.reduce_max(tf.sigmoid(x) / 3) + tf.sqrt(x[0]) + tf.norm(x)
    assert y.dtype == dtype
    assert tape.gradient(y, x).dtype == dtype


def test_float64_passes_through_float32_by_cast_only():
    x = tf.Variable([1.0, 2.0], dtype=tf.float64)
    with tf.GradientTape() as tape:
        y = tf.cast(x, tf.float32) * tf.constant([3.0, 4.0])
    g = tape.gradient(y, x)
    assert g.dtype == np.float64
    assert g.numpy().tolist() == [3.0, 4.0]


def test_whole_numbers_compute_and_have_no_slopes():
    n = tf.Variable([1, 2])
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(n * 2)
    assert y.dtype == np.int32
    assert tape.why_none(y, n) is not None


def test_extremes_overflow_nowhere_and_warn_of_nothing():
    x = tf.Variable([-1000.0, -100.0, 0.0, 100.0, 1000.0])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for f in (tf.nn.softplus, tf.sigmoid, tf.tanh, tf.nn.elu, tf.nn.selu, tf.nn.softmax, tf.nn.log_softmax, tf.exp):
            with tf.GradientTape() as tape:
                y = f(x)
            slope = tape.gradient(y, x).numpy()
            if f is not tf.exp:
                assert np.all(np.isfinite(y.numpy()))
                assert np.all(np.isfinite(slope))


def test_tape_keeps_only_what_the_slopes_read():
    x = tf.Variable(np.ones(10))
    with tf.GradientTape() as tape:
        a = x + 1.0
        y = tf.exp(a)
        kept = weakref.ref(a)
        a = None
    gc.collect()
    assert kept() is None
    sizes = [np.size(v) for record in tape._records for v in record.values.values()]
    assert sizes == [10]  # the result of exp; the slope of a sum reads nothing
    assert y.shape == (10,)


def test_arrays_are_freed_by_the_first_play():
    x = tf.Variable(np.ones(10))
    with tf.GradientTape() as tape:
        y = x * x
    assert any(record.values for record in tape._records)
    tape.gradient(y, x)
    assert not any(record.values for record in tape._records)


def test_import_needs_no_plotting_or_widget_library():
    code = "import sys, gradlab, gradlab.checks, gradlab.landscape.curvature; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = {"matplotlib", "plotly", "ipywidgets", "anywidget", "traitlets", "IPython", "tqdm", "pandas", "tensorflow"}
    assert "numpy" in modules
    assert heavy.isdisjoint(modules)


def test_table_of_operators_is_printed_by_the_module():
    run = [sys.executable, "-m", "gradlab.operators"]
    text = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    assert "∂z/∂x = cos(x)" in text
    assert max(map(len, text.splitlines())) <= 125


def test_module_finds_its_variables_however_deep():
    class Layer(tf.Module):
        def __init__(self):
            super().__init__()
            self.w = tf.Variable(1.0)
            self.state = tf.Variable(0.0, trainable=False)

    class Model(tf.Module):
        def __init__(self):
            super().__init__(name="own")
            self.layers = [Layer(), {"a": Layer()}]
            self.again = self.layers[0]
            self.bias = tf.Variable(2.0)

    model = Model()
    assert model.name == "own"
    assert Layer().name == "layer"
    assert len(model.variables) == 5
    assert len(model.trainable_variables) == 3
    assert model.trainable_variables[1] is model.bias


def test_seed_makes_random_numbers_the_same():
    draws = []
    for _ in range(2):
        tf.random.set_seed(1)
        draws.append([tf.random.normal([2]), tf.random.uniform([2], 5.0, 6.0), tf.random.shuffle(tf.range(5))])
    for first, second in zip(*draws):
        assert first.numpy().tolist() == second.numpy().tolist()
    assert np.all((draws[0][1].numpy() >= 5.0) & (draws[0][1].numpy() < 6.0))
    assert sorted(draws[0][2].numpy().tolist()) == [0, 1, 2, 3, 4]
    whole = tf.random.uniform([100], 2, 5, dtype=tf.int32).numpy()
    assert set(whole.tolist()) == {2, 3, 4}

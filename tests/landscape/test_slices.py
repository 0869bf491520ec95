"""Slices through the error of a network: against formulas, planted paths and the definition of filter normalisation."""

import math

import numpy as np
import pytest

import gradlab as tf
from gradlab import keras, slices


@pytest.fixture
def path_of():
    """A WeightPath along given places."""

    def path_of(places):
        path = slices.WeightPath(points=len(places) + 1)
        for k, place in enumerate(places):
            path.steps.append(k)
            path._kept.append(np.asarray(place, np.float32))
        return path

    return path_of


def small_model():
    tf.random.set_seed(3)
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="tanh"), keras.layers.Dense(2)])
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    rng = np.random.default_rng(0)
    x = rng.standard_normal((40, 4)).astype(np.float32)
    return model, x, (x[:, 0] > 0).astype(int)


def test_the_slice_of_a_quadratic_is_the_quadratic():
    strengths = np.array([1.0, 10.0, 100.0])
    w = tf.Variable([1.0, -2.0, 0.5])
    plane = slices.Plane(np.array([1.0, -2.0, 0.5]), np.array([[1.0, 0.0, 0.0], [0.0, 0.6, 0.8]]), ("a", "b"))
    cut = slices.over_plane(
        lambda: tf.reduce_sum(strengths.astype(np.float32) * tf.square(w)), [w], plane, [(-2, 2), (-1, 3)], points=9
    )
    a, b = np.meshgrid(np.linspace(-2, 2, 9), np.linspace(-1, 3, 9))
    expected = (1 + a) ** 2 + 10 * (-2 + 0.6 * b) ** 2 + 100 * (0.5 + 0.8 * b) ** 2
    np.testing.assert_allclose(cut.heights, expected, rtol=1e-5)
    assert cut.complete
    assert w.numpy().tolist() == [1.0, -2.0, 0.5]


def test_a_slice_goes_one_step_to_each_side_at_25_places_unless_told_otherwise():
    w = tf.Variable([0.5, -0.25])
    plane = slices.random_plane([w])
    cut = slices.over_plane(lambda: tf.reduce_sum(w * w), [w], plane, verbose=False)
    for along in (cut.first, cut.second):
        np.testing.assert_allclose(along, np.linspace(-1, 1, 25))


def test_a_random_direction_is_as_long_as_each_filter_and_leaves_biases_alone():
    conv = tf.Variable(np.random.default_rng(1).standard_normal((3, 3, 2, 5)).astype(np.float32))
    dense = tf.Variable(np.random.default_rng(2).standard_normal((7, 4)).astype(np.float32))
    bias = tf.Variable(np.ones(4, np.float32))
    plane = slices.random_plane([conv, dense, bias], seed=5)
    for axis in plane.axes:
        d_conv, d_dense, d_bias = np.split(axis, [90, 118])
        for k in range(5):
            length = np.linalg.norm(d_conv.reshape(3, 3, 2, 5)[..., k])
            assert length == pytest.approx(np.linalg.norm(conv.numpy()[..., k]), rel=1e-6)
        for k in range(4):
            assert np.linalg.norm(d_dense.reshape(7, 4)[:, k]) == pytest.approx(
                np.linalg.norm(dense.numpy()[:, k]), rel=1e-6
            )
        assert not d_bias.any()
    assert abs(plane.axes[0] @ plane.axes[1]) < 0.5 * np.linalg.norm(plane.axes[0]) * np.linalg.norm(plane.axes[1])


def test_a_seed_gives_the_same_directions_and_another_seed_others():
    w = tf.Variable(np.ones((5, 5), np.float32))
    one, same, other = (slices.random_plane([w], seed).axes for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert np.abs(one - other).max() > 0.1


def test_principal_directions_of_a_planted_path_are_found_and_their_shares_are_right(path_of):
    rng = np.random.default_rng(0)
    u, v, w = np.linalg.qr(rng.standard_normal((50, 3)))[0].T
    t = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    # Sines and cosines of whole turns are at right angles, so the variances are 9/2, 4/2 and 1/2.
    places = 3 * np.outer(np.cos(t), u) + 2 * np.outer(np.sin(t), v) + np.outer(np.cos(2 * t), w)
    plane = slices.principal_plane(path_of(places))
    assert abs(plane.axes[0] @ u) == pytest.approx(1, abs=1e-5)
    assert abs(plane.axes[1] @ v) == pytest.approx(1, abs=1e-5)
    assert plane.shares == pytest.approx((9 / 14, 4 / 14), rel=1e-5)
    assert plane.explained == pytest.approx(13 / 14, rel=1e-5)
    np.testing.assert_allclose(plane.path[-1], [0, 0], atol=1e-5)  # the plane goes through the end
    np.testing.assert_allclose(plane.origin, places[-1], atol=1e-5)
    np.testing.assert_allclose(np.abs(plane.path[:, 0]), np.abs(3 * (np.cos(t) - np.cos(t[-1]))), atol=1e-4)


@pytest.mark.parametrize("seed", range(6))
def test_the_start_of_a_short_path_lies_on_the_positive_side_of_its_end(path_of, seed):
    start, second, third = np.random.default_rng(seed).uniform(-0.3, 0.3, (3, 4))
    places = np.array([start, second - start, third, np.zeros(4)])
    plane = slices.principal_plane(path_of(places))
    assert (plane.axes @ (places[0] - places[-1]) > 0).all()
    assert (plane.path[0] > 0).all()


def test_a_random_plane_holds_about_two_nths_of_a_path(path_of):
    rng = np.random.default_rng(0)
    w = tf.Variable(rng.standard_normal((100, 100)).astype(np.float32))
    path = path_of(rng.standard_normal((200, 10_000)))
    explained = slices.random_plane([w], 7, path).explained
    assert explained == pytest.approx(2 / 10_000, rel=0.3)


def test_the_path_is_kept_along_fit_and_thinned_evenly():
    model, x, y = small_model()
    path = slices.WeightPath(points=10)
    start = slices.flat(model.trainable_variables)
    model.fit(x, y, batch_size=2, epochs=5, callbacks=[path], verbose=0)
    assert path.steps[0] == 0
    assert path.steps[-1] == 100
    assert len(path.steps) <= 12
    assert len(set(np.diff(path.steps[:-1]))) == 1
    np.testing.assert_array_equal(path.settings[0], start)
    np.testing.assert_array_equal(path.settings[-1], slices.flat(model.trainable_variables))
    model.fit(x, y, batch_size=20, epochs=1, callbacks=[path], verbose=0)
    assert path.steps[-1] == 102


def test_the_error_on_fixed_examples_is_that_of_evaluate_and_its_slopes_are_the_tapes():
    model, x, y = small_model()
    error = slices.FixedError(model, x, y)
    assert float(error()) == pytest.approx(model.evaluate(x, y, batch_size=40, verbose=0), rel=1e-5)
    kernel = model.trainable_variables[0]
    slope = error.slopes([kernel])[0][2, 1]
    h = 1e-2
    before = float(kernel.numpy()[2, 1])
    low, high = slices.along_one(error, kernel, (2, 1), np.array([before - h, before + h]))
    assert slope == pytest.approx((high - low) / (2 * h), rel=2e-2)
    assert float(kernel.numpy()[2, 1]) == before


def test_with_dropout_the_error_rests():
    tf.random.set_seed(0)
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dropout(0.5), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    error = slices.FixedError(model, np.ones((8, 4), np.float32), np.zeros((8, 1), np.float32))
    assert float(error()) == float(error())
    w = model.trainable_variables[0].numpy().sum()
    assert float(error.slopes([model.trainable_variables[0]])[0][0, 0]) == pytest.approx(2 * w, rel=1e-5)


def counting(error):
    def counted():
        counted.calls += 1
        if counted.calls == counted.stop_at:
            raise KeyboardInterrupt
        return error()

    counted.calls, counted.stop_at = 0, math.inf
    return counted


def test_an_interruption_keeps_the_middle_and_the_same_call_goes_on(capsys):
    w = tf.Variable([0.5, 0.0, 0.0])
    plane = slices.Plane(np.zeros(3), np.eye(3)[:2], ("a", "b"))
    error = counting(lambda: tf.reduce_sum(tf.square(w)))
    error.stop_at = 12
    cut = slices.over_plane(error, [w], plane, points=7, key=b"interrupted")
    assert int(cut.computed.sum()) == 11
    assert cut.computed[2:5, 2:5].all()  # the rings around the middle come first
    assert np.isnan(cut.heights[0, 0])
    assert w.numpy().tolist() == [0.5, 0.0, 0.0]
    assert "Stopped: 11 of 49 points are computed" in capsys.readouterr().out
    again = slices.over_plane(error, [w], plane, points=7, key=b"interrupted")
    assert again.complete
    assert error.calls == 12 + 38
    slices.over_plane(error, [w], plane, points=7, key=b"interrupted")
    assert error.calls == 12 + 38
    slices.over_plane(error, [w], plane, points=7, key=b"other data")
    assert error.calls == 12 + 38 + 49


@pytest.mark.parametrize(
    ("places", "words"),
    [
        ([[0, 0], [1, 1]], "a path of 2 places makes no plane"),
        ([[1, 1]] * 5, "stands still or runs straight"),
        ([[0, 0], [1, 2], [np.nan, 1]], "the path: 1 of 6 numbers are infinite or nan"),
    ],
)
def test_a_path_that_makes_no_plane_is_answered_in_words(path_of, places, words):
    with pytest.raises(ValueError, match=words):
        slices.principal_plane(path_of(places))


def test_bad_input_is_answered_in_words(path_of):
    w = tf.Variable(np.ones((2, 2), np.float32))
    plane = slices.random_plane([w])
    with pytest.raises(ValueError, match="`points` should be at least 2"):
        slices.over_plane(lambda: tf.reduce_sum(w), [w], plane, points=1)
    with pytest.raises(ValueError, match="the range of random direction 2 should go from a low to a higher"):
        slices.over_plane(lambda: tf.reduce_sum(w), [w], plane, [(-1, 1), (1, -1)])
    with pytest.raises(ValueError, match="the path is one of 3 weights, and the model has 4"):
        slices.random_plane([w], 0, path_of(np.eye(3)))
    with pytest.raises(ValueError, match="the path is empty"):
        slices.WeightPath().settings  # noqa: B018
    with pytest.raises(ValueError, match="`points` should be a whole number, 3 or more"):
        slices.WeightPath(points=2)
    model, x, y = small_model()
    path = slices.WeightPath()
    model.fit(x, y, callbacks=[path], verbose=0)
    with pytest.raises(ValueError, match="holds the path of another model"):
        small_model()[0].fit(x, y, callbacks=[path], verbose=0)

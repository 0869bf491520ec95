"""The error over two weights, and the path of a training run."""

import numpy as np
import pytest

import gradlab as tf
from gradlab import landscape


@pytest.fixture
def W():
    return tf.Variable(1.0, name="W")


@pytest.fixture
def b():
    return tf.Variable(2.0, name="b")


def test_a_surface_is_the_error_at_every_grid_point(W, b):
    hill = landscape.surface(lambda: W * W + 3.0 * b, [W, b], [(-1, 1), (0, 4)], points=5)
    across, up = np.meshgrid([-1, -0.5, 0, 0.5, 1], [0, 1, 2, 3, 4])
    np.testing.assert_allclose(hill.heights, across**2 + 3 * up)
    assert hill.names == ("W", "b")


def test_a_surface_reaches_from_minus_20_to_20_unless_told_otherwise(W, b):
    hill = landscape.surface(lambda: W + b, [W, b], points=3)
    assert hill.first.tolist() == hill.second.tolist() == [-20, 0, 20]


def test_a_surface_leaves_the_variables_as_they_were_and_moves_no_knob(W, b):
    heard = []
    W.listeners += (heard.append,)
    landscape.surface(lambda: W * b, [W, b])
    assert (W.numpy(), b.numpy(), heard) == (1.0, 2.0, [])


def test_a_surface_leaves_the_variables_as_they_were_when_the_error_fails(W, b):
    with pytest.raises(TypeError, match="should return a Tensor that is one number"):
        landscape.surface(lambda: 3.0, [W, b])
    assert (W.numpy(), b.numpy(), W.listeners) == (1.0, 2.0, ())


def test_a_trajectory_is_the_formula_of_gradient_descent(W, b):
    def step():
        W.assign_sub(0.25 * 2.0 * W)  # the error is W², its slope 2W

    run = landscape.trajectory(step, lambda: W * W + 0.0 * b, [W, b], steps=3)
    np.testing.assert_allclose(run.settings, [[1, 2], [0.5, 2], [0.25, 2], [0.125, 2]])
    np.testing.assert_allclose(run.errors, [1, 0.25, 0.0625, 0.015625])
    assert run.steps == 3


def test_a_run_that_diverges_ends_before_it_with_a_warning(W):
    with pytest.warns(UserWarning, match="diverged: after step 2 the error is inf"):
        run = landscape.trajectory(lambda: W.assign(W * 1e13), lambda: W * W, [W], steps=9)
    assert run.steps == 1


@pytest.mark.parametrize(
    ("ranges", "points", "words"),
    [([(1, -1), (0, 1)], 5, "the range of W should go from a low"), ([(0, 1), (0, 1)], 1, "at least 2")],
)
def test_a_wrong_grid_is_answered_in_words(W, b, ranges, points, words):
    with pytest.raises(ValueError, match=words):
        landscape.surface(lambda: W * b, [W, b], ranges, points)


def test_wrong_variables_are_answered_in_words(W):
    with pytest.raises(ValueError, match="stands on two Variables, and 1"):
        landscape.surface(lambda: W * W, [W])
    row = tf.Variable([1.0, 2.0], name="row")
    with pytest.raises(ValueError, match="single numbers, and row:0 has the shape"):
        landscape.trajectory(lambda: None, lambda: tf.reduce_sum(row), [row], steps=1)
    with pytest.raises(ValueError, match="`steps` should be 0 or more"):
        landscape.trajectory(lambda: None, lambda: W * W, [W], steps=-1)

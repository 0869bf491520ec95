"""Curvature against formulas, finite differences and a descent that really blows up."""

import math

import numpy as np
import pytest

import gradlab as tf
from gradlab.landscape.curvature import hessian_vector_product, largest_curvature, largest_learning_rate

rng = np.random.default_rng(0)
X = rng.standard_normal(50)
Y = 3 * X + 2


@pytest.fixture
def line():
    w, b = tf.Variable(1.0, dtype=tf.float64), tf.Variable(0.0, dtype=tf.float64)
    return [w, b], lambda: tf.reduce_mean(tf.square(w * X + b - Y))


def line_hessian():
    design = np.stack([X, np.ones_like(X)], axis=1)
    return 2 / len(X) * design.T @ design


@pytest.fixture
def network():
    w1 = tf.Variable(rng.standard_normal((2, 4)))
    b1 = tf.Variable(rng.standard_normal(4))
    w2 = tf.Variable(rng.standard_normal((4, 1)))
    x, y = tf.constant(rng.standard_normal((8, 2))), tf.constant(rng.standard_normal((8, 1)))
    return [w1, b1, w2], lambda: tf.reduce_mean(tf.square(tf.tanh(x @ w1 + b1) @ w2 - y))


def full_hessian(variables, loss):
    """By finite differences of the gradient."""
    rows = []
    for x in variables:
        before = x.numpy()
        for place in np.ndindex(x.shape):
            ends = []
            for step in (1e-5, -1e-5):
                moved = np.array(before)
                moved[place] += step
                x.assign(moved)
                with tf.GradientTape() as tape:
                    value = loss()
                ends.append(np.concatenate([g.numpy().ravel() for g in tape.gradient(value, variables)]))
            rows.append((ends[0] - ends[1]) / 2e-5)
        x.assign(before)
    return np.array(rows)


def test_largest_curvature_of_the_line_is_the_eigenvalue_of_its_matrix(line):
    variables, loss = line
    assert largest_curvature(loss, variables, tolerance=1e-6) == pytest.approx(np.linalg.eigvalsh(line_hessian())[-1])


def test_a_search_that_begins_along_a_smaller_eigenvalue_finds_the_largest_all_the_same():
    # The first direction of the default seed is nearly (1, -1), along which this valley is curved by 1.97, not by 2.03.
    first = np.random.default_rng(0).standard_normal(2)
    assert abs(first / np.linalg.norm(first) @ [np.sqrt(0.5), -np.sqrt(0.5)]) > 0.999
    x, y = tf.Variable(1.0), tf.Variable(2.0)
    assert largest_curvature(lambda: x * x + 0.03 * x * y + y * y, [x, y]) == pytest.approx(2.03, rel=1e-5)


def test_descent_blows_up_above_the_largest_learning_rate_and_not_below(line):
    variables, loss = line
    limit = largest_learning_rate(loss, variables)

    def after(rate):
        w, b = variables
        w.assign(1.0)
        b.assign(0.0)
        for _ in range(300):
            with tf.GradientTape() as tape:
                value = loss()
            for x, slope in zip(variables, tape.gradient(value, variables)):
                x.assign_sub(rate * slope)
        return float(loss())

    assert after(limit * 0.97) < 0.1
    assert after(limit * 1.03) > 100


def test_hessian_vector_product_agrees_with_finite_differences(network):
    variables, loss = network
    vector = [rng.standard_normal(x.shape) for x in variables]
    got = np.concatenate([part.ravel() for part in hessian_vector_product(loss, variables, vector)])
    expected = full_hessian(variables, loss) @ np.concatenate([v.ravel() for v in vector])
    np.testing.assert_allclose(got, expected, atol=1e-6)


def test_largest_curvature_of_a_network_agrees_with_all_its_eigenvalues(network):
    variables, loss = network
    expected = np.linalg.eigvalsh(full_hessian(variables, loss))[-1]
    assert largest_curvature(loss, variables, tolerance=1e-4) == pytest.approx(expected, rel=1e-4)


def test_negative_curvature_does_not_hide_a_smaller_positive_one():
    x, y = tf.Variable(1.0), tf.Variable(1.0)
    assert largest_curvature(lambda: x * x - 3.0 * y * y, [x, y]) == pytest.approx(2.0, rel=1e-3)


def test_saddle_of_equal_curvatures_is_found():
    x, y = tf.Variable(1.0), tf.Variable(1.0)
    assert largest_curvature(lambda: x * x - y * y, [x, y]) == pytest.approx(2.0, rel=1e-3)


def test_nothing_curved_upwards_allows_any_learning_rate():
    x = tf.Variable([1.0, 2.0])
    assert largest_learning_rate(lambda: tf.reduce_sum(x * 3.0), [x]) == math.inf
    assert largest_learning_rate(lambda: -tf.reduce_sum(x * x), [x]) == math.inf


def test_unconnected_loss_is_an_error_with_the_reason():
    x = tf.Variable(1.0, name="x")
    with pytest.raises(ValueError, match=r"connected with none of `variables`: .*stop_gradient"):
        largest_curvature(lambda: tf.stop_gradient(x) * 2.0, [x])


def test_loss_of_many_numbers_is_an_error():
    x = tf.Variable([1.0, 2.0])
    with pytest.raises(ValueError, match="`loss` should compute one number"):
        largest_curvature(lambda: x * x, [x])


def test_loss_that_is_not_finite_is_an_error():
    x = tf.Variable(0.0)
    with pytest.raises(ValueError, match="not finite"):
        largest_curvature(lambda: tf.math.log(x), [x])


def test_search_that_does_not_converge_says_so():
    x = tf.Variable(np.ones(50))
    scale = np.linspace(0.99, 1.0, 50)
    with pytest.raises(RuntimeError, match="did not converge within max_iterations=2"):
        largest_curvature(lambda: tf.reduce_sum(scale * x * x), [x], max_iterations=2, tolerance=1e-9)


def test_vector_of_another_shape_is_an_error(line):
    variables, loss = line
    with pytest.raises(ValueError, match=r"`vector\[1\]` should have the shape"):
        hessian_vector_product(loss, variables, [1.0, [1.0, 2.0]])


def test_what_curves_gently_allows_large_steps():
    x = tf.Variable([3.0])
    assert largest_learning_rate(lambda: tf.reduce_sum(0.25 * x * x), [x]) == pytest.approx(4.0)  # 2 / 0.5


def test_where_nothing_is_curved_upwards_every_step_is_allowed():
    x = tf.Variable([3.0])
    assert largest_learning_rate(lambda: tf.reduce_sum(-(x * x)), [x]) == math.inf
    assert largest_learning_rate(lambda: tf.reduce_sum(0.0 * x * x), [x]) == math.inf

"""Convolution and pooling against TensorFlow: values, slopes, and slopes of slopes."""

import itertools

import numpy as np
import pytest

import gradlab as tf
from tests.oracle.against import tensorflow

sizes = pytest.mark.parametrize("picture", [(7, 7), (8, 5), (4, 9)])
windows = pytest.mark.parametrize("window", [(1, 1), (2, 2), (3, 3), (2, 4)])
moves = pytest.mark.parametrize(
    ("strides", "padding"), [*itertools.product([1, 2, (2, 1), 3], ["VALID", "SAME"])], ids=lambda value: str(value)
)


def run(library, f, *inputs):
    """The value of f, its slopes, and the slopes of the sum of their squares, as one library computes them."""
    xs = [library.Variable(x) for x in inputs]
    with library.GradientTape() as outer:
        with library.GradientTape() as inner:
            z = f(library, *xs)
            height = library.reduce_sum(z * z * z)
        slopes = inner.gradient(height, xs)
        steepness = sum(library.reduce_sum(slope * slope) for slope in slopes)
    return [z.numpy(), *(g.numpy() for g in slopes), *(g.numpy() for g in outer.gradient(steepness, xs))]


def agree(f, *inputs):
    for ours, theirs in zip(run(tf, f, *inputs), run(tensorflow, f, *inputs), strict=True):
        assert ours.dtype == theirs.dtype
        np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-10)


@sizes
@windows
@moves
def test_convolution_and_its_slopes_to_second_order(picture, window, strides, padding):
    rng = np.random.default_rng(1)
    x, kernel = rng.normal(size=(2, *picture, 3)), rng.normal(size=(*window, 3, 4)) / 4

    agree(lambda library, x, kernel: library.nn.conv2d(x, kernel, strides, padding), x, kernel)


@sizes
@windows
@moves
def test_max_pooling_and_its_slopes_to_second_order(picture, window, strides, padding):
    x = np.random.default_rng(2).permutation(2 * 3 * picture[0] * picture[1]).reshape(2, *picture, 3) / 50
    agree(lambda library, x: library.nn.max_pool2d(x, window, strides, padding), x)


@sizes
@windows
@moves
def test_mean_pooling_and_its_slopes_to_second_order(picture, window, strides, padding):
    x = np.random.default_rng(3).normal(size=(2, *picture, 3))
    agree(lambda library, x: library.nn.avg_pool2d(x, window, strides, padding), x)


@pytest.mark.parametrize(("size", "strides"), [(2, 2), (3, 2), (3, 1), (2, 3)])
@pytest.mark.parametrize("padding", ["VALID", "SAME"])
def test_of_equal_numbers_the_first_gets_the_whole_slope(size, strides, padding):
    rng = np.random.default_rng(4)
    for x in (np.zeros((1, 6, 7, 1)), -np.ones((1, 6, 7, 1)), rng.integers(-1, 1, (2, 6, 7, 3)).astype(float)):
        found = []
        for library in (tf, tensorflow):
            v = library.Variable(x)
            with library.GradientTape() as tape:
                z = library.reduce_sum(library.nn.max_pool2d(v, size, strides, padding))
            found.append(tape.gradient(z, v).numpy())
        np.testing.assert_array_equal(*found)


def test_a_large_batch_in_float32_is_worked_on_in_parts_and_agrees():
    rng = np.random.default_rng(5)
    x, kernel = rng.normal(size=(40, 15, 15, 32)).astype("float32"), rng.normal(size=(3, 3, 32, 16)).astype("float32") / 17
    found = []
    for library in (tf, tensorflow):
        v, k = library.Variable(x), library.Variable(kernel)
        with library.GradientTape() as tape:
            z = library.nn.conv2d(v, k, 1, "VALID")
            loss = library.reduce_mean(z * z)
        found.append([z.numpy(), *(g.numpy() for g in tape.gradient(loss, [v, k]))])
    for ours, theirs in zip(*found):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5 * np.abs(theirs).max())

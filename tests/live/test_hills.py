"""LossSurface and Blindfold on the Python side."""

import numpy as np
import pytest

import gradlab as tf
from gradlab.live import Blindfold, LossSurface


@pytest.fixture
def W():
    return tf.Variable(2.0, name="W")


@pytest.fixture
def b():
    return tf.Variable(-1.0, name="b")


@pytest.fixture
def error(W, b):
    return lambda: W * W + 3.0 * b * b


@pytest.mark.parametrize("kind", [LossSurface, Blindfold])
def test_a_hill_stands_on_two_numbers(kind, W):
    with pytest.raises(ValueError, match="stands on two Variables, and here there are 1: W"):
        kind(lambda: W * W, [W])
    assert W.listeners == ()


def test_an_unknown_view_is_answered_in_words(error, W, b):
    with pytest.raises(ValueError, match="`view` should be 'hill' or 'map', and is 'globe'"):
        LossSurface(error, [W, b], view="globe")


@pytest.mark.parametrize("stride", [0, -1, float("nan"), "far", True])
def test_a_wrong_stride_is_answered_in_words(error, W, b, stride):
    with pytest.raises(ValueError, match="`stride` should be how far one step goes"):
        Blindfold(error, [W, b], stride=stride)


def test_the_kernel_samples_the_surface_when_it_is_asked(error, W, b):
    hill = LossSurface(error, [W, b], range=(-3, 3))
    hill._answer(hill, {"wanted": "surface"}, [])
    heights = np.frombuffer(hill._heights).reshape(31, 31)
    across, up = np.meshgrid(np.linspace(-3, 3, 31), np.linspace(-3, 3, 31))
    np.testing.assert_allclose(heights, across**2 + 3 * up**2, rtol=1e-5)
    assert (W.numpy(), b.numpy()) == (2.0, -1.0)


def test_a_walk_starts_where_the_variables_stand(error, W, b):
    walk = Blindfold(error, [W, b], stride=0.5)
    assert (walk._start, walk.steps, walk.blind, walk.stride) == ([2.0, -1.0], 0, True, 0.5)
    assert repr(walk) == "Blindfold(W=2, b=-1)"


@pytest.mark.parametrize("points", [1, 201, 50.0, "many"])
def test_a_wrong_number_of_points_is_answered_in_words(error, W, b, points):
    with pytest.raises(ValueError, match="`points` should be a whole number from 2 to 200"):
        LossSurface(error, [W, b], points=points)

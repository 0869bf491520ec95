"""The sketchpad in Python: what was drawn comes out as data to train with, and what cannot be drawn is refused in words."""

import numpy as np
import pytest

from gradlab import live
from gradlab.keras.datasets import toys


def test_points_of_classes_are_inputs_and_labels():
    pad = live.Sketchpad(classes=["cup", "spoon", "fork"])
    pad.points = [[0.5, -1, 0], [1.5, 0, 2]]
    assert pad.x.tolist() == [[0.5, -1], [1.5, 0]]
    assert pad.y.tolist() == [0, 2]
    assert (pad.x.dtype, pad.y.dtype, pad.classes) == (np.float32, np.int32, ["cup", "spoon", "fork"])
    assert pad.describe() == "A sketchpad with 2 points: 1 cup, 0 spoon, 1 fork."


def test_points_without_classes_are_places_and_heights():
    pad = live.Sketchpad(([0, 1, 2], [3, 5, 7]), classes=None, range=(0, 10))
    assert pad.x.tolist() == [[0], [1], [2]]
    assert pad.y.tolist() == [3, 5, 7]
    assert pad.y.dtype == np.float32
    assert pad.classes is None
    assert pad.still().alt == "A sketchpad with 3 points."


def test_an_empty_one_has_the_shapes_of_a_full_one():
    assert live.Sketchpad().x.shape == (0, 2)
    assert live.Sketchpad(classes=None).x.shape == (0, 1)
    assert live.Sketchpad().y.shape == (0,)
    assert live.Sketchpad().describe() == "A sketchpad without points."


def test_it_begins_with_points_of_the_toys_or_of_another_sketchpad():
    points, labels = toys.moons(40, noise=0.05)
    pad = live.Sketchpad((points, labels), range=(-2, 2))
    assert np.allclose(pad.x, points)
    assert (pad.y == labels).all()
    again = live.Sketchpad((pad.x, pad.y), range=(-2, 2))
    assert again.points == pad.points


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"classes": []}, ValueError, "`classes` should be a list of one to 4 names"),
        ({"classes": "cats"}, ValueError, "`classes` should be a list"),
        ({"classes": list("abcde")}, ValueError, "`classes` should be a list of one to 4 names"),
        ({"classes": ["a", "a"]}, ValueError, "`classes` should be different names"),
        ({"classes": ["a", 1]}, ValueError, "`classes` should be a list"),
        ({"range": (1, 0)}, ValueError, "`range` should be two numbers, the lower one first"),
        ({"range": 3}, ValueError, "`range` should be two numbers"),
        ({"range": (0, np.inf)}, ValueError, "`range` should be two numbers"),
        ({"start": [[0, 0, 0]]}, TypeError, r"`start` should be a pair \(x, y\)"),
        ({"start": ([[0, 0]], [0, 1])}, ValueError, "`start` should hold two numbers and a class for each point"),
        ({"start": ([[0, 0]], [2])}, ValueError, "The class of a point should be a number from 0 to 1"),
        ({"start": ([[0, 9]], [1])}, ValueError, r"lies at \(0, 9\): `range` makes the square larger"),
        ({"start": ([[0, np.nan]], [1])}, ValueError, "Points should lie from -1.5 to 1.5"),
        ({"start": (np.zeros((2001, 2)), np.zeros(2001))}, ValueError, "at most 2000, and are 2001"),
    ],
)
def test_what_cannot_be_drawn_is_said(given, error, words):
    with pytest.raises(error, match=words):
        live.Sketchpad(**given)


@pytest.mark.parametrize("points", [[[0, 0]], "text", [["a", 0, 0]], [[0, 0, 0.5]], [[0, 0, 7]]])
def test_points_set_later_are_looked_at_too(points):
    pad = live.Sketchpad()
    with pytest.raises(ValueError, match=r"rows of three numbers|class of a point"):
        pad.points = points
    assert pad.points == []

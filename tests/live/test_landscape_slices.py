"""LandscapeSlices on the Python side."""

import numpy as np
import pytest
from matplotlib.figure import Figure

import gradlab as tf
from gradlab import keras, slices
from gradlab.live import LandscapeSlices


@pytest.fixture
def trained():
    tf.random.set_seed(3)
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(6, activation="tanh"), keras.layers.Dense(2)])
    model.compile(keras.optimizers.Adam(0.02), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    rng = np.random.default_rng(0)
    x = rng.standard_normal((200, 4)).astype(np.float32)
    y = (x[:, 0] * x[:, 1] > 0).astype(int)
    path = slices.WeightPath(points=20)
    model.fit(x, y, epochs=10, callbacks=[path], verbose=0)
    return model, x, y, path


def test_the_middle_of_a_random_slice_is_the_error_of_the_model(trained):
    model, x, y, _ = trained
    shown = LandscapeSlices(model, x, y, points=5, examples=100)
    heights = np.frombuffer(shown._heights).reshape(5, 5)
    assert heights[2, 2] == pytest.approx(model.evaluate(x[:100], y[:100], verbose=0), rel=1e-5)
    assert shown._slice["explained"] is None
    assert "over two random directions out of 44, on 100 examples" in shown.describe()


def test_a_principal_slice_holds_the_path_and_says_how_much_of_it(trained):
    model, x, y, path = trained
    shown = LandscapeSlices(model, x, y, path=path, points=5)
    told = shown._slice
    along = np.array(told["path"])
    for k, side in enumerate(told["sides"]):
        assert side["low"] < along[:, k].min()
        assert along[:, k].max() < side["high"]
    settings = path.settings - path.settings.mean(axis=0)
    strengths = np.linalg.svd(settings.astype(float), compute_uv=False) ** 2
    assert told["explained"] == pytest.approx(strengths[:2].sum() / strengths.sum(), rel=1e-4)
    assert told["errors"][-1] == pytest.approx(model.evaluate(x[:64], y[:64], verbose=0), rel=1e-5)
    assert shown.step == len(path.steps) - 1
    assert "% of the variance of the training path" in shown.describe()


def test_what_was_computed_once_is_not_computed_again(trained, monkeypatch):
    model, x, y, path = trained
    first = LandscapeSlices(model, x, y, path=path, points=5)
    monkeypatch.setattr(slices, "_move", lambda *_: pytest.fail("it was computed again"))
    monkeypatch.setattr(slices.FixedError, "along", lambda self, variables, settings: np.zeros(len(settings)))
    again = LandscapeSlices(model, x, y, path=path, points=5)
    assert again._heights == first._heights
    monkeypatch.undo()
    other = LandscapeSlices(model, x[50:], y[50:], path=path, points=5)
    assert other._heights != first._heights


def test_an_interrupted_slice_is_shown_and_says_so(trained, monkeypatch):
    model, x, y, _ = trained
    calls = []

    def move(variables, place, real=slices._move):
        calls.append(1)
        if len(calls) == 10:
            raise KeyboardInterrupt
        real(variables, place)

    monkeypatch.setattr(slices, "_move", move)
    before = model.get_weights()
    shown = LandscapeSlices(model, x, y, points=5, seed=77)
    assert "It was stopped: 9 of 25 points are computed" in shown.describe()
    assert repr(shown) == "LandscapeSlices(random, 9 of 25 points)"
    assert shown._slice["computed"] == 9
    for one, other in zip(before, model.get_weights()):
        np.testing.assert_array_equal(one, other)


def test_bad_input_is_answered_in_words(trained):
    model, x, y, _ = trained
    with pytest.raises(ValueError, match="principal directions are those of a training path"):
        LandscapeSlices(model, x, y, directions="principal")
    with pytest.raises(ValueError, match="`directions` should be 'random' or 'principal', and is 'steepest'"):
        LandscapeSlices(model, x, y, directions="steepest")
    with pytest.raises(TypeError, match="`path` should be a slices"):
        LandscapeSlices(model, x, y, path=[1, 2])
    with pytest.raises(ValueError, match="`points` should be a whole number from 3 to 61"):
        LandscapeSlices(model, x, y, points=2)
    with pytest.raises(ValueError, match="`reach` should be a number above 0"):
        LandscapeSlices(model, x, y, reach=-1.0)
    with pytest.raises(ValueError, match="was never built"):
        LandscapeSlices(keras.Sequential([keras.layers.Dense(2)]), x, y)
    model.set_weights([np.full_like(w, np.nan) for w in model.get_weights()])
    with pytest.raises(ValueError, match="the weights of the model: 44 of 44 numbers are infinite or nan"):
        LandscapeSlices(model, x, y)


def test_the_still_picture_is_drawn(trained):
    model, x, y, path = trained
    figure = Figure()
    LandscapeSlices(model, x, y, path=path, points=5).draw(figure)
    assert figure.axes[0].get_xlabel() == "principal direction 1"

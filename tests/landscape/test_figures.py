"""Figures show the numbers they were given, and stay small."""

import matplotlib as mpl
import numpy as np
import pytest

import gradlab as tf
from gradlab import figures, landscape

mpl.use("agg")


@pytest.fixture(scope="module")
def descent():
    W, b = tf.Variable(4.0, name="W"), tf.Variable(-3.0, name="b")

    def error():
        return W * W + b * b

    def step():
        W.assign_sub(0.2 * W)
        b.assign_sub(0.2 * b)

    hill = landscape.surface(error, [W, b], [(-5, 5), (-5, 5)], points=21)
    return hill, landscape.trajectory(step, error, [W, b], steps=12)


def test_the_hill_has_a_frame_for_every_step_that_moves_the_ball_alone(descent):
    hill, run = descent
    figure = figures.hill(hill, run)
    ball = len(figure.data) - 1
    assert len(figure.frames) == run.steps + 1
    for k, frame in enumerate(figure.frames):
        assert frame.traces == (ball,)
        assert (frame.data[0].x[0], frame.data[0].y[0], frame.data[0].z[0]) == (*run.settings[k], run.errors[k])
    assert len(figure.layout.sliders[0].steps) == run.steps + 1
    assert [button.label for button in figure.layout.updatemenus[0].buttons] == ["▶ play", "❚❚ pause"]


def test_axes_carry_the_names_of_the_weights(descent):
    hill, run = descent
    scene = figures.hill(hill, run).layout.scene
    assert (scene.xaxis.title.text, scene.yaxis.title.text, scene.zaxis.title.text) == ("W", "b", "error")
    flat = figures.contour_map(hill, run).layout
    assert (flat.xaxis.title.text, flat.yaxis.title.text) == ("W", "b")


def test_figures_send_float32_and_stay_small(descent):
    hill, run = descent
    figure = figures.hill(hill, run)
    assert figure.data[0].z.dtype == np.float32
    assert len(figure.to_json()) < 30_000
    assert len(figures.contour_map(hill, run).to_json()) < 30_000


def test_a_run_of_other_weights_is_answered_in_words(descent):
    hill, _ = descent
    other = landscape.Trajectory(np.zeros((2, 1)), np.zeros(2), ("V",))
    with pytest.raises(ValueError, match="stands on W and b, but the run is of V"):
        figures.hill(hill, other)


def test_the_fit_shows_the_data_and_every_line(descent):
    axes = figures.fit([0.0, 1.0, 2.0], [1.0, 3.0, 5.0], {"before": lambda x: 0 * x, "after": lambda x: 2 * x + 1}).axes[0]
    assert axes.collections[0].get_offsets().tolist() == [[0, 1], [1, 3], [2, 5]]
    before, after = axes.lines
    assert set(before.get_ydata()) == {0}
    assert after.get_ydata()[-1] == pytest.approx(5)
    assert [t.get_text() for t in axes.get_legend().get_texts()] == ["data", "before", "after"]


def test_weights_over_time_stand_beside_their_true_values(descent):
    _, run = descent
    axes = figures.over_time(run, true={"W": 3.0}).axes[0]
    np.testing.assert_allclose(axes.lines[0].get_ydata(), run.settings[:, 0])
    assert axes.lines[0].get_color() == figures.COLOURS["W"] == axes.lines[1].get_color()
    assert set(axes.lines[1].get_ydata()) == {3.0}
    assert axes.lines[2].get_color() == figures.COLOURS["b"]

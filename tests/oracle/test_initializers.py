"""Every initializer against Keras: where chance decides, mean, spread and limits of many weights."""

import numpy as np
import pytest

import gradlab
from gradlab import keras
from tests.oracle.against import tensorflow

SHAPE = (300, 200)
BY_CHANCE = {
    "GlorotUniform": {},
    "GlorotNormal": {},
    "HeUniform": {},
    "HeNormal": {},
    "LecunUniform": {},
    "LecunNormal": {},
    "RandomUniform": {"minval": -0.2, "maxval": 0.5},
    "RandomNormal": {"mean": 1.0, "stddev": 0.3},
    "TruncatedNormal": {"mean": 1.0, "stddev": 0.3},
    "VarianceScaling": {"scale": 2.0, "mode": "fan_out", "distribution": "uniform"},
}
FIXED = {"Zeros": {}, "Ones": {}, "Constant": {"value": 0.25}}


@pytest.mark.parametrize("name", BY_CHANCE)
@pytest.mark.parametrize("shape", [SHAPE, (5, 5, 40, 60), (1, 60_000)], ids=["matrix", "filters", "one input"])
def test_weights_by_chance_are_spread_as_in_keras(name, shape):
    ours, there = (
        np.asarray(getattr(k.initializers, name)(**BY_CHANCE[name], seed=1)(shape)) for k in (keras, tensorflow.keras)
    )
    assert (ours.shape, ours.dtype) == (there.shape, there.dtype)
    assert ours.std() == pytest.approx(there.std(), rel=0.02)
    assert ours.mean() == pytest.approx(there.mean(), abs=6 * there.std() / np.sqrt(there.size))
    for limit in (np.min, np.max):
        assert limit(ours) == pytest.approx(limit(there), rel=0.25)


@pytest.mark.parametrize("name", FIXED)
def test_other_weights_are_those_of_keras(name):
    ours, there = (np.asarray(getattr(k.initializers, name)(**FIXED[name])((3, 4))) for k in (keras, tensorflow.keras))
    assert ours.tolist() == there.tolist()


def test_initializers_under_their_other_names():
    for k in (keras, tensorflow.keras):
        assert type(k.initializers.get("variance_scaling")) is k.initializers.VarianceScaling
        assert k.initializers.variance_scaling is k.initializers.VarianceScaling
        w = np.asarray(k.initializers.orthogonal(gain=2.0, seed=0)((6, 4)))
        np.testing.assert_allclose(w.T @ w, 4 * np.eye(4), atol=1e-5)  # columns at right angles
    for tf in (gradlab, tensorflow):
        drawn = np.asarray(tf.random_uniform_initializer(-0.2, 0.5, seed=1)(SHAPE))
        assert -0.2 <= drawn.min() < -0.19
        assert 0.49 < drawn.max() <= 0.5

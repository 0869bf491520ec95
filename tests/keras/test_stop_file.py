"""Where no signal is heard, as in a browser, a file stops `fit` between two steps."""

import numpy as np
import pytest

from gradlab import keras
from gradlab.keras import interruption


@pytest.fixture
def stop(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADLAB_STOP", str(tmp_path / "stop"))
    monkeypatch.setattr(interruption, "_last_look", 0.0)
    return tmp_path / "stop"


def test_the_file_stops_fit_after_a_whole_step_and_is_taken_away(stop, capsys):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss="mse")
    stop.touch()
    history = model.fit(np.ones((64, 1)), np.ones(64), epochs=3, batch_size=32)
    assert history.stopped == "interrupted in epoch 1 after step 1 of 2"
    assert "Stopped" in capsys.readouterr().out
    assert not stop.exists()


def test_without_the_file_fit_goes_on(stop):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss="mse")
    history = model.fit(np.ones((64, 1)), np.ones(64), epochs=3, batch_size=32, verbose=0)
    assert len(history.epoch) == 3

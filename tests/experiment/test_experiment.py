"""The experiment of the course gives the right answer, and the same one on TensorFlow."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).parent / "line.py"


def result_of(script: Path) -> dict[str, float]:
    """What the script prints, run as a learner would: W, b and the loss."""
    environment = dict(os.environ, PYTHONPATH=str(ROOT), TF_CPP_MIN_LOG_LEVEL="3")
    answer = subprocess.run([sys.executable, script], capture_output=True, text=True, env=environment)
    assert answer.returncode == 0, answer.stderr
    words = answer.stdout.split()
    return dict(zip(words[::2], map(float, words[1::2])))


def test_the_experiment_finds_the_line_of_least_squares():
    numbers = np.random.default_rng(0)
    x, noise = (numbers.normal(size=1000).astype("float32").astype(float) for _ in range(2))
    slope, lift = np.polyfit(x, 3.0 * x + 0.5 + noise, 1)
    found = result_of(SCRIPT)
    assert found["W"] == pytest.approx(slope, abs=1e-4)
    assert found["b"] == pytest.approx(lift, abs=1e-4)


def test_the_experiment_gives_the_same_numbers_on_tensorflow(tmp_path):
    if importlib.util.find_spec("tensorflow") is None and not os.environ.get("CI"):
        pytest.skip("TensorFlow is not installed: make test EXTRAS=test,oracle compares with it.")
    source = SCRIPT.read_text()
    assert source.count("import gradlab as tf") == 1
    copy = tmp_path / "line.py"
    copy.write_text(source.replace("import gradlab as tf", "import tensorflow as tf"))
    ours, theirs = result_of(SCRIPT), result_of(copy)
    for name in ("W", "b", "loss"):
        assert ours[name] == pytest.approx(theirs[name], abs=1e-4)

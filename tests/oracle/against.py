"""TensorFlow and Keras, with which the tests in this folder compare: asked for here, and nowhere else in it.

Where they are not installed the tests are skipped; in CI, where all of them are to run, their absence is a failure.
TensorFlow's greeting in C++ is turned off before it is imported.
"""

import os

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

if os.environ.get("CI") == "true":
    import keras
    import tensorflow
else:
    reason = "TensorFlow is not installed: it is the oracle of these tests"
    tensorflow = pytest.importorskip("tensorflow", reason=reason)
    keras = pytest.importorskip("keras", reason=reason)

__all__ = ["keras", "tensorflow"]

"""A setting of an instrument takes one number in every form that Python, NumPy and a tape give it."""

import numpy as np
import pytest
import traitlets

import gradlab as tf
from gradlab.live import Blindfold, Descent, Potentiometers, Race, Tangent

FORMS = {
    "int": int,
    "float32": np.float32,
    "int64": np.int64,
    "array": np.array,
    "Tensor": lambda value: tf.constant(value, tf.float64),
    "Variable": lambda value: tf.Variable(value, dtype=tf.float64),
}


@pytest.fixture
def W():
    return tf.Variable(3.0, name="W")


@pytest.fixture
def b():
    return tf.Variable(2.0, name="b")


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_form_of_a_number_is_the_number(W, b, form):
    def error():
        return W * W + b * b

    descent = Descent(error, [W, b], learning_rate=form(1))
    assert descent.learning_rate == 1.0
    descent.learning_rate, descent.start = form(2), [form(4), form(5)]
    race = Race("canyon")
    race.tune("sgd", learning_rate=form(1))
    walk = Blindfold(error, [W, b])
    walk.stride = form(2)
    touch = Tangent(lambda x: x * x)
    touch.h = form(1)
    knobs = Potentiometers(error, [W, b])
    knobs.W = form(7)
    found = [descent.learning_rate, *descent.start, race.optimizers["sgd"]["learning_rate"], walk.stride, touch.h, knobs.W]
    assert found == [2.0, 4.0, 5.0, 1.0, 2.0, 1.0, 7.0]
    assert all(type(each) in (float, int) for each in found)
    assert W.numpy() == 7.0


@pytest.mark.parametrize("other", ["0.1", [0.1], np.array([0.1]), None, tf.constant([0.1]), 1j])
def test_what_is_no_single_number_is_refused(W, b, other):
    descent = Descent(lambda: W * W + b * b, [W, b])
    with pytest.raises(traitlets.TraitError, match="'learning_rate'"):
        descent.learning_rate = other
    assert descent.learning_rate == 0.1

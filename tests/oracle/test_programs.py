"""A thousand random programs give the same on gradlab and on TensorFlow; and the machinery finds what is planted."""

import operator
import re

import numpy as np
import pytest

import gradlab
from gradlab.operators import sin
from tests.oracle.against import tensorflow
from tests.oracle.programs.catalogue import CALLS
from tests.oracle.programs.generate import generate
from tests.oracle.programs.program import Input, Program, Slopes, Step
from tests.oracle.programs.rules import disagreement
from tests.oracle.programs.run import run
from tests.oracle.programs.shrink import shrink

CHUNK = 100


@pytest.mark.parametrize("chunk", range(10))
def test_random_programs_agree(chunk):
    for i in range(CHUNK):
        found = disagreement(generate(f"{chunk}.{i}"))
        if found:
            small = shrink(found, disagreement)
            pytest.fail(f"program {chunk}.{i}, made short:\n{small.program.source()}\n{small}")


def test_a_planted_mistake_is_found_and_made_short(monkeypatch):
    monkeypatch.setattr(sin, "rules", [lambda g, values: g * gradlab.sin(values["x"])])
    for i in range(1000):
        program = generate(f"planted.{i}")
        if "tf.sin(" in program.source() and (found := disagreement(program)):
            break
    small = shrink(found, disagreement).program
    assert [step.text for step in small.steps] == ["tf.sin({0}{options})"]
    assert len(small.slopes) == 1
    assert sum(made.values.size for made in small.inputs) == 1


@pytest.mark.parametrize(
    ("planted", "kind"),
    [
        (lambda x: x * 1.001, "value"),
        (lambda x: gradlab.reshape(x, [1, 2]), "shape"),
        (lambda x: gradlab.cast(x, gradlab.float64), "dtype"),
        (lambda x: gradlab.stop_gradient(x * x), "None"),
        (lambda x: gradlab.linalg.inv(x), "refused"),
    ],
)
def test_every_kind_of_disagreement_is_seen(monkeypatch, planted, kind):
    monkeypatch.setattr(gradlab, "square", planted)
    one = np.ones(2, np.float32)
    program = Program(
        (Input("W0", "Variable", one),), (Step("x0", "tf.square({0})", ("W0",)),), (Slopes("g0", ("x0",), ("W0",)),)
    )
    assert disagreement(program).kind == kind


def test_a_program_ends_where_tensorflow_refuses_and_gradlab_has_to():
    refusals = [run(program, "tensorflow").error for program in map(generate, range(200))]
    assert 3 < sum(error is not None for error in refusals) < 80


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.text)
def test_every_call_of_the_catalogue_is_one_that_both_libraries_know(call):
    for name in re.findall(r"tf\.([\w.]+)\(", call.text):
        assert callable(operator.attrgetter(name)(gradlab))
        assert callable(operator.attrgetter(name)(tensorflow))


def test_the_same_seed_gives_the_same_program():
    assert generate("7.1").source() == generate("7.1").source()
    assert generate("7.1").source() != generate("7.2").source()

"""Every operator of the registry against finite differences, to second order; and the checker against planted mistakes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gradlab as tf
from gradlab.checks import DOMAINS, GradientError, check_gradient, check_operator
from gradlab.operators.operator import Operator, operator
from gradlab.operators.table import formula, table
from gradlab.tensors.tensor import OPERATORS, thread

names = pytest.mark.parametrize("name", sorted(OPERATORS))


@names
def test_every_operator_has_a_domain_to_be_checked_in(name):
    assert name in DOMAINS, f"say in gradlab.checks.DOMAINS where {name} can be checked"


@names
@given(seed=st.integers(0, 2**32))
@settings(max_examples=15, deadline=None)
def test_slopes_agree_with_finite_differences_to_second_order(name, seed):
    check_operator(OPERATORS[name], seed)


def planted(monkeypatch, op, i, change):
    """Replace rule number i of an operator by one that is changed."""
    rule = op.rules[i]
    rules = list(op.rules)
    rules[i] = lambda g, values: change(rule, g, values)
    monkeypatch.setattr(op, "rules", tuple(rules))


def larger(slope):
    return [s * 1.1 + 0.1 for s in slope] if isinstance(slope, list) else slope * 1.1 + 0.1


with_rules = pytest.mark.parametrize(
    ("name", "i"), [(name, i) for name, op in sorted(OPERATORS.items()) for i, rule in enumerate(op.rules) if rule]
)


def caught(op):
    for seed in range(20):
        try:
            check_operator(op, seed)
        except GradientError:
            return True
    return False


@with_rules
def test_checker_catches_a_slope_that_is_a_little_too_large(monkeypatch, name, i):
    op = OPERATORS[name]
    planted(monkeypatch, op, i, lambda rule, g, values: larger(rule(g, values)))
    assert caught(op)


@with_rules
def test_checker_catches_a_slope_that_is_wrong_only_when_played_on_tensors(monkeypatch, name, i):
    op = OPERATORS[name]
    planted(monkeypatch, op, i, lambda rule, g, values: rule(g, values) if thread.plain else larger(rule(g, values)))
    assert caught(op)


def test_checker_catches_a_second_derivative_that_is_lost_on_the_way(monkeypatch):
    op = OPERATORS["square"]
    planted(monkeypatch, op, 0, lambda rule, g, values: rule(g, {name: frozen(x) for name, x in values.items()}))
    with pytest.raises(GradientError, match="second derivative of square towards x"):
        check_operator(op, 1)


def frozen(x):
    return x if thread.plain else tf.stop_gradient(x)


def test_message_of_the_checker_shows_operator_input_got_expected_and_a_hint(monkeypatch):
    op = OPERATORS["multiply"]
    planted(monkeypatch, op, 1, lambda rule, g, values: -rule(g, values))
    with pytest.raises(GradientError) as caught:
        check_operator(op, 3)
    for part in ("multiply", "towards y", "got:", "expected:", "the sign is wrong"):
        assert part in str(caught.value)


def test_checker_takes_any_function():
    check_gradient(lambda x, y: tf.reduce_sum(tf.sin(x) * y[0]), [1.0, 2.0], [3.0, 4.0])
    with pytest.raises(GradientError, match=r"it is 0\.5 times what it should be"):
        check_gradient(lambda x: x * x * 0.5 + tf.stop_gradient(x * x * 0.5), [1.0, 2.0])


def test_checker_refuses_an_operator_without_a_domain():
    stranger = Operator(lambda x: x, "x", {"x": lambda g: g}, {}, elementwise=True)
    with pytest.raises(KeyError, match="has no domain"):
        check_operator(stranger)


def test_a_learners_operator_is_recorded_and_checked_like_the_others():
    @operator(symbol="x³", slope_x=lambda g, x: g * 3 * x**2)
    def cube(x):
        return x**3

    assert OPERATORS["cube"] is cube
    check_gradient(cube, [1.0, -2.0])


@pytest.mark.parametrize(
    ("card", "message"),
    [
        ({}, "give slope_x, or say in `flat` why"),
        ({"slope_x": lambda g: g, "flat": {"x": "because"}}, "one of the two"),
        ({"slope_x": lambda g: g, "slope_y": lambda g: g}, "slope_y is given, but the inputs are x"),
        ({"slope_x": lambda g, w: g}, "takes g and then any of .* not 'w'"),
        ({"slop_x": lambda g: g}, "unknown argument 'slop_x'"),
    ],
)
def test_a_card_with_a_mistake_is_refused_in_words(card, message):
    with pytest.raises(TypeError, match=message):

        @operator(symbol="?", **card)
        def mistaken(x):
            return x

    assert "mistaken" not in OPERATORS


def test_table_lists_every_operator_with_every_slope_or_the_reason_for_none():
    text, html = str(table()), table()._repr_html_()
    for name, op in OPERATORS.items():
        assert f"\n{name} " in text
        assert f">{name}<" in html
        for rule in op.slopes.values():
            assert formula(rule), f"{name}: write the formula as a comment behind the slope"
            assert formula(rule) in text
        for reason in op.flat.values():
            assert reason in text


def test_rules_play_on_plain_arrays_unless_a_tape_records_the_playback():
    seen = []

    def watching(g):
        seen.append(type(g))
        return g

    x = tf.Variable([1.0, 2.0])
    looking = Operator(lambda x: x, "x", {"x": watching}, {}, elementwise=True)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = looking(x)
        inner.gradient(y, x)
    with tf.GradientTape() as tape:
        y = looking(x)
    tape.gradient(y, x)
    assert seen == [tf.Tensor, np.ndarray]
    assert outer is not tape


TWO = tf.constant(2.0)


@pytest.mark.parametrize(
    "rule",
    [
        lambda g, x: tf.constant(2.0) * g * x,
        lambda g, x: g * x * TWO,
        lambda g, x: g * tf.cast(x * 2, tf.float32),
        lambda g, x: tf.reduce_sum(tf.stack([g * x, g * x]), axis=0),
        lambda g, x: tf.reshape(tf.concat([g * x * 2.0], 0), [2]),
        lambda g, x: g * x + tf.einsum("i,i->i", g, x),
        lambda g, x: g * tf.where(x > 0, x, x) * tf.convert_to_tensor([2.0, 2.0]),
    ],
)
def test_a_rule_of_ones_own_may_use_the_whole_library(rule):
    """d/dx x² = 2x in many spellings, in a playback on plain arrays and in one that is recorded: d²/dx² x² = 2."""
    squaring = Operator(lambda x: x * x, "x²", {"x": rule}, {}, elementwise=True)
    x = tf.Variable([1.5, -2.0])
    with tf.GradientTape() as tape:
        z = squaring(x)
    assert tape.gradient(z, x).numpy().tolist() == [3.0, -4.0]
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            z = squaring(x)
        slope = inner.gradient(z, x)
    assert outer.gradient(slope, x).numpy().tolist() == [2.0, 2.0]


def test_a_rule_may_answer_with_a_constant():
    tripling = Operator(lambda x: x * 3, "3x", {"x": lambda g, x: tf.ones_like(x) * 3.0}, {}, elementwise=True)
    x = tf.Variable([1.5, -2.0])
    with tf.GradientTape() as tape:
        z = tripling(x)
    slope = tape.gradient(z, x)
    assert isinstance(slope.numpy(), np.ndarray)
    assert slope.numpy().tolist() == [3.0, 3.0]

"""A recorded function can be done again with other values, and packed for the browser."""

import json
import math

import numpy as np
import pytest

import gradlab as tf
from gradlab.live.player.recording import MOST_NUMBERS, Recording, Step
from gradlab.operators.operator import operator

X = tf.constant(np.linspace(-2, 2, 9))
Y = 3.0 * X + 0.5


def line_error(W, b):
    return lambda: tf.reduce_mean(tf.square(Y - (W * X + b)))


def test_replay_is_the_function_at_other_settings():
    W, b = tf.Variable(np.float64(16)), tf.Variable(np.float64(16))
    recording = Recording(line_error(W, b), [W, b])
    for settings in [(3.0, 0.5), (-1.5, 7.25)]:
        W.assign(settings[0])
        b.assign(settings[1])
        assert recording.replay(settings) == pytest.approx(line_error(W, b)().numpy(), rel=1e-14)


def test_replay_of_a_float32_function_is_computed_on_float64():
    W = tf.Variable(0.1)
    recording = Recording(lambda: W * W, [W])
    assert recording.replay([0.1]) == pytest.approx(0.01, rel=1e-15)


def test_what_does_not_depend_on_the_variables_is_not_recorded():
    W = tf.Variable(2.0)
    recording = Recording(lambda: tf.reduce_sum(tf.exp(tf.constant([1.0, 2.0])) * W), [W])
    assert recording.operators == {"multiply", "sum_over"}


def test_a_value_that_is_used_twice_is_stored_once():
    W = tf.Variable(np.float64(2))
    recording = Recording(lambda: tf.reduce_sum(W * X + X), [W])
    assert sum(not isinstance(v, (Step, tf.Variable)) for v in recording.values) == 1


def test_variables_that_are_not_turned_are_constants():
    W, b = tf.Variable(2.0), tf.Variable(5.0)
    recording = Recording(lambda: W + b, [W])
    b.assign(100.0)
    assert recording.replay([1.0]) == 6.0


def test_pack_holds_the_constants_where_it_says():
    W = tf.Variable(1.0)
    ten = tf.constant(np.arange(3, dtype="float32"))
    description, block = Recording(lambda: tf.reduce_sum(W * ten), [W]).pack()
    constant = next(v for v in description["values"] if "constant" in v)
    assert constant["shape"] == (3,)
    assert np.frombuffer(block, constant["constant"], 3, constant["start"]).tolist() == [0, 1, 2]
    assert description["values"][description["output"]]["operator"] == "sum_over"


def test_constants_start_where_javascript_can_read_them():
    W = tf.Variable(np.float64(1))
    odd = tf.constant(np.arange(3.0))
    description, _ = Recording(lambda: tf.reduce_sum(2.0 * W * odd), [W]).pack()
    assert all(v["start"] % 8 == 0 for v in description["values"] if "constant" in v)


def test_numbers_that_left_the_library_are_noticed():
    W = tf.Variable(1.0)
    assert not Recording(lambda: W * 2.0, [W]).left_the_library
    assert Recording(lambda: W * 2.0 if W.numpy() > 0 else W, [W]).left_the_library
    assert Recording(lambda: W * 2.0 if float(W * 1.0) > 0 else W, [W]).left_the_library


def test_a_function_that_returns_no_tensor_is_told_so():
    W = tf.Variable(1.0)
    with pytest.raises(TypeError, match="should return a Tensor computed by the library"):
        Recording(lambda: (W * 2.0).numpy(), [W])


def test_a_function_that_does_not_depend_on_the_knob_is_told_so():
    W, b = tf.Variable(1.0, name="W"), tf.Variable(1.0)
    with pytest.raises(ValueError, match=r"does not depend on W"):
        Recording(lambda: b * 2.0, [W])


def test_an_error_in_the_function_leaves_nothing_recording():
    W = tf.Variable(1.0)
    with pytest.raises(ZeroDivisionError):
        Recording(lambda: 1 / 0, [W])
    with tf.GradientTape() as tape:
        z = W * W
    assert tape.gradient(z, W).numpy() == 2.0


def packed_step(description, operator):
    return next(v for v in description["values"] if v.get("operator") == operator)


def elements(key, shape, block):
    """The numbers of the elements that a packed key names."""
    if "places" in key:
        return np.frombuffer(block, np.int32, key["count"], key["places"]).reshape(shape)
    steps = [np.arange(n) * step for n, step in zip(shape, key["steps"])]
    return key["start"] + sum(np.ix_(*steps), np.zeros((), int))


@pytest.mark.parametrize(
    "key",
    [
        1,
        slice(None, None, -2),
        (Ellipsis, 2),
        (slice(1, None), None, slice(3, 0, -1)),
        (slice(2, 2), 0),
        (0, 1),
        np.array([2, 0, 0]),
        (slice(None), np.array([[1, -1]])),
        (np.array([0, 1]), np.array([3, 3])),
        np.arange(12).reshape(3, 4) % 5 == 0,
        (slice(None), np.array([], int)),
    ],
    ids=str,
)
def test_a_key_is_packed_as_the_elements_that_it_names(key):
    x = tf.Variable(np.arange(12.0).reshape(3, 4))
    description, block = Recording(lambda: x[key], [x]).pack()
    step = packed_step(json_round_trip(description), "getitem")
    assert elements(step["parameters"]["key"], step["shape"], block).tolist() == x.numpy()[key].tolist()


def json_round_trip(description):
    return json.loads(json.dumps(description, allow_nan=False))


def test_what_json_has_no_word_for_is_packed_as_the_nearest_that_it_has():
    W = tf.Variable(np.float64(1))
    description, _ = Recording(lambda: tf.nn.leaky_relu(tf.cast(W, tf.float32), alpha=math.inf), [W]).pack()
    description = json_round_trip(description)
    assert packed_step(description, "cast_to")["parameters"] == {"dtype": "float32"}
    assert packed_step(description, "leaky_relu")["parameters"] == {"alpha": "Infinity"}


@pytest.mark.parametrize(
    ("dtype", "kept"),
    [(d, d) for d in ("float32", "float64", "int32", "uint8", "bool")] + [("int64", "float64"), ("float16", "float64")],
)
def test_constants_keep_the_dtype_that_javascript_has_too(dtype, kept):
    W = tf.Variable(np.ones(3))
    data = tf.constant(np.array([1, 0, 1], dtype))
    joined = tf.logical_and if dtype == "bool" else tf.add
    description, block = Recording(lambda: tf.cast(joined(tf.cast(W > 0, dtype), data), "float64") * W, [W]).pack()
    described = next(v for v in description["values"] if v["dtype"] == dtype and "constant" in v and v["shape"] == (3,))
    assert described["constant"] == kept
    assert np.frombuffer(block, kept, 3, described["start"]).tolist() == [1, 0, 1]


def test_settings_of_float32_are_computed_with_on_float64_and_whole_numbers_stay_whole():
    W = tf.Variable(1.0)
    setting = np.float32(0.1)
    assert float(Recording(lambda: W * W, [W]).replay([setting])) == float(setting) ** 2
    recording = Recording(lambda: tf.cast(tf.constant([7, 9]) // 2, tf.float32) * W, [W])
    assert recording.replay([1.0]).tolist() == [3.0, 4.0]


def test_replay_is_on_float64_where_the_function_asks_for_float32():
    W = tf.Variable(np.float64(0.1))
    recording = Recording(lambda: tf.cast(W, tf.float32) * 1.0, [W])
    assert recording.replay([0.1]) == 0.1


def test_too_many_numbers_are_refused_with_what_to_do():
    W = tf.Variable(np.float32(1))
    data = tf.zeros([MOST_NUMBERS // 2 + 1])
    Recording(lambda: tf.reduce_sum(W * data), [W]).pack()
    with pytest.raises(ValueError, match=r"5,000,002 numbers of data.*x\[:1000\]"):
        Recording(lambda: tf.reduce_sum(W * data + W * (data + 1)), [W]).pack()


def test_a_recording_that_looked_at_a_number_says_so_to_the_browser():
    W = tf.Variable(1.0)
    assert Recording(lambda: W * 2.0 if W > 0 else W, [W]).pack()[0]["left_the_library"] is True
    assert Recording(lambda: W * 2.0, [W]).pack()[0]["left_the_library"] is False


def test_a_function_with_a_rule_of_its_own_is_known_to_need_the_kernel():
    W = tf.Variable(1.0)
    recording = Recording(lambda: tf.custom_gradient(lambda x: (x * 2.0, lambda g: g))(W), [W])
    assert recording.left_the_library
    json_round_trip(recording.pack()[0])


def test_an_operator_of_the_learner_does_not_pass_for_the_librarys():
    @operator(symbol="x³", slope_x=lambda g, x: g * 3 * x * x)
    def square(x):
        return x * x * x

    W = tf.Variable(2.0)
    recording = Recording(lambda: square(W), [W])
    assert recording.operators == {"square (your own)"}
    assert recording.replay([3.0]) == 27.0


def test_slopes_are_those_of_the_tape_at_other_settings_on_float64():
    W, b = tf.Variable(16.0), tf.Variable(16.0)
    x = tf.constant([-1.0, 0.5, 2.0])
    recording = Recording(lambda: tf.reduce_mean(tf.square(0.1 - (W * x + b))), [W, b])
    distance = 3.0 * x.numpy().astype(np.float64) + 0.5 - float(np.float32(0.1))
    expected = [np.mean(2 * distance * x.numpy()), np.mean(2 * distance)]
    assert recording.slopes([3.0, 0.5]) == pytest.approx(expected, rel=1e-14)

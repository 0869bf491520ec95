"""What programs ask TensorFlow for around their mathematics: the same lines run here, print the same, and fail alike."""

import io
import os

import numpy as np
import pytest

import gradlab
from tests.oracle.against import tensorflow

both = pytest.mark.parametrize("tf", [gradlab, tensorflow], ids=["gradlab", "tensorflow"])

PRINTED = {
    "floats": lambda tf: [tf.constant([1.5, 2.0]), "a", 3],
    "a short float": lambda tf: [
        tf.constant(0.1),
        tf.constant(1e-10),
        tf.constant(-2.0),
        tf.constant(1 / 3),
        tf.constant(2 / 3, tf.float64),
        tf.constant(1.1, tf.float16),
    ],
    "no number": lambda tf: [tf.constant([np.nan, np.inf, -np.inf])],
    "true and false": lambda tf: [tf.constant([True, False])],
    "a long row": lambda tf: [tf.range(10)],
    "a row of six": lambda tf: [tf.range(6)],
    "a matrix": lambda tf: [tf.constant([[1, 2], [3, 4]])],
    "a dict": lambda tf: [{"a": tf.constant(1), "b": [tf.constant(1.0), 2]}],
    "a Variable": lambda tf: ["w:", tf.Variable([1.0, 2.0])],
    "a shape": lambda tf: [tf.shape(tf.zeros((2, 3)))],
}


@pytest.mark.parametrize("name", PRINTED)
def test_it_is_printed_as_tensorflow_prints_it(name, capfd):
    printed = []
    for tf in (gradlab, tensorflow):
        tf.print(*PRINTED[name](tf), output_stream="file://" + os.devnull)
        tf.print(*PRINTED[name](tf))
        printed.append(capfd.readouterr().err)
    ours, theirs = printed
    assert ours == theirs


def test_print_to_a_stream_and_with_other_signs():
    stream = io.StringIO()
    gradlab.print(gradlab.range(5), "b", sep="|", end="!", output_stream=stream, summarize=-1)
    assert stream.getvalue() == "[0 1 2 3 4]|b!"
    with pytest.raises(ValueError, match="output_stream"):
        gradlab.print(1, output_stream="out.txt")


@both
def test_devices_names_and_settings_change_nothing(tf):
    gpus = tf.config.list_physical_devices("GPU")
    for gpu in gpus:
        tf.config.experimental.set_memory_growth(gpu, True)
    assert gpus == []
    assert [d.device_type for d in tf.config.list_physical_devices()] == ["CPU"]
    assert tf.config.list_logical_devices("CPU")[0].name == "/device:CPU:0"
    assert not tf.test.is_gpu_available()
    assert tf.test.gpu_device_name() == ""
    assert tf.executing_eagerly()
    with tf.device("/CPU:0"), tf.name_scope("layer") as scope, tf.control_dependencies([]), tf.init_scope():
        assert float(tf.constant(1.0) + 1) == 2.0
    assert scope == "layer/"
    tf.get_logger().setLevel("ERROR")
    tf.no_op()
    tf.debugging.set_log_device_placement(False)
    tf.config.set_soft_device_placement(True)
    tf.config.set_visible_devices([], "GPU")
    assert tf.config.get_visible_devices("GPU") == []
    assert isinstance(tf.config.list_physical_devices()[0], tf.config.PhysicalDevice)
    assert isinstance(tf.config.list_logical_devices()[0], tf.config.LogicalDevice)
    tf.config.run_functions_eagerly(True)
    assert tf.config.functions_run_eagerly()
    tf.config.run_functions_eagerly(False)
    assert isinstance(tf.version.VERSION, str)
    assert abs(float(tf.timestamp()) - 1.7e9) < 1e9

    @tf.autograph.experimental.do_not_convert
    def double(x):
        return 2 * x

    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32, name="x")])
    def triple(x):
        return 3 * x

    assert double(2) == 4
    assert triple(tf.constant([1.0])).numpy().tolist() == [3.0]
    assert tf.TensorSpec.from_tensor(tf.zeros((2, 3))) == tf.TensorSpec([2, 3], tf.float32)
    assert tf.TensorSpec([None, 3]).is_compatible_with(tf.zeros((2, 3)))
    assert not tf.TensorSpec([None, 4]).is_compatible_with(tf.zeros((2, 3)))
    assert repr(tf.TensorSpec([None, 2], tf.int32)) == "TensorSpec(shape=(None, 2), dtype=tf.int32, name=None)"


@both
def test_nested_structures(tf):
    nested = {"b": [1, (2, 3)], "a": 4}
    assert tf.nest.is_nested(seq=nested)
    assert not tf.nest.is_nested("ab")
    assert tf.nest.flatten(nested) == [4, 1, 2, 3]
    assert tf.nest.map_structure(lambda x, y: x + y, nested, nested) == {"b": [2, (4, 6)], "a": 8}
    assert tf.nest.pack_sequence_as(nested, [1, 2, 3, 4]) == {"b": [2, (3, 4)], "a": 1}
    tf.nest.assert_same_structure([1, 2], [3, 4])
    with pytest.raises(ValueError, match="structure"):
        tf.nest.assert_same_structure([1, 2], [3])
    with pytest.raises(TypeError):
        tf.nest.assert_same_structure([1, 2], (3, 4))
    with pytest.raises(ValueError, match=r"Could not pack|structure"):
        tf.nest.pack_sequence_as([1, 2], [3])


@both
def test_an_array_of_tensors_has_slopes(tf):
    x = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        powers = tf.TensorArray(tf.float32, size=0, dynamic_size=True)
        for i in range(3):
            powers = powers.write(i, x**i)
        z = tf.reduce_sum(powers.stack())
    assert tape.gradient(z, x).numpy() == 5.0  # d/dx (1 + x + x²) = 1 + 2x
    assert int(powers.size()) == 3
    rows = tf.TensorArray(tf.int32, size=2).unstack([[1, 2], [3, 4]])
    assert rows.concat().numpy().tolist() == [1, 2, 3, 4]
    assert rows.read(1).numpy().tolist() == [3, 4]
    errors = (ValueError, tensorflow.errors.OpError)
    with pytest.raises(errors):
        tf.TensorArray(tf.float32, size=1).write(1, 1.0)
    with pytest.raises(errors):
        tf.TensorArray(tf.float32, size=1).read(3)


HOLD = {
    "equal": lambda tf: tf.debugging.assert_equal([1, 2], [1, 2]),
    "near": lambda tf: tf.debugging.assert_near(1.0, 1.0000001),
    "none equal, in TensorFlow's order": lambda tf: tf.debugging.assert_none_equal([1, 2], [3, 4], 3, "hm"),
    "at least": lambda tf: tf.debugging.assert_greater_equal([1.0, 2.0], [1.0, 1.0]),
    "all negative": lambda tf: tf.debugging.assert_negative([-1.0, -2.0]),
    "none positive": lambda tf: tf.debugging.assert_non_positive([-1.0, 0.0]),
    "all finite, by name": lambda tf: tf.debugging.assert_all_finite(x=tf.constant([1.0]), message="bad"),
    "less": lambda tf: tf.debugging.assert_less([1.0, 2.0], 3.0),
    "shapes": lambda tf: tf.debugging.assert_shapes([(tf.zeros((2, 3)), ("N", 3)), (tf.zeros((2,)), ("N",))]),
    "rank": lambda tf: tf.debugging.assert_rank(tf.zeros((2,)), 1),
    "rank at least": lambda tf: tf.debugging.assert_rank_at_least(tf.zeros((2, 2)), 1),
    "type": lambda tf: tf.debugging.assert_type(tf.zeros(2), tf.float32),
    "integer": lambda tf: tf.debugging.assert_integer(tf.constant(1)),
    "numbers": lambda tf: tf.debugging.check_numerics(tf.constant([1.0]), "bad"),
    "a condition": lambda tf: tf.Assert(True, [1]),
    "a shape": lambda tf: tf.ensure_shape(tf.zeros((2, 3)), [None, 3]),
}
BREAK = {
    "equal": lambda tf: tf.debugging.assert_equal(tf.constant([1, 2]), tf.constant([1, 3]), message="hm"),
    "of other shapes": lambda tf: tf.debugging.assert_equal([1, 2], [1, 2, 3]),
    "none equal": lambda tf: tf.debugging.assert_none_equal([1, 2], [3, 2]),
    "near": lambda tf: tf.debugging.assert_near(1.0, 1.1),
    "greater": lambda tf: tf.assert_greater(1.0, 2.0),
    "less or equal": lambda tf: tf.debugging.assert_less_equal(2.0, 1.0),
    "not at least": lambda tf: tf.debugging.assert_greater_equal(1.0, 2.0),
    "not all negative": lambda tf: tf.debugging.assert_negative([-1.0, 0.0]),
    "one positive": lambda tf: tf.debugging.assert_non_positive([-1.0, 1.0]),
    "positive": lambda tf: tf.debugging.assert_positive([1.0, -1.0]),
    "non-negative": lambda tf: tf.debugging.assert_non_negative([1.0, -1.0]),
    "shapes": lambda tf: tf.debugging.assert_shapes([(tf.zeros((2, 3)), ("N", 3)), (tf.zeros((3,)), ("N",))]),
    "rank": lambda tf: tf.debugging.assert_rank(tf.zeros((2,)), 2),
    "rank at least": lambda tf: tf.debugging.assert_rank_at_least(tf.zeros((2,)), 2),
    "type": lambda tf: tf.debugging.assert_type(tf.zeros(2), tf.int32),
    "integer": lambda tf: tf.debugging.assert_integer(tf.zeros(2)),
    "scalar": lambda tf: tf.debugging.assert_scalar(tf.zeros(2)),
    "numbers": lambda tf: tf.debugging.check_numerics(tf.constant([1.0, np.nan]), "bad"),
    "finite": lambda tf: tf.debugging.assert_all_finite(tf.constant([1.0, np.inf]), "bad"),
    "a condition": lambda tf: tf.Assert(tf.constant(False), [tf.constant([1, 2])]),
    "a shape": lambda tf: tf.ensure_shape(tf.zeros((2, 3)), [None, 4]),
}


@pytest.mark.parametrize("name", HOLD)
def test_what_holds_is_passed(name):
    HOLD[name](tensorflow)
    HOLD[name](gradlab)


@pytest.mark.parametrize("name", BREAK)
def test_what_does_not_hold_is_refused_with_the_same_kind_of_error(name):
    with pytest.raises((ValueError, TypeError, tensorflow.errors.InvalidArgumentError)) as theirs:
        BREAK[name](tensorflow)
    kind = gradlab.errors.InvalidArgumentError if isinstance(theirs.value, tensorflow.errors.OpError) else theirs.type
    with pytest.raises(kind) as ours:
        BREAK[name](gradlab)
    assert len(str(ours.value)) > 20


@both
def test_streams_of_random_numbers_begin_anew_with_their_seed(tf):
    one, same, other = (tf.random.Generator.from_seed(seed) for seed in (1, 1, 2))
    first = one.normal([3]).numpy()
    assert first.tolist() == same.normal([3]).numpy().tolist() != other.normal([3]).numpy().tolist()
    assert one.normal([3]).numpy().tolist() != first.tolist()
    assert len(one.split(2)) == 2
    tf.random.set_global_generator(tf.random.Generator.from_seed(1))
    assert tf.random.get_global_generator().normal([3]).numpy().tolist() == first.tolist()
    seeds = [tf.random.fold_in([1, 2], data=n).numpy().tolist() for n in (5, 5, 6)]
    assert seeds[0] == seeds[1] != seeds[2]
    for draw in (tf.random.stateless_normal, tf.random.stateless_uniform, tf.random.stateless_truncated_normal):
        a, b = draw([4], seed=[1, 2]), draw([4], seed=[1, 2])
        assert a.numpy().tolist() == b.numpy().tolist() != draw([4], seed=[2, 1]).numpy().tolist()
        assert a.dtype == tf.float32
    with pytest.raises((ValueError, tensorflow.errors.OpError)):
        tf.random.stateless_normal([2], seed=1)


@both
def test_random_numbers_are_spread_as_their_names_say(tf):
    tf.random.set_seed(0)
    short = tf.random.truncated_normal([20_000], mean=1.0, stddev=2.0).numpy()
    assert np.abs(short - 1).max() <= 4
    assert abs(short.mean() - 1) < 0.1
    assert abs(short.std() - 2 * 0.8796) < 0.05  # √(1 - 4φ(2) / (2Φ(2) - 1)) of a bell curve cut at ±2
    stream = tf.random.Generator.from_seed(1)
    for draw, width, farthest in ((stream.truncated_normal, 0.8796, 2), (stream.normal, 1, 6)):
        numbers = draw([20_000]).numpy()
        assert abs(numbers.mean()) < 0.05
        assert abs(numbers.std() - width) < 0.03
        assert np.abs(numbers).max() <= farthest
    draws = tf.random.categorical(tf.math.log([[0.2, 0.8]]), 20_000).numpy()
    assert draws.shape == (1, 20_000)
    assert draws.dtype == np.int64
    assert abs(draws.mean() - 0.8) < 0.02
    dropped = tf.nn.dropout(tf.ones(20_000), rate=0.25).numpy()
    assert abs((dropped == 0).mean() - 0.25) < 0.02
    assert dropped.max() == pytest.approx(4 / 3)


@both
def test_a_shape_is_read_as_a_list_and_may_be_open(tf):
    assert tf.zeros((2, 3)).shape.as_list() == [2, 3]
    assert tf.TensorShape([2, None]).as_list() == [2, None]
    assert tf.TensorShape([2, None]).is_compatible_with([2, 5])
    assert tf.TensorShape([2, 3]).num_elements() == 6


@pytest.mark.parametrize("name", ["complex64", "bfloat16", "Graph", "profiler"])
def test_what_is_not_here_is_said_in_a_sentence(name):
    with pytest.raises(AttributeError, match=f"gradlab.{name} is not here: "):
        getattr(gradlab, name)

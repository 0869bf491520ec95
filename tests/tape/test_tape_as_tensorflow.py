"""The tape behaves as TensorFlow's GradientTape: each test is one line of that behaviour.

Where TensorFlow's own answer is poor, the test says what gradlab answers instead.
"""

import threading
import warnings

import numpy as np
import pytest

import gradlab as tf
from gradlab.tensors.errors import InvalidArgumentError, NoGradientWarning

pytestmark = pytest.mark.filterwarnings("ignore::gradlab.tensors.errors.NoGradientWarning")


@pytest.fixture
def x():
    return tf.Variable(3.0, name="x")


def squared(x, **options):
    with tf.GradientTape(**options) as tape:
        y = x * x
    return tape, y


# Playing


def test_second_play_of_a_tape_that_is_not_persistent_is_a_runtime_error(x):
    tape, y = squared(x)
    assert tape.gradient(y, x) == 6.0
    with pytest.raises(RuntimeError, match="A non-persistent GradientTape can only be used to compute one set of gradients"):
        tape.gradient(y, x)


def test_play_of_a_tape_that_was_never_entered_is_a_runtime_error(x):
    with pytest.raises(RuntimeError, match="A non-persistent GradientTape can only be used"):
        tf.GradientTape().gradient(x * x, x)


def test_persistent_tape_plays_again_and_again(x):
    tape, y = squared(x, persistent=True)
    assert [float(tape.gradient(y, x)) for _ in range(3)] == [6.0] * 3


def test_unwatched_constant_is_none_or_zeros_of_the_sources_shape_and_dtype():
    c = tf.constant([1.0, 2.0], dtype=tf.float64)
    tape, y = squared(c, persistent=True)
    assert tape.gradient(y, c) is None
    for zero in ("zero", tf.UnconnectedGradients.ZERO):
        zeros = tape.gradient(y, c, unconnected_gradients=zero)
        assert (zeros.shape, zeros.dtype) == (c.shape, c.dtype)
        assert not zeros.numpy().any()


def test_unknown_value_for_unconnected_gradients_is_a_value_error(x):
    tape, y = squared(x)
    with pytest.raises(ValueError, match="Unknown value for unconnected_gradients: 'zeros'"):
        tape.gradient(y, x, unconnected_gradients="zeros")


def test_variable_that_the_target_does_not_use_is_none_or_zeros(x):
    other = tf.Variable([1.0, 2.0])
    tape, y = squared(x, persistent=True)
    assert tape.gradient(y, other) is None
    assert tape.gradient(y, other, unconnected_gradients="zero").numpy().tolist() == [0.0, 0.0]


def test_target_none_is_a_type_error_that_names_the_argument(x):
    tape, _ = squared(x)
    with pytest.raises(TypeError, match=r"Argument `target` should be .* but received None"):
        tape.gradient(None, x)


@pytest.mark.parametrize("source", [None, 3.0, np.array([3.0])])
def test_source_that_is_no_tensor_is_a_type_error_that_names_it_and_its_type(x, source):
    tape, y = squared(x)
    with pytest.raises(TypeError, match=f"`sources` should be Tensors or Variables, but received .*{type(source).__name__}"):
        tape.gradient(y, source)


@pytest.mark.parametrize("target", [9.0, np.float32(9.0)])
def test_target_that_left_the_library_is_a_type_error_that_says_so(x, target):
    tape, _ = squared(x)
    with pytest.raises(TypeError, match=r"`target` should be Tensors .* by \.numpy\(\), is lost to the tape"):
        tape.gradient(target, x)


def test_target_that_is_a_function_is_a_type_error_that_says_to_call_it(x):
    tape, _ = squared(x)
    with pytest.raises(TypeError, match=r"`target` should be Tensors .* call it inside the `with` block"):
        tape.gradient(squared, x)


def test_target_that_is_its_own_source_has_slope_one(x):
    with tf.GradientTape() as tape:
        pass
    assert tape.gradient(x, x) == 1.0


def test_target_of_many_numbers_gives_the_gradient_of_their_sum():
    v = tf.Variable([1.0, 2.0])
    with tf.GradientTape() as tape:
        y = v * v
    assert tape.gradient(y, v).numpy().tolist() == [2.0, 4.0]


def test_several_targets_add_up_and_a_target_that_is_a_source_adds_one():
    x = tf.Variable(2.0)
    tape, y = squared(x, persistent=True)
    assert tape.gradient([x, y], x) == 5.0
    assert tape.gradient({"a": y, "b": y}, x) == 8.0


def test_sources_come_back_in_their_structure(x):
    other = tf.Variable(1.0)
    tape, y = squared(x, persistent=True)
    found = tape.gradient(y, {"b": [x, (other, x)], "a": x})
    assert list(found) == ["b", "a"]
    assert found["a"] == 6.0
    assert isinstance(found["b"][1], tuple)
    assert found["b"][0] == 6.0
    assert found["b"][1][0] is None
    assert tape.gradient(y, []) == []
    assert [float(g) for g in tape.gradient(y, (x, x))] == [6.0, 6.0]


def test_intermediate_tensor_is_a_source_without_being_watched(x):
    with tf.GradientTape() as tape:
        y = x * x
        z = y * y
    assert tape.gradient(z, y) == 18.0


def test_gradient_inside_the_block_stops_a_tape_that_is_not_persistent(x):
    with tf.GradientTape() as tape:
        y = x * x
        assert tape.gradient(y, x) == 6.0
        z = x * x
        with pytest.raises(RuntimeError, match="non-persistent"):
            tape.gradient(z, x)


def test_gradient_inside_the_block_of_a_persistent_tape_is_recorded_and_warned_of(x):
    with tf.GradientTape(persistent=True) as tape:
        y = x * x * x
        with pytest.warns(UserWarning, match="inside its own `with` block records the playback too"):
            g = tape.gradient(y, x)
    assert tape.gradient(g, x) == 18.0


def test_nested_tapes_give_second_derivatives(x):
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = x * x * x
        g = inner.gradient(y, x)
    assert g == 27.0
    assert outer.gradient(g, x) == 18.0


def test_inner_gradient_outside_of_the_outer_block_has_no_second_derivative(x):
    with tf.GradientTape() as outer, tf.GradientTape() as inner:
        y = x * x * x
    assert outer.gradient(inner.gradient(y, x), x) is None


def test_tapes_nest_to_the_fourth_derivative(x):
    tapes = [tf.GradientTape() for _ in range(4)]
    for tape in tapes:
        tape.__enter__()
    y = x * x * x * x
    for tape in reversed(tapes):
        tape.__exit__(None, None, None)
        y = tape.gradient(y, x)
    assert y == 24.0


# Recording


def test_active_tape_cannot_be_entered_again(x):
    with tf.GradientTape() as tape, pytest.raises(ValueError, match="Tape is still recording"), tape:
        pass


def test_exited_tape_continues_when_it_is_entered_again(x):
    tape, y = squared(x)
    with tape:
        z = y * y
    assert tape.gradient(z, x) == 108.0


def test_exception_leaves_the_tape_clean_and_what_was_recorded_usable(x):
    tape = tf.GradientTape()
    with pytest.raises(ZeroDivisionError), tape:  # noqa: PT012 - the block of the tape is what is tested
        y = x * x
        raise ZeroDivisionError
    outside = y * y
    assert tape.gradient(y, x) == 6.0
    assert tape.why_none(outside, x) is not None


def test_failing_operator_leaves_the_tape_clean(x):
    with tf.GradientTape() as tape:
        y = x * x
        with pytest.raises(InvalidArgumentError):
            tf.constant([1.0, 2.0]) + tf.constant([1.0, 2.0, 3.0])
        z = y * y
    assert tape.gradient(z, x) == 108.0


def test_failing_slope_rule_leaves_the_thread_clean(x):
    @tf.custom_gradient
    def failing(x):
        def grad(g):
            raise ZeroDivisionError

        return x, grad

    with tf.GradientTape() as tape:
        y = failing(x)
    with pytest.raises(ZeroDivisionError):
        tape.gradient(y, x)
    tape, y = squared(x)
    assert isinstance(tape.gradient(y, x), tf.Tensor)


def test_stop_recording_leaves_a_gap(x):
    with tf.GradientTape() as tape:
        with tape.stop_recording():
            y = x * x
        z = x * x
    assert tape.gradient([y], [x]) == [None]
    assert z == 9.0


def test_stop_recording_of_a_tape_that_does_not_record_is_an_error(x):
    with (
        pytest.raises(RuntimeError, match="Trying to stop recording a tape which is not recording"),
        tf.GradientTape().stop_recording(),
    ):
        pass
    tape, _ = squared(x)
    with pytest.raises(ValueError, match="Tape is not recording"), tape.stop_recording():
        pass


def test_reset_forgets_what_came_before(x):
    with tf.GradientTape(persistent=True) as tape:
        y = x * x
        tape.reset()
        z = x * 5.0
    assert tape.gradient(y, x) is None
    assert tape.gradient(z, x) == 5.0


def test_stop_gradient_lets_nothing_pass(x):
    with tf.GradientTape(persistent=True) as tape:
        y = tf.stop_gradient(x * x)
        z = y * x
    assert tape.gradient(y, x) is None
    assert tape.gradient(z, x) == 9.0


@pytest.mark.parametrize("thing", [3.0, np.array([3.0])])
def test_watch_takes_tensors_only(thing):
    with tf.GradientTape() as tape, pytest.raises(ValueError, match=r"Passed in object .* of type .*, not tf.Tensor"):
        tape.watch(thing)


def test_watch_before_entering_says_what_to_do(x):
    with pytest.raises(RuntimeError, match=r"`watch` was called before .* call it inside `with tape:`"):
        tf.GradientTape().watch(x)


def test_watch_of_whole_numbers_warns_and_the_gradient_is_none():
    c = tf.constant(3)
    with tf.GradientTape() as tape:
        with pytest.warns(UserWarning, match=r"must be floating .* got int32"):
            tape.watch(c)
        y = c * c
    assert tape.gradient(y, c) is None


def test_variable_of_whole_numbers_is_none_and_gradlab_says_why():
    n = tf.Variable(3, name="n")
    tape, y = squared(n)
    with pytest.warns(NoGradientWarning, match=r"holds whole numbers \(int32\)"):
        assert tape.gradient(y, n) is None


@pytest.mark.parametrize(
    "lose",
    [
        lambda x: tf.cast(tf.cast(x, tf.int32), tf.float32),
        lambda x: tf.argmax([x, 2.0 * x]),
        lambda x: tf.constant(np.sin(x)) * 2.0,
        lambda x: tf.constant(float(x)),
    ],
)
def test_whole_numbers_argmax_and_numpy_on_the_way_are_none(x, lose):
    with tf.GradientTape() as tape:
        y = lose(x)
    assert tape.gradient(y, x) is None


def test_only_what_is_watched_when_accessed_variables_are_not(x):
    w = tf.Variable(2.0)
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(w)
        y = w * x
    gw, gx = tape.gradient(y, [w, x])
    assert gw == 3.0
    assert gx is None


def test_untrainable_variable_is_none_unless_watched():
    w = tf.Variable(2.0, trainable=False)
    tape, y = squared(w)
    assert tape.gradient(y, w) is None
    with tf.GradientTape() as tape:
        tape.watch(w)
        y = w * w
    assert tape.gradient(y, w) == 4.0


def test_watched_variables_come_in_order_of_construction_even_after_the_play():
    a, b = tf.Variable(1.0), tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = b * a
    tape.gradient(y, a)
    first, second = tape.watched_variables()
    assert first is a
    assert second is b


# Jacobians


def test_output_gradients_are_the_slopes_from_above():
    v = tf.Variable([1.0, 2.0])
    tape, y = squared(v, persistent=True)
    assert tape.gradient(y, v, output_gradients=[1.0, 10.0]).numpy().tolist() == [2.0, 40.0]
    with pytest.raises(InvalidArgumentError, match=r"Incompatible shapes: \[3\] vs. \[2\]"):
        tape.gradient(y, v, output_gradients=[1.0, 1.0, 1.0])


def test_jacobian_has_the_shape_of_the_target_then_the_source():
    v, w = tf.Variable([1.0, 2.0]), tf.Variable([[1.0, 0.0, 2.0]])
    with tf.GradientTape() as tape:
        y = v[:, None] * w
    jv, jw = tape.jacobian(y, [v, w])
    assert (jv.shape, jw.shape) == ((2, 3, 2), (2, 3, 1, 3))
    assert jv.numpy()[1, 2].tolist() == [0.0, 2.0]
    assert jw.numpy()[1, 2, 0].tolist() == [0.0, 0.0, 2.0]


def test_a_jacobian_uses_a_tape_up(x):
    with tf.GradientTape() as tape:
        y = x * x
        tape.jacobian(y, x)
    with pytest.raises(RuntimeError, match="can only be used to compute one set of gradients"):
        tape.jacobian(y, x)


def test_jacobian_without_pfor_needs_a_persistent_tape(x):
    tape, y = squared(x)
    with pytest.raises(RuntimeError, match="GradientTape must be created with persistent=True to compute the jacobian"):
        tape.jacobian(y, x, experimental_use_pfor=False)


def test_jacobian_of_what_does_not_connect_is_none_or_zeros(x):
    v = tf.Variable([1.0, 2.0])
    tape, y = squared(v, persistent=True)
    assert tape.jacobian(y, x) is None
    assert tape.jacobian(y, x, unconnected_gradients="zero").shape == (2,)


def test_batch_jacobian_keeps_the_examples_apart():
    v = tf.constant([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    with tf.GradientTape() as tape:
        tape.watch(v)
        y = v * v
    j = tape.batch_jacobian(y, v)
    assert j.shape == (3, 2, 2)
    assert j.numpy()[2].tolist() == [[10.0, 0.0], [0.0, 12.0]]


def test_batch_jacobian_needs_the_same_number_of_examples():
    a, b = tf.Variable([[1.0], [2.0]]), tf.Variable([3.0])
    with tf.GradientTape(persistent=True) as tape:
        y = a * b
        z = tf.reduce_sum(y)
    with pytest.raises(ValueError, match=r"Need first dimension of target shape .* to match"):
        tape.batch_jacobian(y, b)
    with pytest.raises(ValueError, match=r"For a single target, use tape.gradient"):
        tape.batch_jacobian(z, a)


def test_hessian_is_the_jacobian_of_the_gradient():
    v = tf.Variable([1.0, 2.0])
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = v[0] * v[0] * v[1]
        g = inner.gradient(y, v)
    assert outer.jacobian(g, v).numpy().tolist() == [[4.0, 2.0], [2.0, 0.0]]


# Variables that change


def test_gradient_uses_the_value_that_was_read_while_recording(x):
    tape, y = squared(x)
    x.assign(100.0)
    assert tape.gradient(y, x) == 6.0


def test_assignment_inside_the_block_counts_from_the_next_reading(x):
    with tf.GradientTape() as tape:
        x.assign_add(1.0)
        y = x * x
    assert tape.gradient(y, x) == 8.0


def test_gradient_does_not_pass_through_assign(x):
    state = tf.Variable(0.0)
    with tf.GradientTape() as tape:
        state.assign(x * 2.0)
        y = state * state
    assert tape.gradient(y, x) is None


def test_variable_that_was_replaced_by_a_tensor_is_none(x):
    x = x + 1.0
    tape, y = squared(x)
    assert tape.gradient(y, x) is None


@pytest.mark.parametrize("symbol", ["+=", "-=", "*=", "/="])
def test_in_place_arithmetic_on_a_variable_is_an_error_that_names_the_method(x, symbol):
    with pytest.raises(RuntimeError, match=r"is not supported\. Use `variable\.assign"):
        exec(f"x {symbol} 1.0", {"x": x})


def test_assign_sub_returns_what_can_be_used_on(x):
    assert x.assign_sub(1.0) == 2.0
    assert x.assign_sub(1.0).assign_sub(1.0) == 0.0


def test_assign_of_none_is_a_value_error_that_explains_it(x):
    with pytest.raises(ValueError, match=r"received None .* nothing connects"):
        x.assign_sub(None)
    with pytest.raises(TypeError, match="unsupported operand"):
        0.1 * None  # noqa: B018
    assert x == 3.0


@pytest.mark.parametrize("delta", [1.0, [1.0, 2.0, 3.0]])
def test_assign_sub_of_another_shape_is_an_error_and_changes_nothing(delta):
    v = tf.Variable([1.0, 2.0])
    with pytest.raises(InvalidArgumentError, match="The shapes must be equal"):
        v.assign_sub(delta)
    assert v.numpy().tolist() == [1.0, 2.0]


def test_assign_of_another_shape_is_an_error_and_changes_nothing():
    w = tf.Variable([1.0, 2.0], name="w")
    with pytest.raises(ValueError, match="Cannot assign value to variable 'w:0': Shape mismatch"):
        w.assign([1.0, 2.0, 3.0])
    assert w.numpy().tolist() == [1.0, 2.0]


def test_dtypes_do_not_mix(x):
    with pytest.raises(ValueError, match="float64"):
        x.assign(tf.constant(1.0, dtype=tf.float64))
    with pytest.raises(InvalidArgumentError, match="multiply needs inputs of one dtype"):
        x * tf.constant(1.0, dtype=tf.float64)
    with pytest.raises(TypeError, match="whole number"):
        tf.Variable(3) * 2.5


def test_shapes_that_do_not_fit_are_named():
    with pytest.raises(InvalidArgumentError, match=r"Incompatible shapes: \[2\] vs\. \[3\]"):
        tf.constant([1.0, 2.0]) + tf.constant([1.0, 2.0, 3.0])
    with pytest.raises(InvalidArgumentError, match=r"Matrix size-incompatible: \[1, 2\] times \[1, 2\]"):
        tf.ones([1, 2]) @ tf.ones([1, 2])
    with pytest.raises(InvalidArgumentError, match="need two axes or more"):
        tf.ones([2]) @ tf.ones([2])


def test_item_assignment_is_an_error_that_names_the_way():
    v = tf.Variable([1.0, 2.0, 3.0])
    with pytest.raises(TypeError, match="does not support item assignment"):
        v[0] = 5.0
    v[0].assign(5.0)
    v[1:].assign([6.0, 7.0])
    assert v.numpy().tolist() == [5.0, 6.0, 7.0]
    with pytest.raises(InvalidArgumentError, match="the part has shape"):
        v[1:].assign(1.0)
    assert v.numpy().tolist() == [5.0, 6.0, 7.0]


def test_part_of_a_variable_is_recorded_like_any_tensor():
    v = tf.Variable([1.0, 2.0, 3.0])
    with tf.GradientTape() as tape:
        part = v[1:]
        y = part * part
    g, p = tape.gradient(y, [v, part])
    assert g.numpy().tolist() == [0.0, 4.0, 6.0]
    assert p.numpy().tolist() == [4.0, 6.0]


def test_variable_needs_an_initial_value():
    with pytest.raises(ValueError, match="`initial_value` of a Variable must be given"):
        tf.Variable()


def test_dtype_of_a_variable_follows_its_value():
    kinds = [tf.Variable(v).dtype for v in (3.0, [1.0], 3, np.float64(3.0))]
    assert kinds == [np.float32, np.float32, np.int32, np.float64]


def test_repr_is_tensorflows():
    assert repr(tf.Variable(3.0, name="w")) == "<tf.Variable 'w:0' shape=() dtype=float32, numpy=3.0>"
    expected = "<tf.Tensor: shape=(2,), dtype=float32, numpy=array([1., 2.], dtype=float32)>"
    assert repr(tf.constant([1.0, 2.0])) == expected


def test_tensors_are_no_keys_but_their_references_are(x):
    with pytest.raises(TypeError, match=r"Variable is unhashable.*\.ref\(\)"):
        hash(x)
    assert {x.ref(): 1}[x.ref()] == 1
    assert x.ref().deref() is x
    assert x.ref() != tf.Variable(3.0).ref()


def test_equality_compares_element_by_element():
    same = tf.constant([1.0, 2.0]) == tf.constant([1.0, 3.0])
    assert same.numpy().tolist() == [True, False]
    assert (tf.constant(1.0) == None) is False  # noqa: E711


def test_arrays_and_lists_on_either_side_are_recorded():
    v = tf.Variable([1.0, 2.0])
    for left in (np.array([3.0, 4.0]), [3.0, 4.0]):
        with tf.GradientTape(persistent=True) as tape:
            y, z = left * v, v * left
        assert tape.gradient(y, v).numpy().tolist() == [3.0, 4.0]
        assert tape.gradient(z, v).numpy().tolist() == [3.0, 4.0]


def test_numpys_own_functions_leave_the_tape(x):
    with tf.GradientTape():
        assert isinstance(np.sin(x), (np.ndarray, np.generic))


def test_list_that_holds_tensors_is_stacked_and_recorded(x):
    with tf.GradientTape(persistent=True) as tape:
        y = tf.reduce_sum(tf.square([x, 2.0, x]))
        z = tf.constant([[x, 1.0], [2.0, x]])
        t = tf.convert_to_tensor([x, x])
    assert tape.gradient(y, x) == 12.0
    assert tape.gradient(z, x) == 2.0
    assert tape.gradient(t, x) == 2.0
    assert z.shape == (2, 2)


# Own slopes, forward mode, threads


def test_custom_gradient_of_the_wrong_count_is_a_value_error(x):
    @tf.custom_gradient
    def product(a, b):
        return a * b, lambda g: [g * b]

    with tf.GradientTape() as tape:
        y = product(x, x)
    with pytest.raises(ValueError, match="custom_gradient function expected to return 2 gradients, but returned 1 instead"):
        tape.gradient(y, x)


def test_custom_gradient_replaces_the_slope_to_second_order(x):
    @tf.custom_gradient
    def tenfold(a):
        return a * a, lambda g: g * a * 10.0

    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = tenfold(x)
        g = inner.gradient(y, x)
    assert g == 30.0
    assert outer.gradient(g, x) == 10.0


@pytest.mark.parametrize(
    ("f", "at", "expected"),
    [
        (tf.nn.relu, 0.0, 0.0),
        (tf.abs, 0.0, 0.0),
        (tf.sqrt, 0.0, np.inf),
        (tf.math.log, 0.0, np.inf),
        (tf.reduce_max, [2.0, 2.0], [0.5, 0.5]),
        (lambda x: x**0.0, 0.0, np.nan),
        (lambda x: x**2.0, 0.0, 0.0),
        (tf.sign, 2.0, 0.0),
    ],
)
def test_subgradients(f, at, expected):
    v = tf.Variable(at)
    with tf.GradientTape() as tape:
        y = f(v)
    np.testing.assert_array_equal(tape.gradient(y, v).numpy(), expected)


def test_slope_of_a_maximum_goes_to_the_first_at_a_tie(x):
    y = tf.Variable(3.0)
    for f in (tf.maximum, tf.minimum):
        with tf.GradientTape() as tape:
            z = f(x, y)
        assert [float(g) for g in tape.gradient(z, [x, y])] == [1.0, 0.0]


def test_a_branch_not_taken_gives_nan_where_its_own_slope_is_infinite_and_choosing_inside_helps():
    v = tf.Variable([0.0, -1.0, 2.0])
    with tf.GradientTape(persistent=True) as tape:
        outside = tf.where(v > 0.0, tf.math.log(v), 7.0)
        inside = tf.where(v > 0.0, tf.math.log(tf.where(v > 0.0, v, 1.0)), 7.0)
    np.testing.assert_allclose(tape.gradient(outside, v).numpy(), [np.nan, 0.0, 0.5])  # 0/0, 0/-1, 1/2
    np.testing.assert_allclose(tape.gradient(inside, v).numpy(), [0.0, 0.0, 0.5])


def test_gradient_of_gather_is_a_tensor():
    v = tf.Variable([1.0, 2.0, 3.0])
    with tf.GradientTape() as tape:
        y = tf.gather(v, [2, 2, 0])
    assert tape.gradient(y, v).numpy().tolist() == [1.0, 0.0, 2.0]


def test_tape_belongs_to_its_thread(x):
    elsewhere = []

    def work():
        elsewhere.append(x * x)
        tape, y = squared(x)
        elsewhere.append(tape.gradient(y, x))

    with tf.GradientTape() as tape:
        y = x * x
        worker = threading.Thread(target=work)
        worker.start()
        worker.join()
    assert tape.gradient(elsewhere[0], x) is None
    assert elsewhere[1] == 6.0
    assert y == 9.0


def test_forward_accumulator_computes_jacobian_vector_products(x):
    with tf.autodiff.ForwardAccumulator(x, 1.0) as accumulator:
        y = x * x * x
        c = tf.constant(1.0) * 2.0
    assert accumulator.jvp(y) == 27.0
    assert accumulator.jvp(c) is None
    assert accumulator.jvp(c, unconnected_gradients="zero") == 0.0


def test_forward_accumulator_takes_structures_and_nests_with_tapes_and_itself(x):
    w = tf.Variable([1.0, 2.0])
    with tf.autodiff.ForwardAccumulator([x, w], [1.0, [10.0, 20.0]]) as accumulator:
        y = {"product": x * w, "sum": tf.reduce_sum(w)}
    moved = accumulator.jvp(y)
    assert moved["product"].numpy().tolist() == [31.0, 62.0]
    assert moved["sum"] == 30.0
    with tf.autodiff.ForwardAccumulator(x, 1.0) as outer:
        with tf.autodiff.ForwardAccumulator(x, 1.0) as inner:
            y = x * x * x
        once = inner.jvp(y)
    assert outer.jvp(once) == 18.0
    with tf.GradientTape() as tape:
        with tf.autodiff.ForwardAccumulator(x, 1.0) as accumulator:
            y = x * x * x
        once = accumulator.jvp(y)
    assert tape.gradient(once, x) == 18.0
    with tf.autodiff.ForwardAccumulator(x, 1.0) as accumulator:
        with tf.GradientTape() as tape:
            y = x * x * x
        g = tape.gradient(y, x)
    assert accumulator.jvp(g) == 18.0


def test_tangent_of_another_shape_is_a_value_error(x):
    with pytest.raises(ValueError, match="`tangents` should have the shapes of `primals`"):
        tf.autodiff.ForwardAccumulator(x, [1.0, 2.0])


def test_no_warning_where_every_gradient_is_found(x):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tape, y = squared(x)
        tape.gradient(y, [x])

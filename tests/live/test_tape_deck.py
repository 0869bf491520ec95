"""The deck on the Python side: its numbers are the tape's, every frame can be read as text, long films fold, and bad input
is answered in words."""

import math
import re

import numpy as np
import pytest

import gradlab as tf
from gradlab.live import TapeDeck

x, y = tf.Variable(2.0), tf.Variable(3.0)


@pytest.fixture(autouse=True)
def _as_at_first():
    x.assign(2.0)
    y.assign(3.0)


def f():
    product = x * y
    return product + x


def rows(deck):
    """The lines of the table, each as its cells."""
    return [re.split(r" {2,}", line.strip()) for line in deck.text().splitlines() if line]


def test_every_frame_is_told_forwards_and_then_backwards():
    forwards, backwards = TapeDeck(f).text().split("\n\n")
    assert [re.split(" {2,}", line) for line in forwards.splitlines()[1:]] == [
        ["1", "multiply", "number", "product = x · y = 2 · 3", "6"],
        ["2", "add", "number", "f = product + x = 6 + 2", "8"],
    ]
    assert [re.split(" {2,}", line.strip()) for line in backwards.splitlines()[1:]] == [
        ["3", "start", "f", "∂f/∂f = 1", "1"],
        ["4", "add", "product", "∂f/∂product = 1, 1 × 1", "1"],
        ["x", "∂f/∂x = 1, 1 × 1", "1"],
        ["5", "multiply", "x", "∂product/∂x = y = 3, 3 × 1", "1 + 3 = 4"],
        ["y", "∂product/∂y = x = 2, 2 × 1", "2"],
    ]
    assert print(TapeDeck(f)) is None
    assert str(TapeDeck(f)) == TapeDeck(f).text()


def test_the_columns_of_the_text_are_aligned():
    forwards = TapeDeck(f).text().split("\n\n")[0].splitlines()
    assert len({line.index(word) for line, word in zip(forwards, ["what", "product =", "f ="])}) == 1


def test_slopes_are_those_of_the_tape_also_where_slopes_meet():
    def g():
        a = tf.sin(x * y)
        return a * a + tf.exp(-x) / (y + a)

    with tf.GradientTape() as tape:
        result = g()
    deck = TapeDeck(g)
    for name, slope in zip("xy", tape.gradient(result, [x, y])):
        assert deck.slopes[name] == pytest.approx(float(slope), rel=1e-5)


def test_a_formula_says_the_input_also_where_tensorflows_argument_is_a_word():
    text = TapeDeck(lambda: tf.reshape(tf.nn.relu(x * y), [])).text()
    assert "max(0, v1) = max(0, 6) " in text
    assert "∂v2/∂v1 = 1 where v1 > 0, else 0" in text
    assert "reshape(v2)" in text


def test_what_goes_in_twice_has_a_local_slope_through_each_of_its_places():
    deck = TapeDeck(lambda: x * x)
    back = [re.split(" {2,}", line.strip()) for line in deck.text().split("\n\n")[1].splitlines()[2:]]
    assert back == [
        ["3", "multiply", "x", "local slope through the 1st x = 2, 2 × 1", "2"],
        ["x", "local slope through the 2nd x = 2, 2 × 1", "2 + 2 = 4"],
    ]
    deck.step = 3
    assert "local slope through the 2nd x = 2, times 1 from above: to x goes 2" in deck.describe()
    assert "∂z/∂x" not in deck.describe()


def test_a_sum_at_a_shared_node_adds_up_what_arrives_in_order():
    film = TapeDeck(lambda: x * x * x).film()
    arriving = [one for one in film.passes if film.nodes[one.into].name == "x"]
    assert [(one.before, float(one.slope), float(one.total)) for one in arriving] == [
        (None, 4.0, 4.0),  # from (x·x)·x: x·x
        (4.0, 4.0, 8.0),  # and from x·x twice: x · x from above
        (8.0, 4.0, 12.0),
    ]


def test_arrays_keep_their_shapes_and_the_slope_is_that_of_the_tape():
    W, b = tf.Variable(np.arange(6.0).reshape(3, 2) / 7, name="W"), tf.Variable([0.5, -0.5], name="b", dtype=tf.float64)
    data = tf.constant(np.cos(np.arange(12.0)).reshape(4, 3))

    def error():
        hidden = tf.tanh(data @ W + b)
        return tf.reduce_mean(tf.square(hidden))

    with tf.GradientTape() as tape:
        result = error()
    deck = TapeDeck(error)
    for name, slope in zip(["W", "b"], tape.gradient(result, [W, b])):
        np.testing.assert_allclose(deck.slopes[name], slope, rtol=1e-12)
    assert rows(deck)[1][:4] == ["1", "matmul", "4×2", "v1 = data · W"]
    assert any(row[1:3] == ["tanh", "4×2"] and row[3] == "hidden = tanh(v2)" for row in rows(deck)[:6])
    assert [knob.name for knob in deck.knobs] == ["W_0_0", "W_0_1", "W_1_0", "W_1_1", "W_2_0", "W_2_1", "b_0", "b_1"]


def test_when_an_input_turns_all_numbers_follow():
    deck = TapeDeck(f)
    deck.x = 5.0
    assert float(x) == 5.0
    assert deck.slopes == {"x": 4.0, "y": 5.0}
    y.assign(-1.0)
    assert deck.slopes == {"x": 0.0, "y": 5.0}
    assert "product = x · y = 5 · (-1)" in deck.text()


def test_a_variable_without_a_knob_reaches_the_page_too():
    big = tf.Variable(tf.ones([3, 4]), name="big")
    deck = TapeDeck(lambda: tf.reduce_sum(big * x))
    assert [knob.name for knob in deck.knobs] == ["x"]
    big.assign(tf.fill([3, 4], 2.0))
    assert sorted(np.frombuffer(deck._settings)) == [2.0] * 13
    assert deck.slopes["x"] == 24.0
    deck.close()
    assert deck._turned_in_python not in (*big.listeners, *x.listeners)


def test_order_two_plays_the_playback_back():
    for at in (0.5, 2.0):
        x.assign(at)
        deck = TapeDeck(lambda: x * x * x, [x], order=2)
        film = deck.film()
        assert float(film.nodes[film.output].value) == pytest.approx(3 * at**2)
        assert film.nodes[film.output].name == "dz_dx"
        assert deck.slopes["x"] == pytest.approx(6 * at)
    assert TapeDeck(lambda: x * x * x, [x], order=3).slopes["x"] == pytest.approx(6.0)


def test_the_operators_of_the_playback_are_told_apart():
    deck = TapeDeck(lambda: x * x * x, [x], order=2)
    film = deck.film()
    played_back = [place for place in film.used if film.nodes[place].operator and place >= deck._played_from]
    recorded = [place for place in film.used if film.nodes[place].operator and place < deck._played_from]
    assert len(recorded) == 1  # x · x; the product with the third x is not needed for the slope
    assert len(played_back) == 6
    assert TapeDeck(f)._played_from is None


def test_a_tape_is_shown_and_not_used_up_by_it():
    with tf.GradientTape() as tape:
        p = x * y
        q = tf.exp(p - 5.0) / y
    deck = TapeDeck(tape, q)
    assert not deck.persistent
    shown = deck.slopes
    slopes = tape.gradient(q, [x, y])
    assert [shown["x"], shown["y"]] == [float(slope) for slope in slopes]
    assert "p = x · y = 2 · 3" in deck.text()


def test_what_a_tape_did_not_keep_is_said_and_not_invented():
    with tf.GradientTape(persistent=True) as tape:
        q = tf.exp(x + 5.0)
    deck = TapeDeck(tape, q)
    assert deck.persistent
    assert "v1 = x + ?" in deck.text()
    assert "(not kept)" in deck.text()
    assert "“not kept” stands where one is missing" in deck._note
    assert "did not keep x" in deck._note


def test_a_tape_that_is_not_persistent_is_used_up_by_one_play():
    deck = TapeDeck(f, persistent=False)
    deck.step = 4
    assert not deck.used_up
    deck.step = 5
    assert deck.used_up
    deck.record_again()
    assert (deck.step, deck.used_up) == (0, False)
    lasting = TapeDeck(f)
    lasting.step = 5
    assert not lasting.used_up


class Value:
    """A learner's own: what it is worth, what it came from."""

    def __init__(self, value, inputs=(), symbol="", local_slopes=()):
        self.value, self.inputs, self.symbol, self.local_slopes, self.slope = value, inputs, symbol, local_slopes, 0.0


def test_objects_of_a_learners_own_engine_are_drawn():
    a, b = Value(2.0), Value(3.0)
    c = Value(6.0, [a, b], "*", [3.0, 2.0])
    d = Value(8.0, [c, a], "+", [1.0, 1.0])
    without = TapeDeck(d)
    assert "run your backward pass first" in without._note
    assert without._steps == 2
    d.slope, c.slope, a.slope, b.slope = 1.0, 1.0, 4.0, 2.0
    text = TapeDeck(d).text()
    assert "c = a · b = 2 · 3" in text
    assert "∂c/∂a = 3, 3 × 1" in text
    assert "1 + 3 = 4" in text


def test_other_names_of_the_attributes_are_read_too():
    class Scalar:
        def __init__(self, data, children=(), op=""):
            self.data, self._prev, self._op, self.grad, self.label = data, set(children), op, 1.0, ""

        def backward(self):
            """No value."""

    one = Scalar(2.0)
    two = Scalar(4.0, [one], "square")
    assert "two = square(one) = square(2)" in TapeDeck(two).text()


def test_layers_of_a_network_fold_into_boxes_of_their_own():
    dense = tf.keras.layers.Dense
    net = tf.keras.Sequential([dense(4, activation="tanh"), dense(4, activation="tanh"), dense(1)])
    data = tf.random.normal([5, 3])
    net(data)
    deck = TapeDeck(lambda: tf.reduce_mean(tf.square(net(data))))
    names = [name for name, _, _ in deck._chapters]
    assert names == [layer.name for layer in net.layers]
    film = deck.film()
    for name, first, last in deck._chapters:
        inside = [film.nodes[p].operator for p in film.used if first <= p <= last and film.nodes[p].operator]
        assert inside[:2] == ["matmul", "add"], name
    assert any(node.name.endswith("/kernel") for node in film.nodes)


def test_ten_thousand_operators_fold_into_few_chapters_that_cover_all():
    def long():
        z = x
        for _ in range(2500):
            z = tf.sin(z * y) + x * 0.5
        return z

    deck = TapeDeck(long)
    film = deck.film()
    operators = [place for place in film.used if film.nodes[place].operator]
    assert len(operators) == 10_000
    outermost, end = [], -1
    for name, first, last in deck._chapters:
        if first > end:
            outermost.append((name, first, last))
            end = last
    assert 2 <= len(outermost) <= 24
    assert (outermost[0][1], outermost[-1][2]) == (operators[0], operators[-1])
    assert deck.opened == []
    assert repr(deck) == "TapeDeck(z, 10000 operators, frame 0 of 20001)"


def test_repr_is_short_and_stable():
    deck = TapeDeck(f)
    assert repr(deck) == "TapeDeck(f, 2 operators, frame 0 of 5)"
    deck.step = 3
    assert repr(deck) == "TapeDeck(f, 2 operators, frame 3 of 5)"
    assert repr(TapeDeck(lambda: -x)).startswith("TapeDeck(z, 1 operator,")


def test_the_frame_at_the_cursor_is_described_in_words():
    deck = TapeDeck(f)
    assert deck.describe() == "The graph and the tape of f: 2 operators, nothing played yet."
    deck.step = 5
    assert "∂product/∂x = y = 3, times 1 from above: to x goes 3, and the sum there is 1 + 3 = 4." in deck.describe()


@pytest.mark.filterwarnings("error")
def test_a_still_picture_is_drawn_of_short_and_of_long_films():
    for function in (f, lambda: sum((tf.sin(x * float(i)) for i in range(30)), x)):
        deck = TapeDeck(function)
        deck.step = deck._steps
        assert deck.still().alt == deck.describe()


def test_numbers_that_are_not_finite_are_shown():
    x.assign(0.0)
    text = TapeDeck(lambda: tf.math.log(x) * 0.0).text()
    assert "-inf" in text
    assert "nan" in text
    assert math.isnan(TapeDeck(lambda: tf.math.log(x) * 0.0).slopes["x"])


def test_where_the_page_has_no_twin_python_sends_the_numbers_anew():
    @tf.custom_gradient
    def double(z):
        return 2.0 * z, lambda g: 2.0 * g

    deck = TapeDeck(lambda: double(x) * y)
    assert not deck._live
    assert "The kernel computes this one: the function uses custom" in deck._note
    before = deck._numbers
    deck.y = 4.0
    assert deck._numbers != before
    assert deck.slopes == {"x": 8.0, "y": 4.0}


def test_wrong_sources_are_answered_in_words():
    with pytest.raises(TypeError, match=r"give its name without \(\)"):
        TapeDeck(f())
    with pytest.raises(TypeError, match="a function without arguments"):
        TapeDeck(3.0)
    with pytest.raises(ValueError, match="reads no Variable"):
        TapeDeck(lambda: tf.constant(2.0) * 3.0)
    with pytest.raises(ValueError, match="does not depend on"):
        TapeDeck(lambda: tf.constant(float(x)), [x])
    with pytest.raises(TypeError, match="should return a Tensor"):
        TapeDeck(lambda: x.numpy() * 2, [x])
    with pytest.raises(ValueError, match="`order` should be 1, 2, 3 or 4"):
        TapeDeck(f, order=0)
    with pytest.raises(ValueError, match="`turn` names other"):
        TapeDeck(f, turn=[tf.Variable(1.0, name="other")])
    with pytest.raises(ValueError, match="`step` should be from 0 to 5"):
        TapeDeck(f).step = 6


def test_tapes_that_cannot_be_shown_are_answered_in_words():
    with tf.GradientTape() as tape, pytest.raises(ValueError, match="still recording"):
        TapeDeck(tape, x * y)
    z = x * y
    with pytest.raises(ValueError, match="was not computed on this tape"):
        TapeDeck(tape, z)
    with tf.GradientTape() as empty:
        pass
    with pytest.raises(ValueError, match="recorded nothing"):
        TapeDeck(empty, z)
    with tf.GradientTape() as played:
        z = x * y
    played.gradient(z, x)
    with pytest.raises(ValueError, match="used up"):
        TapeDeck(played, z)
    with tf.GradientTape() as good:
        z = x * y
    with pytest.raises(TypeError, match="needs the Tensor to play back from"):
        TapeDeck(good)


def test_own_objects_that_cannot_be_read_are_answered_in_words():
    circle = Value(1.0, [], "+")
    circle.inputs = [circle]
    with pytest.raises(ValueError, match="goes in a circle"):
        TapeDeck(circle)
    with pytest.raises(TypeError, match="has no inputs or parents or _prev"):
        TapeDeck(Value(1.0, [3.0], "+"))
    with pytest.raises(TypeError, match="should be a number, and is 'two'"):
        TapeDeck(Value("two", []))

"""The playground on the Python side: the model is what the page shows, it is trained by gradlab, bad input gets words."""

import math

import numpy as np
import pytest
from matplotlib.figure import Figure

import gradlab as tf
from gradlab import keras
from gradlab.keras.datasets import toys
from gradlab.live import Playground
from gradlab.live.playground.networks import ACTIVATIONS, first_weights, tapes


def on_float64(playground):
    """The weights as Variables of float64, and the network's probabilities from them, written out."""
    variables = [tf.Variable(w) for w in playground.weights]
    curve = {"linear": lambda x: x, "leaky_relu": lambda x: tf.nn.leaky_relu(x, alpha=0.2)}.get(playground.activation)
    curve = curve or getattr(tf.nn, playground.activation)

    def probabilities(x):
        z = tf.constant(x.astype(np.float64))
        for k in range(0, len(variables) - 2, 2):
            z = curve(z @ variables[k] + variables[k + 1])
        return tf.sigmoid(z @ variables[-2] + variables[-1])

    return variables, probabilities


def cross_entropy(y, p):
    return -tf.reduce_mean(y * tf.math.log(p) + (1 - y) * tf.math.log(1 - p))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_training_is_gradient_descent_by_the_tape(activation):
    playground = Playground("moons", layers=(5, 3), activation=activation, learning_rate=0.5)
    variables, probabilities = on_float64(playground)
    x, y = playground.train_data
    losses = []
    for _ in range(30):
        with tf.GradientTape() as tape:
            loss = cross_entropy(y.astype(np.float64), probabilities(x))
        losses.append(float(loss))
        for variable, slope in zip(variables, tape.gradient(loss, variables)):
            variable.assign_sub(0.5 * slope)
    assert playground.loss == pytest.approx(losses[0], rel=1e-12)
    playground.train(29)
    assert playground.loss == pytest.approx(losses[-1], rel=1e-10)
    playground.train(1)
    assert playground.step == 30
    for held, variable in zip(playground.weights, variables):
        np.testing.assert_allclose(held, variable.numpy(), rtol=1e-9, atol=1e-12)
    x_test, y_test = playground.test_data
    expected = float(cross_entropy(y_test.astype(np.float64), probabilities(x_test)))
    assert playground.test_loss == pytest.approx(expected, rel=1e-10)


def test_the_model_is_a_keras_model_with_the_weights_of_the_page():
    playground = Playground("xor", layers=(4,))
    playground.train(50)
    model = playground.model
    assert [layer.name for layer in model.layers] == ["hidden_1", "output"]
    assert model.count_params() == 2 * 4 + 4 + 4 + 1
    for held, shown in zip(model.trainable_variables, playground.weights):
        np.testing.assert_array_equal(held.numpy(), shown.astype(np.float32))
    x, y = playground.test_data
    assert playground.accuracy == np.mean((model.predict(x, verbose=0) > 0.5) == (y == 1))


def test_what_is_fitted_or_assigned_in_python_is_shown():
    playground = Playground("moons", layers=(4,))
    kernel = playground.model.layers[0].kernel
    kernel.assign(np.full((2, 4), 0.25))
    playground._show_settings()  # in a notebook: when the cell has ended
    assert playground.weights[0].tolist() == [[0.25] * 4] * 2
    playground.model.compile(optimizer=keras.optimizers.SGD(0.5), loss="binary_crossentropy")
    playground.model.fit(*playground.train_data, epochs=2, verbose=0)
    playground._show_settings()
    assert playground.weights[0].tolist() == kernel.numpy().tolist()


def test_what_the_page_trains_arrives_in_the_model_and_is_not_sent_back():
    playground = Playground("moons", layers=(4,))
    sent = []
    playground.send_state = lambda key=None: sent.append(key)
    trained = np.concatenate([w.ravel() for w in playground.weights]) + 1e-9
    playground.set_state({"_weights": memoryview(trained.tobytes()), "step": 7, "running": True})
    assert playground.step == 7
    assert np.concatenate([w.ravel() for w in playground.weights]).tolist() == trained.tolist()
    playground._show_settings()  # rounding to float32 for the model is no turn of a knob
    assert np.concatenate([w.ravel() for w in playground.weights]).tolist() == trained.tolist()
    assert not any(sent)


def test_weights_of_layers_that_are_gone_are_not_taken():
    playground = Playground("moons", layers=(4,))
    late = np.ones(2 * 8 + 8 + 8 + 1)
    playground.set_state({"_weights": memoryview(late.tobytes()), "step": 12})
    assert playground.step == 0
    assert playground.loss == Playground("moons", layers=(4,)).loss


def test_other_layers_from_the_page_make_another_model():
    playground = Playground("moons", layers=(4,))
    first = np.concatenate([w.ravel() for w in first_weights([3, 2], 1.0, 0)]).astype(np.float64)
    playground.set_state({"layers": [3, 2], "_weights": memoryview(first.tobytes()), "step": 0, "_history": memoryview(b"")})
    assert [layer.units for layer in playground.model.layers] == [3, 2, 1]
    assert playground.model.layers[1].kernel.numpy().tolist() == first_weights([3, 2], 1.0, 0)[2].tolist()


def test_reset_and_the_same_seed_give_the_same_numbers():
    playground = Playground("circles", seed=3)
    start = playground.loss
    playground.train(20)
    after = playground.loss
    playground.running = True
    playground.reset()
    assert (playground.running, playground.step, playground.loss) == (False, 0, start)
    assert len(playground.history) == 0
    playground.train(20)
    assert playground.loss == after
    assert Playground("circles", seed=4).loss != start


@pytest.mark.parametrize(
    ("name", "value"),
    [("data", "xor"), ("noise", 0.3), ("layers", [2]), ("activation", "relu"), ("initial_scale", 3.0), ("seed", 9)],
)
def test_another_setting_begins_the_training_anew(name, value):
    playground = Playground("circles")
    playground.train(5)
    setattr(playground, name, value)
    assert playground.step == 0
    assert playground.loss == Playground(**{"data": "circles", name: value}).loss


@pytest.mark.parametrize(("name", "value"), [("learning_rate", 0.01), ("optimizer", "adam"), ("steps_per_picture", 20)])
def test_the_pace_can_change_while_it_trains(name, value):
    playground = Playground("circles")
    playground.train(5)
    weights = playground._weights
    setattr(playground, name, value)
    assert (playground.step, playground._weights) == (5, weights)


def test_the_first_weights_are_glorots_times_the_scale():
    for layers in ([8, 8, 8], [1], []):
        drawn = first_weights(layers, 2.0, 5)
        for kernel, bias in zip(drawn[::2], drawn[1::2]):
            limit = 2.0 * math.sqrt(6 / sum(kernel.shape))
            assert np.abs(kernel).max() <= limit
            assert not bias.any()
    many = np.concatenate([w.ravel() / math.sqrt(6 / 16) for s in range(40) for w in first_weights([8, 8], 1.0, s)[2:3]])
    assert abs(many.mean()) < 0.05
    assert many.std() == pytest.approx(1 / math.sqrt(3), rel=0.05)  # spread evenly between -1 and 1
    assert not any(w.any() for w in first_weights([4], 0.0, 0))


def test_points_are_those_of_the_toys_at_every_noise():
    for name in ("halves", "circles", "xor", "moons", "spirals"):
        playground = Playground(name, noise=0.2, points=60)
        x, labels = getattr(toys, name)(120, noise=0.2, seed=0)
        np.testing.assert_allclose(np.concatenate([playground.train_data[0], playground.test_data[0]]), x, atol=1e-6)
        ours = np.concatenate([playground.train_data[1], playground.test_data[1]])[:, 0]
        np.testing.assert_array_equal(ours, labels)


def test_your_own_points_train_all_of_them():
    x, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    playground = Playground((x, y), layers=(3,), noise=0.0, learning_rate=1.0)
    assert playground.train_data[0].tolist() == x
    assert math.isnan(playground.test_loss)
    playground.train(2000)
    assert playground.accuracy == 1.0
    assert "test" not in playground.describe()


def test_halves_are_parted_by_the_diagonal():
    x, y = toys.halves(400, noise=0.0)
    assert ((x[:, 1] > x[:, 0]) == (y == 1)).all()
    assert 150 < y.sum() < 250


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        ({"data": "circels"}, ValueError, r"no data set called 'circels'. Did you mean 'circles'\?"),
        ({"data": 3}, TypeError, r"`data` should be a name \(halves, .* or your own pair"),
        ({"data": ([[1, 2, 3]] * 4, [0, 1, 0, 1])}, ValueError, r"shape \(n, 2\), and have the shape \(4, 3\)"),
        ({"data": ([[1, 2]] * 4, [0, 1, 2, 1])}, ValueError, r"labels in `data` should be 0 or 1.*\[0, 1, 2, 1\]"),
        ({"data": ([[1, math.nan]] * 4, [0, 1, 1, 1])}, ValueError, r"4 numbers that are infinite or nan"),
        ({"layers": (4, 4, 4, 4)}, ValueError, r"at most 3 hidden layers, and names 4"),
        ({"layers": (4, 9)}, ValueError, r"`layers\[1\]` should be from 1 to 8, and is 9"),
        ({"layers": (0,)}, ValueError, r"`layers\[0\]` should be from 1 to 8, and is 0"),
        ({"layers": 4}, TypeError, r"such as \[4, 2\], not 4"),
        ({"layers": (2.5,)}, TypeError, r"`layers\[0\]` should be a whole number"),
        ({"activation": "rleu"}, ValueError, r"Did you mean 'relu'\?"),
        ({"optimizer": "adm"}, ValueError, r"Did you mean 'adam'\?"),
        ({"learning_rate": math.nan}, ValueError, r"`learning_rate` should be a finite number above 0, and is nan"),
        ({"learning_rate": -1}, ValueError, r"`learning_rate` should be a finite number above 0, and is -1"),
        ({"learning_rate": "fast"}, TypeError, r"`learning_rate` should be a number, and is 'fast'"),
        ({"noise": 0.9}, ValueError, r"`noise` should be a finite number from 0 to 0.5, and is 0.9"),
        ({"initial_scale": math.inf}, ValueError, r"`initial_scale` should be a finite number"),
        ({"seed": -1}, ValueError, r"`seed` should be from 0"),
        ({"points": 2}, ValueError, r"`points` should be from 4 to 1000, and is 2"),
        ({"goal": 0}, ValueError, r"`goal` should be a finite number above 0"),
    ],
)
def test_bad_input_is_answered_in_words(arguments, kind, words):
    with pytest.raises(kind, match=words):
        Playground(**arguments)


def test_a_bad_value_that_is_set_later_changes_nothing():
    playground = Playground("circles")
    with pytest.raises(ValueError, match="at most 3 hidden layers"):
        playground.layers = [1, 2, 3, 4]
    with pytest.raises(ValueError, match="1, 5 or 20"):
        playground.steps_per_picture = 7
    assert (playground.layers, playground.steps_per_picture) == ([4, 2], 5)


def test_weights_that_are_no_numbers_are_told_with_layer_step_and_remedy():
    playground = Playground("circles", layers=(8, 8), activation="linear", learning_rate=1e30)
    with pytest.raises(
        FloatingPointError, match=r"Stopped at step \d+: weights of .* became (infinite|not a number)"
    ) as told:
        playground.train(100)
    assert "lower the learning rate (now 1e+30)" in str(told.value)
    assert playground.trouble == str(told.value)
    assert all(np.isfinite(w).all() for w in playground.weights)  # the last that can be shown
    assert playground.trouble in playground.describe()
    playground.learning_rate = 0.1
    playground.reset()
    assert playground.trouble == ""

    playground.model.layers[1].kernel.assign(np.full((8, 8), math.nan))
    playground._show_settings()
    assert "weights of hidden layer 2 became not a number" in playground.trouble


def test_the_tapes_name_their_sizes_and_hold_no_data():
    for activation in ACTIVATIONS:
        for depth, tape in enumerate(tapes()[activation]):
            sizes = {size for value in tape["values"] for size in value["shape"]}
            assert sizes == {"rows", 1, 2, *(f"width_{k + 1}" for k in range(depth))}
            assert sum("constant" in value for value in tape["values"]) == 2  # the points and the labels
            assert len(tape["neurons"]) == depth + 1


def test_it_says_and_draws_what_it_shows():
    playground = Playground("moons", layers=(4, 3))
    playground.train(40)
    said = playground.describe()
    assert "hidden layers of 4 and 3 neurons (tanh) on the data moons after 40 steps" in said
    assert f"{playground.accuracy:.0%}" in said
    figure = Figure(figsize=(9, 4))
    playground.draw(figure)
    left, right = figure.axes
    assert left.get_title() == "moons, step 40"
    assert right.lines[0].get_ydata()[-1] == pytest.approx(playground.loss, rel=1e-6)
    assert right.lines[1].get_ydata()[0] == pytest.approx(Playground("moons", layers=(4, 3)).test_loss, rel=1e-6)


def test_its_name_stays_the_same_and_it_lets_go_of_its_variables():
    playground = Playground("moons", layers=(2,))
    assert repr(playground) == "Playground('moons', layers=[2], activation='tanh', step=0)"
    playground.close()
    assert all(not v.listeners for v in playground.model.trainable_variables)

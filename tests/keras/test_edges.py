"""What Keras allows at the edges of its options, and the slips whose message used to speak of something else."""

import warnings

import numpy as np
import pytest

import gradlab as tf
from gradlab import keras

X, Y = np.ones((4, 1), np.float32), np.ones(4, np.float32)


def small(**options):
    model = keras.Sequential([keras.layers.Input((1,)), keras.layers.Dense(1, **options)])
    model.compile("sgd", "mse")
    return model


def test_weights_of_a_layer_that_was_built_by_hand_stay():
    layer = keras.layers.Dense(1)
    layer.build((None, 2))
    kernel = layer.kernel
    layer.build((None, 2))
    layer.set_weights([np.ones((2, 1)), np.zeros(1)])
    assert layer.built
    assert layer(np.ones((1, 2))).numpy().tolist() == [[2.0]]
    assert layer.kernel is kernel


class Twice(keras.layers.Dense):
    def build(self, input_shape):
        super().build(input_shape)
        self.scale = self.add_weight((), "ones", name="scale")

    def call(self, inputs):
        return super().call(inputs) * self.scale


@pytest.mark.parametrize(
    "make", [lambda: Twice(3), lambda: keras.layers.Conv2D(2, 3), lambda: keras.layers.BatchNormalization()]
)
def test_a_layer_makes_its_weights_once_however_it_is_built(make):
    shape = (None, 4, 4, 2)
    by_hand, by_call = make(), make()
    by_hand.build(shape)
    before = [v.ref() for v in by_hand.weights]
    for layer in (by_hand, by_call):
        layer(np.ones((1, 4, 4, 2)))
        layer(np.ones((2, 4, 4, 2)))
    assert [v.ref() for v in by_hand.weights] == before
    assert [v.shape for v in by_hand.weights] == [v.shape for v in by_call.weights]
    assert len(before) == len(by_call.weights) > 0


def test_weights_before_there_are_any_are_refused_in_words():
    with pytest.raises(ValueError, match="no weights yet"):
        keras.layers.Dense(1).set_weights([np.ones((2, 1)), np.zeros(1)])


def test_a_layer_made_in_call_is_named():
    class Anew(keras.Model):
        def call(self, x):
            return keras.layers.Dense(1)(x)

    class Partly(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(1)

        def call(self, x):
            return self.dense(keras.layers.Dense(2)(keras.layers.Flatten()(x)))

    model = Anew()
    model.compile("sgd", "mse")
    with (
        pytest.raises(ValueError, match="Make layers in __init__, not in call"),
        pytest.warns(UserWarning, match="not trained"),
    ):
        model.fit(X, Y, verbose=0)
    with pytest.warns(UserWarning, match=r"'dense.*' \(Dense\) is used in the call of 'partly'.*Make layers in __init__"):
        Partly()(X)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        small().fit(X, Y, verbose=0)


def test_callbacks_hear_a_dict_at_every_moment():
    heard = []

    class Everything(keras.callbacks.Callback):
        def __getattribute__(self, name):
            if name.startswith("on_"):
                return lambda *about: heard.append((name, about))
            return super().__getattribute__(name)

    model = small()
    model.fit(X, Y, verbose=0, callbacks=[Everything()], validation_data=(X, Y))
    model.predict(X, verbose=0, callbacks=[Everything()])
    assert {name for name, _ in heard} >= {"on_train_begin", "on_epoch_begin", "on_test_begin", "on_predict_batch_end"}
    assert all(isinstance(about[-1], dict) for _, about in heard)


def test_callbacks_without_a_default_for_logs():
    class Strict(keras.callbacks.Callback):
        def on_train_begin(self, logs):
            self.keys = list(logs.keys())

        def on_epoch_begin(self, epoch, logs):
            self.keys = list(logs.keys())

    small().fit(X, Y, verbose=0, callbacks=[Strict()])


def test_files_go_into_a_folder_that_is_not_there_yet(tmp_path):
    small().fit(
        X,
        Y,
        verbose=0,
        callbacks=[
            keras.callbacks.CSVLogger(str(tmp_path / "logs" / "a" / "run.csv")),
            keras.callbacks.ModelCheckpoint(str(tmp_path / "weights" / "{epoch}.npz"), save_weights_only=True),
        ],
    )
    assert (tmp_path / "logs" / "a" / "run.csv").read_text().startswith("epoch,loss")
    assert (tmp_path / "weights" / "1.npz").exists()


@pytest.mark.parametrize("kind", ["SGD", "Adam", "RMSprop", "Adagrad"])
def test_a_learning_rate_of_zero_moves_nothing(kind):
    w = tf.Variable([1.0, 2.0])
    getattr(keras.optimizers, kind)(learning_rate=0.0).apply([tf.constant([3.0, 4.0])], [w])
    assert w.numpy().tolist() == [1.0, 2.0]


def test_a_rate_below_zero_is_refused():
    with pytest.raises(ValueError, match=r"should be a number above 0, and is -0\.1"):
        keras.optimizers.SGD(-0.1)
    with pytest.raises(TypeError, match="Did you mean 'learning_rate'"):
        keras.optimizers.Adam(lr=0.01)


@pytest.mark.parametrize(
    "initializer",
    [
        tf.random.normal,
        tf.zeros,
        np.zeros,
        lambda shape, dtype=None: np.zeros(shape),
        lambda shape, dtype: tf.ones(shape, dtype),
        lambda shape, d: np.ones(shape),
        lambda shape: np.ones(shape),
        lambda shape, **kwargs: tf.ones(shape, kwargs["dtype"]),
        keras.initializers.HeNormal,
        keras.initializers.Constant(2.0),
    ],
)
def test_any_callable_is_an_initializer(initializer):
    layer = keras.layers.Dense(2, kernel_initializer=initializer)
    assert layer(np.ones((1, 3))).shape == (1, 2)
    assert layer.kernel.shape == (3, 2)
    assert layer.kernel.dtype == tf.float32


def test_an_initializer_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"asked for the shape \(1, 2\), and made the shape \(2, 2\)"):
        keras.layers.Dense(2, kernel_initializer=lambda shape: np.ones((2, 2)))(X)


class Autoencoder(keras.Sequential):
    """Learns to give what it got: a training step that needs no answers."""

    def train_step(self, x):
        assert isinstance(x, tf.Tensor)
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(self(x) - x))
        self.optimizer.apply(tape.gradient(loss, self.trainable_variables), self.trainable_variables)
        return {"loss": loss}

    def test_step(self, x):
        return {"loss": tf.reduce_mean(tf.square(self(x) - x))}


def test_fit_without_answers_for_a_step_of_ones_own():
    model = Autoencoder([keras.layers.Input((1,)), keras.layers.Dense(1)])
    model.compile(optimizer="sgd")
    history = model.fit(X, epochs=3, validation_data=X, verbose=0).history
    assert len(history["loss"]) == len(history["val_loss"]) == 3
    assert history["loss"][-1] < history["loss"][0]
    assert model.fit(X, validation_split=0.5, verbose=0).history.keys() == {"loss", "val_loss"}
    assert model.evaluate(X, verbose=0) >= 0
    assert model.train_on_batch(X) == pytest.approx(model.train_on_batch(X), rel=0.5)


def test_fit_without_answers_is_refused_where_a_loss_needs_them():
    for call in (small().fit, small().evaluate):
        with pytest.raises(ValueError, match="`y` is None: the loss compares"):
            call(X, verbose=0)


def test_schedules_answer_an_array_of_steps_with_an_array_of_rates():
    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.5)
    assert float(schedule(10)) == pytest.approx(0.05)
    np.testing.assert_allclose(schedule(np.arange(3) * 10), [0.1, 0.05, 0.025], rtol=1e-6)
    np.testing.assert_allclose(schedule(tf.range(2)).numpy(), [0.1, 0.1 * 0.5**0.1], rtol=1e-6)


@pytest.mark.parametrize("not_pairs", [[tf.constant(1.0)], tf.constant([1.0, 2.0]), [(tf.constant(1.0),)]])
def test_gradients_that_are_not_paired_with_variables(not_pairs):
    with pytest.raises(
        TypeError, match=r"pairs of \(gradient, variable\), as zip\(gradients, variables\) makes them, and received"
    ):
        keras.optimizers.SGD(0.1).apply_gradients(not_pairs)


@pytest.mark.parametrize("pairs", [lambda g, v: zip([v], g), lambda g, v: zip(g, [v + 1.0])])
def test_gradients_and_variables_in_the_wrong_order(pairs):
    v = tf.Variable(1.0)
    with tf.GradientTape() as tape:
        loss = v * v
    with pytest.raises(TypeError, match=r"the second of each pair should be a tf\.Variable"):
        keras.optimizers.SGD(0.1).apply_gradients(pairs(tape.gradient(loss, [v]), v))


def test_one_output_with_softmax_is_warned_of_and_its_loss_is_that_of_what_it_says():
    model = keras.Sequential(
        [keras.layers.Input((1,)), keras.layers.Dense(1, activation="softmax", kernel_initializer="ones")]
    )
    model.compile("adam", "binary_crossentropy")
    truth = np.array([0.0, 1.0, 1.0, 1.0])
    with pytest.warns(UserWarning, match="always gives 1.*activation='sigmoid'"):
        said = model.predict(X, verbose=0)
    with pytest.warns(UserWarning, match="always gives 1"):
        loss = model.evaluate(X, truth, verbose=0)
    assert said.tolist() == [[1.0]] * 4
    assert loss == pytest.approx(-np.log(1e-7) / 4, rel=0.02)  # sure, and wrong once in four


@pytest.mark.parametrize(("y", "words"), [([100.0, 200.0], "loss='mse'"), ([-1.0, 1.0], r"\(y \+ 1\) / 2")])
def test_answers_outside_of_0_and_1_for_binary_crossentropy(y, words):
    model = keras.Sequential([keras.layers.Input((1,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy")
    with pytest.warns(UserWarning, match=words):
        model.fit(np.ones((2, 1)), np.array(y), verbose=0)


def test_a_single_number_is_no_batch():
    with pytest.raises(ValueError, match=r"np.array\(\[\[10.0\]\]\)"):
        small().predict(10.0, verbose=0)


@pytest.mark.parametrize(
    ("module", "name"),
    [
        *((tf, name) for name in ("ragged", "strings", "io", "Session", "distribute", "saved_model", "image")),
        (keras, "applications"),
        (keras.preprocessing, "text"),
        (keras.callbacks, "TensorBoard"),
        (keras.layers, "StringLookup"),
    ],
)
def test_a_well_known_name_that_is_not_here_says_why_and_what_instead(module, name):
    with pytest.raises(AttributeError) as error:
        getattr(module, name)
    assert f"{name} is not here: " in str(error.value)
    assert "Did you mean" not in str(error.value)


@pytest.mark.parametrize("dtype", [tf.float64, "float64", np.float64])
@pytest.mark.parametrize(
    "make",
    [
        lambda dtype: keras.layers.Dense(2, activation="tanh", dtype=dtype),
        lambda dtype: (
            keras.layers.Conv1D(2, 1, dtype=dtype) if hasattr(keras.layers, "Conv1D") else keras.layers.Flatten(dtype=dtype)
        ),
        lambda dtype: keras.layers.BatchNormalization(dtype=dtype),
        lambda dtype: keras.layers.Dropout(0.5, dtype=dtype),
        lambda dtype: keras.layers.Activation("relu", dtype=dtype),
    ],
)
def test_a_layer_computes_in_its_dtype(make, dtype):
    layer = make(dtype)
    z = layer(np.ones((2, 3, 4)), training=True)
    assert z.dtype == tf.float64
    assert all(w.dtype == tf.float64 for w in layer.weights)
    assert make(None)(np.ones((2, 3, 4))).dtype == tf.float32


def test_a_network_of_doubles_loses_no_digit():
    model = keras.Sequential([keras.layers.Dense(1, kernel_initializer="ones", dtype=tf.float64)])
    x = np.array([[1 + 1e-12]])
    assert float(model(x)[0, 0]) == 1 + 1e-12
    with pytest.raises(TypeError, match="dtype"):
        keras.layers.Dense(1, dtype="flaot32")


@pytest.mark.parametrize("name", ["initializers", "losses", "metrics", "optimizers"])
def test_keras_rooms_have_a_second_door_in_tf(name):
    assert getattr(tf, name) is getattr(keras, name)


def test_a_transposed_convolution_is_as_much_longer_as_output_padding_says():
    layer = keras.layers.Conv2DTranspose(1, 3, strides=2, output_padding=(1, 0))
    assert layer(np.ones((1, 4, 5, 1), np.float32)).shape == (1, (4 - 1) * 2 + 3 + 1, (5 - 1) * 2 + 3, 1)

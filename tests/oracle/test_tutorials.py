"""What tutorials ask for in passing, and get as in TensorFlow: shapes asked for, configs, what is printed."""

import numpy as np
import pytest

import gradlab
from gradlab import keras
from tests.oracle.against import tensorflow

BOTH = [(gradlab, keras), (tensorflow, tensorflow.keras)]


@pytest.mark.parametrize("value", [1.5, [1, 2], [[1.0, 2.0], [3.0, 4.0]], [[[True]]], []])
def test_a_tensor_is_printed_as_in_tensorflow(value):
    assert str(gradlab.constant(value)) == str(tensorflow.constant(value))


@pytest.mark.parametrize(
    ("make", "shape"),
    [
        (lambda k: k.layers.Dense(3), (None, 4)),
        (lambda k: k.layers.Conv2D(3, 2, strides=2), (None, 9, 8, 1)),
        (lambda k: k.layers.LSTM(3, return_sequences=True), (None, 5, 2)),
        (lambda k: k.layers.Concatenate(), [(None, 2), (None, 3)]),
        (lambda k: k.layers.Flatten(), (7, 2, 3)),
    ],
)
def test_a_layer_knows_the_shape_that_it_would_give(make, shape):
    layer = make(keras)
    assert tuple(layer.compute_output_shape(shape)) == tuple(make(tensorflow.keras).compute_output_shape(shape))
    with pytest.raises(AttributeError, match="never been called"):
        _ = layer.output


def test_masks_are_told():
    words, steps = [[3, 5, 0], [7, 0, 0]], np.float32([[[1, 2], [0, 0]]])
    for tf, k in BOTH:
        mask = k.layers.Embedding(9, 2, mask_zero=True).compute_mask(tf.constant(words))
        assert np.asarray(mask).tolist() == [[True, True, False], [True, False, False]]
        assert k.layers.Embedding(9, 2).compute_mask(tf.constant(words)) is None
        assert np.asarray(k.layers.Masking().compute_mask(tf.constant(steps))).tolist() == [[True, False]]
    with pytest.raises(ValueError, match="batch, steps, features"):
        keras.layers.Masking()(np.ones((2, 3), np.float32))


def test_optimizers_are_written_down_and_read():
    for _, k in BOTH:
        made = k.optimizers.get({"class_name": "Adam", "config": {"learning_rate": 0.25}})
        again = k.optimizers.deserialize(k.optimizers.serialize(made))
        assert type(again) is k.optimizers.Adam
        assert float(again.learning_rate) == 0.25
    with pytest.raises(ValueError, match="Did you mean 'Adam'"):
        keras.optimizers.get({"class_name": "Adaam", "config": {}})
    with pytest.raises(ValueError, match="ema_momentum"):
        keras.optimizers.SGD(0.1, use_ema=True, ema_momentum=1.5)
    with pytest.raises(ValueError, match="ema_overwrite_frequency"):
        keras.optimizers.SGD(0.1, use_ema=True, ema_overwrite_frequency=0)


def test_the_averages_of_weights_are_kept_with_the_optimizer():
    def stepped(k, tf, optimizer, v, n):
        for i in range(n):
            optimizer.apply_gradients([(tf.constant([1.0 + i, 2.0]), v)])
        return [np.asarray(x) for x in optimizer.variables]

    ours, theirs = (k.optimizers.Adam(0.1, use_ema=True, ema_momentum=0.6) for _, k in BOTH)
    v, w = gradlab.Variable([1.0, 2.0]), tensorflow.Variable([1.0, 2.0])
    for mine, there in zip(
        stepped(keras, gradlab, ours, v, 3), stepped(tensorflow.keras, tensorflow, theirs, w, 3), strict=True
    ):
        np.testing.assert_allclose(mine, there, rtol=1e-5)
    other = keras.optimizers.Adam(0.1, use_ema=True, ema_momentum=0.6)
    other.build([v])
    other.restore(ours.state())
    for optimizer, variable in ((other, v), (theirs, w)):
        optimizer.finalize_variable_values([variable])
    np.testing.assert_allclose(v.numpy(), w.numpy(), rtol=1e-5)


def test_a_schedule_gives_a_tensor():
    for tf, k in BOTH:
        rate = k.optimizers.schedules.ExponentialDecay(0.1, 10, 0.5)(10)
        assert tf.is_tensor(rate)
        assert rate.numpy() == np.float32(0.05)


@pytest.mark.parametrize(
    "options",
    [{}, {"save_best_only": True}, {"save_best_only": True, "initial_value_threshold": 1e-9}, {"save_freq": 3}],
)
def test_a_checkpoint_saves_when_keras_does_and_says_so(tmp_path, capsys, options):
    def saved(k):
        folder = tmp_path / k.__name__
        folder.mkdir()
        model = k.Sequential([k.Input((2,)), k.layers.Dense(1, kernel_initializer="zeros")])
        model.compile(k.optimizers.SGD(0.1), "mse")
        x, y = np.ones((8, 2), np.float32), np.ones((8, 1), np.float32)
        saver = k.callbacks.ModelCheckpoint(
            str(folder / "{epoch:02d}.weights.h5"), monitor="loss", save_weights_only=True, verbose=1, **options
        )
        model.fit(x, y, batch_size=2, epochs=2, shuffle=False, verbose=0, callbacks=[saver])
        return sorted(path.name for path in folder.iterdir()), capsys.readouterr().out.replace(str(folder), "")

    assert saved(keras) == saved(tensorflow.keras)


def test_a_checkpoint_is_told_how_often_in_batches():
    with pytest.raises(ValueError, match="save_freq"):
        keras.callbacks.ModelCheckpoint("x.keras", save_freq="batch")


def test_callbacks_hear_what_was_predicted():
    for _, k in BOTH:
        heard = []

        class Listening(k.callbacks.Callback):
            def on_predict_batch_end(self, batch, logs=None, heard=heard):
                heard.append(tuple(logs["outputs"].shape))

        model = k.Sequential([k.Input((2,)), k.layers.Dense(3)])
        model.predict(np.ones((5, 2)), batch_size=4, verbose=0, callbacks=[Listening()])
        assert heard == [(4, 3), (1, 3)]


def test_small_things():
    for tf, k in BOTH:
        assert tf.eye(2, batch_shape=[3]).shape == (3, 2, 2)
        assert k.preprocessing.sequence.pad_sequences([[1], [2, 3]], padding="post").tolist() == [[1, 0], [2, 3]]
        assert k.initializers.Zeros()((2,), dtype="int32").dtype == "int32"
        assert k.utils.get_custom_objects() is not None

        @tf.function
        def doubled(x):
            return x * 2

        concrete = doubled.get_concrete_function(tf.TensorSpec([], tf.float32))
        assert float(concrete(tf.constant(3.0))) == 6.0
    assert keras.__version__ == keras.version()


LENGTHS_AND_AXES = {
    "reshape": lambda tf, x, n: tf.reshape(x, (n[0] * n[1], -1)),
    "reshape to a list": lambda tf, x, n: tf.reshape(x, [n[0], -1]),
    "broadcast_to": lambda tf, x, n: tf.broadcast_to(x[0, 0], (n[0], n[2])),
    "transpose": lambda tf, x, n: tf.transpose(x, (tf.constant(2), 0, 1)),
    "softmax": lambda tf, x, n: tf.nn.softmax(x, axis=tf.constant(1)),
    "cumsum": lambda tf, x, n: tf.cumsum(x, axis=tf.constant(1)),
    "reduce_sum": lambda tf, x, n: tf.reduce_sum(x, axis=(tf.constant(0), 2)),
    "concat": lambda tf, x, n: tf.concat([x, x], axis=tf.constant(2)),
    "gather": lambda tf, x, n: tf.gather(x, 1, axis=tf.constant(1)),
    "one_hot": lambda tf, x, n: tf.one_hot([0, 1], n[1]) * x[0, 0, 0],
    "tile": lambda tf, x, n: tf.tile(x, (1, n[0], 1)),
}


@pytest.mark.parametrize("name", LENGTHS_AND_AXES)
def test_lengths_and_axes_may_be_tensors(name):
    def value_and_slope(tf):
        x = tf.Variable(np.arange(24, dtype=np.float32).reshape(2, 3, 4))
        with tf.GradientTape() as tape:
            y = LENGTHS_AND_AXES[name](tf, x, tf.shape(x))
            z = tf.reduce_sum(y * y)
        return y.numpy(), tf.convert_to_tensor(tape.gradient(z, x)).numpy()

    for ours, theirs in zip(value_and_slope(gradlab), value_and_slope(tensorflow), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("value", [3.5, 2, True, [1, 2], [[1.0], [2.0]]])
def test_a_tensor_in_a_text_is_its_numbers(value):
    ours, theirs = gradlab.constant(value), tensorflow.constant(value)
    assert f"{ours}" == f"{theirs}"
    assert "{}".format(ours) == "{}".format(theirs)  # noqa: UP032
    assert f"{gradlab.Variable(2.0)}" == f"{tensorflow.Variable(2.0)}"


def test_a_number_in_a_text_is_rounded():
    for tf in (gradlab, tensorflow):
        assert f"{tf.constant(3.14159):.2f}" == "3.14"
        with pytest.raises(TypeError):
            f"{tf.constant([1.0, 2.0]):.2f}"
    assert f"{gradlab.Variable(3.14159):.2f}" == "3.14"


def test_a_layer_of_a_frozen_model_is_unfrozen_by_itself():
    for _, k in BOTH:
        base = k.Sequential([k.Input((3,)), k.layers.Dense(2), k.layers.BatchNormalization(), k.layers.Dense(2)])
        base.trainable = False
        model = k.Sequential([k.Input((3,)), base, k.layers.Dense(1)])
        assert (len(model.trainable_variables), len(base.trainable_variables)) == (2, 0)
        base.layers[-1].trainable = True
        assert (len(model.trainable_variables), len(base.trainable_variables)) == (4, 0)
        assert len(model.non_trainable_variables) == 6
        model.compile("sgd", "mse")
        before = [w.copy() for w in model.get_weights()]
        model.fit(np.ones((4, 3)), np.full((4, 1), 9.0), verbose=0)
        moved = [bool(np.any(a != b)) for a, b in zip(before, model.get_weights())]
        assert moved[:2] == [False, False]
        assert moved[6:] == [True, True, True, True]
        base.trainable = True
        assert len(model.trainable_variables) == 8


def test_a_variable_may_be_told_its_shape():
    for tf in (gradlab, tensorflow):
        assert tuple(tf.Variable([1.0, 2.0], shape=[2]).shape) == (2,)
        with pytest.raises(ValueError, match="not compatible"):
            tf.Variable([1.0, 2.0], shape=[3])

"""What a learner gets wrong is told in words before a single weight moves."""

import re
import warnings

import numpy as np
import pytest

import gradlab as tf
from gradlab import keras
from gradlab.keras import layers

X = np.random.default_rng(0).normal(size=(20, 4)).astype(np.float32)
LABELS = np.arange(20) % 3


def model_with(loss="sparse_categorical_crossentropy", last="softmax", outputs=3, **options):
    model = keras.Sequential([keras.Input((4,)), layers.Dense(8, activation="relu"), layers.Dense(outputs, activation=last)])
    model.compile("sgd", loss, **options)
    return model


def refuses(model, message, *arguments, error=ValueError, **options):
    """That fit raises this error, and that the model is what it was."""
    before = model.get_weights()
    with pytest.raises(error, match=message):
        model.fit(*arguments, verbose=0, **options)
    assert all((a == b).all() for a, b in zip(before, model.get_weights()))
    assert model.optimizer is None or int(model.optimizer.iterations) == 0


def test_answers_outside_of_the_classes():
    y = LABELS.copy()
    y[17] = 14  # in the last batch
    refuses(model_with(), r"label value of 14 which is outside the valid range of \[0, 3\)", X, y, batch_size=4)


def test_validation_answers_outside_of_the_classes():
    refuses(model_with(), "label value of 3", X, LABELS, validation_data=(X, LABELS + 1))


def test_answers_that_are_fractions_of_classes():
    refuses(model_with(), "whole numbers, and y holds 0.5", X, np.full(20, 0.5))


def test_one_hot_answers_in_the_sparse_loss():
    refuses(model_with(), "look one-hot: use categorical_crossentropy", X, np.eye(3)[LABELS])


def test_numbers_of_classes_in_the_one_hot_loss():
    refuses(model_with("categorical_crossentropy"), "use sparse_categorical_crossentropy", X, LABELS)


def test_answers_of_another_shape_than_the_output():
    message = r"the answers y have the shape \(batch,\) and the model's output \(batch, 3\)"
    refuses(model_with("mse", None), message, X, np.zeros(20))


def test_lengths_that_differ():
    refuses(model_with(), "'x' has 20 examples and 'y' has 19 answers", X, LABELS[:19])


@pytest.mark.parametrize("x", [[], np.zeros((0, 4))])
def test_nothing_to_train_on(x):
    refuses(model_with(), "`x` is empty", x, [])


def test_no_answers():
    refuses(model_with(), "`y` is None", X)


def test_rows_of_different_lengths():
    refuses(model_with(), "`x` cannot become a Tensor: its rows have different lengths", [[1.0], [1.0, 2.0]], [0, 1])


def test_words_for_numbers():
    refuses(model_with(), "`x` should be a number or an array of numbers", ["a", "b"], [0, 1], error=TypeError)


def test_generators():
    refuses(model_with(), "`y` cannot be given where `x` makes batches itself", iter([X]), LABELS)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"batch_size": 0}, "`batch_size` should be at least 1, and is 0"),
        ({"epochs": -1}, "`epochs` should be at least 0"),
        ({"validation_split": 1.5}, "`validation_split` is the fraction .* below 1, and is 1.5"),
        ({"validation_split": -0.1}, "`validation_split` is the fraction"),
        ({"validation_split": 0.999}, "leaves 0 to train on and 20 to validate on"),
        ({"validation_data": X}, r"`validation_data` should be a pair \(x_val, y_val\)"),
        ({"validation_data": (X, LABELS[:3])}, "has 20 examples and 'validation_data.1.' has 3"),
    ],
)
def test_numbers_that_make_no_sense(options, message):
    refuses(model_with(), message, X, LABELS, **options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"batch_size": 1.5}, "`batch_size` should be a whole number, and is 1.5"),
        ({"callbacks": ["early"]}, "one of them is 'early'"),
    ],
)
def test_arguments_of_another_kind(options, message):
    refuses(model_with(), message, X, LABELS, error=TypeError, **options)


def test_verbose_that_does_not_exist():
    with pytest.raises(ValueError, match="`verbose` is 0"):
        model_with().fit(X, LABELS, verbose=3)


def test_fit_before_compile():
    refuses(keras.Sequential([keras.Input((4,)), layers.Dense(1)]), r"You must call `compile\(\)`", X, LABELS)


def test_fit_without_a_loss():
    model = keras.Sequential([keras.Input((4,)), layers.Dense(1)])
    model.compile("sgd")
    refuses(model, r"No loss to compute. Provide a `loss` argument in `compile\(\)`", X, LABELS)


def test_examples_of_another_shape():
    message = (
        r"the model 'sequential' expects examples of shape \(4,\), and received \(3,\): x should have the shape \(n, 4\)"
    )
    refuses(model_with(), message, X[:, :3], LABELS)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"optimizer": "adamm"}, "optimizer identifier: 'adamm'. Did you mean 'Adam'"),
        ({"loss": "sparse_crossentropy"}, "loss identifier: 'sparse_crossentropy'. Did you mean 'sparse_categorical_cross"),
        ({"loss": "MeanSquareError"}, "Did you mean 'MeanSquaredError'"),
        ({"metrics": ["acuracy"]}, "metric identifier: 'acuracy'. Did you mean 'accuracy'"),
        ({"metrics": "acuracy"}, "Did you mean 'accuracy'"),
    ],
)
def test_misspelt_names_are_told_at_compile(options, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        keras.Sequential([layers.Dense(1)]).compile(**options)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: layers.Dense(3, activaton="relu"), "Dense has no argument 'activaton'. Did you mean 'activation'"),
        (lambda: layers.Conv2D(3, 3, paddin="same"), "Conv2D has no argument 'paddin'. Did you mean 'padding'"),
        (lambda: layers.MaxPooling2D(poolsize=2), "Did you mean 'pool_size'"),
        (lambda: layers.Activation(3), "`activation` should be a name such as 'relu'"),
        (lambda: layers.Lambda(3), "`function` of Lambda should be a function"),
        (lambda: keras.Sequential(layers.Dense(3)), "Sequential takes its layers in a list"),
        (lambda: keras.Sequential([3]), "Only instances of `keras.Layer` can be added"),
        (lambda: keras.Model(keras.Input((3,)), None), "a functional model needs both"),
    ],
)
def test_layers_made_of_the_wrong_things(make, message):
    with pytest.raises(TypeError, match=re.escape(message)):
        make()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: layers.Dense(-1), "`units` of Dense, expected a positive integer. Received: units=-1"),
        (lambda: layers.Dense(3, "reluu"), "activation function identifier: 'reluu'. Did you mean 'relu'"),
        (lambda: layers.Dense(3, kernel_initializer="he_nromal"), "Did you mean 'he_normal'"),
        (lambda: layers.Conv2D(3, (1, 2, 3)), "`kernel_size` of Conv2D should be a whole number or a pair of them"),
        (lambda: layers.Conv2D(3, 3, padding="smae"), "padding identifier: 'smae'. Did you mean 'same'"),
        (lambda: layers.Dropout(1.5), "`rate` of Dropout is the fraction to drop, between 0 and 1, and is 1.5"),
        (lambda: keras.Sequential([layers.Dense(2, name="a"), layers.Dense(3, name="a")]), "Name 'a' is already the name"),
        (lambda: keras.Sequential([layers.Dense(2), keras.Input((3,))]), "an Input can only be the first"),
        (lambda: layers.Dense(3)(np.zeros(5)), "If each example is a single number, write x[:, None]"),
        (lambda: layers.Conv2D(3, 3)(np.zeros((5, 28, 28))), "Pictures in grey need an axis for their one channel"),
    ],
)
def test_layers_made_of_wrong_numbers_and_names(make, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        make()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            [layers.Flatten(), layers.Conv2D(3, 3)],
            "layer 'conv2d' (Conv2D) cannot take what layer 'flatten' (Flatten) gives, the shape (None, 48)",
        ),
        (
            [layers.MaxPooling2D(), layers.Conv2D(3, 3)],
            "layer 'conv2d' (Conv2D) cannot take what layer 'max_pooling2d' (MaxPooling2D) gives, the shape "
            "(None, 2, 2, 3): Conv2D 'conv2d' has a window of 3×3, which does not fit into pictures of 2×2",
        ),
        (
            [layers.Flatten(), layers.Reshape((5, 5))],
            "layer 'reshape' (Reshape) cannot take what layer 'flatten' (Flatten) gives, the shape (None, 48): "
            "Reshape 'reshape' cannot fill (5, 5) with the 48 numbers",
        ),
    ],
)
def test_layers_that_do_not_fit_together_are_both_named(row, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        keras.Sequential([keras.Input((4, 4, 3)), *row])


def test_layer_with_weights_for_another_input():
    dense = layers.Dense(2)
    dense(np.zeros((1, 5)))
    with pytest.raises(ValueError, match=r"weights for 5 numbers in the last axis, and received the shape .None, 6."):
        dense(np.zeros((1, 6)))


def test_forgotten_super_init_is_told():
    class Mine(layers.Layer):
        def __init__(self):
            pass

        def call(self, inputs):
            return inputs

    with pytest.raises(RuntimeError, match=r"must begin with `super\(\).__init__\(\)`"):
        Mine()(np.zeros((1, 2)))


def test_scores_in_a_loss_that_expects_probabilities_warn():
    model = model_with(last=None)
    model.layers[1].kernel.assign(model.layers[1].kernel.numpy() * 10)
    with pytest.warns(UserWarning, match="these look like scores. Give the last layer activation='softmax'") as told:
        model.fit(X, LABELS, verbose=0)
    assert told[0].filename == __file__


def test_probabilities_do_not_warn():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model_with().fit(X, LABELS, verbose=0)
        model_with("binary_crossentropy", "sigmoid", 1).fit(X, LABELS % 2, verbose=0)


BYTES = np.random.default_rng(0).integers(0, 256, (20, 8, 8, 1), dtype=np.uint8)


@pytest.mark.parametrize("x", [BYTES, BYTES.astype(np.float32)])
def test_pictures_that_are_not_scaled_warn(x):
    model = keras.Sequential([layers.Conv2D(2, 3), layers.Flatten(), layers.Dense(3)])
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    with pytest.warns(
        UserWarning, match=r"Divide by 255 first: x / 255, or begin .* keras.layers.Rescaling\(1 / 255\)"
    ) as told:
        model.fit(x, LABELS, verbose=0)
    assert told[0].filename == __file__


def test_pictures_that_are_scaled_do_not_warn():
    def fit(x, *first):
        model = keras.Sequential([*first, layers.Flatten(), layers.Dense(3, "softmax")])
        model.compile("sgd", "sparse_categorical_crossentropy")
        return model.fit(x, LABELS, epochs=3, shuffle=False, verbose=0).history["loss"]

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        keras.utils.set_random_seed(4)
        divided = fit(BYTES / 255)
        keras.utils.set_random_seed(4)
        assert fit(BYTES, layers.Rescaling(1 / 255)) == pytest.approx(divided, abs=1e-5)
        fit(BYTES, layers.BatchNormalization())
        fit(X * 100)  # not pictures
        fit(BYTES.reshape(20, 64).astype(np.float32))  # rows of a table, as far as anybody knows


def test_optimizer_of_another_model():
    adam = keras.optimizers.Adam()
    first, second = model_with(), model_with()
    first.compile(adam, "sparse_categorical_crossentropy")
    first.fit(X, LABELS, verbose=0)
    second.compile(adam, "sparse_categorical_crossentropy")
    before = second.get_weights()
    with pytest.raises(ValueError, match=r"Unknown variable: dense/kernel:0.*make a new optimizer"):
        second.fit(X, LABELS, verbose=0)
    assert all((a == b).all() for a, b in zip(before, second.get_weights()))


def test_missing_layer_is_answered_with_those_there_are():
    with pytest.raises(ValueError, match=r"No such layer: dens. The layers are: dense, dense_1"):
        model_with().get_layer("dens")


def test_to_categorical():
    assert keras.utils.to_categorical([0, 2]).tolist() == [[1, 0, 0], [0, 0, 1]]
    assert keras.utils.to_categorical([0]).dtype == np.float64, "as Keras' own"
    assert keras.utils.to_categorical([[1], [0]], 2).tolist() == [[0, 1], [1, 0]]
    with pytest.raises(ValueError, match="found the class 3, and there are 3 classes"):
        keras.utils.to_categorical([0, 3], 3)
    with pytest.raises(ValueError, match=r"whole numbers of classes, and received 0.5"):
        keras.utils.to_categorical([0.5])


def test_seed_that_is_no_whole_number():
    with pytest.raises(TypeError, match="`seed` should be a whole number"):
        tf.keras.utils.set_random_seed("a")


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (lambda: layers.Dropout("a"), ValueError, "`rate` of Dropout is the fraction to drop, between 0 and 1, and is 'a'"),
        (lambda: layers.Rescaling("1/255"), TypeError, "`scale` should be a number"),
        (lambda: keras.datasets.toys.moons(-1), ValueError, "`n`"),
        (lambda: keras.callbacks.EarlyStopping(monitor=3), TypeError, "`monitor` of EarlyStopping should name a number"),
    ],
)
def test_what_is_no_number_or_name_is_refused_when_it_is_given(make, kind, message):
    with pytest.raises(kind, match=message):
        make()

"""What the engine answers to input that it cannot use: the type of error that TensorFlow has, and words that help."""

import pytest

import gradlab as tf

x = tf.Variable([[1.0, 2.0], [3.0, 4.0]])
v = tf.Variable([1.0, 2.0, 3.0])


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("reduce_mea", r"module 'gradlab' has no attribute 'reduce_mea'. Did you mean 'reduce_mean'\?"),
        ("math.sine", r"Did you mean 'sin'\?"),
        ("nn.rlu", r"Did you mean 'relu'\?"),
        ("linalg.invert", r"dir\(gradlab.linalg\) lists them"),
        ("keras.layer", r"Did you mean 'Layer'\?"),
        ("keras.layers.Dens", r"Did you mean 'Dense'\?"),
        ("keras.optimizers.Adm", r"Did you mean 'Adam'\?"),
        ("keras.datasets.cifar", r"Did you mean 'cifar10'\?"),
        ("keras.losses.SparseCategoricalCrossEntropie", r"Did you mean 'SparseCategoricalCrossentropy'\?"),
        ("keras.metrics.Acuracy", r"Did you mean 'Accuracy'\?"),
        ("keras.metrics.acuracy", r"Did you mean 'accuracy'\?"),
        ("keras.activations.softmacs", r"Did you mean 'softmax'\?"),
        ("keras.callbacks.EarlyStoping", r"Did you mean 'EarlyStopping'\?"),
        ("keras.initializers.GlorotUniforms", r"Did you mean 'GlorotUniform'\?"),
        ("keras.utils.to_categoric", r"Did you mean 'to_categorical'\?"),
        ("keras.models.Sequentail", r"Did you mean 'Sequential'\?"),
        ("random.norml", r"Did you mean 'normal'\?"),
    ],
)
def test_a_misspelt_name_is_answered_with_the_near_one(name, message):
    *modules, last = name.split(".")
    module = tf
    for each in modules:
        module = getattr(module, each)
    with pytest.raises(AttributeError, match=message):
        getattr(module, last)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: tf.reshape(v, "a"), "`shape` should be a whole number or a list of them, such as 3 or .*, and is 'a'"),
        (lambda: tf.reshape(tf.constant([1.0]), [1.5]), r"`shape` should be a whole number .*, and is \[1.5\]"),
        (lambda: tf.constant(1.0, shape=[-2]), "`shape` has a negative length"),
        (lambda: tf.constant(1.0, shape=[2.5]), "`shape` should be a whole number"),
        (lambda: tf.one_hot(1, -3), "`depth` has a negative length"),
        (lambda: tf.one_hot(1, 2.5), "`depth` should be a whole number"),
        (lambda: tf.eye(-1), "`num_rows` has a negative length"),
        (lambda: tf.eye(2, 2.5), "`num_columns` should be a whole number"),
        (lambda: tf.range(0, 5, 0), "`delta` of range should not be 0"),
        (lambda: tf.tile(v, 2), "one of `multiples` for each of 1 axes, and not 2"),
        (lambda: tf.pad(v, 1), r"`paddings` needs \[before, after\] for each of 1 axes, and is 1"),
        (lambda: tf.squeeze(v, 3), r"dimension 3 in squeeze: the input of shape \(3,\) has 1 axes"),
        (lambda: tf.unstack(1.0), r"no axis 0 to take apart in the shape \(\)"),
        (lambda: tf.random.uniform([2], 3, 1, dtype=tf.int32), "Need minval < maxval, got 3 and 1"),
    ],
)
def test_an_argument_of_the_wrong_kind_is_named(call, message):
    with pytest.raises(tf.errors.InvalidArgumentError, match=message):
        call()


def test_an_unknown_dtype_is_answered_with_the_near_one():
    with pytest.raises(TypeError, match=r"`dtype` should be a kind of number.*'flot32'. Did you mean 'float32'\?"):
        tf.cast(v, "flot32")


def test_minus_one_alone_makes_one_row_as_in_tensorflow():
    assert tf.reshape(x, -1).numpy().tolist() == [1.0, 2.0, 3.0, 4.0]


def test_function_decorates_functions_only():
    with pytest.raises(TypeError, match="decorates a function, and received 3"):
        tf.function(3)


def test_a_single_number_has_one_order_only():
    assert tf.random.shuffle(1.0).numpy() == 1.0


@pytest.mark.parametrize("name", ["cholesky", "eigh", "eigvalsh"])
@pytest.mark.parametrize("shape", [(2, 3), (3, 2), (4, 2, 3), (3,)])
def test_what_needs_square_matrices_says_so_and_names_the_shape(name, shape):
    with pytest.raises(ValueError, match=rf"needs square matrices, of shape \[\.\.\., n, n\], and received.*{shape[-1]}"):
        getattr(tf.linalg, name)(tf.ones(shape))


def test_an_operator_says_what_it_needs():
    with pytest.raises(TypeError, match=r"^subtract\(x, y\) needs x and y, and received 1 positional arguments\.$"):
        tf.subtract(1.0)
    with pytest.raises(
        TypeError, match=r"^concat\(values, axis\) needs a list of values, and received 0 positional arguments\.$"
    ):
        tf.concat(axis=0)

"""Where NumPy reads a line in another way than TensorFlow: gradlab reads it as TensorFlow, or refuses it in words."""

import numpy as np
import pytest

import gradlab
from tests.oracle.against import tensorflow

M = np.arange(1.0, 7.0, dtype=np.float32).reshape(2, 3)
C = np.arange(24.0, dtype=np.float32).reshape(2, 3, 4)

READ = {
    "a list of numbers is several axes": lambda tf: tf.constant(M)[[0, 1]],
    "a list with slices": lambda tf: tf.constant(C)[[0, slice(1, 3)]],
    "a tuple of numbers": lambda tf: tf.constant(M)[0, 1],
    "an ellipsis and a new axis": lambda tf: tf.constant(C)[..., None, 1],
    "a mask": lambda tf: tf.boolean_mask(M, M > 2),
    "a mask in brackets": lambda tf: tf.constant(M)[tf.constant(M) > 2],
    "negative steps": lambda tf: tf.constant(C)[::-1, ::2],
    "largest along the first axis": lambda tf: tf.argmax(M),
    "running sum along the first axis": lambda tf: tf.cumsum(M),
    "the norm of all of it": lambda tf: tf.norm(M, ord=1),
    "Frobenius norm": lambda tf: tf.norm(C, axis=[1, 2]),
    "Frobenius norm by name": lambda tf: tf.norm(C, ord="fro", axis=[-2, -1]),
    "largest column": lambda tf: tf.norm(C, ord=1, axis=[1, 2]),
    "largest row": lambda tf: tf.norm(C, ord=np.inf, axis=[1, 2]),
    "largest column, axes turned": lambda tf: tf.norm(C, ord=1, axis=(2, 0), keepdims=True),
    "einsum with dots that stretch": lambda tf: tf.einsum("...i,...i->...", M, M[:1]),
    "einsum of one letter twice": lambda tf: tf.einsum("ii->i", M[:, :2]),
    "tensordot": lambda tf: tf.tensordot(M, C, [[0, 1], [0, 1]]),
    "a flat index": lambda tf: tf.gather(M, [1, 0], axis=1),
    "several axes at once": lambda tf: tf.reduce_sum(C, axis=[0, -1]),
}
REFUSED = {
    "einsum, lengths 2 and 1": lambda tf: tf.einsum("i,i->", np.float32([1, 2]), np.float32([3])),
    "einsum, lengths 1 and 2": lambda tf: tf.einsum("i,i->", np.float32([3]), np.float32([1, 2])),
    "einsum of a matrix": lambda tf: tf.einsum("ij,jk->ik", M, M[:1]),
    "einsum of a diagonal": lambda tf: tf.einsum("ii->i", M),
    "tensordot, lengths 3 and 1": lambda tf: tf.tensordot(M, M[:1, :1], 1),
    "a list of one list": lambda tf: tf.constant(M)[[[0, 1]]],
    "an array of numbers": lambda tf: tf.constant(M)[np.array([0, 1])],
    "a Tensor of numbers": lambda tf: tf.constant(M)[tf.constant([0, 1])],
    "a number with a fraction": lambda tf: tf.constant(M)[1.0],
    "too many numbers": lambda tf: tf.constant(M)[[0, 1, 0]],
    "a Frobenius norm of a vector": lambda tf: tf.norm(M[0], ord="fro"),
    "a wrong shape of labels": lambda tf: tf.nn.sigmoid_cross_entropy_with_logits(labels=M[:1], logits=M),
}


@pytest.mark.parametrize("name", READ)
def test_it_is_read_as_tensorflow_reads_it(name):
    got, expected = READ[name](gradlab), READ[name](tensorflow)
    assert got.shape == expected.shape.as_list()
    np.testing.assert_allclose(got.numpy(), expected.numpy(), rtol=1e-6)


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_by_both(name):
    with pytest.raises((ValueError, TypeError, tensorflow.errors.OpError)):
        REFUSED[name](tensorflow)
    with pytest.raises((ValueError, TypeError, IndexError)) as error:
        REFUSED[name](gradlab)
    assert len(str(error.value)) > 20


SHAPES = [(), (3,), (2, 3), (2, 0)]


@pytest.mark.parametrize("lengths", SHAPES, ids=str)
def test_a_shape_answers_as_tensorflows(lengths):
    def answers(tf):
        shape = tf.zeros(lengths).shape
        return [
            shape == list(lengths),
            shape == lengths,
            shape == [7],
            shape != lengths,
            shape.as_list(),
            shape.rank,
            shape.ndims,
            shape.num_elements(),
            shape.is_fully_defined(),
            (shape + [5]).as_list(),  # noqa: RUF005
            shape[:1].as_list(),
            shape.concatenate([4]).as_list(),
            shape.is_compatible_with([None] * len(lengths)),
            list(shape),
            len(shape),
            tuple(shape) == lengths,
        ]

    assert answers(gradlab) == answers(tensorflow)


def test_a_tensor_says_what_replaces_numpys_methods():
    x = gradlab.constant([1.0, 2.0])
    for name, words in {
        "mean": "tf.reduce_mean",
        "T": "tf.transpose",
        "astype": "tf.cast",
        "assign_add": "tf.Variable",
    }.items():
        with pytest.raises(AttributeError, match=words):
            getattr(x, name)
    with pytest.raises(AttributeError, match="Did you mean 'numpy'"):
        x.nunpy()
    assert not hasattr(x, "__deepcopy__")
    assert gradlab.Variable(1.0).assign_add(1.0).numpy() == 2.0


def test_a_function_gives_tensors_as_a_graph_does():
    def returned(tf, value):
        return tf.function(lambda x: value)(tf.constant(-1))

    for value in (7, 2.5, True, np.float32(3)):
        got, expected = returned(gradlab, value), returned(tensorflow, value)
        assert got.dtype.name == expected.dtype.name
        assert got.numpy() == expected.numpy()
    assert returned(gradlab, None) is None
    assert [each.numpy() for each in returned(gradlab, [1, 2])] == [1, 2]
    assert returned(gradlab, {"a": 1})["a"].numpy() == 1

    class Holder:
        @gradlab.function(reduce_retracing=True)
        def three(self):
            """Three."""
            return 3

    assert Holder().three().numpy() == 3
    assert Holder.three.__doc__ == "Three."


def of_custom(tf, keyword):
    """The slopes of a function with a custom gradient that reads a Variable."""
    w, x = tf.Variable(3.0), tf.Variable(2.0)

    @tf.custom_gradient
    def f(x):
        def grad(g, variables=None):
            return g * 30.0, [g * 7.0 for _ in variables]

        return x * w, grad if keyword else (lambda g: g * w)

    with tf.GradientTape() as tape:
        y = f(x)
    return [float(slope) for slope in tape.gradient(y, [x, w])]


def test_custom_gradient_of_a_function_that_reads_a_variable():
    assert of_custom(gradlab, keyword=True) == of_custom(tensorflow, keyword=True) == [30.0, 7.0]
    for tf in (gradlab, tensorflow):
        with pytest.raises(TypeError, match="must accept keyword argument 'variables'"):
            of_custom(tf, keyword=False)


def test_custom_gradient_is_called_by_position():
    @gradlab.custom_gradient
    def f(x):
        return x * 1.0, lambda g: g

    with pytest.raises(TypeError, match="positional arguments"):
        f(x=gradlab.constant(1.0))

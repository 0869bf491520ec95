"""A dtype says of itself what TensorFlow's does, and equals what TensorFlow's equals."""

import copy
import pickle

import numpy as np
import pytest

import gradlab
from tests.oracle.against import tensorflow

NAMES = ["bool", "float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
ATTRIBUTES = ["name", "size", "as_numpy_dtype", "is_bool", "is_complex", "is_floating", "is_integer", "is_unsigned"]


@pytest.mark.parametrize("name", NAMES)
def test_a_dtype_says_of_itself_what_tensorflows_does(name):
    ours, theirs = getattr(gradlab, name), getattr(tensorflow, name)
    assert {each: getattr(ours, each) for each in ATTRIBUTES} == {each: getattr(theirs, each) for each in ATTRIBUTES}
    assert (str(ours), repr(ours), f"{ours}") == (str(theirs), repr(theirs), f"{theirs}")
    assert ours.base_dtype is ours.real_dtype is ours
    assert isinstance(ours, gradlab.DType)


@pytest.mark.parametrize("name", NAMES[1:])
def test_the_ends_of_a_kind_of_numbers_are_tensorflows(name):
    ours, theirs = getattr(gradlab, name), getattr(tensorflow, name)
    assert (ours.min, ours.max) == (theirs.min, theirs.max)
    assert type(ours.max) is type(theirs.max)


def test_true_and_false_have_no_ends():
    for tf in (gradlab, tensorflow):
        with pytest.raises(TypeError):
            _ = tf.bool.max


@pytest.mark.parametrize(
    "other", ["float32", np.float32, np.dtype("float32"), float, "float", "float64", np.int32, "foo", None, 3, "int32", [1]]
)
def test_a_dtype_equals_what_tensorflows_equals(other):
    ours = gradlab.constant([1.0, 2.0]).dtype
    assert (ours == other) is (tensorflow.float32 == other)
    assert (ours != other) is (tensorflow.float32 != other)


@pytest.mark.parametrize("value", [float, bool, "float", "double", "half", "int8", np.float64, np.dtype("uint8"), np.bool_])
def test_any_name_of_a_dtype_means_what_it_means_in_tensorflow(value):
    assert gradlab.as_dtype(value).name == tensorflow.as_dtype(value).name
    assert gradlab.zeros(2, value).dtype.name == gradlab.cast(1, value).dtype.name == tensorflow.as_dtype(value).name
    assert gradlab.dtypes.as_dtype(value).is_compatible_with(value)


@pytest.mark.parametrize("value", ["foo", None, "complex64", str])
def test_what_is_no_kind_of_number_is_refused(value):
    with pytest.raises(TypeError, match="`dtype` should be a kind of number"):
        gradlab.as_dtype(value)


def test_a_misspelt_name_is_told_the_near_one():
    with pytest.raises(TypeError, match="Did you mean 'float32'"):
        gradlab.zeros(3, "flaot32")
    with pytest.raises(AttributeError, match="Did you mean 'is_floating'"):
        _ = gradlab.float32.is_float


def test_numpy_takes_a_dtype_for_its_own():
    x = gradlab.constant([1, 2])
    assert np.zeros(3, x.dtype).dtype == np.int32 == x.dtype
    assert np.issubdtype(x.dtype, np.integer)
    assert np.iinfo(x.dtype).max == x.dtype.max
    assert np.array([1.5]).astype(x.dtype)[0] == 1
    assert {x.dtype: 1}[np.dtype("int32")] == 1


def test_there_is_one_object_for_each_kind():
    x = gradlab.constant(np.array([1.0, 2.0], ">f4"))
    assert x.dtype is gradlab.float32 is gradlab.Variable(1.0).dtype is gradlab.TensorSpec([2]).dtype
    assert pickle.loads(pickle.dumps(x.dtype)) is copy.deepcopy(x.dtype) is x.dtype


def test_a_dtype_cannot_be_changed():
    with pytest.raises(AttributeError):
        gradlab.float32.name = "float64"

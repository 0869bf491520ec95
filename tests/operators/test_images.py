"""What convolution and pooling say when they cannot work, and what they do at the edges."""

import numpy as np
import pytest

import gradlab as tf
from gradlab.operators import avg_pool2d, conv2d, max_pool2d

pictures = np.zeros((2, 8, 6, 3), np.float32)
kernel = np.zeros((3, 3, 3, 4), np.float32)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: conv2d(pictures[0], kernel), r"received the shapes \[8, 6, 3\] and .* batch of one with x\[tf.newaxis\]"),
        (lambda: conv2d(pictures, kernel[0]), r"needs pictures .* and a kernel .* \[3, 3, 4\]"),
        (lambda: conv2d(pictures, kernel[:, :, :2]), "have 3 channels and the kernel is for 2"),
        (lambda: conv2d(pictures[:, :2], kernel), "kernel of 3x3 is larger than the pictures of 2x6"),
        (lambda: conv2d(pictures, kernel, padding="sane"), "Unknown `padding` 'sane'.* Did you mean 'same'"),
        (lambda: conv2d(pictures, kernel, padding=1), "Unknown `padding` 1; it is 'valid' or 'same'"),
        (lambda: conv2d(pictures, kernel, strides=0), "`strides` should be a whole number above 0"),
        (lambda: conv2d(pictures, kernel, strides=(1, 2, 3)), "`strides` should be"),
        (lambda: conv2d(pictures, kernel, strides=1.5), "`strides` should be"),
        (lambda: tf.nn.conv2d(pictures, kernel, [2, 1, 1, 1], "VALID"), "`strides` should be"),
        (lambda: max_pool2d(pictures[0]), "Pooling needs pictures"),
        (lambda: max_pool2d(pictures, size=7), "window of 7x7 is larger than the pictures of 8x6"),
        (lambda: avg_pool2d(pictures, size="2"), "`size` should be"),
    ],
)
def test_what_does_not_fit_is_said_in_words(call, message):
    with pytest.raises(tf.errors.InvalidArgumentError, match=message):
        call()


def test_a_kernel_may_be_larger_than_the_picture_where_padding_makes_room():
    assert conv2d(pictures[:, :2], kernel, padding="same").shape == (2, 2, 6, 4)


def test_strides_may_be_spelt_as_tensorflow_spells_them():
    for strides in (2, [2], (2, 2), [1, 2, 2, 1]):
        assert tf.nn.conv2d(pictures, kernel, strides, "SAME").shape == (2, 4, 3, 4)


def test_pooling_moves_by_its_own_size_unless_told_otherwise():
    assert max_pool2d(pictures).shape == avg_pool2d(pictures).shape == (2, 4, 3, 3)
    assert max_pool2d(pictures, size=3, strides=1).shape == (2, 6, 4, 3)


def test_an_empty_batch_has_an_empty_answer():
    assert conv2d(pictures[:0], kernel).shape == (0, 6, 4, 4)
    assert max_pool2d(pictures[:0]).shape == (0, 4, 3, 3)


def test_the_maximum_of_whole_numbers_is_one_too():
    x = np.arange(-16, 0).reshape(1, 4, 4, 1)
    assert max_pool2d(x, size=3, strides=2, padding="same").numpy()[0, :, :, 0].tolist() == [[-6, -5], [-2, -1]]


def test_a_convolution_finds_where_a_pattern_is():
    cross = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.float32)
    picture = np.zeros((1, 9, 9, 1), np.float32)
    picture[0, 4:7, 2:5, 0] = cross
    found = conv2d(picture, (cross - cross.mean())[:, :, None, None]).numpy()[0, :, :, 0]
    assert np.unravel_index(found.argmax(), found.shape) == (4, 2)


def test_strides_may_stand_between_those_of_pictures_and_channels():
    x, kernel = tf.random.normal([1, 6, 5, 2]), tf.random.normal([2, 2, 2, 3])
    for strides in ([1, 2, 1, 1], (1, 1, 2, 1), [1, 2, 2, 1]):
        four, two = (conv2d(x, kernel, strides=each) for each in (strides, strides[1:3]))
        np.testing.assert_array_equal(four, two)

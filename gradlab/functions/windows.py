"""Convolution and pooling with TensorFlow's arguments; `gradlab.operators.images` tells what they do.

Strides and sizes may be one number, two, or four with 1 for the examples and the channels: 2, [2, 2] or [1, 2, 2, 1].
"""

from __future__ import annotations

from typing import Any

from gradlab.operators import images
from gradlab.operators.images import Strides
from gradlab.tensors.conversion import whole_numbers
from gradlab.tensors.errors import InvalidArgumentError
from gradlab.tensors.tensor import Tensor, TensorLike, as_tensor


def _two(given: Any, argument: str) -> Any:
    """The two numbers for height and width; one number stays as it is."""
    numbers = whole_numbers(given, argument)
    if len(numbers) == 4 and numbers[0] == numbers[3] == 1:
        return numbers[1:3]
    if len(numbers) not in (1, 2):
        raise InvalidArgumentError(
            f"`{argument}` should be one number, two, or [1, height, width, 1], and is {given!r}: windows move over "
            "height and width, not over examples and channels."
        )
    return numbers if len(numbers) == 2 else numbers * 2


def _only(data_format: str | None, dilations: Any = None) -> None:
    """Raise ValueError for what would be another computation."""
    if data_format not in (None, "NHWC"):
        raise ValueError(
            f"data_format={data_format!r} is not here: put the channels last with tf.transpose(x, [0, 2, 3, 1])."
        )
    if dilations is not None and set(whole_numbers(dilations, "dilations")) != {1}:
        raise ValueError(f"dilations={dilations!r} are not here: TensorFlow, which runs the same code, has them.")


def conv2d(
    input: TensorLike,
    filters: TensorLike,
    strides: Strides,
    padding: str,
    data_format: str | None = "NHWC",
    dilations: Any = None,
) -> Tensor:
    """How much each patch of a picture looks like each filter.

    input: [n, height, width, channels], filters: [height, width, channels, filters].
    strides: how far the window moves. padding: 'VALID' or 'SAME'. Raises ValueError for channels first and dilations.
    """
    _only(data_format, dilations)
    return images.conv2d(input, filters, strides=_two(strides, "strides"), padding=padding)


def conv2d_transpose(
    input: TensorLike,
    filters: TensorLike,
    output_shape: TensorLike,
    strides: Strides,
    padding: str = "SAME",
    data_format: str | None = "NHWC",
    dilations: Any = None,
) -> Tensor:
    """The transpose of a convolution: every number paints its filter into the picture, and all paint adds up.

    input: [n, rows, columns, channels], filters: [height, width, channels of the result, channels].
    output_shape: [n, height, width, channels] of the result. Raises ValueError for channels first and dilations.
    """
    _only(data_format, dilations)
    shape = whole_numbers(output_shape, "output_shape")
    return images.conv2d_transpose(input, filters, shape=shape, strides=_two(strides, "strides"), padding=padding)


def max_pool2d(
    input: TensorLike, ksize: Strides, strides: Strides, padding: str, data_format: str | None = "NHWC"
) -> Tensor:
    """The largest number of each patch. input: [n, height, width, channels]; ksize: the patch's size."""
    _only(data_format)
    return images.max_pool2d(input, size=_two(ksize, "ksize"), strides=_two(strides, "strides"), padding=padding)


def avg_pool2d(
    input: TensorLike, ksize: Strides, strides: Strides, padding: str, data_format: str | None = "NHWC"
) -> Tensor:
    """The mean of each patch. input: [n, height, width, channels]; ksize: the patch's size."""
    _only(data_format)
    return images.avg_pool2d(input, size=_two(ksize, "ksize"), strides=_two(strides, "strides"), padding=padding)


def max_pool(input: TensorLike, ksize: Strides, strides: Strides, padding: str, data_format: str | None = None) -> Tensor:
    """The largest number of each patch of pictures, [n, height, width, channels]. Raises ValueError for other ranks."""
    return max_pool2d(_pictures(input, "max_pool"), ksize, strides, padding, data_format)


def avg_pool(input: TensorLike, ksize: Strides, strides: Strides, padding: str, data_format: str | None = None) -> Tensor:
    """The mean of each patch of pictures, [n, height, width, channels]. Raises ValueError for other ranks."""
    return avg_pool2d(_pictures(input, "avg_pool"), ksize, strides, padding, data_format)


def _pictures(input: TensorLike, name: str) -> Tensor:
    x = as_tensor(input)
    if x.ndim != 4:
        raise ValueError(f"{name} takes pictures, [n, height, width, channels], and received the shape {x.shape}.")
    return x

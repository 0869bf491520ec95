"""The errors that carry TensorFlow's names, so that code which catches them runs on both libraries."""


class InvalidArgumentError(ValueError):
    """An operator was given inputs that do not fit together, such as shapes or dtypes that differ.

    TensorFlow's error of this name stands alone; here it is also a ValueError, because that is what it is.
    """

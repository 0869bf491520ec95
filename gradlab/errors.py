"""Errors that carry TensorFlow's names, so that code which catches them runs on both libraries, and the warnings."""

from __future__ import annotations

import os
import sys
import warnings


class InvalidArgumentError(ValueError):
    """An operator was given inputs that do not fit together, such as shapes or dtypes that differ.

    TensorFlow's error of this name stands alone; here it is also a ValueError, because that is what it is.
    """


class NoGradientWarning(UserWarning):
    """A gradient is None, and the message says why."""


_PACKAGE = os.path.dirname(os.path.abspath(__file__)) + os.sep


def warn(message: str, category: type[Warning] = UserWarning) -> None:
    """Warn at the line of the caller's own code, the nearest one outside of this package."""
    level = 2
    while (frame := sys._getframe(level - 1)).f_code.co_filename.startswith(_PACKAGE) and frame.f_back is not None:
        level += 1
    warnings.warn(message, category, stacklevel=level)

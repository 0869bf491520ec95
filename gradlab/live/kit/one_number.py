"""One number in whatever form it comes: Python's, NumPy's, a Tensor's or a Variable's; and a trait that takes them all.

`descent.learning_rate = 2 / curvature` should work where the curvature is a float32, as everything is that a tape gives.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets


def plain(value: Any) -> Any:
    """The float that a NumPy number, a Tensor or a Variable of shape () stands for; anything else as it is."""
    if getattr(value, "shape", None) == () and np.asarray(value).dtype.kind in "iuf":
        return float(value)
    return value


class OneNumber(traitlets.Float):
    """A float. Other forms of one number become one; what is no single number is refused in traitlets' own words."""

    def validate(self, obj: Any, value: Any) -> Any:
        """The float; raises TraitError for what is no single number."""
        return super().validate(obj, plain(value))

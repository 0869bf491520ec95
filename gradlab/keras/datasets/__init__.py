"""Examples to learn from: real pictures, drawn pictures, and points in the plane."""

from gradlab.keras.datasets import cifar10, drawn_animals, toys
from gradlab.tensors.errors import no_such_name

__all__ = ["cifar10", "drawn_animals", "toys"]

__getattr__ = no_such_name(__name__)

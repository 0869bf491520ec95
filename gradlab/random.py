"""TensorFlow's namespace `tf.random`: random numbers, the same in every run after `set_seed`."""

from gradlab.functions.random_numbers import normal, set_seed, shuffle, uniform
from gradlab.tensors.errors import no_such_name

__all__ = ["normal", "set_seed", "shuffle", "uniform"]

__getattr__ = no_such_name(__name__)

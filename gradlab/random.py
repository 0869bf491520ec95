"""TensorFlow's namespace `tf.random`: random numbers, the same in every run after `set_seed`."""

from types import SimpleNamespace

from gradlab.functions.random_numbers import categorical, normal, set_seed, shuffle, truncated_normal, uniform
from gradlab.functions.random_streams import (
    Generator,
    fold_in,
    get_global_generator,
    set_global_generator,
    split,
    stateless_normal,
    stateless_truncated_normal,
    stateless_uniform,
)
from gradlab.tensors.errors import no_such_name

experimental = SimpleNamespace(
    Generator=Generator,
    get_global_generator=get_global_generator,
    set_global_generator=set_global_generator,
    stateless_fold_in=fold_in,
    stateless_split=split,
)

__all__ = [
    "Generator",
    "categorical",
    "experimental",
    "fold_in",
    "get_global_generator",
    "normal",
    "set_global_generator",
    "set_seed",
    "shuffle",
    "split",
    "stateless_normal",
    "stateless_truncated_normal",
    "stateless_uniform",
    "truncated_normal",
    "uniform",
]

__getattr__ = no_such_name(__name__)

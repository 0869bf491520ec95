"""TensorFlow's namespace `tf.autograph`: about graphs made of Python, which are not needed here."""

from types import SimpleNamespace

from gradlab.functions.surroundings import do_not_convert
from gradlab.functions.surroundings import nothing as set_verbosity
from gradlab.functions.surroundings import nothing as trace
from gradlab.tensors.errors import no_such_name

experimental = SimpleNamespace(do_not_convert=do_not_convert)

__all__ = ["experimental", "set_verbosity", "trace"]

__getattr__ = no_such_name(__name__)

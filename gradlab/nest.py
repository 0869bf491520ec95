"""TensorFlow's namespace `tf.nest`: nested lists, tuples and dicts as one row of leaves and back again."""

from gradlab.functions.nested import assert_same_structure, flatten, is_nested, map_structure, pack_sequence_as
from gradlab.tensors.errors import no_such_name

__all__ = ["assert_same_structure", "flatten", "is_nested", "map_structure", "pack_sequence_as"]

__getattr__ = no_such_name(__name__)

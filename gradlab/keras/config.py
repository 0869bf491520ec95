"""keras.config: Keras' settings, of which there is one choice each; see gradlab.keras.backend."""

from gradlab.functions.surroundings import nothing as disable_interactive_logging
from gradlab.functions.surroundings import nothing as disable_traceback_filtering
from gradlab.functions.surroundings import nothing as enable_interactive_logging
from gradlab.functions.surroundings import nothing as enable_traceback_filtering
from gradlab.functions.surroundings import nothing as enable_unsafe_deserialization
from gradlab.keras.backend import (
    backend,
    epsilon,
    floatx,
    image_data_format,
    set_epsilon,
    set_floatx,
    set_image_data_format,
)
from gradlab.tensors.errors import no_such_name

__all__ = [
    "backend",
    "disable_interactive_logging",
    "disable_traceback_filtering",
    "enable_interactive_logging",
    "enable_traceback_filtering",
    "enable_unsafe_deserialization",
    "epsilon",
    "floatx",
    "image_data_format",
    "set_epsilon",
    "set_floatx",
    "set_image_data_format",
]

__getattr__ = no_such_name(__name__)

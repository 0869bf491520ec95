"""TensorFlow's namespace `tf.config`: which devices there are, and settings that change nothing here."""

from types import SimpleNamespace

from gradlab.functions.surroundings import (
    LogicalDevice,
    PhysicalDevice,
    list_logical_devices,
    list_physical_devices,
    nothing,
    threading,
)
from gradlab.functions.surroundings import executing_eagerly as functions_run_eagerly
from gradlab.functions.surroundings import nothing as run_functions_eagerly
from gradlab.functions.surroundings import nothing as set_soft_device_placement
from gradlab.functions.surroundings import nothing as set_visible_devices
from gradlab.tensors.errors import no_such_name

get_visible_devices = list_physical_devices
optimizer = SimpleNamespace(set_jit=nothing, set_experimental_options=nothing)
experimental = SimpleNamespace(
    enable_op_determinism=nothing,
    list_logical_devices=list_logical_devices,
    list_physical_devices=list_physical_devices,
    set_memory_growth=nothing,
    set_visible_devices=nothing,
)

__all__ = [
    "LogicalDevice",
    "PhysicalDevice",
    "experimental",
    "functions_run_eagerly",
    "get_visible_devices",
    "list_logical_devices",
    "list_physical_devices",
    "optimizer",
    "run_functions_eagerly",
    "set_soft_device_placement",
    "set_visible_devices",
    "threading",
]

__getattr__ = no_such_name(__name__)

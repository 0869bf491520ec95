"""What TensorFlow asks of its surroundings: devices, names, graphs. Here is one machine, and every line runs at once.

So these functions do nothing, or say how things are: code that sets up a GPU or names its operations runs unchanged.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, NamedTuple, TypeVar

import numpy as np

from gradlab.tensors.tensor import Tensor

F = TypeVar("F", bound=Callable[..., Any])


class PhysicalDevice(NamedTuple):
    """A piece of hardware that computes."""

    name: str
    device_type: str


class LogicalDevice(NamedTuple):
    """A name under which a piece of hardware is used."""

    name: str
    device_type: str


_PROCESSORS = [PhysicalDevice("/physical_device:CPU:0", "CPU")]


def list_physical_devices(device_type: str | None = None) -> list[PhysicalDevice]:
    """The hardware that gradlab computes with: the processor. A list without anything for 'GPU' and 'TPU'."""
    return [device for device in _PROCESSORS if device_type in (None, device.device_type)]


def list_logical_devices(device_type: str | None = None) -> list[LogicalDevice]:
    """The processor, by the name that tf.device takes. A list without anything for 'GPU' and 'TPU'."""
    return [LogicalDevice("/device:CPU:0", "CPU")] if device_type in (None, "CPU") else []


def nothing(*args: Any, **kwargs: Any) -> None:
    """Accept a setting that changes nothing here: it is about graphics cards, threads or graphs."""


@contextmanager
def _as_it_is(*args: Any, **kwargs: Any) -> Iterator[None]:
    """A block of lines that runs as it would without."""
    yield


def device(device_name: Any) -> Any:
    """A block of lines that TensorFlow would run on this device; here it runs on the processor, as all do."""
    return _as_it_is()


@contextmanager
def name_scope(name: str) -> Iterator[str]:
    """A block of lines whose operations TensorFlow would name so; it gives the name."""
    if not isinstance(name, str):
        raise ValueError(f"`name` of name_scope should be a string, and is {name!r}.")
    yield f"{name}/"


def control_dependencies(control_inputs: Any) -> Any:
    """A block of lines that a graph would run after others; here they run in the order in which they stand."""
    return _as_it_is()


def init_scope() -> Any:
    """A block of lines that TensorFlow would lift out of a graph; here there is none."""
    return _as_it_is()


def executing_eagerly() -> bool:
    """True: every line runs at once."""
    return True


def inside_function() -> bool:
    """False: there are no graphs here, also not inside of @tf.function."""
    return False


def do_not_convert(func: F) -> F:
    """The function as it is: nothing is converted to a graph."""
    return func


def get_logger() -> logging.Logger:
    """The logger of gradlab, which stays silent: messages are errors and warnings here."""
    return logging.getLogger("gradlab")


def no_op() -> None:
    """Nothing."""


def group(*inputs: Any) -> None:
    """Nothing more: in a graph it would run its inputs, which have run already."""


def get_static_value(tensor: Any, partial: bool = False) -> Any:
    """The numbers as an array: here they are always known."""
    return tensor.numpy() if isinstance(tensor, Tensor) else tensor


def timestamp() -> Tensor:
    """The seconds since the beginning of 1970, as float64."""
    return Tensor(np.float64(time.time()))


threading = SimpleNamespace(
    set_inter_op_parallelism_threads=nothing,
    set_intra_op_parallelism_threads=nothing,
    get_inter_op_parallelism_threads=lambda: 0,
    get_intra_op_parallelism_threads=lambda: 0,
)

test = SimpleNamespace(
    gpu_device_name=lambda: "",
    is_built_with_cuda=lambda: False,
    is_built_with_gpu_support=lambda: False,
    is_gpu_available=lambda *args, **kwargs: False,
)

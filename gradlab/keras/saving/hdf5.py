"""Weights as Keras keeps them, in an HDF5 file; written and read by h5py, if it is installed. Nothing here needs it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from types import ModuleType
from typing import Any

import numpy as np

SIGNATURE = b"\x89HDF\r\n\x1a\n"


def h5py() -> ModuleType | None:
    """The library h5py, or None where it is not installed."""
    try:
        import h5py  # type: ignore[import-untyped]
    except ImportError:
        return None
    return h5py


def to_hdf5(arrays: Mapping[str, np.ndarray]) -> bytes:
    """The arrays as an HDF5 file, each at its path; the library has to be there."""
    library: Any = h5py()
    memory = io.BytesIO()
    with library.File(memory, "w") as file:
        for path, array in arrays.items():
            file.create_dataset(path, data=array)
    return memory.getvalue()


def from_hdf5(data: bytes, what: str) -> dict[str, np.ndarray]:
    """The arrays of an HDF5 file by their paths.

    Raises ImportError without h5py, ValueError for a file that is not whole or takes its numbers from others.
    """
    library: Any = h5py()
    if library is None:
        raise ImportError(
            f"{what} holds its weights in HDF5, as Keras writes them, and h5py reads that: pip install h5py. Without it, "
            "gradlab writes and reads weights in a NumPy archive, such as x.weights.npz."
        )
    found: dict[str, np.ndarray] = {}

    def keep(path: str, thing: Any) -> None:
        if isinstance(thing, library.Dataset):
            if thing.external or thing.is_virtual:
                raise ValueError(f"{what} takes {path} from another file, which gradlab does not follow.")
            if thing.dtype.kind in "fiu":
                found[path] = np.asarray(thing)

    try:
        with library.File(io.BytesIO(data), "r") as file:
            file.visititems(keep)  # goes through no link to another file
    except (OSError, RuntimeError, KeyError) as error:
        raise ValueError(f"{what} is no whole HDF5 file ({error}). Nothing was changed.") from error
    return found

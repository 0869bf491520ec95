"""Weights in a file: an ordinary .npz archive, which NumPy reads anywhere, with one array per weight.

Each array is called by the path of its weight, such as 'conv2d_1/kernel', and np.load(path)['conv2d_1/kernel'] is that
weight. Nothing else is in the file; it holds no code and is read with allow_pickle=False. It is written whole or
not at all (see gradlab.files).
"""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO

import numpy as np

from gradlab.files import write_whole
from gradlab.tensors.errors import warn
from gradlab.tensors.variable import Variable


def save(path: str | os.PathLike[str], weights: Mapping[str, Variable]) -> None:
    """Write the weights. Raises ValueError for a path that ends neither in .npz nor in .weights.h5."""
    path = Path(path)
    if path.name.endswith(".weights.h5"):
        warn(
            f"{path.name} will be a NumPy .npz archive in spite of its ending, which Keras cannot read. "
            f"Call it {path.name.removesuffix('.h5')}.npz instead."
        )
    elif path.suffix != ".npz":
        raise ValueError(f"weights are saved as a NumPy archive: the path should end in .npz, and is {str(path)!r}.")
    arrays = {name: variable._array for name, variable in weights.items()}
    write_whole(path, lambda file: np.savez(file, **arrays))


def load(path: str | os.PathLike[str], weights: Mapping[str, Variable]) -> None:
    """Turn the weights to the values in the file.

    Raises FileNotFoundError, or ValueError if the file is not whole, is no such archive, or has weights of other names or
    shapes; the message says which, and no weight is changed.
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"there is no file {str(path)!r}")
    try:
        arrays = _read(path, weights)
    except _OtherWeightsError:
        raise
    except _UNREADABLE as error:
        raise ValueError(
            f"{path} is no whole archive of weights as `save_weights` writes it ({error}). Nothing was changed."
        ) from error
    for name, array in arrays.items():
        if not np.isfinite(array).all():
            warn(f"{path}: {name} holds nan or inf, so the model will compute nothing else.")
    for name, variable in weights.items():
        variable.assign(arrays[name].astype(variable.dtype))


def _read(path: Path, weights: Mapping[str, Variable]) -> dict[str, np.ndarray]:
    """All arrays of the file, once their headers say that they are those of the model: nothing else is ever unpacked."""
    with zipfile.ZipFile(path) as archive:
        found = {}
        for member in archive.namelist():
            with archive.open(member) as file:
                found[member.removesuffix(".npy")] = _header(file)
        differences = [
            *(f"{name} is not in the file" for name in weights if name not in found),
            *(f"{name[:80]} is not in the model" for name in found if name not in weights),
            *(
                f"{name} has the shape {variable.shape} in the model and {found[name][0]} in the file"
                for name, variable in weights.items()
                if name in found and found[name][0] != variable.shape
            ),
            *(
                f"{name[:80]} holds {dtype} in the file"
                for name, (_, dtype) in found.items()
                if dtype.kind != (weights[name].dtype.kind if name in weights else "f")
            ),
        ]
        if differences:
            more = f"; and {len(differences) - 20} more" if len(differences) > 20 else ""
            raise _OtherWeightsError(
                f"the weights in {path} are not those of this model: {'; '.join(differences[:20])}{more}. "
                "Nothing was changed."
            )
        arrays = {}
        for name in weights:
            with archive.open(f"{name}.npy") as file:
                arrays[name] = np.lib.format.read_array(file, allow_pickle=False)
        return arrays


def _header(file: IO[bytes]) -> tuple[tuple[int, ...], np.dtype]:
    """The shape and the dtype that an array in the archive says it has."""
    read = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
    version = np.lib.format.read_magic(file)
    if version not in read:
        raise ValueError(f"an array of the unknown version {version}")
    shape, _, dtype = read[version](file)
    return shape, dtype


class _OtherWeightsError(ValueError):
    """The file is whole, and its weights are those of another model."""


_UNREADABLE: tuple[type[Exception], ...] = (
    *(OSError, ValueError, EOFError, KeyError, TypeError, AttributeError, NotImplementedError, RuntimeError),
    *(MemoryError, OverflowError, SyntaxError, zipfile.BadZipFile, zlib.error),
)

"""Weights in a file: an ordinary .npz archive, which NumPy reads anywhere, with one array per weight.

Each array is called by the path of its weight, such as 'conv2d_1/kernel', and np.load(path)['conv2d_1/kernel'] is that
weight. Nothing else is in the file; it holds no code and is read with allow_pickle=False. It is written under another
name first and renamed when it is whole, so that there is never half a file.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np

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
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, **{name: variable._array for name, variable in weights.items()})
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def load(path: str | os.PathLike[str], weights: Mapping[str, Variable]) -> None:
    """Turn the weights to the values in the file.

    Raises FileNotFoundError, or ValueError if the file is not whole, is no such archive, or has weights of other names or
    shapes; the message says which, and no weight is changed.
    """
    arrays = _read(Path(path))
    differences = [
        *(f"{name} is not in the file" for name in weights if name not in arrays),
        *(f"{name} is not in the model" for name in arrays if name not in weights),
        *(
            f"{name} has the shape {variable.shape} in the model and {arrays[name].shape} in the file"
            for name, variable in weights.items()
            if name in arrays and arrays[name].shape != variable.shape
        ),
        *(f"{name} holds {array.dtype} in the file" for name, array in arrays.items() if array.dtype.kind != "f"),
    ]
    if differences:
        raise ValueError(
            f"the weights in {path} are not those of this model: {'; '.join(differences)}. Nothing was changed."
        )
    for name, variable in weights.items():
        variable.assign(arrays[name].astype(variable.dtype))


def _read(path: Path) -> dict[str, np.ndarray]:
    """All arrays of the file, or an error that says what is wrong with it."""
    if not path.exists():
        raise FileNotFoundError(f"there is no file {str(path)!r}")
    try:
        with np.load(path, allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except (OSError, ValueError, EOFError, KeyError, TypeError, AttributeError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(
            f"{path} is no whole archive of weights as `save_weights` writes it ({error}). Nothing was changed."
        ) from error

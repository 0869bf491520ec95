"""A whole model in one file, model.keras: a zip with its config in JSON, its weights, and what its optimizer remembers.

The file is Keras' own. Keras reads it, and what Keras has written is read here, for the layers that both have: that needs
h5py, because Keras keeps weights in HDF5. Without h5py the weights are a NumPy archive inside of the file. There is no code
in it, and classes are looked up among those that are known (see gradlab.keras.configs).
"""

from __future__ import annotations

import io
import json
import os
import time
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gradlab.files import write_whole
from gradlab.keras.configs import custom_object_scope, deserialize, serialize
from gradlab.keras.saving.hdf5 import from_hdf5, h5py, to_hdf5
from gradlab.keras.saving.places import places
from gradlab.tensors.errors import warn

_CONFIG, _METADATA, _HDF5, _NUMPY = "config.json", "metadata.json", "model.weights.h5", "model.weights.npz"
_LONGEST_CONFIG = 50_000_000  # bytes


def save_model(model: Any, filepath: str | os.PathLike[str], overwrite: bool = True) -> None:
    """Write the model, its weights and its optimizer into a file that ends in .keras; whole or not at all.

    Raises ValueError for another ending or before there are weights, TypeError for what cannot be written down, and
    FileExistsError unless `overwrite`.
    """
    path = Path(filepath)
    if path.suffix != ".keras":
        older = path.suffix in (".h5", ".hdf5")
        raise ValueError(
            f"a whole model is saved in a file that ends in .keras, and {str(path)!r} does not: write {path.stem}.keras"
            f"{', which Keras reads too and has put in the place of its older .h5' if older else ''}. Weights alone: "
            "model.save_weights('x.weights.npz')."
        )
    if not overwrite and path.exists():
        raise FileExistsError(f"{path} exists already: use another name, or overwrite=True.")
    model.count_params()
    config = {**serialize(model, f"the model '{model.name}'"), "build_config": {"input_shape": model._build_shape}}
    config["compile_config"] = model.get_compile_config() if model._compiled else {}
    text = json.dumps(config)
    arrays = {place: np.asarray(v._array) for place, v in places(model).items()}
    arrays |= {f"optimizer/vars/{k}": array for k, array in enumerate(model.optimizer.state() if model._compiled else [])}

    def write(file: Any) -> None:
        with zipfile.ZipFile(file, "w") as archive:
            metadata = {"keras_version": "3.0.0", "date_saved": time.strftime("%Y-%m-%d@%H:%M:%S"), "written_by": "gradlab"}
            archive.writestr(_METADATA, json.dumps(metadata))
            archive.writestr(_CONFIG, text)
            if h5py() is not None:
                archive.writestr(_HDF5, to_hdf5(arrays))
            else:
                memory = io.BytesIO()
                np.savez(memory, **arrays)  # type: ignore[arg-type]
                archive.writestr(_NUMPY, memory.getvalue())

    write_whole(path, write)


def load_model(
    filepath: str | os.PathLike[str],
    custom_objects: Mapping[str, Any] | None = None,
    compile: bool = True,
    safe_mode: bool = True,
) -> Any:
    """The model in a .keras file, with its weights, and ready to go on training if it was compiled.

    custom_objects: a learner's classes and functions by name. compile: whether to compile as before.
    safe_mode: accepted for Keras' sake; code in a file is never run.
    Raises FileNotFoundError, ValueError for a file that is not whole or a class that is not known, ImportError where h5py
    is needed.
    """
    path = Path(filepath)
    config, arrays = _read(path)
    with custom_object_scope(custom_objects or {}):
        model = deserialize(config)
        shape = (config.get("build_config") or {}).get("input_shape")
        if not model.built and shape:
            model.build(_shape(shape))
        put(model, arrays, path)
        compiled = config.get("compile_config") or {}
        if compile and compiled.get("optimizer"):
            model.compile_from_config(compiled)
            _remember(model, arrays, path)
    return model


def put(model: Any, arrays: Mapping[str, np.ndarray], path: Path) -> None:
    """Turn the weights to the arrays at their places in a file of Keras. Raises ValueError, with no weight changed."""
    weights = places(model)
    others = [key for key in arrays if "vars" in key.split("/") and not key.startswith(("optimizer/", "metrics/"))]
    others = [key for key in others if "seed_generator" not in key and key not in weights]
    differences = [
        *(f"{place} ({v.name}) is not in the file" for place, v in weights.items() if place not in arrays),
        *(f"{place[:80]} is not in the model" for place in others),
        *(
            f"{place} ({v.name}) has the shape {v.shape} in the model and {arrays[place].shape} in the file"
            for place, v in weights.items()
            if place in arrays and arrays[place].shape != v.shape
        ),
    ]
    if differences:
        raise ValueError(
            f"the weights in {path} are not those of this model: {'; '.join(differences[:20])}. Nothing was changed."
        )
    for place, variable in weights.items():
        variable.assign(arrays[place].astype(variable.dtype))


def read_weights(path: Path) -> dict[str, np.ndarray]:
    """The arrays in a .keras file or in an HDF5 file of weights, by Keras' places. Raises as `load_model`."""
    return _read(path)[1] if zipfile.is_zipfile(path) else from_hdf5(path.read_bytes(), str(path))


def _read(path: Path) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    if not path.exists():
        raise FileNotFoundError(f"there is no file {str(path)!r}")
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(_CONFIG).file_size > _LONGEST_CONFIG:
                raise ValueError("its config is longer than that of any model")
            config = json.loads(archive.read(_CONFIG))
            if not isinstance(config, dict) or "class_name" not in config:
                raise ValueError("its config is none of a model")
            if _HDF5 in archive.namelist():
                return config, from_hdf5(archive.read(_HDF5), str(path))
            with np.load(io.BytesIO(archive.read(_NUMPY)), allow_pickle=False) as found:
                return config, {place: found[place] for place in found.files}
    except ImportError:
        raise
    except (OSError, ValueError, KeyError, EOFError, NotImplementedError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(f"{path} is no whole model as `model.save` writes it ({error}).") from error


def _remember(model: Any, arrays: Mapping[str, np.ndarray], path: Path) -> None:
    """Give the optimizer back what it remembers, so that training goes on as if it had never stopped."""
    count = sum(key.startswith("optimizer/vars/") for key in arrays)
    if count:
        try:
            model.optimizer.build(model.trainable_variables)
            model.optimizer.restore([arrays[f"optimizer/vars/{k}"] for k in range(count)])
        except (KeyError, ValueError) as error:
            warn(f"{path}: what the optimizer remembers is not read, so it begins anew ({error}).")


def _shape(shape: Any) -> Any:
    """A shape that went through JSON, or several."""
    if isinstance(shape, dict):
        return {key: _shape(part) for key, part in shape.items()}
    return [_shape(part) for part in shape] if any(isinstance(n, (list, dict)) for n in shape) else tuple(shape)

"""TensorFlow's namespace `tf.train`: checkpoints, which are all numbers of some objects in one file.

    checkpoint = tf.train.Checkpoint(model=model, optimizer=optimizer)
    path = checkpoint.save("checkpoints/run")     writes checkpoints/run-1.npz
    checkpoint.restore(path)

An object is a Variable, a Module, a layer or a model, an optimizer, or a list or dict of them. The file is a NumPy archive,
whole or not there, with no code in it.
"""

from __future__ import annotations

import os
import re
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from gradlab.files import write_whole
from gradlab.tensors.errors import no_such_name, warn
from gradlab.tensors.module import Module
from gradlab.tensors.structure import leaves
from gradlab.tensors.variable import Variable


class Status:
    """What `restore` returns: TensorFlow's questions about what was read, which here was all or nothing."""

    def assert_consumed(self) -> Status:
        """All that was in the file has been read."""
        return self

    assert_existing_objects_matched = assert_nontrivial_match = expect_partial = assert_consumed


class Checkpoint:
    """Objects, each under a name, whose numbers can be written into a file and read again.

    Raises TypeError for what holds no Variables.
    """

    def __init__(self, root: Any = None, **objects: Any) -> None:
        self._objects = {**({} if root is None else {"root": root}), **objects}
        for name, thing in self._objects.items():
            for part in leaves(thing):
                if not isinstance(part, (Variable, Module)) and not _remembers(part):
                    raise TypeError(
                        f"`{name}` of a Checkpoint should be a Variable, a Module, a model or an optimizer, and is {part!r}."
                    )
            setattr(self, name, thing)
        self.save_counter = Variable(0, trainable=False, name="save_counter")

    def write(self, file_prefix: str | os.PathLike[str]) -> str:
        """Write all numbers into file_prefix.npz, and return the path without its ending."""
        path = Path(f"{os.fspath(file_prefix)}.npz")
        path.parent.mkdir(parents=True, exist_ok=True)
        arrays = self._arrays()
        write_whole(path, lambda file: np.savez(file, **arrays))  # type: ignore[arg-type]
        return os.fspath(file_prefix)

    def save(self, file_prefix: str | os.PathLike[str]) -> str:
        """Write all numbers into file_prefix-1.npz, the next time into …-2.npz, and return the path without its ending."""
        self.save_counter.assign_add(1)
        return self.write(f"{os.fspath(file_prefix)}-{int(self.save_counter)}")

    def restore(self, save_path: str | os.PathLike[str] | None) -> Status:
        """Turn all to the numbers in a file; None, where there is none yet, changes nothing.

        A model that has no weights yet, because it has not seen its input, gets them at its first call, and then its
        optimizer. Raises FileNotFoundError, and ValueError where names or shapes differ; nothing is changed then.
        """
        if save_path is None:
            return Status()
        path = Path(f"{os.fspath(save_path)}.npz")
        if not path.exists():
            raise FileNotFoundError(f"there is no checkpoint {os.fspath(save_path)!r}: `save` returns the path to use.")
        try:
            with np.load(path, allow_pickle=False) as file:
                found = {name: file[name] for name in file.files}
        except (ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
            raise ValueError(f"{path} is no whole checkpoint ({error}). Nothing was changed.") from error
        unbuilt = {name for name, thing in self._objects.items() if getattr(thing, "built", True) is False}
        if not unbuilt:
            self._take(path, found, {*self._objects})
            return Status()
        later = {name for name, thing in self._objects.items() if _remembers(thing)}
        self._take(path, found, {*self._objects} - unbuilt - later)

        def built(name: str) -> None:
            unbuilt.discard(name)
            self._take(path, found, {name} if unbuilt else {name, *later})

        for name in [*unbuilt]:
            self._objects[name].when_built(lambda name=name: built(name))
        return Status()

    read = restore

    def _take(self, path: Path, found: dict[str, np.ndarray], names: set[str]) -> None:
        """Turn the objects of these names to the numbers found. Raises ValueError where they are of others."""
        found = {place: array for place, array in found.items() if place.split("/")[0] in {"save_counter", *names}}
        waiting = self._begin(found) | ({*self._objects} - names)
        now = {name: array for name, array in self._arrays().items() if name.split("/")[0] not in waiting}
        found = {name: array for name, array in found.items() if name.split("/")[0] not in waiting}
        differences = [
            *(f"{name} is not in the file" for name in now if name not in found),
            *(f"{name} is not among the objects" for name in found if name not in now),
            *(
                f"{name} has the shape {now[name].shape}, and {found[name].shape} in the file"
                for name in now
                if name in found and now[name].shape != found[name].shape
            ),
        ]
        if differences:
            raise ValueError(
                f"the checkpoint {path} is of other objects: {'; '.join(differences[:8])}. A model has to be built before. "
                "Nothing was changed."
            )
        for name, thing in self._objects.items():
            if name not in waiting:
                _put(name, thing, found)
        self.save_counter.assign(found["save_counter"])

    def _arrays(self) -> dict[str, np.ndarray]:
        found = {"save_counter": np.asarray(self.save_counter._array)}
        for name, thing in self._objects.items():
            found |= {place: np.asarray(array) for place, array in _numbers(name, thing).items()}
        return found

    def _begin(self, found: dict[str, np.ndarray]) -> set[str]:
        """Build optimizers that have not stepped yet for the model here that fits; the names of those without one."""
        waiting = set()
        for name, thing in self._objects.items():
            wanted = [array.shape for place, array in found.items() if place.startswith(f"{name}/0/")]
            if not _remembers(thing) or len(thing.state()) >= len(wanted):
                continue
            for other in self._objects.values():
                variables = getattr(other, "trainable_variables", None)
                slots = len(getattr(thing, "slots", ())) * len(variables or ())
                if isinstance(other, Module) and variables and len(thing.state()) + slots == len(wanted):
                    thing.build(list(variables))
                    break
            else:
                waiting.add(name)
                warn(f"the optimizer '{name}' begins anew: it has not stepped yet, and no model beside it is its own.")
        return waiting


class CheckpointManager:
    """Checkpoints of one run in a folder, of which the last few are kept.

    max_to_keep: how many, None for all. checkpoint_name: what their files begin with.
    """

    def __init__(
        self,
        checkpoint: Checkpoint,
        directory: str | os.PathLike[str],
        max_to_keep: int | None,
        checkpoint_name: str = "ckpt",
    ) -> None:
        self.checkpoint, self.directory = checkpoint, os.fspath(directory)
        self._keep, self._name = max_to_keep, checkpoint_name

    @property
    def checkpoints(self) -> list[str]:
        """The paths of those that are there, the oldest first."""
        return _saved(Path(self.directory), re.escape(self._name))

    @property
    def latest_checkpoint(self) -> str | None:
        """The path of the newest, None where there is none."""
        return next(reversed(self.checkpoints), None)

    def save(self, checkpoint_number: int | None = None) -> str:
        """Write the next one, and take away what is older than the last `max_to_keep`. Returns its path."""
        prefix = os.path.join(self.directory, self._name)
        path = (
            self.checkpoint.save(prefix)
            if checkpoint_number is None
            else self.checkpoint.write(f"{prefix}-{checkpoint_number}")
        )
        for old in self.checkpoints[: -self._keep] if self._keep else []:
            Path(f"{old}.npz").unlink(missing_ok=True)
        return path

    def restore_or_initialize(self) -> str | None:
        """Read the newest, if there is one, and return its path."""
        path = self.latest_checkpoint
        self.checkpoint.restore(path)
        return path


def latest_checkpoint(checkpoint_dir: str | os.PathLike[str], latest_filename: str | None = None) -> str | None:
    """The path of the newest checkpoint in a folder, None where there is none."""
    return next(reversed(_saved(Path(checkpoint_dir), ".*")), None)


def _saved(folder: Path, name: str) -> list[str]:
    files = [path for path in folder.glob("*.npz") if re.fullmatch(rf"{name}-\d+", path.stem)]
    return [
        os.fspath(path.with_suffix(""))
        for path in sorted(files, key=lambda path: (path.stat().st_mtime_ns, int(path.stem.rpartition("-")[2])))
    ]


def _remembers(thing: Any) -> bool:
    """Whether it is an optimizer."""
    return all(callable(getattr(thing, method, None)) for method in ("state", "restore", "build"))


def _numbers(name: str, thing: Any) -> dict[str, np.ndarray]:
    """The numbers of an object by their places: name/which part/which array."""
    found = {}
    for i, part in enumerate(leaves(thing)):
        for k, array in enumerate(part.state() if _remembers(part) else [v._array for v in _variables(part)]):
            found[f"{name}/{i}/{k}"] = array
    return found


def _put(name: str, thing: Any, found: dict[str, np.ndarray]) -> None:
    for i, part in enumerate(leaves(thing)):
        arrays = [found[place] for place in _numbers(name, thing) if place.startswith(f"{name}/{i}/")]
        if _remembers(part):
            part.restore(arrays)
        else:
            for variable, array in zip(_variables(part), arrays, strict=True):
                variable.assign(array.astype(variable.dtype))


def _variables(part: Any) -> tuple[Variable, ...]:
    return (part,) if isinstance(part, Variable) else part.variables


__getattr__ = no_such_name(__name__)

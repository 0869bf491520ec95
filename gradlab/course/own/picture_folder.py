"""A folder of pictures as training takes it: a folder for each class, or all of them in a zip, which a browser can upload.

Pictures come from anywhere: any size and colours, turned by a camera, broken, too large, twice. What can be read is brought
to one size, and what cannot is named, with the reason.
"""

from __future__ import annotations

import hashlib
import io
import os
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np

from gradlab.live.kit.words import counted
from gradlab.live.pictures.picture_data import Gallery

_FEWEST = 5  # of each class
_LARGEST = 60_000_000  # pixels: ten times what a telephone's camera makes would fill the memory of a small computer
_MOST_BYTES = 100_000_000  # of one file
_ENDINGS = {".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff", ".ppm", ".pgm"}
_NAMED = 3  # of the files that were left out

Read = Callable[[], bytes]


@dataclass(frozen=True, repr=False)
class PictureFolder:
    """Pictures and what they show.

    x: float32 (n, size, size, 3) from 0 to 1. y: the number of the class of each, int32 (n,). classes: their names.
    said: what was read and what was left out.
    """

    x: np.ndarray
    y: np.ndarray
    classes: list[str]
    said: str

    def __repr__(self) -> str:
        return self.said


def read_pictures(folder: str | os.PathLike[str], size: int = 32, *, most: int = 2000) -> PictureFolder:
    """Read the pictures of a folder that holds a folder for each class, or of a zip of it, and print what was done.

    size: the side of the pictures that come out; the middle square of each is scaled to it. most: of more pictures than
    that, as many are taken at random, always the same.

    Raises FileNotFoundError, TypeError or ValueError in words for a folder that holds no such thing.
    """
    for name, value, low, high in (("size", size, 8, 256), ("most", most, 2 * _FEWEST, 100_000)):
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError(f"`{name}` should be a whole number from {low} to {high}, and is {value!r}.")
    if not isinstance(folder, (str, os.PathLike)):
        raise TypeError(f"`folder` should be the name of a folder, such as 'my_pictures', and is {folder!r:.60}.")
    path = Path(folder)
    files, odd = _sorted_out(_files(path))
    classes = _classes(path.name, files)
    chosen = sorted(files)
    if len(chosen) > most:
        chosen = [chosen[k] for k in np.sort(np.random.default_rng(0).permutation(len(chosen))[:most])]
    pictures, labels, left_out, twice = _read_all(path.name, chosen, files, classes, size)
    counts = Counter(labels)
    few = [name for k, name in enumerate(classes) if counts[k] < _FEWEST]
    if few:
        reason = f" ({_listed(left_out)})" if left_out else ""
        raise ValueError(
            f"{path.name}/{few[0]} has {counted(counts[classes.index(few[0])], 'picture')} that can be "
            f"read{reason}, and each class "
            f"needs at least {_FEWEST}, better fifty: add some, or take the folder away."
        )
    said = [
        f"{len(pictures)} pictures in {len(classes)} classes from {path.name}: "
        f"{', '.join(f'{name} {counts[k]}' for k, name in enumerate(classes))}.",
        f"Of each the middle square, scaled to {size}×{size} in colour; numbers from 0 to 1.",
    ]
    if len(files) > most:
        said.append(f"There are {len(files)}: {most} were taken at random; `most` takes more.")
    if left_out:
        said.append(f"Left out: {_listed(left_out)}.")
    if odd:
        said.append(
            f"No picture by its name: {', '.join(odd[:_NAMED])}{f' and {len(odd) - _NAMED} more' * (len(odd) > _NAMED)}."
        )
    if twice:
        said.append(f"{counted(twice, 'picture')} left out that lay there twice.")
    print(" ".join(said))
    x = (np.stack(pictures) / np.float32(255)).astype(np.float32)
    return PictureFolder(x, np.array(labels, np.int32), classes, " ".join(said))


def _files(path: Path) -> dict[PurePosixPath, Read]:
    """All files of a folder or a zip, by their places in it."""
    if path.is_dir():
        found = [each for each in path.rglob("*") if each.is_file()]
        return {PurePosixPath(each.relative_to(path).as_posix()): each.read_bytes for each in found if _bearable(each)}
    if not path.is_file():
        raise FileNotFoundError(
            f"There is no folder {str(path)!r}. Put a folder for each class into one, and that beside this "
            "notebook; in a browser "
            "upload it as a .zip."
        )
    if not zipfile.is_zipfile(path):
        raise ValueError(f"{path.name} is a file, and a folder is needed, or a .zip of it.")
    archive = zipfile.ZipFile(path)
    members = [each for each in archive.infolist() if not each.is_dir() and each.file_size <= _MOST_BYTES]
    if any(each.flag_bits & 1 for each in members):
        raise ValueError(f"{path.name} is locked with a password: make a .zip without one.")

    def read(member: zipfile.ZipInfo) -> Read:
        return lambda: archive.read(member)

    return {PurePosixPath(each.filename.replace("\\", "/")): read(each) for each in members}


def _bearable(path: Path) -> bool:
    return path.stat().st_size <= _MOST_BYTES


def _sorted_out(files: Mapping[PurePosixPath, Read]) -> tuple[dict[PurePosixPath, Read], list[str]]:
    """The picture files without the folders around all of them, and the names of files that are none."""
    seen = {path: read for path, read in files.items() if not any(p.startswith((".", "__MACOSX")) for p in path.parts)}
    pictures = {path: read for path, read in seen.items() if path.suffix.lower() in _ENDINGS}
    odd = sorted(
        path.name for path in seen if path not in pictures and path.name.lower() not in ("thumbs.db", "desktop.ini")
    )
    while len({path.parts[0] for path in pictures}) == 1 and all(len(path.parts) > 2 for path in pictures):
        pictures = {PurePosixPath(*path.parts[1:]): read for path, read in pictures.items()}
    return pictures, odd


def _classes(name: str, files: Mapping[PurePosixPath, Read]) -> list[str]:
    """The names of the classes. Raises ValueError in words for fewer than two."""
    if not files:
        raise ValueError(
            f"There is no picture in {name}. Make a folder in it for each class, such as {name}/cup and "
            f"{name}/spoon, and put pictures "
            "(.png, .jpg, …) into them."
        )
    if any(len(path.parts) == 1 for path in files):
        loose = next(path.name for path in files if len(path.parts) == 1)
        raise ValueError(
            f"{loose} lies in {name} itself, so nobody knows what it shows. Make a folder for each class, such as "
            f"{name}/cup and "
            f"{name}/spoon, and put each picture into its own."
        )
    classes = sorted({path.parts[0] for path in files})
    if len(classes) == 1:
        raise ValueError(
            f"There is one class in {name}, {classes[0]!r}, and at least two are needed: a network that knows one "
            "answer always "
            "gives it."
        )
    return classes


def _read_all(
    name: str, chosen: list[PurePosixPath], files: Mapping[PurePosixPath, Read], classes: list[str], size: int
) -> tuple[list[np.ndarray], list[int], dict[str, str], int]:
    """Bytes (size, size, 3) and class of each picture, what was left out and why, and how many lay there twice."""
    pictures, labels, left_out, twice = [], [], {}, 0
    known: dict[bytes, PurePosixPath] = {}
    for path in chosen:
        data = files[path]()
        before = known.setdefault(hashlib.sha256(data).digest(), path)
        if before != path:
            if before.parts[0] != path.parts[0]:
                raise ValueError(f"{before} and {path} in {name} are the same picture: which class does it belong to?")
            twice += 1
            continue
        try:
            pictures.append(_pixels(data, size))
            labels.append(classes.index(path.parts[0]))
        except ValueError as error:
            left_out[str(path)] = str(error)
    return pictures, labels, left_out, twice


def _pixels(data: bytes, size: int) -> np.ndarray:
    """The middle square of a picture in bytes (size, size, 3). Raises ValueError, with the reason, if it cannot be read."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # comes with Matplotlib

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # what is too large is said here
            with Image.open(io.BytesIO(data)) as image:
                if image.width * image.height > _LARGEST:
                    raise ValueError(f"too large, {image.width}×{image.height} pixels")
                image.draft("RGB", (2 * size, 2 * size))  # a photograph need not be unfolded to be made small
                return Gallery(ImageOps.exif_transpose(image), (size, size, 3)).colours(0)
    except Image.DecompressionBombError as error:
        raise ValueError("too large") from error
    except UnidentifiedImageError as error:
        raise ValueError("no picture inside") from error
    except (
        OSError,
        SyntaxError,
        EOFError,
        IndexError,
        MemoryError,
    ) as error:  # what Pillow's readers raise for broken files
        raise ValueError("broken") from error


def _listed(left_out: Mapping[str, str]) -> str:
    """The first of the pictures that were left out, with the reasons."""
    first = [f"{path}: {reason}" for path, reason in list(left_out.items())[:_NAMED]]
    more = len(left_out) - len(first)
    return "; ".join(first) + (f"; and {more} more" if more else "")

"""CIFAR-10: 60 000 real colour pictures of 32×32 pixels in ten classes, collected by Krizhevsky (2009).

`load_data` looks for them in the folder that the environment variable GRADLAB_DATA names (or a folder inside of it),
then in ~/.gradlab/cifar10, and else downloads the archive, 170 MB, once. The files are in CIFAR-10's binary layout: for
each picture one byte for its class, then 1024 bytes of red, 1024 of green and 1024 of blue, row by row.
"""

from __future__ import annotations

import os
import tarfile
import tempfile
from pathlib import Path

import numpy as np

from gradlab.keras.datasets.download import DownloadError, fetch

Pictures = tuple[np.ndarray, np.ndarray]

class_names = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]

_MIRRORS = [
    "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
    "https://mindspore-website.obs.cn-north-4.myhuaweicloud.com/notebook/datasets/cifar-10-binary.tar.gz",
    "https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10/cifar-10-binary.tar.gz",
]
_SIZE, _MD5 = 170_052_171, "c32a1d4ab5d03f1284b67883e8d87530"
_RECORD = 1 + 3 * 32 * 32  # bytes


def load_data() -> tuple[Pictures, Pictures]:
    """((x_train, y_train), (x_test, y_test)): uint8 pictures (n, 32, 32, 3) and the numbers of their classes (n, 1).

    Raises DownloadError (an OSError) where they are neither on this computer nor to be had, FileNotFoundError if
    GRADLAB_DATA names a folder without them, ValueError for a damaged file.
    """
    folder = _folder()
    return _read(sorted(folder.glob("data_batch_*.bin"))), _read([folder / "test_batch.bin"])


def is_here() -> bool:
    """Whether the pictures are on this computer, so that load_data needs no download."""
    return _found() is not None


def _folder() -> Path:
    """Where the files are, after a download if they were nowhere."""
    if folder := _found():
        return folder
    if given := os.environ.get("GRADLAB_DATA"):
        raise FileNotFoundError(
            f"GRADLAB_DATA is {given!r}, and neither there nor in a folder inside of it are data_batch_1.bin and "
            "test_batch.bin. Unpack cifar-10-binary.tar.gz there, or unset GRADLAB_DATA to have it downloaded."
        )
    _download(_cache())
    return _cache()


def _found() -> Path | None:
    """Where the files are: in GRADLAB_DATA or a folder inside of it, or else where a download has put them."""
    if given := os.environ.get("GRADLAB_DATA"):
        folders = [Path(given), *sorted(p for p in Path(given).glob("*") if p.is_dir())]
    else:
        folders = [_cache()]
    return next(filter(_is_complete, folders), None)


def _cache() -> Path:
    return Path.home() / ".gradlab" / "cifar10"


def _is_complete(folder: Path) -> bool:
    return any(folder.glob("data_batch_*.bin")) and (folder / "test_batch.bin").exists()


def _download(folder: Path) -> None:
    """Download the archive and put its .bin files into the folder, which appears only when all are there."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        archive, unpacked = Path(scratch) / "cifar-10-binary.tar.gz", Path(scratch) / "cifar10"
        try:
            fetch(_MIRRORS, archive, _SIZE, _MD5)
        except DownloadError as error:
            raise DownloadError(
                f"CIFAR-10 is not on this computer and could not be downloaded. {error}\n"
                "What you can do: try again with a network; or download cifar-10-binary.tar.gz (170 MB) by other means, "
                "unpack it, and set the environment variable GRADLAB_DATA to its folder; or learn from pictures that "
                "need no network: keras.datasets.drawn_animals.load_data()."
            ) from None
        unpacked.mkdir()
        with tarfile.open(archive) as tar:
            for member in tar:
                if member.isfile() and member.name.endswith(".bin"):  # only the name's end is used: no other folder
                    content = tar.extractfile(member)
                    (unpacked / Path(member.name).name).write_bytes(content.read() if content else b"")
        unpacked.rename(folder)


def _read(files: list[Path]) -> Pictures:
    """The pictures and classes in these files, one file after the other."""
    records = []
    for file in files:
        content = np.fromfile(file, np.uint8)
        if not content.size or content.size % _RECORD:
            raise ValueError(
                f"{file} is damaged: it has {content.size} bytes, which is no multiple of the {_RECORD} of a picture."
            )
        records.append(content.reshape(-1, _RECORD))
    rows = np.concatenate(records)
    pictures = rows[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    return np.ascontiguousarray(pictures), np.ascontiguousarray(rows[:, :1])

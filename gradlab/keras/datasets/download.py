"""Fetching a file from the network: from the first mirror that is quick enough, checked, whole or not at all."""

from __future__ import annotations

import hashlib
import http.client
import os
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from tqdm.auto import tqdm

_PIECE = 2**16  # bytes
_PATIENCE = 10.0  # seconds, for an answer and for a mirror to show its pace


class DownloadError(OSError):
    """No mirror delivered the file; the message says for each what went wrong."""


def fetch(
    mirrors: Sequence[str], target: Path, size: int, md5: str, least_rate: float = 300_000, patience: float = _PATIENCE
) -> None:
    """Download a file of `size` bytes with this checksum to `target`, from the first of the mirrors that can.

    A mirror that does not answer within `patience` seconds, or delivers less than `least_rate` bytes per second over that
    time, is given up for the next one. The file appears under its name only when it is complete and right.
    Raises DownloadError if no mirror works, OSError if the folder cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    complaints = []
    for url in mirrors:
        handle, unfinished = tempfile.mkstemp(dir=target.parent, prefix=f"{target.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                problem = _copy(url, file, size, md5, least_rate, patience)
            if problem is None:
                os.replace(unfinished, target)
                return
            complaints.append(f"{url}: {problem}")
        finally:
            Path(unfinished).unlink(missing_ok=True)
    raise DownloadError("No mirror delivered the file.\n  " + "\n  ".join(complaints))


def _copy(url: str, file: IO[bytes], size: int, md5: str, least_rate: float, patience: float) -> str | None:
    """Copy what the mirror delivers into the file. What is wrong with it, in words, or None."""
    checksum, received = hashlib.md5(usedforsecurity=False), 0
    try:
        with (
            urllib.request.urlopen(url, timeout=patience) as answer,
            tqdm(total=size, unit="B", unit_scale=True, desc=url.rpartition("/")[2], leave=False) as bar,
        ):
            since, until_then = time.monotonic(), 0
            while piece := answer.read1(_PIECE):
                file.write(piece)
                checksum.update(piece)
                received += len(piece)
                bar.update(len(piece))
                seconds = time.monotonic() - since
                if received > size:
                    return f"it sends more than the {size} bytes that the file has"
                if seconds > patience:
                    if (rate := (received - until_then) / seconds) < least_rate:
                        return f"too slow: {rate / 1000:.0f} kB/s"
                    since, until_then = time.monotonic(), received
    except (OSError, http.client.HTTPException) as error:
        return f"{type(error).__name__}: {error}"
    if received < size:
        return f"it ended after {received} of {size} bytes"
    if checksum.hexdigest() != md5:
        return f"the checksum is {checksum.hexdigest()} and should be {md5}"
    return None

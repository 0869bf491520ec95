"""Files that are whole or not there, however the writing ends; and one writer at a time where several add to a file.

A file is written beside its place under another name, brought to the disk, and then takes its name in one step. A process
that is killed on the way leaves a draft, which the next one who writes that file takes away.
"""

from __future__ import annotations

import itertools
import os
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

_count = itertools.count()
_FORGOTTEN = 600  # seconds after which a draft belongs to nobody, where it cannot be asked who writes it


def write_whole(path: str | os.PathLike[str], write: Callable[[IO[bytes]], object]) -> None:
    """Make or replace a file by what `write` writes into the open file it is given; the old one stays if that fails.

    Raises what `write` raises, and OSError where the folder cannot be written.
    """
    path = Path(path)
    mark = f".gradlab-{zlib.crc32(path.name.encode('utf-8', 'surrogatepass')):08x}-"  # no name is too long for it
    _clear(path.parent, mark)
    draft = path.parent / f"{mark}{os.getpid()}-{next(_count)}.draft"
    try:
        with open(draft, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


@contextmanager
def one_at_a_time(path: str | os.PathLike[str]) -> Iterator[None]:
    """Inside of the block, no other process (or thread) is inside of one for the same path.

    Where the system has no locks, as some network drives and browsers, the block runs without.
    """
    lock = Path(f"{path}.lock")
    with open(lock, "a+b") as file:
        release = _locked(file)
        try:
            yield
        finally:
            release()


def _locked(file: IO[bytes]) -> Callable[[], None]:
    """Wait for the lock of an open file, and return what lets go of it."""
    try:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX)
        return lambda: fcntl.flock(file, fcntl.LOCK_UN)
    except ImportError:
        pass
    except (AttributeError, OSError):  # a system without locks, as a browser's, or a drive without
        return lambda: None
    try:
        import msvcrt
    except ImportError:
        return lambda: None
    file.seek(0)
    for _ in range(1000):
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
            break
        except OSError:
            time.sleep(0.01)

    def release() -> None:
        file.seek(0)
        with suppress(OSError):
            msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined]

    return release


def _clear(folder: Path, mark: str) -> None:
    """Take away the drafts of a file whose writers are gone."""
    for draft in folder.glob(f"{mark}*.draft"):
        with suppress(OSError, ValueError):
            writer = int(draft.name.removeprefix(mark).partition("-")[0])
            if writer != os.getpid() and not _alive(writer, draft):
                draft.unlink()


def _alive(process: int, draft: Path) -> bool:
    """Whether the process that writes the draft still runs; where one cannot ask without harm, whether it is young."""
    if os.name != "posix":
        return time.time() - draft.stat().st_mtime < _FORGOTTEN
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True

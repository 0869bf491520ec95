"""The process of one trial: imports one module of the library with a fault in it, and runs the tests concerned.

python -m tests.planted.child MODULE ITS_FILE FILE_WITH_THE_FAULT TEST …
"""

from __future__ import annotations

import importlib.abc
import importlib.util
import resource
import sys
from pathlib import Path
from typing import Any

MOST_WORK = 600  # seconds of it, however busy the machine is; all tests concerned need a third


class Planted(importlib.abc.MetaPathFinder, importlib.abc.SourceLoader):
    """Finds one module, at its own place, with other source."""

    def __init__(self, name: str, path: str, source: bytes) -> None:
        self.name, self.path, self.source = name, path, source

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """Found by this finder if it is that module."""
        return importlib.util.spec_from_loader(name, self, origin=self.path) if name == self.name else None

    def get_filename(self, fullname: str) -> str:
        """Where the module lies."""
        return self.path

    def get_data(self, path: str | bytes) -> bytes:
        """The source with the fault."""
        return self.source


def main(module: str, path: str, source: str, *tests: str) -> int:
    """Run the tests with the fault in place; 0 if none of them notices."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_WORK, MOST_WORK))
    sys.meta_path.insert(0, Planted(module, path, Path(source).read_bytes()))
    sys.dont_write_bytecode = True
    import pytest

    quiet = ["-x", "-q", "--no-header", "-p", "no:cacheprovider", "-p", "no:nbval", "-m", "not browser", "--tb=no"]
    return int(pytest.main([*quiet, "--ignore=tests/oracle/programs", *tests]))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

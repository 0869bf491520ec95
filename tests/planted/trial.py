"""One trial: a process of its own, in which one module has a fault, runs the tests concerned, and says what came of it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.planted.faults import ROOT, Fault, planted

# Which tests have to notice a fault in a room, the quickest first; later ones are asked only if the earlier noticed nothing.
_ORACLE = ["tests/oracle"]
CONCERNED = {
    "operators": [["tests/operators"], ["tests/tape", "tests/landscape"], _ORACLE],
    "tape": [["tests/tape"], ["tests/operators"], ["tests/keras"], _ORACLE],
    "functions": [["tests/tape"], ["tests/operators", "tests/landscape"], _ORACLE],
    "losses": [["tests/keras"], _ORACLE],
    "optimizers": [["tests/keras"], _ORACLE],
    "layers": [["tests/keras"], _ORACLE],
    "training": [["tests/keras"], ["tests/fire/test_state.py"], _ORACLE],
    "landscape": [["tests/landscape"], ["tests/live"]],
    "recording": [["tests/live/test_recording.py"], ["tests/live"]],
}
LONGEST = 3600  # seconds; a fault that makes everything wait for ever is noticed by that, an endless loop by its work
KILLED, SURVIVED = "killed", "survived"


def tried(fault: Fault) -> str:
    """KILLED if a test noticed the fault, SURVIVED if none did."""
    return _tried_script(fault) if fault.file.endswith(".js") else _tried_python(fault)


def _tried_python(fault: Fault) -> str:
    module = ".".join(Path(fault.file).with_suffix("").parts)
    with tempfile.NamedTemporaryFile("w", suffix=".py", encoding="utf-8") as source:
        source.write(planted(fault))
        source.flush()
        for tests in _in_turn(fault):
            command = [sys.executable, "-m", "tests.planted.child", module, str(ROOT / fault.file), source.name, *tests]
            child = subprocess.Popen(
                command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, process_group=0
            )
            try:
                if child.wait(LONGEST):
                    return KILLED
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
                return KILLED
    return SURVIVED


def _in_turn(fault: Fault) -> list[list[str]]:
    """The tests to be asked, one group after the other: first the files that name what has the fault, then all concerned."""
    name = re.compile(rf"\b{re.escape(fault.where.split('.')[0] or 'nowhere')}\b")
    folders = [ROOT / each for group in CONCERNED[fault.room] for each in group]
    files = [file for folder in folders for file in (sorted(folder.rglob("test_*.py")) if folder.is_dir() else [folder])]
    naming = [str(file.relative_to(ROOT)) for file in files if name.search(file.read_text())]
    return [*([naming] if naming else []), *CONCERNED[fault.room]]


def _tried_script(fault: Fault) -> str:
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder)
        shutil.copytree(ROOT / "tests" / "javascript", copied / "tests" / "javascript")
        left_out = shutil.ignore_patterns("node_modules", "static", "*.py", "__pycache__")
        shutil.copytree(ROOT / "gradlab" / "live", copied / "gradlab" / "live", ignore=left_out)
        shutil.copytree(
            ROOT / "gradlab" / "landscape", copied / "gradlab" / "landscape", ignore=shutil.ignore_patterns("*.py")
        )
        (copied / fault.file).write_text(planted(fault))
        tests = sorted(str(each.relative_to(copied)) for each in (copied / "tests" / "javascript").glob("*.test.js"))
        try:
            done = subprocess.run(["node", "--test", *tests], cwd=copied, capture_output=True, timeout=LONGEST)
        except subprocess.TimeoutExpired:
            return KILLED
        return KILLED if done.returncode else SURVIVED


def all_tried(faults: list[Fault], at_once: int) -> Iterator[tuple[Fault, str]]:
    """Try so many at a time; each with its answer, in their order."""
    with ThreadPoolExecutor(at_once) as threads:
        yield from zip(faults, threads.map(tried, faults))

"""The top level of the repository is a front door: few things, each of them expected."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
FRONT_DOOR = {"LICENSE", "Makefile", "README.md", "TEACHING.md", "binder", "gradlab", "notebooks", "pyproject.toml", "tests"}


def test_nothing_else_stands_at_the_front_door():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    found = {name.split("/")[0] for name in tracked}
    surprises = {name for name in found if not name.startswith(".")} - FRONT_DOOR
    assert not surprises, f"put it into one of the rooms, or add it to FRONT_DOOR with a reason: {sorted(surprises)}"

"""The top level of the repository is a front door: few things, each of them expected."""

import re
import subprocess
from pathlib import Path

import pytest

from gradlab import __version__
from gradlab.course.contents import NOTEBOOKS
from gradlab.site import links

ROOT = Path(__file__).parents[2]
FRONT_DOOR = {
    *{
        "CHANGELOG.md",
        "CITATION.cff",
        "CONTRIBUTING.md",
        "LICENSE",
        "Makefile",
        "README.md",
        "TEACHING.md",
        "pyproject.toml",
    },
    *{"binder", "gradlab", "notebooks", "tests"},
}


def test_nothing_else_stands_at_the_front_door():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    found = {name.split("/")[0] for name in tracked}
    surprises = {name for name in found if not name.startswith(".")} - FRONT_DOOR
    assert not surprises, f"put it into one of the rooms, or add it to FRONT_DOOR with a reason: {sorted(surprises)}"


def test_the_version_is_the_same_wherever_it_stands():
    assert f"\nversion: {__version__}\n" in (ROOT / "CITATION.cff").read_text()
    assert f"\n## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text()
    assert f"{links.BINDER}{NOTEBOOKS[0].file})" in (ROOT / "README.md").read_text()
    assert f"/v{__version__}?" in links.BINDER


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "README.md"])
def test_a_page_names_files_that_are_there(page):
    """What stands in code quotes and looks like a file in a folder, from the top, from gradlab/ or from a room on."""
    named = set(re.findall(r"`((?:\w+/)+[\w.]+\.\w+)`", (ROOT / page).read_text()))
    assert named, "the paths are found"
    rooms = ["", "gradlab", "gradlab/keras", "gradlab/course", "gradlab/live", "tests/notebooks"]
    places = [ROOT / room for room in rooms]
    lost = [name for name in named if not any((place / name.replace("XX", "01")).exists() for place in places)]
    assert lost == []

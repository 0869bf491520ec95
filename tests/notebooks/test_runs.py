"""Every notebook runs without a network in under a minute, as handed out and with all solutions filled in.

As handed out every exercise says that it was not tried yet; with the solutions every one of them is right.
"""

import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from gradlab.course.contents import BY_DIGITS
from gradlab.course.exercise import all_exercises, of_notebook
from gradlab.course.progress_map import PREDICTED, states
from gradlab.course.verdict import NOT_TRIED, RIGHT
from tests.notebooks.cells import NOTEBOOKS, asked, code_cells, digits

ROOT = Path(__file__).parents[2]
SECONDS = 2 * 60  # of computing: a minute on two cores. What the clock says depends on who else is at work on the machine


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADLAB_HOME", str(tmp_path / "home"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return request.param


def played(notebook: Path, *options: str) -> str:
    """What the notebook prints when it is run; fails where it does."""
    env = {**os.environ, "MPLBACKEND": "Agg"}
    before = computed()
    command = [sys.executable, "-W", "error::DeprecationWarning:gradlab", "-m", "tests.notebooks.play"]
    done = subprocess.run([*command, digits(notebook), *options], cwd=ROOT, env=env, capture_output=True, text=True)
    taken = computed() - before
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert taken < SECONDS, f"{notebook.name} computed for {taken:.0f} s"
    return done.stdout


def computed() -> float:
    """The seconds that the processes started here have computed for, up to those that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_as_handed_out_it_runs_and_nothing_was_tried(notebook):
    printed = played(notebook)
    found = states(digits(notebook))
    assert found == dict.fromkeys(found, NOT_TRIED)
    if found:
        assert f"ready · notebook {digits(notebook)}" in printed, "the setup cell calls ready()"


def test_with_the_solutions_everything_is_right(notebook):
    played(notebook, "--solved")
    predictions = {each.name for each in of_notebook(digits(notebook)) if each.kind == "prediction"}
    found = states(digits(notebook))
    assert found == {name: PREDICTED if name in predictions else RIGHT for name in found}


def test_it_asks_for_exercises_that_exist(notebook):
    known = {each.name for each in all_exercises()}
    names = [name for cell in code_cells(notebook) if (name := asked(cell))]
    assert set(names) <= known, "these are asked for, and have no exercise"
    text = json.dumps(json.loads(notebook.read_text())["cells"])
    assert "prediction" not in {each.kind for each in of_notebook(digits(notebook))} or "recall(" in text, "bring them back"


def test_what_the_cards_offer_was_imported(notebook):
    if of_notebook(digits(notebook)):
        imported = set(re.findall(r"\w+", code_cells(notebook)[0]))
        assert {"check", "hint", "solution"} <= imported


def test_the_map_of_the_course_knows_its_title_and_minutes(notebook):
    opening = "".join(json.loads(notebook.read_text())["cells"][0]["source"]).replace("`", "")
    planned = BY_DIGITS[digits(notebook)]
    title, minutes = re.match(r"# \d+ · (.+)\n\n\*(\d+) minutes", opening).groups()
    assert (notebook.name, " ".join(title.split()), int(minutes)) == (planned.file, planned.title, planned.minutes)


def test_a_cell_that_asks_for_the_network_fails(tmp_path):
    import socket
    from unittest.mock import patch

    from tests.notebooks.play import no_network

    with patch.object(socket.socket, "connect", no_network), pytest.raises(OSError, match="needs no network"):
        socket.create_connection(("127.0.0.1", 9))

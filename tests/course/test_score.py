"""A teacher collects how far learners are from the folders with their notes."""

import csv
import io
import subprocess
import sys

from gradlab.course import check, predict
from gradlab.course.exercise import all_exercises


def scores(*folders, **settings):
    command = [sys.executable, "-m", "gradlab", "score", *map(str, folders)]
    return subprocess.run(command, capture_output=True, text=True, **settings)


def test_the_table_has_a_row_for_each_learner_and_exercise(tmp_path, monkeypatch):
    for name, answer in (("ada", 5 / 3), ("ben", 5)):
        monkeypatch.setenv("GRADLAB_HOME", str(tmp_path / name))
        check("01_by_hand", answer)
    predict("01_error_at_16", 300)
    rows = list(csv.DictReader(io.StringIO(scores(tmp_path / "ada", tmp_path / "ben").stdout)))
    states = {(row["notes"].rsplit("/", 1)[-1], row["exercise"]): row["state"] for row in rows}
    assert len(rows) == 2 * len(all_exercises())
    assert states["ada", "01_by_hand"] == "right"
    assert states["ben", "01_by_hand"] == "almost"
    assert states["ada", "01_error_at_16"] == "not tried"
    assert states["ben", "01_error_at_16"] == "predicted"


def test_a_folder_that_is_not_there_is_named(tmp_path):
    done = scores(tmp_path / "nobody")
    assert done.returncode == 1
    assert "There is no folder" in done.stderr
    assert "nobody" in done.stderr
    assert done.stdout == ""

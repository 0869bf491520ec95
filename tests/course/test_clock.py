"""How long a notebook took: measured from its first cell to the last check that was passed, without the pauses."""

import csv
import io
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from gradlab.course import check, clock, hint, load_notes, notes, predict, progress, ready, save_notes
from gradlab.course.memory.desk import from_memory


@pytest.fixture(autouse=True)
def wait(monkeypatch):
    """Let so many minutes pass."""
    moment = [datetime(2030, 1, 1, 12, tzinfo=UTC)]
    monkeypatch.setattr(clock, "_now", lambda: moment[0])

    def forward(minutes):
        moment[0] += timedelta(minutes=minutes)

    return forward


def test_from_the_first_cell_to_the_last_check_that_was_passed(wait):
    ready("01")
    wait(10)
    predict("01_error_at_16", 300)
    wait(12)
    check("01_by_hand", 5 / 3)
    wait(5)
    check("01_by_hand", 5)
    found = clock.taken("01")
    assert found is not None
    assert (found.minutes, found.passed - found.begun) == (22, timedelta(minutes=22))
    assert "35 · you: about 22" in repr(progress())


def test_a_pause_does_not_count(wait):
    ready("01")
    wait(10)
    check("01_by_hand", 1)
    wait(31)
    hint("01_by_hand")
    wait(29)
    check("01_by_hand", 5 / 3)
    assert clock.taken("01").minutes == 39


def test_what_was_passed_before_does_not_make_it_longer(wait):
    ready("01")
    wait(5)
    check("01_by_hand", 5 / 3)
    wait(20)
    check("01_by_hand", 5 / 3)
    assert clock.taken("01").minutes == 5


def test_a_question_from_memory_counts_for_the_notebook_that_asks(wait):
    ready("01")
    wait(25)
    from_memory("01").children[0].field.value = "4"
    wait(25)
    check("01_by_hand", 5 / 3)
    assert clock.taken("01").minutes == 50


def test_a_hint_to_a_question_does_not_begin_the_notebook_that_it_is_about(wait):
    ready("05")
    hint("m03_sign")
    check("m03_sign", "up")
    assert notes.read("03", "times") == {}


def test_before_something_was_right_there_is_nothing_to_tell():
    ready("01")
    check("01_by_hand", 5)
    assert clock.taken("01") is None
    assert clock.said("01") == ""
    assert "you:" not in repr(progress())


def test_less_than_a_minute_is_said_in_words():
    ready("01")
    check("01_by_hand", 5 / 3)
    assert clock.said("01") == "under a minute"


def test_a_clock_that_was_put_back_takes_nothing_away(wait):
    ready("01")
    wait(10)
    hint("01_by_hand")
    wait(-60)
    check("01_by_hand", 5 / 3)
    assert clock.taken("01").minutes == 10


@pytest.mark.parametrize("kept", [{"begun": 3}, {"begun": "now", "passed": "then"}, {"worked": "long"}, {"needed": -5}])
def test_notes_that_are_no_times_are_begun_anew(kept, wait):
    notes.keep_all("01", "times", kept)
    ready("01")
    wait(3)
    check("01_by_hand", 5 / 3)
    assert clock.taken("01").minutes == 3


def test_times_go_along_as_one_file_and_those_of_here_stay(wait, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ready("01")
    wait(7)
    check("01_by_hand", 5 / 3)
    save_notes()
    monkeypatch.setenv("GRADLAB_HOME", str(tmp_path / "another"))
    ready("02")
    load_notes()
    assert clock.taken("01").minutes == 7
    monkeypatch.setenv("GRADLAB_HOME", str(tmp_path / "third"))
    ready("01")
    load_notes()
    assert clock.taken("01") is None


def test_a_teacher_gets_a_row_for_each_learner_and_notebook(wait, tmp_path, monkeypatch):
    for name, minutes in (("ada", 12), ("ben", 28)):
        monkeypatch.setenv("GRADLAB_HOME", str(tmp_path / name))
        ready("01")
        wait(minutes)
        check("01_by_hand", 5 / 3)
    command = [sys.executable, "-m", "gradlab", "score", "--minutes", str(tmp_path / "ada"), str(tmp_path / "ben")]
    rows = list(csv.DictReader(io.StringIO(subprocess.run(command, capture_output=True, text=True, check=True).stdout)))
    assert [(row["notebook"], row["meant"], row["minutes"], row["right"], row["exercises"]) for row in rows] == [
        ("01", "35", "12.0", "1", "4"),
        ("01", "35", "28.0", "1", "4"),
    ]

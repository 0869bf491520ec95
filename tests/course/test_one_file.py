"""All notes go along as one file: nothing here is lost, and what is better comes in."""

import json

import pytest

from gradlab.course import load_notes, notes, save_notes, score


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """Another computer, to which one file is carried."""

    def go():
        monkeypatch.setenv("GRADLAB_HOME", str(tmp_path / "another"))

    monkeypatch.chdir(tmp_path)
    return go


def test_predictions_and_states_arrive_elsewhere(home, elsewhere):
    notes.keep("01", "predictions", "01_steeper", "left")
    notes.keep("03", "states", "03_central", "right")
    assert "1 prediction, 1 exercise" in repr(save_notes())
    elsewhere()
    assert score()["03_central"] == "not tried"
    assert "2 of them were new" in repr(load_notes())
    assert score()["03_central"] == "right"
    assert notes.read("01", "predictions") == {"01_steeper": "left"}


def test_what_is_better_stays(home, elsewhere):
    notes.keep("01", "predictions", "01_steeper", "left")
    notes.keep("03", "states", "03_central", "wrong")
    save_notes()
    elsewhere()
    notes.keep("01", "predictions", "01_steeper", "right")
    notes.keep("03", "states", "03_central", "right")
    assert "All of them were here already" in repr(load_notes())
    assert score()["03_central"] == "right"
    assert notes.read("01", "predictions") == {"01_steeper": "right"}


def test_answers_from_memory_of_both_places_count(home, elsewhere):
    notes.keep("00", "memory", "m00_knob", {"01": "right", "02": "wrong"})
    save_notes()
    elsewhere()
    notes.keep("00", "memory", "m00_knob", {"02": "almost", "03": "right"})
    load_notes()
    assert notes.read("00", "memory") == {"m00_knob": {"01": "right", "02": "almost", "03": "right"}}
    assert "All of them were here already" in repr(load_notes())


def test_without_notes_no_file_is_written(home, elsewhere, tmp_path):
    assert "There are no notes yet" in repr(save_notes())
    assert not (tmp_path / "gradlab-notes.json").exists()


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        "3",
        '{"gradlab": 3}',
        '{"gradlab": {"01": 3}}',
        '{"gradlab": {"01": {"states": []}}}',
        '{"gradlab": {"00": {"memory": {"m00_knob": 3}}}}',
    ],
)
def test_another_file_is_named_and_changes_nothing(home, elsewhere, tmp_path, content):
    (tmp_path / "notes.json").write_text(content)
    assert "`notes.json` holds no notes of this course" in repr(load_notes("notes.json"))
    assert not home.exists()


@pytest.mark.parametrize("note", [{"99": {"states": {"99_x": "right"}}}, {"01": {"states": {"01_by_hand": "brilliant"}}}])
def test_notes_that_there_are_none_of_are_left_out(home, elsewhere, tmp_path, note):
    (tmp_path / "gradlab-notes.json").write_text(json.dumps({"gradlab": note}))
    load_notes()
    assert not home.exists()


def test_a_file_that_is_not_there_is_said_with_what_to_do(home, elsewhere):
    assert "cannot be read" in repr(load_notes("lost.json"))
    assert "save_notes()" in repr(load_notes("lost.json"))


def test_a_file_that_cannot_be_written_is_said(home, elsewhere):
    notes.keep("01", "predictions", "01_steeper", "left")
    assert "cannot be written" in repr(save_notes("no/such/folder.json"))

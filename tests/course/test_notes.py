"""Notes on the learner's disk: whole, shared by open notebooks, and never a reason to stop."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gradlab.course import notes

ROOT = Path(__file__).parents[2]


def test_nothing_is_written_before_there_is_something_to_keep(home):
    assert notes.read("01", "states") == {}
    assert not home.exists()


def test_a_note_is_there_for_the_next_kernel(home):
    notes.keep("01", "predictions", "01_é", "ß")
    asked = "from gradlab.course import notes; print(ascii(notes.read('01', 'predictions')))"
    answer = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == ascii({"01_é": "ß"})


KEEP = """
import sys
from gradlab.course import notes
for i in range(20):
    notes.keep(sys.argv[1], "states", f"{sys.argv[2]}_{i}", i)
"""


def kernel(notebook: str, name: str) -> None:
    subprocess.run([sys.executable, "-c", KEEP, notebook, name], cwd=ROOT, check=True)


def test_two_notebooks_open_at_once_lose_nothing_of_each_other(home):
    with ThreadPoolExecutor() as both:
        list(both.map(kernel, ["01", "02"], ["a", "b"]))
    assert len(notes.read("01", "states")) == len(notes.read("02", "states")) == 20


def test_a_notebook_open_in_two_kernels_keeps_the_notes_of_both(home):
    notes.keep("01", "states", "first", 1)
    kernel("01", "second")
    notes.keep("01", "states", "third", 3)
    assert len(notes.read("01", "states")) == 22


def test_notebooks_have_files_of_their_own(home):
    notes.keep("01", "states", "01_a", "right")
    notes.keep("02", "states", "02_a", "wrong")
    assert sorted(file.name for file in home.glob("*.json")) == ["01.json", "02.json"]


@pytest.mark.parametrize("broken", ["{", "[1]", '{"states": 3}', "", b"\xff\xfe\x00"])
def test_a_broken_file_is_moved_aside_and_said(home, capsys, broken):
    home.mkdir()
    (home / "01.json").write_bytes(broken if isinstance(broken, bytes) else broken.encode())
    assert notes.read("01", "states") == {}
    assert "01.broken.json" in capsys.readouterr().out
    assert (home / "01.broken.json").exists()
    notes.keep("01", "states", "01_a", "right")
    assert notes.read("01", "states") == {"01_a": "right"}
    assert capsys.readouterr().out == ""


def test_without_permission_to_write_it_is_kept_in_memory_and_said_once(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("where a folder should be")
    monkeypatch.setenv("GRADLAB_HOME", str(tmp_path / "file" / "home"))
    notes.keep("01", "states", "01_a", "right")
    notes.keep("01", "states", "01_b", "wrong")
    assert notes.read("01", "states") == {"01_a": "right", "01_b": "wrong"}
    said = capsys.readouterr().out
    assert said.count("cannot write") == 1
    assert "kept only until this kernel stops" in said


def test_in_a_browser_it_is_the_browsers_storage_that_is_full(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("where a folder should be")
    monkeypatch.setenv("GRADLAB_HOME", str(tmp_path / "file" / "home"))
    monkeypatch.setattr(notes.sys, "platform", "emscripten")
    notes.keep("01", "states", "01_a", "right")
    said = capsys.readouterr().out
    assert "its storage is full, or switched off" in said
    assert "GRADLAB_HOME" not in said, "a browser has no such setting"
    assert notes.read("01", "states") == {"01_a": "right"}


def test_a_write_that_fails_leaves_the_old_notes(home, monkeypatch):
    notes.keep("01", "states", "01_a", "right")
    before = (home / "01.json").read_text()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    notes.keep("01", "states", "01_b", "right")
    assert (home / "01.json").read_text() == before
    assert sorted(file.name for file in home.iterdir()) == ["01.json", "notes.lock"]
    monkeypatch.undo()
    monkeypatch.setenv("GRADLAB_HOME", str(home))
    notes.keep("01", "states", "01_c", "right")
    assert json.loads((home / "01.json").read_text())["states"].keys() == {"01_a", "01_b", "01_c"}


def test_without_a_home_the_data_folder_of_this_system_is_taken(monkeypatch):
    monkeypatch.delenv("GRADLAB_HOME")
    assert notes.folder().name == "gradlab"
    assert notes.folder().is_absolute()

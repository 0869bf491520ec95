"""The course in a learner's folder: what they changed is theirs, and a newer edition of it arrives beside it."""

import os
import sys
from pathlib import Path

import pytest

from gradlab import __version__
from gradlab.__main__ import main
from gradlab.course import lab
from gradlab.course.contents import NOTEBOOKS, folder_of_notebooks
from gradlab.course.laying_out import LIST, Laid, lay_out

FIRST = "01_first.ipynb"
BESIDE = f"01_first_{__version__}.ipynb"


@pytest.fixture
def source(tmp_path) -> Path:
    """A course of one notebook and one page to print."""
    folder = tmp_path / "source"
    (folder / "summaries").mkdir(parents=True)
    (folder / FIRST).write_text("edition 1")
    (folder / "summaries/01.md").write_text("page 1")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / FIRST).write_text("of a developer")
    (folder / "01_first.html").write_text("an export of a developer's")
    return folder


@pytest.fixture
def folder(tmp_path, source) -> Path:
    """Where it was laid."""
    assert lay_out(tmp_path / "learner" / "course", source).new == [FIRST, "summaries/01.md"]
    return tmp_path / "learner" / "course"


def found(folder: Path) -> dict[str, str]:
    """What a learner finds: the text of each file by its name."""
    files = (each for each in folder.rglob("*") if each.is_file() and each.name != LIST)
    return {each.relative_to(folder).as_posix(): each.read_text() for each in files}


def test_the_course_is_laid_out_and_nothing_else(folder):
    assert found(folder) == {FIRST: "edition 1", "summaries/01.md": "page 1"}


def test_a_second_time_nothing_is_done_and_nothing_is_said(folder, source):
    (folder / FIRST).write_text("edition 1 and my work")
    assert lay_out(folder, source) == Laid()
    assert lay_out(folder, source).sentences(folder) == []
    assert found(folder)[FIRST] == "edition 1 and my work"


def test_what_the_learner_left_as_it_came_is_renewed(folder, source):
    (source / FIRST).write_text("edition 2")
    laid = lay_out(folder, source)
    assert (laid.renewed, laid.kept) == ([FIRST], [])
    assert found(folder) == {FIRST: "edition 2", "summaries/01.md": "page 1"}


def test_a_newer_edition_of_what_the_learner_changed_arrives_beside_it_once_and_is_told(folder, source):
    (folder / FIRST).write_text("my work")
    (source / FIRST).write_text("edition 2")
    laid = lay_out(folder, source)
    assert laid.sentences(folder) == [
        f"{FIRST} has changes of yours and stays as it is. Its new edition lies beside it: {BESIDE}."
    ]
    assert found(folder) == {FIRST: "my work", BESIDE: "edition 2", "summaries/01.md": "page 1"}
    (folder / BESIDE).unlink()  # the learner does not want it
    assert lay_out(folder, source) == Laid()


def test_work_in_a_newer_edition_is_not_overwritten_either(folder, source):
    for edition in ("edition 2", "edition 3"):
        (folder / FIRST).write_text("my work")
        (source / FIRST).write_text(edition)
        lay_out(folder, source)
        (folder / BESIDE).write_text("my work in the newer one")
    third = f"01_first_{__version__}-2.ipynb"
    assert found(folder) == {
        FIRST: "my work",
        BESIDE: "my work in the newer one",
        third: "edition 3",
        "summaries/01.md": "page 1",
    }


def test_a_file_that_the_learner_threw_away_comes_back_as_new(folder, source):
    (folder / FIRST).unlink()
    assert lay_out(folder, source).new == [FIRST]
    assert found(folder)[FIRST] == "edition 1"


@pytest.mark.parametrize("broken", ["", "{}", "[1]", '{"files": 3}', "\x00"])
def test_where_the_list_is_broken_every_file_counts_as_changed(folder, source, broken):
    (folder / LIST).write_text(broken)
    (source / FIRST).write_text("edition 2")
    assert lay_out(folder, source).kept == [(FIRST, BESIDE)]
    assert found(folder)[FIRST] == "edition 1"


def test_a_laying_out_that_broke_off_is_finished(tmp_path, source, monkeypatch):
    folder = tmp_path / "course"
    (source / "02_second.ipynb").write_text("edition 1")
    readable = Path.read_bytes

    def breaks_off(path: Path) -> bytes:
        if path.name == "02_second.ipynb":
            raise OSError("the disk is full")
        return readable(path)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", breaks_off)
        with pytest.raises(OSError, match="disk is full"):
            lay_out(folder, source)
    assert lay_out(folder, source).new == ["02_second.ipynb", "summaries/01.md"]


def test_a_folder_with_something_else_is_refused_in_words(tmp_path, source):
    (tmp_path / "thesis.txt").write_text("four years")
    with pytest.raises(ValueError, match=r"holds something else, which stays as it is\. Name a new folder .*gradlab-course"):
        lay_out(tmp_path, source)
    with pytest.raises(ValueError, match=r"is a file\. Name another one"):
        lay_out(tmp_path / "thesis.txt", source)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["source", "thesis.txt"]


def test_the_repositorys_own_notebooks_are_opened_where_they_are():
    assert lay_out(folder_of_notebooks()) == Laid()
    assert not (folder_of_notebooks() / LIST).exists()


def test_the_whole_course_is_laid_and_opened(tmp_path, monkeypatch, capsys):
    started = []
    monkeypatch.setattr(lab, "_run", lambda command, environment: started.append((command, environment)) or 0)
    assert main(["lab", str(tmp_path / "course"), "--", "--no-browser", "--port=8899"]) == 0
    assert {each.file for each in NOTEBOOKS} | {"glossary.md", "summaries", LIST} == {
        each.name for each in (tmp_path / "course").iterdir()
    }
    assert str(tmp_path / "course") in capsys.readouterr().out
    (command, environment), first = started[0], str(tmp_path / "course" / NOTEBOOKS[0].file)
    assert command[:3] == [sys.executable, "-m", "jupyterlab"]
    assert command[-3:] == [first, "--no-browser", "--port=8899"]
    settings = Path(environment["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0])
    assert (settings / "jupyter_server_config.py").is_file()


def test_without_a_command_the_course_opens_in_the_learners_home(tmp_path, monkeypatch):
    monkeypatch.setattr(lab, "_run", lambda command, environment: 0)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert main([]) == 0
    assert (tmp_path / "gradlab-course" / LIST).is_file()


def test_without_jupyterlab_nothing_is_laid_and_it_says_what_to_install(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(lab, "find_spec", lambda name: None)
    assert main(["lab", str(tmp_path / "course")]) == 1
    assert "pip install 'gradlab[lab]'" in capsys.readouterr().err
    assert not (tmp_path / "course").exists()


def test_the_help_is_a_page_that_names_every_command(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    page = capsys.readouterr().out
    assert ended.value.code == 0
    assert all(f"gradlab {command}" in page for command in ("lab", "export", "site", "score"))
    assert page.isascii(), "every terminal can show it"
    assert max(map(len, page.splitlines())) <= 100

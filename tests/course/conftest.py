"""Every test of the course has a home of its own for the notes, and may use the exercises of a notebook 99."""

import pytest

from gradlab.course import exercise, notes
from gradlab.course.contents import BY_DIGITS, Notebook


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADLAB_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(notes, "_said", set())
    return tmp_path / "home"


@pytest.fixture
def planted(monkeypatch):
    monkeypatch.setattr(exercise, "_found", dict(exercise._found))
    monkeypatch.setitem(BY_DIGITS, "99", Notebook("99_planted.ipynb", "Planted", 1, "nothing"))
    import importlib

    import tests.course.planted

    importlib.reload(tests.course.planted)

"""Every test of the course has a home of its own for the notes."""

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADLAB_HOME", str(tmp_path / "home"))
    return tmp_path / "home"

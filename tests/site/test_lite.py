"""The course in a browser, without a server: it is built from what is here, runs to the end, and asks no other host."""

import pytest

from gradlab.site.lite import build_lite


def test_a_folder_with_something_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("four years")
    with pytest.raises(ValueError, match=r"`folder` should be new, empty, or hold an earlier build.*Name another"):
        build_lite(tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "four years"


def test_a_folder_that_is_no_pyodide_is_named_with_what_it_lacks(tmp_path):
    with pytest.raises(ValueError, match=r"`pyodide` should be .* lacks pyodide-lock\.json.*unpack"):
        build_lite(tmp_path / "new", pyodide=tmp_path)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", ["01_potentiometers.ipynb"])
def test_a_notebook_runs_to_the_end(open_here, name):
    notebook = open_here(name)
    notebook.run_all()
    assert notebook.requests_outside == []

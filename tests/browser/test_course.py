"""Every notebook of the course as a learner meets it: it opens, runs, and complains about nothing."""

import pytest

from tests.conftest import COURSE


@pytest.mark.parametrize("name", sorted(path.name for path in COURSE.glob("*.ipynb")))
def test_a_notebook_opens_and_runs(open_notebook, name):
    notebook = open_notebook(name)
    notebook.run_all()
    assert notebook.console_errors == []
    assert notebook.requests_outside == []

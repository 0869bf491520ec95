"""Notebooks of the course run to the end in a browser, without a server; a file of its own, because it takes the longest."""

import re

import pytest

from gradlab.course.contents import BY_DIGITS


@pytest.mark.parametrize("digits", ["00", "01", "05", "07", "10", "12"])
def test_a_notebook_runs_to_the_end_and_asks_no_other_host(open_here, digits):
    notebook = open_here(BY_DIGITS[digits].file)
    notebook.run_all(400)
    assert notebook.requests_outside == []
    assert not re.search("ChunkLoad|Loading (script|chunk)", " ".join(notebook.console_errors)), "nothing that was left out"

"""The golden notebook is the course's own, with the outputs of a run."""

import json
from pathlib import Path

from tests.golden.execute import COURSE, HERE, NAME


def sources(path: Path) -> list[str]:
    return ["".join(cell["source"]) for cell in json.loads(path.read_text())["cells"]]


def test_the_golden_notebook_is_that_of_the_course():
    assert sources(HERE / NAME) == sources(COURSE / NAME), "`make golden` runs it anew"


def test_the_golden_notebook_has_outputs_to_compare():
    cells = json.loads((HERE / NAME).read_text())["cells"]
    assert any(cell["outputs"] for cell in cells if cell["cell_type"] == "code")

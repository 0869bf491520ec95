"""How a notebook of the course is built: every one of them keeps to these norms."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import unquote

import nbformat
import pytest

from tests.notebooks.cells import still_to_come
from tests.notebooks.strip import as_text, stripped

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))

RANDOM_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{8}")
HEADING = re.compile(r"^#(?!#)\s+\S", re.MULTILINE)
MINUTES = re.compile(r"\d+\s*(min\b|minutes)", re.IGNORECASE)
HARDER = re.compile(r"\*Harder, for those who know (?:calculus|Keras); others may skip it:\*")
WIDEST = 91  # signs beside each other in JupyterLab at a window of 900, without its left side
FENCED = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
PICTURE = re.compile(r"!\[(?P<alt>[^\]]*)\]\([^)]*\)|<img\b(?P<attributes>[^>]*)>")
LINK = re.compile(r"\]\(\s*<?([^)>\s]+)[^)]*\)|\b(?:src|href)\s*=\s*[\"']([^\"']+)")

Cell = dict[str, Any]


def lines(cell: Cell) -> int:
    return len(cell["source"].strip().splitlines())


def words(cell: Cell) -> int:
    return len(cell["source"].split())


def name(cell: Cell) -> str:
    """How a message calls a cell: its id and how it begins."""
    return f"the cell {cell['id']!r} ({(cell['source'].strip().splitlines() or ['empty'])[0][:60]})"


def without_code(text: str) -> str:
    return FENCED.sub("", text)


def too_long(cells: list[Cell], length: Any, most: int) -> list[str]:
    """The cells over the norm, longest first; of none where nine in ten keep to it."""
    over = sorted((cell for cell in cells if length(cell) > most), key=length, reverse=True)
    return [f"{length(cell)}: {name(cell)}" for cell in over] if len(over) > len(cells) / 10 else []


class Notebook:
    """A notebook of the course, as the tests below read it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.json = json.loads(path.read_text())
        self.cells = [{**cell, "source": "".join(cell["source"])} for cell in self.json["cells"]]
        self.code = [cell for cell in self.cells if cell["cell_type"] == "code"]
        self.markdown = [cell for cell in self.cells if cell["cell_type"] == "markdown"]
        self.prose = "\n\n".join(without_code(cell["source"]) for cell in self.markdown)


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request) -> Notebook:
    return Notebook(request.param)


def test_there_are_notebooks():
    assert NOTEBOOKS, "notebooks/ is empty: the tests below have checked nothing"


def test_it_is_a_valid_notebook_of_format_4_5(notebook):
    assert (notebook.json["nbformat"], notebook.json["nbformat_minor"]) == (4, 5)
    nbformat.validate(notebook.json)


def test_nothing_is_left_of_a_run(notebook):
    assert notebook.path.read_text() == as_text(stripped(notebook.json)), "`make strip` takes it out"


def test_every_cell_has_a_name_of_its_own(notebook):
    ids = [cell["id"] for cell in notebook.cells]
    assert [cell for cell in ids if ids.count(cell) > 1] == [], "these ids are used more than once"
    assert [cell for cell in ids if RANDOM_ID.fullmatch(cell)] == [], "give these cells an id that says what they are"


def test_it_has_one_title(notebook):
    assert len(HEADING.findall(notebook.prose)) == 1, "one heading with a single #, and the others below it"
    assert HEADING.match(notebook.cells[0]["source"]), "the title comes first"


def test_it_begins_with_the_time_it_takes_and_what_one_will_be_able_to_do(notebook):
    opening = "\n".join(cell["source"] for cell in notebook.cells[: notebook.cells.index(notebook.code[0])])
    assert MINUTES.search(opening), "say how many minutes it takes"
    assert "you will be able to" in opening.lower()


def test_the_setup_cell_is_short(notebook):
    assert "gradlab" in notebook.code[0]["source"], "the first code cell sets gradlab up"
    assert lines(notebook.code[0]) <= 3, "what sets it up belongs into gradlab"


def test_it_says_what_the_toy_hides(notebook):
    assert re.search(r"^#+\s+what this toy hides", notebook.prose, re.IGNORECASE | re.MULTILINE)


def test_it_has_one_harder_task_that_others_may_skip(notebook):
    assert len(HARDER.findall(notebook.prose)) == 1, "*Harder, for those who know calculus; others may skip it:* and a task"


def test_its_code_fits_a_page_of_900_pixels(notebook):
    wide = [(name(cell), line) for cell in notebook.code for line in cell["source"].splitlines() if len(line) > WIDEST]
    assert wide == [], f"a line of code has at most {WIDEST} signs there, and is scrolled sideways otherwise"


def test_its_code_cells_are_short(notebook):
    assert median(map(lines, notebook.code)) <= 4, "half of them should have four lines or fewer"
    assert too_long(notebook.code, lines, 12) == [], "nine in ten should have twelve lines or fewer: split these"
    assert [name(cell) for cell in notebook.code if lines(cell) > 25] == [], "none should have more than 25 lines"


def test_its_text_cells_are_short(notebook):
    assert too_long(notebook.markdown, words, 110) == [], "nine in ten should have 110 words or fewer: split these"


def test_it_is_neither_long_nor_heavy(notebook):
    assert 20 <= len(notebook.cells) <= 40, "a notebook has 20 to 40 cells"
    assert notebook.path.stat().st_size <= 80_000, "pictures and data belong into files beside it"


def test_every_picture_says_in_words_what_it_shows(notebook):
    assert list(silent_pictures(notebook.prose)) == [], "give them alternative text: ![what it shows](file)"


def test_every_link_leads_to_a_file(notebook):
    links = set(relative_links(notebook.prose)) - still_to_come()
    lost = [link for link in links if not (notebook.path.parent / link).exists()]
    assert lost == [], "there are no such files beside the notebook"


def silent_pictures(text: str) -> Iterator[str]:
    """The pictures without alternative text."""
    for picture in PICTURE.finditer(text):
        said = picture["alt"] or re.search(r"\balt\s*=\s*[\"']\s*[^\"'\s]", picture["attributes"] or "")
        if not said:
            yield picture[0]


def relative_links(text: str) -> Iterator[str]:
    """The files that links and pictures lead to, without the places in them."""
    for target in (link[1] or link[2] for link in LINK.finditer(text)):
        file = unquote(target.split("#")[0])
        if file and not re.match(r"[a-z]+:", file):
            yield file


def test_the_norms_themselves_can_fail():
    assert list(silent_pictures("![](a.png) ![a hill](a.png) <img src='a.png'> <img alt='a hill' src='a.png'>")) == [
        "![](a.png)",
        "<img src='a.png'>",
    ]
    assert list(relative_links("[a](b%20c.md#d) [e](#f) [g](https://h.example) <img src='i.png'> ![j](k.png 'l')")) == [
        "b c.md",
        "i.png",
        "k.png",
    ]
    cells = [{"id": "long", "source": "x\n" * 13}, *({"id": f"short-{n}", "source": "x"} for n in range(8))]
    assert too_long(cells, lines, 12) == ["13: the cell 'long' (x)"]
    assert too_long([*cells, cells[-1]], lines, 12) == []
    assert without_code("`![](a.png)`\n```\n# no title\n```\n") == "\n\n"

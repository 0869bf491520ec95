"""What README.md and TEACHING.md say of the notebooks is what the course's own list says."""

import re
from pathlib import Path

import pytest

from gradlab.course.contents import NOTEBOOKS

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (?:\[)?(\d\d) ([^\]|]+?)(?:\]\(notebooks/([^)]+)\))? \| (\d+) \|", re.MULTILINE)


@pytest.mark.parametrize("page", ["README.md", "TEACHING.md"])
def test_the_table_of_notebooks_is_the_list_of_the_course(page):
    rows = ROW.findall((ROOT / page).read_text())
    assert [(digits, title, int(minutes)) for digits, title, _, minutes in rows] == [
        (each.digits, each.title, each.minutes) for each in NOTEBOOKS
    ]
    assert all(file in ("", each.file) for (_, _, file, _), each in zip(rows, NOTEBOOKS))


def test_the_readme_says_what_happens_in_each_notebook():
    said = re.findall(r"^\| \[(\d\d) [^|]+\| \d+ \| (.+) \|$", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert said == [(each.digits, each.happens) for each in NOTEBOOKS]


def test_teachers_are_told_how_long_all_of_it_takes():
    (hours,) = re.findall(r"Together about (\d+) hours", (ROOT / "TEACHING.md").read_text())
    assert int(hours) == round(sum(each.minutes for each in NOTEBOOKS) / 60)

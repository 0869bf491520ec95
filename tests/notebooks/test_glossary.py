"""Glossary and summaries: every link into the glossary finds its term, every term is used, and a summary fits on a page."""

import re
from pathlib import Path

import pytest

from tests.notebooks.cells import COURSE, NOTEBOOKS, digits, still_to_come
from tests.notebooks.test_norms import Notebook, relative_links

SUMMARIES = sorted((COURSE / "summaries").glob("*.md"))
TERM = re.compile(r"^### (.+)$", re.MULTILINE)
INTO_GLOSSARY = re.compile(r"\]\((?:\.\./)?glossary\.md#([^)\s]*)\)")


def entries() -> dict[str, str]:
    """The terms with what is said of them."""
    _, *pieces = TERM.split((COURSE / "glossary.md").read_text())
    return {term: text.strip() for term, text in zip(pieces[::2], pieces[1::2], strict=True)}


def anchors() -> list[str]:
    return [term.replace(" ", "-") for term in entries()]


def linked(path: Path) -> set[str]:
    text = Notebook(path).prose if path.suffix == ".ipynb" else path.read_text()
    return set(INTO_GLOSSARY.findall(text))


def test_the_terms_are_in_alphabetical_order_and_there_once():
    terms = list(entries())
    assert terms == sorted(set(terms))


@pytest.mark.parametrize("term", entries())
def test_a_term_is_told_in_one_sentence(term):
    assert re.fullmatch(r"[a-z0-9]+( [a-z0-9]+)*", term), "so that its anchor is the same in JupyterLab and on GitHub"
    text = entries()[term]
    assert re.fullmatch(r"[^.\n]+(\.(?=\d)[^.\n]+)*\.", text), f"one sentence, on one line: {text!r}"


@pytest.mark.parametrize("path", [*NOTEBOOKS, *SUMMARIES], ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_link_into_the_glossary_finds_its_term(path):
    assert linked(path) <= set(anchors()), "these are not in glossary.md"


def test_every_term_is_linked_from_somewhere():
    used = set().union(*map(linked, [*NOTEBOOKS, *SUMMARIES]))
    assert [anchor for anchor in anchors() if anchor not in used] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_has_a_page_to_print(path):
    summary = COURSE / "summaries" / f"{digits(path)}.md"
    assert summary.exists(), "what is to be remembered, on one page"
    text = summary.read_text()
    assert len(text.splitlines()) <= 45, "it should print on one page"
    assert len(text.split()) <= 300, "it should print on one page"
    assert text.startswith(f"# {digits(path)} · ")
    assert f"summaries/{summary.name}" in Notebook(path).prose, "the notebook links to its page"
    lost = [
        link
        for link in relative_links(text)
        if not (summary.parent / link).exists() and Path(link).name not in still_to_come()
    ]
    assert lost == []

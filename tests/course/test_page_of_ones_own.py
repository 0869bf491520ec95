"""The page of a learner's own: all that the notes hold, as HTML that fetches nothing and runs nothing."""

import re
from html.parser import HTMLParser

import pytest

from gradlab.course import check, clock, my_page, notes, predict, predict_again
from gradlab.course.claims import CLAIMS
from gradlab.course.exercise import of_notebook


@pytest.fixture
def beside(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def text(page: str) -> str:
    pieces: list[str] = []
    parser = HTMLParser()
    parser.handle_data = pieces.append  # type: ignore[method-assign]
    parser.feed(page)
    return " ".join(pieces)


def test_each_claim_has_an_exercise_of_the_last_round_and_each_exercise_a_claim():
    assert len(CLAIMS) == 16
    assert set(CLAIMS) == {each.name for each in of_notebook("14")}


def test_the_page_tells_claims_predictions_exercises_and_minutes(beside):
    check("14_chain", 24)
    check("14_noise", 0.5)
    predict("01_error_at_16", 40)
    predict_again("01_error_at_16", 400)
    notes.keep_all(
        "14", "times", {"begun": "2030-01-01T10:00:00+00:00", "passed": "2030-01-01T10:40:00+00:00", "needed": 2400}
    )
    assert "1 of 16 claims" in repr(my_page())
    said = text((beside / "my_page.html").read_text())
    assert re.search(r"local slopes are multiplied\. +The chain rule +✓ right", said)
    assert re.search(r"what is left of the error is the noise\. +Training a line +≈ almost", said)
    assert re.search(r"is the error about 4, 40, 400 or 4000\? +40 +400 +✗ a surprise. It came out 362\.6", said)
    assert re.search(r"Look back +1 of 16 +about 40", said)
    assert clock.said("14") == "about 40"


def test_before_anything_was_done_the_page_says_so(beside):
    assert "0 of 16 claims" in repr(my_page())
    assert "No prediction was kept" in text((beside / "my_page.html").read_text())


def test_it_fetches_nothing_runs_nothing_and_escapes_what_was_said(beside):
    notes.keep("01", "predictions", "01_steeper", "<script>alert(1)</script>")
    my_page()
    page = (beside / "my_page.html").read_text()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not re.search(r"https?:|src=|@import|url\(", page)


def test_a_file_that_cannot_be_written_is_said(beside):
    assert "cannot be written" in repr(my_page("no/such/folder.html"))


def test_the_card_leads_to_the_page(beside):
    assert '<a href="mine.html">mine.html</a>' in my_page("mine.html")._repr_html_()

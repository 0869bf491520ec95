"""Pictures under a finger: it draws in them, or it moves the page, and never both."""

import pytest

from tests.browser.finger import PHONE, Finger
from tests.browser.instruments import DATA
from tests.browser.test_export import CELLS, exported

# What a finger draws on, and what of it changes.
ALONG = {  # along it, across it the page moves
    "tangent": (".tangent .curve canvas", ".tangent .panel"),
    "deck": (".tapedeck .strip", ".tapedeck .scene"),
    "rate": (".descent .rate input", ".descent .rate"),
}
EVERYWHERE = {  # in every direction, and the page stays
    "start of a race": ".race .terrain",
    "ball": ".descent .terrain",
    "sketchpad": ".sketchpad canvas",
}


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    cells = [DATA, "live.TapeDeck(error)", *(CELLS[name] for name in ("Tangent", "Race", "Descent", "Sketchpad"))]
    return exported(cells, tmp_path_factory.mktemp("page") / "phone.ipynb")


@pytest.fixture(scope="module")
def page(chromium, file):
    context = chromium.new_context(**PHONE, offline=True)
    page = context.new_page()
    page.troubles = []
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.goto(file.as_uri())
    page.locator(".gradlab-output .gradlab").last.wait_for()
    page.wait_for_timeout(1500)  # until what grows above has grown
    yield page
    assert page.troubles == []
    context.close()


@pytest.mark.parametrize(("drawn_on", "told_in"), ALONG.values(), ids=ALONG)
def test_along_it_a_finger_draws_and_across_it_the_page_moves(page, drawn_on, told_in):
    Finger(page).draws_along_only(page.locator(drawn_on).first, page.locator(told_in).first, 120)


@pytest.mark.parametrize("drawn_on", EVERYWHERE.values(), ids=EVERYWHERE)
@pytest.mark.parametrize("way", [(70, 20), (-20, 70)], ids=["along", "across"])
def test_in_it_a_finger_draws_in_every_direction_and_the_page_stays(page, drawn_on, way):
    finger, thing = Finger(page), page.locator(drawn_on).first
    before = thing.evaluate("thing => thing.toDataURL()")
    assert finger.swipe(thing, *way) < 10
    assert thing.evaluate("thing => thing.toDataURL()") != before

"""The questions from memory in JupyterLab: answered by keyboard or mouse, judged below, readable in both themes."""

import pytest

from tests.browser.test_accessibility import violations

ASK = 'from gradlab.course import from_memory\nfrom_memory("09")'


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_learner_answers_by_mouse_and_keyboard(open_notebook, theme):
    notebook = open_notebook([ASK])
    notebook.theme(theme)
    notebook.run_all()
    page = notebook.page
    assert page.get_by_text("From memory · 3 of 3").count() == 1
    page.get_by_role("button", name="B", exact=True).click()
    page.get_by_text("this is the smallest learning rate").wait_for()
    page.get_by_role("button", name="C", exact=True).press("Enter")
    page.get_by_text("each jump ends farther away").wait_for()
    field = page.get_by_label("Answer").last
    field.fill("100")
    field.press("Enter")
    page.get_by_text("You multiplied the two").wait_for()
    page.get_by_role("link", name="Explained in 0 · Start here, Round 1").wait_for()
    assert violations(notebook, ".jp-Cell-outputArea") == []
    assert notebook.console_errors == []

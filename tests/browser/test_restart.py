"""A kernel that is restarted or dies: every instrument says so, and goes on or rests as it can."""

import os
import signal
from typing import Any

import pytest
from playwright.sync_api import Locator

from tests.browser.instruments import DATA
from tests.lab import KERNEL

OWN = """@tf.operator(symbol="x⁴", slope_x=lambda g, x: g * 4 * x**3)
def fourth_power(x):
    return x**4
def steep_error(): return tf.reduce_mean(fourth_power(y - model(x)))
def steep(x, y): return fourth_power(x) + y * y
def bend(x): return fourth_power(x)"""

# Each with a control to turn and the place where a number follows it.
IN_THE_BROWSER = [
    ("live.Potentiometers(error, [W, b], points=(x, y), model=model)", "W", ".error-number"),
    ("live.LossSurface(error, [W, b])", "W", ".error-number"),
    ("live.Blindfold(error, [W, b])", "stride", ".slider-value"),
    ("live.Tangent(lambda x: x * x)", "x", ".exact .number"),
    ("live.Race('canyon')", "start x", ".start .slider-value"),
    ("live.Descent(error, [W, b])", "learning rate", ".regime-words"),
]
BY_THE_KERNEL = [
    ("live.Potentiometers(steep_error, [W, b])", "W", ".error-number"),
    ("live.LossSurface(steep_error, [W, b])", "W", ".error-number"),
    ("live.Blindfold(steep_error, [W, b])", "stride", ".feel"),
    ("live.Tangent(bend)", "x", ".exact .number"),
    ("live.Race(steep, optimizers=['sgd'])", "start x", ".start .slider-value"),
    ("live.Descent(steep_error, [W, b], steps=5)", "learning rate", ".regime-words"),
]


def restart(notebook: Any) -> None:
    notebook.page.evaluate(f"() => jupyterapp.{KERNEL}.restart()")


def kill(notebook: Any) -> None:
    os.kill(notebook.python("__import__('os').getpid()"), signal.SIGKILL)


def come_to(notebook: Any, view: Locator) -> None:
    """Bring it into sight; what is out of sight has no words and paints nothing."""
    view.scroll_into_view_if_needed()
    notebook.page.wait_for_timeout(500)


def opened(open_notebook: Any, instruments: list[tuple[str, str, str]]) -> tuple[Any, list[Locator]]:
    """A notebook with these instruments, each of which has drawn its picture."""
    notebook = open_notebook([DATA, OWN, *(made for made, _, _ in instruments)])
    notebook.run_all()
    views = notebook.page.locator(".gradlab").all()
    for view in views:
        come_to(notebook, view)
    return notebook, views


@pytest.mark.parametrize("end", [restart, kill])
def test_what_the_browser_computes_goes_on_and_says_that_python_does_not_hear(open_notebook, end):
    notebook, views = opened(open_notebook, IN_THE_BROWSER)
    end(notebook)
    notebook.page.locator(".gradlab .cut").first.wait_for(timeout=20_000)
    if end is kill:  # JupyterLab says it too
        notebook.page.locator(".jp-Dialog").get_by_role("button", name="Ok").click()
    for view, (made, control, follows) in zip(views, IN_THE_BROWSER):
        come_to(notebook, view)
        words = view.get_by_role("status").filter(has_text="Python was restarted").inner_text()
        assert "still answers you" in words, made
        assert "run the notebook's cells again" in words, made
        before = view.locator(follows).first.inner_text()
        view.get_by_label(control, exact=True).first.press("PageDown")
        view.get_by_label(control, exact=True).first.press("PageDown")
        notebook.page.wait_for_timeout(300)
        assert view.locator(follows).first.inner_text() != before, made
    notebook.look(f"after_{end.__name__}")
    assert notebook.console_errors == []


def test_what_the_kernel_computed_rests_and_says_so_until_the_cells_are_run_again(open_notebook):
    notebook, views = opened(open_notebook, BY_THE_KERNEL)
    restart(notebook)
    notebook.page.locator(".gradlab .cut").first.wait_for(timeout=20_000)
    for view, (made, control, _) in zip(views, BY_THE_KERNEL):
        come_to(notebook, view)
        assert "which rests now: run the notebook's cells again" in view.locator(".cut").inner_text(), made
        assert view.get_by_label(control, exact=True).first.is_disabled(), made
    notebook.look("at_rest")
    notebook.wait_until_idle()
    notebook.run_all()
    notebook.page.locator(".gradlab .cut").first.wait_for(state="detached")
    first = notebook.page.locator(".gradlab").first
    first.scroll_into_view_if_needed()
    first.get_by_label("W", exact=True).press("Home")
    notebook.wait_until("float(W) == -20.0")
    assert notebook.console_errors == []

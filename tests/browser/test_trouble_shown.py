"""What goes wrong is said on the page and leaves no dead box; and what is closed leaves nothing running."""

import pytest

from tests.browser.instruments import DATA, Instrument

BRANCHES = """import math
def branching_error(): return tf.square(W) + tf.square(b) if W > 0 else tf.square(W) + 2.0 * tf.square(b)
def branching(x, y): return x * x + y * y if x > 0 else x * x"""

# Notes what the instruments leave in the page: observers on their elements, graphics contexts, frames and timers.
BOOKKEEPING = """() => {
  const left = (window.left = { observers: new Set(), contexts: [], calls: 0 });
  for (const Observer of [ResizeObserver, IntersectionObserver, MutationObserver]) {
    const { observe, disconnect } = Observer.prototype;
    Observer.prototype.observe = function (target, options) {
      if (new Error().stack.includes('blob:')) left.observers.add(this);
      return observe.call(this, target, options);
    };
    Observer.prototype.disconnect = function () { left.observers.delete(this); return disconnect.call(this); };
  }
  const { getContext } = HTMLCanvasElement.prototype;
  HTMLCanvasElement.prototype.getContext = function (kind, options) {
    const context = getContext.call(this, kind, options);
    if (kind.startsWith('webgl') && context) left.contexts.push(context);
    return context;
  };
  for (const name of ['requestAnimationFrame', 'setTimeout', 'setInterval']) {
    const original = window[name];
    window[name] = (...given) => {
      if (new Error().stack.includes('blob:')) left.calls++;
      return original.apply(window, given);
    };
  }
}"""


def test_a_function_that_branches_is_frozen_and_says_so_on_the_page(open_notebook):
    made = ["live.Potentiometers(branching_error, [W, b])", "live.LossSurface(branching_error, [W, b])"]
    made += ["live.Blindfold(branching_error, [W, b])", "live.Descent(branching_error, [W, b])", "live.Race(branching)"]
    notebook = open_notebook([DATA, BRANCHES, *made])
    notebook.run_all()
    for nth in range(len(made)):
        view = notebook.page.locator(".gradlab").nth(nth)
        view.scroll_into_view_if_needed()
        view.locator(".note").filter(has_text="looks at a number with Python").wait_for(timeout=10_000)
    assert notebook.console_errors == []


def test_a_hill_with_holes_is_a_hill_and_its_holes_are_named(open_notebook):
    notebook = open_notebook([DATA, "live.LossSurface(lambda: tf.sqrt(W) + 1.0 / b, [W, b])"])
    notebook.run_all()
    hill = Instrument(notebook)
    hill.settled()
    assert hill.shown_error() == pytest.approx(4.0 + 1 / 16)
    whole = hill.picture()
    hill.slider("W").press("Home")
    hill.settled()
    assert hill.box.locator(".error-number").inner_text() == "not a number"
    hill.slider("W").press("End")
    notebook.execute("b.assign(0.0)")
    hill.settled()
    assert hill.box.locator(".error-number").inner_text() == "infinite"
    hill.drag(hill.box.locator("canvas"), (0.3, 0.8), (0.5, 0.8))
    assert hill.picture() != whole
    notebook.look("hill_with_holes")
    assert notebook.console_errors == []


def test_a_fine_hill_turns_without_a_graphics_context(open_notebook):
    notebook = open_notebook([DATA, "live.LossSurface(error, [W, b], points=100)"])
    notebook.page.evaluate(BOOKKEEPING)
    notebook.run_all()
    hill = Instrument(notebook)
    hill.settled()
    before = hill.picture()
    hill.drag(hill.box.locator("canvas"), (0.3, 0.8), (0.5, 0.8))
    hill.settled()
    assert hill.picture() != before
    assert notebook.page.evaluate("() => left.contexts.length") == 0
    notebook.look("fine_hill")
    assert notebook.console_errors == []


def test_two_views_of_a_hill_and_of_a_walk_move_together(open_notebook):
    notebook = open_notebook(
        [DATA, "hill = live.LossSurface(error)\nhill", "hill", "walk = live.Blindfold(error)\nwalk", "walk"]
    )
    notebook.run_all()
    first, second = Instrument(notebook), Instrument(notebook, 1)
    second.slider("W").press("Home")
    second.settled()
    assert second.shown_error() == pytest.approx(notebook.python("float(error())"), rel=1e-6)
    Instrument(notebook, 0).settled()
    assert first.shown_error() == second.shown_error()
    here, there = Instrument(notebook, 2), Instrument(notebook, 3)
    there.box.get_by_role("button", name="W +").click()
    there.settled()
    felt = there.box.locator(".feel").inner_text()
    assert felt.startswith("Step 1.")
    Instrument(notebook, 2).settled()
    assert here.box.locator(".feel").inner_text() == felt
    assert notebook.console_errors == []


def test_closing_the_cells_frees_observers_contexts_frames_and_timers(open_notebook):
    made = ["live.Potentiometers(error, [W, b], points=(x, y), model=model)", "live.LossSurface(error, [W, b], points=100)"]
    made += ["live.Blindfold(error, [W, b])", "live.Tangent(lambda x: x * x)"]
    made += ["race = live.Race('canyon', steps=5000)\nrace.playing = True\nrace"]
    made += ["run = live.Descent(error, [W, b], steps=1000)\nrun.speed = 1\nrun.playing = True\nrun"]
    notebook = open_notebook([DATA, *made])
    notebook.page.evaluate(BOOKKEEPING)
    notebook.run_all()
    for view in notebook.page.locator(".gradlab").all():
        view.scroll_into_view_if_needed()
        notebook.page.wait_for_timeout(500)
    counted = "() => [left.observers.size, left.contexts.length, left.calls]"
    observers, contexts, calls = notebook.page.evaluate(counted)
    assert observers >= 3 * len(made)
    assert contexts == 0
    assert calls > 0

    notebook.page.evaluate("() => jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
    notebook.page.wait_for_timeout(1000)
    assert notebook.page.locator(".gradlab").count() == 0
    left = notebook.page.evaluate(counted)
    assert left[:2] == [0, 0]
    notebook.execute("race.step = 7; run.step = 7; W.assign(1.0)")  # nobody is left to paint this
    notebook.page.wait_for_timeout(1000)
    assert notebook.page.evaluate(counted)[2] == left[2]
    assert notebook.console_errors == []

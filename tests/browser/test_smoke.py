"""The house of the browser tests stands: a notebook opens, runs, answers, and changes its clothes."""

import time

import pytest


def test_a_notebook_runs_and_answers(open_notebook):
    notebook = open_notebook(["import gradlab as tf", "W = tf.Variable(16.0)", "W * 2"])
    notebook.run_all()
    assert notebook.python("W * 2") == 32
    assert notebook.python("[tf.__name__, None, 0.1]") == ["gradlab", None, 0.1]
    notebook.execute("W.assign(3.0)")
    notebook.wait_until("float(W) == 3")
    notebook.theme("dark")
    assert notebook.look("smoke").stat().st_size > 10_000
    assert notebook.console_errors == []
    assert notebook.requests_outside == []


def test_what_fails_in_a_notebook_fails_in_the_test(open_notebook):
    notebook = open_notebook(["1 / 0"])
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        notebook.run_all()
    with pytest.raises(AssertionError, match="NameError"):
        notebook.python("nothing_of_this_name")


def test_a_slow_line_is_slow(open_notebook):
    notebook = open_notebook(["W = 16"], round_trip_ms=300)
    notebook.run_all()
    started = time.perf_counter()
    assert notebook.python("W") == 16
    assert 0.3 < time.perf_counter() - started < 0.9


def test_a_request_to_another_machine_is_noticed(open_notebook):
    notebook = open_notebook(["pass"])
    notebook.page.evaluate("() => fetch('http://elsewhere.invalid/x').catch(() => {})")
    assert notebook.requests_outside == ["http://elsewhere.invalid/x"]

"""What a learner meets: cards for every answer one can give, and never a traceback from inside the library."""

import asyncio
import json
import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import gradlab as tf
from gradlab import live
from gradlab.course import check, hint, predict, progress, ready, recall, score, solution
from gradlab.course.unknown_names import _advice

pytestmark = pytest.mark.usefixtures("planted")


def said(card) -> str:
    return repr(card)


def test_a_right_answer_is_told_by_icon_and_word():
    assert said(check("99_number", 2)) == "✓ right\nThat is it."


def test_a_blank_is_not_tried():
    assert said(check("99_number", ...)).startswith("○ not tried\nReplace the ...")
    assert 'hint("99_number")' in said(check("99_number", ...))


@pytest.mark.parametrize(
    "answer",
    [2, 2.0, np.float32(2), np.array([2.0]), [2], (2.0,), True + True, Fraction(4, 2), Decimal("2.0"), [Fraction(2)]],
)
def test_a_number_may_come_in_any_form_of_python(answer):
    assert said(check("99_number", answer)) == "✓ right\nThat is it."


@pytest.mark.parametrize(
    "answer", [tf.constant(2.0), [tf.constant(2.0)], tf.Variable(2.0), np.array(Fraction(2), dtype=object)]
)
def test_a_number_may_come_from_any_library(answer):
    assert said(check("99_number", answer)) == "✓ right\nThat is it."


@pytest.mark.parametrize("answer", ["2", " 2.0 ", "2,0", "+2", "4/2", "2e0", "0.2E1", ["2"], ("2",)])
def test_quotes_round_a_number_are_no_mistake_of_mathematics(answer):
    assert said(check("99_number", answer)) == "✓ right\nThat is it. (A number is written without quotes.)"


def test_a_prediction_in_quotes_is_kept_as_the_number(home):
    assert "You predict 9." in said(predict("99_sum", "9"))
    assert "without quotes" in said(predict("99_sum", "9"))
    assert json.loads((home / "99.json").read_text())["predictions"] == {"99_sum": 9}
    assert "You predict [1.0, 2.0]" not in said(predict("99_sum", tf.constant([1.0, 2.0])))


@pytest.mark.parametrize(
    ("answer", "words"),
    [(10.9, "✓ as predicted"), (11.9, "≈ nearly"), (8.1, "≈ nearly"), (12.1, "✗ a surprise"), (0, "✗ a surprise")],
)
def test_nearly_is_at_most_twice_as_far_off_as_right(answer, words):
    predict("99_sum", answer)
    assert words in said(recall("99"))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (1, "almost.*You multiplied"),
        (-2, "almost.*sign"),
        (4, "almost.*twice"),
        (2.05, "wrong.*2.05 is too large"),
        (7, "wrong.*7 is too large.*The sum was expected"),
        ("two", "wrong.*without quotes.*text 'two'"),
        ("1", "almost.*You multiplied.*without quotes"),
        ("1,000", "wrong.*text '1,000'"),
        ("1/0", "wrong.*text '1/0'"),
        (None, "wrong.*Nothing.*return"),
        (math.nan, "wrong.*finite.*nan"),
        (math.inf, "wrong.*finite.*inf"),
        ([1, 2, 3], "wrong.*One number.*a list of 3"),
        (np.zeros((2, 2)), r"wrong.*One number.*shape \(2, 2\)"),
        (np.zeros(0), "wrong.*One number"),
        (abs, "wrong.*function itself.*call it"),
        (True, "wrong.*truth value True"),
        (2j, "wrong.*number was expected"),
        ({}, "wrong.*number was expected"),
        (object(), "wrong.*number was expected"),
        ([1, "a"], "wrong.*Numbers were expected, and in place 2 stands the text 'a'"),
        ([[1], [1, 2]], "wrong.*number was expected"),
        ([1, ...], "not tried"),
    ],
)
def test_any_other_answer_gets_a_sentence(answer, words):
    import re

    assert re.search(words, said(check("99_number", answer)), re.DOTALL), said(check("99_number", answer))


def learner(source: str):
    names: dict = {"tf": tf}
    exec(compile(source, "<a learner's cell>", "exec"), names)
    return names["f"]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def f(x):\n    return 2 * x", "✓ right"),
        ("def f(x):\n    return ...", "○ not tried"),
        ("def f(x):\n    ...", "○ not tried"),
        ("def f(x):\n    y = ...\n    return 2 * y", "○ not tried"),
        ("def f(x):\n    return x * x", "≈ almost\nYou squared."),
        ("def f(x):\n    2 * x", "✗ wrong\nNothing (None) came: a function needs a `return`"),
        ("def f(x):\n    return 3 * x", "✗ wrong\nf(1) should be 2, and your function gives 3."),
        ("def f(x):\n    return [x, x]", "✗ wrong\nf(1) should be one number, and your function gives 2 numbers."),
        ("def f(x):\n    return 'two'", "✗ wrong\nA number was expected, without quotes, and this is the text 'two'"),
        (
            "def f(x):\n    y = 1\n    return y / 0",
            "✗ wrong\nYour code stopped in line 3: ZeroDivisionError: division by zero",
        ),
        ("def f():\n    return 2", "✗ wrong\nThis answer cannot be checked"),
        ("def f(x):\n    return f(x)", "Your code stopped in line 2: RecursionError"),
        ("def f(x):\n    return tf.matmul(x, x)", "Your code stopped in line 2"),
        ("f = 2.0", "✗ wrong\nThe function itself was expected, its name without ( ) behind it, and this is 2.0."),
    ],
)
def test_code_is_judged_by_what_it_does(source, words):
    assert words in said(check("99_double", learner(source))), said(check("99_double", learner(source)))


def test_the_learners_own_line_is_shown_where_jupyter_knows_it(tmp_path):
    file = tmp_path / "cell.py"
    file.write_text("def f(x):\n    return x.slope\n")
    names: dict = {}
    exec(compile(file.read_text(), str(file), "exec"), names)
    assert "in line 2, `return x.slope`: AttributeError" in said(check("99_double", names["f"]))


def test_an_instrument_is_read():
    W = tf.Variable(3.0, name="W")
    knobs = live.Potentiometers(lambda: tf.square(W), [W])
    assert "3 is too large" in said(check("99_knob", knobs))
    W.assign(1.0)
    assert "right" in said(check("99_knob", knobs))
    assert "The instrument was expected, by its name, and this is 1.0" in said(check("99_knob", 1.0))
    b = tf.Variable(1.0, name="b")
    assert "with W was expected" in said(check("99_knob", live.Potentiometers(lambda: tf.square(b), [b])))


def test_a_knob_is_read_where_it_stands_even_if_the_picture_follows_later():
    W = tf.Variable(3.0, name="W")
    knobs = live.Potentiometers(lambda: tf.square(W), [W])

    async def a_cell():  # in Jupyter's loop pictures come at most ten times a second
        W.assign(7.0)
        W.assign(1.0)
        return said(check("99_knob", knobs))

    assert "right" in asyncio.run(a_cell())


@pytest.mark.parametrize("ask", [hint, solution, lambda name: check(name, 1), lambda name: predict(name, 1)])
@pytest.mark.parametrize("name", ["99_nubmer", "99", "", None, 3, ...])
def test_a_misspelt_name_is_told_with_the_nearest_one(ask, name):
    assert "There is no exercise called" in said(ask(name))
    if name == "99_nubmer":
        assert "Did you mean '99_number'?" in said(ask(name))


def test_hint_and_solution_lead_from_one_to_the_next():
    assert said(hint("99_number")) == 'Hint\nHow much is 1 + 1?\nLook <again>.\nStill stuck? `solution("99_number")`'
    assert said(solution("99_number")) == "One solution\nn = 2\nSo it is."


def test_a_card_escapes_what_it_shows():
    assert "Look &lt;again&gt;." in hint("99_number")._repr_html_()
    html = check("99_number", "<script>alert('`')</script>")._repr_html_()
    assert "<script" not in html
    assert "&lt;script" in html


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_colours_of_a_state_are_readable(theme):
    from gradlab.course.card import _COLOURS
    from gradlab.landscape.palette import PALETTE

    paper = {"light": "#ffffff", "dark": "#111111"}[theme]
    for name in _COLOURS.values():
        assert contrast(PALETTE[theme][name], paper) >= 4.5


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_a_prediction_is_kept_and_comes_back_beside_what_came_out(home):
    assert "your prediction?" in said(predict("99_sum", ...))
    assert "your prediction?" in said(predict("99_sum"))
    assert "nothing yet" in said(recall("99"))
    assert "You predict 9." in said(predict("99_sum", 9))
    assert json.loads((home / "99.json").read_text())["predictions"] == {"99_sum": 9}
    assert "9 · ✓ as predicted. It came out 10." in said(recall("99"))
    assert "You predict 100 instead of 9." in said(predict("99_sum", tf.constant(100.0)))
    assert "100 · ✗ a surprise. It came out 10." in said(recall("99"))


def test_a_prediction_that_cannot_be_compared_is_not_kept(home):
    assert "not kept yet\nA number was expected, without quotes, and this is the text 'ten'." in said(
        predict("99_sum", "ten")
    )
    assert "not kept yet" in said(predict("99_sum", math.nan))
    assert "not kept yet" in said(predict("99_sum", [1, 2]))
    assert not home.exists()


def test_predict_and_check_send_to_each_other():
    assert 'check("99_number", …)' in said(predict("99_number", 2))
    assert "You predict 10" in said(check("99_sum", 10))


def test_a_notebook_without_predictions_says_so():
    assert "asks for no predictions" in said(recall("98"))


def test_right_stays_right():
    check("99_number", 7)
    assert score()["99_number"] == "wrong"
    check("99_number", 2)
    check("99_number", ...)
    check("99_number", 7)
    assert score()["99_number"] == "right"


def test_score_knows_every_exercise_from_the_beginning():
    assert {score()[f"99_{name}"] for name in ("number", "double", "sum", "knob")} == {"not tried"}
    predict("99_sum", 3)
    assert score()["99_sum"] == "predicted"


def test_ready_is_one_line(capsys):
    check("99_number", 2)
    capsys.readouterr()
    ready("99")
    version = ".".join(tf.__version__.split(".")[:2])
    assert capsys.readouterr().out == f"gradlab {version} is ready · notebook 99 · exercises 1 of 3 right\n"
    ready(99)
    assert "notebook 99" in capsys.readouterr().out
    ready("77")
    assert "There is no notebook '77'" in capsys.readouterr().out


def test_the_map_shows_every_notebook_with_a_link():
    html = progress()._repr_html_()
    from gradlab.course.contents import NOTEBOOKS

    assert NOTEBOOKS
    for notebook in NOTEBOOKS:
        assert f'<a href="{notebook.file}">{notebook.title}</a>' in html


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ('predict("00_lowest", line)', 'An answer in words stands in quotes: "line".'),
        ("predict('06_second_play',  line )", "stands in quotes"),
        ('check("01_measure", line)', "run that cell first"),
        ("y = line + 1", "run that cell first"),
        ('predict("00_lowest", 2 * line)', "run that cell first"),
    ],
)
def test_an_unknown_name_is_told_what_to_do(line, advice):
    assert advice in _advice("line", line)

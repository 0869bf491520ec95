"""Right answers in other forms, and wrong ones of all kinds: every exercise gets both, and mixes up neither.

What is right in the solution is right as a Fraction, a Tensor, in quotes or in capitals; and no blank, no text, no other
number is ever right.
"""

import ast
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import gradlab as tf
from gradlab.course.answers import unquoted, word
from gradlab.course.exercise import Exercise, all_exercises
from gradlab.course.verdict import RIGHT
from tests.course.test_exercises import in_its_cell, judged, name, prepared, run

EXERCISES = all_exercises()


def solved_value(exercise: Exercise):
    """What the solution hands to the exercise, and the names that it was computed with."""
    names = prepared(exercise)
    given = []
    if exercise.kind == "prediction":
        run(in_its_cell(exercise, exercise.solution), {**names, "predict": lambda _, answer=...: given.append(answer)})
        return given[-1]
    run(in_its_cell(exercise, exercise.solution), names)
    return eval(exercise.answer, names)


def number_forms(value: float) -> list:
    return [
        float(value),
        np.float64(value),
        Fraction(float(value)),
        Decimal(float(value)),
        tf.constant(value, tf.float64),
        tf.Variable(value, dtype=tf.float64),
        [value],
        np.array([value]),
        repr(float(value)),
        f"  {float(value)!r} ",
    ]


def word_forms(value: str) -> list:
    bare = word(value)
    return [value.upper(), value.lower(), f" {value}", f"{value} ", f"the {bare}", f"{value}.", f"A {bare}"]


def sequence_forms(values) -> list:
    plain = [float(each) for each in values]
    return [
        plain,
        tuple(plain),
        np.array(plain),
        tf.constant(plain, tf.float64),
        [np.float64(each) for each in plain],
        [Fraction(each) for each in plain],
        [tf.constant(each, tf.float64) for each in plain],
        [repr(each) for each in plain],
    ]


def forms(value) -> list:
    if isinstance(value, str):
        return word_forms(value)
    if isinstance(value, (list, tuple)) or np.ndim(value) == 1:
        return sequence_forms(np.asarray(value).tolist())
    return number_forms(np.asarray(value).item())


ASKED = [each for each in EXERCISES if each.kind in ("number", "prediction") and not each.answer.startswith("{")]


@pytest.mark.parametrize("exercise", ASKED, ids=name)
def test_a_right_answer_is_right_in_every_form(exercise):
    value = solved_value(exercise)
    if isinstance(value, dict) or callable(value):
        pytest.skip("its answer is neither a number nor a word")
    others = forms(value)
    assert len(others) >= 6
    for other in others:
        verdict = exercise.judge(other)
        assert verdict.state == RIGHT, f"{other!r}: {verdict}"


WRONG = ["", "abc", "🦊", None, [], {}, (), float("nan"), float("inf"), -987654.5, 3j, object(), [1, 2, 3, 4, 5, 6, 7], abs]


@pytest.mark.parametrize("exercise", EXERCISES, ids=name)
def test_no_other_answer_is_right(exercise):
    for answer in WRONG:
        verdict = exercise.judge(answer)
        assert verdict.state != RIGHT, f"{answer!r}: {verdict}"
        assert verdict.words.strip()
        assert "Traceback" not in verdict.words


CODE = [each for each in EXERCISES if each.kind == "code" and each.setup is not None and each.solution.startswith("def ")]


def renamed(source: str) -> str:
    """A function as another learner writes it: other names for what is handed in, and the answer kept in a name first."""
    tree = ast.parse(source)
    function = tree.body[-1]
    assert isinstance(function, ast.FunctionDef)
    others = {each.arg: f"{each.arg}_of_mine" for each in function.args.args}
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.arg = others[node.arg]
        if isinstance(node, ast.Name) and node.id in others:
            node.id = others[node.id]
    last = function.body[-1]
    if isinstance(last, ast.Return) and last.value is not None:
        function.body[-1:] = ast.parse("answer_of_mine = 0").body + ast.parse("return answer_of_mine").body
        function.body[-2].value = last.value
    return ast.unparse(ast.fix_missing_locations(tree))


@pytest.mark.parametrize("exercise", CODE, ids=name)
def test_a_function_is_right_whatever_its_names(exercise):
    verdict = judged(exercise, renamed(exercise.solution), prepared(exercise))
    assert verdict.state == RIGHT, f"{renamed(exercise.solution)}: {verdict}"


ONE_LINE = [each for each in CODE if each.solution.count("\n") == 1 and "return" in each.solution]


@pytest.mark.parametrize("exercise", ONE_LINE, ids=name)
def test_a_function_may_be_a_lambda(exercise):
    function = ast.parse(exercise.solution).body[0]
    source = f"{function.name} = lambda {ast.unparse(function.args)}: {ast.unparse(function.body[0].value)}"
    verdict = judged(exercise, source, prepared(exercise))
    assert verdict.state == RIGHT, f"{source}: {verdict}"


@pytest.mark.parametrize(
    ("text", "value"),
    [("3", 3), ("-3.5", -3.5), ("−3", -3), ("3,5", 3.5), ("1e-8", 1e-8), ("5/3", 5 / 3), (".5", 0.5), (" 4 ", 4)],
)
def test_a_number_in_quotes_is_the_number(text, value):
    assert unquoted(text) == (value, True)


@pytest.mark.parametrize("text", ["", "three", "1,000", "1/2/3", "1/0", "3 4", "0x10", "nan", "inf", "1e", "--3", "W"])
def test_what_is_no_number_stays_text(text):
    assert unquoted(text) == (text, False)


@pytest.mark.parametrize("text", ["line", "LINE", " line ", "a line", "The line.", "an  line"])
def test_a_word_counts_without_what_surrounds_it(text):
    assert word(text) == "line"

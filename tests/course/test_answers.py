"""Right answers in other forms, and wrong ones of all kinds: every exercise gets both, and mixes up neither.

What is right in the solution is right as a Fraction, a Tensor, in quotes or in capitals; and no blank, no text, no other
number is ever right.
"""

import ast
import re
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import gradlab as tf
from gradlab.course.answers import unquoted, word
from gradlab.course.compare import agrees, close
from gradlab.course.exercise import Exercise, all_exercises
from gradlab.course.verdict import RIGHT, Unusable
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


WRONG = [
    "",
    "abc",
    "🦊",
    None,
    [None, None],
    [1.0, None],
    [{}],
    [abs],
    [[]],
    [],
    {},
    (),
    float("nan"),
    float("inf"),
    -987654.5,
    3j,
    object(),
    [1, 2, 3, 4, 5, 6, 7],
    abs,
]


@pytest.mark.parametrize("exercise", EXERCISES, ids=name)
def test_no_other_answer_is_right(exercise):
    for answer in WRONG:
        verdict = exercise.judge(answer)
        assert verdict.state != RIGHT, f"{answer!r}: {verdict}"
        assert verdict.words.strip()
        assert "Traceback" not in verdict.words
        assert "NoneType" not in verdict.words, "an error of the checker itself is no feedback"


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


def function_of(exercise: Exercise):
    """The solution as a function."""
    names = prepared(exercise)
    run(in_its_cell(exercise, exercise.solution), names)
    return eval(exercise.answer, names)


def in_a_list(value):
    return [value] if np.ndim(value) == 0 else value


def as_tensors(value):
    return tuple(map(tf.constant, value)) if isinstance(value, tuple) else tf.constant(value)


TURNS = {"07_train_all", "14_hand_over"}  # which turn Variables and give nothing
PURE = [each for each in CODE if each.name not in TURNS]
RESULTS = [in_a_list, as_tensors, np.asarray, lambda value: np.asarray(value).tolist()]


@pytest.mark.parametrize("form", RESULTS, ids=["list of one", "Tensors", "NumPy", "lists"])
@pytest.mark.parametrize("exercise", PURE, ids=name)
def test_what_a_function_gives_is_right_in_every_form(exercise, form):
    own = function_of(exercise)
    verdict = exercise.judge(lambda *given: form(own(*given)))
    assert verdict.state == RIGHT, verdict


def failing(*given):
    raise ZeroDivisionError("division by zero")


def endless(*given):
    return endless(*given)


def always(value):
    return lambda *given: value


WRONG_FUNCTIONS = {
    "None": always(None),
    "nan": always(float("nan")),
    "inf": always(float("inf")),
    "text": always("🦊"),
    "a dictionary": always({}),
    "an empty list": always([]),
    "too many": always([1.0] * 9),
    "ragged": always([1.0, [2.0, 3.0]]),
    "itself": always(abs),
    "huge": always(10**400),
    "raises": failing,
    "recursion": endless,
    "no arguments": lambda: 1.0,
}
FUNCTIONS = [each for each in EXERCISES if each.kind == "code" and each.name != "13_pytorch"]


@pytest.mark.parametrize("kind", WRONG_FUNCTIONS)
@pytest.mark.parametrize("exercise", FUNCTIONS, ids=name)
def test_no_function_that_gives_something_else_is_right(exercise, kind):
    verdict = exercise.judge(WRONG_FUNCTIONS[kind])
    assert verdict.state != RIGHT
    assert verdict.words.strip()
    assert "Traceback" not in verdict.words
    assert "\n" not in verdict.words


@pytest.mark.parametrize("exercise", PURE, ids=name)
def test_a_function_is_tried_in_more_than_one_place(exercise):
    own, said = function_of(exercise), []

    def same_every_time(*given):
        if not said:
            said.append(own(*given))
        return said[0]

    verdict = exercise.judge(same_every_time)
    assert verdict.state != RIGHT, "the value of one place would do"


@pytest.mark.parametrize("exercise", PURE, ids=name)
def test_the_sign_and_a_factor_are_never_right(exercise):
    own = function_of(exercise)
    for factor in (-1.0, 2.0, 0.5, 1.001):
        verdict = exercise.judge(lambda *given, factor=factor: factor * np.asarray(own(*given)))
        assert verdict.state != RIGHT, f"times {factor}"


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


@pytest.mark.parametrize("answer", [0, 1000, 1020])
def test_a_digit_more_is_not_asked_for_where_none_is_missing(answer):
    assert "digit" not in close(answer, 1024.0).words


def test_a_digit_more_is_asked_for_where_one_is_missing():
    assert "digit more" in close(1.7, 5 / 3).words


SUM_AND_PRODUCT = {
    "sum right": (lambda a, b: (a + b, 7.0), "wrong", "The sum is right. For .*, the product should be 2, and yours is 7"),
    "slip in one": (lambda a, b: (a + b, -a * b), "almost", "The sum is right. About the product: Minus"),
    "slip in both": (lambda a, b: (a - b, -a * b), "almost", "^Minus"),
    "exchanged": (lambda a, b: (a * b, a + b), "almost", "another order: the sum, then the product"),
    "sign of both": (lambda a, b: (-a - b, -a * b), "almost", "sign is not"),
    "twice": (lambda a, b: (2 * a + 2 * b, 2 * a * b), "almost", "twice"),
    "nothing of it": (lambda a, b: (a, 0.1), "wrong", r"should be \[3, 2\], and your function gives \[1, 0.1\]"),
    "one only": (lambda a, b: a + b, "wrong", "should be 2 numbers, and your function gives one number"),
    "rows": (lambda a, b: (a + b, [a, b]), "wrong", "in place 2 there are 2"),
}


@pytest.mark.parametrize("kind", SUM_AND_PRODUCT)
def test_of_several_numbers_the_right_ones_are_named(kind):
    own, state, words = SUM_AND_PRODUCT[kind]

    try:
        verdict = agrees(
            own,
            lambda a, b: (a + b, a * b),
            [(1.0, 2.0), (3.0, -4.0)],
            slips={"Minus.": lambda a, b: (a - b, -a * b)},
            parts=("the sum", "the product"),
        )
    except Unusable as slip:
        verdict = slip.verdict
    assert verdict.state == state
    assert re.search(words, verdict.words), verdict.words


def test_a_function_may_change_what_it_is_given():
    def own(row):
        row *= 2.0
        return row

    assert agrees(own, lambda row: 2.0 * row, [(np.array([1.0, 2.0]),), (np.array([3.0]),)]).state == RIGHT

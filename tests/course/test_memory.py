"""Questions from memory: judged in all forms, spaced over the notebooks, asked again until right twice."""

import re

import ipywidgets
import pytest

from gradlab.course import check, from_memory, hint, notes, progress, ready, solution
from gradlab.course.contents import BY_DIGITS, NOTEBOOKS
from gradlab.course.memory.desk import FromMemory
from gradlab.course.memory.question import Question, about, all_questions, find_question
from gradlab.course.memory.schedule import AGAIN, NOT_ASKED, ONCE, REMEMBERED, due, keep_answer, standing
from gradlab.course.memory.typed import BLANK, number_typed
from gradlab.course.verdict import ALMOST, NOT_TRIED, RIGHT, WRONG
from tests.course.test_answers import WRONG as OF_NO_KIND
from tests.course.test_answers import forms
from tests.notebooks.cells import COURSE
from tests.notebooks.test_norms import Notebook

QUESTIONS = all_questions()


def name(question: Question) -> str:
    return question.name


@pytest.mark.parametrize("question", QUESTIONS, ids=name)
def test_a_question_knows_blank_slips_and_solution(question):
    assert question.judge(...).state == NOT_TRIED
    verdict = question.judge(eval(question.solution))
    assert verdict.state == RIGHT, verdict
    for source, words in question.wrong.items():
        verdict = question.judge(eval(source))
        assert verdict.state in {ALMOST, WRONG}, f"{source}: {verdict}"
        assert re.search(words, verdict.words), f"{source}: {verdict}"


@pytest.mark.parametrize("question", [each for each in QUESTIONS if each.kind != "line"], ids=name)
def test_a_right_answer_is_right_in_every_form(question):
    value = eval(question.solution)
    for other in forms(value):
        if value in ("+=", "=") and other.strip() != value:
            continue  # signs have no articles
        assert question.judge(other).state == RIGHT, f"{other!r}: {question.judge(other)}"


OTHER_LINES = {
    "m01_turn": [
        "knob-0.1*slope",
        "-0.1*slope + knob",
        "knob - slope / 10",
        "knob = knob - 0.1 * slope",
        " knob - .1*slope ",
    ],
    "m03_central": ["(2*h)", "h + h", "2. * h", "h*2", "slope = (f(x + h) - f(x - h)) / (2 * h)"],
    "m05_local": [
        "y*y, 2*x*y",
        "y**2, x*2*y",
        "[y * y, 2 * x * y]",
        "(y * y, 2 * y * x)",
        "local_slopes = [y * y, 2 * x * y]",
    ],
    "m07_assign": [
        "slope * learning_rate",
        "learning_rate*slope",
        "W.assign_sub(learning_rate * slope)",
        "+learning_rate*slope",
    ],
    "m09_velocity": [
        "momentum*velocity-learning_rate*slope",
        "-learning_rate * slope + velocity * momentum",
        "velocity = momentum * velocity - learning_rate * slope",
    ],
    "m10_surprise": ["-np.log(p)", "np.log(1 / p)", "-tf.math.log(p)", "0 - np.log(p)", "surprise = -np.log(p)"],
}


@pytest.mark.parametrize("question", [each for each in QUESTIONS if each.kind == "line"], ids=name)
def test_a_line_is_right_however_it_is_written(question):
    assert question.line.count(BLANK) == 1
    for other in OTHER_LINES[question.name]:
        assert question.judge(other).state == RIGHT, f"{other!r}: {question.judge(other)}"


@pytest.mark.parametrize(
    "typed", ["", "(", "1 +", "9**9**9", "2**99999999", "unknown", "import os", "1 / 0", "'text'", "lambda: 1", "...", "x ="]
)
@pytest.mark.parametrize("question", [each for each in QUESTIONS if each.kind == "line"], ids=name)
def test_a_line_that_does_not_run_gets_a_sentence(question, typed):
    verdict = question.judge(typed)
    assert verdict.state != RIGHT
    assert verdict.words.strip()
    assert "Traceback" not in verdict.words


@pytest.mark.parametrize("question", QUESTIONS, ids=name)
def test_no_other_answer_is_right(question):
    for answer in OF_NO_KIND:
        verdict = question.judge(answer)
        assert verdict.state != RIGHT, f"{answer!r}: {verdict}"
        assert verdict.words.strip()


@pytest.mark.parametrize("question", [each for each in QUESTIONS if each.kind == "number"], ids=name)
def test_nearly_is_not_right(question):
    value = float(eval(question.solution))
    for other in (value + 0.1, value - 0.1, 1.01 * value + 0.001):
        assert question.judge(other).state != RIGHT


@pytest.mark.parametrize("question", QUESTIONS, ids=name)
def test_a_question_is_complete(question):
    assert re.fullmatch(r"m\d\d(_[a-z0-9]+)+", question.name)
    assert question.question.endswith((".", "?"))
    assert len(question.question.split()) <= 40, "short, because the notebook has not begun yet"
    assert question.because.endswith(".")
    assert len(question.wrong) >= len(question.choices) - 1, "each other choice gets its own words"
    assert question.kind in ("number", "word", "line")
    assert bool(question.choices) == (question.kind == "word")
    assert bool(question.line) == (question.kind == "line")
    if question.drawing:
        assert len(question.drawing().alt.split()) >= 15, "in words what it shows"


@pytest.mark.parametrize("question", QUESTIONS, ids=name)
def test_its_place_is_in_its_notebook(question):
    text, address = question.link
    assert BY_DIGITS[question.notebook].title in text
    file, _, cell = address.partition("#cell-id=")
    (there,) = [each["source"] for each in Notebook(COURSE / file).markdown if each["id"] == cell]
    assert f"## {question.place} ·" in there


def test_every_notebook_but_the_last_ones_has_two_questions():
    assert {digits for digits in BY_DIGITS if len(about(digits)) < 2} <= {"14", "15"}
    assert len({each.name for each in QUESTIONS}) == len(QUESTIONS) == len({each.question for each in QUESTIONS})
    assert sum(each.drawing is not None for each in QUESTIONS) >= 4


def distances(notebook: str) -> list[int]:
    return [int(notebook) - int(each.notebook) for each in due(notebook)]


def go_through(until: str, state: str = RIGHT) -> None:
    """Answer all that the notebooks before that one ask."""
    for each in NOTEBOOKS:
        if each.digits < until:
            for question in due(each.digits):
                keep_answer(question, each.digits, state)


def test_the_first_notebook_asks_nothing_and_the_others_two_or_three():
    assert due("00") == []
    assert ready("00") is None
    assert [len(due(each.digits)) for each in NOTEBOOKS[1:]] == [2] + [3] * (len(NOTEBOOKS) - 2)


@pytest.mark.parametrize("notebook", ["05", "08", "11", "13"])
def test_a_notebook_asks_about_the_last_one_about_three_back_and_far_back(notebook):
    go_through(notebook)
    last, middle, far = distances(notebook)
    assert (last, middle in (2, 3), far >= 4) == (1, True, True)


def test_what_was_right_in_two_notebooks_is_not_asked_again():
    question = due("01")[0]
    keep_answer(question, "01", RIGHT)
    assert standing(question) == ONCE
    assert question in due("02")
    keep_answer(question, "02", RIGHT)
    assert standing(question) == REMEMBERED
    assert all(question not in due(each.digits) for each in NOTEBOOKS[3:])


def test_what_went_wrong_comes_first_until_it_is_right_twice():
    question = due("01")[0]
    keep_answer(question, "01", ALMOST)
    assert standing(question) == AGAIN
    asked = []
    for each in NOTEBOOKS[2:]:
        if question in due(each.digits):
            asked.append(each.digits)
            keep_answer(question, each.digits, WRONG if len(asked) == 1 else RIGHT)
    assert asked[:3] == ["02", "03", "04"]
    assert standing(question) == REMEMBERED


def test_the_first_answer_counts_because_the_feedback_is_no_memory():
    question = due("03")[0]
    keep_answer(question, "03", WRONG)
    keep_answer(question, "03", RIGHT)
    assert standing(question) == AGAIN


def test_a_notebook_asks_the_same_however_often_it_is_opened():
    before = due("06")
    for question in before:
        keep_answer(question, "06", RIGHT)
    assert due("06") == before
    keep_answer(before[0], "09", RIGHT)
    assert due("06") == before


@pytest.mark.parametrize("kept", [3, "right", ["right"], {"04": "brilliant"}, None])
def test_notes_of_another_kind_are_no_answers(kept):
    question = about("02")[0]
    notes.keep("02", "memory", question.name, kept)
    assert standing(question) == NOT_ASKED
    assert due("05")


def rows(cards: FromMemory) -> list:
    """The rows of a card, each with its question."""
    for row, question in zip(cards.children, cards.questions):
        row.question = question
    return list(cards.children)


def shown(row) -> str:
    return "".join(output["data"]["text/plain"] for output in row.said.outputs)


def test_a_typed_answer_is_judged_below_its_question():
    first = rows(from_memory("01"))[0]
    assert first.question.name == "m00_knob"
    first.field.value = "100"
    assert "almost" in shown(first)
    assert "Explained in 0 · Start here, Round 1 (00_start_here.ipynb#cell-id=knob-text)" in shown(first)
    assert '<a href="00_start_here.ipynb#cell-id=knob-text">' in first.said.outputs[0]["data"]["text/html"]
    first.field.value = "20 / 5"
    assert shown(first).startswith("✓ right")
    assert "quotes" not in shown(first)
    assert standing(first.question) == AGAIN


def test_a_notebook_that_is_opened_again_shows_what_was_answered():
    rows(from_memory("01"))[0].field.value = "4"
    first, second = rows(from_memory("01"))
    assert shown(first).startswith("✓ right\nYour first answer in this notebook")
    assert shown(second) == ""


@pytest.mark.parametrize("typed", ["four", "4 apples", "__import__('os')", "(((", "1/0", "9" * 400])
def test_what_is_no_number_is_said_and_does_not_count(typed):
    first = rows(from_memory("01"))[0]
    first.field.value = typed
    assert re.search("number was expected|finite", shown(first))
    assert standing(first.question) == NOT_ASKED


def test_where_the_notebooks_are_not_found_the_link_leads_to_the_file(monkeypatch, tmp_path):
    monkeypatch.setattr("gradlab.course.memory.question.folder_of_notebooks", lambda: tmp_path)
    assert find_question("m03_sign").link == ("Explained in 3 · Slope, Round 1", "03_slope.ipynb")


def test_an_empty_field_is_no_answer():
    first = rows(from_memory("01"))[0]
    button = next(child for child in first.children[1].children if isinstance(child, ipywidgets.Button))
    button.click()
    assert "There is no answer yet." in shown(first)
    assert standing(first.question) == NOT_ASKED


def test_a_choice_is_judged_when_it_is_chosen():
    row = next(each for each in rows(from_memory("03")) if each.question.choices)
    assert row.field.value is None
    row.field.value = eval(row.question.solution)
    assert shown(row).startswith("✓ right")
    assert standing(row.question) == ONCE


def test_check_answers_where_no_widget_runs():
    ready("01")
    assert "✓ right" in repr(check("m00_knob", 4))
    assert standing(find_question("m00_knob")) == ONCE
    assert "Round 1 of notebook 0" in repr(hint("m00_error"))
    assert "9" in repr(solution("m00_error"))
    assert "There is no question called 'm00_knop'" in repr(check("m00_knop", 4))
    assert "m00_knob" in repr(check("m00_knop", 4))


def test_a_page_without_a_kernel_shows_the_questions_and_how_to_answer():
    cards = from_memory("09")
    said = repr(cards)
    html = cards._repr_mimebundle_()["text/html"]
    for question in cards.questions:
        assert question.question in said
        assert f'check("{question.name}", …)' in said
        assert f"check(&quot;{question.name}&quot;, …)" in html
    assert "<svg" in html
    assert "aria-label" in html


def test_progress_shows_what_is_remembered():
    for question, answers in zip(about("01"), ({"02": RIGHT, "03": RIGHT}, {"02": RIGHT}, {"02": WRONG})):
        for notebook, state in answers.items():
            keep_answer(question, notebook, state)
    said = repr(progress())
    assert "● ◐ ✗" in said
    assert "● right twice · ◐ right once · ✗ not yet right · ○ not asked yet" in said


def test_a_notebook_that_does_not_exist_is_said():
    assert "no such notebook" in repr(from_memory("77"))


@pytest.mark.parametrize(
    ("typed", "value"),
    [("5/3", 5 / 3), ("(0 + 1 + 4) / 3", 5 / 3), ("3,5", 3.5), ("−2 · 3", -6), ("2*-3", -6), ("7", 7), ("60 %", 0.6)],
)
def test_a_sum_may_be_typed(typed, value):
    assert number_typed(typed) == pytest.approx(value)


@pytest.mark.parametrize("typed", ["", "x", "2 ** 9999999", "True", "1 +", "a.b", "[1]", "1j", "%", "sixty %"])
def test_what_is_no_sum_of_numbers_stays_text(typed):
    assert number_typed(typed) == typed

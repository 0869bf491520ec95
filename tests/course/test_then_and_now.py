"""Predictions that went wrong are asked again, and both answers are kept."""

import pytest

from gradlab.course import notes, predict, predict_again, recall, then_and_now


def shown(row) -> str:
    return "".join(output["data"]["text/plain"] for output in row.said.outputs)


def test_what_was_wrong_then_is_asked_again_and_both_are_kept():
    predict("01_error_at_16", 40)
    predict("01_steeper", "W")
    cards = then_and_now()
    assert [each.name for each in cards.asked] == ["01_error_at_16"]
    row = cards.children[0]
    row.field.value = "4 * 90"
    assert "now you know" in shown(row)
    assert "Then you said 40, now 360." in shown(row)
    assert notes.read("01", "predictions")["01_error_at_16"] == 40
    assert notes.read("01", "again") == {"01_error_at_16": 360}
    assert "40" in repr(recall("01"))


def test_a_word_and_several_numbers_may_be_typed():
    predict("01_steeper", "b")
    predict("02_moved", (1, 1))
    first, second = then_and_now().children
    first.field.value = "W"
    second.field.value = "3, 5.5"
    assert "now you know" in shown(first)
    assert "now you know" in shown(second)


def test_it_asks_for_three_at_most_and_for_none_where_all_was_right():
    assert "No prediction" in repr(then_and_now())
    for name in ("01_error_at_16", "01_floor", "03_slope_guess", "04_turn"):
        predict(name, -70)
    assert [each.name for each in then_and_now().asked] == ["01_error_at_16", "01_floor", "03_slope_guess"]


@pytest.mark.parametrize(
    ("answer", "words"), [(..., "your prediction now"), ("many", "not kept yet"), (None, "not kept yet")]
)
def test_what_cannot_be_compared_is_not_kept(answer, words):
    assert words in repr(predict_again("01_error_at_16", answer))
    assert notes.read("01", "again") == {}


def test_other_names_are_said():
    assert "There is no exercise called" in repr(predict_again("01_eror"))
    assert 'check("01_by_hand", …)' in repr(predict_again("01_by_hand", 3))


def test_an_empty_field_is_no_answer():
    predict("01_error_at_16", 40)
    row = then_and_now().children[0]
    row.answer("")
    assert "your prediction now" in shown(row)


def test_a_page_without_a_kernel_says_how_to_answer():
    predict("01_error_at_16", 40)
    cards = then_and_now()
    assert 'predict_again("01_error_at_16", …)' in repr(cards)
    assert "01_error_at_16" in cards._repr_mimebundle_()["text/html"]

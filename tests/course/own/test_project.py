"""A project's checklist: every question is answered by the numbers, and each slip is named."""

import numpy as np
import pytest

from gradlab.course.own import Project
from gradlab.course.verdict import ALMOST, NOT_TRIED, RIGHT, WRONG

SENTENCE = "It must not be used for days hotter than 34 degrees, because it has seen none."


def regression(n=80, exam=20, off=0.1, seed=0):
    """Inputs with mean 0 and spread 1, answers 3x, and a model that misses by a known amount."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n + exam, 1))
    x[:n] = (x[:n] - x[:n].mean()) / x[:n].std()
    y = 3 * x[:, 0]
    said = y + off * rng.choice([-1, 1], n + exam)
    said[n + 4] = y[n + 4] + 2 * off
    return [x[:n], y[:n], said[:n]], [x[n:], y[n:], said[n:]]


def classification(n=80, exam=20, wrong=(3, 7), seed=0):
    """Two classes, told apart by the sign of the input; the answers in `wrong` are wrong, all but the first surely."""
    rng = np.random.default_rng(seed)
    x = rng.permutation(np.linspace(-1.7, 1.7, n + exam))[:, None]
    x[:n] = (x[:n] - x[:n].mean()) / x[:n].std()
    y = (x[:, 0] > 0).astype(np.int32)
    shares = np.where(y[:, None] == [0, 1], 0.8, 0.2)
    for i, k in enumerate(wrong):
        shares[n + k] = (1 - shares[n + k]) if i else ([0.4, 0.6] if y[n + k] == 0 else [0.6, 0.4])
    return [x[:n], y[:n], shares[:n]], [x[n:], y[n:], shares[n:]]


def state(question, train, test, **given):
    found = {name.split()[-1]: verdict for name, verdict in Project(tuple(train), tuple(test), **given).checklist.items()}
    return found[question].state, found[question].words


def test_what_is_good_holds():
    train, test = regression()
    nine_in_ten = np.quantile(np.abs(test[2] - test[1]), 0.9)
    mine = Project(train, test, worst=4, give_or_take=nine_in_ten, not_for=SENTENCE)
    assert {question: verdict.state for question, verdict in mine.checklist.items()} == dict.fromkeys(mine.checklist, RIGHT)
    assert "8 of 8 hold" in repr(mine)
    assert "<table>" in mine._repr_html_()
    assert mine.card().state == RIGHT


def test_classes_are_judged_by_their_shares():
    train, test = classification()
    mine = Project(train, test, worst=7, give_or_take=2 * np.sqrt(0.9 * 0.1 / 20), not_for=SENTENCE)
    assert {question: verdict.state for question, verdict in mine.checklist.items()} == dict.fromkeys(mine.checklist, RIGHT)
    assert "90% of 20 are right, give or take 13%: another test would give 77% to 100%." in repr(mine)


def test_a_column_of_answers_is_taken_as_a_row():
    train, test = regression()
    columns = [[x, y[:, None], said[:, None]] for x, y, said in (train, test)]
    assert repr(Project(*columns)) == repr(Project(train, test))


def test_few_examples_are_said():
    train, test = regression(n=20, exam=5)
    assert state("enough?", train, test)[0] == ALMOST


def test_a_class_that_one_part_has_not_is_said():
    train, test = classification()
    only = test[1] == 0
    found = state("enough?", train, [each[only] for each in test])
    assert found[0] in (ALMOST, WRONG)
    many = [np.concatenate([each[only]] * 3) for each in test]
    assert state("enough?", train, many) == (WRONG, found_words := state("enough?", train, many)[1])
    assert "Class 1 does not occur in both parts" in found_words


def test_an_exam_that_was_seen_is_counted():
    train, test = regression()
    for part_train, part_test in zip(train, test):
        part_test[:3] = part_train[:3]
    got, words = state("unseen?", train, test)
    assert (got, words[:40]) == (WRONG, "3 of the 20 test examples occur in the t")
    train[0][10], train[1][10] = train[0][11], train[1][11]  # now the data themselves repeat
    assert state("unseen?", train, test)[0] == ALMOST


@pytest.mark.parametrize("spoil", [lambda x: x + 1, lambda x: 5 * x, lambda x: x / 5])
def test_inputs_that_are_not_scaled_are_named(spoil):
    train, test = regression()
    train[0] = np.hstack([train[0], spoil(train[0])])
    test[0] = np.hstack([test[0], spoil(test[0])])
    got, words = state("scaled?", train, test)
    assert got == WRONG
    assert words.startswith("Column 1 of the training has mean")


def test_inputs_divided_by_zero_are_said():
    train, test = regression()
    train[0][:] = np.nan
    assert state("scaled?", train, test) == (WRONG, state("scaled?", train, test)[1])
    assert "divided by 0" in state("scaled?", train, test)[1]


def test_pictures_are_scaled_when_their_bytes_were_divided():
    train, test = classification()
    rng = np.random.default_rng(1)
    for part in (train, test):
        part[0] = rng.uniform(0, 1, (len(part[1]), 4, 4, 3))
    assert state("scaled?", train, test)[0] == RIGHT
    train[0] = train[0] * 255
    got, words = state("scaled?", train, test)
    assert got == WRONG
    assert "divide bytes by 255" in words


def test_a_model_no_better_than_a_guess_is_told():
    train, test = regression()
    for part in (train, test):
        part[2] = np.full(len(part[1]), train[1].mean())
    got, words = state("guess?", train, test)
    assert got == WRONG
    assert "no better than a guess" in words
    train, test = classification()
    test[2] = np.tile([0.9, 0.1], (20, 1)) if np.mean(train[1]) <= 0.5 else np.tile([0.1, 0.9], (20, 1))
    assert state("guess?", train, test)[0] == WRONG


def test_a_little_better_may_be_luck():
    train, test = regression()
    test[2] = 0.05 * test[1] + 0.95 * train[1].mean()
    assert state("guess?", train, test)[0] == ALMOST


def test_learning_by_heart_is_seen():
    train, test = regression()
    train[2] = train[1].copy()
    assert state("heart?", train, test)[0] == ALMOST
    train, test = classification(wrong=range(12))
    assert state("heart?", train, test)[0] == ALMOST


def test_the_worst_answer_is_looked_for():
    train, test = regression()
    assert state("worst?", train, test)[0] == NOT_TRIED
    assert state("worst?", train, test, worst=4)[0] == RIGHT
    assert state("worst?", train, test, worst="4")[0] == RIGHT
    assert state("worst?", train, test, worst=np.array([4]))[0] == RIGHT
    assert state("worst?", train, test, worst=5)[0] == ALMOST
    assert state("worst?", train, test, worst=20)[0] == WRONG
    assert state("worst?", train, test, worst=1.5)[0] == WRONG
    train, test = classification()
    assert state("worst?", train, test, worst=7)[0] == RIGHT
    assert state("worst?", train, test, worst=3)[0] == ALMOST
    assert state("worst?", train, test, worst=0)[0] == WRONG
    train, test = classification(wrong=())
    assert state("worst?", train, test, worst=0)[0] == RIGHT


def test_how_sure_is_compared():
    train, test = regression()
    assert state("be?", train, test)[0] == NOT_TRIED
    assert state("be?", train, test, give_or_take=0.5)[0] == WRONG
    train, test = classification()
    assert state("be?", train, test, give_or_take=0.134)[0] == RIGHT
    assert state("be?", train, test, give_or_take=0.067)[0] == WRONG  # one standard error
    train, test = classification(wrong=())
    got, words = state("be?", train, test, give_or_take=0)
    assert got == RIGHT
    assert "Up to 15% wrong ones could still hide: three in 20." in words


def test_a_sentence_is_a_sentence():
    train, test = regression()
    assert state("for?", train, test)[0] == NOT_TRIED
    assert state("for?", train, test, not_for="…")[0] == NOT_TRIED
    assert state("for?", train, test, not_for="hot days")[0] == ALMOST
    assert state("for?", train, test, not_for=SENTENCE)[0] == RIGHT
    assert "&lt;b&gt;" in Project(train, test, not_for=f"<b>{SENTENCE}")._repr_html_()


@pytest.mark.parametrize(
    ("spoil", "error", "words"),
    [
        (lambda part: part[:2], TypeError, "`train` should be three things"),
        (lambda part: "text", TypeError, "`train` should be three things"),
        (lambda part: [part[0], part[1][:-1], part[2]], ValueError, "as many inputs as answers, and has the shapes"),
        (lambda part: [part[0], part[1], part[2] * np.nan], ValueError, "infinite or none. Train it anew"),
        (lambda part: [part[0], ["a"] * 80, part[2]], TypeError, "true answers should be an array of numbers"),
        (lambda part: [part[0], part[1] + 0.5, np.ones((80, 2))], ValueError, "classes from 0 to 1"),
        (lambda part: [np.zeros((80, 3)), *part[1:]], ValueError, "do not belong together: inputs of the shapes"),
    ],
)
def test_what_does_not_belong_together_is_said(spoil, error, words):
    train, test = regression()
    with pytest.raises(error, match=words):
        Project(spoil(train), test)

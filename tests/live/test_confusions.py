"""Confusions on the Python side: the table is a plain count, a cell opens the pictures behind it, the surest first, and bad
input is answered in words."""

import numpy as np
import pytest

import gradlab as tf
from gradlab import keras, live
from gradlab.keras import layers

CLASSES = ["cat", "dog", "fish"]
rng = np.random.default_rng(2)
PICTURES = rng.integers(0, 256, (300, 4, 5, 3), dtype=np.uint8)
LABELS = rng.integers(0, 3, (300, 1))


def network(units=3):
    tf.random.set_seed(7)
    model = keras.Sequential([keras.Input((4, 5, 3)), layers.Flatten(), layers.Dense(units)])
    model.layers[-1].bias.assign(-model.predict(PICTURES / np.float32(255), verbose=0).mean(axis=0))  # no name is preferred
    return model


@pytest.fixture
def table():
    return live.Confusions(network(), PICTURES, LABELS, classes=CLASSES)


def softmax(scores):
    return np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)


def given():
    """What the network says of each picture, and how sure it is."""
    answers = softmax(network().predict(PICTURES / np.float32(255), verbose=0).astype(np.float64))
    return answers.argmax(axis=1), answers.max(axis=1)


def test_the_table_is_a_plain_count(table):
    names, _ = given()
    for true in range(3):
        for named in range(3):
            assert table.counts[true, named] == sum((LABELS[:, 0] == true) & (names == named))
    assert table._counts == table.counts.tolist()
    assert table.counts.sum() == 300


def test_recall_is_the_part_of_a_class_and_precision_the_part_of_a_name(table):
    names, _ = given()
    for k, name in enumerate(CLASSES):
        found = sum((LABELS[:, 0] == k) & (names == k))
        assert table.recall(name) == pytest.approx(found / sum(LABELS[:, 0] == k))
        assert table.precision(name) == pytest.approx(found / sum(names == k))


def test_a_cell_opens_the_pictures_behind_it_the_surest_first(table):
    names, sure = given()
    table._asked(table, {"true": 2, "named": 1}, [])
    opened = table._opened
    behind = np.flatnonzero((LABELS[:, 0] == 2) & (names == 1))
    assert len(behind) == table.counts[2, 1] > 1
    assert opened["numbers"] == behind[np.argsort(-sure[behind])][:24].tolist()
    np.testing.assert_allclose(opened["shares"], sure[opened["numbers"]], rtol=1e-5)
    shown = np.frombuffer(table._pixels, np.uint8).reshape(-1, 4, 5, 3)
    np.testing.assert_array_equal(shown, PICTURES[opened["numbers"]])
    assert (opened["true"], opened["named"], opened["size"]) == (2, 1, [4, 5])
    assert opened["words"].startswith(f"{len(behind)} pictures of fish were called dog;")


def test_at_first_the_most_frequent_mistake_is_open(table):
    wrong = table.counts - np.diag(np.diag(table.counts))
    assert table.counts[table.true, table.named] == wrong.max()
    assert table.true != table.named


def test_at_most_24_pictures_are_sent_and_the_sentence_says_so():
    model = network()
    model.set_weights([np.zeros((60, 3), np.float32), np.array([1, 0, 0], np.float32)])  # everything is a cat
    table = live.Confusions(model, PICTURES, np.zeros(300, int), classes=CLASSES)
    table._asked(table, {"true": 0, "named": 0}, [])
    assert len(table._opened["numbers"]) == 24
    assert (
        table._opened["words"] == "300 pictures of cat were found; the 24 surest are open, from 58 % down to 58 %."
    )  # e / (e + 2)
    assert "300 of 300 pictures got their right name, which is 100 %" in table.describe()
    assert "No mistake was made." in table.describe()
    assert np.isnan(table.recall("dog"))
    table.true, table.named = 1, 2
    assert table._opened["words"] == "No dog was called fish."
    assert table._pixels == b""


def test_wide_pictures_are_sent_small():
    model = keras.Sequential([keras.Input((130, 130, 1)), layers.Flatten(), layers.Dense(2)])
    table = live.Confusions(model, np.zeros((3, 130, 130)), [0, 0, 1])
    assert table._opened["size"] == [44, 44]
    assert len(table._pixels) == 44 * 44 * 3 * len(table._opened["numbers"])


def test_the_sentence_says_the_whole_table(table):
    right = sum(given()[0] == LABELS[:, 0])
    said = table.describe()
    assert said.startswith(f"{right} of 300 pictures got their right name, which is {100 * right / 300:.0f} %.")
    best = max(CLASSES, key=table.recall)
    assert f"Best found: {best}, {100 * table.recall(best):.0f} %" in said
    assert said.endswith(table._opened["words"])
    assert repr(table) == "Confusions(sequential: 300 pictures, 3 classes)"


def test_weights_that_changed_are_counted_after_refresh(table):
    table.model.set_weights([np.zeros((60, 3), np.float32), np.array([0, 0, 1], np.float32)])
    table.refresh()
    assert table.counts[:, 2].tolist() == [sum(LABELS[:, 0] == k) for k in range(3)]
    assert table._counts == table.counts.tolist()


@pytest.mark.parametrize(
    ("labels", "error", "words"),
    [
        (LABELS[:100], ValueError, "there are 300 pictures and 100 labels: each picture needs its own"),
        (LABELS + 1, ValueError, "numbers of the 3 classes, 0 to 2, and hold numbers from 1 to 3"),
        (LABELS - 1, ValueError, "hold numbers from -1 to 1"),
        (np.eye(3)[LABELS[:, 0]], ValueError, "If they are one-hot rows: labels.argmax(axis=1)"),
        (["cat"] * 300, TypeError, "should hold whole numbers, the numbers of the classes, and holds ['cat'"),
        (LABELS + 0.5, TypeError, "should hold whole numbers"),
    ],
)
def test_bad_labels_are_answered_in_words(labels, error, words):
    with pytest.raises(error) as raised:
        live.Confusions(network(), PICTURES, labels, classes=CLASSES)
    assert words in str(raised.value)


def test_bad_models_are_answered_in_words():
    with pytest.raises(ValueError, match="was never built"):
        live.Confusions(keras.Sequential([layers.Flatten(), layers.Dense(3)]), PICTURES, LABELS)
    broken = network()
    broken.set_weights([np.full((60, 3), np.inf), np.zeros(3)])
    with pytest.raises(ValueError, match="180 in dense/kernel"):
        live.Confusions(broken, PICTURES, LABELS)
    with pytest.raises(ValueError, match="a table of 40 classes cannot be read"):
        live.Confusions(network(40), PICTURES, LABELS)
    points = keras.Sequential([keras.Input((4,)), layers.Dense(3)])
    with pytest.raises(ValueError, match=r"takes examples of the shape \(4,\), and pictures are"):
        live.Confusions(points, PICTURES, LABELS)
    table = live.Confusions(network(), PICTURES, LABELS)
    with pytest.raises(ValueError, match="there are 3 classes, counted from 0, and `true` was set to 3"):
        table.true = 3

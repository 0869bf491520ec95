"""The pictures of notebook 12: photographs where there are some, drawings elsewhere, always said, never downloaded."""

import sys
from pathlib import Path

import numpy as np
import pytest

from gradlab.course.pictures import load_pictures
from gradlab.keras.datasets import cifar10, drawn_animals


@pytest.fixture(autouse=True)
def empty_computer(tmp_path, monkeypatch):
    def refuse(*_):
        raise AssertionError("a download was begun")

    monkeypatch.setattr(sys.modules[cifar10.__name__], "fetch", refuse)
    monkeypatch.delenv("GRADLAB_DATA", raising=False)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    return tmp_path


def put_photographs(folder, n=4):
    """n black photographs of class 3 in CIFAR-10's layout."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("data_batch_1.bin", "test_batch.bin"):
        (folder / name).write_bytes(bytes([3, *[0] * 3072]) * n)


def test_without_photographs_animals_are_drawn_and_it_says_so(capsys):
    (x, y), (x_test, y_test), names = load_pictures(20, 10)
    assert (x.shape, y.shape, len(x_test), len(y_test)) == ((20, 32, 32, 3), (20, 1), 10, 10)
    assert x.dtype == np.float32
    assert x.min() >= 0
    assert 0.5 < x.max() <= 1
    assert names == drawn_animals.class_names
    assert "drawn by a program" in capsys.readouterr().out


def test_photographs_in_gradlab_data_are_taken_and_it_says_so(empty_computer, monkeypatch, capsys):
    put_photographs(empty_computer / "data" / "inside")
    monkeypatch.setenv("GRADLAB_DATA", str(empty_computer / "data"))
    (x, y), _, names = load_pictures(3, 2)
    assert names[3] == "cat"
    assert (y == 3).all()
    assert (len(x), x.max()) == (3, 0)
    assert "3 + 2 photographs" in capsys.readouterr().out


def test_photographs_of_an_earlier_download_are_taken(empty_computer, capsys):
    put_photographs(empty_computer / ".gradlab" / "cifar10")
    load_pictures(2, 2)
    assert "photographs" in capsys.readouterr().out


def test_a_folder_without_photographs_is_named_and_animals_are_drawn(empty_computer, monkeypatch, capsys):
    monkeypatch.setenv("GRADLAB_DATA", str(empty_computer))
    load_pictures(2, 2)
    said = capsys.readouterr().out
    assert "drawn by a program" in said
    assert all(word in said for word in (repr(str(empty_computer)), "data_batch_1.bin", "test_batch.bin"))


@pytest.mark.parametrize("count", [0, -1, 2.5, "all", True])
def test_a_number_of_pictures_is_a_whole_number(count):
    with pytest.raises(ValueError, match="`train` should be a whole number of pictures, at least 1, and is"):
        load_pictures(count)


def test_a_browser_takes_half_as_many_and_says_why(monkeypatch, capsys):
    monkeypatch.setattr(sys, "platform", "emscripten")
    (x, _), (x_test, _), _ = load_pictures()
    assert (len(x), len(x_test)) == (1000, 250)
    assert "Half as many as on a computer of your own" in capsys.readouterr().out

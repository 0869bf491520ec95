"""Weights in files: whole or not at all, in a format that NumPy reads anywhere, and never loaded by halves."""

import os
import sys

import numpy as np
import pytest

from gradlab import keras
from gradlab.keras import layers


def made(units=3, seed=1):
    keras.utils.set_random_seed(seed)
    return keras.Sequential([keras.Input((4,)), layers.Dense(units), layers.BatchNormalization(), layers.Dense(2)])


def same(a, b):
    return all((x == y).all() for x, y in zip(a, b, strict=True))


def test_weights_come_back(tmp_path):
    model, other = made(), made(seed=2)
    model.save_weights(tmp_path / "w.npz")
    other.load_weights(tmp_path / "w.npz")
    assert same(model.get_weights(), other.get_weights())


def test_file_is_an_archive_of_named_arrays_and_nothing_else(tmp_path):
    model = made()
    model.save_weights(tmp_path / "w.npz")
    with np.load(tmp_path / "w.npz", allow_pickle=False) as archive:
        assert sorted(archive.files) == sorted(model.named_weights())
        assert (archive["dense_1/kernel"] == model.layers[2].kernel.numpy()).all()
    assert os.listdir(tmp_path) == ["w.npz"]


def test_a_model_made_anew_in_the_same_session_takes_the_weights(tmp_path):
    made().save_weights(tmp_path / "w.npz")
    made().load_weights(tmp_path / "w.npz")
    assert [layer.name for layer in made().layers] == ["dense", "batch_normalization", "dense_1"]


def test_ending_of_keras_is_taken_with_a_word(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "h5py", None)
    model, other = made(), made(seed=2)
    with pytest.warns(UserWarning, match=r"w.weights.h5 will be a NumPy .npz archive .* Call it w.weights.npz instead"):
        model.save_weights(str(tmp_path / "w.weights.h5"))
    other.load_weights(str(tmp_path / "w.weights.h5"))
    assert same(model.get_weights(), other.get_weights())


def test_other_endings_are_refused():
    with pytest.raises(ValueError, match=r"should end in .npz"):
        made().save_weights("model.keras")


def test_a_model_without_weights_cannot_be_saved_or_loaded(tmp_path):
    model = keras.Sequential([layers.Dense(1)])
    for method in (model.save_weights, model.load_weights):
        with pytest.raises(ValueError, match="has no weights yet"):
            method(tmp_path / "w.npz")


def test_what_differs_is_named_and_nothing_is_changed(tmp_path):
    made(units=5).save_weights(tmp_path / "w.npz")
    model = made()
    before = model.get_weights()
    with pytest.raises(
        ValueError, match=r"dense/kernel has the shape \(4, 3\) in the model and \(4, 5\) in the file"
    ) as told:
        model.load_weights(tmp_path / "w.npz")
    assert "Nothing was changed" in str(told.value)
    model.add(layers.Dense(1))
    with pytest.raises(ValueError, match="dense_2/kernel is not in the file"):
        model.load_weights(tmp_path / "w.npz")
    assert same(model.get_weights()[: len(before)], before)
    shorter = keras.Sequential([keras.Input((4,)), layers.Dense(5)])
    with pytest.raises(ValueError, match="batch_normalization/gamma is not in the model"):
        shorter.load_weights(tmp_path / "w.npz")


@pytest.mark.parametrize("length", [0, 10, 500, -30])
def test_truncated_file_changes_nothing(tmp_path, length):
    path = tmp_path / "w.npz"
    made().save_weights(path)
    path.write_bytes(path.read_bytes()[:length])
    refuses(path)


def refuses(path):
    model = made(seed=2)
    before = model.get_weights()
    with pytest.raises(
        ValueError, match=r"is no whole archive of weights as `save_weights` writes it .* Nothing was changed"
    ):
        model.load_weights(path)
    assert same(before, model.get_weights())


def test_damaged_file_changes_nothing(tmp_path):
    path = tmp_path / "w.npz"
    made().save_weights(path)
    data = bytearray(path.read_bytes())
    data[200] ^= 255  # inside of the first array
    path.write_bytes(data)
    refuses(path)


def test_foreign_files_change_nothing(tmp_path):
    path = tmp_path / "w.npz"
    path.write_text("hello")
    refuses(path)
    with open(path, "wb") as file:
        np.save(file, np.zeros(3))
    refuses(path)
    with open(path, "wb") as file:
        np.savez(file, **{"dense/kernel": np.array([print], dtype=object)})  # a pickle, which could hold any code
    with pytest.raises(ValueError, match=r"dense/kernel holds object in the file.*Nothing was changed"):
        made().load_weights(path)


def test_missing_file():
    with pytest.raises(FileNotFoundError, match=r"there is no file 'nowhere.npz'"):
        made().load_weights("nowhere.npz")


def test_failure_while_writing_leaves_the_old_file(tmp_path, monkeypatch):
    model = made()
    path = tmp_path / "w.npz"
    model.save_weights(path)
    old = path.read_bytes()

    def fail(file, **arrays):
        file.write(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(np, "savez", fail)
    with pytest.raises(OSError, match="disk full"):
        model.save_weights(path)
    assert path.read_bytes() == old
    assert os.listdir(tmp_path) == ["w.npz"]


def test_overwrite_can_be_refused(tmp_path):
    model = made()
    model.save_weights(tmp_path / "w.npz")
    with pytest.raises(FileExistsError, match="exists already"):
        model.save_weights(tmp_path / "w.npz", overwrite=False)

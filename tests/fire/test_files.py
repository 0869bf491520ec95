"""Files under fire: processes killed while they write, two that write at once, and files that are not what they say."""

import io
import json
import os
import random
import signal
import subprocess
import sys
import time
import zipfile

import numpy as np
import pytest

from gradlab import keras
from gradlab.files import one_at_a_time, write_whole
from gradlab.keras.saving.hdf5 import SIGNATURE, h5py

KILLS = int(os.environ.get("GRADLAB_KILLS", "12"))  # 50 in the weekly run

WRITER = """
import sys, numpy as np
from gradlab import keras
model = keras.Sequential([keras.layers.Input((200,)), keras.layers.Dense(300), keras.layers.Dense(1)])
model.compile("sgd", "mse")
how, path = sys.argv[1:]
print("ready", flush=True)
n = 0
while True:
    n += 1
    model.set_weights([np.full(w.shape, n, np.float32) for w in model.get_weights()])
    if how == "save":
        model.save_weights(path)
    else:
        model.optimizer.learning_rate = 0.0
        saver = keras.callbacks.ModelCheckpoint(path, save_weights_only=True)
        model.fit(np.zeros((1, 200)), np.zeros(1), verbose=0, callbacks=[saver])
"""


def fresh():
    return keras.Sequential([keras.layers.Input((200,)), keras.layers.Dense(300), keras.layers.Dense(1)])


@pytest.mark.parametrize("how", ["save", "checkpoint"])
def test_a_process_killed_while_it_saves_leaves_a_whole_file_and_no_litter(how, tmp_path):
    path, rng = tmp_path / "weights.npz", random.Random(1)
    whole = 0
    for _ in range(KILLS):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, how, str(path)], stdout=subprocess.PIPE)
        assert writer.stdout
        writer.stdout.readline()
        time.sleep(rng.uniform(0.0, 0.05))
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        if path.exists():
            model = fresh()
            model.load_weights(path)
            values = {float(n) for w in model.get_weights() for n in np.unique(w)}
            assert len(values) == 1, "all weights are of one save"
            whole += 1
    assert whole > KILLS / 2, "most were killed after the first save"
    fresh().save_weights(path)
    assert os.listdir(tmp_path) == ["weights.npz"], "whoever writes next takes the drafts of the dead away"


def test_a_draft_of_a_living_process_is_left_alone(tmp_path):
    living = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    write_whole(tmp_path / "a.json", lambda file: file.write(b"1"))
    mark = "gradlab-0"
    try:
        seen = []
        write_whole(tmp_path / "a.json", lambda file: seen.append(file.name) or file.write(b"2"))
        draft = tmp_path / os.path.basename(seen[0]).replace(f"-{os.getpid()}-", f"-{living.pid}-")
        assert draft.name.startswith(f".{mark[:7]}")
        draft.write_bytes(b"half")
        write_whole(tmp_path / "a.json", lambda file: file.write(b"3"))
        assert draft.exists()
    finally:
        living.communicate(b"\n")
    write_whole(tmp_path / "a.json", lambda file: file.write(b"4"))
    assert not draft.exists()
    assert (tmp_path / "a.json").read_bytes() == b"4"


def test_what_fails_while_writing_changes_nothing(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(b"old")

    def fail(file):
        file.write(b"new")
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        write_whole(path, fail)
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.json"]


@pytest.mark.parametrize("name", ["x" * 250, "ä ö 🦊.npz", "a b.npz", "[a]*?.npz", "-.npz"])
def test_any_name_that_the_system_takes(name, tmp_path):
    write_whole(tmp_path / name, lambda file: file.write(b"1"))
    assert (tmp_path / name).read_bytes() == b"1"


NOTES = """
import os, sys
from gradlab.course import notes
for n in range(int(sys.argv[2])):
    notes.keep("01", "states", f"{sys.argv[1]}_{n}", "right")
"""


def test_two_kernels_lose_nothing_of_each_others_notes(tmp_path):
    count = 500
    env = {**os.environ, "GRADLAB_HOME": str(tmp_path / "notes of ü 🦊")}
    kernels = [subprocess.Popen([sys.executable, "-c", NOTES, who, str(count)], env=env) for who in "ab"]
    assert [kernel.wait() for kernel in kernels] == [0, 0]
    kept = json.loads((tmp_path / "notes of ü 🦊" / "01.json").read_text(encoding="utf-8"))["states"]
    assert len(kept) == 2 * count


def test_one_at_a_time_among_threads(tmp_path):
    from threading import Thread

    inside, most = [], []

    def work():
        for _ in range(20):
            with one_at_a_time(tmp_path / "f"):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(most) == {1}


DAMAGED = {
    "nothing": b"",
    "half": b'{"states": {"01_by',
    "text": b"hello",
    "a list": b"[1, 2]",
    "a number": b"7",
    "null": b"null",
    "states that are a list": b'{"states": []}',
    "states that are text": b'{"states": "right"}',
    "another encoding": '{"states": {"ä": "ü"}}'.encode("utf-16"),
    "bytes": bytes(range(256)),
    "zeros": bytes(1000),
    "nan": b'{"states": {"01_by_hand": NaN}, "predictions": {"01_error_at_16": Infinity}}',
    "deep": b"[" * 100_000,
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_damaged_notes_stop_nobody(content, tmp_path, monkeypatch, capsys):
    from gradlab.course import check, progress, recall, score

    monkeypatch.setenv("GRADLAB_HOME", str(tmp_path))
    (tmp_path / "01.json").write_bytes(content)
    for view in (check("01_by_hand", 5 / 3), recall("01"), progress()):
        assert "Traceback" not in repr(view)
    assert score()["01_by_hand"] == "right"


def npz(**arrays):
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def zipped(**members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/") + ".npy", content)
    return file.getvalue()


def header(shape, descr="<f4", data=b""):
    file = io.BytesIO()
    np.lib.format.write_array_header_1_0(file, {"descr": descr, "fortran_order": False, "shape": shape})
    return file.getvalue() + data


def array(x):
    file = io.BytesIO()
    np.save(file, x, allow_pickle=True)
    return file.getvalue()


class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/gradlab-was-here",)


RIGHT = {"dense/kernel": np.ones((2, 1), np.float32), "dense/bias": np.zeros(1, np.float32)}
FOREIGN = {
    "nothing": b"",
    "text": b"weights",
    "an HDF5 file": b"\x89HDF\r\n\x1a\n" + bytes(100),
    "a single array": array(np.ones((2, 1))),
    "half": npz(**RIGHT)[:-60],
    "one byte wrong": npz(**RIGHT)[:150] + b"\xff" + npz(**RIGHT)[151:],
    "other names": npz(kernel=np.ones((2, 1)), bias=np.zeros(1)),
    "a weight less": npz(**{"dense/kernel": np.ones((2, 1))}),
    "a weight more": npz(**RIGHT, extra=np.ones(1)),
    "another shape": npz(**{**RIGHT, "dense/kernel": np.ones((3, 1))}),
    "turned round": npz(**{**RIGHT, "dense/kernel": np.ones((1, 2))}),
    "whole numbers": npz(**{**RIGHT, "dense/kernel": np.ones((2, 1), int)}),
    "truth values": npz(**{**RIGHT, "dense/kernel": np.ones((2, 1), bool)}),
    "complex numbers": npz(**{**RIGHT, "dense/kernel": np.ones((2, 1), complex)}),
    "text in it": npz(**{**RIGHT, "dense/kernel": np.full((2, 1), "a")}),
    "dates": npz(**{**RIGHT, "dense/kernel": np.zeros((2, 1), "datetime64[s]")}),
    "records": npz(**{**RIGHT, "dense/kernel": np.zeros((2, 1), "f4,f4")}),
    "Python objects": zipped(dense__kernel=array(np.full((2, 1), Bomb(), object)), dense__bias=array(np.zeros(1))),
    "a promise of a million million numbers": zipped(dense__kernel=header((10**6, 10**6)), dense__bias=array(np.zeros(1))),
    "lengths below zero": zipped(dense__kernel=header((-2, -1)), dense__bias=array(np.zeros(1))),
    "a promise that is not kept": zipped(dense__kernel=header((2, 1)), dense__bias=array(np.zeros(1, np.float32))),
    "no header": zipped(dense__kernel=b"\x93NUMPY\x01\x00v\x00{'descr'", dense__bias=array(np.zeros(1))),
    "a header that is code": zipped(dense__kernel=b"\x93NUMPY\x01\x00\x10\x00__import__('os')", dense__bias=b""),
    "paths outwards": zipped(**{"..__..__dense__kernel": array(np.ones((2, 1), np.float32))}),
    "an archive of something else": zipped(word="<xml/>"),
}


@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN)
def test_a_foreign_or_hostile_archive_is_refused_in_words_before_a_weight_changes(content, tmp_path):
    path = tmp_path / "weights.npz"
    path.write_bytes(content)
    model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
    before = model.get_weights()
    unread = content.startswith(SIGNATURE) and h5py() is None  # then nobody has looked whether the file is whole
    kind, words = (ImportError, "pip install h5py") if unread else (ValueError, r"Nothing was changed\.")
    with pytest.raises(kind, match=words) as error:
        model.load_weights(path)
    assert str(path) in str(error.value)
    assert len(str(error.value)) < 1000
    for old, new in zip(before, model.get_weights()):
        np.testing.assert_array_equal(old, new)
    assert not os.path.exists("/tmp/gradlab-was-here")


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", ">f4"])
def test_floats_of_any_size_are_taken(dtype, tmp_path):
    path = tmp_path / "weights.npz"
    path.write_bytes(npz(**{name: each.astype(dtype) for name, each in RIGHT.items()}))
    model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
    model.load_weights(path)
    assert model.get_weights()[0].tolist() == [[1.0], [1.0]]
    assert model.get_weights()[0].dtype == np.float32


def test_weights_that_are_no_numbers_are_warned_of(tmp_path):
    path = tmp_path / "weights.npz"
    path.write_bytes(npz(**{**RIGHT, "dense/bias": np.array([np.nan], np.float32)}))
    with pytest.warns(UserWarning, match="dense/bias holds nan"):
        keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)]).load_weights(path)


@pytest.mark.parametrize("name", ["=cmd", "+1", "-1", "@sum", "\tx", "=HYPERLINK(1)"])
def test_a_score_in_a_spreadsheet_is_no_formula(name, tmp_path):
    (tmp_path / name).mkdir()
    command = [sys.executable, "-m", "gradlab", "score", "--", name]
    table = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=True).stdout
    rows = table.splitlines()[1:]
    assert rows
    assert all(row.lstrip('"').startswith("'") for row in rows)


def test_a_state_that_is_a_formula_is_not_handed_on(tmp_path):
    (tmp_path / "01.json").write_text(json.dumps({"states": {"01_by_hand": "=cmd", "=evil": "right"}}))
    command = [sys.executable, "-m", "gradlab", "score", str(tmp_path)]
    table = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "=cmd" not in table
    assert "=evil" not in table


def test_where_the_system_has_no_locks_notes_are_kept_all_the_same(tmp_path, monkeypatch):
    fcntl = pytest.importorskip("fcntl")
    monkeypatch.delattr(fcntl, "flock")  # as in a browser
    with one_at_a_time(tmp_path / "notes"):
        write_whole(tmp_path / "01.json", lambda file: file.write(b"{}"))
    assert (tmp_path / "01.json").read_bytes() == b"{}"

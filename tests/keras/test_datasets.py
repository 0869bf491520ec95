"""The data sets: shapes and seeds, real pictures where they are at hand, and a download that is whole or not at all."""

import hashlib
import io
import os
import tarfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from gradlab.keras.datasets import cifar10, drawn_animals, toys
from gradlab.keras.datasets.canvas import Canvas
from gradlab.keras.datasets.download import DownloadError, fetch

CONTENT = bytes(range(256)) * 1000
MD5 = hashlib.md5(CONTENT).hexdigest()


class Mirror(BaseHTTPRequestHandler):
    """A mirror with a mood for each path."""

    def do_GET(self):
        content = CONTENT
        if self.path == "/missing":
            self.send_error(404)
            return
        if self.path == "/archive":
            content = self.server.archive
        if self.path == "/other":
            content = CONTENT[:-1] + b"!"
        if self.path == "/longer":
            content = CONTENT + b"!"
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.path == "/silent":
            self.server.over.wait(5)
        elif self.path == "/slow":
            for start in range(0, len(content), 1000):
                self.wfile.write(content[start : start + 1000])
                if self.server.over.wait(0.05):
                    return
        elif self.path == "/truncated":
            self.wfile.write(content[:1000])
        else:
            self.wfile.write(content)

    def log_message(self, *args):
        pass


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Mirror)
    server.over, server.daemon_threads = threading.Event(), True
    server.handle_error = lambda *args: None
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    server.url = f"http://127.0.0.1:{server.server_port}"
    yield server
    server.over.set()
    server.shutdown()
    server.server_close()
    thread.join()


def get(server, target, *paths, **options):
    fetch([server.url + path for path in paths], target, len(CONTENT), MD5, **options)


def test_download_writes_the_file_and_nothing_else(server, tmp_path):
    get(server, tmp_path / "new" / "file", "/good")
    assert (tmp_path / "new" / "file").read_bytes() == CONTENT
    assert os.listdir(tmp_path / "new") == ["file"]


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("/missing", "404"),
        ("/truncated", "(IncompleteRead|ended after 1000 of 256000 bytes)"),
        ("/longer", "more than the 256000 bytes"),
        ("/other", f"checksum is .* should be {MD5}"),
        ("/slow", "too slow: [0-9]+ kB/s"),
        ("/silent", "timed out"),
    ],
)
def test_download_from_a_bad_mirror_leaves_nothing_behind_and_says_what_is_wrong(server, tmp_path, path, complaint):
    with pytest.raises(DownloadError, match=complaint):
        get(server, tmp_path / "file", path, patience=0.3)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("bad", ["/missing", "/truncated", "/other", "/slow", "/silent"])
def test_download_goes_on_to_the_second_mirror(server, tmp_path, bad):
    get(server, tmp_path / "file", bad, "/good", patience=0.3)
    assert (tmp_path / "file").read_bytes() == CONTENT


def test_a_slow_mirror_is_given_up_soon(server, tmp_path):
    start = time.perf_counter()
    with pytest.raises(DownloadError):
        get(server, tmp_path / "file", "/slow", patience=0.3)
    assert time.perf_counter() - start < 3


def test_download_without_a_network_names_every_mirror(tmp_path, monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with pytest.raises(DownloadError, match=r"127\.0\.0\.1:9/a(?s:.*)127\.0\.0\.1:9/b"):
        fetch(["http://127.0.0.1:9/a", "http://127.0.0.1:9/b"], tmp_path / "file", 1, "")


def records(n, seed):
    """n pictures in CIFAR-10's binary layout, and what they should be read as."""
    rng = np.random.default_rng(seed)
    x, y = rng.integers(0, 256, (n, 32, 32, 3), np.uint8), rng.integers(0, 10, (n, 1), np.uint8)
    planes = x.transpose(0, 3, 1, 2).reshape(n, -1)
    return np.concatenate([y, planes], axis=1).tobytes(), x, y


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.delenv("GRADLAB_DATA", raising=False)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    return tmp_path


@pytest.mark.parametrize("inside", ["", "cifar-10-batches-bin"])
def test_cifar10_is_read_from_the_folder_of_gradlab_data_or_one_inside_of_it(tmp_path, monkeypatch, inside):
    folder = tmp_path / inside
    folder.mkdir(exist_ok=True)
    parts = {name: records(n, n) for name, n in (("data_batch_1.bin", 5), ("data_batch_2.bin", 3), ("test_batch.bin", 2))}
    for name, (content, _, _) in parts.items():
        (folder / name).write_bytes(content)
    monkeypatch.setenv("GRADLAB_DATA", str(tmp_path))
    (x_train, y_train), (x_test, y_test) = cifar10.load_data()
    first, second, test = parts.values()
    np.testing.assert_array_equal(x_train, np.concatenate([first[1], second[1]]))
    np.testing.assert_array_equal(y_train, np.concatenate([first[2], second[2]]))
    np.testing.assert_array_equal(x_test, test[1])
    np.testing.assert_array_equal(y_test, test[2])
    assert x_train.dtype == y_train.dtype == np.uint8


def test_cifar10_says_what_gradlab_data_should_hold(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADLAB_DATA", str(tmp_path))
    with pytest.raises(FileNotFoundError, match=r"data_batch_1\.bin and test_batch\.bin"):
        cifar10.load_data()


def test_cifar10_refuses_a_damaged_file(tmp_path, monkeypatch):
    for name in ("data_batch_1.bin", "test_batch.bin"):
        (tmp_path / name).write_bytes(records(2, 0)[0][:-1])
    monkeypatch.setenv("GRADLAB_DATA", str(tmp_path))
    with pytest.raises(ValueError, match="is damaged: it has 6145 bytes"):
        cifar10.load_data()


def test_cifar10_is_downloaded_once_and_only_its_own_files_are_unpacked(server, home, monkeypatch):
    content, x, y = records(4, 1)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name in ("cifar-10-batches-bin/data_batch_1.bin", "cifar-10-batches-bin/test_batch.bin", "../evil.txt"):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    server.archive = packed.getvalue()
    monkeypatch.setattr(cifar10, "_SIZE", len(server.archive))
    monkeypatch.setattr(cifar10, "_MD5", hashlib.md5(server.archive).hexdigest())
    monkeypatch.setattr(cifar10, "_MIRRORS", [server.url + "/missing", server.url + "/archive"])
    (x_train, _), (_, y_test) = cifar10.load_data()
    np.testing.assert_array_equal(x_train, x)
    np.testing.assert_array_equal(y_test, y)
    assert sorted(p.name for p in home.rglob("*") if p.is_file()) == ["data_batch_1.bin", "test_batch.bin"]
    monkeypatch.setattr(cifar10, "_MIRRORS", [])
    cifar10.load_data()


def test_cifar10_without_a_network_says_what_to_do(home, monkeypatch):
    monkeypatch.setattr(cifar10, "_MIRRORS", ["http://127.0.0.1:9/cifar-10-binary.tar.gz"])
    with pytest.raises(DownloadError, match=r"GRADLAB_DATA(?s:.*)drawn_animals\.load_data\(\)"):
        cifar10.load_data()
    assert list((home / ".gradlab").iterdir()) == []


def test_real_pictures_look_like_pictures(monkeypatch):
    given = os.environ.get("GRADLAB_DATA") or str(Path(__file__).parents[3] / "shared" / "data")
    if not any(Path(given).rglob("test_batch.bin")):
        pytest.skip("no real pictures: set GRADLAB_DATA to a folder with CIFAR-10's binary files")
    monkeypatch.setenv("GRADLAB_DATA", given)
    (x_train, y_train), (x_test, _) = cifar10.load_data()
    assert x_train.shape[1:] == x_test.shape[1:] == (32, 32, 3)
    assert sorted(np.unique(y_train)) == list(range(10))
    x = x_train[:500].astype(float)
    assert np.abs(np.diff(x, axis=2)).mean() < 0.5 * np.abs(x[:, :, 1:] - x[::-1, :, :-1]).mean()  # neighbours are alike


def test_drawn_animals_have_the_shapes_of_cifar10_and_every_class_equally_often():
    (x_train, y_train), (x_test, y_test) = drawn_animals.load_data(train=40, test=20)
    assert x_train.shape == (40, 32, 32, 3)
    assert (x_test.shape, y_test.shape) == ((20, 32, 32, 3), (20, 1))
    assert x_train.dtype == y_train.dtype == np.uint8
    assert np.bincount(y_train[:, 0]).tolist() == [4] * len(drawn_animals.class_names)
    assert "cat" in drawn_animals.class_names


def test_the_same_seed_draws_the_same_animals_and_another_seed_others():
    first, again, other = (drawn_animals.load_data(20, 10, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first[0][0], again[0][0])
    np.testing.assert_array_equal(first[1][1], again[1][1])
    assert not np.array_equal(first[0][0], other[0][0])
    assert not np.array_equal(first[0][0][:10], first[1][0])


def test_no_two_drawings_of_an_animal_are_alike():
    rng = np.random.default_rng(0)
    for name in drawn_animals.class_names:
        a, b = (drawn_animals.drawing(name, rng).astype(float) for _ in range(2))
        assert np.abs(a - b).mean() > 5


def test_shapes_cover_the_area_that_they_should():
    def area(paint):
        canvas = Canvas(np.zeros((64, 64, 3)), angle=0.3, scale=0.7, mirrored=True)
        paint(canvas)
        return canvas.pixels[..., 0].sum() * (2 / 64 / 0.7) ** 2

    white = (1, 1, 1)
    assert area(lambda c: c.ellipse(0.1, 0, 0.8, 0.5, white, 0.4)) == pytest.approx(np.pi * 0.8 * 0.5, rel=0.02)
    square = [(-0.5, -0.4), (0.5, -0.4), (0.5, 0.4), (-0.5, 0.4)]
    assert area(lambda c: c.polygon(square, white)) == pytest.approx(0.8, rel=0.02)
    line = area(lambda c: c.stroke([(-0.5, 0), (0.5, 0)], 0.1, white))
    assert line == pytest.approx(0.2 + np.pi * 0.01, rel=0.02)


@pytest.mark.parametrize("make", [toys.circles, toys.moons, toys.spirals, toys.xor])
def test_points_in_the_plane_come_from_their_seed_around_the_origin(make):
    (points, labels), (again, _), (other, _) = make(400, seed=1), make(400, seed=1), make(400, seed=2)
    assert (points.shape, labels.shape) == ((400, 2), (400,))
    assert (points.dtype, labels.dtype) == (np.float32, np.int32)
    assert set(labels.tolist()) == {0, 1}
    assert 150 < labels.sum() < 250
    np.testing.assert_array_equal(points, again)
    assert not np.array_equal(points, other)
    assert np.abs(points.mean(axis=0)).max() < 0.2
    assert np.abs(points).max() < 2.5


def test_points_without_noise_lie_where_they_belong():
    points, labels = toys.circles(100, noise=0)
    np.testing.assert_allclose(np.hypot(*points.T), np.where(labels == 1, 0.4, 1.0), rtol=1e-6)
    points, labels = toys.xor(100, noise=0)
    np.testing.assert_array_equal(points[:, 0] * points[:, 1] < 0, labels == 1)
    points, labels = toys.moons(100, noise=0)
    side = np.where(labels == 1, -1, 1)
    np.testing.assert_allclose(np.hypot(points[:, 0] + 0.5 * side, points[:, 1] + 0.25 * side), 1, rtol=1e-6)
    points, labels = toys.spirals(100, noise=0, turns=1)
    angle = np.hypot(*points.T) * 2 * np.pi + labels * np.pi
    np.testing.assert_allclose(np.cos(angle) * np.hypot(*points.T), points[:, 0], atol=1e-5)


def test_the_line_is_found_again_by_least_squares():
    x, y = toys.line(20_000)
    slope, intercept = np.polyfit(x, y, 1)
    assert (slope, intercept) == (pytest.approx(3, abs=0.03), pytest.approx(0.5, abs=0.03))
    assert np.std(y - slope * x - intercept) == pytest.approx(1, abs=0.03)

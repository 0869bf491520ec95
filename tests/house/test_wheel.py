"""What is installed: pure Python, the instruments' bundles and the course, nothing that was only needed to make them."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIVE = ROOT / "gradlab/live"
STATIC = LIVE / "static"
KILOBYTES = 1000


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.iterdir())


def test_the_wheel_is_pure(wheel):
    assert wheel.name.endswith("-py3-none-any.whl")


def test_the_wheel_holds_the_package_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"gradlab"}
    scripts = [name for name in names if name.startswith("gradlab/live/") and Path(name).suffix in {".js", ".css"}]
    sources = [name for name in scripts if "/static/" not in name]
    assert sources == [name for name in names if "node_modules" in name or "test" in name or "package.json" in name] == []


def test_the_wheel_holds_every_bundle(wheel):
    bundles = {str(path.relative_to(ROOT)) for path in STATIC.glob("*.*s")}
    assert bundles <= set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_holds_the_course_as_git_knows_it(wheel):
    asked = ["git", "ls-files", "notebooks"]
    tracked = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    inside = "gradlab/course/notebooks/"
    names = {name.removeprefix(inside) for name in zipfile.ZipFile(wheel).namelist() if name.startswith(inside)}
    assert {name.removeprefix("notebooks/") for name in tracked} <= names
    assert {name for name in names if name.endswith((".ipynb", ".md")) and not name.startswith(".")} <= {
        name.removeprefix("notebooks/") for name in tracked
    }


def test_an_installed_gradlab_lays_the_course_out_and_leaves_the_learners_work(wheel, tmp_path):
    """As `pip install` has it, away from the repository. JupyterLab is only asked for its version."""
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}

    def gradlab_lab() -> str:
        command = [sys.executable, "-m", "gradlab", "lab", str(tmp_path / "course"), "--", "--version"]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout

    assert "The course lies in" in gradlab_lab()
    for file in (ROOT / "notebooks").glob("*.ipynb"):
        assert (tmp_path / "course" / file.name).read_bytes() == file.read_bytes()
    mine = tmp_path / "course" / "01_potentiometers.ipynb"
    mine.write_text("my work")
    newer = tmp_path / "installed/gradlab/course/notebooks/01_potentiometers.ipynb"
    newer.write_bytes(newer.read_bytes() + b"\n")
    assert "01_potentiometers.ipynb has changes of yours and stays as it is" in gradlab_lab()
    assert mine.read_text() == "my work"
    assert len(list((tmp_path / "course").glob("01_potentiometers_*.ipynb"))) == 1
    assert "changes of yours" not in gradlab_lab()


def test_every_instrument_has_one_small_bundle():
    instruments = {path.name.removesuffix(".entry.js") for path in LIVE.glob("*/*.entry.js")}
    bundles = {path.stem for path in STATIC.glob("*.js")} - {"page", "site"}  # which bring them to life on pages
    assert instruments == bundles, "`make bundles` makes them"
    for bundle in STATIC.glob("*.js"):
        size = bundle.stat().st_size / KILOBYTES
        assert size < 62, f"{bundle.name} is {size:.0f} kB, and every instance in a notebook carries its own copy"

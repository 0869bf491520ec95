"""What is installed: pure Python and the instruments' bundles, nothing that was only needed to make them."""

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


def test_every_instrument_has_one_small_bundle():
    instruments = {path.name.removesuffix(".entry.js") for path in LIVE.glob("*/*.entry.js")}
    bundles = {path.stem for path in STATIC.glob("*.js")} - {"page", "site"}  # which bring them to life on pages
    assert instruments == bundles, "`make bundles` makes them"
    for bundle in STATIC.glob("*.js"):
        size = bundle.stat().st_size / KILOBYTES
        assert size < 60, f"{bundle.name} is {size:.0f} kB, and every instance in a notebook carries its own copy"

"""The whole site with Pyodide inside: bytes, and in JupyterLite seconds until the first live instrument, on two visits.

Runs all notebooks and builds the site, serves it on this machine, opens notebook 1 by its link and runs all cells as soon as
the page takes the command. Each visit of a round has a Chromium of its own, the second the first one's profile; the medians
of the rounds are printed.

    python -m tests.benchmarks.site
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

from gradlab.site.build import build_site
from tests import chromium as chromiums
from tests.lab import CHROMIUM_FLAGS, KERNEL
from tests.site import pyodide
from tests.site.host import Host

ROUNDS = 5
NOTEBOOK = "lab/index.html?path=01_potentiometers.ipynb"


def main() -> None:
    distribution = pyodide.find()
    if not distribution:
        sys.exit("There is no Pyodide here: `make pyodide` gets one.")
    with tempfile.TemporaryDirectory() as work, sync_playwright() as playwright:
        site = Path(work) / "site"
        began = time.perf_counter()
        build_site(site, pyodide=distribution)
        print(f"built in {time.perf_counter() - began:.0f} s")
        print_bytes(site)
        with Host(site) as address:
            rounds = [visits(playwright, f"{address}/lab/{NOTEBOOK}", Path(work) / str(i)) for i in range(ROUNDS)]
    print(f"\nseconds from the link on, medians of {ROUNDS}          page   live instrument")
    for visit, found in zip(("new browser", "second visit"), zip(*rounds)):
        shown, live = (statistics.median(times) for times in zip(*found))
        print(f"  {visit:<44}{shown:6.1f}{live:18.1f}")


def print_bytes(folder: Path) -> None:
    """How large the site is, and its largest parts."""
    sizes = {file: file.stat().st_size for file in folder.rglob("*") if file.is_file()}
    print(f"{sum(sizes.values()) / 1e6:.1f} MB in {len(sizes)} files; the largest:")
    for file in sorted(sizes, key=lambda file: -sizes[file])[:6]:
        print(f"  {sizes[file] / 1e6:6.1f} MB  {file.relative_to(folder)}")


def visits(playwright: Playwright, link: str, profile: Path) -> list[tuple[float, float]]:
    """(seconds until the notebook is shown, until the instrument is) for a new browser, and for the same one later."""
    return [visit(playwright, link, profile) for _ in range(2)]


def visit(playwright: Playwright, link: str, profile: Path) -> tuple[float, float]:
    path = chromiums.find(playwright)
    context = playwright.chromium.launch_persistent_context(profile, executable_path=path, args=CHROMIUM_FLAGS)
    page = context.pages[0]
    began = time.perf_counter()
    page.goto(link)
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
    shown = time.perf_counter() - began
    page.wait_for_function(f"() => window.jupyterapp?.{KERNEL}", timeout=60_000)
    page.evaluate("() => { jupyterapp.commands.execute('notebook:run-all-cells') }")
    page.wait_for_function("() => document.querySelector('.jp-OutputArea-output svg')", polling=50, timeout=120_000)
    live = time.perf_counter() - began
    context.close()
    return shown, live


if __name__ == "__main__":
    main()

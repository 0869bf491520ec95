"""The site's own pages: bytes of each, and seconds until the landing page's first live picture, in a new browser each time.

Runs all notebooks and builds the site without JupyterLite (which tests.benchmarks.site measures), serves it on this machine
and opens the landing page. The picture counts from the moment when the hill is on its canvas; what was loaded until then is
added up. The second visit is that of the same browser, whose worker has kept the pages.

    python -m tests.benchmarks.pages
"""

import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from gradlab.site.build import build_site
from tests import chromium as chromiums
from tests.lab import CHROMIUM_FLAGS
from tests.site.host import Host

ROUNDS = 7
# When something is painted on the hill's canvas, seconds after the page was asked for.
FIRST_PICTURE = """() => {
    const canvas = document.querySelector('#descent .picture canvas')
    if (!canvas?.width) return false
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data
    return pixels?.some((value) => value) ? performance.now() / 1000 : false
}"""
LOADED = """() => [performance.getEntriesByType('navigation')[0], ...performance.getEntriesByType('resource')]
    .map((entry) => entry.encodedBodySize)"""


def main() -> None:
    with tempfile.TemporaryDirectory() as work, sync_playwright() as playwright:
        folder = Path(work) / "gradlab"
        began = time.perf_counter()
        build_site(folder, runs_here=False)
        print(f"built in {time.perf_counter() - began:.0f} s, {megabytes(folder):.1f} MB")
        browser = playwright.chromium.launch(executable_path=chromiums.find(playwright), args=CHROMIUM_FLAGS)
        with Host(folder.parent) as address:
            root = f"{address}/gradlab"
            print_pages(browser, root, sorted(path.name for path in folder.glob("[01]*.html")))
            print_landing(browser, f"{root}/")
        browser.close()


def megabytes(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def print_pages(browser: Browser, root: str, names: list[str]) -> None:
    """What each page weighs, and all that a new browser loads with it until nothing more comes."""
    print(f"\n{'kB':<36}{'page':>8}{'with all':>10}")
    for name in names:
        context = browser.new_context()
        sizes = open_page(context, f"{root}/{name}").evaluate(LOADED)
        print(f"  {name:<34}{sizes[0] / 1000:8.0f}{sum(sizes) / 1000:10.0f}")
        context.close()


def open_page(context: BrowserContext, link: str):
    page = context.new_page()
    page.goto(link, wait_until="networkidle")
    return page


def print_landing(browser: Browser, link: str) -> None:
    """Medians of the rounds for a new browser and for its second visit."""
    seconds, weights = [], []
    for _ in range(ROUNDS):
        context = browser.new_context(viewport={"width": 1400, "height": 900})
        times = []
        for _ in range(2):
            page = context.new_page()
            page.goto(link, wait_until="commit")
            times.append(page.wait_for_function(FIRST_PICTURE, polling=10).json_value())
            if len(times) == 1:
                weights.append(sum(page.evaluate(LOADED)))
                page.evaluate("navigator.serviceWorker.ready.then(() => true)")
                page.reload(wait_until="networkidle")
            page.close()
        seconds.append(times)
        context.close()
    first, second = (statistics.median(each) for each in zip(*seconds))
    print(f"\nlanding page, medians of {ROUNDS}: first live picture after {first:.2f} s, on a second visit {second:.2f} s")
    print(f"loaded until it moves: {statistics.median(weights) / 1000:.0f} kB")


if __name__ == "__main__":
    main()

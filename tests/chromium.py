"""Finds a Chromium for the browser tests, or gets one: `make chromium`.

One on the PATH is taken first, then Playwright's own. Where there is neither, Playwright is asked to download its own, and
where that cannot be had, root asks apt-get.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find(playwright: Playwright) -> str | None:
    """The path of a Chromium on this machine, or None."""
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    own = playwright.chromium.executable_path
    return on_path or (own if Path(own).exists() else None)


def get() -> None:
    """Downloads or installs a Chromium; what fails is seen afterwards, when none is found."""
    root = os.geteuid() == 0
    playwright = [sys.executable, "-m", "playwright"]
    if subprocess.run([*playwright, "install", "chromium"]).returncode == 0:
        if root:  # the libraries that it needs
            subprocess.run([*playwright, "install-deps", "chromium"])
    elif root and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "--quiet"])
        subprocess.run(["apt-get", "install", "--quiet", "--yes", "--no-install-recommends", "chromium", "fonts-liberation"])


def main() -> None:
    with sync_playwright() as playwright:
        if not find(playwright):
            get()
        found = find(playwright)
    if not found:
        sys.exit("There is no Chromium here and none could be installed. On Debian: sudo apt-get install chromium")
    print("Chromium:", found)


if __name__ == "__main__":
    main()

"""A page in a browser that holds the player and nothing else: no JupyterLab, no network."""

import base64
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route

from gradlab.live.player.recording import Recording

_LIVE = Path(__file__).parents[1] / "gradlab" / "live"


def open_player(browser: Browser, *modules: str) -> Page:
    """A new page with all that these modules of the front end export as global names."""
    page = browser.new_page()
    page.route("http://player.test/**", _serve)
    page.goto("http://player.test/")
    page.evaluate(
        """async (names) => {
            const modules = await Promise.all(names.map((name) => import(`./${name}.js`)));
            Object.assign(window, ...modules);
            window.unpacked = ({ description, block }) =>
                new Player(description, new DataView(Uint8Array.from(atob(block), (c) => c.charCodeAt(0)).buffer));
        }""",
        ["player/player", *modules],
    )
    return page


def packed(recording: Recording) -> dict[str, Any]:
    """A recording as a page takes it; `unpacked` makes a Player of it there."""
    description, block = recording.pack()
    return {"description": description, "block": base64.b64encode(block).decode()}


def _serve(route: Route) -> None:
    name = route.request.url.removeprefix("http://player.test/")
    if name:
        route.fulfill(body=(_LIVE / name).read_text(), content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><title>player</title>", content_type="text/html")

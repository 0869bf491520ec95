"""A finger on a phone, by Chromium's own protocol: Playwright has taps, and no drags."""

from playwright.sync_api import Locator, Page

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


class Finger:
    """A finger on a phone's screen, whose page it is."""

    def __init__(self, page: Page) -> None:
        self.page, self._hand = page, page.context.new_cdp_session(page)

    def swipe(self, thing: Locator, dx: float, dy: float) -> float:
        """Draws the finger so many pixels on from the middle of a thing; returns by how many the page has moved."""
        thing.evaluate("thing => thing.scrollIntoView({ block: 'center', behavior: 'instant' })")
        self.page.wait_for_timeout(300)
        box, before = thing.bounding_box(), self.page.evaluate("scrollY")
        assert box, "it is on the page"
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self._touch("touchStart", [{"x": x, "y": y}])
        for step in range(1, 9):
            self._touch("touchMove", [{"x": x + dx * step / 8, "y": y + dy * step / 8}])
            self.page.wait_for_timeout(16)
        self._touch("touchEnd", [])
        self.page.wait_for_timeout(300)
        return abs(self.page.evaluate("scrollY") - before)

    def draws_along_only(self, thing: Locator, told_in: Locator, dx: float) -> None:
        """Fails unless the finger, drawn along a thing, changes its words and not the page, and across it only the page."""
        before = told_in.inner_text()
        assert self.swipe(thing, dx, 0) < 10
        drawn = told_in.inner_text()
        assert drawn != before
        assert self.swipe(thing, 0, -120) > 60
        assert told_in.inner_text() == drawn, "who moves the page draws nothing"

    def _touch(self, kind: str, points: list[dict[str, float]]) -> None:
        self._hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

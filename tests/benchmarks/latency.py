"""From the mouse to the painted picture: milliseconds and pictures per second while a potentiometer is dragged.

Drives a real JupyterLab in Chromium, beside the kernel and over slow lines. The mouse moves at 125 Hz by fixed times (one
at 60 Hz would beat against the screen). After every animation frame the page notes what is drawn; an event counts as
painted by the first frame that shows it or a later one.

    python -m tests.benchmarks.latency
"""

import json
import shutil
import statistics
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright
from websocket import WebSocket, create_connection

from tests import chromium as chromiums
from tests.lab import CHROMIUM_FLAGS, Lab, Notebook, free_port
from tests.slow_line import SlowLine

COURSE = Path(__file__).parents[2] / "notebooks"
SECONDS = 3.0
EVENTS_PER_SECOND = 125
ROUND_TRIPS = (0, 150, 500)  # milliseconds between the page and the kernel

# Notes the time of every input event and, after each painted frame, which event's value stands on the label.
WATCH = """slider => {
  const label = slider.closest('.knob').querySelector('.knob-value');
  const seen = (window.seen = { events: [], frames: [], running: true });
  slider.addEventListener('input', event => {
    // The instrument's own listener ran first: the value it will draw is the slider's place, rounded to the knob's step.
    seen.events.push({ at: event.timeStamp, shows: (Math.round(slider.value / 0.1) * 0.1).toFixed(2).replace('-', '−') });
  });
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    const shown = label.textContent;
    if (seen.frames.at(-1)?.shown !== shown) seen.frames.push({ at: performance.now(), shown });
  };
  const frame = () => {
    port2.postMessage(0); // delivered after this frame is painted
    if (seen.running) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}"""


def latencies(events: list[dict[str, Any]], frames: list[dict[str, Any]]) -> list[float]:
    """Milliseconds from each event to the first frame that shows its value or a later one's."""
    found = []
    first_open = 0
    for frame in frames:
        newest = max(
            (k for k, e in enumerate(events) if e["at"] <= frame["at"] and e["shows"] == frame["shown"]), default=-1
        )
        for event in events[first_open : newest + 1]:
            found.append(frame["at"] - event["at"])
        first_open = max(first_open, newest + 1)
    return found


class Mouse:
    """A mouse that moves by the clock: unlike Playwright's own, it does not wait until the page has painted."""

    def __init__(self, debugging_port: int) -> None:
        targets = json.load(urllib.request.urlopen(f"http://127.0.0.1:{debugging_port}/json"))
        (page,) = (target for target in targets if target["type"] == "page" and "/lab/" in target["url"])
        self._line: WebSocket = create_connection(page["webSocketDebuggerUrl"], suppress_origin=True)
        self._count = 0

    def do(self, what: str, x: float, y: float) -> None:
        self._count += 1
        parameters = {"type": what, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1}
        self._line.send(json.dumps({"id": self._count, "method": "Input.dispatchMouseEvent", "params": parameters}))


def drag(notebook: Notebook, mouse: Mouse) -> dict[str, float]:
    """Drag the first potentiometer of the page to and fro, and measure."""
    slider = notebook.page.locator(".potentiometers").first.get_by_label("W", exact=True)
    slider.scroll_into_view_if_needed()
    notebook.page.wait_for_timeout(1500)
    slider.evaluate(WATCH)
    box = slider.bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    mouse.do("mousePressed", box["x"] + box["width"] / 2, middle)
    started = time.perf_counter()
    moves = int(SECONDS * EVENTS_PER_SECOND)
    for k in range(moves):
        phase = (k / moves * 6) % 2  # to the right and back, three times
        share = phase if phase < 1 else 2 - phase
        time.sleep(max(0.0, started + k / EVENTS_PER_SECOND - time.perf_counter()))
        mouse.do("mouseMoved", box["x"] + (0.1 + 0.8 * share) * box["width"], middle)
    mouse.do("mouseReleased", box["x"] + box["width"] / 2, middle)
    notebook.page.wait_for_timeout(300)
    seen = notebook.page.evaluate("() => { seen.running = false; return seen }")
    times = latencies(seen["events"], seen["frames"])
    during = seen["frames"][-1]["at"] - seen["events"][0]["at"]
    return {
        "median": statistics.median(times),
        "95 %": statistics.quantiles(times, n=20)[-1],
        "pictures/s": 1000 * len(seen["frames"]) / during,
        "events": len(times),
    }


def measure(browser: Browser, debugging_port: int, lab: Lab, round_trip_ms: float) -> dict[str, float]:
    """The numbers for notebook 01 with the kernel that far away."""
    with SlowLine(lab.address) as line:
        page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
        notebook = Notebook(page, lab.page("01_potentiometers.ipynb", line.address))
        notebook.run_all()
        line.round_trip = round_trip_ms / 1000
        numbers = drag(notebook, Mouse(debugging_port))
        line.round_trip = 0
        notebook.close()
    return numbers


def main() -> None:
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        port = free_port()
        flags = [*CHROMIUM_FLAGS, f"--remote-debugging-port={port}"]
        browser = playwright.chromium.launch(executable_path=chromiums.find(playwright), args=flags)
        course = Path(shutil.copytree(COURSE, Path(folder) / "course"))
        with Lab(course) as lab:
            print("line to the kernel   median      95 %   pictures/s   events")
            for round_trip in ROUND_TRIPS:
                n = measure(browser, port, lab, round_trip)
                numbers = f"{n['median']:>8.1f} ms {n['95 %']:>6.1f} ms {n['pictures/s']:>12.1f} {n['events']:>8.0f}"
                print(f"{round_trip:>15} ms {numbers}")
        browser.close()


if __name__ == "__main__":
    main()

"""The table of the instruments: how soon and how often they paint, what they weigh, and the usual ways beside them.

Drives a real JupyterLab in Chromium, without a graphics card. latency.py and hill.py say how the mouse is driven and what
counts as painted.

    python -m tests.benchmarks.instruments
"""

import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import Browser, sync_playwright

import gradlab as tf
from gradlab import live
from tests import chromium as chromiums
from tests.benchmarks.hill import turn
from tests.benchmarks.latency import EVENTS_PER_SECOND, SECONDS, Mouse, drag, latencies
from tests.browser.instruments import DATA
from tests.lab import CHROMIUM_FLAGS, KERNEL, Lab, Notebook, free_port
from tests.slow_line import SlowLine

POTENTIOMETERS = "live.Potentiometers(error, [W, b], points=(x, y), model=model)"
TEN = [POTENTIOMETERS, "live.LossSurface(error, [W, b])", "live.Blindfold(error, [W, b])", "live.Tangent(lambda x: x * x)"]
TEN = [*TEN, "live.Race('canyon')", "live.Descent(error, [W, b])", *TEN[1:], POTENTIOMETERS]

INTERACT = """import ipywidgets, matplotlib.pyplot as plt
from IPython.display import HTML, display
@ipywidgets.interact(W=ipywidgets.FloatSlider(16.0, min=-20, max=20, step=0.1, layout={'width': '600px'}))
def draw(W):
    plt.scatter(x, y, s=4)
    plt.plot([-3, 3], [-3 * W, 3 * W])
    plt.ylim(-15, 15)
    plt.show()
    display(HTML(f'<b class="shown">{W:.2f}</b>'))"""

FIGURE_WIDGET = """import ipywidgets, numpy as np, plotly.graph_objects as go
figure = go.FigureWidget([go.Scatter(x=np.array(x), y=np.array(y), mode='markers'), go.Scatter(x=[-3, 3], y=[0, 0])])
figure.update_layout(title='', yaxis_range=[-15, 15])
slider = ipywidgets.FloatSlider(16.0, min=-20, max=20, step=0.1, layout={'width': '600px'})
def draw(change):
    with figure.batch_update():
        figure.data[1].y = [-3 * change.new, 3 * change.new]
        figure.layout.title.text = f'{change.new:.2f}'
slider.observe(draw, 'value')
ipywidgets.VBox([slider, figure])"""

# Notes each move of the mouse with what the slider says then, and after each painted frame what the picture shows.
WATCH_SLIDER = """selector => {
  const seen = (window.seen = { events: [], frames: [], running: true });
  document.addEventListener('pointermove', event => {
    const at = event.timeStamp;
    setTimeout(() => seen.events.push({ at, shows: document.querySelector('.widget-readout').textContent }));
  });
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    const shown = document.querySelector(selector)?.textContent ?? '';
    if (shown && seen.frames.at(-1)?.shown !== shown) seen.frames.push({ at: performance.now(), shown });
  };
  const frame = () => { port2.postMessage(0); if (seen.running) requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
}"""

# When the cell is run, when its instrument begins to render, and when its first picture has been painted.
WATCH_FIRST = """() => {
  const marks = (window.marks = {});
  const add = DOMTokenList.prototype.add;
  const clear = CanvasRenderingContext2D.prototype.clearRect;
  DOMTokenList.prototype.add = function (...names) {
    if (names.includes('gradlab')) marks.begun ??= performance.now();
    return add.apply(this, names);
  };
  let painted = false;
  CanvasRenderingContext2D.prototype.clearRect = function (...box) {
    if (this.canvas.isConnected) painted = true;
    return clear.apply(this, box);
  };
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    if (!painted) return requestAnimationFrame(frame);
    marks.painted = performance.now();
    DOMTokenList.prototype.add = add;
    CanvasRenderingContext2D.prototype.clearRect = clear;
  };
  const frame = () => port2.postMessage(0);
  requestAnimationFrame(frame);
  marks.run = performance.now();
  jupyterapp.commands.execute('notebook:run-cell');
}"""

COUNT_MESSAGES = f"""() => {{
  window.told = 0;
  jupyterapp.{KERNEL}.anyMessage.connect((_, {{ direction, msg }}) => {{
    if (direction === 'send' && msg.header.msg_type === 'comm_msg') window.told++;
  }});
}}"""


class Bench:
    """A JupyterLab and a browser in which notebooks of given cells are opened one after the other."""

    def __init__(self, browser: Browser, port: int, lab: Lab) -> None:
        self.browser, self.port, self.lab = browser, port, lab

    @contextmanager
    def notebook(self, *cells: str, round_trip_ms: float = 0) -> Iterator[tuple[Notebook, Mouse]]:
        kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
        blank = nbformat.v4.new_code_cell
        file = nbformat.v4.new_notebook(cells=[blank(c) for c in (DATA, *cells)], metadata={"kernelspec": kernel})
        nbformat.write(file, self.lab.course / "bench.ipynb")
        with SlowLine(self.lab.address) as line:
            page = self.browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
            notebook = Notebook(page, self.lab.page("bench.ipynb", line.address))
            notebook.run_all()
            line.round_trip = round_trip_ms / 1000
            yield notebook, Mouse(self.port)
            line.round_trip = 0
            notebook.close()


def move(mouse: Mouse, box: Any, seconds: float, per_second: int) -> None:
    """Press in the middle, move to and fro by the clock, and let go."""
    middle, started = box["y"] + box["height"] / 2, time.perf_counter()
    mouse.do("mousePressed", box["x"] + box["width"] / 2, middle)
    for k in range(int(seconds * per_second)):
        share = 0.1 + 0.8 * abs((k / per_second) % 2 - 1)
        time.sleep(max(0.0, started + k / per_second - time.perf_counter()))
        mouse.do("mouseMoved", box["x"] + share * box["width"], middle)
    mouse.do("mouseReleased", box["x"] + share * box["width"], middle)


def usual_way(notebook: Notebook, mouse: Mouse, shown: str) -> dict[str, float]:
    """The numbers of a slider of ipywidgets that asks the kernel for the picture."""
    page = notebook.page
    page.locator(".widget-slider").scroll_into_view_if_needed()
    page.wait_for_timeout(1500)
    page.evaluate(WATCH_SLIDER, shown)
    handle, track = page.locator(".noUi-handle").bounding_box(), page.locator(".noUi-target").bounding_box()
    assert handle
    assert track
    y = handle["y"] + handle["height"] / 2
    mouse.do("mousePressed", handle["x"] + handle["width"] / 2, y)
    started = time.perf_counter()
    for k in range(int(SECONDS * EVENTS_PER_SECOND)):
        time.sleep(max(0.0, started + k / EVENTS_PER_SECOND - time.perf_counter()))
        share = 0.1 + 0.8 * abs((k / EVENTS_PER_SECOND) % 2 - 1)
        mouse.do("mouseMoved", track["x"] + share * track["width"], y)
    mouse.do("mouseReleased", track["x"] + 0.5 * track["width"], y)
    page.wait_for_timeout(4000)
    seen = page.evaluate("() => { seen.running = false; return seen }")
    times = latencies(seen["events"], seen["frames"])
    during = seen["frames"][-1]["at"] - seen["events"][0]["at"]
    return {
        "median": statistics.median(times),
        "95 %": statistics.quantiles(times, n=20)[-1],
        "pictures/s": 1000 * len(seen["frames"]) / during,
    }


def first_picture(notebook: Notebook, times: int = 5) -> tuple[float, float]:
    """Milliseconds from running the last cell, and from the start of its rendering, to its first picture: medians."""
    page = notebook.page
    last = page.locator(".jp-Notebook .jp-Cell").last
    last.locator(".jp-InputPrompt").click()
    page.wait_for_timeout(500)
    found = []
    for _ in range(times):
        page.evaluate(WATCH_FIRST)
        page.wait_for_function("() => window.marks.painted", timeout=20_000)
        marks = page.evaluate("() => window.marks")
        found.append((marks["painted"] - marks["run"], marks["painted"] - marks["begun"]))
        page.wait_for_timeout(800)
    return statistics.median(a for a, _ in found), statistics.median(b for _, b in found)


def afterwards(notebook: Notebook, mouse: Mouse) -> tuple[float, int]:
    """200 events in two seconds: milliseconds from the last of them to the last new picture, and messages to the kernel."""
    page = notebook.page
    slider = page.locator(".potentiometers").first.get_by_label("W", exact=True)
    slider.scroll_into_view_if_needed()
    page.wait_for_timeout(1000)
    page.evaluate(COUNT_MESSAGES)
    slider.evaluate("""slider => {
        const seen = (window.after = { event: 0, change: 0 });
        slider.addEventListener('input', event => (seen.event = event.timeStamp));
        const label = slider.closest('.knob').querySelector('.knob-value');
        const changed = new MutationObserver(() => (seen.change = performance.now()));
        changed.observe(label, { childList: true, characterData: true, subtree: true });
    }""")
    move(mouse, slider.bounding_box(), 2.0, 100)
    page.wait_for_timeout(1000)
    after = page.evaluate("() => window.after")
    return after["change"] - after["event"], page.evaluate("() => window.told")


def print_latency(bench: Bench, name: str, line: int, cells: list[str], shown: str | None = None) -> None:
    """One row; shown: where the value stands that the picture shows, for a slider of ipywidgets."""
    with bench.notebook(*cells, round_trip_ms=line) as (notebook, mouse):
        n = usual_way(notebook, mouse, shown) if shown else drag(notebook, mouse)
    print(f"{name:<34}{line:>6} ms {n['median']:>6.1f} ms {n['95 %']:>6.1f} ms {n['pictures/s']:>8.1f}", flush=True)


LATENCIES: list[tuple[Any, ...]] = [
    ("Potentiometers", 0, [POTENTIOMETERS]),
    ("Potentiometers", 150, [POTENTIOMETERS]),
    ("Potentiometers", 500, [POTENTIOMETERS]),
    ("the same, ten instruments open", 0, TEN),
    ("interact + Matplotlib", 0, [INTERACT], ".jp-RenderedHTMLCommon .shown"),
    ("interact + Matplotlib", 150, [INTERACT], ".jp-RenderedHTMLCommon .shown"),
    ("Plotly FigureWidget", 0, [FIGURE_WIDGET], ".gtitle"),
    ("Plotly FigureWidget", 150, [FIGURE_WIDGET], ".gtitle"),
]


def print_queue(bench: Bench) -> None:
    with bench.notebook(POTENTIOMETERS) as (notebook, mouse):
        late, told = afterwards(notebook, mouse)
    print(f"\n200 events in two seconds: the last picture {late:.0f} ms after the last event, {told} messages to the kernel")


def print_hills(bench: Bench) -> None:
    print("\nturning the hill              pictures/s   cell to picture   first picture")
    for side, how in [(51, "by fills"), (60, "dot by dot"), (100, "dot by dot")]:
        with bench.notebook(f"live.LossSurface(error, [W, b], points={side})") as (notebook, mouse):
            fps = turn(notebook, mouse)
            from_cell, from_render = first_picture(notebook)
        print(f"{side:>4} × {side:<4} {how:<16} {fps:>10.1f} {from_cell:>14.0f} ms {from_render:>12.0f} ms", flush=True)


def print_sizes() -> None:
    print("\nkB                    script   style   saved state besides   of it data")
    tf.random.set_seed(1)
    x = tf.random.normal([200])
    y = 3.0 * x + 0.5
    W, b = tf.Variable(16.0, name="W"), tf.Variable(16.0, name="b")
    line: dict[str, Any] = {"points": (x, y), "model": lambda x: W * x + b}

    def error() -> tf.Tensor:
        return tf.reduce_mean(tf.square(y - (W * x + b)))

    for made in (
        live.Potentiometers(error, [W, b], **line),
        live.LossSurface(error, [W, b]),
        live.Blindfold(error, [W, b]),
        live.Tangent(lambda x: x * x),
        live.Race("canyon"),
        live.Descent(error, [W, b], **line),
    ):
        state = made.get_state()
        script, style = (len(str(state.pop(key)).encode()) for key in ("_esm", "_css"))
        data = sum(len(value) for value in state.values() if isinstance(value, (bytes, memoryview)))
        rest = len(json.dumps(state, default=lambda binary: "x" * (4 * len(binary) // 3)))  # base64, as it is saved
        print(
            f"{type(made).__name__:<20} {script / 1e3:>7.1f} {style / 1e3:>7.1f} {rest / 1e3:>18.1f} {4 * data / 3e3:>13.1f}"
        )
        made.close()


def main() -> None:
    print_sizes()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        port = free_port()
        flags = [*CHROMIUM_FLAGS, f"--remote-debugging-port={port}"]
        browser = playwright.chromium.launch(executable_path=chromiums.find(playwright), args=flags)
        with Lab(Path(folder)) as lab:
            bench = Bench(browser, port, lab)
            print_hills(bench)
            print_queue(bench)
            print("\none slider dragged                     line   median     95 %   pictures/s")
            for row in LATENCIES:
                print_latency(bench, *row)
        browser.close()


if __name__ == "__main__":
    main()

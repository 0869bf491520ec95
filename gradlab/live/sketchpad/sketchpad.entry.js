// Sketchpad: points drawn by hand. A click sets one, a drag a trail or a spray of them; the arrow keys steer a cross that does the same.

import { makeAxes } from "../kit/axes.js";
import { clamp, plain } from "../kit/numbers.js";
import { freshName } from "../kit/slider.js";
import { makeStage, sayAtRest } from "../kit/view.js";
import { svgSign, tracePath } from "./signs.js";
import "./sketchpad.css"; // after what all instruments look like, to say where it differs

const NEAR = 14; // pixels: between two points of a trail, and how far the eraser reaches
const SPREAD = 0.035; // of a spray, as a share of the square
const SPRAY_EVERY = 30; // milliseconds
const SIZE = 4.5; // pixels from the middle of a sign to its edge
const TOOLS = { draw: "draw", spray: "spray", erase: "erase" };
const KEYS = "Click or drag to draw. By keyboard: the arrow keys move the cross (with Shift, finely), the space bar sets a point, Backspace takes the last one away, 1 to 4 choose the class.";

const view = (classes, group) => `
  <div class="instrument sketchpad">
    <div class="panel">
      <fieldset class="kinds"${classes.length < 2 ? " hidden" : ""}><legend>class</legend>${classes.map((_, k) => choice(`${group}-kind`, k, svgSign(k))).join("")}</fieldset>
      <fieldset class="sketch-tools"><legend>tool</legend>${Object.keys(TOOLS).map((tool) => choice(`${group}-tool`, tool, "")).join("")}</fieldset>
      <div class="acts"><button type="button" class="undo">undo</button><button type="button" class="clear">clear</button><button type="button" class="again">back to the start</button></div>
      <p class="total"></p>
      <p class="note" role="status" hidden></p>
    </div>
    <figure class="picture"><canvas role="application" tabindex="0" aria-roledescription="sketchpad"></canvas></figure>
  </div>`;

/** A radio button with a name and a count, which are written later: names are a learner's own. */
const choice = (name, value, sign) => `<label><input type="radio" name="${name}" value="${value}">${sign}<span class="name"></span> <span class="count"></span></label>`;

const BY_HAND = [["click, drag", "draw, spray or erase"], ["← → ↑ ↓", "move the cross, with Shift by little"], ["Space", "a point at the cross"], ["Backspace", "take the last point away"], ["1, 2, …", "choose a kind of point"]];

function render({ model, el }) {
  const classes = model.get("_classes");
  const [low, high] = model.get("_range");
  const most = model.get("_most");
  const labelled = classes.length > 1;
  const stage = makeStage({ model, el, html: view(classes, freshName("sketch")), events: ["points"], measure, paint, needsPython: () => false, keys: BY_HAND });
  const canvas = stage.find("canvas");
  const ranges = { left: low, right: high, bottom: low, top: high };
  const axes = makeAxes(canvas, ranges, labelled ? { across: "x₁", up: "x₂" } : { across: "x", up: "y" });
  const sayPicture = sayAtRest(stage, canvas, describe);
  const before = []; // what undo brings back: the points before each stroke
  let kind = 0;
  let tool = "draw";
  let cross = null; // where the keyboard's cross stands, once it was steered
  let stroke = null; // the last place of the pointer that is pressed: {x, y, at}

  const [kinds, tools] = [".kinds", ".sketch-tools"].map((group) => [...el.querySelectorAll(`${group} label`)]);
  kinds.forEach((label, k) => (label.querySelector(".name").textContent = classes[k]));
  tools.forEach((label, k) => (label.querySelector(".name").textContent = Object.values(TOOLS)[k]));
  kinds.forEach((label, k) => label.firstElementChild.addEventListener("change", () => choose(k)));
  tools.forEach((label) => label.firstElementChild.addEventListener("change", () => choose(kind, label.firstElementChild.value)));
  stage.find(".undo").addEventListener("click", undo);
  stage.find(".clear").addEventListener("click", () => replace([]));
  stage.find(".again").addEventListener("click", () => replace(model.get("_start")));
  choose(0, "draw");

  const points = () => model.get("points");

  function choose(nextKind, nextTool = tool === "erase" ? "draw" : tool) {
    kind = nextKind;
    tool = nextTool;
    kinds[kind].firstElementChild.checked = true;
    tools.find((label) => label.firstElementChild.value === tool).firstElementChild.checked = true;
  }
  function replace(next, done = true) {
    if (done) before.push(points());
    stage.set("points", next, done);
  }
  function undo() {
    if (before.length) stage.set("points", before.pop(), true);
  }
  function setAt(x, y) {
    const inside = [x, y].map((c) => Number(clamp(c, low, high).toPrecision(6)));
    if (points().length < most) stage.set("points", [...points(), [...inside, kind]], false);
  }
  function eraseAt(x, y) {
    const left = points().filter(([px, py]) => Math.hypot(axes.px(px) - axes.px(x), axes.py(py) - axes.py(y)) > NEAR);
    if (left.length < points().length) stage.set("points", left, false);
  }
  /** What the tool does at a place. */
  function touch(x, y) {
    if (tool === "erase") eraseAt(x, y);
    else if (tool === "draw") setAt(x, y);
    else setAt(x + gauss() * SPREAD * (high - low), y + gauss() * SPREAD * (high - low));
  }

  // The pointer.
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [axes.x(event.clientX - box.x), axes.y(event.clientY - box.y)];
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    canvas.focus({ preventScroll: true });
    cross = null;
    before.push(points());
    stroke = { px: event.clientX, py: event.clientY, at: event.timeStamp };
    touch(...place(event));
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!stroke) return;
    const far = Math.hypot(event.clientX - stroke.px, event.clientY - stroke.py) > NEAR;
    if (tool === "erase" || (tool === "draw" ? far : event.timeStamp - stroke.at > SPRAY_EVERY)) {
      touch(...place(event));
      stroke = { px: event.clientX, py: event.clientY, at: event.timeStamp };
    }
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => {
      if (stroke) stage.sync(true);
      stroke = null;
    });
  }

  // The keyboard.
  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEPS[event.key];
    const size = ((high - low) / 30) * (event.shiftKey ? 0.2 : 1);
    if (step) {
      cross = (cross ?? [(low + high) / 2, (low + high) / 2]).map((c, i) => clamp(c + step[i] * size, low, high));
      stage.request();
    } else if (event.key === " ") {
      cross ??= [(low + high) / 2, (low + high) / 2];
      before.push(points());
      touch(...cross);
      stage.sync(true);
    } else if (event.key === "Backspace" || event.key === "Delete") {
      if (points().length) replace(points().slice(0, -1));
    } else if (kinds[Number(event.key) - 1]) choose(Number(event.key) - 1);
    else return;
    event.preventDefault();
  });
  canvas.addEventListener("blur", () => {
    cross = null;
    stage.request();
  });

  function measure() {
    const width = Math.max(260, Math.min(480, stage.find(".picture").clientWidth));
    axes.resize(width, width - 16); // its margins leave a square
    kinds.forEach((_, k) => el.style.setProperty(`--kind-${k}`, colourOf(k)));
  }
  function colourOf(k) {
    const { negative, positive, more, text } = stage.palette;
    return labelled ? [negative, positive, ...more][k] : text;
  }
  function paint() {
    const { pen } = axes;
    axes.sheet(stage.palette);
    pen.strokeStyle = stage.palette.paper;
    pen.lineWidth = 1;
    for (const [x, y, k] of points()) {
      pen.fillStyle = colourOf(k);
      pen.beginPath();
      tracePath(pen, k, axes.px(x), axes.py(y), SIZE);
      pen.fill();
      pen.stroke();
    }
    if (cross) paintCross(pen, axes.px(cross[0]), axes.py(cross[1]));
    const counts = classes.map((_, k) => points().filter((point) => point[2] === k).length);
    kinds.forEach((label, k) => (label.querySelector(".count").textContent = counts[k]));
    stage.write(".total", `${points().length} ${points().length === 1 ? "point" : "points"}`);
    stage.find(".undo").disabled = !before.length;
    const full = points().length >= most;
    stage.find(".note").hidden = !full;
    stage.write(".note", full ? `There is room for ${most} points: erase some.` : "");
    sayPicture();
  }
  function paintCross(pen, x, y) {
    pen.strokeStyle = stage.palette.text;
    pen.lineWidth = 2;
    pen.beginPath();
    for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
      pen.moveTo(x + 6 * dx, y + 6 * dy);
      pen.lineTo(x + 15 * dx, y + 15 * dy);
    }
    pen.stroke();
  }
  function describe() {
    const counts = classes.map((name, k) => `${points().filter((point) => point[2] === k).length} ${name}`);
    const where = cross ? ` The cross is at ${cross.map((c) => plain(Number(c.toFixed(2)))).join(", ")}.` : "";
    return `A square to draw on, with ${labelled ? counts.join(", ") : `${points().length} points`}.${where} ${KEYS}`;
  }
  return stage.end;
}

/** A random number of the bell curve with spread 1, by the sum of twelve. */
const gauss = () => Array.from({ length: 12 }, Math.random).reduce((sum, u) => sum + u, -6);

export default { render };

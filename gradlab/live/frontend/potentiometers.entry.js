// Potentiometers: knobs on the left, the line they bend on the right. Everything on the screen is computed here; the kernel
// is told where the knobs stand, and asked for numbers only where a recording holds an operator without a twin.

import "./potentiometers.css";
import { makeKnob } from "./knob.js";
import { makeLineFit } from "./linefit.js";
import { text } from "./numbers.js";
import { Player, unknownOperators } from "./player.js";
import { colours, knobColour, onThemeChange } from "./theme.js";

const SYNC_EVERY = 200; // milliseconds between messages to the kernel while a knob turns

function render({ model, el }) {
  const descriptions = model.get("_knobs");
  const settings = () => descriptions.map((knob) => Number(model.get(knob.name))); // "Infinity" arrives as a word
  const source = makeSource(model, settings);
  const steepest = descriptions.map(() => 0);

  el.classList.add("gradlab");
  el.innerHTML = `
    <div class="potentiometers">
      <div class="panel" role="group" aria-label="Potentiometers">
        <div class="knobs"></div>
        <div class="error"><span class="error-name">error</span><output class="error-number"></output></div>
        <div class="goal" hidden><div class="goal-bar"><div class="goal-level"></div></div><span class="goal-words" role="status"></span></div>
        <p class="note" role="status" hidden></p>
      </div>
      <figure class="fit" hidden>
        <figcaption><span class="key key-points">data</span><span class="key key-model">your model</span><span class="key key-error">distance, which the error squares</span></figcaption>
        <canvas role="img"></canvas>
      </figure>
    </div>`;
  const find = (selector) => el.querySelector(selector);
  const [number, canvas, note] = [find(".error-number"), find("canvas"), find(".note")];

  const sync = throttle(() => model.save_changes(), SYNC_EVERY);
  const knobs = descriptions.map((knob) =>
    makeKnob(knob, (value, done) => {
      model.set(knob.name, value);
      sync(done);
    }),
  );
  find(".knobs").append(...knobs.map((knob) => knob.element));

  const fit = source.points && makeLineFit(canvas, source.points.x, source.points.y, source.points.low, source.points.high);
  find(".fit").hidden = !fit;
  if (source.unknown.length) {
    note.hidden = false;
    note.textContent = `The kernel computes this one: the function uses ${source.unknown.join(", ")}, which the browser cannot replay.`;
  }

  let palette = colours(el);
  let drawn = null;
  function paint() {
    drawn = null;
    const now = settings();
    const { error, slopes, curve } = source.compute(now, request);
    if (error === undefined) return; // the kernel has not answered yet
    slopes.forEach((slope, i) => {
      if (Number.isFinite(slope)) steepest[i] = Math.max(steepest[i], Math.abs(slope));
      knobs[i].show(now[i], slope, steepest[i], text(error));
    });
    number.textContent = text(error);
    number.dataset.error = error; // every digit, for whoever compares it with Python's
    showGoal(find(".goal"), model.get("_goal"), error);
    if (fit && curve) {
      fit.draw(curve, palette);
      canvas.setAttribute("aria-label", describe(descriptions, now, error, source.points.x.length));
    }
  }
  function request() {
    drawn ??= requestAnimationFrame(paint);
  }

  function measure() {
    palette = colours(el);
    knobs.forEach((knob, i) => knob.paint(knobColour(palette, descriptions[i].name, i)));
    for (const name of ["error", "slope", "text", "muted", "grid", "points", "paper"]) el.style.setProperty(`--${name}`, palette[name]);
    fit?.resize(find(".fit").clientWidth || 480);
    request();
  }

  const resizes = new ResizeObserver(measure);
  resizes.observe(el);
  const endTheme = onThemeChange(measure);
  const events = descriptions.map((knob) => `change:${knob.name}`).join(" ");
  model.on(events, request);
  source.steepest?.().forEach((s, i) => (steepest[i] = s));
  measure();

  return () => {
    resizes.disconnect();
    endTheme();
    sync.end();
    model.off(events, request);
    source.end();
    if (drawn !== null) cancelAnimationFrame(drawn);
  };
}

/** Where the numbers come from: the player here, or the kernel where the recording holds an operator without a twin. */
function makeSource(model, settings) {
  const curve = model.get("_curve");
  const hasCurve = Boolean(curve.values);
  const unknown = [...new Set([...unknownOperators(model.get("_recording")), ...(hasCurve ? unknownOperators(curve) : [])])];
  const common = { unknown, points: hasCurve ? unpackPoints(model.get("_points"), curve) : null };
  return unknown.length ? { ...common, ...askKernel(model) } : { ...common, ...replay(model, hasCurve, settings) };
}

function replay(model, hasCurve) {
  const player = new Player(model.get("_recording"), model.get("_constants"));
  const line = hasCurve && new Player(model.get("_curve"), model.get("_curve_constants"));
  const compute = (now) => {
    const error = player.play(now)[0];
    return { error, slopes: player.rewind().map((slope) => slope[0]), curve: line && line.play(now) };
  };
  // The steepest slope of each knob among the corners of the ranges: what a full-length arrow stands for.
  const steepest = () => {
    const knobs = model.get("_knobs").slice(0, 8);
    const found = model.get("_knobs").map(() => 0);
    for (let corner = 0; corner < 2 ** knobs.length; corner++) {
      const at = model.get("_knobs").map((knob, i) => ((corner >> i) & 1 ? knob.high : knob.low));
      compute(at).slopes.forEach((slope, i) => Number.isFinite(slope) && (found[i] = Math.max(found[i], Math.abs(slope))));
    }
    return found;
  };
  return { compute, steepest, end: () => {} };
}

/** One question to the kernel at a time; when it has answered, the newest settings are asked for, and none between. */
function askKernel(model) {
  let ticket = 0;
  let asked = null;
  let answer = {};
  let repaint = () => {};
  const answered = (message) => {
    if (message.ticket !== ticket) return;
    answer = message;
    repaint();
  };
  model.on("msg:custom", answered);
  const compute = (now, request) => {
    repaint = request;
    const key = now.join();
    if (asked !== key && (answer.ticket === ticket || ticket === 0)) {
      asked = key;
      model.send({ ticket: ++ticket, settings: now });
    }
    return answer;
  };
  return { compute, end: () => model.off("msg:custom", answered) };
}

function unpackPoints(bytes, { low, high }) {
  const numbers = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  return { x: numbers.subarray(0, numbers.length / 2), y: numbers.subarray(numbers.length / 2), low, high };
}

/** The goal as words and as a bar that fills while the error falls towards it. */
function showGoal(element, goal, error) {
  if (goal === null) return;
  element.hidden = false;
  const reached = error < goal;
  element.classList.toggle("reached", reached);
  const words = reached ? `✓ reached: the error is below ${text(goal)}` : `goal: get the error below ${text(goal)}`;
  const status = element.querySelector(".goal-words");
  if (status.textContent !== words) status.textContent = words;
  element.querySelector(".goal-level").style.width = `${reached ? 100 : Math.min(100, (100 * goal) / error)}%`;
}

/** The picture in one sentence, for those who do not see it. */
function describe(knobs, settings, error, count) {
  const where = knobs.map((knob, i) => `${knob.name} = ${text(settings[i])}`).join(", ");
  return `${count} data points and the model's line for ${where}; the error is ${text(error)}.`;
}

/** Call `action` at most once in `pause` milliseconds, and at once when `now` is true. */
function throttle(action, pause) {
  let timer = null;
  const run = () => {
    timer = null;
    action();
  };
  const call = (now) => {
    if (now) {
      clearTimeout(timer);
      run();
    } else timer ??= setTimeout(run, pause);
  };
  call.end = () => clearTimeout(timer);
  return call;
}

export default { render };

// Descent: a run on the hill of its error. One cursor, the step, moves through all pictures; the learning rate walks the
// run anew while it is turned.

import "./terrain.css";
import "./descent.css";
import { LINEFIT_KEY, makeLineFit } from "./linefit.js";
import { plain, text } from "./numbers.js";
import { makeRate, RATE } from "./rate.js";
import { makeRuns } from "./run.js";
import { kernelNote, makeSource } from "./source.js";
import { makeStage, sayAtRest } from "./stage.js";
import { surfaceOf } from "./surface.js";
import { TERRAIN, makeTerrain } from "./terrain.js";
import { knobColour } from "./theme.js";
import { makeTimeline } from "./timeline.js";
import { makeTransport, TRANSPORT } from "./transport.js";

const KEPT_KEY = `<span class="key key-kept">kept run</span>`;

const VIEW = `
  <div class="room"><div class="descent">
    <div class="main">
      <figure class="picture">${TERRAIN}</figure>
      <div class="controls">${TRANSPORT}${RATE}
        <table class="runs"></table>
        <p class="note" role="status" hidden></p>
        <div class="deeds"><button type="button" class="keep">keep this run</button><button type="button" class="forget-kept" hidden>forget the kept run</button><button type="button" class="give">give the result to Python</button></div>
      </div>
    </div>
    <div class="charts">
      <figure class="chart fit" hidden><figcaption>${LINEFIT_KEY}</figcaption><canvas role="img"></canvas></figure>
      <figure class="chart weights"><figcaption><span>weights</span><span class="key key-true">true value</span>${KEPT_KEY}</figcaption><canvas role="img"></canvas></figure>
      <figure class="chart errors"><figcaption><span>error</span>${KEPT_KEY}</figcaption><canvas role="img"></canvas></figure>
    </div>
  </div></div>`;

function render({ model, el }) {
  const knobs = model.get("_knobs");
  const source = makeSource(model);
  const events = ["learning_rate", "step", "playing", "speed", "start", "kept", "view"];
  const stage = makeStage({ model, el, html: VIEW, events, measure, paint });
  const runs = makeRuns(model, source, knobs.length, stage.request);
  stage.atEnd(source.end);
  stage.atEnd(runs.end);
  let run = runs.get(model.get("start"), model.get("learning_rate"));
  let kept = null;
  let position = 0;

  const terrain = makeTerrain(stage, {
    view: () => model.get("view"),
    choose: (view) => stage.set("view", view, true),
    moved(first, second, done) {
      model.set({ playing: false, step: 0 });
      stage.set("start", [first, second], done);
    },
    hints: { hill: "drag the ball to start elsewhere", map: "click where to start" },
  });
  const renew = () => {
    const surface = surfaceOf(model, source, knobs);
    if (surface) terrain.setSurface(surface);
    else model.send({ wanted: "surface" });
    stage.request();
  };
  renew();
  model.on("change:_heights", renew);
  stage.atEnd(() => model.off("change:_heights", renew));

  const transport = makeTransport(stage, model, () => run?.last ?? 0, (step) => run ? whereWords(knobs, run.at(step), step) : "");
  let rate = null; // made when the first run is there, because its scale is laid around the cliff
  const fit = source.points && makeLineFit(stage.find(".fit canvas"), source.points);
  const weights = makeTimeline(stage.find(".weights canvas"), "weights", () => false);
  const errors = makeTimeline(stage.find(".errors canvas"), "error", () => allAboveZero(run) && (!kept || allAboveZero(kept)));
  stage.find(".fit").hidden = !fit;
  stage.find(".key-true").hidden = !Object.keys(model.get("_true")).length;
  makeDeeds();

  const words = () => `${whereWords(knobs, run.at(position), Math.floor(position))}; the run is ${run.regime}.`;
  const voices = [
    [terrain.canvas, () => `The run on the landscape of the error over ${knobs[0].name} and ${knobs[1].name}: ${words()}`],
    [stage.find(".weights canvas"), () => `${knobs.map((knob) => knob.name).join(" and ")} over ${run.steps} steps. ${words()}`],
    [stage.find(".errors canvas"), () => `The error over ${run.steps} steps, from ${text(run.errors[0])} to ${text(run.errors[run.last])}. ${words()}`],
    ...(fit ? [[stage.find(".fit canvas"), () => `${source.points.x.length} data points and the model's line. ${words()}`]] : []),
  ].map(([canvas, sentence]) => sayAtRest(stage, canvas, sentence));

  function makeDeeds() {
    const press = (selector, action) => stage.find(selector).addEventListener("click", action);
    press(".keep", () => stage.set("kept", { learning_rate: model.get("learning_rate"), start: model.get("start") }, true));
    press(".forget-kept", () => stage.set("kept", {}, true));
    press(".give", () => {
      const { settings } = run.at(Math.floor(position));
      settings.forEach((value, i) => model.set(knobs[i].name, knobs[i].single ? Math.fround(value) : value));
      stage.sync(true);
    });
    // The notebook has its own plans for most keys.
    stage.find(".controls").addEventListener("keydown", (event) => {
      if (!["Escape", "Tab"].includes(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
    });
  }

  function measure() {
    terrain.measure();
    fit?.resize(stage.find(".fit").clientWidth || 480);
    weights.resize(stage.find(".weights").clientWidth || 480);
    errors.resize(stage.find(".errors").clientWidth || 480);
  }

  function paint() {
    const learningRate = model.get("learning_rate");
    const before = model.get("kept");
    run = runs.get(model.get("start"), learningRate);
    kept = before.start ? runs.get(before.start, before.learning_rate) : null;
    if (!run) return; // the kernel has not answered yet
    position = transport.position(performance.now());
    const step = Math.floor(position);
    const here = run.at(position);
    const cliff = run.cliffAt(step);
    rate ??= makeRate(stage, cliff, learningRate, (value, done) => stage.set("learning_rate", value, done));

    terrain.draw(landscape(run, kept, position, here, stage.palette));
    const colours = knobs.map((knob, i) => knobColour(stage.palette, knob.name, i));
    weights.draw(weightsOf(knobs, colours, model.get("_true"), run, kept, position), stage.palette);
    errors.draw(errorsOf(stage.palette, run, kept, position), stage.palette);
    if (fit && here.curve) fit.draw(here.curve, stage.palette);
    transport.show(position);
    rate.show(learningRate, cliff, run);
    showRuns(stage, knobs, [{ rate: learningRate, run }, ...(kept ? [{ rate: before.learning_rate, run: kept }] : [])], step);
    showNote(stage, source.unknown, knobs, here);
    for (const element of stage.el.querySelectorAll(".key-kept, .forget-kept")) element.hidden = !kept;
    for (const speak of voices) speak();
  }
  return stage.end;
}

const allAboveZero = (run) => run.errors.subarray(0, run.last + 1).every((error) => error > 0);

/** What lies on the hill: the way so far, pale the way to come, and dashed the kept run, each with its ball. */
function landscape(run, kept, position, here, colours) {
  const way = (of, from, to) => Array.from({ length: to - from + 1 }, (_, k) => [...of.settings[from + k], of.errors[from + k]]);
  const step = Math.floor(position);
  const ball = [...here.settings, here.error];
  const others = [{ path: way(run, step, run.last), colour: colours.muted }];
  if (kept) {
    const at = Math.min(step, kept.last);
    others.push({ path: way(kept, 0, kept.last), colour: colours.points, dash: true, ball: way(kept, at, at)[0] });
  }
  return { ball, path: [...way(run, 0, step), ball], others, dots: true };
}

/** The weights over time, as a timeline's scene; what leaves the knobs' ranges leaves the picture. */
function weightsOf(knobs, colours, truth, run, kept, cursor) {
  const series = (of, i) => ({ values: of.settings.map((row) => row[i]), last: of.last, colour: colours[i] });
  const marks = knobs.flatMap(({ name }, i) => (name in truth ? [{ value: truth[name], colour: colours[i], name: `true ${name} = ${plain(truth[name])}` }] : []));
  const all = [
    ...(kept ? knobs.map((_, i) => ({ ...series(kept, i), kept: true })) : []),
    ...knobs.map(({ name }, i) => ({ ...series(run, i), name })),
  ];
  const [low, high] = [Math.min(...knobs.map((knob) => knob.low)), Math.max(...knobs.map((knob) => knob.high))];
  const seen = [...marks.map((mark) => mark.value), ...all.flatMap(({ values, last }) => values.slice(0, last + 1))];
  const inside = (x) => Math.min(high, Math.max(low, x));
  return { steps: run.steps, cursor, series: all, marks, ends: [inside(Math.min(...seen)), inside(Math.max(...seen))] };
}

/** The error over time, as a timeline's scene. */
function errorsOf(colours, run, kept, cursor) {
  const series = (of, more) => ({ values: of.errors, last: of.last, colour: colours.error, ...more });
  const all = [...(kept ? [series(kept, { kept: true })] : []), series(run)];
  const seen = all.flatMap(({ values, last }) => [...values.subarray(0, last + 1)]);
  return { steps: run.steps, cursor, series: all, marks: [], ends: [Math.min(...seen), Math.max(...seen)] };
}

const whereWords = (knobs, { settings, error }, step) =>
  `step ${step}: ${knobs.map((knob, i) => `${knob.name} = ${text(settings[i])}`).join(", ")}, error ${text(error)}`;

/** The numbers of the present run and of the kept one, both at the cursor. */
function showRuns(stage, knobs, shown, step) {
  const head = ["", "learning rate", ...knobs.map((knob) => knob.name), "error", "the run is"];
  const rows = shown.map(({ rate, run }, nth) => {
    const at = Math.min(step, run.last);
    // With every digit as data, for whoever compares them with Python's.
    const cell = (name, value) => `<td data-${name}="${value}">${text(value)}</td>`;
    const settings = [...run.settings[at]].map((value) => cell("setting", value)).join("");
    const name = nth ? `<span class="line line-kept"></span>kept run` : `<span class="line"></span>this run`;
    return `<tr><th scope="row">${name}, step ${at}</th><td>${plain(rate)}</td>${settings}${cell("error", run.errors[at])}<td>${run.regime}</td></tr>`;
  });
  write(stage.find(".runs"), `<thead><tr>${head.map((name) => `<th scope="col">${name}</th>`).join("")}</tr></thead><tbody>${rows.join("")}</tbody>`);
}

/** Only what is new: a picture a sixtieth of a second later is rarely another table. */
function write(element, html) {
  if (element.written !== html) element.innerHTML = element.written = html;
}

/** What else has to be said: that the kernel computes, and that the ball cannot be seen. */
function showNote(stage, unknown, knobs, { settings }) {
  const outside = settings.some((value, i) => value < knobs[i].low || value > knobs[i].high);
  const sentences = [...(unknown.length ? [kernelNote(unknown)] : []), ...(outside ? ["The ball is outside of the picture."] : [])];
  const note = stage.find(".note");
  note.hidden = !sentences.length;
  const words = sentences.join(" ");
  if (note.textContent !== words) note.textContent = words;
}

export default { render };

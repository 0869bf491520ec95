// Descent: a run on the hill of its error. One cursor, the step, moves through all pictures; the learning rate walks the
// run anew while it is turned.

import "../terrain/terrain.css";
import "./descent.css";
import { LINEFIT_KEY, makeLineFit } from "../kit/linefit.js";
import { provideSurface } from "../terrain/errorsurface.js";
import { text } from "../kit/numbers.js";
import { say, turnKnobs } from "../kit/panel.js";
import { makePlayback, PLAYBACK } from "../kit/playback.js";
import { makeRate, RATE } from "./learningrate.js";
import { makeRuns } from "./run.js";
import { makeRunTable } from "./runtable.js";
import { allAboveZero, errorsOf, landscape, weightsOf } from "./plots.js";
import { makeSource } from "../player/errorsource.js";
import { makeStage, sayAtRest } from "../kit/view.js";
import { TERRAIN, makeTerrain } from "../terrain/terrain.js";
import { knobColour } from "../kit/theme.js";
import { makeTimeline } from "./timeline.js";

const KEPT_KEY = `<span class="key key-kept">kept run</span>`;

const chart = (name, key) => `<figure class="chart ${name}"><figcaption>${key}</figcaption><canvas role="img"></canvas></figure>`;

const VIEW = `
  <div class="room"><div class="descent">
    <div class="main">
      <figure class="picture">${TERRAIN}</figure>
      <div class="controls">${PLAYBACK}${RATE}
        <table class="runs"></table>
        <p class="note" role="status" hidden></p>
        <div class="deeds"><button type="button" class="keep">keep this run</button><button type="button" class="forget-kept" hidden>forget the kept run</button><button type="button" class="give">give the result to Python</button></div>
      </div>
    </div>
    <div class="charts">
      ${chart("fit", LINEFIT_KEY)}
      ${chart("weights", `<span>weights</span><span class="key key-true">true value</span>${KEPT_KEY}`)}
      ${chart("errors", `<span>error</span>${KEPT_KEY}`)}
    </div>
  </div></div>`;

function render({ model, el }) {
  const knobs = model.get("_knobs");
  const source = makeSource(model);
  const events = ["learning_rate", "step", "playing", "speed", "start", "kept", "view"];
  const stage = makeStage({ model, el, html: VIEW, events, measure, paint, needsPython: () => !source.player });
  const runs = makeRuns(model, source, knobs.length, stage.request);
  stage.atEnd(source.end);
  stage.atEnd(runs.end);
  let run = null;
  let kept = null;
  let position = 0;

  const terrain = makeTerrain(stage, {
    view: () => model.get("view"),
    choose: (view) => stage.set("view", view, true),
    moved(first, second, done) {
      model.set("playing", false);
      model.set("step", 0);
      stage.set("start", [first, second], done);
    },
    hints: { hill: "drag the ball to start elsewhere", map: "click where to start" },
  });
  provideSurface(stage, model, source, knobs, terrain);

  const playback = makePlayback(stage, model, () => run?.last ?? 0, (step) => whereWords(knobs, run.at(step), step));
  let rate = null; // made when the first run is there, because its scale is laid around the cliff
  const fit = source.points && makeLineFit(stage.find(".fit canvas"), source.points);
  const weights = makeTimeline(stage.find(".weights canvas"), "weights", () => false);
  const errors = makeTimeline(stage.find(".errors canvas"), "error", () => allAboveZero(run) && (!kept || allAboveZero(kept)));
  stage.find(".fit").hidden = !fit;
  stage.find(".key-true").hidden = !Object.keys(model.get("_true")).length;
  const table = makeRunTable(stage.find(".runs"), knobs);
  say(stage, source.notes);
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
      if (run) turnKnobs(stage, model, knobs, run.settings[Math.floor(position)], true);
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
    run = runs.get(model.get("start"), learningRate) ?? run;
    kept = (before.start && runs.get(before.start, before.learning_rate)) ?? null;
    if (!run) return; // the kernel has not answered yet
    position = playback.position(performance.now());
    const step = Math.floor(position);
    const here = run.at(position);
    const cliff = run.cliffAt(step);
    rate ??= makeRate(stage, cliff, learningRate, model.get("_cliff"), (value, done) => stage.set("learning_rate", value, done));

    terrain.draw(landscape(run, kept, position, here, stage.palette));
    const colours = knobs.map((knob, i) => knobColour(stage.palette, knob.name, i));
    weights.draw(weightsOf(knobs, colours, model.get("_true"), run, kept, position), stage.palette);
    errors.draw(errorsOf(stage.palette, run, kept, position), stage.palette);
    if (fit && here.curve) fit.draw(here.curve, stage.palette);
    playback.show(position);
    rate.show(learningRate, cliff, run);
    table.show([{ rate: learningRate, run }, ...(kept ? [{ rate: before.learning_rate, run: kept }] : [])], step);
    say(stage, [...source.notes, ...(isOutside(knobs, here.settings) ? ["The ball is outside of the picture."] : [])]);
    for (const element of stage.el.querySelectorAll(".key-kept, .forget-kept")) element.hidden = !kept;
    for (const speak of voices) speak();
  }
  return stage.end;
}

const whereWords = (knobs, { settings, error }, step) =>
  `step ${step}: ${knobs.map((knob, i) => `${knob.name} = ${text(settings[i])}`).join(", ")}, error ${text(error)}`;

const isOutside = (knobs, settings) => settings.some((value, i) => value < knobs[i].low || value > knobs[i].high);

export default { render };

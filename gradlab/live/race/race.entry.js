// Race: several optimizers run down one surface from one start, on one clock.

import "../terrain/terrain.css";
import "./race.css";
import { makeRaceChart } from "./racechart.js";
import { makeField } from "./racesurface.js";
import { makeLanes } from "./lanes.js";
import { plain, text } from "../kit/numbers.js";
import { lastFinite, outcomeWords, ranked } from "./ranking.js";
import { RESULTS, makeResults } from "./resulttable.js";
import { RUNNERS, colourOf } from "./runners.js";
import { say } from "../kit/panel.js";
import { makePlayback, PLAYBACK } from "../kit/playback.js";
import { unknownOperators } from "../player/player.js";
import { makeSlider } from "../kit/slider.js";
import { notesOn } from "../player/errorsource.js";
import { makeStage, sayAtRest } from "../kit/view.js";
import { TERRAIN, makeTerrain } from "../terrain/terrain.js";
import { pinned, wayUpTo } from "./runnerpath.js";

const VIEW = `
  <div class="instrument race">
    <div class="picture">
      <div class="track"><label>surface <select class="surface"></select></label><span class="formula"></span></div>
      ${TERRAIN}
      <div class="legend"><span class="key-start">start</span><span class="key-finish"></span></div>
      <div class="start" role="group" aria-label="Start"></div>
      ${PLAYBACK}
    </div>
    <div class="panel">
      <div class="lanes" role="group" aria-label="Runners"></div>
      <p class="note" role="status" hidden></p>
      <canvas class="chart" role="img"></canvas>
      ${RESULTS}
    </div>
  </div>`;

const CHANGES = ["surface", "start", "optimizers", "off", "step", "playing", "speed", "view"];

function render({ model, el }) {
  const tracks = model.get("_tracks");
  const steps = model.get("_steps");
  const names = () => Object.keys(model.get("optimizers"));
  const needsPython = () => Object.values(tracks).some((track) => unknownOperators(track.recording).length);
  const stage = makeStage({ model, el, html: VIEW, events: CHANGES, measure, paint, needsPython });
  const terrain = makeTerrain(stage, {
    view: () => model.get("view"),
    choose: (view) => stage.set("view", view, true),
    moved: (a, b, done) => setStart([a, b], done),
    hints: { hill: "click or drag the start to move it", map: "click or drag to move the start" },
    jumps: true,
    zoom: 0.84, // plateaus reach higher into the picture than bowls
  });
  const playback = makePlayback(stage, model, () => steps, (step) => `step ${step} of ${steps}`);
  const showResults = makeResults(stage);
  const chosen = stage.find(".surface");
  for (const name of Object.keys(tracks)) chosen.add(new Option(name, name));
  chosen.addEventListener("change", () => beginOn(chosen.value));

  let laid = {}; // what stands for one surface: {name, track, field, chart, starts}; made anew with another one
  let lanes = null;
  let lanesFor = "";
  let shown = null;
  const describeLater = sayAtRest(stage, terrain.canvas, () => describe(shown));
  const describeChart = sayAtRest(stage, stage.find(".chart"), () => describeErrors(shown));
  stage.atEnd(() => laid.field?.end());

  /** Another setting: whoever waits at the start sees at once what comes of it. */
  function change(name, value, done) {
    model.set(name, value);
    if (!model.get("playing") && model.get("step") === 0) model.set("step", steps);
    stage.sync(done);
  }
  function setStart(point, done) {
    const round = (x, { low, high, step }) => Math.min(high, Math.max(low, Number((Math.round(x / step) * step).toPrecision(12))));
    change("start", point.map((x, i) => round(x, laid.track.axes[i])), done);
  }
  function setSetting(name, setting, value, done) {
    const all = model.get("optimizers");
    change("optimizers", { ...all, [name]: { ...all[name], [setting]: value } }, done);
  }
  function switched(name, on) {
    change("off", on ? model.get("off").filter((other) => other !== name) : [...model.get("off"), name], true);
  }
  /** A new surface brings its own start and learning rates, as in Python. */
  function beginOn(name) {
    const usual = (of, { learning_rate, ...others }) => ({ learning_rate: tracks[name].rates[of], ...asAtFirst(others) });
    const optimizers = Object.fromEntries(Object.entries(model.get("optimizers")).map(([of, settings]) => [of, usual(of, settings)]));
    for (const [trait, value] of Object.entries({ playing: false, step: 0, optimizers, start: tracks[name].start, surface: name })) model.set(trait, value);
    stage.sync(true);
  }

  function lay(name) {
    laid.field?.end();
    const track = tracks[name];
    const field = makeField(model, name, track, steps, stage.request);
    laid = { name, track, field, chart: null };
    stage.find(".formula").textContent = track.formula;
    stage.find(".key-finish").textContent = `finish: error below ${plain(track.finish)}`;
    say(stage, notesOn([track.recording]));
    laid.starts = track.axes.map((axis, i) =>
      makeSlider({ ...axis, name: `start ${axis.name}` }, (x, done) => setStart(model.get("start").with(i, x), done)),
    );
    stage.find(".start").replaceChildren(...laid.starts.map((slider) => slider.element));
  }
  /** The pictures, as soon as there is a surface. */
  function unfold(surface) {
    laid.chart = makeRaceChart(stage.find(".chart"), { ...laid.track, highest: surface.high }, steps);
    terrain.setSurface(surface);
    measure();
  }
  function measure() {
    terrain.measure();
    laid.chart?.resize(stage.find(".panel").clientWidth || 420);
    lanes?.paint();
    for (const name of names()) el.style.setProperty(`--${name}`, colourOf(name, stage.palette));
  }
  function renewLanes() {
    if (names().join() === lanesFor) return;
    lanesFor = names().join();
    lanes = makeLanes(stage, names(), { switched, turned: setSetting });
    measure();
  }

  function paint() {
    if (laid.name !== model.get("surface")) lay(model.get("surface"));
    renewLanes();
    const step = Math.floor(playback.position(performance.now()));
    const [start, off, optimizers] = [model.get("start"), model.get("off"), model.get("optimizers")];
    const { track, field } = laid;
    chosen.value = laid.name;
    playback.show(step);
    laid.starts.forEach((slider, i) => slider.show(start[i]));
    const running = names().filter((name) => !off.includes(name));
    const surface = field.surface();
    const runs = field.runs(start, Object.fromEntries(running.map((name) => [name, optimizers[name]])));
    if (surface && !laid.chart) unfold(surface);
    for (const name of off) lanes.show(name, { settings: optimizers[name], on: false, words: "does not run" });
    if (!surface || !runs) return; // the kernel has not answered yet
    const rows = ranked(Object.fromEntries(running.map((name) => [name, runs[name]])), track.finish, step);
    shown = { name: laid.name, axes: track.axes, start, step, steps, rows };
    showResults(rows, step >= steps);
    const painted = running.map((name) => runner(name, runs[name], rows.find((row) => row.optimizer === name), step));
    for (const { name, words } of painted) lanes.show(name, { settings: optimizers[name], on: true, words });
    terrain.draw({ ball: [...start, heightAt(surface, start)], mark: "•", others: painted });
    laid.chart.draw(painted, step, stage.palette);
    describeLater();
    describeChart();
  }

  /** What is painted of one runner: its way so far and where it is, or where and why it left the picture. */
  function runner(name, run, row, step) {
    const [first, second] = laid.track.axes;
    const last = lastFinite(run);
    const k = Math.min(step, last);
    const { mark, dash } = RUNNERS[name];
    const about = { name, mark, dash, colour: colourOf(name, stage.palette), errors: run.errors, last };
    if (k < 0) return { ...about, path: [], words: outcomeWords(row) };
    const { at, left } = pinned([run.settings[2 * k], run.settings[2 * k + 1]], first, second);
    const surface = laid.field.surface();
    const ball = [...at, left ? heightAt(surface, at) : run.errors[k]];
    const gone = row.outcome === "diverged" ? "diverged" : left ? "left the picture" : "";
    const words = row.outcome === "running" ? gone || `error ${text(row.error)}` : outcomeWords(row);
    return { ...about, path: wayUpTo(run, k, first, second), ball, word: gone, words };
  }
  return stage.end;
}

/** A height to draw a ball at: the error there, or the top where the kernel alone could tell. */
const heightAt = (surface, [a, b]) => surface.heightAt?.(a, b) ?? surface.high;

const FIRST = { momentum: 0.9, rho: 0.9, beta_1: 0.9 };
const asAtFirst = (settings) => Object.fromEntries(Object.keys(settings).map((name) => [name, FIRST[name]]));

function describe({ name, axes, start, step, steps, rows }) {
  const where = axes.map((axis, i) => `${axis.name} = ${plain(start[i])}`).join(", ");
  return `The surface ${name}; all start at ${where}. After ${step} of ${steps} steps: ${standings(rows)}.`;
}

function describeErrors({ step, steps, rows }) {
  return `The error of each runner over the steps, by powers of ten. After ${step} of ${steps} steps: ${rows.map((row) => `${row.optimizer} ${text(row.error)}`).join(", ")}.`;
}

const standings = (rows) => rows.map((row) => `${row.optimizer} ${row.outcome === "running" ? `running at error ${text(row.error)}` : outcomeWords(row)}`).join(", ") || "nobody runs";

export default { render };

// Blindfold: the hill is hidden, and the walker is told only the slope underfoot. Taking the blindfold off shows the hill, the
// walker's path beside that of gradient descent, and both step counts.

import "../terrain/terrain.css";
import "./blindfold.css";
import { curvature, descend } from "../player/gradientdescent.js";
import { holdable } from "../kit/knob.js";
import { addLegend } from "../kit/legend.js";
import { provideSurface } from "../terrain/errorsurface.js";
import { plain, text } from "../kit/numbers.js";
import { say, settingsOf, turnKnobs } from "../kit/panel.js";
import { makeSource, perVariable, steepestSlopes } from "../player/errorsource.js";
import { makeSlider } from "../kit/slider.js";
import { makeStage } from "../kit/view.js";
import { TERRAIN, makeTerrain } from "../terrain/terrain.js";
import { knobColour } from "../kit/theme.js";
import { makeTone } from "./tone.js";

const FLAT = 0.01; // of the slope at the start: what counts as the bottom, for the walker and for gradient descent
const DESCENT_STEPS = 1000;
const STRIDE = { name: "stride", low: 0.01, high: 10, log: true, presses: 10 };
const WAYS = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowDown: [1, -1],
  ArrowUp: [1, 1],
};

const VIEW = `
  <div class="instrument blindfold">
    <div class="panel">
      <div class="feel" role="status" aria-live="polite"></div>
      <div class="walk" role="group">
        <button type="button" data-way="ArrowUp"></button><button type="button" data-way="ArrowLeft"></button>
        <button type="button" data-way="ArrowRight"></button><button type="button" data-way="ArrowDown"></button>
      </div>
      <div class="stride"></div>
      <label class="tone"><input type="checkbox"> hear the slope: the steeper, the higher</label>
      <div class="deeds"><button type="button" class="take-off"></button><button type="button" class="again">start again</button></div>
      <p class="note" role="status" hidden></p>
    </div>
    <figure class="picture">
      <svg class="compass" viewBox="-110 -110 220 220" role="img" tabindex="0"><circle r="100"/><g class="names"></g>
        <line class="way"/><path class="tip"/><circle class="walker" r="11"/></svg>
      <div class="unseen">${TERRAIN}</div>
    </figure>
  </div>`;

function render({ model, el }) {
  const knobs = model.get("_knobs");
  const source = makeSource(model);
  const events = [...knobs.map((knob) => knob.name), "view", "blind", "steps", "stride", "tone"];
  const stage = makeStage({ model, el, html: VIEW, events, measure, paint, needsPython: () => !source.player, keys: [["← → ↑ ↓", "a step"]] });
  const terrain = makeTerrain(stage, { view: () => model.get("view"), choose: (view) => stage.set("view", view, true) });
  const steepest = Math.hypot(...steepestSlopes(source, knobs)) || 1;
  const tone = makeTone();
  addLegend(stage, knobs, "error", "slope");
  stage.atEnd(source.end);
  stage.atEnd(tone.end);
  let path = [];
  let provided = false; // whether the hill was made: it is when it is first looked at
  let walked = null; // gradient descent's walk, and the start from which it was walked

  const [feel, compass] = [stage.find(".feel"), stage.find(".compass")];
  const stride = makeSlider(STRIDE, (value, done) => stage.set("stride", value, done));
  stage.find(".stride").append(stride.element);
  compass.querySelector(".names").innerHTML = `<text x="0" y="-86">${knobs[1].name} +</text><text x="0" y="94">${knobs[1].name} −</text>
    <text x="-82" y="5">${knobs[0].name} −</text><text x="82" y="5">${knobs[0].name} +</text>`;
  stage.find(".walk").setAttribute("aria-label", `Steps: left and right turn ${knobs[0].name}, up and down turn ${knobs[1].name}`);
  for (const button of el.querySelectorAll("[data-way]")) {
    const [knob, sign] = WAYS[button.dataset.way];
    button.textContent = `${knobs[knob].name} ${sign > 0 ? "+" : "−"}`;
    button.addEventListener("click", () => step(knob, sign));
  }
  stage.find(".blindfold").addEventListener("keydown", (event) => {
    if (!WAYS[event.key] || event.target === terrain.canvas || event.target.matches("input")) return;
    step(...WAYS[event.key]);
    event.preventDefault();
  });
  stage.find(".tone input").addEventListener("change", (event) => stage.set("tone", event.target.checked, true));
  stage.find(".take-off").addEventListener("click", () => stage.set("blind", !model.get("blind"), true));
  stage.find(".again").addEventListener("click", () => {
    path = [];
    turnKnobs(stage, model, knobs, model.get("_start"), false);
    model.set("steps", 0);
    stage.set("blind", true, true);
  });
  say(stage, source.notes);

  function step(knob, sign) {
    const { name, low, high } = knobs[knob];
    const to = Math.min(high, Math.max(low, Number(model.get(name)) + sign * model.get("stride")));
    model.set(name, holdable(knobs[knob], Number(to.toPrecision(10))));
    stage.own(name);
    stage.set("steps", model.get("steps") + 1, true);
  }

  const colourOf = (knob) => knobColour(stage.palette, knobs[knob].name, knob);
  function measure() {
    terrain.measure();
    for (const button of el.querySelectorAll("[data-way]")) button.style.color = colourOf(WAYS[button.dataset.way][0]);
    [1, 1, 0, 0].forEach((knob, i) => (compass.querySelectorAll("text")[i].style.fill = colourOf(knob)));
  }

  function paint() {
    const settings = settingsOf(model, knobs);
    const { error, slopes } = source.compute(settings, stage.request);
    if (error === undefined) return; // the kernel has not answered yet
    const here = [...settings, error];
    if (!path.length) path = [[...model.get("_start"), startError()]];
    const last = path.at(-1);
    if (last[0] !== here[0] || last[1] !== here[1]) path = [...path, here];
    const blind = model.get("blind");
    const words = underfoot(knobs, slopes, steepest);
    const said = blind ? `Step ${model.get("steps")}. ${words}` : result(here);
    if (feel.textContent !== said) feel.textContent = said;
    stage.find(".take-off").textContent = blind ? "take the blindfold off" : "put the blindfold on";
    stride.show(model.get("stride"), `one step turns a knob by ${plain(model.get("stride"))}`);
    stage.find(".tone input").checked = model.get("tone");
    tone.play(model.get("tone") && blind ? Math.hypot(...slopes) / steepest : null);
    compass.style.display = blind ? "" : "none";
    stage.find(".unseen").hidden = blind;
    if (blind) paintCompass(compass, slopes, steepest, words);
    else paintTerrain(here);
  }

  const startError = () => (source.player ? source.compute(model.get("_start")).error : NaN);

  function paintTerrain(here) {
    if (!provided) {
      provided = true;
      provideSurface(stage, model, source, knobs, terrain);
    }
    const descent = rival();
    const others = descent ? [{ path: descent.path, colour: stage.palette.slope, dash: true }] : [];
    terrain.draw({ ball: here, path, others });
  }

  /** Gradient descent from the same start with half of the largest stable learning rate, until it is flat there too. */
  function rival() {
    const start = model.get("_start");
    if (walked?.start !== start) walked = { start, descent: descentFrom(start) };
    return walked.descent;
  }

  function descentFrom(start) {
    if (!source.player) return null;
    const variables = perVariable(start, source.player.sizes);
    const rate = curvature(source.player, variables).learningRate / 2;
    if (!Number.isFinite(rate)) return null;
    const run = descend(source.player, variables, { learningRate: rate, steps: DESCENT_STEPS });
    const steep = (k) => Math.hypot(run.slopes[2 * k], run.slopes[2 * k + 1]);
    let steps = 0;
    while (steps < DESCENT_STEPS && steep(steps) > FLAT * steep(0)) steps++;
    const way = Array.from({ length: steps + 1 }, (_, k) => [run.settings[2 * k], run.settings[2 * k + 1], run.errors[k]]);
    return { steps, path: way, error: run.errors[steps] };
  }

  function result(here) {
    const you = `You took ${model.get("steps")} steps and stand where the error is ${text(here[2])} (solid line).`;
    const other = rival();
    return other ? `${you} Gradient descent took ${other.steps} steps to an error of ${text(other.error)} (dashed line).` : you;
  }
  return stage.end;
}

/** What the feet feel, in a sentence. */
function underfoot(knobs, slopes, steepest) {
  if (Math.hypot(...slopes) < FLAT * steepest) return "It is flat here. Is this the bottom?";
  return knobs.map((knob, i) => `Along ${knob.name} the slope is ${text(slopes[i])}: ${falls(knob.name, slopes[i])}.`).join(" ");
}

const falls = (name, slope) => (slope === 0 ? "flat" : `it falls towards ${name}\u00a0${slope > 0 ? "−" : "+"}`);

function paintCompass(svg, slopes, steepest, words) {
  const steep = Math.hypot(...slopes);
  const long = steep ? Math.max(14, 86 * Math.sqrt(Math.min(1, steep / steepest))) : 0;
  const [x, y] = steep ? [(-slopes[0] / steep) * long, (slopes[1] / steep) * long] : [0, 0]; // up on the page is up for the knob
  const [ex, ey] = long ? [x / long, y / long] : [0, 0];
  const way = svg.querySelector(".way");
  way.setAttribute("x2", x);
  way.setAttribute("y2", y);
  svg.querySelector(".tip").setAttribute("d", `M${x + ex * 12},${y + ey * 12} L${x - ey * 8},${y + ex * 8} L${x + ey * 8},${y - ex * 8} z`);
  svg.setAttribute("aria-label", `A compass whose needle points downhill. ${words}`);
}

export default { render };

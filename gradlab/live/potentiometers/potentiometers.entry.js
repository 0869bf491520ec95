// Potentiometers: knobs on the left, the line they bend on the right.

import { GOAL, showGoal } from "../kit/goal.js";
import { LINEFIT_KEY, makeLineFit } from "../kit/linefit.js";
import { addLegend } from "../kit/legend.js";
import { makeHandOver } from "./automaticdescent.js";
import { plain, text } from "../kit/numbers.js";
import { PANEL, makePanel, settingsOf, turnKnobs } from "../kit/panel.js";
import { makeSource } from "../player/errorsource.js";
import { makeStage, sayAtRest } from "../kit/view.js";
import "./potentiometers.css"; // after the shared style sheet, which comes with the stage

const VIEW = `
  <div class="instrument potentiometers">
    <div class="panel">
      ${PANEL}
      <button type="button" class="hand-over"></button>
      ${GOAL}
    </div>
    <figure class="picture fit" hidden><figcaption>${LINEFIT_KEY}</figcaption><canvas role="img"></canvas></figure>
  </div>`;

function render({ model, el }) {
  const descriptions = model.get("_knobs");
  const goal = model.get("_goal");
  const source = makeSource(model);
  const stage = makeStage({ model, el, html: VIEW, events: descriptions.map((knob) => knob.name), measure, paint, needsPython: () => !source.player });
  const panel = makePanel(stage, descriptions, source);
  const canvas = stage.find("canvas");
  const fit = source.points && makeLineFit(canvas, source.points);
  stage.find(".fit").hidden = !fit;
  addLegend(stage, descriptions, "error", "slope", ...(fit ? ["points", "text"] : []));
  stage.atEnd(source.end);
  const turn = (settings, done) => turnKnobs(stage, model, descriptions, settings, done);
  const handOver = makeHandOver(stage, stage.find(".hand-over"), source, () => settingsOf(model, descriptions), turn);
  stage.find(".knobs").addEventListener("pointerdown", handOver.stop, true); // a hand on a knob takes it back
  stage.find(".knobs").addEventListener("keydown", handOver.stop, true);
  let shown = { settings: [], error: NaN };
  const say = sayAtRest(stage, canvas, () => describe(descriptions, shown, source.points.x.length));

  function measure() {
    panel.measure();
    fit?.resize(stage.find(".fit").clientWidth || 480);
  }
  function paint() {
    const settings = settingsOf(model, descriptions);
    const { error, slopes, curve } = source.compute(settings, stage.request);
    if (error === undefined) return; // the kernel has not answered yet
    shown = { settings, error };
    panel.show(settings, error, slopes);
    if (goal !== null) showGoal(stage.find(".goal"), nearness(goal, error));
    if (fit && curve) {
      fit.draw(curve, stage.palette);
      say();
    }
  }
  return stage.end;
}

/** The goal in words, and how near the error has come to it. */
function nearness(goal, error) {
  const reached = error < goal;
  const words = reached ? `✓ reached: the error is below ${plain(goal)}` : `goal: get the error below ${plain(goal)}`;
  return { reached, share: goal / error, words };
}

function describe(knobs, { settings, error }, count) {
  const where = knobs.map((knob, i) => `${knob.name} = ${text(settings[i])}`).join(", ");
  return `${count} data points and the model's line for ${where}; the error is ${text(error)}.`;
}

export default { render };

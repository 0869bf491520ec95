// Potentiometers: knobs on the left, the line they bend on the right.

import "./potentiometers.css";
import { LINEFIT_KEY, makeLineFit } from "./linefit.js";
import { makeLetGo } from "./letgo.js";
import { text } from "./numbers.js";
import { PANEL, makePanel, settingsOf } from "./panel.js";
import { makeSource } from "./source.js";
import { makeStage, sayAtRest } from "./stage.js";

const VIEW = `
  <div class="instrument potentiometers">
    <div class="panel">
      ${PANEL}
      <button type="button" class="let-go"></button>
      <div class="goal" hidden><div class="goal-bar"><div class="goal-level"></div></div><span class="goal-words" role="status"></span></div>
    </div>
    <figure class="picture fit" hidden><figcaption>${LINEFIT_KEY}</figcaption><canvas role="img"></canvas></figure>
  </div>`;

function render({ model, el }) {
  const descriptions = model.get("_knobs");
  const source = makeSource(model);
  const stage = makeStage({ model, el, html: VIEW, events: descriptions.map((knob) => knob.name), measure, paint });
  const panel = makePanel(stage, descriptions, source);
  const canvas = stage.find("canvas");
  const fit = source.points && makeLineFit(canvas, source.points);
  stage.find(".fit").hidden = !fit;
  stage.atEnd(source.end);
  const turn = (settings, done) => {
    settings.forEach((value, i) => model.set(descriptions[i].name, descriptions[i].single ? Math.fround(value) : value));
    stage.sync(done);
  };
  const letGo = makeLetGo(stage, stage.find(".let-go"), source, () => settingsOf(model, descriptions), turn);
  stage.find(".knobs").addEventListener("pointerdown", letGo.stop, true); // a hand on a knob takes it back
  stage.find(".knobs").addEventListener("keydown", letGo.stop, true);
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
    showGoal(stage.find(".goal"), model.get("_goal"), error);
    if (fit && curve) {
      fit.draw(curve, stage.palette);
      say();
    }
  }
  return stage.end;
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

function describe(knobs, { settings, error }, count) {
  const where = knobs.map((knob, i) => `${knob.name} = ${text(settings[i])}`).join(", ");
  return `${count} data points and the model's line for ${where}; the error is ${text(error)}.`;
}

export default { render };

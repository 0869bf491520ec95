// LossSurface: the error over two knobs as a hill. Turning a knob moves the ball; dragging the ball turns the knobs.

import "../terrain/terrain.css";
import { makeGround } from "../terrain/rasterizer.js";
import { addLegend } from "../kit/legend.js";
import { downhillOnGround, provideSurface } from "../terrain/errorsurface.js";
import { text } from "../kit/numbers.js";
import { PANEL, makePanel, settingsOf, turnKnobs } from "../kit/panel.js";
import { makeSource } from "../player/errorsource.js";
import { makeStage, sayAtRest } from "../kit/view.js";
import { TERRAIN, makeTerrain } from "../terrain/terrain.js";

const STEPS_KEPT = 400; // of the path so far

const VIEW = `
  <div class="instrument">
    <div class="panel">${PANEL}<button type="button" class="forget">forget the path</button></div>
    <figure class="picture">${TERRAIN}</figure>
  </div>`;

function render({ model, el }) {
  const descriptions = model.get("_knobs");
  const source = makeSource(model);
  const stage = makeStage({ model, el, html: VIEW, events: [...descriptions.map((knob) => knob.name), "view"], measure, paint, needsPython: () => !source.player });
  const panel = makePanel(stage, descriptions, source);
  const terrain = makeTerrain(stage, {
    view: () => model.get("view"),
    choose: (view) => stage.set("view", view, true),
    makeGround,
    moved: (a, b, done) => turnKnobs(stage, model, descriptions, [a, b], done),
  });
  addLegend(stage, descriptions, "error", "slope");
  stage.atEnd(source.end);
  provideSurface(stage, model, source, descriptions, terrain);
  let path = [];
  let shown = { settings: [], error: NaN };
  const describeLater = sayAtRest(stage, terrain.canvas, () => describe(descriptions, shown));
  stage.find(".forget").addEventListener("click", () => {
    path = [];
    stage.request();
  });

  function measure() {
    panel.measure();
    terrain.measure();
  }
  function paint() {
    const settings = settingsOf(model, descriptions);
    const { error, slopes } = source.compute(settings, stage.request);
    if (error === undefined) return; // the kernel has not answered yet
    shown = { settings, error };
    panel.show(settings, error, slopes);
    const here = [...settings, error];
    const last = path.at(-1);
    if (!last || last[0] !== here[0] || last[1] !== here[1]) path = [...path.slice(-STEPS_KEPT), here];
    terrain.draw({ ball: here, path, arrow: downhillOnGround(descriptions, slopes) });
    describeLater();
  }
  return stage.end;
}

function describe(knobs, { settings, error }) {
  const where = knobs.map((knob, i) => `${knob.name} = ${text(settings[i])}`).join(", ");
  return `The error over ${knobs[0].name} and ${knobs[1].name} as a landscape; the ball is at ${where}, where the error is ${text(error)}.`;
}

export default { render };

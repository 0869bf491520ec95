// Tangent: a point to drag along a curve, the slope of the tangent there, and how near the difference quotients come to it.

import { grid } from "./curve.js";
import { STEPS, around, measured, verdict } from "./differencequotients.js";
import { makeErrorChart } from "./errorchart.js";
import { letDrag } from "../kit/drag.js";
import { GOAL, showGoal } from "../kit/goal.js";
import { digits, plain, power, stepped, text } from "../kit/numbers.js";
import { freshName, makeSlider } from "../kit/slider.js";
import { makeSlopeSource } from "./slopesource.js";
import { makeStage, sayAtRest } from "../kit/view.js";
import { makeTangentPicture } from "./tangentpicture.js";
import "./tangent.css"; // after what all instruments look like, to say where it differs

const GRID = 601; // places at which the curve is drawn: about one for each pixel
const NEAR = 0.05; // how near the slope has to come to the goal
const written = (h) => (h < 0.001 ? digits(h, 2) : plain(Number(h.toPrecision(2))));
const H = { name: "h", low: 1e-15, high: 1, log: true, presses: 10, ends: [power(-15), "1"], written };
const KINDS = ["forward", "central"];

const view = (group, errors) => `
  <div class="instrument tangent" data-errors="${errors ? "shown" : "hidden"}">
    <div class="panel">
      <div class="sliders" role="group" aria-label="Point and distance"></div>
      <table class="slopes">
        <thead><tr><th scope="col"><span class="value-name"></span> <span class="value"></span></th><th scope="col">slope</th><th scope="col">error</th></tr></thead>
        <tbody>
          <tr class="exact"><th scope="row"><span class="name">exact</span><small>tangent, from the tape</small></th><td class="number"></td><td></td></tr>
          ${quotientRow(group, "forward", errors && "(f(x+h) − f(x)) / h")}
          ${quotientRow(group, "central", errors && "(f(x+h) − f(x−h)) / 2h")}
        </tbody>
      </table>
      <p class="verdict"></p>
      ${GOAL}
      <p class="note" role="status" hidden></p>
    </div>
    <figure class="picture curve">
      <figcaption><span class="key key-model curve-name"></span><span class="key key-tangent">tangent</span><span class="key key-secant">secant</span></figcaption>
      <canvas role="img"></canvas>
    </figure>
    <figure class="picture errors">
      <figcaption>error at this x, for every h
        <span class="key key-forward">forward</span><span class="key key-central">central</span></figcaption>
      <canvas role="img"></canvas>
    </figure>
  </div>`;

/** A row of the table: a quotient to choose, by name and formula; without a formula it is just the secant that is drawn. */
function quotientRow(group, kind, formula) {
  return `<tr class="${kind}"><th scope="row"><label><input type="radio" name="${group}" value="${kind}">
    <span><span class="name key-${kind}">${formula ? kind : "secant"}</span>${formula ? `<small>${formula}</small>` : ""}</span></label></th>
    <td class="number"></td><td class="off"></td></tr>`;
}

function render({ model, el }) {
  const [range] = model.get("_knobs");
  const name = model.get("_name");
  const short = name.length <= 8 ? name : "f"; // where there is little room
  const goal = model.get("_goal");
  const errors = model.get("_errors"); // whether the quotients are compared
  const source = makeSlopeSource(model);
  const stage = makeStage({ model, el, html: view(freshName("quotient"), errors), events: ["x", "h", "central"], measure, paint, needsPython: () => source.note !== null });
  const [canvas, chartCanvas] = el.querySelectorAll("canvas");
  const picture = makeTangentPicture(canvas, range, short);
  const chart = makeErrorChart(chartCanvas);
  const everywhere = { places: grid(range.low, range.high, GRID), sloped: GRID };
  const position = (x) => stepped(x, range.step);
  const sliderX = makeSlider({ ...range, ends: [range.low, range.high].map(plain), written: position }, (value, done) => stage.set("x", value, done));
  const sliderH = makeSlider(H, (value, done) => stage.set("h", value, done));
  let curve = null;
  let now = null;
  const sayPicture = sayAtRest(stage, canvas, () => describe(name, now, kind()));
  const sayChart = sayAtRest(stage, chartCanvas, () => describeErrors(now));
  stage.atEnd(source.end);
  stage.find(".sliders").append(sliderX.element, sliderH.element);
  stage.find(".value-name").textContent = `${short}(x) =`;
  stage.find(".curve-name").textContent = name;
  if (source.note) Object.assign(stage.find(".note"), { hidden: false, textContent: source.note });
  for (const radio of el.querySelectorAll("input[type=radio]")) {
    radio.addEventListener("change", () => stage.set("central", radio.value === "central", true));
  }
  letDrag(canvas, (pixel, done) => sliderX.turn(picture.x(pixel), done), sliderX.focus);

  function kind() {
    return KINDS[Number(model.get("central"))];
  }
  function measure() {
    const colours = withSecants(stage.palette);
    for (const kind of KINDS) el.style.setProperty(`--${kind}`, colours[kind]);
    picture.resize(stage.find(".curve").clientWidth);
    chart.resize(stage.find(".errors").clientWidth);
  }
  function paint() {
    const [x, h] = [Number(model.get("x")), model.get("h")];
    curve ??= source.at("curve", everywhere, stage.request);
    const answer = source.at("point", around(x, h), stage.request);
    if (answer) now = measured(answer);
    showSliders(x, h);
    if (!curve || !now) return; // the kernel has not answered yet
    showNumbers(stage, now, kind(), x < range.low || x > range.high, errors ? 10 : 5);
    if (goal !== null) showGoal(stage.find(".goal"), nearness(goal, now.slope));
    picture.setCurve(curve);
    const colours = withSecants(stage.palette);
    picture.draw(now, kind(), colours);
    sayPicture();
    if (!errors) return;
    chart.draw(now, kind(), colours);
    sayChart();
  }
  function showSliders(x, h) {
    const { quotient, error } = now?.[kind()] ?? {};
    const found = now ? [`, slope ${text(now.slope)}`, `, ${kind()} quotient ${text(quotient)}, error ${text(error)}`] : ["", ""];
    sliderX.show(x, `x ${position(x)}${found[0]}`);
    sliderH.show(h, `h ${h}${found[1]}`);
  }
  return stage.end;
}

/** The palette with a colour for each secant: two that stand for nothing else. */
const withSecants = (palette) => (palette.forward ? palette : Object.assign(palette, { forward: palette.more[0], central: palette.more[1] }));

function showNumbers(stage, now, kind, outside, length) {
  const put = (selector, x, count) => {
    const place = stage.find(selector);
    place.textContent = digits(x, Math.abs(x) < 1e-3 ? Math.min(count, 7) : count); // a power of ten needs room too
    place.dataset.number = x; // every digit, for whoever compares it with Python's
  };
  put(".value", now.y, 5);
  put(".exact .number", now.slope, length);
  for (const each of KINDS) {
    put(`.${each} .number`, now[each].quotient, length);
    put(`.${each} .off`, now[each].error, 3);
    stage.find(`.slopes .${each}`).classList.toggle("chosen", each === kind);
    stage.find(`.slopes .${each} input`).checked = each === kind;
  }
  stage.find(".instrument").dataset.secant = kind;
  stage.find(".verdict").textContent = (outside ? "The point lies outside the picture. " : "") + verdict(now, kind);
}

/** The goal in words, and how near the slope has come to it. */
function nearness(goal, slope) {
  const reached = Math.abs(slope - goal) < NEAR;
  const words = reached ? `✓ reached: the slope here is ${plain(goal)}` : `goal: find where the slope is ${plain(goal)} (within ${NEAR})`;
  return { reached, share: NEAR / Math.abs(slope - goal), words };
}

function describe(name, now, kind) {
  const secant = `The ${kind} secant with h = ${now.h} has the slope ${text(now[kind].quotient)}, an error of ${text(now[kind].error)}.`;
  return `The curve of ${name} with its tangent at x = ${text(now.x)}, where ${name} is ${text(now.y)} and the slope ${text(now.slope)}. ${secant} ${verdict(now, kind)}`;
}

function describeErrors({ errors }) {
  const best = KINDS.map((kind) => {
    const k = errors[kind].reduce((least, error, i) => (error < errors[kind][least] ? i : least), 0);
    return `${kind} is best at h = ${STEPS[k]} with an error of ${text(errors[kind][k])}`;
  });
  return `The errors of both difference quotients for h from 1 down to 1e-15: ${best.join(", ")}. To the right the curve bends away, to the left rounding takes over.`;
}

export default { render };

// Playground: a small network learns to tell points in the plane apart, while one looks and turns what it is made of.

import { makeBoundary } from "./decisionboundary.js";
import { deadNeurons, layerSlopes, rightShare, sentence } from "./findings.js";
import { GOAL, showGoal } from "../kit/goal.js";
import { makeInHand } from "./chosenweight.js";
import { LAYERS, makeLayerBar } from "./layerbuttons.js";
import { makeLossChart } from "./losschart.js";
import { digits, plain, text } from "../kit/numbers.js";
import { OPTIMIZERS } from "../player/optimizers.js";
import { makeSlider } from "../kit/slider.js";
import { makeStage, sayAtRest } from "../kit/view.js";
import { trainerOf } from "./trainer.js";
import { makeWiring } from "./networkpicture.js";
import "./playground.css"; // after the stage's, which it changes

const VIEW = `
  <div class="room"><div class="instrument playground">
    <div class="settings" role="group" aria-label="Settings">
      <label>data <select data-trait="data"></select></label>
      <label>activation <select data-trait="activation"></select></label>
      <label>optimizer <select data-trait="optimizer"></select></label>
      <div class="sliders"></div>
    </div>
    <div class="transport" role="group" aria-label="Training">
      <button type="button" class="run"></button><button type="button" class="one-step">+1 step</button><button type="button" class="reset">reset</button><button type="button" class="other-seed">other weights</button>
      <label class="pace">speed <select data-trait="steps_per_picture">
        <option value="1">1 step a picture</option><option value="5">5 steps a picture</option><option value="20">20 steps a picture</option>
      </select></label>
      <span class="step-words"></span>
    </div>
    <div class="left">
      ${LAYERS}
      <figure><canvas class="wiring" role="img"></canvas>
      <figcaption><span class="key key-plus">weight above 0</span><span class="key key-minus">below 0</span><span>the wider, the larger · click one to turn it</span><span>bar under a neuron: its bias</span></figcaption></figure>
      <div class="in-hand" role="group" aria-label="One weight"></div>
      <table class="steepness"><caption>mean size of the slopes in each layer</caption><tbody></tbody></table>
    </div>
    <div class="right">
      <figure><canvas class="boundary" role="img"></canvas>
      <figcaption><span class="key key-one">1</span><span class="key key-zero">0</span><span class="key key-test">hollow: only test</span><span class="key key-line">equally likely</span></figcaption></figure>
      <div class="told">
        <p class="sentence"></p>
        <p class="note" role="status" hidden></p>
        ${GOAL}
        <figure><canvas class="losses" role="img"></canvas>
        <figcaption><span class="key key-train">training points</span><span class="key key-tested">test points</span></figcaption></figure>
      </div>
    </div>
  </div></div>`;

const WORDS_EVERY = 200; // milliseconds between new words while it trains
const LINES_EVERY = 60; // and between new lines and maps of the neurons
const SLIDERS = [
  ["learning_rate", { name: "learning rate", low: 0.001, high: 10, log: true }],
  ["noise", { name: "noise of the points", low: 0, high: 0.5, step: 0.01 }],
  ["initial_scale", { name: "initial scale", low: 0, high: 5, step: 0.05 }],
];

function render({ model, el }) {
  const trainer = trainerOf(model);
  const stage = makeStage({ model, el, html: VIEW, events: ["running", "step", "trouble", "learning_rate"], measure, paint, needsPython: () => false });
  const [boundary, losses, wiring] = [
    makeBoundary(stage.find(".boundary")),
    makeLossChart(stage.find(".losses")),
    makeWiring(stage.find(".wiring")),
  ];
  const goal = model.get("_goal");
  let chosen = 0; // the place of the weight in hand
  let lastWords = 0;
  let lastLines = 0;
  let now = {};
  stage.atEnd(trainer.listen(stage.request));
  stage.atEnd(trainer.leave);

  const layerBar = makeLayerBar(stage, (layers) => trainer.set("layers", layers, true));
  const inHand = makeInHand(stage.find(".in-hand"), choose, (value, done) => trainer.turn(chosen, value, done));
  const sliders = SLIDERS.map(([name, range]) => [name, makeSlider(range, (x, done) => trainer.set(name, x, done))]);
  stage.find(".sliders").append(...sliders.map(([, slider]) => slider.element));
  const lists = { data: Object.keys(model.get("_sets")), activation: Object.keys(model.get("_tapes")), optimizer: Object.keys(OPTIMIZERS) };
  const selects = [...el.querySelectorAll("select[data-trait]")];
  for (const select of selects) {
    const name = select.dataset.trait;
    for (const each of lists[name] ?? []) select.add(new Option(each, each));
    select.addEventListener("change", () => trainer.set(name, lists[name] ? select.value : Number(select.value), true));
  }
  stage.find(".run").addEventListener("click", () => trainer.run(!model.get("running")));
  stage.find(".one-step").addEventListener("click", trainer.step);
  stage.find(".reset").addEventListener("click", trainer.reset);
  stage.find(".other-seed").addEventListener("click", () => trainer.set("seed", model.get("seed") + 1, true));

  const canvas = stage.find(".wiring");
  const under = (event) => {
    const box = canvas.getBoundingClientRect();
    return wiring.pick(event.clientX - box.x, event.clientY - box.y, trainer.layers);
  };
  canvas.addEventListener("click", (event) => {
    const place = under(event);
    if (place !== null) choose(place);
  });
  canvas.addEventListener("pointermove", (event) => (canvas.style.cursor = under(event) === null ? "" : "pointer"));

  const say = ["wiring", "boundary", "losses"].map((name) => sayAtRest(stage, stage.find(`.${name}`), () => voices[name](model, trainer, now)));

  function choose(place) {
    chosen = place;
    stage.request();
  }
  function measure() {
    const left = stage.find(".left").clientWidth || 560;
    stage.find(".left").classList.toggle("narrow", left < 620);
    wiring.resize(left);
    boundary.resize(stage.find(".right figure").clientWidth || 400);
    losses.resize(stage.find(".told").clientWidth || 400);
  }

  function paint() {
    const { weights, layers, history } = trainer;
    if (chosen >= weights.length) chosen = 0;
    const dead = deadNeurons(trainer.player.neurons, layers, model.get("activation"));
    trainer.dead = (column, k) => Boolean(dead[column - 1]?.[k]);
    boundary.draw(trainer, stage.palette);
    // While it trains, what changes slowly or is read is drawn less often: lines and words cost more than the boundary.
    const at = performance.now();
    const still = !model.get("running");
    if (still || at - lastLines > LINES_EVERY) {
      lastLines = at;
      wiring.draw(trainer, chosen, stage.palette);
      losses.draw(history, goal, stage.palette);
      layerBar.show(layers, wiring.columns().map(([[x]]) => x));
    }
    if (still || at - lastWords > WORDS_EVERY) {
      lastWords = at;
      write(dead);
      for (const each of say) each();
    }
  }

  function write(dead) {
    const { weights, layers, slopes, history, loss, points, tester, player } = trainer;
    const tested = Boolean(tester);
    const seen = tested ? [tester.neurons.at(-1), points.test.labels] : [player.neurons.at(-1), points.train.labels];
    now = {
      ...{ layers, loss, history, dead, tested, right: rightShare(...seen), steepness: layerSlopes(slopes, layers) },
      ...{ step: model.get("step"), trouble: "", activation: model.get("activation"), alike: layers.length > 0 && weights.every((w) => w === 0) },
    };
    for (const select of selects) select.value = model.get(select.dataset.trait);
    for (const [name, slider] of sliders) slider.show(model.get(name));
    const running = model.get("running");
    stage.write(".run", running ? "❚❚ stop" : "▶ start");
    stage.write(".step-words", `step ${now.step} · seed ${model.get("seed")}`);
    stage.write(".sentence", sentence(now));
    const note = stage.find(".note");
    note.hidden = !model.get("trouble");
    stage.write(".note", model.get("trouble"));
    for (const key of [".key-test", ".key-tested"]) stage.find(key).hidden = !tested;
    inHand.show(layers, chosen, weights[chosen], slopes[chosen]);
    showSteepness(now.steepness);
    if (goal !== null) showProgress(tested ? loss.test : loss.train, tested ? "test loss" : "loss");
    const box = stage.find(".instrument");
    box.dataset.losses = JSON.stringify([loss.train, loss.test].map((x) => (Number.isFinite(x) ? x : String(x)))); // every digit
  }
  function showSteepness(steepness) {
    const body = stage.find(".steepness tbody");
    if (body.rows.length !== steepness.length) {
      body.innerHTML = steepness.map((_, k) => `<tr><th scope="row">${k < steepness.length - 1 ? `hidden layer ${k + 1}` : "output layer"}</th><td><div class="steep"></div></td><td class="steep-number"></td></tr>`).join("");
    }
    steepness.forEach((mean, k) => {
      // From 10⁻⁷ to 1 by powers of ten: vanishing slopes are orders of magnitude smaller, not a little.
      const share = Math.min(1, Math.max(0, (Math.log10(mean) + 7) / 7)) || 0;
      body.rows[k].querySelector(".steep").style.width = `${100 * share}%`;
      body.rows[k].cells[2].textContent = digits(mean, 2);
    });
  }
  function showProgress(loss, name) {
    const first = trainer.history[0]?.[tester() ? 2 : 1] ?? loss;
    const reached = loss <= goal;
    const share = Math.log(first / loss) / Math.log(first / goal) || 0;
    const words = reached ? `Reached: ${name} ${text(loss)}, goal ${plain(goal)}.` : `Goal: ${name} at most ${plain(goal)}.`;
    showGoal(stage.find(".goal"), { reached, share: Math.max(0, share), words });
  }
  const tester = () => Boolean(trainer.tester);
  return stage.end;
}

// The pictures in words, for those who do not see them.
const voices = {
  wiring: (model, { layers }, { dead = [] }) =>
    `The network: 2 inputs, ${layers.length ? layers.map((n, k) => `${n} ${model.get("activation")} neurons in hidden layer ${k + 1}`).join(", ") : "no hidden layer"}, 1 output; each neuron with a map of what it gives over the plane. ${dead.flat().filter(Boolean).length} dead neurons.`,
  boundary: (model, _, now) => `The decision boundary on the data ${model.get("data")} after ${model.get("step")} steps. ${now.loss ? sentence(now) : ""}`,
  losses: (model, { loss }) => `The losses over ${model.get("step")} steps: now ${text(loss.train)} on the training points${Number.isFinite(loss.test) ? `, ${text(loss.test)} on the test points` : ""}.`,
};

export default { render };

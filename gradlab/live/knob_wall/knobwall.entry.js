// KnobWall: every weight of a model as one pixel, live while it learns; click one to take it in hand.

import { letDrag } from "../kit/drag.js";
import { digits, grouped, percent, plain, text } from "../kit/numbers.js";
import { makeSlider } from "../kit/slider.js";
import { makeStage, sayAtRest } from "../kit/view.js";
import { between, change, makeWeightCurve } from "./weightcurve.js";
import { layWall, layersOf, nameOf, neighbour } from "./walllayout.js";
import { makeWallPainter, paintLegend } from "./wallpaint.js";
import { NO_SHADE, READING, slopeWords } from "./wallwords.js";
import "./knobwall.css";

const HIGHEST = 700; // pixels
const PATIENCE = 1500; // milliseconds until we say that the kernel is busy
const READABLE = 300; // milliseconds between new words while pictures follow each other: each makes the page lay out its text
const TELL_EVERY = 4; // pictures: Python hears of so many at once, because hearing takes time from its training
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const VIEW = `
  <div class="instrument knob-wall">
    <div class="wall-board">
      <canvas class="wall" tabindex="0" role="img"></canvas><canvas class="glass" aria-hidden="true"></canvas>
    </div>
    <p class="trouble" role="alert" hidden></p>
    <div class="wall-foot">
      <div class="legend" aria-hidden="true">
        <span class="legend-steep"><span></span><span></span></span><canvas></canvas>
        <span class="legend-values"><span></span><span>value</span><span></span></span>
      </div>
      <div class="wall-words"><p class="where"></p><p class="reading" aria-live="polite"></p></div>
    </div>
    <section class="hand" aria-label="The weight in hand" hidden>
      <div class="hand-panel">
        <h4 class="hand-name"></h4>
        <div class="hand-slider"></div>
        <p class="hand-slope"></p>
        <p class="hand-error"><span class="error-name">error</span> <output class="error-number"></output></p>
        <p class="hand-words"></p>
        <button type="button" class="put-back">put it back</button>
      </div>
      <figure class="hand-curve"><canvas role="img"></canvas></figure>
    </section>
    <p class="note" role="status" hidden></p>
  </div>`;

const KEYS = [["← → ↑ ↓", "from weight to weight, with Shift by ten"], ["Enter", "take the weight in hand"], ["Home, End", "the first, the last"]];

function render({ model, el }) {
  const blocks = model.get("_blocks");
  const layers = layersOf(blocks);
  const count = layers.reduce((sum, layer) => sum + layer.count, 0);
  const table = bytes(model.get("_colours"), Uint8Array);
  let picture = null; // what the last picture means
  let weights = null; // its bytes
  let looked = null; // the weight under the mouse or the keys
  let hand = null;
  let waiting = null;
  let unpainted = null; // the number of a picture that Python wants to hear of
  let slider = null;
  let turned = null; // {value, tangent}: where the weight in hand stands
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  let last = 0; // when a picture came that was shown
  let legendFor = null; // whether the legend is for known slopes
  let said = 0; // when the words about the picture were written
  let fresh = true; // the wall itself has to be painted, and not only what lies over it

  const stage = makeStage({ model, el, html: VIEW, events: [], measure, paint, needsPython: () => true, keys: KEYS });
  const canvas = stage.find(".wall");
  const curveCanvas = stage.find(".hand-curve canvas");
  const painter = makeWallPainter(canvas, stage.find(".glass"), table);
  const curve = makeWeightCurve(curveCanvas);
  const sayWall = sayAtRest(stage, canvas, () => `${picture.words} Arrow keys walk over it, Enter takes a weight in hand.`);
  const sayCurve = sayAtRest(stage, curveCanvas, () => describeCurve(hand, turned));
  let wall = null;
  let width = 0;

  const state = () => {
    picture = model.get("_picture");
    weights = { values: bytes(model.get("_values"), Int8Array), shades: picture.slopes ? bytes(model.get("_shades"), Uint8Array) : null };
    fresh = true;
    stage.request();
  };
  const heard = (message, buffers) => {
    if (message.picture) {
      // Who wants little motion sees a picture a second: each holds all weights, so none has to be kept.
      if (calm.matches && performance.now() - last < 1000) return tell(message.number);
      last = performance.now();
      picture = message.picture;
      weights = { values: bytes(buffers[0], Int8Array), shades: picture.slopes ? bytes(buffers[1], Uint8Array) : null };
      unpainted = message.number;
      fresh = true;
    }
    if (message.turned && hand && message.turned.index === hand.index) {
      const { value, error, slope } = message.turned;
      turned = { ...turned, tangent: { value, error: Number(error), slope: Number(slope) } };
    }
    stage.request();
  };
  const take = () => {
    const given = model.get("_hand");
    if (given.name) receive(given);
  };
  state();
  take();
  model.on("change:_picture", state);
  model.on("change:_hand", take);
  model.on("msg:custom", heard);
  stage.atEnd(() => {
    model.off("change:_picture", state);
    model.off("change:_hand", take);
    model.off("msg:custom", heard);
    clearTimeout(waiting);
  });

  // The mouse and the keys.
  const under = (event) => {
    const box = canvas.getBoundingClientRect();
    return painter.pick(event.clientX - box.x, event.clientY - box.y);
  };
  const look = (index) => {
    looked = index;
    stage.request();
  };
  canvas.addEventListener("pointermove", (event) => look(under(event)));
  canvas.addEventListener("pointerleave", () => look(null));
  canvas.addEventListener("click", (event) => {
    const index = under(event);
    if (index !== null) wish(index);
  });
  canvas.addEventListener("blur", () => look(null));
  canvas.addEventListener("keydown", (event) => {
    const from = looked ?? hand?.index ?? 0;
    const arrow = ARROWS[event.key];
    if (arrow) {
      let to = from;
      const steps = event.shiftKey ? 10 : 1;
      for (let k = 0; k < steps; k++) to = looked === null && k === 0 && hand === null ? from : neighbour(wall, to, ...arrow);
      look(to);
    } else if (event.key === "Home") look(0);
    else if (event.key === "End") look(count - 1);
    else if (event.key === "Enter" || event.key === " ") wish(from);
    else if (event.key === "Escape") look(null);
    else return;
    event.preventDefault();
    event.stopPropagation(); // the notebook has its own plans for these keys
  });
  stage.find(".put-back").addEventListener("click", () => {
    if (hand) turn(hand.value, true);
  });
  letDrag(curveCanvas, (x, done) => slider?.turn(curve.x(x), done));

  /** Ask Python for a weight: it computes the error along it. */
  function wish(index) {
    looked = index;
    model.send({ take: index });
    note(`Taking ${nameOf(blocks, index)} in hand …`);
    clearTimeout(waiting);
    waiting = setTimeout(() => note(`The kernel is busy: ${nameOf(blocks, index)} comes into your hand when the cell that runs is over.`), PATIENCE);
    stage.request();
  }
  function note(words) {
    Object.assign(stage.find(".note"), { hidden: !words, textContent: words });
  }

  /** Python has given a weight into the hand. */
  function receive(given) {
    clearTimeout(waiting);
    note("");
    hand = { ...given, value: Number(given.value), slope: given.slope === "" ? NaN : Number(given.slope), heights: given.heights?.map(Number) };
    const panel = stage.find(".hand");
    panel.hidden = false;
    panel.classList.toggle("bare", !hand.heights);
    stage.find(".hand-name").textContent = hand.name;
    stage.find(".hand-words").textContent = hand.note;
    slider = null;
    stage.find(".hand-slider").replaceChildren();
    if (hand.heights) {
      const at = between(hand, hand.value); // one of the places
      turned = { value: hand.value, tangent: { value: hand.value, error: at, slope: hand.slope } };
      slider = makeSlider({ name: "value", low: hand.places[0], high: hand.places.at(-1), step: (hand.places.at(-1) - hand.places[0]) / 400, ends: [text(hand.places[0]), text(hand.places.at(-1))], written: text }, turn);
      stage.find(".hand-slider").append(slider.element);
      curve.set(hand);
      measure();
    } else turned = null;
    fresh = true;
    stage.request();
  }
  function turn(value, done) {
    if (picture.live) return;
    turned = { ...turned, value };
    // The pixel goes along at once; Python hears five times a second.
    weights.values[hand.index] = Math.max(-127, Math.min(127, Math.round((value / picture.limit) * 127)));
    fresh = true;
    stage.set("_turned", [hand.index, value], done);
    stage.request();
  }

  function measure() {
    const space = stage.find(".knob-wall").clientWidth || 640;
    if (space !== width) {
      width = space;
      wall = layWall(layers, Math.max(200, width - painter.margin - 8), HIGHEST, Math.max(1, Math.round(window.devicePixelRatio || 1)));
      painter.resize(wall);
    }
    if (hand?.heights) curve.resize(stage.find(".hand-curve").clientWidth);
    fresh = true;
  }
  function paint() {
    if (!wall) return;
    if (fresh) {
      painter.draw(weights, picture.trouble);
      if (!picture.live || performance.now() - said > READABLE) showWords();
    }
    fresh = false;
    painter.drawGlass(looked, hand?.index ?? null, weights);
    stage.write(".reading", looked === null ? READING : reading(looked));
    if (hand) showHand();
    if (unpainted !== null) tell(unpainted);
    unpainted = null;
  }
  /** Tell Python that it may send more. */
  function tell(number) {
    if (number % TELL_EVERY === 0) model.send({ shown: number });
  }
  function showWords() {
    said = performance.now();
    stage.write(".where", picture.where || `${grouped(count)} weights, one pixel each. A row is one filter or neuron, b its bias.`);
    stage.write(".trouble", picture.trouble);
    stage.find(".trouble").hidden = !picture.trouble;
    stage.find(".knob-wall").dataset.live = picture.live;
    if (picture.slopes !== legendFor) paintLegend(stage.find(".legend canvas"), table, picture.slopes);
    legendFor = picture.slopes;
    stage.write(".legend-values :first-child", plain(-picture.limit));
    stage.write(".legend-values :last-child", plain(picture.limit));
    stage.write(".legend-steep :first-child", picture.slopes ? `slope from ±${digits(2 ** (picture.top - 1), 1)} on` : "no slopes yet");
    stage.write(".legend-steep :last-child", picture.slopes ? "slope 0" : "");
    sayWall();
  }
  function reading(index) {
    const value = weights.values[index];
    const shade = weights.shades ? (weights.shades[index >> 1] >> ((index & 1) << 2)) & 15 : NO_SHADE;
    const number = value === -128 ? "not a number" : Math.abs(value) === 127 ? `beyond ${plain((Math.sign(value) * 127 * picture.limit) / 127)}` : text((value * picture.limit) / 127);
    return `${nameOf(blocks, index)}: value ${number}, slope ${slopeWords(shade, picture.top)}`;
  }
  function showHand() {
    const locked = Boolean(picture.live);
    const slope = turned?.tangent.slope ?? hand.slope;
    stage.find(".put-back").hidden = !hand.heights;
    stage.find(".put-back").disabled = locked || !turned || turned.value === hand.value;
    stage.find(".hand-slope").textContent = Number.isNaN(slope) ? `value ${text(hand.value)}` : `${turned ? "" : `value ${text(hand.value)}, `}slope ${digits(slope, 3)}`;
    stage.find(".hand-error").hidden = stage.find(".hand-curve").hidden = !turned;
    if (!turned) return;
    const error = between(hand, turned.value);
    stage.find(".error-number").textContent = digits(error, 6);
    slider.show(turned.value, `${hand.name} ${text(turned.value)}, error ${digits(error, 6)}`);
    stage.find(".hand-slider input").disabled = locked;
    const { span, share } = change(hand.heights, between(hand, hand.value));
    const busy = locked ? " Training goes on: this is how it stood when you took it." : "";
    stage.find(".hand-words").textContent = `From ${text(hand.places[0])} to ${text(hand.places.at(-1))}, this one of ${grouped(count)} changes the error by ${digits(span, 2)}, which is ${percent(share)} of it. Measured on ${hand.from}.${busy}`;
    curve.draw({ value: turned.value, error, tangent: turned.tangent }, stage.palette);
    sayCurve();
  }
  return stage.end;
}

function describeCurve(hand, { value, tangent }) {
  return `The error as ${hand.name} alone is turned from ${text(hand.places[0])} to ${text(hand.places.at(-1))}: at ${text(value)} it is ${digits(between(hand, value), 6)}. The dashed tangent at ${text(tangent.value)} has the slope ${digits(tangent.slope, 3)}.`;
}

function bytes(view, Kind) {
  return new Kind(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

export default { render };

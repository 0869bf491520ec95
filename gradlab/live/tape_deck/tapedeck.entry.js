// TapeDeck: a computation as a graph and as a tape, recorded forwards and played backwards, frame by frame.

import { sharpen } from "../kit/axes.js";
import { makeFilm } from "./film.js";
import { bracketed, makeWords, short } from "./filmwords.js";
import { closedAround, folded } from "./folding.js";
import { makeGraphPicture } from "./graphpicture.js";
import { heatmapSize, paintHeatmap } from "./heatmap.js";
import { letDrag } from "../kit/drag.js";
import { holdable } from "../kit/knob.js";
import { plain } from "../kit/numbers.js";
import { settingsOf } from "../kit/panel.js";
import { PLAYBACK, makePlayback } from "../kit/playback.js";
import { makeSlider } from "../kit/slider.js";
import { makeStage, sayAtRest } from "../kit/view.js";
import { makeTapeStrip } from "./tapestrip.js";
import { knobColour } from "../kit/theme.js";
import "./tapedeck.css"; // after what all instruments look like, to say where it differs

const VIEW = `
  <div class="instrument tapedeck">
    <div class="scene" aria-label="The frame at the cursor" role="group">
      <p class="scene-head"><span class="light" aria-hidden="true"></span><span class="way"></span><span class="scene-operator"></span></p>
      <p class="scene-formula"></p>
      <div class="scene-passes"></div>
    </div>
    <div class="graph-tools">
      <span class="keys"><span class="key key-forwards">values, forwards</span><span class="key key-backwards">slopes, backwards</span><span class="key key-playback" hidden>recorded in the playback</span></span>
      <span class="folds" role="group" aria-label="Folded parts"></span>
      <span class="zooms"><button type="button" class="smaller" aria-label="smaller">−</button><button type="button" class="larger" aria-label="larger">+</button></span>
    </div>
    <div class="graph" tabindex="0" role="group" aria-label="The graph, to scroll"><canvas role="img"></canvas><div class="spacer"></div></div>
    <canvas class="strip" role="img"></canvas>
    <div class="deck-controls">
      ${PLAYBACK}
      <div class="tape-kind">
        <label><input type="checkbox" class="persistent"> persistent: can be played again</label>
        <button type="button" class="again">● record again</button>
      </div>
    </div>
    <p class="used-up" role="status"></p>
    <div class="knobs" role="group" aria-label="Inputs to turn"></div>
    <p class="note" role="status" hidden></p>
  </div>`;

const CANVAS = '<canvas class="map" aria-hidden="true"></canvas>';
const MAP = { width: 72, height: 30 };
const EMPTY = ["", "This frame is empty: the play has freed what it held.", ""];

function render({ model, el }) {
  const knobs = model.get("_knobs");
  const chapters = model.get("_chapters");
  const film = makeFilm(model);
  const words = makeWords(film);
  const traits = ["step", "playing", "speed", "persistent", "used_up", "opened", "_numbers", "_settings"];
  const stage = makeStage({ model, el, html: VIEW, events: [...knobs.map((knob) => knob.name), ...traits], measure, paint, needsPython: () => false });
  const scroller = stage.find(".graph");
  const canvas = scroller.querySelector("canvas");
  const graph = makeGraphPicture(scroller, film, words);
  const strip = makeTapeStrip(stage.find(".strip"), film, words);
  const steps = model.get("_steps");
  const playback = makePlayback(stage, model, () => steps, (step) => (model.get("used_up") && step < steps ? EMPTY[1] : words.sentence(step)));
  const sliders = knobs.map((knob) => makeSlider({ ...knob, ends: [plain(knob.low), plain(knob.high)] }, (value, done) => stage.set(knob.name, holdable(knob, value), done)));
  const makers = model.get("_chapters").map(([name, first, last], i) => foldButton(name, i, first, last));
  let arranged = null;
  let shownScene = null;
  const sayGraph = sayAtRest(stage, canvas, () => describe());
  const sayStrip = sayAtRest(stage, stage.find(".strip"), () => `The tape with ${film.forwards.length} frames. ${words.sentence(model.get("step"))}`);

  stage.find(".knobs").append(...sliders.map((slider) => slider.element));
  stage.find(".knobs").hidden = !knobs.length;
  stage.find(".note").hidden = !model.get("_note");
  stage.find(".note").textContent = model.get("_note");
  stage.find(".key-playback").hidden = model.get("_played_from") === null;
  stage.find(".tape-kind").hidden = !film.backwards.length;
  stage.find(".smaller").addEventListener("click", () => zoom(1 / 1.25));
  stage.find(".larger").addEventListener("click", () => zoom(1.25));
  stage.find(".persistent").addEventListener("change", (event) => {
    if (event.target.checked) model.set("used_up", false);
    stage.set("persistent", event.target.checked, true);
  });
  stage.find(".again").addEventListener("click", () => {
    model.set("used_up", false);
    model.set("playing", false);
    stage.set("step", 0, true);
  });
  scroller.addEventListener("scroll", stage.request, { passive: true });
  scroller.addEventListener("keydown", (event) => event.key.startsWith("Arrow") && event.stopPropagation());
  canvas.addEventListener("click", (event) => {
    const box = canvas.getBoundingClientRect();
    const hit = graph.boxAt(event.clientX - box.x, event.clientY - box.y);
    if (!hit) return;
    if (hit.chapter !== null) toggle(hit.chapter);
    else if (film.nodes[hit.place].card) go(strip.stepOf(film.forwards.indexOf(hit.place), model.get("step")));
  });
  letDrag(stage.find(".strip"), (x) => {
    const i = strip.frameAt(x);
    if (i !== null) go(strip.stepOf(i, model.get("step")));
  });

  function foldButton(name, i) {
    const button = document.createElement("button");
    button.type = "button";
    button.addEventListener("click", () => toggle(i));
    return { button, name };
  }
  function toggle(chapter) {
    const opened = model.get("opened");
    stage.set("opened", opened.includes(chapter) ? opened.filter((i) => i !== chapter) : [...opened, chapter], true);
  }
  function go(step) {
    model.set("playing", false);
    stage.set("step", step, true);
  }
  function zoom(factor) {
    graph.zoom(factor);
    stage.request();
  }
  function measure() {
    const wide = stage.find(".tapedeck").clientWidth - 8;
    graph.resize(wide);
    strip.resize(wide);
    sliders.forEach((slider, i) => slider.element.style.setProperty("--knob", knobColour(stage.palette, knobs[i].name, i)));
    el.style.setProperty("--forwards", stage.palette.more[0]);
    el.style.setProperty("--record", stage.palette.more[3]);
  }

  function paint() {
    const opened = model.get("opened");
    if (arranged !== opened) {
      arranged = opened;
      film.compute(settingsOf(model, knobs));
      graph.arrange(folded(film.used, (place) => film.nodes[place].inputs, chapters, opened), chapters.map(([name]) => name));
      showFolds(opened);
    }
    film.compute(settingsOf(model, knobs));
    const position = playback.position(performance.now());
    playback.show(position);
    const step = model.get("step");
    if (step === steps && film.backwards.length && !model.get("persistent") && !model.get("used_up")) model.set("used_up", true);
    const state = {
      step,
      position,
      frame: film.frame(step),
      palette: stage.palette,
      usedUp: model.get("used_up"),
      playedFrom: model.get("_played_from"),
    };
    if (state.frame) graph.follow(state.frame.place);
    graph.draw(state);
    strip.draw(state);
    showScene(state);
    showTape(state);
    sliders.forEach((slider, i) => {
      const value = Number(model.get(knobs[i].name));
      slider.show(value, `${knobs[i].name} ${short(value)}, ${film.nodes[film.output].name} ${words.valueAt(film.output)}`);
    });
    sayGraph();
    sayStrip();
  }

  function showFolds(opened) {
    const visible = chapters.flatMap(([, first, last], i) => {
      const hidden = closedAround(first, chapters, opened).some((k) => k !== i && chapters[k][2] >= last && k < i);
      return hidden ? [] : [i];
    });
    const wanted = visible.map((i) => makers[i].button);
    visible.forEach((i) => {
      const isOpen = opened.includes(i);
      makers[i].button.textContent = `${isOpen ? "▾" : "▸"} ${makers[i].name}`;
      makers[i].button.setAttribute("aria-expanded", isOpen);
    });
    stage.find(".folds").replaceChildren(...wanted);
  }

  function showTape({ usedUp }) {
    const persistent = model.get("persistent");
    stage.find(".persistent").checked = persistent;
    stage.find(".again").classList.toggle("due", usedUp);
    const place = stage.find(".used-up");
    place.textContent = usedUp
      ? "The tape is used up: playing it back freed what it had recorded, and only the slopes at the inputs are left. Record again, or make it persistent."
      : "";
    el.querySelector(".tapedeck").dataset.tape = usedUp ? "used-up" : "";
  }

  /** The frame at the cursor, large. */
  function showScene({ step, frame, usedUp }) {
    const way = !frame ? "ready" : usedUp ? "used up" : frame.way === "forwards" ? "recording" : "playing backwards";
    stage.find(".tapedeck").dataset.way = frame ? (frame.way === "forwards" ? "forwards" : "backwards") : "ready";
    stage.find(".way").textContent = way;
    const [operator, formula, passes, maps = []] = usedUp && step < steps ? EMPTY : scene(step, frame);
    stage.find(".scene-operator").textContent = operator;
    const html = `${formula}${passes}`;
    if (shownScene !== html) {
      shownScene = html;
      stage.find(".scene-formula").innerHTML = formula;
      stage.find(".scene-passes").innerHTML = passes;
    }
    el.querySelectorAll(".scene canvas").forEach((canvas, i) => paintMap(canvas, ...maps[i]));
  }

  function paintMap(canvas, values, shape, colour) {
    const { width, height } = heatmapSize(shape, MAP);
    sharpen(canvas, width + 2, height + 2);
    paintHeatmap(canvas.getContext("2d"), values, shape, { ...MAP, x: 1, y: 1 }, stage.palette, colour);
  }

  function scene(step, frame) {
    if (!frame) {
      const result = film.nodes[film.output].name;
      return ["", `Press <b>play</b>: every operator writes one frame on the tape, until <b>${safe(result)}</b> is known.`, ""];
    }
    const { name, card, shape } = film.nodes[frame.place];
    const isArray = (values) => values.length > 1;
    if (frame.way === "turn") {
      return [name, `<span class="slope">∂${safe(name)}/∂${safe(name)} = <b>1</b></span>`, `<p class="pass">If ${safe(name)} grows by a little, ${safe(name)} grows by just that: the way back starts with the slope 1.</p>`];
    }
    const green = stage.palette.slope;
    if (frame.way === "forwards") {
      const numbers = words.withNumbers(frame.place);
      const value = film.value(frame.place);
      const map = isArray(value) && !film.missing(frame.place);
      return [
        card.operator,
        `${safe(name)} = ${safe(words.formula(frame.place))}${numbers ? ` = ${safe(numbers)}` : ""} = ${map ? CANVAS : ""}<b class="${map ? "many" : "value"}">${safe(words.valueAt(frame.place))}</b>`,
        "",
        map ? [[value, shape, null]] : [],
      ];
    }
    const maps = [];
    const drawn = (values, shape) => (isArray(values) && maps.push([values, shape, green]) ? CANVAS : "");
    const rows = frame.passes.map((pass) => {
      const { into, rule, local, above, slope, before, total } = words.passed(pass, step);
      const [from, found] = [film.slope(frame.place, step), film.passed(pass)];
      const added = card.elementwise && found.length < from.length; // one number had gone to many
      const times = local || film.local(pass) || added ? "×" : "with g =";
      const rest = `<span class="times">${times}</span><span class="above">${drawn(from, shape)}<b class="${isArray(from) ? "many" : ""}">${safe(above)}</b> from above</span>`;
      const result = `<span class="times">${added ? "added up =" : times === "×" ? "=" : "gives"}</span>${drawn(found, film.nodes[pass.into].shape)}<b class="slope ${isArray(found) ? "many" : ""}">${safe(slope)}</b>`;
      const sum = before ? `<span class="sum">${safe(into)}: ${isArray(found) ? "added to what had arrived" : `${safe(before)} + ${safe(bracketed(slope))} = <b>${safe(total)}</b>`}</span>` : "";
      const factor = `<span class="local">${safe(rule || (local ? "" : "its own rule"))}${rule && local ? " = " : ""}<b>${safe(local)}</b></span>`;
      return `<p class="pass"><span class="to">to ${safe(into)}</span>${factor}${rest}${result}${sum}</p>`;
    });
    return [card.operator, `${safe(name)} = ${safe(words.formula(frame.place))}`, rows.join(""), maps];
  }

  function describe() {
    const step = model.get("step");
    const names = film.nodes.filter((node) => node.knob !== undefined && film.used.includes(node.place));
    const slopes = names.flatMap((node) => {
      const slope = film.slope(node.place, step);
      return slope ? [`slope ${slope.length === 1 ? slope[0] : node.shape.join("×")} at ${node.name}`] : [];
    });
    return `The graph of ${film.nodes[film.output].name}: ${film.forwards.length} operators, step ${step} of ${steps}. ${words.sentence(step)}${slopes.length ? `; ${slopes.join(", ")}` : ""}`;
  }
  return stage.end;
}

const safe = (text) => String(text).replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

export default { render };

// LandscapeSlices: the error of a network over two directions of very many as a hill, with the path of its training on it.

import "../terrain/terrain.css";
import { makeGround } from "../terrain/rasterizer.js";
import { percent } from "../kit/numbers.js";
import { makeSlider } from "../kit/slider.js";
import { heightOn, honestWords, placeWords } from "./slicepath.js";
import { makeStage, sayAtRest } from "../kit/view.js";
import { surfaceFrom } from "../terrain/surface.js";
import { TERRAIN, makeTerrain } from "../terrain/terrain.js";
import "./landscapeslices.css";

const VIEW = `
  <div class="instrument slices">
    <div class="panel">
      <div class="share" hidden>
        <div class="share-bar" aria-hidden="true"><span class="share-1"></span><span class="share-2"></span></div>
        <p class="share-words" aria-hidden="true"></p>
      </div>
      <p class="honest"></p>
      <div class="along"></div>
      <p class="place" aria-live="polite"></p>
      <p class="note" role="status" hidden></p>
    </div>
    <figure class="picture">${TERRAIN}</figure>
  </div>`;

function render({ model, el }) {
  const slice = model.get("_slice");
  const view = model.get("_heights");
  const heights = new Float64Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
  const surface = surfaceFrom(heights, Math.round(Math.sqrt(heights.length)), ...slice.sides, slice.scale);
  const stage = makeStage({ model, el, html: VIEW, events: ["view", "step"], measure, paint });
  const terrain = makeTerrain(stage, { view: () => model.get("view"), choose: (name) => stage.set("view", name, true), makeGround });
  const path = slice.path.map(([a, b]) => [a, b, heightOn(surface, a, b)]);
  const inner = path.filter(([, , height]) => Number.isFinite(height));
  let slider = null;
  terrain.setSurface(surface);
  stage.find(".honest").textContent = honestWords(slice);
  if (slice.explained !== null) showShares();
  if (path.length) {
    slider = makeSlider({ name: "place on the path", low: 0, high: path.length - 1, step: 1, ends: ["start", "end"], written: (k) => `after ${slice.steps[k]} steps` }, (k, done) => stage.set("step", k, done));
    stage.find(".along").append(slider.element);
  }
  const missing = slice.points - slice.computed;
  const notes = [
    missing > 0 && `Stopped: ${slice.computed} of ${slice.points} points are computed, the middle of the slice. Run the cell again to go on from there.`,
    slice.scale === "log" && "Heights are drawn as logarithms: the walls are far higher than the valley.",
  ].filter(Boolean);
  Object.assign(stage.find(".note"), { hidden: !notes.length, textContent: notes.join(" ") });
  const describeLater = sayAtRest(stage, terrain.canvas, () => [slice.words, path.length && place()].filter(Boolean).join(" "));

  const at = () => Math.min(path.length - 1, Math.max(0, model.get("step")));
  const place = () => placeWords(slice.steps[at()], slice.errors[at()], path[at()][2]);

  function measure() {
    // Two colours that stand for nothing else.
    [0, 2].forEach((k, i) => el.style.setProperty(`--share-${i + 1}`, stage.palette.more[k]));
    terrain.measure();
  }
  function showShares() {
    stage.find(".share").hidden = false;
    const [one, two] = slice.shares;
    stage.find(".share-1").style.width = `${one * 100}%`;
    stage.find(".share-2").style.width = `${two * 100}%`;
    stage.find(".share-words").textContent = `${percent(slice.explained)} of the path is in the picture`;
  }
  function paint() {
    const ball = path.length ? path[at()] : [...middle(slice.sides), heightOn(surface, ...middle(slice.sides))];
    terrain.draw({ ball, path: inner, dots: true });
    if (slider) {
      slider.show(at(), `place ${at() + 1} of ${path.length}. ${place()}`);
      stage.find(".place").textContent = place();
    }
    describeLater();
  }
  return stage.end;
}

/** The weights as they are lie in the middle of a slice without a path. */
const middle = (sides) => sides.map(({ low, high }) => (low + high) / 2);

export default { render };

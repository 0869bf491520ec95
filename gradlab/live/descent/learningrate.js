// The learning rate: a slider on a scale of powers of ten, with a mark where the cliff is, and words for where one stands.

import { clamp, plain } from "../kit/numbers.js";
import { regimeWords } from "./run.js";
import { makeSlider } from "../kit/slider.js";

const PRESSES = 50; // of an arrow key, from one power of ten to the next

export const RATE = `
  <div class="rate">
    <div class="gauge" aria-hidden="true">
      <div class="beyond"></div><div class="cliff"><span class="cliff-name"></span></div><div class="gauge-ticks"></div>
    </div>
    <div class="regime"><strong class="regime-name" role="status"></strong><span class="share"></span><p class="regime-words"></p></div>
  </div>`;

const SIGNS = { slow: "…", good: "✓", oscillating: "⇄", diverging: "↗" }; // seen before the word is read

/**
 * Fills the RATE that stands in the stage. cliff: 2/λ at the start, around which the scale is laid; told: whether it is
 * shown; turned(rate, done): called while the rate is turned. Returns {show(rate, cliff, run)}.
 */
export function makeRate(stage, cliff, rate, told, turned) {
  const [low, high] = scaleAround(cliff, rate);
  const ends = { low: 10 ** low, high: 10 ** high };
  const slider = makeSlider({ name: "learning rate", ...ends, log: true, digits: 3, presses: PRESSES, written: plain }, turned);
  const share = (value) => clamp((Math.log10(value) - low) / (high - low), 0, 1);
  stage.find(".rate").prepend(slider.element);
  stage.find(".gauge-ticks").innerHTML = Array.from({ length: high - low + 1 }, (_, k) => k + low)
    .map((power) => `<span style="--at:${share(10 ** power)}">${plain(10 ** power)}</span>`)
    .join("");

  function show(value, cliff, run) {
    const words = told ? ofTheCliff(value, cliff) : "";
    const name = `${SIGNS[run.regime]} ${run.regime}`;
    slider.show(value, [`learning rate ${plain(value)}`, words, run.regime].filter(Boolean).join(", "));
    stage.write(".share", words);
    stage.write(".regime-name", name);
    stage.find(".regime").dataset.regime = run.regime;
    stage.write(".regime-words", regimeWords(run));
    for (const mark of [".cliff", ".beyond"]) stage.find(mark).hidden = !told || cliff === Infinity;
    if (!told) return;
    const gauge = stage.find(".gauge");
    gauge.dataset.cliff = cliff; // every digit, for whoever compares it with Python's
    gauge.style.setProperty("--cliff", share(cliff));
    const outside = Math.log10(cliff) > high;
    gauge.classList.toggle("left", outside || share(cliff) > 0.7);
    stage.find(".cliff-name").textContent = `the cliff, 2/λ = ${plain(Number(cliff.toPrecision(3)))}${outside ? " →" : ""}`;
  }
  return { show };
}

/** The ends of the scale as whole powers of ten: far below the cliff, a little beyond it, and where the rate is. */
export function scaleAround(cliff, rate) {
  const middle = Number.isFinite(cliff) ? cliff : rate;
  const low = Math.floor(Math.log10(Math.min(middle / 300, rate)));
  const high = Math.ceil(Math.log10(Math.max(middle * 1.5, rate)));
  return [low, high];
}

/** "0.80 of the cliff". */
export function ofTheCliff(rate, cliff) {
  if (!Number.isFinite(cliff)) return "no cliff here: nothing is curved upwards";
  const share = rate / cliff;
  const number = plain(Number(share >= 0.1 && share < 10 ? share.toFixed(2) : share.toPrecision(2)));
  return share > 1 ? `${number} of the cliff: beyond it` : `${number} of the cliff`;
}

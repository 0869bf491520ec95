// A slider with its name and its number: a native range input, by powers of ten where that is asked for.

import { text } from "./numbers.js";
import { freshName } from "./slider.js";

const DECADE = 20; // presses of an arrow key from one power of ten to the next

/**
 * options: {label, low, high, step} or {label, low, high, log: true}; `voice(value)` says the value for those who hear it.
 * turned(value, done): called while it is turned, and with done = true when let go.
 * Returns {element, show(value)}.
 */
export function makeNumberSlider({ label, low, high, step, log = false, voice = null }, turned) {
  const id = freshName("number");
  const element = document.createElement("div");
  element.className = "number-slider";
  element.innerHTML = `<label for="${id}"></label><output for="${id}"></output><input type="range" id="${id}" step="any">`;
  const input = element.querySelector("input");
  element.querySelector("label").textContent = label;
  const scale = log ? logarithmic(low, high) : linear(low, high, step);
  input.min = scale.from(low);
  input.max = scale.from(high);
  let value = low;

  const turn = (x, done) => turned((value = scale.round(x)), done);
  input.addEventListener("input", () => turn(scale.to(Number(input.value)), false));
  input.addEventListener("change", () => turn(value, true));
  input.addEventListener("keydown", (event) => {
    const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    const end = { Home: low, End: high }[event.key];
    if (steps === undefined && end === undefined) return;
    event.preventDefault();
    event.stopPropagation(); // the notebook has its own plans for arrow keys
    turn(end ?? scale.beside(value, steps), true);
  });

  function show(now) {
    value = now;
    input.value = scale.from(now);
    const words = scale.words(now);
    element.querySelector("output").textContent = words;
    input.setAttribute("aria-valuetext", voice ? voice(now, words) : `${label} ${words}`);
  }
  return { element, show };
}

function linear(low, high, step) {
  const decimals = Math.max(0, -Math.floor(Math.log10(step)));
  const round = (x) => Number((Math.round(Math.min(high, Math.max(low, x)) / step) * step).toPrecision(12));
  return { from: (x) => x, to: (x) => x, round, beside: (x, steps) => x + steps * step, words: (x) => x.toFixed(decimals).replace("-", "−") };
}

/** Two digits are kept, so that what is shown is what is computed with. */
export function logarithmic(low, high) {
  const round = (x) => Math.min(high, Math.max(low, Number(x.toPrecision(2))));
  const beside = (x, steps) => {
    const next = x * 10 ** (steps / DECADE);
    // Near 1.0 a twentieth of a decade is more than a digit, near 9.9 less than one: it always moves.
    return round(next) === x ? x + Math.sign(steps) * 10 ** (Math.floor(Math.log10(x)) - 1) : next;
  };
  const words = (x) => (x >= 0.001 && x < 1000 ? String(Number(x.toPrecision(3))) : text(x));
  return { from: Math.log10, to: (x) => 10 ** x, round, beside, words };
}

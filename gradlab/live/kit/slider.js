// A slider: a native range input for one number, which rounds to steps or goes by powers of ten, and which the keyboard
// turns without moving the notebook.

import { plain, text } from "./numbers.js";

/** A name that no other element of the page has: every instrument carries its own copy of this file, so counting is not enough. */
export const freshName = (kind) => `gradlab-${kind}-${Math.random().toString(36).slice(2)}`;

/**
 * A scale says where a number stands on its slider, and what numbers can be had there: {low, high, from(value) -> place,
 * to(place) -> value, round(value), beside(value, presses), written(value)}. What is no number is rounded to the lower end.
 */
export function linear(low, high, step) {
  const inside = within(low, high);
  return {
    ...{ low, high, from: (x) => x, to: (x) => x },
    round: (x) => Number(inside(Math.round(x / step) * step).toPrecision(12)), // 0.1 · 3 is 0.3, not 0.30000000000000004
    beside: (x, presses) => x + presses * step,
    written: (x) => x.toFixed(Math.max(0, -Math.floor(Math.log10(step)))).replace("-", "−"),
  };
}

/** By powers of ten. So many digits are kept, and what is shown is what is computed with. presses: of an arrow key, to the next power. */
export function logarithmic(low, high, { digits = 2, presses = 20 } = {}) {
  const inside = within(low, high);
  const round = (x) => inside(Number(x.toPrecision(digits)));
  const beside = (value, count) => {
    const x = inside(value);
    const next = x * 10 ** (count / presses);
    // Near 1.0 such a part of a power of ten is more than a digit, near 9.9 less than one: it always moves.
    return round(next) === x ? x + Math.sign(count) * 10 ** (Math.floor(Math.log10(x)) + 1 - digits) : next;
  };
  const written = (x) => (x >= 0.001 && x < 1000 ? plain(Number(x.toPrecision(3))) : text(x));
  return { low, high, from: Math.log10, to: (place) => 10 ** place, round, beside, written };
}

const within = (low, high) => (x) => (x >= low ? Math.min(high, x) : low);

/**
 * Puts a range input on a scale. turned(value, done): called while it is turned, and with done = true when let go.
 * Returns {value(), turn(value, done), show(value)}.
 */
export function wireRange(input, scale, turned) {
  let value = scale.low;
  let before; // a hand was laid on it
  const turn = (x, done) => turned((value = scale.round(x)), done);
  Object.assign(input, { min: scale.from(scale.low), max: scale.from(scale.high), step: "any" });
  input.oninput = () => turn(scale.to(Number(input.value)), false);
  input.onchange = () => turn(value, true);
  input.onpointerdown = () => (before = value);
  input.onpointercancel = () => turn(before, true); // the finger moves the page, and meant no slider
  input.onkeydown = (event) => {
    const presses = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    const end = { Home: scale.low, End: scale.high }[event.key];
    if (presses === undefined && end === undefined) return;
    event.preventDefault();
    turn(end ?? scale.beside(value, presses), true);
  };
  return {
    value: () => value,
    turn,
    show(now) {
      value = now;
      input.value = scale.from(now);
    },
  };
}

/**
 * A slider with its name above, its value beside the name, and where `ends` are given, words below both ends.
 *
 * options: {name, low, high, step} or {name, low, high, log: true, digits, presses}. written(value): how the value is written, where it is
 * not as the scale has it. spoken: the name for those who hear it, where it should say more.
 * Returns {element, turn, focus(), show(value, said)}; said: the value in words with what comes of it.
 */
export function makeSlider({ name, low, high, step, log = false, digits, presses, ends = null, written = null, spoken = name }, turned) {
  const id = freshName("slider");
  const element = document.createElement("div");
  element.className = "slider";
  element.innerHTML = `
    <label for="${id}"></label><span class="slider-value" aria-hidden="true"></span>
    <input type="range" id="${id}">
    ${ends ? `<div class="slider-ends" aria-hidden="true"><span>${ends[0]}</span><span>${ends[1]}</span></div>` : ""}`;
  const input = element.querySelector("input");
  const value = element.querySelector(".slider-value");
  const scale = log ? logarithmic(low, high, { digits, presses }) : linear(low, high, step);
  const words = written ?? scale.written;
  const range = wireRange(input, scale, turned);
  element.querySelector("label").textContent = name;
  return {
    element,
    turn: range.turn,
    focus: () => input.focus({ preventScroll: true }),
    show(now, said = `${spoken} ${words(now)}`) {
      range.show(now);
      value.textContent = words(now);
      input.setAttribute("aria-valuetext", said);
    },
  };
}

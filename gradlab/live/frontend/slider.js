// A native range input for a number: it rounds to steps, and the keyboard turns it without moving the notebook.

import { plain } from "./numbers.js";

/** A name that no other element of the page has: every instrument carries its own copy of this file, so counting is not enough. */
export const freshName = (kind) => `gradlab-${kind}-${Math.random().toString(36).slice(2)}`;

/**
 * range: {low, high, step}. rounded(x): the nearest value that it can have, within its ends. turned(value, done): called while it is turned, and
 * with done = true when let go. Returns {value(), turn(x, done), show(value)}.
 */
export function wireRange(input, { low, high, step }, rounded, turned) {
  let value = low;
  const turn = (x, done) => turned((value = rounded(x)), done);
  Object.assign(input, { min: low, max: high, step: "any" });
  input.addEventListener("input", () => turn(Number(input.value), false));
  input.addEventListener("change", () => turn(value, true));
  input.addEventListener("keydown", (event) => {
    const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    const end = { Home: low, End: high }[event.key];
    if (steps === undefined && end === undefined) return;
    event.preventDefault();
    event.stopPropagation(); // the notebook has its own plans for arrow keys
    turn(end ?? value + steps * step, true);
  });
  return {
    value: () => value,
    turn,
    show(now) {
      value = now;
      input.value = now;
    },
  };
}

/** The nearest number in the range that is a whole count of steps: 0.1 · 3 is 0.3, not 0.30000000000000004. */
export const inSteps = ({ low, high, step }) => (x) => Number(Math.min(high, Math.max(low, Math.round(x / step) * step)).toPrecision(12));

/**
 * A slider with its name above, its value beside the name, and its ends below.
 * range: {name, low, high, step, ends}, where `ends` are the words below it. Returns {element, turn, focus(), show(value, shown, said)}.
 */
export function makeSlider(range, turned) {
  const id = freshName("slider");
  const element = document.createElement("div");
  element.className = "knob slider";
  element.innerHTML = `
    <div class="knob-body">
      <div class="knob-head"><label for="${id}"></label><span class="knob-value" aria-hidden="true"></span></div>
      <input type="range" id="${id}">
      <div class="knob-foot" aria-hidden="true"><span></span><span></span></div>
    </div>`;
  const input = element.querySelector("input");
  const { turn, show } = wireRange(input, range, inSteps(range), turned);
  element.querySelector("label").textContent = range.name;
  const ends = range.ends ?? [plain(range.low), plain(range.high)];
  element.querySelectorAll(".knob-foot span").forEach((place, i) => (place.textContent = ends[i]));
  return {
    element,
    turn,
    focus: () => input.focus({ preventScroll: true }),
    /** shown: the value as it is written; said: as it is spoken, with what comes of it. */
    show(value, shown, said) {
      show(value);
      element.querySelector(".knob-value").textContent = shown;
      input.setAttribute("aria-valuetext", said);
    },
  };
}

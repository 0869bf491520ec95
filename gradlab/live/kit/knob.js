// One potentiometer: a dial that turns, a range input that does the same for keyboard and mouse, and the slope as an arrow.

import { clamp, plain, stepped, text } from "./numbers.js";
import { freshName, linear, logarithmic, wireRange } from "./slider.js";

const DIAL_SWEEP = 270; // degrees from one end of the dial to the other

/**
 * knob: {name, low, high, step, log, single}. turned(value, done): called while it is turned, and with done = true when let go.
 * Returns {element, show(value, slope, steepest, error), resize(), paint(colour)}.
 */
export function makeKnob(knob, turned) {
  // The dial turns by places on the scale: on a logarithmic one, equal turns multiply.
  const scale = knob.log ? logarithmic(knob.low, knob.high, { digits: 3 }) : linear(knob.low, knob.high, knob.step);
  const [first, last] = [scale.from(knob.low), scale.from(knob.high)];
  const id = freshName("knob");
  const element = document.createElement("div");
  element.className = "knob";
  element.innerHTML = `
    <svg class="dial" viewBox="-36 -36 72 72" aria-hidden="true">
      <path class="dial-scale" d="${arc(30)}"/><circle class="dial-body" r="23"/><line class="dial-mark" y1="-9" y2="-22"/>
    </svg>
    <div class="knob-body">
      <div class="knob-head"><label for="${id}"></label><span class="knob-value" aria-hidden="true"></span></div>
      <input type="range" id="${id}">
      <svg class="downhill" aria-hidden="true" height="16"><line class="shaft" y1="8" y2="8"/><path class="head"/><circle class="flat" r="4" cy="8"/></svg>
      <div class="knob-foot"><span>${plain(knob.low)}</span><span class="knob-slope" aria-hidden="true"></span><span>${plain(knob.high)}</span></div>
    </div>`;
  const find = (selector) => element.querySelector(selector);
  const [input, dial, mark, arrow] = [find("input"), find(".dial"), find(".dial-mark"), find(".downhill")];
  find("label").textContent = knob.name;
  let width = 240; // of the track: measured when it changes, because asking the page for it is slow

  const shown = (x) => (knob.log ? text(x) : stepped(x, knob.step));
  const range = wireRange(input, scale, (x, done) => turned(holdable(knob, x), done));

  // The dial turns as a real one: around its middle.
  let grip = null;
  const angle = (event) => {
    const box = dial.getBoundingClientRect();
    return (Math.atan2(event.clientX - box.x - box.width / 2, box.y + box.height / 2 - event.clientY) * 180) / Math.PI;
  };
  dial.addEventListener("pointerdown", (event) => {
    dial.setPointerCapture(event.pointerId);
    grip = { last: angle(event), place: scale.from(range.value()) };
    input.focus({ preventScroll: true });
    event.preventDefault();
  });
  dial.addEventListener("pointermove", (event) => {
    if (!grip) return;
    const now = angle(event);
    const moved = ((now - grip.last + 540) % 360) - 180; // the short way round
    grip.last = now;
    grip.place = clamp(grip.place + (moved / DIAL_SWEEP) * (last - first), first, last);
    range.turn(scale.to(grip.place), false);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    dial.addEventListener(end, () => {
      if (grip) range.turn(range.value(), true);
      grip = null;
    });
  }

  function show(now, slope, steepest, errorText) {
    range.show(now);
    const share = clamp((scale.from(now) - first) / (last - first) || 0, 0, 1);
    find(".knob-value").textContent = shown(now);
    mark.setAttribute("transform", `rotate(${(share - 0.5) * DIAL_SWEEP})`);
    const way = downhill(slope, steepest);
    find(".knob-slope").textContent = now < knob.low || now > knob.high ? "outside the knob's range" : `slope ${text(slope)} · ${way.words}`;
    drawArrow(arrow, width, share, way.length);
    input.setAttribute("aria-valuetext", `${knob.name} ${shown(now)}, error ${errorText}, slope ${text(slope)}, ${way.words}`);
  }

  const resize = () => (width = arrow.clientWidth || width);

  return { element, show, resize, paint: (colour) => element.style.setProperty("--knob", colour) };
}

/** The value as the knob's Variable can hold it: rounded to float32 where it holds that. */
export const holdable = (knob, value) => (knob.single ? Math.fround(value) : value);

/**
 * Which way is downhill and how steep: `length` from -1 (left) to 1 (right), 0 where it is flat. Small slopes are drawn
 * longer than in proportion, so that the arrow can still be seen near the bottom.
 */
export function downhill(slope, steepest) {
  if (!Number.isFinite(slope)) return { length: 0, words: "no slope here" };
  const share = steepest > 0 ? Math.min(1, Math.abs(slope) / steepest) : 0;
  if (share < 1e-4) return { length: 0, words: "flat here" };
  return { length: -Math.sign(slope) * Math.max(0.06, Math.sqrt(share)), words: slope > 0 ? "downhill is left" : "downhill is right" };
}

function drawArrow(svg, width, share, length) {
  const thumb = 8; // half the thumb's width: its middle stays this far from the ends
  const tail = thumb + share * (width - 2 * thumb);
  const way = Math.sign(length);
  const tip = clamp(tail + length * width * 0.45, 2, width - 2);
  const [shaft, head, flat] = svg.children;
  shaft.setAttribute("x1", tail);
  shaft.setAttribute("x2", tip - way * 5);
  head.setAttribute("d", `M${tip},8 l${-way * 9},-5 l0,10 z`);
  flat.setAttribute("cx", tail);
  shaft.style.display = head.style.display = way ? "" : "none";
  flat.style.display = way ? "none" : "";
}

function arc(r) {
  const end = (degrees) => `${r * Math.sin((degrees * Math.PI) / 180)},${-r * Math.cos((degrees * Math.PI) / 180)}`;
  return `M${end(-DIAL_SWEEP / 2)} A${r},${r} 0 1 1 ${end(DIAL_SWEEP / 2)}`;
}

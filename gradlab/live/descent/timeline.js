// A timeline: what a number did over the steps of a run, up to the cursor in full and after it pale, over the kept run's dashes.

import { makeAxes } from "../kit/axes.js";
import { clamp, plain, power, ticks } from "../kit/numbers.js";

const DOTS_APART = 6; // pixels: closer dots would be a thick line

/** A power of ten on an axis: 0.01, 1, 100, then 10⁵. */
export function powerOfTen(exponent) {
  if (!Number.isInteger(exponent) || Math.abs(exponent) < 4) return plain(Number((10 ** exponent).toPrecision(3)));
  return power(exponent);
}

/** Where an axis of powers of ten is marked: at 1, 10, 100; on a short one also at 2 and 5, 20 and 50. */
export function powerTicks(low, high, count) {
  const apart = Math.min(count, 1.001 * (high - low)); // at most so many, and none between two powers
  const heads = (high - low < 2 ? [1, 2, 5] : [1]).map(Math.log10);
  const found = heads.flatMap((head) => ticks(low - head, high - head, apart).map((power) => power + head));
  return found.length > 1 ? found : ticks(low, high, count);
}

/**
 * The ends of an axis that holds all numbers, a little wider, and the same for numbers that are nearly the same, so that it
 * does not tremble while they change.
 */
export function calmEnds(low, high) {
  const room = (high - low || Math.abs(high) || 1) * 0.04;
  const [first, second] = ticks(low - room, low - room + 4 * (high - low + 2 * room), 40);
  const grain = second - first;
  return [Math.floor((low - room) / grain) * grain, Math.ceil((high + room) / grain) * grain];
}

/**
 * canvas: where to draw. up: the name of the upright axis. logarithmic(): whether to show powers of ten at equal distances.
 * Returns {resize(space), draw(scene, colours)}. scene: {steps, cursor, series: [{values, last, colour, name, kept}],
 * marks: [{value, colour, name}], ends: [lowest, highest] of what is to be seen}.
 */
export function makeTimeline(canvas, up, logarithmic) {
  const names = {
    across: "step",
    up,
    writeUp: (t) => (powers ? powerOfTen : plain)(t),
    ticksUp: (...where) => (powers ? powerTicks : ticks)(...where),
  };
  let powers = false;
  const axes = makeAxes(canvas, { left: 0, right: 1, bottom: 0, top: 1 }, names);
  const { pen, px, py } = axes;
  const height = (value) => (powers ? Math.log10(value) : value);

  function resize(space) {
    const width = clamp(space, 260, 640);
    axes.resize(width, Math.round(Math.max(200, width * 0.46)));
  }

  function fit({ steps, ends }) {
    const before = [powers, ...Object.values(axes.ranges)].join();
    powers = logarithmic();
    const [bottom, top] = calmEnds(...ends.map(height));
    axes.ranges = { left: 0, right: steps, bottom, top };
    if ([powers, ...Object.values(axes.ranges)].join() === before) return;
    axes.renew();
  }

  function stroke(values, from, to, dots) {
    if (dots && px(1) - px(0) >= DOTS_APART) paintSteps(values, from, to);
    pen.beginPath();
    for (let k = Math.floor(from); k < to; k++) pen.lineTo(px(k), py(height(values[k])));
    pen.lineTo(px(to), py(height(between(values, to))));
    pen.stroke();
  }

  /** A dot at every step: they are what was computed, and the lines between them only lead the eye. */
  function paintSteps(values, from, to) {
    pen.fillStyle = pen.strokeStyle;
    pen.beginPath();
    for (let k = Math.ceil(from); k <= to; k++) {
      pen.moveTo(px(k), py(height(values[k])));
      pen.arc(px(k), py(height(values[k])), 2.5, 0, 2 * Math.PI);
    }
    pen.fill();
  }

  function draw(scene, colours) {
    fit(scene);
    axes.sheet(colours);
    axes.clip();
    pen.lineJoin = "round"; // a sharp turn would end in a spike far beyond it
    for (const { value, colour } of scene.marks) {
      pen.strokeStyle = colour;
      pen.lineWidth = 1.5;
      pen.setLineDash([2, 4]);
      pen.beginPath();
      pen.moveTo(px(0), py(height(value)));
      pen.lineTo(px(scene.steps), py(height(value)));
      pen.stroke();
    }
    for (const { values, last, colour, kept } of scene.series) {
      const cursor = Math.min(scene.cursor, last);
      pen.strokeStyle = colour;
      pen.setLineDash(kept ? [8, 5] : []);
      pen.lineWidth = kept ? 1.6 : 2;
      pen.globalAlpha = kept ? 0.8 : 0.35;
      stroke(values, kept ? 0 : cursor, last, !kept);
      pen.globalAlpha = 1;
      pen.lineWidth = 3;
      if (!kept) stroke(values, 0, cursor, true);
    }
    pen.setLineDash([]);
    pen.strokeStyle = colours.text;
    pen.lineWidth = 1;
    pen.beginPath();
    pen.moveTo(px(scene.cursor), py(axes.ranges.bottom));
    pen.lineTo(px(scene.cursor), py(axes.ranges.top));
    pen.stroke();
    pen.restore();
    for (const { values, last, colour, kept } of scene.series) if (!kept) paintDot(values, Math.min(scene.cursor, last), colour, colours);
    paintNames(scene, colours);
  }

  function paintDot(values, cursor, colour, colours) {
    const y = height(between(values, cursor));
    if (y < axes.ranges.bottom || y > axes.ranges.top) return;
    pen.fillStyle = colour;
    pen.strokeStyle = colours.paper;
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.arc(px(cursor), py(y), 5, 0, 2 * Math.PI);
    pen.fill();
    pen.stroke();
  }

  /** Names at the right end of what they name, moved apart where they would lie on each other. */
  function paintNames({ steps, marks, series }, colours) {
    const { bottom, top } = axes.ranges;
    const named = [
      ...marks.map(({ value, colour, name }) => ({ y: py(height(value)) - 5, colour, name })),
      ...series.filter((one) => one.name).map(({ values, colour, name }) => ({ y: py(height(values[0])) - 5, colour, name, early: true })),
    ];
    pen.font = "bold 12.5px system-ui, sans-serif";
    pen.lineWidth = 4;
    pen.strokeStyle = colours.paper;
    for (const side of [true, false]) {
      let free = -Infinity;
      const here = named.filter((one) => Boolean(one.early) === side).sort((a, b) => a.y - b.y);
      for (const { y, colour, name } of here) {
        const at = Math.max(free, Math.min(py(bottom) - 4, Math.max(py(top) + 12, y)));
        free = at + 14;
        pen.textAlign = side ? "left" : "right";
        pen.fillStyle = colour;
        const x = side ? px(0) + 8 : px(steps) - 4;
        pen.strokeText(name, x, at);
        pen.fillText(name, x, at);
      }
    }
  }

  return { resize, draw };
}

const between = (values, position) => {
  const [from, to] = [values[Math.floor(position)], values[Math.ceil(position)]];
  return from + (to - from) * (position % 1);
};

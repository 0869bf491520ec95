// The line fit: the data as points, the model as a line through them, and thin sticks for what the error measures.

import { makeAxes } from "./axes.js";
import { clamp } from "./numbers.js";

const STICKS = 40; // how many points get a stick: enough to see, few enough to count as thin lines

export const LINEFIT_KEY = `
  <span class="key key-points">data</span><span class="key key-model">your model</span>
  <span class="key key-error">distance, which the error squares</span>`;

/**
 * x, y: the data. low, high: the ends of the line along x. canvas: where to draw.
 * Returns {resize(space), draw(curve, colours)}; `curve` holds the model's values from low to high.
 */
export function makeLineFit(canvas, { x, y, low, high }) {
  const [bottom, top] = padded(y, 0.3);
  const [left, right] = padded(x, 0.04);
  const axes = makeAxes(canvas, { left, right, bottom, top }, { across: "x", up: "y" });
  const { pen, px, py } = axes;

  function resize(space) {
    const width = clamp(space, 260, 640);
    axes.resize(width, Math.round(width * 0.62));
  }

  function paintPoints(pen, colours) {
    const many = x.length > 300;
    pen.fillStyle = colours.points;
    pen.globalAlpha = many ? 0.55 : 0.8;
    for (let i = 0; i < x.length; i++) {
      pen.beginPath();
      pen.arc(px(x[i]), py(y[i]), many ? 1.8 : 3, 0, 2 * Math.PI);
      pen.fill();
    }
    pen.globalAlpha = 1;
  }

  function draw(curve, colours) {
    axes.sheet(colours, (pen) => paintPoints(pen, colours));
    axes.clip();
    const at = (v) => curve[Math.round(((v - low) / (high - low)) * (curve.length - 1))];
    pen.strokeStyle = colours.error;
    pen.globalAlpha = 0.75;
    pen.lineWidth = 1.2;
    pen.beginPath();
    const every = Math.max(1, Math.floor(x.length / STICKS));
    for (let i = 0; i < x.length; i += every) {
      pen.moveTo(px(x[i]), py(y[i]));
      pen.lineTo(px(x[i]), py(at(x[i])));
    }
    pen.stroke();
    pen.globalAlpha = 1;
    pen.strokeStyle = colours.text;
    pen.lineWidth = 3;
    pen.beginPath();
    curve.forEach((v, i) => pen.lineTo(px(low + ((high - low) * i) / (curve.length - 1)), py(v)));
    pen.stroke();
    pen.restore();
  }

  return { resize, draw };
}

/** The ends of the numbers, with room around them. */
export function padded(numbers, share) {
  let low = Infinity;
  let high = -Infinity;
  for (const v of numbers) {
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  const room = (high - low || 1) * share;
  return [low - room, high + room];
}

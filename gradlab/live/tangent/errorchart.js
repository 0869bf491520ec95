// The errors of both difference quotients against h, on logarithmic axes: straight lines where the curve bends away from the
// secant (to the right), noise where the last digits of float64 are all that is left (to the left).

import { makeAxes } from "../kit/axes.js";
import { STEPS } from "./differencequotients.js";
import { power } from "../kit/numbers.js";
import { mark } from "./tangentpicture.js";

const FLOOR = -17; // errors of 0 and below 10⁻¹⁷ are drawn on this line
const CEILING = 2;

/** Returns {resize(space), draw(measured, kind, colours)}. */
export function makeErrorChart(canvas) {
  const ranges = { left: -15.4, right: 0.4, bottom: FLOOR - 0.6, top: CEILING };
  const axes = makeAxes(canvas, ranges, { across: "h", up: "error", write: power });
  const { pen, px, py } = axes;
  const place = (error) => py(Math.max(FLOOR, Math.log10(error)));

  function resize(space) {
    const width = Math.max(260, Math.min(460, space));
    axes.resize(width, Math.round(width * 0.58));
  }

  /** Room for larger errors, in leaps, so that the axis rests while the point is dragged. */
  function makeRoom({ forward, central }) {
    const largest = Math.log10(Math.max(1, ...[...forward, ...central].filter(Number.isFinite)));
    const top = CEILING + 5 * Math.ceil(Math.max(0, largest - CEILING) / 5);
    if (top === ranges.top) return;
    ranges.top = top;
    axes.renew();
  }

  /** What spoils the quotients at either end, on a ground of its own so that no line crosses it. */
  function paintWords(colours) {
    pen.font = "12.5px system-ui, sans-serif";
    pen.fillStyle = colours.muted;
    pen.strokeStyle = colours.paper;
    pen.lineWidth = 5;
    pen.lineJoin = "round";
    for (const [align, words, x] of [
      ["left", "← rounding", px(ranges.left) + 8],
      ["right", "the curve bends →", px(ranges.right) - 8],
    ]) {
      pen.textAlign = align;
      pen.strokeText(words, x, py(ranges.bottom) - 14);
      pen.fillText(words, x, py(ranges.bottom) - 14);
    }
  }

  function draw({ h, errors, ...now }, kind, colours) {
    makeRoom(errors);
    axes.sheet(colours);
    axes.clip();
    const order = kind === "forward" ? ["central", "forward"] : ["forward", "central"]; // the chosen one on top
    for (const series of order) {
      pen.globalAlpha = series === kind ? 0.9 : 0.5;
      errors[series].forEach((error, k) => mark(pen, series, px(Math.log10(STEPS[k])), place(error), 1, colours[series]));
    }
    pen.globalAlpha = 1;
    const x = px(Math.log10(h));
    pen.strokeStyle = colours.text;
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.moveTo(x, py(ranges.top));
    pen.lineTo(x, py(ranges.bottom));
    pen.stroke();
    paintWords(colours);
    for (const series of order) {
      if (series === kind) mark(pen, series, x, place(now[series].error), 6, colours.paper, colours[series]);
      else mark(pen, series, x, place(now[series].error), 4, colours[series], colours.paper);
    }
    pen.restore();
  }

  return { resize, draw };
}

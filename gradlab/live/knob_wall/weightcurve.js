// One weight in hand: the error as it alone is turned, with the tangent where it stands.

import { makeAxes } from "../kit/axes.js";
import { padded } from "../kit/linefit.js";

/** The error between the places where it was computed, which rise. */
export function between({ places, heights }, x) {
  const after = places.findIndex((place) => place >= x);
  if (after <= 0) return after < 0 ? heights.at(-1) : heights[0];
  const share = (x - places[after - 1]) / (places[after] - places[after - 1]);
  return share === 1 ? heights[after] : heights[after - 1] + (heights[after] - heights[after - 1]) * share;
}

/** By how much the error differs along the curve, in words: as a number and as a share of the error. */
export function change(heights, now) {
  const finite = heights.filter(Number.isFinite);
  const span = Math.max(...finite) - Math.min(...finite);
  return { span, share: span / Math.abs(now) };
}

/** canvas: where to paint. Returns {resize(space), set(hand), draw(at, colours), x(pixel)}. */
export function makeWeightCurve(canvas) {
  const ranges = { left: -1, right: 1, bottom: 0, top: 1 };
  // How much the error changes, because an error of 2.30259 and one of 2.30261 look the same on an axis.
  const axes = makeAxes(canvas, ranges, { across: "this weight", up: "change of the error" });
  let now = 0;
  const { pen, px, py } = axes;
  let hand = null;

  function resize(space) {
    const width = Math.max(260, Math.min(520, space));
    axes.resize(width, Math.round(width * 0.56));
  }
  function set(next) {
    hand = next;
    now = between(hand, hand.value);
    const [bottom, top] = padded(hand.heights.map((height) => height - now).filter(Number.isFinite), 0.12);
    Object.assign(ranges, { left: hand.places[0], right: hand.places.at(-1), bottom, top });
    axes.renew();
  }
  /** at: {value, error, tangent: {value, error, slope}}. */
  function draw({ value, error, tangent }, colours) {
    axes.sheet(colours, (pen) => {
      pen.strokeStyle = colours.error;
      pen.lineWidth = 2.8;
      pen.lineJoin = "round";
      pen.beginPath();
      hand.heights.forEach((height, i) => {
        if (Number.isFinite(height)) pen.lineTo(px(hand.places[i]), py(height - now));
      });
      pen.stroke();
    });
    axes.clip();
    if (Number.isFinite(tangent.slope)) {
      pen.strokeStyle = colours.slope;
      pen.lineWidth = 2.2;
      pen.setLineDash([9, 5]);
      pen.beginPath();
      for (const x of [ranges.left, ranges.right]) pen.lineTo(px(x), py(tangent.error - now + tangent.slope * (x - tangent.value)));
      pen.stroke();
      pen.setLineDash([]);
    }
    pen.fillStyle = colours.slope;
    pen.strokeStyle = colours.paper;
    pen.lineWidth = 2.5;
    pen.beginPath();
    pen.arc(px(value), py(error - now), 8, 0, 2 * Math.PI);
    pen.fill();
    pen.stroke();
    pen.restore();
  }
  return { resize, set, draw, x: axes.x };
}

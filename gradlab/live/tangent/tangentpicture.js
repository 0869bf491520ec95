// The picture of a tangent: the curve, the point on it, the line that touches it there, and the secant with its two points.

import { makeAxes } from "../kit/axes.js";
import { pieces, span } from "./curve.js";

const POINT = 7; // radius in pixels
const DASHES = { forward: [9, 6], central: [11, 4, 2, 4] };

/**
 * low, high: the range of x. Returns {resize(space), setCurve({places, values, slopes}), draw(measured, kind, colours), x(pixel)}.
 */
export function makeTangentPicture(canvas, { low, high }, name) {
  const room = (high - low) * 0.03;
  const ranges = { left: low - room, right: high + room, bottom: -1, top: 1 };
  const axes = makeAxes(canvas, ranges, { across: "x", up: `${name}(x)` });
  const { pen, px, py } = axes;
  let curve = null;
  let joined = [];

  function resize(space) {
    const width = Math.max(260, Math.min(640, space));
    axes.resize(width, Math.round(Math.min(460, width * 0.95)));
  }

  function setCurve(next) {
    if (next === curve) return;
    curve = next;
    [ranges.bottom, ranges.top] = span(curve.values);
    joined = pieces(curve.places, curve.values, curve.slopes, ranges.top - ranges.bottom);
    axes.renew();
  }

  function paintCurve(pen, colours) {
    pen.save();
    pen.beginPath();
    pen.rect(px(ranges.left), py(ranges.top), px(ranges.right) - px(ranges.left), py(ranges.bottom) - py(ranges.top));
    pen.clip();
    pen.strokeStyle = colours.muted;
    pen.lineWidth = 1;
    straight(pen, 0, 0, px(ranges.left), px(ranges.right)); // the axis of x, to see where f and its slope change sign
    pen.strokeStyle = colours.text;
    pen.lineWidth = 2.5;
    pen.lineJoin = "round";
    pen.beginPath();
    for (const [first, last] of joined) {
      pen.moveTo(px(curve.places[first]), py(curve.values[first]));
      for (let i = first + 1; i <= last; i++) pen.lineTo(px(curve.places[i]), py(curve.values[i]));
    }
    pen.stroke();
    pen.restore();
  }

  /** The line through (0, at) with this slope, from one pixel across to another. */
  function straight(pen, slope, at, from, to) {
    pen.beginPath();
    pen.moveTo(from, py(at + slope * axes.x(from)));
    pen.lineTo(to, py(at + slope * axes.x(to)));
    pen.stroke();
  }

  function line(x, y, slope, colour, width, dash) {
    if (!Number.isFinite(y) || !Number.isFinite(slope)) return;
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.setLineDash(dash);
    straight(pen, slope, y - slope * x, px(ranges.left), px(ranges.right));
    pen.setLineDash([]);
  }

  /** The step h and the rise over it: the two numbers that the quotient divides. */
  function paintLegs(from, to, colour) {
    const [x1, y1, x2, y2] = [px(from.x), py(from.y), px(to.x), py(to.y)];
    if (!(x2 - x1 > 14) || !Number.isFinite(y1 + y2)) return;
    pen.strokeStyle = pen.fillStyle = colour;
    pen.lineWidth = 1.2;
    pen.beginPath();
    pen.moveTo(x1, y1);
    pen.lineTo(x2, y1);
    pen.lineTo(x2, y2);
    pen.stroke();
    pen.font = "italic 13px system-ui, sans-serif";
    pen.textAlign = "center";
    if (x2 - x1 > 24) pen.fillText(from.label, (x1 + x2) / 2, y1 + (y2 <= y1 ? 16 : -7));
  }

  function draw(now, kind, colours) {
    axes.sheet(colours, (pen) => paintCurve(pen, colours));
    axes.clip();
    const { x, h, y, ahead, behind } = now;
    const central = kind === "central";
    const from = central ? { x: x - h, y: behind, label: "2h" } : { x, y, label: "h" };
    const to = { x: x + h, y: ahead };
    paintLegs(from, to, colours[kind]);
    line(x, y, now.slope, colours.slope, 2.8, []);
    line(to.x, to.y, now[kind].quotient, colours[kind], 2.2, DASHES[kind]); // above the tangent, so that both are seen where they meet
    for (const end of central ? [from, to] : [to]) mark(pen, kind, px(end.x), py(end.y), POINT - 1.5, colours[kind], colours.paper);
    if (Number.isFinite(y)) {
      pen.fillStyle = colours.slope;
      pen.strokeStyle = colours.paper;
      pen.lineWidth = 2.5;
      pen.beginPath();
      pen.arc(px(x), py(y), POINT + 1, 0, 2 * Math.PI);
      pen.fill();
      pen.stroke();
    }
    pen.restore();
  }

  return { resize, setCurve, draw, x: axes.x };
}

/** The mark of a quotient: a circle for forward, a square for central; filled with `inside`, or all in its colour. */
export function mark(pen, kind, x, y, size, colour, inside = colour) {
  if (!Number.isFinite(x + y)) return;
  pen.beginPath();
  if (kind === "forward") pen.arc(x, y, size, 0, 2 * Math.PI);
  else pen.rect(x - size * 0.9, y - size * 0.9, size * 1.8, size * 1.8);
  pen.fillStyle = inside;
  pen.strokeStyle = colour;
  pen.lineWidth = 2;
  pen.fill();
  pen.stroke();
}

// The line fit: the data as points, the model as a line through them, and thin sticks for what the error measures.

import { plain, ticks } from "./numbers.js";

const STICKS = 40; // how many points get a stick: enough to see, few enough to count as thin lines
const MARGIN = { left: 46, right: 14, top: 14, bottom: 40 };

/**
 * x, y: the data. low, high: the ends of the line along x. canvas: where to draw.
 * Returns {resize(width), draw(curve, colours)}; `curve` holds the model's values from low to high.
 */
export function makeLineFit(canvas, x, y, low, high) {
  const [bottom, top] = padded(Math.min(...y), Math.max(...y), 0.3);
  const [left, right] = padded(Math.min(...x), Math.max(...x), 0.04);
  const points = document.createElement("canvas"); // the points never move, so they are painted once
  const pen = canvas.getContext("2d");
  let width = 0;
  let height = 0;
  let painted = null;

  const px = (v) => MARGIN.left + ((v - left) / (right - left)) * (width - MARGIN.left - MARGIN.right);
  const py = (v) => MARGIN.top + ((top - v) / (top - bottom)) * (height - MARGIN.top - MARGIN.bottom);

  function resize(space) {
    const ratio = window.devicePixelRatio || 1;
    width = Math.max(260, Math.min(640, space));
    height = Math.round(width * 0.62);
    for (const target of [canvas, points]) {
      target.width = width * ratio;
      target.height = height * ratio;
      target.getContext("2d").setTransform(ratio, 0, 0, ratio, 0, 0);
    }
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    painted = null;
  }

  function paintPoints(colours) {
    const pen = points.getContext("2d");
    pen.clearRect(0, 0, width, height);
    pen.font = "12px system-ui, sans-serif";
    pen.lineWidth = 1;
    pen.textAlign = "center";
    for (const t of ticks(left, right, 7)) {
      grid(pen, colours, px(t), MARGIN.top, px(t), height - MARGIN.bottom);
      pen.fillText(plain(t), px(t), height - MARGIN.bottom + 17);
    }
    pen.textAlign = "right";
    for (const t of ticks(bottom, top, 6)) {
      grid(pen, colours, MARGIN.left, py(t), width - MARGIN.right, py(t));
      pen.fillText(plain(t), MARGIN.left - 7, py(t) + 4);
    }
    pen.textAlign = "center";
    pen.font = "italic 13px system-ui, sans-serif";
    pen.fillText("x", (MARGIN.left + width - MARGIN.right) / 2, height - 6);
    pen.fillText("y", 10, (MARGIN.top + height - MARGIN.bottom) / 2);
    pen.fillStyle = colours.points;
    pen.globalAlpha = x.length > 300 ? 0.55 : 0.8;
    const r = x.length > 300 ? 1.8 : 3;
    for (let i = 0; i < x.length; i++) {
      pen.beginPath();
      pen.arc(px(x[i]), py(y[i]), r, 0, 2 * Math.PI);
      pen.fill();
    }
    pen.globalAlpha = 1;
    painted = colours;
  }

  function draw(curve, colours) {
    if (painted !== colours) paintPoints(colours);
    pen.clearRect(0, 0, width, height);
    pen.drawImage(points, 0, 0, width, height);
    pen.save();
    pen.beginPath();
    pen.rect(MARGIN.left, MARGIN.top, width - MARGIN.left - MARGIN.right, height - MARGIN.top - MARGIN.bottom);
    pen.clip();
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

function grid(pen, colours, x1, y1, x2, y2) {
  pen.strokeStyle = colours.grid;
  pen.beginPath();
  pen.moveTo(Math.round(x1) + 0.5, Math.round(y1) + 0.5);
  pen.lineTo(Math.round(x2) + 0.5, Math.round(y2) + 0.5);
  pen.stroke();
  pen.fillStyle = colours.muted;
}

function padded(low, high, share) {
  const room = (high - low || 1) * share;
  return [low - room, high + room];
}

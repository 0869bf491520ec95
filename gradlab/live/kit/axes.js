// Two axes on a canvas: numbers to pixels, grid lines, labels. What never moves is painted once on a sheet of its own.

import { tickLabel, ticks } from "./numbers.js";

const MARGIN = { left: 56, right: 14, top: 14, bottom: 40 };

/**
 * ranges: {left, right, bottom, top} in the numbers of the data; names: {across, up} for the axes, and `write`, which makes
 * a tick's number a label where `tickLabel` does not; `writeUp` does so on the upright axis alone, where `ticksUp` chooses
 * the numbers as `ticks` does.
 * Returns {resize(width, height), px(x), py(y), sheet(colours, paint), clip(pen), pen, ranges}; `ranges` may be changed, then
 * `renew()` has the sheet painted anew.
 */
export function makeAxes(canvas, ranges, names) {
  const still = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  const axes = { pen, ranges, width: 0, height: 0 };
  let painted = null;

  axes.px = (x) => MARGIN.left + ((x - axes.ranges.left) / (axes.ranges.right - axes.ranges.left)) * (axes.width - MARGIN.left - MARGIN.right);
  axes.py = (y) => MARGIN.top + ((axes.ranges.top - y) / (axes.ranges.top - axes.ranges.bottom)) * (axes.height - MARGIN.top - MARGIN.bottom);
  /** The numbers that lie at a pixel. */
  axes.x = (px) => axes.ranges.left + ((px - MARGIN.left) / (axes.width - MARGIN.left - MARGIN.right)) * (axes.ranges.right - axes.ranges.left);
  axes.y = (py) => axes.ranges.top - ((py - MARGIN.top) / (axes.height - MARGIN.top - MARGIN.bottom)) * (axes.ranges.top - axes.ranges.bottom);
  axes.renew = () => (painted = null);

  axes.resize = (width, height) => {
    axes.width = width;
    axes.height = height;
    for (const target of [canvas, still]) sharpen(target, width, height);
    painted = null;
  };

  /** Lay down what never moves: the grid and what `paint(pen)` adds to it, painted anew when the colours change. */
  axes.sheet = (colours, paint = () => {}) => {
    if (painted !== colours) {
      const pen = still.getContext("2d");
      pen.clearRect(0, 0, axes.width, axes.height);
      paintGrid(pen, axes, names, colours);
      paint(pen);
      painted = colours;
    }
    pen.clearRect(0, 0, axes.width, axes.height);
    pen.drawImage(still, 0, 0, axes.width, axes.height);
  };

  /** Draw inside the axes only, until pen.restore(). */
  axes.clip = () => {
    pen.save();
    pen.beginPath();
    pen.rect(MARGIN.left, MARGIN.top, axes.width - MARGIN.left - MARGIN.right, axes.height - MARGIN.top - MARGIN.bottom);
    pen.clip();
  };
  return axes;
}

/** Give a canvas its size on the page, and as many dots as the screen has there. */
export function sharpen(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  canvas.getContext("2d").setTransform(ratio, 0, 0, ratio, 0, 0);
}

function paintGrid(pen, axes, names, colours) {
  const { left, right, bottom, top } = axes.ranges;
  const write = names.write ?? tickLabel;
  const line = (x1, y1, x2, y2) => {
    pen.beginPath();
    pen.moveTo(Math.round(x1) + 0.5, Math.round(y1) + 0.5);
    pen.lineTo(Math.round(x2) + 0.5, Math.round(y2) + 0.5);
    pen.stroke();
  };
  pen.font = "12px system-ui, sans-serif";
  pen.lineWidth = 1;
  pen.strokeStyle = colours.grid;
  pen.fillStyle = colours.muted;
  pen.textAlign = "center";
  for (const t of ticks(left, right, Math.max(3, axes.width / 75))) {
    line(axes.px(t), MARGIN.top, axes.px(t), axes.height - MARGIN.bottom);
    pen.fillText(write(t), axes.px(t), axes.height - MARGIN.bottom + 17);
  }
  pen.textAlign = "right";
  for (const t of (names.ticksUp ?? ticks)(bottom, top, Math.max(3, axes.height / 55))) {
    line(MARGIN.left, axes.py(t), axes.width - MARGIN.right, axes.py(t));
    pen.fillText((names.writeUp ?? write)(t), MARGIN.left - 7, axes.py(t) + 4);
  }
  pen.textAlign = "center";
  pen.font = "italic 13px system-ui, sans-serif";
  pen.fillText(names.across, (MARGIN.left + axes.width - MARGIN.right) / 2, axes.height - 6);
  pen.save();
  pen.translate(9, (MARGIN.top + axes.height - MARGIN.bottom) / 2);
  if (names.up.length > 2) pen.rotate(-Math.PI / 2); // a word stands along its axis
  pen.fillText(names.up, 0, 4);
  pen.restore();
}

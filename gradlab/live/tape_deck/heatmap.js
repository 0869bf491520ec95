// A small picture of an array: a patch for each number, blue above 0 and orange below, pale near 0. What is no finite number
// is crossed out and not hidden.

import { part, table } from "./film.js";

/** Paint the array into the box at x, y, at most so wide and high. */
export function paintHeatmap(pen, array, shape, { x, y, width, height }, palette, colour = null) {
  const cells = part(array, shape);
  const { height: rows, width: columns } = table(shape);
  const { width: w, height: h } = heatmapSize(shape, { width, height });
  const [dx, dy] = [w / columns, h / rows];
  const most = cells.reduce((m, value) => (Number.isFinite(value) ? Math.max(m, Math.abs(value)) : m), 0) || 1;
  pen.fillStyle = palette.paper;
  pen.fillRect(x, y, w, h);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const value = cells[i * columns + j];
      const [left, top] = [x + j * dx, y + i * dy];
      if (!Number.isFinite(value)) {
        cross(pen, left, top, dx, dy, palette.text);
        continue;
      }
      pen.globalAlpha = 0.06 + 0.9 * (Math.abs(value) / most);
      pen.fillStyle = value < 0 ? palette.b : (colour ?? palette.W);
      pen.fillRect(left, top, dx + 0.3, dy + 0.3);
    }
  }
  pen.globalAlpha = 1;
  pen.strokeStyle = colour ?? palette.muted;
  pen.lineWidth = 1;
  pen.strokeRect(x - 0.5, y - 0.5, w + 1, h + 1);
}

/** How large the picture of an array of this shape becomes in a box. */
export function heatmapSize(shape, { width, height }) {
  const { height: rows, width: columns } = table(shape);
  const cell = Math.min(width / columns, height / rows, 16);
  const thick = (count, room) => Math.max(cell * count, Math.min(room, count === 1 ? 14 : 2 * count)); // a row can still be seen
  return { width: thick(columns, width), height: thick(rows, height) };
}

function cross(pen, x, y, dx, dy, colour) {
  pen.globalAlpha = 1;
  pen.strokeStyle = colour;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(x + dx, y + dy);
  pen.moveTo(x + dx, y);
  pen.lineTo(x, y + dy);
  pen.stroke();
}
